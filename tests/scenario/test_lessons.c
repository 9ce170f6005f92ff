/* tests/scenario/test_lessons.c: what every lesson of scenarios/ must have: its words in
 * English and Korean, enough questions, each with a reason, numbers that the run proves, and
 * texts that can be read aloud. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "scenario/files.h"
#include "scenario/scenario.h"

enum { SAY_LETTERS_MAX = 300, QUESTIONS_MIN = 3 };

struct lesson {
    const struct scenario *scenario;
    unsigned complaints;
};

static void complain(struct lesson *lesson, uint32_t line, const char *what)
{
    print_error("%s:%u: %s\n", lesson->scenario->name, (unsigned)line, what);
    lesson->complaints++;
}

static size_t letters(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += ((uint8_t)*text & 0xc0) != 0x80;
    return n;
}

static void assert_both(struct lesson *lesson, uint32_t line, const struct lesson_text *text,
                        const char *what)
{
    const char *english = lesson_text_in(text, "en"), *korean = lesson_text_in(text, "ko");
    if (english == NULL || korean == NULL || text->phrases < 2)
        complain(lesson, line, what);
}

static bool is_proved(const struct scenario *s, uint32_t narration)
{
    for (uint32_t i = 0; i < s->expectation_count; i++)
        if (s->expectations[i].narration == narration)
            return true;
    return false;
}

/* Is it one that is typed, not chosen? */
static bool examine_question(struct lesson *lesson, uint32_t i)
{
    const struct narration *n = &lesson->scenario->narration[i];
    const struct question *q = &n->question;
    assert_both(lesson, n->line, &q->ask, "the question is not asked in both languages");
    assert_both(lesson, n->line, &q->because, "no reason in both languages");
    if (q->kind == QUESTION_NUMBER && !is_proved(lesson->scenario, i))
        complain(lesson, n->line, "a number that nothing proves (check:)");
    return q->kind != QUESTION_CHOICE;
}

static void examine_narration(struct lesson *lesson)
{
    const struct scenario *s = lesson->scenario;
    uint32_t questions = 0, typed = 0;
    for (uint32_t i = 0; i < s->narration_count; i++) {
        const struct narration *n = &s->narration[i];
        for (uint32_t k = 0; k < n->say.phrases; k++)
            if (letters(n->say.phrase[k].text) > SAY_LETTERS_MAX)
                complain(lesson, n->line, "too long to be read aloud");
        if (n->say.phrases > 0)
            assert_both(lesson, n->line, &n->say, "not said in both languages");
        if (n->question.kind == QUESTION_NONE)
            continue;
        questions++;
        typed += examine_question(lesson, i);
    }
    if (questions < QUESTIONS_MIN)
        complain(lesson, 1, "fewer than three questions");
    if (typed == 0)
        complain(lesson, 1, "no question whose answer is typed");
}

static unsigned examine(const char *path)
{
    struct diagnostics d;
    diagnostics_init(&d, path);
    struct scenario *s = scenario_load(path, &d);
    assert_non_null(s);
    struct lesson lesson = {.scenario = s};
    assert_both(&lesson, 1, &s->title, "no title in both languages");
    assert_both(&lesson, 1, &s->goal, "no goal in both languages");
    assert_both(&lesson, 1, &s->misconception, "no misconception in both languages");
    assert_both(&lesson, 1, &s->summary, "no summary in both languages");
    assert_both(&lesson, 1, &s->experiment, "no experiment in both languages");
    if (s->minutes == 0)
        complain(&lesson, 1, "no duration");
    if (s->expectation_count == 0)
        complain(&lesson, 1, "nothing is expected of it");
    examine_narration(&lesson);
    scenario_free(s);
    diagnostics_release(&d);
    return lesson.complaints;
}

static void every_lesson_has_what_a_lesson_needs(void **state)
{
    (void)state;
    unsigned complaints = 0;
    struct folder folder = folder_read(NETSTAGE_SOURCE_DIR "/scenarios", ".yaml");
    assert_true(folder.count >= 16);
    for (size_t i = 0; i < folder.count; i++)
        complaints += examine(folder.path[i]);
    folder_release(&folder);
    assert_int_equal(complaints, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_lesson_has_what_a_lesson_needs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
