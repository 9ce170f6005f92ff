/* session/live.c: a session whose head follows the wall clock, and one that plays what was
 * recorded of such a run. See session.h.
 *
 * Memory: a live run goes on as long as its user likes, so the past is bounded. When there is
 *         too much of it, the oldest quarter or so of the events goes: the new start is a
 * keyframe, so the view can be brought to whatever is left. A cursor that stood earlier is
 * moved to the new start. */
#include <string.h>

#include "session/parts.h"

void session_go_live(struct session *s, const struct session_keep *keep,
                     struct observer *listener)
{
    s->live = true;
    s->keep = *keep;
    s->recorder.listener = listener;
}

void session_end_live(struct session *s)
{
    s->live = false;
    s->recorder.listener = NULL;
}

bool session_is_live(const struct session *s)
{
    return s->live;
}

struct world *session_head(const struct session *s)
{
    return s->head;
}

bool session_advance(struct session *s)
{
    return head_pass(s);
}

/* --- the bound --- */

static bool is_too_much(const struct session *s)
{
    const struct branch *b = session_current(s);
    size_t octets = history_octets(&b->history) + b->inputs.octets +
                    b->inputs.count * sizeof *b->inputs.row;
    return (s->keep.events > 0 && b->history.event_count > s->keep.events) ||
           (s->keep.octets > 0 && octets > s->keep.octets);
}

/* The keyframe that the past is cut at; NULL: there is none but the first. */
static const struct keyframe *place_to_cut(const struct branch *b)
{
    const struct keyframes *k = &b->keyframes;
    uint64_t wanted = b->history.before + b->history.event_count / 4;
    for (uint32_t i = 1; i < k->count; i++)
        if (k->row[i]->event >= wanted)
            return k->row[i];
    return k->count > 1 ? k->row[k->count - 1] : NULL;
}

static void forget_answers(struct branch *b, uint32_t says)
{
    uint32_t gone = says < b->answered_capacity ? says : b->answered_capacity;
    if (gone > 0) {
        memmove(b->answered, b->answered + gone, b->answered_capacity - gone);
        memset(b->answered + b->answered_capacity - gone, 0, gone);
    }
}

void keep_to_limits(struct session *s)
{
    struct branch *b = session_current(s);
    const struct keyframe *first = is_too_much(s) ? place_to_cut(b) : NULL;
    if (!is_too_much(s))
        return;
    if (first == NULL || first->event + 1 >= b->history.before + b->history.event_count) {
        s->no_memory = s->no_memory || !keyframes_take(&b->keyframes, s->head);
        return; /* keyframes are rare here: the next event cuts at this one */
    }
    uint64_t event = first->event - b->history.before;
    s->shift = history_forget(&b->history, event);
    input_log_forget(&b->inputs, first->event);
    keyframes_forget(&b->keyframes, first);
    forget_answers(b, s->shift.says);
    filter_forget(s);
    s->cuts++;
    if (s->position > s->shift.rows)
        s->position -= s->shift.rows;
    else
        (void)view_show(s, 1);
}

uint64_t session_cuts(const struct session *s)
{
    return s->cuts;
}

struct history_shift session_shift(const struct session *s)
{
    return s->shift;
}

/* --- what was recorded --- */

bool session_expect(struct session *s, const struct input *input)
{
    return input_log_add(&session_current(s)->inputs, input);
}

void session_expect_end(struct session *s, uint64_t event, uint64_t hash)
{
    session_current(s)->recorded = event;
    session_current(s)->hash = hash;
}

bool session_is_other_run(const struct session *s)
{
    return session_current(s)->other_run;
}
