/* app/printer.c: see printer.h. */
#include "app/printer.h"

#include <string.h>

#include "app/host_file.h"

void printer_begin(struct printer *printer, struct app *app, const struct job *job)
{
    printer->app = app;
    printer->job = job;
    printer->length = 0;
}

/* To the file: many octets at once, for each write is a change of its row. */
static void write_octets_out(struct printer *printer)
{
    job_write(printer->app, printer->job, printer->line, printer->length);
    printer->length = 0;
}

static void show_line(struct printer *printer)
{
    printer->line[printer->length] = '\0';
    job_say_line(printer->app, printer->job, printer->line);
    printer->length = 0;
}

void printer_put(struct printer *printer, const void *octets, size_t n)
{
    const uint8_t *p = octets;
    if (job_is_redirected(printer->job)) {
        for (size_t i = 0; i < n; i++) {
            if (printer->length == sizeof printer->line)
                write_octets_out(printer);
            printer->line[printer->length++] = (char)p[i];
        }
        return;
    }
    for (size_t i = 0; i < n; i++) {
        bool full = printer->length + 1 == sizeof printer->line;
        if (p[i] == '\n' || full)
            show_line(printer);
        if (p[i] == '\n')
            continue;
        bool control = (p[i] < ' ' && p[i] != '\t') || p[i] == 0x7f;
        printer->line[printer->length] = control ? ' ' : (char)p[i];
        printer->length++;
    }
}

void printer_put_text(struct printer *printer, const struct text *text)
{
    printer_put(printer, text->octets, text->length);
}

void printer_end(struct printer *printer)
{
    if (job_is_redirected(printer->job))
        write_octets_out(printer);
    else if (printer->length > 0)
        show_line(printer);
}
