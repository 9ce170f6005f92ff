/* link/stp_transmit.c: Port Transmit (IEEE 802.1D-2004 17.26): what a port tells, and when. See
 * stp.h. */
#include "link/stp_parts.h"

#include "link/arp.h"
#include "wire/llc.h"

static enum bpdu_role told_role(const struct stp_port *p)
{
    switch ((enum stp_role)p->role) {
    case STP_ROLE_DISABLED:
        break;
    case STP_ROLE_ROOT:
        return BPDU_ROLE_ROOT;
    case STP_ROLE_DESIGNATED:
        return BPDU_ROLE_DESIGNATED;
    case STP_ROLE_ALTERNATE:
    case STP_ROLE_BACKUP:
        return BPDU_ROLE_ALTERNATE_BACKUP;
    }
    return BPDU_ROLE_UNKNOWN;
}

/* The flags of txRstp (17.21.20), or of txConfig (17.21.19). */
static uint8_t told_flags(const struct stp_port *p)
{
    uint32_t flags = p->tc_while != 0 ? BPDU_TC : 0;
    if (p->send_rstp == 0)
        return (uint8_t)(flags | (p->tc_ack != 0 ? BPDU_TC_ACK : 0));
    flags |= (uint32_t)told_role(p) << BPDU_ROLE_SHIFT;
    flags |= p->agree != 0 ? BPDU_AGREEMENT : 0;
    flags |= p->proposing != 0 ? BPDU_PROPOSAL : 0;
    flags |= p->learning != 0 ? BPDU_LEARNING : 0;
    flags |= p->forwarding != 0 ? BPDU_FORWARDING : 0;
    return (uint8_t)flags;
}

/* txRstp, txConfig, or (from the root port of the old protocol) txTcn. */
static struct bpdu make_bpdu(const struct stp_port *p)
{
    bool rapid = p->send_rstp != 0;
    if (!rapid && p->role == STP_ROLE_ROOT)
        return (struct bpdu){.type = BPDU_TOPOLOGY_CHANGE};
    return (struct bpdu){.version = rapid ? BPDU_VERSION_RSTP : BPDU_VERSION_STP,
                         .type = rapid ? BPDU_RAPID : BPDU_CONFIGURATION,
                         .flags = told_flags(p),
                         .root = p->designated.root,
                         .cost = p->designated.cost,
                         .bridge = p->designated.bridge,
                         .port = p->designated.port,
                         .message_age = p->designated_times.message_age,
                         .max_age = p->designated_times.max_age,
                         .hello_time = p->designated_times.hello,
                         .forward_delay = p->designated_times.forward_delay};
}

static void send(const struct stp_work *w, const struct stp_port *p)
{
    struct link *link = w->link;
    struct bpdu b = make_bpdu(p);
    record_id before = sim_cause(link->sim);
    stp_note(w, p, b.type == BPDU_TOPOLOGY_CHANGE ? RULE_STP_TELLS_CHANGE : RULE_STP_TELLS,
             b.cost, b.root);
    frame_id id = sim_new_packet(link->sim, ETHERNET_MINIMUM);
    if (id != NONE) {
        struct writer out = writer_over(frame_octets(&link->sim->frames, id), ETHERNET_MINIMUM);
        ethernet_write(&out,
                       &(struct ethernet){.destination = MAC_BRIDGES,
                                          .source = link->interfaces[p->interface].mac,
                                          .type = (uint16_t)(LLC_HEADER + bpdu_length(&b))});
        llc_write(&out, &(struct llc){LLC_SAP_BPDU, LLC_SAP_BPDU, LLC_UI});
        bpdu_write(&out, &b);
        (void)link_transmit(link, p->interface, id);
    }
    sim_follow(link->sim, before); /* what follows in this event does not follow from telling */
}

bool stp_port_transmit(const struct stp_work *w, struct stp_port *p)
{
    if (p->selected == 0 || p->updt_info != 0)
        return false;
    if (p->hello_when == 0) { /* TRANSMIT_PERIODIC */
        if (p->role == STP_ROLE_DESIGNATED || (p->role == STP_ROLE_ROOT && p->tc_while != 0))
            p->new_info = 1;
        p->hello_when = stp_hello_time(p);
        return true;
    }
    bool speaks =
        p->send_rstp != 0 || p->role == STP_ROLE_DESIGNATED || p->role == STP_ROLE_ROOT;
    if (p->new_info == 0 || p->port_enabled == 0 || !speaks || p->tx_count >= STP_HOLD_COUNT)
        return false;
    p->new_info = 0;
    send(w, p);
    p->tx_count++;
    p->tc_ack = 0;
    p->hello_when = stp_hello_time(p); /* IDLE */
    return true;
}
