/* scenario/zone_text.h: one record of a zone as a line of text, as master files write it (RFC
 * 1035 section 5.1): "www 300 IN A 10.0.2.80". TTL and class may be left out. Names without a
 * last dot are below the zone's origin; @ is the origin.
 *
 * Types: A, AAAA, CNAME, MX, NS, PTR, SOA, TXT. */
#ifndef NETSTAGE_SCENARIO_ZONE_TEXT_H
#define NETSTAGE_SCENARIO_ZONE_TEXT_H

#include "scenario/memory.h"
#include "wire/dns.h"

enum { ZONE_DEFAULT_TTL = 3600 };

struct zone_error {
    size_t at; /* the word that is wrong */
    size_t length;
    const char *sentence; /* English, a catalogue key; {value} is the word */
    const char *help;     /* or NULL */
    char suggestion[64];  /* "" when nothing is near */
};

/* Reads one record. What it holds of variable length lives in *memory. False: *error says why.
 */
bool zone_record_read(const char *text, size_t length, const struct dns_name *origin,
                      struct memory *memory, struct dns_record *record,
                      struct zone_error *error) MUST_CHECK;

#endif
