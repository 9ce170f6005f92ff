/* ip/reassembly.c: fragments are kept until the datagram is whole (RFC 791 section 3.2, RFC
 * 815, RFC 1122 section 3.3.2). See ip_parts.h.
 *
 * A datagram is known by (source, destination, protocol, identification). Its fragments hang in
 * a list in the order of their place in it; what is missing are the holes of RFC 815, and it is
 * whole when the octets in the list are as many as the last fragment says. The frames
 * themselves are kept; the datagram is written only once, when it is whole.
 *
 *     node -> datagram -> datagram            oldest first
 *                |
 *             piece 0..1480 -> piece 2960..4008      1480..2960 is missing
 *
 * The time-out runs from the first fragment that came (RFC 1122: the timer must not start anew
 * with every fragment). Fragments that overlap ruin their datagram: nobody cuts like that but
 * somebody who wants two readers to read two things (RFC 5722 says so for IPv6, RFC 1858 for
 * filters). It is remembered as ruined until its time is over, so that what still comes of it
 * does not begin a new one. */
#include <string.h>

#include "ip/ip_parts.h"

enum {
    FRAGMENT_UNIT = 8,
    ECN_MASK = 3, /* RFC 3168 section 5 */
    ECN_CE = 3,
    TOS_OFFSET = 1,
};

/* --- what a datagram costs: the frames that it keeps */

static uint32_t cost_of(frame_id id)
{
    return (id & FRAME_LONG) == 0              ? (uint32_t)sizeof(struct frame_short)
           : (id & FRAME_WHOLE) != FRAME_WHOLE ? (uint32_t)sizeof(struct frame_long)
                                               : (uint32_t)sizeof(struct frame_whole);
}

/* --- the list of a node's datagrams */

static bool is_of(const struct reassembly *d, const struct ipv4 *h)
{
    return d->identification == h->identification && d->source == h->source &&
           d->destination == h->destination && d->protocol == h->protocol;
}

/* The row, or NONE. */
static uint32_t find_datagram(const struct ip *ip, uint32_t node, const struct ipv4 *h)
{
    uint32_t link = ip->nodes[node].datagrams;
    while (link != 0 && !is_of(&ip->datagrams[link - 1], h))
        link = ip->datagrams[link - 1].next;
    return link == 0 ? NONE : link - 1;
}

static uint32_t begin_datagram(struct ip *ip, uint32_t node, const struct ipv4 *h)
{
    uint32_t row = arena_take(&ip->sim->arena, ip->datagram_pool);
    if (row == NONE)
        return NONE;
    ip->datagrams[row] = (struct reassembly){.source = h->source,
                                             .destination = h->destination,
                                             .node = node,
                                             .identification = h->identification,
                                             .protocol = h->protocol};
    uint32_t *link = &ip->nodes[node].datagrams;
    while (*link != 0)
        link = &ip->datagrams[*link - 1].next;
    *link = row + 1;
    timer_clear(&ip->datagrams[row].timer);
    timer_set(ip->sim, &ip->datagrams[row].timer, EVENT_REASSEMBLY, row,
              ip->sim->clock->now + IP_REASSEMBLY_TIME);
    return row;
}

/* Its row in the node's list was added, changed or removed. */
static void note_row(const struct ip *ip, uint32_t row, enum row_change change)
{
    const struct reassembly *d = &ip->datagrams[row];
    sim_row(ip->sim, d->node, TABLE_DATAGRAM, row, change, d->identification);
}

/* Gives up what is there of a datagram; every frame ends for `rule`, if there is one. */
static void drop_pieces(struct ip *ip, uint32_t row, enum rule rule)
{
    struct reassembly *d = &ip->datagrams[row];
    while (d->first != 0) {
        uint32_t at = d->first - 1;
        struct fragment piece = ip->pieces[at];
        if (rule != RULE_NONE)
            ip_note_drop(ip, d->node, piece.frame, rule, d->source, d->identification);
        frame_release(&ip->sim->frames, piece.frame);
        arena_give(&ip->sim->arena, ip->piece_pool, at);
        d->first = piece.next;
    }
    ip->nodes[d->node].held -= d->cost;
    d->cost = d->octets = 0;
}

static void end_datagram(struct ip *ip, uint32_t row, enum rule rule)
{
    struct reassembly *d = &ip->datagrams[row];
    note_row(ip, row, ROW_REMOVED);
    drop_pieces(ip, row, rule);
    timer_cancel(ip->sim, &d->timer, EVENT_REASSEMBLY, row);
    uint32_t *link = &ip->nodes[d->node].datagrams;
    while (*link != row + 1)
        link = &ip->datagrams[*link - 1].next;
    *link = d->next;
    arena_give(&ip->sim->arena, ip->datagram_pool, row);
}

/* --- judging a fragment */

/* What is wrong with it alone. */
static enum rule judge_alone(const struct ip_packet *packet)
{
    const struct ipv4 *h = &packet->header;
    uint32_t end = (uint32_t)h->fragment_offset + packet->payload_length;
    if (packet->payload_length == 0 ||
        (h->more_fragments && packet->payload_length % FRAGMENT_UNIT != 0))
        return RULE_IP_FRAGMENT_LENGTH;
    if (h->header_length + end > IPV4_MAXIMUM)
        return RULE_IP_FRAGMENT_TOO_FAR;
    if (h->protocol == IPV4_TCP && h->fragment_offset == FRAGMENT_UNIT)
        return RULE_IP_FRAGMENT_TINY;
    return RULE_NONE;
}

/* Does it contradict what is known of the datagram: its end, or octets that are there? */
static enum rule judge_among(const struct ip *ip, const struct reassembly *d,
                             const struct ip_packet *packet)
{
    const struct ipv4 *h = &packet->header;
    uint32_t from = h->fragment_offset;
    uint32_t to = from + packet->payload_length;
    bool past = d->total != 0 && (h->more_fragments ? to >= d->total : to != d->total);
    enum rule found = past ? RULE_IP_FRAGMENT_OVERLAPS : RULE_NONE;
    for (uint32_t i = d->first; i != 0; i = ip->pieces[i - 1].next) {
        const struct fragment *p = &ip->pieces[i - 1];
        bool same_end = (d->total != 0 && p->to == d->total) != h->more_fragments;
        if (p->from == from && p->to == to && same_end)
            return RULE_IP_FRAGMENT_DUPLICATE;
        if (p->from < to && from < p->to)
            found = RULE_IP_FRAGMENT_OVERLAPS;
        if (!h->more_fragments && p->to > to)
            found = RULE_IP_FRAGMENT_OVERLAPS;
    }
    return found;
}

/* Room for one more frame: the oldest datagrams of the node make way, and when there are no
 * others, this one ends. False: so it was. */
static bool make_room(struct ip *ip, uint32_t row, uint32_t cost)
{
    uint32_t node = ip->datagrams[row].node;
    while (ip->nodes[node].held + cost > IP_REASSEMBLY_ROOM) {
        uint32_t oldest = ip->nodes[node].datagrams;
        while (oldest != 0 && (oldest == row + 1 || ip->datagrams[oldest - 1].cost == 0))
            oldest = ip->datagrams[oldest - 1].next;
        if (oldest == 0)
            return false;
        end_datagram(ip, oldest - 1, RULE_IP_REASSEMBLY_FULL);
    }
    return true;
}

/* --- putting together */

/* Hangs the fragment into its place. False: no room in the simulator. */
static bool keep(struct ip *ip, uint32_t row, const struct ip_packet *packet)
{
    struct reassembly *d = &ip->datagrams[row];
    const struct ipv4 *h = &packet->header;
    uint32_t at = arena_take(&ip->sim->arena, ip->piece_pool);
    if (at == NONE)
        return false;
    uint32_t *link = &d->first;
    while (*link != 0 && ip->pieces[*link - 1].from < h->fragment_offset)
        link = &ip->pieces[*link - 1].next;
    uint32_t to = (uint32_t)h->fragment_offset + packet->payload_length;
    ip->pieces[at] = (struct fragment){
        .frame = packet->frame, .next = *link, .from = h->fragment_offset, .to = (uint16_t)to};
    *link = at + 1;
    d->octets += packet->payload_length;
    d->cost += cost_of(packet->frame);
    ip->nodes[d->node].held += cost_of(packet->frame);
    if (!h->more_fragments)
        d->total = to;
    note_row(ip, row, d->octets == packet->payload_length ? ROW_ADDED : ROW_CHANGED);
    return true;
}

/* Writes the data of all pieces behind the header; gives the ECN field of the whole: congestion
 * that one of them met (RFC 3168 section 5.3). */
static uint8_t write_data(const struct ip *ip, const struct reassembly *d, uint8_t *data)
{
    uint8_t ecn = 0;
    for (uint32_t i = d->first; i != 0; i = ip->pieces[i - 1].next) {
        const struct fragment *p = &ip->pieces[i - 1];
        const uint8_t *header = frame_octets(&ip->sim->frames, p->frame) + ETHERNET_HEADER;
        memcpy(data + p->from, header + (size_t)(header[0] & 15) * 4, (size_t)p->to - p->from);
        ecn = ecn == ECN_CE || p->from > 0 ? ecn : header[TOS_OFFSET] & ECN_MASK;
        if ((header[TOS_OFFSET] & ECN_MASK) == ECN_CE)
            ecn = ECN_CE;
    }
    return ecn;
}

/* The whole datagram: the header of the first fragment, and the data of all. It goes by the
 * number of the packet that completed it. NONE: no room. */
static frame_id write_datagram(struct ip *ip, const struct reassembly *d, frame_id last)
{
    struct frames *frames = &ip->sim->frames;
    const uint8_t *first = frame_octets(frames, ip->pieces[d->first - 1].frame);
    uint32_t header_length = (first[ETHERNET_HEADER] & 15U) * 4;
    uint32_t length = ETHERNET_HEADER + header_length + d->total;
    frame_id id = frame_new(frames, length < ETHERNET_MINIMUM ? ETHERNET_MINIMUM : length);
    if (id == NONE)
        return NONE;
    struct frame *frame = frame_at(frames, id);
    const struct frame *completed_by = frame_at(frames, last);
    frame->packet = completed_by->packet;
    frame->origin = completed_by->origin;
    frame->hop = completed_by->hop;
    frame->flags = completed_by->flags;
    uint8_t *octets = frame_octets(frames, id);
    uint8_t *header = octets + ETHERNET_HEADER;
    memcpy(octets, first, ETHERNET_HEADER + header_length);
    uint8_t ecn = write_data(ip, d, header + header_length);
    header[TOS_OFFSET] = (uint8_t)((header[TOS_OFFSET] & ~ECN_MASK) | ecn);
    ipv4_set_extent(header, (uint16_t)(header_length + d->total), false, 0);
    ip_sum_header(header);
    return id;
}

/* The datagram is whole: it takes the place of its last fragment in *packet. */
static bool complete(struct ip *ip, uint32_t row, struct ip_packet *packet)
{
    const struct reassembly *d = &ip->datagrams[row];
    const struct fragment *first = &ip->pieces[d->first - 1];
    const uint8_t *header = frame_octets(&ip->sim->frames, first->frame) + ETHERNET_HEADER;
    if ((header[0] & 15U) * 4 + d->total > IPV4_MAXIMUM) { /* only its header is too long */
        end_datagram(ip, row, RULE_IP_FRAGMENT_TOO_FAR);
        return false;
    }
    ip_note_finding(ip, packet->node, packet->frame, RULE_IP_REASSEMBLED, d->total, d->source);
    frame_id whole = write_datagram(ip, d, packet->frame);
    end_datagram(ip, row, RULE_NONE);
    return whole != NONE && ip_read_packet(ip, whole, packet, true) == RULE_NONE;
}

static bool refuse(struct ip *ip, const struct ip_packet *packet, enum rule rule)
{
    ip_note_drop(ip, packet->node, packet->frame, rule, packet->header.source,
                 packet->header.identification);
    frame_release(&ip->sim->frames, packet->frame);
    return false;
}

/* The fragment and all that is there of its datagram end; nothing that still comes of it
 * counts. */
static bool ruin(struct ip *ip, uint32_t row, const struct ip_packet *packet, enum rule rule)
{
    drop_pieces(ip, row, rule);
    ip->datagrams[row].ruined = 1;
    note_row(ip, row, ROW_CHANGED);
    return refuse(ip, packet, rule);
}

bool ip_reassemble(struct ip *ip, struct ip_packet *packet)
{
    enum rule rule = judge_alone(packet);
    if (rule != RULE_NONE)
        return refuse(ip, packet, rule);
    uint32_t row = find_datagram(ip, packet->node, &packet->header);
    if (row == NONE)
        row = begin_datagram(ip, packet->node, &packet->header);
    if (row == NONE)
        return refuse(ip, packet, RULE_IP_REASSEMBLY_FULL);
    struct reassembly *d = &ip->datagrams[row];
    rule = d->ruined != 0 ? RULE_IP_FRAGMENT_OF_RUINED : judge_among(ip, d, packet);
    if (rule == RULE_IP_FRAGMENT_OVERLAPS)
        return ruin(ip, row, packet, rule);
    if (rule != RULE_NONE)
        return refuse(ip, packet, rule);
    if (!make_room(ip, row, cost_of(packet->frame)))
        return ruin(ip, row, packet, RULE_IP_REASSEMBLY_FULL);
    if (!keep(ip, row, packet))
        return refuse(ip, packet, RULE_IP_REASSEMBLY_FULL);
    ip_note_finding(ip, packet->node, packet->frame, RULE_IP_FRAGMENT_KEPT,
                    packet->header.fragment_offset,
                    (uint64_t)packet->header.fragment_offset + packet->payload_length - 1);
    return d->octets == d->total && complete(ip, row, packet);
}

/* --- the time is over (RFC 792, "Time Exceeded"; RFC 1122 section 3.3.2) */

struct timer *ip_reassembly_timer(const struct ip *ip, uint32_t row)
{
    return &ip->datagrams[row].timer;
}

void ip_reassembly_timeout(struct ip *ip, uint32_t row)
{
    const struct reassembly *d = &ip->datagrams[row];
    const struct fragment *first = d->first != 0 ? &ip->pieces[d->first - 1] : NULL;
    if (first != NULL && first->from == 0) {
        const uint8_t *header = frame_octets(&ip->sim->frames, first->frame) + ETHERNET_HEADER;
        icmp_send_error(ip, d->node, ICMP_TIME_EXCEEDED, ICMP_REASSEMBLY_TIME_EXCEEDED, 0,
                        header, (size_t)(header[0] & 15) * 4 + first->to);
    }
    end_datagram(ip, row, RULE_IP_REASSEMBLY_TIMEOUT);
}
