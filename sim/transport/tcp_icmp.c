/* transport/tcp_icmp.c: ICMP errors about our segments (RFC 9293 section 3.9.2.2; RFC 5461,
 * RFC 5927). Hard errors end a connection only while it is being opened; later they could be
 * forged, and are taken as soft ones. "Fragmentation needed" makes segments smaller:
 * tcp_path.c.
 *
 *                       SYN-SENT, SYN-RECEIVED     from ESTABLISHED on
 *     hard error        the attempt ends           kept in mind
 *     soft error        kept in mind               kept in mind
 *
 * What is kept in mind is told as the reason when the connection is given up at last; text that
 * is acknowledged proves that it has passed. */
#include "transport/tcp_parts.h"

/* The connection of a quoted segment, when its sequence number is one of what is in flight
 * (RFC 5927 section 4.1), or that of a segment without text behind it. */
static struct tcp_conn *conn_of_quote(struct transport *t, uint32_t node,
                                      const struct icmp_message *m, seq32 *at)
{
    struct reader r = reader_over(m->quote, m->quote_length);
    uint16_t local_port = read_u16(&r);
    struct endpoint remote = {.address = m->about.destination};
    remote.port = read_u16(&r);
    *at = seq(read_u32(&r));
    return r.ok ? tcp_find(t, node, m->about.source, local_port, remote) : NULL;
}

/* RFC 1122 section 3.2.2.1 and RFC 1812 section 5.2.7.1: which codes say that it will be so the
 * next time as well; SHLD-26. */
static bool is_hard(const struct icmp *h)
{
    return h->type == ICMP_UNREACHABLE &&
           (h->code == ICMP_PROTOCOL_UNREACHABLE || h->code == ICMP_PORT_UNREACHABLE ||
            h->code == ICMP_NET_PROHIBITED || h->code == ICMP_HOST_PROHIBITED ||
            h->code == ICMP_PROHIBITED);
}

static bool is_synchronized(const struct tcp_conn *c)
{
    return c->state != TCP_SYN_SENT && c->state != TCP_SYN_RECEIVED;
}

static void end_attempt(struct transport *t, struct tcp_conn *c, const struct icmp_message *m)
{
    tcp_note(t, c, found(RULE_TCP_HARD_ERROR, FIELD_ICMP_CODE, m->header.code, m->from));
    if (c->state == TCP_SYN_RECEIVED && !conn_has(c, CONN_ACTIVE)) {
        tcp_enter(t, c, TCP_LISTEN);
        tcp_delete(t, c);
    } else {
        tcp_end(t, c, SOCKET_UNREACHABLE);
    }
}

struct socket_up tcp_icmp_error(struct transport *t, uint32_t node,
                                const struct icmp_message *message)
{
    const struct icmp *h = &message->header;
    seq32 at;
    struct tcp_conn *c = conn_of_quote(t, node, message, &at);
    t->up = (struct socket_up){.socket = {0, 0}};
    /* RFC 6633: source quench is ignored (MUST-55). */
    if (c == NULL || h->type == ICMP_SOURCE_QUENCH || h->type == ICMP_REDIRECT)
        return t->up;
    sim_touch(t->sim, TABLE_TCP, tcp_row(t, c));
    if (seq_before(at, c->snd.una) || seq_before(c->snd.max, at)) {
        tcp_aside(t, c,
                  found(RULE_TCP_ICMP_STALE, FIELD_TCP_SEQ_RAW, tcp_sent_number(c, at),
                        message->from));
        return t->up;
    }
    if (h->type == ICMP_UNREACHABLE && h->code == ICMP_FRAGMENTATION_NEEDED) {
        tcp_path_too_big(t, c, message, at);
        return t->up;
    }
    t->up.icmp_type = h->type;
    t->up.icmp_code = h->code;
    t->up.icmp_from = message->from;
    if (is_hard(h) && !is_synchronized(c)) {
        end_attempt(t, c, message);
        return t->up;
    }
    tcp_aside(t, c,
              found(is_hard(h) ? RULE_TCP_HARD_TAKEN_SOFT : RULE_TCP_SOFT_ERROR,
                    FIELD_ICMP_CODE, h->code, message->from));
    c->soft_type = h->type;
    c->soft_code = h->code;
    c->soft_from = message->from;
    tcp_tell(t, c, SOCKET_UNREACHABLE);
    return t->up;
}
