/* ip/ip_address.c: addresses that are no one host's, and what follows for packets that carry
 * them: RFC 1122 section 3.2.1.3 for hosts, RFC 1812 sections 4.2.2.11, 4.2.3.1, 5.3.7
 * and 5.3.8 for routers, RFC 3704 for the way back. See ip_parts.h. */
#include "ip/ip_parts.h"
#include "ip/route_change.h"

enum { CLASS_D_AND_UP = 0xe, LONGEST_WITH_BROADCAST = 30 };

/* The network itself, written as an address: its host part is zero. */
static bool names_network(const struct route *r, ipv4_address a)
{
    return r->kind == ROUTE_CONNECTED && r->prefix == a &&
           r->prefix_length <= LONGEST_WITH_BROADCAST;
}

bool ip_is_group(const struct ip *ip, uint32_t node, ipv4_address a)
{
    uint32_t row = ip_route_find(ip, node, a);
    bool many = row != NONE && (ip_route(ip, row)->kind == ROUTE_BROADCAST ||
                                names_network(ip_route(ip, row), a));
    return many || a == 0 || a == IPV4_BROADCAST || a >> 28 >= CLASS_D_AND_UP;
}

/* A broadcast or a network is no host; and what has an address of this node as its source was
 * sent by somebody else, for the node's own packets to itself never come in from outside. */
enum rule ip_judge_source(const struct ip *ip, const struct ip_packet *packet)
{
    ipv4_address source = packet->header.source;
    uint32_t row = ip_route_find(ip, packet->node, source);
    if (row == NONE)
        return RULE_NONE;
    const struct route *back = ip_route(ip, row);
    if (back->kind == ROUTE_BROADCAST || names_network(back, source))
        return RULE_IP_BAD_SOURCE;
    return back->kind == ROUTE_LOCAL && packet->interface != NONE ? RULE_IP_SOURCE_IS_MINE
                                                                  : RULE_NONE;
}

enum rule ip_judge_neighbour(const struct interface *i, ipv4_address source)
{
    if (source == i->address)
        return source == 0 ? RULE_IP_BAD_SOURCE : RULE_IP_SOURCE_IS_MINE;
    bool network = i->prefix_length <= LONGEST_WITH_BROADCAST && i->address != 0 &&
                   source == (i->address & ipv4_mask(i->prefix_length));
    bool bad = source == 0 || network || (i->address != 0 && interface_is_broadcast(i, source));
    return bad ? RULE_IP_BAD_SOURCE : RULE_NONE;
}

/* Section 2.2 (strict) and 2.4 (loose); 0.0.0.0 is a host that has no address yet. */
bool ip_path_is_good(const struct ip *ip, const struct ip_packet *packet)
{
    if (packet->header.source == 0)
        return true;
    uint32_t row = ip_route_find(ip, packet->node, packet->header.source);
    if (row == NONE || ip_route(ip, row)->kind == ROUTE_UNREACHABLE)
        return false;
    return ip->nodes[packet->node].reverse_path == REVERSE_PATH_LOOSE ||
           ip_route(ip, row)->interface == packet->interface;
}

/* RFC 1122 section 3.3.6: hosts accept 0.0.0.0 and a network's own address as broadcasts. RFC
 * 1812 section 4.2.3.1: a router discards them. */
bool ip_is_old_broadcast(const struct ip *ip, const struct ip_packet *packet)
{
    const struct interface *i = &ip->link->interfaces[packet->interface];
    ipv4_address a = packet->header.destination;
    bool network = i->address != 0 && i->prefix_length <= LONGEST_WITH_BROADCAST &&
                   a == (i->address & ipv4_mask(i->prefix_length));
    return (a == 0 || network) && ip->nodes[packet->node].forwards == 0;
}
