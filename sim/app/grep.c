/* app/grep.c: the command grep, as GNU grep prints, with patterns of five signs: `.` any
 * character,
 * `*` the one before it as often as it likes, `^` and `$` the line's begin and end, and `\\`,
 * which takes a sign its meaning. Lines longer than the scratch are looked at in pieces of that
 * length.
 */
#include <string.h>

#include "app/file_tools.h"

struct grep {
    struct app *app;
    const struct job *job;
    const char *pattern;
    struct printer printer;
    uint64_t matches;
    uint64_t line;
    bool named; /* several files: their names are shown */
};

static bool same(const struct grep *g, char a, char b)
{
    bool fold = file_has(g->job, 'i');
    if (fold && a >= 'A' && a <= 'Z')
        a = (char)(a - 'A' + 'a');
    if (fold && b >= 'A' && b <= 'Z')
        b = (char)(b - 'A' + 'a');
    return a == b;
}

/* One sign of a pattern, and how many octets it is long. */
struct sign {
    char letter;
    bool any;
    size_t length;
};

static struct sign sign_of(const struct grep *g, const char *pattern)
{
    bool fixed = file_has(g->job, 'F');
    if (!fixed && pattern[0] == '\\' && pattern[1] != '\0')
        return (struct sign){.letter = pattern[1], .length = 2};
    return (struct sign){.letter = pattern[0], .any = !fixed && pattern[0] == '.', .length = 1};
}

static bool fits(const struct grep *g, struct sign sign, const char *at, const char *end)
{
    return at < end && (sign.any || same(g, sign.letter, *at));
}

/* Does the pattern fit what begins at `at`? A star takes as little as it can, and then more:
 * each star tried is remembered, and only the last one can need another try. */
static bool matches_here(const struct grep *g, const char *pattern, const char *at,
                         const char *end)
{
    bool fixed = file_has(g->job, 'F');
    const char *star = NULL; /* the sign under the last star */
    const char *tried = NULL;
    for (;;) {
        struct sign sign = sign_of(g, pattern);
        if (pattern[0] == '\0')
            return true;
        if (!fixed && pattern[sign.length] == '*') {
            star = pattern;
            tried = at;
            pattern += sign.length + 1;
            continue;
        }
        bool last = !fixed && pattern[0] == '$' && pattern[1] == '\0';
        if (last ? at == end : fits(g, sign, at, end)) {
            pattern += sign.length;
            at += !last;
            continue;
        }
        if (star == NULL || !fits(g, sign_of(g, star), tried, end))
            return false;
        at = ++tried;
        pattern = star + sign_of(g, star).length + 1;
    }
}

static bool matches(const struct grep *g, const char *line, size_t length)
{
    const char *end = line + length;
    bool fixed = file_has(g->job, 'F');
    if (!fixed && g->pattern[0] == '^')
        return matches_here(g, g->pattern + 1, line, end);
    for (const char *at = line; at <= end; at++) {
        if (matches_here(g, g->pattern, at, end))
            return true;
    }
    return false;
}

static void put_prefix(struct grep *g, const struct file_source *source, bool number)
{
    char buffer[COMMAND_LINE_MAX + 32];
    struct text prefix = text_over(buffer, sizeof buffer);
    if (g->named) {
        text_put(&prefix, source->is_input ? "(standard input)" : source->name);
        text_put_char(&prefix, ':');
    }
    if (number && file_has(g->job, 'n')) {
        text_put_unsigned(&prefix, g->line);
        text_put_char(&prefix, ':');
    }
    printer_put_text(&g->printer, &prefix);
}

static void judge_line(struct grep *g, const struct file_source *source, const char *line,
                       size_t length)
{
    g->line++;
    if (matches(g, line, length) == file_has(g->job, 'v'))
        return;
    g->matches++;
    if (file_has(g->job, 'c') || file_has(g->job, 'q'))
        return;
    put_prefix(g, source, true);
    printer_put(&g->printer, line, length);
    printer_put(&g->printer, "\n", 1);
}

/* The lines of a piece of a file; gives how many octets were looked at. What has no line feed
 * at the end waits for the next piece, unless it fills a piece alone or is the last. */
static size_t search_piece(struct grep *g, const struct file_source *source, const char *piece,
                           size_t n, bool last)
{
    size_t at = 0;
    while (at < n) {
        const char *end = memchr(piece + at, '\n', n - at);
        if (end == NULL && !last && at > 0)
            return at;
        size_t length = end != NULL ? (size_t)(end - piece) - at : n - at;
        judge_line(g, source, piece + at, length);
        at += length + (end != NULL);
    }
    return n;
}

static void search(struct grep *g, const struct file_source *source)
{
    char *piece = (char *)g->app->scratch[APP_SCRATCH_ANSWER];
    uint32_t at = 0;
    size_t n;
    g->line = 0;
    while ((n = file_source_read(g->app, g->job, source, at, piece, APP_SCRATCH)) > 0)
        at += (uint32_t)search_piece(g, source, piece, n, at + n == source->length);
}

static void say_count(struct grep *g, const struct file_source *source, uint64_t before)
{
    char buffer[32];
    struct text line = text_over(buffer, sizeof buffer);
    if (!file_has(g->job, 'c') || file_has(g->job, 'q'))
        return;
    put_prefix(g, source, false);
    text_put_unsigned(&line, g->matches - before);
    text_put_char(&line, '\n');
    printer_put_text(&g->printer, &line);
}

void grep_begin(struct app *app, struct job *job)
{
    const struct file_options *o = file_options_of(job);
    struct grep g = {.app = app,
                     .job = job,
                     .pattern = command_word(&job->command, o->pattern),
                     .named = o->count > 1};
    struct file_source source;
    uint8_t place = 0;
    bool failed = false;
    printer_begin(&g.printer, app, job);
    while (file_next_source(app, job, &g.printer, &place, &source, &failed)) {
        uint64_t before = g.matches;
        search(&g, &source);
        say_count(&g, &source, before);
    }
    printer_end(&g.printer);
    job_end(app, job, failed ? 2 : g.matches > 0 ? 0 : 1);
}
