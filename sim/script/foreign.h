/* script/foreign.h: what scripts that were written for other systems say to their shell: the
 * sysctls of FreeBSD that have a counterpart here, and those that mean nothing in a simulator.
 */
#ifndef NETSTAGE_SCRIPT_FOREIGN_H
#define NETSTAGE_SCRIPT_FOREIGN_H

#include "script/cursor.h"
#include "transport/tcp_knobs.h"

/* What a foreign name and its value come to. */
enum foreign {
    FOREIGN_UNKNOWN,     /* nobody's name */
    FOREIGN_PASSED_OVER, /* another system's, without a counterpart */
    FOREIGN_SETS,        /* the switches in *knobs have the values in *values */
    FOREIGN_BAD_VALUE,
};

enum { FOREIGN_KNOBS = 2 };

struct foreign_setting {
    enum tcp_knob knobs[FOREIGN_KNOBS];
    int64_t values[FOREIGN_KNOBS];
    int count;
};

enum foreign foreign_setting(const char *name, size_t name_length, const char *value,
                             size_t value_length, struct foreign_setting *setting);

/* Whose habits the system has that a script with this sysctl, or this command, was written for;
 * HABITS: it cannot be told. */
enum tcp_habits foreign_habits(const char *word, size_t length);

#endif
