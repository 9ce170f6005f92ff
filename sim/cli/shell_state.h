/* cli/shell_state.h: what the files of the shell share: the session that is typed at, where one
 * types, and the commands that run in it.
 *
 * Shape:  whatever was typed is found again in the history of the session (shell_jobs.c), so
 * that it is right after every step back. `now` is the moment at which one types: that of the
 *         cursor's event, or a later one up to which time has been let pass. Output: standard
 *         output has what hosts print and what was asked for; complaints go to standard error,
 *         with the number of the line. */
#ifndef NETSTAGE_CLI_SHELL_STATE_H
#define NETSTAGE_CLI_SHELL_STATE_H

#include "cli/line_reader.h"
#include "scenario/memory.h"
#include "session/session.h"

enum { SHELL_LINE = 1024, SHELL_WORDS = 16 };

/* A command that was begun on a host, by somebody who typed it or by the lesson. */
struct shell_job {
    uint32_t number; /* 1, 2, … of those typed; 0: the lesson's */
    uint32_t node;
    uint32_t row;   /* of the history: its RECORD_COMMAND */
    uint32_t job;   /* of the world's jobs; NONE: it never became one */
    uint32_t ended; /* row of its RECORD_DONE; NONE: it runs */
    uint32_t reserved;
};

struct shell {
    struct scenario *scenario;
    struct session *session;
    struct line_reader *reader;
    uint32_t node; /* where one types */
    sim_time now;
    int status;    /* of the last command, as $? */
    uint32_t line; /* of the input */
    bool terminal; /* somebody sits there */
    bool strict;   /* the first command that fails ends the shell */
    bool quits;
    struct shell_job *jobs; /* as of `seen`, in the order in which they began; owned */
    uint32_t job_count, job_room;
    uint32_t seen; /* rows of the history */
    struct growing out;
    struct field_tree *tree; /* of the frame that is printed; owned */
    struct field_storage *storage;
};

/* --- shell.c --- */

/* A complaint, with {word} and {near} as in cli_complain(). Gives 1. */
int shell_complain(const struct shell *shell, const char *sentence, const char *word,
                   const char *near);
/* The next line of the input, for the shell or for a command that reads. */
enum line_result shell_read(struct shell *shell, const char *prompt, char *line, size_t size);
/* Ctrl-C was pressed since the last call. */
bool shell_was_interrupted(void);

/* --- shell_jobs.c --- */

/* Reads the history up to the cursor; forgets what is not there any more. */
void shell_learn(struct shell *shell);
/* The typed command of that number, or NULL. */
struct shell_job *shell_job_find(struct shell *shell, uint32_t number);
/* Types a line at a host and, unless it ends in &, stays until the command has ended. Gives its
 * exit status. */
int shell_run_line(struct shell *shell, uint32_t node, const char *line);
/* One more event; what typed commands print is printed, that of `foreground` as it is (row of
 * shell->jobs; NONE: none is). False: the run is over, or had to be stopped. */
bool shell_step(struct shell *shell, uint32_t foreground);
/* Ctrl-C for a command. */
bool shell_stop(struct shell *shell, const struct shell_job *job);
/* Stays with a command until it has ended. Gives its exit status. */
int shell_stay(struct shell *shell, uint32_t job);
/* Prints what commands have printed from one position of the history to another. */
void shell_put_output(struct shell *shell, uint32_t from, uint32_t to, uint32_t foreground);
/* The words of its command line. */
void shell_job_words(const struct shell *shell, const struct shell_job *job,
                     struct growing *out);

/* --- shell_stage.c: the stage's own commands --- */

enum shell_found {
    SHELL_STAGE, /* it was one, and has been done */
    SHELL_HOST,  /* it is for a host */
};

enum shell_found shell_stage(struct shell *shell, const char *line, int *status);
/* Their names, ending with NULL. */
const char *const *shell_commands(void);
void shell_complete(void *context, const char *line, size_t cursor,
                    struct completion *completion);

/* --- shell_look.c: looking at what happened --- */

int shell_log(struct shell *shell, const char *filter);
int shell_why(struct shell *shell, const char *what);
int shell_frame(struct shell *shell, const char *what);
int shell_show(struct shell *shell, const char *table, const char *host);
int shell_hosts(struct shell *shell);
/* Prints the rows of the history from..to that a reader wants to know of. */
void shell_put_rows(struct shell *shell, uint32_t from, uint32_t to);
/* "37" or "37.2" as packet and hop. False: neither. */
bool shell_read_packet(const char *word, uint32_t *packet, uint32_t *hop);

#endif
