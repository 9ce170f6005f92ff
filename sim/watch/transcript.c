/* watch/transcript.c: see transcript.h. */
#include "watch/transcript.h"

#include <stdlib.h>
#include <string.h>

#include "base/korean.h"
#include "scenario/diagnostic.h"

enum { VALUES = 8 };

/* --- lines --- */

static void line(struct transcript *t, const char *text)
{
    fputs(text, t->file);
    fputc('\n', t->file);
    t->blank = false;
}

/* An empty line, unless there is one already. */
static void blank(struct transcript *t)
{
    if (!t->blank)
        fputc('\n', t->file);
    t->blank = true;
}

/* A sentence of the program's with its values. */
static void sentence(struct transcript *t, const char *english, const struct text_value *values,
                     size_t count)
{
    char octets[2 * NARRATOR_SENTENCE_MAX];
    (void)text_format(octets, sizeof octets, tr_in(t->language, english), values, count);
    line(t, octets);
}

/* A text of the author's behind a word of the program's: "Goal: ...". */
static void labelled(struct transcript *t, const char *english, const struct lesson_text *text)
{
    const char *words = lesson_text_in(text, t->language);
    if (words == NULL)
        return;
    fprintf(t->file, "%s %s\n", tr_in(t->language, english), words);
    t->blank = false;
}

static void plain(struct transcript *t, const struct lesson_text *text)
{
    const char *words = lesson_text_in(text, t->language);
    if (words != NULL)
        line(t, words);
}

/* --- narration --- */

static void ask(struct transcript *t, const struct question *q)
{
    labelled(t, N_("Question:"), &q->ask);
    for (uint32_t i = 0; i < q->choice_count; i++) {
        const char *choice = lesson_text_in(&q->choices[i], t->language);
        fprintf(t->file, "  %u) %s\n", i + 1, choice != NULL ? choice : "");
    }
}

/* The answer as text; NULL: the question is none. */
static const char *answer_of(const struct transcript *t, uint32_t row, char *octets,
                             size_t size)
{
    const struct question *q = &t->scenario->narration[row].question;
    struct text text = text_over(octets, size);
    switch (q->kind) {
    case QUESTION_NONE:
        return NULL;
    case QUESTION_CHOICE:
        return lesson_text_in(&q->choices[q->right], t->language);
    case QUESTION_NUMBER: {
        const char *unit = lesson_text_in(&q->unit, t->language);
        text_put_signed(&text, q->number);
        if (unit != NULL) {
            text_put_char(&text, ' ');
            text_put(&text, unit);
        }
        return octets;
    }
    case QUESTION_TEXT:
        return q->accepted_count > 0 ? q->accepted[0] : "";
    case QUESTION_FIELD:
        return t->cues.row[row].shown;
    }
    return NULL;
}

static void say(struct transcript *t, uint32_t row)
{
    const struct narration *n = &t->scenario->narration[row];
    blank(t);
    plain(t, &n->title);
    plain(t, &n->say);
    if (n->question.kind != QUESTION_NONE)
        ask(t, &n->question);
}

static void reveal(struct transcript *t, uint32_t row)
{
    char octets[64];
    const struct question *q = &t->scenario->narration[row].question;
    const char *answer = answer_of(t, row, octets, sizeof octets);
    if (answer == NULL)
        return;
    fprintf(t->file, "%s %s\n", tr_in(t->language, N_("Answer:")), answer);
    t->blank = false;
    plain(t, &q->because);
}

/* --- what happens --- */

static const char *node_name(const struct transcript *t, uint32_t node)
{
    return node < world_nodes(t->world)->count ? world_nodes(t->world)->row[node].name : "";
}

static void tell_frame(struct transcript *t, const struct record *r)
{
    char summary[FRAME_LINE_MAX], time[64], packet[16];
    size_t length;
    const uint8_t *octets = witness_octets(t->world, r, &length);
    uint32_t to = t->world->phy.directions[r->place].to;
    struct text when = text_over(time, sizeof time);
    struct text number = text_over(packet, sizeof packet);
    narrator_put_time(&when, r->time);
    text_put_unsigned(&number, r->packet);
    if (octets == NULL)
        return;
    frame_view_read(t->view, octets, length);
    (void)field_summary(&t->view->tree, summary, sizeof summary);
    struct text_value values[VALUES] = {
        {"time", time},
        {"node", node_name(t, r->node)},
        {"packet", packet},
        {"peer", node_name(t, t->world->link.interfaces[to].node)},
        {"protocol", field_protocol(&t->view->tree)},
        {"summary", summary},
    };
    sentence(t,
             r->hop <= 1
                 ? N_("{time}: {node} sends packet {packet} to {peer}: {protocol}, {summary}")
                 : N_("{time}: {node} passes packet {packet} on to {peer}."),
             values, 6);
}

static void tell(struct transcript *t, const struct record *r, const char *text, size_t length)
{
    char octets[NARRATOR_SENTENCE_MAX], time[64];
    struct text when = text_over(time, sizeof time);
    narrator_put_time(&when, r->time);
    (void)narrator_sentence(&t->narrator, r, text, length, t->language, octets, sizeof octets);
    fprintf(t->file, "%s: %s\n", time, octets);
    t->blank = false;
}

/* What of a run is worth a sentence here. */
static void tell_record(struct transcript *t, const struct record *r, const char *text,
                        size_t length)
{
    switch ((enum record_kind)r->kind) {
    case RECORD_SENT:
        tell_frame(t, r);
        break;
    case RECORD_DROPPED:
        if (witness_is_loss((enum rule)r->rule))
            tell(t, r, NULL, 0);
        break;
    case RECORD_COMMAND:
    case RECORD_STATE:
    case RECORD_SAY:
        tell(t, r, text, length);
        break;
    case RECORD_BOOT:
    case RECORD_ARRIVED:
    case RECORD_UP:
    case RECORD_DOWN:
    case RECORD_TIMER:
    case RECORD_ROW:
    case RECORD_FINDING:
    case RECORD_MESSAGE:
    case RECORD_DONE:
    case RECORD_KINDS:
        break;
    }
}

static void see(struct observer *self, const struct sim *sim, const struct record *record,
                const char *text, size_t length)
{
    struct transcript *t = (struct transcript *)(void *)self;
    struct sighting sighting;
    uint32_t called[VALUES], count = 0;
    (void)sim;
    if (witness_look(t->witness, t->world, record, &sighting)) {
        uint32_t row = cues_next(&t->cues, &sighting, 0);
        for (; row != NONE; row = cues_next(&t->cues, &sighting, row + 1)) {
            say(t, row);
            if (count < VALUES)
                called[count++] = row;
        }
    }
    tell_record(t, record, text, length);
    for (uint32_t i = 0; i < count; i++)
        reveal(t, called[i]);
    if (count > 0)
        blank(t);
}

/* --- begin and end --- */

static void say_all_at(struct transcript *t, enum trigger_place at)
{
    uint32_t row = cues_next_at(&t->cues, at, 0);
    for (; row != NONE; row = cues_next_at(&t->cues, at, row + 1)) {
        say(t, row);
        reveal(t, row);
    }
}

void transcript_begin(struct transcript *t)
{
    const char *title = lesson_text_in(&t->scenario->title, t->language);
    if (title == NULL)
        title = t->scenario->name;
    line(t, title);
    for (size_t i = terminal_width(title, strlen(title)); i > 0; i--)
        fputc('=', t->file);
    fputc('\n', t->file);
    blank(t);
    labelled(t, N_("Goal:"), &t->scenario->goal);
    labelled(t, N_("A common mistake:"), &t->scenario->misconception);
    say_all_at(t, TRIGGER_START);
    blank(t);
}

void transcript_end(struct transcript *t)
{
    say_all_at(t, TRIGGER_END);
    if (t->scenario->summary.phrases > 0) {
        blank(t);
        labelled(t, N_("To remember:"), &t->scenario->summary);
    }
    if (t->scenario->experiment.phrases > 0) {
        blank(t);
        labelled(t, N_("Try it:"), &t->scenario->experiment);
    }
}

bool transcript_init(struct transcript *transcript, const struct world *world,
                     const struct scenario *scenario, FILE *file, const char *language)
{
    *transcript = (struct transcript){.observer = {.record = see},
                                      .world = world,
                                      .scenario = scenario,
                                      .file = file,
                                      .language = language,
                                      .narrator = {.world = world},
                                      .view = malloc(sizeof *transcript->view),
                                      .witness = malloc(sizeof *transcript->witness)};
    if (transcript->view == NULL || transcript->witness == NULL ||
        !cues_init(&transcript->cues, scenario)) {
        transcript_release(transcript);
        return false;
    }
    struct field_wanted wanted = {0};
    frame_view_init(transcript->view);
    witness_init(transcript->witness);
    cues_wanted(scenario, &wanted);
    witness_want(transcript->witness, &wanted);
    return true;
}

void transcript_release(struct transcript *transcript)
{
    free(transcript->view);
    free(transcript->witness);
    transcript->view = NULL;
    transcript->witness = NULL;
    cues_release(&transcript->cues);
}
