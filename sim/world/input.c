/* world/input.c: what comes from outside: the user's interventions, and frames of the real
 * world. Each is an event of its own, so a run with its log of inputs can be played again. See
 * world.h. */
#include "world/event.h"

#include <string.h>

#include "app/program.h"
#include "link/arp.h"

static bool targets_flight(enum input_kind kind)
{
    return kind >= INPUT_DROP && kind <= INPUT_CORRUPT_HIDDEN;
}

static bool has_frame(enum input_kind kind)
{
    return kind == INPUT_FRAME || kind == INPUT_TRANSMIT;
}

static bool is_of_program(enum input_kind kind)
{
    return kind >= INPUT_OPEN && kind <= INPUT_CLOSE;
}

/* The flight that the input is about, or NONE. */
static uint32_t flight_of(const struct world *w, const struct input *input)
{
    if (input->direction >= w->phy.cables * 2)
        return NONE;
    return cable_find_flight(&w->phy, input->direction, input->packet, input->hop);
}

/* Does the input make sense now? */
static bool applies(const struct world *w, const struct input *input)
{
    struct queue_entry next;
    if (input->time < world_now(w) || (world_next(w, &next) && input->time > next.time))
        return false;
    if (input->time_value < 0)
        return false;
    if (targets_flight(input->kind))
        return flight_of(w, input) != NONE;
    if (input->kind == INPUT_CUT || input->kind == INPUT_MEND || input->kind == INPUT_IMPAIR)
        return input->direction < w->phy.cables * 2;
    if (input->kind == INPUT_COMMAND)
        return input->node < world_nodes(w)->count;
    if (input->kind == INPUT_OPEN)
        return input->node < world_nodes(w)->count &&
               world_nodes(w)->row[input->node].kind == NODE_HOST;
    if (is_of_program(input->kind))
        return program_at(w->app, input->row) != NULL;
    if (has_frame(input->kind))
        return input->row < w->link.interface_count && input->length >= ETHERNET_HEADER &&
               input->length <= FRAME_LONG_OCTETS;
    return true;
}

static void change_flight(struct world *w, const struct input *input)
{
    uint32_t flight = flight_of(w, input);
    if (input->kind == INPUT_DROP)
        flight_drop(&w->phy, flight);
    else if (input->kind == INPUT_DELAY)
        (void)flight_delay(&w->phy, flight, input->time_value);
    else if (input->kind == INPUT_DUPLICATE)
        (void)flight_duplicate(&w->phy, flight, direction_sender(w, input->direction));
    else
        (void)flight_corrupt(&w->phy, flight, input->row, input->kind == INPUT_CORRUPT);
}

static void change_direction(struct world *w, const struct input *input)
{
    if (input->kind == INPUT_IMPAIR)
        direction_impair(&w->phy, input->direction, input->loss, input->time_value);
    else
        direction_cut(&w->phy, input->direction, input->kind == INPUT_CUT,
                      direction_receiver(w, input->direction));
    if (input->kind != INPUT_IMPAIR)
        world_cable_changed(w, input->direction / 2);
}

/* A frame of the real world came in: it is a packet of this world from here on. */
static bool bring_in(struct world *w, const struct input *input)
{
    uint32_t length =
        input->length < ETHERNET_MINIMUM ? ETHERNET_MINIMUM : (uint32_t)input->length;
    frame_id id = sim_new_packet(&w->sim, length);
    if (id == NONE)
        return false;
    memcpy(frame_octets(&w->sim.frames, id), input->text, input->length);
    if (input->kind == INPUT_TRANSMIT) {
        (void)link_transmit(&w->link, input->row, id); /* a full queue drops it, and says so */
        return true;
    }
    return host_receive(&w->host, input->row, id) == HOST_OK;
}

static void note_input(struct world *w, const struct input *input)
{
    uint32_t node = has_frame(input->kind) ? w->link.interfaces[input->row].node : NONE;
    uint32_t place = input->kind == INPUT_TRANSMIT ? w->link.interfaces[input->row].direction
                                                   : input->direction;
    sim_follow(&w->sim, sim_note(&w->sim, (struct record){.kind = RECORD_COMMAND,
                                                          .layer = LAYER_PHY,
                                                          .node = node,
                                                          .table = TABLE_DIRECTION,
                                                          .place = place,
                                                          .packet = input->packet,
                                                          .hop = input->hop,
                                                          .a = (uint64_t)input->kind,
                                                          .b = NONE}));
}

/* What a real program does with a connection of a host. */
static void serve_program(struct world *w, struct input *input)
{
    bool opens = input->kind == INPUT_OPEN;
    const struct program *p = opens ? NULL : program_at(w->app, input->row);
    sim_follow(&w->sim, sim_say(&w->sim,
                                (struct record){.kind = RECORD_COMMAND,
                                                .layer = LAYER_APP,
                                                .node = opens ? input->node : p->node,
                                                .a = (uint64_t)input->kind,
                                                .b = NONE},
                                input->text, opens ? input->length : 0));
    if (opens)
        input->row = program_open(w->app, input->node, input->text, input->length);
    else if (input->kind == INPUT_WRITE)
        (void)program_write(w->app, input->row, (const uint8_t *)input->text, input->length);
    else if (input->kind == INPUT_READ)
        input->length = program_read(w->app, input->row, input->into, input->length);
    else if (input->kind == INPUT_SHUT)
        program_shut(w->app, input->row);
    else
        program_close(w->app, input->row);
}

bool world_apply(struct world *w, struct input *input)
{
    enum world_result result = WORLD_STEPPED;
    if (world_stopped(w) != WORLD_STEPPED || !applies(w, input) || !world_ready(w))
        return false;
    world_begin_event(w, input->time);
    input->event = world_events(w);
    switch (input->kind) {
    case INPUT_COMMAND:
        world_run_command(w, input->node, NONE, input->text, input->length);
        break;
    case INPUT_CANCEL:
    case INPUT_TYPE:
    case INPUT_END:
        world_keyboard(w, app_job_node(w->app, input->row), NONE, input->kind, input->row,
                       input->text, input->length);
        break;
    case INPUT_DROP:
    case INPUT_DELAY:
    case INPUT_DUPLICATE:
    case INPUT_CORRUPT:
    case INPUT_CORRUPT_HIDDEN:
        note_input(w, input);
        change_flight(w, input);
        break;
    case INPUT_CUT:
    case INPUT_MEND:
    case INPUT_IMPAIR:
        note_input(w, input);
        change_direction(w, input);
        break;
    case INPUT_FRAME:
    case INPUT_TRANSMIT:
        note_input(w, input);
        result = bring_in(w, input) ? WORLD_STEPPED : WORLD_STORM;
        break;
    case INPUT_OPEN:
    case INPUT_WRITE:
    case INPUT_READ:
    case INPUT_SHUT:
    case INPUT_CLOSE:
        serve_program(w, input);
        break;
    }
    (void)world_conclude(w, result);
    world_finish_event(w);
    return true;
}

bool world_begin_outside(struct world *w, sim_time time)
{
    struct queue_entry next;
    if (world_stopped(w) != WORLD_STEPPED || time < world_now(w) ||
        (world_next(w, &next) && time > next.time) || !arena_ready(&w->sim.arena))
        return false;
    world_begin_event(w, time);
    return true;
}

void world_end_outside(struct world *w)
{
    (void)world_conclude(w, WORLD_STEPPED);
    world_finish_event(w);
}
