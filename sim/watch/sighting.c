/* watch/sighting.c: see sighting.h. */
#include "watch/sighting.h"

#include <string.h>

#include "watch/tcp_facts.h"

/* --- what is wanted --- */

void witness_init(struct witness *witness)
{
    memset(witness, 0, sizeof *witness);
    witness->all = true;
    field_tree_init(&witness->tree, &witness->storage);
}

/* Does the set ask for anything at all? */
static bool asks(const struct field_wanted *wanted)
{
    uint64_t any = 0;
    for (size_t i = 0; i < FIELD_WORDS; i++)
        any |= wanted->bits[i];
    return any != 0;
}

void witness_want(struct witness *witness, const struct field_wanted *wanted)
{
    bool first = witness->all && !asks(&witness->wanted);
    for (size_t i = 0; i < FIELD_WORDS; i++)
        witness->wanted.bits[i] |= wanted->bits[i];
    if (wanted->depth > witness->wanted.depth)
        witness->wanted.depth = wanted->depth;
    if (first)
        witness->all = false;
}

void witness_want_all(struct witness *witness)
{
    memset(witness->wanted.bits, 0xff, sizeof witness->wanted.bits);
    witness->all = true;
}

/* --- the frame of a record --- */

static bool is_about_frame(const struct record *record)
{
    enum record_kind kind = (enum record_kind)record->kind;
    return kind == RECORD_SENT || kind == RECORD_ARRIVED || kind == RECORD_DROPPED ||
           kind == RECORD_UP || kind == RECORD_DOWN;
}

/* The frame, or NULL. Some drops are decided about a part of a frame: the frame that was named
 * last is then the one, as its number shows. */
static const struct frame *frame_of(const struct world *world, const struct record *record)
{
    frame_id id = world->sim.subject;
    if (id == NONE || record->packet == 0 || !is_about_frame(record))
        return NULL;
    const struct frame *frame = frame_at(&world->sim.frames, id);
    return frame->references > 0 && frame->packet == record->packet ? frame : NULL;
}

const uint8_t *witness_octets(const struct world *world, const struct record *record,
                              size_t *length)
{
    const struct frame *frame = frame_of(world, record);
    if (frame == NULL)
        return NULL;
    *length = frame->length;
    return frame_octets(&world->sim.frames, world->sim.subject);
}

uint8_t witness_flags(const struct world *world, const struct record *record)
{
    const struct frame *frame = frame_of(world, record);
    if (frame == NULL)
        return 0;
    if (record->kind != RECORD_SENT)
        return frame->flags;
    uint32_t flight = world->phy.directions[record->place].last;
    return flight == NONE ? frame->flags : frame->flags | world->phy.flights[flight].flags;
}

uint32_t witness_direction(const struct witness *witness, const struct record *record)
{
    if (record->kind == RECORD_SENT || record->kind == RECORD_ARRIVED ||
        (record->kind == RECORD_DROPPED && record->layer == LAYER_PHY))
        return record->place;
    if (witness->arrived_event == record_event(record->id) && record->packet != 0 &&
        witness->arrived_packet == record->packet)
        return witness->arrived_direction;
    return NONE;
}

bool witness_is_loss(enum rule rule)
{
    return rule != RULE_NOT_FOR_ME && rule != RULE_SWITCH_FILTERS &&
           rule != RULE_ARP_NOT_MINE && rule != RULE_STP_BLOCKED;
}

/* --- names --- */

static const char *node_name(const struct world *world, uint32_t node)
{
    return node < world_nodes(world)->count ? world_nodes(world)->row[node].name : NULL;
}

/* The node at one end of a way. */
static const char *end_name(const struct world *world, uint32_t interface)
{
    return node_name(world, world->link.interfaces[interface].node);
}

void world_cable_name(const struct world *world, uint32_t cable, char out[CABLE_NAME_SIZE])
{
    const struct direction *way = &world->phy.directions[cable * 2];
    struct text text = text_over(out, CABLE_NAME_SIZE);
    text_put(&text, end_name(world, way->from));
    text_put(&text, " - ");
    text_put(&text, end_name(world, way->to));
}

/* Does `name` say "A - B"? */
static bool names_cable(const char *name, const char *a, const char *b)
{
    size_t first = strlen(a);
    if (strncmp(name, a, first) != 0)
        return false;
    name += first;
    name += strspn(name, " ");
    if (*name != '-')
        return false;
    name++;
    name += strspn(name, " ");
    return strcmp(name, b) == 0;
}

uint32_t world_find_cable(const struct world *world, const char *name)
{
    for (uint32_t cable = 0; cable < world->phy.cables; cable++) {
        const struct direction *way = &world->phy.directions[cable * 2];
        const char *a = end_name(world, way->from);
        const char *b = end_name(world, way->to);
        if (names_cable(name, a, b) || names_cable(name, b, a))
            return cable;
    }
    return NONE;
}

const char *record_kind_word(enum record_kind kind)
{
    static const char *const words[RECORD_KINDS] = {
        [RECORD_BOOT] = "boot",       [RECORD_COMMAND] = "command",
        [RECORD_SENT] = "sent",       [RECORD_ARRIVED] = "arrived",
        [RECORD_DROPPED] = "dropped", [RECORD_UP] = "up",
        [RECORD_DOWN] = "down",       [RECORD_TIMER] = "timer",
        [RECORD_STATE] = "state",     [RECORD_ROW] = "table",
        [RECORD_FINDING] = "rule",    [RECORD_MESSAGE] = "message",
        [RECORD_SAY] = "output",      [RECORD_DONE] = "done",
    };
    return words[kind];
}

/* --- facts --- */

static void add_flag(struct field_tree *tree, uint8_t flags, enum frame_flag flag,
                     enum field_id id)
{
    if ((flags & (unsigned)flag) != 0)
        (void)field_tree_add_uint(tree, id, 1);
}

static void add_name(struct field_tree *tree, enum field_id id, const char *name)
{
    if (name != NULL)
        (void)field_tree_add_text(tree, id, name);
}

static void add_flags(struct field_tree *tree, uint8_t flags)
{
    add_flag(tree, flags, FRAME_DUPLICATE, FIELD_NETSTAGE_DUPLICATE);
    add_flag(tree, flags, FRAME_CORRUPTED, FIELD_NETSTAGE_CORRUPT);
    add_flag(tree, flags, FRAME_BAD_FCS, FIELD_NETSTAGE_FCS_BAD);
    add_flag(tree, flags, FRAME_RETRANSMISSION, FIELD_NETSTAGE_TCP_RETRANSMISSION);
    add_flag(tree, flags, FRAME_FAST, FIELD_NETSTAGE_TCP_FAST_RETRANSMISSION);
    add_flag(tree, flags, FRAME_DUPLICATE_ACK, FIELD_NETSTAGE_TCP_DUPLICATE_ACK);
    add_flag(tree, flags, FRAME_WINDOW_PROBE, FIELD_NETSTAGE_TCP_WINDOW_PROBE);
    add_flag(tree, flags, FRAME_KEEP_ALIVE, FIELD_NETSTAGE_TCP_KEEP_ALIVE);
}

void witness_facts(struct field_tree *tree, const struct frame_facts *facts,
                   const struct field_wanted *wanted)
{
    tree->wanted = wanted != NULL ? wanted->bits : NULL;
    (void)field_tree_add_none(tree, FIELD_NETSTAGE);
    add_name(tree, FIELD_NETSTAGE_NODE, facts->node);
    add_name(tree, FIELD_NETSTAGE_CABLE, facts->cable);
    add_name(tree, FIELD_NETSTAGE_INTERFACE, facts->interface);
    (void)field_tree_add_uint(tree, FIELD_NETSTAGE_PACKET, facts->packet);
    (void)field_tree_add_uint(tree, FIELD_NETSTAGE_HOP, facts->hop);
    (void)field_tree_add_uint(tree, FIELD_NETSTAGE_EVENT, facts->event);
    (void)field_tree_add_time(tree, FIELD_NETSTAGE_TIME, facts->time);
    add_name(tree, FIELD_NETSTAGE_RECORD_KIND, record_kind_word(facts->kind));
    (void)field_tree_add_uint(tree, FIELD_NETSTAGE_CAUSE, record_event(facts->cause));
    if (facts->rule != RULE_NONE)
        add_name(tree, FIELD_NETSTAGE_RULE, rule_text(facts->rule)->id);
    if (facts->kind == RECORD_DROPPED) {
        (void)field_tree_add_uint(tree, FIELD_NETSTAGE_DROP, 1);
        add_name(tree, FIELD_NETSTAGE_DROP_REASON, rule_text(facts->rule)->id);
    }
    add_flags(tree, facts->flags);
    tree->wanted = NULL;
}

/* --- looking --- */

static enum trigger_place place_of(const struct record *record)
{
    if (record->kind == RECORD_SENT)
        return TRIGGER_SENT;
    return record->kind == RECORD_ARRIVED ? TRIGGER_ARRIVED : TRIGGER_DROPPED;
}

/* The interface at which it happened: where the frame left, or where it came in. */
static const char *interface_of(const struct world *world, const struct record *record,
                                uint32_t direction)
{
    if (direction == NONE)
        return NULL;
    const struct direction *way = &world->phy.directions[direction];
    return world_interface_name(world, record->kind == RECORD_SENT ? way->from : way->to);
}

static void add_facts(struct witness *witness, const struct world *world,
                      const struct record *record)
{
    char cable[CABLE_NAME_SIZE];
    uint32_t direction = witness_direction(witness, record);
    if (direction != NONE)
        world_cable_name(world, direction / 2, cable);
    const struct field_wanted *wanted = witness->all ? NULL : &witness->wanted;
    struct frame_facts facts = {.kind = (enum record_kind)record->kind,
                                .rule = (enum rule)record->rule,
                                .flags = witness_flags(world, record),
                                .packet = record->packet,
                                .hop = record->hop,
                                .event = record_event(record->id),
                                .cause = record->cause,
                                .time = record->time,
                                .node = node_name(world, record->node),
                                .cable = direction != NONE ? cable : NULL,
                                .interface = interface_of(world, record, direction)};
    witness_facts(&witness->tree, &facts, wanted);
    if (tcp_facts_are_wanted(wanted))
        tcp_facts(&witness->tree, world, record, wanted);
}

/* The time that the context of a frame has, and the number of one that leaves. */
static void number_frame(struct witness *witness, bool leaves, sim_time time,
                         struct field_context *context)
{
    if (witness->departures == 0 && leaves)
        witness->first = witness->previous = time;
    context->timed = leaves || witness->departures > 0;
    context->time = context->timed ? time - witness->first : 0;
    if (!leaves)
        return;
    context->number = ++witness->departures;
    context->time_delta = time - witness->previous;
    witness->previous = time;
}

void witness_learn(struct witness *witness, const uint8_t *octets, size_t length,
                   sim_time departs)
{
    struct field_context context = field_context_default();
    number_frame(witness, true, departs, &context);
    if (octets != NULL)
        conversations_see(&witness->conversations, octets, length, &context);
}

void witness_forget(struct witness *witness)
{
    memset(&witness->conversations, 0, sizeof witness->conversations);
    witness->arrived_event = 0;
    witness->departures = 0;
    witness->first = witness->previous = 0;
}

bool witness_look(struct witness *witness, const struct world *world,
                  const struct record *record, struct sighting *out)
{
    if (record->kind == RECORD_ARRIVED) {
        witness->arrived_event = record_event(record->id);
        witness->arrived_packet = record->packet;
        witness->arrived_direction = record->place;
    }
    if (record->kind != RECORD_SENT && record->kind != RECORD_ARRIVED &&
        (record->kind != RECORD_DROPPED || !witness_is_loss((enum rule)record->rule)))
        return false;
    size_t length;
    const uint8_t *octets = witness_octets(world, record, &length);
    if (octets == NULL)
        return false;
    struct field_context context = field_context_default();
    context.wanted = witness->all ? NULL : &witness->wanted;
    bool leaves = record->kind == RECORD_SENT;
    number_frame(witness, leaves, leaves ? (sim_time)record->a : record->time, &context);
    conversations_see(&witness->conversations, octets, length, &context);
    field_dissect(&witness->tree, octets, length, &context);
    add_facts(witness, world, record);
    *out = (struct sighting){.tree = &witness->tree,
                             .at = place_of(record),
                             .node = record->node,
                             .hop = record->hop,
                             .time = record->time};
    return true;
}
