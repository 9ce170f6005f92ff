/* script/socket_options.h: the options of sockets that are switches of TCP: setsockopt(2)'s
 * numbers and units on one side, those of lab/netstage.h on the other. */
#ifndef NETSTAGE_SCRIPT_SOCKET_OPTIONS_H
#define NETSTAGE_SCRIPT_SOCKET_OPTIONS_H

#include "script/parts.h"

struct socket_option;

/* NULL: no such option. */
const struct socket_option *socket_option_find(int64_t level, int64_t number);

enum netstage_knob socket_option_knob(const struct socket_option *option);

/* What a value in a script, `[1]` or "cubic", means for the switch. False: nothing that the
 * option can have. */
bool socket_option_read(const struct socket_option *option, const struct value *value,
                        int64_t *knob_value);

/* The value that getsockopt() gives; text (NULL for most) for an option that has words. */
int64_t socket_option_write(const struct socket_option *option, int64_t knob_value,
                            const char **text);

#endif
