/* session/session.c: opening a lesson and moving its cursor. See session.h. */
#include "session/session.h"

#include <stdlib.h>
#include <string.h>

#include "session/parts.h"

#define DEFAULT_BUDGET ((size_t)256 << 20)

/* --- opening and closing
 * ---------------------------------------------------------------------------------------------
 */

static void want_for_narrations(struct session *s)
{
    witness_init(&s->witness);
    for (uint32_t i = 0; i < s->scenario->narration_count; i++)
        if (s->scenario->narration[i].trigger.when != NULL)
            witness_want(&s->witness, filter_wanted(s->scenario->narration[i].trigger.when));
}

static bool make_worlds(struct session *s)
{
    struct world_def def;
    world_def_init(&def);
    bool ok = scenario_to_world(s->scenario, &def) && world_build(&def, &s->head) == WORLD_OK;
    world_def_release(&def);
    if (!ok)
        return false;
    s->view = world_twin(s->head);
    return s->view != NULL;
}

static bool make_tree(struct session *s)
{
    struct field_storage *storage = malloc(sizeof *storage);
    s->tree = malloc(sizeof *s->tree);
    if (storage == NULL || s->tree == NULL) {
        free(storage);
        free(s->tree);
        s->tree = NULL;
        return false;
    }
    s->tree_storage = storage;
    field_tree_init(s->tree, storage);
    return true;
}

struct session *session_open(const struct scenario *scenario, size_t budget)
{
    struct session *s = calloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    s->scenario = scenario;
    s->branches[0] = branch_new(budget > 0 ? budget : DEFAULT_BUDGET);
    s->branch_count = s->branches[0] != NULL ? 1 : 0;
    if (s->branch_count == 0 || !make_tree(s) || !make_worlds(s)) {
        session_close(s);
        return NULL;
    }
    want_for_narrations(s);
    recorder_start(s);
    if (!keyframes_offer(&s->branches[0]->keyframes, s->head)) {
        session_close(s);
        return NULL;
    }
    s->position = session_current(s)->history.row_count;
    return s;
}

void session_close(struct session *s)
{
    if (s == NULL)
        return;
    for (uint32_t i = 0; i < s->branch_count; i++)
        branch_free(s->branches[i]);
    world_free(s->head);
    world_free(s->view);
    snapshot_release(&s->catcher.copy);
    filter_free(s->filter);
    free(s->verdicts);
    free(s->tree);
    free(s->tree_storage);
    free(s->octets);
    free(s);
}

/* --- the head
 * ------------------------------------------------------------------------------------------------------------
 */

bool session_work(struct session *s, uint32_t events)
{
    for (uint32_t i = 0; i < events; i++)
        if (!head_step(s))
            return false;
    return true;
}

void session_record_all(struct session *s, uint64_t events)
{
    for (uint64_t i = 0; events == 0 || i < events; i++)
        if (!head_step(s))
            return;
}

bool session_is_recorded(const struct session *s)
{
    return session_current(s)->ended;
}

enum session_problem session_problem(const struct session *s, uint32_t *packet, uint32_t *node)
{
    (void)world_problem(s->head, packet, node);
    if (s->no_memory || session_current(s)->history.out_of_memory)
        return SESSION_NO_MEMORY;
    if (!s->live && session_history(s)->event_count >= SESSION_EVENTS_MAX)
        return SESSION_TOO_LONG;
    switch (session_current(s)->stopped) {
    case WORLD_STORM:
        return SESSION_STORM;
    case WORLD_EXHAUSTED:
        return SESSION_EXHAUSTED;
    case WORLD_STEPPED:
    case WORLD_ENDED:
        break;
    }
    return SESSION_FINE;
}

/* --- reading
 * ---------------------------------------------------------------------------------------------------------------
 */

const struct scenario *session_scenario(const struct session *s)
{
    return s->scenario;
}

const struct history *session_history(const struct session *s)
{
    return &session_current(s)->history;
}

const struct world *session_view(const struct session *s)
{
    return s->view;
}

uint32_t session_position(const struct session *s)
{
    return s->position;
}

uint64_t session_event(const struct session *s)
{
    return history_event_of(session_history(s), s->position - 1);
}

bool session_inside_event(const struct session *s)
{
    return s->position != history_after(session_history(s), session_event(s));
}

sim_time session_time(const struct session *s)
{
    return session_history(s)->events[session_event(s)].time;
}

sim_time session_next_time(struct session *s)
{
    uint64_t next = session_event(s) + 1;
    if (next >= session_history(s)->event_count && !head_step(s))
        return SIM_NEVER;
    return session_history(s)->events[next].time;
}

sim_time session_end_time(const struct session *s)
{
    const struct history *h = session_history(s);
    return h->events[h->event_count - 1].time;
}

bool session_at_end(struct session *s)
{
    return !s->live && s->position == session_history(s)->row_count && !head_step(s);
}

uint64_t session_hash(const struct session *s)
{
    return world_hash(s->view);
}

uint32_t session_in_flight(const struct session *s, uint32_t *frames, uint32_t room)
{
    const struct history *h = session_history(s);
    uint32_t count = 0;
    for (uint32_t i = 0; i < h->frame_count && h->frames[i].sent_row < s->position; i++) {
        if (h->frames[i].end_row != NONE && h->frames[i].end_row < s->position)
            continue;
        if (count < room)
            frames[count] = i;
        count++;
    }
    return count;
}

/* The facts about a frame as they are known when its flight is over. */
static void add_facts(struct session *s, const struct history_frame *f, struct field_tree *tree)
{
    char cable[CABLE_NAME_SIZE] = "";
    const struct nodes *nodes = world_nodes(s->head);
    if (f->direction != NONE)
        world_cable_name(s->head, f->direction / 2, cable);
    struct frame_facts facts = {.kind = f->dropped != 0 ? RECORD_DROPPED : RECORD_SENT,
                                .rule = (enum rule)f->rule,
                                .flags = f->flags,
                                .packet = f->packet,
                                .hop = f->hop,
                                .event = f->event,
                                .cause = session_history(s)->rows[f->sent_row].cause,
                                .time = f->departs,
                                .node = f->node == NONE ? NULL : nodes->row[f->node].name,
                                .cable = f->direction == NONE ? NULL : cable};
    witness_facts(tree, &facts, NULL);
}

void session_dissect(struct session *s, uint32_t frame, struct field_tree *tree)
{
    const uint8_t *octets = session_frame_octets(s, frame);
    const struct history_frame *all = session_history(s)->frames;
    const struct history_frame *f = &all[frame];
    struct field_context context = field_context_default();
    context.number = frame + 1;
    context.time = f->departs - session_history(s)->first_departs;
    context.time_delta = frame == 0 ? 0 : f->departs - all[frame - 1].departs;
    if (f->stream >= 0) {
        context.relative_numbers = true;
        context.sender_isn = f->sender_isn;
        context.receiver_isn = f->receiver_isn;
        context.stream = f->stream;
        context.window_shift = f->window_shift;
    }
    field_dissect(tree, octets, octets == NULL ? 0 : f->length, &context);
    add_facts(s, f, tree);
}

uint32_t session_why(const struct session *s, uint32_t row, uint32_t *rows, uint32_t room)
{
    const struct history *h = session_history(s);
    uint32_t count = 0;
    while (count < room) {
        rows[count++] = row;
        const struct record *r = &h->rows[row];
        if (r->kind == RECORD_BOOT ||
            (r->kind == RECORD_COMMAND && record_event(r->cause) == 0))
            break;
        uint32_t cause = history_find(h, r->cause);
        if (cause == NONE || cause >= row)
            break;
        row = cause;
    }
    return count;
}

/* --- moving
 * ------------------------------------------------------------------------------------------------------------------
 */

bool session_seek(struct session *s, uint32_t position)
{
    const struct history *h = session_history(s);
    uint32_t first = history_after(h, 0);
    if (position < first)
        position = first;
    while (position > h->row_count && head_step(s))
        continue;
    if (position > h->row_count)
        position = h->row_count;
    return view_show(s, position);
}

bool session_seek_event(struct session *s, uint64_t event)
{
    const struct history *h = session_history(s);
    while (event >= h->event_count && head_step(s))
        continue;
    if (event >= h->event_count)
        event = h->event_count - 1;
    return session_seek(s, history_after(h, event));
}

/* The last event at or before this time. */
static uint64_t event_at(const struct history *h, sim_time time)
{
    uint64_t low = 0, high = h->event_count;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (h->events[middle].time <= time)
            low = middle;
        else
            high = middle;
    }
    return low;
}

bool session_seek_time(struct session *s, sim_time time)
{
    while (session_end_time(s) <= time && head_step(s))
        continue;
    return session_seek_event(s, event_at(session_history(s), time));
}

bool session_wait(struct session *s, sim_time time)
{
    struct queue_entry next;
    while (world_next(s->head, &next) && next.time <= time)
        if (!head_pass(s))
            return false;
    return session_seek_event(s, event_at(session_history(s), time));
}

bool session_seek_end(struct session *s)
{
    session_record_all(s, 0);
    return session_seek(s, session_history(s)->row_count);
}

/* --- questions
 * ------------------------------------------------------------------------------------------------------------------
 */

/* Where the cursor stands when this say is asked. */
static uint32_t gate_position(const struct history *h, const struct history_say *say)
{
    return say->event < h->event_count && say->event > 0 ? h->events[say->event].first_row
           : say->event == 0                             ? history_after(h, 0)
                                                         : h->row_count;
}

static bool is_open(const struct session *s, uint32_t say)
{
    const struct branch *b = session_current(s);
    const struct narration *n = &s->scenario->narration[b->history.says[say].narration];
    return n->question.kind != QUESTION_NONE &&
           !(say < b->answered_capacity && b->answered[say] != 0);
}

uint32_t session_gate(const struct session *s)
{
    const struct history *h = session_history(s);
    for (uint32_t i = 0; i < h->say_count && !s->live; i++)
        if (gate_position(h, &h->says[i]) == s->position && is_open(s, i))
            return i;
    return NONE;
}

void session_answer(struct session *s, uint32_t say)
{
    struct branch *b = session_current(s);
    if (say >= b->answered_capacity) {
        uint32_t capacity = say * 2 + 16;
        uint8_t *answered = realloc(b->answered, capacity);
        if (answered == NULL)
            return;
        memset(answered + b->answered_capacity, 0, capacity - b->answered_capacity);
        b->answered = answered;
        b->answered_capacity = capacity;
    }
    b->answered[say] = 1;
}
