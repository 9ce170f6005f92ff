/* Message catalogues: both byte orders, contexts, several languages at once, damaged files. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalogue_load.h"

/* What a translator wrote, sorted by original as msgfmt sorts it. */
static const char *const pairs[][2] = {
    {"", "Content-Type: text/plain; charset=UTF-8\n"},
    {"Back", "뒤로"},
    {"Step", "한 걸음"},
    {"Untranslated", ""},
    {"frame\4Drop", "버리기"},
    {"table\4Drop", "버린 수"},
};
enum { PAIRS = sizeof pairs / sizeof pairs[0], MO_MAX = 1024 };

static void put_word(uint8_t *bytes, size_t at, uint32_t v, bool big_endian)
{
    for (unsigned i = 0; i < 4; i++)
        bytes[at + i] = (uint8_t)(v >> 8 * (big_endian ? 3 - i : i));
}

/* Builds a .mo file as the gettext manual draws it. Gives its length. */
static size_t make_mo(uint8_t *bytes, bool big_endian, const char *suffix)
{
    const uint32_t header[] = {0x950412de, 0, PAIRS, 28, 28 + PAIRS * 8, 0, 28 + PAIRS * 16};
    for (size_t i = 0; i < 7; i++)
        put_word(bytes, i * 4, header[i], big_endian);
    size_t end = 28 + PAIRS * 16;
    for (size_t table = 0; table < 2; table++) {
        for (size_t i = 0; i < PAIRS; i++) {
            char text[128];
            strcpy(text, pairs[i][table]);
            if (table == 1 && text[0] != '\0')
                strcat(text, suffix);
            size_t at = 28 + table * PAIRS * 8 + i * 8;
            put_word(bytes, at, (uint32_t)strlen(text), big_endian);
            put_word(bytes, at + 4, (uint32_t)end, big_endian);
            memcpy(bytes + end, text, strlen(text) + 1);
            end += strlen(text) + 1;
        }
    }
    return end;
}

static uint8_t korean[MO_MAX];
static uint8_t other[MO_MAX];

static void check_korean(void)
{
    assert_string_equal(tr_in("ko", "Back"), "뒤로");
    assert_string_equal(tr_in("ko", "Step"), "한 걸음");
    assert_string_equal(tr_in("ko", "Untranslated"), "Untranslated");
    assert_string_equal(tr_in("ko", "Not there"), "Not there");
    assert_string_equal(tr_in("ko", "Drop"), "Drop");
    assert_string_equal(tr_in("ko", ""), "");
    assert_string_equal(trc_in("ko", "frame", "Drop"), "버리기");
    assert_string_equal(trc_in("ko", "table", "Drop"), "버린 수");
    assert_string_equal(trc_in("ko", "tab", "Drop"), "Drop");
    assert_string_equal(trc_in("ko", "tables", "Drop"), "Drop");
    assert_string_equal(trc_in("ko", "frame", "Back"), "Back");
}

static void both_byte_orders_are_read(void **state)
{
    (void)state;
    for (int big_endian = 0; big_endian <= 1; big_endian++) {
        size_t n = make_mo(korean, big_endian == 1, "");
        assert_int_equal(catalogue_add("ko", korean, n), CATALOGUE_OK);
        check_korean();
    }
}

static void languages_live_side_by_side(void **state)
{
    (void)state;
    assert_int_equal(catalogue_add("ko", korean, make_mo(korean, false, "")), CATALOGUE_OK);
    assert_int_equal(catalogue_add("xx", other, make_mo(other, true, "!")), CATALOGUE_OK);
    assert_string_equal(catalogue_language(0), "en");
    assert_string_equal(catalogue_language(1), "ko");
    assert_string_equal(catalogue_language(2), "xx");
    assert_null(catalogue_language(3));
    assert_true(catalogue_select("ko"));
    assert_string_equal(_("Back"), "뒤로");
    assert_string_equal(trc("frame", "Drop"), "버리기");
    assert_string_equal(tr_in("xx", "Back"), "뒤로!");
    assert_string_equal(tr_in("en", "Back"), "Back");
    assert_true(catalogue_select("xx"));
    assert_string_equal(catalogue_selected(), "xx");
    assert_string_equal(tr("Back"), "뒤로!");
    assert_false(catalogue_select("fr"));
    assert_string_equal(catalogue_selected(), "en");
    assert_string_equal(tr("Back"), "Back");
    assert_true(catalogue_select("en"));
}

/* Every truncation and every changed octet gives a status or a catalogue that stays in bounds
 * (the copy has exactly its length, so that AddressSanitizer sees the first octet too far). */
static void damaged_files_are_refused_or_harmless(void **state)
{
    (void)state;
    uint8_t good[MO_MAX];
    size_t n = make_mo(good, false, "");
    for (size_t cut = 0; cut < n; cut++) {
        uint8_t *copy = malloc(cut == 0 ? 1 : cut);
        assert_non_null(copy);
        memcpy(copy, good, cut);
        assert_int_not_equal(catalogue_add("cut", copy, cut), CATALOGUE_OK);
        free(copy);
    }
    static const uint8_t flips[] = {0x01, 0x80, 0xff};
    for (size_t at = 0; at < n; at++) {
        for (size_t f = 0; f < sizeof flips; f++) {
            uint8_t *copy = malloc(n);
            assert_non_null(copy);
            memcpy(copy, good, n);
            copy[at] ^= flips[f];
            if (catalogue_add("xx", copy, n) == CATALOGUE_OK) {
                assert_true(strlen(tr_in("xx", "Back")) < n);
                assert_true(strlen(trc_in("xx", "table", "Drop")) < n);
            }
            assert_int_equal(catalogue_add("xx", other, make_mo(other, true, "!")),
                             CATALOGUE_OK);
            free(copy);
        }
    }
}

static void wrong_names_are_refused(void **state)
{
    (void)state;
    size_t n = make_mo(korean, false, "");
    assert_int_equal(catalogue_add("", korean, n), CATALOGUE_BAD_LANGUAGE);
    assert_int_equal(catalogue_add("en", korean, n), CATALOGUE_BAD_LANGUAGE);
    assert_int_equal(catalogue_add("a-name-of-16-oct", korean, n), CATALOGUE_BAD_LANGUAGE);
    for (char name[] = "a1"; name[1] <= '9'; name[1]++) {
        enum catalogue_status status = catalogue_add(name, korean, n);
        bool full = name[1] - '0' > CATALOGUES_MAX - 3; /* ko, xx and file are there */
        assert_int_equal(status, full ? CATALOGUE_TOO_MANY : CATALOGUE_OK);
    }
    for (int s = CATALOGUE_OK; s <= CATALOGUE_BAD_LANGUAGE; s++)
        assert_true(strlen(catalogue_status_text((enum catalogue_status)s)) > 0);
}

static void a_file_is_loaded_once(void **state)
{
    (void)state;
    char path[] = "/tmp/netstage-catalogue-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    FILE *file = fdopen(descriptor, "wb");
    assert_non_null(file);
    size_t n = make_mo(other, true, "?");
    assert_int_equal(fwrite(other, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(catalogue_load("file", path), CATALOGUE_OK);
    assert_string_equal(tr_in("file", "Back"), "뒤로?");
    assert_int_equal(remove(path), 0);
    assert_int_equal(catalogue_load("file", path), CATALOGUE_OK); /* it is there already */
    assert_string_equal(tr_in("file", "Back"), "뒤로?");
    assert_int_equal(catalogue_load("gone", path), CATALOGUE_NOT_FOUND);
    assert_int_equal(catalogue_load("gone", "/"), CATALOGUE_NOT_FOUND);
}

static void the_environment_names_the_language(void **state)
{
    (void)state;
    static const char *const variables[] = {"NETSTAGE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
    char language[LANGUAGE_SIZE];
    for (size_t i = 0; i < 4; i++)
        unsetenv(variables[i]);
    catalogue_wanted(NULL, language);
    assert_string_equal(language, "en");
    static const char *const values[][2] = {
        {"ko_KR.UTF-8", "ko"}, {"ko", "ko"}, {"ko-KR", "ko"}, {"C.UTF-8", "en"},
        {"POSIX", "en"},       {"C", "en"},  {"@", "en"},     {"de_DE@euro", "de"}};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        setenv("LANG", values[i][0], 1);
        catalogue_wanted(NULL, language);
        assert_string_equal(language, values[i][1]);
    }
    setenv("LC_ALL", "", 1); /* empty means not set */
    setenv("LC_MESSAGES", "ko", 1);
    catalogue_wanted("", language);
    assert_string_equal(language, "ko");
    setenv("NETSTAGE_LANG", "fr", 1);
    catalogue_wanted(NULL, language);
    assert_string_equal(language, "fr");
    catalogue_wanted("ko", language);
    assert_string_equal(language, "ko");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_byte_orders_are_read),
        cmocka_unit_test(languages_live_side_by_side),
        cmocka_unit_test(damaged_files_are_refused_or_harmless),
        cmocka_unit_test(a_file_is_loaded_once),
        cmocka_unit_test(wrong_names_are_refused),
        cmocka_unit_test(the_environment_names_the_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
