/* transport/tcp_emit.c: one segment on its way out: header, options, text from the send
 * buffer, and checksum (RFC 9293 section 3.1), straight into the frame that will carry it. */
#include "transport/tcp_parts.h"

static void put_checksum(uint8_t *start, ipv4_address from, ipv4_address to, uint16_t length)
{
    uint64_t sum = ipv4_pseudo_header_sum(from, to, IPV4_TCP, length);
    uint16_t checksum = checksum_finish(checksum_add(sum, start, length));
    start[TCP_CHECKSUM_OFFSET] = (uint8_t)(checksum >> 8);
    start[TCP_CHECKSUM_OFFSET + 1] = (uint8_t)checksum;
}

/* SEG.WND as it goes into the header. In a SYN it is never scaled (RFC 7323 section 2.2).
 *
 * With a scale the right edge can only be announced in steps. Rounding up keeps it where it
 * was, or moves it a little; many short segments in a row would so move it beyond the buffer by
 * as many steps. One step is all that is given: then it is rounded down, and what was announced
 * before is still taken: RCV.WND is the actual maximum (section 2.4). FreeBSD always rounds
 * down. */
static uint16_t window_field(const struct transport *t, struct tcp_conn *c, bool syn)
{
    uint32_t shift = syn || !conn_has(c, CONN_SCALING) ? 0 : c->rcv.shift;
    uint32_t step = UINT32_C(1) << shift;
    uint32_t window = (c->rcv.wnd + step - 1) >> shift;
    if ((window << shift) + c->rcv.user >= c->rcv.buff + step ||
        ((window << shift) != c->rcv.wnd && conn_profile(t, c)->habits == HABITS_FREEBSD))
        window = c->rcv.wnd >> shift;
    if (window > UINT16_MAX)
        window = UINT16_MAX;
    if (window << shift > c->rcv.wnd || shift == 0)
        c->rcv.wnd = window << shift;
    return (uint16_t)window;
}

/* The segment carries RCV.NXT: whatever ACK was due has been sent. */
static void ack_is_sent(struct transport *t, struct tcp_conn *c)
{
    c->rcv.acked = c->rcv.nxt;
    conn_clear(c, CONN_ACK_NOW);
    conn_clear(c, CONN_ACK_HELD);
    conn_clear(c, CONN_ACK_DUPLICATE);
    if (c->sack != 0)
        tcp_sack_reported(t, c);
    if (timer_is_set(&c->delayed_ack) && !conn_has(c, CONN_MORE))
        timer_cancel(t->sim, &c->delayed_ack, EVENT_TCP_DELAYED_ACK, tcp_row(t, c));
}

static struct tcp header_of(const struct transport *t, struct tcp_conn *c,
                            const struct tcp_emission *e)
{
    struct tcp header = {.source_port = c->local_port,
                         .destination_port = c->remote_port,
                         .seq = e->seq,
                         .ack = (e->flags & TCP_ACK) != 0 ? e->ack : seq(0),
                         .flags =
                             conn_has(c, CONN_ECN) ? e->flags | tcp_ecn_flags(c, e) : e->flags,
                         .window = window_field(t, c, (e->flags & TCP_SYN) != 0)};
    if (conn_has(c, CONN_URGENT))
        tcp_put_urgent(c, &header);
    return header;
}

/* `profile` says how the packet is to be treated on its way. */
static void hand_down(struct transport *t, uint32_t node, ipv4_address from, ipv4_address to,
                      const struct tcp_profile *profile, uint8_t tos, uint32_t length,
                      frame_id frame)
{
    struct ip_request request = {.source = from,
                                 .destination = to,
                                 .protocol = IPV4_TCP,
                                 .ttl = profile->ttl,
                                 .tos = tos,
                                 .cutting =
                                     profile->path_mtu != 0 ? IP_CUT_HERE : IP_CUT_ANYWHERE};
    /* A packet that could not be sent is a packet that was lost: TCP finds out by itself. */
    enum ip_status status = ip_send(t->ip, node, &request, (uint16_t)length, frame);
    (void)status;
}

enum { SEGMENTS_AN_EVENT = 64 };

/* What one event may take from the pools is bounded, and the bound is part of the state, so
 * that it is the same in every twin of a world. */
static bool may_emit(const struct transport *t, struct tcp_conn *c)
{
    uint32_t event = (uint32_t)t->sim->clock->event;
    if (c->event != event) {
        c->event = event;
        c->emitted = 0;
    }
    return c->emitted++ < SEGMENTS_AN_EVENT;
}

bool tcp_emit(struct transport *t, struct tcp_conn *c, const struct tcp_emission *e)
{
    if ((e->flags & (TCP_SYN | TCP_RST)) == 0)
        tcp_open_window(t, c);
    struct tcp header = header_of(t, c, e);
    struct tcp_options options = {.has_mss = false};
    if ((e->flags & TCP_SYN) != 0)
        tcp_offer_options(t, c, &options);
    else if (conn_has(c, CONN_TIMESTAMPS))
        tcp_usual_options(t, c, &options);
    if ((e->flags & TCP_ACK) == 0)
        options.ts_echo = 0; /* RFC 7323 section 3.2 */
    if (c->sack != 0 && (e->flags & (TCP_SYN | TCP_RST)) == 0)
        tcp_sack_report(t, c, &options);
    uint32_t length = (uint32_t)(TCP_HEADER + tcp_options_length(&options)) + e->length;
    frame_id frame = may_emit(t, c) ? ip_new_packet(t->ip, length) : NONE;
    if (frame == NONE)
        return false;
    uint8_t *start = frame_octets(&t->sim->frames, frame) + IP_PAYLOAD;
    struct writer w = writer_over(start, length);
    tcp_write(&w, &header, &options);
    if (e->length > 0)
        stream_read(&c->stream, tcp_place(t), seq_span(tcp_stream_start(c), e->seq),
                    start + header.header_length, e->length);
    put_checksum(start, c->local, c->remote, (uint16_t)length);
    struct frame *f = frame_at(&t->sim->frames, frame);
    f->flags = (uint8_t)(f->flags | e->frame_flags);
    if ((e->flags & TCP_ACK) != 0)
        ack_is_sent(t, c);
    sim_touch(t->sim, TABLE_TCP, tcp_row(t, c));
    uint8_t field = conn_has(c, CONN_ECN) ? tcp_ecn_field(c, e) : IPV4_NOT_ECT;
    const struct tcp_profile *profile = conn_profile(t, c);
    uint8_t tos = (uint8_t)((profile->tos & TOS_OF_PROGRAMS) | field);
    hand_down(t, c->node, c->local, c->remote, profile, tos, length, frame);
    if ((header.flags & TCP_CWR) != 0)
        conn_clear(c, CONN_ECN_CWR);
    return true;
}

void tcp_emit_stray(struct transport *t, const struct tcp_segment *s, struct tcp header)
{
    const struct ip_packet *packet = s->packet;
    /* RFC 7323 section 5.2: the timestamp comes back, so that the RST can be believed. */
    struct tcp_options options = {.has_timestamps = s->options.has_timestamps,
                                  .ts_echo = s->options.ts_value};
    uint32_t length = (uint32_t)(TCP_HEADER + tcp_options_length(&options));
    frame_id frame = ip_new_packet(t->ip, length);
    if (frame == NONE)
        return;
    uint8_t *start = frame_octets(&t->sim->frames, frame) + IP_PAYLOAD;
    struct writer w = writer_over(start, length);
    header.source_port = s->header.destination_port;
    header.destination_port = s->header.source_port;
    tcp_write(&w, &header, &options);
    put_checksum(start, packet->header.destination, packet->header.source, (uint16_t)length);
    hand_down(t, packet->node, packet->header.destination, packet->header.source,
              transport_profile(t, packet->node), 0, length, frame);
}
