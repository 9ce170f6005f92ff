/* scenario/load_expect.c: `expect:` and the checks of questions.
 *
 *     "count(FILTER) OP NUMBER"                     over frames sent by who made them
 *     { count: FILTER, is: "OP NUMBER", at:, host: }  the same, seen elsewhere
 *     { host: laptop, http.response.code: 200 }     such a frame arrives there
 *     { host: laptop, http.response.code: 200, body-sha256: HEX }  such a whole response
 *     { host: laptop, output: "0% packet loss" }    its commands print this
 *     { within: 2 s }                               all is over by then */
#include "scenario/load.h"

#include "base/catalogue.h"

#include <string.h>

enum { MADE_FILTER_MAX = 3000 };

#define WITHIN_MOST (INT64_C(86400) * 365 * SIM_SECOND)

static void add(struct loader *l, const struct yaml_node *node, struct expectation expectation)
{
    struct scenario *s = l->s;
    struct expectation *grown =
        load_grow(l, s->expectations, s->expectation_count, sizeof *grown);
    if (grown == NULL)
        return;
    expectation.line = diagnostics_place(l->d, node->span).line;
    grown[s->expectation_count++] = expectation;
    s->expectations = grown;
}

/* --- count(FILTER) OP NUMBER --- */

static size_t skip_blanks(const char *text, size_t at)
{
    while (text[at] == ' ' || text[at] == '\n')
        at++;
    return at;
}

/* The place of the bracket that closes the one before `at`; quoted parts are stepped over. */
static size_t closing_bracket(const char *text, size_t at)
{
    uint32_t open = 1;
    for (; text[at] != '\0'; at++) {
        if (text[at] == '"') {
            do
                at += text[at] == '\\' && text[at + 1] != '\0' ? 2 : 1;
            while (text[at] != '"' && text[at] != '\0');
            if (text[at] == '\0')
                return SIZE_MAX;
        }
        open += text[at] == '(';
        open -= text[at] == ')';
        if (open == 0)
            return at;
    }
    return SIZE_MAX;
}

static void not_a_count(struct loader *l, const struct yaml_node *node, size_t at)
{
    struct diagnostic *p =
        load_error(l, yaml_place(l->d, node, at, node->length - at), "bad-expectation",
                   N_("This is not an expectation that netstage knows."));
    diagnostic_help(p,
                    N_("Write \"count(tcp.flags.syn == 1) == 2\": a filter, a comparison (==, "
                       "!=, <, <=, >, >=) and a number."));
}

static size_t read_comparison(const char *text, enum comparison *comparison)
{
    static const struct {
        const char *sign;
        enum comparison comparison;
    } signs[] = {{"==", IS_EQUAL},    {"!=", IS_NOT_EQUAL}, {"<=", IS_AT_MOST},
                 {">=", IS_AT_LEAST}, {"<", IS_LESS},       {">", IS_MORE}};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        size_t length = strlen(signs[i].sign);
        if (strncmp(text, signs[i].sign, length) == 0) {
            *comparison = signs[i].comparison;
            return length;
        }
    }
    return 0;
}

static bool read_count_number(const char *text, uint64_t *number)
{
    uint64_t v = 0;
    size_t n = strspn(text, "0123456789");
    if (n == 0 || n > 18 || text[skip_blanks(text, n)] != '\0')
        return false;
    for (size_t i = 0; i < n; i++)
        v = v * 10 + (uint64_t)(text[i] - '0');
    *number = v;
    return true;
}

/* "OP NUMBER" from octet `at` on; with a question, NUMBER may be the word `answer`. */
static bool load_relation(struct loader *l, const struct yaml_node *node, size_t at,
                          const struct question *question, struct expectation *e)
{
    at = skip_blanks(node->text, at);
    size_t sign = read_comparison(node->text + at, &e->comparison);
    size_t number = skip_blanks(node->text, at + sign);
    bool numeric =
        question != NULL && question->kind == QUESTION_NUMBER && question->number >= 0;
    if (sign > 0 && numeric && strcmp(node->text + number, "answer") == 0) {
        e->number = (uint64_t)question->number;
        return true;
    }
    if (sign > 0 && read_count_number(node->text + number, &e->number))
        return true;
    not_a_count(l, node, at);
    return false;
}

static void load_count_text(struct loader *l, const struct yaml_node *node,
                            const struct question *question, uint32_t narration)
{
    static const char count[] = "count";
    struct expectation e = {.kind = EXPECT_COUNT, .narration = narration};
    if (!load_is_text(l, node))
        return;
    size_t at = skip_blanks(node->text, 0);
    size_t bracket =
        skip_blanks(node->text, at + sizeof count - 1 < node->length ? at + sizeof count - 1
                                                                     : node->length);
    if (strncmp(node->text + at, count, sizeof count - 1) != 0 || node->text[bracket] != '(') {
        not_a_count(l, node, 0);
        return;
    }
    size_t end = closing_bracket(node->text, bracket + 1);
    if (end == SIZE_MAX) {
        (void)load_error(l, yaml_place(l->d, node, bracket, 1), "bad-expectation",
                         N_("This bracket is never closed."));
        return;
    }
    e.trigger =
        (struct trigger){.at = TRIGGER_SENT, .node = NONE, .first = 1, .last = UINT32_MAX};
    e.trigger.when = load_filter_part(l, node, bracket + 1, end - bracket - 1);
    e.text = load_copy(l, node->text, node->length);
    if (load_relation(l, node, end + 1, question, &e) && e.trigger.when != NULL)
        add(l, node, e);
}

static bool wants_frame(struct loader *l, const struct yaml_node *at,
                        const struct trigger *trigger)
{
    if (trigger->at != TRIGGER_START && trigger->at != TRIGGER_END)
        return true;
    (void)load_bad_value(l, at, "no-frame-there",
                         N_("No frame can be counted there; at is sent, arrived or dropped."));
    return false;
}

static void load_count_map(struct loader *l, const struct yaml_node *node,
                           const struct map_values *v, const char *text)
{
    struct expectation e = {.kind = EXPECT_COUNT, .narration = NONE, .text = text};
    const struct yaml_node *is = v->value[KEY_EXPECT_IS];
    const struct yaml_node *at = v->value[KEY_EXPECT_AT];
    load_sighting(l, at, v->value[KEY_EXPECT_HOST], &e.trigger);
    e.trigger.first = 1;
    e.trigger.last = UINT32_MAX;
    e.trigger.when = load_filter(l, v->value[KEY_EXPECT_COUNT]);
    if (is == NULL) {
        struct diagnostic *p =
            load_error(l, v->value[KEY_EXPECT_COUNT]->key->span, "missing-key",
                       N_("How many frames are expected? The key \"is\" is missing."));
        diagnostic_help(p, N_("Write is: \"== 1\"."));
        return;
    }
    if (load_is_text(l, is) && load_relation(l, is, 0, NULL, &e) && e.trigger.when != NULL &&
        wants_frame(l, at, &e.trigger))
        add(l, node, e);
}

/* --- fields with values --- */

static bool needs_quotes(enum field_type type)
{
    return type == FIELD_TYPE_STRING;
}

/* Appends `field == value` to a filter. */
static bool put_test(struct loader *l, const struct yaml_node *child, struct text *filter)
{
    enum field_id field;
    if (!load_field(l, child->key, 0, child->key->length, &field) || !load_is_text(l, child))
        return false;
    text_put(filter, filter->length == 0 ? "" : " && ");
    text_put(filter, child->key->text);
    text_put(filter, " == ");
    bool quotes = needs_quotes(field_info(field)->type);
    text_put(filter, quotes ? "\"" : "");
    for (uint32_t i = 0; i < child->length; i++) {
        if (quotes && (child->text[i] == '"' || child->text[i] == '\\'))
            text_put_char(filter, '\\');
        text_put_char(filter, child->text[i]);
    }
    text_put(filter, quotes ? "\"" : "");
    return true;
}

static void load_fields(struct loader *l, const struct yaml_node *node,
                        const struct map_values *v, const char *text)
{
    char octets[MADE_FILTER_MAX];
    struct text filter = text_over(octets, sizeof octets);
    struct expectation e = {.kind = EXPECT_ARRIVED, .narration = NONE, .text = text};
    const struct yaml_node *last = node;
    bool good = true;
    load_sighting(l, v->value[KEY_EXPECT_AT], v->value[KEY_EXPECT_HOST], &e.trigger);
    if (v->value[KEY_EXPECT_AT] == NULL)
        e.trigger.at = TRIGGER_ARRIVED;
    e.trigger.first = 1;
    e.trigger.last = UINT32_MAX;
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        if (key_find(MAP_EXPECT, child->key->text) != KEYS)
            continue;
        good &= put_test(l, child, &filter);
        last = child;
    }
    if (!filter.ok) {
        (void)load_error(l, node->span, "text-too-long", N_("This expectation is too long."));
        return;
    }
    if (!good || !wants_frame(l, v->value[KEY_EXPECT_AT], &e.trigger))
        return;
    if (filter.length == 0) {
        not_a_count(l, node, 0);
        return;
    }
    e.trigger.when = load_filter_made(l, last, octets);
    if (e.trigger.when != NULL)
        add(l, node, e);
}

static bool load_hash(struct loader *l, const struct yaml_node *node, uint8_t hash[32])
{
    static const char digits[] = "0123456789abcdef";
    bool good = load_is_text(l, node);
    if (!good)
        return false;
    good = node->length == 64;
    for (uint32_t i = 0; good && i < 64; i++) {
        char c = node->text[i];
        c = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
        const char *digit = strchr(digits, c);
        good = digit != NULL && c != '\0';
        uint8_t value = good ? (uint8_t)(digit - digits) : 0;
        hash[i / 2] = (uint8_t)(i % 2 == 0 ? value << 4 : hash[i / 2] | value);
    }
    if (good)
        return true;
    struct diagnostic *p =
        load_bad_value(l, node, "bad-sha256", N_("{value} is not a SHA-256 sum."));
    diagnostic_help(p, N_("It has 64 hexadecimal digits; the tool sha256sum prints it."));
    return false;
}

/* A whole response: what one frame has may be asked elsewhere, here only status and body. */
static void load_response(struct loader *l, const struct yaml_node *node,
                          const struct map_values *v, const char *text)
{
    struct expectation e = {.kind = EXPECT_RESPONSE, .narration = NONE, .text = text};
    const struct yaml_node *hash = v->value[KEY_EXPECT_BODY_SHA256];
    uint64_t status = 0;
    bool good = true;
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        if (key_find(MAP_EXPECT, child->key->text) != KEYS)
            continue;
        if (strcmp(child->key->text, "http.response.code") == 0) {
            good &= load_integer(l, child, 100, 599, &status);
            continue;
        }
        good = false;
        struct diagnostic *p = load_error(l, child->key->span, "field-of-response",
                                          N_("Beside body-sha256 only http.response.code can "
                                             "stand."));
        diagnostic_help(p, N_("Make two expectations: one for the whole response, one for the "
                              "fields of a frame."));
    }
    e.node = NONE;
    e.status = (uint32_t)status;
    e.has_body = load_hash(l, hash, e.body_sha256);
    if (v->value[KEY_EXPECT_HOST] == NULL)
        (void)load_error(l, hash->key->span, "missing-host",
                         N_("Which host receives this body? The key host is missing."));
    else if (load_node_name(l, v->value[KEY_EXPECT_HOST], &e.node) && e.has_body && good)
        add(l, node, e);
}

static void load_output(struct loader *l, const struct yaml_node *node,
                        const struct map_values *v, const char *text)
{
    struct expectation e = {
        .kind = EXPECT_OUTPUT, .narration = NONE, .text = text, .node = NONE};
    const struct yaml_node *output = v->value[KEY_EXPECT_OUTPUT];
    if (v->value[KEY_EXPECT_HOST] != NULL)
        (void)load_node_name(l, v->value[KEY_EXPECT_HOST], &e.node);
    if (!load_is_text(l, output))
        return;
    if (output->length == 0 || memchr(output->text, '\n', output->length) != NULL) {
        (void)load_error(l, output->span, "bad-expectation",
                         N_("A part of one line of output belongs here."));
        return;
    }
    e.output = load_copy(l, output->text, output->length);
    add(l, node, e);
}

static void load_within(struct loader *l, const struct yaml_node *node,
                        const struct map_values *v, const char *text)
{
    struct expectation e = {.kind = EXPECT_WITHIN, .narration = NONE, .text = text};
    if (node->count != 1)
        (void)load_error(l, v->value[KEY_EXPECT_WITHIN]->key->span, "within-alone",
                         N_("within stands alone: the time at which all is over."));
    else if (load_time(l, v->value[KEY_EXPECT_WITHIN], WITHIN_MOST, &e.within))
        add(l, node, e);
}

/* "host: laptop, http.response.code: 200" */
static const char *text_of_map(struct loader *l, const struct yaml_node *node)
{
    char octets[MADE_FILTER_MAX];
    struct text text = text_over(octets, sizeof octets);
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        text_put(&text, text.length == 0 ? "" : ", ");
        text_put(&text, child->key->text);
        text_put(&text, ": ");
        text_put(&text, child->kind == YAML_TEXT ? child->text : "");
    }
    return load_copy(l, octets, text.length);
}

static void load_expectation(struct loader *l, const struct yaml_node *node)
{
    struct map_values v;
    if (node->kind == YAML_TEXT) {
        load_count_text(l, node, NULL, NONE);
        return;
    }
    if (!load_map(l, node, MAP_EXPECT, true, &v))
        return;
    const char *text = text_of_map(l, node);
    if (text == NULL)
        return;
    if (v.value[KEY_EXPECT_WITHIN] != NULL)
        load_within(l, node, &v, text);
    else if (v.value[KEY_EXPECT_COUNT] != NULL)
        load_count_map(l, node, &v, text);
    else if (v.value[KEY_EXPECT_OUTPUT] != NULL)
        load_output(l, node, &v, text);
    else if (v.value[KEY_EXPECT_BODY_SHA256] != NULL)
        load_response(l, node, &v, text);
    else
        load_fields(l, node, &v, text);
}

void load_expectations(struct loader *l, const struct yaml_node *expect)
{
    if (!load_is_list(l, expect))
        return;
    if (expect->count > SCENARIO_ENTRIES_MAX) {
        struct diagnostic *p = load_error(l, expect->key->span, "too-many-entries",
                                          N_("{key} has at most {limit} entries."));
        diagnostic_value(l->d, p, "key", expect->key->text, SIZE_MAX);
        diagnostic_number(l->d, p, "limit", SCENARIO_ENTRIES_MAX);
        return;
    }
    for (const struct yaml_node *node = expect->first; node != NULL; node = node->next)
        load_expectation(l, node);
}

void load_check(struct loader *l, const struct yaml_node *check, uint32_t narration)
{
    load_count_text(l, check, &l->s->narration[narration].question, narration);
}
