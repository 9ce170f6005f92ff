/* tests/fuzz/fuzz_rip.c: a neighbour that tells a routing daemon anything at all. The fuzzer's
 * octets are RIP messages (RFC 2453) of a station beside a router, which hands on what it
 * believes to another.
 *
 * Input: pieces: an octet that says from where (bit 0: a neighbour or a stranger; bit 1: from
 * port 520 or another; bit 2: after some seconds), one that says how long the message is (times
 * four), and so many octets. */
#include <stdlib.h>
#include <string.h>

#include "wire/rip.h"
#include "world/world.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NETWORK = 10 << 24, MESSAGE_MOST = 1020 };

static struct world *world;
static struct snapshot start;

static const struct rip_plan plan = {.update = 5 * SIM_SECOND,
                                     .timeout = 15 * SIM_SECOND,
                                     .garbage = 10 * SIM_SECOND,
                                     .horizon = RIP_POISONED_REVERSE,
                                     .triggered = true,
                                     .version_1 = true};
static const struct app_node_plan router = {.name = "router", .rip = &plan};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    struct world_def def;
    (void)argc;
    (void)argv;
    world_def_init(&def);
    def.until = 3600 * SIM_SECOND; /* it goes on when nothing is new */
    uint32_t a = world_def_node(&def, "a", NODE_ROUTER);
    uint32_t left = world_def_interface(&def, a, "left", NETWORK + 0x101, 24);
    uint32_t right = world_def_interface(&def, a, "right", NETWORK + 0x201, 24);
    uint32_t b = world_def_node(&def, "b", NODE_ROUTER);
    uint32_t other = world_def_interface(&def, b, "left", NETWORK + 0x202, 24);
    uint32_t host = world_def_node(&def, "host", NODE_HOST);
    uint32_t eth = world_def_interface(&def, host, "eth0", NETWORK + 0x110, 24);
    def.nodes[a].plan = &router;
    def.nodes[b].plan = &router;
    (void)world_def_cable(&def, left, eth);
    (void)world_def_cable(&def, right, other);
    if (world_build(&def, &world) != WORLD_OK)
        abort();
    world_def_release(&def);
    (void)world_run(world, 12 * SIM_SECOND);
    if (!world_save(world, &start))
        abort();
    return 0;
}

static void tell(uint8_t how, const uint8_t *octets, uint16_t length)
{
    uint8_t frame[ETHERNET_HEADER + ETHERNET_MTU] = {0};
    struct writer w = writer_over(frame, sizeof frame);
    uint16_t total = (uint16_t)(UDP_HEADER + length);
    ethernet_write(&w, &(struct ethernet){.destination = mac_of_group(RIP_GROUP),
                                          .source = UINT64_C(0x020000abcdef),
                                          .type = ETHERTYPE_IPV4});
    ipv4_write(&w, &(struct ipv4){.version = 4,
                                  .ttl = 1,
                                  .total_length = (uint16_t)(IPV4_HEADER + total),
                                  .protocol = IPV4_UDP,
                                  .source = (how & 1) != 0 ? NETWORK + 0x999 : NETWORK + 0x163,
                                  .destination = RIP_GROUP});
    udp_write(&w, &(struct udp){.source_port = (how & 2) != 0 ? 4000 : RIP_PORT,
                                .destination_port = RIP_PORT,
                                .length = total});
    write_octets(&w, octets, length);
    struct input input = {.kind = INPUT_FRAME,
                          .time = world_now(world),
                          .row = 0,
                          .text = (const char *)frame,
                          .length = w.at};
    if (!w.ok || !world_apply(world, &input))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!world_restore(world, &start))
        abort();
    while (size >= 2) {
        uint8_t how = data[0];
        size_t length = (size_t)data[1] * 4;
        data += 2;
        size -= 2;
        length = length < size ? length : size;
        length = length < MESSAGE_MOST ? length : MESSAGE_MOST;
        tell(how, data, (uint16_t)length);
        data += length;
        size -= length;
        if ((how & 4) != 0)
            (void)world_run(world, world_now(world) + 7 * SIM_SECOND);
    }
    (void)world_run(world, world_now(world) + 60 * SIM_SECOND);
    return world_stopped(world) == WORLD_STEPPED ? 0 : (abort(), 0);
}
