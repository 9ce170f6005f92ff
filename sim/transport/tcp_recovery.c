/* transport/tcp_recovery.c: loss recovery with selective acknowledgments: RFC 6675 section 5,
 * for NewReno, CUBIC and "none". Tahoe starts again from SND.UNA as ever, but leaves out what
 * has arrived. Without SACK, recovery is RFC 6582 and in tcp_fast.c. */
#include "transport/tcp_parts.h"

bool tcp_recovers_by_sack(const struct tcp_conn *c)
{
    return conn_has(c, CONN_RECOVERY) && conn_has(c, CONN_SACK);
}

/* (4.1) to (4.3); (4.4) and (4.5) follow when tcp_output() is called for this ACK. */
static void enter_recovery(struct transport *t, struct tcp_conn *c)
{
    struct tcp_sack *k = tcp_sack_of(t, c);
    tcp_note(t, c,
             found(RULE_TCP_SACK_RECOVERY, FIELD_TCP_OPTIONS_SACK,
                   tcp_sent_number(c, c->snd.una), tcp_sack_below(t, c, c->snd.max)));
    tcp_fast_loss(t, c);
    if (!congestion_recovers(&c->cc)) {
        tcp_fast_restart(c);
        return;
    }
    conn_set(c, CONN_RECOVERY);
    c->snd.nxt = c->snd.max;
    uint32_t length = tcp_resend_first(t, c, FRAME_FAST);
    k->high_rxt = seq_add(c->snd.una, length);
    k->rescue = k->high_rxt;
}

/* An ACK that selectively acknowledges something new, before a recovery: steps (1) to (4). */
void tcp_sacked(struct transport *t, struct tcp_conn *c, uint32_t octets)
{
    if (c->cc.duplicates == 0)
        c->cc.before = c->snd.max;
    if (c->cc.duplicates < UINT16_MAX)
        c->cc.duplicates++;
    tcp_aside(
        t, c,
        found(RULE_TCP_SACKED, FIELD_TCP_OPTIONS_SACK, octets, tcp_sent_number(c, c->snd.una)));
    if (conn_has(c, CONN_RECOVERY) || seq_before(c->snd.una, c->cc.recover) ||
        !conn_profile(t, c)->fast_retransmit)
        return;
    if (c->cc.duplicates >= DUPLICATE_THRESHOLD || tcp_sack_first_is_lost(t, c))
        enter_recovery(t, c);
}

/* Octets that the receiver reported are gone again: from SND.UNA on nothing is certain. */
void tcp_sack_reneged(struct transport *t, struct tcp_conn *c, seq32 ack)
{
    tcp_note(t, c, found(RULE_TCP_SACK_RENEGED, FIELD_TCP_ACK_RAW, tcp_sent_number(c, ack), 0));
    tcp_sack_forget(t, c);
    if (conn_has(c, CONN_RECOVERY))
        c->cc.recover = c->snd.max;
    conn_clear(c, CONN_RECOVERY);
    conn_clear(c, CONN_TIMING);
    c->snd.nxt = c->snd.una;
    stream_rewind(&c->stream);
}

/* Sends a hole, or as much of it as one segment takes; gives the octets, with the FIN. */
static uint32_t resend(struct transport *t, struct tcp_conn *c, enum sack_choice choice,
                       struct sack_block hole)
{
    static const enum rule why[] = {[SACK_LOST] = RULE_TCP_SACK_LOST,
                                    [SACK_DOUBTED] = RULE_TCP_SACK_DOUBTED,
                                    [SACK_RESCUE] = RULE_TCP_SACK_RESCUE};
    tcp_note(t, c,
             found(why[choice], FIELD_TCP_SEQ_RAW, tcp_sent_number(c, hole.left),
                   seq_span(hole.left, hole.right)));
    return tcp_resend(t, c, hole, FRAME_FAST);
}

bool tcp_recover(struct transport *t, struct tcp_conn *c, uint32_t most)
{
    struct tcp_sack *k = tcp_sack_of(t, c);
    for (uint32_t sent = 0;; sent++) {
        if (tcp_congestion_window(t, c) < tcp_pipe(t, c) + c->snd.mss)
            return true;
        struct sack_block hole;
        enum sack_choice choice = tcp_sack_next(t, c, tcp_new_waits(t, c), &hole);
        if (choice == SACK_NOTHING)
            return true;
        if (sent == most)
            return false;
        if (choice == SACK_NEW) {
            if (!tcp_send_new(t, c))
                return false;
            continue;
        }
        uint32_t length = resend(t, c, choice, hole);
        if (length == 0)
            return false;
        if (choice == SACK_RESCUE)
            k->rescue = c->cc.recover;
        else
            k->high_rxt = seq_add(hole.left, length);
    }
}
