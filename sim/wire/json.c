/* wire/json.c: see json.h. One cursor walks over a value (RFC 8259); an object's members are
 * found by walking over it again, which needs no memory and is quick enough for texts of this
 * size. */
#include "wire/json.h"

/* --- walking over values --- */

static int peek(const struct reader *r)
{
    return r->ok && r->at < r->length ? r->bytes[r->at] : -1;
}

static void skip_space(struct reader *r)
{
    int c = peek(r);
    while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        r->at++;
        c = peek(r);
    }
}

static bool take(struct reader *r, int wanted)
{
    if (peek(r) != wanted) {
        r->ok = false;
        return false;
    }
    r->at++;
    return true;
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static int hex_value(int c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Four hexadecimal digits; -1 and ok cleared when they are not. */
static int read_four(struct reader *r)
{
    int value = 0;
    for (unsigned i = 0; i < 4; i++) {
        int digit = hex_value(peek(r));
        if (digit < 0) {
            r->ok = false;
            return -1;
        }
        value = value * 16 + digit;
        r->at++;
    }
    return value;
}

/* The next character of a string, its escapes resolved, as UTF-16 code unit or octet of UTF-8;
 * escaped units have JSON_UNIT added unless they are ASCII, so that the two never mix. -1: the
 * string has ended (its closing mark is taken), or is broken. */
enum { JSON_UNIT = 0x10000 };

static int read_character(struct reader *r)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meant[] = "\"\\/\b\f\n\r\t";
    int c = peek(r);
    if (c < ' ') { /* the end of the text, or a control character */
        r->ok = false;
        return -1;
    }
    r->at++;
    if (c == '"')
        return -1;
    if (c != '\\')
        return c;
    c = peek(r);
    r->at += r->ok && c >= 0;
    if (c == 'u') {
        int unit = read_four(r);
        return unit < 0x80 ? unit : unit + JSON_UNIT;
    }
    const char *letter = c > 0 ? strchr(letters, c) : NULL;
    if (letter == NULL) {
        r->ok = false;
        return -1;
    }
    return meant[letter - letters];
}

static void skip_string(struct reader *r)
{
    if (!take(r, '"'))
        return;
    while (read_character(r) >= 0)
        continue;
}

static void skip_digits(struct reader *r)
{
    if (!is_digit(peek(r)))
        r->ok = false;
    while (is_digit(peek(r)))
        r->at++;
}

static void skip_number(struct reader *r)
{
    if (peek(r) == '-')
        r->at++;
    if (peek(r) == '0')
        r->at++;
    else
        skip_digits(r);
    if (peek(r) == '.') {
        r->at++;
        skip_digits(r);
    }
    if (peek(r) == 'e' || peek(r) == 'E') {
        r->at++;
        if (peek(r) == '+' || peek(r) == '-')
            r->at++;
        skip_digits(r);
    }
}

static void skip_word(struct reader *r, const char *word)
{
    for (const char *p = word; *p != '\0'; p++) {
        if (!take(r, *p))
            return;
    }
}

static void skip_value(struct reader *r, unsigned depth);

/* An array or an object, from its bracket. */
static void skip_group(struct reader *r, unsigned depth)
{
    bool object = peek(r) == '{';
    int end = object ? '}' : ']';
    r->at++;
    skip_space(r);
    if (peek(r) == end) {
        r->at++;
        return;
    }
    while (r->ok) {
        if (object) {
            skip_space(r);
            skip_string(r);
            skip_space(r);
            (void)take(r, ':');
        }
        skip_value(r, depth + 1);
        if (peek(r) == end) {
            r->at++;
            return;
        }
        (void)take(r, ',');
    }
}

/* A value and the white space around it. */
static void skip_value(struct reader *r, unsigned depth)
{
    skip_space(r);
    int c = peek(r);
    if (depth >= JSON_DEPTH_MAX)
        r->ok = false;
    else if (c == '{' || c == '[')
        skip_group(r, depth);
    else if (c == '"')
        skip_string(r);
    else if (c == 't')
        skip_word(r, "true");
    else if (c == 'f')
        skip_word(r, "false");
    else if (c == 'n')
        skip_word(r, "null");
    else
        skip_number(r);
    skip_space(r);
}

bool json_is_valid(const uint8_t *octets, size_t length)
{
    struct reader r = reader_over(octets, length);
    skip_value(&r, 0);
    return r.ok && r.at == length;
}

void json_write_string(struct writer *w, const char *text, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    write_u8(w, '"');
    for (size_t i = 0; i < length; i++) {
        uint8_t c = (uint8_t)text[i];
        if (c < ' ') {
            write_octets(w, "\\u00", 4);
            write_u8(w, (uint8_t)digits[c >> 4]);
            write_u8(w, (uint8_t)digits[c & 15]);
            continue;
        }
        if (c == '"' || c == '\\')
            write_u8(w, '\\');
        write_u8(w, c);
    }
    write_u8(w, '"');
}

/* --- members of objects --- */

/* Part of a text; a value without the white space around it. */
struct json_span {
    const uint8_t *octets;
    size_t length;
};

struct json_member {
    struct json_span name; /* with its quotation marks */
    struct json_span value;
};

static struct json_span trimmed(const uint8_t *octets, size_t length)
{
    struct reader r = reader_over(octets, length);
    skip_space(&r);
    while (length > r.at && octets[length - 1] <= ' ')
        length--;
    return (struct json_span){octets + r.at, length - r.at};
}

static bool is_object(struct json_span value)
{
    return value.length > 0 && value.octets[0] == '{';
}

/* The next member of an object; *at begins with 0. */
static bool next_member(struct json_span object, size_t *at, struct json_member *member)
{
    struct reader r = reader_over(object.octets, object.length);
    r.at = *at + 1; /* behind "{" or "," */
    skip_space(&r);
    if (*at >= object.length || peek(&r) != '"')
        return false;
    size_t name = r.at;
    skip_string(&r);
    member->name = (struct json_span){object.octets + name, r.at - name};
    skip_space(&r);
    (void)take(&r, ':');
    size_t value = r.at;
    skip_value(&r, 0);
    member->value = trimmed(object.octets + value, r.at - value);
    *at = r.at;
    return r.ok;
}

static bool same_name(struct json_span a, struct json_span b)
{
    struct reader x = reader_over(a.octets, a.length);
    struct reader y = reader_over(b.octets, b.length);
    int left;
    (void)take(&x, '"');
    (void)take(&y, '"');
    do {
        left = read_character(&x);
        if (left != read_character(&y))
            return false;
    } while (left >= 0);
    return true;
}

/* The last member of this name at or behind `at`. */
static bool find_member(struct json_span object, size_t at, struct json_span name,
                        struct json_member *found)
{
    struct json_member member;
    bool any = false;
    while (next_member(object, &at, &member)) {
        if (same_name(member.name, name)) {
            *found = member;
            any = true;
        }
    }
    return any;
}

/* --- the patch --- */

static void write_span(struct writer *w, struct json_span span)
{
    write_octets(w, span.octets, span.length);
}

static bool is_null(struct json_span value)
{
    return value.length == 4 && memcmp(value.octets, "null", 4) == 0;
}

static void begin_member(struct writer *w, struct json_span name, bool *first)
{
    if (!*first)
        write_u8(w, ',');
    *first = false;
    write_span(w, name);
    write_u8(w, ':');
}

static void patch_value(struct writer *w, struct json_span target, struct json_span patch);

/* What the target has: kept, patched, or left out. */
static void patch_known(struct writer *w, struct json_span target, struct json_span patch,
                        bool *first)
{
    struct json_member member;
    struct json_member other;
    size_t at = 0;
    while (next_member(target, &at, &member)) {
        if (find_member(target, at, member.name, &other))
            continue; /* a later one counts */
        bool patched = find_member(patch, 0, member.name, &other);
        if (patched && is_null(other.value))
            continue;
        begin_member(w, member.name, first);
        if (patched)
            patch_value(w, member.value, other.value);
        else
            write_span(w, member.value);
    }
}

/* What only the patch has. */
static void patch_new(struct writer *w, struct json_span target, struct json_span patch,
                      bool *first)
{
    static const struct json_span nothing = {NULL, 0};
    struct json_member member;
    struct json_member other;
    size_t at = 0;
    while (next_member(patch, &at, &member)) {
        if (find_member(patch, at, member.name, &other) || is_null(member.value) ||
            find_member(target, 0, member.name, &other))
            continue;
        begin_member(w, member.name, first);
        patch_value(w, nothing, member.value);
    }
}

static void patch_value(struct writer *w, struct json_span target, struct json_span patch)
{
    static const struct json_span nothing = {NULL, 0};
    bool first = true;
    if (!is_object(patch)) {
        write_span(w, patch);
        return;
    }
    if (!is_object(target))
        target = nothing;
    write_u8(w, '{');
    patch_known(w, target, patch, &first);
    patch_new(w, target, patch, &first);
    write_u8(w, '}');
}

void json_merge_patch(struct writer *w, const uint8_t *target, size_t target_length,
                      const uint8_t *patch, size_t patch_length)
{
    patch_value(w, trimmed(target, target_length), trimmed(patch, patch_length));
}
