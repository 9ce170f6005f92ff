/* The program finds its own files: beside itself in a build tree, and where the environment
 * says; never outside its data. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/catalogue.h"
#include "scenario/resource_path.h"

static void the_build_tree_is_found(void **state)
{
    (void)state;
    char path[RESOURCE_PATH_SIZE];
    unsetenv("NETSTAGE_DATA_DIR");
    assert_true(resource_find("locale/ko.mo", path, sizeof path));
    assert_int_equal(access(path, R_OK), 0);
    assert_true(resource_find("scenarios", path, sizeof path));
    assert_false(resource_find("locale/no-such-file", path, sizeof path));
    assert_string_equal(path, "");
}

static void the_environment_comes_first(void **state)
{
    (void)state;
    char folder[] = "/tmp/netstage-data-XXXXXX";
    char path[RESOURCE_PATH_SIZE];
    char wanted[RESOURCE_PATH_SIZE];
    assert_non_null(mkdtemp(folder));
    setenv("NETSTAGE_DATA_DIR", folder, 1);
    assert_true(
        resource_find("locale/ko.mo", path, sizeof path)); /* not there: the next place */
    assert_true(strncmp(path, folder, strlen(folder)) != 0);
    (void)snprintf(wanted, sizeof wanted, "%s/scenarios", folder);
    assert_int_equal(mkdir(wanted, 0700), 0);
    assert_true(resource_find("scenarios", path, sizeof path));
    assert_string_equal(path, wanted);
    assert_int_equal(rmdir(wanted), 0);
    assert_int_equal(rmdir(folder), 0);
    unsetenv("NETSTAGE_DATA_DIR");
}

static void only_plain_names_are_looked_for(void **state)
{
    (void)state;
    static const char *const refused[] = {
        "", "/", "/etc/passwd", "..", "../netstage", "locale/..", "locale/../locale/ko.mo"};
    char path[RESOURCE_PATH_SIZE];
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        assert_false(resource_find(refused[i], path, sizeof path));
        assert_string_equal(path, "");
    }
}

static void a_path_that_does_not_fit_is_not_found(void **state)
{
    (void)state;
    char path[RESOURCE_PATH_SIZE];
    assert_true(resource_find("locale/ko.mo", path, sizeof path));
    size_t n = strlen(path);
    char *exact = malloc(n + 1);
    assert_non_null(exact);
    assert_true(resource_find("locale/ko.mo", exact, n + 1));
    assert_false(resource_find("locale/ko.mo", exact, n));
    assert_string_equal(exact, "");
    free(exact);
}

/* Last: it loads the catalogues for good. */
static void languages_are_loaded_and_selected(void **state)
{
    (void)state;
    unsetenv("NETSTAGE_LANG");
    setenv("LC_ALL", "C", 1);
    assert_null(resource_languages(NULL));
    assert_string_equal(catalogue_selected(), "en");
    assert_string_equal(catalogue_language(1), "ko");
    setenv("LC_ALL", "ko_KR.UTF-8", 1);
    assert_null(resource_languages(NULL));
    assert_string_equal(catalogue_selected(), "ko");
    assert_string_not_equal(tr("the catalogue is damaged"), "the catalogue is damaged");
    assert_null(resource_languages("en"));
    assert_string_equal(catalogue_selected(), "en");
    assert_non_null(resource_languages("tlh"));
    assert_string_equal(catalogue_selected(), "en");
    setenv("LC_ALL", "tlh", 1); /* asked for by the machine only: no complaint */
    assert_null(resource_languages(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_build_tree_is_found),
        cmocka_unit_test(the_environment_comes_first),
        cmocka_unit_test(only_plain_names_are_looked_for),
        cmocka_unit_test(a_path_that_does_not_fit_is_not_found),
        cmocka_unit_test(languages_are_loaded_and_selected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
