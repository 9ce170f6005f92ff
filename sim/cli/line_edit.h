/* cli/line_edit.h: a line edited on a terminal, with history and completion. Behind it stands
 * libedit (line_edit.c), or nothing (line_edit_none.c); CMake chooses. */
#ifndef NETSTAGE_CLI_LINE_EDIT_H
#define NETSTAGE_CLI_LINE_EDIT_H

#include "cli/line_reader.h"

struct line_edit;

/* NULL: there is none, lines are to be read plainly. */
struct line_edit *line_edit_open(line_completer *completer, void *context);
void line_edit_close(struct line_edit *edit);
enum line_result line_edit_read(struct line_edit *edit, const char *prompt, char *line,
                                size_t size);

#endif
