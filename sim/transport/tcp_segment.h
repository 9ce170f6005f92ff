/* transport/tcp_segment.h: a segment that has arrived, with the names of RFC 9293 section 3.3.1
 * ("Current Segment Variables"), and what a check of it can find. */
#ifndef NETSTAGE_TRANSPORT_TCP_SEGMENT_H
#define NETSTAGE_TRANSPORT_TCP_SEGMENT_H

#include "field/field.h"
#include "transport/tcp_conn.h"

struct tcp_segment {
    const struct ip_packet *packet;
    struct tcp header; /* seq: SEG.SEQ, ack: SEG.ACK, flags: SEG.CTL */
    struct tcp_options options;
    uint32_t length; /* SEG.LEN, counting SYN and FIN */
    uint32_t window; /* SEG.WND, scaled once a connection is known */
    uint16_t text_length;
    uint16_t text_offset; /* in the frame */
};

/* What comes of a segment with which a check ends. */
enum consequence {
    THEN_DROP,      /* it is ignored */
    THEN_ACK,       /* it is dropped, and answered with an ACK */
    THEN_CHALLENGE, /* the same, as a challenge ACK (RFC 5961) */
    THEN_RESET,     /* it is dropped, and answered with <SEQ=SEG.ACK><CTL=RST> */
    THEN_RESET_END, /* the connection is reset from our side, and ends */
    THEN_LISTEN,    /* the connection returns to the listener it came from */
    THEN_END,       /* the connection ends; the owner is told `events` */
    THEN_DONE,      /* it has done its work */
};

/* What a check decided: RULE_NONE lets the next check go on. It is handed about by value, in
 * two registers. */
struct finding {
    uint16_t rule;   /* enum rule */
    uint16_t field;  /* the field that it looked at */
    uint16_t then;   /* enum consequence */
    uint16_t events; /* enum socket_event */
    uint32_t a;      /* numbers for the rule's sentence */
    uint32_t b;
};

static const struct finding FINDING_NONE = {0, 0, 0, 0, 0, 0};

static inline struct finding found(enum rule rule, enum field_id field, uint32_t a, uint32_t b)
{
    return (struct finding){.rule = (uint16_t)rule, .field = (uint16_t)field, .a = a, .b = b};
}

static inline struct finding ends(enum rule rule, enum field_id field, enum consequence then)
{
    return (struct finding){
        .rule = (uint16_t)rule, .field = (uint16_t)field, .then = (uint16_t)then};
}

static inline bool segment_has(const struct tcp_segment *s, enum tcp_flag flag)
{
    return (s->header.flags & (unsigned)flag) != 0;
}

/* The sequence number of the segment's text: after its SYN. */
static inline seq32 segment_text_seq(const struct tcp_segment *s)
{
    return seq_add(s->header.seq, segment_has(s, TCP_SYN) ? 1 : 0);
}

/* The sequence number of its FIN. */
static inline seq32 segment_fin_seq(const struct tcp_segment *s)
{
    return seq_add(segment_text_seq(s), s->text_length);
}

#endif
