/* field/dissect_stp.c: bridge protocol data units, of spanning tree and rapid spanning tree
 * (IEEE 802.1D-2004 9.3; the layout is drawn in wire/bpdu.h). */
#include "field/layer.h"
#include "wire/bpdu.h"

enum { IDENTIFIER = 8, PRIORITY_MASK = 0xf000, EXTENSION_MASK = 0x0fff, NEWEST_VERSION = 4 };

static bool version_is_known(uint64_t version)
{
    return version == BPDU_VERSION_STP ||
           (version >= BPDU_VERSION_RSTP && version <= NEWEST_VERSION);
}

static void take_flags(struct layer *l, bool rapid)
{
    uint32_t at = l->at;
    uint16_t node = add_node(l->d->tree, l->node, FIELD_STP_FLAGS, at, 1, number_at(l, at, 1));
    add_bits(l, node, FIELD_STP_FLAGS_TCACK, at, 1, 0, 1);
    if (rapid) {
        add_bits(l, node, FIELD_STP_FLAGS_AGREEMENT, at, 1, 1, 1);
        add_bits(l, node, FIELD_STP_FLAGS_FORWARDING, at, 1, 2, 1);
        add_bits(l, node, FIELD_STP_FLAGS_LEARNING, at, 1, 3, 1);
        add_bits(l, node, FIELD_STP_FLAGS_PORT_ROLE, at, 1, 4, 2);
        add_bits(l, node, FIELD_STP_FLAGS_PROPOSAL, at, 1, 6, 1);
    }
    add_bits(l, node, FIELD_STP_FLAGS_TC, at, 1, 7, 1);
    l->at++;
}

/* Of a bridge: the priority is shown with the extension's bits as zeros, as switches are set
 * up. */
static void take_identifier(struct layer *l, bool root)
{
    uint32_t at = l->at;
    uint32_t high = (uint32_t)number_at(l, at, 2);
    add_scaled_bits(l, l->node, root ? FIELD_STP_ROOT_PRIO : FIELD_STP_BRIDGE_PRIO, at, 1, 0, 4,
                    high & PRIORITY_MASK);
    add_scaled_bits(l, l->node, root ? FIELD_STP_ROOT_EXT : FIELD_STP_BRIDGE_EXT, at, 2, 4, 12,
                    high & EXTENSION_MASK);
    add_node(l->d->tree, l->node, root ? FIELD_STP_ROOT_HW : FIELD_STP_BRIDGE_HW, at + 2,
             IDENTIFIER - 2, number_at(l, at + 2, IDENTIFIER - 2));
    l->at += IDENTIFIER;
}

/* Times are in 1/256 s; the tree has them in ns, which is exact. */
static void take_time(struct layer *l, enum field_id id)
{
    uint64_t value = number_at(l, l->at, 2);
    add_node(l->d->tree, l->node, id, l->at, 2, value * (uint64_t)(SIM_SECOND / BPDU_SECOND));
    l->at += 2;
}

static void take_vectors(struct layer *l, bool rapid)
{
    take_flags(l, rapid);
    take_identifier(l, true);
    take_number(l, FIELD_STP_ROOT_COST, 4);
    take_identifier(l, false);
    take_number(l, FIELD_STP_PORT, 2);
    take_time(l, FIELD_STP_MSG_AGE);
    take_time(l, FIELD_STP_MAX_AGE);
    take_time(l, FIELD_STP_HELLO);
    take_time(l, FIELD_STP_FORWARD);
    if (rapid)
        take_number(l, FIELD_STP_VERSION_1_LENGTH, 1);
}

void dissect_stp(struct dissection *d, uint32_t start, uint32_t end)
{
    struct layer l = layer_open(d, FIELD_STP, "stp", start, end);
    take_number(&l, FIELD_STP_PROTOCOL, 2);
    uint64_t version = take_number(&l, FIELD_STP_VERSION, 1);
    if (l.ok && !version_is_known(version))
        add_expert(&l, l.node, FIELD_BPDU_VERSION_SUPPORT, l.at - 1, 1);
    uint64_t type = take_number(&l, FIELD_STP_TYPE, 1);
    if (!l.ok || type == BPDU_TOPOLOGY_CHANGE)
        return;
    if (type != BPDU_CONFIGURATION && type != BPDU_RAPID)
        add_expert(&l, l.node, FIELD_STP_TYPE_UNKNOWN, l.at - 1, 1);
    else if (layer_need(&l, BPDU_CONFIGURATION_LENGTH - BPDU_TOPOLOGY_CHANGE_LENGTH))
        take_vectors(&l, type == BPDU_RAPID);
}
