/* link/stp.c: spanning tree begins, its second passes, a BPDU comes in, a cable goes up or
 * down: then every machine goes as far as it can. See stp.h. */
#include "link/stp_parts.h"

#include <assert.h>

#include "link/arp.h"
#include "wire/llc.h"

enum {
    ROUNDS = 64, /* more than any event has needed: the machines come to rest by themselves */
    COST_MINIMUM = 1,
};

#define COST_REFERENCE UINT64_C(20000000000000) /* table 17-3: cost 1 at 20 Tbit/s */

struct stp_work stp_work_on(struct link *link, uint32_t bridge)
{
    struct stp_bridge *b = &link->stp.bridges[bridge];
    const struct stp_bridge_plan *plan = &link->stp.plan->bridge[b->plan];
    return (struct stp_work){
        .link = link, .bridge = b, .plan = plan, .ports = &link->stp.ports[plan->first_port]};
}

/* --- where a switch and a port are
 * ---------------------------------------------------------------- */

uint32_t stp_bridge_at(const struct link *link, uint32_t node)
{
    return link->stp.plan == NULL ? NONE : link->stp.plan->bridge_of[node];
}

uint32_t stp_port_at(const struct link *link, uint32_t interface)
{
    uint32_t node = link->interfaces[interface].node;
    uint32_t bridge = stp_bridge_at(link, node);
    if (bridge == NONE)
        return NONE;
    return link->stp.plan->bridge[bridge].first_port + interface -
           link->nodes->row[node].first_interface;
}

static uint32_t bridge_of_port(const struct link *link, uint32_t port)
{
    return stp_bridge_at(link, link->interfaces[link->stp.ports[port].interface].node);
}

/* --- records
 * ---------------------------------------------------------------------------------------- */

void stp_note(const struct stp_work *w, const struct stp_port *p, enum rule rule, uint64_t a,
              uint64_t b)
{
    const struct stp *stp = &w->link->stp;
    (void)sim_note(w->link->sim,
                   (struct record){.kind = RECORD_FINDING,
                                   .layer = LAYER_LINK,
                                   .rule = (uint16_t)rule,
                                   .node = w->plan->node,
                                   .table = p == NULL ? TABLE_NONE : TABLE_SPANNING_TREE,
                                   .place = p == NULL ? NONE : p->interface,
                                   .packet = stp->packet,
                                   .hop = stp->hop,
                                   .a = a,
                                   .b = b});
}

void stp_row_changed(const struct stp_work *w, const struct stp_port *p)
{
    sim_row(w->link->sim, w->plan->node, TABLE_SPANNING_TREE, p->interface, ROW_CHANGED,
            stp_port_number(p));
}

/* --- the machines together
 * ---------------------------------------------------------------------------- */

/* Has it something to say every hello time (17.26, TRANSMIT_PERIODIC)? */
static bool tells(const struct stp_port *p)
{
    return p->role == STP_ROLE_DESIGNATED || (p->role == STP_ROLE_ROOT && p->tc_while != 0);
}

static bool go_on(const struct stp_work *w, struct stp_port *p)
{
    bool any = stp_port_receive(w, p);
    any = stp_port_migration(w, p) || any;
    any = stp_bridge_detection(w, p) || any;
    any = stp_port_information(w, p) || any;
    any = stp_role_transitions(w, p) || any;
    any = stp_state_transition(w, p) || any;
    return stp_topology_change(w, p) || any;
}

/* Nothing is sent before all is decided, so that a BPDU never tells half of it. */
static void settle(const struct stp_work *w)
{
    bool any = true;
    for (uint32_t round = 0; any && round < ROUNDS; round++) {
        for (uint32_t step = 0; any && step < ROUNDS; step++) {
            any = false;
            for (uint32_t i = 0; i < w->plan->ports; i++)
                any = go_on(w, &w->ports[i]) || any;
            any = stp_role_selection(w) || any;
        }
        for (uint32_t i = 0; i < w->plan->ports; i++)
            any = stp_port_transmit(w, &w->ports[i]) || any;
    }
}

/* --- pools and the beginning
 * ------------------------------------------------------------------------------- */

void stp_add_pools(struct link *link, const struct stp_plan *plan)
{
    struct arena *arena = &link->sim->arena;
    link->stp.plan = plan->bridges > 0 ? plan : NULL;
    link->stp.bridge_pool =
        arena_add(arena, "spanning tree", sizeof(struct stp_bridge), plan->bridges, 0,
                  plan->bridges, (void **)&link->stp.bridges);
    link->stp.port_pool = arena_add(arena, "spanning tree ports", sizeof(struct stp_port),
                                    plan->ports, 0, plan->ports, (void **)&link->stp.ports);
}

uint32_t stp_cost_of_rate(uint64_t bps)
{
    uint64_t cost = bps > 0 ? COST_REFERENCE / bps : STP_COST_MAXIMUM;
    if (cost > STP_COST_MAXIMUM)
        return STP_COST_MAXIMUM;
    return cost < COST_MINIMUM ? COST_MINIMUM : (uint32_t)cost;
}

/* Of its cable, the slower way. */
static uint32_t cost_of_cable(const struct link *link, uint32_t interface)
{
    uint32_t direction = link->interfaces[interface].direction;
    if (direction == NONE)
        return STP_COST_MAXIMUM;
    uint64_t there = link->phy->directions[direction].rate_bps;
    uint64_t back = link->phy->directions[direction ^ 1].rate_bps;
    return stp_cost_of_rate(there < back ? there : back);
}

static bool has_carrier(const struct link *link, uint32_t interface)
{
    const struct interface *i = &link->interfaces[interface];
    if (i->up == 0 || i->direction == NONE)
        return false;
    const struct direction *out = &link->phy->directions[i->direction];
    const struct direction *back = &link->phy->directions[i->direction ^ 1];
    return out->cut == 0 && back->cut == 0 && link->interfaces[out->to].up != 0;
}

static uint16_t port_id(uint16_t priority, uint32_t number)
{
    return (uint16_t)((uint32_t)priority << 8 | (number & 0x0fff));
}

static uint64_t bridge_id(const struct link *link, const struct stp_bridge_plan *plan)
{
    const struct node *n = &link->nodes->row[plan->node];
    mac_address least = n->interfaces > 0 ? link->interfaces[n->first_interface].mac : 0;
    for (uint32_t i = 1; i < n->interfaces; i++)
        if (link->interfaces[n->first_interface + i].mac < least)
            least = link->interfaces[n->first_interface + i].mac;
    return (uint64_t)plan->priority << BPDU_MAC_BITS | least;
}

static void lay_port(const struct stp_work *w, uint32_t number)
{
    struct stp_port *p = &w->ports[number];
    const struct stp_port_plan *plan = &w->link->stp.plan->port[w->plan->first_port + number];
    uint32_t interface = w->link->nodes->row[w->plan->node].first_interface + number;
    *p = (struct stp_port){.interface = interface,
                           .cost =
                               plan->cost != 0 ? plan->cost : cost_of_cable(w->link, interface),
                           .id = port_id(plan->priority, number + 1),
                           .admin_edge = plan->edge == STP_EDGE_YES ? 1 : 0,
                           .auto_edge = plan->edge == STP_EDGE_AUTO ? 1 : 0,
                           .point_to_point = plan->shared != 0 ? 0 : 1,
                           .designated_times = w->bridge->bridge_times};
}

void stp_start(struct link *link)
{
    const struct stp_plan *plan = link->stp.plan;
    if (plan == NULL)
        return;
    struct arena *arena = &link->sim->arena;
    uint32_t bridge = arena_take_table(arena, link->stp.bridge_pool, plan->bridges);
    uint32_t port = arena_take_table(arena, link->stp.port_pool, plan->ports);
    assert(bridge == 0 && port == 0);
    (void)bridge;
    (void)port;
    for (uint32_t i = 0; i < plan->bridges; i++) {
        const struct stp_bridge_plan *set = &plan->bridge[i];
        struct stp_times times = {.max_age = (uint16_t)(set->max_age * BPDU_SECOND),
                                  .forward_delay = (uint16_t)(set->forward_delay * BPDU_SECOND),
                                  .hello = (uint16_t)(set->hello * BPDU_SECOND)};
        link->stp.bridges[i] = (struct stp_bridge){.id = bridge_id(link, set),
                                                   .bridge_times = times,
                                                   .root_times = times,
                                                   .root_port = NONE,
                                                   .plan = i};
        struct stp_work w = stp_work_on(link, i);
        for (uint32_t n = 0; n < set->ports; n++)
            lay_port(&w, n);
        timer_clear(&w.bridge->tick);
        if (set->ports > 0)
            timer_set(link->sim, &w.bridge->tick, EVENT_STP, i, sim_now(link->sim));
    }
}

static void begin(const struct stp_work *w)
{
    w->bridge->begun = 1;
    w->bridge->second = sim_now(w->link->sim);
    for (uint32_t i = 0; i < w->plan->ports; i++) {
        stp_begin_port(w, &w->ports[i]);
        w->ports[i].port_enabled = has_carrier(w->link, w->ports[i].interface) ? 1 : 0;
    }
}

/* --- seconds pass (17.22)
 * ----------------------------------------------------------------------- */

/* The standard takes one off every timer each second. Here that is made up for when something
 * happens: the switch wakes only in the second in which a timer runs out that changes
 * something. */
static uint16_t less(uint16_t timer, uint64_t seconds)
{
    return timer > seconds ? (uint16_t)(timer - seconds) : 0;
}

/* The hello of a port that has nothing to tell comes round without being noticed. */
static uint16_t next_hello(const struct stp_port *p, uint64_t seconds)
{
    uint16_t hello = stp_hello_time(p);
    if (p->hello_when > seconds || hello == 0 || tells(p))
        return less(p->hello_when, seconds);
    return (uint16_t)(hello - (seconds - p->hello_when) % hello);
}

static void catch_up(const struct stp_work *w)
{
    uint64_t seconds = (uint64_t)((sim_now(w->link->sim) - w->bridge->second) / SIM_SECOND);
    w->bridge->second += (sim_time)seconds * SIM_SECOND;
    for (uint32_t i = 0; seconds > 0 && i < w->plan->ports; i++) {
        struct stp_port *p = &w->ports[i];
        p->hello_when = next_hello(p, seconds);
        p->tc_while = less(p->tc_while, seconds);
        p->fd_while = less(p->fd_while, seconds);
        p->rcvd_info_while = less(p->rcvd_info_while, seconds);
        p->rr_while = less(p->rr_while, seconds);
        p->rb_while = less(p->rb_while, seconds);
        p->mdelay_while = less(p->mdelay_while, seconds);
        p->edge_delay_while = less(p->edge_delay_while, seconds);
        p->tx_count = less(p->tx_count, seconds);
    }
}

static void keep_least(uint32_t *least, bool counts, uint16_t timer)
{
    if (counts && timer < *least)
        *least = timer;
}

/* In how many seconds something will come of this port's timers; NONE: of none. */
static uint32_t seconds_left(const struct stp_port *p)
{
    uint32_t least = NONE;
    if (p->port_enabled == 0)
        return least;
    bool opens =
        (p->role == STP_ROLE_ROOT || p->role == STP_ROLE_DESIGNATED) && p->forwarding == 0;
    keep_least(&least, tells(p), p->hello_when);
    keep_least(&least, opens, p->fd_while);
    keep_least(&least, opens, p->rb_while > 0 ? p->rb_while : UINT16_MAX);
    keep_least(&least, opens, p->rr_while > 0 ? p->rr_while : UINT16_MAX);
    keep_least(&least, p->info_is == STP_INFO_RECEIVED, p->rcvd_info_while);
    keep_least(&least,
               p->auto_edge != 0 && p->oper_edge == 0 && p->proposing != 0 && p->send_rstp != 0,
               p->edge_delay_while);
    keep_least(&least, p->new_info != 0 && p->tx_count >= STP_HOLD_COUNT, 1);
    return least;
}

/* The next second that matters follows from the boot, not from what happens now. */
static void wait_for_next(const struct stp_work *w)
{
    struct sim *sim = w->link->sim;
    struct timer *tick = &w->bridge->tick;
    uint32_t bridge = (uint32_t)(w->bridge - w->link->stp.bridges);
    record_id cause = sim_cause(sim);
    uint32_t least = NONE;
    for (uint32_t i = 0; i < w->plan->ports; i++) {
        uint32_t left = seconds_left(&w->ports[i]);
        least = left < least ? left : least;
    }
    sim_follow(sim, 0);
    if (least != NONE)
        timer_set(sim, tick, EVENT_STP, bridge,
                  w->bridge->second + (sim_time)(least > 0 ? least : 1) * SIM_SECOND);
    else if (timer_is_set(tick))
        timer_cancel(sim, tick, EVENT_STP, bridge);
    sim_follow(sim, cause);
}

/* What a switch does before it looks at anything new, and after it has. */
static void wake(const struct stp_work *w)
{
    catch_up(w);
    settle(w);
}

void stp_settle(const struct stp_work *w)
{
    settle(w);
    wait_for_next(w);
}

void stp_tick(struct link *link, uint32_t bridge)
{
    struct stp_work w = stp_work_on(link, bridge);
    link->stp.packet = 0;
    link->stp.hop = 0;
    if (w.bridge->begun == 0) {
        begin(&w);
    } else {
        (void)sim_note(link->sim, (struct record){.kind = RECORD_TIMER,
                                                  .node = w.plan->node,
                                                  .place = bridge,
                                                  .a = (uint64_t)EVENT_STP});
        catch_up(&w);
    }
    stp_settle(&w);
}

/* --- what comes from outside
 * ------------------------------------------------------------------------------------ */

static void take_message(struct stp_port *p, const struct bpdu *b)
{
    p->message_type = b->type;
    p->message_flags = b->flags;
    p->message = (struct stp_vector){
        .root = b->root, .cost = b->cost, .bridge = b->bridge, .port = b->port};
    p->message_times = (struct stp_times){
        .message_age = b->message_age,
        .max_age = b->max_age,
        .forward_delay = b->forward_delay,
        .hello = b->hello_time < BPDU_SECOND ? BPDU_SECOND : b->hello_time}; /* 17.21.13 */
    p->rcvd_bpdu = 1;
}

bool stp_receive(struct link *link, uint32_t port, frame_id id)
{
    struct stp_port *p = &link->stp.ports[port];
    struct stp_work w = stp_work_on(link, bridge_of_port(link, port));
    const struct frame *frame = frame_at(&link->sim->frames, id);
    struct reader r = reader_over(frame_octets(&link->sim->frames, id), frame->length);
    struct ethernet header;
    struct llc llc;
    struct bpdu b;
    ethernet_read(&r, &header);
    uint32_t length = llc_is_length(header.type) ? header.type : 0;
    const uint8_t *payload = read_octets(&r, length);
    struct reader body = reader_over(payload, payload != NULL ? length : 0);
    llc_read(&body, &llc);
    bool ours = body.ok && llc.dsap == LLC_SAP_BPDU && llc.ssap == LLC_SAP_BPDU &&
                llc.control == LLC_UI;
    if (!ours || !bpdu_read(&body, &b)) {
        link_drop(link, p->interface, id, RULE_STP_INVALID, header.type);
        return false;
    }
    link->stp.packet = frame->packet;
    link->stp.hop = frame->hop;
    frame_release(&link->sim->frames, id);
    wake(&w);
    take_message(p, &b);
    stp_settle(&w);
    return true;
}

static void change_one(struct link *link, uint32_t interface)
{
    uint32_t bridge = stp_bridge_at(link, link->interfaces[interface].node);
    if (bridge == NONE || link->stp.bridges[bridge].begun == 0)
        return;
    struct stp_port *p = &link->stp.ports[stp_port_at(link, interface)];
    struct stp_work w = stp_work_on(link, bridge);
    bool enabled = has_carrier(link, interface);
    if (enabled == (p->port_enabled != 0))
        return;
    record_id before = sim_cause(link->sim);
    link->stp.packet = 0;
    link->stp.hop = 0;
    wake(&w);
    p->port_enabled = enabled ? 1 : 0;
    stp_note(&w, p, enabled ? RULE_STP_PORT_UP : RULE_STP_PORT_DOWN, 0, 0);
    stp_settle(&w);
    sim_follow(link->sim, before);
}

void stp_carrier_changed(struct link *link, uint32_t interface)
{
    uint32_t direction = link->interfaces[interface].direction;
    if (link->stp.plan == NULL)
        return;
    change_one(link, interface);
    if (direction != NONE)
        change_one(link, link->phy->directions[direction].to);
}

/* --- what an administrator changes
 * ---------------------------------------------------------------------------- */

static void reselect(const struct stp_work *w, struct stp_port *p)
{
    if (w->bridge->begun != 0)
        wake(w);
    p->reselect = 1;
    p->selected = 0;
    if (w->bridge->begun != 0)
        stp_settle(w);
}

void stp_set_priority(struct link *link, uint32_t bridge, uint16_t priority)
{
    struct stp_work w = stp_work_on(link, bridge);
    link->stp.packet = 0;
    w.bridge->id = (uint64_t)priority << BPDU_MAC_BITS | stp_address(w.bridge->id);
    if (w.plan->ports > 0)
        reselect(&w, &w.ports[0]);
}

void stp_set_port_priority(struct link *link, uint32_t port, uint16_t priority)
{
    struct stp_work w = stp_work_on(link, bridge_of_port(link, port));
    struct stp_port *p = &link->stp.ports[port];
    link->stp.packet = 0;
    p->id = port_id(priority, stp_port_number(p));
    reselect(&w, p);
}

void stp_set_port_cost(struct link *link, uint32_t port, uint32_t cost)
{
    struct stp_work w = stp_work_on(link, bridge_of_port(link, port));
    link->stp.packet = 0;
    link->stp.ports[port].cost = cost;
    reselect(&w, &link->stp.ports[port]);
}

/* --- at rest
 * ------------------------------------------------------------------------------------------------------
 */

static bool port_is_settled(const struct stp_port *p)
{
    if (p->port_enabled == 0)
        return true;
    if (p->selected == 0 || p->updt_info != 0 || p->role != p->selected_role ||
        p->tc_while != 0)
        return false;
    if (p->role == STP_ROLE_ROOT || p->role == STP_ROLE_DESIGNATED)
        return p->forwarding != 0;
    return p->settled != 0;
}

bool stp_is_settled(const struct link *link, uint32_t bridge)
{
    const struct stp_bridge *b = &link->stp.bridges[bridge];
    const struct stp_bridge_plan *plan = &link->stp.plan->bridge[b->plan];
    if (b->begun == 0)
        return false;
    for (uint32_t i = 0; i < plan->ports; i++)
        if (!port_is_settled(&link->stp.ports[plan->first_port + i]))
            return false;
    return true;
}
