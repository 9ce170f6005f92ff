/* script/cursor.c: see cursor.h. */
#include <string.h>

#include "base/catalogue.h"
#include "base/korean.h"
#include "script/cursor.h"

enum { NUMBER_DIGITS = 15, FRACTION_DIGITS = 9 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static int hex_digit(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The character `ahead` octets further; NUL: there is none. */
static char peek(const struct cursor *c, size_t ahead)
{
    return c->at + ahead < c->length ? c->text[c->at + ahead] : '\0';
}

/* --- mistakes --- */

uint32_t cursor_line(const struct cursor *c, size_t at)
{
    uint32_t line = 1;
    for (size_t i = 0; i < at && i < c->length; i++)
        line += c->text[i] == '\n';
    return line;
}

void cursor_fail_at(struct cursor *c, size_t at, const char *sentence, const char *help,
                    const char *word, const char *near)
{
    struct script_trouble *t = c->trouble;
    struct text_value values[] = {{"word", word}, {"near", near != NULL ? near : ""}};
    if (c->failed)
        return;
    c->failed = true;
    c->token.kind = TOKEN_END;
    t->line = cursor_line(c, at);
    t->column = 1;
    for (size_t i = at; i > 0 && c->text[i - 1] != '\n'; i--)
        t->column++;
    (void)text_format(t->sentence, sizeof t->sentence, tr(sentence), values, 2);
    t->help[0] = '\0';
    if (help != NULL)
        (void)text_format(t->help, sizeof t->help, tr(help), values, 2);
}

void cursor_fail_near(struct cursor *c, const char *sentence, const char *help,
                      const char *near)
{
    char word[64];
    size_t n = c->token.length < sizeof word - 1 ? c->token.length : sizeof word - 1;
    memcpy(word, c->text + c->token.at, n);
    word[n] = '\0';
    if (c->token.kind == TOKEN_END)
        memcpy(word, "", 1);
    cursor_fail_at(c, c->token.at, sentence, help, word, near);
}

void cursor_fail(struct cursor *c, const char *sentence, const char *help)
{
    cursor_fail_near(c, sentence, help, NULL);
}

void cursor_no_memory(struct cursor *c)
{
    cursor_fail(c, N_("There is not enough memory for this script."), NULL);
}

/* --- tokens --- */

static void skip_blanks(struct cursor *c)
{
    for (;;) {
        while (is_blank(peek(c, 0)) || (peek(c, 0) == '\\' && peek(c, 1) == '\n'))
            c->at++;
        if (peek(c, 0) == '/' && peek(c, 1) == '/') {
            while (c->at < c->length && c->text[c->at] != '\n')
                c->at++;
        } else if (peek(c, 0) == '/' && peek(c, 1) == '*') {
            size_t start = c->at;
            c->at += 2;
            while (c->at < c->length && !(peek(c, 0) == '*' && peek(c, 1) == '/'))
                c->at++;
            if (c->at >= c->length)
                cursor_fail_at(c, start, N_("This comment is never closed."),
                               N_("Close it with */."), "", NULL);
            c->at = c->at + 2 < c->length ? c->at + 2 : c->length;
        } else {
            return;
        }
    }
}

static void read_hex(struct cursor *c, struct token *t)
{
    int digits = 0;
    t->hexadecimal = true;
    c->at += 2;
    while (hex_digit(peek(c, 0)) >= 0 && digits++ < NUMBER_DIGITS)
        t->number = t->number * 16 + hex_digit(c->text[c->at++]);
    t->nanoseconds = -1;
}

/* 12, 0x1f, 0.5, .5; "0...": the number 0 and three dots. */
static void read_number(struct cursor *c, struct token *t)
{
    int digits = 0;
    t->kind = TOKEN_NUMBER;
    if (peek(c, 0) == '0' && peek(c, 1) == 'x') {
        read_hex(c, t);
        return;
    }
    while (is_digit(peek(c, 0)) && digits++ < NUMBER_DIGITS)
        t->number = t->number * 10 + (c->text[c->at++] - '0');
    if (is_digit(peek(c, 0)) || t->number > INT64_C(4000000000)) {
        t->length = c->at - t->at;
        t->nanoseconds = -1;
    } else {
        t->nanoseconds = t->number * SIM_SECOND;
    }
    if (peek(c, 0) != '.' || !is_digit(peek(c, 1)))
        return;
    t->fraction = true;
    c->at++;
    int64_t unit = SIM_SECOND / 10;
    for (int i = 0; is_digit(peek(c, 0)); i++, unit /= 10) {
        int64_t digit = c->text[c->at++] - '0';
        if (i < FRACTION_DIGITS && t->nanoseconds >= 0)
            t->nanoseconds += digit * unit;
    }
}

/* A text up to `end`. */
static void read_inside(struct cursor *c, struct token *t, size_t before, const char *end,
                        const char *complaint)
{
    size_t n = strlen(end);
    size_t at = c->at + before;
    while (at + n <= c->length && memcmp(c->text + at, end, n) != 0)
        at++;
    t->inside = c->text + c->at + before;
    if (at + n > c->length) {
        cursor_fail_at(c, c->at, complaint, NULL, end, NULL);
        return;
    }
    t->inside_length = at - c->at - before;
    c->at = at + n;
}

static void read_option(struct cursor *c, struct token *t)
{
    t->kind = TOKEN_OPTION;
    while (c->at < c->length && !is_blank(c->text[c->at]))
        c->at++;
}

static void read_token(struct cursor *c, struct token *t)
{
    char first = peek(c, 0);
    if (is_digit(first) || (first == '.' && is_digit(peek(c, 1)))) {
        read_number(c, t);
    } else if (is_letter(first)) {
        t->kind = TOKEN_WORD;
        while (is_letter(peek(c, 0)) || is_digit(peek(c, 0)))
            c->at++;
    } else if (first == '.' && peek(c, 1) == '.' && peek(c, 2) == '.') {
        t->kind = TOKEN_DOTS;
        c->at += 3;
    } else if (first == '"') {
        t->kind = TOKEN_TEXT;
        read_inside(c, t, 1, "\"", N_("This text is never closed: {word} is missing."));
    } else if (first == '`') {
        t->kind = TOKEN_SHELL;
        read_inside(c, t, 1, "`", N_("This command is never closed: {word} is missing."));
    } else if (first == '%' && peek(c, 1) == '{') {
        t->kind = TOKEN_CODE;
        read_inside(c, t, 2, "}%", N_("This question is never closed: {word} is missing."));
    } else if (first == '-' && peek(c, 1) == '-' && is_letter(peek(c, 2))) {
        read_option(c, t);
    } else {
        t->kind = TOKEN_SIGN;
        t->sign = first;
        do /* all octets of a character, so that a complaint can show it */
            c->at++;
        while (((unsigned char)peek(c, 0) & 0xc0) == 0x80);
    }
}

void cursor_next(struct cursor *c)
{
    c->token_end = c->token.at + c->token.length;
    skip_blanks(c);
    c->token = (struct token){.kind = TOKEN_END, .at = c->at < c->length ? c->at : c->length};
    if (c->failed || c->at >= c->length)
        return;
    struct token t = c->token;
    read_token(c, &t);
    t.length = c->at - t.at;
    if (!c->failed)
        c->token = t;
}

void cursor_begin(struct cursor *c, const char *text, size_t length, struct script *script,
                  struct script_trouble *trouble)
{
    *c = (struct cursor){.text = text, .length = length, .script = script, .trouble = trouble};
    cursor_next(c);
}

/* --- what must be there --- */

bool cursor_is_word(const struct cursor *c, const char *word)
{
    return c->token.kind == TOKEN_WORD && strlen(word) == c->token.length &&
           memcmp(c->text + c->token.at, word, c->token.length) == 0;
}

bool cursor_is_on_new_line(const struct cursor *c)
{
    for (size_t i = c->token_end; i < c->token.at; i++) {
        if (c->text[i] == '\n')
            return true;
    }
    return false;
}

bool cursor_is_sign(const struct cursor *c, char sign)
{
    return c->token.kind == TOKEN_SIGN && c->token.sign == sign;
}

bool cursor_take_sign(struct cursor *c, char sign)
{
    bool is = cursor_is_sign(c, sign);
    if (is)
        cursor_next(c);
    return is;
}

bool cursor_take_word(struct cursor *c, const char *word)
{
    bool is = cursor_is_word(c, word);
    if (is)
        cursor_next(c);
    return is;
}

void cursor_need_sign(struct cursor *c, char sign)
{
    char wanted[2] = {sign, '\0'};
    if (!cursor_take_sign(c, sign))
        cursor_fail_near(c, N_("Here stands “{word}”, but “{near}” is needed."), NULL, wanted);
}

int64_t cursor_need_number(struct cursor *c, int64_t most)
{
    int64_t number = c->token.number;
    if (c->token.kind != TOKEN_NUMBER || c->token.fraction) {
        cursor_fail(c, N_("Here stands “{word}”, but a whole number is needed."), NULL);
        return 0;
    }
    if (number > most) {
        cursor_fail(c, N_("{word} is too large."), NULL);
        return 0;
    }
    cursor_next(c);
    return number;
}
