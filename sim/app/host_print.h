/* app/host_print.h: a DNS message as host and as nslookup (BIND 9.18) show it. Pure: a message
 * in, lines out. */
#ifndef NETSTAGE_APP_HOST_PRINT_H
#define NETSTAGE_APP_HOST_PRINT_H

#include "wire/dns_text.h"

enum { HOST_TEXT = 48 * 1024 };

struct host_answer {
    const uint8_t *octets;
    size_t length;
    const struct dns_name *name; /* as it was asked */
    uint16_t type;
    bool typed;       /* the user asked for this type */
    bool address;     /* an address was given, and its name is looked for */
    bool failed;      /* out: it is no answer */
    const char *word; /* the name as it was typed */
};

/* What the tool prints of the answer, from its record *from on, each line with a line feed at
 * its end. True: there is more, for an empty text. */
bool host_put_answer(struct text *text, struct host_answer *answer, unsigned *from);
bool nslookup_put_answer(struct text *text, struct host_answer *answer, unsigned *from);

/* Where the aliases of the answer lead, from `name` on. */
struct dns_name host_chain_end(const uint8_t *octets, size_t length,
                               const struct dns_name *name);

/* --- what both tools share --- */

/* A name without its last dot. */
void host_put_name(struct text *text, const struct dns_name *name);
/* The next record of a section behind *skip others. False: there is none, or, with *more, no
 * room left in the text. */
bool host_next_record(const struct text *text, struct dns_reader *r, enum dns_section section,
                      unsigned *skip, struct dns_record *record, bool *more);

#endif
