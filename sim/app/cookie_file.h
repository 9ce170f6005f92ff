/* app/cookie_file.h: a cookie jar as a file, in the format that Netscape made and curl writes:
 *
 *     #HttpOnly_web FALSE / FALSE 0 sid 31d4        (with tabs in between)
 *     domain, also below it, path, only over TLS, expires (0: with the client), name, value
 *
 * Shape:  the jar is its rows (cookie_jar.h); the file shows them, the newest first. When
 * somebody has changed the file meanwhile, the file is right. */
#ifndef NETSTAGE_APP_COOKIE_FILE_H
#define NETSTAGE_APP_COOKIE_FILE_H

#include "app/tables.h"

enum { COOKIE_FILE_MOST = APP_SCRATCH };

/* The file that shows a jar. */
void cookie_file_put(struct text *file, const struct app *app, uint32_t node, const char *jar);

/* One line of a file as a cookie of that jar; *row is all zero before. False: it is none. */
bool cookie_file_line(const char *line, size_t length, struct cookie_row *row);

#endif
