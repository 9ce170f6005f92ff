/* ip/fragment.c: a datagram that does not fit the next link is cut into fragments, by its
 * sender or by a router on its way (RFC 791 section 3.2, "An Example Fragmentation Procedure";
 * RFC 1812 section 4.2.2.7). See ip_parts.h.
 *
 *     +--------+-------------------------------------------+
 *     | header | data                                      |        does not fit
 *     +--------+-------------------------------------------+
 *
 *     +--------+-------------+ +------+-------------+ +------+---------+
 *     | header | 8n octets   | |header| 8n octets   | |header| rest    |
 *     +--------+-------------+ +------+-------------+ +------+---------+
 *      offset 0, MF             offset n, MF            offset 2n, MF as it was
 *
 * Every fragment is a packet of its own, with a number of its own; the first keeps that of the
 * datagram. Options whose copied flag is clear stay in the first one. */
#include <string.h>

#include "ip/ip_parts.h"

enum { FRAGMENT_UNIT = 8, HEADER_MAXIMUM = 60 };

/* What is being cut. */
struct cut {
    const uint8_t *header; /* of the datagram */
    const uint8_t *data;
    struct ipv4 ipv4; /* the same header, read */
    uint32_t length;  /* octets of data */
    uint32_t mtu;
    frame_id whole;
    uint8_t later[HEADER_MAXIMUM]; /* the header of all fragments but the first */
    uint32_t later_length;
};

void ip_sum_header(uint8_t *header)
{
    header[IPV4_CHECKSUM_OFFSET] = header[IPV4_CHECKSUM_OFFSET + 1] = 0;
    uint16_t sum = checksum(header, (size_t)(header[0] & 15) * 4);
    header[IPV4_CHECKSUM_OFFSET] = (uint8_t)(sum >> 8);
    header[IPV4_CHECKSUM_OFFSET + 1] = (uint8_t)sum;
}

/* The header of later fragments: only options with the copied flag (RFC 791 section 3.1),
 * padded to four octets with the end of the list. */
static void make_later_header(struct cut *cut)
{
    const uint8_t *o = cut->header;
    uint32_t n = IPV4_HEADER;
    memset(cut->later, 0, sizeof cut->later);
    memcpy(cut->later, o, IPV4_HEADER);
    for (uint32_t at = IPV4_HEADER, size; at < cut->ipv4.header_length; at += size) {
        if (o[at] == IPV4_OPTION_END)
            break;
        size = ipv4_option_size(o + at, cut->ipv4.header_length - at);
        if (size == 0)
            break;
        if ((o[at] & IPV4_OPTION_COPIED) == 0)
            continue;
        memcpy(cut->later + n, o + at, size);
        n += size;
    }
    cut->later_length = (n + 3) / 4 * 4;
    cut->later[0] = (uint8_t)(4 << 4 | cut->later_length / 4);
}

/* The frame of the fragment whose data start at `from`; *n octets of them fit. NONE: no room.
 */
static frame_id make_fragment(struct ip *ip, const struct cut *cut, uint32_t from, uint32_t *n)
{
    struct frames *frames = &ip->sim->frames;
    const uint8_t *header = from == 0 ? cut->header : cut->later;
    uint32_t header_length = from == 0 ? cut->ipv4.header_length : cut->later_length;
    uint32_t room = (cut->mtu - header_length) / FRAGMENT_UNIT * FRAGMENT_UNIT;
    bool more = cut->length - from > cut->mtu - header_length;
    *n = more ? room : cut->length - from;
    uint32_t length = ETHERNET_HEADER + header_length + *n;
    frame_id id = frame_new(frames, length < ETHERNET_MINIMUM ? ETHERNET_MINIMUM : length);
    if (id == NONE)
        return NONE;
    struct frame *frame = frame_at(frames, id);
    const struct frame *whole = frame_at(frames, cut->whole);
    frame->packet = from == 0 ? whole->packet : ++ip->sim->clock->packets;
    frame->origin = from == 0 ? whole->origin : sim_cause(ip->sim);
    frame->hop = whole->hop;
    frame->flags = whole->flags;
    uint8_t *octets = frame_octets(frames, id) + ETHERNET_HEADER;
    memcpy(octets, header, header_length);
    memcpy(octets + header_length, cut->data + from, *n);
    ipv4_set_extent(octets, (uint16_t)(header_length + *n), more || cut->ipv4.more_fragments,
                    cut->ipv4.fragment_offset + from);
    ip_sum_header(octets);
    return id;
}

static bool read_whole(struct ip *ip, uint32_t mtu, frame_id id, struct cut *cut)
{
    const uint8_t *octets = frame_octets(&ip->sim->frames, id) + ETHERNET_HEADER;
    struct reader r =
        reader_over(octets, frame_at(&ip->sim->frames, id)->length - ETHERNET_HEADER);
    cut->header = octets;
    cut->mtu = mtu;
    cut->whole = id;
    ipv4_read(&r, &cut->ipv4);
    cut->data = octets + cut->ipv4.header_length;
    cut->length = (uint32_t)cut->ipv4.total_length - cut->ipv4.header_length;
    make_later_header(cut);
    uint32_t least = (mtu - cut->ipv4.header_length) / FRAGMENT_UNIT * FRAGMENT_UNIT;
    return cut->length <= least * IP_FRAGMENTS_MAXIMUM;
}

enum ip_status ip_send_fragments(struct ip *ip, uint32_t node, uint32_t row, uint32_t mtu,
                                 frame_id id)
{
    struct cut cut;
    enum ip_status status = IP_SENT;
    if (!read_whole(ip, mtu, id, &cut)) {
        ip_note_drop(ip, node, id, RULE_IP_TOO_MANY_FRAGMENTS, cut.ipv4.total_length, mtu);
        frame_release(&ip->sim->frames, id);
        return IP_LINK_FAILED;
    }
    ip_note_finding(ip, node, id, RULE_IP_FRAGMENTS, cut.ipv4.total_length, mtu);
    record_id cut_here = sim_cause(ip->sim);
    for (uint32_t from = 0, n; from < cut.length && status == IP_SENT; from += n) {
        sim_follow(ip->sim, cut_here);
        frame_id fragment = make_fragment(ip, &cut, from, &n);
        status = fragment == NONE
                     ? IP_LINK_FAILED
                     : ip_send_by_route(ip, node, row, cut.ipv4.destination, fragment);
    }
    frame_release(&ip->sim->frames, id);
    return status;
}
