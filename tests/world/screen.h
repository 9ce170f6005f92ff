/* tests/world/screen.h: what commands print, compared with recorded text, and what every run
 * must leave behind: nothing. */
#ifndef NETSTAGE_TESTS_SCREEN_H
#define NETSTAGE_TESTS_SCREEN_H

#include <stdio.h>

#include "app/host_file.h"
#include "base/text.h"
#include "small_worlds.h"

/* Everything that commands print, and how the last one ended. */
struct screen {
    struct observer observer; /* must be first */
    struct text text;
    uint64_t status;
    unsigned done;
    bool fired[RULES];  /* rules that a record named */
    bool answered[600]; /* statuses that a server has sent */
    char octets[100000];
};

static inline void screen_show(struct observer *self, const struct sim *sim,
                               const struct record *r, const char *text, size_t length)
{
    struct screen *s = (struct screen *)(void *)self;
    (void)sim;
    s->fired[r->rule] = true;
    if (r->kind == RECORD_SAY) {
        text_put_octets(&s->text, text, length);
        text_put_char(&s->text, '\n');
    }
    if (r->kind == RECORD_MESSAGE && r->a == MESSAGE_RESPONSE_SENT && length >= 12 &&
        memcmp(text, "HTTP/", 5) == 0) {
        unsigned status = 0;
        for (size_t i = 9; i < 12; i++)
            status = status * 10 + (unsigned)(text[i] - '0');
        assert_true(status < 600);
        s->answered[status] = true;
    }
    if (r->kind == RECORD_DONE) {
        s->status = r->b;
        s->done++;
    }
}

/* Runs a world to its end while the screen watches. */
static inline void screen_run(struct screen *screen, struct world *w)
{
    memset(screen, 0, sizeof *screen);
    screen->observer.record = screen_show;
    screen->text = text_over(screen->octets, sizeof screen->octets);
    w->sim.observer = &screen->observer;
    assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
    assert_true(screen->text.ok);
}

/* Keeps a screen that was not expected beside the test programs, to be looked at. */
static inline void screen_keep(const char *name, const char *shown)
{
    char path[500];
    (void)snprintf(path, sizeof path, "%s/tests/%s.actual.txt", NETSTAGE_BINARY_DIR, name);
    FILE *file = fopen(path, "w");
    if (file == NULL)
        fail_msg("%s cannot be written", path);
    assert_int_equal(fwrite(shown, 1, strlen(shown), file), strlen(shown));
    assert_int_equal(fclose(file), 0);
    fail_msg("%s is not on the screen, but what is in %s", name, path);
}

/* The screen is as tests/world/golden/NAME.txt has it. */
static inline void screen_compare(const char *name, const char *shown)
{
    static char golden[100000];
    char path[500];
    (void)snprintf(path, sizeof path, "%s/tests/world/golden/%s.txt", NETSTAGE_SOURCE_DIR,
                   name);
    FILE *file = fopen(path, "r");
    size_t n = file != NULL ? fread(golden, 1, sizeof golden - 1, file) : 0;
    golden[n] = '\0';
    if (file != NULL)
        assert_int_equal(fclose(file), 0);
    if (file == NULL || strcmp(golden, shown) != 0)
        screen_keep(name, shown);
}

/* What ends with commands and connections is given back. */
static inline void assert_no_leak(const struct world *w)
{
    assert_int_equal(arena_marks(&w->sim.arena, w->app->job_pool)->live, 0);
    assert_int_equal(arena_marks(&w->sim.arena, w->app->query_pool)->live, 0);
    assert_int_equal(arena_marks(&w->sim.arena, w->app->dns_connection_pool)->live, 0);
    assert_int_equal(arena_marks(&w->sim.arena, w->app->buffer_pool)->live, 0);
    assert_int_equal(arena_marks(&w->sim.arena, w->app->connection_pool)->live, 0);
    assert_int_equal(arena_marks(&w->sim.arena, w->app->visitor_pool)->live, 0);
    uint32_t slabs = 0;
    uint32_t items = 0;
    uint32_t sessions = 0;
    uint32_t cookies = 0;
    uint32_t files = 0;
    for (uint32_t node = 0; node < w->app->nodes->count; node++) {
        for (uint32_t i = w->app->services[node].items; i != 0; i = w->app->items[i - 1].next) {
            slabs += (w->app->items[i - 1].length + WEB_SLAB - 1) / WEB_SLAB;
            items++;
        }
        for (uint32_t i = w->app->services[node].sessions; i != 0;
             i = w->app->sessions[i - 1].next)
            sessions++;
        for (uint32_t i = w->app->services[node].cookies; i != 0;
             i = w->app->cookies[i - 1].next) {
            assert_true(w->app->cookies[i - 1].jar[0] != '('); /* no command's own */
            cookies++;
        }
        const struct host_file *file = NULL;
        uint32_t octets = 0;
        while ((file = host_file_next(w->app, node, file)) != NULL) {
            slabs += (file->written + WEB_SLAB - 1) / WEB_SLAB;
            octets += file->written;
            files++;
        }
        assert_int_equal(w->app->services[node].file_octets, octets);
    }
    assert_int_equal(arena_marks(&w->sim.arena, w->app->file_pool)->live, files);
    assert_int_equal(arena_marks(&w->sim.arena, w->app->item_pool)->live, items);
    assert_int_equal(arena_marks(&w->sim.arena, w->app->slab_pool)->live, slabs);
    assert_int_equal(arena_marks(&w->sim.arena, w->app->session_pool)->live, sessions);
    assert_int_equal(arena_marks(&w->sim.arena, w->app->cookie_pool)->live, cookies);
}

/* From every state of the run, saved and restored, the next event leads to the same state. */
static inline void assert_every_event_can_be_run_again(struct world *w)
{
    struct snapshot before = {NULL, 0, 0};
    while (!world_ended(w)) {
        assert_true(world_save(w, &before));
        assert_int_equal(world_step(w), WORLD_STEPPED);
        uint64_t hash = world_hash(w);
        assert_true(world_restore(w, &before));
        assert_int_equal(world_step(w), WORLD_STEPPED);
        assert_true(world_hash(w) == hash);
    }
    snapshot_release(&before);
}

#endif
