/* app/host_set.h: the words of the small tools that show and set what a host is: sysctl,
 * hostname, date, uptime, netstat, route. Letters and operands, kept in struct file_options. */
#ifndef NETSTAGE_APP_HOST_SET_H
#define NETSTAGE_APP_HOST_SET_H

#include "app/command.h"

/* As command_parse(); command_host_set.c. */
struct tool;
int host_set_parse(const struct tool *tool, struct command_words *words,
                   union command_options *options, struct text *error);

struct app;
struct job;
/* tc: command_tc.c, tc.c */
int tc_parse(const struct tool *tool, struct command_words *words,
             union command_options *options, struct text *error);
void tc_begin(struct app *app, struct job *job);
void sysctl_begin(struct app *app, struct job *job);
void hostname_begin(struct app *app, struct job *job);
void date_begin(struct app *app, struct job *job);
void uptime_begin(struct app *app, struct job *job);
void netstat_begin(struct app *app, struct job *job);
void route_begin(struct app *app, struct job *job);

#endif
