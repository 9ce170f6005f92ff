/* app/text_tools.c: head, tail, wc, grep and sha256sum, as coreutils and GNU grep print. */
#include <string.h>

#include "app/file_tools.h"
#include "base/sha256.h"

enum { PIECE = 4096 };

static const char *shown_name(const struct file_source *source)
{
    bool input = source->name == NULL || source->is_input;
    return input ? "standard input" : source->name;
}

/* --- head and tail --- */

/* Copies the octets [from, to) of a file to the output. */
static void copy_part(struct printer *printer, const struct file_source *source, uint32_t from,
                      uint32_t to)
{
    uint8_t piece[PIECE];
    while (from < to) {
        size_t n = to - from < PIECE ? to - from : PIECE;
        n = file_source_read(printer->app, printer->job, source, from, piece, n);
        if (n == 0)
            return;
        printer_put(printer, piece, n);
        from += (uint32_t)n;
    }
}

/* Where the line behind `lines` line feeds begins; the file's end when there are fewer. */
static uint32_t behind_lines(const struct app *app, const struct job *job,
                             const struct file_source *source, uint64_t lines)
{
    uint8_t piece[PIECE];
    uint32_t at = 0;
    size_t n;
    for (; lines > 0 && (n = file_source_read(app, job, source, at, piece, PIECE)) > 0;
         at += (uint32_t)n) {
        for (size_t i = 0; i < n; i++) {
            if (piece[i] == '\n' && --lines == 0)
                return at + (uint32_t)i + 1;
        }
    }
    return at;
}

static uint64_t count_lines(const struct app *app, const struct job *job,
                            const struct file_source *source)
{
    uint8_t piece[PIECE];
    uint64_t lines = 0;
    uint8_t last = '\n';
    size_t n;
    for (uint32_t at = 0; (n = file_source_read(app, job, source, at, piece, PIECE)) > 0;
         at += (uint32_t)n) {
        for (size_t i = 0; i < n; i++)
            lines += piece[i] == '\n';
        last = piece[n - 1];
    }
    return lines + (last != '\n');
}

/* "==> name <==" between several files. */
static void put_banner(struct printer *printer, const struct file_source *source, bool first)
{
    char buffer[COMMAND_LINE_MAX + 20];
    struct text line = text_over(buffer, sizeof buffer);
    if (file_options_of(printer->job)->count < 2)
        return;
    text_put(&line, first ? "==> " : "\n==> ");
    text_put(&line, shown_name(source));
    text_put(&line, " <==\n");
    printer_put_text(printer, &line);
}

static void print_head(struct printer *printer, const struct file_source *source)
{
    const struct job *job = printer->job;
    uint64_t number = file_options_of(job)->number;
    uint32_t end = source->length;
    if (!file_has(job, 'c'))
        end = behind_lines(printer->app, job, source, number);
    else if (number < end)
        end = (uint32_t)number;
    copy_part(printer, source, 0, end);
}

static void print_tail(struct printer *printer, const struct file_source *source)
{
    const struct job *job = printer->job;
    const struct file_options *o = file_options_of(job);
    bool octets = file_has(job, 'c');
    uint64_t all = octets ? source->length : count_lines(printer->app, job, source);
    uint64_t skipped = all > o->number ? all - o->number : 0;
    if (o->from)
        skipped = o->number > 0 ? o->number - 1 : 0;
    uint32_t from = source->length;
    if (!octets)
        from = behind_lines(printer->app, job, source, skipped);
    else if (skipped < from)
        from = (uint32_t)skipped;
    copy_part(printer, source, from, source->length);
}

static void print_parts(struct app *app, struct job *job,
                        void (*part)(struct printer *printer, const struct file_source *source))
{
    struct file_source source;
    struct printer printer;
    uint8_t place = 0;
    bool failed = false;
    bool first = true;
    printer_begin(&printer, app, job);
    while (file_next_source(app, job, &printer, &place, &source, &failed)) {
        put_banner(&printer, &source, first);
        part(&printer, &source);
        first = false;
    }
    printer_end(&printer);
    job_end(app, job, failed ? 1 : 0);
}

void head_begin(struct app *app, struct job *job)
{
    print_parts(app, job, print_head);
}

void tail_begin(struct app *app, struct job *job)
{
    print_parts(app, job, print_tail);
}

/* --- wc --- */

struct counts {
    uint64_t lines;
    uint64_t words;
    uint64_t octets;
};

static struct counts count_source(const struct app *app, const struct job *job,
                                  const struct file_source *source)
{
    struct counts c = {0, 0, 0};
    uint8_t piece[PIECE];
    bool inside = false;
    size_t n;
    for (uint32_t at = 0; (n = file_source_read(app, job, source, at, piece, PIECE)) > 0;
         at += (uint32_t)n) {
        for (size_t i = 0; i < n; i++) {
            bool blank = piece[i] == ' ' || (piece[i] >= '\t' && piece[i] <= '\r');
            c.words += !blank && !inside;
            c.lines += piece[i] == '\n';
            inside = !blank;
        }
        c.octets += n;
    }
    return c;
}

static void put_count(struct text *line, uint64_t count, unsigned width)
{
    char buffer[24];
    struct text number = text_over(buffer, sizeof buffer);
    text_put_unsigned(&number, count);
    if (line->length > 0)
        text_put_char(line, ' ');
    for (size_t i = number.length; i < width; i++)
        text_put_char(line, ' ');
    text_put(line, number.octets);
}

static void say_counts(struct app *app, const struct job *job, const struct counts *c,
                       unsigned width, const char *name)
{
    char buffer[COMMAND_LINE_MAX + 80];
    struct text line = text_over(buffer, sizeof buffer);
    bool all = file_options_of(job)->letters == 0;
    if (all || file_has(job, 'l'))
        put_count(&line, c->lines, width);
    if (all || file_has(job, 'w'))
        put_count(&line, c->words, width);
    if (all || file_has(job, 'c'))
        put_count(&line, c->octets, width);
    if (name != NULL) {
        text_put_char(&line, ' ');
        text_put(&line, name);
    }
    job_say(app, job, &line);
}

/* As wide as all octets together need; one number alone has no width, and what comes from no
 * file seven columns. */
static unsigned count_width(const struct app *app, const struct job *job)
{
    const struct file_options *o = file_options_of(job);
    uint64_t octets = 0;
    unsigned numbers = 0;
    unsigned width = 1;
    for (const char *p = "clw"; *p != '\0'; p++)
        numbers += file_has(job, *p);
    if (numbers == 1 && o->count <= 1)
        return 1;
    for (uint8_t i = 0; i < o->count; i++) {
        const struct host_file *file =
            host_file_find(app, job->node, command_word(&job->command, o->names[i]));
        octets += file != NULL ? host_file_length(file) : 0;
    }
    if (o->count == 0)
        octets = host_file_of(app, job->input) != NULL
                     ? host_file_length(host_file_of(app, job->input))
                     : 0;
    for (; octets >= 10; octets /= 10)
        width++;
    return width;
}

void wc_begin(struct app *app, struct job *job)
{
    struct file_source source;
    struct counts total = {0, 0, 0};
    unsigned width = count_width(app, job);
    uint8_t place = 0;
    bool failed = false;
    while (file_next_source(app, job, NULL, &place, &source, &failed)) {
        struct counts c = count_source(app, job, &source);
        total.lines += c.lines;
        total.words += c.words;
        total.octets += c.octets;
        say_counts(app, job, &c, width, source.name);
    }
    if (file_options_of(job)->count > 1)
        say_counts(app, job, &total, width, "total");
    job_end(app, job, failed ? 1 : 0);
}

/* --- sha256sum --- */

void sha256sum_begin(struct app *app, struct job *job)
{
    struct file_source source;
    uint8_t place = 0;
    bool failed = false;
    while (file_next_source(app, job, NULL, &place, &source, &failed)) {
        struct sha256 hash;
        uint8_t sum[SHA256_SUM];
        uint8_t piece[PIECE];
        char buffer[2 * SHA256_SUM + COMMAND_LINE_MAX];
        struct text line = text_over(buffer, sizeof buffer);
        size_t n;
        sha256_begin(&hash);
        for (uint32_t at = 0; (n = file_source_read(app, job, &source, at, piece, PIECE)) > 0;
             at += (uint32_t)n)
            sha256_add(&hash, piece, n);
        sha256_end(&hash, sum);
        for (size_t i = 0; i < sizeof sum; i++)
            text_put_hex(&line, sum[i], 2);
        text_put(&line, "  ");
        text_put(&line, source.name != NULL ? source.name : "-");
        job_say(app, job, &line);
    }
    job_end(app, job, failed ? 1 : 0);
}
