/* transport/tcp_icmp.c: ICMP errors about our segments (RFC 9293 section 3.9.2.2; RFC 5461,
 * RFC 5927). Hard errors end a connection only while it is being opened; later they could be
 * forged, and are taken as soft ones. "Fragmentation needed" makes segments smaller (RFC
 * 1191). */
#include "transport/tcp_parts.h"

enum { MSS_LEAST = IPV4_MINIMUM_MTU - IPV4_HEADER - TCP_HEADER };

/* The connection of a quoted segment, when its sequence number is one of what is in flight
 * (RFC 5927 section 4.1). */
static struct tcp_conn *conn_of_quote(struct transport *t, uint32_t node,
                                      const struct icmp_message *m)
{
    struct reader r = reader_over(m->quote, m->quote_length);
    uint16_t local_port = read_u16(&r);
    struct endpoint remote = {.address = m->about.destination};
    remote.port = read_u16(&r);
    seq32 at = seq(read_u32(&r));
    if (!r.ok)
        return NULL;
    struct tcp_conn *c = tcp_find(t, node, m->about.source, local_port, remote);
    if (c == NULL || seq_before(at, c->snd.una) || seq_before(c->snd.max, at))
        return NULL;
    return c;
}

static bool is_hard(const struct icmp *h)
{
    return h->type == ICMP_UNREACHABLE &&
           (h->code == ICMP_PROTOCOL_UNREACHABLE || h->code == ICMP_PORT_UNREACHABLE ||
            h->code == ICMP_PROHIBITED);
}

/* RFC 1191 section 3: the path takes less than we sent. */
static void shrink(struct transport *t, struct tcp_conn *c, uint16_t mtu)
{
    uint16_t mss =
        mtu > IPV4_HEADER + TCP_HEADER ? (uint16_t)(mtu - IPV4_HEADER - TCP_HEADER) : 0;
    if (mss < MSS_LEAST || mss >= c->snd.mss)
        return;
    tcp_note(t, c, found(RULE_TCP_PATH_MTU, FIELD_ICMP_MTU, mtu, mss));
    c->snd.mss = mss;
    if (tcp_recovers_by_sack(c))
        conn_clear(c, CONN_RECOVERY);
    c->snd.nxt = c->snd.una;
    stream_rewind(&c->stream);
    conn_clear(c, CONN_TIMING);
    tcp_output(t, c);
}

struct socket_up tcp_icmp_error(struct transport *t, uint32_t node,
                                const struct icmp_message *message)
{
    const struct icmp *h = &message->header;
    struct tcp_conn *c = conn_of_quote(t, node, message);
    t->up = (struct socket_up){.socket = {0, 0}};
    /* RFC 6633: source quench is ignored (MUST-55). */
    if (c == NULL || h->type == ICMP_SOURCE_QUENCH || h->type == ICMP_REDIRECT)
        return t->up;
    sim_touch(t->sim, TABLE_TCP, tcp_row(t, c));
    if (h->type == ICMP_UNREACHABLE && h->code == ICMP_FRAGMENTATION_NEEDED) {
        shrink(t, c, h->sequence);
        return t->up;
    }
    t->up.icmp_type = h->type;
    t->up.icmp_code = h->code;
    t->up.icmp_from = message->from;
    if (is_hard(h) && c->state == TCP_SYN_SENT) {
        tcp_note(t, c, found(RULE_TCP_HARD_ERROR, FIELD_ICMP_CODE, h->code, message->from));
        tcp_end(t, c, SOCKET_UNREACHABLE);
        return t->up;
    }
    tcp_aside(t, c, found(RULE_TCP_SOFT_ERROR, FIELD_ICMP_CODE, h->code, message->from));
    c->soft_error = (uint8_t)(1 + h->code);
    tcp_tell(t, c, SOCKET_UNREACHABLE);
    return t->up;
}
