/* app/tcpdump_stp.c: frames with a length instead of a type, as tcpdump prints them: spanning
 * tree (IEEE 802.1D-2004 9.3), and only the outside of others. See tcpdump_print.h. */
#include "app/tcpdump_print.h"

#include "wire/bpdu.h"
#include "wire/llc.h"

enum { HUNDREDTHS = 100 };

static void put_time(struct text *text, const char *name, uint16_t value)
{
    text_put(text, name);
    text_put_unsigned(text, value / BPDU_SECOND);
    text_put_char(text, '.');
    text_put_digits(text, (uint64_t)(value % BPDU_SECOND) * HUNDREDTHS / BPDU_SECOND, 2);
    text_put_char(text, 's');
}

static void put_bridge(struct text *text, uint64_t bridge)
{
    text_put_hex(text, bridge >> BPDU_MAC_BITS, 4);
    text_put_char(text, '.');
    text_put_mac(text, bridge & ((UINT64_C(1) << BPDU_MAC_BITS) - 1));
}

static void put_flags(struct text *text, const struct bpdu *b)
{
    static const struct {
        uint8_t flag;
        const char *name;
    } names[] = {{BPDU_TC, "Topology change"},  {BPDU_PROPOSAL, "Proposal"},
                 {BPDU_LEARNING, "Learn"},      {BPDU_FORWARDING, "Forward"},
                 {BPDU_AGREEMENT, "Agreement"}, {BPDU_TC_ACK, "Topology change ACK"}};
    bool first = true;
    text_put(text, ", Flags [");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if ((b->flags & names[i].flag) == 0)
            continue;
        text_put(text, first ? "" : ", ");
        text_put(text, names[i].name);
        first = false;
    }
    text_put(text, first ? "none]" : "]");
}

static void put_verbose(struct text *text, const struct bpdu *b)
{
    static const char *const roles[] = {"Unknown", "Alternate", "Root", "Designated"};
    text_put_char(text, '\n');
    put_time(text, "\tmessage-age ", b->message_age);
    put_time(text, ", max-age ", b->max_age);
    put_time(text, ", hello-time ", b->hello_time);
    put_time(text, ", forwarding-delay ", b->forward_delay);
    text_put(text, "\n\troot-id ");
    put_bridge(text, b->root);
    text_put(text, ", root-pathcost ");
    text_put_unsigned(text, b->cost);
    if (b->type == BPDU_RAPID) {
        text_put(text, ", port-role ");
        text_put(text, roles[bpdu_role(b)]);
    }
}

static void put_bpdu(struct text *text, const struct tcpdump_packet *packet,
                     const uint8_t *octets, size_t length)
{
    struct reader r = reader_over(octets, length);
    struct bpdu b;
    bool read = bpdu_read(&r, &b);
    text_put(text, b.type == BPDU_RAPID ? "STP 802.1w, Rapid STP" : "STP 802.1d");
    if (!read) {
        text_put(text, " (invalid)");
        return;
    }
    if (b.type == BPDU_TOPOLOGY_CHANGE) {
        text_put(text, ", Topology Change");
        return;
    }
    text_put(text, b.type == BPDU_CONFIGURATION ? ", Config" : "");
    put_flags(text, &b);
    text_put(text, ", bridge-id ");
    put_bridge(text, b.bridge);
    text_put_char(text, '.');
    text_put_hex(text, b.port, 4);
    text_put(text, ", length ");
    text_put_unsigned(text, length);
    if (packet->options->verbose > 0)
        put_verbose(text, &b);
}

/* -e: who the frame is for inside the station. */
static void put_header(struct text *text, const struct llc *llc)
{
    bool stp = llc->dsap == LLC_SAP_BPDU;
    text_put(text, stp ? "LLC, dsap STP (0x" : "LLC, dsap Unknown (0x");
    text_put_hex(text, llc->dsap, 2);
    text_put(text, (llc->dsap & 1) != 0 ? ") Group, ssap " : ") Individual, ssap ");
    text_put(text, llc->ssap == LLC_SAP_BPDU ? "STP (0x" : "Unknown (0x");
    text_put_hex(text, llc->ssap, 2);
    text_put(text, (llc->ssap & 1) != 0 ? ") Response, ctrl 0x" : ") Command, ctrl 0x");
    text_put_hex(text, llc->control, 2);
    text_put(text, ": ");
}

void tcpdump_put_llc(struct text *text, const struct tcpdump_packet *packet,
                     const uint8_t *octets, size_t length)
{
    struct reader r = reader_over(octets, length);
    struct llc llc;
    llc_read(&r, &llc);
    if (!r.ok) {
        text_put(text, " [|llc]");
        return;
    }
    if (packet->options->link)
        put_header(text, &llc);
    if (llc.dsap == LLC_SAP_BPDU && llc.ssap == LLC_SAP_BPDU && llc.control == LLC_UI) {
        put_bpdu(text, packet, octets + LLC_HEADER, length - LLC_HEADER);
        return;
    }
    text_put(text, "Unnumbered, length ");
    text_put_unsigned(text, length);
}
