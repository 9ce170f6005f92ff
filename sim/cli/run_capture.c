/* cli/run_capture.c: see run_capture.h. */
#define _POSIX_C_SOURCE 200809L
#include "cli/run_capture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/catalogue.h"
#include "base/suggest.h"
#include "watch/sighting.h"

enum { PATH_SIZE = 4096 };

static bool complain(const char *sentence, const char *word)
{
    cli_complain("run", sentence, word, NULL);
    return false;
}

/* --- points of view --- */

/* The host of the first command; without commands the first host. */
static uint32_t default_node(const struct world *world)
{
    uint32_t count;
    const struct timeline_def *timeline = world_timeline(world, &count);
    const struct nodes *nodes = world_nodes(world);
    for (uint32_t i = 0; i < count; i++)
        if (timeline[i].action == TIMELINE_COMMAND)
            return timeline[i].node;
    for (uint32_t i = 0; i < nodes->count; i++)
        if (nodes->row[i].kind == NODE_HOST)
            return i;
    return 0;
}

static bool find_place(const struct world *world, const char *at, struct capture_plan *plan)
{
    plan->view = CAPTURE_NODE;
    if (at == NULL) {
        plan->row = default_node(world);
        return true;
    }
    plan->row = world_find_node(world, at);
    if (plan->row != NONE)
        return true;
    plan->view = CAPTURE_CABLE;
    plan->row = world_find_cable(world, at);
    if (plan->row != NONE)
        return true;
    struct suggestion suggestion = suggest_begin(at, strlen(at));
    const struct nodes *nodes = world_nodes(world);
    for (uint32_t i = 0; i < nodes->count; i++)
        suggest_offer(&suggestion, nodes->row[i].name);
    cli_complain("run", _("there is no node and no cable {word} (a cable is \"laptop - sw1\")"),
                 at, suggestion.best);
    return false;
}

/* --- files --- */

static FILE *open_file(struct run_captures *c, const char *path)
{
    FILE *file = strcmp(path, "-") == 0 ? stdout : fopen(path, "wb");
    if (file == NULL)
        (void)complain(_("{word} cannot be written"), path);
    else
        c->files[c->file_count++] = file;
    return file;
}

static bool open_capture(struct run_captures *c, const struct world *world,
                         const struct capture_plan *plan, const char *path, struct fan *fan)
{
    struct capture *capture = capture_begin(world, plan);
    if (capture == NULL)
        return complain(_("out of memory"), "");
    c->path[c->count] = path;
    c->capture[c->count++] = capture;
    return fan_add(fan, capture_observer(capture)) || complain(_("too many captures"), "");
}

/* One file for one view. */
static bool open_view(struct run_captures *c, const struct world *world,
                      struct capture_plan *plan, const char *path, struct fan *fan)
{
    plan->files = &c->files[c->file_count];
    return open_file(c, path) != NULL && open_capture(c, world, plan, path, fan);
}

/* "FOLDER/laptop-sw1.pcapng"; a second cable between the two gets "-2". */
static bool cable_path(const struct world *world, const char *folder, uint32_t cable, char *out)
{
    char name[CABLE_NAME_SIZE], other[CABLE_NAME_SIZE];
    struct text path = text_over(out, PATH_SIZE);
    uint32_t twin = 1;
    world_cable_name(world, cable, name);
    for (uint32_t i = 0; i < cable; i++) {
        world_cable_name(world, i, other);
        twin += strcmp(name, other) == 0 ? 1U : 0U;
    }
    text_put(&path, folder);
    text_put_char(&path, '/');
    for (const char *at = name; *at != '\0'; at++)
        if (*at != ' ')
            text_put_char(&path, *at == '/' ? '_' : *at);
    if (twin > 1) {
        text_put_char(&path, '-');
        text_put_unsigned(&path, twin);
    }
    text_put(&path, ".pcapng");
    return path.ok || complain(_("the name of the folder is too long"), "");
}

static bool open_each(struct run_captures *c, const struct world *world,
                      struct capture_plan *plan, const char *folder, struct fan *fan)
{
    char path[PATH_SIZE];
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return complain(_("the folder {word} cannot be made"), folder);
    plan->files = &c->files[c->file_count];
    plan->view = CAPTURE_EACH;
    for (uint32_t cable = 0; cable < world->phy.cables; cable++)
        if (!cable_path(world, folder, cable, path) || open_file(c, path) == NULL)
            return false;
    return open_capture(c, world, plan, folder, fan);
}

bool run_captures_open(struct run_captures *captures, const struct run_options *options,
                       const struct world *world, const char *title, struct fan *fan)
{
    struct capture_plan plan = {.language = options->comments, .title = title};
    uint32_t files = RUN_CAPTURES_ALL + world->phy.cables;
    *captures = (struct run_captures){.files = calloc(files, sizeof(FILE *))};
    if (captures->files == NULL)
        return complain(_("out of memory"), "");
    for (uint32_t i = 0; i < options->capture_count; i++)
        if (!find_place(world, options->captures[i].at, &plan) ||
            !open_view(captures, world, &plan, options->captures[i].path, fan))
            return false;
    plan.view = CAPTURE_ALL;
    if (options->capture_all != NULL &&
        !open_view(captures, world, &plan, options->capture_all, fan))
        return false;
    return options->capture_folder == NULL ||
           open_each(captures, world, &plan, options->capture_folder, fan);
}

bool run_captures_close(struct run_captures *captures)
{
    bool ok = true;
    for (uint32_t i = 0; i < captures->count; i++)
        if (!capture_end(captures->capture[i]))
            ok = complain(_("{word} could not be written whole"), captures->path[i]);
    for (uint32_t i = 0; i < captures->file_count; i++)
        ok = (captures->files[i] == stdout || fclose(captures->files[i]) == 0) && ok;
    free(captures->files);
    *captures = (struct run_captures){0};
    return ok;
}
