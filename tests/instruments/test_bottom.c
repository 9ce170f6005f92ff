/* The panels below the stage: the ladder's picture of a tiny run is the golden one; no panel
 * shows what has not happened yet; the console runs what is typed; the lint finds nothing. */
#define _POSIX_C_SOURCE 200809L

#include "instruments/instruments_fixture.h"

#include "world/world.h"

static const char tiny[] = "tests/instruments/tiny.yaml";
static const char shop[] = "tests/instruments/shop.yaml";
static const char golden[] = NETSTAGE_SOURCE_DIR "/tests/instruments/ladder-tiny.txt";

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("cannot read %s", path);
    char *text = calloc(1, 1 << 20);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
    fclose(file);
    return text;
}

/* With NETSTAGE_WRITE_GOLDEN set, the golden picture is written anew. */
static void the_ladder_of_a_tiny_run(void **state)
{
    (void)state;
    struct scene s = scene_open(tiny, ladder_panel, 480, 240);
    assert_true(session_seek_time(s.window->session, 10 * SIM_MILLISECOND));
    select_frame(s.window, 2);
    scene_draw(&s);
    char *drawn = printed(print_list, gui_picture(s.window->gui));
    if (getenv("NETSTAGE_WRITE_GOLDEN") != NULL) {
        FILE *out = fopen(golden, "wb");
        assert_non_null(out);
        assert_true(fputs(drawn, out) >= 0);
        assert_int_equal(fclose(out), 0);
    }
    char *wanted = read_all(golden);
    assert_string_equal(drawn, wanted);
    free(drawn);
    free(wanted);
    scene_close(&s);
}

static void a_label_of_the_ladder_selects_its_frame(void **state)
{
    (void)state;
    struct scene s = scene_open(tiny, ladder_panel, 640, 320);
    scene_draw(&s);
    assert_int_equal(scene_count(&s, "ladder.frame."), 0); /* nothing has been sent yet */
    assert_true(session_seek_time(s.window->session, 10 * SIM_MILLISECOND));
    scene_draw(&s);
    for (uint32_t i = 0; i < 4; i++) {
        char name[32];
        struct widget label;
        snprintf(name, sizeof name, "ladder.frame.%u", (unsigned)i);
        assert_true(gui_find(s.window->gui, name, &label));
    }
    struct widget later;
    assert_false(gui_find(s.window->gui, "ladder.frame.4", &later));
    scene_click(&s, "ladder.frame.2");
    assert_int_equal(s.window->selection.frame, 2);
    scene_close(&s);
}

/* Pressing on a line itself, away from all words. */
static void a_line_of_the_ladder_selects_its_frame(void **state)
{
    (void)state;
    struct scene s = scene_open(tiny, ladder_panel, 640, 320);
    struct widget canvas;
    assert_true(session_seek_time(s.window->session, 10 * SIM_MILLISECOND));
    scene_draw(&s);
    assert_true(gui_find(s.window->gui, "ladder.canvas", &canvas));
    uint32_t found = NONE;
    for (float y = canvas.box.y; y < canvas.box.y + canvas.box.h && found == NONE; y += 3) {
        struct gui_input input = {0};
        input_click(&input, MOUSE_LEFT, canvas.box.x + canvas.box.w / 2, y);
        scene_input(&s, &input);
        if (s.window->selection.kind == SELECT_FRAME)
            found = s.window->selection.frame;
    }
    assert_int_equal(found, 0); /* the first line from above is the first frame's */
    scene_close(&s);
}

/* The same moment, once with the rest of the run recorded and once without: the same picture.
 */
static void nothing_of_the_future_is_drawn(void **state)
{
    (void)state;
    static panel_drawing *const panels[] = {ladder_panel, frames_panel, stream_panel,
                                            tables_panel, console_panel};
    for (size_t i = 0; i < sizeof panels / sizeof panels[0]; i++) {
        for (uint32_t steps = 1; steps < 200; steps += 37) {
            struct scene a = scene_open("scenarios/lost-segment.yaml", panels[i], 704, 312);
            struct scene b = scene_open("scenarios/lost-segment.yaml", panels[i], 704, 312);
            session_record_all(b.window->session, 0);
            scene_steps(&a, steps);
            scene_steps(&b, steps);
            scene_draw(&a);
            scene_draw(&b);
            uint32_t *p = scene_pixels(&a), *q = scene_pixels(&b);
            assert_memory_equal(p, q, 704 * 312 * sizeof *p);
            free(p);
            free(q);
            scene_close(&a);
            scene_close(&b);
        }
    }
}

static void the_console_runs_what_is_typed(void **state)
{
    (void)state;
    struct scene s = scene_open(tiny, console_panel, 640, 320);
    assert_true(session_seek_end(s.window->session));
    s.window->shown_node = 1;
    scene_draw(&s);
    gui_focus(s.window->gui, "console.line");
    scene_draw(&s);
    scene_type(&s, "pi");
    scene_key(&s, KEY_TAB, 0);
    assert_string_equal(s.window->instruments->console.line, "ping ");
    scene_type(&s, "-c 1 left");
    scene_key(&s, KEY_TAB, 0); /* a host's name becomes its address */
    assert_string_equal(s.window->instruments->console.line, "ping -c 1 10.0.0.1 ");
    scene_key(&s, KEY_ENTER, 0);
    assert_string_equal(s.window->instruments->console.line, "");
    assert_int_equal(session_branch(s.window->session), 1);
    uint32_t count;
    const struct input *inputs = session_inputs(s.window->session, &count);
    assert_int_equal(count, 1);
    assert_int_equal(inputs[0].kind, INPUT_COMMAND);
    assert_int_equal(inputs[0].node, 1);
    scene_key(&s, KEY_UP, 0);
    assert_string_equal(s.window->instruments->console.line, "ping -c 1 10.0.0.1");
    assert_true(session_undo(s.window->session));
    scene_draw(&s);
    scene_close(&s);
}

/* The lines of the console: what was entered, what came out, the exit status; and no more of
 * them than have been printed at the cursor. */
static void the_console_tells_exit_statuses_and_is_stopped(void **state)
{
    (void)state;
    struct scene s = scene_open(tiny, console_panel, 640, 320);
    assert_true(session_seek_end(s.window->session));
    s.window->shown_node = 1;
    scene_draw(&s);
    const struct console_memory *memory = &s.window->instruments->console;
    assert_int_equal(memory->line_count, 0);
    gui_focus(s.window->gui, "console.line");
    scene_draw(&s);
    scene_type(&s, "ping 10.0.0.1");
    scene_key(&s, KEY_ENTER, 0);
    assert_true(
        session_seek_time(s.window->session, session_time(s.window->session) + SIM_SECOND));
    scene_draw(&s);
    assert_int_not_equal(console_job(s.window), NONE);
    uint32_t running = memory->line_count;
    assert_true(running >= 2);
    struct gui_input stop = {0};
    input_key(&stop, KEY_CHARACTER, 'c', MODIFIER_CONTROL);
    scene_input(&s, &stop);
    assert_true(session_seek_end(s.window->session));
    scene_draw(&s);
    assert_int_equal(console_job(s.window), NONE);
    assert_true(memory->line_count > running + 2);
    const struct record *last =
        &session_history(s.window->session)->rows[memory->lines[memory->line_count - 1].row];
    assert_int_equal(last->kind, RECORD_DONE);
    assert_int_equal(last->b, 0);
    assert_true(session_seek(s.window->session, memory->lines[1].row));
    scene_draw(&s);
    assert_int_equal(memory->line_count, 1);
    scene_close(&s);
}

/* Several commands at once: each is in the row over the line, and can be stopped there. */
static void commands_run_side_by_side(void **state)
{
    (void)state;
    struct scene s = scene_open(tiny, console_panel, 704, 320);
    s.window->shown_node = 0;
    scene_draw(&s);
    assert_int_equal(scene_count(&s, "console.stop."), 0);
    for (int i = 0; i < 2; i++) {
        scene_click(&s, "console.line");
        scene_type(&s, i == 0 ? "ping 10.0.0.2" : "ping -i 3 10.0.0.2");
        scene_key(&s, KEY_ENTER, 0);
    }
    const struct app *app = session_view(s.window->session)->app;
    assert_int_equal(scene_count(&s, "console.stop."), app_busy(app));
    uint32_t running = app_busy(app);
    assert_true(running >= 2);
    uint32_t newest = app_newest(app, 0);
    char *drawn = printed(print_list, gui_picture(s.window->gui));
    assert_non_null(strstr(drawn, "ping -i 3 10.0.0.2"));
    free(drawn);
    char name[32];
    for (uint32_t row = 0; row < 8; row++) { /* the one that was not entered last */
        struct widget cross;
        snprintf(name, sizeof name, "console.stop.%u", (unsigned)row);
        if (row != newest && gui_find(s.window->gui, name, &cross))
            break;
    }
    scene_click(&s, name);
    assert_int_equal(app_busy(session_view(s.window->session)->app), running - 1);
    assert_int_equal(app_newest(session_view(s.window->session)->app, 0), newest);
    scene_close(&s);
}

static void tab_lists_what_a_word_can_become(void **state)
{
    (void)state;
    struct scene s = scene_open(tiny, console_panel, 704, 320);
    s.window->shown_node = 0;
    scene_draw(&s);
    struct console_memory *memory = &s.window->instruments->console;
    scene_click(&s, "console.line");
    scene_type(&s, "tracer");
    scene_key(&s, KEY_TAB, 0);
    assert_string_equal(memory->line, "traceroute ");
    scene_type(&s, "10.0");
    scene_key(&s, KEY_TAB, 0);
    assert_string_equal(memory->line, "traceroute 10.0.0.");
    assert_int_equal(scene_count(&s, "console.choice."), 0);
    scene_key(&s, KEY_TAB, 0);
    assert_true(scene_count(&s, "console.choice.") >= 2);
    scene_click(&s, "console.choice.1");
    assert_int_equal(scene_count(&s, "console.choice."), 0);
    assert_int_equal(strncmp(memory->line, "traceroute 10.0.0.", 18), 0);
    assert_true(strlen(memory->line) > 18);
    scene_close(&s);
}

static void a_row_of_a_table_is_selected(void **state)
{
    (void)state;
    struct scene s = scene_open(tiny, tables_panel, 704, 420);
    assert_true(session_seek_time(s.window->session, 10 * SIM_MILLISECOND));
    s.window->shown_node = 0;
    scene_draw(&s);
    scene_click(&s, "tables.all.arp.rows.0");
    assert_int_equal(s.window->selection.kind, SELECT_ROW);
    assert_int_equal(s.window->selection.table, TABLE_ARP);
    assert_true(scene_is_on(&s, "tables.all.arp.rows.0"));
    assert_true(session_seek(s.window->session, 0));
    scene_draw(&s);
    assert_int_equal(scene_count(&s, "tables.all.arp.rows"), 0); /* at the start it is empty */
    scene_close(&s);
}

/* Moves behind the event in which a row of this table of a node changed for the nth time. */
static void seek_change(struct scene *s, uint32_t node, enum table table, uint32_t nth)
{
    const struct history *h = session_history(s->window->session);
    session_record_all(s->window->session, 0);
    for (uint32_t i = 0; i < h->row_count; i++)
        if (h->rows[i].kind == RECORD_ROW && h->rows[i].table == table &&
            h->rows[i].node == node && --nth == 0) {
            assert_true(session_seek_event(s->window->session, history_event_of(h, i)));
            return;
        }
    fail_msg("no such change");
}

/* The jar of the client and the sessions of the server at once; what an event changed is lit.
 */
static void a_pinned_table_stands_beside_those_of_another_node(void **state)
{
    (void)state;
    struct scene s = scene_open(shop, tables_panel, 704, 420);
    enum { LAPTOP = 0, WEB = 1 };
    seek_change(&s, WEB, TABLE_SESSION, 1);
    s.window->shown_node = WEB;
    scene_draw(&s);
    assert_int_equal(scene_count(&s, "tables.pinned"), 0);
    scene_click(&s, "tables.all.sessions.pin");
    s.window->shown_node = LAPTOP;
    scene_draw(&s);
    assert_int_equal(scene_count(&s, "tables.pinned.web-sessions.rows.0"), 1);
    assert_int_equal(scene_count(&s, "tables.all.cookies"), 0); /* not yet */
    seek_change(&s, LAPTOP, TABLE_COOKIE, 1);
    scene_draw(&s);
    assert_int_equal(scene_count(&s, "tables.all.cookies.rows.0"), 1);
    assert_int_equal(scene_count(&s, "tables.pinned.web-sessions.rows.0"), 1);
    scene_click(&s, "tables.pinned.web-sessions.pin");
    assert_int_equal(scene_count(&s, "tables.pinned"), 0);
    scene_close(&s);
}

/* What the lesson speaks of stands above what always stands there. */
static void the_table_that_is_spoken_of_comes_first(void **state)
{
    (void)state;
    struct scene s = scene_open("scenarios/dns-cold-and-warm.yaml", tables_panel, 704, 420);
    struct widget cache, arp;
    enum { RESOLVER = 2 };
    session_record_all(s.window->session, 0);
    assert_true(session_seek(s.window->session, 1000 * SIM_MILLISECOND));
    const struct history *h = session_history(s.window->session);
    const struct scenario *lesson = session_scenario(s.window->session);
    s.window->shown_node = RESOLVER;
    s.window->said = NONE;
    scene_draw(&s);
    assert_true(gui_find(s.window->gui, "tables.all.dns-cache.pin", &cache));
    assert_true(gui_find(s.window->gui, "tables.all.arp.pin", &arp));
    assert_true(cache.box.y > arp.box.y);
    for (uint32_t i = 0; i < h->say_count; i++)
        if (lesson->narration[h->says[i].narration].trigger.at == TRIGGER_ARRIVED &&
            s.window->said == NONE)
            s.window->said = i;
    assert_int_not_equal(s.window->said, NONE);
    scene_draw(&s);
    assert_true(gui_find(s.window->gui, "tables.all.dns-cache.pin", &cache));
    assert_true(gui_find(s.window->gui, "tables.all.arp.pin", &arp));
    assert_true(cache.box.y <= arp.box.y);
    scene_close(&s);
}

static void a_selected_row_leads_to_the_event_that_changed_it(void **state)
{
    (void)state;
    struct scene s = scene_open(shop, tables_panel, 704, 420);
    seek_change(&s, 1, TABLE_SESSION, 2); /* the first visit is counted */
    uint64_t changed = session_event(s.window->session);
    s.window->shown_node = 1;
    scene_draw(&s);
    scene_click(&s, "tables.all.sessions.rows.0");
    assert_int_equal(scene_count(&s, "tables.all.sessions.changed"), 0); /* it is this one */
    assert_true(session_seek_event(s.window->session, changed + 5));
    scene_draw(&s);
    scene_click(&s, "tables.all.sessions.changed");
    assert_int_equal(session_event(s.window->session), changed);
    scene_close(&s);
}

static void what_a_server_keeps_is_a_table(void **state)
{
    (void)state;
    struct scene s = scene_open(shop, tables_panel, 704, 420);
    assert_true(session_seek_end(s.window->session));
    s.window->shown_node = 1;
    scene_draw(&s);
    scene_click(&s, "tables.all.resources.rows.1");
    char *drawn = printed(print_list, gui_picture(s.window->gui));
    assert_non_null(strstr(drawn, "two pens")); /* PUT replaced what POST had made */
    assert_null(strstr(drawn, "one pen"));
    assert_non_null(strstr(drawn, "/orders/1"));
    free(drawn);
    scene_close(&s);
}

static uint32_t lint_of(struct scene *s, bool large)
{
    struct lint lint = {.large = large};
    scene_draw(s);
    lint_list(&lint, s->fonts, gui_picture(s->window->gui), s->width, s->height, 1);
    if (lint.count > 0)
        lint_print(&lint, stderr);
    uint32_t count = lint.count;
    lint_release(&lint);
    return count;
}

static void lint_lesson(const char *file, const char *language)
{
    static const struct {
        panel_drawing *panel;
        float width, height;
    } cases[] = {{bottom_panel, 704, 312},
                 {bottom_panel, 1280, 560},
                 {inspector_panel, 320, 616},
                 {inspector_panel, 352, 976}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct scene s = scene_open(file, cases[i].panel, cases[i].width, cases[i].height);
        s.window->language = language;
        session_record_all(s.window->session, 0);
        for (uint32_t at = 0; at < 6; at++) {
            const struct history *h = session_history(s.window->session);
            assert_true(session_seek(s.window->session, h->row_count / 5 * at));
            select_nothing(s.window);
            if (at % 2 == 1 && frames_begun(s.window) > 0)
                select_frame(s.window, frames_begun(s.window) - 1);
            s.window->theme = theme_make((enum theme_name)(at % THEMES), 1, false, true);
            s.window->shown_node = at % session_scenario(s.window->session)->node_count;
            for (s.window->tab = TAB_LADDER; s.window->tab < TABS; s.window->tab++)
                assert_int_equal(lint_of(&s, false), 0);
        }
        scene_close(&s);
    }
}

static void the_lint_finds_nothing(void **state)
{
    (void)state;
    static const char *const lessons[] = {
        "scenarios/first-ping.yaml", "scenarios/hierarchical-routing.yaml",
        "scenarios/lost-segment.yaml", "scenarios/fetch-a-page.yaml"};
    char mo[1024];
    snprintf(mo, sizeof mo, "%s/share/netstage/locale/ko.mo", NETSTAGE_BINARY_DIR);
    assert_int_equal(catalogue_load("ko", mo), CATALOGUE_OK);
    for (size_t i = 0; i < sizeof lessons / sizeof lessons[0]; i++) {
        (void)catalogue_select("en");
        lint_lesson(lessons[i], "en");
        assert_true(catalogue_select("ko"));
        lint_lesson(lessons[i], "ko");
    }
    (void)catalogue_select("en");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ladder_of_a_tiny_run),
        cmocka_unit_test(a_label_of_the_ladder_selects_its_frame),
        cmocka_unit_test(a_line_of_the_ladder_selects_its_frame),
        cmocka_unit_test(nothing_of_the_future_is_drawn),
        cmocka_unit_test(the_console_runs_what_is_typed),
        cmocka_unit_test(the_console_tells_exit_statuses_and_is_stopped),
        cmocka_unit_test(commands_run_side_by_side),
        cmocka_unit_test(tab_lists_what_a_word_can_become),
        cmocka_unit_test(a_row_of_a_table_is_selected),
        cmocka_unit_test(a_pinned_table_stands_beside_those_of_another_node),
        cmocka_unit_test(the_table_that_is_spoken_of_comes_first),
        cmocka_unit_test(a_selected_row_leads_to_the_event_that_changed_it),
        cmocka_unit_test(what_a_server_keeps_is_a_table),
        cmocka_unit_test(the_lint_finds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
