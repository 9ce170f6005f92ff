/* The arena: rows by index, growth between events, snapshots, a hash without capacities. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"

struct small {
    uint32_t id;
    uint32_t value;
};

struct large {
    uint64_t words[9];
};

/* An arena of two pools and the owners' pointers to them. */
struct fixture {
    struct arena arena;
    struct small *smalls;
    struct large *larges;
    pool_id small_pool;
    pool_id large_pool;
};

static void build(struct fixture *f, uint32_t rows, uint32_t slack, uint32_t maximum)
{
    memset(f, 0, sizeof *f);
    f->small_pool = arena_add(&f->arena, "smalls", sizeof(struct small), rows, slack, maximum,
                              (void **)&f->smalls);
    f->large_pool = arena_add(&f->arena, "larges", sizeof(struct large), rows, slack, maximum,
                              (void **)&f->larges);
    assert_true(arena_build(&f->arena));
}

static bool is_zero(const void *row, size_t n)
{
    const uint8_t *p = row;
    for (size_t i = 0; i < n; i++)
        if (p[i] != 0)
            return false;
    return true;
}

static void rows_are_zero_and_reused(void **state)
{
    (void)state;
    struct fixture f;
    build(&f, 4, 1, 4);
    uint32_t a = arena_take(&f.arena, f.large_pool);
    uint32_t b = arena_take(&f.arena, f.large_pool);
    assert_int_not_equal(a, b);
    memset(&f.larges[a], 0xff, sizeof f.larges[a]);
    f.larges[b].words[8] = 5;
    arena_give(&f.arena, f.large_pool, a);
    assert_int_equal(arena_marks(&f.arena, f.large_pool)->live, 1);
    assert_int_equal(arena_take(&f.arena, f.large_pool), a);
    assert_true(is_zero(&f.larges[a], sizeof f.larges[a]));
    assert_true(f.larges[b].words[8] == 5);
    arena_release(&f.arena);
}

static void an_empty_pool_is_named(void **state)
{
    (void)state;
    struct fixture f;
    build(&f, 2, 1, 2);
    assert_true(arena_ready(&f.arena));
    for (uint32_t i = 0; i < 2; i++)
        assert_int_not_equal(arena_take(&f.arena, f.small_pool), NONE);
    assert_null(f.arena.exhausted);
    assert_int_equal(arena_take(&f.arena, f.small_pool), NONE);
    assert_string_equal(f.arena.exhausted, "smalls");
    f.arena.exhausted = NULL;
    assert_false(arena_ready(&f.arena));
    assert_string_equal(f.arena.exhausted, "smalls");
    assert_int_equal(arena_take_table(&f.arena, f.small_pool, 1), NONE);
    arena_release(&f.arena);
}

static void growth_keeps_every_row(void **state)
{
    (void)state;
    struct fixture f;
    build(&f, 2, 2, 100000);
    for (uint32_t i = 0; i < 1000; i++) {
        assert_true(arena_ready(&f.arena));
        uint32_t small = arena_take(&f.arena, f.small_pool);
        uint32_t large = arena_take(&f.arena, f.large_pool);
        assert_int_equal(small, i);
        assert_int_equal(large, i);
        f.smalls[small] = (struct small){.id = i, .value = i * 3};
        f.larges[large].words[8] = i;
    }
    for (uint32_t i = 0; i < 1000; i++) {
        assert_int_equal(f.smalls[i].id, i);
        assert_int_equal(f.smalls[i].value, i * 3);
        assert_true(f.larges[i].words[8] == i);
    }
    arena_release(&f.arena);
}

static void a_table_is_contiguous(void **state)
{
    (void)state;
    struct fixture f;
    build(&f, 16, 1, 16);
    assert_int_equal(arena_take(&f.arena, f.small_pool), 0);
    assert_int_equal(arena_take_table(&f.arena, f.small_pool, 10), 1);
    assert_int_equal(arena_take(&f.arena, f.small_pool), 11);
    assert_int_equal(arena_marks(&f.arena, f.small_pool)->live, 12);
    assert_int_equal(arena_take_table(&f.arena, f.small_pool, 5), NONE);
    arena_release(&f.arena);
}

/* One random life of an arena: takes, gives and writes, the same for the same seed. */
static void live(struct fixture *f, uint64_t seed, uint32_t steps)
{
    for (uint32_t i = 0; i < steps; i++) {
        assert_true(arena_ready(&f->arena));
        uint64_t d = draw(seed, 0, DRAW_TEST, i);
        const struct pool_marks *marks = arena_marks(&f->arena, f->small_pool);
        uint32_t row = marks->high > 0 ? draw_below(d, marks->high) : 0;
        if (d % 3 == 0 && marks->live > 0 && f->smalls[row].value != 0) {
            arena_give(&f->arena, f->small_pool, row);
        } else {
            row = arena_take(&f->arena, f->small_pool);
            assert_int_not_equal(row, NONE);
            assert_true(is_zero(&f->smalls[row], sizeof f->smalls[row]));
            f->smalls[row] = (struct small){.id = i, .value = i + 1};
        }
        if (d % 5 == 0) {
            row = arena_take(&f->arena, f->large_pool);
            f->larges[row].words[d % 9] = d;
        }
    }
}

/* A row on the free list has its link where `id` was and zero elsewhere: `value` tells. */
static void the_hash_does_not_depend_on_capacity(void **state)
{
    (void)state;
    struct fixture small;
    struct fixture large;
    build(&small, 1, 1, 100000);
    build(&large, 5000, 1, 100000);
    assert_true(arena_hash(&small.arena) == arena_hash(&large.arena));
    for (uint64_t seed = 1; seed < 20; seed++) {
        live(&small, seed, 100);
        live(&large, seed, 100);
        assert_true(arena_hash(&small.arena) == arena_hash(&large.arena));
    }
    uint64_t before = arena_hash(&small.arena);
    small.smalls[0].value ^= 1;
    assert_true(arena_hash(&small.arena) != before);
    arena_release(&small.arena);
    arena_release(&large.arena);
}

/* Save, live on, restore, live the same again: the same hashes, in this arena and in another.
 */
static void restore_is_the_past(void **state)
{
    (void)state;
    struct fixture f;
    struct fixture other;
    struct snapshot copy = {0};
    build(&f, 2, 1, 100000);
    build(&other, 1, 1, 100000);
    for (uint64_t round = 0; round < 30; round++) {
        live(&f, round, 40);
        uint64_t then = arena_hash(&f.arena);
        assert_true(arena_save(&f.arena, &copy));
        live(&f, 1000 + round, 200);
        uint64_t later = arena_hash(&f.arena);
        assert_true(then != later);
        assert_true(arena_restore(&f.arena, &copy));
        assert_true(arena_hash(&f.arena) == then);
        live(&f, 1000 + round, 200);
        assert_true(arena_hash(&f.arena) == later);
        assert_true(arena_restore(&other.arena, &copy));
        assert_true(arena_hash(&other.arena) == then);
        live(&other, 1000 + round, 200);
        assert_true(arena_hash(&other.arena) == later);
        assert_true(arena_restore(&f.arena, &copy));
    }
    snapshot_release(&copy);
    arena_release(&f.arena);
    arena_release(&other.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_zero_and_reused),
        cmocka_unit_test(an_empty_pool_is_named),
        cmocka_unit_test(growth_keeps_every_row),
        cmocka_unit_test(a_table_is_contiguous),
        cmocka_unit_test(the_hash_does_not_depend_on_capacity),
        cmocka_unit_test(restore_is_the_past),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
