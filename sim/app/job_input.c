/* app/job_input.c: what a command reads. See job_input.h. */
#include "app/job_input.h"

#include "app/web_store.h"

bool job_input_add(struct app *app, struct job *job, const uint8_t *octets, size_t length)
{
    return web_text_add(app, &job->input.first, &job->input.length, octets, length);
}

size_t job_input_look(const struct app *app, const struct job *job, const uint8_t **octets)
{
    const struct job_input *in = &job->input;
    if (in->taken == in->length)
        return 0;
    uint32_t end = in->length < WEB_SLAB ? in->length : WEB_SLAB;
    *octets = app->slabs[in->first - 1].octets + in->taken;
    return end - in->taken;
}

void job_input_take(struct app *app, struct job *job, size_t length)
{
    struct job_input *in = &job->input;
    in->taken += (uint32_t)length;
    if (in->taken == in->length) {
        job_input_release(app, job);
    } else if (in->taken == WEB_SLAB) {
        uint32_t used = in->first;
        in->first = app->slabs[used - 1].next;
        in->length -= WEB_SLAB;
        in->taken = 0;
        arena_give(&app->sim->arena, app->slab_pool, used - 1);
    }
}

bool job_input_is_over(const struct job *job)
{
    return job->input.ended && job->input.taken == job->input.length;
}

void job_input_release(struct app *app, struct job *job)
{
    web_text_free(app, &job->input.first, &job->input.length);
    job->input.taken = 0;
}
