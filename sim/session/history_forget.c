/* session/history_forget.c: letting go of the oldest events of a run that goes on and on. See
 * history.h. */
#include <string.h>

#include "session/history.h"

/* What stays: from where in each vector. */
struct cut {
    uint64_t event;
    uint32_t row;    /* the first row that stays, besides row 0 */
    uint32_t frame;  /* the first frame of an event that stays */
    uint32_t flying; /* earlier ones that stay */
};

static bool still_flies(const struct history_frame *f, const struct cut *cut)
{
    return f->direction != NONE && f->octets != NONE &&
           (f->end_row == NONE || f->end_row >= cut->row);
}

static void shift_rows(struct history *h, const struct cut *cut)
{
    uint32_t less = cut->row - 1;
    h->rows[0].time = h->events[cut->event].time;
    h->rows[0].a = h->before + cut->event;
    memmove(&h->rows[1], &h->rows[cut->row], (h->row_count - cut->row) * sizeof *h->rows);
    h->row_count -= less;
    for (uint32_t i = 1; i < h->row_count; i++) {
        struct record *r = &h->rows[i];
        r->id -= cut->event << RECORD_ORDINAL_BITS;
        r->cause = record_event(r->cause) <= cut->event
                       ? 0
                       : r->cause - (cut->event << RECORD_ORDINAL_BITS);
    }
}

static void shift_events(struct history *h, const struct cut *cut)
{
    h->events[0] = (struct history_event){.time = h->events[cut->event].time};
    h->event_count -= (uint32_t)cut->event;
    memmove(&h->events[1], &h->events[cut->event + 1],
            (h->event_count - 1) * sizeof *h->events);
    for (uint32_t i = 1; i < h->event_count; i++) {
        h->events[i].first_row -= cut->row - 1;
        h->events[i].first_frame -= cut->frame - cut->flying;
    }
}

/* Octets move down in the order in which they lie. */
static void keep_octets(struct history *h, struct history_frame *f, uint32_t *at)
{
    if (f->octets == NONE)
        return;
    memmove(h->octets + *at, h->octets + f->octets, f->length);
    f->octets = *at;
    *at += f->length;
}

/* The frames in flight come first, then those of the events that stay. */
static void shift_frames(struct history *h, struct cut *cut)
{
    uint32_t kept = 0, octets = 0;
    for (uint32_t i = 0; i < cut->frame; i++) {
        if (!still_flies(&h->frames[i], cut))
            continue;
        struct history_frame *f = &h->frames[kept++];
        *f = h->frames[i];
        f->event = 0;
        f->sent_row = 0;
        f->end_row -= f->end_row == NONE ? 0 : cut->row - 1;
        keep_octets(h, f, &octets);
    }
    cut->flying = kept;
    for (uint32_t i = cut->frame; i < h->frame_count; i++) {
        struct history_frame *f = &h->frames[kept++];
        *f = h->frames[i];
        f->event -= cut->event;
        f->sent_row -= cut->row - 1;
        f->end_row -= f->end_row == NONE ? 0 : cut->row - 1;
        keep_octets(h, f, &octets);
    }
    h->frame_count = kept;
    h->octet_count = octets;
}

static uint32_t shift_says(struct history *h, const struct cut *cut)
{
    uint32_t kept = 0, less;
    for (uint32_t i = 0; i < h->say_count; i++) {
        struct history_say *to = &h->says[kept];
        if (h->says[i].event <= cut->event)
            continue;
        *to = h->says[i];
        to->event -= cut->event;
        to->row -= cut->row - 1;
        if (to->frame != NONE)
            to->frame = to->frame < cut->frame ? NONE : to->frame - cut->frame + cut->flying;
        kept++;
    }
    less = h->say_count - kept;
    h->say_count = kept;
    return less;
}

/* Those of each narration that were forgotten become one. */
static void shift_matches(struct history *h, const struct cut *cut)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < h->match_count; i++) {
        struct history_match m = h->matches[i];
        bool forgotten = m.event <= cut->event;
        uint32_t same = 0;
        m.event = forgotten ? 0 : m.event - cut->event;
        while (same < kept && forgotten && h->matches[same].narration != m.narration)
            same++;
        if (forgotten && same < kept)
            h->matches[same].times += m.times;
        else
            h->matches[kept++] = m;
    }
    h->match_count = kept;
}

static void shift_samples(struct history *h, const struct cut *cut)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < h->sample_count; i++) {
        if (h->samples[i].row < cut->row)
            continue;
        h->samples[kept] = h->samples[i];
        h->samples[kept++].row -= cut->row - 1;
    }
    h->sample_count = kept;
}

static void shift_words(struct history *h, const struct cut *cut)
{
    uint32_t kept = 0, length = 0;
    for (uint32_t i = 0; i < h->word_count; i++) {
        struct words w = h->words[i];
        if (w.row < cut->row)
            continue;
        memmove(h->text + length, h->text + w.start, w.length);
        h->words[kept++] =
            (struct words){.row = w.row - (cut->row - 1), .start = length, .length = w.length};
        length += w.length;
    }
    h->word_count = kept;
    h->text_length = length;
}

struct history_shift history_forget(struct history *h, uint64_t event)
{
    struct cut cut = {.event = event,
                      .row = h->events[event + 1].first_row,
                      .frame = h->events[event + 1].first_frame};
    shift_frames(h, &cut);
    uint32_t says = shift_says(h, &cut);
    shift_matches(h, &cut);
    shift_samples(h, &cut);
    shift_words(h, &cut);
    shift_rows(h, &cut);
    shift_events(h, &cut);
    h->before += event;
    return (struct history_shift){.rows = cut.row - 1,
                                  .frames = cut.frame - cut.flying,
                                  .says = says,
                                  .first_frame = cut.frame};
}

size_t history_octets(const struct history *h)
{
    return h->row_count * sizeof *h->rows + h->event_count * sizeof *h->events +
           h->frame_count * sizeof *h->frames + h->say_count * sizeof *h->says +
           h->match_count * sizeof *h->matches + h->sample_count * sizeof *h->samples +
           h->word_count * sizeof *h->words + h->text_length + h->octet_count;
}
