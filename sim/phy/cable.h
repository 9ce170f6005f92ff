/* phy/cable.h: the cables. Each way of a cable is a transmitter with a queue, a line with a rate
 * and a delay, and the frames in flight on it.
 *
 * Shape:  a table of struct direction, two a cable: row 2c is from end 0 to end 1 of cable c, row
 *         2c+1 the other way. The flights of a direction are a FIFO in one pool for the world, and
 *         a direction has one entry in the event queue, for the arrival of its first flight.
 *         A flight delayed by a fault leaves the FIFO for the table of strays.
 * Units:  rate in bit/s; times in ns; loss in units of 10^-9; queue in frames that wait for their
 *         transmission to start (the one being sent does not count).
 * Time:   a frame takes (octets + FCS + preamble + gap) * 8 / rate of the transmitter's time, and
 *         arrives when its FCS has: the gap follows it. */
#ifndef NETSTAGE_PHY_CABLE_H
#define NETSTAGE_PHY_CABLE_H

#include "core/sim.h"
#include "phy/fault.h"

enum flight_fate {
    FATE_ARRIVES,
    FATE_LOST,            /* random loss */
    FATE_FAULT,           /* a fault of the scenario */
    FATE_HAND,            /* an intervention */
};

struct flight {
    frame_id frame;
    uint32_t next;        /* later flight of the same direction, or NONE */
    sim_time departs;     /* transmission starts */
    sim_time arrives;
    record_id sent;       /* the RECORD_SENT of this flight */
    uint32_t direction;
    uint8_t fate;         /* enum flight_fate */
    uint8_t hop;
    uint8_t flags;        /* enum frame_flag that this flight adds to its frame */
    uint8_t stray;        /* 1: has left the FIFO, has its own queue entry */
};

struct direction {
    uint64_t rate_bps;
    sim_time delay;
    sim_time busy_until;  /* when the transmitter is free again */
    uint64_t offered;     /* frames offered so far: the ordinal of random draws */
    uint32_t loss;        /* probability in 10^-9 */
    uint32_t queue_limit; /* frames */
    uint32_t first;       /* flight, or NONE */
    uint32_t last;
    uint32_t first_waiting; /* first flight whose transmission has not been seen to start */
    uint32_t waiting;     /* number of flights from there on */
    uint32_t from;        /* interface rows */
    uint32_t to;
    uint16_t cut;         /* 1: nothing passes */
    uint16_t mark_limit;  /* so many waiting frames, and the next is marked; 0: none is */
    uint32_t dropped;     /* frames that ended here */
    uint32_t impairment;  /* a row of phy/impair.h, plus one; 0: it treats all frames alike */
    uint32_t reserved;
};

_Static_assert(sizeof(struct flight) == 40 && sizeof(struct direction) == 80,
               "no padding in state");

struct cable_def {
    uint32_t end[2];      /* interface rows */
    uint64_t rate_bps[2]; /* from end 0 to end 1, and back */
    sim_time delay[2];
    uint32_t loss[2];
    uint32_t queue_limit[2];
    sim_time jitter[2];   /* the delay varies by so much, either way: phy/impair.h */
    uint32_t duplicate[2]; /* probabilities in 10^-9, as loss */
    uint32_t corrupt[2];
    uint16_t mark_limit[2]; /* RFC 3168: frames that wait when marking begins; 0: never */
};

struct impairment;

struct phy {
    struct sim *sim;
    struct direction *directions;
    struct flight *flights;
    struct impairment *impairments;
    struct fault_counter *fault_counters;
    const struct fault_table *faults; /* constant; NULL: none */
    struct fault_scratch *scratch;    /* for the filters of faults */
    pool_id direction_pool;
    pool_id flight_pool;
    pool_id impairment_pool;
    pool_id fault_pool;
    uint32_t cables;
    uint32_t fault_count;
};

enum cable_status {
    CABLE_TAKEN,          /* the frame flies, or waits in the queue, or was lost on the way */
    CABLE_REFUSED_FULL,   /* drop-tail: RULE_CABLE_QUEUE_FULL */
    CABLE_REFUSED_CUT,
    CABLE_NO_ROOM,        /* the simulator's flight pool is full */
};

void phy_add_pools(struct phy *phy, struct sim *sim, uint32_t cables, uint32_t faults);

/* After arena_build(): the counters of all faults stand at 0. */
void phy_start(struct phy *phy);

/* Then, one by one: adds the next cable; *def is copied. Gives its number. */
uint32_t phy_add_cable(struct phy *phy, const struct cable_def *def);

/* Puts a frame on the cable; takes over the caller's reference in every case. Writes RECORD_SENT or
 * RECORD_DROPPED; `node` is the sender, for the record. */
enum cable_status cable_offer(struct phy *phy, uint32_t direction, frame_id frame, uint32_t node);

/* What an arrival event gives. */
struct arrival {
    frame_id frame;       /* the caller owns one reference; NONE: it did not arrive */
    uint32_t direction;
    uint32_t interface;   /* where it arrived */
};

/* Is the first queue entry of this direction still true? (It is not after an intervention.) */
bool cable_is_due(const struct phy *phy, struct queue_entry entry);

/* The event EVENT_CABLE or EVENT_STRAY, already popped: takes the flight out and writes
 * RECORD_ARRIVED or RECORD_DROPPED at `node`, the receiver. */
struct arrival cable_arrive(struct phy *phy, struct queue_entry entry, uint32_t node);

/* --- interventions: from the session, between events --- */

/* The flight of this packet and hop in this direction, or NONE. */
uint32_t cable_find_flight(const struct phy *phy, uint32_t direction, uint32_t packet, uint8_t hop);

void flight_drop(struct phy *phy, uint32_t flight);
/* Flips one bit beyond the Ethernet header; on_cable: the FCS tells; otherwise a new FCS hides it.
 * False: no room, nothing has changed. */
bool flight_corrupt(struct phy *phy, uint32_t flight, uint32_t bit, bool on_cable);
/* Lets it arrive `by` later than it would; later frames may overtake it. False: no room. */
bool flight_delay(struct phy *phy, uint32_t flight, sim_time by);
/* Sends it a second time, after what waits already; `node` is the sender. False: no room. */
bool flight_duplicate(struct phy *phy, uint32_t flight, uint32_t node);
/* Cuts or mends one way. What is in flight or waits is lost at once: RECORD_DROPPED at `node`, the
 * receiver. A mended way is empty. */
void direction_cut(struct phy *phy, uint32_t direction, bool cut, uint32_t node);
/* The cable itself, from now on; what netem does is not touched. */
void direction_impair(struct phy *phy, uint32_t direction, uint32_t loss, sim_time delay);

/* The delay that is usual here, netem's included: a frame takes so long, give or take *jitter. */
sim_time direction_usual_delay(const struct phy *phy, uint32_t direction, sim_time *jitter);

/* Frames that wait for their transmission to start, as of now. */
uint32_t direction_waiting(const struct phy *phy, uint32_t direction);

#endif
