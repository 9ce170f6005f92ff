/* watch/narrator.h: what happened, as one sentence: a rule's own sentence with its values
 * filled in, and for all other records sentences of the narrator's, in any language that has a
 * catalogue.
 *
 * Shape:  a narrator is a view of a world's names; it keeps nothing of what it was asked.
 * Values: the placeholders of sim/core/rules.def. {node} {packet} {place} and {a}, {b} with the
 *         types ipv4 mac port time seq octets state hex rate refusal (of HTTP) dns-refusal, and of
 *         routes network metric before (the metric that was). */
#ifndef NETSTAGE_WATCH_NARRATOR_H
#define NETSTAGE_WATCH_NARRATOR_H

#include "base/catalogue.h"
#include "base/text.h"
#include "scenario/scenario.h"
#include "world/world.h"

enum { NARRATOR_SENTENCE_MAX = 1024 }; /* octets that every sentence fits, with its NUL */

struct narrator {
    const struct world *world; /* for names; any twin of it will do as well */
    const struct scenario
        *scenario; /* for what its nodes are called on the stage, in the language
                    * of the sentence; NULL: the names of the world */
};

/* Writes the sentence of a record, terminated and cut to `size`, and gives the octets that it
 * needs without its NUL. `words` are those that came with the record (NULL: none); `language`
 * is "en", "ko" ... A record that says nothing to a reader (RULE_NONE) gives a sentence all the
 * same. */
size_t narrator_sentence(const struct narrator *narrator, const struct record *record,
                         const char *words, size_t length, const char *language, char *out,
                         size_t size);

/* A duration as people write it: "1.5 ms", "20 µs", "3 s". */
void narrator_put_time(struct text *text, sim_time duration);

/* What a table is called: "ARP table". English, a catalogue key. */
const char *table_name(enum table table);

#endif
