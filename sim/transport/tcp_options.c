/* transport/tcp_options.c: what the options of a SYN offer and agree on: maximum segment
 * size (RFC 9293 section 3.7.1), window scale and timestamps (RFC 7323). */
#include "transport/tcp_parts.h"

enum {
    SHIFT_MAXIMUM = 14,    /* RFC 7323 section 2.3 */
    TIMESTAMP_OPTION = 12, /* octets, with padding */
    MTU_FALLBACK = 576,    /* RFC 9293 section 3.7.1: when nothing is known */
    IP_AND_TCP_HEADERS = IPV4_HEADER + TCP_HEADER,
};

/* RFC 9293 SHLD-6: MSS option = MTU - fixed headers. */
uint16_t tcp_own_mss(const struct transport *t, const struct tcp_conn *c)
{
    ipv4_address source;
    uint16_t mtu = MTU_FALLBACK;
    if (ip_choose_source(t->ip, c->node, c->remote, &source, &mtu) != IP_SENT)
        mtu = MTU_FALLBACK;
    uint16_t from_mtu = (uint16_t)(mtu - IP_AND_TCP_HEADERS);
    uint16_t configured = conn_profile(t, c)->mss;
    return configured != 0 && configured < from_mtu ? configured : from_mtu;
}

/* Milliseconds (RFC 7323 section 5.4: between 1 ms and 1 s a tick), from a place that differs
 * from connection to connection. */
uint32_t tcp_timestamp(const struct transport *t, const struct tcp_conn *c)
{
    return (uint32_t)(sim_now(t->sim) / SIM_MILLISECOND) + c->ts_offset;
}

/* The smallest shift that lets the whole receive buffer be announced, or the configured one. */
static uint8_t shift_for(const struct tcp_profile *profile, uint32_t buffer)
{
    uint8_t shift = 0;
    if (profile->window_shift != WINDOW_SHIFT_AUTOMATIC)
        return profile->window_shift < SHIFT_MAXIMUM ? profile->window_shift : SHIFT_MAXIMUM;
    while (shift < SHIFT_MAXIMUM && buffer >> shift > UINT16_MAX)
        shift++;
    return shift;
}

void tcp_usual_options(const struct transport *t, const struct tcp_conn *c,
                       struct tcp_options *options)
{
    options->has_timestamps = true;
    options->ts_value = tcp_timestamp(t, c);
    options->ts_echo = c->ts_recent;
}

/* In a SYN without ACK everything that the profile allows; in a SYN,ACK only what the other
 * side offered too (RFC 7323 sections 2.2 and 3.2). */
void tcp_offer_options(const struct transport *t, const struct tcp_conn *c,
                       struct tcp_options *options)
{
    const struct tcp_profile *profile = conn_profile(t, c);
    bool first = c->state == TCP_SYN_SENT;
    options->has_mss = true;
    options->mss = tcp_own_mss(t, c);
    options->has_window_scale =
        first ? profile->window_scaling != 0 : conn_has(c, CONN_SCALING);
    options->window_scale = shift_for(profile, c->rcv.buff);
    options->order = profile->option_order;
    options->has_sack_permitted = first ? profile->sack != 0 : conn_has(c, CONN_SACK);
    if (first ? profile->timestamps != 0 : conn_has(c, CONN_TIMESTAMPS))
        tcp_usual_options(t, c, options);
}

/* FreeBSD has room for whole segments: a buffer of 65,536 octets becomes one of 65,700 with
 * segments of 1,460, which its window shows. */
static uint32_t whole_segments(uint32_t buff, uint16_t mss)
{
    uint32_t over = mss > 0 ? buff % mss : 0;
    return over == 0 || buff < mss || buff > (uint32_t)INT32_MAX - mss ? buff
                                                                       : buff + mss - over;
}

/* Eff.snd.MSS = min(SendMSS + 20, MMS_S) - TCPhdrsize - IPoptionsize (MUST-16). */
static void set_send_mss(struct transport *t, struct tcp_conn *c,
                         const struct tcp_options *options)
{
    uint16_t theirs = options->has_mss && options->mss > 0 ? options->mss : TCP_DEFAULT_MSS;
    uint16_t ours = tcp_own_mss(t, c);
    uint16_t mss = theirs < ours ? theirs : ours;
    if (conn_has(c, CONN_TIMESTAMPS) && mss > 2 * TIMESTAMP_OPTION)
        mss = (uint16_t)(mss - TIMESTAMP_OPTION);
    tcp_path_start(t, c, mss);
    c->rcv.mss = ours < TCP_DEFAULT_MSS ? ours : TCP_DEFAULT_MSS;
    if (conn_profile(t, c)->habits == HABITS_FREEBSD) {
        c->snd.buff = whole_segments(c->snd.buff, mss);
        c->rcv.buff = whole_segments(c->rcv.buff, theirs < ours ? theirs : ours);
    }
}

void tcp_accept_options(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s)
{
    const struct tcp_profile *profile = conn_profile(t, c);
    if (s->options.has_window_scale && profile->window_scaling != 0) {
        conn_set(c, CONN_SCALING);
        if (s->options.window_scale > SHIFT_MAXIMUM)
            tcp_aside(t, c,
                      found(RULE_TCP_SHIFT_LIMITED, FIELD_TCP_OPTIONS_WSCALE_SHIFT,
                            s->options.window_scale, SHIFT_MAXIMUM));
        c->snd.shift =
            s->options.window_scale < SHIFT_MAXIMUM ? s->options.window_scale : SHIFT_MAXIMUM;
        c->rcv.shift = shift_for(profile, c->rcv.buff);
    } else {
        conn_clear(c, CONN_SCALING);
        c->snd.shift = 0;
        c->rcv.shift = 0;
    }
    if (s->options.has_timestamps && profile->timestamps != 0) {
        conn_set(c, CONN_TIMESTAMPS);
        tcp_take_timestamp(t, c, s);
    } else {
        conn_clear(c, CONN_TIMESTAMPS);
    }
    if (s->options.has_sack_permitted && profile->sack != 0)
        conn_set(c, CONN_SACK);
    else
        conn_clear(c, CONN_SACK);
    c->rcv.quick = profile->quick_acks;
    set_send_mss(t, c, &s->options);
}
