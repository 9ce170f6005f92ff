/* field/dissect_arp.c: an ARP packet (RFC 826; probe and announcement: RFC 5227).
 *
 *     +-----------------+-----------------+-------+-------+-----------------+
 *     |  hardware (16)  |  protocol (16)  |hln (8)|pln (8)|   opcode (16)   |
 *     +-----------------+-----------------+-------+-------+-----------------+
 *     | sender hardware (hln), sender protocol (pln), target hardware, target protocol | */
#include "field/layer.h"
#include "wire/arp.h"
#include "wire/ethernet.h"

enum { FIXED = 8, TYPE_IEEE_802 = 6 };

struct arp_kinds {
    bool ether; /* hardware addresses are those of Ethernet */
    bool ipv4;
    uint32_t hln, pln;
};

static void take_address(struct layer *l, bool known, enum field_id as_known,
                         enum field_id as_octets, uint32_t length)
{
    if (known)
        take_number(l, as_known, length);
    else if (length > 0)
        take_octets(l, as_octets, length);
}

/* What the addresses tell: an announcement, a probe (RFC 5227 1.1). */
static void add_meaning(struct layer *l, const struct arp_kinds *kinds, uint32_t opcode)
{
    if (!kinds->ipv4 || !kinds->ether)
        return;
    uint32_t sender = (uint32_t)number_at(l, l->at + ARP_HLN, 4);
    uint32_t target = (uint32_t)number_at(l, l->at + 2 * ARP_HLN + ARP_PLN, 4);
    uint64_t target_mac = number_at(l, l->at + ARP_HLN + ARP_PLN, ARP_HLN);
    bool about = opcode == ARP_REQUEST || opcode == ARP_REPLY;
    bool nobody = target_mac == 0 || target_mac == MAC_BROADCAST;
    if (about && nobody && sender == target) {
        add_generated(l, l->node, FIELD_ARP_ISGRATUITOUS, l->start, 0, 1);
        if (opcode == ARP_REQUEST)
            add_generated(l, l->node, FIELD_ARP_ISANNOUNCEMENT, l->start, 0, 1);
    } else if (opcode == ARP_REQUEST && target_mac == 0 && sender == 0) {
        add_generated(l, l->node, FIELD_ARP_ISPROBE, l->start, 0, 1);
    }
}

void dissect_arp(struct dissection *d, uint32_t start, uint32_t end)
{
    struct layer l = layer_open(d, FIELD_ARP, "arp", start, end);
    uint32_t hardware = (uint32_t)take_number(&l, FIELD_ARP_HW_TYPE, 2);
    uint32_t protocol = (uint32_t)take_number(&l, FIELD_ARP_PROTO_TYPE, 2);
    struct arp_kinds kinds = {0};
    kinds.hln = (uint32_t)take_number(&l, FIELD_ARP_HW_SIZE, 1);
    kinds.pln = (uint32_t)take_number(&l, FIELD_ARP_PROTO_SIZE, 1);
    uint32_t opcode = (uint32_t)take_number(&l, FIELD_ARP_OPCODE, 2);
    kinds.ether = (hardware == ARP_HARDWARE_ETHERNET || hardware == TYPE_IEEE_802) &&
                  kinds.hln == ARP_HLN;
    kinds.ipv4 = protocol == ETHERTYPE_IPV4 && kinds.pln == ARP_PLN;
    if (layer_need(&l, 2 * (kinds.hln + kinds.pln))) {
        add_meaning(&l, &kinds, opcode);
        take_address(&l, kinds.ether, FIELD_ARP_SRC_HW_MAC, FIELD_ARP_SRC_HW, kinds.hln);
        take_address(&l, kinds.ipv4, FIELD_ARP_SRC_PROTO_IPV4, FIELD_ARP_SRC_PROTO, kinds.pln);
        take_address(&l, kinds.ether, FIELD_ARP_DST_HW_MAC, FIELD_ARP_DST_HW, kinds.hln);
        take_address(&l, kinds.ipv4, FIELD_ARP_DST_PROTO_IPV4, FIELD_ARP_DST_PROTO, kinds.pln);
        d->payload_end = l.at;
    }
    layer_close(&l);
}
