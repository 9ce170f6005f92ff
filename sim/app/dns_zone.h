/* app/dns_zone.h: a zone as constant data, and how an authoritative server answers from it
 * (RFC 1034 section 4.3.2; wildcards: section 4.3.3; negative answers: RFC 2308).
 *
 * Shape:  a zone is an array of records, in any order, all at or under its origin; the SOA and
 * NS records at the origin are among them. Records below a cut are glue. */
#ifndef NETSTAGE_APP_DNS_ZONE_H
#define NETSTAGE_APP_DNS_ZONE_H

#include "wire/dns.h"

enum { DNS_CHAIN_MAX = 8 }; /* CNAMEs that are followed for one question */

struct dns_zone {
    struct dns_name origin;
    const struct dns_record *records;
    uint32_t count;
};

/* What an answer says, and which rule explains it. */
enum zone_answer {
    ZONE_NOT_OURS, /* no zone here holds the name */
    ZONE_DATA,     /* the records asked for, possibly behind CNAMEs */
    ZONE_WILDCARD, /* likewise, but the last name is not there: a wildcard stands for it */
    ZONE_ALIAS,    /* CNAMEs that lead out of the zones here */
    ZONE_REFERRAL, /* NS records of a zone further down, and their addresses */
    ZONE_NO_DATA,  /* the name exists, but nothing of this type */
    ZONE_NO_NAME,  /* the name does not exist: NXDOMAIN */
    ZONE_LOOP,     /* CNAMEs that lead round in a circle, or too many: SERVFAIL */
};

/* The zone, of `count`, with the longest origin that holds the name; NULL: none does. */
const struct dns_zone *dns_zone_find(const struct dns_zone *zones, uint32_t count,
                                     const struct dns_name *name);

/* Writes answer, authority and additional records for a question (whose echo is in the message
 * already), and sets AA, RCODE and TC of the writer's header. */
enum zone_answer dns_zone_answer(const struct dns_zone *zones, uint32_t count,
                                 const struct dns_question *question, struct dns_writer *w);

#endif
