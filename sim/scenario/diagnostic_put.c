/* scenario/diagnostic_put.c: problems of a file as a person reads them, and as a program does.
 * What a stranger's file holds reaches the terminal only as visible characters. */
#include "scenario/diagnostic.h"

#include "base/catalogue.h"
#include "scenario/utf8.h"

#include <string.h>

enum {
    EXCERPT_COLUMNS = 96, /* of a long line, so much is shown around the place */
    EXCERPT_BEFORE = 48,
    SENTENCE_OCTETS = 2048,
};

size_t terminal_width(const char *text, size_t length)
{
    size_t columns = 0;
    for (size_t i = 0; i < length;) {
        uint32_t code = 0;
        size_t n = utf8_next(text + i, length - i, &code);
        columns += n == 0 || utf8_is_control(code) ? 1 : utf8_width(code);
        i += n == 0 ? 1 : n;
    }
    return columns;
}

/* A template with its values filled in, both in the selected language. */
static size_t put_template(const struct diagnostic *problem, const char *english, char *out,
                           size_t size)
{
    struct text_value value[DIAGNOSTIC_VALUES];
    memcpy(value, problem->value, sizeof value);
    for (uint32_t i = 0; i < problem->values; i++) {
        if ((problem->words >> i & 1) != 0)
            value[i].text = tr(value[i].text);
    }
    return text_format(out, size, tr(english), value, problem->values);
}

size_t diagnostic_sentence(const struct diagnostic *problem, char *out, size_t size)
{
    return put_template(problem, problem->sentence, out, size);
}

size_t diagnostic_help_text(const struct diagnostic *problem, char *out, size_t size)
{
    out[0] = '\0';
    if (problem->help == NULL)
        return 0;
    return put_template(problem, problem->help, out, size);
}

const char *diagnostic_line(const struct diagnostics *list, const struct diagnostic *problem,
                            size_t *length)
{
    *length = 0;
    if (list->lines == 0)
        return "";
    uint32_t start = list->line_start[problem->place.line - 1];
    const char *line = list->source + start;
    size_t rest = list->source_length - start;
    while (*length < rest && line[*length] != '\n' && line[*length] != '\r')
        ++*length;
    return line;
}

/* Puts octets from..to of a line, each control character as one blank. */
static void put_visible(struct growing *out, const char *line, size_t from, size_t to)
{
    while (from < to) {
        uint32_t code = 0;
        size_t n = utf8_next(line + from, to - from, &code);
        if (n == 0)
            growing_put(out, "?");
        else if (utf8_is_control(code))
            growing_put(out, " ");
        else
            growing_put_octets(out, line + from, n);
        from += n == 0 ? 1 : n;
    }
}

static void put_times(struct growing *out, char c, size_t times)
{
    while (times-- > 0)
        growing_put_octets(out, &c, 1);
}

/* The part of a line that is shown: all of it, or a window around the place. */
struct window {
    size_t from;
    size_t to;
    bool cut_before;
    bool cut_after;
};

/* The start of the next character at or behind `at`. In a text that is not UTF-8 there may be
 * none; a character has at most three octets to step over. */
static size_t character_from(const char *line, size_t at, size_t length)
{
    for (int i = 0; i < 3 && at < length && ((unsigned char)line[at] & 0xc0) == 0x80; i++)
        at++;
    return at;
}

static struct window window_of(const char *line, size_t length, size_t at)
{
    struct window w = {0, length, false, false};
    if (terminal_width(line, length) <= EXCERPT_COLUMNS)
        return w;
    if (at > EXCERPT_BEFORE)
        w.from = character_from(line, at - EXCERPT_BEFORE, length);
    w.to = w.from + EXCERPT_COLUMNS < length ? w.from + EXCERPT_COLUMNS : length;
    w.to = character_from(line, w.to, length);
    w.cut_before = w.from > 0;
    w.cut_after = w.to < length;
    return w;
}

static void put_gutter(struct growing *out, const char *label, const char *mark)
{
    put_times(out, ' ', strlen(label) < 6 ? 6 - strlen(label) : 0);
    growing_put(out, label);
    growing_put(out, mark);
}

static void put_excerpt(const struct diagnostics *list, const struct diagnostic *problem,
                        struct growing *out)
{
    size_t length;
    const char *line = diagnostic_line(list, problem, &length);
    size_t at = problem->span.at - list->line_start[problem->place.line - 1];
    at = at > length ? length : at;
    size_t end = at + problem->span.length < length ? at + problem->span.length : length;
    struct window w = window_of(line, length, at);
    end = end > w.to ? w.to : end;
    char number[24];
    struct text text = text_over(number, sizeof number);
    text_put_unsigned(&text, problem->place.line);
    put_gutter(out, number, " | ");
    growing_put(out, w.cut_before ? "\xe2\x80\xa6" : "");
    put_visible(out, line, w.from, w.to);
    growing_put(out, w.cut_after ? "\xe2\x80\xa6\n" : "\n");
    put_gutter(out, "", " | ");
    put_times(out, ' ', terminal_width(line + w.from, at - w.from) + w.cut_before);
    size_t wide = terminal_width(line + at, end - at);
    growing_put(out, "^");
    put_times(out, '~', wide > 1 ? wide - 1 : 0);
}

static void put_suggestion(const struct diagnostic *problem, struct growing *out)
{
    if (problem->suggestion == NULL)
        return;
    char sentence[SENTENCE_OCTETS];
    struct text_value value = {"suggestion", problem->suggestion};
    (void)text_format(sentence, sizeof sentence, _("did you mean {suggestion}?"), &value, 1);
    growing_put(out, " ");
    growing_put(out, sentence);
}

static void put_problem(const struct diagnostics *list, const struct diagnostic *problem,
                        struct growing *out)
{
    char sentence[SENTENCE_OCTETS];
    put_visible(out, list->file, 0, strlen(list->file));
    if (list->lines > 0) {
        growing_put(out, ":");
        growing_put_unsigned(out, problem->place.line);
        growing_put(out, ":");
        growing_put_unsigned(out, problem->place.column);
    }
    growing_put(out, problem->severity == SEVERITY_ERROR ? _(": error: ") : _(": warning: "));
    (void)diagnostic_sentence(problem, sentence, sizeof sentence);
    growing_put(out, sentence);
    growing_put(out, "\n");
    if (list->lines > 0) {
        put_excerpt(list, problem, out);
        put_suggestion(problem, out);
        growing_put(out, "\n");
    }
    if (diagnostic_help_text(problem, sentence, sizeof sentence) > 0) {
        put_gutter(out, "", " = ");
        growing_put(out, sentence);
        growing_put(out, "\n");
    }
}

void diagnostics_put(const struct diagnostics *list, struct growing *out)
{
    for (const struct diagnostic *p = list->first; p != NULL; p = p->next)
        put_problem(list, p, out);
    uint32_t unseen = list->errors + list->warnings - list->kept;
    if (unseen == 0)
        return;
    char number[24];
    struct text text = text_over(number, sizeof number);
    text_put_unsigned(&text, unseen);
    char sentence[SENTENCE_OCTETS];
    struct text_value value = {"count", number};
    (void)text_format(sentence, sizeof sentence, _("... and {count} more\n"), &value, 1);
    growing_put(out, sentence);
}

static void put_member(struct growing *out, const char *name, const char *text, size_t length)
{
    growing_put(out, ",\"");
    growing_put(out, name);
    growing_put(out, "\":");
    growing_put_json(out, text, length);
}

static void put_number_member(struct growing *out, const char *name, uint32_t value)
{
    growing_put(out, ",\"");
    growing_put(out, name);
    growing_put(out, "\":");
    growing_put_unsigned(out, value);
}

/* An excerpt that is not well-formed UTF-8 would not be JSON: it is put as a person sees it. */
static void put_excerpt_member(const struct diagnostics *list, const struct diagnostic *problem,
                               struct growing *out)
{
    struct growing visible = {0};
    size_t length;
    const char *line = diagnostic_line(list, problem, &length);
    put_visible(&visible, line, 0, length);
    put_member(out, "excerpt", growing_text(&visible), visible.length);
    growing_release(&visible);
}

static void put_json_problem(const struct diagnostics *list, const struct diagnostic *problem,
                             struct growing *out)
{
    char sentence[SENTENCE_OCTETS];
    struct growing file = {0};
    put_visible(&file, list->file, 0, strlen(list->file));
    growing_put(out, "{\"file\":");
    growing_put_json(out, growing_text(&file), file.length);
    growing_release(&file);
    put_number_member(out, "line", problem->place.line);
    put_number_member(out, "column", problem->place.column);
    put_number_member(out, "end_line", problem->place.end_line);
    put_number_member(out, "end_column", problem->place.end_column);
    const char *severity = problem->severity == SEVERITY_ERROR ? "error" : "warning";
    put_member(out, "severity", severity, strlen(severity));
    put_member(out, "code", problem->code, strlen(problem->code));
    (void)diagnostic_sentence(problem, sentence, sizeof sentence);
    put_member(out, "message", sentence, strlen(sentence));
    if (diagnostic_help_text(problem, sentence, sizeof sentence) > 0)
        put_member(out, "help", sentence, strlen(sentence));
    if (problem->suggestion != NULL)
        put_member(out, "suggestion", problem->suggestion, strlen(problem->suggestion));
    put_excerpt_member(list, problem, out);
    growing_put(out, "}\n");
}

void diagnostics_put_json(const struct diagnostics *list, struct growing *out)
{
    for (const struct diagnostic *p = list->first; p != NULL; p = p->next)
        put_json_problem(list, p, out);
}
