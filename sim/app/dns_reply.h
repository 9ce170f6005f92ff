/* app/dns_reply.h: an answer under construction, from the question's echo to the OPT record and
 * the datagram. A scratch thing of one event. */
#ifndef NETSTAGE_APP_DNS_REPLY_H
#define NETSTAGE_APP_DNS_REPLY_H

#include "app/tables.h"

enum {
    DNS_EDNS_SIZE = 1232, /* what we send and take at most: never a fragment on any link here */
    DNS_OPT_OCTETS = 11,  /* an OPT record without options */
};

struct dns_reply {
    struct dns_writer w;
    bool edns;
    uint8_t octets[DNS_EDNS_SIZE];
};

/* Begins the answer to a question: its header with QR set, and the question again. `size`:
 * octets that the client takes (512 without EDNS). */
void dns_reply_begin(struct dns_reply *reply, const struct dns_header *request,
                     const struct dns_question *question, bool edns, uint16_t size);

/* Completes it and sends it from the node's port 53. */
void dns_reply_send(struct app *app, uint32_t node, struct dns_reply *reply,
                    enum dns_rcode rcode, struct endpoint client);

/* "A www.example.com.": how a question is named in records. */
void dns_put_question(struct text *text, const struct dns_question *question);

#endif
