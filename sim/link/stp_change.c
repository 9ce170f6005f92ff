/* link/stp_change.c: Topology Change (IEEE 802.1D-2004 17.31): when a port begins to forward,
 * stations may be behind other ports than before, so switches forget where they were. See
 * stp.h. */
#include "link/stp_parts.h"

#include "link/switch.h"

/* 17.21.7 newTcWhile */
static void new_tc_while(const struct stp_work *w, struct stp_port *p)
{
    if (p->tc_while != 0)
        return;
    if (p->send_rstp != 0) {
        p->tc_while = (uint16_t)(stp_hello_time(p) + 1);
        p->new_info = 1;
        return;
    }
    p->tc_while = (uint16_t)(stp_seconds(w->bridge->root_times.max_age) +
                             stp_seconds(w->bridge->root_times.forward_delay));
}

/* 17.21.18 setTcPropTree: all other ports */
static void set_tc_prop_tree(const struct stp_work *w, const struct stp_port *p)
{
    for (uint32_t i = 0; i < w->plan->ports; i++)
        if (&w->ports[i] != p)
            w->ports[i].tc_prop = 1;
}

/* 17.19.7 fdbFlush: at once, or with the old protocol by ageing within a forward delay. */
static void flush(const struct stp_work *w, struct stp_port *p)
{
    bool rapid = stp_version_is_rapid(w);
    sim_time latest = sim_now(w->link->sim) + (rapid ? 0 : stp_fwd_delay(p) * SIM_SECOND);
    uint32_t forgotten = switch_forget(w->link, p->interface, latest);
    p->fdb_flush = 0;
    if (forgotten > 0)
        stp_note(w, p, RULE_STP_FORGETS, forgotten, 0);
}

static bool has_news(const struct stp_port *p)
{
    return p->rcvd_tc != 0 || p->rcvd_tcn != 0 || p->rcvd_tc_ack != 0 || p->tc_prop != 0;
}

static bool is_active_role(const struct stp_port *p)
{
    return p->role == STP_ROLE_ROOT || p->role == STP_ROLE_DESIGNATED;
}

static bool detect(const struct stp_work *w, struct stp_port *p)
{
    stp_note(w, p, RULE_STP_CHANGE, 0, 0);
    w->bridge->changes++;
    w->bridge->changed_at = sim_now(w->link->sim);
    p->change = STP_CHANGE_ACTIVE;
    new_tc_while(w, p);
    set_tc_prop_tree(w, p);
    p->new_info = 1;
    return true;
}

static bool learning(const struct stp_work *w, struct stp_port *p)
{
    if (is_active_role(p) && p->forward != 0 && p->oper_edge == 0)
        return detect(w, p);
    if (has_news(p)) {
        p->rcvd_tc = p->rcvd_tcn = p->rcvd_tc_ack = p->tc_prop = 0;
        return true;
    }
    if (is_active_role(p) || p->learn != 0 || p->learning != 0)
        return false;
    p->change = STP_CHANGE_INACTIVE;
    p->fdb_flush = 1;
    p->tc_while = 0;
    p->tc_ack = 0;
    return true;
}

static bool active(const struct stp_work *w, struct stp_port *p)
{
    if (!is_active_role(p) || p->oper_edge != 0) {
        p->change = STP_CHANGE_LEARNING;
        p->rcvd_tc = p->rcvd_tcn = p->rcvd_tc_ack = p->tc_prop = 0;
    } else if (p->rcvd_tcn != 0 || p->rcvd_tc != 0) { /* NOTIFIED_TCN, NOTIFIED_TC */
        if (p->rcvd_tcn != 0)
            new_tc_while(w, p);
        p->rcvd_tcn = p->rcvd_tc = 0;
        if (p->role == STP_ROLE_DESIGNATED)
            p->tc_ack = 1;
        stp_note(w, p, RULE_STP_CHANGE_HEARD, 0, 0);
        set_tc_prop_tree(w, p);
    } else if (p->tc_prop != 0) { /* PROPAGATING */
        new_tc_while(w, p);
        p->fdb_flush = 1;
        p->tc_prop = 0;
    } else if (p->rcvd_tc_ack != 0) { /* ACKNOWLEDGED */
        p->tc_while = 0;
        p->rcvd_tc_ack = 0;
    } else {
        return false;
    }
    return true;
}

bool stp_topology_change(const struct stp_work *w, struct stp_port *p)
{
    if (p->fdb_flush != 0) {
        flush(w, p);
        return true;
    }
    switch ((enum stp_change)p->change) {
    case STP_CHANGE_INACTIVE:
        if (p->learn == 0)
            return false;
        p->change = STP_CHANGE_LEARNING;
        p->rcvd_tc = p->rcvd_tcn = p->rcvd_tc_ack = p->tc_prop = 0;
        return true;
    case STP_CHANGE_LEARNING:
        return learning(w, p);
    case STP_CHANGE_ACTIVE:
        return active(w, p);
    }
    return false;
}
