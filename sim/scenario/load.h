/* scenario/load.h: what the parts of the loader share; nobody outside the room includes it.
 *
 * Order:  nodes (names first, so that everything may refer to every node), links, the rest;
 * then the checks of the whole network. Each part reports what it finds and goes on. */
#ifndef NETSTAGE_SCENARIO_LOAD_H
#define NETSTAGE_SCENARIO_LOAD_H

#include "scenario/keys.h"
#include "scenario/quantity.h"
#include "scenario/scenario.h"

/* What `broken:` may allow. */
enum waiver {
    WAIVER_DUPLICATE_ADDRESS,
    WAIVER_DUPLICATE_MAC,
    WAIVER_NO_ADDRESS,
    WAIVER_NO_LINK,
    WAIVER_NETWORK_ADDRESS,
    WAIVER_OTHER_SUBNET,
    WAIVER_WRONG_MASK,
    WAIVER_SAME_SUBNET,
    WAIVER_GATEWAY_UNKNOWN,
    WAIVER_GATEWAY_UNREACHABLE,
    WAIVER_RESOLVER_UNKNOWN,
    WAIVER_SWITCH_LOOP,
    WAIVERS,
};

enum { LANGUAGES_SEEN = 8 };

/* What was allocated outside the scenario's memory. */
struct scenario_owned {
    struct filter **filters;
    uint32_t filter_count;
};

struct loader {
    struct scenario *s;
    struct diagnostics *d;
    struct span waiver_span[WAIVERS]; /* of `broken:`; length 0: not waived */
    bool waiver_used[WAIVERS];
    const char *language[LANGUAGES_SEEN]; /* every language that a text of the file has */
    uint32_t languages;
    struct lesson_text_seen *texts; /* for the check of missing translations */
    uint32_t text_count;
    struct gateway_seen *gateways; /* for the checks of the network */
    uint32_t gateway_count;
    struct span *resolver_span; /* of every `dns:` address, in the order of the nodes */
    uint32_t resolver_count;
    uint32_t usual_routes; /* of routers that say nothing: enum routes_word */
    struct rip_plan rip;   /* of nodes that say nothing else */
    const struct yaml_node *rip_node; /* where it was given, or NULL */
    bool *spoilt;          /* of every node: something in it was not understood */
    struct scenario_tree tree; /* what switches do that do not say otherwise */
    bool links_incomplete; /* some link was not understood: "no link" proves nothing */
};

/* routes: auto, none or rip */
enum routes_word { ROUTES_AUTO, ROUTES_NONE, ROUTES_RIP, ROUTES_WORDS };

struct lesson_text_seen {
    struct lesson_text text;
    struct span span;
};

struct gateway_seen {
    uint32_t node;
    ipv4_address address;
    struct span span;
};

/* The map of a file: its values by key. */
struct map_values {
    const struct yaml_node *value[KEYS]; /* NULL: not there */
};

/* --- problems --- */

struct diagnostic *load_error(struct loader *l, struct span span, const char *code,
                              const char *sentence);
struct diagnostic *load_warning(struct loader *l, struct span span, const char *code,
                                const char *sentence);
/* With {value}: the node's own text. */
struct diagnostic *load_bad_value(struct loader *l, const struct yaml_node *node,
                                  const char *code, const char *sentence);
void load_no_memory(struct loader *l);

/* An error unless `broken:` waives it; then NULL. */
struct diagnostic *load_flaw(struct loader *l, struct span span, enum waiver waiver,
                             const char *sentence);
const char *load_waiver_word(enum waiver waiver);

/* --- values; each reports what is wrong and gives false --- */

/* A map with keys of `map` only; those that are needed are there. With `open`, other keys are
 * left to the caller. False: not a map at all. */
bool load_map(struct loader *l, const struct yaml_node *node, enum key_map map, bool open,
              struct map_values *values);
bool load_is_text(struct loader *l, const struct yaml_node *node);
bool load_is_list(struct loader *l, const struct yaml_node *node);
bool load_switch(struct loader *l, const struct yaml_node *node, uint8_t *on);
bool load_integer(struct loader *l, const struct yaml_node *node, uint64_t least, uint64_t most,
                  uint64_t *value);
bool load_quantity(struct loader *l, const struct yaml_node *node, enum quantity_kind kind,
                   uint64_t least, uint64_t most, uint64_t *value);
bool load_time(struct loader *l, const struct yaml_node *node, sim_time most, sim_time *value);
bool load_word(struct loader *l, const struct yaml_node *node, const char *const *words,
               uint32_t count, uint32_t *row);
bool load_address(struct loader *l, const struct yaml_node *node, ipv4_address *address);
void load_mtu(struct loader *l, const struct yaml_node *node, uint16_t *mtu);
bool load_prefix(struct loader *l, const struct yaml_node *node, ipv4_address *address,
                 uint8_t *length);
bool load_mac(struct loader *l, const struct yaml_node *node, mac_address *mac);
bool load_text(struct loader *l, const struct yaml_node *node, struct lesson_text *text);
bool load_node_name(struct loader *l, const struct yaml_node *node, uint32_t *row);
bool load_link_name(struct loader *l, const struct yaml_node *node, uint32_t *link);

/* A filter; located inside its quotation marks when it is wrong. */
const struct filter *load_filter(struct loader *l, const struct yaml_node *node);
/* The part of a text from `at` on, `length` octets, as a filter. */
const struct filter *load_filter_part(struct loader *l, const struct yaml_node *node, size_t at,
                                      size_t length);
/* A filter that the loader itself wrote; `node` is where it comes from. */
const struct filter *load_filter_made(struct loader *l, const struct yaml_node *node,
                                      const char *text);
/* The name of a field at an octet of a text. */
bool load_field(struct loader *l, const struct yaml_node *node, size_t at, size_t length,
                enum field_id *field);

/* nth: 2, nth: 2-4, or each: yes. */
void load_occurrence(struct loader *l, const struct yaml_node *nth,
                     const struct yaml_node *each, uint32_t *first, uint32_t *last);
/* at: and host: of a trigger or an expectation. */
void load_sighting(struct loader *l, const struct yaml_node *at, const struct yaml_node *host,
                   struct trigger *trigger);

/* Makes room for one more row behind `count` rows of a table of the scenario. NULL: no memory,
 * reported. */
void *load_grow(struct loader *l, void *table, uint32_t count, size_t row_size);
char *load_copy(struct loader *l, const char *text, size_t length);

/* --- the parts --- */

void load_nodes(struct loader *l, const struct yaml_node *nodes);
void load_services(struct loader *l, uint32_t row, const struct yaml_node *http,
                   const struct yaml_node *dns_server);
void load_http(struct loader *l, uint32_t row, const struct yaml_node *node);
void load_files(struct loader *l, uint32_t row, const struct yaml_node *node);
/* Octets that nobody wrote: lines of 64, each of which begins with its own place. */
void load_made_up(uint8_t *octets, uint64_t size);
void load_headers(struct loader *l, const struct map_values *v, struct http_resource *resource);
void load_proxy(struct loader *l, uint32_t row, const struct yaml_node *node);
void load_browser_cache(struct loader *l, uint32_t row, const struct yaml_node *node);
struct rip_plan load_usual_rip(void);
void load_rip(struct loader *l, const struct yaml_node *node, struct rip_plan *plan);
void load_node_rip(struct loader *l, uint32_t row, const struct yaml_node *own);
void load_rip_costs(struct loader *l);
/* routes: auto, none or rip, as one word. */
bool load_routes_word(struct loader *l, const struct yaml_node *node, uint32_t *word);
void load_arp(struct loader *l, const struct yaml_node *node, struct node_habits *habits);
void load_ip(struct loader *l, const struct yaml_node *node, struct node_habits *habits);
void load_profile(struct loader *l, const struct yaml_node *node, struct tcp_profile *profile);
struct scenario_tree load_default_tree(void);
void load_tree(struct loader *l, const struct yaml_node *node, struct scenario_tree *tree);
/* `spanning-tree` of a link between these interfaces of these nodes. */
void load_tree_ports(struct loader *l, const struct yaml_node *node, const uint32_t end[2],
                     const uint32_t rows[2]);
void load_links(struct loader *l, const struct yaml_node *links);
void load_timeline(struct loader *l, const struct yaml_node *timeline);
void load_faults(struct loader *l, const struct yaml_node *faults);
void load_narration(struct loader *l, const struct yaml_node *narration);
void load_expectations(struct loader *l, const struct yaml_node *expect);
void load_check(struct loader *l, const struct yaml_node *check, uint32_t narration);
void load_waivers(struct loader *l, const struct yaml_node *broken);

uint32_t load_add_interface(struct loader *l, uint32_t node, const char *name,
                            struct span span);

/* After everything was read. */
void check_network(struct loader *l);
void check_translations(struct loader *l);
void check_waivers(struct loader *l);
bool scenario_lay_out(struct scenario *s) MUST_CHECK;

#endif
