/* app/dig.h: what the files of dig share: the questions (dig.c) and +trace (dig_trace.c). */
#ifndef NETSTAGE_APP_DIG_H
#define NETSTAGE_APP_DIG_H

#include "app/tables.h"

/* The question of the line that is asked now, and its name. */
const struct dig_query *dig_query_of(const struct job *job);
struct dns_name dig_name(const struct job *job);

/* Asks what is in the state's asker. */
void dig_ask(struct app *app, struct job *job);
/* The present question has ended, with this status: the next one, or the end of the job. */
void dig_next(struct app *app, struct job *job, uint8_t status);

/* "10.0.53.53#53" */
void dig_put_server(struct text *line, const struct job *job);
/* How long the answer has taken. */
int64_t dig_milliseconds(const struct app *app, const struct job *job);
/* Prints lines that end with a line feed. */
void dig_say(struct app *app, struct job *job, struct text *text);

/* +trace: one answer on the way down. */
void dig_trace(struct app *app, struct job *job, const uint8_t *octets, size_t length);

#endif
