/* host/host.c: demultiplexing: a frame climbs from the cable to the application. See host.h. */
#include "host/host.h"

/* --- records: handed up from layer to layer
 * ---------------------------------------------------------- */

static void note_up(struct host *host, uint32_t node, frame_id id, enum layer layer,
                    uint16_t offset, uint16_t length)
{
    (void)sim_note_frame(host->sim,
                         (struct record){.kind = RECORD_UP,
                                         .layer = (uint8_t)layer,
                                         .node = node,
                                         .offset = offset,
                                         .length = length},
                         id);
}

/* --- from the transport to the application
 * ----------------------------------------------------------- */

static void tell_owner(struct host *host, const struct socket_up *up)
{
    if (up->socket.serial == 0 || up->events == 0)
        return;
    enum app_table table = app_owner_table(up->owner);
    if (table == APP_BULK || table == APP_BULK_SERVICE)
        bulk_event(host->bulk, up->owner, up);
    else if (table == APP_OUTSIDE && host->outside.tcp_event != NULL)
        host->outside.tcp_event(host->outside.self, app_owner_row(up->owner), up);
    else
        app_tcp_event(host->app, up->owner, up);
    if ((up->events & SOCKET_READABLE) != 0)
        tcp_settle(host->transport, up->socket);
}

static void receive_tcp(struct host *host, const struct ip_packet *packet)
{
    note_up(host, packet->node, packet->frame, LAYER_TRANSPORT, packet->payload_offset,
            packet->payload_length);
    struct socket_up up = tcp_segment_arrives(host->transport, packet);
    tell_owner(host, &up);
}

static void receive_udp(struct host *host, const struct ip_packet *packet)
{
    note_up(host, packet->node, packet->frame, LAYER_TRANSPORT, packet->payload_offset,
            packet->payload_length);
    struct udp_datagram datagram;
    struct socket_up up = udp_receive(host->transport, packet, &datagram);
    if (up.socket.serial == 0)
        return;
    note_up(host, packet->node, packet->frame, LAYER_APP,
            (uint16_t)(packet->payload_offset + UDP_HEADER), datagram.length);
    if (app_owner_table(up.owner) == APP_OUTSIDE && host->outside.datagram != NULL)
        host->outside.datagram(host->outside.self, app_owner_row(up.owner), &datagram);
    else
        app_udp_received(host->app, packet->node, up.owner, &datagram);
}

/* --- ICMP: to whom is the news?
 * ----------------------------------------------------------------------- */

/* An error about a packet of ours: its transport, or the command that sent it, must know. */
static void report_error(struct host *host, uint32_t node, const struct icmp_message *message)
{
    struct socket_up up = {.events = 0};
    if (message->about.protocol == IPV4_TCP)
        up = tcp_icmp_error(host->transport, node, message);
    else if (message->about.protocol == IPV4_UDP)
        up = udp_icmp_error(host->transport, node, message);
    if (message->about.protocol == IPV4_TCP)
        tell_owner(host, &up);
    else if (app_owner_table(up.owner) == APP_OUTSIDE && host->outside.error != NULL)
        host->outside.error(host->outside.self, app_owner_row(up.owner), &up);
    else
        app_icmp_error(host->app, node, &up, message);
}

static void receive_icmp(struct host *host, const struct ip_packet *packet)
{
    struct icmp_message message;
    note_up(host, packet->node, packet->frame, LAYER_TRANSPORT, packet->payload_offset,
            packet->payload_length);
    switch (icmp_receive(host->ip, packet, &message)) {
    case ICMP_UP_ECHO_REPLY:
        note_up(host, packet->node, packet->frame, LAYER_APP, packet->payload_offset,
                packet->payload_length);
        app_echo_reply(host->app, packet->node, &message);
        break;
    case ICMP_UP_ERROR:
        report_error(host, packet->node, &message);
        break;
    case ICMP_CONSUMED:
    case ICMP_DROPPED:
        break;
    }
}

/* --- from IP to the transport
 * ------------------------------------------------------------------------- */

static void climb(struct host *host, enum ip_up up, const struct ip_packet *packet)
{
    switch (up) {
    case IP_UP_ICMP:
        receive_icmp(host, packet);
        break;
    case IP_UP_UDP:
        receive_udp(host, packet);
        break;
    case IP_UP_TCP:
        receive_tcp(host, packet);
        break;
    case IP_FORWARDED:
    case IP_DROPPED:
    case IP_WAITS:
        return;
    }
    frame_release(&host->sim->frames, packet->frame);
}

/* --- from the cable to IP
 * ------------------------------------------------------------------------------ */

enum host_status host_receive(struct host *host, uint32_t interface, frame_id frame)
{
    struct ip_packet packet;
    if (host->link->outbox != NULL && host->link->outbox->watched)
        app_frame_arrived(host->app, interface, frame);
    switch (link_receive(host->link, interface, frame)) {
    case LINK_UP_IPV4:
        break;
    case LINK_STORM:
        return HOST_STORM;
    case LINK_SWITCHED:
    case LINK_CONSUMED:
    case LINK_DROPPED:
        return HOST_OK;
    }
    note_up(host, host->link->interfaces[interface].node, frame, LAYER_IP, ETHERNET_HEADER,
            (uint16_t)(frame_at(&host->sim->frames, frame)->length - ETHERNET_HEADER));
    climb(host, ip_receive(host->ip, interface, frame, &packet), &packet);
    return HOST_OK;
}

void host_receive_looped(struct host *host)
{
    struct ip_packet packet;
    enum ip_up up = ip_receive_looped(host->ip, &packet);
    climb(host, up, &packet);
}

/* --- nobody answered ARP
 * -------------------------------------------------------------------------------- */

/* A packet that could not be delivered to its neighbour: its sender must know (RFC 1812 section
 * 5.2.7.1; at the sender itself RFC 1122 section 2.4 asks the link layer to say so). */
static void report_unreachable(struct host *host, uint32_t interface, frame_id id)
{
    const struct interface *i = &host->link->interfaces[interface];
    const struct frame *frame = frame_at(&host->sim->frames, id);
    const uint8_t *octets = frame_octets(&host->sim->frames, id);
    struct icmp_message message = {
        .header = {.type = ICMP_UNREACHABLE, .code = ICMP_HOST_UNREACHABLE}};
    struct reader r = reader_over(octets, frame->length);
    (void)read_octets(&r, ETHERNET_HEADER);
    ipv4_read(&r, &message.about);
    (void)sim_note_frame(host->sim,
                         (struct record){.kind = RECORD_DROPPED,
                                         .layer = LAYER_LINK,
                                         .rule = RULE_IP_HOST_UNREACHABLE,
                                         .node = i->node,
                                         .table = TABLE_INTERFACE,
                                         .place = interface,
                                         .a = message.about.destination},
                         id);
    if (!ip_is_mine(host->ip, i->node, message.about.source)) {
        icmp_send_error(host->ip, i->node, ICMP_UNREACHABLE, ICMP_HOST_UNREACHABLE, 0,
                        octets + ETHERNET_HEADER, message.about.total_length);
        return;
    }
    message.from = message.to = message.about.source;
    message.quote_length = (uint16_t)reader_left(&r);
    message.quote = read_octets(&r, message.quote_length);
    report_error(host, i->node, &message);
}

void host_arp_timer(struct host *host, uint32_t entry)
{
    struct arp_failure failed;
    if (!arp_timeout(host->link, entry, &failed))
        return;
    record_id failure = sim_cause(host->sim);
    for (frame_id id; (id = arp_next_failed(host->link, &failed)) != NONE;) {
        sim_follow(host->sim, failure);
        report_unreachable(host, failed.interface, id);
        frame_release(&host->sim->frames, id);
    }
}

void host_tcp_timer(struct host *host, enum event_kind kind, uint32_t row)
{
    struct socket_up up = tcp_timer_fires(host->transport, kind, row);
    tell_owner(host, &up);
}
