/* live/proxy.h: an HTTP proxy (RFC 9110 section 7.6, RFC 9112) on a real socket of the
 * loopback, behind which a simulated host does the work: a browser or `curl -x` connects, the
 * host looks the name up by its own DNS, opens a connection by its own TCP, and carries the
 * octets.
 *
 *     curl ==real TCP==> proxy --inputs--> app/program.c of the host ~~simulated TCP~~> server
 *
 * Shape:  a message is read as far as its head; a request's is written anew in origin-form, an
 * answer's gets Via (RFC 9110 section 7.6.3), all else goes through as it came. The next
 * request is looked at when the answer is complete; the connection to the server is kept for
 * it, when it is to the same server. CONNECT opens a tunnel. Bounds: each way holds PROXY_ROOM
 * octets, a head HTTP_HEAD_MAX; there are PROXY_CLIENTS_MAX connections at most, further ones
 * wait. Who says nothing for PROXY_IDLE, or takes longer than PROXY_HEAD_TIME for a head, is
 * let go. Nothing is read from either side while its buffer is full, so a slow reader slows the
 * writer at the other end, through both TCPs. Errors: what cannot be carried is answered here:
 * 400, 502, 504, in plain words. */
#ifndef NETSTAGE_LIVE_PROXY_H
#define NETSTAGE_LIVE_PROXY_H

#include <sys/select.h>

#include "live/live.h"

enum { PROXY_ROOM = 65536, PROXY_CLIENTS_MAX = 128 };

/* On the wall clock: long enough for who types a request by hand. */
#define PROXY_HEAD_TIME (60 * SIM_SECOND)
#define PROXY_IDLE (180 * SIM_SECOND)

struct proxy_counts {
    uint64_t connections;
    uint64_t requests;
    uint64_t failed; /* answered with an error of the proxy's own */
};

struct live_proxy;

enum proxy_error {
    PROXY_OK,
    PROXY_BAD_ADDRESS,   /* it is no "127.0.0.1:PORT" */
    PROXY_NOT_LOOPBACK,  /* it is none of this machine alone: anybody could use it */
    PROXY_CANNOT_LISTEN, /* errno says why */
    PROXY_NO_MEMORY,
};

/* Listens at "127.0.0.1:PORT" (or ":PORT") for programs that use host `node`. */
enum proxy_error proxy_listen(const char *address, uint32_t node,
                              struct live_proxy **proxy) MUST_CHECK;
void proxy_free(struct live_proxy *proxy);
/* Other times than those above. */
void proxy_set_patience(struct live_proxy *proxy, sim_time head_time, sim_time idle);
/* The port, which the system chose if it was 0. */
unsigned proxy_port(const struct live_proxy *proxy);
const struct proxy_counts *proxy_counted(const struct live_proxy *proxy);

/* Carries what can be carried without waiting. True: something was, so there may be more. */
bool proxy_carry(struct live_proxy *proxy, struct live *live);
/* What to wait for; raises *highest. */
void proxy_watch(const struct live_proxy *proxy, fd_set *readable, fd_set *writable,
                 int *highest);

#endif
