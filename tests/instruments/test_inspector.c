/* The inspector: an octet, its field in the tree and its cell in the header's diagram are one
 * selection, whichever of them is clicked. */
#define _POSIX_C_SOURCE 200809L

#include "gui/inspector.h"

#include "instruments/instruments_fixture.h"

enum { ECHO = 5, TTL = 14 + 8, DESTINATION = 14 + 16 };

/* first-ping with its echo request selected. */
static struct scene at_echo(void)
{
    struct scene s = scene_open("scenarios/first-ping.yaml", inspector_panel, 320, 616);
    scene_steps(&s, 40);
    assert_int_equal(session_history(s.window->session)->frames[ECHO].kind, FRAME_ICMP_ECHO);
    select_frame(s.window, ECHO);
    scene_draw(&s);
    return s;
}

static void an_octet_selects_its_field(void **state)
{
    (void)state;
    struct scene s = at_echo();
    assert_false(scene_is_on(&s, "inspector.tree.rows.ip.ttl"));
    scene_click(&s, "inspector.hex.rows.octet.22");
    assert_int_equal(s.window->selection.field, FIELD_IP_TTL);
    assert_int_equal(s.window->selection.octets_at, TTL);
    assert_int_equal(s.window->selection.octets, 1);
    assert_true(scene_is_on(&s, "inspector.tree.rows.ip.ttl")); /* its layer has opened */
    scene_close(&s);
}

static void a_cell_selects_its_field(void **state)
{
    (void)state;
    struct scene s = at_echo();
    scene_click(&s, "inspector.hex.rows.octet.22");
    scene_click(&s, "inspector.header.ip.dst");
    assert_int_equal(s.window->selection.field, FIELD_IP_DST);
    assert_int_equal(s.window->selection.octets_at, DESTINATION);
    assert_int_equal(s.window->selection.octets, 4);
    scene_close(&s);
}

static void a_row_of_the_tree_selects_its_field(void **state)
{
    (void)state;
    struct scene s = at_echo();
    scene_click(&s, "inspector.tree.rows.icmp.seq");
    assert_int_equal(s.window->selection.field, FIELD_ICMP_SEQ);
    assert_true(scene_is_on(&s, "inspector.tree.rows.icmp.seq"));
    struct widget cell;
    assert_true(gui_find(s.window->gui, "inspector.header.icmp.seq", &cell));
    assert_false(gui_find(s.window->gui, "inspector.header.ip.ttl", &cell));
    scene_close(&s);
}

static void every_octet_of_a_header_has_a_field(void **state)
{
    (void)state;
    struct scene s = at_echo();
    for (uint32_t octet = 0; octet < 42; octet++) {
        uint32_t node = inspector_node_at(s.window->tree, octet);
        assert_int_not_equal(node, NONE);
        const struct field_node *n = &s.window->tree->nodes[node];
        assert_true(octet >= n->offset && octet < n->offset + n->length);
    }
    scene_close(&s);
}

static void chevrons_go_from_frame_to_frame(void **state)
{
    (void)state;
    struct scene s = at_echo();
    scene_click(&s, "inspector.next");
    assert_int_equal(s.window->selection.frame, ECHO + 1);
    scene_click(&s, "inspector.previous");
    scene_click(&s, "inspector.previous");
    assert_int_equal(s.window->selection.frame, ECHO - 1);
    struct filter_error error;
    assert_true(session_set_filter(s.window->session, "arp", &error));
    select_frame(s.window, 3);
    scene_draw(&s);
    scene_click(&s, "inspector.next");
    assert_int_equal(s.window->selection.frame, 4);
    scene_draw(&s);
    struct widget next;
    assert_true(gui_find(s.window->gui, "inspector.next", &next));
    assert_true(next.disabled); /* no later frame matches */
    scene_close(&s);
}

static void a_frame_of_the_future_is_not_shown(void **state)
{
    (void)state;
    struct scene s = at_echo();
    assert_true(scene_count(&s, "inspector.tree") > 0);
    assert_true(session_seek(s.window->session, 0));
    scene_draw(&s);
    assert_null(s.window->tree);
    assert_int_equal(scene_count(&s, "inspector.tree"), 0);
    scene_close(&s);
}

static void sequence_numbers_count_from_the_start(void **state)
{
    (void)state;
    struct scene s = scene_open("scenarios/lost-segment.yaml", inspector_panel, 352, 900);
    session_record_all(s.window->session, 0);
    assert_true(session_seek_end(s.window->session));
    const struct history *h = session_history(s.window->session);
    uint32_t data = NONE;
    for (uint32_t i = 0; i < h->frame_count && data == NONE; i++)
        data = h->frames[i].kind == FRAME_TCP_DATA ? i : NONE;
    assert_int_not_equal(data, NONE);
    select_frame(s.window, data);
    scene_draw(&s);
    const struct field_node *seq = field_tree_find(s.window->tree, FIELD_TCP_SEQ, 0);
    const struct field_node *raw = field_tree_find(s.window->tree, FIELD_TCP_SEQ_RAW, 0);
    assert_int_equal(seq->number, 1461);
    assert_int_not_equal(raw->number, seq->number);
    scene_click(&s, "inspector.header.tcp.seq");
    assert_int_equal(s.window->selection.field, FIELD_TCP_SEQ);
    scene_close(&s);
}

static void a_node_and_a_cable_have_their_page(void **state)
{
    (void)state;
    struct scene s = at_echo();
    select_node(s.window, 0);
    scene_draw(&s);
    scene_click(&s, "inspector.object.tables");
    assert_int_equal(s.window->tab, TAB_TABLES);
    select_cable(s.window, 1);
    scene_draw(&s);
    assert_int_equal(scene_count(&s, "inspector.tree"), 0);
    scene_close(&s);
}

/* While a question asks for the TTL, neither the tree nor words about that packet tell it. */
static void an_answer_is_hidden_until_it_is_given(void **state)
{
    (void)state;
    struct scene s =
        scene_open("scenarios/hierarchical-routing.yaml", inspector_panel, 352, 700);
    const struct scenario *lesson = session_scenario(s.window->session);
    const struct history *h = session_history(s.window->session);
    uint32_t say = NONE;
    s.window->opened = true;
    while (session_step(s.window->session, STEP_GATE)) {
        say = session_gate(s.window->session);
        if (lesson->narration[h->says[say].narration].question.kind == QUESTION_FIELD)
            break;
        session_answer(s.window->session, say);
    }
    assert_int_equal(lesson->narration[h->says[say].narration].question.field, FIELD_IP_TTL);
    select_frame(s.window, h->says[say].frame);
    scene_draw(&s);
    uint32_t ttl = NONE;
    for (uint32_t i = 0; i < s.window->tree->count; i++)
        ttl = s.window->tree->nodes[i].id == FIELD_IP_TTL ? i : ttl;
    assert_int_not_equal(ttl, NONE);
    assert_true(inspector_hides(s.window, ttl));
    assert_true(inspector_hides_octet(s.window, s.window->tree->nodes[ttl].offset));
    char words[64] = "ttl=59, 159 and 59.1, 59";
    inspector_hide_answer(s.window, h->says[say].frame, words);
    assert_string_equal(words, "ttl=?, 159 and 59.1, ?");
    session_answer(s.window->session, say);
    scene_draw(&s);
    assert_false(inspector_hides(s.window, ttl));
    scene_close(&s);
}

/* The body of a response is shown as the letters that it is, not as an octet's dot each. */
static void a_message_in_korean_is_readable(void **state)
{
    (void)state;
    struct scene s =
        scene_open("scenarios/anatomy-of-a-message.yaml", inspector_panel, 352, 1200);
    session_record_all(s.window->session, 0);
    assert_true(session_seek_end(s.window->session));
    bool found = false;
    for (uint32_t i = 0; i < session_history(s.window->session)->frame_count && !found; i++) {
        select_frame(s.window, i);
        scene_draw(&s);
        if (field_tree_find(s.window->tree, FIELD_HTTP_RESPONSE, 0) == NULL)
            continue;
        const struct field_node *http = field_tree_find(s.window->tree, FIELD_HTTP, 0);
        assert_non_null(http);
        inspector_select(s.window, (uint32_t)(http - s.window->tree->nodes));
        scene_draw(&s);
        for (uint32_t k = 0; k < gui_widget_count(s.window->gui); k++)
            found |= strstr(gui_widget(s.window->gui, k).label, "안녕하세요") != NULL;
    }
    assert_true(found);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_octet_selects_its_field),
        cmocka_unit_test(a_cell_selects_its_field),
        cmocka_unit_test(a_row_of_the_tree_selects_its_field),
        cmocka_unit_test(every_octet_of_a_header_has_a_field),
        cmocka_unit_test(chevrons_go_from_frame_to_frame),
        cmocka_unit_test(a_frame_of_the_future_is_not_shown),
        cmocka_unit_test(sequence_numbers_count_from_the_start),
        cmocka_unit_test(a_node_and_a_cable_have_their_page),
        cmocka_unit_test(an_answer_is_hidden_until_it_is_given),
        cmocka_unit_test(a_message_in_korean_is_readable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
