/* tests/transport/test_knobs.c: the table of TCP's switches: every value that a switch can have
 * can be set, read back, written as text and read from it; no two share a name or a member; and
 * docs/tcp-settings.md has the table as it is here (a mismatch writes
 * tests/tcp-settings.actual.md into the build). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "transport/tcp_knobs.h"

enum { TABLE_MAX = 32768, LINE = 1024, VALUES = 3 };

/* The values at the edges; gives how many. */
static int edges(enum tcp_knob knob, int64_t value[VALUES])
{
    const struct tcp_knob_info *info = tcp_knob_info(knob);
    value[0] = info->least;
    value[1] = info->most;
    value[2] = info->except;
    return info->exception[0] != '\0' ? VALUES : VALUES - 1;
}

static void set_and_get(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TCP_KNOBS; i++) {
        enum tcp_knob knob = (enum tcp_knob)i;
        int64_t value[VALUES];
        int count = edges(knob, value);
        for (int k = 0; k < count; k++) {
            struct tcp_profile p = tcp_default_profile();
            assert_true(tcp_knob_allows(knob, value[k]));
            tcp_knob_set(&p, knob, value[k]);
            assert_int_equal(tcp_knob_get(&p, knob), value[k]);
        }
        int64_t beyond = tcp_knob_info(knob)->most + 1;
        if (count < VALUES || beyond != value[2])
            assert_false(tcp_knob_allows(knob, beyond));
    }
}

/* The defaults are among what can be set. */
static void defaults_are_allowed(void **state)
{
    (void)state;
    for (int system = 0; system < HABITS; system++) {
        struct tcp_profile p = tcp_profile_of((enum tcp_habits)system);
        for (unsigned i = 0; i < TCP_KNOBS; i++)
            assert_true(tcp_knob_allows((enum tcp_knob)i, tcp_knob_get(&p, (enum tcp_knob)i)));
    }
}

/* Setting one changes no other. */
static void members_are_apart(void **state)
{
    (void)state;
    for (unsigned i = 1; i < TCP_KNOBS; i++) {
        struct tcp_profile before = tcp_default_profile();
        struct tcp_profile after = before;
        int64_t value[VALUES];
        (void)edges((enum tcp_knob)i, value);
        tcp_knob_set(&after, (enum tcp_knob)i, value[0]);
        for (unsigned k = 0; k < TCP_KNOBS; k++) {
            if (k != i)
                assert_int_equal(tcp_knob_get(&before, (enum tcp_knob)k),
                                 tcp_knob_get(&after, (enum tcp_knob)k));
        }
    }
}

static void check_text(enum tcp_knob knob, enum tcp_knob_form form, int64_t value)
{
    char buffer[TCP_KNOB_NAME];
    struct text text = text_over(buffer, sizeof buffer);
    int64_t read = -1;
    tcp_knob_write(knob, form, value, &text);
    assert_true(text.ok);
    assert_true(tcp_knob_read(knob, form, buffer, text.length, &read));
    assert_int_equal(read, value);
}

static void text_and_back(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TCP_KNOBS; i++) {
        enum tcp_knob knob = (enum tcp_knob)i;
        const struct tcp_knob_info *info = tcp_knob_info(knob);
        int64_t value[VALUES];
        int count = edges(knob, value);
        for (int k = 0; k < count; k++) {
            check_text(knob, FORM_PLAIN, value[k]);
            if (info->linux_name[0] != '\0')
                check_text(knob, info->form, value[k]);
        }
    }
}

static void names(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TCP_KNOBS; i++) {
        char name[TCP_KNOB_NAME];
        enum tcp_knob_form form = FORM_THREE;
        const struct tcp_knob_info *info = tcp_knob_info((enum tcp_knob)i);
        (void)tcp_knob_own_sysctl((enum tcp_knob)i, name);
        assert_int_equal(tcp_knob_find(name, strlen(name), &form), i);
        assert_int_equal(form, FORM_PLAIN);
        (void)tcp_knob_sysctl((enum tcp_knob)i, name);
        assert_int_equal(tcp_knob_find(name, strlen(name), &form), i);
        assert_int_equal(form, info->linux_name[0] != '\0' ? info->form : FORM_PLAIN);
        assert_true(strlen(info->sentence) > 20);
        assert_int_equal(info->sentence[strlen(info->sentence) - 1], '.');
    }
}

static void text_that_is_no_value(void **state)
{
    (void)state;
    static const struct {
        enum tcp_knob knob;
        enum tcp_knob_form form;
        const char *text;
    } wrong[] = {
        {TCP_KNOB_SACK, FORM_PLAIN, "2"},
        {TCP_KNOB_SACK, FORM_PLAIN, "yes"},
        {TCP_KNOB_SACK, FORM_PLAIN, ""},
        {TCP_KNOB_SACK, FORM_PLAIN, "1 1"},
        {TCP_KNOB_SACK, FORM_PLAIN, "-1"},
        {TCP_KNOB_MSL, FORM_PLAIN, "30"},
        {TCP_KNOB_MSL, FORM_PLAIN, "30 h"},
        {TCP_KNOB_MSL, FORM_PLAIN, "ms"},
        {TCP_KNOB_MSL, FORM_PLAIN, "999999999999s"},
        {TCP_KNOB_DELAYED_ACK, FORM_PLAIN, "500ms"},
        {TCP_KNOB_DELAYED_ACK, FORM_PLAIN, "on"},
        {TCP_KNOB_CONGESTION, FORM_LINUX_WORD, "2"},
        {TCP_KNOB_CONGESTION, FORM_PLAIN, "vegas"},
        {TCP_KNOB_ECN, FORM_NUMBER, "when-asked"},
        {TCP_KNOB_SEND_BUFFER, FORM_THREE, "4096 65536"},
        {TCP_KNOB_SEND_BUFFER, FORM_THREE, "4096 65536 65536 1"},
        {TCP_KNOB_SEND_BUFFER, FORM_THREE, "4096 1 65536"},
        {TCP_KNOB_RTO_MINIMUM, FORM_MICROSECONDS, "9223372036854775807"},
        {TCP_KNOB_WINDOW_SHIFT, FORM_PLAIN, "15"},
        {TCP_KNOB_WINDOW_SHIFT, FORM_PLAIN, "08"},
        {TCP_KNOB_PROFILE, FORM_PLAIN,
         "a word that is longer than any name of a setting is, by far"
         " and away"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int64_t value;
        if (tcp_knob_read(wrong[i].knob, wrong[i].form, wrong[i].text, strlen(wrong[i].text),
                          &value))
            fail_msg("%s is taken for a value", wrong[i].text);
    }
}

/* --- the document --- */

static void put_value(enum tcp_knob knob, int64_t value, struct text *text)
{
    if (tcp_knob_info(knob)->kind == KNOB_SWITCH)
        text_put(text, value != 0 ? "on" : "off");
    else
        tcp_knob_write(knob, FORM_PLAIN, value, text);
}

/* "`off`, `1ms` to `499ms`" */
static void put_range(enum tcp_knob knob, struct text *text)
{
    const struct tcp_knob_info *info = tcp_knob_info(knob);
    bool words = info->kind == KNOB_WORD || info->kind == KNOB_SWITCH;
    if (info->exception[0] != '\0') {
        text_put(text, info->exception);
        text_put(text, ", ");
    }
    for (int64_t v = info->least; v <= info->most; v = words ? v + 1 : INT64_MAX) {
        text_put(text, v > info->least ? ", " : "");
        put_value(knob, v, text);
    }
    if (!words) {
        text_put(text, " to ");
        put_value(knob, info->most, text);
    }
}

static void put_sysctl(enum tcp_knob knob, struct text *text)
{
    char name[TCP_KNOB_NAME];
    text_put(text, "`");
    text_put(text, tcp_knob_sysctl(knob, name));
    text_put(text, "`");
    switch (tcp_knob_info(knob)->linux_name[0] != '\0' ? tcp_knob_info(knob)->form
                                                       : FORM_PLAIN) {
    case FORM_PLAIN:
    case FORM_NUMBER:
    case FORM_LINUX_WORD:
        return;
    case FORM_NEGATED:
        text_put(text, ", the other way round");
        return;
    case FORM_MICROSECONDS:
        text_put(text, ", us");
        return;
    case FORM_MILLISECONDS:
        text_put(text, ", ms");
        return;
    case FORM_SECONDS:
        text_put(text, ", s");
        return;
    case FORM_THREE:
        text_put(text, ", three numbers");
        return;
    }
}

static void put_row(enum tcp_knob knob, struct text *text)
{
    const struct tcp_knob_info *info = tcp_knob_info(knob);
    text_put(text, "| `");
    text_put(text, info->key);
    text_put(text, "` | ");
    put_sysctl(knob, text);
    text_put(text, " | ");
    put_range(knob, text);
    for (int system = 0; system < HABITS; system++) {
        struct tcp_profile p = tcp_profile_of((enum tcp_habits)system);
        text_put(text, " | ");
        put_value(knob, tcp_knob_get(&p, knob), text);
    }
    text_put(text, info->of_sockets ? " | yes | " : " | | ");
    text_put(text, info->sentence);
    text_put(text, " |\n");
}

static void read_document(char *out, size_t size)
{
    FILE *file = fopen(NETSTAGE_SOURCE_DIR "/docs/tcp-settings.md", "r");
    assert_non_null(file);
    size_t n = fread(out, 1, size - 1, file);
    out[n] = '\0';
    (void)fclose(file);
}

static void table_in_document(void **state)
{
    (void)state;
    static char table[TABLE_MAX];
    static char document[2 * TABLE_MAX];
    struct text text = text_over(table, sizeof table);
    text_put(&text,
             "| key | sysctl | values | textbook | linux | freebsd | a socket's own | what "
             "it is |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (unsigned i = 0; i < TCP_KNOBS; i++)
        put_row((enum tcp_knob)i, &text);
    assert_true(text.ok);
    read_document(document, sizeof document);
    if (strstr(document, table) != NULL)
        return;
    FILE *file = fopen(NETSTAGE_BINARY_DIR "/tests/tcp-settings.actual.md", "w");
    assert_non_null(file);
    (void)fputs(table, file);
    (void)fclose(file);
    fail_msg("docs/tcp-settings.md has another table; it should have that of "
             "tests/tcp-settings.actual.md");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(set_and_get),
                                              cmocka_unit_test(defaults_are_allowed),
                                              cmocka_unit_test(members_are_apart),
                                              cmocka_unit_test(text_and_back),
                                              cmocka_unit_test(names),
                                              cmocka_unit_test(text_that_is_no_value),
                                              cmocka_unit_test(table_in_document)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
