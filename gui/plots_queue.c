/* gui/plots_queue.c: the busiest queue of a run, from the frames of the history: each waited
 * from when it was put on its cable until its transmission started. */
#include "gui/plots_queue.h"

#include <stdlib.h>

#include "gui/instruments.h"

static struct queue_stay stay_of(const struct history *h, uint32_t frame)
{
    const struct history_frame *f = &h->frames[frame];
    return (struct queue_stay){h->rows[f->sent_row].time, f->departs};
}

static bool has_waited(const struct history *h, uint32_t frame)
{
    struct queue_stay stay = stay_of(h, frame);
    return h->frames[frame].direction != NONE && stay.to > stay.from;
}

/* NONE: nobody has waited, or memory ran out. */
static uint32_t busiest(const struct window *window, uint32_t begun)
{
    const struct history *h = session_history(window->session);
    uint32_t count = 2 * session_view(window->session)->phy.cables, best = NONE;
    sim_time *waited = calloc(count > 0 ? count : 1, sizeof *waited);
    for (uint32_t i = 0; waited != NULL && i < begun; i++) {
        if (!has_waited(h, i))
            continue;
        uint32_t direction = h->frames[i].direction;
        struct queue_stay stay = stay_of(h, i);
        waited[direction] += stay.to - stay.from;
        if (best == NONE || waited[direction] > waited[best])
            best = direction;
    }
    free(waited);
    return best;
}

struct queue_stays queue_stays_find(const struct window *window)
{
    const struct history *h = session_history(window->session);
    uint32_t begun = frames_begun(window), room = 0;
    struct queue_stays stays = {.direction = busiest(window, begun)};
    for (uint32_t i = 0; stays.direction != NONE && i < begun; i++)
        room += h->frames[i].direction == stays.direction && has_waited(h, i);
    stays.stay = room > 0 ? malloc(room * sizeof *stays.stay) : NULL;
    if (stays.stay == NULL) {
        stays.direction = NONE;
        return stays;
    }
    for (uint32_t i = 0; i < begun; i++)
        if (h->frames[i].direction == stays.direction && has_waited(h, i))
            stays.stay[stays.count++] = stay_of(h, i);
    return stays;
}
