/* app/rip_input.c: what a routing daemon makes of the messages that come (RFC 2453
 * section 3.9). */
#include "app/rip_parts.h"

#include "app/interfaces.h"
#include "ip/route_change.h"

enum { NO_LENGTH = 33 };

/* A message being read. */
struct hearing {
    struct app *app;
    uint32_t node;
    const struct udp_datagram *datagram;
    struct rip_peer *peer; /* NULL: nobody on a network of its own */
    struct rip_header header;
    uint32_t count;
    struct rip_entry entry[RIP_ENTRIES];
};

static void ignore_message(const struct hearing *h, enum rule rule, uint64_t b)
{
    struct rip_peer *peer = h->peer;
    if (peer != NULL)
        peer->bad_messages++;
    rip_note(h->app, h->node, rule, h->datagram->from.address, b);
}

static void ignore_entry(const struct hearing *h, enum rule rule, const struct rip_entry *e)
{
    uint8_t length = rip_mask_length(e->mask);
    if (h->peer != NULL)
        h->peer->bad_entries++;
    rip_aside(h->app, h->node, rule, rip_word(e->address, length, e->metric),
              h->datagram->from.address | (uint64_t)e->metric << 32);
}

/* --- the message as a whole --- */

static bool read_message(struct hearing *h)
{
    uint16_t length = h->datagram->length;
    struct reader r = reader_over(h->datagram->octets, length);
    if (length < RIP_HEADER || (length - RIP_HEADER) % RIP_ENTRY != 0 || length > RIP_MAXIMUM)
        return false;
    rip_read_header(&r, &h->header);
    h->count = (uint32_t)(length - RIP_HEADER) / RIP_ENTRY;
    for (uint32_t i = 0; i < h->count; i++)
        rip_read_entry(&r, &h->entry[i]);
    return r.ok;
}

/* RFC 2453 section 5: version 1 is discarded when a field is not zero that must be, later
 * versions are not. */
static bool has_zeros(const struct hearing *h)
{
    bool zeros = h->header.zero == 0;
    for (uint32_t i = 0; i < h->count; i++)
        zeros = zeros && rip_entry_is_version_1(&h->entry[i]);
    return zeros;
}

/* Why the message is not looked at; RULE_NONE: it is. */
static enum rule judge_header(const struct hearing *h)
{
    if (h->header.version == 0)
        return RULE_RIP_VERSION_0;
    if (h->header.version == 1 && !has_zeros(h))
        return RULE_RIP_NOT_ZERO;
    if (h->header.version == 1 && !rip_plan_of(h->app, h->node)->version_1)
        return RULE_RIP_VERSION_1;
    if (h->header.command != RIP_REQUEST && h->header.command != RIP_RESPONSE)
        return RULE_RIP_COMMAND_UNKNOWN;
    if (h->header.version != 1 && h->count > 0 &&
        h->entry[0].family == RIP_FAMILY_AUTHENTICATION)
        return RULE_RIP_AUTHENTICATED;
    return RULE_NONE;
}

/* It came from another node of the network at the interface. */
static bool is_near(const struct hearing *h)
{
    const struct udp_datagram *d = h->datagram;
    if (d->interface == NONE || ip_is_mine(h->app->transport->ip, h->node, d->from.address))
        return false;
    const struct interface *i = interface_at(h->app, d->interface);
    return i->address != 0 && ipv4_in_prefix(d->from.address, i->address, i->prefix_length);
}

/* Section 3.9.2: is this a neighbour's routing daemon? */
static enum rule judge_sender(const struct hearing *h)
{
    const struct udp_datagram *d = h->datagram;
    if (d->from.port != RIP_PORT)
        return RULE_RIP_NOT_FROM_PORT;
    if (d->interface == NONE || ip_is_mine(h->app->transport->ip, h->node, d->from.address))
        return RULE_RIP_OWN_MESSAGE;
    return is_near(h) ? RULE_NONE : RULE_RIP_NOT_A_NEIGHBOUR;
}

/* --- requests (section 3.9.1) --- */

static void fill_in(const struct hearing *h, struct rip_entry *e)
{
    uint8_t length =
        h->header.version == 1 ? rip_class_length(e->address) : rip_mask_length(e->mask);
    if (e->address == 0 && e->mask == 0)
        length = 0;
    const struct rip_route *r =
        e->family == RIP_FAMILY_IP ? rip_find(h->app, h->node, e->address, length) : NULL;
    e->metric = r != NULL ? r->metric : RIP_INFINITY;
}

/* Some networks are asked for: they are told as they are, without split horizon. */
static void answer_some(struct hearing *h)
{
    uint8_t octets[RIP_MAXIMUM];
    struct writer w = writer_over(octets, sizeof octets);
    h->header.command = RIP_RESPONSE;
    rip_write_header(&w, &h->header);
    for (uint32_t i = 0; i < h->count; i++) {
        fill_in(h, &h->entry[i]);
        rip_write_entry(&w, &h->entry[i]);
    }
    rip_note(h->app, h->node, RULE_RIP_ANSWERS_SOME, h->datagram->from.address, h->count);
    (void)!udp_answer(h->app->transport, rip_at(h->app, h->node)->socket, h->datagram->from,
                      h->datagram->to.address, octets, (uint16_t)w.at);
}

static void read_request(struct hearing *h)
{
    bool silent = rip_plan_of(h->app, h->node)->silent;
    if (h->datagram->interface == NONE)
        ignore_message(h, RULE_RIP_OWN_MESSAGE, 0);
    else if (silent && h->datagram->from.port == RIP_PORT)
        ignore_message(h, RULE_RIP_SILENT, 0);
    else if (h->count == 1 && h->entry[0].family == RIP_FAMILY_NONE &&
             h->entry[0].metric == RIP_INFINITY)
        rip_answer(h->app, h->node, h->datagram, h->header.version == 1 ? 1 : 2);
    else if (h->count > 0)
        answer_some(h);
}

/* --- responses (section 3.9.2) --- */

/* The length of the prefix that an entry means. Without a mask, as in version 1, it follows
 * from the class of the address, or is that of the own network of this class (RFC 1058
 * section 3.2). */
static uint8_t length_of(const struct hearing *h, const struct rip_entry *e)
{
    const struct interface *i = interface_at(h->app, h->datagram->interface);
    uint8_t natural = rip_class_length(e->address);
    if (e->mask != 0 || e->address == 0)
        return rip_mask_length(e->mask);
    if (natural == NO_LENGTH || (e->address & ~ipv4_mask(natural)) == 0)
        return natural;
    bool own_class = ipv4_in_prefix(i->address, e->address, natural);
    bool subnet = own_class && (e->address & ~ipv4_mask(i->prefix_length)) == 0;
    return subnet ? i->prefix_length : 32;
}

/* Section 3.9.2: unicast, and not of net 0 or 127; but 0.0.0.0/0 is the default. */
static bool is_destination(const struct rip_entry *e, uint8_t length)
{
    if (length == NO_LENGTH || (e->address & ~ipv4_mask(length)) != 0)
        return false;
    if (e->address == 0)
        return length == 0;
    return e->address >> 24 != 0 && e->address >> 24 != 127 && e->address >> 28 < 0xe;
}

/* Whom packets are to be given to: the sender, or somebody else on this network (section 4.4).
 */
static ipv4_address gateway_of(const struct hearing *h, const struct rip_entry *e)
{
    const struct interface *i = interface_at(h->app, h->datagram->interface);
    bool near = e->next_hop != 0 && ipv4_in_prefix(e->next_hop, i->address, i->prefix_length);
    return near ? e->next_hop : h->datagram->from.address;
}

/* The entry as the route that it would be here. False: it is none, which was noted. */
static bool read_route(const struct hearing *h, const struct rip_entry *e,
                       struct rip_route *heard)
{
    if (e->family != RIP_FAMILY_IP) {
        ignore_entry(h, RULE_RIP_FAMILY_UNKNOWN, e);
        return false;
    }
    uint8_t length = length_of(h, e);
    if (!is_destination(e, length)) {
        ignore_entry(h, RULE_RIP_BAD_DESTINATION, e);
        return false;
    }
    if (e->metric < 1 || e->metric > RIP_INFINITY) {
        ignore_entry(h, RULE_RIP_BAD_METRIC, e);
        return false;
    }
    ipv4_address gateway = gateway_of(h, e);
    if (ip_is_mine(h->app->transport->ip, h->node, gateway)) {
        ignore_entry(h, RULE_RIP_NEXT_HOP_OWN, e);
        return false;
    }
    uint32_t cost = rip_cost(h->app, h->datagram->interface);
    *heard = (struct rip_route){
        .node = h->node,
        .prefix = e->address,
        .gateway = gateway,
        .from = h->datagram->from.address,
        .interface = h->datagram->interface,
        .tag = e->tag,
        .length = length,
        .metric = (uint8_t)(e->metric + cost < RIP_INFINITY ? e->metric + cost : RIP_INFINITY),
        .kind = RIP_LEARNT};
    return true;
}

/* Takes the route as it was heard, for a reason that is noted. */
static void adopt(const struct hearing *h, struct rip_route *r, const struct rip_route *heard,
                  enum rule rule)
{
    rip_note_route(h->app, r, rule, rip_route_word(heard),
                   heard->from | (uint64_t)r->metric << 32);
    r->gateway = heard->gateway;
    r->from = heard->from;
    r->interface = heard->interface;
    r->tag = heard->tag;
    r->kind = RIP_LEARNT;
    r->metric = heard->metric;
    if (heard->metric == RIP_INFINITY) {
        rip_lose(h->app, r);
        return;
    }
    rip_refresh(h->app, r);
    rip_install(h->app, r);
    rip_changed(h->app, r);
}

static void learn(const struct hearing *h, const struct rip_route *heard)
{
    uint64_t word = rip_route_word(heard);
    if (heard->metric == RIP_INFINITY) {
        rip_aside(h->app, h->node, RULE_RIP_UNREACHABLE_ANYWAY, word, heard->from);
        return;
    }
    struct rip_route *r = rip_add(h->app, heard);
    if (r == NULL) {
        rip_note(h->app, h->node, RULE_RIP_TABLE_FULL, word, rip_capacity(h->app, h->node));
        return;
    }
    adopt(h, r, heard, RULE_RIP_LEARNS);
}

/* More than half of its time has passed without news (section 3.9.2, the heuristic). */
static bool shows_signs_of_age(const struct hearing *h, const struct rip_route *r)
{
    sim_time left = r->timer.deadline - sim_now(h->app->sim);
    return left <= rip_plan_of(h->app, h->node)->timeout / 2;
}

/* News about a route that is known from the same router: it is believed, better or worse. */
static void hear_again(const struct hearing *h, struct rip_route *r,
                       const struct rip_route *heard)
{
    bool same = heard->metric == r->metric && heard->gateway == r->gateway;
    if (same && r->metric < RIP_INFINITY) {
        rip_aside_route(h->app, r, RULE_RIP_CONFIRMED, rip_route_word(r), r->from);
        r->tag = heard->tag;
        rip_refresh(h->app, r);
    } else if (heard->metric == RIP_INFINITY && r->metric < RIP_INFINITY) {
        adopt(h, r, heard, RULE_RIP_TOLD_UNREACHABLE);
    } else if (heard->metric > r->metric) {
        adopt(h, r, heard, RULE_RIP_WORSE_FROM_SAME);
    } else if (heard->metric < RIP_INFINITY) {
        adopt(h, r, heard, RULE_RIP_BETTER_FROM_SAME);
    }
}

static void hear_from_other(const struct hearing *h, struct rip_route *r,
                            const struct rip_route *heard)
{
    if (heard->metric < r->metric)
        adopt(h, r, heard, RULE_RIP_BETTER);
    else if (heard->metric == r->metric && heard->metric < RIP_INFINITY &&
             shows_signs_of_age(h, r))
        adopt(h, r, heard, RULE_RIP_FRESHER);
    else
        rip_aside_route(h->app, r, RULE_RIP_NOT_BETTER, rip_route_word(heard),
                        heard->from | (uint64_t)r->metric << 32);
}

static void hear(const struct hearing *h, const struct rip_entry *e)
{
    struct rip_route heard;
    if (!read_route(h, e, &heard))
        return;
    struct rip_route *r = rip_find(h->app, h->node, heard.prefix, heard.length);
    if (r == NULL)
        learn(h, &heard);
    else if (r->kind != RIP_LEARNT && r->metric < RIP_INFINITY)
        rip_aside_route(h->app, r, RULE_RIP_HAS_IT_ITSELF, rip_route_word(&heard), heard.from);
    else if (r->kind == RIP_LEARNT && r->from == heard.from)
        hear_again(h, r, &heard);
    else
        hear_from_other(h, r, &heard);
}

static void read_response(struct hearing *h)
{
    enum rule problem = judge_sender(h);
    if (problem != RULE_NONE) {
        ignore_message(h, problem, h->datagram->from.port);
        return;
    }
    record_id cause = sim_cause(h->app->sim);
    for (uint32_t i = 0; i < h->count; i++) {
        sim_follow(h->app->sim, cause);
        hear(h, &h->entry[i]);
    }
    sim_follow(h->app->sim, cause);
    rip_flush(h->app, h->node);
}

void rip_datagram(struct app *app, uint32_t node, const struct udp_datagram *datagram)
{
    struct hearing h = {.app = app, .node = node, .datagram = datagram};
    if (is_near(&h))
        h.peer = rip_peer(app, node, datagram->from.address);
    if (h.peer != NULL)
        h.peer->heard = sim_now(app->sim);
    if (!read_message(&h)) {
        ignore_message(&h, RULE_RIP_BAD_LENGTH, datagram->length);
        return;
    }
    enum rule problem = judge_header(&h);
    if (problem != RULE_NONE)
        ignore_message(&h, problem,
                       problem == RULE_RIP_COMMAND_UNKNOWN ? h.header.command
                                                           : h.header.version);
    else if (h.header.command == RIP_REQUEST)
        read_request(&h);
    else
        read_response(&h);
}
