/* watch/said.h: what commands print, as it is shown: their output is English as that of the
 * real tools, but explanations (help, man) are in the reader's language. */
#ifndef NETSTAGE_WATCH_SAID_H
#define NETSTAGE_WATCH_SAID_H

#include "core/record.h"

/* The line of a RECORD_SAY in a language ("en", "ko"): its first *length octets (in: all of
 * them, out: those that stay), followed by what is returned ("": nothing). `words` are the
 * record's, and need no terminator. */
const char *said_sentence(const struct record *record, const char *words, size_t *length,
                          const char *language);

#endif
