/* app/asker.h: one question to one name server, as dig, host and nslookup ask it: over UDP, or
 * over TCP (RFC 7766). When to ask again, and whom, is the tool's business.
 *
 * Shape:  a struct asker (tables.h) in the job's state; the job's socket is the question's. */
#ifndef NETSTAGE_APP_ASKER_H
#define NETSTAGE_APP_ASKER_H

#include "app/tables.h"

enum asker_news {
    ASKER_NOTHING,     /* wait on */
    ASKER_ANSWER,      /* *octets, *length: valid during the event */
    ASKER_STRANGER,    /* a message from another address or port */
    ASKER_WRONG_ID,    /* a message with another identifier */
    ASKER_REFUSED,     /* no TCP connection: nobody listens there */
    ASKER_UNREACHABLE, /* no TCP connection: no way there */
    ASKER_TIMED_OUT,   /* no TCP connection: no answer to SYN */
    ASKER_CUT,         /* the connection ended before the answer */
};

/* Sends the question with a new identifier; over TCP it follows when the connection is there.
 * An earlier socket of the job is closed. False: no route. */
bool asker_send(struct app *app, struct job *job, struct asker *a) MUST_CHECK;

enum asker_news asker_datagram(const struct asker *a, const struct udp_datagram *datagram);

enum asker_news asker_tcp_event(struct app *app, struct job *job, struct asker *a,
                                const struct socket_up *up, const uint8_t **octets,
                                size_t *length);

/* What an ICMP error means for the question that is under way. */
enum asker_news asker_error(const struct job *job, const struct icmp_message *message);

/* How dig and host call a piece of news that is no answer: "timed out"; NULL: it is no trouble.
 */
const char *asker_trouble(enum asker_news news);

/* Gives back what waits; the job closes its socket itself. */
void asker_release(struct app *app, struct asker *a);

/* "4.3.2.1.in-addr.arpa." for 1.2.3.4 (RFC 1035 section 3.5). */
struct dns_name asker_reverse_name(ipv4_address address);

#endif
