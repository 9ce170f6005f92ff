/* field/filter_lex.c: the words and signs of a filter, and its error messages. */
#include <string.h>

#include "field/filter_parts.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* What an unquoted word may hold: names, numbers, addresses, octets. */
static bool in_word(char c)
{
    return is_letter(c) || is_digit(c) || c == '.' || c == ':' || c == '/' || c == '-' ||
           (unsigned char)c >= 0x80;
}

void filter_fail(struct filter_parser *p, size_t at, size_t length, const char *sentence)
{
    filter_fail_about(p, at, length, sentence, "", 0, "");
}

void filter_fail_about(struct filter_parser *p, size_t at, size_t length, const char *before,
                       const char *about, size_t about_size, const char *after)
{
    if (p->failed)
        return;
    p->failed = true;
    p->error->at = at;
    p->error->length = length;
    struct text text = text_over(p->error->sentence, sizeof p->error->sentence);
    text_put(&text, before);
    text_put_octets(&text, about, about_size < 80 ? about_size : 80);
    text_put(&text, after);
}

static size_t word_length(const char *text)
{
    size_t n = 0;
    while (in_word(text[n])) {
        if (text[n] == '.' && text[n + 1] == '.')
            break;
        n++;
    }
    return n;
}

/* `ip.len-20` is a subtraction when ip.len is a field and the whole is none. */
static size_t split_at_sign(const char *text, size_t length)
{
    if (field_find(text, length) != FIELD_COUNT)
        return length;
    for (size_t n = length; n-- > 1;) {
        if ((text[n] == '-' || text[n] == '/') && field_find(text, n) != FIELD_COUNT)
            return n;
    }
    return length;
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* What stands behind a backslash: \n \r \t \a \b \f \v \0 \xNN \NNN \" \' \\. */
static size_t read_escape(const char *s, uint8_t *octet)
{
    static const char letters[] = "abfnrtv\\'\"";
    static const uint8_t values[] = {7, 8, 12, 10, 13, 9, 11, '\\', '\'', '"'};
    if (s[0] == 'x' && hex_value(s[1]) >= 0) {
        int high = hex_value(s[1]);
        int low = hex_value(s[2]);
        *octet = (uint8_t)(low >= 0 ? high * 16 + low : high);
        return low >= 0 ? 3 : 2;
    }
    if (s[0] >= '0' && s[0] <= '7') {
        unsigned value = 0;
        size_t n = 0;
        for (; n < 3 && s[n] >= '0' && s[n] <= '7'; n++)
            value = value * 8 + (unsigned)(s[n] - '0');
        *octet = (uint8_t)value;
        return n;
    }
    const char *found = s[0] != '\0' ? strchr(letters, s[0]) : NULL;
    if (found == NULL)
        return 0;
    *octet = values[found - letters];
    return 1;
}

static void keep_octet(struct filter_parser *p, uint8_t octet)
{
    p->filter->store[p->filter->store_used++] = octet;
    p->token.size++;
}

/* Reads up to the closing quote, which is at `at` or behind it. */
static void lex_quoted(struct filter_parser *p, size_t at, char quote, bool raw)
{
    const char *text = p->filter->text;
    size_t start = p->token.at;
    p->token.store = p->filter->store_used;
    p->token.size = 0;
    while (text[at] != quote && text[at] != '\0') {
        uint8_t octet = (uint8_t)text[at];
        size_t step = 1;
        if (text[at] == '\\' && raw && text[at + 1] != '\0') {
            keep_octet(p, octet);
            octet = (uint8_t)text[at + 1];
            step = 2;
        } else if (text[at] == '\\') {
            step = read_escape(text + at + 1, &octet) + 1;
            if (step == 1) {
                filter_fail(
                    p, at, text[at + 1] != '\0' ? 2 : 1,
                    N_("This is no escape sequence; a backslash itself is written \\\\."));
                return;
            }
        }
        keep_octet(p, octet);
        at += step;
    }
    if (text[at] == '\0')
        filter_fail(p, start, at - start, N_("The closing quotation mark is missing."));
    else
        at++;
    p->token.length = at - start;
    p->at = at;
}

static void lex_sign(struct filter_parser *p)
{
    static const char *const signs[] = {
        "===", "!==", "==", "!=", "~=", ">=", "<=", "&&", "||", "^^", "..", ">", "<", "!",
        "~",   "&",   "(",  ")",  "{",  "}",  "[",  "]",  ",",  "+",  "-",  "*", "/", "%"};
    const char *text = p->filter->text + p->at;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        size_t length = strlen(signs[i]);
        if (strncmp(text, signs[i], length) == 0) {
            p->token.kind = TOKEN_SIGN;
            p->token.length = length;
            p->at += length;
            return;
        }
    }
    p->token.kind = TOKEN_BAD;
    p->token.length = 1;
    filter_fail_about(p, p->at, 1, N_("A filter has no use for this character: "), text, 1, "");
}

void filter_next(struct filter_parser *p)
{
    const char *text = p->filter->text;
    while (text[p->at] == ' ' || text[p->at] == '\t' || text[p->at] == '\n' ||
           text[p->at] == '\r')
        p->at++;
    const char *s = text + p->at;
    p->token = (struct token){.kind = TOKEN_END, .at = p->at};
    if (s[0] == '\0')
        return;
    if (s[0] == '"' || ((s[0] == 'r' || s[0] == 'R') && s[1] == '"')) {
        p->token.kind = TOKEN_STRING;
        lex_quoted(p, p->at + (s[0] == '"' ? 1 : 2), '"', s[0] != '"');
    } else if (s[0] == '\'') {
        p->token.kind = TOKEN_CHARACTER;
        lex_quoted(p, p->at + 1, '\'', false);
        if (!p->failed && p->token.size != 1)
            filter_fail(p, p->token.at, p->token.length,
                        N_("Between single quotation marks stands exactly one character."));
    } else if ((in_word(s[0]) && s[0] != '-' && s[0] != '/' && !(s[0] == '.' && s[1] == '.')) ||
               (s[0] == '-' && is_digit(s[1]))) {
        p->token.kind = TOKEN_WORD;
        p->token.length = split_at_sign(s, word_length(s));
        p->at += p->token.length;
    } else {
        lex_sign(p);
    }
}

bool filter_sign(const struct filter_parser *p, const char *sign)
{
    return p->token.kind == TOKEN_SIGN && strlen(sign) == p->token.length &&
           memcmp(p->filter->text + p->token.at, sign, p->token.length) == 0;
}

bool filter_word(const struct filter_parser *p, const char *word)
{
    return p->token.kind == TOKEN_WORD && strlen(word) == p->token.length &&
           memcmp(p->filter->text + p->token.at, word, p->token.length) == 0;
}
