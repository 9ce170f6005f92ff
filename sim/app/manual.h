/* app/manual.h: the manual of each tool: what it does, its options, examples.
 *
 * Shape:  a row a kind of command, beside its row in tools[]. Sentences are keys of the
 * catalogue. Language: what `man` and `help` print is English in the records, for a run must
 * not depend on a language; a record whose line ends with a sentence of the catalogue says
 * where that begins (RECORD_SAY, core/record.h), so that whoever shows it can translate it. */
#ifndef NETSTAGE_APP_MANUAL_H
#define NETSTAGE_APP_MANUAL_H

#include "app/command.h"

struct manual_option {
    const char *form;  /* "-c count" */
    const char *about; /* a sentence */
};

struct manual {
    const char *text;                    /* one paragraph */
    const struct manual_option *options; /* ends with a NULL form; NULL: none */
    const char *const *examples;         /* ends with NULL */
};

extern const struct manual manuals[COMMAND_KINDS];

#endif
