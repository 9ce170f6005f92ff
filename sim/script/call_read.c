/* script/call_read.c: a call as it stands in a script: name(arguments) = result ERROR (words).
 * Arguments are numbers, names of POSIX joined by |, ..., "texts", [lists], {structs} with
 * named members, htons(N) and inet_addr("A.B.C.D"). */
#include "base/catalogue.h"
#include "scenario/address.h"
#include "script/calls.h"
#include "script/names.h"
#include "script/read.h"

enum { DEPTH_MOST = 8 };

static struct value *read_value(struct cursor *c, int depth);

static struct value *new_value(struct cursor *c, enum value_kind kind)
{
    struct value *v = memory_take(&c->script->memory, sizeof *v);
    if (v == NULL)
        cursor_no_memory(c);
    else
        v->kind = kind;
    return v;
}

/* --- numbers --- */

static int64_t read_address(struct cursor *c)
{
    uint32_t address = 0;
    cursor_need_sign(c, '(');
    if (c->failed)
        return 0;
    if (c->token.kind != TOKEN_TEXT)
        cursor_fail(c, N_("Here stands “{word}”, but an address is needed: \"192.0.2.1\"."),
                    NULL);
    else if (!address_read(c->token.inside, c->token.inside_length, &address))
        cursor_fail(c, N_("{word} is no IPv4 address."), NULL);
    cursor_next(c);
    cursor_need_sign(c, ')');
    return address;
}

static int64_t read_name(struct cursor *c)
{
    int64_t number = 0;
    const char *near = NULL;
    if (cursor_take_word(c, "htons")) {
        cursor_need_sign(c, '(');
        number = cursor_need_number(c, UINT16_MAX);
        cursor_need_sign(c, ')');
        return number;
    }
    if (cursor_take_word(c, "inet_addr"))
        return read_address(c);
    if (!constant_number(c->text + c->token.at, c->token.length, &number, &near))
        cursor_fail_near(c, N_("No constant of the socket calls is called “{word}”."),
                         near != NULL ? N_("Did you mean {near}?") : NULL, near);
    cursor_next(c);
    return number;
}

static int64_t read_one_number(struct cursor *c)
{
    if (c->token.kind == TOKEN_WORD)
        return read_name(c);
    if (cursor_take_sign(c, '-'))
        return -cursor_need_number(c, INT32_MAX);
    return cursor_need_number(c, UINT32_MAX);
}

static void read_numbers(struct cursor *c, struct value *v)
{
    v->number = read_one_number(c);
    while (cursor_take_sign(c, '|'))
        v->number |= read_one_number(c);
}

/* --- lists and structs --- */

static void read_members(struct cursor *c, struct value *v, char end, int depth)
{
    struct value **last = &v->first;
    while (!c->failed && !cursor_is_sign(c, end)) {
        const char *name = NULL;
        if (v->kind == VALUE_STRUCT && c->token.kind == TOKEN_WORD) {
            name = memory_text(&c->script->memory, c->text + c->token.at, c->token.length);
            cursor_next(c);
            if (cursor_take_sign(c, '(')) { /* msg_iov(2)=: how long it is, or ... */
                if (c->token.kind == TOKEN_DOTS)
                    cursor_next(c);
                else
                    (void)cursor_need_number(c, UINT32_MAX);
                cursor_need_sign(c, ')');
            }
            cursor_need_sign(c, '=');
        }
        struct value *member = read_value(c, depth + 1);
        if (member == NULL)
            return;
        member->name = name;
        *last = member;
        last = &member->next;
        if (!cursor_take_sign(c, ','))
            break;
    }
    cursor_need_sign(c, end);
}

static struct value *read_value(struct cursor *c, int depth)
{
    struct value *v = new_value(c, VALUE_NUMBER);
    if (v == NULL || c->failed)
        return NULL;
    if (depth > DEPTH_MOST) {
        cursor_fail(c, N_("These brackets are nested too deeply."), NULL);
        return NULL;
    }
    if (c->token.kind == TOKEN_DOTS) {
        v->kind = VALUE_ANY;
        cursor_next(c);
    } else if (c->token.kind == TOKEN_TEXT) {
        v->kind = VALUE_TEXT;
        v->text = memory_text(&c->script->memory, c->token.inside, c->token.inside_length);
        cursor_next(c);
        if (c->token.kind == TOKEN_DOTS)
            cursor_next(c);
    } else if (cursor_take_sign(c, '[')) {
        v->kind = VALUE_LIST;
        read_members(c, v, ']', depth);
    } else if (cursor_take_sign(c, '{')) {
        v->kind = VALUE_STRUCT;
        read_members(c, v, '}', depth);
    } else {
        read_numbers(c, v);
    }
    return c->failed ? NULL : v;
}

/* --- the call --- */

static void read_arguments(struct cursor *c, struct call *call)
{
    cursor_need_sign(c, '(');
    while (!c->failed && !cursor_is_sign(c, ')')) {
        if (call->count == SCRIPT_CALL_ARGUMENTS) {
            cursor_fail(c, N_("No call takes so many arguments."), NULL);
            return;
        }
        call->arguments[call->count++] = read_value(c, 0);
        if (!cursor_take_sign(c, ','))
            break;
    }
    cursor_need_sign(c, ')');
}

/* (Connection reset by peer) */
static void skip_note(struct cursor *c)
{
    if (!cursor_take_sign(c, '('))
        return;
    while (!c->failed && c->token.kind != TOKEN_END && !cursor_is_sign(c, ')'))
        cursor_next(c);
    cursor_need_sign(c, ')');
}

static void read_result(struct cursor *c, struct call *call)
{
    const char *near = NULL;
    cursor_need_sign(c, '=');
    if (cursor_take_sign(c, '?')) {
        call->any_result = true;
        return;
    }
    struct value result = {0};
    size_t at = c->token.at;
    read_numbers(c, &result);
    call->result = result.number;
    if (c->token.kind == TOKEN_WORD) {
        call->error = error_number(c->text + c->token.at, c->token.length, &near);
        if (call->error == 0)
            cursor_fail_near(c, N_("“{word}” is no error that a call of this host gives."),
                             near != NULL ? N_("Did you mean {near}?") : NULL, near);
        if (call->result != -1)
            cursor_fail(c, N_("A call that fails with {word} gives -1."), NULL);
        cursor_next(c);
    } else if (call->result == -1 && c->script->options.habits != HABITS) {
        call->any_error = true; /* packetdrill does not ask for one */
    } else if (call->result < 0) {
        cursor_fail_at(c, at, N_("A call that gives -1 needs its error."),
                       N_("Write it behind the number: = -1 EAGAIN (Resource temporarily "
                          "unavailable)"),
                       "", NULL);
    }
    skip_note(c);
}

void read_call(struct cursor *c, struct call *call)
{
    const char *near = NULL;
    const char *word = c->text + c->token.at;
    size_t at = c->token.at;
    call->row = calls_row(word, c->token.length, &near);
    if (call->row == NONE) {
        cursor_fail_near(c, N_("“{word}” is no call that a script can make."),
                         near != NULL ? N_("Did you mean {near}?") : NULL, near);
        return;
    }
    call->name = memory_text(&c->script->memory, word, c->token.length);
    cursor_next(c);
    read_arguments(c, call);
    if (!c->failed && !calls_takes(call))
        cursor_fail_at(c, at, N_("{word} does not take these arguments."),
                       N_("Write them as in POSIX: {near}"),
                       call->name != NULL ? call->name : "", calls_example(call->row));
    read_result(c, call);
}
