/* app/job_input.h: what a command reads: the lines that somebody types for it.
 *
 * Shape:  octets in a chain of slabs (struct job_input in the job). Whoever has some adds them;
 *         the tool looks at the next ones and takes as many as it can use, so what it has no
 *         use for yet waits here. The end comes after the last octet.
 * Errors: when the simulator has no room, the run stops and says so. */
#ifndef NETSTAGE_APP_JOB_INPUT_H
#define NETSTAGE_APP_JOB_INPUT_H

#include "app/tables.h"

/* Adds octets at the end. False: no room in the simulator. */
bool job_input_add(struct app *app, struct job *job, const uint8_t *octets, size_t length);

/* Copies the next octets, as far as there are any and `room` goes; gives how many. They stay.
 */
size_t job_input_look(const struct app *app, const struct job *job, uint8_t *octets,
                      size_t room);
/* So many of those are used up. */
void job_input_take(struct app *app, struct job *job, size_t length);

/* Everything has been taken, and nothing more will come. */
bool job_input_is_over(const struct job *job);

/* Gives the octets back; for the end of the job. */
void job_input_release(struct app *app, struct job *job);

#endif
