/* app/dns_reply.h: an answer under construction, from the question's echo to the OPT record,
 * and how it goes back: in a datagram or over the client's connection. A scratch thing of one
 * event.
 *
 * Why something failed goes into OPT, as Extended DNS Errors (RFC 8914):
 *
 *     | OPTION-CODE 15 | OPTION-LENGTH | INFO-CODE (2 octets) | EXTRA-TEXT … | */
#ifndef NETSTAGE_APP_DNS_REPLY_H
#define NETSTAGE_APP_DNS_REPLY_H

#include "app/tables.h"

enum {
    DNS_EDNS_SIZE = 1232, /* what we send and take at most: never a fragment on any link here */
    DNS_OPT_OCTETS = 11,  /* an OPT record without options */
    DNS_REPLY_OPTIONS = 1400,
};

/* Info codes of RFC 8914 section 4. */
enum dns_extended_error {
    EDE_OTHER = 0,
    EDE_NOT_AUTHORITATIVE = 20,
    EDE_NOT_SUPPORTED = 21,
    EDE_NO_REACHABLE_AUTHORITY = 22,
    EDE_NETWORK_ERROR = 23,
};

struct dns_reply {
    struct dns_writer w; /* over the room's scratch */
    struct writer options;
    bool edns;
    bool asked; /* the resolver had worked on it */
    uint8_t option_octets[DNS_REPLY_OPTIONS];
};

/* Begins the answer to a client's question: its header with QR set, and the question again
 * (unless its name has length 0). How long it may be: the client's size, over TCP 65,535. */
void dns_reply_begin(struct app *app, uint32_t node, struct dns_reply *reply,
                     const struct dns_question *question, const struct dns_client *client);

/* Says why, to a client that understands EDNS. */
void dns_reply_explain(struct dns_reply *reply, enum dns_extended_error code,
                       const struct text *text);

/* Completes it and sends it. */
void dns_reply_send(struct app *app, uint32_t node, struct dns_reply *reply,
                    enum dns_rcode rcode, const struct dns_client *client);

/* Octets of a datagram that this node sends and takes at most. */
uint16_t dns_udp_size(const struct app *app, uint32_t node);

/* "A www.example.com.": how a question is named in records. */
void dns_put_question(struct text *text, const struct dns_question *question);

#endif
