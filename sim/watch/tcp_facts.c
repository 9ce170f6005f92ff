/* watch/tcp_facts.c: see tcp_facts.h. */
#include "watch/tcp_facts.h"

#include "transport/tcp_conn.h"
#include "wire/ethernet.h"
#include "wire/ipv4.h"

static const enum field_id known[] = {FIELD_NETSTAGE_TCP_STATE, FIELD_NETSTAGE_TCP_CONNECTION,
                                      FIELD_NETSTAGE_TCP_CWND, FIELD_NETSTAGE_TCP_OUT_OF_ORDER,
                                      FIELD_NETSTAGE_TCP_ZERO_WINDOW};

bool tcp_facts_are_wanted(const struct field_wanted *wanted)
{
    if (wanted == NULL)
        return true;
    bool any = false;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        any = any || (wanted->bits[known[i] / 64] >> (known[i] % 64) & 1) != 0;
    return any;
}

/* The headers of a TCP segment. */
struct segment {
    struct ipv4 ip;
    struct tcp tcp;
    uint32_t octets; /* of its text */
};

static bool read_segment(const struct field_tree *tree, struct segment *s)
{
    struct ethernet ethernet;
    struct reader r = reader_over(tree->bytes, tree->length);
    ethernet_read(&r, &ethernet);
    if (!r.ok || ethernet.type != ETHERTYPE_IPV4)
        return false;
    ipv4_read(&r, &s->ip);
    if (!r.ok || s->ip.protocol != IPV4_TCP || s->ip.fragment_offset != 0)
        return false;
    size_t before = reader_left(&r);
    struct tcp_options options;
    tcp_read(&r, &s->tcp, &options);
    size_t headers = before - reader_left(&r) + s->ip.header_length;
    s->octets = s->ip.total_length > headers ? (uint32_t)(s->ip.total_length - headers) : 0;
    return r.ok;
}

/* The connection that this segment belongs to at this node, or NULL. */
static const struct tcp_conn *connection_of(const struct world *world, uint32_t node,
                                            const struct segment *s, bool sent)
{
    const struct transport *t = &world->transport;
    ipv4_address remote = sent ? s->ip.destination : s->ip.source;
    uint16_t remote_port = sent ? s->tcp.destination_port : s->tcp.source_port;
    uint16_t local_port = sent ? s->tcp.source_port : s->tcp.destination_port;
    for (uint32_t row = tcp_conn_next(t, 0); row != NONE; row = tcp_conn_next(t, row + 1)) {
        const struct tcp_conn *c = &t->conns[row];
        if (c->node == node && c->local_port == local_port && c->remote == remote &&
            c->remote_port == remote_port)
            return c;
    }
    return NULL;
}

void tcp_facts(struct field_tree *tree, const struct world *world, const struct record *record,
               const struct field_wanted *wanted)
{
    struct segment s;
    if (!read_segment(tree, &s))
        return;
    tree->wanted = wanted != NULL ? wanted->bits : NULL;
    if (s.tcp.window == 0 && (s.tcp.flags & (TCP_SYN | TCP_FIN | TCP_RST)) == 0)
        (void)field_tree_add_uint(tree, FIELD_NETSTAGE_TCP_ZERO_WINDOW, 1);
    bool sent = record->kind == RECORD_SENT;
    const struct tcp_conn *c = connection_of(world, record->node, &s, sent);
    if (c != NULL) {
        (void)field_tree_add_text(tree, FIELD_NETSTAGE_TCP_STATE,
                                  tcp_state_name((enum tcp_state)c->state));
        (void)field_tree_add_uint(tree, FIELD_NETSTAGE_TCP_CONNECTION, c->serial);
        (void)field_tree_add_uint(tree, FIELD_NETSTAGE_TCP_CWND, c->cc.cwnd);
        if (!sent && s.octets > 0 && c->state >= TCP_SYN_RECEIVED &&
            seq_before(c->rcv.nxt, s.tcp.seq))
            (void)field_tree_add_uint(tree, FIELD_NETSTAGE_TCP_OUT_OF_ORDER, 1);
    }
    tree->wanted = NULL;
}
