/* scenario/lesson.c: see lesson.h. */
#include "scenario/lesson.h"

#include <string.h>

const char *lesson_text_in(const struct lesson_text *text, const char *language)
{
    for (uint32_t i = 0; i < text->phrases; i++) {
        if (strcmp(text->phrase[i].language, language) == 0)
            return text->phrase[i].text;
    }
    return text->phrases == 0 ? NULL : text->phrase[0].text;
}

bool trigger_matches(const struct trigger *trigger, const struct sighting *sighting)
{
    if (trigger->at != sighting->at || trigger->when == NULL)
        return false;
    if (trigger->node != NONE && trigger->node != sighting->node)
        return false;
    if (trigger->node == NONE && trigger->at == TRIGGER_SENT && sighting->hop != 1)
        return false;
    return filter_match(trigger->when, sighting->tree);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Equal, case of ASCII letters and blanks at both ends apart. */
static bool is_same(const char *a, const char *b)
{
    size_t n = strlen(a);
    size_t m = strlen(b);
    while (n > 0 && is_blank(a[n - 1]))
        n--;
    while (m > 0 && is_blank(b[m - 1]))
        m--;
    for (; n > 0 && is_blank(*a); a++)
        n--;
    for (; m > 0 && is_blank(*b); b++)
        m--;
    if (n != m)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (small(a[i]) != small(b[i]))
            return false;
    }
    return true;
}

static bool is_choice(const struct question *question, const char *answer)
{
    if (answer[0] >= '1' && answer[0] <= '9' && answer[1] == '\0' &&
        (uint32_t)(answer[0] - '1') < question->choice_count) {
        bool is_text = false; /* "2" may itself be a choice */
        for (uint32_t i = 0; i < question->choice_count; i++)
            is_text |= question->choices[i].phrases > 0 &&
                       is_same(question->choices[i].phrase[0].text, answer);
        if (!is_text)
            return (uint32_t)(answer[0] - '1') == question->right;
    }
    const struct lesson_text *right = &question->choices[question->right];
    for (uint32_t i = 0; i < right->phrases; i++) {
        if (is_same(right->phrase[i].text, answer))
            return true;
    }
    return false;
}

/* A whole number, perhaps with commas or blanks between its digits: "14,600". */
static bool is_number(const char *answer, int64_t number)
{
    int64_t value = 0;
    bool negative = false;
    unsigned digits = 0;
    for (; *answer != '\0'; answer++) {
        if (*answer == '-' && digits == 0 && !negative) {
            negative = true;
        } else if (*answer >= '0' && *answer <= '9' && digits < 18) {
            value = value * 10 + (*answer - '0');
            digits++;
        } else if (!is_blank(*answer) && *answer != ',') {
            return false;
        }
    }
    return digits > 0 && (negative ? -value : value) == number;
}

bool question_is_right(const struct question *question, const char *answer, const char *shown)
{
    switch (question->kind) {
    case QUESTION_CHOICE:
        return is_choice(question, answer);
    case QUESTION_NUMBER:
        return is_number(answer, question->number);
    case QUESTION_FIELD:
        return shown != NULL && is_same(shown, answer);
    case QUESTION_TEXT:
        for (uint32_t i = 0; i < question->accepted_count; i++) {
            if (is_same(question->accepted[i], answer))
                return true;
        }
        return false;
    case QUESTION_NONE:
        break;
    }
    return false;
}
