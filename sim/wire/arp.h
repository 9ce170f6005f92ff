/* wire/arp.h: the address resolution packet for IPv4 over Ethernet (RFC 826).
 *
 *      0                   1                   2                   3
 *     +-------------------------------+-------------------------------+
 *     | ar$hrd hardware space (1)     | ar$pro protocol space (0x800) |
 *     +---------------+---------------+-------------------------------+
 *     | ar$hln (6)    | ar$pln (4)    | ar$op opcode                  |
 *     +---------------+---------------+-------------------------------+
 *     | ar$sha (6) | ar$spa (4) | ar$tha (6) | ar$tpa (4)             |
 *     +---------------------------------------------------------------+ */
#ifndef NETSTAGE_WIRE_ARP_H
#define NETSTAGE_WIRE_ARP_H

#include "base/bytes.h"

enum { ARP_LENGTH = 28, ARP_HARDWARE_ETHERNET = 1, ARP_HLN = 6, ARP_PLN = 4 };

enum arp_opcode {
    ARP_REQUEST = 1,
    ARP_REPLY = 2,
};

struct arp {
    uint16_t hardware;       /* ar$hrd */
    uint16_t protocol;       /* ar$pro */
    uint8_t hardware_length; /* ar$hln */
    uint8_t protocol_length; /* ar$pln */
    uint16_t opcode;         /* ar$op */
    mac_address sender_mac;  /* ar$sha */
    ipv4_address sender_ip;  /* ar$spa */
    mac_address target_mac;  /* ar$tha */
    ipv4_address target_ip;  /* ar$tpa */
};

static inline void arp_read(struct reader *r, struct arp *a)
{
    a->hardware = read_u16(r);
    a->protocol = read_u16(r);
    a->hardware_length = read_u8(r);
    a->protocol_length = read_u8(r);
    a->opcode = read_u16(r);
    a->sender_mac = read_mac(r);
    a->sender_ip = read_u32(r);
    a->target_mac = read_mac(r);
    a->target_ip = read_u32(r);
}

static inline void arp_write(struct writer *w, const struct arp *a)
{
    write_u16(w, a->hardware);
    write_u16(w, a->protocol);
    write_u8(w, a->hardware_length);
    write_u8(w, a->protocol_length);
    write_u16(w, a->opcode);
    write_mac(w, a->sender_mac);
    write_u32(w, a->sender_ip);
    write_mac(w, a->target_mac);
    write_u32(w, a->target_ip);
}

#endif
