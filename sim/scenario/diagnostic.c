/* scenario/diagnostic.c: collecting what is wrong with a file: places, sentences, order. How it
 * is shown is in diagnostic_put.c. */
#include "scenario/diagnostic.h"

#include "base/catalogue.h"
#include "scenario/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { VALUE_CHARACTERS = 80, LIST_CHARACTERS = 400 };

/* Stands for every problem beyond DIAGNOSTICS_MAX. */
static struct diagnostic unseen;

void diagnostics_init(struct diagnostics *list, const char *file)
{
    *list = (struct diagnostics){.source = "", .file = ""};
    const char *copy = memory_text(&list->memory, file, strlen(file));
    if (copy != NULL)
        list->file = copy;
    else
        list->out_of_memory = true;
}

void diagnostics_release(struct diagnostics *list)
{
    memory_release(&list->memory);
    *list = (struct diagnostics){.source = "", .file = ""};
}

/* The octet behind the end of a line at `at`, or 0 when no line ends there. */
static uint32_t line_end(const char *text, uint32_t length, uint32_t at)
{
    if (text[at] == '\n')
        return at + 1;
    if (text[at] != '\r')
        return 0;
    return at + 1 < length && text[at + 1] == '\n' ? at + 2 : at + 1;
}

static uint32_t find_lines(const char *text, uint32_t length, uint32_t *start)
{
    uint32_t lines = 1;
    for (uint32_t at = 0; at < length;) {
        uint32_t next = line_end(text, length, at);
        if (next != 0 && start != NULL)
            start[lines] = next;
        lines += next != 0;
        at = next != 0 ? next : at + 1;
    }
    return lines;
}

bool diagnostics_source(struct diagnostics *list, const char *text, size_t length)
{
    if (length > UINT32_MAX - 1)
        return false;
    char *copy = memory_text(&list->memory, text, length);
    uint32_t lines = find_lines(text, (uint32_t)length, NULL);
    uint32_t *start = memory_take(&list->memory, lines * sizeof *start);
    if (copy == NULL || start == NULL) {
        list->out_of_memory = true;
        return false;
    }
    start[0] = 0;
    (void)find_lines(text, (uint32_t)length, start);
    list->source = copy;
    list->source_length = (uint32_t)length;
    list->lines = lines;
    list->line_start = start;
    return true;
}

static uint32_t line_of(const struct diagnostics *list, uint32_t at)
{
    uint32_t low = 0;
    uint32_t high = list->lines;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (list->line_start[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static uint32_t column_of(const struct diagnostics *list, uint32_t line, uint32_t at)
{
    uint32_t column = 1;
    uint32_t i = list->line_start[line];
    if (line == 0 && list->source_length >= 3 && memcmp(list->source, "\xef\xbb\xbf", 3) == 0)
        i = 3; /* the byte order mark is no column */
    while (i < at) {
        uint32_t code;
        size_t n = utf8_next(list->source + i, list->source_length - i, &code);
        i += n == 0 ? 1 : (uint32_t)n;
        column++;
    }
    return column;
}

struct place diagnostics_place(const struct diagnostics *list, struct span span)
{
    if (list->lines == 0)
        return (struct place){1, 1, 1, 1};
    uint32_t from = line_of(list, span.at);
    uint32_t end = span.at + span.length;
    uint32_t to = line_of(list, end);
    return (struct place){.line = from + 1,
                          .column = column_of(list, from, span.at),
                          .end_line = to + 1,
                          .end_column = column_of(list, to, end)};
}

static struct span clip(const struct diagnostics *list, struct span span)
{
    if (span.at > list->source_length)
        span.at = list->source_length;
    if (span.length > list->source_length - span.at)
        span.length = list->source_length - span.at;
    return span;
}

struct diagnostic *diagnostics_add(struct diagnostics *list, enum severity severity,
                                   struct span span, const char *code, const char *sentence)
{
    if (severity == SEVERITY_ERROR)
        list->errors++;
    else
        list->warnings++;
    struct diagnostic *problem = NULL;
    if (list->kept < DIAGNOSTICS_MAX) {
        problem = memory_take(&list->memory, sizeof *problem);
        list->out_of_memory |= problem == NULL;
    }
    if (problem == NULL) {
        unseen = (struct diagnostic){.code = code, .sentence = sentence};
        return &unseen;
    }
    problem->span = clip(list, span);
    problem->place = diagnostics_place(list, problem->span);
    problem->severity = severity;
    problem->code = code;
    problem->sentence = sentence;
    if (list->last == NULL)
        list->first = problem;
    else
        list->last->next = problem;
    list->last = problem;
    list->kept++;
    return problem;
}

/* A value for a sentence: control characters become blanks, what is long is cut with "…". */
static const char *readable(struct diagnostics *list, const char *text, size_t length,
                            size_t most)
{
    if (length > most * 4 + 4)
        length = most * 4 + 4;
    char *copy = memory_take(&list->memory, length * 3 + 4);
    if (copy == NULL) {
        list->out_of_memory = true;
        return "";
    }
    size_t to = 0;
    size_t characters = 0;
    for (size_t i = 0; i < length;) {
        uint32_t code = 0;
        size_t n = utf8_next(text + i, length - i, &code);
        if (characters++ == most) {
            memcpy(copy + to, "\xe2\x80\xa6", 3);
            to += 3;
            break;
        }
        if (n == 0 || utf8_is_control(code)) {
            copy[to++] = n == 0 ? '?' : ' ';
        } else {
            memcpy(copy + to, text + i, n);
            to += n;
        }
        i += n == 0 ? 1 : n;
    }
    copy[to] = '\0';
    return copy;
}

void diagnostic_value(struct diagnostics *list, struct diagnostic *problem, const char *name,
                      const char *text, size_t length)
{
    if (problem == &unseen || problem->values == DIAGNOSTIC_VALUES)
        return;
    if (length == SIZE_MAX)
        length = strlen(text);
    problem->value[problem->values++] = (struct text_value){
        .name = name, .text = readable(list, text, length, VALUE_CHARACTERS)};
}

void diagnostic_list(struct diagnostics *list, struct diagnostic *problem, const char *name,
                     const char *text)
{
    if (problem == &unseen || problem->values == DIAGNOSTIC_VALUES)
        return;
    const char *copy = readable(list, text, strlen(text), LIST_CHARACTERS);
    problem->value[problem->values++] = (struct text_value){.name = name, .text = copy};
}

void diagnostic_word(struct diagnostic *problem, const char *name, const char *english)
{
    if (problem == &unseen || problem->values == DIAGNOSTIC_VALUES)
        return;
    problem->words |= UINT32_C(1) << problem->values;
    problem->value[problem->values++] = (struct text_value){.name = name, .text = english};
}

void diagnostic_number(struct diagnostics *list, struct diagnostic *problem, const char *name,
                       uint64_t value)
{
    char digits[24];
    struct text text = text_over(digits, sizeof digits);
    text_put_unsigned(&text, value);
    diagnostic_value(list, problem, name, digits, text.length);
}

void diagnostic_help(struct diagnostic *problem, const char *help)
{
    problem->help = help;
}

void diagnostic_suggest(struct diagnostics *list, struct diagnostic *problem, const char *text)
{
    if (problem != &unseen)
        problem->suggestion = readable(list, text, strlen(text), VALUE_CHARACTERS);
}

/* Ties keep the order in which they were found: merge sort of the list. */
static struct diagnostic *merge(struct diagnostic *a, struct diagnostic *b)
{
    struct diagnostic head = {0};
    struct diagnostic *last = &head;
    while (a != NULL && b != NULL) {
        struct diagnostic **from = b->span.at < a->span.at ? &b : &a;
        last->next = *from;
        last = *from;
        *from = (*from)->next;
    }
    last->next = a != NULL ? a : b;
    return head.next;
}

static struct diagnostic *sort(struct diagnostic *first, uint32_t count)
{
    if (count < 2)
        return first;
    struct diagnostic *middle = first;
    for (uint32_t i = 1; i < count / 2; i++)
        middle = middle->next;
    struct diagnostic *second = middle->next;
    middle->next = NULL;
    return merge(sort(first, count / 2), sort(second, count - count / 2));
}

void diagnostics_sort(struct diagnostics *list)
{
    list->first = sort(list->first, list->kept);
    list->last = list->first;
    while (list->last != NULL && list->last->next != NULL)
        list->last = list->last->next;
}
