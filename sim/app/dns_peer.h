/* app/dns_peer.h: how quickly a name server has answered before, so that a resolver begins with
 * the best one (RFC 1034 section 5.3.3, "the best name servers to ask"; RFC 1035 section 7.2).
 *
 * Shape:  rows of the world's pool, chained per node in the order of the first question; at
 * most 64 a node, the oldest makes room. Units:  microseconds. A server that was never asked
 * counts as 0, so that each is tried. */
#ifndef NETSTAGE_APP_DNS_PEER_H
#define NETSTAGE_APP_DNS_PEER_H

#include "app/tables.h"

/* An answer came after so long. The others of `servers` are forgiven a little, so that one that
 * was down is tried again some day. */
void dns_peer_answered(struct app *app, uint32_t node, ipv4_address address, sim_time after,
                       const ipv4_address *servers, unsigned count);

/* No answer came in the time that was waited. */
void dns_peer_failed(struct app *app, uint32_t node, ipv4_address address, sim_time waited);

/* Puts the quickest first; those that are alike stay in their order. */
void dns_peer_sort(const struct app *app, uint32_t node, ipv4_address *servers, unsigned count);

#endif
