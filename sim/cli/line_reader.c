/* cli/line_reader.c: see line_reader.h. */
#define _POSIX_C_SOURCE 200809L
#include "cli/line_reader.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/line_edit.h"

struct line_reader {
    bool terminal;
    struct line_edit *edit; /* NULL: lines are read plainly */
};

struct line_reader *line_reader_open(line_completer *completer, void *context)
{
    struct line_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return NULL;
    reader->terminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
    if (reader->terminal)
        reader->edit = line_edit_open(completer, context);
    return reader;
}

void line_reader_close(struct line_reader *reader)
{
    if (reader != NULL)
        line_edit_close(reader->edit);
    free(reader);
}

bool line_reader_is_terminal(const struct line_reader *reader)
{
    return reader->terminal;
}

/* Reads on to the end of a line that has no room. */
static void skip_line(void)
{
    int c;
    do
        c = getchar();
    while (c != '\n' && c != EOF);
}

/* Does Ctrl-C end the call that waits? Only while a line is read: output must not get lost. */
static void let_interrupt(bool yes)
{
    struct sigaction action;
    if (sigaction(SIGINT, NULL, &action) != 0)
        return;
    action.sa_flags = yes ? action.sa_flags & ~SA_RESTART : action.sa_flags | SA_RESTART;
    (void)sigaction(SIGINT, &action, NULL);
}

static enum line_result read_plainly(char *line, size_t size)
{
    let_interrupt(true);
    errno = 0;
    char *there = fgets(line, (int)size, stdin);
    bool interrupted = there == NULL && errno == EINTR;
    let_interrupt(false);
    if (there == NULL) {
        clearerr(stdin);
        return interrupted ? LINE_INTERRUPTED : LINE_END;
    }
    size_t length = strlen(line);
    if (length + 1 == size && line[length - 1] != '\n') {
        skip_line();
        return LINE_TOO_LONG;
    }
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
        line[--length] = '\0';
    return LINE_READ;
}

enum line_result line_reader_read(struct line_reader *reader, const char *prompt, char *line,
                                  size_t size)
{
    (void)fflush(stdout);
    if (reader->edit != NULL)
        return line_edit_read(reader->edit, prompt, line, size);
    if (reader->terminal) {
        fputs(prompt, stdout);
        (void)fflush(stdout);
    }
    return read_plainly(line, size);
}
