/* transport/tcp_arrives.c: SEGMENT ARRIVES, RFC 9293 section 3.10.7, in the RFC's own order:
 * 3.10.7.1 CLOSED, 3.10.7.2 LISTEN, 3.10.7.3 SYN-SENT, 3.10.7.4 the other states. Each check
 * is a function that lets the next one go on or ends with a finding; carry_out() does what
 * the finding says. The third check, of security and compartment, has nothing to look at: IP
 * options of that kind are not used. */
#include "transport/tcp_parts.h"

/* Carries out what an ending finding says. */
static void carry_out(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s,
                      struct finding f)
{
    if (f.then == THEN_END || f.then == THEN_LISTEN || f.then == THEN_DONE)
        tcp_note(t, c, f);
    else
        tcp_drop(t, c, f);
    switch ((enum consequence)f.then) {
    case THEN_DROP:
    case THEN_DONE:
        break;
    case THEN_ACK:
        tcp_ack_now(c);
        break;
    case THEN_CHALLENGE:
        tcp_challenge_ack(t, c);
        break;
    case THEN_RESET:
        tcp_reset_stray(t, s);
        break;
    case THEN_RESET_END:
        tcp_reset_conn(t, c);
        tcp_end(t, c, SOCKET_CLOSED);
        break;
    case THEN_LISTEN:
        tcp_enter(t, c, TCP_LISTEN);
        tcp_delete(t, c);
        break;
    case THEN_END:
        tcp_end(t, c, f.events);
        break;
    }
}

/* False: there was no finding, the next check goes on. */
static inline bool apply(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s,
                         struct finding f)
{
    if (f.rule == RULE_NONE)
        return false;
    carry_out(t, c, s, f);
    return true;
}

/* --- 3.10.7.1 CLOSED --- */

static void closed(struct transport *t, const struct tcp_segment *s)
{
    if (segment_has(s, TCP_RST)) {
        tcp_drop(t, NULL, found(RULE_TCP_RESET_UNKNOWN, FIELD_TCP_FLAGS_RESET, 0, 0));
        return;
    }
    tcp_drop(t, NULL,
             found(RULE_TCP_NO_CONNECTION, FIELD_TCP_DSTPORT, s->header.destination_port, 0));
    tcp_reset_stray(t, s);
}

/* --- 3.10.7.2 LISTEN --- */

static struct finding listen_check_rst(const struct tcp_segment *s)
{
    return segment_has(s, TCP_RST)
               ? ends(RULE_TCP_RESET_UNKNOWN, FIELD_TCP_FLAGS_RESET, THEN_DROP)
               : FINDING_NONE;
}

static struct finding listen_check_ack(const struct tcp_segment *s)
{
    struct finding f = ends(RULE_TCP_ACK_TO_LISTENER, FIELD_TCP_FLAGS_ACK, THEN_RESET);
    f.a = s->header.destination_port;
    return segment_has(s, TCP_ACK) ? f : FINDING_NONE;
}

static struct finding listen_check_syn(const struct tcp_segment *s,
                                       const struct tcp_listener *l)
{
    if (!segment_has(s, TCP_SYN))
        return ends(RULE_TCP_NO_SYN, FIELD_TCP_FLAGS_SYN, THEN_DROP);
    struct finding full = ends(RULE_TCP_BACKLOG_FULL, FIELD_TCP_DSTPORT, THEN_DROP);
    full.a = l->backlog;
    return l->pending >= l->backlog ? full : FINDING_NONE;
}

/* RCV.NXT, IRS and the window from a SYN. */
static void take_syn(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s)
{
    c->rcv.irs = s->header.seq;
    c->rcv.nxt = seq_add(s->header.seq, 1);
    c->rcv.acked = c->rcv.nxt;
    tcp_accept_options(t, c, s);
    tcp_first_window(t, c);
    tcp_ecn_accept(t, c, s);
    c->snd.wnd = s->header.window; /* a SYN's window is not scaled */
    c->snd.max_wnd = s->header.window;
    c->snd.wl1 = s->header.seq;
    c->snd.wl2 = s->header.ack;
}

/* Section 3.6.1, MAY-2: the number of a connection that is opened out of TIME-WAIT is (1)
 * larger than all that the old one used. (2), back to TIME-WAIT if the SYN was an old duplicate
 * after all, needs nothing: until the new one is established the old one lives on beside it. */
static seq32 initial_sequence(struct transport *t, const struct tcp_conn *c)
{
    seq32 chosen = tcp_initial_sequence(t, c);
    const struct tcp_conn *older = tcp_older(t, c);
    if (older == NULL)
        return chosen;
    tcp_note(t, c, found(RULE_TCP_REOPENS, FIELD_TCP_FLAGS_SYN, chosen.raw, c->local_port));
    return seq_later(chosen, older->snd.max);
}

/* The SYN opens a connection of its own, in SYN-RECEIVED. */
static void listen_accept(struct transport *t, const struct tcp_segment *s,
                          struct tcp_listener *l)
{
    const struct ipv4 *ip = &s->packet->header;
    struct endpoint local = {.address = ip->destination, .port = s->header.destination_port};
    struct endpoint remote = {.address = ip->source, .port = s->header.source_port};
    struct tcp_conn *c =
        tcp_create(t, s->packet->node, local, remote, 0, profile_share(t, l->profile));
    if (c == NULL)
        return;
    l->pending++;
    c->listener = (struct socket_id){(uint32_t)(l - t->listeners), l->serial};
    tcp_note(t, c,
             found(RULE_TCP_SYN_RECEIVED, FIELD_TCP_FLAGS_SYN, s->header.seq.raw,
                   s->header.destination_port));
    tcp_enter(t, c, TCP_LISTEN);
    c->snd.iss = initial_sequence(t, c);
    c->snd.una = c->snd.nxt = c->snd.max = c->snd.iss;
    take_syn(t, c, s);
    tcp_enter(t, c, TCP_SYN_RECEIVED);
    tcp_keep_text(t, c, s);
    tcp_send_syn(t, c);
}

static void listening(struct transport *t, const struct tcp_segment *s, struct tcp_listener *l)
{
    if (apply(t, NULL, s, listen_check_rst(s)) || apply(t, NULL, s, listen_check_ack(s)) ||
        apply(t, NULL, s, listen_check_syn(s, l)))
        return;
    listen_accept(t, s, l);
}

/* --- 3.10.7.3 SYN-SENT --- */

/* First: a reset for SEG.ACK =< ISS or SEG.ACK > SND.NXT. */
static struct finding sent_check_ack(const struct tcp_conn *c, const struct tcp_segment *s)
{
    if (!segment_has(s, TCP_ACK))
        return FINDING_NONE;
    if (seq_before(c->snd.una, s->header.ack) && seq_at_or_before(s->header.ack, c->snd.max))
        return FINDING_NONE;
    enum consequence then = segment_has(s, TCP_RST) ? THEN_DROP : THEN_RESET;
    return ends(RULE_TCP_ACK_OF_NOTHING, FIELD_TCP_ACK_RAW, then);
}

/* Second: "connection reset" when the ACK was acceptable. RFC 9293 would have SEG.SEQ compared
 * with RCV.NXT before, but nothing has come from the peer yet, and there is no RCV.NXT. */
static struct finding sent_check_rst(const struct tcp_segment *s)
{
    if (!segment_has(s, TCP_RST))
        return FINDING_NONE;
    if (!segment_has(s, TCP_ACK))
        return ends(RULE_TCP_RESET_WITHOUT_ACK, FIELD_TCP_FLAGS_ACK, THEN_DROP);
    struct finding refused = ends(RULE_TCP_REFUSED, FIELD_TCP_FLAGS_RESET, THEN_END);
    refused.events = SOCKET_REFUSED;
    return refused;
}

/* Fourth, and fifth: without SYN and RST it is dropped. */
static struct finding sent_check_syn(const struct tcp_segment *s)
{
    return segment_has(s, TCP_SYN) ? FINDING_NONE
                                   : ends(RULE_TCP_NO_SYN, FIELD_TCP_FLAGS_SYN, THEN_DROP);
}

/* Our SYN has been acknowledged: ESTABLISHED, and the third step of the handshake, with which
 * data that was queued may go. */
static void sent_establish(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s)
{
    tcp_note(t, c, found(RULE_TCP_SYN_ACKED, FIELD_TCP_ACK_RAW, s->header.ack.raw, 0));
    tcp_fast_start(t, c);
    tcp_acked(t, c, s->header.ack, s);
    tcp_enter(t, c, TCP_ESTABLISHED);
    tcp_keep_alive_choose(t, c);
    tcp_tell(t, c, SOCKET_CONNECTED);
    tcp_ack_now(c);
}

/* Both sides opened at once (section 3.5, Figure 8). */
static void sent_cross(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s)
{
    tcp_note(t, c, found(RULE_TCP_SYNS_CROSS, FIELD_TCP_FLAGS_SYN, s->header.seq.raw, 0));
    tcp_enter(t, c, TCP_SYN_RECEIVED);
    tcp_keep_text(t, c, s);
    struct tcp_emission e = {.seq = c->snd.iss, .ack = c->rcv.nxt, .flags = TCP_SYN | TCP_ACK};
    (void)tcp_emit(t, c, &e);
}

static void syn_sent(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s)
{
    if (apply(t, c, s, sent_check_ack(c, s)) || apply(t, c, s, sent_check_rst(s)) ||
        apply(t, c, s, sent_check_syn(s)))
        return;
    take_syn(t, c, s);
    if (!segment_has(s, TCP_ACK)) {
        sent_cross(t, c, s);
        return;
    }
    sent_establish(t, c, s);
    if (segment_has(s, TCP_URG))
        (void)tcp_check_urg(t, c, s);
    if (apply(t, c, s, tcp_check_text(t, c, s)) || apply(t, c, s, tcp_check_fin(t, c, s)))
        return;
    tcp_output(t, c);
}

/* --- 3.10.7.4 the other states --- */

/* Table 6. */
static bool is_acceptable(const struct tcp_conn *c, const struct tcp_segment *s)
{
    if (s->length == 0)
        return c->rcv.wnd == 0 ? seq_equal(s->header.seq, c->rcv.nxt)
                               : tcp_in_window(c, s->header.seq);
    if (c->rcv.wnd == 0)
        return false;
    return tcp_in_window(c, s->header.seq) ||
           tcp_in_window(c, seq_add(s->header.seq, s->length - 1));
}

/* Two segments that Table 6 does not let pass have to be looked at all the same: with a
 * closed window, ACK and RST of what begins at RCV.NXT; and in SYN-RECEIVED the SYN,ACK of
 * the other side of a simultaneous open, whose SYN is old (Figure 8). */
static bool is_special(const struct tcp_conn *c, const struct tcp_segment *s)
{
    if (c->rcv.wnd == 0 && seq_equal(s->header.seq, c->rcv.nxt))
        return true;
    return c->state == TCP_SYN_RECEIVED && conn_has(c, CONN_ACTIVE) &&
           segment_has(s, TCP_SYN) && segment_has(s, TCP_ACK) && !segment_has(s, TCP_RST) &&
           seq_equal(s->header.seq, c->rcv.irs);
}

/* TIME-WAIT (the fifth and the eighth check): the peer has not seen our last ACK and sends its
 * FIN again. That lies before RCV.NXT, so it is here that 2 MSL begin again; the ACK goes as
 * for all that is not acceptable. */
static bool is_fin_again(const struct tcp_conn *c, const struct tcp_segment *s)
{
    return segment_has(s, TCP_FIN) && !segment_has(s, TCP_RST) &&
           seq_equal(seq_add(segment_fin_seq(s), 1), c->rcv.nxt);
}

/* First. An unacceptable segment is answered with <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, unless
 * it is a RST. */
static struct finding check_sequence(struct transport *t, struct tcp_conn *c,
                                     const struct tcp_segment *s)
{
    if (is_acceptable(c, s) || is_special(c, s)) {
        if (conn_has(c, CONN_TIMESTAMPS))
            tcp_note_timestamp(t, c, s); /* RFC 7323: R2 is this check, R3 follows it */
        return FINDING_NONE;
    }
    struct finding f = segment_has(s, TCP_RST)
                           ? ends(RULE_TCP_RESET_OUTSIDE, FIELD_TCP_SEQ_RAW, THEN_DROP)
                           : ends(RULE_TCP_UNACCEPTABLE, FIELD_TCP_SEQ_RAW, THEN_ACK);
    if (f.then == THEN_ACK)
        tcp_sack_old(t, c, s);
    if (c->state == TCP_TIME_WAIT && is_fin_again(c, s))
        tcp_start_time_wait(t, c);
    f.a = tcp_received_number(c, s->header.seq);
    f.b = tcp_received_number(c, c->rcv.nxt);
    return f;
}

/* Fourth: RFC 5961 section 4, whatever the sequence number. */
static struct finding check_syn(const struct tcp_conn *c, const struct tcp_segment *s)
{
    if (!segment_has(s, TCP_SYN))
        return FINDING_NONE;
    if (c->state != TCP_SYN_RECEIVED)
        return ends(RULE_TCP_SYN_DOUBTED, FIELD_TCP_FLAGS_SYN, THEN_CHALLENGE);
    if (conn_has(c, CONN_ACTIVE))
        return is_special(c, s)
                   ? FINDING_NONE
                   : ends(RULE_TCP_SYN_DOUBTED, FIELD_TCP_FLAGS_SYN, THEN_CHALLENGE);
    return ends(RULE_TCP_SYN_AGAIN, FIELD_TCP_FLAGS_SYN, THEN_LISTEN);
}

static void other_states(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s)
{
    struct socket_id id = tcp_id(t, c);
    conn_clear(c, CONN_ACK_HELD);
    if (conn_has(c, CONN_KEEP_ALIVE))
        tcp_keep_alive_heard(t, c);
    bool stamped = conn_has(c, CONN_TIMESTAMPS); /* RFC 7323: before the first */
    bool ended =
        (stamped && apply(t, c, s, tcp_check_timestamp(t, c, s))) ||
        apply(t, c, s, check_sequence(t, c, s)) ||                             /* first */
        apply(t, c, s, tcp_check_rst(t, c, s)) ||                              /* second */
        apply(t, c, s, check_syn(c, s)) ||                                     /* fourth */
        apply(t, c, s, tcp_check_ack(t, c, s)) ||                              /* fifth */
        (segment_has(s, TCP_URG) && apply(t, c, s, tcp_check_urg(t, c, s))) || /* sixth */
        apply(t, c, s, tcp_check_text(t, c, s)) ||                             /* seventh */
        apply(t, c, s, tcp_check_fin(t, c, s));                                /* eighth */
    if (ended && tcp_conn_at(t, id) == NULL)
        return;
    if (!ended)
        tcp_continue_close(t, c);
    /* The ACK of octets that the owner can read now waits until it has (see tcp_settle()). */
    if ((t->up.events & SOCKET_READABLE) != 0 && c->owner != 0 && conn_has(c, CONN_ACK_NOW) &&
        !conn_has(c, CONN_FIN_RECEIVED))
        tcp_hold_ack(t, c);
    tcp_output(t, c);
}

/* --- the door --- */

static bool read_segment(struct tcp_segment *s, const struct ip_packet *packet)
{
    struct reader r = reader_over(packet->payload, packet->payload_length);
    tcp_read(&r, &s->header, &s->options);
    if (!r.ok)
        return false;
    s->packet = packet;
    s->text_length = (uint16_t)(packet->payload_length - s->header.header_length);
    s->text_offset = (uint16_t)(packet->payload_offset + s->header.header_length);
    s->length = s->text_length + (segment_has(s, TCP_SYN) ? 1U : 0U) +
                (segment_has(s, TCP_FIN) ? 1U : 0U);
    s->window = s->header.window;
    return true;
}

/* MUST-3: a segment with a wrong checksum is dropped without a word. */
static bool checksum_fits(const struct ip_packet *packet)
{
    uint64_t sum = ipv4_pseudo_header_sum(packet->header.source, packet->header.destination,
                                          IPV4_TCP, packet->payload_length);
    return checksum_finish(checksum_add(sum, packet->payload, packet->payload_length)) == 0;
}

static void dispatch(struct transport *t, struct tcp_segment *s)
{
    const struct ipv4 *ip = &s->packet->header;
    uint32_t node = s->packet->node;
    struct endpoint remote = {.address = ip->source, .port = s->header.source_port};
    struct tcp_conn *c = tcp_find(t, node, ip->destination, s->header.destination_port, remote);
    if (c != NULL && segment_has(s, TCP_SYN)) {
        if (c->state == TCP_TIME_WAIT && tcp_reopens(t, c, s))
            c = NULL;
    } else if (c != NULL && conn_has(c, CONN_SCALING)) {
        s->window <<= c->snd.shift;
    }
    if (c != NULL) {
        sim_touch(t->sim, TABLE_TCP, tcp_row(t, c));
        if (c->state == TCP_SYN_SENT)
            syn_sent(t, c, s);
        else
            other_states(t, c, s);
        return;
    }
    if (!ip_is_mine(t->ip, node, ip->destination)) { /* MUST-57: a broadcast */
        tcp_drop(t, NULL, found(RULE_TCP_BROADCAST, FIELD_IP_DST, ip->destination, 0));
        return;
    }
    struct tcp_listener *l = tcp_find_listener(t, node, s->header.destination_port);
    if (l != NULL && (l->address == 0 || l->address == ip->destination))
        listening(t, s, l);
    else
        closed(t, s);
}

struct socket_up tcp_segment_arrives(struct transport *t, const struct ip_packet *packet)
{
    struct tcp_segment s = {.packet = packet};
    t->up = (struct socket_up){.socket = {0, 0}};
    t->segment = &s;
    if (!checksum_fits(packet))
        tcp_drop(t, NULL, found(RULE_TCP_CHECKSUM_WRONG, FIELD_TCP_CHECKSUM, 0, 0));
    else if (!read_segment(&s, packet))
        tcp_drop(t, NULL, found(RULE_TCP_BAD_HEADER, FIELD_TCP_HDR_LEN, 0, 0));
    else
        dispatch(t, &s);
    t->segment = NULL;
    return t->up;
}
