/* scenario/load_http_content.c: in which forms a resource is sent: `variants` (RFC 9110 section
 * 12), `chunked` and `trailers` (RFC 9112 section 7.1). */
#include "scenario/load_http.h"

#include "base/catalogue.h"
#include "base/hash.h"
#include "wire/http.h"

#include <string.h>

enum {
    VARIANTS_MOST = 16,
    TRAILERS_MOST = 8,
    TRAILER_TEXT = 100,
    LANGUAGE_TEXT = 35,
    CHUNK_USUAL = 1024,
    CHUNK_MOST = 1000000,
    LIST_TEXT = 2048,
};

const char *load_tag(struct loader *l, const uint8_t *body, uint64_t length)
{
    char buffer[24];
    struct text etag = text_over(buffer, sizeof buffer);
    text_put_char(&etag, '"');
    text_put_hex(&etag, hash_octets(0, body, (size_t)length), 16);
    text_put_char(&etag, '"');
    return load_copy(l, etag.octets, etag.length);
}

/* --- variants --- */

/* "ko", "en-GB": language-tag as far as it matters here (RFC 5646 section 2.1). */
static bool is_language(const struct yaml_node *node)
{
    size_t run = 0;
    for (uint32_t i = 0; i < node->length; i++) {
        char c = node->text[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool digit = c >= '0' && c <= '9' && i > 1;
        if (!letter && !digit && (c != '-' || run == 0))
            return false;
        run = c == '-' ? 0 : run + 1;
        if (run > 8)
            return false;
    }
    return run > 0 && node->length <= LANGUAGE_TEXT;
}

static void load_variant(struct loader *l, const struct yaml_node *node, const char *path,
                         struct http_variant *variant)
{
    struct map_values v;
    if (!load_map(l, node, MAP_VARIANT, false, &v))
        return;
    const struct yaml_node *type = v.value[KEY_VARIANT_TYPE];
    const struct yaml_node *language = v.value[KEY_VARIANT_LANGUAGE];
    const struct yaml_node *body = v.value[KEY_VARIANT_BODY];
    variant->type = http_type_of_path(path);
    if (type != NULL) {
        const char *essence = load_media_type(l, type);
        if (essence != NULL)
            variant->type = essence;
    }
    if (language != NULL && load_is_text(l, language)) {
        if (is_language(language))
            variant->language = load_copy(l, language->text, language->length);
        else
            (void)load_bad_value(l, language, "bad-language",
                                 N_("{value} is not a language, such as ko or en-GB."));
    }
    variant->body = (const uint8_t *)"";
    if (body == NULL || !load_is_text(l, body))
        return;
    const char *copy = load_copy(l, body->text, body->length);
    variant->length = copy != NULL ? body->length : 0;
    variant->body = copy != NULL ? (const uint8_t *)copy : variant->body;
    variant->etag = load_tag(l, variant->body, variant->length);
}

static bool same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* What differs between them, as Vary says it; and the list that a 406 brings. */
static void describe(struct loader *l, struct http_resource *resource)
{
    char buffer[LIST_TEXT];
    struct text text = text_over(buffer, sizeof buffer);
    bool types = false;
    bool languages = false;
    for (uint32_t i = 0; i < resource->variant_count; i++) {
        const struct http_variant *v = &resource->variants[i];
        types = types || !same(v->type, resource->variants[0].type);
        languages = languages || !same(v->language, resource->variants[0].language);
        text_put(&text, v->type);
        if (v->language != NULL) {
            text_put_char(&text, ' ');
            text_put(&text, v->language);
        }
        text_put_char(&text, '\n');
    }
    resource->alternatives = load_copy(l, text.octets, text.length);
    if (resource->alternatives == NULL)
        resource->alternatives = "";
    if (types && languages)
        resource->vary = "Accept, Accept-Language";
    else
        resource->vary = languages ? "Accept-Language" : "Accept";
}

static void check_twice(struct loader *l, const struct yaml_node *node,
                        const struct http_variant *variants, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (same(variants[i].type, variants[count].type) &&
            same(variants[i].language, variants[count].language)) {
            struct diagnostic *p =
                load_error(l, node->span, "variant-twice",
                           N_("Two variants have the same type and the same language."));
            diagnostic_help(p, N_("Nobody could ask for the second one."));
            return;
        }
    }
}

void load_variants(struct loader *l, const struct yaml_node *node,
                   struct http_resource *resource)
{
    if (!load_is_list(l, node))
        return;
    if (node->count == 0 || node->count > VARIANTS_MOST) {
        struct diagnostic *p = load_error(l, node->span, "too-many-variants",
                                          N_("A resource has 1 to {limit} variants."));
        diagnostic_number(l->d, p, "limit", VARIANTS_MOST);
        return;
    }
    struct http_variant *variants = memory_take(&l->s->memory, node->count * sizeof *variants);
    if (variants == NULL) {
        load_no_memory(l);
        return;
    }
    resource->variants = variants;
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        load_variant(l, child, resource->path, &variants[resource->variant_count]);
        if (variants[resource->variant_count].type == NULL)
            continue;
        check_twice(l, child, variants, resource->variant_count);
        resource->variant_count++;
    }
    describe(l, resource);
}

/* --- chunks --- */

/* Fields that decide how the message is read, who may ask, or how: not in trailers (RFC 9110
 * section 6.5.1). */
static bool is_no_trailer(const char *name)
{
    static const char *const words[] = {"Content-Length",
                                        "Transfer-Encoding",
                                        "Trailer",
                                        "Host",
                                        "Connection",
                                        "Content-Type",
                                        "Content-Encoding",
                                        "Content-Range",
                                        "Date",
                                        "Server",
                                        "Set-Cookie",
                                        "Cache-Control",
                                        "Expires",
                                        "Location",
                                        "Retry-After",
                                        "Vary",
                                        "Age",
                                        "TE",
                                        "Allow",
                                        "Upgrade",
                                        "WWW-Authenticate"};
    struct http_span span = {0, (uint16_t)strlen(name)};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (http_span_is_word((const uint8_t *)name, span, words[i]))
            return true;
    }
    return false;
}

static bool is_trailer(const struct yaml_node *node)
{
    return http_is_token((const uint8_t *)node->key->text, node->key->length) &&
           node->key->length <= TRAILER_TEXT && node->length <= TRAILER_TEXT &&
           load_is_field_text(node) && !is_no_trailer(node->key->text);
}

void load_trailers(struct loader *l, const struct yaml_node *node,
                   struct http_resource *resource)
{
    char buffer[TRAILERS_MOST * (TRAILER_TEXT + 2) + 1];
    struct text names = text_over(buffer, sizeof buffer);
    struct http_extra *trailers = memory_take(&l->s->memory, TRAILERS_MOST * sizeof *trailers);
    if (trailers == NULL) {
        load_no_memory(l);
        return;
    }
    if (node->kind != YAML_MAP || node->count > TRAILERS_MOST) {
        struct diagnostic *p =
            load_error(l, node->span, "bad-trailers",
                       N_("Trailers are at most {limit} names with values."));
        diagnostic_number(l->d, p, "limit", TRAILERS_MOST);
        return;
    }
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        if (!load_is_text(l, child))
            continue;
        if (!is_trailer(child)) {
            struct diagnostic *p = load_error(l, child->key->span, "no-trailer",
                                              N_("{value} cannot be a trailer."));
            diagnostic_value(l->d, p, "value", child->key->text, SIZE_MAX);
            diagnostic_help(p, N_("A trailer says something about the content, such as "
                                  "X-Checksum; what a client must know beforehand is no "
                                  "trailer."));
            continue;
        }
        struct http_extra *trailer = &trailers[resource->trailer_count];
        trailer->name = load_copy(l, child->key->text, child->key->length);
        trailer->value = load_copy(l, child->text, child->length);
        text_put(&names, resource->trailer_count > 0 ? ", " : "");
        text_put(&names, child->key->text);
        resource->trailer_count += trailer->name != NULL && trailer->value != NULL;
    }
    resource->trailers = trailers;
    if (resource->trailer_count > 0)
        resource->trailer_names = load_copy(l, names.octets, names.length);
}

void load_chunked(struct loader *l, const struct yaml_node *chunked,
                  const struct yaml_node *trailers, struct http_resource *resource)
{
    uint64_t size = CHUNK_USUAL;
    uint8_t on = 1;
    bool quantity = chunked != NULL && chunked->kind == YAML_TEXT && chunked->length > 0 &&
                    chunked->text[0] >= '0' && chunked->text[0] <= '9';
    if (quantity)
        (void)load_quantity(l, chunked, QUANTITY_OCTETS, 1, CHUNK_MOST, &size);
    else if (chunked != NULL)
        (void)load_switch(l, chunked, &on);
    bool wanted = chunked != NULL && on != 0;
    if (wanted)
        resource->chunk = (uint32_t)size;
    if (trailers == NULL)
        return;
    if (!wanted)
        (void)load_error(l, trailers->key->span, "trailers-without-chunks",
                         N_("Trailers come behind chunks: write chunked: yes beside them."));
    else
        load_trailers(l, trailers, resource);
}
