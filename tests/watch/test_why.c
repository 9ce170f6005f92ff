/* Why did it happen? From every record of every lesson the chain of causes is unbroken. */
#include "stage.h"

#include "watch/diary.h"
#include "watch/fan.h"
#include "watch/why.h"

static void check_run(const char *path)
{
    struct stage stage = stage_open(path);
    struct diary diary;
    unsigned commands = 0;
    diary_init(&diary);
    stage_run(&stage, &diary.observer);
    assert_false(diary.out_of_memory);
    assert_true(diary.count > 10);
    for (uint32_t i = 0; i < diary.count; i++) {
        const struct record *r = &diary.records[i];
        assert_ptr_equal(diary_find(&diary, r->id), r);
        struct why why = why_chain(why_in_diary, &diary, r->id, NULL, 0);
        if (why.end == WHY_BROKEN) {
            const struct record *last = diary_find(&diary, why.last);
            fail_msg("%s: record %llu.%u (kind %u): the chain breaks at %llu.%u (kind %u), "
                     "whose cause is %llu.%u",
                     path, (unsigned long long)record_event(r->id), record_ordinal(r->id),
                     r->kind, (unsigned long long)record_event(why.last),
                     record_ordinal(why.last), last->kind,
                     (unsigned long long)record_event(last->cause),
                     record_ordinal(last->cause));
        }
        bool of_frame = r->kind == RECORD_SENT || r->kind == RECORD_ARRIVED;
        if (of_frame && why.end != WHY_COMMAND && why.end != WHY_BOOT)
            fail_msg("%s: a frame came from nowhere", path);
        commands += why.end == WHY_COMMAND ? 1U : 0U;
    }
    assert_true(commands > 0);
    diary_release(&diary);
    stage_close(&stage);
}

static void test_unbroken(void **state)
{
    (void)state;
    assert_true(stage_for_each(check_run) >= 2);
}

/* --- chains made by hand --- */

static const struct record *by_hand(void *context, record_id id)
{
    const struct record *rows = context;
    for (unsigned i = 0; i < 5; i++)
        if (rows[i].id == id)
            return &rows[i];
    return NULL;
}

static void test_ends(void **state)
{
    struct record rows[5] = {
        {.id = record_name(1, 0), .cause = 0, .kind = RECORD_COMMAND},
        {.id = record_name(1, 1), .cause = record_name(1, 0), .kind = RECORD_SENT},
        {.id = record_name(2, 0), .cause = record_name(1, 1), .kind = RECORD_ARRIVED},
        {.id = record_name(3, 0), .cause = record_name(0, 4), .kind = RECORD_TIMER},
        {.id = record_name(4, 0), .cause = record_name(9, 9), .kind = RECORD_TIMER},
    };
    struct record chain[2];
    (void)state;
    struct why why = why_chain(by_hand, rows, record_name(2, 0), chain, 2);
    assert_int_equal(why.end, WHY_COMMAND);
    assert_int_equal(why.length, 3);
    assert_int_equal(why.kept, 2);
    assert_true(chain[0].id == record_name(2, 0) && chain[1].id == record_name(1, 1));
    assert_true(why.last == record_name(1, 0));
    assert_int_equal(why_chain(by_hand, rows, record_name(3, 0), NULL, 0).end, WHY_BOOT);
    assert_int_equal(why_chain(by_hand, rows, record_name(4, 0), NULL, 0).end, WHY_BROKEN);
    assert_int_equal(why_chain(by_hand, rows, record_name(7, 0), NULL, 0).end, WHY_BROKEN);
    rows[2].cause = rows[2].id; /* its own cause */
    assert_int_equal(why_chain(by_hand, rows, record_name(2, 0), NULL, 0).end, WHY_BROKEN);
}

static void test_diary_words(void **state)
{
    struct stage stage = stage_open(SCENARIOS "/first-ping.yaml");
    struct diary diary;
    unsigned said = 0;
    size_t length;
    (void)state;
    diary_init(&diary);
    stage_run(&stage, &diary.observer);
    for (uint32_t i = 0; i < diary.count; i++) {
        const char *words = diary_words(&diary, &diary.records[i], &length);
        if (diary.records[i].kind == RECORD_COMMAND)
            assert_true(words != NULL && length > 4 && memcmp(words, "ping", 4) == 0);
        if (diary.records[i].kind == RECORD_SENT)
            assert_null(words);
        said +=
            words != NULL && length > 14 && memcmp(words, "64 bytes from ", 14) == 0 ? 1U : 0U;
    }
    assert_int_equal(said, 2);
    assert_null(diary_find(&diary, record_name(1, 9999)));
    diary_release(&diary);
    stage_close(&stage);
}

static void count_record(struct observer *self, const struct sim *sim,
                         const struct record *record, const char *text, size_t length);

struct counter {
    struct observer observer;
    unsigned count;
};

static void count_record(struct observer *self, const struct sim *sim,
                         const struct record *record, const char *text, size_t length)
{
    (void)sim, (void)record, (void)text, (void)length;
    ((struct counter *)(void *)self)->count++;
}

static void test_fan(void **state)
{
    struct stage stage = stage_open(SCENARIOS "/first-ping.yaml");
    struct counter counters[FAN_MAX];
    struct fan fan;
    (void)state;
    fan_init(&fan);
    for (int i = 0; i < FAN_MAX; i++) {
        counters[i] = (struct counter){.observer = {.record = count_record}};
        assert_true(fan_add(&fan, &counters[i].observer));
    }
    assert_false(fan_add(&fan, &counters[0].observer));
    stage_run(&stage, &fan.observer);
    for (int i = 0; i < FAN_MAX; i++)
        assert_true(counters[i].count > 10 && counters[i].count == counters[0].count);
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unbroken),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_diary_words),
        cmocka_unit_test(test_fan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
