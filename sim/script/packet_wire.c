/* script/packet_wire.c: packets of a script as octets, and back. See packet.h. */
#include <string.h>

#include "base/catalogue.h"
#include "script/packet.h"
#include "wire/udp.h"

enum { TTL_OF_PEER = 64, WINDOW_OF_PEER = 65535, TOS_ECN = 3 };

/* Letters and signs that repeat after 5,325 octets, so that a shift by a segment is seen. */
uint8_t packet_pattern(uint32_t place)
{
    return (uint8_t)('0' + (place + place / 71) % 75);
}

static uint32_t number_at(const uint8_t *octets)
{
    struct reader r = reader_over(octets, 4);
    return read_u32(&r);
}

static void put_number(uint8_t *octets, uint32_t v)
{
    struct writer w = writer_over(octets, 4);
    write_u32(&w, v);
}

/* --- timestamps --- */

static void remember_stamp(struct flow *flow, uint32_t script, uint32_t wire)
{
    uint32_t last = flow->stamps - 1;
    if (flow->stamps > 0 && flow->stamp[last % FLOW_STAMPS].script == script)
        return;
    if (flow->stamps == 0)
        flow->first_stamp = (struct flow_stamp){script, wire};
    flow->stamp[flow->stamps++ % FLOW_STAMPS] = (struct flow_stamp){script, wire};
}

/* What the host would have sent for this value of the script. */
static uint32_t stamp_to_wire(const struct flow *flow, uint32_t script)
{
    uint32_t count = flow->stamps < FLOW_STAMPS ? flow->stamps : FLOW_STAMPS;
    for (uint32_t i = 0; i < count; i++) {
        const struct flow_stamp *s = &flow->stamp[(flow->stamps - 1 - i) % FLOW_STAMPS];
        if (s->script == script)
            return s->wire;
    }
    return count > 0 ? script + flow->first_stamp.wire - flow->first_stamp.script : script;
}

static uint32_t stamp_to_script(const struct flow *flow, uint32_t wire)
{
    return flow->stamps > 0 ? wire - (flow->first_stamp.wire - flow->first_stamp.script) : wire;
}

/* --- to the wire --- */

/* SACK blocks name the host's octets, and the echo is of its clock. */
static void shift_options(const struct script_packet *p, const struct flow *flow, uint8_t *to)
{
    size_t at = 0;
    size_t size;
    memcpy(to, p->options, p->option_octets);
    while (packet_option_next(p->options, p->option_octets, &at, &size)) {
        if (to[at] == TCP_OPTION_SACK) {
            for (size_t i = at + 2; i + 4 <= at + size; i += 4)
                put_number(to + i, number_at(to + i) + flow->shift);
        }
        if (to[at] == TCP_OPTION_TIMESTAMPS && size == 10)
            put_number(to + at + 6, stamp_to_wire(flow, number_at(to + at + 6)));
        at += size;
    }
}

static void put_text(struct writer *w, uint32_t place, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++)
        write_u8(w, packet_pattern(place + i));
}

static void write_tcp(const struct script_packet *p, const struct script_options *o,
                      struct flow *flow, struct writer *w)
{
    size_t start = w->at;
    unsigned options = (p->option_octets + 3U) / 4 * 4;
    uint8_t shifted[TCP_OPTIONS_MAXIMUM] = {0};
    bool syn = (p->flags & TCP_SYN) != 0;
    if (syn && !flow->has_remote_syn) {
        flow->has_remote_syn = true;
        flow->irs = p->seq;
    } else if (syn) {
        flow->irs = p->seq;
    }
    shift_options(p, flow, shifted);
    write_u16(w, flow->remote_port);
    write_u16(w, flow->local_port);
    write_u32(w, p->seq);
    write_u32(w, p->has_ack ? p->ack + flow->shift : 0);
    write_u8(w, (uint8_t)((TCP_HEADER + options) / 4 << 4));
    write_u8(w, p->flags);
    write_u16(w, p->window >= 0 ? (uint16_t)p->window : WINDOW_OF_PEER);
    write_u16(w, 0);
    write_u16(w, p->urgent > 0 ? (uint16_t)p->urgent : 0);
    write_octets(w, shifted, options);
    put_text(w, p->seq - flow->irs - (syn ? 0 : 1), p->length);
    if (!w->ok)
        return;
    uint16_t length = (uint16_t)(w->at - start);
    uint64_t sum = ipv4_pseudo_header_sum(flow->remote, o->local_ip, IPV4_TCP, length);
    struct writer checksum = writer_over(w->bytes + start + TCP_CHECKSUM_OFFSET, 2);
    write_u16(&checksum, checksum_finish(checksum_add(sum, w->bytes + start, length)));
}

static void write_udp(const struct script_packet *p, const struct script_options *o,
                      const struct flow *flow, struct writer *w)
{
    size_t start = w->at;
    uint16_t length = (uint16_t)(UDP_HEADER + p->length);
    udp_write(w, &(struct udp){.source_port = flow->remote_port,
                               .destination_port = flow->local_port,
                               .length = length});
    put_text(w, 0, p->length);
    if (!w->ok)
        return;
    uint64_t sum = ipv4_pseudo_header_sum(flow->remote, o->local_ip, IPV4_UDP, length);
    uint16_t value = checksum_finish(checksum_add(sum, w->bytes + start, length));
    struct writer checksum = writer_over(w->bytes + start + UDP_CHECKSUM_OFFSET, 2);
    write_u16(&checksum, value == 0 ? 0xffff : value);
}

/* The head of the host's packet that the error is about. */
static void write_quote(const struct script_packet *p, const struct script_options *o,
                        const struct flow *flow, struct writer *w)
{
    bool udp = p->quoted_protocol == IPV4_UDP;
    uint16_t head = udp ? UDP_HEADER : TCP_HEADER;
    ipv4_write(w,
               &(struct ipv4){.version = 4,
                              .total_length = (uint16_t)(IPV4_HEADER + head + p->quoted_length),
                              .ttl = TTL_OF_PEER,
                              .protocol = p->quoted_protocol,
                              .dont_fragment = !udp,
                              .source = o->local_ip,
                              .destination = flow->remote});
    write_u16(w, flow->local_port);
    write_u16(w, flow->remote_port);
    if (udp) {
        write_u16(w, (uint16_t)(head + p->quoted_length));
        write_u16(w, 0);
    } else {
        write_u32(w, p->quoted_seq + flow->shift);
    }
}

static void write_icmp(const struct script_packet *p, const struct script_options *o,
                       const struct flow *flow, struct writer *w)
{
    size_t start = w->at;
    icmp_write(w, &(struct icmp){.type = p->type,
                                 .code = p->code,
                                 .identifier = p->identity,
                                 .sequence = p->mtu});
    if (p->quotes)
        write_quote(p, o, flow, w);
    else
        put_text(w, 0, p->length);
    if (!w->ok)
        return;
    struct writer checksum = writer_over(w->bytes + start + 2, 2);
    write_u16(&checksum, checksum_finish(checksum_add(0, w->bytes + start, w->at - start)));
}

static uint8_t tos_of(const struct script_packet *p)
{
    static const uint8_t codepoint[] = {0, 0, 2, 1, 2, 3};
    uint8_t tos = p->tos >= 0 ? (uint8_t)p->tos : 0;
    return p->ecn != ECN_ANY ? (uint8_t)((tos & ~TOS_ECN) | codepoint[p->ecn]) : tos;
}

size_t packet_write(const struct script_packet *p, const struct script_options *o,
                    struct flow *flow, uint8_t *octets, size_t room)
{
    if (room < IPV4_HEADER)
        return 0;
    struct writer w = writer_over(octets + IPV4_HEADER, room - IPV4_HEADER);
    if (p->protocol == IPV4_TCP)
        write_tcp(p, o, flow, &w);
    else if (p->protocol == IPV4_UDP)
        write_udp(p, o, flow, &w);
    else
        write_icmp(p, o, flow, &w);
    if (!w.ok)
        return 0;
    struct writer head = writer_over(octets, IPV4_HEADER);
    ipv4_write(&head, &(struct ipv4){.version = 4,
                                     .tos = tos_of(p),
                                     .ttl = p->ttl >= 0 ? (uint8_t)p->ttl : TTL_OF_PEER,
                                     .total_length = (uint16_t)(IPV4_HEADER + w.at),
                                     .protocol = p->protocol,
                                     .source = flow->remote,
                                     .destination = o->local_ip});
    return IPV4_HEADER + w.at;
}

/* --- from the wire --- */

bool packet_ends(const uint8_t *octets, size_t length, struct flow *ends, uint8_t *flags)
{
    struct reader r = reader_over(octets, length);
    struct ipv4 ip;
    ipv4_read(&r, &ip);
    if (ip.protocol != IPV4_TCP && ip.protocol != IPV4_UDP)
        return false;
    *ends = (struct flow){.protocol = ip.protocol, .remote = ip.destination};
    ends->local_port = read_u16(&r);
    ends->remote_port = read_u16(&r);
    (void)read_octets(&r, 9);
    *flags = ip.protocol == IPV4_TCP ? read_u8(&r) : 0;
    return r.ok || ip.protocol == IPV4_UDP;
}

/* The numbers of the host as the script counts them. */
static void learn(const struct script_packet *wanted, struct flow *flow, const struct tcp *h)
{
    uint32_t raw = h->seq.raw;
    if ((h->flags & TCP_SYN) == 0)
        return;
    if (flow->has_syn && (raw == flow->iss || !flow->opening))
        return;
    flow->has_syn = true;
    flow->opening = false;
    flow->iss = raw;
    flow->shift = raw - (wanted != NULL && wanted->protocol == IPV4_TCP ? wanted->seq : 0);
    flow->stamps = 0;
}

static const char *check_text(const struct flow *flow, const struct tcp *h, const uint8_t *text,
                              size_t length)
{
    uint32_t place = h->seq.raw - flow->iss - ((h->flags & TCP_SYN) != 0 ? 0 : 1);
    for (size_t i = 0; flow->has_syn && i < length; i++) {
        if (text[i] != packet_pattern(place + (uint32_t)i))
            return N_("its octets are not those that were written");
    }
    return NULL;
}

static uint32_t script_stamp(const struct script_packet *wanted, struct flow *flow, size_t at,
                             uint32_t wire)
{
    bool alike = wanted != NULL && wanted->option_octets >= at + 10 &&
                 wanted->options[at] == TCP_OPTION_TIMESTAMPS;
    if (alike && flow->stamps == 0)
        remember_stamp(flow, number_at(wanted->options + at + 2), wire);
    uint32_t script = stamp_to_script(flow, wire);
    if (alike)
        remember_stamp(flow, number_at(wanted->options + at + 2), wire);
    return script;
}

static const char *decode_tcp(struct reader *r, const struct ipv4 *ip,
                              const struct script_packet *wanted, struct flow *flow,
                              struct script_packet *p)
{
    const uint8_t *start = r->bytes + r->at;
    size_t whole = reader_left(r);
    struct tcp h;
    struct tcp_options ignored;
    size_t at = 0;
    size_t size;
    uint64_t sum =
        ipv4_pseudo_header_sum(ip->source, ip->destination, IPV4_TCP, (uint16_t)whole);
    tcp_read(r, &h, &ignored);
    if (!r->ok)
        return N_("its header is not whole");
    learn(wanted, flow, &h);
    /* <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>: RFC 9293 section 3.10.7.1 */
    bool bare = h.seq.raw == 0 && (h.flags & (TCP_RST | TCP_ACK)) == (TCP_RST | TCP_ACK);
    p->has_seq = true;
    p->seq = bare ? 0 : h.seq.raw - flow->shift;
    p->flags = h.flags;
    p->has_ack = (h.flags & TCP_ACK) != 0;
    p->ack = h.ack.raw;
    p->window = h.window;
    p->urgent = (h.flags & TCP_URG) != 0 ? h.urgent : -1;
    p->length = (uint32_t)(whole - h.header_length);
    p->option_octets = (uint8_t)(h.header_length - TCP_HEADER);
    memcpy(p->options, start + TCP_HEADER, p->option_octets);
    while (packet_option_next(p->options, p->option_octets, &at, &size) &&
           p->options[at] != TCP_OPTION_END) {
        if (p->options[at] == TCP_OPTION_TIMESTAMPS && size == 10)
            put_number(p->options + at + 2,
                       script_stamp(wanted, flow, at, number_at(p->options + at + 2)));
        at += size;
    }
    p->option_octets = (uint8_t)at; /* what follows the end of the list is padding */
    if (checksum_finish(checksum_add(sum, start, whole)) != 0)
        return N_("its TCP checksum is wrong");
    return check_text(flow, &h, start + h.header_length, p->length);
}

static const char *decode_udp(struct reader *r, struct script_packet *p)
{
    struct udp h;
    udp_read(r, &h);
    p->length = (uint32_t)reader_left(r);
    if (!r->ok || h.length != p->length + UDP_HEADER)
        return N_("its header is not whole");
    for (uint32_t i = 0; i < p->length; i++) {
        if (read_u8(r) != packet_pattern(i))
            return N_("its octets are not those that were written");
    }
    return NULL;
}

/* What an error of the host's quotes is a packet of the peer's: its numbers are the script's.
 */
static void decode_quote(struct reader *r, struct script_packet *p)
{
    struct ipv4 ip;
    ipv4_read(r, &ip);
    p->quotes = true;
    p->quoted_protocol = ip.protocol;
    (void)read_u32(r);
    uint32_t next = read_u32(r);
    p->quoted_seq = ip.protocol == IPV4_TCP ? next : 0;
    uint32_t payload = (uint32_t)ip.total_length - ip.header_length;
    uint32_t head = UDP_HEADER;
    if (ip.protocol == IPV4_TCP) {
        (void)read_u32(r);
        head = r->ok ? (uint32_t)(read_u8(r) >> 4) * 4 : TCP_HEADER;
    }
    p->quoted_length = payload > head ? payload - head : 0;
}

static const char *decode_icmp(struct reader *r, struct script_packet *p)
{
    struct icmp h;
    uint16_t sum = checksum_finish(checksum_add(0, r->bytes + r->at, reader_left(r)));
    icmp_read(r, &h);
    if (!r->ok)
        return N_("its header is not whole");
    p->type = h.type;
    p->code = h.code;
    p->identity = h.identifier;
    p->mtu = h.sequence;
    p->length = (uint32_t)reader_left(r);
    if (icmp_is_error(h.type))
        decode_quote(r, p);
    return sum == 0 ? NULL : N_("its ICMP checksum is wrong");
}

static uint8_t ecn_of(uint8_t tos)
{
    static const uint8_t names[] = {ECN_NONE, ECN_ECT1, ECN_ECT0, ECN_CE};
    return names[tos & TOS_ECN];
}

void packet_decode(const uint8_t *octets, size_t length, const struct script_packet *wanted,
                   struct flow *flow, struct script_packet *p, const char **complaint)
{
    struct reader r = reader_over(octets, length);
    struct ipv4 ip;
    *p = (struct script_packet){.tos = -1, .ttl = -1, .window = -1, .urgent = -1};
    ipv4_read(&r, &ip);
    p->protocol = ip.protocol;
    p->source_port = p->destination_port = -1;
    p->ecn = (ip.tos & TOS_ECN) != 0 || (wanted != NULL && wanted->ecn != ECN_ANY)
                 ? ecn_of(ip.tos)
                 : (uint8_t)ECN_ANY;
    if (wanted != NULL && wanted->tos >= 0)
        p->tos = ip.tos;
    if (wanted != NULL && wanted->ttl >= 0)
        p->ttl = ip.ttl;
    if (wanted != NULL && wanted->source_port >= 0) {
        p->source_port = flow->local_port;
        p->destination_port = flow->remote_port;
    }
    *complaint = NULL;
    if (!r.ok || ip.total_length != length)
        *complaint = N_("its Internet header is not whole");
    else if (checksum_finish(checksum_add(0, octets, ip.header_length)) != 0)
        *complaint = N_("its header checksum is wrong");
    else if (ip.protocol == IPV4_TCP)
        *complaint = decode_tcp(&r, &ip, wanted, flow, p);
    else if (ip.protocol == IPV4_UDP)
        *complaint = decode_udp(&r, p);
    else
        *complaint = decode_icmp(&r, p);
}

/* --- comparing --- */

/* Without what follows the end of the list. */
static size_t listed(const struct script_packet *p)
{
    size_t at = 0;
    size_t size;
    while (packet_option_next(p->options, p->option_octets, &at, &size) &&
           p->options[at] != TCP_OPTION_END)
        at += size;
    return at;
}

/* Timestamps of the host are compared only when the script says what its clock is. */
static bool same_options(const struct script_packet *wanted, const struct script_packet *came,
                         const struct script_options *options)
{
    uint8_t octets[TCP_OPTIONS_MAXIMUM];
    size_t length = listed(wanted);
    size_t at = 0;
    size_t size;
    if (wanted->any_options)
        return true;
    if (length != listed(came))
        return false;
    memcpy(octets, came->options, length);
    while ((options->tick == 0 || wanted->any_stamp) &&
           packet_option_next(octets, length, &at, &size)) {
        if (octets[at] == TCP_OPTION_TIMESTAMPS && size == 10 &&
            wanted->options[at] == TCP_OPTION_TIMESTAMPS)
            memcpy(octets + at + 2, wanted->options + at + 2, 4);
        at += size;
    }
    return memcmp(octets, wanted->options, length) == 0;
}

static const char *tcp_difference(const struct script_packet *wanted,
                                  const struct script_packet *came,
                                  const struct script_options *options)
{
    if (wanted->flags != came->flags)
        return N_("the flags");
    if (wanted->seq != came->seq)
        return N_("the sequence number");
    if (wanted->length != came->length)
        return N_("the length");
    if (wanted->has_ack && wanted->ack != came->ack)
        return N_("the acknowledgment number");
    if (wanted->window >= 0 && wanted->window != came->window)
        return N_("the window");
    if (wanted->urgent >= 0 && wanted->urgent != came->urgent)
        return N_("the urgent pointer");
    return same_options(wanted, came, options) ? NULL : N_("the options");
}

static const char *icmp_difference(const struct script_packet *wanted,
                                   const struct script_packet *came)
{
    if (wanted->type != came->type || wanted->code != came->code)
        return N_("type or code");
    if (wanted->mtu != came->mtu || wanted->identity != came->identity)
        return N_("the number in the header");
    if (wanted->quotes && (wanted->quoted_protocol != came->quoted_protocol ||
                           wanted->quoted_seq != came->quoted_seq ||
                           wanted->quoted_length != came->quoted_length))
        return N_("the packet that it is about");
    return wanted->quotes || wanted->length == came->length ? NULL : N_("the length");
}

static bool same_ecn(uint8_t wanted, uint8_t came)
{
    if (wanted == ECN_ECT)
        return came == ECN_ECT0 || came == ECN_ECT1;
    return wanted == ECN_ANY || wanted == came;
}

const char *packet_difference(const struct script_packet *wanted,
                              const struct script_packet *came, const struct flow *flow,
                              const struct script_options *options)
{
    const char *difference = NULL;
    if (wanted->protocol != came->protocol)
        return N_("the protocol");
    if (wanted->source_port >= 0 && (wanted->source_port != flow->local_port ||
                                     wanted->destination_port != flow->remote_port))
        return N_("the ports");
    if (wanted->protocol == IPV4_TCP)
        difference = tcp_difference(wanted, came, options);
    else if (wanted->protocol == IPV4_ICMP)
        difference = icmp_difference(wanted, came);
    else if (wanted->length != came->length)
        difference = N_("the length");
    if (difference != NULL)
        return difference;
    if (!same_ecn(wanted->ecn, came->ecn))
        return N_("the mark of explicit congestion notification");
    if (wanted->tos >= 0 && wanted->tos != came->tos)
        return N_("the type of service");
    return wanted->ttl >= 0 && wanted->ttl != came->ttl ? N_("the time to live") : NULL;
}
