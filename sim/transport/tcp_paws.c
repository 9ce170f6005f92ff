/* transport/tcp_paws.c: timestamps that arrive (RFC 7323 sections 3.2 and 5): protection
 * against wrapped sequence numbers, and which timestamp is echoed. R2, R4 and R5 of section 5.3
 * are the checks of RFC 9293; RST is never judged by its timestamp (section 5.2).
 *
 * Units: timestamps are the peer's ticks; their age is counted in our seconds. */
#include "transport/tcp_parts.h"

enum { OUTDATED = 24 * 24 * 3600 }; /* s; section 5.5 */

static uint32_t second(const struct transport *t)
{
    return (uint32_t)(sim_now(t->sim) / SIM_SECOND);
}

static bool is_old(const struct tcp_conn *c, const struct tcp_segment *s)
{
    return (int32_t)(s->options.ts_value - c->ts_recent) < 0;
}

/* Section 5.5: after so long a silence the peer's clock may have gone half round. */
static bool is_outdated(const struct transport *t, const struct tcp_conn *c)
{
    return second(t) - c->ts_recent_second > OUTDATED;
}

void tcp_take_timestamp(const struct transport *t, struct tcp_conn *c,
                        const struct tcp_segment *s)
{
    c->ts_recent = s->options.ts_value;
    c->ts_recent_second = second(t);
}

struct finding tcp_check_timestamp(struct transport *t, const struct tcp_conn *c,
                                   const struct tcp_segment *s)
{
    if (!conn_has(c, CONN_TIMESTAMPS) || segment_has(s, TCP_RST))
        return FINDING_NONE;
    if (!s->options.has_timestamps) /* section 3.2 */
        return ends(RULE_TCP_NO_TIMESTAMP, FIELD_TCP_FLAGS, THEN_DROP);
    if (!is_old(c, s))
        return FINDING_NONE;
    struct finding f =
        ends(RULE_TCP_OLD_TIMESTAMP, FIELD_TCP_OPTIONS_TIMESTAMP_TSVAL, THEN_ACK);
    f.a = s->options.ts_value;
    f.b = c->ts_recent;
    if (!is_outdated(t, c))
        return f;
    tcp_aside(t, c,
              found(RULE_TCP_TIMESTAMP_OUTDATED, FIELD_TCP_OPTIONS_TIMESTAMP_TSVAL,
                    s->options.ts_value, c->ts_recent));
    return FINDING_NONE;
}

/* Section 4.3 (2): only of a segment that the last ACK was waiting for, so that a delayed ACK
 * echoes the first of those it acknowledges. */
void tcp_note_timestamp(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s)
{
    if (!conn_has(c, CONN_TIMESTAMPS) || !s->options.has_timestamps || segment_has(s, TCP_RST))
        return;
    if ((!is_old(c, s) || is_outdated(t, c)) && seq_at_or_before(s->header.seq, c->rcv.acked))
        tcp_take_timestamp(t, c, s);
}
