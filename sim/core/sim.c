/* core/sim.c: see sim.h. */
#include "core/sim.h"

#include <assert.h>

void sim_add_pools(struct sim *sim, uint32_t frames_expected, uint32_t cables)
{
    (void)arena_add(&sim->arena, "clock", sizeof(struct clock), 1, 0, 1, (void **)&sim->clock);
    queue_add_pool(&sim->queue, &sim->arena, frames_expected, cables);
    frames_add_pools(&sim->frames, &sim->arena, frames_expected, frames_expected);
}

void sim_start(struct sim *sim, uint64_t seed)
{
    uint32_t row = arena_take_table(&sim->arena, 0, 1);
    assert(row == 0);
    (void)row;
    sim->clock->seed = seed;
    sim->subject = NONE;
}

static record_id write_record(struct sim *sim, struct record *record, const char *text,
                              size_t length)
{
    record->id = sim_next_id(sim);
    record->cause = sim->clock->cause;
    record->time = sim->clock->now;
    sim->observer->record(sim->observer, sim, record, text, length);
    return record->id;
}

record_id sim_write(struct sim *sim, struct record record)
{
    return write_record(sim, &record, NULL, 0);
}

record_id sim_write_frame(struct sim *sim, struct record record, frame_id frame)
{
    const struct frame *f = frame_at(&sim->frames, frame);
    sim->subject = frame;
    record.packet = f->packet;
    if (record.hop == 0)
        record.hop = f->hop;
    if (record.length == 0)
        record.length = f->length < UINT16_MAX ? (uint16_t)f->length : UINT16_MAX;
    return write_record(sim, &record, NULL, 0);
}

void sim_remember(struct sim *sim, enum table table, uint32_t row)
{
    for (uint32_t i = 0; i < sim->touched_count; i++)
        if (sim->touched[i].table == (uint32_t)table && sim->touched[i].row == row)
            return;
    if (sim->touched_count < SIM_TOUCHED_MAX)
        sim->touched[sim->touched_count++] = (struct touched_row){(uint32_t)table, row};
}

record_id sim_say(struct sim *sim, struct record record, const char *text, size_t length)
{
    return sim->observer != NULL ? write_record(sim, &record, text, length) : sim_next_id(sim);
}

frame_id sim_new_packet(struct sim *sim, uint32_t length)
{
    frame_id id = frame_new(&sim->frames, length);
    if (id == NONE)
        return NONE;
    struct frame *frame = frame_at(&sim->frames, id);
    frame->packet = ++sim->clock->packets;
    frame->origin = sim->clock->cause;
    return id;
}

void timer_clear(struct timer *timer)
{
    timer->deadline = SIM_NEVER;
    timer->queued_at = SIM_NEVER;
    timer->cause = 0;
}

void timer_set(struct sim *sim, struct timer *timer, enum event_kind kind, uint32_t entity,
               sim_time deadline)
{
    assert(deadline >= sim->clock->now);
    timer->deadline = deadline;
    timer->cause = sim->clock->cause;
    if (sim->queue.plain) {
        queue_remove(&sim->queue, kind, entity);
        timer->queued_at = SIM_NEVER;
    }
    if (deadline < timer->queued_at && queue_push(&sim->queue, deadline, kind, entity))
        timer->queued_at = deadline;
}

void timer_cancel(struct sim *sim, struct timer *timer, enum event_kind kind, uint32_t entity)
{
    timer->deadline = SIM_NEVER;
    timer->cause = 0;
    if (sim->queue.plain) {
        queue_remove(&sim->queue, kind, entity);
        timer->queued_at = SIM_NEVER;
    }
}

enum timer_due timer_judge(struct sim *sim, struct timer *timer, struct queue_entry entry)
{
    if (timer->queued_at == entry.time && timer->deadline == entry.time)
        return TIMER_FIRES;
    queue_pop(&sim->queue);
    if (timer->queued_at != entry.time)
        return TIMER_STALE;
    timer->queued_at = SIM_NEVER;
    if (timer->deadline == SIM_NEVER)
        return TIMER_STALE;
    if (queue_push(&sim->queue, timer->deadline, queue_kind(entry), queue_entity(entry)))
        timer->queued_at = timer->deadline;
    return TIMER_MOVED;
}

void timer_fired(struct sim *sim, struct timer *timer)
{
    sim_follow(sim, timer->cause);
    timer->deadline = SIM_NEVER;
    timer->queued_at = SIM_NEVER;
    timer->cause = 0;
}
