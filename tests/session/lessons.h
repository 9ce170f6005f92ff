/* tests/session/lessons.h: all lessons of scenarios/, loaded once for a program of tests. */
#ifndef NETSTAGE_TESTS_SESSION_LESSONS_H
#define NETSTAGE_TESTS_SESSION_LESSONS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "session/session.h"

enum { LESSONS_MAX = 64 };

struct lesson {
    char path[512];
    struct scenario *scenario;
};

static struct lesson lessons[LESSONS_MAX];
static unsigned lesson_count;

static struct scenario *load(const char *path)
{
    struct diagnostics diagnostics;
    diagnostics_init(&diagnostics, path);
    struct scenario *scenario = scenario_load(path, &diagnostics);
    if (scenario == NULL)
        print_error("%s does not load\n", path);
    diagnostics_release(&diagnostics);
    return scenario;
}

static int load_lessons(void **state)
{
    (void)state;
    DIR *folder = opendir(NETSTAGE_SOURCE_DIR "/scenarios");
    if (folder == NULL)
        return -1;
    for (struct dirent *entry;
         (entry = readdir(folder)) != NULL && lesson_count < LESSONS_MAX;) {
        size_t n = strlen(entry->d_name);
        if (n < 6 || strcmp(entry->d_name + n - 5, ".yaml") != 0)
            continue;
        struct lesson *lesson = &lessons[lesson_count];
        (void)snprintf(lesson->path, sizeof lesson->path, "%s/scenarios/%.200s",
                       NETSTAGE_SOURCE_DIR, entry->d_name);
        lesson->scenario = load(lesson->path);
        if (lesson->scenario == NULL) {
            (void)closedir(folder);
            return -1;
        }
        lesson_count++;
    }
    (void)closedir(folder);
    return lesson_count > 0 ? 0 : -1;
}

static int free_lessons(void **state)
{
    (void)state;
    for (unsigned i = 0; i < lesson_count; i++)
        scenario_free(lessons[i].scenario);
    return 0;
}

static struct session *opened(unsigned lesson, size_t budget)
{
    struct session *s = session_open(lessons[lesson].scenario, budget);
    assert_non_null(s);
    return s;
}

/* The hash after every event of a run, straight on. */
static inline uint64_t *hashes_of(struct session *s, uint64_t *events)
{
    session_record_all(s, 0);
    *events = session_history(s)->event_count;
    uint64_t *hash = malloc((size_t)*events * sizeof *hash);
    assert_non_null(hash);
    assert_true(session_seek(s, 0));
    for (uint64_t e = 0; e < *events; e++) {
        assert_true(session_seek_event(s, e));
        assert_int_equal(session_event(s), e);
        hash[e] = session_hash(s);
    }
    return hash;
}

#endif
