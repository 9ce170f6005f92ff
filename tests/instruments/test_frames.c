/* The list of frames: what the filter matches, as far as it has happened. */
#define _POSIX_C_SOURCE 200809L

#include "instruments/instruments_fixture.h"

static struct scene open_list(void)
{
    struct scene s = scene_open("scenarios/first-ping.yaml", frames_panel, 800, 720);
    session_record_all(s.window->session, 0);
    return s;
}

static uint32_t rows(const struct scene *s)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < gui_widget_count(s->window->gui); i++)
        count += gui_widget(s->window->gui, i).kind == WIDGET_ROW;
    return count;
}

static void only_what_has_happened_is_listed(void **state)
{
    (void)state;
    struct scene s = open_list();
    scene_draw(&s);
    assert_int_equal(rows(&s), 0);
    for (uint32_t step = 0; step < 30; step++) {
        scene_steps(&s, 1);
        scene_draw(&s);
        uint32_t begun = frames_begun(s.window);
        assert_int_equal(rows(&s), begun < 28 ? begun : 28);
    }
    assert_true(session_seek(s.window->session, 0));
    scene_draw(&s);
    assert_int_equal(rows(&s), 0);
    scene_close(&s);
}

static void the_filter_thins_it_out(void **state)
{
    (void)state;
    struct scene s = open_list();
    struct filter_error error;
    scene_steps(&s, 40);
    scene_draw(&s);
    uint32_t all = rows(&s), arp = 0;
    const struct history *h = session_history(s.window->session);
    for (uint32_t i = 0; i < h->frame_count; i++)
        arp += h->frames[i].kind == FRAME_ARP_REQUEST || h->frames[i].kind == FRAME_ARP_REPLY;
    assert_true(session_set_filter(s.window->session, "arp", &error));
    scene_draw(&s);
    assert_int_equal(rows(&s), arp);
    assert_true(session_set_filter(s.window->session, "!arp", &error));
    scene_draw(&s);
    assert_int_equal(rows(&s), all - arp);
    assert_true(session_set_filter(s.window->session, "tcp", &error));
    scene_draw(&s);
    assert_int_equal(rows(&s), 0);
    assert_true(session_set_filter(s.window->session, "", &error));
    scene_draw(&s);
    assert_int_equal(rows(&s), all);
    scene_close(&s);
}

static void a_row_selects_its_frame(void **state)
{
    (void)state;
    struct scene s = open_list();
    struct filter_error error;
    scene_steps(&s, 40);
    assert_true(session_set_filter(s.window->session, "icmp", &error));
    scene_draw(&s);
    scene_click(&s, "frames.list.rows.1");
    assert_int_equal(s.window->selection.kind, SELECT_FRAME);
    assert_int_equal(s.window->selection.frame, 6); /* frames 0 to 4 are of ARP */
    scene_key(&s, KEY_DOWN, 0);
    assert_int_equal(s.window->selection.frame, 7);
    scene_close(&s);
}

static void a_right_click_asks_for_the_menu_of_a_frame(void **state)
{
    (void)state;
    struct scene s = open_list();
    struct gui_input input = {0};
    scene_steps(&s, 40);
    scene_draw(&s);
    assert_true(gui_click(s.window->gui, "frames.list.rows.2", MOUSE_RIGHT, &input));
    scene_input(&s, &input);
    assert_int_equal(s.window->menu.kind, SELECT_FRAME);
    assert_int_equal(s.window->menu.row, 2);
    assert_int_equal(s.window->selection.frame, 2);
    scene_close(&s);
}

static void a_frame_on_its_way_is_not_called_lost(void **state)
{
    (void)state;
    struct scene s = scene_open("scenarios/lost-segment.yaml", frames_panel, 800, 720);
    session_record_all(s.window->session, 0);
    const struct history *h = session_history(s.window->session);
    uint32_t lost = NONE;
    for (uint32_t i = 0; i < h->frame_count && lost == NONE; i++)
        lost = h->frames[i].dropped != 0 && h->frames[i].rule == RULE_CABLE_DROPPED_BY_FAULT
                   ? i
                   : NONE;
    assert_int_not_equal(lost, NONE);
    assert_true(session_seek(s.window->session, h->frames[lost].end_row));
    assert_true(frame_has_begun(s.window, lost));
    assert_int_equal(loss_told(s.window), h->frames[lost].end_row);
    assert_true(frame_was_lost(s.window, lost)); /* the question there speaks of it */
    session_answer(s.window->session, session_gate(s.window->session));
    assert_int_equal(loss_told(s.window), NONE);
    assert_false(frame_was_lost(s.window, lost));
    assert_null(field_tree_find(frame_inspect(s.window, lost), FIELD_NETSTAGE_DROP, 0));
    assert_true(session_seek(s.window->session, h->frames[lost].end_row + 1));
    assert_true(frame_was_lost(s.window, lost));
    assert_non_null(field_tree_find(frame_inspect(s.window, lost), FIELD_NETSTAGE_DROP, 0));
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_has_happened_is_listed),
        cmocka_unit_test(the_filter_thins_it_out),
        cmocka_unit_test(a_row_selects_its_frame),
        cmocka_unit_test(a_right_click_asks_for_the_menu_of_a_frame),
        cmocka_unit_test(a_frame_on_its_way_is_not_called_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
