/* world/world.c: building a world, and its way from one event to the next. See world.h. */
#include "world/world.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "world/constant.h"
#include "world/event.h"

/* --- building
 * ----------------------------------------------------------------------------------------- */

static void add_pools(struct world *w)
{
    struct world_constant *c = w->constant;
    uint32_t frames = c->expected_frames > 0 ? c->expected_frames : 256;
    uint32_t connections = c->expected_connections > 0 ? c->expected_connections : 64;
    sim_add_pools(&w->sim, frames, c->cable_count);
    phy_add_pools(&w->phy, &w->sim, c->cable_count, c->fault_table.count);
    w->link.checks_expected = c->arp_checks;
    link_add_pools(&w->link, &w->phy, &c->nodes, c->interface_count);
    stp_add_pools(&w->link, &c->stp);
    ip_add_pools(&w->ip, &w->link, &c->routes);
    transport_add_pools(&w->transport, &w->ip, c->nodes.count, connections);
    app_add_pools(w->app, &w->transport, &c->nodes, c->plans, 16);
    bulk_add_pools(&w->bulk, &w->transport, &c->bulk, connections);
    w->state_pool = arena_add(&w->sim.arena, "world", sizeof(struct world_state), 1, 0, 1,
                              (void **)&w->state);
    w->phy.faults = &c->fault_table;
    w->host = (struct host){.sim = &w->sim,
                            .link = &w->link,
                            .ip = &w->ip,
                            .transport = &w->transport,
                            .app = w->app,
                            .bulk = &w->bulk};
}

/* The tables of cables and interfaces, from the constants. */
static void lay_cables(struct world *w)
{
    const struct world_constant *c = w->constant;
    link_start(&w->link);
    for (uint32_t i = 0; i < c->interface_count; i++) {
        const struct interface_def *d = &c->interfaces[i];
        link_set_interface(&w->link, i, d->node, d->mac);
        link_set_address(&w->link, i, d->address, d->prefix_length);
        link_set_mtu(&w->link, i, d->mtu);
        link_set_up(&w->link, i, !d->down);
    }
    for (uint32_t i = 0; i < c->cable_count; i++) {
        uint32_t cable = phy_add_cable(&w->phy, &c->cables[i]);
        link_set_cable(&w->link, c->cables[i].end[0], cable * 2);
        link_set_cable(&w->link, c->cables[i].end[1], cable * 2 + 1);
    }
}

static void set_profiles(struct world *w)
{
    const struct world_constant *c = w->constant;
    transport_start(&w->transport, &c->profiles[0]);
    for (uint32_t i = 0; i < c->nodes.count; i++) {
        if (c->profile_of[i] == 0)
            continue;
        struct tcp_profile *own = transport_own_profile(&w->transport, i);
        if (own != NULL)
            *own = c->profiles[c->profile_of[i]];
    }
}

/* What each node does differently from RFC 826 and from the usual host; addresses that are to
 * be probed are so from now on. */
static void set_habits(struct world *w)
{
    const struct world_constant *c = w->constant;
    for (uint32_t i = 0; i < c->nodes.count; i++) {
        const struct node_habits *h = &c->habits[i];
        const struct node *n = &c->nodes.row[i];
        w->ip.nodes[i].reverse_path = h->reverse_path;
        w->ip.nodes[i].directed_broadcasts = h->directed_broadcasts;
        w->ip.nodes[i].silent_to_all = h->broadcast_echo != 0 ? 0 : 1;
        for (uint32_t k = 0; has_arp_habits(h) && k < n->interfaces; k++)
            if (link_configure_arp(&w->link, n->first_interface + k, h->arp))
                link_check_address(&w->link, n->first_interface + k);
    }
}

/* The first state: event 0, in which services open their sockets. */
static void start(struct world *w)
{
    const struct world_constant *c = w->constant;
    sim_start(&w->sim, c->seed);
    phy_start(&w->phy);
    lay_cables(w);
    ip_start(&w->ip);
    set_profiles(w);
    uint32_t row = arena_take_table(&w->sim.arena, w->state_pool, 1);
    assert(row == 0);
    (void)row;
    (void)sim_note(&w->sim, (struct record){.kind = RECORD_BOOT, .node = NONE});
    stp_start(&w->link);
    set_habits(w);
    app_start_services(w->app);
    bulk_start_service(&w->bulk);
    if (c->timeline_count > 0)
        (void)queue_push(&w->sim.queue, c->timeline[0].at, EVENT_TIMELINE, 0);
}

/* A world over the constants, with its memory but without a state. Takes a share of `c`. */
static struct world *make(struct world_constant *c)
{
    struct world *w = calloc(1, sizeof *w);
    if (w == NULL) {
        constant_release(c);
        return NULL;
    }
    w->constant = c;
    w->app = app_new();
    w->phy.scratch = calloc(1, sizeof *w->phy.scratch);
    w->link.outbox = calloc(1, sizeof *w->link.outbox);
    bool ok = w->app != NULL && w->phy.scratch != NULL && w->link.outbox != NULL;
    if (w->phy.scratch != NULL)
        field_tree_init(&w->phy.scratch->tree, &w->phy.scratch->storage);
    if (ok)
        add_pools(w);
    if (!ok || !arena_build(&w->sim.arena)) {
        world_free(w);
        return NULL;
    }
    return w;
}

static void settle(struct world *w);

enum world_error world_build(const struct world_def *def, struct world **world)
{
    struct world_constant *c = constant_make(def);
    *world = c == NULL ? NULL : make(c);
    if (*world == NULL)
        return WORLD_NO_MEMORY;
    start(*world);
    settle(*world);
    return WORLD_OK;
}

struct world *world_twin(const struct world *world)
{
    struct snapshot copy = {0};
    struct world *twin = NULL;
    world->constant->twins++;
    twin = make(world->constant);
    if (twin == NULL)
        return NULL;
    bool ok = world_save(world, &copy) && world_restore(twin, &copy);
    snapshot_release(&copy);
    twin->sim.queue.plain = world->sim.queue.plain;
    if (!ok) {
        world_free(twin);
        return NULL;
    }
    return twin;
}

void world_free(struct world *world)
{
    if (world == NULL)
        return;
    app_free(world->app);
    arena_release(&world->sim.arena);
    free(world->phy.scratch);
    free(world->link.outbox);
    constant_release(world->constant);
    free(world);
}

/* --- the queue: which entries are true
 * ------------------------------------------------------------------- */

static struct timer *timer_of(const struct world *w, struct queue_entry entry)
{
    uint32_t entity = queue_entity(entry);
    switch (queue_kind(entry)) {
    case EVENT_ARP:
        return &w->link.arp[entity].retry;
    case EVENT_STP:
        return &w->link.stp.bridges[entity].tick;
    case EVENT_ARP_CHECK:
        return &w->link.checks[entity].timer;
    case EVENT_REASSEMBLY:
        return ip_reassembly_timer(&w->ip, entity);
    case EVENT_TCP_RETRANSMISSION:
    case EVENT_TCP_DELAYED_ACK:
    case EVENT_TCP_TIME_WAIT:
    case EVENT_TCP_KEEP_ALIVE:
    case EVENT_TCP_USER:
        return tcp_timer(&w->transport, queue_kind(entry), entity);
    case EVENT_JOB:
        return app_timer(w->app, entity);
    case EVENT_CABLE:
    case EVENT_STRAY:
    case EVENT_LOOPBACK:
    case EVENT_TIMELINE:
    case EVENT_KINDS:
        break;
    }
    return NULL;
}

static bool is_timer(enum event_kind kind)
{
    return kind >= EVENT_ARP && kind <= EVENT_JOB;
}

/* Entries that are no timers are true unless an intervention has overtaken them. */
static bool is_due(const struct world *w, struct queue_entry entry)
{
    switch (queue_kind(entry)) {
    case EVENT_CABLE:
    case EVENT_STRAY:
        return cable_is_due(&w->phy, entry);
    case EVENT_LOOPBACK:
        return ip_loopback_is_due(&w->ip, entry);
    case EVENT_TIMELINE:
    case EVENT_ARP:
    case EVENT_STP:
    case EVENT_ARP_CHECK:
    case EVENT_REASSEMBLY:
    case EVENT_TCP_RETRANSMISSION:
    case EVENT_TCP_DELAYED_ACK:
    case EVENT_TCP_TIME_WAIT:
    case EVENT_TCP_KEEP_ALIVE:
    case EVENT_TCP_USER:
    case EVENT_JOB:
    case EVENT_KINDS:
        break;
    }
    return true;
}

/* Clears false entries away from the head of the queue. */
static void settle(struct world *w)
{
    struct queue_entry entry;
    while (queue_first(&w->sim.queue, &entry)) {
        if (is_timer(queue_kind(entry))) {
            struct timer *timer = timer_of(w, entry);
            if (timer == NULL)
                queue_pop(&w->sim.queue);
            else if (timer_judge(&w->sim, timer, entry) == TIMER_FIRES)
                return;
        } else if (is_due(w, entry)) {
            return;
        } else {
            queue_pop(&w->sim.queue);
        }
    }
}

bool world_next(const struct world *world, struct queue_entry *entry)
{
    return queue_first(&world->sim.queue, entry);
}

/* --- events
 * ------------------------------------------------------------------------------------------------
 */

bool world_ready(struct world *w)
{
    return arena_ready(&w->sim.arena) && app_ready(w->app);
}

void world_begin_event(struct world *w, sim_time time)
{
    struct clock *clock = w->sim.clock;
    assert(time >= clock->now);
    clock->now = time;
    clock->event++;
    clock->ordinal = 0;
    clock->cause = 0;
    w->sim.touched_count = 0;
    w->link.outbox->count = 0;
    w->link.outbox->lost = 0;
}

static enum world_result arrive(struct world *w, struct queue_entry entry)
{
    uint32_t direction = queue_kind(entry) == EVENT_STRAY
                             ? w->phy.flights[queue_entity(entry)].direction
                             : queue_entity(entry);
    struct arrival arrival = cable_arrive(&w->phy, entry, direction_receiver(w, direction));
    if (arrival.frame == NONE)
        return WORLD_STEPPED;
    return host_receive(&w->host, arrival.interface, arrival.frame) == HOST_STORM
               ? WORLD_STORM
               : WORLD_STEPPED;
}

void world_run_command(struct world *w, uint32_t node, uint64_t timeline, const char *line,
                       size_t length)
{
    sim_follow(
        &w->sim,
        sim_say(&w->sim,
                (struct record){
                    .kind = RECORD_COMMAND, .layer = LAYER_APP, .node = node, .b = timeline},
                line, length));
    (void)app_run(w->app, node, line, length);
}

void world_keyboard(struct world *w, uint32_t node, uint64_t timeline, enum input_kind kind,
                    uint32_t job, const char *words, size_t length)
{
    struct record pressed = {.kind = RECORD_COMMAND,
                             .layer = LAYER_APP,
                             .node = node,
                             .table = TABLE_JOB,
                             .place = job,
                             .a = (uint64_t)kind,
                             .b = timeline};
    sim_follow(&w->sim, sim_say(&w->sim, pressed, words, kind == INPUT_TYPE ? length : 0));
    if (kind == INPUT_CANCEL)
        app_cancel(w->app, job);
    else if (kind == INPUT_TYPE)
        app_type(w->app, node, job, words, length);
    else
        app_type_end(w->app, node, job);
}

void world_cable_changed(struct world *w, uint32_t cable)
{
    record_id cause = sim_cause(&w->sim);
    stp_carrier_changed(&w->link, w->phy.directions[cable * 2].from);
    for (uint32_t d = cable * 2; d <= cable * 2 + 1; d++) {
        sim_follow(&w->sim, cause);
        app_interface_changed(w->app, w->phy.directions[d].from);
    }
}

static void run_timeline(struct world *w)
{
    const struct world_constant *c = w->constant;
    uint32_t row = w->state->next_timeline++;
    const struct timeline_def *entry = &c->timeline[row];
    if (w->state->next_timeline < c->timeline_count)
        (void)queue_push(&w->sim.queue, c->timeline[w->state->next_timeline].at, EVENT_TIMELINE,
                         0);
    switch (entry->action) {
    case TIMELINE_COMMAND:
        world_run_command(w, entry->node, row, entry->command, strlen(entry->command));
        break;
    case TIMELINE_BULK:
        (void)sim_note(&w->sim, (struct record){.kind = RECORD_COMMAND,
                                                .layer = LAYER_APP,
                                                .node = entry->node,
                                                .b = row});
        bulk_run(&w->bulk, entry->node);
        break;
    case TIMELINE_TYPE:
        world_keyboard(w, entry->node, row, INPUT_TYPE, app_reader(w->app, entry->node),
                       entry->command, strlen(entry->command));
        break;
    case TIMELINE_END:
        world_keyboard(w, entry->node, row, INPUT_END, app_reader(w->app, entry->node), "", 0);
        break;
    case TIMELINE_CANCEL:
        world_keyboard(w, entry->node, row, INPUT_CANCEL, app_newest(w->app, entry->node), "",
                       0);
        break;
    case TIMELINE_CUT:
    case TIMELINE_MEND:
        (void)sim_note(&w->sim, (struct record){.kind = RECORD_COMMAND,
                                                .layer = LAYER_PHY,
                                                .node = NONE,
                                                .table = TABLE_DIRECTION,
                                                .place = entry->cable * 2,
                                                .b = row});
        for (uint32_t d = entry->cable * 2; d <= entry->cable * 2 + 1; d++)
            direction_cut(&w->phy, d, entry->action == TIMELINE_CUT, direction_receiver(w, d));
        world_cable_changed(w, entry->cable);
        break;
    }
}

static uint32_t timer_node(const struct world *w, struct queue_entry entry)
{
    uint32_t row = queue_entity(entry);
    if (queue_kind(entry) == EVENT_ARP)
        return w->link.interfaces[w->link.arp[row].interface].node;
    if (queue_kind(entry) == EVENT_ARP_CHECK)
        return w->link.interfaces[w->link.checks[row].interface].node;
    if (queue_kind(entry) == EVENT_REASSEMBLY)
        return w->ip.datagrams[row].node;
    if (queue_kind(entry) == EVENT_JOB)
        return app_owner_node(w->app, row);
    return tcp_row_node(&w->transport, row);
}

static void note_timer(struct world *w, struct queue_entry entry, struct timer *timer)
{
    uint32_t node = timer_node(w, entry);
    timer_fired(&w->sim, timer);
    (void)sim_note(&w->sim, (struct record){.kind = RECORD_TIMER,
                                            .node = node,
                                            .place = queue_entity(entry),
                                            .a = (uint64_t)queue_kind(entry)});
}

static void fire(struct world *w, struct queue_entry entry)
{
    if (queue_kind(entry) == EVENT_STP) { /* its first one begins, and is no time-out */
        timer_fired(&w->sim, timer_of(w, entry));
        stp_tick(&w->link, queue_entity(entry));
        return;
    }
    note_timer(w, entry, timer_of(w, entry));
    if (queue_kind(entry) == EVENT_ARP)
        host_arp_timer(&w->host, queue_entity(entry));
    else if (queue_kind(entry) == EVENT_ARP_CHECK)
        arp_check_timeout(&w->link, queue_entity(entry));
    else if (queue_kind(entry) == EVENT_REASSEMBLY)
        ip_reassembly_timeout(&w->ip, queue_entity(entry));
    else if (queue_kind(entry) == EVENT_JOB)
        app_timer_fires(w->app, queue_entity(entry));
    else
        host_tcp_timer(&w->host, queue_kind(entry), queue_entity(entry));
}

static enum world_result happen(struct world *w, struct queue_entry entry)
{
    enum event_kind kind = queue_kind(entry);
    if (kind == EVENT_CABLE || kind == EVENT_STRAY)
        return arrive(w, entry);
    if (kind == EVENT_LOOPBACK)
        host_receive_looped(&w->host);
    else if (kind == EVENT_TIMELINE)
        run_timeline(w);
    else
        fire(w, entry);
    return WORLD_STEPPED;
}

/* The row plus one of the pool with this name; 0: memory. */
static uint32_t exhausted_pool(const struct arena *arena)
{
    for (pool_id i = 0; i < arena->count; i++)
        if (strcmp(arena->pools[i].name, arena->exhausted) == 0)
            return i + 1;
    return 0;
}

enum world_result world_conclude(struct world *w, enum world_result result)
{
    app_frames_sent(w->app);
    if (w->sim.arena.exhausted != NULL) {
        result = WORLD_EXHAUSTED;
        w->state->exhausted = exhausted_pool(&w->sim.arena);
    } else if (result == WORLD_STORM) {
        w->state->storm_packet = w->link.storm_packet;
        w->state->storm_node = w->link.storm_node;
    }
    w->state->stopped = (uint32_t)result;
    return result;
}

enum world_result world_step(struct world *w)
{
    struct queue_entry entry;
    if (world_stopped(w) != WORLD_STEPPED)
        return world_stopped(w);
    if (!queue_first(&w->sim.queue, &entry) || entry.time > w->constant->until)
        return WORLD_ENDED;
    if (!world_ready(w))
        return world_conclude(w, WORLD_EXHAUSTED);
    queue_pop(&w->sim.queue);
    world_begin_event(w, entry.time);
    enum world_result result = world_conclude(w, happen(w, entry));
    settle(w);
    return result;
}

void world_finish_event(struct world *w)
{
    settle(w);
}

/* --- the end of a run
 * ------------------------------------------------------------------------------------------ */

/* What goes on for ever or does nothing any more. Where the end of the run is given, routing daemons
 * work until then. */
static bool is_housekeeping(const struct world *w, struct queue_entry entry)
{
    enum event_kind kind = queue_kind(entry);
    if (kind == EVENT_STP)
        return stp_is_settled(&w->link, queue_entity(entry));
    return kind == EVENT_TCP_TIME_WAIT || kind == EVENT_TCP_KEEP_ALIVE ||
           (kind == EVENT_JOB && w->constant->until == SIM_HORIZON &&
            app_timer_is_idle(w->app, queue_entity(entry)));
}

/* Does this entry of the queue, wherever it stands, stand for something that will happen? */
static bool is_true(const struct world *w, struct queue_entry entry)
{
    if (!is_timer(queue_kind(entry)))
        return is_due(w, entry);
    const struct timer *timer = timer_of(w, entry);
    return timer != NULL && timer->queued_at == entry.time && timer_is_set(timer);
}

bool world_ended(const struct world *w)
{
    struct queue_entry entry;
    if (world_stopped(w) != WORLD_STEPPED || !queue_first(&w->sim.queue, &entry) ||
        entry.time > w->constant->until)
        return true;
    if (!is_housekeeping(w, entry) || app_busy(w->app) > 0)
        return false;
    for (uint32_t i = 0; i < queue_length(&w->sim.queue); i++) {
        entry = w->sim.queue.entries[i];
        if (!is_housekeeping(w, entry) && is_true(w, entry))
            return false;
    }
    return true;
}

enum world_result world_run(struct world *world, sim_time until)
{
    struct queue_entry entry;
    while (!world_ended(world)) {
        if (!queue_first(&world->sim.queue, &entry) || entry.time > until)
            return WORLD_STEPPED;
        enum world_result result = world_step(world);
        if (result != WORLD_STEPPED)
            return result;
    }
    return world_stopped(world) != WORLD_STEPPED ? world_stopped(world) : WORLD_ENDED;
}

/* --- time travel
 * ------------------------------------------------------------------------------------------------
 */

bool world_save(const struct world *world, struct snapshot *copy)
{
    return arena_save(&world->sim.arena, copy);
}

bool world_restore(struct world *world, const struct snapshot *copy)
{
    return arena_restore(&world->sim.arena, copy);
}

uint64_t world_hash(const struct world *world)
{
    return arena_hash(&world->sim.arena);
}

uint64_t world_memory(const struct world *world)
{
    const struct world_constant *c = world->constant;
    return arena_used(&world->sim.arena) + c->nodes.count * sizeof *c->nodes.row +
           c->interface_count * sizeof *c->interfaces + c->cable_count * sizeof *c->cables +
           c->routes.count * sizeof *c->routes.row + c->nodes.count * sizeof *c->routes.span +
           c->timeline_count * sizeof *c->timeline;
}

void world_set_plain(struct world *world)
{
    assert(world->sim.clock->event == 0);
    world->sim.queue.plain = true;
}

/* --- reading
 * ------------------------------------------------------------------------------------------------------
 */

const struct nodes *world_nodes(const struct world *world)
{
    return &world->constant->nodes;
}

const struct timeline_def *world_timeline(const struct world *world, uint32_t *count)
{
    *count = world->constant->timeline_count;
    return world->constant->timeline;
}

const char *world_interface_name(const struct world *world, uint32_t interface)
{
    return world->constant->interfaces[interface].name;
}

uint32_t world_find_node(const struct world *world, const char *name)
{
    for (uint32_t i = 0; i < world->constant->nodes.count; i++)
        if (strcmp(world->constant->nodes.row[i].name, name) == 0)
            return i;
    return NONE;
}

const char *world_problem(const struct world *world, uint32_t *packet, uint32_t *node)
{
    uint32_t pool = world->state->exhausted;
    *packet = world->state->storm_packet;
    *node = world->state->storm_node;
    if (world_stopped(world) != WORLD_EXHAUSTED)
        return NULL;
    return pool == 0 ? "memory" : world->sim.arena.pools[pool - 1].name;
}
