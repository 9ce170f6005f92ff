/* scenario/expect.c: see expect.h. */
#include "scenario/expect.h"

#include "base/catalogue.h"
#include "base/korean.h"
#include "base/sha256.h"
#include "base/text.h"
#include "scenario/quantity.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(SHA256_SUM == 32, "the sum fits struct expectation");

bool expectations_init(struct expectations *e, const struct scenario *s)
{
    *e =
        (struct expectations){.scenario = s, .count = s->expectation_count, .ended = SIM_NEVER};
    e->row = calloc((size_t)s->expectation_count + 1, sizeof *e->row);
    e->narration = calloc((size_t)s->narration_count + 1, sizeof *e->narration);
    if (e->row != NULL && e->narration != NULL)
        return true;
    expectations_release(e);
    return false;
}

void expectations_release(struct expectations *e)
{
    free(e->row);
    free(e->narration);
    *e = (struct expectations){0};
}

void expect_wanted(const struct scenario *s, struct field_wanted *wanted)
{
    for (uint32_t i = 0; i < s->expectation_count + s->narration_count; i++) {
        const struct filter *when = i < s->expectation_count
                                        ? s->expectations[i].trigger.when
                                        : s->narration[i - s->expectation_count].trigger.when;
        if (when == NULL)
            continue;
        const struct field_wanted *more = filter_wanted(when);
        for (uint32_t k = 0; k < FIELD_WORDS; k++)
            wanted->bits[k] |= more->bits[k];
        if (more->depth > wanted->depth)
            wanted->depth = more->depth;
    }
    for (uint32_t i = 0; i < s->narration_count; i++) {
        if (s->narration[i].question.kind == QUESTION_FIELD)
            field_want(wanted, s->narration[i].question.field);
    }
}

/* What the frame has is what the author stated? */
static void compare_stated(const struct question *question, const struct field_tree *tree,
                           struct narration_row *row)
{
    struct text shown = text_over(row->shown, sizeof row->shown);
    const struct field_node *node = field_tree_find(tree, question->field, 0);
    if (node != NULL)
        field_put_show(tree, node, &shown);
    if (question->stated != NULL)
        row->contradicted |= !question_is_right(question, question->stated, row->shown);
    row->contradicted |= node == NULL;
}

static void see_narration(struct expectations *e, const struct sighting *sighting)
{
    const struct scenario *s = e->scenario;
    for (uint32_t i = 0; i < s->narration_count; i++) {
        const struct narration *entry = &s->narration[i];
        struct narration_row *row = &e->narration[i];
        if (!trigger_matches(&entry->trigger, sighting))
            continue;
        row->matched++;
        bool fires =
            row->matched >= entry->trigger.first && row->matched <= entry->trigger.last;
        row->fired |= fires;
        if (fires && entry->question.kind == QUESTION_FIELD)
            compare_stated(&entry->question, sighting->tree, row);
    }
}

void expect_frame(struct expectations *e, const struct sighting *sighting)
{
    const struct scenario *s = e->scenario;
    for (uint32_t i = 0; i < e->count; i++) {
        enum expectation_kind kind = s->expectations[i].kind;
        bool counts = kind == EXPECT_COUNT || kind == EXPECT_ARRIVED;
        if (counts && trigger_matches(&s->expectations[i].trigger, sighting))
            e->row[i].count++;
    }
    see_narration(e, sighting);
}

void expect_response_hash(struct expectations *e, uint32_t node, uint32_t status,
                          const uint8_t sum[32])
{
    for (uint32_t i = 0; i < e->count; i++) {
        const struct expectation *x = &e->scenario->expectations[i];
        struct expect_row *row = &e->row[i];
        if (x->kind != EXPECT_RESPONSE || x->node != node)
            continue;
        bool right_status = x->status == 0 || x->status == status;
        bool right_body = !x->has_body || memcmp(x->body_sha256, sum, SHA256_SUM) == 0;
        if (right_status && right_body) {
            row->count++;
            continue;
        }
        row->other++;
        row->other_status = status;
        row->other_body = right_status;
        memcpy(row->other_sha256, sum, SHA256_SUM);
    }
}

void expect_response(struct expectations *e, uint32_t node, uint32_t status,
                     const uint8_t *body, size_t length)
{
    uint8_t sum[SHA256_SUM];
    sha256_of(body, length, sum);
    expect_response_hash(e, node, status, sum);
}

static bool holds_text(const char *line, size_t length, const char *part)
{
    size_t n = strlen(part);
    for (size_t i = 0; n <= length && i <= length - n; i++) {
        if (memcmp(line + i, part, n) == 0)
            return true;
    }
    return false;
}

void expect_output(struct expectations *e, uint32_t node, const char *line, size_t length)
{
    for (uint32_t i = 0; i < e->count; i++) {
        const struct expectation *x = &e->scenario->expectations[i];
        if (x->kind != EXPECT_OUTPUT || (x->node != NONE && x->node != node))
            continue;
        if (holds_text(line, length, x->output))
            e->row[i].count++;
        else
            e->row[i].other++;
    }
}

static bool compares(uint64_t came, enum comparison comparison, uint64_t expected)
{
    switch (comparison) {
    case IS_EQUAL:
        return came == expected;
    case IS_NOT_EQUAL:
        return came != expected;
    case IS_LESS:
        return came < expected;
    case IS_AT_MOST:
        return came <= expected;
    case IS_MORE:
        return came > expected;
    case IS_AT_LEAST:
        return came >= expected;
    }
    return false;
}

static bool holds(const struct expectation *x, const struct expect_row *row, sim_time ended)
{
    switch (x->kind) {
    case EXPECT_COUNT:
        return compares(row->count, x->comparison, x->number);
    case EXPECT_WITHIN:
        return ended <= x->within;
    case EXPECT_ARRIVED:
    case EXPECT_RESPONSE:
    case EXPECT_OUTPUT:
        return row->count > 0;
    }
    return false;
}

uint32_t expect_finish(struct expectations *e, sim_time ended)
{
    uint32_t failed = 0;
    e->ended = ended;
    for (uint32_t i = 0; i < e->count; i++) {
        e->row[i].held = holds(&e->scenario->expectations[i], &e->row[i], ended);
        failed += !e->row[i].held;
    }
    for (uint32_t i = 0; i < e->scenario->narration_count; i++) {
        const struct trigger *trigger = &e->scenario->narration[i].trigger;
        if (trigger->at == TRIGGER_START || trigger->at == TRIGGER_END)
            e->narration[i].fired = true;
        failed += !e->narration[i].fired || e->narration[i].contradicted;
    }
    return failed;
}

/* --- words --- */

static const char *comparison_sentence(enum comparison comparison)
{
    switch (comparison) {
    case IS_EQUAL:
        return N_("exactly {n} frames");
    case IS_NOT_EQUAL:
        return N_("another number of frames than {n}");
    case IS_LESS:
        return N_("fewer than {n} frames");
    case IS_AT_MOST:
        return N_("at most {n} frames");
    case IS_MORE:
        return N_("more than {n} frames");
    case IS_AT_LEAST:
        return N_("at least {n} frames");
    }
    return "";
}

static void put_hex(char out[2 * SHA256_SUM + 1], const uint8_t sum[SHA256_SUM])
{
    struct text text = text_over(out, 2 * SHA256_SUM + 1);
    for (int i = 0; i < SHA256_SUM; i++)
        text_put_hex(&text, sum[i], 2);
}

enum { WORD_OCTETS = 96 };

static void put_number(char out[WORD_OCTETS], uint64_t number)
{
    struct text text = text_over(out, WORD_OCTETS);
    text_put_unsigned(&text, number);
}

size_t expect_put_expected(const struct expectations *e, uint32_t row, char *out, size_t size)
{
    const struct expectation *x = &e->scenario->expectations[row];
    char n[WORD_OCTETS];
    char sum[2 * SHA256_SUM + 1];
    struct text_value values[] = {{"n", n}, {"sha256", sum}, {"text", x->output}};
    const char *sentence = "";
    put_number(n, x->number);
    put_hex(sum, x->body_sha256);
    switch (x->kind) {
    case EXPECT_COUNT:
        sentence = comparison_sentence(x->comparison);
        break;
    case EXPECT_ARRIVED:
        sentence = N_("at least one such frame");
        break;
    case EXPECT_RESPONSE:
        put_number(n, x->status);
        sentence = x->status == 0 ? N_("a response whose body has SHA-256 {sha256}")
                                  : N_("a response {n} whose body has SHA-256 {sha256}");
        break;
    case EXPECT_OUTPUT:
        sentence = N_("a line of output with \"{text}\"");
        break;
    case EXPECT_WITHIN:
        quantity_write((uint64_t)x->within, QUANTITY_TIME, n, sizeof n);
        sentence = N_("the end within {n}");
        break;
    }
    return text_format(out, size, tr(sentence), values, x->output == NULL ? 2 : 3);
}

static const char *response_sentence(const struct expect_row *row)
{
    if (row->other == 0)
        return N_("no response");
    return row->other_body ? N_("a response {n} whose body has SHA-256 {sha256}")
                           : N_("a response {n}");
}

size_t expect_put_came(const struct expectations *e, uint32_t row, char *out, size_t size)
{
    const struct expectation *x = &e->scenario->expectations[row];
    const struct expect_row *r = &e->row[row];
    char n[WORD_OCTETS];
    char sum[2 * SHA256_SUM + 1];
    struct text_value values[] = {{"n", n}, {"sha256", sum}};
    const char *sentence = N_("{n} frames");
    put_number(n, r->count);
    put_hex(sum, r->other_sha256);
    switch (x->kind) {
    case EXPECT_COUNT:
    case EXPECT_ARRIVED:
        break;
    case EXPECT_RESPONSE:
        if (r->count > 0) {
            sentence = N_("{n} such responses");
            break;
        }
        put_number(n, r->other_status);
        sentence = response_sentence(r);
        break;
    case EXPECT_OUTPUT:
        put_number(n, r->count > 0 ? r->count : r->other);
        sentence = r->count > 0 ? N_("{n} such lines") : N_("{n} other lines");
        break;
    case EXPECT_WITHIN:
        if (e->ended != SIM_NEVER)
            quantity_write((uint64_t)e->ended, QUANTITY_TIME, n, sizeof n);
        sentence = e->ended == SIM_NEVER ? N_("no end") : N_("the end at {n}");
        break;
    }
    return text_format(out, size, tr(sentence), values, 2);
}
