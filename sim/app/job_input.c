/* app/job_input.c: what a command reads. See job_input.h. */
#include "app/job_input.h"

#include "app/web_store.h"

bool job_input_add(struct app *app, struct job *job, const uint8_t *octets, size_t length)
{
    return web_text_add(app, &job->typed.first, &job->typed.length, octets, length);
}

size_t job_input_look(const struct app *app, const struct job *job, uint8_t *octets,
                      size_t room)
{
    const struct job_input *in = &job->typed;
    return web_text_read(app, in->first, in->length, in->taken, octets, room);
}

void job_input_take(struct app *app, struct job *job, size_t length)
{
    struct job_input *in = &job->typed;
    in->taken += (uint32_t)length;
    if (in->taken == in->length) {
        job_input_release(app, job);
        return;
    }
    while (in->taken >= WEB_SLAB) {
        uint32_t used = in->first;
        in->first = app->slabs[used - 1].next;
        in->length -= WEB_SLAB;
        in->taken -= WEB_SLAB;
        arena_give(&app->sim->arena, app->slab_pool, used - 1);
    }
}

bool job_input_is_over(const struct job *job)
{
    return job->typed.ended && job->typed.taken == job->typed.length;
}

void job_input_release(struct app *app, struct job *job)
{
    web_text_free(app, &job->typed.first, &job->typed.length);
    job->typed.taken = 0;
}
