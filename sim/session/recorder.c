/* session/recorder.c: the head is observed, and what happens in it becomes the history. See
 * parts.h. */
#include <stdlib.h>
#include <string.h>

#include "session/parts.h"
#include "transport/tcp_conn.h"

/* --- frames
 * ----------------------------------------------------------------------------------------------------
 */

/* The flight that the RECORD_SENT being written is about is the last of its direction. */
static void record_sent(struct session *s, const struct record *r, uint32_t row,
                        sim_time departs)
{
    struct history *h = &session_current(s)->history;
    size_t length;
    const uint8_t *octets = witness_octets(s->head, r, &length);
    struct history_frame frame = {.departs = departs,
                                  .arrives = (sim_time)r->b,
                                  .event = record_event(r->id),
                                  .sent_row = row,
                                  .end_row = NONE,
                                  .packet = r->packet,
                                  .direction = r->place,
                                  .node = r->node,
                                  .length = (uint16_t)length,
                                  .hop = r->hop,
                                  .flags = witness_flags(s->head, r),
                                  .sent_flags = witness_flags(s->head, r),
                                  .kind = FRAME_OTHER};
    struct field_context context = field_context_default();
    conversations_see(&s->conversations, octets, length, &context);
    field_dissect(s->tree, octets, length, &context);
    frame.kind = (uint8_t)field_frame_kind(s->tree);
    frame.stream = context.relative_numbers ? (int32_t)context.stream : -1;
    frame.sender_isn = context.sender_isn;
    frame.receiver_isn = context.receiver_isn;
    frame.window_shift = context.window_shift;
    (void)history_append_frame(h, &frame, octets);
}

/* A frame that no cable took: it has an entry of its own, already at its end. */
static void record_refused(struct session *s, const struct record *r, uint32_t row)
{
    record_sent(s, r, row, r->time);
    struct history *h = &session_current(s)->history;
    struct history_frame *frame = &h->frames[h->frame_count - 1];
    frame->arrives = r->time;
    frame->direction = r->layer == LAYER_PHY ? r->place : NONE;
    frame->end_row = row;
    frame->dropped = 1;
    frame->rule = r->rule;
}

/* The frame's flight is over, well or badly. */
static bool is_its_flight(const struct history_frame *f, const struct record *r)
{
    return f->packet == r->packet && f->hop == r->hop && f->end_row == NONE;
}

/* Frames whose sending was forgotten stand together under row 0. */
static uint32_t flight_of(const struct history *h, const struct record *r)
{
    uint32_t sent = history_find(h, r->cause);
    uint32_t frame = sent == NONE ? NONE : history_frame_of(h, sent);
    while (frame != NONE && sent == 0 && frame + 1 < h->frame_count &&
           h->frames[frame + 1].sent_row == 0 && !is_its_flight(&h->frames[frame], r))
        frame++;
    return frame;
}

static void record_end(struct session *s, const struct record *r, uint32_t row)
{
    struct history *h = &session_current(s)->history;
    uint32_t frame = flight_of(h, r);
    bool flew = frame != NONE && is_its_flight(&h->frames[frame], r);
    if (!flew && r->kind == RECORD_DROPPED && r->layer == LAYER_PHY) {
        record_refused(s, r, row);
    } else if (flew) {
        h->frames[frame].end_row = row;
        h->frames[frame].dropped = r->kind == RECORD_DROPPED ? 1 : 0;
        h->frames[frame].rule = r->rule;
        h->frames[frame].flags |= witness_flags(s->head, r);
    }
}

/* --- narration
 * --------------------------------------------------------------------------------------------------
 */

/* The frame of the history that a sighting is about: the latest of this packet on this hop. */
static uint32_t frame_in_sight(const struct history *h, const struct record *r)
{
    for (uint32_t i = h->frame_count; i-- > 0;)
        if (h->frames[i].packet == r->packet && h->frames[i].hop == r->hop)
            return i;
    return NONE;
}

static void speak(struct session *s, uint32_t narration, uint64_t event, uint32_t row,
                  uint32_t frame)
{
    struct history *h = &session_current(s)->history;
    const struct narration *n = &s->scenario->narration[narration];
    uint32_t nth = history_append_match(h, event, narration);
    if (nth < n->trigger.first || nth > n->trigger.last)
        return;
    history_append_say(h,
                       &(struct history_say){
                           .event = event, .row = row, .narration = narration, .frame = frame});
    if (event < h->event_count)
        h->events[event].marks |=
            MARK_SAY | (n->question.kind == QUESTION_NONE ? 0U : (uint32_t)MARK_GATE);
}

static void look_for_triggers(struct session *s, const struct record *r, uint32_t row)
{
    struct sighting sighting;
    if (s->scenario->narration_count == 0 || !witness_look(&s->witness, s->head, r, &sighting))
        return;
    for (uint32_t i = 0; i < s->scenario->narration_count; i++)
        if (trigger_matches(&s->scenario->narration[i].trigger, &sighting))
            speak(s, i, record_event(r->id), row,
                  frame_in_sight(&session_current(s)->history, r));
}

static void speak_at(struct session *s, enum trigger_place at, uint64_t event, uint32_t row)
{
    for (uint32_t i = 0; i < s->scenario->narration_count; i++)
        if (s->scenario->narration[i].trigger.at == at)
            speak(s, i, event, row, NONE);
}

/* --- connections --- */

/* The branch is another one: what is known of connections is what its frames tell, and nothing
 * that was seen elsewhere. */
void recorder_relearn(struct session *s)
{
    const struct history *h = &session_current(s)->history;
    memset(&s->conversations, 0, sizeof s->conversations);
    witness_forget(&s->witness);
    for (uint32_t i = 0; i < h->frame_count; i++) {
        const struct history_frame *f = &h->frames[i];
        const uint8_t *octets = f->octets == NONE ? NULL : h->octets + f->octets;
        if (f->sent_row != f->end_row || f->dropped == 0) /* it did leave */
            witness_learn(&s->witness, octets, f->length, f->departs);
        if (octets != NULL)
            conversations_learn(&s->conversations, octets, f->length);
    }
}

/* --- the observer
 * --------------------------------------------------------------------------------------------------
 */

static void on_record(struct observer *self, const struct sim *sim, const struct record *r,
                      const char *text, size_t length)
{
    struct recorder *recorder = (struct recorder *)(void *)self;
    struct session *s = recorder->session;
    struct history *h = &session_current(s)->history;
    struct record own = *r;
    if (recorder->listener != NULL)
        recorder->listener->record(recorder->listener, sim, r, text, length);
    own.id = history_own_id(h, r->id);
    own.cause = history_own_id(h, r->cause);
    r = &own;
    if (record_event(r->id) == h->event_count)
        history_begin(h, sim->clock->now);
    if (h->out_of_memory)
        return;
    uint32_t row = history_append(h, r, text, length);
    if (row == NONE)
        return;
    if (r->kind == RECORD_SENT)
        record_sent(s, r, row, (sim_time)r->a);
    else if (r->kind == RECORD_ARRIVED || r->kind == RECORD_DROPPED)
        record_end(s, r, row);
    look_for_triggers(s, r, row);
}

void recorder_start(struct session *s)
{
    struct history *h = &session_current(s)->history;
    s->recorder = (struct recorder){.observer = {.record = on_record}, .session = s};
    history_begin(h, 0);
    (void)history_append(h, &(struct record){.kind = RECORD_BOOT, .node = NONE}, NULL, 0);
    speak_at(s, TRIGGER_START, 0, 0);
}

/* --- variables
 * ---------------------------------------------------------------------------------------------------------
 */

static uint32_t microseconds(sim_time t)
{
    return t < 0 || t / SIM_MICROSECOND > UINT32_MAX ? UINT32_MAX
                                                     : (uint32_t)(t / SIM_MICROSECOND);
}

/* The connections that the event touched, as they are now. */
static void take_samples(struct session *s)
{
    struct history *h = &session_current(s)->history;
    const struct sim *sim = &s->head->sim;
    for (uint32_t i = 0; i < sim->touched_count; i++) {
        if (sim->touched[i].table != TABLE_TCP)
            continue;
        const struct tcp_conn *c = &s->head->transport.conns[sim->touched[i].row];
        if (c->serial == 0)
            continue;
        history_append_sample(
            h, &(struct history_sample){.time = sim->clock->now,
                                        .row = h->row_count - 1,
                                        .connection = sim->touched[i].row,
                                        .serial = c->serial,
                                        .cwnd = c->cc.cwnd,
                                        .ssthresh = c->cc.ssthresh,
                                        .flight = seq_span(c->snd.una, c->snd.max),
                                        .snd_wnd = c->snd.wnd,
                                        .rcv_wnd = c->rcv.wnd,
                                        .srtt_us = microseconds(c->rtt.srtt),
                                        .rto_us = microseconds(c->rtt.rto)});
    }
}

/* --- the head
 * ------------------------------------------------------------------------------------------------------------
 */

static void after_event(struct session *s)
{
    struct branch *b = session_current(s);
    take_samples(s);
    if (!keyframes_offer(&b->keyframes, s->head))
        s->no_memory = true;
    b->stopped = world_stopped(s->head);
    if (s->live)
        keep_to_limits(s);
}

static void end_run(struct session *s)
{
    struct branch *b = session_current(s);
    b->ended = true;
    speak_at(s, TRIGGER_END, b->history.event_count, b->history.row_count - 1);
}

static bool is_full(const struct session *s)
{
    const struct history *h = session_history(s);
    return s->no_memory || h->out_of_memory ||
           (!s->live && h->event_count >= SESSION_EVENTS_MAX);
}

/* The run goes on after all: what was said at its end is taken back. */
static void go_on(struct branch *b)
{
    if (b->ended)
        history_truncate(&b->history, b->history.event_count);
    b->ended = false;
}

bool head_pass(struct session *s)
{
    if (is_full(s) || world_stopped(s->head) != WORLD_STEPPED)
        return false;
    go_on(session_current(s));
    s->head->sim.observer = &s->recorder.observer;
    struct input *recorded =
        input_log_find(&session_current(s)->inputs, world_events(s->head) + 1);
    bool stepped =
        recorded != NULL ? world_apply(s->head, recorded) : world_step(s->head) != WORLD_ENDED;
    s->head->sim.observer = NULL;
    if (!stepped)
        return false;
    after_event(s);
    return true;
}

/* A recording is played to its last event, whatever is left after it. */
static bool play_recording(struct session *s)
{
    struct branch *b = session_current(s);
    if (world_events(s->head) < b->recorded && head_pass(s))
        return true;
    b->other_run = world_events(s->head) != b->recorded ||
                   (b->hash != 0 && world_hash(s->head) != b->hash);
    end_run(s);
    return false;
}

bool head_step(struct session *s)
{
    if (s->live || session_current(s)->ended || is_full(s))
        return false;
    if (session_current(s)->recorded > 0)
        return play_recording(s);
    if (world_ended(s->head)) {
        end_run(s);
        return false;
    }
    return head_pass(s);
}

bool head_apply(struct session *s, struct input *input)
{
    struct branch *b = session_current(s);
    go_on(b);
    s->head->sim.observer = &s->recorder.observer;
    bool applied = world_apply(s->head, input);
    s->head->sim.observer = NULL;
    if (!applied)
        return false;
    if (!input_log_add(&b->inputs, input))
        s->no_memory = true;
    after_event(s);
    return true;
}
