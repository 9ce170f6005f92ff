/* app/plan.h: what the applications of each node are to do, fixed when the world is built.
 *
 * Shape:  one struct app_node_plan per node, in node order; it points at zones, resources and
 *         lists. All of it is constant: shared by every branch, never copied by a snapshot.
 * Owner:  whoever builds the world makes the plan and keeps it as long as the world. */
#ifndef NETSTAGE_APP_PLAN_H
#define NETSTAGE_APP_PLAN_H

#include "app/dns_zone.h"
#include "app/http_site.h"

enum {
    PLAN_SEARCHES = 6,  /* likewise domains to search */
    PLAN_NDOTS = 15,    /* as many as resolv.conf may ask for */
    PLAN_RESOLVERS = 3, /* as many name servers as resolv.conf may list */
    PLAN_DNS_PORT = 53,
    PLAN_HTTP_PORT = 80,
    PLAN_PROXY_PORT = 3128,
    PLAN_PROXY_CACHE = 1 << 20,   /* octets, when nothing else is said */
    PLAN_BROWSER_CACHE = 1 << 20, /* likewise */
};

/* A name server for priming a recursive resolver (RFC 1034 section 5.3.2, "SBELT"). */
struct root_hint {
    struct dns_name name;
    ipv4_address address;
};

/* A name server. It answers from its zones; when `recursive` it also walks from the root hints
 * on behalf of clients that ask for recursion, and caches. */
struct dns_service_plan {
    const struct dns_zone *zones;
    uint32_t zone_count;
    const struct root_hint *hints;
    uint32_t hint_count;
    uint32_t cache_rows; /* bound of the resolver's cache */
    uint16_t udp_size;   /* octets of a datagram that it sends and takes; 0: 1232 */
    bool recursive;
    bool no_edns; /* it knows no OPT, and answers FORMERR (RFC 6891 section 7) */
};

struct http_service_plan {
    const struct http_site *site;
    uint16_t port;
};

/* A file that a host has from the start. */
struct host_file_plan {
    const char *name;
    const uint8_t *octets;
    uint32_t length;
};

/* What a proxy tells origins about its clients. */
enum proxy_forwarded { PROXY_X_FORWARDED_FOR, PROXY_FORWARDED, PROXY_TELLS_NOTHING };

/* A proxy. Without origins of its own it is a forward proxy: clients name the origin in the
 * request. With them it is a reverse proxy: it stands in front of them as if it were they. */
struct proxy_plan {
    const struct proxy_target *to;
    uint32_t to_count;
    uint32_t cache;   /* octets of its shared cache; 0: none */
    sim_time timeout; /* how long an origin may say nothing */
    uint16_t port;
    enum proxy_forwarded forwarded;
};

/* An origin of a reverse proxy. */
struct proxy_target {
    ipv4_address address;
    uint16_t port;
};

/* What a router tells of a network at the interface over which it learnt it (RFC 2453 3.4.3). */
enum rip_horizon { RIP_NO_HORIZON, RIP_SPLIT_HORIZON, RIP_POISONED_REVERSE };

/* A routing daemon (RFC 2453). */
struct rip_plan {
    sim_time update;  /* from one regular update to the next; 30 s. The wait between triggered
                       * updates and the random part of all times shrink and grow with it */
    sim_time timeout; /* after which a route that nobody confirms is lost; 180 s */
    sim_time garbage; /* for which a lost one is told as such; 120 s */
    const uint8_t *costs; /* of the node's interfaces; 0: 1 */
    uint32_t cost_count;
    enum rip_horizon horizon;
    bool triggered;    /* changes are told at once */
    bool silent;       /* it listens, and tells nothing */
    bool version_1;    /* messages of version 1 are taken and answered */
    bool tells_static; /* routes that were written down are told to others */
};

struct app_node_plan {
    const char *name; /* of the node, for messages */
    ipv4_address resolvers[PLAN_RESOLVERS];
    uint32_t resolver_count;
    const struct dns_name *search; /* domains that short names are completed with */
    uint32_t search_count;
    uint32_t ndots; /* a name with so many dots is first asked for as it is; 0: the usual 1 */
    const struct dns_service_plan *dns;   /* NULL: no name server here */
    const struct http_service_plan *http; /* NULL: no web server here */
    const struct host_file_plan *files;   /* besides those of every host, app/host_file.h */
    uint32_t file_count;
    const struct proxy_plan *proxy; /* NULL: no proxy here */
    const struct rip_plan *rip;     /* NULL: no routing daemon here */
    uint32_t browser_cache;         /* octets, when has_browser_cache */
    bool has_browser_cache;
};

#endif
