/* link/stp_states.c: Port Role Transitions (IEEE 802.1D-2004 17.29) and Port State Transition
 * (17.30): a port takes its role, agrees with its neighbours about it, and learns and forwards
 * when that cannot make a circle. See stp.h. */
#include "link/stp_parts.h"

/* --- conditions over all ports (17.20) and procedures (17.21)
 * ----------------------------------- */

/* 17.20.3: no other port can be part of a circle. */
static bool all_synced(const struct stp_work *w)
{
    for (uint32_t i = 0; i < w->plan->ports; i++) {
        const struct stp_port *p = &w->ports[i];
        if (p->selected == 0 || p->updt_info != 0 || p->role != p->selected_role ||
            (p->role != STP_ROLE_ROOT && p->synced == 0))
            return false;
    }
    return true;
}

/* 17.20.10: no other port was the root port until just now. */
static bool re_rooted(const struct stp_work *w, const struct stp_port *p)
{
    for (uint32_t i = 0; i < w->plan->ports; i++)
        if (&w->ports[i] != p && w->ports[i].rr_while != 0)
            return false;
    return true;
}

static void set_sync_tree(const struct stp_work *w, const struct stp_port *p)
{
    stp_note(w, p, RULE_STP_SYNC, 0, 0);
    for (uint32_t i = 0; i < w->plan->ports; i++)
        w->ports[i].sync = 1;
}

static void set_re_root_tree(const struct stp_work *w)
{
    for (uint32_t i = 0; i < w->plan->ports; i++)
        w->ports[i].re_root = 1;
}

static bool agree(const struct stp_work *w, struct stp_port *p)
{
    stp_note(w, p, RULE_STP_AGREES, 0, p->priority.bridge);
    p->proposed = p->sync = 0;
    p->agree = p->new_info = 1;
    return true;
}

/* --- a new role
 * ----------------------------------------------------------------------------------- */

static void note_role(const struct stp_work *w, const struct stp_port *p)
{
    switch ((enum stp_role)p->role) {
    case STP_ROLE_DISABLED:
        break;
    case STP_ROLE_ROOT:
        stp_note(w, p, RULE_STP_ROLE_ROOT, w->bridge->root.cost, w->bridge->root.root);
        break;
    case STP_ROLE_DESIGNATED:
        stp_note(w, p, RULE_STP_ROLE_DESIGNATED, w->bridge->root.cost, w->bridge->root.root);
        break;
    case STP_ROLE_ALTERNATE:
        stp_note(w, p, RULE_STP_ROLE_ALTERNATE, p->priority.cost, p->priority.bridge);
        break;
    case STP_ROLE_BACKUP:
        stp_note(w, p, RULE_STP_ROLE_BACKUP, 0, 0);
        break;
    }
    stp_row_changed(w, p);
}

static bool take_role(const struct stp_work *w, struct stp_port *p)
{
    p->role = p->selected_role;
    p->settled = 0;
    if (p->role == STP_ROLE_ROOT)
        p->rr_while = stp_fwd_delay(p);
    else if (p->role != STP_ROLE_DESIGNATED)
        p->learn = p->forward = 0; /* DISABLE_PORT, BLOCK_PORT */
    note_role(w, p);
    return true;
}

/* --- the roles: Figures 17-19 to 17-22
 * -------------------------------------------------------------- */

static bool disabled_port(struct stp_port *p)
{
    bool waits = p->settled == 0 && (p->learning != 0 || p->forwarding != 0);
    bool stands = p->settled != 0 && p->fd_while == stp_max_age(p) && p->sync == 0 &&
                  p->re_root == 0 && p->synced != 0;
    if (waits || stands)
        return false;
    p->settled = 1;
    p->fd_while = stp_max_age(p);
    p->synced = 1;
    p->rr_while = 0;
    p->sync = p->re_root = 0;
    return true;
}

static bool root_port(const struct stp_work *w, struct stp_port *p)
{
    if (p->proposed != 0 && p->agree == 0) { /* ROOT_PROPOSED */
        set_sync_tree(w, p);
        p->proposed = 0;
        return true;
    }
    if ((p->agree == 0 && all_synced(w)) || (p->proposed != 0 && p->agree != 0))
        return agree(w, p);                   /* ROOT_AGREED */
    if (p->forward == 0 && p->re_root == 0) { /* REROOT */
        set_re_root_tree(w);
        return true;
    }
    bool may =
        p->fd_while == 0 || (p->rb_while == 0 && stp_version_is_rapid(w) && re_rooted(w, p));
    if (may && p->learn == 0) { /* ROOT_LEARN */
        p->fd_while = stp_forward_delay(p);
        p->learn = 1;
        return true;
    }
    if (may && p->forward == 0) { /* ROOT_FORWARD */
        p->fd_while = 0;
        p->forward = 1;
        return true;
    }
    if (p->re_root != 0 && p->forward != 0) { /* REROOTED */
        p->re_root = 0;
        return true;
    }
    if (p->rr_while == stp_fwd_delay(p))
        return false;
    p->rr_while = stp_fwd_delay(p); /* ROOT_PORT */
    return true;
}

static bool designated_forwards(struct stp_port *p)
{
    bool may = (p->fd_while == 0 || p->agreed != 0 || p->oper_edge != 0) &&
               (p->rr_while == 0 || p->re_root == 0) && p->sync == 0;
    if (may && p->learn == 0) { /* DESIGNATED_LEARN */
        p->learn = 1;
        p->fd_while = stp_forward_delay(p);
        return true;
    }
    if (!may || p->forward != 0)
        return false;
    p->forward = 1; /* DESIGNATED_FORWARD */
    p->fd_while = 0;
    p->agreed = p->send_rstp;
    return true;
}

static bool designated_port(const struct stp_work *w, struct stp_port *p)
{
    if (p->forward == 0 && p->agreed == 0 && p->proposing == 0 && p->oper_edge == 0) {
        p->proposing = 1; /* DESIGNATED_PROPOSE */
        p->edge_delay_while = stp_edge_delay(p);
        p->new_info = 1;
        if (p->send_rstp != 0)
            stp_note(w, p, RULE_STP_PROPOSES, 0, 0);
        return true;
    }
    if ((p->learning == 0 && p->forwarding == 0 && p->synced == 0) ||
        (p->agreed != 0 && p->synced == 0) || (p->oper_edge != 0 && p->synced == 0) ||
        (p->sync != 0 && p->synced != 0)) { /* DESIGNATED_SYNCED */
        p->rr_while = 0;
        p->synced = 1;
        p->sync = 0;
        return true;
    }
    if (p->rr_while == 0 && p->re_root != 0) { /* DESIGNATED_RETIRED */
        p->re_root = 0;
        return true;
    }
    bool unsure = (p->sync != 0 && p->synced == 0) || (p->re_root != 0 && p->rr_while != 0) ||
                  p->disputed != 0;
    if (unsure && p->oper_edge == 0 && (p->learn != 0 || p->forward != 0)) {
        p->learn = p->forward = p->disputed = 0; /* DESIGNATED_DISCARD */
        p->fd_while = stp_forward_delay(p);
        return true;
    }
    return designated_forwards(p);
}

static bool alternate_port(const struct stp_work *w, struct stp_port *p)
{
    if (p->settled == 0) {
        if (p->learning != 0 || p->forwarding != 0)
            return false;
    } else if (p->proposed != 0 && p->agree == 0) { /* ALTERNATE_PROPOSED */
        set_sync_tree(w, p);
        p->proposed = 0;
        return true;
    } else if ((p->agree == 0 && all_synced(w)) || (p->proposed != 0 && p->agree != 0)) {
        return agree(w, p); /* ALTERNATE_AGREED */
    } else if (p->role == STP_ROLE_BACKUP && p->rb_while != 2 * stp_hello_time(p)) {
        p->rb_while = (uint16_t)(2 * stp_hello_time(p)); /* BACKUP_PORT */
        return true;
    } else if (p->fd_while == stp_forward_delay(p) && p->sync == 0 && p->re_root == 0 &&
               p->synced != 0) {
        return false;
    }
    p->settled = 1; /* ALTERNATE_PORT */
    p->fd_while = stp_forward_delay(p);
    p->synced = 1;
    p->rr_while = 0;
    p->sync = p->re_root = 0;
    return true;
}

bool stp_role_transitions(const struct stp_work *w, struct stp_port *p)
{
    if (p->selected == 0 || p->updt_info != 0)
        return false;
    if (p->role != p->selected_role)
        return take_role(w, p);
    switch ((enum stp_role)p->role) {
    case STP_ROLE_DISABLED:
        return disabled_port(p);
    case STP_ROLE_ROOT:
        return root_port(w, p);
    case STP_ROLE_DESIGNATED:
        return designated_port(w, p);
    case STP_ROLE_ALTERNATE:
    case STP_ROLE_BACKUP:
        return alternate_port(w, p);
    }
    return false;
}

/* --- 17.30 Port State Transition
 * ------------------------------------------------------------------------ */

bool stp_state_transition(const struct stp_work *w, struct stp_port *p)
{
    if (p->learning == 0) {
        if (p->learn == 0)
            return false;
        p->learning = 1;
        stp_note(w, p, RULE_STP_LEARNS, 0, 0);
    } else if (p->learn == 0 || (p->forwarding != 0 && p->forward == 0)) {
        p->learning = p->forwarding = 0;
        stp_note(w, p, RULE_STP_DISCARDS, 0, 0);
    } else if (p->forwarding == 0 && p->forward != 0) {
        p->forwarding = 1;
        stp_note(w, p, RULE_STP_FORWARDS, 0, 0);
    } else {
        return false;
    }
    stp_row_changed(w, p);
    return true;
}
