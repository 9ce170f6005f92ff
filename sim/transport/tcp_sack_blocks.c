/* transport/tcp_sack_blocks.c: the receiver's side of selective acknowledgment: which blocks an
 * ACK reports, and in which order (RFC 2018 section 4), and octets that came twice (RFC 2883
 * section 4). The blocks themselves are read off the segments that are kept behind a gap. */
#include "transport/tcp_parts.h"

enum { WITH_TIMESTAMPS = 3, OPTION_START = 4, OCTETS_A_BLOCK = 8 };

static struct tcp_text *text_at(const struct transport *t, uint32_t row)
{
    return &t->texts[row - 1];
}

/* The newest place to the front; one that was noted before moves there. */
static void push_recent(struct tcp_sack *k, seq32 at)
{
    uint32_t i = 0;
    while (i < k->recents && !seq_equal(k->recent[i], at))
        i++;
    if (i == k->recents && k->recents < SACK_RECENT)
        k->recents++;
    if (i == SACK_RECENT)
        i--;
    memmove(&k->recent[1], &k->recent[0], i * sizeof at);
    k->recent[0] = at;
}

void tcp_sack_came(struct transport *t, struct tcp_conn *c, seq32 at)
{
    struct tcp_sack *k = conn_has(c, CONN_SACK) ? tcp_sack_own(t, c) : NULL;
    if (k != NULL)
        push_recent(k, at);
}

void tcp_sack_came_twice(struct transport *t, struct tcp_conn *c, seq32 left, uint32_t length)
{
    struct tcp_sack *k = conn_has(c, CONN_SACK) && length > 0 ? tcp_sack_own(t, c) : NULL;
    if (k == NULL)
        return;
    k->duplicate = (struct sack_block){left, seq_add(left, length)};
    if (seq_before(c->rcv.nxt, left))
        push_recent(k, left); /* the block that contains it comes second */
    tcp_aside(
        t, c,
        found(RULE_TCP_DSACK_SENT, FIELD_TCP_SEQ_RAW, tcp_received_number(c, left), length));
}

/* The part of an arrived segment that lies below RCV.NXT. */
void tcp_sack_old(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s)
{
    seq32 left = segment_text_seq(s);
    if (!seq_before(left, c->rcv.nxt) || s->text_length == 0)
        return;
    uint32_t old = seq_span(left, c->rcv.nxt);
    tcp_sack_came_twice(t, c, left, old < s->text_length ? old : s->text_length);
}

/* --- the option of an ACK --- */

struct report {
    struct sack_block block[SACK_RECENT];
    bool there[SACK_RECENT];
};

/* A block of what is kept belongs to the newest place that lies in it. */
static void report_block(const struct tcp_sack *k, struct sack_block b, struct report *r)
{
    for (uint32_t i = 0; i < k->recents; i++)
        if (seq_at_or_before(b.left, k->recent[i]) && seq_before(k->recent[i], b.right)) {
            r->block[i] = b;
            r->there[i] = true;
            return;
        }
}

/* The peer's FIN has come and lies behind a gap. */
static bool fin_waits(const struct tcp_conn *c)
{
    return conn_has(c, CONN_FIN_SEEN) && seq_before(c->rcv.nxt, c->rcv.fin);
}

/* Goes through the segments behind the first gap, block by block; a FIN is part of its block.
 */
static void report_blocks(const struct transport *t, const struct tcp_conn *c,
                          const struct tcp_sack *k, struct report *r)
{
    uint32_t row = c->text.ready == 0 ? c->text.first : text_at(t, c->text.ready)->next;
    bool fin = fin_waits(c);
    bool fin_reported = false;
    while (row != 0) {
        const struct tcp_text *x = text_at(t, row);
        struct sack_block b = {x->seq, seq_add(x->seq, x->length)};
        for (row = x->next; row != 0 && seq_equal(text_at(t, row)->seq, b.right);
             row = text_at(t, row)->next)
            b.right = seq_add(b.right, text_at(t, row)->length);
        fin_reported = fin_reported || (fin && seq_equal(b.right, c->rcv.fin));
        if (fin && seq_equal(b.right, c->rcv.fin))
            b.right = seq_add(b.right, 1);
        report_block(k, b, r);
    }
    if (fin && !fin_reported)
        report_block(k, (struct sack_block){c->rcv.fin, seq_add(c->rcv.fin, 1)}, r);
}

static uint32_t most_blocks(const struct tcp_conn *c)
{
    uint32_t most = conn_has(c, CONN_TIMESTAMPS) ? WITH_TIMESTAMPS : TCP_SACK_BLOCKS;
    uint32_t room = c->snd.mss / 2U; /* a small segment keeps room for text */
    uint32_t fit = room > OPTION_START ? (room - OPTION_START) / OCTETS_A_BLOCK : 0;
    return fit < most ? fit : most;
}

static bool has_gap(const struct tcp_conn *c)
{
    return c->text.last != c->text.ready || fin_waits(c);
}

static bool has_duplicate(const struct tcp_sack *k)
{
    return !seq_equal(k->duplicate.left, k->duplicate.right);
}

/* Places that RCV.NXT has gone over are of no use any more. */
static void drop_old(struct tcp_sack *k, const struct tcp_conn *c)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < k->recents; i++)
        if (seq_before(c->rcv.nxt, k->recent[i]))
            k->recent[kept++] = k->recent[i];
    memset(&k->recent[kept], 0, (k->recents - kept) * sizeof k->recent[0]);
    k->recents = kept;
}

void tcp_sack_report(struct transport *t, struct tcp_conn *c, struct tcp_options *options)
{
    struct tcp_sack *k = tcp_sack_of(t, c);
    if (k == NULL || !(has_gap(c) || has_duplicate(k)))
        return;
    struct report r = {.there = {false}};
    uint32_t most = most_blocks(c);
    uint32_t count = 0;
    drop_old(k, c);
    if (has_duplicate(k) && count < most)
        options->sack[count++] = k->duplicate;
    report_blocks(t, c, k, &r);
    for (uint32_t i = 0; i < k->recents && count < most; i++)
        if (r.there[i])
            options->sack[count++] = r.block[i];
    options->sack_count = (uint8_t)count;
}

void tcp_sack_reported(const struct transport *t, const struct tcp_conn *c)
{
    struct tcp_sack *k = tcp_sack_of(t, c);
    if (k != NULL)
        k->duplicate = (struct sack_block){seq(0), seq(0)};
}

uint32_t tcp_text_beside_blocks(struct transport *t, struct tcp_conn *c)
{
    struct tcp_options options = {.sack_count = 0};
    tcp_sack_report(t, c, &options);
    uint32_t taken = options.sack_count == 0
                         ? 0
                         : OPTION_START + OCTETS_A_BLOCK * (uint32_t)options.sack_count;
    return c->snd.mss - taken;
}
