/* app/printer.h: output of a command as octets: to its file as they are, or on the screen line
 * by line. For tools that print octets which they did not make (cat).
 *
 * Rules:  a printer lives as long as one call: what has no line feed at its end is shown as a
 * line by printer_end(). A line that is too long for the screen goes on in the next one, and
 *         control characters, which a terminal would obey, are shown as blanks. */
#ifndef NETSTAGE_APP_PRINTER_H
#define NETSTAGE_APP_PRINTER_H

#include "app/tables.h"

enum { PRINTER_LINE = 2048 };

struct printer {
    struct app *app;
    const struct job *job;
    size_t length; /* of the line that has not ended */
    char line[PRINTER_LINE];
};

void printer_begin(struct printer *printer, struct app *app, const struct job *job);
void printer_put(struct printer *printer, const void *octets, size_t n);
void printer_put_text(struct printer *printer, const struct text *text);
void printer_end(struct printer *printer);

#endif
