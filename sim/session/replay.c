/* session/replay.c: the way back: a keyframe and the events after it. See parts.h. */
#include <stdlib.h>
#include <string.h>

#include "session/parts.h"

/* Runs the event that comes next, from the log or from the queue. */
static bool run_next(const struct session *s, struct world *world)
{
    struct input *logged = input_log_find(&session_current(s)->inputs, world_events(world) + 1);
    if (logged != NULL)
        return world_apply(world, logged);
    return world_step(world) != WORLD_ENDED;
}

bool replay_to(const struct session *s, struct world *world, uint64_t event)
{
    while (world_events(world) < event + session_history(s)->before)
        if (!run_next(s, world))
            return false;
    return true;
}

bool replay_from_keyframe(const struct session *s, struct world *world, uint64_t event)
{
    const struct branch *b = session_current(s);
    const struct keyframe *k = keyframes_before(&b->keyframes, event + b->history.before);
    return world_restore(world, &k->copy) && replay_to(s, world, event);
}

/* The view after a whole event, by the shorter of two ways: on from where it is, or from a
 * keyframe. */
static bool show_event(struct session *s, uint64_t event)
{
    const struct branch *b = session_current(s);
    uint64_t at = world_events(s->view), to = event + b->history.before;
    const struct keyframe *k = keyframes_before(&b->keyframes, to);
    bool onward = !s->view_inside && at <= to && k->event <= at;
    s->view_inside = false;
    return onward ? replay_to(s, s->view, event) : replay_from_keyframe(s, s->view, event);
}

/* --- inside an event
 * ---------------------------------------------------------------------------------------- */

static void catch_state(struct observer *self, const struct sim *sim,
                        const struct record *record, const char *text, size_t length)
{
    struct catcher *c = (struct catcher *)(void *)self;
    (void)text;
    (void)length;
    if (record->id != c->after || c->caught)
        return;
    if (c->octets == NULL) {
        c->caught = world_save(c->world, &c->copy);
        return;
    }
    const struct frame *frame = frame_at(&sim->frames, sim->subject);
    c->length = frame->length;
    memcpy(c->octets, frame_octets(&sim->frames, sim->subject), frame->length);
    c->caught = true;
}

/* Runs the view's next event and catches what is wanted when the row has been written. */
static bool run_catching(struct session *s, record_id after, uint8_t *octets)
{
    s->catcher = (struct catcher){.observer = {.record = catch_state},
                                  .after = history_world_id(session_history(s), after),
                                  .world = s->view,
                                  .copy = s->catcher.copy,
                                  .octets = octets};
    s->view->sim.observer = &s->catcher.observer;
    (void)run_next(s, s->view);
    s->view->sim.observer = NULL;
    return s->catcher.caught;
}

bool view_show(struct session *s, uint32_t position)
{
    const struct history *h = &session_current(s)->history;
    uint64_t event =
        position == h->row_count ? h->event_count - 1 : history_event_of(h, position);
    bool whole = position == h->row_count;
    if (!whole && position == h->events[event].first_row) {
        event--;
        whole = true;
    }
    if (!show_event(s, whole ? event : event - 1))
        return false;
    s->position = position;
    if (whole)
        return true;
    if (!run_catching(s, h->rows[position - 1].id, NULL) ||
        !world_restore(s->view, &s->catcher.copy))
        return false;
    s->view_inside = true;
    return true;
}

const uint8_t *session_frame_octets(struct session *s, uint32_t frame)
{
    const struct history *h = &session_current(s)->history;
    const struct history_frame *f = &h->frames[frame];
    if (f->octets != NONE)
        return h->octets + f->octets;
    if (s->octets == NULL && (s->octets = malloc(FRAME_LONG_OCTETS)) == NULL)
        return NULL;
    uint32_t position = s->position;
    bool found = f->event > 0 && show_event(s, f->event - 1) &&
                 run_catching(s, h->rows[f->sent_row].id, s->octets);
    s->view_inside = true; /* somewhere else: the view is brought back by replay */
    return view_show(s, position) && found ? s->octets : NULL;
}
