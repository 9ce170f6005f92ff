/* watch/frame_view.c: see frame_view.h. */
#include "watch/frame_view.h"

#include <string.h>

#include "wire/ethernet.h"
#include "wire/ipv4.h"
#include "wire/tcp.h"

void frame_view_init(struct frame_view *view)
{
    memset(view, 0, sizeof *view);
    field_tree_init(&view->tree, &view->storage);
}

/* Reads a TCP segment's own way. False: the frame holds none. */
static bool read_way(const uint8_t *octets, size_t length, struct flow *way, struct tcp *tcp)
{
    struct ethernet ethernet;
    struct ipv4 ip;
    struct tcp_options options;
    struct reader r = reader_over(octets, length);
    ethernet_read(&r, &ethernet);
    if (!r.ok || ethernet.type != ETHERTYPE_IPV4)
        return false;
    ipv4_read(&r, &ip);
    if (!r.ok || ip.protocol != IPV4_TCP || ip.fragment_offset != 0)
        return false;
    tcp_read(&r, tcp, &options);
    if (!r.ok)
        return false;
    *way = (struct flow){.source = ip.source,
                         .destination = ip.destination,
                         .source_port = tcp->source_port,
                         .destination_port = tcp->destination_port,
                         .isn = tcp->seq.raw,
                         .shift = options.has_window_scale ? options.window_scale
                                                           : FIELD_SHIFT_NONE};
    return true;
}

/* The newest of this way, or NULL. */
static struct flow *find(struct frame_view *view, const struct flow *way, bool back)
{
    ipv4_address source = back ? way->destination : way->source;
    uint16_t port = back ? way->destination_port : way->source_port;
    uint32_t kept = view->flow_count < FRAME_VIEW_FLOWS ? view->flow_count : FRAME_VIEW_FLOWS;
    for (uint32_t i = 0; i < kept; i++) {
        struct flow *f = &view->flows[(view->flow_count - 1 - i) % FRAME_VIEW_FLOWS];
        bool other = f->destination != (back ? way->source : way->destination) ||
                     f->destination_port != (back ? way->source_port : way->destination_port);
        if (!other && f->source == source && f->source_port == port)
            return f;
    }
    return NULL;
}

static void learn(struct frame_view *view, const struct flow *way, uint8_t flags)
{
    struct flow *known = find(view, way, false);
    struct flow *back = find(view, way, true);
    if (known != NULL && known->isn == way->isn)
        return;
    struct flow *row = &view->flows[view->flow_count++ % FRAME_VIEW_FLOWS];
    *row = *way;
    row->stream = (flags & TCP_ACK) != 0 && back != NULL ? back->stream : view->streams++;
}

void frame_view_read(struct frame_view *view, const uint8_t *octets, size_t length)
{
    struct field_context context = field_context_default();
    struct flow way;
    struct tcp tcp;
    if (read_way(octets, length, &way, &tcp)) {
        if ((tcp.flags & TCP_SYN) != 0)
            learn(view, &way, tcp.flags);
        const struct flow *forth = find(view, &way, false);
        const struct flow *back = find(view, &way, true);
        if (forth != NULL) {
            bool scaled = back != NULL && back->shift >= 0 && forth->shift >= 0;
            context.relative_numbers = true;
            context.sender_isn = forth->isn;
            context.receiver_isn = back != NULL ? back->isn : 0;
            context.stream = forth->stream;
            context.window_shift = scaled ? forth->shift : FIELD_SHIFT_NONE;
        }
    }
    field_dissect(&view->tree, octets, length, &context);
}
