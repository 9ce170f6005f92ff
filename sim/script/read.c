/* script/read.c: a script is read: options, an event a line, its time, and which kind it is.
 * See script.h and parts.h. */
#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "script/packet.h"
#include "script/read.h"

enum { SCRIPT_MOST = 1 << 20 };

static struct script_options default_options(void)
{
    return (struct script_options){.local_ip = 0xc0a80001,   /* 192.168.0.1 */
                                   .gateway_ip = 0xc0a800fe, /* 192.168.0.254 */
                                   .remote_ip = 0xc0000201,  /* 192.0.2.1: RFC 5737 */
                                   .prefix_length = 24,
                                   .bind_port = 8080,
                                   .connect_port = 8080,
                                   .mtu = 1500,
                                   .habits = HABITS,
                                   .seed = 1};
}

/* --- times --- */

static int64_t read_seconds(struct cursor *c)
{
    int64_t time = c->token.nanoseconds;
    if (c->token.kind != TOKEN_NUMBER || c->token.hexadecimal) {
        cursor_fail(c, N_("Here stands “{word}”, but a time in seconds is needed."),
                    N_("Each line begins with its time: 0, 0.5, +0.1, 1~1.2, +0~+0.3, or * for "
                       "any."));
        return 0;
    }
    if (time < 0) {
        cursor_fail(c, N_("{word} is too large."), NULL);
        return 0;
    }
    cursor_next(c);
    return time;
}

static struct moment read_moment(struct cursor *c)
{
    struct moment m = {.kind = MOMENT_AT, .end = -1};
    size_t at = c->token.at;
    if (cursor_take_sign(c, '*')) {
        m.kind = MOMENT_ANY;
        return m;
    }
    if (cursor_take_sign(c, '+'))
        m.kind = MOMENT_AFTER;
    m.from = m.to = read_seconds(c);
    if (cursor_take_sign(c, '~')) {
        if (m.kind == MOMENT_AFTER)
            cursor_need_sign(c, '+');
        m.to = read_seconds(c);
    } else if (c->token.kind == TOKEN_DOTS) {
        cursor_next(c);
        (void)cursor_take_sign(c, '+');
        m.end = read_seconds(c);
    }
    if (!c->failed && (m.to < m.from || (m.end >= 0 && m.end < m.from)))
        cursor_fail_at(c, at, N_("This time ends before it begins."), NULL, "", NULL);
    return m;
}

/* --- events --- */

/* What was written, with every run of blanks made one. */
static const char *tidy_text(struct cursor *c, size_t from, size_t to)
{
    char *text = memory_text(&c->script->memory, c->text + from, to > from ? to - from : 0);
    size_t n = 0;
    bool blank = false;
    if (text == NULL) {
        cursor_no_memory(c);
        return "";
    }
    for (size_t i = 0; text[i] != '\0'; i++) {
        bool is_blank = strchr(" \t\r\n", text[i]) != NULL;
        if (is_blank && blank)
            continue;
        text[n++] = is_blank ? ' ' : text[i];
        blank = is_blank;
    }
    text[n] = '\0';
    return text;
}

static struct script_event *new_event(struct cursor *c)
{
    struct script_event *e = memory_take(&c->script->memory, sizeof *e);
    if (e == NULL) {
        cursor_no_memory(c);
        return NULL;
    }
    e->line = cursor_line(c, c->token.at);
    if (c->script->last != NULL)
        c->script->last->next = e;
    else
        c->script->first = e;
    c->script->last = e;
    return e;
}

static void read_what_happens(struct cursor *c, struct script_event *e)
{
    if (cursor_take_sign(c, '<')) {
        e->kind = EVENT_ARRIVES;
        packet_read(c, &e->packet);
    } else if (cursor_take_sign(c, '>')) {
        e->kind = EVENT_SENT;
        packet_read(c, &e->packet);
    } else if (c->token.kind == TOKEN_SHELL) {
        e->kind = EVENT_SET;
        e->settings = read_settings(c);
    } else if (c->token.kind == TOKEN_CODE) {
        e->kind = EVENT_ASSERT;
        e->assertions = read_assertions(c);
    } else if (c->token.kind == TOKEN_WORD) {
        e->kind = EVENT_CALL;
        read_call(c, &e->call);
    } else {
        cursor_fail(c, N_("Here stands “{word}”, but a packet or a call is needed."),
                    N_("Behind the time comes < for a packet that arrives, > for one that is "
                       "sent, or a call: listen(3, 5) = 0."));
    }
}

/* A range is for what the host does by itself; only calls block. */
static void check_moment(struct cursor *c, size_t at, const struct script_event *e)
{
    const struct moment *m = &e->moment;
    if (c->failed)
        return;
    if (e->kind != EVENT_SENT && (m->kind == MOMENT_ANY || m->to > m->from))
        cursor_fail_at(c, at, N_("What a script does itself needs one time."),
                       N_("Only packets of the host (>) may come at any time or in a range."),
                       "", NULL);
    if (e->kind != EVENT_CALL && m->end >= 0)
        cursor_fail_at(c, at, N_("Only a call can last."),
                       N_("For a packet that may come from 1 to 2 s write 1~2."), "", NULL);
    if (e->kind == EVENT_ARRIVES && (e->packet.any_options || e->packet.any_stamp))
        cursor_fail_at(c, at, N_("A packet that arrives needs its options."),
                       N_("<...> stands for any options of a packet that the host sends."), "",
                       NULL);
}

static void read_event(struct cursor *c)
{
    size_t at = c->token.at;
    struct script_event *e = new_event(c);
    if (e == NULL)
        return;
    if (c->token.kind == TOKEN_SHELL) {
        e->kind = EVENT_SET; /* a command without a time happens at once */
        e->moment = (struct moment){.kind = MOMENT_AFTER, .end = -1};
        e->settings = read_settings(c);
    } else {
        e->moment = read_moment(c);
        at = c->token.at;
        read_what_happens(c, e);
    }
    check_moment(c, at, e);
    e->text = c->failed ? "" : tidy_text(c, at, c->token_end);
}

static void read_all(struct cursor *c)
{
    while (!c->failed && c->token.kind == TOKEN_OPTION)
        read_script_option(c, &c->script->options);
    while (!c->failed && c->token.kind != TOKEN_END)
        read_event(c);
    if (!c->failed && c->script->first == NULL)
        cursor_fail(
            c, N_("There is nothing in this script."),
            N_("A script has an event a line: 0 socket(..., SOCK_STREAM, IPPROTO_TCP) = "
               "3"));
    if (!c->failed && c->script->memory.failed)
        cursor_no_memory(c);
}

struct script *script_read(const char *text, size_t length, struct script_trouble *trouble)
{
    struct script *script = calloc(1, sizeof *script);
    struct cursor c = {.script = script, .trouble = trouble};
    *trouble = (struct script_trouble){.line = 1, .column = 1};
    if (script == NULL || length > SCRIPT_MOST) {
        cursor_fail_at(&c, 0,
                       script == NULL ? N_("There is not enough memory for this script.")
                                      : N_("This is too long for a script: more than 1 MiB."),
                       NULL, "", NULL);
        free(script);
        return NULL;
    }
    script->options = default_options();
    cursor_begin(&c, text, length, script, trouble);
    read_all(&c);
    if (!c.failed)
        return script;
    script_free(script);
    return NULL;
}

const struct script_note *script_notes(const struct script *script)
{
    return script->notes;
}

void script_free(struct script *script)
{
    if (script == NULL)
        return;
    memory_release(&script->memory);
    free(script);
}
