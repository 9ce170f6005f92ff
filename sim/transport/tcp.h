/* transport/tcp.h: the Transmission Control Protocol. RFC 9293; retransmission time-out: RFC
 * 6298; congestion control: RFC 5681, 6582, 3042, 6928; window scaling: RFC 7323.
 *
 * Shape:  a pool of struct tcp_conn (see transport/tcp_conn.h), one row a connection, named
 *         by socket_id; a pool of listeners. Octets to be sent lie in chained blocks,
 *         received ones stay in the frames that brought them until they are read.
 * Units:  seq32; windows in octets; times in ns.
 * Up:     tcp_segment_arrives(), tcp_timer_fires() and tcp_icmp_error() return what the
 *         owner must be told; calls made by the owner never call back. */
#ifndef NETSTAGE_TRANSPORT_TCP_H
#define NETSTAGE_TRANSPORT_TCP_H

#include "transport/tcp_knobs.h"
#include "transport/transport.h"

/* RFC 9293 section 3.3.2 */
enum tcp_state {
    TCP_CLOSED,
    TCP_LISTEN,
    TCP_SYN_SENT,
    TCP_SYN_RECEIVED,
    TCP_ESTABLISHED,
    TCP_FIN_WAIT_1,
    TCP_FIN_WAIT_2,
    TCP_CLOSE_WAIT,
    TCP_CLOSING,
    TCP_LAST_ACK,
    TCP_TIME_WAIT,
};

/* With the words of RFC 9293 section 3.10. "Connection illegal for this process" is never said:
 * a socket_id is only known to who may use it. */
enum tcp_status {
    TCP_OK,
    TCP_NO_SLOT,        /* "insufficient resources": the simulator's pool is full */
    TCP_ADDRESS_IN_USE, /* "connection already exists" */
    TCP_NO_REMOTE,      /* "remote socket unspecified", or not one host (MUST-46) */
    TCP_NO_ADDRESS,     /* the local address is none of the node's */
    TCP_NO_ROUTE,
    TCP_NOT_CONNECTED,      /* "connection does not exist" */
    TCP_CONNECTION_CLOSING, /* "connection closing" */
    TCP_WOULD_BLOCK,        /* the request is queued: nothing to read, or no room to write */
    TCP_END, /* RECEIVE: "connection closing": all was read, the peer has closed */
};

/* Active OPEN (RFC 9293 3.10.1): sends SYN, enters SYN-SENT. local_port 0: an ephemeral one.
 * Gives *id, valid until SOCKET_CLOSED or one of the failures was told; untouched on failure.
 * Fails: TCP_NO_SLOT, TCP_ADDRESS_IN_USE, TCP_NO_REMOTE (no port, no address, or that of a
 * group), TCP_NO_ROUTE. */
enum tcp_status tcp_connect(struct transport *t, uint32_t node, uint16_t local_port,
                            struct endpoint remote, uint32_t owner,
                            struct socket_id *id) MUST_CHECK;

/* The same from an address of the node that the program names (MUST-43; 0: IP chooses,
 * MUST-44), with settings of its own, which hold for this connection from its SYN on. Fails
 * besides: TCP_NO_ADDRESS. */
enum tcp_status tcp_connect_as(struct transport *t, uint32_t node, struct endpoint local,
                               struct endpoint remote, uint32_t owner,
                               const struct tcp_profile *profile,
                               struct socket_id *id) MUST_CHECK;

/* Passive OPEN: connections to this port are accepted for `owner`, at most `backlog` in
 * SYN-RECEIVED. Fails: TCP_NO_SLOT, TCP_ADDRESS_IN_USE. */
enum tcp_status tcp_listen(struct transport *t, uint32_t node, uint16_t port, uint32_t backlog,
                           uint32_t owner, struct socket_id *id) MUST_CHECK;
/* From now on only connections to this address are accepted; 0: to all of the node's. The port
 * is taken for all of them all the same. */
void tcp_listen_at(struct transport *t, struct socket_id listener, ipv4_address address);
void tcp_unlisten(struct transport *t, struct socket_id listener);

/* SEND (3.10.2): takes as many octets as the send buffer has room for; push is implied by
 * the last octet that is written. Fails: TCP_NOT_CONNECTED; TCP_CONNECTION_CLOSING
 * (CLOSE was called); TCP_WOULD_BLOCK (then *taken is 0, and SOCKET_WRITABLE will come). */
enum tcp_status tcp_send(struct transport *t, struct socket_id id, const uint8_t *octets,
                         size_t length, size_t *taken) MUST_CHECK;

/* SEND with the URGENT flag: the same, and the octets that were taken are urgent
 * (section 3.8.5): the peer's program is told, if need be before they can be sent. At least one
 * must be taken. */
enum tcp_status tcp_send_urgent(struct transport *t, struct socket_id id, const uint8_t *octets,
                                size_t length, size_t *taken) MUST_CHECK;

/* Turns the Nagle algorithm off for one connection (RFC 9293 section 3.7.4, MUST-17), or on
 * again: without it what is written does not wait for acknowledgments. A program that writes
 * one message in several pieces turns it off before the last. By itself the call sends nothing;
 * harmless when the connection is gone. */
void tcp_set_nodelay(struct transport *t, struct socket_id id, bool on);

/* Gives one connection, or one listener and the connections that it accepts from now on, a
 * setting of its own; the host and all others keep theirs. `knob` is one that sockets may have,
 * `value` one that it can have. Counts at once, but for what is agreed on in the handshake
 * (MSS) and for R2 of a SYN. Nagle's algorithm switched off sends what has waited for it.
 * Fails: TCP_NOT_CONNECTED (no such socket), TCP_NO_SLOT. */
enum tcp_status tcp_set_knob(struct transport *t, struct socket_id id, enum tcp_knob knob,
                             int64_t value) MUST_CHECK;
/* What holds for it. Fails: TCP_NOT_CONNECTED. */
enum tcp_status tcp_get_knob(const struct transport *t, struct socket_id id, enum tcp_knob knob,
                             int64_t *value) MUST_CHECK;

/* RECEIVE (3.10.3): copies out up to `room` octets in order; may send a window update.
 * Does not go over the end of urgent data: those before and those after come by two calls
 * (section 3.9.1.3). Fails: TCP_NOT_CONNECTED, TCP_WOULD_BLOCK, TCP_END. octets NULL: they are
 * thrown away.
 */
enum tcp_status tcp_receive(struct transport *t, struct socket_id id, uint8_t *octets,
                            size_t room, size_t *length) MUST_CHECK;

/* The owner has been told of SOCKET_READABLE, has read and written what it wanted: now goes
 * the acknowledgment that was held back for it (RFC 9293 MUST-58: aggregate), with the
 * window as it is after reading. To be called once after every event that gave
 * SOCKET_READABLE; harmless when there is nothing to do or the connection is gone. Without
 * it the acknowledgment waits for the delayed ACK's time. */
void tcp_settle(struct transport *t, struct socket_id id);

/* CLOSE (3.10.4): no more will be written; FIN follows what has been. What arrives can still be
 * read (half-close) until SOCKET_CLOSED, with which unread octets are gone: read them when
 * SOCKET_PEER_CLOSED is told. In SYN-SENT the id is invalid at once, and nothing more
 * is told. Fails: TCP_NOT_CONNECTED; TCP_CONNECTION_CLOSING: CLOSE was called before. */
enum tcp_status tcp_close(struct transport *t, struct socket_id id);
/* ABORT (3.10.5): RST; the id is invalid at once. */
void tcp_abort(struct transport *t, struct socket_id id);

/* From now on this job owns the connection (accept hands it to a worker). Owner 0: nobody is
 * there to read; what still arrives after CLOSE is answered with RST (RFC 1122 section
 * 4.2.2.13). */
void tcp_set_owner(struct transport *t, struct socket_id id, uint32_t owner);

/* STATUS (3.10.6) */
bool tcp_exists(const struct transport *t, struct socket_id id);
enum tcp_state tcp_state(const struct transport *t, struct socket_id id);
struct endpoint tcp_local(const struct transport *t, struct socket_id id);
struct endpoint tcp_remote(const struct transport *t, struct socket_id id);
size_t tcp_readable(const struct transport *t, struct socket_id id);
/* How many octets there are up to the end of urgent data, also those that have not come yet; 0:
 * none is urgent (MUST-33). */
size_t tcp_urgent(const struct transport *t, struct socket_id id);
size_t tcp_writable(const struct transport *t, struct socket_id id);

/* SEGMENT ARRIVES (3.10.7): a TCP packet for this node. The caller keeps its reference of the
 * packet's frame; TCP holds another for octets that it keeps. */
struct socket_up tcp_segment_arrives(struct transport *t, const struct ip_packet *packet);

/* The timer of an event kind EVENT_TCP_… of this row, for timer_judge(); NULL: no such row. */
struct timer *tcp_timer(const struct transport *t, enum event_kind kind, uint32_t row);
/* The node that the connection in this row belongs to. */
uint32_t tcp_row_node(const struct transport *t, uint32_t row);
/* It fired (timer_fired() has been called). */
struct socket_up tcp_timer_fires(struct transport *t, enum event_kind kind, uint32_t row);

/* An ICMP error about a segment of ours (RFC 9293 3.9.2.2): hard or soft. */
struct socket_up tcp_icmp_error(struct transport *t, uint32_t node,
                                const struct icmp_message *message);

/* The state's name as RFC 9293 writes it: "SYN-RECEIVED". */
const char *tcp_state_name(enum tcp_state state);

#endif
