/* session/keyframes.c: copies of the state along a run. See parts.h. */
#include <stdlib.h>
#include <string.h>

#include "session/parts.h"

enum { FIRST_SPACING = 32, KEYFRAMES_FIRST = 64 };

void keyframes_init(struct keyframes *k, size_t budget)
{
    memset(k, 0, sizeof *k);
    k->spacing = FIRST_SPACING;
    k->budget = budget;
}

static void give_share(struct keyframes *k, struct keyframe *frame)
{
    k->octets -= frame->copy.capacity;
    if (--frame->shares > 0)
        return;
    snapshot_release(&frame->copy);
    free(frame);
}

void keyframes_release(struct keyframes *k)
{
    for (uint32_t i = 0; i < k->count; i++)
        give_share(k, k->row[i]);
    free(k->row);
    memset(k, 0, sizeof *k);
}

/* Every second one goes; the first, at the start of the run, stays. */
static void thin_out(struct keyframes *k)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < k->count; i++) {
        if (i % 2 == 0)
            k->row[kept++] = k->row[i];
        else
            give_share(k, k->row[i]);
    }
    k->count = kept;
    k->spacing *= 2;
}

static bool append(struct keyframes *k, struct keyframe *frame)
{
    if (k->count == k->capacity) {
        uint32_t capacity = k->capacity == 0 ? KEYFRAMES_FIRST : k->capacity * 2;
        struct keyframe **row = realloc(k->row, capacity * sizeof(struct keyframe *));
        if (row == NULL)
            return false;
        k->row = row;
        k->capacity = capacity;
    }
    k->row[k->count++] = frame;
    k->octets += frame->copy.capacity;
    return true;
}

bool keyframes_offer(struct keyframes *k, const struct world *world)
{
    uint64_t event = world_events(world);
    if (k->count > 0 && event < k->row[k->count - 1]->event + k->spacing)
        return true;
    return keyframes_take(k, world);
}

bool keyframes_take(struct keyframes *k, const struct world *world)
{
    uint64_t event = world_events(world);
    if (k->count > 0 && k->row[k->count - 1]->event == event)
        return true;
    struct keyframe *frame = calloc(1, sizeof *frame);
    if (frame == NULL)
        return false;
    frame->event = event;
    frame->shares = 1;
    if (!world_save(world, &frame->copy) || !append(k, frame)) {
        snapshot_release(&frame->copy);
        free(frame);
        return false;
    }
    while (k->octets > k->budget && k->count > 2)
        thin_out(k);
    return true;
}

const struct keyframe *keyframes_before(const struct keyframes *k, uint64_t event)
{
    uint32_t low = 0, high = k->count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (k->row[middle]->event <= event)
            low = middle;
        else
            high = middle;
    }
    return k->row[low];
}

void keyframes_forget(struct keyframes *k, const struct keyframe *first)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < k->count; i++) {
        if (k->row[i]->event < first->event)
            give_share(k, k->row[i]);
        else
            k->row[kept++] = k->row[i];
    }
    k->count = kept;
}

bool keyframes_share(struct keyframes *to, const struct keyframes *from, uint64_t event)
{
    to->spacing = from->spacing;
    for (uint32_t i = 0; i < from->count && from->row[i]->event <= event; i++) {
        from->row[i]->shares++;
        if (!append(to, from->row[i])) {
            from->row[i]->shares--;
            return false;
        }
    }
    return true;
}
