/* app/rip_parts.h: what the files of the routing daemon share. See rip.h. */
#ifndef NETSTAGE_APP_RIP_PARTS_H
#define NETSTAGE_APP_RIP_PARTS_H

#include "app/rip.h"
#include "wire/rip.h"

enum {
    RIP_DATAGRAMS_AT_ONCE =
        200, /* that one event may send: what a table may take is bounded by it */
};

static inline struct rip_node *rip_at(const struct app *app, uint32_t node)
{
    return &app->rip[node];
}

static inline const struct rip_plan *rip_plan_of(const struct app *app, uint32_t node)
{
    return app->plans[node]->rip;
}

/* A network with its metric, in one word of a record: {a:network}, {a:metric}. */
static inline uint64_t rip_word(ipv4_address prefix, uint8_t length, uint32_t metric)
{
    return (uint64_t)prefix | (uint64_t)length << 32 | (uint64_t)(metric & 0xff) << 40;
}

static inline uint64_t rip_route_word(const struct rip_route *r)
{
    return rip_word(r->prefix, r->length, r->metric);
}

/* Can it be sent and heard over this interface: has it an address, is it in service, is there a
 * cable that is whole? */
bool rip_interface_works(const struct app *app, uint32_t interface);

/* What a network at this interface costs: 1, if nothing else was written down. */
uint32_t rip_cost(const struct app *app, uint32_t interface);

/* A record of the daemon; later ones follow from it, or not. */
void rip_note(struct app *app, uint32_t node, enum rule rule, uint64_t a, uint64_t b);
void rip_aside(struct app *app, uint32_t node, enum rule rule, uint64_t a, uint64_t b);

/* The same about a route that it knows. */
void rip_note_route(struct app *app, const struct rip_route *route, enum rule rule, uint64_t a,
                    uint64_t b);
void rip_aside_route(struct app *app, const struct rip_route *route, enum rule rule, uint64_t a,
                     uint64_t b);

/* A random time from 0 to `bound`. */
sim_time rip_random(struct app *app, uint32_t node, sim_time bound);

/* --- rip_table.c --- */

/* The route to a network, or NULL. The next one of the chain behind `route` (NULL: the first).
 */
struct rip_route *rip_find(const struct app *app, uint32_t node, ipv4_address prefix,
                           uint8_t length);
struct rip_route *rip_next(const struct app *app, uint32_t node, const struct rip_route *route);

/* Adds a route at the end of the chain, without telling anybody. NULL: the table is full. */
struct rip_route *rip_add(struct app *app, const struct rip_route *route);
void rip_remove(struct app *app, struct rip_route *route);

/* As many routes as the daemon of a node keeps. */
uint32_t rip_capacity(const struct app *app, uint32_t node);

/* Gives IP the route as it is now: a learnt one that leads somewhere is put into its table, any
 * other is taken out. */
void rip_install(struct app *app, const struct rip_route *route);

/* The route has changed: neighbours are to be told. */
void rip_changed(struct app *app, struct rip_route *route);

/* The route is believed again for the whole timeout. */
void rip_refresh(struct app *app, struct rip_route *route);

/* It leads nowhere any more: the deletion process of section 3.8. */
void rip_lose(struct app *app, struct rip_route *route);

/* The row of a neighbour, which is made when there is none. NULL: there are too many. */
struct rip_peer *rip_peer(struct app *app, uint32_t node, ipv4_address address);
struct rip_peer *rip_next_peer(const struct app *app, uint32_t node,
                               const struct rip_peer *peer);

/* --- rip_output.c --- */

/* Asks the neighbours at an interface for all that they know. */
void rip_ask(struct app *app, uint32_t interface);

/* A regular update, to all neighbours. */
void rip_update(struct app *app, uint32_t node);

/* A triggered one, if there is news and no other has just been sent. */
void rip_flush(struct app *app, uint32_t node);

/* All that the node knows, to one who asked, with the version of the question. */
void rip_answer(struct app *app, uint32_t node, const struct udp_datagram *question,
                uint8_t version);

#endif
