/* app/file_tools.c: cat, echo and rm; files one after the other. See file_tools.h. */
#include "app/file_tools.h"

#include <string.h>

enum { PIECE = 4096 };

/* --- one file after the other --- */

void file_complain(struct app *app, const struct job *job, const char *name,
                   enum host_file_error error)
{
    char buffer[2 * COMMAND_LINE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    bool quoted = job->kind == COMMAND_HEAD || job->kind == COMMAND_TAIL;
    bool opened = error == HOST_FILE_DIRECTORY;
    text_put(&line, command_name((enum command_kind)job->kind));
    text_put(&line, quoted && opened ? ": error reading '" : quoted ? ": cannot open '" : ": ");
    text_put(&line, name);
    text_put(&line, quoted && opened ? "': " : quoted ? "' for reading: " : ": ");
    text_put(&line, host_file_reason(error));
    job_complain(app, job, &line);
}

size_t file_source_read(const struct app *app, const struct job *job,
                        const struct file_source *source, uint32_t at, void *to, size_t n)
{
    size_t left = at < source->length ? source->length - at : 0;
    if (source->is_input)
        return job_read(app, job, at, to, n < left ? n : left);
    return source->row == 0
               ? 0
               : host_file_read(app, &app->files[source->row - 1], at, to, n < left ? n : left);
}

static struct file_source source_of(const struct app *app, const char *name,
                                    struct file_ref ref, bool is_input)
{
    const struct host_file *file = host_file_of(app, ref);
    return (struct file_source){.name = name,
                                .length = file != NULL ? host_file_length(file) : 0,
                                .row = file != NULL ? ref.row : 0,
                                .is_input = is_input};
}

bool file_next_source(struct app *app, const struct job *job, struct printer *printer,
                      uint8_t *place, struct file_source *source, bool *failed)
{
    const struct file_options *o = file_options_of(job);
    if (o->count == 0 && *place == 0) {
        *place = 1;
        *source = source_of(app, NULL, job->input, true);
        return true;
    }
    while (*place < o->count) {
        const char *name = command_word(&job->command, o->names[*place]);
        struct file_ref ref = job->input;
        bool is_input = strcmp(name, "-") == 0;
        enum host_file_error error = HOST_FILE_FINE;
        (*place)++;
        if (!is_input)
            error = host_file_open(app, job->node, name, HOST_FILE_READ, &ref);
        if (error == HOST_FILE_FINE) {
            *source = source_of(app, name, ref, is_input);
            return true;
        }
        if (printer != NULL)
            printer_end(printer);
        file_complain(app, job, name, error);
        *failed = true;
    }
    return false;
}

/* --- cat --- */

/* What cat remembers from octet to octet. */
struct cat {
    struct printer printer;
    uint64_t line;
    bool inside; /* a line */
    bool numbers;
    bool ends; /* -E */
};

static void cat_octet(struct cat *cat, uint8_t octet)
{
    char buffer[32];
    struct text number = text_over(buffer, sizeof buffer);
    if (!cat->inside && cat->numbers) {
        cat->line++;
        for (uint64_t bound = 100000; bound > cat->line && bound > 1; bound /= 10)
            text_put_char(&number, ' ');
        text_put_unsigned(&number, cat->line);
        text_put_char(&number, '\t');
        printer_put_text(&cat->printer, &number);
    }
    cat->inside = octet != '\n';
    if (cat->ends && octet == '\n')
        printer_put(&cat->printer, "$", 1);
    printer_put(&cat->printer, &octet, 1);
}

static void cat_source(struct cat *cat, const struct app *app, const struct job *job,
                       const struct file_source *source)
{
    uint8_t piece[PIECE];
    size_t n;
    for (uint32_t at = 0; (n = file_source_read(app, job, source, at, piece, PIECE)) > 0;
         at += (uint32_t)n) {
        if (!cat->numbers && !cat->ends) {
            printer_put(&cat->printer, piece, n);
            continue;
        }
        for (size_t i = 0; i < n; i++)
            cat_octet(cat, piece[i]);
    }
}

void cat_begin(struct app *app, struct job *job)
{
    struct cat cat = {.line = 0, .numbers = file_has(job, 'n'), .ends = file_has(job, 'E')};
    struct file_source source;
    uint8_t place = 0;
    bool failed = false;
    printer_begin(&cat.printer, app, job);
    while (file_next_source(app, job, &cat.printer, &place, &source, &failed)) {
        if (source.row != 0 && source.row == job->output.row) {
            char buffer[2 * COMMAND_LINE_MAX];
            struct text line = text_over(buffer, sizeof buffer);
            text_put(&line, "cat: ");
            text_put(&line, source.name != NULL ? source.name : "-");
            text_put(&line, ": input file is output file");
            job_complain(app, job, &line);
            failed = true;
            continue;
        }
        cat_source(&cat, app, job, &source);
    }
    printer_end(&cat.printer);
    job_end(app, job, failed ? 1 : 0);
}

/* --- echo --- */

/* What stands behind a backslash, for echo -e; 0: nothing special. */
static char escaped(char c)
{
    static const char letters[] = "\\abefnrtv";
    static const char means[] = "\\\a\b\033\f\n\r\t\v";
    const char *p = c != '\0' ? strchr(letters, c) : NULL;
    return p != NULL ? means[p - letters] : '\0';
}

void echo_begin(struct app *app, struct job *job)
{
    const struct file_options *o = file_options_of(job);
    const char *word = o->count > 0 ? command_word(&job->command, o->names[0]) : "";
    bool escapes = (o->letters & ECHO_ESCAPES) != 0;
    struct printer printer;
    printer_begin(&printer, app, job);
    for (; *word != '\0'; word++) {
        char c = escapes && word[0] == '\\' ? escaped(word[1]) : '\0';
        if (c != '\0')
            word++;
        printer_put(&printer, c != '\0' ? &c : word, 1);
    }
    if ((o->letters & ECHO_NO_NEWLINE) == 0)
        printer_put(&printer, "\n", 1);
    printer_end(&printer);
    job_end(app, job, 0);
}

/* --- rm --- */

static bool remove_file(struct app *app, const struct job *job, const char *name)
{
    char buffer[2 * COMMAND_LINE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    enum host_file_error error = host_file_remove(app, job->node, name);
    if (error == HOST_FILE_NONE && file_has(job, 'f'))
        return true;
    text_put(&line, error == HOST_FILE_FINE ? "removed '" : "rm: cannot remove '");
    text_put(&line, name);
    text_put(&line, error == HOST_FILE_FINE ? "'" : "': ");
    text_put(&line, host_file_reason(error));
    if (error != HOST_FILE_FINE)
        job_complain(app, job, &line);
    else if (file_has(job, 'v'))
        job_say(app, job, &line);
    return error == HOST_FILE_FINE;
}

void rm_begin(struct app *app, struct job *job)
{
    const struct file_options *o = file_options_of(job);
    bool failed = false;
    for (uint8_t i = 0; i < o->count; i++)
        failed = !remove_file(app, job, command_word(&job->command, o->names[i])) || failed;
    job_end(app, job, failed ? 1 : 0);
}
