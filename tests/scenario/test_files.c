/* tests/scenario/test_files.c: files as authors write them. tests/scenario/good and scenarios/
 * load without a word; tests/scenario/bad/NAME.yaml is refused with the very text of
 * NAME.expected.
 *
 * To write the .expected files anew after a sentence was changed on purpose, run this program
 * with NETSTAGE_BLESS=1 in the environment, and read what has changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "scenario/files.h"
#include "scenario/scenario.h"

#define SCENARIO_TESTS NETSTAGE_SOURCE_DIR "/tests/scenario"

static const char *name_of(const char *path)
{
    return strrchr(path, '/') + 1;
}

static void assert_loads(const char *path)
{
    size_t length = 0;
    char *text = file_read(path, &length);
    struct diagnostics d;
    struct growing out = {0};
    assert_non_null(text);
    diagnostics_init(&d, name_of(path));
    struct scenario *s = scenario_load_text(text, length, path, &d);
    diagnostics_put(&d, &out);
    assert_string_equal(growing_text(&out), ""); /* not even a warning */
    assert_non_null(s);
    struct world_def def;
    world_def_init(&def);
    assert_true(scenario_to_world(s, &def));
    assert_int_equal(def.node_count, s->node_count);
    assert_int_equal(def.interface_count, s->interface_count);
    assert_int_equal(def.cable_count, s->link_count);
    world_def_release(&def);
    growing_release(&out);
    scenario_free(s);
    diagnostics_release(&d);
    free(text);
}

static void test_good_files(void **state)
{
    (void)state;
    static const char *const folders[] = {SCENARIO_TESTS "/good",
                                          NETSTAGE_SOURCE_DIR "/scenarios"};
    for (size_t i = 0; i < 2; i++) {
        struct folder folder = folder_read(folders[i], ".yaml");
        assert_true(folder.count >= 4);
        for (size_t k = 0; k < folder.count; k++)
            assert_loads(folder.path[k]);
        folder_release(&folder);
    }
}

static void bless(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fputs(text, file) >= 0, 1);
    assert_int_equal(fclose(file), 0);
}

static int assert_refused(const char *path)
{
    size_t length = 0;
    size_t expected_length = 0;
    char expected_path[PATH_OCTETS];
    (void)snprintf(expected_path, sizeof expected_path, "%.*s.expected",
                   (int)(strlen(path) - strlen(".yaml")), path);
    char *text = file_read(path, &length);
    assert_non_null(text);
    struct diagnostics d;
    struct growing out = {0};
    diagnostics_init(&d, name_of(path));
    struct scenario *s = scenario_load_text(text, length, path, &d);
    diagnostics_put(&d, &out);
    if (getenv("NETSTAGE_BLESS") != NULL)
        bless(expected_path, growing_text(&out));
    char *expected = file_read(expected_path, &expected_length);
    int failed = expected == NULL || strcmp(growing_text(&out), expected) != 0;
    int loaded = s != NULL;
    if (failed || loaded)
        print_error("%s gives\n%s%s", name_of(path), growing_text(&out),
                    loaded ? "and is accepted\n" : "");
    scenario_free(s);
    growing_release(&out);
    diagnostics_release(&d);
    free(expected);
    free(text);
    return failed || loaded;
}

static void test_bad_files(void **state)
{
    (void)state;
    struct folder folder = folder_read(SCENARIO_TESTS "/bad", ".yaml");
    int failed = 0;
    assert_true(folder.count >= 60);
    for (size_t i = 0; i < folder.count; i++)
        failed += assert_refused(folder.path[i]);
    folder_release(&folder);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_files),
        cmocka_unit_test(test_bad_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
