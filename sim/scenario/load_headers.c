/* scenario/load_headers.c: `cache-control:` and `headers:` of a resource: fields that its
 * answers have besides those that the server itself sees to. */
#include "scenario/load.h"

#include "base/catalogue.h"

#include <string.h>

enum { FIELD_TEXT = 200 }; /* octets of a name, and of a value */

/* Fields that say where a message ends, or what the server says by itself: by hand they could
 * only be wrong. */
static bool is_the_servers(const struct yaml_node *key)
{
    static const char *const names[] = {
        "Content-Length", "Transfer-Encoding", "Connection",    "Keep-Alive", "Trailer",
        "Upgrade",        "Content-Range",     "Accept-Ranges", "Date",       "Server",
        "ETag",           "Last-Modified",     "Set-Cookie",    "Location",   "Allow",
        "Content-Type",   "WWW-Authenticate",  "Retry-After"};
    struct http_span name = {0, (uint16_t)key->length};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (http_span_is_word((const uint8_t *)key->text, name, names[i]))
            return true;
    }
    return false;
}

static bool is_value(const struct yaml_node *node)
{
    for (uint32_t i = 0; i < node->length; i++) {
        if (node->text[i] < ' ' || node->text[i] > '~')
            return false;
    }
    return node->length > 0 && node->length <= FIELD_TEXT && node->text[0] != ' ' &&
           node->text[node->length - 1] != ' ';
}

static void add_field(struct loader *l, const char *name, size_t name_length,
                      const struct yaml_node *value, struct http_extra *fields, uint32_t *count)
{
    if (!load_is_text(l, value))
        return;
    if (!is_value(value)) {
        struct diagnostic *p = load_bad_value(l, value, "bad-field-value",
                                              N_("{value} cannot be the value of a field."));
        diagnostic_help(p, N_("It has 1 to 200 printable ASCII characters."));
        return;
    }
    fields[*count].name = load_copy(l, name, name_length);
    fields[*count].value = load_copy(l, value->text, value->length);
    *count += fields[*count].name != NULL && fields[*count].value != NULL;
}

static void load_field_line(struct loader *l, const struct yaml_node *node,
                            struct http_extra *fields, uint32_t *count)
{
    const struct yaml_node *key = node->key;
    bool name =
        key->length <= FIELD_TEXT && http_is_token((const uint8_t *)key->text, key->length);
    if (!name || is_the_servers(key)) {
        struct diagnostic *p = load_error(l, key->span, "bad-field-name",
                                          name ? N_("The server itself says {value}.")
                                               : N_("{value} cannot be the name of a field."));
        diagnostic_value(l->d, p, "value", key->text, SIZE_MAX);
        diagnostic_help(p,
                        name ? N_("Some such fields have keys of their own: type, set-cookie, "
                                  "validators, redirect.")
                             : N_("A name has letters, digits and - only, such as "
                                  "Content-Language."));
        return;
    }
    add_field(l, key->text, key->length, node, fields, count);
}

void load_headers(struct loader *l, const struct map_values *v, struct http_resource *resource)
{
    const struct yaml_node *cache = v->value[KEY_RESOURCE_CACHE_CONTROL];
    const struct yaml_node *headers = v->value[KEY_RESOURCE_HEADERS];
    if (cache == NULL && headers == NULL)
        return;
    struct http_extra *fields =
        memory_take(&l->s->memory, (HTTP_FIELDS_GIVEN + 1) * sizeof *fields);
    if (fields == NULL) {
        load_no_memory(l);
        return;
    }
    resource->fields = fields;
    if (cache != NULL)
        add_field(l, "Cache-Control", strlen("Cache-Control"), cache, fields,
                  &resource->field_count);
    if (headers == NULL)
        return;
    if (headers->kind != YAML_MAP) {
        struct diagnostic *p =
            load_error(l, headers->span, "not-a-map", N_("Headers are names with values."));
        diagnostic_help(p, N_("Write { Content-Language: en, Vary: Accept-Language }."));
        return;
    }
    if (headers->count > HTTP_FIELDS_GIVEN) {
        struct diagnostic *p = load_error(l, headers->span, "too-many-headers",
                                          N_("A resource has at most {limit} headers."));
        diagnostic_number(l->d, p, "limit", HTTP_FIELDS_GIVEN);
        return;
    }
    for (const struct yaml_node *child = headers->first; child != NULL; child = child->next)
        load_field_line(l, child, fields, &resource->field_count);
}
