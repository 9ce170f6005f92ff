/* app/capture.c: frames on their way to the commands that capture them. See capture.h. */
#include "app/capture.h"

#include "app/tool.h"
#include "core/node.h"

static struct job *capture_job(const struct app *app, uint32_t row)
{
    return app->jobs[row].kind == COMMAND_TCPDUMP ? &app->jobs[row] : NULL;
}

bool app_ready(struct app *app)
{
    struct link_outbox *box = app->transport->ip->link->outbox;
    box->watched = app->counts->captures + app->counts->arpings > 0;
    if (app->counts->captures == 0)
        return true;
    uint32_t rows = arena_marks(&app->sim->arena, app->job_pool)->high;
    for (uint32_t row = 0; row < rows; row++) {
        const struct job *job = capture_job(app, row);
        if (job == NULL || job->command.options.tcpdump.filter == 0)
            continue;
        const char *text = command_word(&job->command, job->command.options.tcpdump.filter);
        if (!capture_prepare(app, text))
            return false;
    }
    return true;
}

/* Every tcpdump of the node, and every arping. */
static void tell(struct app *app, uint32_t interface, bool sent, const uint8_t *octets,
                 size_t length)
{
    uint32_t rows = arena_marks(&app->sim->arena, app->job_pool)->high;
    uint32_t node = app->transport->ip->link->interfaces[interface].node;
    for (uint32_t row = 0; row < rows; row++) {
        struct job *job = capture_job(app, row);
        if (job != NULL && job->node == node)
            tcpdump_frame(app, job, interface, sent, octets, length);
        else if (!sent && app->jobs[row].kind == COMMAND_ARPING && app->jobs[row].node == node)
            arping_frame(app, &app->jobs[row], interface, octets, length);
    }
}

void app_frame_arrived(struct app *app, uint32_t interface, frame_id id)
{
    const struct frame *frame = frame_at(&app->sim->frames, id);
    const struct interface *i = &app->transport->ip->link->interfaces[interface];
    if (i->up == 0 || (frame->flags & FRAME_BAD_FCS) != 0 ||
        app->nodes->row[i->node].kind == NODE_SWITCH)
        return;
    tell(app, interface, false, frame_octets(&app->sim->frames, id), frame->length);
}

/* Frames that were not kept are counted by everybody: whose they were is not known. */
static void count_lost(struct app *app, uint32_t lost)
{
    uint32_t rows = arena_marks(&app->sim->arena, app->job_pool)->high;
    for (uint32_t row = 0; row < rows; row++) {
        struct job *job = capture_job(app, row);
        if (job != NULL)
            job->state.tcpdump.lost += lost;
    }
}

void app_frames_sent(struct app *app)
{
    struct link_outbox *box = app->transport->ip->link->outbox;
    for (uint32_t i = 0; i < box->count; i++)
        tell(app, box->frame[i].interface, true, box->frame[i].octets, box->frame[i].length);
    if (box->lost > 0)
        count_lost(app, box->lost);
    box->count = 0;
    box->lost = 0;
}
