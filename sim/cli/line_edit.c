/* cli/line_edit.c: lines edited by libedit (editline(3)): emacs keys, history, Tab. Ctrl-C is a
 * key while a line is edited, not a signal. See line_edit.h. */
#include "cli/line_edit.h"

#include <histedit.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HISTORY_LINES = 1000, SCREEN_COLUMNS = 80 };

struct line_edit {
    EditLine *line;
    History *history;
    const char *prompt;
    line_completer *completer;
    void *context;
    bool interrupted;
    struct completion found;
};

static struct line_edit *edit_of(EditLine *line)
{
    void *edit = NULL;
    (void)el_get(line, EL_CLIENTDATA, &edit);
    return edit;
}

static const char *prompt_of(EditLine *line)
{
    return edit_of(line)->prompt;
}

static unsigned char press_interrupt(EditLine *line, int key)
{
    (void)key;
    edit_of(line)->interrupted = true;
    fputs("^C", stdout);
    (void)fflush(stdout);
    return CC_NEWLINE;
}

/* All that the word can become, in columns below the line. */
static void put_candidates(const struct completion *found)
{
    size_t widest = 1;
    for (uint32_t i = 0; i < found->count; i++) {
        size_t length = strlen(found->word[i]);
        widest = length > widest ? length : widest;
    }
    size_t columns = SCREEN_COLUMNS / (widest + 2) > 0 ? SCREEN_COLUMNS / (widest + 2) : 1;
    putchar('\n');
    for (uint32_t i = 0; i < found->count; i++)
        printf("%-*s%s", (int)widest + 2, found->word[i],
               (i + 1) % columns == 0 || i + 1 == found->count ? "\n" : "");
    if (found->total > found->count)
        puts("…");
    (void)fflush(stdout);
}

static unsigned char press_tab(EditLine *line, int key)
{
    struct line_edit *edit = edit_of(line);
    const LineInfo *info = el_line(line);
    size_t cursor = (size_t)(info->cursor - info->buffer);
    char text[COMPLETION_LINE];
    (void)key;
    if (cursor >= sizeof text)
        return CC_ERROR;
    memcpy(text, info->buffer, cursor);
    text[cursor] = '\0';
    edit->completer(edit->context, text, cursor, &edit->found);
    const struct completion *found = &edit->found;
    size_t there = cursor - found->start;
    if (found->count == 0)
        return CC_ERROR;
    bool changes = strlen(found->common) != there ||
                   memcmp(found->common, text + found->start, there) != 0;
    if (!changes && found->count > 1) {
        put_candidates(found);
        return CC_REDISPLAY;
    }
    el_deletestr(line, (int)there);
    if (el_insertstr(line, found->common) != 0)
        return CC_ERROR;
    if (found->count == 1 && found->whole)
        (void)el_insertstr(line, " ");
    return CC_REFRESH;
}

static bool set_up(struct line_edit *edit)
{
    HistEvent event;
    edit->history = history_init();
    edit->line = el_init("netstage", stdin, stdout, stderr);
    if (edit->history == NULL || edit->line == NULL)
        return false;
    (void)history(edit->history, &event, H_SETSIZE, (int)HISTORY_LINES);
    (void)history(edit->history, &event, H_SETUNIQUE, 1);
    (void)el_set(edit->line, EL_CLIENTDATA, edit);
    (void)el_set(edit->line, EL_PROMPT, prompt_of);
    (void)el_set(edit->line, EL_HIST, history, edit->history);
    (void)el_set(edit->line, EL_EDITOR, "emacs");
    (void)el_set(edit->line, EL_SIGNAL, 0);
    (void)el_set(edit->line, EL_SETTY, "-d", "-isig", NULL);
    (void)el_set(edit->line, EL_ADDFN, "stage-interrupt", "Ctrl-C", press_interrupt);
    (void)el_set(edit->line, EL_ADDFN, "stage-complete", "Tab", press_tab);
    (void)el_set(edit->line, EL_BIND, "^C", "stage-interrupt", NULL);
    (void)el_set(edit->line, EL_BIND, "^I", "stage-complete", NULL);
    (void)el_set(edit->line, EL_BIND, "^R", "em-inc-search-prev", NULL);
    return true;
}

struct line_edit *line_edit_open(line_completer *completer, void *context)
{
    struct line_edit *edit = calloc(1, sizeof *edit);
    if (edit == NULL)
        return NULL;
    (void)setlocale(LC_CTYPE, "");
    edit->completer = completer;
    edit->context = context;
    if (set_up(edit))
        return edit;
    line_edit_close(edit);
    return NULL;
}

void line_edit_close(struct line_edit *edit)
{
    if (edit == NULL)
        return;
    if (edit->line != NULL)
        el_end(edit->line);
    if (edit->history != NULL)
        history_end(edit->history);
    free(edit);
}

enum line_result line_edit_read(struct line_edit *edit, const char *prompt, char *line,
                                size_t size)
{
    HistEvent event;
    int count = 0;
    edit->prompt = prompt;
    edit->interrupted = false;
    (void)el_set(edit->line, EL_PREP_TERM,
                 1); /* before the prompt: from here on keys are keys */
    const char *typed = el_gets(edit->line, &count);
    if (edit->interrupted)
        return LINE_INTERRUPTED;
    if (typed == NULL || count <= 0)
        return LINE_END;
    size_t length = (size_t)count;
    while (length > 0 && (typed[length - 1] == '\n' || typed[length - 1] == '\r'))
        length--;
    if (length >= size)
        return LINE_TOO_LONG;
    memcpy(line, typed, length);
    line[length] = '\0';
    if (line[strspn(line, " \t")] != '\0')
        (void)history(edit->history, &event, H_ENTER, line);
    return LINE_READ;
}
