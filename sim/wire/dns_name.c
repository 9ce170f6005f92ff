/* wire/dns_name.c: see dns_name.h. */
#include "wire/dns_name.h"

#include "base/hash.h"

enum {
    LABEL_TYPE = 0xc0,
    LABEL_POINTER = 0xc0,
    MESSAGE_HEADER = 12,
};

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

struct dns_name dns_name_root(void)
{
    return (struct dns_name){.length = 1, .octets = {0}};
}

/* Judges a pointer at `at` that ends the run of labels which began at `run`. */
static enum dns_refusal pointer_check(size_t target, size_t run, size_t at)
{
    if (target > at)
        return DNS_FORWARD_POINTER;
    if (target >= run)
        return DNS_POINTER_LOOP;
    return target < MESSAGE_HEADER ? DNS_POINTER_INTO_HEADER : DNS_FINE;
}

/* Reads labels from `in` until the root or a pointer. *more says that it was a pointer, and
 * then in->at is its target. */
static enum dns_refusal read_run(struct reader *in, struct dns_name *name, bool *more)
{
    const size_t run = in->at;
    *more = false;
    for (;;) {
        size_t at = in->at;
        uint8_t first = read_u8(in);
        if (!in->ok)
            return DNS_ENDS_EARLY;
        if ((first & LABEL_TYPE) == LABEL_POINTER) {
            size_t target = (size_t)(first & ~LABEL_TYPE) << 8 | read_u8(in);
            if (!in->ok)
                return DNS_ENDS_EARLY;
            *more = true;
            in->at = target;
            return pointer_check(target, run, at);
        }
        if ((first & LABEL_TYPE) != 0)
            return DNS_BAD_LABEL_TYPE;
        const uint8_t *label = read_octets(in, first);
        if (label == NULL)
            return DNS_ENDS_EARLY;
        if ((size_t)name->length + 1 + first > DNS_NAME_MAX)
            return DNS_NAME_TOO_LONG;
        name->octets[name->length] = first;
        memcpy(name->octets + name->length + 1, label, first);
        name->length = (uint8_t)(name->length + 1 + first);
        if (first == 0)
            return DNS_FINE;
    }
}

enum dns_refusal dns_name_read(struct reader *r, struct dns_name *name)
{
    memset(name, 0, sizeof *name);
    if (!r->ok)
        return DNS_ENDS_EARLY;
    struct reader in = *r;
    bool more = true;
    bool first_run = true;
    enum dns_refusal refusal = DNS_FINE;
    while (more && refusal == DNS_FINE) {
        const size_t run = in.at;
        const uint8_t before = name->length;
        refusal = read_run(&in, name, &more);
        if (first_run)
            r->at = more ? run + (size_t)(name->length - before) + 2 : in.at;
        first_run = false;
    }
    if (refusal != DNS_FINE) {
        r->ok = false;
        memset(name, 0, sizeof *name);
    }
    return refusal;
}

void dns_name_write(struct writer *w, const struct dns_name *name)
{
    write_octets(w, name->octets, name->length);
}

/* One octet of a label from its text form; *at is stepped on. False: a bad escape. */
static bool unescape(const char *text, size_t length, size_t *at, uint8_t *octet)
{
    uint8_t c = (uint8_t)text[*at];
    *at += 1;
    *octet = c;
    if (c != '\\')
        return true;
    if (*at >= length)
        return false;
    c = (uint8_t)text[*at];
    *octet = c;
    if (c < '0' || c > '9') {
        *at += 1;
        return true;
    }
    unsigned value = 0;
    for (unsigned i = 0; i < 3; i++) {
        if (*at >= length || text[*at] < '0' || text[*at] > '9')
            return false;
        value = value * 10 + (unsigned)(text[*at] - '0');
        *at += 1;
    }
    *octet = (uint8_t)value;
    return value <= UINT8_MAX;
}

/* One label of the text form, up to a dot or the end. */
static enum dns_text_error parse_label(const char *text, size_t length, size_t *at,
                                       struct dns_name *name)
{
    uint8_t label[DNS_LABEL_MAX];
    unsigned n = 0;
    while (*at < length && text[*at] != '.') {
        uint8_t octet;
        if (!unescape(text, length, at, &octet))
            return DNS_TEXT_BAD_ESCAPE;
        if (n == DNS_LABEL_MAX)
            return DNS_TEXT_LABEL_TOO_LONG;
        label[n] = octet;
        n++;
    }
    if (n == 0)
        return DNS_TEXT_EMPTY_LABEL;
    if (name->length + 1U + n + 1U > DNS_NAME_MAX)
        return DNS_TEXT_NAME_TOO_LONG;
    name->octets[name->length] = (uint8_t)n;
    memcpy(name->octets + name->length + 1, label, n);
    name->length = (uint8_t)(name->length + 1 + n);
    return DNS_TEXT_FINE;
}

enum dns_text_error dns_name_parse(const char *text, size_t length, struct dns_name *name,
                                   bool *absolute)
{
    bool dot = length == 1 && text[0] == '.';
    size_t at = dot ? 1 : 0;
    memset(name, 0, sizeof *name);
    if (length == 0)
        return DNS_TEXT_EMPTY;
    while (at < length) {
        enum dns_text_error error = parse_label(text, length, &at, name);
        if (error != DNS_TEXT_FINE)
            return error;
        dot = at < length;
        at += dot ? 1 : 0;
    }
    name->length++; /* the root's octet, zero already */
    if (absolute != NULL)
        *absolute = dot;
    return DNS_TEXT_FINE;
}

static void put_label_octet(struct text *text, uint8_t c)
{
    if (c <= ' ' || c > '~') {
        text_put_char(text, '\\');
        text_put_digits(text, c, 3);
        return;
    }
    if (c == '.' || c == '\\' || c == '"' || c == ';' || c == '(' || c == ')' || c == '@' ||
        c == '$')
        text_put_char(text, '\\');
    text_put_char(text, (char)c);
}

void dns_name_put(struct text *text, const struct dns_name *name)
{
    if (name->length == 1)
        text_put_char(text, '.');
    for (unsigned at = 0; at + 1U < name->length; at += 1U + name->octets[at]) {
        for (unsigned i = 1; i <= name->octets[at]; i++)
            put_label_octet(text, name->octets[at + i]);
        text_put_char(text, '.');
    }
}

/* Length octets are below 64, so that they are never taken for letters. */
static bool equal_ignoring_case(const uint8_t *a, const uint8_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (lower(a[i]) != lower(b[i]))
            return false;
    }
    return true;
}

bool dns_name_equal(const struct dns_name *a, const struct dns_name *b)
{
    return a->length == b->length && equal_ignoring_case(a->octets, b->octets, a->length);
}

unsigned dns_name_labels(const struct dns_name *name)
{
    unsigned n = 0;
    for (unsigned at = 0; at + 1U < name->length; at += 1U + name->octets[at])
        n++;
    return n;
}

struct dns_name dns_name_parent(const struct dns_name *name, unsigned labels)
{
    unsigned at = 0;
    for (unsigned i = 0; i < labels && at + 1U < name->length; i++)
        at += 1U + name->octets[at];
    struct dns_name parent = {.length = (uint8_t)(name->length - at), .octets = {0}};
    memcpy(parent.octets, name->octets + at, parent.length);
    return parent;
}

bool dns_name_within(const struct dns_name *name, const struct dns_name *ancestor)
{
    unsigned have = dns_name_labels(name);
    unsigned want = dns_name_labels(ancestor);
    if (have < want)
        return false;
    struct dns_name end = dns_name_parent(name, have - want);
    return dns_name_equal(&end, ancestor);
}

bool dns_name_join(const struct dns_name *prefix, const struct dns_name *suffix,
                   struct dns_name *joined)
{
    unsigned front = prefix->length > 0 ? prefix->length - 1U : 0;
    if (front + suffix->length > DNS_NAME_MAX)
        return false;
    struct dns_name result = {.length = (uint8_t)(front + suffix->length), .octets = {0}};
    memcpy(result.octets, prefix->octets, front);
    memcpy(result.octets + front, suffix->octets, suffix->length);
    *joined = result;
    return true;
}

bool dns_name_is_wildcard(const struct dns_name *name)
{
    return name->length > 1 && name->octets[0] == 1 && name->octets[1] == '*';
}

uint64_t dns_name_hash(const struct dns_name *name)
{
    uint8_t folded[DNS_NAME_MAX];
    for (unsigned i = 0; i < name->length; i++)
        folded[i] = lower(name->octets[i]);
    return hash_octets(0, folded, name->length);
}
