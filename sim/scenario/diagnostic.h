/* scenario/diagnostic.h: what is wrong with a scenario file, said so that its author learns
 * from it.
 *
 * Shape:  a struct diagnostics belongs to one file: its name, its text, and a list of problems.
 * A problem is a place in the text, a sentence, what to do about it, and perhaps the word that
 * was meant. Sentences are kept as templates with values and are put together when they are
 * shown, so that a window may change its language afterwards. Units:  places are octets of the
 * file's text; lines and columns count from 1, columns in characters, as editors show them.
 * Owner:  the list owns all it holds, the copy of the text as well; diagnostics_release()
 * frees. When memory runs out, problems are still counted (and `out_of_memory` is set), so that
 * a bad file never passes. */
#ifndef NETSTAGE_SCENARIO_DIAGNOSTIC_H
#define NETSTAGE_SCENARIO_DIAGNOSTIC_H

#include "base/korean.h"
#include "base/text.h"
#include "base/types.h"
#include "scenario/memory.h"

enum {
    DIAGNOSTIC_VALUES = 8,
    DIAGNOSTICS_MAX = 500, /* of one file; further ones are counted, not kept */
};

enum severity { SEVERITY_ERROR, SEVERITY_WARNING };

/* A place in the file: `length` octets from octet `at` on; length 0: between two characters. */
struct span {
    uint32_t at;
    uint32_t length;
};

struct place {
    uint32_t line;
    uint32_t column;
    uint32_t end_line; /* where the first character behind the place is */
    uint32_t end_column;
};

struct diagnostic {
    struct diagnostic *next;
    struct span span;
    struct place place;
    enum severity severity;
    uint32_t values;
    const char *code;       /* "unknown-key": stable, for machines and for `broken:` */
    const char *sentence;   /* English template, a catalogue key: what is wrong */
    const char *help;       /* English template, a catalogue key: how to mend it; or NULL */
    const char *suggestion; /* what was meant, to be put in the place of the span; or NULL */
    uint32_t words; /* bit i: value i is a sentence of the program's, to be translated */
    struct text_value value[DIAGNOSTIC_VALUES]; /* of both templates */
};

struct diagnostics {
    const char *file;   /* as the user named it */
    const char *source; /* the text, NUL-terminated; "" when it could not be read */
    uint32_t source_length;
    uint32_t lines;
    const uint32_t *line_start; /* octet at which line i + 1 starts */
    uint32_t errors;
    uint32_t warnings;
    uint32_t kept;
    bool out_of_memory;
    struct diagnostic *first; /* in the order of the file after diagnostics_sort() */
    struct diagnostic *last;
    struct memory memory;
};

void diagnostics_init(struct diagnostics *list, const char *file);
void diagnostics_release(struct diagnostics *list);

/* Gives the list the text of the file, from which excerpts are taken. Copied. False: no memory.
 */
bool diagnostics_source(struct diagnostics *list, const char *text, size_t length) MUST_CHECK;

/* Line and column of a place in the source. */
struct place diagnostics_place(const struct diagnostics *list, struct span span);

/* Adds a problem. `code` and `sentence` must be constants. Never NULL: what cannot be kept is
 * counted, and a problem that nobody sees is given back. */
struct diagnostic *diagnostics_add(struct diagnostics *list, enum severity severity,
                                   struct span span, const char *code, const char *sentence);

/* Completes a problem; texts are copied. `length` may be SIZE_MAX: up to the NUL. A value that
 * is too long to be read in a sentence is cut. */
void diagnostic_value(struct diagnostics *list, struct diagnostic *problem, const char *name,
                      const char *text, size_t length);
/* The same for a list of names, which is cut much later. */
void diagnostic_list(struct diagnostics *list, struct diagnostic *problem, const char *name,
                     const char *text);
/* A constant that is marked for translation, and is translated when the sentence is shown. */
void diagnostic_word(struct diagnostic *problem, const char *name, const char *english);
void diagnostic_number(struct diagnostics *list, struct diagnostic *problem, const char *name,
                       uint64_t value);
void diagnostic_help(struct diagnostic *problem, const char *help);
void diagnostic_suggest(struct diagnostics *list, struct diagnostic *problem, const char *text);

/* Puts the problems into the order of the file. Takes nothing away. */
void diagnostics_sort(struct diagnostics *list);

/* The sentence, and the help, in the selected language (base/catalogue.h). Gives the octets
 * that the whole needs; cut when that is not less than `size`. Without help: an empty text. */
size_t diagnostic_sentence(const struct diagnostic *problem, char *out, size_t size);
size_t diagnostic_help_text(const struct diagnostic *problem, char *out, size_t size);

/* The line of the file on which a problem starts, without its end: *length octets. */
const char *diagnostic_line(const struct diagnostics *list, const struct diagnostic *problem,
                            size_t *length);

/* All problems as a person reads them, in the selected language:
 *
 *     lesson.yaml:12:6: error: No node is called latop.
 *        12 |   - [latop, sw1]
 *           |      ^~~~~ did you mean laptop?
 *           = A link joins two nodes of this file: laptop, sw1, home.
 *
 * and as JSON, one object a line, with the keys file, line, column, end_line, end_column,
 * severity, code, message, help, suggestion, excerpt. The text is appended to out. */
void diagnostics_put(const struct diagnostics *list, struct growing *out);
void diagnostics_put_json(const struct diagnostics *list, struct growing *out);

/* How many columns of a terminal `length` octets of UTF-8 take: Hangul and other wide
 * characters two, combining ones none. */
size_t terminal_width(const char *text, size_t length);

#endif
