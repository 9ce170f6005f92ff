/* scenario/load_map.c: maps and their keys, texts in several languages, filters and the places
 * where they look. */
#include "scenario/load.h"

#include "base/catalogue.h"
#include "base/suggest.h"

#include <stdlib.h>
#include <string.h>

static void unknown_key(struct loader *l, const struct yaml_node *key, enum key_map map)
{
    struct diagnostic *p =
        load_error(l, key->span, "unknown-key", N_("{key} is not a key of {what}."));
    diagnostic_word(p, "what", key_map_name(map));
    diagnostic_value(l->d, p, "key", key->text, key->length);
    if (l->d->kept == DIAGNOSTICS_MAX)
        return;
    const char *near = key_nearest(map, key->text, key->length);
    enum key_map other = key_elsewhere(key->text);
    if (near != NULL) {
        diagnostic_suggest(l->d, p, near);
    } else if (other != MAPS) {
        diagnostic_word(p, "other", key_map_name(other));
        diagnostic_help(p, N_("It is a key of {other}; check the indentation."));
    }
}

static void missing_keys(struct loader *l, const struct yaml_node *node, enum key_map map,
                         const struct map_values *values)
{
    for (uint32_t i = 0; i < KEYS; i++) {
        const struct key_info *info = key_info((enum key)i);
        if (info->map != map || !info->needed || values->value[i] != NULL)
            continue;
        struct span span = node->key != NULL ? node->key->span : node->span;
        struct diagnostic *p = load_error(l, span, "missing-key",
                                          N_("The key {key} is missing: {what} needs it."));
        diagnostic_word(p, "what", key_map_name(map));
        diagnostic_value(l->d, p, "key", info->word, SIZE_MAX);
    }
}

bool load_map(struct loader *l, const struct yaml_node *node, enum key_map map, bool open,
              struct map_values *values)
{
    *values = (struct map_values){0};
    if (node->kind != YAML_MAP) {
        struct diagnostic *p =
            load_error(l, node->span, "not-a-map", N_("Keys and values belong here: {what}."));
        diagnostic_word(p, "what", key_map_name(map));
        diagnostic_help(p,
                        N_("Write { key: value, key: value }, or one key a line, indented."));
        return false;
    }
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        enum key key = key_find(map, child->key->text);
        if (key != KEYS)
            values->value[key] = child;
        else if (!open)
            unknown_key(l, child->key, map);
    }
    missing_keys(l, node, map, values);
    return true;
}

/* --- texts --- */

static void see_language(struct loader *l, const char *language)
{
    for (uint32_t i = 0; i < l->languages; i++) {
        if (strcmp(l->language[i], language) == 0)
            return;
    }
    if (l->languages < LANGUAGES_SEEN)
        l->language[l->languages++] = language;
}

/* A language is two or three small letters (BCP 47), perhaps with a region: "pt-BR". */
static bool is_language(const char *word)
{
    size_t n = strspn(word, "abcdefghijklmnopqrstuvwxyz");
    if (n < 2 || n > 3)
        return false;
    return word[n] == '\0' || (word[n] == '-' && strlen(word) < 12);
}

static bool add_phrase(struct loader *l, struct lesson_phrase **phrases, uint32_t count,
                       const char *language, const struct yaml_node *node)
{
    if (!load_is_text(l, node))
        return false;
    if (node->length > SCENARIO_TEXT_MAX) {
        struct diagnostic *p = load_error(l, node->span, "text-too-long",
                                          N_("A text has at most {limit} octets."));
        diagnostic_number(l->d, p, "limit", SCENARIO_TEXT_MAX);
        return false;
    }
    struct lesson_phrase *grown = load_grow(l, *phrases, count, sizeof *grown);
    char *text = load_copy(l, node->text, node->length);
    char *name = load_copy(l, language, strlen(language));
    if (grown == NULL || text == NULL || name == NULL)
        return false;
    while (node->style == YAML_BLOCK && text[0] != '\0' && text[strlen(text) - 1] == '\n')
        text[strlen(text) - 1] = '\0';
    grown[count] = (struct lesson_phrase){name, text};
    *phrases = grown;
    see_language(l, name);
    return true;
}

static bool load_languages(struct loader *l, const struct yaml_node *node,
                           struct lesson_phrase **phrases, uint32_t *count)
{
    const struct yaml_node *english = NULL;
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        if (strcmp(child->key->text, "en") == 0)
            english = child;
    }
    if (english == NULL) {
        struct span span = node->key != NULL ? node->key->span : node->span;
        (void)load_error(l, span, "no-english",
                         N_("A text needs English (en) beside its other "
                            "languages."));
        return false;
    }
    *count += add_phrase(l, phrases, *count, "en", english);
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        if (child == english)
            continue;
        if (!is_language(child->key->text)) {
            struct diagnostic *p = load_error(l, child->key->span, "unknown-language",
                                              N_("{value} is not the code of a language."));
            diagnostic_value(l->d, p, "value", child->key->text, SIZE_MAX);
            diagnostic_help(p, N_("A text is one string (English), or a map of languages: "
                                  "{{ en: \"...\", ko: \"...\" }."));
            continue;
        }
        *count += add_phrase(l, phrases, *count, child->key->text, child);
    }
    return *count > 0;
}

bool load_text(struct loader *l, const struct yaml_node *node, struct lesson_text *text)
{
    struct lesson_phrase *phrases = NULL;
    uint32_t count = 0;
    if (node->kind == YAML_MAP) {
        if (!load_languages(l, node, &phrases, &count))
            return false;
    } else {
        count += add_phrase(l, &phrases, 0, "en", node);
    }
    *text = (struct lesson_text){phrases, count};
    if (count == 0)
        return false;
    struct lesson_text_seen *seen = load_grow(l, l->texts, l->text_count, sizeof *seen);
    if (seen == NULL)
        return false;
    struct span span = node->key != NULL ? node->key->span : node->span;
    seen[l->text_count++] = (struct lesson_text_seen){*text, span};
    l->texts = seen;
    return true;
}

/* A lesson in two languages shows English in the middle of Korean where a translation is
 * missing. A text of one string is the same in all languages ("SYN+ACK") and is left alone. */
void check_translations(struct loader *l)
{
    for (uint32_t i = 0; i < l->text_count; i++) {
        const struct lesson_text *text = &l->texts[i].text;
        for (uint32_t k = 0; k < l->languages; k++) {
            bool has = false;
            for (uint32_t n = 0; n < text->phrases; n++)
                has |= strcmp(text->phrase[n].language, l->language[k]) == 0;
            size_t length = strlen(text->phrase[0].text);
            bool is_word =
                text->phrases == 1 && memchr(text->phrase[0].text, ' ', length) == NULL;
            if (has || is_word)
                continue;
            struct diagnostic *p =
                load_warning(l, l->texts[i].span, "missing-translation",
                             N_("This text has no translation ({language})."));
            diagnostic_value(l->d, p, "language", l->language[k], SIZE_MAX);
            diagnostic_help(p, N_("Other texts of the file have one; here the English will be "
                                  "shown."));
        }
    }
}

/* --- filters --- */

static const struct filter *keep_filter(struct loader *l, struct filter *filter)
{
    struct scenario_owned *owned = l->s->owned;
    struct filter **grown = load_grow(l, owned->filters, owned->filter_count, sizeof *grown);
    if (grown == NULL) {
        filter_free(filter);
        return NULL;
    }
    owned->filters = grown;
    owned->filters[owned->filter_count++] = filter;
    return filter;
}

/* Does a comment start right behind an unquoted text? Then a part of the filter may be in it.
 */
static bool cut_by_comment(const struct loader *l, const struct yaml_node *node)
{
    uint32_t at = node->span.at + node->span.length;
    while (at < l->d->source_length && l->d->source[at] == ' ')
        at++;
    return node->style == YAML_PLAIN && at < l->d->source_length && l->d->source[at] == '#';
}

static bool check_quoted(struct loader *l, const struct yaml_node *node)
{
    if (!cut_by_comment(l, node))
        return true;
    struct diagnostic *p = load_error(l, node->span, "unquoted-filter",
                                      N_("A blank and # end an unquoted filter: the rest is a "
                                         "comment."));
    diagnostic_help(p, N_("Put the whole filter between quotation marks; a comment may follow "
                          "behind them."));
    return false;
}

/* What Wireshark guesses from a capture (tcp.analysis.*), the simulator knows: netstage.tcp.*.
 */
static const char *known_fact(const char *name, size_t length)
{
    static const char guessed[] = "tcp.analysis.";
    size_t prefix = sizeof guessed - 1;
    char fact[64];
    struct text text = text_over(fact, sizeof fact);
    if (length <= prefix || memcmp(name, guessed, prefix) != 0)
        return NULL;
    text_put(&text, "netstage.tcp.");
    text_put_octets(&text, name + prefix, length - prefix);
    return text.ok ? field_nearest(fact, text.length) : NULL;
}

/* A name with a dot that no field has: the most frequent mistake, with a sentence of its own.
 */
static bool is_unknown_field(const char *name, size_t length)
{
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_.-");
    bool letter = length > 0 && name[0] >= 'a' && name[0] <= 'z';
    return letter && n >= length && memchr(name, '.', length) != NULL &&
           field_find(name, length) == FIELD_COUNT;
}

/* The filter's own sentence: where it is one of the catalogue, it is translated when shown. */
static void put_sentence(struct loader *l, struct diagnostic *problem, const char *sentence)
{
    const char *copy = memory_text(&l->d->memory, sentence, strlen(sentence));
    if (copy == NULL)
        load_no_memory(l);
    else
        diagnostic_word(problem, "sentence", copy);
}

static void report_filter(struct loader *l, const struct yaml_node *node, size_t at,
                          const struct filter_error *error)
{
    struct span span = yaml_place(l->d, node, at + error->at, error->length);
    bool inside = error->at + error->length <= node->length - at;
    bool field = inside && is_unknown_field(node->text + at + error->at, error->length);
    struct diagnostic *p =
        load_error(l, span, field ? "unknown-field" : "bad-filter",
                   field ? N_("No field is called {value}.") : N_("{sentence}"));
    put_sentence(l, p, error->sentence);
    if (inside)
        diagnostic_value(l->d, p, "value", node->text + at + error->at, error->length);
    const char *near = error->suggestion;
    if (near == NULL && inside)
        near = known_fact(node->text + at + error->at, error->length);
    if (near != NULL)
        diagnostic_suggest(l->d, p, near);
}

const struct filter *load_filter_part(struct loader *l, const struct yaml_node *node, size_t at,
                                      size_t length)
{
    char *text = load_copy(l, node->text + at, length);
    struct filter_error error = {0};
    if (text == NULL || !check_quoted(l, node))
        return NULL;
    struct filter *filter = filter_compile(text, &error);
    if (filter != NULL)
        return keep_filter(l, filter);
    report_filter(l, node, at, &error);
    return NULL;
}

const struct filter *load_filter(struct loader *l, const struct yaml_node *node)
{
    if (!load_is_text(l, node))
        return NULL;
    if (strspn(node->text, " \n") == node->length) {
        struct diagnostic *p =
            load_error(l, node->span, "empty-filter", N_("A filter is missing here."));
        diagnostic_help(p, N_("To match every frame, write \"frame\"."));
        return NULL;
    }
    return load_filter_part(l, node, 0, node->length);
}

const struct filter *load_filter_made(struct loader *l, const struct yaml_node *node,
                                      const char *text)
{
    struct filter_error error = {0};
    struct filter *filter = filter_compile(text, &error);
    if (filter != NULL)
        return keep_filter(l, filter);
    struct diagnostic *p = load_error(l, node->span, "bad-filter", N_("{sentence}"));
    put_sentence(l, p, error.sentence);
    if (error.suggestion != NULL)
        diagnostic_suggest(l->d, p, error.suggestion);
    return NULL;
}

bool load_field(struct loader *l, const struct yaml_node *node, size_t at, size_t length,
                enum field_id *field)
{
    *field = field_find(node->text + at, length);
    if (*field != FIELD_COUNT)
        return true;
    struct diagnostic *p = load_error(l, yaml_place(l->d, node, at, length), "unknown-field",
                                      N_("No field is called {value}."));
    diagnostic_value(l->d, p, "value", node->text + at, length);
    const char *near = field_nearest(node->text + at, length);
    if (near != NULL)
        diagnostic_suggest(l->d, p, near);
    return false;
}

/* --- places and occurrences --- */

static bool read_number(const char *text, size_t length, uint32_t *value)
{
    uint32_t v = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9' || v > 99999999)
            return false;
        v = v * 10 + (uint32_t)(text[i] - '0');
    }
    *value = v;
    return length > 0 && v > 0;
}

static void load_nth(struct loader *l, const struct yaml_node *nth, uint32_t *first,
                     uint32_t *last)
{
    if (!load_is_text(l, nth))
        return;
    const char *dash = memchr(nth->text, '-', nth->length);
    size_t before = dash == NULL ? nth->length : (size_t)(dash - nth->text);
    uint32_t from = 1;
    uint32_t to = 1;
    bool good = read_number(nth->text, before, &from);
    to = from;
    if (dash != NULL)
        good = good && read_number(dash + 1, nth->length - before - 1, &to) && to >= from;
    if (!good) {
        struct diagnostic *p = load_bad_value(l, nth, "bad-occurrence",
                                              N_("{value} does not say which occurrence."));
        diagnostic_help(p,
                        N_("nth: 2 is the second, nth: 2-4 the second to the fourth; for all "
                           "of them write each: yes."));
        return;
    }
    *first = from;
    *last = to;
}

void load_occurrence(struct loader *l, const struct yaml_node *nth,
                     const struct yaml_node *each, uint32_t *first, uint32_t *last)
{
    uint8_t all = 0;
    *first = 1;
    *last = 1;
    if (nth != NULL)
        load_nth(l, nth, first, last);
    if (each == NULL || !load_switch(l, each, &all) || !all)
        return;
    if (nth != NULL)
        (void)load_error(l, each->key->span, "nth-and-each",
                         N_("Either nth or each says which occurrence, not both."));
    *first = 1;
    *last = UINT32_MAX;
}

void load_sighting(struct loader *l, const struct yaml_node *at, const struct yaml_node *host,
                   struct trigger *trigger)
{
    static const char *const words[] = {"sent", "arrived", "dropped", "start", "end"};
    uint32_t row = TRIGGER_SENT;
    trigger->node = NONE;
    if (at != NULL)
        (void)load_word(l, at, words, sizeof words / sizeof words[0], &row);
    trigger->at = (enum trigger_place)row;
    if (host != NULL)
        (void)load_node_name(l, host, &trigger->node);
}
