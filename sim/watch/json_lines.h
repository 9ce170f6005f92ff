/* watch/json_lines.h: an observer that writes one JSON object a line (RFC 8259) for each
 * record.
 *
 * Shape:  always: event, ordinal, cause ("12.3", or null for boot), time_ns, kind. Where they
 *         apply: node, cable, interface, to, layer, table, row, packet, hop, rule, a and b (its
 *         values), from_state, to_state, timer, change, message, exit_status, text (a line of
 *         output, a first line of a message), sentence. About frames: departs_ns, arrives_ns
 *         (kind "sent"), length, summary, flags, and fields: an object by Wireshark's names, in
 *         which numbers are numbers, flags are true or false, all else is text, and a name that
 *         the frame has several times has an array.
 * Errors: text that is not UTF-8 is written with U+FFFD in its place. A full disk is told by
 *         json_lines_failed(). */
#ifndef NETSTAGE_WATCH_JSON_LINES_H
#define NETSTAGE_WATCH_JSON_LINES_H

#include <stdio.h>

#include "scenario/memory.h"
#include "watch/frame_view.h"
#include "watch/narrator.h"
#include "watch/sighting.h"

struct json_lines {
    struct observer observer; /* first, so that a pointer to it is one to the lines */
    const struct world *world;
    FILE *file;                  /* not owned */
    const char *language;        /* of the sentences; NULL: none */
    const struct filter *filter; /* frames for which it does not hold are left out; NULL: all */
    struct narrator narrator;
    struct frame_view *view; /* owned */
    struct witness *witness; /* owned */
    struct growing line;
    bool failed;
};

/* False: out of memory. */
bool json_lines_init(struct json_lines *lines, const struct world *world, FILE *file,
                     const char *language) MUST_CHECK;
void json_lines_release(struct json_lines *lines);

/* Something could not be written, or memory ran out. */
bool json_lines_failed(const struct json_lines *lines);

/* Text as a JSON string, whatever octets it has. */
void json_put_text(struct growing *line, const char *text, size_t length);

/* All fields of a tree but the hidden ones, as an object. */
void json_put_fields(struct growing *line, const struct field_tree *tree);

#endif
