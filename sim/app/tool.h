/* app/tool.h: the programs that people type on a host, one row each: how their lines are read,
 * and who does the work while the command runs. The one table that command lines, jobs,
 * completion and `help` look into.
 *
 * Shape:  tools[kind]; the rows of COMMAND_NONE and of COMMAND_KINDS, which a line that could
 * not be read has, are no programs; jobs of the latter kind also look up names for proxies. A
 * function that is NULL: such news does not concern the tool. Rules:  a function may end the
 * job (job_end()); its row is free then, and nothing of it may be touched afterwards. */
#ifndef NETSTAGE_APP_TOOL_H
#define NETSTAGE_APP_TOOL_H

#include "app/command_scan.h"
#include "app/tables.h"

struct tool {
    const char *name;    /* as it is typed */
    const char *letters; /* of its options, as for getopt(3); "" when it reads them otherwise */
    const struct long_option *long_options; /* ends with a NULL name; or NULL */
    const char *words; /* others that it knows, a blank between them: "+short"; or NULL */
    const char *usage; /* "[-nq] [-c count] destination" */
    const char *about; /* what it is for: a sentence of the catalogue */

    /* Reads the words; as command_parse(). */
    int (*parse)(const struct tool *tool, struct command_words *words,
                 union command_options *options, struct text *error);
    void (*begin)(struct app *app, struct job *job);
    /* lookup_begin() did not know at once, and now it does. */
    void (*resolved)(struct app *app, struct job *job, enum lookup_result result);
    void (*timer)(struct app *app, struct job *job);
    /* For job->socket, when it is a UDP socket. */
    void (*datagram)(struct app *app, struct job *job, const struct udp_datagram *datagram);
    /* For a TCP socket of the job. */
    void (*tcp_event)(struct app *app, struct job *job, const struct socket_up *up);
    /* An echo reply with the job's row plus one as identifier. */
    void (*reply)(struct app *app, struct job *job, const struct icmp_message *message);
    /* An ICMP error about something that the job sent. */
    void (*error)(struct app *app, struct job *job, const struct icmp_message *message);
    /* Something was typed, or the end of it was: see app/job_input.h. NULL: it does not read.
     */
    void (*typed)(struct app *app, struct job *job);
    /* Ctrl-C, after "^C" was printed. NULL: the job ends with status 130. */
    void (*cancel)(struct app *app, struct job *job);
    /* The job ends: gives back what it holds besides its socket. */
    void (*release)(struct app *app, struct job *job);
};

extern const struct tool tools[COMMAND_KINDS + 1];

/* The row of a job. */
static inline const struct tool *tool_of(const struct job *job)
{
    return &tools[job->kind];
}

/* Does it read what is typed? */
static inline bool tool_reads(const struct job *job)
{
    return tool_of(job)->typed != NULL;
}

/* The kind of command that has this name, or COMMAND_NONE. */
enum command_kind tool_find(const char *name);

#endif
