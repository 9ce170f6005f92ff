/* The lint finds each planted fault and nothing in a sound picture; the colours keep what the
 * plates promise. */
#define _POSIX_C_SOURCE 200809L
#include "gui/gui_fixture.h"

#include "gui/lint.h"

static struct fonts *fonts;

static int open_fonts(void **state)
{
    (void)state;
    fonts = fixture_fonts();
    return 0;
}

static int close_fonts(void **state)
{
    (void)state;
    fonts_close(fonts);
    return 0;
}

static const struct rgba ink = {0x17, 0x19, 0x1b, 255};

static struct draw_list white_page(void)
{
    struct draw_list list = {0};
    draw_rect(&list, rect_make(0, 0, 400, 200), 0, paint_fill(rgb(0xffffff)));
    return list;
}

/* Lints a list and says which kinds were found, as bits. */
static unsigned kinds_found(struct draw_list *list, bool large)
{
    struct lint lint = {.large = large};
    unsigned found = 0;
    lint_list(&lint, fonts, list, 400, 200, 1);
    for (uint32_t i = 0; i < lint.count; i++)
        found |= 1u << lint.findings[i].kind;
    lint_release(&lint);
    draw_release(list);
    return found;
}

static struct text_style plain(struct rgba colour)
{
    return text_style(FONT_REGULAR, 16, colour);
}

static void a_sound_picture_has_no_findings(void **state)
{
    (void)state;
    struct draw_list list = white_page();
    draw_text_in(&list, rect_make(10, 10, 200, 24), plain(ink), "Nobody is told. 아무도");
    draw_text(&list, 10, 60, plain(ink), "on the next line");
    draw_line(&list, 0, 80, 400, 80, paint_stroke(ink, 1));
    assert_int_equal(kinds_found(&list, true), 0);
}

static void text_wider_than_its_box_is_found(void **state)
{
    (void)state;
    struct draw_list list = white_page();
    draw_text_in(&list, rect_make(10, 10, 40, 24), plain(ink), "far too long for it");
    assert_int_equal(kinds_found(&list, false), 1u << LINT_CLIPPED);
}

static void text_cut_by_clip_or_window_is_found(void **state)
{
    (void)state;
    struct draw_list list = white_page();
    draw_clip(&list, rect_make(10, 10, 50, 30));
    draw_text(&list, 20, 30, plain(ink), "sideways");
    draw_unclip(&list);
    assert_int_equal(kinds_found(&list, false), 1u << LINT_CLIPPED);
    list = white_page();
    draw_text(&list, 380, 30, plain(ink), "outside");
    assert_int_equal(kinds_found(&list, false), 1u << LINT_CLIPPED);
    list = white_page();
    draw_text(&list, 500, 30, plain(ink), "wholly outside");
    assert_int_equal(kinds_found(&list, false), 1u << LINT_CLIPPED);
    list = white_page();
    draw_clip(&list, rect_make(10, 10, 380, 22)); /* cut below, and nobody can scroll there */
    draw_text(&list, 20, 36, plain(ink), "cut across");
    draw_unclip(&list);
    assert_int_equal(kinds_found(&list, false), 1u << LINT_CLIPPED);
}

static void what_can_be_scrolled_into_sight_is_no_fault(void **state)
{
    (void)state;
    struct draw_list list = white_page();
    draw_clip(&list, rect_make(0, 0, 400, 60));
    draw_clip_scrolled(&list, rect_make(10, 10, 100, 40), SCROLL_UP_DOWN);
    draw_text(&list, 20, 15, plain(ink), "above");
    draw_text(&list, 20, 54, plain(ink), "cut below");
    draw_text(&list, 20, 300, plain(ink), "far below");
    draw_unclip(&list);
    draw_clip_scrolled(&list, rect_make(200, 10, 60, 30), SCROLL_SIDEWAYS);
    draw_text(&list, 180, 30, plain(ink), "longer than its field");
    draw_unclip(&list);
    draw_unclip(&list);
    assert_int_equal(kinds_found(&list, false), 0);
    list = white_page();
    draw_clip_scrolled(&list, rect_make(10, 10, 60, 40), SCROLL_UP_DOWN);
    draw_text(&list, 20, 30, plain(ink), "too wide for it");
    draw_unclip(&list);
    assert_int_equal(kinds_found(&list, false), 1u << LINT_CLIPPED);
}

static void labels_on_each_other_are_found_unless_allowed(void **state)
{
    (void)state;
    struct draw_list list = white_page();
    draw_text(&list, 20, 30, plain(ink), "home router");
    draw_text(&list, 60, 34, plain(ink), "provider router");
    assert_int_equal(kinds_found(&list, false), 1u << LINT_OVERLAP);
    list = white_page();
    list.group = 7;
    draw_text(&list, 20, 30, plain(ink), "home router");
    draw_text(&list, 60, 34, plain(ink), "provider router");
    assert_int_equal(kinds_found(&list, false), 0);
    list = white_page();
    draw_text(&list, 20, 30, plain(ink), "below a menu");
    list.layer = 1;
    draw_rect(&list, rect_make(10, 10, 200, 40), 0, paint_fill(rgb(0xffffff)));
    draw_text(&list, 24, 34, plain(ink), "in the menu");
    assert_int_equal(kinds_found(&list, false), 0);
}

static void faint_text_is_found_on_what_it_lies_on(void **state)
{
    (void)state;
    struct draw_list list = white_page();
    draw_text(&list, 20, 30, plain(rgb(0x8e8b84)), "3.4 to 1 on white");
    assert_int_equal(kinds_found(&list, false), 1u << LINT_CONTRAST);
    list = white_page();
    draw_text(&list, 20, 30, plain(rgb(0x7f8286)), "ink3, 3.9 to 1: not for words");
    assert_int_equal(kinds_found(&list, false), 1u << LINT_CONTRAST);
    list = white_page();
    draw_rect(&list, rect_make(10, 10, 50, 30), 0, paint_fill(rgb(0x0072b2)));
    draw_text(&list, 20, 30, plain(ink), "dark on blue, then on white");
    assert_int_equal(kinds_found(&list, false), 1u << LINT_CONTRAST);
    list = white_page();
    draw_text(&list, 20, 30, plain(rgba_fade(ink, 0.4f)), "thin by its alpha");
    assert_int_equal(kinds_found(&list, false), 1u << LINT_CONTRAST);
}

static void text_painted_over_is_found(void **state)
{
    (void)state;
    struct draw_list list = white_page();
    draw_text(&list, 20, 30, plain(ink), "hidden soon");
    draw_rect(&list, rect_make(10, 10, 60, 30), 0, paint_fill(rgb(0xf4f3ef)));
    assert_int_equal(kinds_found(&list, false), 1u << LINT_COVERED);
}

static void small_and_missing_characters_are_found(void **state)
{
    (void)state;
    struct draw_list list = white_page();
    draw_text(&list, 20, 30, text_style(FONT_REGULAR, 13, ink), "13 pixels");
    assert_int_equal(kinds_found(&list, true), 1u << LINT_SMALL);
    list = white_page();
    draw_text(&list, 20, 30, plain(ink),
              "\xe2\x88\x92"
              "5 ms"); /* U+2212 */
    assert_int_equal(kinds_found(&list, false), 1u << LINT_GLYPH);
}

static void colours_keep_their_promises(void **state)
{
    (void)state;
    for (unsigned name = 0; name < THEMES; name++) {
        struct theme t = theme_make((enum theme_name)name, 1, false, false);
        const struct rgba *c = t.colour;
        float least = name == THEME_CONTRAST ? 9.0f : 4.75f;
        for (unsigned ground = TOKEN_PAPER; ground <= TOKEN_GROUND; ground++) {
            assert_true(contrast_ratio(c[TOKEN_INK], c[ground]) > 13);
            assert_true(contrast_ratio(c[TOKEN_INK2], c[ground]) > 5.5f);
            assert_true(contrast_ratio(c[TOKEN_RULE], c[ground]) > 3);
            for (unsigned p = 0; p <= PROTOCOL_LOSS; p++)
                assert_true(contrast_ratio(t.protocol[p].ink, c[ground]) >= least);
        }
        for (unsigned p = 0; p < PROTOCOLS; p++)
            assert_true(contrast_ratio(t.protocol[p].label, t.protocol[p].fill) >= 4.8f);
        assert_true(contrast_ratio(c[TOKEN_MARK], c[TOKEN_MARK_TEXT]) > 15);
        assert_true(contrast_ratio(c[TOKEN_INK], c[TOKEN_WASH]) > 10);
    }
    assert_true(fabsf(contrast_ratio(rgb(0xffffff), rgb(0)) - 21) < 0.01f);
}

static void motion_has_its_lengths_and_curves(void **state)
{
    (void)state;
    struct theme t = theme_make(THEME_DARK, 9, false, false);
    struct theme large = theme_make(THEME_DARK, 1, true, false);
    struct theme still = theme_make(THEME_DARK, 1, false, true);
    assert_true(t.scale == 3 && large.type[TYPE_LABEL] == 26 && large.type[TYPE_SHEET] == 56);
    assert_true(motion_milliseconds(&t, MOTION_HOP) == 600);
    assert_true(motion_milliseconds(&large, MOTION_HOP) == 900);
    for (int m = MOTION_HOP; m <= MOTION_PANEL; m++) {
        assert_true(motion_at(&t, (enum motion)m, 0) == 0);
        assert_true(motion_at(&t, (enum motion)m, 5000) == 1);
        assert_true(m == MOTION_TOOLTIP || motion_at(&still, (enum motion)m, 0) == 1);
    }
    assert_true(fabsf(motion_at(&t, MOTION_HOP, 300) - 0.5f) < 1e-5f);
    assert_true(fabsf(ease_out(0.5f) - 0.875f) < 1e-5f);
    assert_true(fabsf(ease_in(0.5f) - 0.25f) < 1e-5f);
    enum theme_name name;
    assert_true(theme_from_word("contrast", &name) && name == THEME_CONTRAST);
    assert_false(theme_from_word("pink", &name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_picture_has_no_findings),
        cmocka_unit_test(text_wider_than_its_box_is_found),
        cmocka_unit_test(text_cut_by_clip_or_window_is_found),
        cmocka_unit_test(what_can_be_scrolled_into_sight_is_no_fault),
        cmocka_unit_test(labels_on_each_other_are_found_unless_allowed),
        cmocka_unit_test(faint_text_is_found_on_what_it_lies_on),
        cmocka_unit_test(text_painted_over_is_found),
        cmocka_unit_test(small_and_missing_characters_are_found),
        cmocka_unit_test(colours_keep_their_promises),
        cmocka_unit_test(motion_has_its_lengths_and_curves),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
