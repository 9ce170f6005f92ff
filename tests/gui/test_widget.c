/* Widgets, driven by name and by key, without a display. */
#define _POSIX_C_SOURCE 200809L
#include "gui/gui_fixture.h"

#include "base/hash.h"

/* One window with one of everything; what happened is counted. */
struct window {
    struct fonts *fonts;
    struct gui *gui;
    struct theme theme;
    struct gui_input input;
    uint32_t language, tab, answer, step, row, pressed, menu_item, tree_clicked, tree_toggled;
    uint32_t cells_asked, field_events[4];
    bool checked, disabled, reveal;
    double speed, time;
    float split;
    char text[32];
    struct table_event table_event;
    struct gui_signal node;
};

static void cell(void *owner, uint32_t row, uint32_t column, struct table_cell *cell)
{
    struct window *w = owner;
    w->cells_asked++;
    snprintf(cell->text, sizeof cell->text, "%u/%u", (unsigned)row, (unsigned)column);
}

static void rows_and_trees(struct window *w)
{
    static const struct table_column columns[2] = {{"a", "A", 60, ANCHOR_END, FONT_REGULAR},
                                                   {"b", "B", 0, ANCHOR_START, FONT_MONO}};
    static const struct tree_row tree[3] = {
        {.name = "ip", .label = "IPv4", .parent = true},
        {.name = "tcp", .label = "TCP", .parent = true, .open = true},
        {.name = "seq", .label = "Sequence number", .value = "2921", .depth = 1}};
    struct table_view table = {columns, 2, 100000, 24, true, w, cell, NULL};
    w->cells_asked = 0;
    w->table_event =
        gui_table(w->gui, rect_make(300, 100, 200, 144), "frames", &table, &w->row, w->reveal);
    struct tree_event event = gui_tree(w->gui, rect_make(520, 100, 200, 100), "tree", tree, 3);
    w->tree_clicked = event.clicked;
    w->tree_toggled = event.toggled;
}

static void draw_window(struct window *w)
{
    static const char *const languages[2] = {"EN", "KO"};
    static const char *const tabs[3] = {"Ladder", "Frames", "Stream"};
    static const char *const answers[3] = {"2921", "4381", "5841"};
    static const char *const steps[3] = {"layer", "frame", "gate"};
    static const struct menu_item items[4] = {{"drop", "Drop", "D", false, false},
                                              {"line", NULL, NULL, false, false},
                                              {"cut", "Cut", NULL, true, false},
                                              {"undo", "Undo", NULL, false, false}};
    struct field_look look = {.face = FONT_MONO};
    struct gui *gui = w->gui;
    gui_panel_begin(gui, rect_make(0, 0, 1000, 700), "main", PANEL_GROUND);
    w->pressed += gui_button(gui, rect_make(10, 10, 80, 32), "ok", "Answer", BUTTON_PRIMARY);
    (void)gui_segmented(gui, rect_make(110, 10, 80, 32), "language", languages, 2,
                        &w->language);
    (void)gui_tabs(gui, rect_make(210, 10, 280, 32), "tabs", tabs, 3, &w->tab);
    (void)gui_checkbox(gui, rect_make(510, 10, 80, 24), "check", "on", &w->checked);
    w->field_events[gui_field(gui, rect_make(10, 60, 200, 32), "filter", w->text,
                              sizeof w->text, &look)]++;
    (void)gui_radio(gui, rect_make(10, 100, 200, 96), "answer", answers, 3, true, &w->answer);
    gui_disable(gui, w->disabled);
    (void)gui_dropdown(gui, rect_make(10, 220, 140, 32), "step", "step:", steps, 3, &w->step);
    gui_disable(gui, false);
    (void)gui_slider(gui, rect_make(10, 270, 214, 24), "speed", "speed", 0, 10, 1, &w->speed);
    (void)gui_timeline(gui, rect_make(10, 600, 616, 56), "time", "time", 0, 60, false,
                       &w->time);
    (void)gui_splitter(gui, rect_make(0, 100, 1000, 400), "split", true, 200, 800, &w->split);
    rows_and_trees(w);
    w->node = gui_hit(gui, rect_make(10, 310, 40, 40), "laptop", "laptop", true);
    if (w->node.menu)
        gui_menu_open(gui, "menu", 30, 330);
    w->menu_item = gui_menu(gui, "menu", items, 4);
    gui_panel_end(gui);
}

/* One frame with what is in w->input, which is empty afterwards but for the pointer and the
 * clock. */
static void step(struct window *w)
{
    gui_begin(w->gui, &w->input, &w->theme, 1000, 700);
    draw_window(w);
    gui_end(w->gui);
    struct gui_input next = {.mouse_x = w->input.mouse_x,
                             .mouse_y = w->input.mouse_y,
                             .mouse_here = w->input.mouse_here,
                             .now = w->input.now + 16};
    next.down[MOUSE_LEFT] = w->input.down[MOUSE_LEFT];
    w->input = next;
}

static void click(struct window *w, const char *path)
{
    if (!gui_click(w->gui, path, MOUSE_LEFT, &w->input))
        fail_msg("cannot click %s", path);
    step(w);
}

static void key(struct window *w, enum gui_key k, unsigned modifiers)
{
    input_key(&w->input, k, 0, modifiers);
    step(w);
}

static void type(struct window *w, const char *text)
{
    snprintf(w->input.text, sizeof w->input.text, "%s", text);
    step(w);
}

static int set_up(void **state)
{
    struct window *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->fonts = fixture_fonts();
    w->gui = gui_create(w->fonts);
    w->theme = theme_make(THEME_LIGHT, 1, false, false);
    w->answer = 3;
    w->row = NONE;
    w->split = 400;
    step(w);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct window *w = *state;
    assert_false(gui_failed(w->gui));
    gui_destroy(w->gui);
    fonts_close(w->fonts);
    free(w);
    return 0;
}

static void widgets_are_clicked_by_name(void **state)
{
    struct window *w = *state;
    click(w, "main.ok");
    assert_int_equal(w->pressed, 1);
    step(w);
    assert_int_equal(w->pressed, 1);
    click(w, "main.language.1");
    click(w, "main.tabs.2");
    click(w, "main.check");
    click(w, "main.answer.1");
    assert_true(w->language == 1 && w->tab == 2 && w->checked && w->answer == 1);
    struct widget found;
    assert_true(gui_find(w->gui, "main.answer.1", &found));
    assert_string_equal(found.label, "4381");
    assert_int_equal(found.kind, WIDGET_RADIO);
    assert_false(gui_find(w->gui, "main.answer.9", &found));
    assert_false(gui_click(w->gui, "nothing", MOUSE_LEFT, &w->input));
}

static void a_press_that_leaves_the_button_is_no_click(void **state)
{
    struct window *w = *state;
    w->input.mouse_here = true;
    w->input.mouse_x = 20;
    w->input.mouse_y = 20;
    w->input.pressed[MOUSE_LEFT] = w->input.down[MOUSE_LEFT] = true;
    step(w);
    w->input.mouse_x = 700;
    step(w);
    w->input.released[MOUSE_LEFT] = true;
    w->input.down[MOUSE_LEFT] = false;
    step(w);
    assert_int_equal(w->pressed, 0);
}

static void tab_goes_through_all_and_back(void **state)
{
    struct window *w = *state;
    static const char *const order[] = {
        "main.ok",       "main.language.0", "main.tabs.0", "main.check", "main.filter",
        "main.answer.0", "main.step",       "main.speed",  "main.time",  "main.split",
        "main.frames",   "main.tree",       "main.laptop", "main.ok"};
    size_t n = sizeof order / sizeof order[0];
    for (size_t i = 0; i < n; i++) {
        key(w, KEY_TAB, 0);
        assert_string_equal(gui_focused(w->gui), order[i]);
    }
    for (size_t i = n - 1; i-- > 0;) {
        key(w, KEY_TAB, MODIFIER_SHIFT);
        assert_string_equal(gui_focused(w->gui), order[i]);
    }
    w->disabled = true;
    gui_focus(w->gui, "main.answer.0");
    step(w);
    key(w, KEY_TAB, 0); /* the disabled drop-down is passed over */
    assert_string_equal(gui_focused(w->gui), "main.speed");
    assert_false(gui_click(w->gui, "main.step", MOUSE_LEFT, &w->input));
}

static void keys_do_what_the_mouse_does(void **state)
{
    struct window *w = *state;
    gui_focus(w->gui, "main.ok");
    step(w);
    key(w, KEY_ENTER, 0);
    key(w, KEY_SPACE, 0);
    assert_int_equal(w->pressed, 2);
    gui_focus(w->gui, "main.answer.0");
    step(w);
    key(w, KEY_DOWN, 0);
    assert_int_equal(w->answer, 1);
    key(w, KEY_DOWN, 0);
    key(w, KEY_DOWN, 0);
    assert_int_equal(w->answer, 0);
    assert_string_equal(gui_focused(w->gui), "main.answer.0");
    input_key(&w->input, KEY_CHARACTER, '3', 0);
    step(w);
    assert_int_equal(w->answer, 2);
    gui_focus(w->gui, "main.speed");
    step(w);
    key(w, KEY_RIGHT, 0);
    key(w, KEY_END, 0);
    key(w, KEY_LEFT, 0);
    assert_true(fabs(w->speed - 9) < 1e-9);
}

static void the_focus_ring_is_seen_after_keys_only(void **state)
{
    struct window *w = *state;
    uint32_t before = gui_picture(w->gui)->command_count;
    click(w, "main.ok");
    w->input.mouse_here = false;
    step(w);
    assert_int_equal(gui_picture(w->gui)->command_count, before);
    gui_focus(w->gui, "main.ok");
    step(w);
    step(w);
    assert_int_equal(gui_picture(w->gui)->command_count, before + 1);
}

static void a_field_takes_text_of_any_script(void **state)
{
    struct window *w = *state;
    assert_false(gui_output(w->gui).wants_text);
    click(w, "main.filter");
    assert_true(gui_output(w->gui).wants_text);
    type(w, "tcp.port == ");
    type(w, "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"); /* jamo, composed */
    assert_string_equal(w->text, "tcp.port == 한");
    assert_int_equal(w->field_events[FIELD_CHANGED], 2);
    key(w, KEY_BACKSPACE, 0);
    key(w, KEY_BACKSPACE, MODIFIER_CONTROL);
    assert_string_equal(w->text, "tcp.");
    input_key(&w->input, KEY_CHARACTER, 'a', MODIFIER_CONTROL);
    input_key(&w->input, KEY_CHARACTER, 'c', MODIFIER_CONTROL);
    step(w);
    assert_string_equal(gui_output(w->gui).copied, "tcp.");
    w->input.clipboard = "udp\nport";
    input_key(&w->input, KEY_CHARACTER, 'v', MODIFIER_CONTROL);
    step(w);
    assert_string_equal(w->text, "udp port");
    key(w, KEY_ENTER, 0);
    assert_int_equal(w->field_events[FIELD_SUBMITTED], 1);
    key(w, KEY_ESCAPE, 0);
    assert_int_equal(w->field_events[FIELD_CANCELLED], 1);
}

static void what_is_being_composed_is_shown_but_not_yet_text(void **state)
{
    struct window *w = *state;
    click(w, "main.filter");
    type(w, "ab");
    snprintf(w->input.preedit, sizeof w->input.preedit, "호");
    w->input.preedit_caret = 3;
    input_key(&w->input, KEY_BACKSPACE, 0, 0); /* the input method's, not ours */
    step(w);
    assert_string_equal(w->text, "ab");
    char *shown = printed(print_list, gui_picture(w->gui));
    assert_non_null(strstr(shown, "\"호\""));
    free(shown);
    assert_true(gui_output(w->gui).caret.x > 30);
}

static void a_field_keeps_shortcuts_from_its_letters(void **state)
{
    struct window *w = *state;
    click(w, "main.filter");
    input_key(&w->input, KEY_CHARACTER, '2', 0);
    type(w, "2");
    assert_string_equal(w->text, "2");
    assert_int_equal(w->answer, 3);
    assert_string_equal(gui_focused(w->gui), "main.filter");
}

static void a_click_puts_the_caret_between_characters(void **state)
{
    struct window *w = *state;
    snprintf(w->text, sizeof w->text, "0123456789");
    w->input.mouse_y = 76;
    input_click(&w->input, MOUSE_LEFT, 22 + 6.5f * 4 + 1, 76);
    step(w);
    type(w, "x");
    assert_string_equal(w->text, "0123x456789");
    /* drag over two characters, type over them */
    w->input.mouse_x = 22;
    w->input.pressed[MOUSE_LEFT] = w->input.down[MOUSE_LEFT] = true;
    step(w);
    w->input.mouse_x = 22 + 6.5f * 2;
    step(w);
    w->input.released[MOUSE_LEFT] = true;
    w->input.down[MOUSE_LEFT] = false;
    step(w);
    type(w, "z");
    assert_string_equal(w->text, "z23x456789");
}

static void a_dropdown_opens_chooses_and_closes(void **state)
{
    struct window *w = *state;
    struct widget found;
    click(w, "main.step");
    step(w);
    assert_true(gui_find(w->gui, "main.step.2", &found));
    assert_int_equal(found.layer, 1);
    click(w, "main.step.2");
    assert_int_equal(w->step, 2);
    step(w);
    assert_false(gui_find(w->gui, "main.step.2", &found));
    key(w, KEY_ENTER, 0); /* it has the focus still */
    key(w, KEY_UP, 0);
    key(w, KEY_ENTER, 0);
    assert_int_equal(w->step, 1);
    step(w);
    click(w, "main.step");
    key(w, KEY_ESCAPE, 0);
    step(w);
    assert_false(gui_find(w->gui, "main.step.2", &found));
    assert_int_equal(w->step, 1);
}

static void a_menu_shuts_out_what_lies_below(void **state)
{
    struct window *w = *state;
    struct widget found;
    assert_true(gui_click(w->gui, "main.laptop", MOUSE_RIGHT, &w->input));
    step(w);
    step(w);
    assert_true(gui_find(w->gui, "main.menu.drop", &found));
    click(w, "main.ok"); /* closes the menu, presses nothing */
    assert_int_equal(w->pressed, 0);
    step(w);
    assert_false(gui_find(w->gui, "main.menu.drop", &found));
    gui_focus(w->gui, "main.laptop");
    step(w);
    key(w, KEY_MENU, 0);
    step(w);
    key(w, KEY_DOWN, 0);
    key(w, KEY_DOWN, 0); /* over the line and the disabled item */
    key(w, KEY_ENTER, 0);
    assert_int_equal(w->menu_item, 3);
    step(w);
    assert_int_equal(w->menu_item, NONE);
    assert_true(gui_click(w->gui, "main.laptop", MOUSE_RIGHT, &w->input));
    step(w);
    step(w);
    assert_false(gui_click(w->gui, "main.menu.cut", MOUSE_LEFT, &w->input));
}

static void a_table_of_100000_rows_asks_for_those_in_view(void **state)
{
    struct window *w = *state;
    assert_true(w->cells_asked <= 2 * 6);
    click(w, "main.frames.rows.3");
    assert_int_equal(w->row, 3);
    assert_true(w->table_event.changed);
    key(w, KEY_END, 0);
    assert_int_equal(w->row, 99999);
    struct widget found;
    step(w);
    assert_true(gui_find(w->gui, "main.frames.rows.99999", &found));
    assert_true(found.on && found.box.h > 20);
    assert_false(gui_find(w->gui, "main.frames.rows.3", &found));
    key(w, KEY_PAGE_UP, 0);
    assert_int_equal(w->row, 99999 - 5);
    key(w, KEY_ENTER, 0);
    assert_true(w->table_event.opened);
    w->row = 50000; /* chosen elsewhere: shown here when asked for */
    w->reveal = true;
    step(w);
    step(w);
    assert_true(gui_find(w->gui, "main.frames.rows.50000", &found));
}

static void the_wheel_scrolls_and_stops_at_the_ends(void **state)
{
    struct window *w = *state;
    struct widget found;
    w->input.mouse_here = true;
    w->input.mouse_x = 350;
    w->input.mouse_y = 180;
    w->input.wheel_y = -1;
    step(w);
    step(w);
    assert_true(gui_find(w->gui, "main.frames.rows.2", &found));
    assert_false(gui_find(w->gui, "main.frames.rows.1", &found));
    w->input.wheel_y = 1000;
    step(w);
    step(w);
    assert_true(gui_find(w->gui, "main.frames.rows.0", &found));
    assert_int_equal(found.box.y, 124);
}

static void the_bar_is_dragged_to_the_end(void **state)
{
    struct window *w = *state;
    struct widget bar, found;
    assert_true(gui_find(w->gui, "main.frames.rows.bar", &bar));
    w->input.mouse_here = true;
    w->input.mouse_x = bar.box.x + 5;
    w->input.mouse_y = bar.box.y + 3;
    w->input.pressed[MOUSE_LEFT] = w->input.down[MOUSE_LEFT] = true;
    step(w);
    w->input.mouse_y = bar.box.y + bar.box.h + 50;
    step(w);
    step(w);
    assert_true(gui_find(w->gui, "main.frames.rows.99999", &found));
    assert_int_equal(w->row, NONE);
}

static void a_tree_opens_closes_and_chooses(void **state)
{
    struct window *w = *state;
    struct widget row;
    click(w, "main.tree.rows.seq");
    assert_int_equal(w->tree_clicked, 2);
    assert_true(gui_find(w->gui, "main.tree.rows.ip", &row));
    input_click(&w->input, MOUSE_LEFT, row.box.x + 8, row.box.y + 10);
    step(w);
    assert_int_equal(w->tree_toggled, 0);
    assert_int_equal(w->tree_clicked, NONE);
    key(w, KEY_DOWN, 0);
    assert_int_equal(w->tree_clicked, 1);
    key(w, KEY_LEFT, 0);
    assert_int_equal(w->tree_toggled, 1);
}

static void the_time_is_dragged_freely(void **state)
{
    struct window *w = *state;
    struct timeline_axis axis = gui_timeline_axis(rect_make(10, 600, 616, 56));
    w->input.mouse_here = true;
    w->input.mouse_y = 630;
    w->input.mouse_x = gui_timeline_x(axis, 0, 60, 20);
    w->input.pressed[MOUSE_LEFT] = w->input.down[MOUSE_LEFT] = true;
    step(w);
    assert_true(fabs(w->time - 20) < 0.01);
    w->input.mouse_x = 5000; /* outside: held to the end */
    step(w);
    assert_true(fabs(w->time - 60) < 0.01);
    assert_true(fabs(axis_step(60, 6) - 10) < 1e-9 && fabs(axis_step(0.07, 5) - 0.02) < 1e-9);
}

static void a_splitter_moves_between_its_bounds(void **state)
{
    struct window *w = *state;
    w->input.mouse_here = true;
    w->input.mouse_x = 401;
    w->input.mouse_y = 400;
    w->input.pressed[MOUSE_LEFT] = w->input.down[MOUSE_LEFT] = true;
    step(w);
    w->input.mouse_x = 501;
    step(w);
    assert_true(fabsf(w->split - 500) < 0.01f);
    assert_int_equal(gui_output(w->gui).pointer, POINTER_SPLIT_X);
    w->input.mouse_x = 950;
    step(w);
    assert_true(fabsf(w->split - 800) < 0.01f);
}

static void print_widgets(const void *gui, FILE *out)
{
    gui_dump(gui, out);
}

static void the_tree_of_widgets_is_dumped(void **state)
{
    struct window *w = *state;
    gui_focus(w->gui, "main.check");
    step(w);
    char *text = printed(print_widgets, w->gui);
    assert_non_null(strstr(text, "main panel 0,0 1000x700\n"));
    assert_non_null(strstr(text, "  main.ok button \"Answer\" 10,10 80x32\n"));
    assert_non_null(strstr(text, "    main.language.0 toggle \"EN\" 110,10 40x32 on\n"));
    assert_non_null(strstr(text, "  main.check check \"on\" 510,10 80x24 focused\n"));
    free(text);
}

static void every_theme_and_scale_draws_the_same_widgets(void **state)
{
    struct window *w = *state;
    char *before = printed(print_widgets, w->gui);
    for (unsigned name = 0; name < THEMES; name++) {
        w->theme = theme_make((enum theme_name)name, 1 + (float)name, false, true);
        step(w);
        char *now = printed(print_widgets, w->gui);
        assert_int_equal(strlen(now) > 0, strlen(before) > 0);
        struct widget found;
        assert_true(gui_find(w->gui, "main.ok", &found));
        assert_int_equal(found.box.x, 10);
        free(now);
    }
    free(before);
}

/* A monkey: whatever is pressed, the window stays whole and its values in their bounds. */
static void random_input_does_no_harm(void **state)
{
    static const char *const texts[] = {"a", "한", "\xe1\x86\xab", "\xff\xfe", "tcp.port == 80",
                                        "\n"};
    struct window *w = *state;
    for (uint64_t i = 0; i < 3000; i++) {
        uint64_t d[6];
        for (uint64_t k = 0; k < 6; k++)
            d[k] = draw(20261122, 1, DRAW_TEST, i * 6 + k);
        w->input.mouse_here = true;
        w->input.mouse_x = (float)(d[0] % 1100) - 50;
        w->input.mouse_y = (float)(d[0] >> 32 & 1023) - 50;
        if (d[1] % 3 == 0)
            w->input.pressed[MOUSE_LEFT] = w->input.down[MOUSE_LEFT] = true;
        if (d[1] % 4 == 0) {
            w->input.released[MOUSE_LEFT] = w->input.down[MOUSE_LEFT];
            w->input.down[MOUSE_LEFT] = false;
        }
        w->input.pressed[MOUSE_RIGHT] = d[1] % 17 == 0;
        w->input.double_click = d[1] % 19 == 0;
        w->input.wheel_y = d[2] % 9 == 0 ? (float)(d[2] >> 8 & 63) - 32 : 0;
        input_key(&w->input, (enum gui_key)(d[3] % (KEY_CHARACTER + 1)),
                  (uint32_t)('a' + d[4] % 26), (unsigned)(d[3] >> 32 & 3));
        if (d[5] % 3 == 0)
            snprintf(w->input.text, sizeof w->input.text, "%s", texts[d[5] / 3 % 6]);
        if (d[5] % 7 == 0)
            snprintf(w->input.preedit, sizeof w->input.preedit, "호");
        w->input.clipboard = d[5] % 5 == 0 ? "pasted 글" : NULL;
        w->disabled = d[5] % 11 == 0;
        step(w);
        assert_true(w->language < 2 && w->tab < 3 && w->answer <= 3 && w->step < 3);
        assert_true(w->row == NONE || w->row < 100000);
        assert_true(w->speed >= 0 && w->speed <= 10 && w->time >= 0 && w->time <= 60);
        assert_true(w->split >= 200 && w->split <= 800 && strlen(w->text) < sizeof w->text);
    }
    assert_true(w->pressed > 0 && w->row != NONE && w->field_events[FIELD_CHANGED] > 0);
}

#define WINDOW_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WINDOW_TEST(widgets_are_clicked_by_name),
        WINDOW_TEST(a_press_that_leaves_the_button_is_no_click),
        WINDOW_TEST(tab_goes_through_all_and_back),
        WINDOW_TEST(keys_do_what_the_mouse_does),
        WINDOW_TEST(the_focus_ring_is_seen_after_keys_only),
        WINDOW_TEST(a_field_takes_text_of_any_script),
        WINDOW_TEST(what_is_being_composed_is_shown_but_not_yet_text),
        WINDOW_TEST(a_field_keeps_shortcuts_from_its_letters),
        WINDOW_TEST(a_click_puts_the_caret_between_characters),
        WINDOW_TEST(a_dropdown_opens_chooses_and_closes),
        WINDOW_TEST(a_menu_shuts_out_what_lies_below),
        WINDOW_TEST(a_table_of_100000_rows_asks_for_those_in_view),
        WINDOW_TEST(the_wheel_scrolls_and_stops_at_the_ends),
        WINDOW_TEST(the_bar_is_dragged_to_the_end),
        WINDOW_TEST(a_tree_opens_closes_and_chooses),
        WINDOW_TEST(the_time_is_dragged_freely),
        WINDOW_TEST(a_splitter_moves_between_its_bounds),
        WINDOW_TEST(the_tree_of_widgets_is_dumped),
        WINDOW_TEST(random_input_does_no_harm),
        WINDOW_TEST(every_theme_and_scale_draws_the_same_widgets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
