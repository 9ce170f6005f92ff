/* app/dialogue.h: a command between a keyboard and a TCP connection, as nc and telnet are: what
 * is read goes out, what comes in is printed.
 *
 * Shape:  struct dialogue (tables.h) in the state of the job; the connection is job->socket.
 *         Octets are taken from the job's input only as far as TCP takes them, so a slow peer
 *         holds the input back. A line of output that is not complete waits in a slab. */
#ifndef NETSTAGE_APP_DIALOGUE_H
#define NETSTAGE_APP_DIALOGUE_H

#include "app/tables.h"

/* Gives TCP as much of the input as it takes; with `crlf` every line ends with CR LF. True:
 * some octets went out. */
bool dialogue_send(struct app *app, struct job *job, struct dialogue *d, bool crlf);

/* Prints what has come. Sets d->peer_closed at the end of it. True: some octets came. */
bool dialogue_receive(struct app *app, struct job *job, struct dialogue *d);

/* Prints octets: every complete line, without its CR; into a file, as they are. */
void dialogue_print(struct app *app, struct job *job, struct dialogue *d, const uint8_t *octets,
                    size_t length);

/* Prints what has no line feed yet, and gives the slab back. */
void dialogue_end(struct app *app, struct job *job, struct dialogue *d);

#endif
