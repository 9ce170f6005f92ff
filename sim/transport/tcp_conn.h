/* transport/tcp_conn.h: the transmission control block (RFC 9293 section 3.3.1), one row a
 * connection, and the rows around it.
 *
 * Shape:  struct tcp_conn is read by everybody and written by the tcp_….c files of this room
 *         only. Its names are the RFC's: snd.una is SND.UNA. One is used differently: the
 *         SND.NXT, "the next sequence number to be sent", is snd.nxt here, which goes back
 *         to snd.una when TCP starts again from there; what no segment has gone beyond yet
 *         is snd.max.
 *
 *              1         2          3          4
 *         ----------|----------|----------|----------
 *                SND.UNA    SND.NXT    SND.UNA
 *                                     +SND.WND
 *
 * Units:  seq32; windows, buffers and MSS in octets; times in ns. Rows are held plus one; 0:
 *         none. */
#ifndef NETSTAGE_TRANSPORT_TCP_CONN_H
#define NETSTAGE_TRANSPORT_TCP_CONN_H

#include "transport/stream.h"
#include "transport/tcp.h"
#include "transport/tcp_congestion.h"

enum tcp_conn_flag {
    CONN_ACTIVE = 0x0001, /* opened by us (active OPEN) */
    CONN_CLOSE_CALLED =
        0x0002,             /* the user has closed: a FIN follows the octets in the buffer */
    CONN_FIN_SEEN = 0x0004, /* the peer's FIN arrived; its number is rcv.fin */
    CONN_FIN_RECEIVED = 0x0008,   /* and RCV.NXT has gone over it */
    CONN_ACK_NOW = 0x0010,        /* an ACK is due in this event */
    CONN_ACK_HELD = 0x0020,       /* until tcp_settle(), so that the owner may read before */
    CONN_ACK_DUPLICATE = 0x0040,  /* that ACK will be a duplicate (RFC 5681 section 2) */
    CONN_MORE = 0x0080,           /* the limit of one event was reached: continue at once */
    CONN_PROBING = 0x0100,        /* the retransmission timer is the one for probes */
    CONN_WANTS_ROOM = 0x0200,     /* the user found the send buffer full */
    CONN_TIMING = 0x0400,         /* rtt.seq is being timed (RFC 6298 section 4) */
    CONN_SCALING = 0x0800,        /* both sides sent the window scale option */
    CONN_TIMESTAMPS = 0x1000,     /* both sides sent the timestamps option */
    CONN_RECOVERY = 0x2000,       /* fast recovery (RFC 6582) */
    CONN_PARTIAL = 0x4000,        /* and a partial ACK has been seen in it */
    CONN_SYN_RESENT = 0x8000,     /* RFC 6298 5.7, RFC 6928 section 2 */
    CONN_SACK = 0x10000,          /* both sides sent SACK-permitted (RFC 2018 section 2) */
    CONN_ECN = 0x20000,           /* both sides understand ECN (RFC 3168 section 6.1.1) */
    CONN_ECN_ECHO = 0x40000,      /* a mark has come: ECE until CWR comes */
    CONN_ECN_CWR = 0x80000,       /* cwnd was reduced: CWR with the next new text */
    CONN_URGENT = 0x100000,       /* snd.up: urgent octets of ours are not acknowledged yet */
    CONN_URGENT_CAME = 0x200000,  /* rcv.up: urgent octets of the peer are not read yet */
    CONN_KEEP_ALIVE = 0x400000,   /* the keep-alive timer runs (section 3.8.4) */
    CONN_USER_TIMEOUT = 0x800000, /* it has a user time-out (section 3.8.3) */
    CONN_ECN_NO_ECT = 0x20000000, /* we have sent a SYN without: no ECT (section 6.1.1) */
    CONN_ECN_WAITS = 0x40000000, /* a mark with a cwnd of one SMSS: the timer decides (6.1.2) */
};

/* Send sequence space. */
struct tcp_send {
    seq32 una;
    seq32 nxt;
    seq32 max; /* nothing has been sent at or after it */
    seq32 wl1;
    seq32 wl2;
    seq32 iss;
    seq32 up; /* SND.UP: after the last urgent octet; CONN_URGENT */
    uint32_t wnd;
    uint32_t max_wnd; /* MAX.SND.WND: the largest window ever offered by the peer */
    uint32_t buff;    /* the most octets that the stream may hold */
    uint16_t mss;     /* Eff.snd.MSS (section 3.7.1) */
    uint8_t shift;    /* Snd.Wind.Shift (RFC 7323 section 2.2) */
    uint8_t nodelay;  /* tcp_set_nodelay(): as if its profile had Nagle's algorithm off */
};

/* Receive sequence space. */
struct tcp_recv {
    seq32 nxt;
    seq32 irs;
    seq32 acked;   /* the last ACK that was sent (Last.ACK.sent) */
    seq32 fin;     /* CONN_FIN_SEEN: the FIN's sequence number */
    seq32 up;      /* RCV.UP; CONN_URGENT_CAME */
    uint32_t wnd;  /* as the peer knows it */
    uint32_t buff; /* RCV.BUFF */
    uint32_t user; /* RCV.USER: in order, not yet read */
    uint16_t mss;  /* what a full-sized segment of the peer seems to be */
    uint8_t shift; /* Rcv.Wind.Shift */
    uint8_t quick; /* so many segments more are acknowledged at once */
};

/* Received segments, sorted: first those that can be read, then those beyond a gap. */
struct tcp_text_list {
    uint32_t first;
    uint32_t ready; /* the last that can be read */
    uint32_t last;
    uint32_t rows;
};

/* RFC 6298. */
struct tcp_rtt {
    sim_time srtt; /* 0: not measured yet */
    sim_time rttvar;
    sim_time rto;
    sim_time started; /* CONN_TIMING: when rtt.seq was sent */
    seq32 seq;
    uint8_t retries;     /* retransmissions without an answer, against R2 */
    uint8_t probes;      /* zero-window probes sent in a row */
    uint8_t keep_alives; /* sent in a row without an answer */
    uint8_t reserved;
};

/* Path MTU discovery (RFC 1191); tcp_path.c. */
struct tcp_path {
    uint32_t seen;    /* changes of paths when it looked last; 0: it looks every time */
    seq32 since;      /* SND.MAX when segments got their present size */
    seq32 big;        /* what is before it and in flight may be larger than that */
    seq32 doubted;    /* the number of the segment that `pending` is about */
    uint16_t most;    /* the MSS that the peer and the first link allow; 0: not known yet */
    uint16_t pending; /* an MTU that will be believed after a time-out; 0: none */
    uint32_t reserved;
};

struct tcp_conn {
    uint32_t next;   /* in its hash chain; first, so that a free row keeps serial 0 */
    uint32_t serial; /* 0: not in use */
    uint32_t node;
    uint32_t owner;
    ipv4_address local;
    ipv4_address remote;
    uint16_t local_port;
    uint16_t remote_port;
    uint32_t flags;         /* enum tcp_conn_flag */
    uint32_t sack;          /* its struct tcp_sack, from the first gap on; see tcp_sack.h */
    ipv4_address soft_from; /* who sent the soft error below */
    uint8_t state;          /* enum tcp_state */
    uint8_t soft_type;      /* the last soft error: its ICMP type, 0: none since text was */
    uint8_t soft_code;      /* acknowledged last; and its code */
    uint8_t reserved;
    uint32_t profile; /* the row that was in force when it was opened, or one of its own */
    struct tcp_send snd;
    struct tcp_recv rcv;
    struct tcp_text_list text;
    struct stream stream; /* octets from the user, from SND.UNA on */
    struct tcp_rtt rtt;
    struct tcp_congestion cc;
    struct tcp_path path;
    struct timer retransmission; /* and zero-window probes */
    struct timer delayed_ack;    /* and CONN_MORE */
    struct timer time_wait;
    struct timer keep_alive;
    struct timer user;         /* user time-out: something waits for its acknowledgment */
    struct socket_id listener; /* SYN-RECEIVED by a passive OPEN */
    uint32_t ts_offset;        /* RFC 7323 section 5.4: our timestamp clock begins here */
    uint32_t ts_recent;        /* TS.Recent (RFC 7323 section 4.3) */
    uint32_t ts_recent_second; /* when it was taken, in s (section 5.5) */
    uint32_t challenge_acks;   /* sent in the second below (RFC 5961 section 7) */
    sim_time challenge_second;
    uint32_t event;   /* the event (modulo 2^32) in which it sent last */
    uint32_t emitted; /* segments sent in that event */
};

/* Sequence numbers as records and people have them: counted from the start of the connection,
 * as captures show them. Of what we send ... */
static inline uint32_t tcp_sent_number(const struct tcp_conn *c, seq32 number)
{
    return seq_span(c->snd.iss, number);
}

/* ... and of what the peer sends. */
static inline uint32_t tcp_received_number(const struct tcp_conn *c, seq32 number)
{
    return seq_span(c->rcv.irs, number);
}

/* A received segment's text, in the frame that brought it. */
struct tcp_text {
    uint32_t next;
    seq32 seq;
    frame_id frame; /* one reference */
    uint16_t offset;
    uint16_t length;
};

struct tcp_listener {
    uint32_t next;
    uint32_t serial;
    uint32_t node;
    uint32_t owner;
    uint32_t backlog;
    uint32_t pending;     /* its connections in SYN-RECEIVED */
    ipv4_address address; /* only connections to this one; 0: to any of the node's */
    uint16_t port;
    uint16_t reserved;
    uint32_t profile; /* a row: what its connections are opened with */
    uint32_t reserved_too;
};

_Static_assert(sizeof(struct tcp_send) == 44 && sizeof(struct tcp_recv) == 36 &&
                   sizeof(struct tcp_text_list) == 16 && sizeof(struct tcp_rtt) == 40 &&
                   sizeof(struct tcp_congestion) == 104 && sizeof(struct tcp_path) == 24 &&
                   sizeof(struct tcp_text) == 16 && sizeof(struct tcp_listener) == 40,
               "no padding in state");
_Static_assert(sizeof(struct tcp_conn) ==
                   48 + sizeof(struct tcp_send) + sizeof(struct tcp_recv) +
                       sizeof(struct tcp_text_list) + sizeof(struct stream) +
                       sizeof(struct tcp_rtt) + sizeof(struct tcp_congestion) +
                       sizeof(struct tcp_path) + 5 * sizeof(struct timer) + 8 + 24 + 8,
               "no padding in state");

/* The row of this id, or NULL when it is no connection any more. */
struct tcp_conn *tcp_conn_at(const struct transport *t, struct socket_id id);

/* The next row in use at or after `row`, for tables; NONE: no more. */
uint32_t tcp_conn_next(const struct transport *t, uint32_t row);
uint32_t tcp_listener_next(const struct transport *t, uint32_t row);

/* How TCP behaves for this connection. */
static inline const struct tcp_profile *conn_profile(const struct transport *t,
                                                     const struct tcp_conn *c)
{
    return &t->profiles[c->profile].profile;
}

/* What of it is thought to travel (RFC 6675 section 4, SetPipe()): without SACK all. */
uint32_t tcp_pipe(const struct transport *t, const struct tcp_conn *c);

/* FlightSize (RFC 5681 section 2): sent and not acknowledged. */
static inline uint32_t tcp_flight(const struct tcp_conn *c)
{
    return seq_span(c->snd.una, c->snd.max);
}

#endif
