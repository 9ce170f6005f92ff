/* scenario/load_lesson.c: `narration:`: what is said and asked, and when. */
#include "scenario/load.h"

#include "base/catalogue.h"
#include "base/suggest.h"

#include <string.h>

/* --- highlight --- */

static const struct {
    const char *word;
    enum table table;
} table_words[] = {
    {"arp", TABLE_ARP},
    {"mac", TABLE_MAC},
    {"routes", TABLE_ROUTE},
    {"interfaces", TABLE_INTERFACE},
    {"udp", TABLE_UDP},
    {"tcp", TABLE_TCP},
    {"listeners", TABLE_LISTENER},
    {"jobs", TABLE_JOB},
    {"dns-cache", TABLE_DNS_CACHE},
    {"cookies", TABLE_COOKIE},
    {"sessions", TABLE_SESSION},
    {"files", TABLE_FILE},
    {"resources", TABLE_RESOURCE},
    {"limits", TABLE_LIMIT},
    {"http-cache", TABLE_HTTP_CACHE},
    {"rip", TABLE_RIP},
    {"fragments", TABLE_DATAGRAM},
    {"spanning-tree", TABLE_SPANNING_TREE},
};

enum { TABLE_WORDS = sizeof table_words / sizeof table_words[0] };

static bool load_table(struct loader *l, const struct yaml_node *node, size_t at,
                       enum table *table)
{
    struct suggestion near = suggest_begin(node->text + at, node->length - at);
    for (size_t i = 0; i < TABLE_WORDS; i++) {
        if (strcmp(node->text + at, table_words[i].word) == 0) {
            *table = table_words[i].table;
            return true;
        }
        suggest_offer(&near, table_words[i].word);
    }
    struct diagnostic *p = load_error(l, yaml_place(l->d, node, at, node->length - at),
                                      "unknown-table", N_("A node has no table {value}."));
    diagnostic_value(l->d, p, "value", node->text + at, node->length - at);
    diagnostic_help(p, N_("Tables: arp, mac, routes, interfaces, udp, tcp, listeners, jobs, "
                          "dns-cache, cookies, sessions, resources."));
    if (near.best != NULL)
        diagnostic_suggest(l->d, p, near.best);
    return false;
}

/* "laptop", "laptop.arp", "arp.dst.proto_ipv4", or [laptop, sw1] for a link. */
static bool load_highlight(struct loader *l, const struct yaml_node *node,
                           struct highlight *highlight)
{
    *highlight = (struct highlight){.node = NONE, .link = NONE};
    if (node->kind == YAML_LIST) {
        highlight->kind = HIGHLIGHT_CABLE;
        return load_link_name(l, node, &highlight->link);
    }
    if (!load_is_text(l, node))
        return false;
    const char *dot = memchr(node->text, '.', node->length);
    size_t name = dot == NULL ? node->length : (size_t)(dot - node->text);
    highlight->node = scenario_find_node(l->s, node->text, name);
    if (highlight->node == NONE) {
        highlight->kind = HIGHLIGHT_FIELD;
        return load_field(l, node, 0, node->length, &highlight->field);
    }
    highlight->kind = dot == NULL ? HIGHLIGHT_NODE : HIGHLIGHT_TABLE;
    return dot == NULL || load_table(l, node, name + 1, &highlight->table);
}

static void load_highlights(struct loader *l, const struct yaml_node *list,
                            struct narration *entry)
{
    if (!load_is_list(l, list))
        return;
    struct highlight *highlights =
        memory_take(&l->s->memory, (list->count + 1) * sizeof *highlights);
    if (highlights == NULL) {
        load_no_memory(l);
        return;
    }
    for (const struct yaml_node *node = list->first; node != NULL; node = node->next)
        entry->highlight_count += load_highlight(l, node, &highlights[entry->highlight_count]);
    entry->highlights = highlights;
}

/* --- questions --- */

static bool is_phrase_of(const struct lesson_text *text, const char *word)
{
    for (uint32_t i = 0; i < text->phrases; i++) {
        if (strcmp(text->phrase[i].text, word) == 0)
            return true;
    }
    return false;
}

static void find_right_choice(struct loader *l, const struct yaml_node *answer,
                              struct question *question)
{
    struct suggestion near = suggest_begin(answer->text, answer->length);
    for (uint32_t i = 0; i < question->choice_count; i++) {
        if (is_phrase_of(&question->choices[i], answer->text)) {
            question->right = i;
            return;
        }
        for (uint32_t k = 0; k < question->choices[i].phrases; k++)
            suggest_offer(&near, question->choices[i].phrase[k].text);
    }
    struct diagnostic *p = load_bad_value(l, answer, "answer-not-a-choice",
                                          N_("The answer {value} is not among the choices."));
    if (near.best != NULL)
        diagnostic_suggest(l->d, p, near.best);
    else
        diagnostic_help(p, N_("It must be one of the choices, letter by letter."));
}

static void load_choices(struct loader *l, const struct yaml_node *list,
                         const struct yaml_node *answer, struct question *question)
{
    question->kind = QUESTION_CHOICE;
    if (!load_is_list(l, list))
        return;
    question->choices =
        memory_take(&l->s->memory, (list->count + 1) * sizeof(struct lesson_text));
    if (question->choices == NULL) {
        load_no_memory(l);
        return;
    }
    for (const struct yaml_node *node = list->first; node != NULL; node = node->next)
        question->choice_count +=
            load_text(l, node, &question->choices[question->choice_count]);
    if (list->count < 2)
        (void)load_error(l, list->key->span, "too-few-choices",
                         N_("A question with choices has at least two of them."));
    else if (list->count > 9)
        (void)load_error(l, list->key->span, "too-many-choices",
                         N_("A question has at most 9 choices, one for each number key."));
    if (answer != NULL && load_is_text(l, answer) && question->choice_count == list->count)
        find_right_choice(l, answer, question);
}

static bool read_signed(const char *text, uint32_t length, int64_t *value)
{
    bool negative = length > 0 && text[0] == '-';
    int64_t v = 0;
    uint32_t i = negative;
    if (i == length || length - i > 18)
        return false;
    for (; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        v = v * 10 + (text[i] - '0');
    }
    *value = negative ? -v : v;
    return true;
}

/* What else is right, beside the answer. */
static void load_accepted(struct loader *l, const struct yaml_node *answer,
                          const struct yaml_node *accept, struct question *question)
{
    uint32_t more = accept != NULL && accept->kind == YAML_LIST ? accept->count : 0;
    const char **accepted = memory_take(&l->s->memory, (more + 2) * sizeof *accepted);
    if (accepted == NULL) {
        load_no_memory(l);
        return;
    }
    question->kind = QUESTION_TEXT;
    accepted[question->accepted_count++] = load_copy(l, answer->text, answer->length);
    if (accept != NULL && load_is_list(l, accept)) {
        for (const struct yaml_node *node = accept->first; node != NULL; node = node->next) {
            if (load_is_text(l, node))
                accepted[question->accepted_count++] = load_copy(l, node->text, node->length);
        }
    }
    question->accepted = accepted;
}

static void load_fill(struct loader *l, const struct yaml_node *fill,
                      const struct yaml_node *answer, const struct trigger *trigger,
                      struct question *question)
{
    question->kind = QUESTION_FIELD;
    if (!load_is_text(l, fill) || !load_field(l, fill, 0, fill->length, &question->field))
        return;
    if (trigger->when == NULL && (trigger->at == TRIGGER_START || trigger->at == TRIGGER_END))
        (void)load_error(
            l, fill->key->span, "fill-without-frame",
            N_("There is no frame at the start and the end of a lesson whose field "
               "could be filled in."));
    if (answer != NULL && load_is_text(l, answer))
        question->stated = load_copy(l, answer->text, answer->length);
}

static void load_question(struct loader *l, const struct map_values *v, struct narration *entry)
{
    struct question *question = &entry->question;
    const struct yaml_node *choices = v->value[KEY_NARRATION_CHOICES];
    const struct yaml_node *fill = v->value[KEY_NARRATION_FILL];
    const struct yaml_node *answer = v->value[KEY_NARRATION_ANSWER];
    const struct yaml_node *ask = v->value[KEY_NARRATION_ASK];
    const struct yaml_node *accept = v->value[KEY_NARRATION_ACCEPT];
    (void)load_text(l, ask, &question->ask);
    if (v->value[KEY_NARRATION_BECAUSE] != NULL)
        (void)load_text(l, v->value[KEY_NARRATION_BECAUSE], &question->because);
    if (v->value[KEY_NARRATION_UNIT] != NULL)
        (void)load_text(l, v->value[KEY_NARRATION_UNIT], &question->unit);
    if (choices != NULL && fill != NULL)
        (void)load_error(l, fill->key->span, "choices-and-fill",
                         N_("A question has either choices or fill, not both."));
    if (answer == NULL && fill == NULL) {
        struct diagnostic *p =
            load_error(l, ask->key->span, "missing-answer", N_("The question has no answer."));
        diagnostic_help(p,
                        N_("Write answer: with the right choice, a number or a text; or fill: "
                           "with a field of the frame, and the run knows the answer."));
        return;
    }
    if (choices != NULL)
        load_choices(l, choices, answer, question);
    else if (fill != NULL)
        load_fill(l, fill, answer, &entry->trigger, question);
    else if (load_is_text(l, answer) && accept == NULL &&
             read_signed(answer->text, answer->length, &question->number))
        question->kind = QUESTION_NUMBER;
    else if (answer->kind == YAML_TEXT)
        load_accepted(l, answer, accept, question);
}

/* Keys of a question in an entry that asks nothing. */
static void check_no_question(struct loader *l, const struct map_values *v)
{
    static const enum key keys[] = {
        KEY_NARRATION_CHOICES, KEY_NARRATION_ANSWER,  KEY_NARRATION_ACCEPT, KEY_NARRATION_UNIT,
        KEY_NARRATION_FILL,    KEY_NARRATION_BECAUSE, KEY_NARRATION_CHECK};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct yaml_node *node = v->value[keys[i]];
        if (node == NULL)
            continue;
        struct diagnostic *p =
            load_error(l, node->key->span, "no-question",
                       N_("{key} belongs to a question, but ask is missing."));
        diagnostic_value(l->d, p, "key", node->key->text, SIZE_MAX);
        return;
    }
}

/* --- one entry --- */

static void load_trigger(struct loader *l, const struct yaml_node *node,
                         const struct map_values *v, struct trigger *trigger)
{
    const struct yaml_node *when = v->value[KEY_NARRATION_WHEN];
    load_sighting(l, v->value[KEY_NARRATION_AT], v->value[KEY_NARRATION_HOST], trigger);
    load_occurrence(l, v->value[KEY_NARRATION_NTH], v->value[KEY_NARRATION_EACH],
                    &trigger->first, &trigger->last);
    bool whole_run = trigger->at == TRIGGER_START || trigger->at == TRIGGER_END;
    if (when == NULL && !whole_run) {
        struct diagnostic *p = load_error(l, node->span, "no-trigger",
                                          N_("This entry does not say when it comes."));
        diagnostic_help(p, N_("Write when: with a filter; or at: start, at: end."));
        return;
    }
    if (when != NULL && whole_run) {
        (void)load_error(
            l, when->key->span, "filter-without-frame",
            N_("At the start and the end of a lesson there is no frame for a filter."));
        return;
    }
    if (when != NULL)
        trigger->when = load_filter(l, when);
}

static void load_show(struct loader *l, const struct yaml_node *node, struct narration *entry)
{
    static const char *const words[] = {"ladder", "frames", "stream",
                                        "plots",  "tables", "console"};
    uint32_t row;
    if (load_word(l, node, words, sizeof words / sizeof words[0], &row))
        entry->show = (enum lesson_view)(VIEW_LADDER + row);
}

static void load_entry(struct loader *l, const struct yaml_node *node)
{
    struct scenario *s = l->s;
    struct map_values v;
    struct narration entry = {.line = diagnostics_place(l->d, node->span).line};
    if (!load_map(l, node, MAP_NARRATION, false, &v))
        return;
    load_trigger(l, node, &v, &entry.trigger);
    if (v.value[KEY_NARRATION_TITLE] != NULL)
        (void)load_text(l, v.value[KEY_NARRATION_TITLE], &entry.title);
    if (v.value[KEY_NARRATION_SAY] != NULL)
        (void)load_text(l, v.value[KEY_NARRATION_SAY], &entry.say);
    if (v.value[KEY_NARRATION_HIGHLIGHT] != NULL)
        load_highlights(l, v.value[KEY_NARRATION_HIGHLIGHT], &entry);
    if (v.value[KEY_NARRATION_SHOW] != NULL)
        load_show(l, v.value[KEY_NARRATION_SHOW], &entry);
    if (v.value[KEY_NARRATION_ASK] != NULL)
        load_question(l, &v, &entry);
    else
        check_no_question(l, &v);
    if (v.value[KEY_NARRATION_SAY] == NULL && v.value[KEY_NARRATION_ASK] == NULL)
        (void)load_error(l, node->span, "says-nothing",
                         N_("This entry neither says nor asks anything."));
    struct narration *grown = load_grow(l, s->narration, s->narration_count, sizeof *grown);
    if (grown == NULL)
        return;
    grown[s->narration_count] = entry;
    s->narration = grown;
    s->narration_count++;
    if (v.value[KEY_NARRATION_CHECK] != NULL && entry.question.kind != QUESTION_NONE)
        load_check(l, v.value[KEY_NARRATION_CHECK], s->narration_count - 1);
}

void load_narration(struct loader *l, const struct yaml_node *narration)
{
    if (!load_is_list(l, narration))
        return;
    if (narration->count > SCENARIO_ENTRIES_MAX) {
        struct diagnostic *p = load_error(l, narration->key->span, "too-many-entries",
                                          N_("{key} has at most {limit} entries."));
        diagnostic_value(l->d, p, "key", narration->key->text, SIZE_MAX);
        diagnostic_number(l->d, p, "limit", SCENARIO_ENTRIES_MAX);
        return;
    }
    for (const struct yaml_node *node = narration->first; node != NULL; node = node->next)
        load_entry(l, node);
}
