/* ip/ip_parts.h: what the files of this room share and no other room needs. */
#ifndef NETSTAGE_IP_IP_PARTS_H
#define NETSTAGE_IP_IP_PARTS_H

#include "ip/ip.h"

/* RECORD_DROPPED about a frame, which stays the caller's. */
void ip_note_drop(struct ip *ip, uint32_t node, frame_id id, enum rule rule, uint64_t a,
                  uint64_t b);

/* RECORD_FINDING about a packet. */
void ip_note_finding(struct ip *ip, uint32_t node, frame_id id, enum rule rule, uint64_t a,
                     uint64_t b);

/* Reads the header of the packet in a frame, judges it (RFC 1122 sections 3.2.1.1 to 3.2.1.3)
 * and fills in what *packet shows of it; its node and interface are not touched. RULE_NONE: it
 * is good. `own`: the packet never was on a cable, so its source may be a loopback address. */
enum rule ip_read_packet(struct ip *ip, frame_id id, struct ip_packet *packet, bool own);

/* Sends a packet with a finished header by the route in `row`. Takes the reference. */
enum ip_status ip_send_by_route(struct ip *ip, uint32_t node, uint32_t row,
                                ipv4_address destination, frame_id id);

/* Makes the checksum of a header right that has been changed. */
void ip_sum_header(uint8_t *header);

/* --- ip_address.c --- */

enum { CLASSES_D_AND_E = 7, CLASS_E = 0xf, LOOPBACK_NETWORK = 127 }; /* their first bits */

/* RFC 1122 section 3.2.1.3: an address that no single host can have as its source. 0.0.0.0 is
 * one that does not know its own yet. */
static inline bool ip_cannot_be_source(ipv4_address a)
{
    return a >> 29 == CLASSES_D_AND_E || a >> 24 == LOOPBACK_NETWORK ||
           (a >> 24 == 0 && a != 0);
}

/* The same section: what may not be written as a destination outside a host. */
static inline bool ip_cannot_be_destination(ipv4_address a)
{
    return a >> 24 == 0 || a >> 24 == LOOPBACK_NETWORK ||
           (a >> 28 == CLASS_E && a != IPV4_BROADCAST);
}

/* What is wrong with the source of a packet for this node; RULE_NONE: nothing. */
enum rule ip_judge_source(const struct ip *ip, const struct ip_packet *packet);
/* The same for a packet that is to be sent on and whose source is on the network that it came
 * from. */
enum rule ip_judge_neighbour(const struct interface *i, ipv4_address source);

/* The same for any packet that is to be sent on: without a look-up of its own. What came from
 * another network has nothing that could be wrong here. */
static inline enum rule ip_judge_transit(const struct ip *ip, const struct ip_packet *packet)
{
    const struct interface *i = &ip->link->interfaces[packet->interface];
    ipv4_address source = packet->header.source;
    if (source != 0 && i->address != 0 && !ipv4_in_prefix(source, i->address, i->prefix_length))
        return RULE_NONE;
    return ip_judge_neighbour(i, source);
}
/* RFC 3704: may a packet from there come in here? */
bool ip_path_is_good(const struct ip *ip, const struct ip_packet *packet);
/* An old form of a broadcast, with zeros for ones, that came in a frame to everybody. */
bool ip_is_old_broadcast(const struct ip *ip, const struct ip_packet *packet);

/* --- ip_options.c --- */

/* Judges the options of a header of `length` octets. RULE_IP_OPTION_BAD: *wrong is the octet of
 * the header in which the mistake is; RULE_IP_SOURCE_ROUTE: they ask for a way of their own. */
enum rule ip_judge_options(const uint8_t *header, uint32_t length, uint8_t *wrong);

/* Writes this node into the options of a header that ask for it: `address` into record route,
 * address and time into timestamp. The checksum is not made right. */
void ip_record_options(const struct ip *ip, uint32_t node, ipv4_address address,
                       uint8_t *options, uint32_t length);

/* The options of a request that its reply carries as well: record route and timestamp, padded
 * to four octets. Gives how many octets were written, at most 40. */
uint8_t ip_options_to_return(const uint8_t *header, uint32_t length, uint8_t *options);

/* Milliseconds since midnight UT (RFC 791 section 3.1, RFC 792). */
uint32_t ip_time_of_day(const struct ip *ip);

/* --- icmp.c --- */

/* As icmp_send_error(), with all of the ICMP header that is not always zero. */
void icmp_tell(struct ip *ip, uint32_t node, const struct icmp *error, const uint8_t *packet,
               size_t length);

/* --- fragment.c --- */

/* Sends a packet with a finished header, too long for `mtu` and allowed to be cut, as
 * fragments. IP_LINK_FAILED: one of them was not taken (those after it were not offered), or
 * there would be more than IP_FRAGMENTS_MAXIMUM. Takes the reference. */
enum ip_status ip_send_fragments(struct ip *ip, uint32_t node, uint32_t row, uint32_t mtu,
                                 frame_id id);

/* --- reassembly.c --- */

/* A fragment for this node has come. True: it was the last that was missing, and *packet is now
 * the whole datagram. False: it waits, or it was dropped. Takes the reference of packet->frame,
 * and gives the caller the one of the datagram. */
bool ip_reassemble(struct ip *ip, struct ip_packet *packet) MUST_CHECK;

#endif
