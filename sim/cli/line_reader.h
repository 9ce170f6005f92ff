/* cli/line_reader.h: lines that a person types, or that come out of a pipe. On a terminal they
 * can be edited and recalled where the program was built with a library for that
 * (line_edit.c); else they are read as they come.
 *
 * Owner:  line_reader_open() makes it, line_reader_close() frees it. */
#ifndef NETSTAGE_CLI_LINE_READER_H
#define NETSTAGE_CLI_LINE_READER_H

#include "session/completion.h"

enum line_result {
    LINE_READ,
    LINE_END,         /* the end of the input, or Ctrl-D on an empty line */
    LINE_INTERRUPTED, /* Ctrl-C: what had been typed is forgotten */
    LINE_TOO_LONG,    /* and skipped */
};

/* Finds what the word before the cursor can become. */
typedef void line_completer(void *context, const char *line, size_t cursor,
                            struct completion *completion);

struct line_reader;

/* Standard input. NULL: out of memory. */
struct line_reader *line_reader_open(line_completer *completer, void *context);
void line_reader_close(struct line_reader *reader);

/* Somebody sits at a terminal. */
bool line_reader_is_terminal(const struct line_reader *reader);

/* Reads a line, without its end; the prompt is shown on a terminal only. */
enum line_result line_reader_read(struct line_reader *reader, const char *prompt, char *line,
                                  size_t size);

#endif
