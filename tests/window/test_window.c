/* tests/window/test_window.c: the window as a teacher and a student use it, without a display:
 * every lesson from its start to its end and back, questions answered by name, languages,
 * filters, interventions and their undoing. */
#define _POSIX_C_SOURCE 200809L
#include "window_fixture.h"

#include <stdio.h>

#define LESSON(name) NETSTAGE_SOURCE_DIR "/scenarios/" name ".yaml"
enum { STEPS_MAX = 20000 };

static const char *const lessons[] = {LESSON("first-ping"), LESSON("hierarchical-routing"),
                                      LESSON("lost-segment"), LESSON("fetch-a-page")};

static uint32_t position(const struct stage_hand *hand)
{
    return session_position(hand->window->session);
}

/* Right, Right, Right …: the end is reached, every question has been asked on the way, and Left
 * as long as there is something leads back to the start, over the same states. */
static void test_each_lesson_forwards_and_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lessons / sizeof lessons[0]; i++) {
        struct stage_hand hand = hand_open(lessons[i]);
        struct window *w = hand.window;
        assert_int_equal(w->mode, MODE_LESSON);
        w->theme.reduced_motion = true;
        session_record_all(w->session, 0);
        uint64_t start = session_hash(w->session);
        uint32_t first = position(&hand), asked = 0, steps = 0;
        for (uint32_t was = NONE; steps < STEPS_MAX && was != position(&hand); steps++) {
            uint32_t gate = session_gate(w->session);
            asked += question_say(w) != NONE && !w->answer.revealed;
            was = gate == NONE ? position(&hand) : NONE;
            playback_step(w, STEP_FRAME);
        }
        assert_int_equal(position(&hand), session_history(w->session)->row_count);
        if (asked != scenario_questions(session_scenario(w->session)))
            fail_msg("%s: %u questions were asked", lessons[i], asked);
        for (steps = 0; steps < STEPS_MAX && position(&hand) > first; steps++)
            playback_back(w, STEP_FRAME);
        assert_int_equal(position(&hand), first);
        assert_true(session_hash(w->session) == start);
        hand_close(&hand);
    }
}

/* A step glides: half-way it stands in between, and what lies ahead has not happened. */
static void test_a_step_glides(void **state)
{
    (void)state;
    struct stage_hand hand = hand_open(LESSON("lost-segment"));
    struct window *w = hand.window;
    press(&hand, KEY_RIGHT, 0, 0);
    wait_ms(&hand, 700);
    uint32_t before = position(&hand);
    sim_time from = w->playback.shown;
    press(&hand, KEY_RIGHT, 0, 0);
    wait_ms(&hand, 270);
    sim_time half = w->playback.shown;
    assert_int_equal(position(&hand), before);
    wait_ms(&hand, 400);
    assert_true(position(&hand) > before);
    assert_true(from < half && half < w->playback.shown);
    press(&hand, KEY_LEFT, 0, 0);
    assert_int_equal(position(&hand), before);
    wait_ms(&hand, 270);
    assert_true(w->playback.shown > from);
    wait_ms(&hand, 400);
    assert_true(w->playback.shown == from);
    hand_close(&hand);
}

static void to_question(struct stage_hand *hand, const char *nth)
{
    struct options to = {.at = nth};
    assert_true(options_apply(&to, hand->window));
    wait_ms(hand, 64);
}

/* A question is answered by clicking; the right answer, the wrong one, and none. */
static void test_questions(void **state)
{
    (void)state;
    struct stage_hand hand = hand_open(LESSON("lost-segment"));
    to_question(&hand, "gate:2");
    assert_true(widget_at(&hand, "lesson.gate.ok").disabled);
    click(&hand, "lesson.gate.question.choice.1");
    assert_false(widget_at(&hand, "lesson.gate.ok").disabled);
    click(&hand, "lesson.gate.ok");
    assert_true(hand.window->answer.revealed);
    assert_true(hand.window->answer.right);
    click(&hand, "lesson.gate.continue");
    assert_false(is_there(&hand, "lesson.gate"));
    hand_close(&hand);

    hand = hand_open(LESSON("lost-segment"));
    to_question(&hand, "gate:2");
    press(&hand, KEY_CHARACTER, '1', 0);
    press(&hand, KEY_ENTER, 0, 0);
    assert_true(hand.window->answer.revealed);
    assert_false(hand.window->answer.right);
    assert_int_equal(hand.window->tab, TAB_LADDER);
    hand_close(&hand);

    hand = hand_open(LESSON("lost-segment"));
    to_question(&hand, "gate:2");
    uint32_t waits = hand.window->answer.say;
    press(&hand, KEY_CHARACTER, 'g', 0); /* to the next one? Not past this one. */
    assert_int_equal(hand.window->answer.say, waits);
    assert_false(hand.window->answer.revealed || hand.window->answer.skipped);
    hand_close(&hand);

    hand = hand_open(LESSON("lost-segment"));
    to_question(&hand, "gate:2");
    uint32_t at = position(&hand);
    click(&hand, "time.play");
    assert_false(hand.window->playback.playing);
    assert_int_equal(position(&hand), at);
    click(&hand, "lesson.gate.skip");
    assert_true(hand.window->answer.skipped);
    hand_close(&hand);
}

/* A number is typed; Enter gives it. */
static void test_a_number_is_typed(void **state)
{
    (void)state;
    struct stage_hand hand = hand_open(LESSON("lost-segment"));
    to_question(&hand, "gate:3");
    click(&hand, "lesson.gate.question.answer");
    type_text(&hand, "3");
    press(&hand, KEY_ENTER, 0, 0);
    assert_true(hand.window->answer.revealed);
    assert_true(hand.window->answer.right);
    hand_close(&hand);
}

/* The opening words stand alone at first; a step asks the question that waits there. */
static void test_opening_words_come_before_the_first_question(void **state)
{
    (void)state;
    struct stage_hand hand = hand_open(LESSON("first-ping"));
    struct window *w = hand.window;
    uint32_t start = position(&hand);
    assert_int_not_equal(session_gate(w->session), NONE);
    assert_int_equal(question_say(w), NONE);
    press(&hand, KEY_RIGHT, 0, 0);
    assert_int_not_equal(question_say(w), NONE);
    assert_int_equal(position(&hand), start);
    press(&hand, KEY_HOME, 0, 0);
    assert_int_equal(question_say(w), NONE);
    press(&hand, KEY_SPACE, 0, 0);
    assert_int_not_equal(question_say(w), NONE);
    assert_false(w->playback.playing);
    hand_close(&hand);
}

/* Playing stops before a question. */
static void test_playing_stops_at_questions(void **state)
{
    (void)state;
    struct stage_hand hand = hand_open(LESSON("first-ping"));
    hand.window->playback.pace = PACE_TRUE;
    hand.window->playback.slower = 1;
    for (int i = 0; i < 4 && session_gate(hand.window->session) == NONE; i++) {
        press(&hand, KEY_SPACE, 0, 0);
        wait_ms(&hand, 2000);
    }
    assert_int_not_equal(session_gate(hand.window->session), NONE);
    assert_false(hand.window->playback.playing);
    hand_close(&hand);
}

/* The words change at once, and nothing else. */
static void test_language_and_theme(void **state)
{
    (void)state;
    struct stage_hand hand = hand_open(LESSON("lost-segment"));
    to_question(&hand, "gate:2");
    uint32_t at = position(&hand);
    assert_string_equal(widget_at(&hand, "stage.node.laptop").label, "laptop");
    struct rect place = widget_at(&hand, "stage.node.laptop").box;
    click(&hand, "top.language.1");
    assert_string_equal(hand.window->language, "ko");
    assert_string_equal(widget_at(&hand, "stage.node.laptop").label,
                        "\xeb\x85\xb8\xed\x8a\xb8\xeb\xb6\x81");
    assert_true(widget_at(&hand, "stage.node.laptop").box.x == place.x);
    assert_string_not_equal(widget_at(&hand, "lesson.gate.skip").label, "Skip");
    press(&hand, KEY_CHARACTER, 'l', 0);
    assert_string_equal(hand.window->language, "en");
    press(&hand, KEY_CHARACTER, 't', 0);
    assert_int_equal(hand.window->theme.name, THEME_DARK);
    assert_int_equal(position(&hand), at);
    hand_close(&hand);
}

/* F, a filter, Enter: the next match; a wrong one says where. */
static void test_filter(void **state)
{
    (void)state;
    struct stage_hand hand = hand_open(LESSON("lost-segment"));
    press(&hand, KEY_CHARACTER, 'f', 0);
    assert_string_equal(gui_focused(hand.window->gui), "top.filter");
    type_text(&hand, "tcp.flag.syn == 1");
    assert_true(hand.window->filter_wrong);
    assert_true(is_there(&hand, "wrong"));
    press(&hand, KEY_CHARACTER, 'a', MODIFIER_CONTROL);
    type_text(&hand, "tcp.flags.syn == 1");
    assert_false(hand.window->filter_wrong);
    press(&hand, KEY_ENTER, 0, 0);
    wait_ms(&hand, 700);
    uint32_t begun = frames_begun(hand.window);
    assert_true(begun > 0);
    assert_true(session_matches(hand.window->session, begun - 1));
    hand_close(&hand);
}

/* A frame in flight is dropped from its menu; undo leads back to the same run. */
static void test_drop_and_undo(void **state)
{
    (void)state;
    struct stage_hand hand = hand_open(LESSON("first-ping"));
    struct window *w = hand.window;
    w->theme.reduced_motion = true;
    session_record_all(w->session, 0);
    playback_end(w);
    wait_ms(&hand, 64);
    uint64_t untouched = session_hash(w->session);
    playback_start(w);
    uint32_t flying[1] = {NONE};
    while (session_in_flight(w->session, flying, 1) == 0)
        playback_step(w, STEP_FRAME);
    wait_ms(&hand, 64);
    char path[64];
    snprintf(path, sizeof path, "stage.frame.%u", (unsigned)(flying[0] + 1));
    click_with(&hand, path, MOUSE_RIGHT);
    click(&hand, "frame-menu.drop");
    assert_int_equal(session_branches(w->session), 2);
    session_record_all(w->session, 0);
    (void)session_seek_end(w->session);
    assert_true(session_hash(w->session) != untouched);
    press(&hand, KEY_CHARACTER, 'z', MODIFIER_CONTROL);
    assert_int_equal(session_branch(w->session), 0);
    (void)session_seek_end(w->session);
    assert_true(session_hash(w->session) == untouched);
    hand_close(&hand);
}

/* A click selects, everywhere the same; Escape selects nothing. */
static void test_selection(void **state)
{
    (void)state;
    struct stage_hand hand = hand_open(LESSON("lost-segment"));
    click(&hand, "stage.node.home");
    assert_int_equal(hand.window->selection.kind, SELECT_NODE);
    assert_int_equal(hand.window->shown_node, hand.window->selection.node);
    press(&hand, KEY_ESCAPE, 0, 0);
    assert_int_equal(hand.window->selection.kind, SELECT_NOTHING);
    to_question(&hand, "gate:2");
    click(&hand, "stage.frame.53");
    assert_true(is_selected_frame(hand.window, 52));
    hand_close(&hand);
}

/* "Why?" walks back to what started everything, a sentence a link. */
static void test_why(void **state)
{
    (void)state;
    struct stage_hand hand = hand_open(LESSON("lost-segment"));
    struct options to = {.at = "20"};
    assert_true(options_apply(&to, hand.window));
    wait_ms(&hand, 64);
    click(&hand, "lesson.text.why");
    assert_int_not_equal(hand.window->why, NONE);
    click(&hand, "lesson.text.cause.1");
    assert_int_equal(hand.window->selection.kind, SELECT_RECORD);
    click(&hand, "lesson.text.back");
    assert_int_equal(hand.window->why, NONE);
    hand_close(&hand);
}

/* A window on nothing shows all lessons; a click opens one; Ctrl+O leads back. */
static void test_chooser(void **state)
{
    (void)state;
    setenv("NETSTAGE_DATA_DIR", NETSTAGE_BINARY_DIR "/share/netstage", 1);
    struct stage_hand hand = hand_open(NULL);
    wait_ms(&hand, 3000);
    assert_int_equal(hand.window->mode, MODE_CHOOSER);
    click(&hand, "chooser.lessons.cards.first-ping");
    assert_int_equal(hand.window->mode, MODE_LESSON);
    press(&hand, KEY_CHARACTER, 'o', MODIFIER_CONTROL);
    assert_int_equal(hand.window->mode, MODE_CHOOSER);
    click(&hand, "top.search");
    type_text(&hand, "dns");
    struct widget first, second; /* in the order of their subject, which is not that of names */
    assert_true(gui_find(hand.window->gui, "chooser.lessons.cards.dns-cold-and-warm", &first));
    assert_true(gui_find(hand.window->gui, "chooser.lessons.cards.dns-alias-and-no-such-name",
                         &second));
    assert_true(first.box.y < second.box.y ||
                (first.box.y <= second.box.y && first.box.x < second.box.x));
    type_text(&hand, "zzzz");
    assert_false(is_there(&hand, "chooser.lessons.cards.first-ping"));
    hand_close(&hand);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* A broken file opens on its errors; mended and saved, it is read again by itself. */
static void test_errors_and_reload(void **state)
{
    (void)state;
    const char *path = NETSTAGE_BINARY_DIR "/window-broken.yaml";
    const char *head =
        "netstage: 1\ntitle: Two\nnodes:\n  a: { kind: host, address: 10.0.0.1/24 }\n"
        "  b: { kind: host, address: 10.0.0.2/24 }\nlinks:\n  - [a, ";
    char text[512];
    snprintf(text, sizeof text, "%sbb]\n", head);
    write_file(path, text);
    struct stage_hand hand = hand_open(path);
    assert_int_equal(hand.window->mode, MODE_ERRORS);
    assert_true(is_there(&hand, "errors.problems.list.0"));
    snprintf(text, sizeof text, "%sb]\n", head);
    write_file(path, text);
    wait_ms(&hand, 1200);
    assert_int_equal(hand.window->mode, MODE_LESSON);
    hand_close(&hand);
    assert_int_equal(remove(path), 0);
}

/* Presenter mode: large type, two panels, back by Escape. */
static void test_presenter(void **state)
{
    (void)state;
    struct stage_hand hand = hand_open(LESSON("lost-segment"));
    press(&hand, KEY_CHARACTER, 'p', 0);
    assert_true(hand.window->theme.large);
    assert_false(is_there(&hand, "inspector"));
    assert_true(is_there(&hand, "stage"));
    press(&hand, KEY_ESCAPE, 0, 0);
    press(&hand, KEY_ESCAPE, 0, 0);
    wait_ms(&hand, 32);
    assert_false(hand.window->theme.large);
    hand_close(&hand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_lesson_forwards_and_back),
        cmocka_unit_test(test_a_step_glides),
        cmocka_unit_test(test_questions),
        cmocka_unit_test(test_a_number_is_typed),
        cmocka_unit_test(test_opening_words_come_before_the_first_question),
        cmocka_unit_test(test_playing_stops_at_questions),
        cmocka_unit_test(test_language_and_theme),
        cmocka_unit_test(test_filter),
        cmocka_unit_test(test_drop_and_undo),
        cmocka_unit_test(test_selection),
        cmocka_unit_test(test_why),
        cmocka_unit_test(test_chooser),
        cmocka_unit_test(test_errors_and_reload),
        cmocka_unit_test(test_presenter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
