/* scenario/load_proxy.c: `proxy:`, a forward proxy, or with `to:` a reverse one; and
 * `browser-cache:`. */
#include "scenario/load.h"

#include "base/catalogue.h"
#include "scenario/address.h"

#include <string.h>

enum { PORT_MOST = 65535, CACHE_MOST = 1 << 24, TARGETS_MOST = 16, PORT_DIGITS = 5 };

#define TIMEOUT_USUAL (60 * SIM_SECOND)
#define TIMEOUT_MOST (3600 * SIM_SECOND)

/* on, off, or how much: 256 kB. */
static bool load_cache(struct loader *l, const struct yaml_node *node, uint32_t usual,
                       uint32_t *octets)
{
    static const char *const words[] = {"off", "no", "false", "on", "yes", "true"};
    uint64_t size = 0;
    if (!load_is_text(l, node))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(node->text, words[i]) == 0) {
            *octets = i >= 3 ? usual : 0;
            return true;
        }
    }
    if (!load_quantity(l, node, QUANTITY_OCTETS, 0, CACHE_MOST, &size))
        return false;
    *octets = (uint32_t)size;
    return true;
}

static bool read_port(const char *text, uint16_t *port)
{
    uint32_t v = 0;
    size_t n = strspn(text, "0123456789");
    if (n == 0 || n > PORT_DIGITS || text[n] != '\0')
        return false;
    for (size_t i = 0; i < n; i++)
        v = v * 10 + (uint32_t)(text[i] - '0');
    *port = (uint16_t)v;
    return v >= 1 && v <= PORT_MOST;
}

/* 10.0.0.81 or 10.0.0.81:8080 */
static void load_target(struct loader *l, const struct yaml_node *node,
                        struct proxy_target *targets, uint32_t *count)
{
    if (!load_is_text(l, node))
        return;
    const char *colon = memchr(node->text, ':', node->length);
    size_t n = colon != NULL ? (size_t)(colon - node->text) : node->length;
    struct proxy_target target = {.port = PLAN_HTTP_PORT};
    if (!address_read(node->text, n, &target.address) ||
        (colon != NULL && !read_port(colon + 1, &target.port))) {
        struct diagnostic *p =
            load_bad_value(l, node, "bad-origin", N_("{value} is not an address with a port."));
        diagnostic_help(p, N_("Write \"10.0.0.81:8080\", in quotation marks; without a port it "
                              "is 80."));
        return;
    }
    targets[*count] = target;
    *count += 1;
}

static void load_targets(struct loader *l, const struct yaml_node *node,
                         struct proxy_plan *plan)
{
    struct proxy_target *targets = memory_take(&l->s->memory, TARGETS_MOST * sizeof *targets);
    if (targets == NULL) {
        load_no_memory(l);
        return;
    }
    plan->to = targets;
    if (node->kind == YAML_TEXT) {
        load_target(l, node, targets, &plan->to_count);
        return;
    }
    if (!load_is_list(l, node))
        return;
    if (node->count == 0 || node->count > TARGETS_MOST) {
        struct diagnostic *p = load_error(l, node->span, "number-of-origins",
                                          N_("A reverse proxy has 1 to {limit} origins."));
        diagnostic_number(l->d, p, "limit", TARGETS_MOST);
        return;
    }
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next)
        load_target(l, child, targets, &plan->to_count);
}

/* One port belongs to one server. */
static void check_port(struct loader *l, uint32_t row, const struct yaml_node *node,
                       const struct proxy_plan *plan)
{
    const struct http_service_plan *http = l->s->nodes[row].plan.http;
    if (http == NULL || http->port != plan->port)
        return;
    struct diagnostic *p =
        load_error(l, node->key->span, "port-twice",
                   N_("The web server of this node has port {port} already."));
    diagnostic_number(l->d, p, "port", plan->port);
}

void load_proxy(struct loader *l, uint32_t row, const struct yaml_node *node)
{
    static const char *const forwarded[] = {"x-forwarded-for", "forwarded", "off"};
    struct map_values v;
    struct proxy_plan *plan = memory_take(&l->s->memory, sizeof *plan);
    uint64_t port = 0;
    sim_time timeout = TIMEOUT_USUAL;
    uint32_t word = PROXY_X_FORWARDED_FOR;
    if (plan == NULL) {
        load_no_memory(l);
        return;
    }
    if (!load_map(l, node, MAP_PROXY, false, &v))
        return;
    port = v.value[KEY_PROXY_TO] != NULL ? PLAN_HTTP_PORT : PLAN_PROXY_PORT;
    if (v.value[KEY_PROXY_PORT] != NULL)
        (void)load_integer(l, v.value[KEY_PROXY_PORT], 1, PORT_MOST, &port);
    if (v.value[KEY_PROXY_TO] != NULL)
        load_targets(l, v.value[KEY_PROXY_TO], plan);
    if (v.value[KEY_PROXY_CACHE] != NULL)
        (void)load_cache(l, v.value[KEY_PROXY_CACHE], PLAN_PROXY_CACHE, &plan->cache);
    if (v.value[KEY_PROXY_TIMEOUT] != NULL)
        (void)load_time(l, v.value[KEY_PROXY_TIMEOUT], TIMEOUT_MOST, &timeout);
    if (v.value[KEY_PROXY_FORWARDED] != NULL)
        (void)load_word(l, v.value[KEY_PROXY_FORWARDED], forwarded, 3, &word);
    plan->port = (uint16_t)port;
    plan->timeout = timeout > 0 ? timeout : TIMEOUT_USUAL;
    plan->forwarded = (enum proxy_forwarded)word;
    check_port(l, row, node, plan);
    l->s->nodes[row].plan.proxy = plan;
}

void load_browser_cache(struct loader *l, uint32_t row, const struct yaml_node *node)
{
    struct app_node_plan *plan = &l->s->nodes[row].plan;
    plan->has_browser_cache = load_cache(l, node, PLAN_BROWSER_CACHE, &plan->browser_cache);
}
