/* Fonts, wrapping, ellipsis, composition, editing. */
#define _POSIX_C_SOURCE 200809L
#include "gui/gui_fixture.h"

#include "gui/edit.h"
#include "gui/utf8.h"
#include "gui/wrap.h"

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

static void missing_fonts_name_the_package(void **state)
{
    (void)state;
    char error[512];
    assert_int_equal(setenv("NETSTAGE_FONT_DIR", "/nowhere", 1), 0);
    assert_null(fonts_open(error, sizeof error));
    assert_non_null(strstr(error, "NanumBarunGothic.ttf"));
    assert_non_null(strstr(error, "/nowhere"));
    assert_int_equal(unsetenv("NETSTAGE_FONT_DIR"), 0);
}

static void digits_have_one_width_in_both_weights(void **state)
{
    (void)state;
    float wide = fonts_width(fonts, FONT_REGULAR, 130, "0", 1);
    for (char digit = '0'; digit <= '9'; digit++)
        assert_true(fabsf(fonts_width(fonts, FONT_BOLD, 130, &digit, 1) - wide) < 0.6f);
    assert_true(fabsf(fonts_width(fonts, FONT_REGULAR, 13, "25.331", 6) -
                      fonts_width(fonts, FONT_REGULAR, 13, "25.088", 6)) < 0.3f);
    assert_true(fabsf(fonts_width(fonts, FONT_MONO, 100, "가", 3) -
                      2 * fonts_width(fonts, FONT_MONO, 100, "m", 1)) <= 1.0f);
}

static void the_faces_have_hangul_and_lack_what_is_drawn(void **state)
{
    (void)state;
    for (unsigned face = 0; face < FONT_FACES; face++) {
        for (uint32_t c = 0xac00; c < 0xac00 + 11172; c += 83)
            assert_true(fonts_has(fonts, (enum font_face)face, c));
        assert_true(fonts_has(fonts, (enum font_face)face, 0x2026)); /* the ellipsis */
    }
    assert_true(fonts_has(fonts, FONT_REGULAR, 0x2192));
    assert_false(fonts_has(fonts, FONT_REGULAR, 0x2212));
}

static void sizes_are_kept_to_parts_of_a_pixel(void **state)
{
    (void)state;
    float a = fonts_width(fonts, FONT_REGULAR, 16, "a rather long sentence to measure", 33);
    float b = fonts_width(fonts, FONT_REGULAR, 16.5f, "a rather long sentence to measure", 33);
    assert_true(b > a);
}

static void a_run_starts_at_the_pen(void **state)
{
    (void)state;
    const struct text_run *run = fonts_run(fonts, FONT_REGULAR, 40, "H", 1);
    assert_non_null(run);
    assert_non_null(run->cover);
    assert_int_equal(run->left, 0);
    int row = run->ascent - 5, column = 0;
    while (column < run->width && run->cover[row * run->width + column] < 128)
        column++;
    assert_true(column > 0 && column < 10);
    for (int x = 0; x < run->width; x++) /* nothing of an H below the baseline */
        assert_true(run->cover[(run->ascent + 1) * run->width + x] < 128);
}

static void the_cache_finds_what_it_has_and_forgets_the_oldest(void **state)
{
    (void)state;
    (void)fonts_run(fonts, FONT_BOLD, 20, "cached", 6);
    struct font_cache_use before = fonts_cache_use(fonts);
    (void)fonts_run(fonts, FONT_BOLD, 20, "cached", 6);
    assert_int_equal(fonts_cache_use(fonts).found, before.found + 1);
    assert_int_equal(fonts_cache_use(fonts).made, before.made);
    for (int i = 0; i < 3000; i++) {
        char text[32];
        int n = snprintf(text, sizeof text, "run number %d", i);
        (void)fonts_run(fonts, FONT_BOLD, 60, text, (size_t)n);
    }
    struct font_cache_use after = fonts_cache_use(fonts);
    assert_true(after.dropped > 0);
    assert_true(after.octets <= (24u << 20));
}

static void assert_lines(const char *text, float width, uint32_t count,
                         const char *const *lines)
{
    struct text_line found[16];
    assert_int_equal(text_wrap(fonts, FONT_REGULAR, 16, width, text, found, 16), count);
    for (uint32_t i = 0; i < count; i++) {
        char line[256] = "";
        memcpy(line, text + found[i].first, found[i].octets);
        assert_string_equal(line, lines[i]);
        assert_true(found[i].width <= width);
    }
}

static void korean_breaks_between_words_only(void **state)
{
    (void)state;
    static const char *const lines[] = {"공유기로 가는", "케이블에서", "사라졌어요."};
    assert_lines("공유기로 가는 케이블에서 사라졌어요.", 110, 3, lines);
}

static void english_breaks_between_words_and_at_line_ends(void **state)
{
    (void)state;
    static const char *const lines[] = {"Nobody is told:", "a cable cannot", "", "report."};
    assert_lines("Nobody is told:  a cable cannot\n\nreport.", 112, 4, lines);
    static const char *const none[] = {""};
    assert_lines("", 100, 1, none);
}

static void a_word_wider_than_the_line_is_cut_between_characters(void **state)
{
    (void)state;
    const char *text = "가나다라마바사아자차카타파하";
    struct text_line lines[16];
    uint32_t n = text_wrap(fonts, FONT_REGULAR, 16, 50, text, lines, 16), at = 0;
    assert_true(n > 3 && n <= 16);
    for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(lines[i].first, at);
        assert_int_equal(lines[i].octets % 3, 0);
        assert_true(lines[i].width <= 50);
        at += lines[i].octets;
    }
    assert_int_equal(at, strlen(text));
    assert_true(text_wrap(fonts, FONT_REGULAR, 16, 0, text, lines, 16) == 14);
}

static void what_does_not_fit_ends_in_an_ellipsis(void **state)
{
    (void)state;
    char out[64];
    assert_false(text_elide(fonts, FONT_REGULAR, 13, 200, "short", out, sizeof out));
    assert_string_equal(out, "short");
    for (float width = 20; width < 120; width += 3) {
        assert_true(text_elide(fonts, FONT_REGULAR, 13, width, "웹 서버에서 노트북으로 가는 길",
                               out, sizeof out));
        size_t n = strlen(out), next, at = 0;
        assert_string_equal(out + n - 3, "…");
        assert_true(fonts_width(fonts, FONT_REGULAR, 13, out, n) <= width);
        while (at < n) { /* no character is cut */
            assert_true(utf8_at(out, n, at, &next) != UTF8_REPLACEMENT);
            at = next;
        }
    }
    assert_true(text_elide(fonts, FONT_REGULAR, 13, 9999, "much longer", out, 8));
    assert_true(strlen(out) < 8);
}

static void utf8_is_checked(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\x80",         "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
        "\xe0\x80\x80", "\xff",     "\xea\xb0"};
    size_t next;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(utf8_at(bad[i], strlen(bad[i]), 0, &next), UTF8_REPLACEMENT);
        assert_int_equal(next, 1);
    }
    for (uint32_t c = 1; c < 0x110000; c += c < 0x3000 ? 1 : 97) {
        char put[4];
        size_t n = utf8_put(c, put);
        if (c < 0xd800 || c > 0xdfff) {
            assert_int_equal(utf8_at(put, n, 0, &next), c);
            assert_int_equal(utf8_before(put, n), 0);
        }
    }
}

static void input_is_composed(void **state)
{
    (void)state;
    char out[64];
    /* hieut a nieun, kiyeok eu rieul: what macOS writes for two syllables */
    const char *apart =
        "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab\xe1\x84\x80\xe1\x85\xb3\xe1\x86\xaf";
    (void)utf8_compose(apart, strlen(apart), out, sizeof out);
    assert_string_equal(out, "한글");
    (void)utf8_compose("cafe\xcc\x81 u\xcc\x88"
                       "a\n\tb",
                       14, out, sizeof out);
    assert_string_equal(out, "café üa  b");
    assert_int_equal(utf8_compose("한글", 6, out, 6), 3); /* whole characters only */
    assert_string_equal(out, "한");
    for (uint32_t s = 0; s < 11172; s++) { /* every syllable from its parts */
        char parts[12], whole[4];
        size_t n = utf8_put(0x1100 + s / 588, parts);
        n += utf8_put(0x1161 + s % 588 / 28, parts + n);
        if (s % 28 != 0)
            n += utf8_put(0x11a7 + s % 28, parts + n);
        size_t w = utf8_put(0xac00 + s, whole);
        assert_int_equal(utf8_compose(parts, n, out, sizeof out), w);
        assert_memory_equal(out, whole, w);
    }
}

static void editing_moves_by_characters_and_words(void **state)
{
    (void)state;
    char text[32] = "tcp.flags == 한글";
    struct edit edit = {text, sizeof text, 0, 0};
    edit_move(&edit, MOVE_END, false);
    edit_move(&edit, MOVE_LEFT, false);
    assert_int_equal(edit.caret, strlen(text) - 3);
    assert_true(edit_delete(&edit, false, false));
    assert_string_equal(text, "tcp.flags == 글");
    edit_move(&edit, MOVE_START, false);
    edit_move(&edit, MOVE_WORD_RIGHT, true);
    assert_int_equal(edit_to(&edit), 3);
    assert_true(edit_insert(&edit, "udp", 3));
    assert_string_equal(text, "udp.flags == 글");
    edit_select_all(&edit);
    assert_true(edit_insert(&edit, "가", 3));
    assert_true(edit_insert(&edit, "\xe1\x86\xab", 3)); /* a final nieun joins the syllable */
    assert_string_equal(text, "간");
    for (int i = 0; i < 40; i++)
        (void)edit_insert(&edit, "나", 3);
    assert_true(strlen(text) < sizeof text && strlen(text) % 3 == 0);
    edit.caret = 4; /* inside a character */
    edit_settle(&edit);
    assert_int_equal(edit.caret, 3);
    text[0] = '\0';
    edit_settle(&edit);
    assert_int_equal(edit.caret, 0);
    assert_false(edit_delete(&edit, true, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(missing_fonts_name_the_package),
        cmocka_unit_test(digits_have_one_width_in_both_weights),
        cmocka_unit_test(the_faces_have_hangul_and_lack_what_is_drawn),
        cmocka_unit_test(sizes_are_kept_to_parts_of_a_pixel),
        cmocka_unit_test(a_run_starts_at_the_pen),
        cmocka_unit_test(the_cache_finds_what_it_has_and_forgets_the_oldest),
        cmocka_unit_test(korean_breaks_between_words_only),
        cmocka_unit_test(english_breaks_between_words_and_at_line_ends),
        cmocka_unit_test(a_word_wider_than_the_line_is_cut_between_characters),
        cmocka_unit_test(what_does_not_fit_ends_in_an_ellipsis),
        cmocka_unit_test(utf8_is_checked),
        cmocka_unit_test(input_is_composed),
        cmocka_unit_test(editing_moves_by_characters_and_words),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
