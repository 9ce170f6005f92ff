/* scenario/scenario.h: a scenario file, read and checked. docs/scenario-format.md has the
 * format; docs/scenario.schema.json the same for editors.
 *
 * Shape:  a struct scenario is constant after loading and owns all it points at: texts,
 * filters, zones, sites. Rows are shared with the world that scenario_to_world() describes:
 * node i of the scenario is node i of the world, link i is cable i, interface i is interface i.
 * Limits: SCENARIO_SIZE_MAX octets, YAML_DEPTH_MAX levels, the numbers below; what is over a
 * limit is an error that names it. Reading takes time in proportion to the size of the file.
 * Safety: a file names no other file, no program and no network; reading it reads nothing else.
 */
#ifndef NETSTAGE_SCENARIO_SCENARIO_H
#define NETSTAGE_SCENARIO_SCENARIO_H

#include "app/plan.h"
#include "scenario/diagnostic.h"
#include "scenario/lesson.h"
#include "world/def.h"

enum {
    SCENARIO_VERSION = 1,
    SCENARIO_SIZE_MAX = 1024 * 1024,
    SCENARIO_NODES_MAX = 4096,
    SCENARIO_LINKS_MAX = 8192,
    SCENARIO_ENTRIES_MAX = 1024,          /* of timeline, faults, narration, expect: each */
    SCENARIO_TEXT_MAX = 16 * 1024,        /* octets of one text in one language */
    SCENARIO_BODY_MAX = 64 * 1024 * 1024, /* octets of a page made by `size:` */
    SCENARIO_STAGE_PITCH = 160,           /* distance of neighbours in an automatic layout */
};

/* What a lesson is about: the chooser sorts by it. */
enum lesson_subject {
    SUBJECT_OTHER,
    SUBJECT_CLIENT_AND_SERVER,
    SUBJECT_LAYERS,
    SUBJECT_ARP,
    SUBJECT_IP,
    SUBJECT_TCP_CONNECTION,
    SUBJECT_BYTE_STREAM,
    SUBJECT_RELIABILITY,
    SUBJECT_FLOW_CONTROL,
    SUBJECT_DNS,
    SUBJECT_HTTP_MESSAGES,
    SUBJECT_COOKIES,
    SUBJECT_METHODS,
    SUBJECT_STATUS_CODES,
    SUBJECT_JOURNEY,
    SUBJECT_BROKEN,
    SUBJECTS,
};

/* "reliability" as written in a file, and the English heading, a catalogue key. */
const char *lesson_subject_word(enum lesson_subject subject);
const char *lesson_subject_heading(enum lesson_subject subject);

/* The silhouette of a node on the stage. */
enum node_look {
    LOOK_LAPTOP,
    LOOK_HOST,
    LOOK_SERVER,
    LOOK_BROWSER,
    LOOK_SWITCH,
    LOOK_ROUTER,
    LOOK_DNS,
    LOOK_FIREWALL,
    LOOK_OUTSIDE,
    LOOKS,
};

/* How a switch runs a spanning tree. */
struct scenario_tree {
    bool on;
    struct stp_bridge_plan bridge; /* without node and ports */
};

struct scenario_node {
    const char *name;         /* the key in the file; shorter than NODE_NAME_SIZE */
    struct lesson_text label; /* what the stage shows; without one: the name */
    enum node_kind kind;
    bool
        outside; /* a real network can be plugged in here; the world has a switch of one port */
    enum node_look look; /* as given, or from kind and services */
    bool placed;         /* the author gave the position */
    int32_t x, y;        /* centre on the stage, in px at 100 % */
    uint32_t first_interface;
    uint32_t interfaces;
    uint32_t profile; /* row of the scenario's tcp profiles */
    struct node_habits habits;
    bool auto_routes;
    struct rip_plan *rip; /* the one that plan.rip points at, or NULL */
    bool hides_errors; /* icmp-errors: off */
    struct app_node_plan plan;
    struct scenario_tree tree; /* of a switch */
    struct span span;          /* of its name in the file */
};

struct scenario_interface {
    const char *name; /* "lan", "eth0", "port1" */
    uint32_t node;
    uint32_t link;        /* NONE: no cable */
    ipv4_address address; /* 0: none */
    uint8_t prefix_length;
    uint8_t cost; /* that routing daemons count for its network; 0: 1 */
    bool down;
    uint16_t mtu;     /* 0: the default */
    mac_address mac;  /* 0: made from node and interface */
    struct stp_port_plan port; /* of a switch with a spanning tree */
    struct span span; /* of its address, or else of its name */
};

struct scenario_link {
    uint32_t end[2];      /* rows of interfaces */
    uint64_t rate_bps[2]; /* from end 0 to end 1, and back */
    sim_time delay[2];
    uint32_t loss[2];  /* in units of 10^-9 */
    uint32_t queue[2]; /* frames */
    uint16_t mtu;      /* of the interfaces at its ends that have none of their own; 0: none */
    uint16_t mark[2];  /* frames that wait when marking begins; 0: never */
    sim_time jitter[2];
    uint32_t duplicate[2]; /* likewise in units of 10^-9 */
    uint32_t corrupt[2];
    struct span span;
};

struct scenario_command {
    sim_time at;
    enum timeline_action action;
    uint32_t node;
    uint32_t link;
    const char *command;
    struct span span;
};

struct scenario_route {
    uint32_t node;
    ipv4_address prefix;
    uint8_t prefix_length;
    ipv4_address gateway;
    struct span span;
};

struct scenario {
    const char *name; /* of the file, without folder and extension */
    struct lesson_text title, goal, misconception, summary, experiment;
    enum lesson_subject subject;
    uint32_t order;   /* its place within the subject, from 1; 0: behind those that have one */
    uint32_t minutes; /* how long the lesson takes in class; 0: not said */
    uint64_t seed;    /* default 1 */
    sim_time until;   /* SIM_NEVER: until everything has ended */

    struct scenario_node *nodes;
    uint32_t node_count;
    struct scenario_interface *interfaces;
    uint32_t interface_count;
    struct scenario_link *links;
    uint32_t link_count;
    struct scenario_route *routes;
    uint32_t route_count;
    struct scenario_command *timeline;
    uint32_t timeline_count;
    struct fault *faults; /* direction = 2 * link + (0: from end 0 to end 1) */
    uint32_t fault_count;
    struct node_habits habits;    /* of all nodes that do not say otherwise */
    struct tcp_profile *profiles; /* row 0: of all nodes without one of their own */
    uint32_t profile_count;

    struct narration *narration;
    uint32_t narration_count;
    struct expectation *expectations; /* those of `expect:`, then the checks of questions */
    uint32_t expectation_count;

    struct memory memory;
    struct scenario_owned *owned; /* filters, zones and sites, to be freed */
};

/* Reads a file, or a text with a name for messages. All that is wrong with it goes to
 * *diagnostics, which the caller has initialised with the name and releases; warnings alone do
 * not make it fail. NULL: diagnostics->errors says how many; also when the file cannot be read.
 */
struct scenario *scenario_load(const char *path, struct diagnostics *diagnostics) MUST_CHECK;
struct scenario *scenario_load_text(const char *text, size_t length, const char *name,
                                    struct diagnostics *diagnostics) MUST_CHECK;
void scenario_free(struct scenario *scenario);

/* Describes the world of the scenario in *def, which world_def_init() has prepared. The
 * scenario must outlive the def and the world. False: out of memory. */
bool scenario_to_world(const struct scenario *scenario, struct world_def *def) MUST_CHECK;

/* The row of a node or link, or NONE. A link is found by the nodes of its ends, in any order.
 */
uint32_t scenario_find_node(const struct scenario *scenario, const char *name, size_t length);
uint32_t scenario_find_link(const struct scenario *scenario, uint32_t node_a, uint32_t node_b);

/* The end of a link (a node) that is nearer to a node further away, by cables to pass; NONE:
 * both are equally near, or none leads there. */
uint32_t scenario_nearer_end(const struct scenario *scenario, uint32_t link, uint32_t node);

/* Adds a node of kind outside behind the switch `at`, by a cable of 1 Gbit/s and 10 us. It is
 * the last node and its cable the last link; the switch's new port shifts the interfaces behind
 * it. Without a name of that kind, or when it is taken, the node is called "outside". Gives its
 * row; NONE: out of memory. Before a world is made of the scenario. */
uint32_t scenario_add_outside(struct scenario *scenario, uint32_t at, const char *name);

/* How many questions the lesson asks. */
uint32_t scenario_questions(const struct scenario *scenario);

#endif
