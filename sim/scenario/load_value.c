/* scenario/load_value.c: values of a scenario file, each read as its key asks: words, numbers,
 * quantities, addresses, names of nodes. */
#include "scenario/load.h"

#include "base/catalogue.h"
#include "base/suggest.h"
#include "scenario/address.h"

#include <string.h>

struct diagnostic *load_error(struct loader *l, struct span span, const char *code,
                              const char *sentence)
{
    return diagnostics_add(l->d, SEVERITY_ERROR, span, code, sentence);
}

struct diagnostic *load_warning(struct loader *l, struct span span, const char *code,
                                const char *sentence)
{
    return diagnostics_add(l->d, SEVERITY_WARNING, span, code, sentence);
}

struct diagnostic *load_bad_value(struct loader *l, const struct yaml_node *node,
                                  const char *code, const char *sentence)
{
    struct diagnostic *p = load_error(l, node->span, code, sentence);
    if (node->kind == YAML_TEXT)
        diagnostic_value(l->d, p, "value", node->text, node->length);
    return p;
}

void load_no_memory(struct loader *l)
{
    (void)load_error(l, (struct span){0, 0}, "out-of-memory",
                     N_("There is not enough memory."));
}

void *load_grow(struct loader *l, void *table, uint32_t count, size_t row_size)
{
    void *grown = memory_grow(&l->s->memory, table, count, row_size);
    if (grown == NULL)
        load_no_memory(l);
    return grown;
}

char *load_copy(struct loader *l, const char *text, size_t length)
{
    char *copy = memory_text(&l->s->memory, text, length);
    if (copy == NULL)
        load_no_memory(l);
    return copy;
}

bool load_is_text(struct loader *l, const struct yaml_node *node)
{
    if (node->kind != YAML_TEXT) {
        (void)load_error(l, node->span, "not-a-text",
                         node->kind == YAML_LIST ? N_("One value belongs here, not a list.")
                                                 : N_("One value belongs here, not a map."));
        return false;
    }
    if (node->length > 0 || node->style != YAML_PLAIN)
        return true;
    struct span span = node->key != NULL ? node->key->span : node->span;
    struct diagnostic *p = load_error(l, span, "no-value", N_("A value is missing here."));
    diagnostic_help(p,
                    N_("Write it behind the colon, on the same line; or leave the key out."));
    return false;
}

bool load_is_list(struct loader *l, const struct yaml_node *node)
{
    if (node->kind == YAML_LIST)
        return true;
    struct diagnostic *p = load_error(l, node->span, "not-a-list", N_("A list belongs here."));
    diagnostic_help(p, N_("Write one entry a line, each behind a dash; or [a, b]."));
    return false;
}

bool load_switch(struct loader *l, const struct yaml_node *node, uint8_t *on)
{
    static const char *const words[] = {"off", "no", "false", "on", "yes", "true"};
    uint32_t row;
    if (!load_word(l, node, words, sizeof words / sizeof words[0], &row))
        return false;
    *on = row >= 3;
    return true;
}

static bool all_digits(const char *text, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
    }
    return length > 0 && length <= 19;
}

bool load_integer(struct loader *l, const struct yaml_node *node, uint64_t least, uint64_t most,
                  uint64_t *value)
{
    if (!load_is_text(l, node))
        return false;
    if (!all_digits(node->text, node->length)) {
        (void)load_bad_value(l, node, "not-an-integer", N_("{value} is not a whole number."));
        return false;
    }
    uint64_t v = 0;
    for (uint32_t i = 0; i < node->length; i++)
        v = v * 10 + (uint64_t)(node->text[i] - '0');
    if (v < least || v > most) {
        struct diagnostic *p = load_bad_value(l, node, "out-of-range",
                                              N_("{value} is not within {least} to {most}."));
        diagnostic_number(l->d, p, "least", least);
        diagnostic_number(l->d, p, "most", most);
        return false;
    }
    *value = v;
    return true;
}

static const char *quantity_sentence(enum quantity_status status)
{
    switch (status) {
    case QUANTITY_NO_NUMBER:
        return N_("{value} is not a quantity; it begins with a number.");
    case QUANTITY_NO_UNIT:
        return N_("A quantity needs a unit.");
    case QUANTITY_WRONG_UNIT:
        return N_("{value} has no unit that fits here.");
    case QUANTITY_TOO_FINE:
        return N_("{value} is finer than netstage counts.");
    case QUANTITY_TOO_SMALL:
        return N_("{value} is too small: at least {least}.");
    case QUANTITY_TOO_LARGE:
        return N_("{value} is too large: at most {most}.");
    case QUANTITY_OK:
        break;
    }
    return "";
}

static const char *quantity_code(enum quantity_status status)
{
    switch (status) {
    case QUANTITY_NO_UNIT:
        return "no-unit";
    case QUANTITY_WRONG_UNIT:
        return "wrong-unit";
    case QUANTITY_TOO_FINE:
    case QUANTITY_TOO_SMALL:
    case QUANTITY_TOO_LARGE:
        return "out-of-range";
    case QUANTITY_NO_NUMBER:
    case QUANTITY_OK:
        break;
    }
    return "not-a-quantity";
}

bool load_quantity(struct loader *l, const struct yaml_node *node, enum quantity_kind kind,
                   uint64_t least, uint64_t most, uint64_t *value)
{
    if (!load_is_text(l, node))
        return false;
    struct quantity q;
    enum quantity_status status =
        quantity_read(node->text, node->length, kind, least, most, &q);
    if (status == QUANTITY_OK) {
        *value = q.value;
        return true;
    }
    struct span span = yaml_place(l->d, node, q.at, q.length);
    struct diagnostic *p =
        load_error(l, span, quantity_code(status), quantity_sentence(status));
    char limit[48];
    diagnostic_value(l->d, p, "value", node->text, node->length);
    diagnostic_value(l->d, p, "units", quantity_units(kind), SIZE_MAX);
    quantity_write(least, kind, limit, sizeof limit);
    diagnostic_value(l->d, p, "least", limit, SIZE_MAX);
    quantity_write(most, kind, limit, sizeof limit);
    diagnostic_value(l->d, p, "most", limit, SIZE_MAX);
    if (status == QUANTITY_NO_UNIT || status == QUANTITY_WRONG_UNIT ||
        status == QUANTITY_NO_NUMBER)
        diagnostic_help(p, N_("Units here: {units}."));
    if (q.suggestion[0] != '\0')
        diagnostic_suggest(l->d, p,
                           status == QUANTITY_WRONG_UNIT ? strrchr(q.suggestion, ' ') + 1
                                                         : q.suggestion);
    return false;
}

bool load_time(struct loader *l, const struct yaml_node *node, sim_time most, sim_time *value)
{
    uint64_t ns;
    if (!load_quantity(l, node, QUANTITY_MOMENT, 0, (uint64_t)most, &ns))
        return false;
    *value = (sim_time)ns;
    return true;
}

/* "a, b, c" of all words. */
static void put_words(struct text *text, const char *const *words, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        text_put(text, i == 0 ? "" : ", ");
        text_put(text, words[i]);
    }
}

bool load_word(struct loader *l, const struct yaml_node *node, const char *const *words,
               uint32_t count, uint32_t *row)
{
    if (!load_is_text(l, node))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(words[i], node->text) == 0) {
            *row = i;
            return true;
        }
    }
    char list[300];
    struct text text = text_over(list, sizeof list);
    put_words(&text, words, count);
    struct diagnostic *p = load_bad_value(l, node, "unknown-word",
                                          N_("{value} is not one of the words that can "
                                             "stand here."));
    diagnostic_list(l->d, p, "words", list);
    diagnostic_help(p, N_("The words are: {words}."));
    const char *near = suggest_word(node->text, node->length, words, count);
    if (near != NULL)
        diagnostic_suggest(l->d, p, near);
    return false;
}

static void bad_address(struct loader *l, const struct yaml_node *node)
{
    struct diagnostic *p =
        load_bad_value(l, node, "bad-address", N_("{value} is not an IPv4 address."));
    diagnostic_help(p, N_("Four numbers from 0 to 255 with dots between them, such as "
                          "192.168.1.10; no number begins with 0."));
}

bool load_address(struct loader *l, const struct yaml_node *node, ipv4_address *address)
{
    if (!load_is_text(l, node))
        return false;
    if (address_read(node->text, node->length, address))
        return true;
    const char *slash = memchr(node->text, '/', node->length);
    size_t before = slash == NULL ? 0 : (size_t)(slash - node->text);
    if (slash == NULL || !address_read(node->text, before, address)) {
        bad_address(l, node);
        return false;
    }
    struct diagnostic *p = load_bad_value(l, node, "bad-address",
                                          N_("Only an address belongs here, without the length "
                                             "of its network."));
    char plain[ADDRESS_TEXT];
    address_write(*address, plain);
    diagnostic_suggest(l->d, p, plain);
    return false;
}

static bool read_prefix_length(const char *text, size_t length, uint8_t *value)
{
    if (length == 0 || length > 2 || !all_digits(text, (uint32_t)length))
        return false;
    unsigned v = (unsigned)(text[0] - '0');
    if (length == 2)
        v = v * 10 + (unsigned)(text[1] - '0');
    *value = (uint8_t)v;
    return v <= 32;
}

bool load_prefix(struct loader *l, const struct yaml_node *node, ipv4_address *address,
                 uint8_t *length)
{
    if (!load_is_text(l, node))
        return false;
    const char *slash = memchr(node->text, '/', node->length);
    size_t before = slash == NULL ? node->length : (size_t)(slash - node->text);
    ipv4_address read;
    if (!address_read(node->text, before, &read)) {
        bad_address(l, node);
        return false;
    }
    if (slash == NULL) {
        struct diagnostic *p = load_bad_value(l, node, "no-prefix-length",
                                              N_("{value} lacks the length of its network."));
        diagnostic_help(p, N_("The number of bits that all hosts of the link have in common, "
                              "behind a slash: /24 is the mask 255.255.255.0."));
        char proposal[ADDRESS_TEXT];
        address_write_prefix(read, 24, proposal);
        diagnostic_suggest(l->d, p, proposal);
        return false;
    }
    if (read_prefix_length(slash + 1, node->length - before - 1, length)) {
        *address = read;
        return true;
    }
    struct span span = yaml_place(l->d, node, before + 1, node->length - before - 1);
    struct diagnostic *p = load_error(l, span, "bad-prefix-length",
                                      N_("The length of a network is a number from 0 to 32."));
    diagnostic_help(p, N_("/24 is the mask 255.255.255.0."));
    return false;
}

bool load_mac(struct loader *l, const struct yaml_node *node, mac_address *mac)
{
    if (!load_is_text(l, node))
        return false;
    bool read = address_read_mac(node->text, node->length, mac);
    if (read && *mac != 0 && (*mac >> 40 & 1) == 0)
        return true;
    struct diagnostic *p = load_bad_value(
        l, node, "bad-mac",
        read ? N_("{value} is a group's address, or nobody's; no interface has it.")
             : N_("{value} is not a MAC address."));
    diagnostic_help(p, N_("Six pairs of hexadecimal digits with colons between them; the first "
                          "pair is even, such as 02:00:00:00:00:01."));
    return false;
}

bool load_node_name(struct loader *l, const struct yaml_node *node, uint32_t *row)
{
    if (!load_is_text(l, node))
        return false;
    *row = scenario_find_node(l->s, node->text, node->length);
    if (*row != NONE)
        return true;
    struct diagnostic *p =
        load_bad_value(l, node, "unknown-node", N_("No node is called {value}."));
    if (l->d->kept == DIAGNOSTICS_MAX)
        return false;
    char list[300];
    struct text text = text_over(list, sizeof list - 4);
    struct suggestion near = suggest_begin(node->text, node->length);
    for (uint32_t i = 0; i < l->s->node_count; i++) {
        suggest_offer(&near, l->s->nodes[i].name);
        text_put(&text, i == 0 ? "" : ", ");
        text_put(&text, l->s->nodes[i].name);
    }
    diagnostic_list(l->d, p, "nodes", list);
    if (l->s->node_count > 0)
        diagnostic_help(p, N_("The nodes here are: {nodes}."));
    if (near.best != NULL)
        diagnostic_suggest(l->d, p, near.best);
    return false;
}

bool load_link_name(struct loader *l, const struct yaml_node *node, uint32_t *link)
{
    if (!load_is_list(l, node))
        return false;
    uint32_t end[2] = {NONE, NONE};
    if (node->count != 2) {
        struct diagnostic *p = load_error(
            l, node->span, "link-ends", N_("A link is named by the two nodes that it joins."));
        diagnostic_help(p, N_("Write [laptop, sw1]."));
        return false;
    }
    bool known = load_node_name(l, node->first, &end[0]);
    known &= load_node_name(l, node->last, &end[1]);
    if (!known)
        return false;
    *link = scenario_find_link(l->s, end[0], end[1]);
    if (*link != NONE)
        return true;
    struct diagnostic *p =
        load_error(l, node->first->span, "unknown-link", N_("No link joins {a} and {b}."));
    diagnostic_value(l->d, p, "a", node->first->text, SIZE_MAX);
    diagnostic_value(l->d, p, "b", node->last->text, SIZE_MAX);
    diagnostic_help(p, N_("A link joins neighbours; name the two ends of one entry of links."));
    return false;
}
