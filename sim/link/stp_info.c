/* link/stp_info.c: what a port knows and how it came to know it: the machines Port Receive
 * (IEEE 802.1D-2004 17.23), Port Protocol Migration (17.24), Bridge Detection (17.25) and Port
 * Information (17.27), with the procedures of 17.21 that they call. See stp.h. */
#include "link/stp_parts.h"

/* --- 17.23 Port Receive ---------------------------------------------------------------------
 */

/* 17.21.22 updtBPDUVersion */
static void update_version(struct stp_port *p)
{
    if (p->message_type == BPDU_RAPID)
        p->rcvd_rstp = 1;
    else
        p->rcvd_stp = 1;
}

bool stp_port_receive(const struct stp_work *w, struct stp_port *p)
{
    if ((p->rcvd_bpdu != 0 || p->edge_delay_while != STP_MIGRATE) && p->port_enabled == 0) {
        p->rcvd_bpdu = p->rcvd_rstp = p->rcvd_stp = p->rcvd_msg = 0; /* DISCARD */
        p->edge_delay_while = STP_MIGRATE;
        return true;
    }
    if (p->rcvd_bpdu == 0 || p->port_enabled == 0 || p->rcvd_msg != 0)
        return false;
    update_version(p); /* RECEIVE */
    if (p->oper_edge != 0)
        stp_note(w, p, RULE_STP_NO_EDGE, 0, 0);
    p->oper_edge = p->rcvd_bpdu = 0;
    p->rcvd_msg = 1;
    p->edge_delay_while = STP_MIGRATE;
    return true;
}

/* --- 17.24 Port Protocol Migration
 * ------------------------------------------------------------ */

static void check_rstp(const struct stp_work *w, struct stp_port *p)
{
    p->migration = STP_CHECKING_RSTP;
    p->mcheck = 0;
    p->send_rstp = stp_version_is_rapid(w) ? 1 : 0;
    p->mdelay_while = STP_MIGRATE;
}

static bool sense(struct stp_port *p)
{
    p->migration = STP_SENSING;
    p->rcvd_rstp = p->rcvd_stp = 0;
    return true;
}

bool stp_port_migration(const struct stp_work *w, struct stp_port *p)
{
    switch ((enum stp_migration)p->migration) {
    case STP_CHECKING_RSTP:
        if (p->mdelay_while == 0)
            return sense(p);
        if (p->mdelay_while == STP_MIGRATE || p->port_enabled != 0)
            return false;
        check_rstp(w, p);
        return true;
    case STP_SENSING:
        if (p->send_rstp != 0 && p->rcvd_stp != 0 && p->port_enabled != 0 && p->mcheck == 0) {
            p->migration = STP_SELECTING_STP;
            p->send_rstp = 0;
            p->mdelay_while = STP_MIGRATE;
            stp_note(w, p, RULE_STP_FALLS_BACK, 0, 0);
            return true;
        }
        bool rapid_again = stp_version_is_rapid(w) && p->send_rstp == 0 && p->rcvd_rstp != 0;
        if (p->port_enabled != 0 && p->mcheck == 0 && !rapid_again)
            return false;
        if (rapid_again)
            stp_note(w, p, RULE_STP_RAPID_AGAIN, 0, 0);
        check_rstp(w, p);
        return true;
    case STP_SELECTING_STP:
        if (p->mdelay_while == 0 || p->port_enabled == 0 || p->mcheck != 0)
            return sense(p);
        return false;
    }
    return false;
}

/* --- 17.25 Bridge Detection
 * ---------------------------------------------------------------------- */

bool stp_bridge_detection(const struct stp_work *w, struct stp_port *p)
{
    if (p->oper_edge != 0) {
        if (p->port_enabled != 0 || p->admin_edge != 0)
            return false;
        p->oper_edge = 0;
        return true;
    }
    bool silent =
        p->edge_delay_while == 0 && p->auto_edge != 0 && p->send_rstp != 0 && p->proposing != 0;
    if (!silent && (p->port_enabled != 0 || p->admin_edge == 0))
        return false;
    p->oper_edge = 1;
    if (p->port_enabled != 0) {
        stp_note(w, p, RULE_STP_EDGE, STP_MIGRATE, 0);
        stp_row_changed(w, p);
    }
    return true;
}

/* --- 17.27 Port Information
 * -------------------------------------------------------------------- */

/* What rcvInfo (17.21.8) makes of a message. */
enum received {
    SUPERIOR_DESIGNATED,
    REPEATED_DESIGNATED,
    INFERIOR_DESIGNATED,
    INFERIOR_ROOT_ALTERNATE,
    OTHER,
};

static bool same_sender(const struct stp_vector *a, const struct stp_vector *b)
{
    return stp_address(a->bridge) == stp_address(b->bridge) &&
           (a->port & 0x0fff) == (b->port & 0x0fff);
}

static enum bpdu_role message_role(const struct stp_port *p)
{
    if (p->message_type == BPDU_CONFIGURATION)
        return BPDU_ROLE_DESIGNATED;
    return (enum bpdu_role)((p->message_flags & BPDU_ROLE) >> BPDU_ROLE_SHIFT);
}

static enum received receive_info(struct stp_port *p)
{
    if (p->message_type == BPDU_TOPOLOGY_CHANGE) {
        p->rcvd_tcn = 1;
        return OTHER;
    }
    int order = stp_compare(&p->message, &p->priority);
    switch (message_role(p)) {
    case BPDU_ROLE_DESIGNATED:
        if (order == 0)
            return stp_same_times(&p->message_times, &p->times) ? REPEATED_DESIGNATED
                                                                : SUPERIOR_DESIGNATED;
        return order < 0 || same_sender(&p->message, &p->priority) ? SUPERIOR_DESIGNATED
                                                                   : INFERIOR_DESIGNATED;
    case BPDU_ROLE_ROOT:
    case BPDU_ROLE_ALTERNATE_BACKUP:
        return order >= 0 ? INFERIOR_ROOT_ALTERNATE : OTHER;
    case BPDU_ROLE_UNKNOWN:
        break;
    }
    return OTHER;
}

/* 17.21.11 recordProposal */
static void record_proposal(const struct stp_work *w, struct stp_port *p)
{
    if (message_role(p) != BPDU_ROLE_DESIGNATED || p->message_type != BPDU_RAPID ||
        (p->message_flags & BPDU_PROPOSAL) == 0)
        return;
    p->proposed = 1;
    stp_note(w, p, RULE_STP_PROPOSED, 0, p->message.bridge);
}

/* 17.21.9 recordAgreement */
static void record_agreement(const struct stp_work *w, struct stp_port *p)
{
    bool agreed = stp_version_is_rapid(w) && p->point_to_point != 0 &&
                  p->message_type == BPDU_RAPID && (p->message_flags & BPDU_AGREEMENT) != 0;
    if (agreed && p->agreed == 0)
        stp_note(w, p, RULE_STP_AGREED, 0, p->message.bridge);
    p->agreed = agreed ? 1 : 0;
    if (agreed)
        p->proposing = 0;
}

/* 17.21.10 recordDispute: who learns there takes himself for designated as well, and does not
 * hear us */
static void record_dispute(const struct stp_work *w, struct stp_port *p)
{
    if (p->message_type != BPDU_RAPID || (p->message_flags & BPDU_LEARNING) == 0)
        return;
    p->disputed = 1;
    p->agreed = 0;
    stp_note(w, p, RULE_STP_DISPUTED, 0, p->message.bridge);
}

/* 17.21.17 setTcFlags */
static void set_tc_flags(struct stp_port *p)
{
    if ((p->message_flags & BPDU_TC) != 0)
        p->rcvd_tc = 1;
    if ((p->message_flags & BPDU_TC_ACK) != 0)
        p->rcvd_tc_ack = 1;
}

/* 17.21.23 updtRcvdInfoWhile */
static void update_info_while(struct stp_port *p)
{
    uint32_t age = (p->times.message_age + 3U * BPDU_SECOND / 2) / BPDU_SECOND;
    bool fresh = age <= p->times.max_age / BPDU_SECOND;
    p->rcvd_info_while = fresh ? (uint16_t)(3 * stp_seconds(p->times.hello)) : 0;
}

static void superior(const struct stp_work *w, struct stp_port *p)
{
    stp_note(w, p, RULE_STP_SUPERIOR, p->message.cost, p->message.root);
    p->agreed = p->proposing = 0;
    record_proposal(w, p);
    set_tc_flags(p);
    /* betterorsameinfo(Received), 17.21.1 */
    if (p->info_is != STP_INFO_RECEIVED || stp_compare(&p->message, &p->priority) > 0)
        p->agree = 0;
    p->priority = p->message;    /* 17.21.12 recordPriority */
    p->times = p->message_times; /* 17.21.13 recordTimes */
    update_info_while(p);
    p->info_is = STP_INFO_RECEIVED;
    p->reselect = 1;
    p->selected = 0;
}

static bool receive_message(const struct stp_work *w, struct stp_port *p)
{
    switch (receive_info(p)) {
    case SUPERIOR_DESIGNATED:
        superior(w, p);
        break;
    case REPEATED_DESIGNATED:
        stp_note(w, p, RULE_STP_REPEATED, (uint64_t)3 * stp_seconds(p->times.hello), 0);
        record_proposal(w, p);
        set_tc_flags(p);
        update_info_while(p);
        break;
    case INFERIOR_DESIGNATED:
        stp_note(w, p, RULE_STP_INFERIOR, p->message.cost, p->message.bridge);
        record_dispute(w, p);
        break;
    case INFERIOR_ROOT_ALTERNATE:
        record_agreement(w, p);
        set_tc_flags(p);
        break;
    case OTHER:
        break;
    }
    p->rcvd_msg = 0;
    return true;
}

static bool disable(struct stp_port *p)
{
    p->rcvd_msg = 0;
    p->proposing = p->proposed = p->agree = p->agreed = 0;
    p->rcvd_info_while = 0;
    p->info_is = STP_INFO_DISABLED;
    p->reselect = 1;
    p->selected = 0;
    return true;
}

static bool age(struct stp_port *p)
{
    p->info_is = STP_INFO_AGED;
    p->reselect = 1;
    p->selected = 0;
    return true;
}

/* UPDATE: from here on the port tells what its own switch knows. */
static bool update(struct stp_port *p)
{
    p->proposing = p->proposed = 0;
    /* betterorsameinfo(Mine) */
    if (p->info_is != STP_INFO_MINE || stp_compare(&p->designated, &p->priority) > 0)
        p->agreed = 0;
    if (p->agreed == 0)
        p->synced = 0;
    p->priority = p->designated;
    p->times = p->designated_times;
    p->updt_info = 0;
    p->info_is = STP_INFO_MINE;
    p->new_info = 1;
    return true;
}

bool stp_port_information(const struct stp_work *w, struct stp_port *p)
{
    if (p->port_enabled == 0 && p->info_is != STP_INFO_DISABLED)
        return disable(p);
    if (p->info_is == STP_INFO_DISABLED) {
        if (p->port_enabled != 0)
            return age(p);
        return p->rcvd_msg != 0 && disable(p);
    }
    if (p->selected != 0 && p->updt_info != 0)
        return update(p);
    if (p->info_is == STP_INFO_AGED || p->updt_info != 0)
        return false;
    if (p->rcvd_msg != 0)
        return receive_message(w, p);
    if (p->info_is != STP_INFO_RECEIVED || p->rcvd_info_while != 0)
        return false;
    stp_note(w, p, RULE_STP_AGED, (uint64_t)3 * stp_seconds(p->times.hello),
             p->priority.bridge);
    return age(p);
}

void stp_begin_port(const struct stp_work *w, struct stp_port *p)
{
    p->edge_delay_while = STP_MIGRATE;
    check_rstp(w, p);
    p->oper_edge = p->admin_edge;
    p->new_info = 1;
    p->hello_when = stp_hello_time(p);
    (void)disable(p);
    /* INIT_PORT of 17.29 */
    p->role = p->selected_role = STP_ROLE_DISABLED;
    p->sync = p->re_root = 1;
    p->rr_while = stp_fwd_delay(p);
    p->fd_while = stp_max_age(p);
    p->fdb_flush = 1; /* INACTIVE of 17.31 */
    p->change = STP_CHANGE_INACTIVE;
}
