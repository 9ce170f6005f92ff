/* app/python_server.h: the command python3 -m http.server: the files of a host, served by
 * HTTP/1.0 until Ctrl-C, with a line for every request. Its words are read in command_python.c,
 * requests in python_request.c, answered in python_answer.c.
 *
 * Shape:  every connection is a struct visitor (tables.h) until the whole answer is TCP's; then
 *         it is closed, as Python does, and nobody owns it: unread octets mean a reset.
 * Differs: a file that is removed or emptied while it is sent is cut there. */
#ifndef NETSTAGE_APP_PYTHON_SERVER_H
#define NETSTAGE_APP_PYTHON_SERVER_H

#include "app/python_request.h"
#include "app/tables.h"

/* Writes the answer to v->out (its head, and a page that is made) and v->file, and the lines of
 * the log. */
void python_answer(struct app *app, struct job *job, struct visitor *v,
                   enum python_verdict verdict, const struct python_request *request);

/* "10.0.0.1 - - [01/Jan/2026 00:00:01] " */
void python_log_begin(struct text *line, const struct app *app, const struct visitor *v);

void python_begin(struct app *app, struct job *job);
void python_event(struct app *app, struct job *job, const struct socket_up *up);
void python_cancel(struct app *app, struct job *job);
void python_release(struct app *app, struct job *job);

#endif
