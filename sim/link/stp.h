/* link/stp.h: the rapid spanning tree protocol of switches (IEEE 802.1D-2004 clause 17): which
 * ports forward, so that every switch is reached and no frame goes round in a circle.
 *
 * Shape:  a row of state for each switch that runs it and one for each of its ports, in pools of
 *         the world; a switch's ports are one run of rows. Which switches run it, and what was set
 *         up there, is constant (struct stp_plan). A world without any has no rows.
 * Names:  the variables of the standard (17.17 to 17.19), written with underscores; comments give
 *         theirs where ours is longer.
 * Time:   timers count whole seconds since the switch began, as the standard has it (17.22), but it
 *         wakes only in those in which something comes of it. Everything else happens at once, when
 *         a BPDU or a cable's news comes.
 * Where:  stp.c begins, wakes, receives; stp_info.c has the machines about what is known (17.23 to
 *         17.25, 17.27), stp_roles.c the choice of roles (17.28), stp_states.c roles and states
 *         taking effect (17.29, 17.30), stp_change.c topology changes (17.31), stp_transmit.c sending
 *         (17.26). */
#ifndef NETSTAGE_LINK_STP_H
#define NETSTAGE_LINK_STP_H

#include "core/sim.h"
#include "wire/ethernet.h"

enum {
    STP_PRIORITY = 32768, /* table 17-2: of a switch, in steps of 4096 ... */
    STP_PRIORITY_STEP = 4096,
    STP_PORT_PRIORITY = 128, /* ... and of a port, in steps of 16 */
    STP_PORT_PRIORITY_STEP = 16,
    STP_HELLO = 2, /* table 17-1, in seconds */
    STP_MAX_AGE = 20,
    STP_FORWARD_DELAY = 15,
    STP_MIGRATE = 3,    /* MigrateTime */
    STP_HOLD_COUNT = 6, /* TxHoldCount: BPDUs a second and port */
    STP_COST_MAXIMUM = 200000000,
};

/* Is there a host behind the port? Then nothing can go in a circle there. */
enum stp_edge {
    STP_EDGE_AUTO, /* yes, when no BPDU has come for a while */
    STP_EDGE_YES,
    STP_EDGE_NO,
};

/* How a port is set up; constant. */
struct stp_port_plan {
    uint32_t cost;     /* 0: from the rate of the cable, table 17-3 */
    uint8_t edge;      /* enum stp_edge */
    uint8_t shared;    /* 1: not a cable between two, so nobody may agree for all */
    uint16_t priority; /* 0 to 240, in steps of 16 */
};

/* How a switch is set up; constant. */
struct stp_bridge_plan {
    uint32_t node;
    uint32_t first_port; /* of the ports below, in the order of its interfaces */
    uint32_t ports;
    uint16_t priority; /* 0 to 61440, in steps of 4096 */
    uint8_t version;   /* ForceProtocolVersion: BPDU_VERSION_RSTP, or _STP for the old one */
    uint8_t hello;     /* seconds */
    uint8_t max_age;
    uint8_t forward_delay;
    uint16_t reserved;
};

struct stp_plan {
    struct stp_bridge_plan *bridge;
    struct stp_port_plan *port;
    uint32_t *bridge_of; /* a row a node: its bridge, or NONE */
    uint32_t bridges;
    uint32_t ports;
};

enum stp_role {
    STP_ROLE_DISABLED,
    STP_ROLE_ROOT,
    STP_ROLE_DESIGNATED,
    STP_ROLE_ALTERNATE,
    STP_ROLE_BACKUP,
};

/* 17.19.10: where what a port knows comes from. */
enum stp_info {
    STP_INFO_DISABLED,
    STP_INFO_AGED,
    STP_INFO_MINE,
    STP_INFO_RECEIVED,
};

/* A priority vector (17.6) without the port that received it. Less is better. */
struct stp_vector {
    uint64_t root;
    uint64_t bridge; /* designated bridge */
    uint32_t cost;
    uint16_t port; /* designated port */
    uint16_t reserved;
};

/* In 1/256 s. */
struct stp_times {
    uint16_t message_age;
    uint16_t max_age;
    uint16_t forward_delay;
    uint16_t hello;
};

struct stp_port {
    struct stp_vector designated; /* designatedPriority */
    struct stp_vector message;    /* msgPriority */
    struct stp_vector priority;   /* portPriority */
    struct stp_times designated_times;
    struct stp_times message_times;
    struct stp_times times; /* portTimes */
    uint32_t interface;
    uint32_t cost;             /* PortPathCost */
    uint16_t id;               /* portId: priority and number */
    uint16_t edge_delay_while; /* the timers of 17.17, in seconds */
    uint16_t fd_while;
    uint16_t hello_when;
    uint16_t mdelay_while;
    uint16_t rb_while;
    uint16_t rcvd_info_while;
    uint16_t rr_while;
    uint16_t tc_while;
    uint16_t tx_count;
    uint8_t message_type; /* of the BPDU last received: enum bpdu_type, its flags */
    uint8_t message_flags;
    uint8_t info_is; /* enum stp_info */
    uint8_t role;    /* enum stp_role */
    uint8_t selected_role;
    uint8_t migration;  /* enum stp_migration: the machine of 17.24 */
    uint8_t change;     /* enum stp_change: the machine of 17.31 */
    uint8_t settled;    /* 1: in DISABLED_PORT or ALTERNATE_PORT; 0: on the way there */
    uint8_t admin_edge; /* what was set up */
    uint8_t auto_edge;
    uint8_t point_to_point; /* operPointToPointMAC */
    uint8_t port_enabled;   /* from here on as 17.19 has them, each 0 or 1 */
    uint8_t agree, agreed, disputed, fdb_flush;
    uint8_t forward, forwarding, learn, learning;
    uint8_t mcheck, new_info, oper_edge, proposed;
    uint8_t proposing, rcvd_bpdu, rcvd_msg, rcvd_rstp;
    uint8_t rcvd_stp, rcvd_tc, rcvd_tc_ack, rcvd_tcn;
    uint8_t re_root, reselect, selected, send_rstp;
    uint8_t sync, synced, tc_ack, tc_prop;
    uint8_t updt_info, reserved[3];
};

struct stp_bridge {
    uint64_t id;            /* BridgeIdentifier: priority and address */
    struct stp_vector root; /* rootPriority */
    struct stp_times root_times;
    struct stp_times bridge_times;
    struct timer tick;
    sim_time second; /* up to when its seconds have been counted */
    sim_time changed_at; /* the last topology change */
    uint32_t changes;    /* how many there were */
    uint32_t root_port;  /* a row of the ports, or NONE: this switch is the root */
    uint32_t plan;       /* its row in the plan */
    uint16_t begun;      /* 1: the machines run */
    uint16_t reserved;
};

_Static_assert(sizeof(struct stp_vector) == 24 && sizeof(struct stp_times) == 8 &&
                   sizeof(struct stp_port) == 168 && sizeof(struct stp_bridge) == 104,
               "no padding in state");

/* The part of struct link that is spanning tree's. */
struct stp {
    const struct stp_plan *plan; /* constant; NULL: no switch runs it */
    struct stp_bridge *bridges;
    struct stp_port *ports;
    pool_id bridge_pool;
    pool_id port_pool;
    uint32_t packet; /* scratch: the BPDU that is being looked at, for the records */
    uint8_t hop;
};

struct link;

/* After link_add_pools(). `plan` outlives the world. */
void stp_add_pools(struct link *link, const struct stp_plan *plan);

/* When cables and interfaces are there: the first ticks are due at once, in which the machines
 * begin. */
void stp_start(struct link *link);

/* The row of the switch at this node, or of the port at this interface; NONE: it does not run.
 */
uint32_t stp_bridge_at(const struct link *link, uint32_t node);
uint32_t stp_port_at(const struct link *link, uint32_t interface);

/* A second of a switch in which a timer runs out (EVENT_STP). */
void stp_tick(struct link *link, uint32_t bridge);

/* A BPDU, or what is addressed as one, came in at a port that runs. Uses the reference up.
 * False: it was none and was dropped. */
bool stp_receive(struct link *link, uint32_t port, frame_id frame);

/* The cable of this interface, or an interface at either end of it, may have gone up or down.
 */
void stp_carrier_changed(struct link *link, uint32_t interface);

/* Nothing is on its way: roles are taken, no port waits, no change is being told. */
bool stp_is_settled(const struct link *link, uint32_t bridge);

/* What a cable of this rate costs (table 17-3). */
uint32_t stp_cost_of_rate(uint64_t bps);

/* The changes that an administrator makes while it runs. */
void stp_set_priority(struct link *link, uint32_t bridge, uint16_t priority);
void stp_set_port_priority(struct link *link, uint32_t port, uint16_t priority);
void stp_set_port_cost(struct link *link, uint32_t port, uint32_t cost);

static inline uint16_t stp_port_number(const struct stp_port *p)
{
    return p->id & 0x0fff;
}

#endif
