/* transport/tcp_sack.c: the sender's scoreboard: Update(), IsLost(), SetPipe() and NextSeg()
 * of RFC 6675 section 4, over the ranges that the receiver has acknowledged selectively (RFC
 * 2018 section 5). When to ask it is in tcp_recovery.c. */
#include "transport/tcp_parts.h"

struct tcp_sack *tcp_sack_of(const struct transport *t, const struct tcp_conn *c)
{
    return c->sack == 0 ? NULL : &t->sacks[c->sack - 1];
}

struct tcp_sack *tcp_sack_own(struct transport *t, struct tcp_conn *c)
{
    if (c->sack == 0)
        c->sack = arena_take(&t->sim->arena, t->sack_pool) + 1; /* NONE + 1 is 0 */
    return tcp_sack_of(t, c);
}

void tcp_sack_release(struct transport *t, struct tcp_conn *c)
{
    if (c->sack != 0)
        arena_give(&t->sim->arena, t->sack_pool, c->sack - 1);
    c->sack = 0;
}

static uint32_t block_length(struct sack_block b)
{
    return seq_span(b.left, b.right);
}

static uint32_t sacked_octets(const struct tcp_sack *k)
{
    uint32_t octets = 0;
    for (uint32_t i = 0; i < k->count; i++)
        octets += block_length(k->range[i]);
    return octets;
}

static void remove_ranges(struct tcp_sack *k, uint32_t from, uint32_t upto)
{
    memmove(&k->range[from], &k->range[upto], (k->count - upto) * sizeof k->range[0]);
    memset(&k->range[k->count - (upto - from)], 0, (upto - from) * sizeof k->range[0]);
    k->count -= upto - from;
}

/* --- Update() --- */

/* Marks the octets of a block as SACKed; what it touches becomes one range with it. */
static void mark(struct tcp_sack *k, struct sack_block b)
{
    uint32_t from = 0;
    while (from < k->count && seq_before(k->range[from].right, b.left))
        from++;
    uint32_t upto = from;
    for (; upto < k->count && seq_at_or_before(k->range[upto].left, b.right); upto++) {
        b.left = seq_before(k->range[upto].left, b.left) ? k->range[upto].left : b.left;
        b.right = seq_later(k->range[upto].right, b.right);
    }
    if (upto > from) {
        k->range[from] = b;
        remove_ranges(k, from + 1, upto);
    } else if (k->count < SACK_RANGES) {
        memmove(&k->range[from + 1], &k->range[from], (k->count - from) * sizeof b);
        k->range[from] = b;
        k->count++;
    }
}

/* A block lies behind what is acknowledged, and before SND.MAX; others are old or wrong. */
static bool is_plausible(const struct tcp_conn *c, seq32 ack, struct sack_block b)
{
    return seq_before(ack, b.left) && seq_before(b.left, b.right) &&
           seq_at_or_before(b.right, c->snd.max);
}

/* RFC 2883 section 4: the first block tells of octets that came twice when it lies below the
 * acknowledgment number or inside the second block. */
static bool tells_duplicate(const struct tcp_segment *s)
{
    const struct tcp_options *o = &s->options;
    if (o->sack_count == 0 || !seq_before(o->sack[0].left, o->sack[0].right))
        return false;
    if (seq_at_or_before(o->sack[0].right, s->header.ack))
        return true;
    return o->sack_count > 1 && seq_at_or_before(o->sack[1].left, o->sack[0].left) &&
           seq_at_or_before(o->sack[0].right, o->sack[1].right);
}

uint32_t tcp_sack_update(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s)
{
    const struct tcp_options *o = &s->options;
    if (!conn_has(c, CONN_SACK) || o->sack_count == 0 || seq_before(s->header.ack, c->snd.una))
        return 0;
    bool twice = tells_duplicate(s);
    if (twice) {
        c->cc.twice++;
        tcp_note(t, c,
                 found(RULE_TCP_DSACK_RECEIVED, FIELD_TCP_OPTIONS_SACK_DSACK_LE,
                       tcp_sent_number(c, o->sack[0].left), block_length(o->sack[0])));
    }
    struct tcp_sack *k = tcp_sack_own(t, c);
    if (k == NULL)
        return 0;
    uint32_t before = sacked_octets(k);
    for (unsigned i = twice ? 1 : 0; i < o->sack_count; i++)
        if (is_plausible(c, s->header.ack, o->sack[i]))
            mark(k, o->sack[i]);
    return sacked_octets(k) - before;
}

/* RFC 2018 section 8: a receiver that acknowledges up to a place inside a range, or right
 * before it, no longer has what it reported there. */
bool tcp_sack_is_reneged(const struct transport *t, const struct tcp_conn *c, seq32 ack)
{
    const struct tcp_sack *k = tcp_sack_of(t, c);
    for (uint32_t i = 0; k != NULL && i < k->count; i++)
        if (seq_at_or_before(k->range[i].left, ack) && seq_before(ack, k->range[i].right))
            return true;
    return false;
}

void tcp_sack_acked(struct transport *t, struct tcp_conn *c)
{
    struct tcp_sack *k = tcp_sack_of(t, c);
    if (k == NULL)
        return;
    uint32_t gone = 0;
    while (gone < k->count && seq_at_or_before(k->range[gone].right, c->snd.una))
        gone++;
    if (gone > 0)
        remove_ranges(k, 0, gone);
    if (seq_before(k->high_rxt, c->snd.una))
        k->high_rxt = c->snd.una;
}

void tcp_sack_forget(struct transport *t, struct tcp_conn *c)
{
    struct tcp_sack *k = tcp_sack_of(t, c);
    if (k == NULL)
        return;
    if (k->count > 0) {
        tcp_aside(t, c, found(RULE_TCP_SACK_FORGOTTEN, 0, sacked_octets(k), 0));
        remove_ranges(k, 0, k->count);
    }
    k->high_rxt = c->snd.una;
}

/* --- IsLost() and SetPipe() --- */

/* IsLost() is true for every octet that is not SACKed and lies before this one: DupThresh
 * ranges lie behind it, or more than (DupThresh - 1) * SMSS octets that have arrived. */
static seq32 lost_before(const struct tcp_conn *c, const struct tcp_sack *k)
{
    uint32_t octets = 0;
    for (uint32_t i = k->count; i > 0; i--) {
        octets += block_length(k->range[i - 1]);
        if (k->count - i + 1 >= DUPLICATE_THRESHOLD ||
            octets > (DUPLICATE_THRESHOLD - 1) * (uint32_t)c->snd.mss)
            return k->range[i - 1].left;
    }
    return c->snd.una;
}

bool tcp_sack_first_is_lost(const struct transport *t, const struct tcp_conn *c)
{
    const struct tcp_sack *k = tcp_sack_of(t, c);
    return k != NULL && seq_before(c->snd.una, lost_before(c, k));
}

/* How much of a hole still travels: what is not lost, and what was sent again. */
static uint32_t travelling(const struct tcp_conn *c, const struct tcp_sack *k, seq32 from,
                           seq32 upto, seq32 lost)
{
    uint32_t octets = seq_at_or_before(upto, lost) ? 0 : seq_span(from, upto);
    seq32 again = seq_before(k->high_rxt, upto) ? k->high_rxt : upto;
    if (conn_has(c, CONN_RECOVERY) && seq_before(from, again))
        octets += seq_span(from, again);
    return octets;
}

uint32_t tcp_pipe(const struct transport *t, const struct tcp_conn *c)
{
    const struct tcp_sack *k = tcp_sack_of(t, c);
    if (k == NULL)
        return tcp_flight(c);
    seq32 lost = lost_before(c, k);
    seq32 at = c->snd.una;
    uint32_t pipe = 0;
    for (uint32_t i = 0; i < k->count; i++) {
        pipe += travelling(c, k, at, k->range[i].left, lost);
        at = k->range[i].right;
    }
    return pipe + travelling(c, k, at, c->snd.max, lost);
}

uint32_t tcp_sack_below(const struct transport *t, const struct tcp_conn *c, seq32 upto)
{
    const struct tcp_sack *k = tcp_sack_of(t, c);
    uint32_t octets = 0;
    for (uint32_t i = 0; k != NULL && i < k->count; i++)
        if (seq_before(k->range[i].left, upto))
            octets += seq_span(k->range[i].left,
                               seq_before(upto, k->range[i].right) ? upto : k->range[i].right);
    return octets;
}

/* --- NextSeg() --- */

/* Rules (1) and (3): the first octet behind HighRxt that is not SACKed, with SACKed ones behind
 * it. False: there is none. */
static bool first_hole(const struct tcp_conn *c, const struct tcp_sack *k,
                       struct sack_block *hole)
{
    seq32 at = c->snd.una;
    for (uint32_t i = 0; i < k->count; i++) {
        hole->left = seq_later(at, k->high_rxt);
        hole->right = k->range[i].left;
        if (seq_before(hole->left, hole->right))
            return true;
        at = k->range[i].right;
    }
    return false;
}

/* Rule (4): the end of the last hole. False: everything is SACKed. */
static bool last_hole(const struct tcp_conn *c, const struct tcp_sack *k, uint32_t most,
                      struct sack_block *hole)
{
    uint32_t i = k->count;
    hole->right = c->snd.max;
    if (i > 0 && seq_equal(k->range[i - 1].right, c->snd.max))
        hole->right = k->range[--i].left;
    hole->left = i > 0 ? k->range[i - 1].right : c->snd.una;
    uint32_t length = block_length(*hole);
    if (length > most)
        hole->left = seq_add(hole->left, length - most);
    return length > 0;
}

enum sack_choice tcp_sack_next(struct transport *t, struct tcp_conn *c, bool new_fits,
                               struct sack_block *hole)
{
    const struct tcp_sack *k = tcp_sack_of(t, c);
    bool found = k != NULL && first_hole(c, k, hole);
    if (found && seq_before(hole->left, lost_before(c, k)))
        return SACK_LOST;
    if (new_fits)
        return SACK_NEW;
    if (found)
        return SACK_DOUBTED;
    if (k != NULL && seq_before(k->rescue, c->snd.una) &&
        last_hole(c, k, tcp_text_most(t, c), hole))
        return SACK_RESCUE;
    return SACK_NOTHING;
}

/* --- after a time-out --- */

seq32 tcp_sack_skip(const struct transport *t, const struct tcp_conn *c, seq32 at, seq32 *end)
{
    const struct tcp_sack *k = tcp_sack_of(t, c);
    *end = seq_add(at, UINT32_C(0x7fffffff));
    for (uint32_t i = 0; k != NULL && i < k->count; i++) {
        if (seq_before(at, k->range[i].left)) {
            *end = k->range[i].left;
            break;
        }
        if (seq_before(at, k->range[i].right))
            at = k->range[i].right;
    }
    return at;
}
