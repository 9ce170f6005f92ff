/* watch/conversations.c: see conversations.h. */
#include "watch/conversations.h"

#include "wire/ethernet.h"
#include "wire/ipv4.h"
#include "wire/tcp.h"

/* Reads a TCP segment's own way. False: the frame holds none. */
static bool read_way(const uint8_t *octets, size_t length, struct conversation_way *way,
                     struct tcp *tcp)
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
    *way = (struct conversation_way){.source = ip.source,
                                     .destination = ip.destination,
                                     .source_port = tcp->source_port,
                                     .destination_port = tcp->destination_port,
                                     .isn = tcp->seq.raw,
                                     .shift = options.has_window_scale ? options.window_scale
                                                                       : FIELD_SHIFT_NONE};
    return true;
}

/* The newest of this way, or NULL. */
static struct conversation_way *find(struct conversations *seen,
                                     const struct conversation_way *way, bool back)
{
    ipv4_address source = back ? way->destination : way->source;
    uint16_t port = back ? way->destination_port : way->source_port;
    uint32_t kept = seen->count < CONVERSATION_WAYS ? seen->count : CONVERSATION_WAYS;
    for (uint32_t i = 0; i < kept; i++) {
        struct conversation_way *f = &seen->ways[(seen->count - 1 - i) % CONVERSATION_WAYS];
        bool other = f->destination != (back ? way->source : way->destination) ||
                     f->destination_port != (back ? way->source_port : way->destination_port);
        if (!other && f->source == source && f->source_port == port)
            return f;
    }
    return NULL;
}

static void learn(struct conversations *seen, const struct conversation_way *way, uint8_t flags)
{
    struct conversation_way *known = find(seen, way, false);
    struct conversation_way *back = find(seen, way, true);
    if (known != NULL && known->isn == way->isn)
        return;
    struct conversation_way *row = &seen->ways[seen->count++ % CONVERSATION_WAYS];
    *row = *way;
    row->stream = (flags & TCP_ACK) != 0 && back != NULL ? back->stream : seen->streams++;
}

void conversations_learn(struct conversations *seen, const uint8_t *octets, size_t length)
{
    struct conversation_way way;
    struct tcp tcp;
    if (read_way(octets, length, &way, &tcp) && (tcp.flags & TCP_SYN) != 0)
        learn(seen, &way, tcp.flags);
}

void conversations_see(struct conversations *seen, const uint8_t *octets, size_t length,
                       struct field_context *context)
{
    struct conversation_way way;
    struct tcp tcp;
    if (!read_way(octets, length, &way, &tcp))
        return;
    conversations_learn(seen, octets, length);
    const struct conversation_way *forth = find(seen, &way, false);
    const struct conversation_way *back = find(seen, &way, true);
    if (forth == NULL)
        return;
    bool scaled = back != NULL && back->shift >= 0 && forth->shift >= 0;
    context->relative_numbers = true;
    context->sender_isn = forth->isn;
    context->receiver_isn = back != NULL ? back->isn : 0;
    context->stream = forth->stream;
    context->window_shift = scaled ? forth->shift : FIELD_SHIFT_NONE;
}
