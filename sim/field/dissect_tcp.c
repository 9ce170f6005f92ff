/* field/dissect_tcp.c: a TCP segment (RFC 9293 3.1; the diagram is in wire/tcp.h). */
#include "field/http_layer.h"
#include "wire/ipv4.h"
#include "wire/tcp.h"

enum { PORT_DNS = 53, FLAGS = 12, AS_FAR_AS_WINDOW = 16 };

struct segment {
    uint32_t source, destination; /* ports */
    uint32_t seq, ack;
    uint32_t header_length;
    uint32_t flags;
    uint32_t length; /* of the data */
    bool measured;   /* is that known? */
};

static const enum field_id flag_fields[FLAGS - 4] = {
    FIELD_TCP_FLAGS_CWR,  FIELD_TCP_FLAGS_ECE,   FIELD_TCP_FLAGS_URG, FIELD_TCP_FLAGS_ACK,
    FIELD_TCP_FLAGS_PUSH, FIELD_TCP_FLAGS_RESET, FIELD_TCP_FLAGS_SYN, FIELD_TCP_FLAGS_FIN,
};

static void take_tcp_ports(struct layer *l, struct segment *s)
{
    if (!layer_need(l, 4))
        return;
    uint32_t at = l->at;
    s->source = (uint32_t)take_number(l, FIELD_TCP_SRCPORT, 2);
    s->destination = (uint32_t)take_number(l, FIELD_TCP_DSTPORT, 2);
    add_hidden(l, l->node, FIELD_TCP_PORT, at, 2, s->source);
    add_hidden(l, l->node, FIELD_TCP_PORT, at + 2, 2, s->destination);
    if (l->d->context->stream >= 0 && l->end - l->start >= AS_FAR_AS_WINDOW) {
        const struct field_context *c = l->d->context;
        add_generated(l, l->node, FIELD_TCP_STREAM, l->start, 0, (uint64_t)c->stream);
        add_generated(l, l->node, FIELD_TCP_COMPLETENESS, l->start, 0, c->completeness);
    }
}

/* A sequence number as it is shown: relative to where its sender began, if that is known. */
static uint32_t shown(const struct layer *l, const struct segment *s, uint32_t raw,
                      bool of_sender)
{
    const struct field_context *c = l->d->context;
    if (!c->relative_numbers || !s->measured)
        return raw;
    return raw - (of_sender ? c->sender_isn : c->receiver_isn);
}

/* Numbers of a quoted segment of which only 8 octets came back. */
static void take_quoted_seq(struct layer *l, struct segment *s)
{
    s->seq = (uint32_t)take_number(l, FIELD_TCP_SEQ, 4);
}

static void take_numbers(struct layer *l, struct segment *s, bool whole)
{
    if (!layer_need(l, 8))
        return;
    uint32_t at = l->at;
    s->seq = (uint32_t)number_at(l, at, 4);
    s->ack = (uint32_t)number_at(l, at + 4, 4);
    bool acks = (s->flags & TCP_ACK) != 0;
    if (whole || (s->header_length < TCP_HEADER && l->d->quotes == 0))
        add_generated(l, l->node, FIELD_TCP_LEN, l->start, 0, s->length);
    add_node(l->d->tree, l->node, FIELD_TCP_SEQ, at, 4, shown(l, s, s->seq, true));
    if (l->d->quotes == 0)
        add_hidden(l, l->node, FIELD_TCP_SEQ_RAW, at, 4, s->seq);
    if (whole) {
        uint32_t next = s->seq + s->length + ((s->flags & (TCP_SYN | TCP_FIN)) != 0 ? 1 : 0);
        add_generated(l, l->node, FIELD_TCP_NXTSEQ, l->start, 0, shown(l, s, next, true));
    }
    l->at += 8;
    if (s->header_length < TCP_HEADER && l->at < l->end)
        return; /* nothing behind it can be trusted */
    uint16_t node = add_node(l->d->tree, l->node, FIELD_TCP_ACK, at + 4, 4,
                             acks ? shown(l, s, s->ack, false) : s->ack);
    if (!acks && s->ack != 0)
        add_expert(l, node, FIELD_TCP_ACK_NONZERO, at + 4, 4);
    add_hidden(l, l->node, FIELD_TCP_ACK_RAW, at + 4, 4, s->ack);
}

/* The flags in one line, as Wireshark draws them: "·······AP···". */
static void add_flags_text(struct layer *l, uint32_t at, uint32_t flags)
{
    static const char letters[] = "RRRACEUAPRSF";
    char octets[FLAGS * 2 + 1];
    struct text text = text_over(octets, sizeof octets);
    for (unsigned i = 0; i < FLAGS; i++) {
        if ((flags >> (FLAGS - 1 - i) & 1) != 0)
            text_put_char(&text, letters[i]);
        else
            text_put(&text, "·");
    }
    uint16_t node =
        add_text(l->d->tree, l->node, FIELD_TCP_FLAGS_STR, at, 2, octets, text.length);
    add_flags(l->d->tree, node, FIELD_GENERATED);
}

/* What the flags say about the life of the connection. */
static void add_lifecycle(struct layer *l, uint16_t node, uint32_t at, uint32_t flags)
{
    if ((flags & TCP_RST) != 0)
        add_expert(l, node, FIELD_TCP_CONNECTION_RST, at + 1, 1);
    if ((flags & TCP_SYN) != 0 && (flags & TCP_ACK) != 0)
        add_expert(l, node, FIELD_TCP_CONNECTION_SYNACK, at + 1, 1);
    else if ((flags & TCP_SYN) != 0)
        add_expert(l, node, FIELD_TCP_CONNECTION_SYN, at + 1, 1);
    if ((flags & TCP_FIN) == 0)
        return;
    add_expert(l, node, FIELD_TCP_CONNECTION_FIN, at + 1, 1);
    if (l->d->context->fin_role == FIELD_FIN_ACTIVE)
        add_expert(l, node, FIELD_TCP_CONNECTION_FIN_ACTIVE, at + 1, 1);
    else if (l->d->context->fin_role == FIELD_FIN_PASSIVE)
        add_expert(l, node, FIELD_TCP_CONNECTION_FIN_PASSIVE, at + 1, 1);
}

/* Header length and flags. False: the header length cannot be. */
static void take_offset_and_flags(struct layer *l, struct segment *s)
{
    if (!layer_need(l, 2))
        return;
    uint32_t at = l->at;
    uint16_t node =
        add_scaled_bits(l, l->node, FIELD_TCP_HDR_LEN, at, 1, 0, 4, s->header_length);
    if (s->header_length < TCP_HEADER) {
        add_expert(l, node, FIELD_TCP_BOGUS_HEADER_LENGTH, at, 1);
        l->at += 1;
        layer_fail(l, FAULT_HEADER_LENGTH);
        return;
    }
    node = add_bits_node(l, l->node, FIELD_TCP_FLAGS, at, 2, 4, FLAGS);
    add_bits(l, node, FIELD_TCP_FLAGS_RES, at, 1, 4, 3);
    add_bits(l, node, FIELD_TCP_FLAGS_AE, at, 1, 7, 1);
    for (unsigned i = 0; i < FLAGS - 4; i++)
        add_bits(l, node, flag_fields[i], at + 1, 1, i, 1);
    add_lifecycle(l, node, at, s->flags);
    if (field_is_wanted(l->d->tree, FIELD_TCP_FLAGS_STR))
        add_flags_text(l, at, s->flags);
    l->at += 2;
}

static void take_window(struct layer *l, const struct segment *s)
{
    uint32_t at = l->at;
    uint64_t window = take_number(l, FIELD_TCP_WINDOW_SIZE_VALUE, 2);
    if (!l->ok)
        return;
    int shift = l->d->context->window_shift;
    bool scaled = (s->flags & TCP_SYN) == 0;
    uint64_t size = scaled && shift > 0 && s->measured ? window << shift : window;
    add_generated(l, l->node, FIELD_TCP_WINDOW_SIZE, at, 2, size);
    if (scaled)
        add_generated(l, l->node, FIELD_TCP_WINDOW_SIZE_SCALEFACTOR, at, 2,
                      shift >= 0 ? UINT64_C(1) << shift : (uint64_t)(int64_t)shift);
}

static void take_tcp_checksum(struct layer *l)
{
    if (!layer_need(l, 2))
        return;
    uint32_t at = l->at;
    uint16_t node =
        add_node(l->d->tree, l->node, FIELD_TCP_CHECKSUM, at, 2, number_at(l, at, 2));
    l->at += 2;
    if (l->d->fragment || layer_is_snapped(l)) {
        add_generated(l, l->node, FIELD_TCP_CHECKSUM_STATUS, at, 0, CHECKSUM_UNVERIFIED);
        return;
    }
    if (!checksum_is_wanted(l, FIELD_TCP_CHECKSUM_STATUS, FIELD_TCP_CHECKSUM_CALCULATED,
                            FIELD_TCP_CHECKSUM_BAD_EXPERT))
        return;
    uint16_t sum = transport_checksum(l, IPV4_TCP, l->start, l->end - l->start);
    if (sum != 0)
        add_expert(l, node, FIELD_TCP_CHECKSUM_BAD_EXPERT, at, 2);
    add_generated(l, l->node, FIELD_TCP_CHECKSUM_STATUS, at, 0,
                  sum == 0 ? CHECKSUM_GOOD : CHECKSUM_BAD);
    add_generated(l, l->node, FIELD_TCP_CHECKSUM_CALCULATED, at, 2,
                  checksum_expected(l, sum, at));
}

static void take_urgent(struct layer *l, const struct segment *s)
{
    if (!layer_need(l, 2))
        return;
    uint64_t urgent = number_at(l, l->at, 2);
    uint16_t node = add_node(l->d->tree, l->node, FIELD_TCP_URGENT_POINTER, l->at, 2, urgent);
    if (urgent != 0 && (s->flags & TCP_URG) == 0)
        add_expert(l, node, FIELD_TCP_URGENT_POINTER_NON_ZERO, l->at, 2);
    l->at += 2;
}

static bool is_http_port(uint32_t port)
{
    static const uint16_t ports[] = {80, 1900, 2710, 2869, 3128, 3132, 5985, 8080, 8088, 11371};
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        if (port == ports[i])
            return true;
    }
    return false;
}

/* A message may have an empty line before it (RFC 9112 2.2). */
static bool begins_after_line(const struct dissection *d, uint32_t start, uint32_t end)
{
    const uint8_t *p = d->tree->bytes + start;
    return end - start > 2 && p[0] == '\r' && p[1] == '\n' && http_begins(d, start + 2, end);
}

/* DNS has its messages' lengths in the stream: the end of one that began in an earlier segment
 * is the payload alone. */
static void dissect_dns_segment(struct dissection *d, uint32_t start, uint32_t end)
{
    uint32_t continued = d->context->continued;
    if (continued < end - start)
        dissect_dns(d, start + continued, end, true);
}

/* What the data is, by port and by look. On a port of HTTP, what does not begin a message is
 * the middle of one: the payload says it all. */
static void dissect_stream(struct dissection *d, const struct segment *s, uint32_t start,
                           uint32_t end)
{
    bool http_port = is_http_port(s->source) || is_http_port(s->destination);
    if (d->fragment)
        dissect_data(d, start, end);
    else if (s->source == PORT_DNS || s->destination == PORT_DNS)
        dissect_dns_segment(d, start, end);
    else if (http_port ? http_begins(d, start, end) || begins_after_line(d, start, end)
                       : http_looks_whole(d, start, end))
        dissect_http(d, start, end);
    else if (!http_port)
        dissect_data(d, start, end);
}

/* Header length, flags and length of data are needed before their turn. */
static void look_ahead(const struct layer *l, struct segment *s)
{
    uint32_t left = l->end - l->at;
    if (left < 10)
        return;
    s->flags = (uint32_t)number_at(l, l->at + 8, 2);
    s->header_length = (s->flags >> 12) * 4;
    s->flags &= 0xfff;
    uint32_t all = l->d->wire_end - l->start;
    s->length = s->header_length <= all ? all - s->header_length : 0;
    s->measured = s->header_length <= all && l->d->quotes == 0 && !l->d->fragment;
}

/* How long ago the conversation's earlier frames were. */
static void add_times(const struct layer *l)
{
    const struct field_context *c = l->d->context;
    if (!l->ok || c->stream < 0 || !c->stream_times)
        return;
    add_generated(l, l->node, FIELD_TCP_TIME_RELATIVE, l->at, 0, (uint64_t)c->stream_time);
    add_generated(l, l->node, FIELD_TCP_TIME_DELTA, l->at, 0, (uint64_t)c->stream_delta);
}

void dissect_tcp(struct dissection *d, uint32_t start, uint32_t end)
{
    struct layer l = layer_open(d, FIELD_TCP, "tcp", start, end);
    struct segment s = {0};
    take_tcp_ports(&l, &s);
    look_ahead(&l, &s);
    if (d->quotes == 0 && s.header_length > d->wire_end - start)
        add_expert(&l, l.node, FIELD_TCP_SHORT_SEGMENT, start, end - start);
    bool whole = d->quotes == 0 && !d->fragment && s.header_length >= TCP_HEADER &&
                 s.header_length <= d->wire_end - start;
    if (d->quotes > 0 && end - start < AS_FAR_AS_WINDOW) {
        take_quoted_seq(&l, &s);
        layer_close(&l);
        return;
    }
    take_numbers(&l, &s, whole);
    take_offset_and_flags(&l, &s);
    take_window(&l, &s);
    take_tcp_checksum(&l);
    take_urgent(&l, &s);
    add_times(&l);
    if (l.ok && s.header_length > TCP_HEADER)
        dissect_tcp_options(&l, start + s.header_length, s.flags, s.ack);
    layer_close(&l);
    if (!l.ok || l.at >= end)
        return;
    if ((s.flags & TCP_RST) != 0) {
        uint32_t size = end - l.at;
        add_string(d->tree, l.node, FIELD_TCP_RESET_CAUSE, l.at, size, l.at, size);
        return;
    }
    add_octets(d->tree, l.node, FIELD_TCP_PAYLOAD, l.at, end - l.at);
    if (d->depth >= FIELD_TO_APPLICATION)
        dissect_stream(d, &s, l.at, end);
}
