/* tests/fuzz/fuzz_bpdu.c: three switches in a ring that run a spanning tree, and a stranger who
 * sends them frames for all switches. Whatever comes, no event may be without end, nothing may
 * go round, and when the stranger has been silent for long enough the tree stands as if he had
 * never been.
 *
 * Input: pieces: an octet that chooses the port (low four bits) and how many seconds pass
 * before (high four), an octet that is the length, and so many octets of LLC and BPDU. */
#include <stdlib.h>
#include <string.h>

#include "world/world.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SWITCHES = 3, PORTS = 3, FRAME_MOST = 128, SETTLED_SECONDS = 1200 };

static struct world *world;
static struct snapshot start;

static void must(bool good)
{
    if (!good)
        abort();
}

/* Until then; the limit of events is far above what the hellos of three switches need. */
static void run_until(sim_time time)
{
    struct queue_entry next;
    for (uint32_t events = 0; world_next(world, &next) && next.time <= time; events++)
        must(events < 200000 && world_step(world) == WORLD_STEPPED);
}

static void check_tree(void)
{
    uint32_t shut = 0;
    for (uint32_t i = 0; i < world->link.stp.plan->ports; i++)
        shut += world->link.stp.ports[i].port_enabled != 0 &&
                world->link.stp.ports[i].forwarding == 0;
    for (uint32_t i = 0; i < SWITCHES; i++)
        must(world->link.stp.bridges[i].root.root == world->link.stp.bridges[0].id &&
             stp_is_settled(&world->link, i));
    must(shut == 1);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    struct world_def def;
    uint32_t port[SWITCHES][PORTS];
    world_def_init(&def);
    for (uint32_t s = 0; s < SWITCHES; s++) {
        char name[] = {'s', (char)('0' + s), 0};
        uint32_t node = world_def_node(&def, name, NODE_SWITCH);
        def.nodes[node].spanning_tree = true;
        for (uint32_t p = 0; p < PORTS; p++)
            port[s][p] = world_def_interface(&def, node, "p", 0, 0);
    }
    for (uint32_t s = 0; s < SWITCHES; s++)
        (void)world_def_cable(&def, port[s][0], port[(s + 1) % SWITCHES][1]);
    must(world_build(&def, &world) == WORLD_OK);
    world_def_release(&def);
    run_until(10 * SIM_SECOND);
    check_tree();
    must(world_save(world, &start));
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    must(world_restore(world, &start));
    while (size > 2) {
        uint8_t octets[FRAME_MOST + ETHERNET_HEADER] = {0};
        size_t length = data[1] < size - 2 ? data[1] : size - 2;
        length = length < FRAME_MOST ? length : FRAME_MOST;
        run_until(world_now(world) + (data[0] >> 4) * SIM_SECOND);
        struct writer out = writer_over(octets, sizeof octets);
        ethernet_write(&out, &(struct ethernet){MAC_BRIDGES, 0x020000990001, (uint16_t)length});
        write_octets(&out, data + 2, length);
        struct input input = {.kind = INPUT_FRAME,
                              .time = world_now(world),
                              .row = (data[0] & 15U) % world->link.interface_count,
                              .text = (const char *)octets,
                              .length = out.at};
        must(world_apply(world, &input));
        data += 2 + length;
        size -= 2 + length;
    }
    run_until(world_now(world) + SETTLED_SECONDS * SIM_SECOND);
    check_tree();
    return 0;
}
