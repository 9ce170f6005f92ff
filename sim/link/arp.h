/* link/arp.h: the address resolution module, as link.c calls it. Inside link/. RFC 826. */
#ifndef NETSTAGE_LINK_ARP_H
#define NETSTAGE_LINK_ARP_H

#include "link/link.h"
#include "wire/arp.h"

/* Puts the frame on the cable; takes its reference. LINK_FAILED: a RECORD_DROPPED says why. */
enum link_status link_transmit(struct link *link, uint32_t interface, frame_id frame);

/* Writes the Ethernet header: from this interface to that address. */
void link_address_frame(struct link *link, uint32_t interface, frame_id frame, mac_address to,
                        enum ethertype type);

/* Writes RECORD_DROPPED and gives the reference back. */
void link_drop(struct link *link, uint32_t interface, frame_id frame, enum rule rule, uint64_t a);

/* RFC 826 "Packet Generation": finds the neighbour's MAC address or asks for it. */
enum link_status arp_resolve_and_send(struct link *link, uint32_t interface, ipv4_address next_hop,
                                      frame_id frame);

/* Sends an ARP packet from this interface. */
void arp_say(struct link *link, uint32_t interface, mac_address to, enum arp_opcode opcode,
             ipv4_address sender, mac_address target_mac, ipv4_address target);

/* Tells everybody the address of this interface (RFC 5227 section 2.3). */
void arp_announce(struct link *link, uint32_t interface);

/* Does the packet show that somebody else has this interface's address? What follows from that is
 * done here (RFC 5227 sections 2.1.1 and 2.4). */
bool arp_notice_conflict(struct link *link, uint32_t interface, frame_id frame,
                         const struct arp *arp);

/* RFC 826 "Packet Reception", in its order. Uses the reference up. */
enum link_up arp_receive(struct link *link, uint32_t interface, frame_id frame);

#endif
