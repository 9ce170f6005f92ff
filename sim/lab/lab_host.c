/* lab/lab_host.c: the bench: a host is made, time passes, packets come and go. See lab.h and
 * netstage.h. */
#include <stdlib.h>
#include <string.h>

#include "lab/lab.h"
#include "wire/arp.h"

#define LAB_RATE                                                                               \
    UINT64_C(1000000000000) /* bit/s: a frame is out before a nanosecond is over               \
                             */

enum { LAB_QUEUE = 1000000, HOST_NODE = 0, LAB_MTU_LEAST = 68 };

/* --- queues --- */

bool lab_queue_add(struct netstage_host *host, struct lab_queue *queue, const void *octets,
                   size_t length, struct endpoint from)
{
    struct lab_packet *packet = malloc(sizeof *packet + length);
    if (packet == NULL) {
        host->stuck = true;
        return false;
    }
    packet->next = NULL;
    packet->time = host->world->sim.clock->now;
    packet->from = from;
    packet->length = length;
    if (length > 0)
        memcpy(packet->octets, octets, length);
    if (queue->last != NULL)
        queue->last->next = packet;
    else
        queue->first = packet;
    queue->last = packet;
    return true;
}

struct lab_packet *lab_queue_take(struct lab_queue *queue)
{
    struct lab_packet *packet = queue->first;
    if (packet == NULL)
        return NULL;
    queue->first = packet->next;
    if (queue->first == NULL)
        queue->last = NULL;
    return packet;
}

void lab_queue_clear(struct lab_queue *queue)
{
    struct lab_packet *packet;
    while ((packet = lab_queue_take(queue)) != NULL)
        free(packet);
}

/* --- what leaves the host --- */

static void catch_frame(struct netstage_host *host, const struct sim *sim)
{
    const struct frame *frame = frame_at(&sim->frames, sim->subject);
    const uint8_t *octets = frame_octets(&sim->frames, sim->subject);
    struct reader r = reader_over(octets, frame->length);
    struct ethernet ethernet;
    struct ipv4 ip;
    ethernet_read(&r, &ethernet);
    if (ethernet.type == ETHERTYPE_ARP) {
        (void)lab_queue_add(host, &host->asked, octets, frame->length, (struct endpoint){0});
        return;
    }
    ipv4_read(&r, &ip);
    (void)lab_queue_add(host, &host->sent, octets + ETHERNET_HEADER, ip.total_length,
                        (struct endpoint){0});
}

static void tell_sentence(struct netstage_host *host, const struct record *record,
                          const char *words, size_t length)
{
    char text[NARRATOR_SENTENCE_MAX];
    const struct rule_text *rule = rule_text((enum rule)record->rule);
    size_t n =
        narrator_sentence(&host->narrator, record, words, length, "en", text, sizeof text - 40);
    struct text end = text_over(text + n, sizeof text - n);
    if (rule->rfc[0] != '\0') {
        text_put(&end, " (");
        text_put(&end, rule_series(rule));
        text_put(&end, rule->rfc);
        text_put(&end, ", ");
        text_put(&end, rule->section);
        text_put_char(&end, ')');
        n += end.length;
    }
    struct lab_sentence *sentence = malloc(sizeof *sentence + n + 1);
    if (sentence == NULL) {
        host->stuck = true;
        return;
    }
    sentence->next = NULL;
    sentence->time = record->time;
    memcpy(sentence->text, text, n + 1);
    if (host->last_sentence != NULL)
        host->last_sentence->next = sentence;
    else
        host->first_sentence = sentence;
    host->last_sentence = sentence;
}

static void observe(struct observer *self, const struct sim *sim, const struct record *record,
                    const char *text, size_t length)
{
    struct netstage_host *host = (struct netstage_host *)self;
    if (record->kind == RECORD_SENT && record->node == HOST_NODE)
        catch_frame(host, sim);
    if (record->node == HOST_NODE)
        host->fired[record->rule]++;
    if (host->records && record->rule != RULE_NONE && record->node == HOST_NODE)
        tell_sentence(host, record, text, length);
}

const char *netstage_why(struct netstage_host *host, int64_t *time)
{
    struct lab_sentence *sentence = host->first_sentence;
    free(host->told);
    host->told = sentence;
    if (sentence == NULL)
        return NULL;
    host->first_sentence = sentence->next;
    if (host->first_sentence == NULL)
        host->last_sentence = NULL;
    if (time != NULL)
        *time = sentence->time;
    return sentence->text;
}

uint64_t netstage_fired(const struct netstage_host *host, const char *rule)
{
    for (enum rule i = RULE_NONE + 1; i < RULES; i++) {
        if (strcmp(rule_text(i)->id, rule) == 0)
            return host->fired[i];
    }
    return 0;
}

/* --- making one --- */

struct netstage_setup netstage_default_setup(void)
{
    return (struct netstage_setup){.seed = 1,
                                   .address = 0xc0a80001,
                                   .gateway = 0xc0a800fe,
                                   .prefix_length = 24,
                                   .mtu = ETHERNET_MTU};
}

static bool setup_is_possible(const struct netstage_setup *setup)
{
    if (setup->prefix_length < 8 || setup->prefix_length > 30 || setup->mtu < LAB_MTU_LEAST ||
        setup->mtu > ETHERNET_MTU)
        return false;
    uint32_t hosts = UINT32_MAX >> setup->prefix_length;
    uint32_t own = setup->address & hosts;
    uint32_t router = setup->gateway & hosts;
    return (setup->address & ~hosts) == (setup->gateway & ~hosts) && own != router &&
           own != 0 && own != hosts && router != 0 && router != hosts &&
           setup->address >> 24 != 0 && setup->address >> 24 != 127 &&
           setup->address >> 28 != 14 && setup->address >> 28 != 15;
}

/* The world of lab.h's picture. */
static struct world *build(const struct netstage_setup *setup)
{
    struct world_def def;
    struct tcp_profile profile = tcp_default_profile();
    struct world *world = NULL;
    world_def_init(&def);
    def.seed = setup->seed;
    uint32_t row = world_def_profile(&def, &profile);
    uint32_t host = world_def_node(&def, "host", NODE_HOST);
    uint32_t inside =
        world_def_interface(&def, host, "eth0", setup->address, setup->prefix_length);
    uint32_t outside = world_def_node(&def, "outside", NODE_SWITCH);
    uint32_t port = world_def_interface(&def, outside, "port1", 0, 0);
    uint32_t cable = world_def_cable(&def, inside, port);
    uint32_t route = world_def_route(&def, host, 0, 0, setup->gateway);
    if (row != NONE && host != NONE && inside != NONE && outside != NONE && port != NONE &&
        cable != NONE && route != NONE) {
        def.interfaces[inside].mtu = setup->mtu;
        for (int way = 0; way < 2; way++) {
            def.cables[cable].rate_bps[way] = LAB_RATE;
            def.cables[cable].delay[way] = 0;
            def.cables[cable].queue_limit[way] = LAB_QUEUE;
        }
        if (world_build(&def, &world) != WORLD_OK)
            world = NULL;
    }
    world_def_release(&def);
    return world;
}

struct netstage_host *netstage_open(const struct netstage_setup *setup)
{
    if (!setup_is_possible(setup))
        return NULL;
    struct netstage_host *host = calloc(1, sizeof *host);
    struct world *world = host != NULL ? build(setup) : NULL;
    if (world == NULL) {
        free(host);
        return NULL;
    }
    host->world = world;
    host->mac = world->link.interfaces[1].mac;
    host->mtu = setup->mtu;
    host->records = setup->records;
    host->narrator.world = world;
    host->observer.record = observe;
    world->sim.observer = &host->observer;
    world->host.outside = (struct outside){
        .self = host, .tcp_event = lab_tcp_event, .datagram = lab_datagram, .error = lab_error};
    return host;
}

void netstage_close(struct netstage_host *host)
{
    if (host == NULL)
        return;
    for (uint32_t row = 0; row < host->socket_count; row++) {
        lab_queue_clear(&host->sockets[row].datagrams);
        free(host->sockets[row].kept);
    }
    while (netstage_why(host, NULL) != NULL)
        continue;
    lab_queue_clear(&host->sent);
    lab_queue_clear(&host->asked);
    world_free(host->world);
    free(host->sockets);
    free(host->fds);
    free(host);
}

/* --- time --- */

int64_t netstage_now(const struct netstage_host *host)
{
    return host->now;
}

int64_t netstage_next(const struct netstage_host *host)
{
    struct queue_entry entry;
    return !host->stuck && world_next(host->world, &entry) ? entry.time : -1;
}

/* A frame comes in at the host's interface, as an event of its own. */
static void bring(struct netstage_host *host, const uint8_t *octets, size_t length)
{
    struct input input = {.time = host->world->sim.clock->now > host->now
                                      ? host->world->sim.clock->now
                                      : host->now,
                          .kind = INPUT_FRAME,
                          .row = host->interface,
                          .text = (const char *)octets,
                          .length = length};
    if (!world_apply(host->world, &input))
        host->stuck = true;
}

/* Whoever is asked for is behind the interface. Nobody answers for the host's own address. */
static void answer_arp(struct netstage_host *host, const struct lab_packet *asked)
{
    struct reader r = reader_over(asked->octets, asked->length);
    struct ethernet ethernet;
    struct arp arp;
    uint8_t octets[ETHERNET_MINIMUM] = {0};
    struct writer w = writer_over(octets, sizeof octets);
    ethernet_read(&r, &ethernet);
    arp_read(&r, &arp);
    if (!r.ok || arp.opcode != ARP_REQUEST ||
        arp.target_ip == host->world->link.interfaces[host->interface].address)
        return;
    struct arp reply = {.hardware = ARP_HARDWARE_ETHERNET,
                        .protocol = ETHERTYPE_IPV4,
                        .hardware_length = 6,
                        .protocol_length = 4,
                        .opcode = ARP_REPLY,
                        .sender_mac = host->mac,
                        .sender_ip = arp.target_ip,
                        .target_mac = arp.sender_mac,
                        .target_ip = arp.sender_ip};
    ethernet_write(&w, &(struct ethernet){.destination = arp.sender_mac,
                                          .source = host->mac,
                                          .type = ETHERTYPE_ARP});
    arp_write(&w, &reply);
    bring(host, octets, sizeof octets);
}

/* What must be done after every event before the next one. */
static void tidy(struct netstage_host *host)
{
    struct lab_packet *asked;
    lab_keep_unread(host);
    while (!host->stuck && (asked = lab_queue_take(&host->asked)) != NULL) {
        answer_arp(host, asked);
        free(asked);
        lab_keep_unread(host);
    }
}

static int state_of(const struct netstage_host *host)
{
    return host->stuck || world_stopped(host->world) != WORLD_STEPPED ? -NETSTAGE_ENOMEM : 0;
}

/* Runs what is due up to `until`; when `to_packet`, only up to the first packet. */
static void run(struct netstage_host *host, sim_time until, bool to_packet)
{
    struct queue_entry entry;
    while (state_of(host) == 0 && !(to_packet && host->sent.first != NULL) &&
           world_next(host->world, &entry) && entry.time <= until) {
        (void)world_step(host->world);
        tidy(host);
        if (host->now < world_now(host->world))
            host->now = world_now(host->world);
    }
}

int netstage_advance(struct netstage_host *host, int64_t until)
{
    run(host, until, false);
    if (state_of(host) == 0 && host->now < until)
        host->now = until;
    return state_of(host);
}

int netstage_advance_to_packet(struct netstage_host *host, int64_t until)
{
    run(host, until, true);
    if (state_of(host) != 0)
        return state_of(host);
    if (host->sent.first != NULL)
        return 1;
    if (host->now < until)
        host->now = until;
    return 0;
}

void lab_act(struct netstage_host *host, void (*act)(struct netstage_host *host, void *what),
             void *what)
{
    netstage_advance(host, host->now);
    if (state_of(host) != 0)
        return;
    if (world_begin_outside(host->world, host->now)) {
        act(host, what);
        world_end_outside(host->world);
    } else {
        host->stuck = true;
    }
    tidy(host);
    netstage_advance(host, host->now);
}

/* --- the wire --- */

int netstage_inject(struct netstage_host *host, const void *packet, size_t length)
{
    uint8_t frame[ETHERNET_HEADER + ETHERNET_MTU];
    struct writer w = writer_over(frame, sizeof frame);
    if (length == 0 || length > host->mtu)
        return -NETSTAGE_EMSGSIZE;
    netstage_advance(host, host->now);
    if (state_of(host) != 0)
        return state_of(host);
    ethernet_write(
        &w, &(struct ethernet){.destination = host->world->link.interfaces[host->interface].mac,
                               .source = host->mac,
                               .type = ETHERTYPE_IPV4});
    write_octets(&w, packet, length);
    bring(host, frame, w.at);
    tidy(host);
    netstage_advance(host, host->now);
    return state_of(host);
}

size_t netstage_take(struct netstage_host *host, void *packet, size_t room, int64_t *time)
{
    struct lab_packet *first = lab_queue_take(&host->sent);
    if (first == NULL)
        return 0;
    size_t length = first->length;
    if (room > 0)
        memcpy(packet, first->octets, length < room ? length : room);
    if (time != NULL)
        *time = first->time;
    free(first);
    return length;
}
