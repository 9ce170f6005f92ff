/* tests/watch/stage.h: a world of a scenario in one line, and a run with an observer. */
#ifndef NETSTAGE_TESTS_WATCH_STAGE_H
#define NETSTAGE_TESTS_WATCH_STAGE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"
#include "world/world.h"

struct stage {
    struct scenario *scenario;
    struct world *world;
};

#define SCENARIOS NETSTAGE_SOURCE_DIR "/scenarios"
#define OWN_SCENARIOS NETSTAGE_SOURCE_DIR "/tests/watch/scenarios"

/* The scenario must be good; `path` as a person would write it. */
static inline struct stage stage_open(const char *path)
{
    struct stage stage = {0};
    struct diagnostics diagnostics;
    struct growing out = {0};
    struct world_def def;
    diagnostics_init(&diagnostics, path);
    stage.scenario = scenario_load(path, &diagnostics);
    if (stage.scenario == NULL) {
        diagnostics_put(&diagnostics, &out);
        fail_msg("%s", growing_text(&out));
    }
    diagnostics_release(&diagnostics);
    world_def_init(&def);
    assert_true(scenario_to_world(stage.scenario, &def));
    assert_int_equal(world_build(&def, &stage.world), WORLD_OK);
    world_def_release(&def);
    return stage;
}

static inline void stage_close(struct stage *stage)
{
    world_free(stage->world);
    scenario_free(stage->scenario);
}

/* Runs to the end with an observer; NULL: unobserved. */
static inline void stage_run(struct stage *stage, struct observer *observer)
{
    stage->world->sim.observer = observer;
    assert_int_equal(world_run(stage->world, SIM_NEVER - 1), WORLD_ENDED);
    stage->world->sim.observer = NULL;
}

/* Calls `each` for every scenario file of the lessons and of these tests; gives their number.
 */
static inline unsigned stage_for_each(void (*each)(const char *path))
{
    static const char *const folders[] = {SCENARIOS, OWN_SCENARIOS};
    unsigned count = 0;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        DIR *folder = opendir(folders[i]);
        assert_non_null(folder);
        for (struct dirent *d; (d = readdir(folder)) != NULL;) {
            char path[1024];
            size_t length = strlen(d->d_name);
            if (length < 6 || strcmp(d->d_name + length - 5, ".yaml") != 0)
                continue;
            (void)snprintf(path, sizeof path, "%s/%s", folders[i], d->d_name);
            each(path);
            count++;
        }
        (void)closedir(folder);
    }
    return count;
}

#endif
