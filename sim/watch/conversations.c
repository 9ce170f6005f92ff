/* watch/conversations.c: see conversations.h. */
#include "watch/conversations.h"

#include <assert.h>
#include <stdlib.h>

#include "base/hash.h"
#include "watch/traffic.h"
#include "wire/ipv4.h"
#include "wire/tcp.h"

enum { SETS_AT_FIRST = 64, SETS_MAX = 1 << 20, PORT_DNS = 53 };

static_assert(CONVERSATION_ROWS % CONVERSATION_WAYS == 0, "rows come in sets");

/* Either table. */
struct table {
    struct conversation_counts *counts;
    struct conversation *rows;
    size_t sets;
};

/* --- finding ---------------------------------------------------------------------------- */

/* Which end of its conversation the sender is: 0 the smaller one, by address and port. */
static unsigned sender_end(const struct traffic *t)
{
    if (t->source != t->destination)
        return t->source > t->destination;
    return t->source_port > t->destination_port;
}

/* A conversation with the traffic's ends, of which nothing is known. */
static struct conversation between(const struct traffic *t)
{
    unsigned from = sender_end(t);
    struct conversation c = {.protocol = t->protocol,
                             .closer = -1,
                             .shift = {FIELD_SHIFT_UNKNOWN, FIELD_SHIFT_UNKNOWN}};
    c.address[from] = t->source;
    c.port[from] = t->source_port;
    c.address[1 - from] = t->destination;
    c.port[1 - from] = t->destination_port;
    return c;
}

static bool same_ends(const struct conversation *a, const struct conversation *b)
{
    return a->address[0] == b->address[0] && a->address[1] == b->address[1] &&
           a->port[0] == b->port[0] && a->port[1] == b->port[1] && a->protocol == b->protocol;
}

static struct conversation *set_of(const struct table *table, const struct conversation *c)
{
    uint64_t hash =
        hash_mix((uint64_t)c->address[0] << 32 | c->address[1],
                 (uint64_t)c->port[0] << 32 | (uint64_t)c->port[1] << 16 | c->protocol);
    return table->rows + hash % table->sets * CONVERSATION_WAYS;
}

/* The row of these ends; or a free one; or that which was silent for longest. */
static struct conversation *row_for(const struct table *table, const struct conversation *ends)
{
    struct conversation *set = set_of(table, ends);
    struct conversation *stalest = set;
    for (unsigned i = 0; i < CONVERSATION_WAYS; i++) {
        if (set[i].heard != 0 && same_ends(&set[i], ends))
            return &set[i];
        if (set[i].heard < stalest->heard)
            stalest = &set[i];
    }
    return stalest;
}

/* --- learning --------------------------------------------------------------------------- */

static void begin(const struct table *table, struct conversation *row,
                  const struct conversation *ends, sim_time now)
{
    *row = *ends;
    row->stream = ends->protocol == IPV4_TCP ? table->counts->tcp_streams++
                                             : table->counts->udp_streams++;
    row->first = row->previous = now;
}

static void set_base(struct conversation *row, unsigned end, uint32_t base)
{
    if (!row->based[end])
        row->base[end] = base;
    row->based[end] = true;
}

/* What a segment says of where both ends' numbers begin. The acknowledgment of a SYN without
 * ACK says nothing. */
static void learn_bases(struct conversation *row, const struct traffic *t, unsigned from)
{
    bool syn = (t->flags & TCP_SYN) != 0;
    if (syn && (t->flags & TCP_ACK) != 0 && row->based[from])
        row->base[from] = t->seq; /* the last answer to a SYN counts */
    if (!t->measured)
        return;
    set_base(row, from, syn ? t->seq : t->seq - 1);
    if ((t->flags & TCP_ACK) != 0)
        set_base(row, 1 - from, t->ack - 1);
}

/* Windows are scaled when both SYNs ask for it (RFC 7323 section 2.2); until the second one is
 * seen, the first is believed. */
static void learn_shift(struct conversation *row, const struct traffic *t, unsigned from)
{
    if (t->shift >= 0)
        row->shift[from] = t->shift;
    if ((t->flags & TCP_SYN) == 0 || !t->whole)
        return;
    if (row->shift[from] == FIELD_SHIFT_UNKNOWN)
        row->shift[0] = row->shift[1] = FIELD_SHIFT_NONE;
    else if ((t->flags & TCP_ACK) != 0 && row->shift[1 - from] == FIELD_SHIFT_NONE)
        row->shift[from] = FIELD_SHIFT_NONE;
}

/* What the frames behind this one will know of the conversation. Of its first frame only a SYN
 * counts, with its data. */
static void learn_completeness(struct conversation *row, const struct traffic *t, bool opens)
{
    bool ack = (t->flags & TCP_ACK) != 0;
    bool syn = (t->flags & TCP_SYN) != 0;
    if (!t->sound)
        return;
    if (opens)
        row->completeness |= CONVERSATION_SYN | (t->length > 0 ? CONVERSATION_DATA : 0);
    if (opens || (row->heard == 0 && row->completeness == 0))
        return;
    if (syn && ack)
        row->completeness |= CONVERSATION_SYN_ACK;
    if (ack && !syn)
        row->completeness |= t->length > 0 ? CONVERSATION_DATA : CONVERSATION_ACK;
    if (ack && (t->flags & TCP_FIN) != 0)
        row->completeness |= CONVERSATION_FIN;
    if ((t->flags & TCP_RST) != 0)
        row->completeness |= CONVERSATION_RST;
}

/* How many octets in front of the data belong to a message of which an earlier segment has the
 * beginning. */
static uint32_t continued_by(const struct conversation_message *messages,
                             const struct traffic *t)
{
    for (unsigned i = 0; i < CONVERSATION_MESSAGES; i++) {
        uint32_t into = t->seq - messages[i].begins;
        uint32_t all = messages[i].ends - messages[i].begins;
        if (into > 0 && into < all)
            return all - into < t->length ? all - into : t->length;
    }
    return 0;
}

/* Messages of DNS over TCP have their length in front of them: one that is longer than the
 * segment goes on in the next one. Gives what of this one belongs to an earlier message. */
static uint32_t learn_messages(struct conversation *row, const struct traffic *t, unsigned from)
{
    struct conversation_message *messages = row->messages[from];
    if ((t->source_port != PORT_DNS && t->destination_port != PORT_DNS) || t->data == NULL)
        return 0;
    const uint32_t continued = continued_by(messages, t);
    uint32_t at = continued;
    while (at < t->data_there && t->data_there - at >= 2) {
        uint32_t end = at + 2 + ((uint32_t)t->data[at] << 8 | t->data[at + 1]);
        if (end > t->length && messages[0].begins != t->seq + at)
            messages[1] = messages[0];
        if (end > t->length)
            messages[0] = (struct conversation_message){t->seq + at, t->seq + end};
        at = end;
    }
    return continued;
}

/* --- showing ---------------------------------------------------------------------------- */

static void show(const struct conversation *row, const struct traffic *t,
                 struct field_context *context)
{
    unsigned from = sender_end(t);
    context->stream = row->stream;
    context->relative_numbers = true;
    context->sender_isn = row->base[from];
    context->receiver_isn = row->base[1 - from];
    context->window_shift = row->shift[from];
    context->completeness = row->completeness;
    context->fin_role = row->closer < 0                 ? FIELD_FIN_UNKNOWN
                        : (unsigned)row->closer == from ? FIELD_FIN_ACTIVE
                                                        : FIELD_FIN_PASSIVE;
    context->stream_times = context->number > 0;
    context->stream_time = context->time - row->first;
    context->stream_delta = context->time - row->previous;
}

/* Does it belong to a new connection between the same ends? */
static bool opens_anew(const struct conversation *row, const struct traffic *t)
{
    return (t->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN && row->based[sender_end(t)] &&
           row->base[sender_end(t)] != t->seq;
}

static void see_tcp(const struct table *table, struct conversation *row,
                    const struct traffic *t, struct field_context *context)
{
    unsigned from = sender_end(t);
    bool opens = (t->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN && row->heard == 0;
    if (opens_anew(row, t)) {
        struct conversation ends = between(t);
        begin(table, row, &ends, context->time);
        row->completeness = CONVERSATION_SYN;
    }
    if (row->closer < 0 && (t->flags & TCP_FIN) != 0)
        row->closer = (int8_t)from;
    learn_bases(row, t, from);
    show(row, t, context);
    context->continued = learn_messages(row, t, from);
    learn_completeness(row, t, opens);
    learn_shift(row, t, from);
    if (context->number > 0)
        row->previous = context->time;
}

static void see(const struct table *table, const struct traffic *t,
                struct field_context *context)
{
    struct conversation ends = between(t);
    struct conversation *row = row_for(table, &ends);
    if (row->heard == 0 || !same_ends(row, &ends))
        begin(table, row, &ends, context->time);
    if (t->protocol == IPV4_TCP) {
        see_tcp(table, row, t, context);
    } else {
        show(row, t, context);
        if (!t->quoted && t->length > 0 && context->number > 0)
            row->previous = context->time;
    }
    row->heard = ++table->counts->frames;
}

void conversations_learn(struct conversations *conversations, const uint8_t *octets,
                         size_t length)
{
    struct field_context context = field_context_default();
    conversations_see(conversations, octets, length, &context);
}

void conversations_see(struct conversations *conversations, const uint8_t *octets,
                       size_t length, struct field_context *context)
{
    struct table table = {.counts = &conversations->counts,
                          .rows = conversations->rows,
                          .sets = CONVERSATION_ROWS / CONVERSATION_WAYS};
    struct traffic traffic;
    if (traffic_read(octets, length, context->wire_length, &traffic))
        see(&table, &traffic, context);
}

/* --- without a limit -------------------------------------------------------------------- */

bool all_conversations_init(struct all_conversations *all)
{
    *all = (struct all_conversations){.sets = SETS_AT_FIRST};
    all->rows = calloc(all->sets * CONVERSATION_WAYS, sizeof *all->rows);
    return all->rows != NULL;
}

void all_conversations_free(struct all_conversations *all)
{
    free(all->rows);
    *all = (struct all_conversations){0};
}

/* Puts all rows into a table of so many sets. False: no memory, or a set is too small. */
static bool move_to(struct all_conversations *all, size_t sets)
{
    struct table bigger = {.sets = sets};
    bigger.rows = calloc(sets * CONVERSATION_WAYS, sizeof *bigger.rows);
    if (bigger.rows == NULL)
        return false;
    for (size_t i = 0; i < all->sets * CONVERSATION_WAYS; i++) {
        if (all->rows[i].heard == 0)
            continue;
        struct conversation *row = row_for(&bigger, &all->rows[i]);
        if (row->heard != 0) {
            free(bigger.rows);
            return false;
        }
        *row = all->rows[i];
    }
    free(all->rows);
    all->rows = bigger.rows;
    all->sets = sets;
    return true;
}

static bool has_room(const struct table *table, const struct conversation *ends)
{
    const struct conversation *row = row_for(table, ends);
    return row->heard == 0 || same_ends(row, ends);
}

void all_conversations_see(struct all_conversations *all, const uint8_t *octets, size_t length,
                           struct field_context *context)
{
    struct traffic traffic;
    if (!traffic_read(octets, length, context->wire_length, &traffic))
        return;
    struct conversation ends = between(&traffic);
    struct table table = {.counts = &all->counts, .rows = all->rows, .sets = all->sets};
    for (size_t sets = all->sets * 2; !has_room(&table, &ends) && sets <= SETS_MAX; sets *= 2) {
        (void)move_to(all, sets);
        table.rows = all->rows;
        table.sets = all->sets;
    }
    see(&table, &traffic, context);
}
