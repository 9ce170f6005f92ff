/* script/read.h: the parts of a script that have files of their own, as read.c uses them. */
#ifndef NETSTAGE_SCRIPT_READ_H
#define NETSTAGE_SCRIPT_READ_H

#include "script/cursor.h"

/* name(arguments) = result */
void read_call(struct cursor *c, struct call *call);

/* --name=value, at the head of a script. */
void read_script_option(struct cursor *c, struct script_options *options);

/* `sysctl -q name=value ...`: the token is the command. */
struct setting *read_settings(struct cursor *c);

/* Notes that this part of a script means nothing here (script_notes()). */
void read_pass_over(struct cursor *c, const char *text, size_t length);

/* %{ assert ... }%: the token is the code. */
struct assertion *read_assertions(struct cursor *c);

#endif
