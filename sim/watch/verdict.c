/* watch/verdict.c: see verdict.h. */
#include "watch/verdict.h"

#include <stdlib.h>
#include <string.h>

#include "base/korean.h"
#include "watch/cues.h"

enum { SENTENCE_MAX = 1024, NUMBER_SIZE = 16 };

/* --- watching --- */

static void see(struct observer *self, const struct sim *sim, const struct record *record,
                const char *text, size_t length)
{
    struct verdict *v = (struct verdict *)(void *)self;
    struct sighting sighting;
    (void)sim;
    if (record->kind == RECORD_SAY)
        expect_output(&v->expectations, record->node, text, length);
    if (witness_look(v->witness, v->world, record, &sighting))
        expect_frame(&v->expectations, &sighting);
}

static void told(void *context, uint32_t node, uint32_t status, const uint8_t *body,
                 size_t length)
{
    struct verdict *v = context;
    expect_response(&v->expectations, node, status, body, length);
}

bool verdict_init(struct verdict *verdict, const struct world *world,
                  const struct scenario *scenario)
{
    *verdict = (struct verdict){.observer = {.record = see},
                                .world = world,
                                .scenario = scenario,
                                .witness = malloc(sizeof *verdict->witness)};
    responses_init(&verdict->responses, world, told, verdict);
    if (!expectations_init(&verdict->expectations, scenario) || verdict->witness == NULL) {
        verdict_release(verdict);
        return false;
    }
    struct field_wanted wanted = {0};
    expect_wanted(scenario, &wanted);
    cues_wanted(scenario, &wanted); /* a question's field may lie deeper than its trigger's */
    witness_init(verdict->witness);
    witness_want(verdict->witness, &wanted);
    return true;
}

void verdict_release(struct verdict *verdict)
{
    free(verdict->witness);
    verdict->witness = NULL;
    expectations_release(&verdict->expectations);
    responses_release(&verdict->responses);
}

bool verdict_observe(struct verdict *verdict, struct fan *fan)
{
    return fan_add(fan, &verdict->observer) && (!responses_are_wanted(verdict->scenario) ||
                                                fan_add(fan, &verdict->responses.observer));
}

/* --- judging --- */

uint32_t verdict_finish(struct verdict *v, sim_time ended)
{
    v->failures = expect_finish(&v->expectations, ended);
    return v->failures;
}

/* --- telling --- */

static void put_sentence(struct growing *out, const char *template_text,
                         const struct text_value *values, size_t count)
{
    char sentence[SENTENCE_MAX];
    (void)text_format(sentence, sizeof sentence, template_text, values, count);
    growing_put(out, sentence);
    growing_put(out, "\n");
}

static void write_number(char out[NUMBER_SIZE], uint32_t n)
{
    struct text text = text_over(out, NUMBER_SIZE);
    text_put_unsigned(&text, n);
}

static void put_expectation(const struct verdict *v, uint32_t row, const char *file,
                            struct growing *out)
{
    const struct expectation *e = &v->scenario->expectations[row];
    char expected[SENTENCE_MAX], came[SENTENCE_MAX], line[NUMBER_SIZE];
    (void)expect_put_expected(&v->expectations, row, expected, sizeof expected);
    (void)expect_put_came(&v->expectations, row, came, sizeof came);
    write_number(line, e->line);
    struct text_value values[] = {{"file", file},
                                  {"line", line},
                                  {"text", e->text != NULL ? e->text : ""},
                                  {"expected", expected},
                                  {"came", came}};
    put_sentence(out, _("{file}:{line}: this was expected and did not come true: {text}"),
                 values, 5);
    put_sentence(out, _("    expected: {expected}"), values, 5);
    put_sentence(out, _("    came:     {came}"), values, 5);
}

static void put_narration(const struct verdict *v, uint32_t row, const char *template_text,
                          const char *file, struct growing *out)
{
    const struct narration *n = &v->scenario->narration[row];
    char line[NUMBER_SIZE];
    write_number(line, n->line);
    struct text_value values[] = {
        {"file", file},
        {"line", line},
        {"when", n->trigger.when != NULL ? filter_text(n->trigger.when) : ""},
        {"stated", n->question.stated != NULL ? n->question.stated : ""},
        {"shown", v->expectations.narration[row].shown}};
    put_sentence(out, template_text, values, 5);
}

void verdict_put(const struct verdict *v, const char *file, struct growing *out)
{
    for (uint32_t i = 0; i < v->expectations.count; i++)
        if (!v->expectations.row[i].held)
            put_expectation(v, i, file, out);
    for (uint32_t i = 0; i < v->scenario->narration_count; i++) {
        const struct narration_row *row = &v->expectations.narration[i];
        if (!row->fired)
            put_narration(v, i, _("{file}:{line}: this trigger never fired: {when}"), file,
                          out);
        else if (row->contradicted)
            put_narration(
                v, i,
                _("{file}:{line}: the stated answer is {stated}, but the frame has {shown}"),
                file, out);
    }
}
