/* field/dissect_llc.c: the logical link control header of an IEEE 802.3 frame (ISO/IEC 8802-2),
 * and SNAP behind it (IEEE 802), which brings types to frames that have a length.
 *
 *     +----------+----------+------------------+-------------------------------------+
 *     | DSAP (1) | SSAP (1) | control (1 or 2) | SNAP alone: OUI (3), protocol (2)   |
 *     +----------+----------+------------------+-------------------------------------+
 *
 *     control, 2 octets, the second one worth more (Wireshark's order):
 *     information  N(R) 7 | P/F 1 || N(S) 7 | 0           supervisory  N(R) 7 | P/F 1 || 0 4 |
 * type 2 | 01 control, 1 octet:   unnumbered  modifier 3 | P/F 1 | modifier 2 | 11 */
#include "field/layer.h"
#include "wire/ethernet.h"
#include "wire/llc.h"

enum {
    UNNUMBERED = 3,
    SUPERVISORY = 1,
    POLL = 0x10,
    POLL_LONG = 0x0100,
    OUI_ETHERTYPE = 0,
    SNAP = 5,
};

static void take_sap(struct layer *l, bool destination)
{
    if (!layer_need(l, 1))
        return;
    uint64_t value = number_at(l, l->at, 1);
    uint16_t node = add_node(l->d->tree, l->node, destination ? FIELD_LLC_DSAP : FIELD_LLC_SSAP,
                             l->at, 1, value);
    add_bits(l, node, destination ? FIELD_LLC_DSAP_SAP : FIELD_LLC_SSAP_SAP, l->at, 1, 0, 7);
    add_bits(l, node, destination ? FIELD_LLC_DSAP_IG : FIELD_LLC_SSAP_CR, l->at, 1, 7, 1);
    l->at++;
}

/* Of an unnumbered frame. Gives its control octet without the poll bit. */
static uint32_t take_unnumbered(struct layer *l, bool response)
{
    uint32_t at = l->at;
    uint32_t control = (uint32_t)number_at(l, at, 1);
    uint32_t modifier = (control >> 3 & 0x1c) | (control >> 2 & 3);
    uint16_t node = add_node(l->d->tree, l->node, FIELD_LLC_CONTROL, at, 1, control);
    if ((control & POLL) != 0)
        add_bits(l, node, response ? FIELD_LLC_CONTROL_F : FIELD_LLC_CONTROL_P, at, 1, 3, 1);
    /* the modifier is in two pieces: its value is that of the five bits with the gap left in */
    add_scaled_bits(l, node,
                    response ? FIELD_LLC_CONTROL_U_MODIFIER_RESP
                             : FIELD_LLC_CONTROL_U_MODIFIER_CMD,
                    at, 1, 0, 6, (modifier >> 2 << 3) | (modifier & 3));
    add_bits(l, node, FIELD_LLC_CONTROL_FTYPE, at, 1, 6, 2);
    l->at++;
    return control & ~(uint32_t)POLL;
}

/* Of an information or supervisory frame: two octets, the least one first. */
static bool take_numbered(struct layer *l, bool response)
{
    if (!layer_need(l, 2))
        return false;
    uint32_t at = l->at;
    uint32_t control = (uint32_t)number_at(l, at, 1) | (uint32_t)number_at(l, at + 1, 1) << 8;
    bool information = (control & 1) == 0;
    struct field_tree *tree = l->d->tree;
    uint16_t node = add_node(tree, l->node, FIELD_LLC_CONTROL, at, 2, control);
    add_node(tree, node, FIELD_LLC_CONTROL_N_R, at, 2, control >> 9);
    if (information)
        add_node(tree, node, FIELD_LLC_CONTROL_N_S, at, 2, control >> 1 & 0x7f);
    if ((control & POLL_LONG) != 0)
        add_node(tree, node, response ? FIELD_LLC_CONTROL_F : FIELD_LLC_CONTROL_P, at, 2, 1);
    if (!information)
        add_node(tree, node, FIELD_LLC_CONTROL_S_FTYPE, at, 2, control >> 2 & 3);
    add_node(tree, node, FIELD_LLC_CONTROL_FTYPE, at, 2, information ? 0 : SUPERVISORY);
    l->at += 2;
    return information;
}

static void take_snap(struct layer *l)
{
    struct dissection *d = l->d;
    if (!layer_need(l, SNAP))
        return;
    uint64_t oui = take_number(l, FIELD_LLC_OUI, 3);
    uint32_t type =
        (uint32_t)take_number(l, oui == OUI_ETHERTYPE ? FIELD_LLC_TYPE : FIELD_LLC_PID, 2);
    layer_close(l);
    if (oui == OUI_ETHERTYPE)
        dissect_ethertype(d, type, l->at, l->end);
    else
        dissect_data(d, l->at, l->end);
}

/* Only frames of information are for whom the DSAP names. */
static void dissect_information(struct layer *l, uint32_t dsap)
{
    layer_close(l);
    if (l->at >= l->end)
        return;
    switch (dsap) {
    case LLC_SAP_BPDU:
        dissect_stp(l->d, l->at, l->end);
        break;
    case LLC_SAP_IP:
        dissect_ipv4(l->d, l->at, l->end);
        break;
    default: /* a number of an assigned list, most of which no network has any more */
        dissect_data(l->d, l->at, l->end);
        break;
    }
}

void dissect_llc(struct dissection *d, uint32_t start, uint32_t end)
{
    struct layer l = layer_open(d, FIELD_LLC, "llc", start, end);
    take_sap(&l, true);
    take_sap(&l, false);
    if (!layer_need(&l, 1))
        return;
    uint32_t dsap = (uint32_t)number_at(&l, start, 1);
    uint32_t ssap = (uint32_t)number_at(&l, start + 1, 1);
    bool response = (ssap & 1) != 0;
    bool information;
    if ((number_at(&l, l.at, 1) & UNNUMBERED) == UNNUMBERED)
        information = take_unnumbered(&l, response) == LLC_UI;
    else
        information = take_numbered(&l, response);
    if (!l.ok || d->depth == FIELD_TO_LINK)
        return;
    if (information && dsap == LLC_SAP_SNAP && ssap == LLC_SAP_SNAP) {
        take_snap(&l);
    } else if (information) {
        dissect_information(&l, dsap);
    } else {
        layer_close(&l);
        dissect_data(d, l.at, l.end);
    }
}
