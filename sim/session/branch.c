/* session/branch.c: what the user changes: each intervention opens a branch of the run. See
 * session.h. */
#include <stdlib.h>
#include <string.h>

#include "session/parts.h"

/* --- the log of inputs
 * -------------------------------------------------------------------------------------- */

bool input_log_add(struct input_log *log, const struct input *input)
{
    if (log->count == log->capacity) {
        uint32_t capacity = log->capacity == 0 ? 16 : log->capacity * 2;
        struct input *row = realloc(log->row, capacity * sizeof *row);
        if (row == NULL)
            return false;
        log->row = row;
        log->capacity = capacity;
    }
    struct input *added = &log->row[log->count];
    *added = *input;
    added->text = NULL;
    added->into = NULL; /* whose it was may be gone when it is played again */
    if (input->text != NULL) {
        char *text = malloc(input->length + 1);
        if (text == NULL)
            return false;
        memcpy(text, input->text, input->length);
        text[input->length] = '\0';
        added->text = text;
        log->octets += input->length + 1;
    }
    log->count++;
    return true;
}

bool input_log_copy(struct input_log *to, const struct input_log *from, uint64_t event)
{
    for (uint32_t i = 0; i < from->count && from->row[i].event <= event; i++)
        if (!input_log_add(to, &from->row[i]))
            return false;
    return true;
}

static void free_text(struct input_log *log, struct input *input)
{
    union {
        const char *read_only;
        char *owned;
    } text = {.read_only = input->text};
    log->octets -= input->text != NULL ? input->length + 1 : 0;
    free(text.owned);
}

void input_log_forget(struct input_log *log, uint64_t event)
{
    uint32_t gone = 0;
    while (gone < log->count && log->row[gone].event <= event)
        free_text(log, &log->row[gone++]);
    log->count -= gone;
    memmove(log->row, log->row + gone, log->count * sizeof *log->row);
}

void input_log_release(struct input_log *log)
{
    for (uint32_t i = 0; i < log->count; i++)
        free_text(log, &log->row[i]);
    free(log->row);
    memset(log, 0, sizeof *log);
}

struct input *input_log_find(const struct input_log *log, uint64_t event)
{
    uint32_t low = 0, high = log->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (log->row[middle].event < event)
            low = middle + 1;
        else
            high = middle;
    }
    return low < log->count && log->row[low].event == event ? &log->row[low] : NULL;
}

/* --- branches
 * -------------------------------------------------------------------------------------------------
 */

struct branch *branch_new(size_t budget)
{
    struct branch *b = calloc(1, sizeof *b);
    if (b != NULL)
        keyframes_init(&b->keyframes, budget);
    return b;
}

void branch_free(struct branch *b)
{
    if (b == NULL)
        return;
    history_release(&b->history);
    keyframes_release(&b->keyframes);
    input_log_release(&b->inputs);
    snapshot_release(&b->head);
    free(b->answered);
    free(b);
}

/* Of the questions that both branches ask, those that have been answered. */
static bool copy_answers(struct branch *to, const struct branch *from)
{
    uint32_t n = to->history.say_count;
    if (n > from->answered_capacity)
        n = from->answered_capacity;
    to->answered_capacity = n;
    to->answered = calloc(n > 0 ? n : 1, 1);
    if (to->answered != NULL && n > 0)
        memcpy(to->answered, from->answered, n);
    return to->answered != NULL;
}

/* A branch that shares all events up to `event` with the current one. */
static struct branch *fork_branch(const struct session *s, uint64_t event)
{
    const struct branch *from = session_current(s);
    uint64_t world_event = event + from->history.before;
    struct branch *b = branch_new(from->keyframes.budget);
    if (b == NULL)
        return NULL;
    b->parent = s->current;
    b->forked = event + 1;
    if (history_copy(&b->history, &from->history, event + 1) &&
        input_log_copy(&b->inputs, &from->inputs, world_event) &&
        keyframes_share(&b->keyframes, &from->keyframes, world_event) && copy_answers(b, from))
        return b;
    branch_free(b);
    return NULL;
}

static void leave_to(struct session *s, uint32_t branch)
{
    s->current = branch;
    filter_forget(s);
    recorder_relearn(s);
}

/* The head stands where the view stands; the branch that is left remembers where the head was.
 */
static bool move_head_to_view(struct session *s)
{
    struct branch *left = session_current(s);
    struct snapshot here = {0};
    bool ok = world_save(s->head, &left->head) && world_save(s->view, &here) &&
              world_restore(s->head, &here);
    snapshot_release(&here);
    return ok;
}

bool session_intervene(struct session *s, const struct input *wanted)
{
    uint64_t event = session_event(s);
    const struct history *h = &session_current(s)->history;
    uint32_t position = history_after(h, event);
    if (s->live || s->branch_count == SESSION_BRANCHES_MAX ||
        (session_inside_event(s) && !view_show(s, position)))
        return false;
    struct branch *b = fork_branch(s, event);
    uint32_t left = s->current;
    if (b == NULL || !move_head_to_view(s)) {
        branch_free(b);
        return false;
    }
    s->branches[s->branch_count++] = b;
    leave_to(s, s->branch_count - 1);
    struct input input = *wanted;
    if (input.time < session_time(s))
        input.time = session_time(s);
    if (head_apply(s, &input))
        return session_seek_event(s, input.event - session_history(s)->before);
    s->branch_count--;
    leave_to(s, left);
    branch_free(b);
    if (!world_restore(s->head, &session_current(s)->head))
        s->no_memory = true;
    return false;
}

bool session_feed(struct session *s, struct input *input)
{
    return head_apply(s, input);
}

bool session_go_to_branch(struct session *s, uint32_t branch)
{
    if (branch >= s->branch_count)
        return false;
    if (branch == s->current)
        return true;
    struct branch *left = session_current(s);
    uint64_t event = session_event(s);
    if (!world_save(s->head, &left->head) ||
        !world_restore(s->head, &s->branches[branch]->head))
        return false;
    leave_to(s, branch);
    s->view_inside = true;
    uint64_t last = session_current(s)->history.event_count - 1;
    return session_seek_event(s, event < last ? event : last);
}

bool session_undo(struct session *s)
{
    if (s->current == 0)
        return false;
    const struct branch *b = session_current(s);
    uint64_t forked = b->forked;
    if (!session_go_to_branch(s, b->parent))
        return false;
    return session_seek_event(s, forked - 1);
}

const struct input *session_inputs(const struct session *s, uint32_t *count)
{
    *count = session_current(s)->inputs.count;
    return session_current(s)->inputs.row;
}

uint32_t session_branches(const struct session *s)
{
    return s->branch_count;
}

uint32_t session_branch(const struct session *s)
{
    return s->current;
}

const struct history *session_branch_history(const struct session *s, uint32_t branch,
                                             uint32_t *parent, uint64_t *forked)
{
    *parent = s->branches[branch]->parent;
    *forked = s->branches[branch]->forked;
    return &s->branches[branch]->history;
}
