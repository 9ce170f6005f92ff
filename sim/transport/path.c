/* transport/path.c: what a host makes of "fragmentation needed" about a packet that no TCP
 * connection sent (RFC 1191): see transport_learn_path() in transport.h. */
#include "ip/path.h"
#include "transport/transport.h"

void transport_learn_path(struct transport *t, uint32_t node,
                          const struct icmp_message *message)
{
    const struct tcp_profile *profile = transport_profile(t, node);
    const struct icmp *h = &message->header;
    if (h->type != ICMP_UNREACHABLE || h->code != ICMP_FRAGMENTATION_NEEDED ||
        !profile->path_mtu || !message->about.dont_fragment)
        return;
    uint16_t mtu = ip_path_claim(t->ip, node, message);
    struct path_policy policy = {.age = profile->path_mtu_age,
                                 .least = profile->path_mtu_least};
    if (mtu != 0)
        (void)ip_path_shrink(t->ip, node, message->about.destination, mtu, &policy);
}

uint8_t transport_cutting(const struct transport *t, uint32_t node)
{
    const struct tcp_profile *profile = transport_profile(t, node);
    return profile->path_mtu && profile->path_mtu_datagrams ? IP_CUT_HERE : IP_CUT_ANYWHERE;
}
