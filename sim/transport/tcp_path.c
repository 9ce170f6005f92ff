/* transport/tcp_path.c: path MTU discovery of a connection (RFC 1191 section 6.4), with the
 * check of RFC 5927 section 7.2 and, where errors never come, the search of RFC 2923 section
 * 2.1 and RFC 4821 section 7.7.
 *
 *                 what the peer takes (MSS option) ----.
 *      what the first link takes -------------------- least --> SND.MSS
 *      what is known of the path (ip/path.h) --------'
 *
 * Shape:  path.seen is the number of changes of all paths when this connection looked last, so
 *         that tcp_output() sees with one look that nothing has changed. A connection that a
 *         path holds down looks every time: what is known grows old.
 *
 * An error about a packet that was too big is no sign of congestion: cwnd stays. One segment
 * goes out again at once, and the others when its acknowledgment comes. */
#include "ip/path.h"
#include "transport/tcp_parts.h"

enum {
    TIMESTAMP_OPTION = 12, /* octets, with padding */
    HOLE_TIMEOUTS = 3,     /* so many time-outs in a row arouse suspicion */
    HOLE_FIRST = 1024 + IPV4_HEADER + TCP_HEADER, /* RFC 4821 section 7.2 */
    HOLE_SECOND = TCP_DEFAULT_MSS + IPV4_HEADER + TCP_HEADER,
};

static uint16_t headers_of(const struct tcp_conn *c)
{
    return IPV4_HEADER + TCP_HEADER + (conn_has(c, CONN_TIMESTAMPS) ? TIMESTAMP_OPTION : 0);
}

/* What a segment may carry now, and whether the path is what bounds it. */
static uint16_t fitting(struct transport *t, const struct tcp_conn *c, uint16_t *mtu,
                        bool *bounded)
{
    bool may_cut;
    *mtu = ip_path_mtu_now(t->ip, c->node, c->remote, &may_cut);
    uint16_t fits = *mtu > headers_of(c) ? (uint16_t)(*mtu - headers_of(c)) : c->path.most;
    *bounded = fits < c->path.most || may_cut;
    return fits < c->path.most ? fits : c->path.most;
}

static void use_size(struct transport *t, struct tcp_conn *c, uint16_t mss, bool bounded)
{
    c->snd.mss = mss;
    c->path.since = c->snd.max;
    c->path.seen = bounded ? 0 : t->ip->path_changes->number;
}

void tcp_path_start(struct transport *t, struct tcp_conn *c, uint16_t most)
{
    uint16_t mtu;
    bool bounded;
    c->path.most = most;
    c->path.big = c->snd.una;
    uint16_t mss = fitting(t, c, &mtu, &bounded);
    if (mss < most)
        tcp_aside(t, c, found(RULE_TCP_PATH_KNOWN, 0, mtu, mss));
    use_size(t, c, mss, bounded);
}

void tcp_path_look(struct transport *t, struct tcp_conn *c)
{
    uint16_t mtu;
    bool bounded;
    uint16_t mss = fitting(t, c, &mtu, &bounded);
    c->path.seen = bounded ? 0 : t->ip->path_changes->number;
    if (mss == c->snd.mss)
        return;
    if (mss > c->snd.mss) {
        tcp_aside(t, c, found(RULE_TCP_PATH_RAISED, 0, mtu, mss));
    } else {
        tcp_aside(t, c, found(RULE_TCP_PATH_KNOWN, 0, mtu, mss));
        c->path.big = c->snd.max; /* errors about these are still to come */
    }
    use_size(t, c, mss, bounded);
}

/* --- "fragmentation needed" --- */

/* What was sent is cut anew from SND.UNA on; one segment goes at once. */
static void resegment(struct transport *t, struct tcp_conn *c)
{
    if (seq_equal(c->snd.una, c->snd.iss))
        return;
    if (conn_has(c, CONN_RECOVERY) && !conn_has(c, CONN_SACK) && c->cc.cwnd > c->cc.ssthresh)
        c->cc.cwnd = c->cc.ssthresh; /* what duplicate ACKs have added ends with recovery */
    conn_clear(c, CONN_RECOVERY);
    conn_clear(c, CONN_PARTIAL);
    conn_clear(c, CONN_TIMING);
    c->cc.recover = c->snd.max;
    c->cc.duplicates = 0;
    c->path.big = c->snd.una;
    c->snd.nxt = c->snd.una;
    stream_rewind(&c->stream);
    if (!tcp_send_new(t, c))
        tcp_continue_later(t, c);
}

static void learn(struct transport *t, const struct tcp_conn *c, uint16_t mtu, uint16_t least)
{
    struct path_policy policy = {.age = conn_profile(t, c)->path_mtu_age, .least = least};
    (void)ip_path_shrink(t->ip, c->node, c->remote, mtu, &policy);
}

/* The path is known better now. True: segments are smaller than they were. */
static bool shrink(struct transport *t, struct tcp_conn *c)
{
    uint16_t mtu;
    bool bounded;
    uint16_t mss = fitting(t, c, &mtu, &bounded);
    if (mss >= c->snd.mss)
        return false;
    tcp_note(t, c, found(RULE_TCP_PATH_MTU, FIELD_ICMP_MTU, mtu, mss));
    use_size(t, c, mss, bounded);
    return true;
}

/* RFC 5927 section 7.2: segments of this size have been acknowledged, so the path does take
 * them, or did until now. Whoever says otherwise may be lying. */
static bool doubts(const struct transport *t, const struct tcp_conn *c, uint16_t mtu)
{
    if (!conn_profile(t, c)->path_mtu_check || mtu <= headers_of(c) ||
        mtu - headers_of(c) >= c->snd.mss)
        return false;
    return seq_before(c->path.since, c->snd.una) &&
           seq_span(c->path.since, c->snd.una) >= c->snd.mss;
}

void tcp_path_too_big(struct transport *t, struct tcp_conn *c,
                      const struct icmp_message *message, seq32 at)
{
    const struct tcp_profile *profile = conn_profile(t, c);
    if (!profile->path_mtu) {
        tcp_aside(t, c, found(RULE_TCP_PATH_IGNORED, FIELD_ICMP_MTU, 0, message->from));
        return;
    }
    uint16_t mtu = ip_path_claim(t->ip, c->node, message);
    if (mtu == 0)
        return;
    if (doubts(t, c, mtu)) {
        tcp_aside(t, c, found(RULE_TCP_PATH_DOUBTED, FIELD_ICMP_MTU, mtu, message->from));
        c->path.pending = mtu;
        c->path.doubted = at;
        return;
    }
    learn(t, c, mtu, profile->path_mtu_least);
    if (c->path.most != 0 && (shrink(t, c) || seq_before(at, c->path.big)))
        resegment(t, c);
}

/* --- a time-out --- */

/* Octets of the packet that would go out again. */
static uint32_t next_packet(const struct tcp_conn *c)
{
    uint32_t text = seq_span(c->snd.una, tcp_stream_end(c));
    return headers_of(c) + (text < c->snd.mss ? text : c->snd.mss);
}

/* Full-sized segments vanish and no error says why: smaller ones, and at last such as may be
 * cut on the way. */
static void search(struct transport *t, struct tcp_conn *c)
{
    bool may_cut;
    uint16_t mtu = ip_path_mtu_now(t->ip, c->node, c->remote, &may_cut);
    uint32_t size = next_packet(c);
    if (size > HOLE_FIRST) {
        learn(t, c, HOLE_FIRST, HOLE_FIRST);
    } else if (size > HOLE_SECOND) {
        learn(t, c, HOLE_SECOND, HOLE_SECOND);
    } else {
        if (size == HOLE_SECOND && mtu == HOLE_SECOND && !may_cut) {
            tcp_note(t, c, found(RULE_TCP_BLACK_HOLE_CUT, 0, c->rtt.retries, size));
            learn(t, c, HOLE_SECOND - 1, HOLE_SECOND);
        }
        return;
    }
    mtu = ip_path_mtu(t->ip, c->node, c->remote, &may_cut);
    tcp_note(t, c, found(RULE_TCP_BLACK_HOLE, 0, c->rtt.retries, mtu));
    (void)shrink(t, c);
}

void tcp_path_timeout(struct transport *t, struct tcp_conn *c)
{
    const struct tcp_profile *profile = conn_profile(t, c);
    if (c->path.most == 0)
        return;
    if (c->path.pending != 0) {
        uint16_t mtu = c->path.pending;
        c->path.pending = 0;
        if (seq_at_or_before(c->snd.una, c->path.doubted)) {
            learn(t, c, mtu, profile->path_mtu_least);
            (void)shrink(t, c);
        }
    } else if (profile->black_hole && profile->path_mtu && c->rtt.retries >= HOLE_TIMEOUTS) {
        search(t, c);
    }
}
