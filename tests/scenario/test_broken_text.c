/* tests/scenario/test_broken_text.c: whatever a file holds, the loader ends soon, says why, and
 * keeps nothing: every truncation of a large file, changed octets and lines (the seed is
 * printed), and files at the limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <time.h>

#include "base/hash.h"
#include "scenario/files.h"
#include "scenario/scenario.h"

/* Loads, prints and forgets. Gives the number of errors; a file without errors gives a
 * scenario. */
static uint32_t load(const char *text, size_t length)
{
    struct diagnostics d;
    struct growing out = {0};
    diagnostics_init(&d, "test.yaml");
    struct scenario *s = scenario_load_text(text, length, "test.yaml", &d);
    diagnostics_put(&d, &out);
    diagnostics_put_json(&d, &out);
    uint32_t errors = d.errors;
    assert_true((s != NULL) == (errors == 0));
    for (const struct diagnostic *p = d.first; p != NULL; p = p->next) {
        assert_true(p->place.line >= 1 && p->place.column >= 1);
        assert_true(p->span.at + p->span.length <= d.source_length);
        assert_true(p->next == NULL || p->next->span.at >= p->span.at);
    }
    if (s != NULL) {
        struct world_def def;
        world_def_init(&def);
        assert_true(scenario_to_world(s, &def));
        world_def_release(&def);
    }
    scenario_free(s);
    growing_release(&out);
    diagnostics_release(&d);
    return errors;
}

static char *everything(size_t *length)
{
    char *text = file_read(NETSTAGE_SOURCE_DIR "/tests/scenario/good/everything.yaml", length);
    assert_non_null(text);
    return text;
}

static void test_every_truncation(void **state)
{
    (void)state;
    size_t length = 0;
    char *text = everything(&length);
    for (size_t i = 0; i < length; i += i < 400 ? 1 : 7) {
        char *part = malloc(i + 1); /* of its own, so that reading behind it is seen */
        assert_non_null(part);
        memcpy(part, text, i);
        (void)load(part, i);
        free(part);
    }
    assert_int_equal(load(text, length), 0);
    free(text);
}

static uint64_t next(uint64_t *random)
{
    *random = hash_mix(*random, 1);
    return *random;
}

/* Octets that mean something to YAML or to a filter. */
static char strange(uint64_t *random)
{
    static const char octets[] = "{}[],:&*!|>%@`#?-'\"\\ \n\t()=<~.0\xff\xea\xb0\x80\x01";
    return octets[next(random) % (sizeof octets - 1)];
}

static void mutate(char *text, size_t length, uint64_t *random)
{
    for (uint64_t n = 1 + next(random) % 4; n > 0; n--) {
        size_t at = (size_t)(next(random) % length);
        switch (next(random) % 3) {
        case 0:
            text[at] = strange(random);
            break;
        case 1:
            text[at] = text[next(random) % length];
            break;
        default: { /* a piece of the text over another one */
            size_t from = (size_t)(next(random) % length);
            size_t longer = at > from ? at : from;
            size_t size = (size_t)(next(random) % 40);
            memmove(text + at, text + from, size < length - longer ? size : length - longer);
        }
        }
    }
}

static void test_mutations(void **state)
{
    (void)state;
    enum { ROUNDS = 1500 };
    size_t length = 0;
    char *text = everything(&length);
    char *changed = malloc(length);
    const char *given = getenv("NETSTAGE_SEED");
    uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    print_message("NETSTAGE_SEED=%llu\n", (unsigned long long)seed);
    assert_non_null(changed);
    for (uint64_t round = 0; round < ROUNDS; round++) {
        uint64_t random = hash_mix(seed, round);
        memcpy(changed, text, length);
        mutate(changed, length, &random);
        (void)load(changed, length);
    }
    free(changed);
    free(text);
}

/* --- limits --- */

static char *repeat(const char *head, const char *piece, size_t times, size_t *length)
{
    size_t head_length = strlen(head);
    size_t piece_length = strlen(piece);
    *length = head_length + piece_length * times;
    char *text = malloc(*length + 1);
    assert_non_null(text);
    memcpy(text, head, head_length);
    for (size_t i = 0; i < times; i++)
        memcpy(text + head_length + i * piece_length, piece, piece_length);
    return text;
}

/* Loads in at most a few seconds of CPU (generous, for sanitizers and slow machines). */
static void assert_quick(char *text, size_t length, uint32_t least_errors)
{
    clock_t start = clock();
    assert_true(load(text, length) >= least_errors);
    assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 20);
    free(text);
}

static void test_limits(void **state)
{
    (void)state;
    size_t length;
    char *text = repeat("", "[", 200000, &length);
    assert_quick(text, length, 1);
    text = repeat("", "{a: ", 200000, &length);
    assert_quick(text, length, 1);
    text = repeat("a: ", "- ", 300000, &length);
    assert_quick(text, length, 1);
    text = repeat("netstage: 1\nnodes: [", "x, ", 300000, &length);
    assert_quick(text, length, 1);
    text = repeat("netstage: 1\nseed: ", "9", SCENARIO_SIZE_MAX - 30, &length);
    assert_quick(text, length, 1);
    text = repeat("netstage: 1\n", "x: 1\n", 180000, &length); /* equal keys */
    assert_quick(text, length, 1);
    text = repeat("", "x", SCENARIO_SIZE_MAX + 1, &length);
    assert_quick(text, length, 1);
    text = repeat("netstage: 1\ntitle: \"", "\xea\xb0\x80", 300000, &length);
    assert_quick(text, length, 1);
}

/* As many nodes and links as there may be, all of them wrong in the same way. */
static void test_many_errors(void **state)
{
    (void)state;
    struct growing text = {0};
    growing_put(&text, "netstage: 1\nnodes:\n");
    for (unsigned i = 0; i < SCENARIO_NODES_MAX; i++) {
        growing_put(&text, "  n");
        growing_put_unsigned(&text, i);
        growing_put(&text, ": { kind: host, adress: 10.0.0.1/24, gateway: 10.1.1.1 }\n");
    }
    growing_put(&text, "links:\n");
    for (unsigned i = 0; i < SCENARIO_LINKS_MAX; i++)
        growing_put(&text, "  - [n17, nobody]\n");
    char *copy = malloc(text.length);
    assert_non_null(copy);
    memcpy(copy, growing_text(&text), text.length);
    assert_quick(copy, text.length, SCENARIO_NODES_MAX);
    growing_release(&text);
}

static void test_large_network(void **state)
{
    (void)state;
    struct growing text = {0};
    growing_put(&text, "netstage: 1\nnodes:\n  sw: { kind: switch }\n");
    for (unsigned i = 1; i < SCENARIO_NODES_MAX; i++) {
        growing_put(&text, "  n");
        growing_put_unsigned(&text, i);
        growing_put(&text, ": { kind: host, address: 10.0.");
        growing_put_unsigned(&text, i / 256);
        growing_put(&text, ".");
        growing_put_unsigned(&text, i % 256);
        growing_put(&text, "/8 }\n");
    }
    growing_put(&text, "links:\n");
    for (unsigned i = 1; i < SCENARIO_NODES_MAX; i++) {
        growing_put(&text, "  - [sw, n");
        growing_put_unsigned(&text, i);
        growing_put(&text, "]\n");
    }
    clock_t start = clock();
    assert_int_equal(load(growing_text(&text), text.length), 0);
    assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 20);
    growing_release(&text);
}

static void test_no_such_file(void **state)
{
    (void)state;
    struct diagnostics d;
    static const char *const paths[] = {"/nowhere/lesson.yaml", "/"};
    for (size_t i = 0; i < 2; i++) {
        diagnostics_init(&d, paths[i]);
        assert_null(scenario_load(paths[i], &d));
        assert_int_equal(d.errors, 1);
        assert_string_equal(d.first->code, "cannot-read");
        diagnostics_release(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_truncation), cmocka_unit_test(test_mutations),
        cmocka_unit_test(test_limits),           cmocka_unit_test(test_many_errors),
        cmocka_unit_test(test_large_network),    cmocka_unit_test(test_no_such_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
