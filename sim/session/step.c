/* session/step.c: the stops of each kind of step. A step forwards goes to the next stop of its
 * kind behind the cursor, a step back to the last one before it; so going back as often as one
 * has gone forwards leads to where one was. See session.h. */
#include <stdlib.h>

#include "session/parts.h"

enum verdict { VERDICT_UNKNOWN, VERDICT_NO, VERDICT_YES };

/* --- the filter
 * -------------------------------------------------------------------------------------------------
 */

void filter_forget(struct session *s)
{
    free(s->verdicts);
    s->verdicts = NULL;
    s->verdict_count = 0;
}

bool session_set_filter(struct session *s, const char *text, struct filter_error *error)
{
    struct filter *filter = NULL;
    if (text[0] != '\0' && (filter = filter_compile(text, error)) == NULL)
        return false;
    filter_free(s->filter);
    s->filter = filter;
    filter_forget(s);
    return true;
}

const char *session_filter(const struct session *s)
{
    return s->filter == NULL ? "" : filter_text(s->filter);
}

/* Room for a verdict on every frame recorded so far. */
static bool reserve_verdicts(struct session *s)
{
    uint32_t needed = session_history(s)->frame_count;
    if (needed <= s->verdict_count)
        return true;
    uint32_t capacity = needed + needed / 2 + 64;
    uint8_t *verdicts = realloc(s->verdicts, capacity);
    if (verdicts == NULL)
        return false;
    for (uint32_t i = s->verdict_count; i < capacity; i++)
        verdicts[i] = VERDICT_UNKNOWN;
    s->verdicts = verdicts;
    s->verdict_count = capacity;
    return true;
}

bool session_matches(struct session *s, uint32_t frame)
{
    if (s->filter == NULL)
        return true;
    if (!reserve_verdicts(s))
        return false;
    bool over = session_history(s)->frames[frame].end_row != NONE;
    if (s->verdicts[frame] != VERDICT_UNKNOWN)
        return s->verdicts[frame] == VERDICT_YES;
    session_dissect(s, frame, s->tree);
    bool yes = filter_match(s->filter, s->tree);
    if (over)
        s->verdicts[frame] = yes ? VERDICT_YES : VERDICT_NO;
    return yes;
}

/* Does the event put a matching frame on a cable? */
static bool event_matches(struct session *s, uint64_t event)
{
    const struct history *h = session_history(s);
    uint32_t end =
        event + 1 < h->event_count ? h->events[event + 1].first_frame : h->frame_count;
    for (uint32_t i = h->events[event].first_frame; i < end; i++)
        if (session_matches(s, i))
            return true;
    return false;
}

/* --- stops between events
 * ------------------------------------------------------------------------------------------ */

/* Is the position behind this event a stop? For STEP_GATE: the one before it. */
static bool is_stop(struct session *s, uint64_t event, enum session_step step)
{
    uint32_t marks = session_history(s)->events[event].marks;
    switch (step) {
    case STEP_EVENT:
        return true;
    case STEP_FRAME:
        return (marks & MARK_FRAME) != 0;
    case STEP_PACKET:
        return (marks & MARK_PACKET) != 0;
    case STEP_INTERESTING:
        return (marks & (MARK_STATE | MARK_DROP | MARK_TIMER | MARK_MESSAGE | MARK_COMMAND |
                         MARK_SAY)) != 0;
    case STEP_MATCH:
        return event_matches(s, event);
    case STEP_GATE:
        return (marks & MARK_GATE) != 0;
    case STEP_LAYER:
        break;
    }
    return false;
}

/* Where the cursor stands at the stop of an event. */
static uint32_t stop_position(const struct session *s, uint64_t event, enum session_step step)
{
    const struct history *h = session_history(s);
    return step == STEP_GATE ? h->events[event].first_row : history_after(h, event);
}

static bool step_events(struct session *s, enum session_step step)
{
    const struct history *h = session_history(s);
    for (uint64_t event = session_event(s);; event++) {
        while (event >= h->event_count)
            if (!head_step(s))
                return session_seek(s, h->row_count) && false;
        if (event > 0 && stop_position(s, event, step) > s->position && is_stop(s, event, step))
            return session_seek(s, stop_position(s, event, step));
    }
}

static bool back_events(struct session *s, enum session_step step)
{
    uint64_t event = session_event(s);
    for (; event > 0; event--)
        if (stop_position(s, event, step) < s->position && is_stop(s, event, step))
            return session_seek(s, stop_position(s, event, step));
    if (s->position <= history_after(session_history(s), 0))
        return false;
    return session_seek(s, 0);
}

/* --- stops inside events
 * ---------------------------------------------------------------------------------------------
 */

static bool is_layer_stop(const struct history *h, uint32_t row)
{
    switch ((enum record_kind)h->rows[row].kind) {
    case RECORD_SENT:
    case RECORD_ARRIVED:
    case RECORD_DROPPED:
    case RECORD_UP:
    case RECORD_DOWN:
    case RECORD_STATE:
    case RECORD_MESSAGE:
    case RECORD_COMMAND:
    case RECORD_TIMER:
        return true;
    case RECORD_BOOT:
    case RECORD_ROW:
    case RECORD_FINDING:
    case RECORD_SAY:
    case RECORD_DONE:
    case RECORD_KINDS:
        break;
    }
    return row + 1 == h->row_count ||
           record_event(h->rows[row + 1].id) != record_event(h->rows[row].id);
}

static bool step_layer(struct session *s)
{
    const struct history *h = session_history(s);
    for (uint32_t row = s->position;; row++) {
        while (row >= h->row_count)
            if (!head_step(s))
                return false;
        if (is_layer_stop(h, row))
            return session_seek(s, row + 1);
    }
}

static bool back_layer(struct session *s)
{
    const struct history *h = session_history(s);
    uint32_t first = history_after(h, 0);
    if (s->position <= first)
        return false;
    for (uint32_t row = s->position - 1; row-- > first;)
        if (is_layer_stop(h, row))
            return session_seek(s, row + 1);
    return session_seek(s, first);
}

bool session_step(struct session *s, enum session_step step)
{
    return step == STEP_LAYER ? step_layer(s) : step_events(s, step);
}

bool session_back(struct session *s, enum session_step step)
{
    return step == STEP_LAYER ? back_layer(s) : back_events(s, step);
}
