/* link/stp_parts.h: what the files of spanning tree share. Inside link/. */
#ifndef NETSTAGE_LINK_STP_PARTS_H
#define NETSTAGE_LINK_STP_PARTS_H

#include "link/link.h"
#include "link/stp.h"
#include "wire/bpdu.h"

/* 17.24 */
enum stp_migration { STP_CHECKING_RSTP, STP_SENSING, STP_SELECTING_STP };

/* 17.31 */
enum stp_change { STP_CHANGE_INACTIVE, STP_CHANGE_LEARNING, STP_CHANGE_ACTIVE };

/* A switch at work. */
struct stp_work {
    struct link *link;
    struct stp_bridge *bridge;
    const struct stp_bridge_plan *plan;
    struct stp_port *ports; /* its own, plan->ports of them */
};

struct stp_work stp_work_on(struct link *link, uint32_t bridge);

/* Begins (BEGIN of every machine). */
void stp_begin_port(const struct stp_work *w, struct stp_port *p);

/* Lets every machine go as far as it can. */
void stp_settle(const struct stp_work *w);

/* --- the machines: each makes one transition at most. False: there was none to make --- */
bool stp_port_receive(const struct stp_work *w, struct stp_port *p);     /* 17.23 */
bool stp_port_migration(const struct stp_work *w, struct stp_port *p);   /* 17.24 */
bool stp_bridge_detection(const struct stp_work *w, struct stp_port *p); /* 17.25 */
bool stp_port_transmit(const struct stp_work *w, struct stp_port *p);    /* 17.26 */
bool stp_port_information(const struct stp_work *w, struct stp_port *p); /* 17.27 */
bool stp_role_selection(const struct stp_work *w);                       /* 17.28 */
bool stp_role_transitions(const struct stp_work *w, struct stp_port *p); /* 17.29 */
bool stp_state_transition(const struct stp_work *w, struct stp_port *p); /* 17.30 */
bool stp_topology_change(const struct stp_work *w, struct stp_port *p);  /* 17.31 */

/* --- vectors and times --- */

/* 17.6: below 0 when a is better. */
int stp_compare(const struct stp_vector *a, const struct stp_vector *b);
bool stp_same_times(const struct stp_times *a, const struct stp_times *b);

static inline uint16_t stp_seconds(uint16_t parts)
{
    return (uint16_t)((parts + BPDU_SECOND - 1) / BPDU_SECOND);
}

static inline mac_address stp_address(uint64_t bridge)
{
    return bridge & ((UINT64_C(1) << BPDU_MAC_BITS) - 1);
}

/* --- 17.20, in seconds --- */

static inline bool stp_version_is_rapid(const struct stp_work *w)
{
    return w->plan->version >= BPDU_VERSION_RSTP; /* rstpVersion */
}

static inline uint16_t stp_hello_time(const struct stp_port *p)
{
    return stp_seconds(p->designated_times.hello);
}

static inline uint16_t stp_max_age(const struct stp_port *p)
{
    return stp_seconds(p->designated_times.max_age);
}

static inline uint16_t stp_fwd_delay(const struct stp_port *p) /* FwdDelay */
{
    return stp_seconds(p->designated_times.forward_delay);
}

static inline uint16_t stp_forward_delay(const struct stp_port *p) /* forwardDelay */
{
    return p->send_rstp != 0 ? stp_hello_time(p) : stp_fwd_delay(p);
}

static inline uint16_t stp_edge_delay(const struct stp_port *p)
{
    return p->point_to_point != 0 ? STP_MIGRATE : stp_max_age(p);
}

/* --- records --- */

/* A decision about a port (NULL: about the switch); later records follow from it. */
void stp_note(const struct stp_work *w, const struct stp_port *p, enum rule rule, uint64_t a,
              uint64_t b);

/* The port's row has changed. */
void stp_row_changed(const struct stp_work *w, const struct stp_port *p);

#endif
