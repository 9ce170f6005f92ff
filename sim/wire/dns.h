/* wire/dns.h: DNS messages (RFC 1035 section 4; AAAA: RFC 3596; OPT: RFC 6891).
 *
 *      0  1  2  3  4  5  6  7  8  9  0  1  2  3  4  5
 *     +-----------------------------------------------+
 *     |                      ID                       |
 *     +--+-----------+--+--+--+--+--------+-----------+
 *     |QR|  Opcode   |AA|TC|RD|RA| Z AD CD|   RCODE   |
 *     +--+-----------+--+--+--+--+--------+-----------+
 *     |       QDCOUNT, ANCOUNT, NSCOUNT, ARCOUNT      |   four 16-bit numbers
 *     +-----------------------------------------------+
 *     |  questions, answers, authority, additional    |
 *     +-----------------------------------------------+
 *
 * Shape:  a message is read by a cursor, question by question and record by record, into
 * structs of the caller; it is written the same way, with names compressed. Nothing is stored
 *         in between, so a message may hold any number of records.
 * Bounds: a message is at most 65,535 octets; compression remembers the first
 *         DNS_COMPRESSION_NAMES names of a message. */
#ifndef NETSTAGE_WIRE_DNS_H
#define NETSTAGE_WIRE_DNS_H

#include "wire/dns_name.h"

enum {
    DNS_HEADER = 12,
    DNS_UDP_MAX = 512, /* without EDNS (RFC 1035 section 4.2.1) */
    DNS_MESSAGE_MAX = 65535,
    DNS_COMPRESSION_NAMES = 128,
};

enum dns_type {
    DNS_A = 1,
    DNS_NS = 2,
    DNS_CNAME = 5,
    DNS_SOA = 6,
    DNS_PTR = 12,
    DNS_MX = 15,
    DNS_TXT = 16,
    DNS_AAAA = 28,
    DNS_OPT = 41,
    DNS_AXFR = 252,
    DNS_ANY = 255, /* "*" */
};

enum dns_class { DNS_IN = 1, DNS_CH = 3, DNS_HS = 4, DNS_CLASS_ANY = 255 };

enum dns_opcode {
    DNS_QUERY = 0,
    DNS_IQUERY = 1,
    DNS_STATUS = 2,
    DNS_NOTIFY = 4,
    DNS_UPDATE = 5
};

enum dns_rcode {
    DNS_NOERROR = 0,
    DNS_FORMERR = 1,
    DNS_SERVFAIL = 2,
    DNS_NXDOMAIN = 3,
    DNS_NOTIMP = 4,
    DNS_REFUSED = 5,
    DNS_BADVERS = 16, /* RFC 6891 section 6.1.3; the upper bits are in OPT */
};

/* Options of OPT (RFC 6891 section 6.1.2). */
enum dns_option { DNS_OPTION_EXTENDED_ERROR = 15 /* RFC 8914 */ };

enum dns_section { DNS_QUESTION, DNS_ANSWER, DNS_AUTHORITY, DNS_ADDITIONAL, DNS_SECTIONS };

struct dns_header {
    uint16_t id;
    bool response;            /* QR */
    uint8_t opcode;           /* 4 bits */
    bool authoritative;       /* AA */
    bool truncated;           /* TC */
    bool recursion_desired;   /* RD */
    bool recursion_available; /* RA */
    bool reserved;            /* Z, must be zero */
    bool authentic_data;      /* AD (RFC 4035) */
    bool checking_disabled;   /* CD (RFC 4035) */
    uint8_t rcode;            /* 4 bits */
    uint16_t counts[DNS_SECTIONS];
};

struct dns_question {
    struct dns_name name;
    uint16_t type;
    uint16_t klass;
};

struct dns_soa {
    struct dns_name mname; /* the primary name server */
    struct dns_name rname; /* the mailbox of who is responsible */
    uint32_t serial;
    uint32_t refresh; /* seconds, as the next three */
    uint32_t retry;
    uint32_t expire;
    uint32_t minimum; /* TTL of negative answers (RFC 2308 section 4) */
};

struct dns_mx {
    struct dns_name exchange;
    uint16_t preference;
};

/* RDATA that is kept as octets: TXT, OPT, and every type not named above. */
struct dns_octets {
    const uint8_t *octets; /* in the message, or wherever the writer's data is */
    uint16_t length;
};

struct dns_record {
    struct dns_name owner;
    uint16_t type;
    uint16_t klass; /* of OPT: the sender's UDP payload size */
    uint32_t ttl;   /* seconds; of OPT: extended RCODE, version, flags */
    union dns_rdata {
        ipv4_address a;
        uint8_t aaaa[16];
        struct dns_name name; /* NS, CNAME, PTR */
        struct dns_soa soa;
        struct dns_mx mx;
        struct dns_octets raw;
    } data;
};

/* The parts of an OPT record (RFC 6891 section 6.1.3). */
static inline uint8_t dns_opt_extended_rcode(const struct dns_record *opt)
{
    return (uint8_t)(opt->ttl >> 24);
}

static inline uint8_t dns_opt_version(const struct dns_record *opt)
{
    return (uint8_t)(opt->ttl >> 16);
}

static inline bool dns_opt_dnssec_ok(const struct dns_record *opt)
{
    return (opt->ttl & 0x8000) != 0;
}

/* Reading. */

struct dns_reader {
    struct reader in;
    struct dns_header header;
    uint16_t left[DNS_SECTIONS]; /* not read yet */
    enum dns_section section;    /* of the record read last */
    bool opt_seen;
    enum dns_refusal refusal; /* sticky: the first that was found */
};

/* Reads the header. False: shorter than twelve octets; the refusal says so. */
bool dns_read_begin(struct dns_reader *r, const uint8_t *message, size_t length,
                    struct dns_header *header) MUST_CHECK;

/* The next question. False: there is none left, or r->refusal is set. */
bool dns_read_question(struct dns_reader *r, struct dns_question *question) MUST_CHECK;

/* The next record of the answer, authority and additional sections, in this order; r->section
 * says in which it stands. Questions not read yet are stepped over. False: there is none left,
 * or r->refusal is set. */
bool dns_read_record(struct dns_reader *r, struct dns_record *record) MUST_CHECK;

/* Reads whatever is left. The refusal of the whole message, or DNS_FINE. */
enum dns_refusal dns_read_end(struct dns_reader *r);

/* Reads the RDATA of `record->type`, `length` octets at the cursor, into record->data. Names
 * may be compressed where RFC 1035 or RFC 3597 section 4 lets them be: every type of RFC 1035.
 */
enum dns_refusal dns_rdata_read(struct reader *message, uint16_t length,
                                struct dns_record *record) MUST_CHECK;

/* Writing. */

struct dns_writer {
    struct writer out;
    struct dns_header header;
    size_t limit;                          /* a record that would pass it is left out */
    uint16_t names[DNS_COMPRESSION_NAMES]; /* offsets of labels written before */
    uint16_t name_count;
};

/* Begins a message in `bytes`. The counts of the header are counted by the writer. `capacity`
 * must be at least DNS_HEADER. */
void dns_write_begin(struct dns_writer *w, uint8_t *bytes, size_t capacity,
                     const struct dns_header *header);

/* Each writes one entry, or nothing at all when it does not fit: then false. Sections must come
 * in their order. Names of owners and in NS, CNAME, SOA, MX and PTR are compressed, and only
 * against the same octets, so that the case of letters is kept. */
bool dns_write_question(struct dns_writer *w, const struct dns_question *question) MUST_CHECK;
bool dns_write_record(struct dns_writer *w, enum dns_section section,
                      const struct dns_record *record) MUST_CHECK;

/* A point to which the writer can go back: a set of records is there whole or not at all. */
struct dns_mark {
    size_t at;
    uint16_t names;
    uint16_t counts[DNS_SECTIONS];
};

struct dns_mark dns_write_mark(const struct dns_writer *w);
void dns_write_back(struct dns_writer *w, const struct dns_mark *mark);

/* Fills the header in. Gives the length of the message. */
size_t dns_write_end(struct dns_writer *w);

/* Writes RDATA alone, without its length and without compression. */
void dns_rdata_write(struct writer *w, const struct dns_record *record);

/* The same data (names compared without case), whatever the TTL: a duplicate of a set. */
bool dns_record_same(const struct dns_record *a, const struct dns_record *b);

#endif
