/* cli/line_edit_none.c: no library to edit lines with was there when the program was built. See
 * line_edit.h. */
#include "cli/line_edit.h"

struct line_edit *line_edit_open(line_completer *completer, void *context)
{
    (void)completer;
    (void)context;
    return NULL;
}

void line_edit_close(struct line_edit *edit)
{
    (void)edit;
}

enum line_result line_edit_read(struct line_edit *edit, const char *prompt, char *line,
                                size_t size)
{
    (void)edit;
    (void)prompt;
    (void)line;
    (void)size;
    return LINE_END;
}
