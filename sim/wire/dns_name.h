/* wire/dns_name.h: a domain name (RFC 1035 sections 2.3.4, 3.1 and 4.1.4; comparison: RFC
 * 4343).
 *
 * Shape:  the uncompressed form of the wire: labels, each a length octet and 1 to 63 octets,
 * then the root's zero octet. So a name is at most 255 octets, and the root is one zero octet.
 *
 *             www.example.com.   03 w w w 07 e x a m p l e 03 c o m 00
 *
 *         In a message the end of a name may be a pointer to an earlier name:
 *             +---+---+---------------------------+
 *             | 1   1 |          OFFSET           |   from the start of the message
 *             +---+---+---------------------------+
 * Case:   kept as it came, ignored in every comparison (ASCII letters only). */
#ifndef NETSTAGE_WIRE_DNS_NAME_H
#define NETSTAGE_WIRE_DNS_NAME_H

#include "base/bytes.h"
#include "base/text.h"

enum {
    DNS_NAME_MAX = 255,
    DNS_LABEL_MAX = 63,
    DNS_NAME_TEXT = 1024, /* holds the text of every name: each octet may become \DDD */
};

struct dns_name {
    uint8_t length; /* 1 to 255; 0: no name at all */
    uint8_t octets[DNS_NAME_MAX];
};

/* Why a message, or a name in it, is refused. */
enum dns_refusal {
    DNS_FINE = 0,
    DNS_ENDS_EARLY,           /* the message ends inside a field (RFC 1035 section 4.1) */
    DNS_BAD_LABEL_TYPE,       /* a label's first two bits are 01 or 10 (section 4.1.4) */
    DNS_NAME_TOO_LONG,        /* more than 255 octets (section 2.3.4) */
    DNS_POINTER_LOOP,         /* a pointer into the name that holds it (section 4.1.4) */
    DNS_FORWARD_POINTER,      /* a pointer to what comes later (section 4.1.4) */
    DNS_POINTER_INTO_HEADER,  /* a pointer to one of the first twelve octets */
    DNS_BAD_RDATA_LENGTH,     /* RDLENGTH does not fit what the type holds (section 3.2.1) */
    DNS_BAD_CHARACTER_STRING, /* a TXT string runs past RDLENGTH (section 3.3) */
    DNS_BAD_OPTION,           /* an EDNS option runs past RDLENGTH (RFC 6891 section 6.1.2) */
    DNS_OPT_MISPLACED,        /* OPT outside the additional section, or not at the root */
    DNS_TWO_OPTS,             /* more than one OPT (RFC 6891 section 6.1.1) */
    DNS_EXTRA_OCTETS,         /* octets after the last record */
};

enum dns_text_error {
    DNS_TEXT_FINE = 0,
    DNS_TEXT_EMPTY,          /* no text at all */
    DNS_TEXT_EMPTY_LABEL,    /* two dots in a row, or one in front */
    DNS_TEXT_LABEL_TOO_LONG, /* more than 63 octets between dots */
    DNS_TEXT_NAME_TOO_LONG,  /* more than 255 octets in all */
    DNS_TEXT_BAD_ESCAPE,     /* a backslash without a character or three digits up to 255 */
};

/* Reads a name at r->at of a whole message (r->bytes is its first octet) and steps behind it. A
 * pointer must point before the run of labels it ends, so reading always ends.
 * Fails: as the refusal says; r->ok is cleared and *name is empty. */
enum dns_refusal dns_name_read(struct reader *r, struct dns_name *name) MUST_CHECK;

/* Writes the name without compression. */
void dns_name_write(struct writer *w, const struct dns_name *name);

/* The root, ".". */
struct dns_name dns_name_root(void);

/* Reads the text form, "www.example.com." or "www.example.com", with \. and \DDD. Both give the
 * same name; *absolute (when not NULL) says whether the last dot was there. */
enum dns_text_error dns_name_parse(const char *text, size_t length, struct dns_name *name,
                                   bool *absolute) MUST_CHECK;

/* Writes the text form with its last dot: "www.example.com.", or "." for the root. */
void dns_name_put(struct text *text, const struct dns_name *name);

bool dns_name_equal(const struct dns_name *a, const struct dns_name *b);

/* The name is `ancestor`, or lies under it. */
bool dns_name_within(const struct dns_name *name, const struct dns_name *ancestor);

/* Labels without the root: 3 for "www.example.com.". */
unsigned dns_name_labels(const struct dns_name *name);

/* The name without its first `labels` labels; at the root it stays. */
struct dns_name dns_name_parent(const struct dns_name *name, unsigned labels);

/* `prefix` without its root, then `suffix`. False: longer than 255 octets; *joined untouched.
 */
bool dns_name_join(const struct dns_name *prefix, const struct dns_name *suffix,
                   struct dns_name *joined) MUST_CHECK;

/* The first label is "*" (RFC 1034 section 4.3.3). */
bool dns_name_is_wildcard(const struct dns_name *name);

/* Equal names have equal hashes. */
uint64_t dns_name_hash(const struct dns_name *name);

#endif
