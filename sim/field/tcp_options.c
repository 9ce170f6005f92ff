/* field/tcp_options.c: the options of a TCP segment (RFC 9293 3.2).
 *
 *     +--------+--------+---------- - -
 *     |  kind  | length |  data          but the kinds 0 and 1 are one octet
 *     +--------+--------+---------- - - */
#include "base/seq32.h"
#include "field/layer.h"
#include "wire/tcp.h"

enum option_kind {
    KIND_MD5 = 19,
    KIND_USER_TIMEOUT = 28,
    KIND_FAST_OPEN = 34,
    KIND_EXPERIMENT_1 = 253,
    KIND_EXPERIMENT_2 = 254,
};

enum { ANY_LENGTH = 0, LARGEST_SHIFT = 14, NOPS_WORTH_A_REMARK = 4, EDGES = 8 };

/* Where reading the options stands. */
struct options {
    struct layer *l;
    uint16_t node; /* tcp.options */
    uint32_t end;
    uint32_t flags;
    uint32_t ack;
    unsigned nops;
    bool mss;
    bool broken; /* by a length that cannot be */
};

struct option_row {
    uint8_t kind;
    uint8_t length; /* the only right one, or ANY_LENGTH */
    enum field_id field;
};

static const struct option_row rows[] = {
    {TCP_OPTION_MSS, 4, FIELD_TCP_OPTIONS_MSS},
    {TCP_OPTION_WINDOW_SCALE, 3, FIELD_TCP_OPTIONS_WSCALE},
    {TCP_OPTION_SACK_PERMITTED, 2, FIELD_TCP_OPTIONS_SACK_PERM},
    {TCP_OPTION_SACK, ANY_LENGTH, FIELD_TCP_OPTIONS_SACK},
    {TCP_OPTION_TIMESTAMPS, 10, FIELD_TCP_OPTIONS_TIMESTAMP},
    {KIND_MD5, 18, FIELD_TCP_OPTIONS_MD5},
    {KIND_USER_TIMEOUT, 4, FIELD_TCP_OPTIONS_USER_TO},
    {KIND_FAST_OPEN, ANY_LENGTH, FIELD_TCP_OPTIONS_TFO},
    {KIND_EXPERIMENT_1, ANY_LENGTH, FIELD_TCP_OPTIONS_EXPERIMENTAL},
    {KIND_EXPERIMENT_2, ANY_LENGTH, FIELD_TCP_OPTIONS_EXPERIMENTAL},
};

static const struct option_row *find_row(uint32_t kind)
{
    static const struct option_row unknown = {0, ANY_LENGTH, FIELD_TCP_OPTIONS_UNKNOWN};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].kind == kind)
            return &rows[i];
    }
    return &unknown;
}

static void take_scale(struct options *o, uint16_t parent)
{
    struct layer *l = o->l;
    uint32_t shift = (uint32_t)number_at(l, l->at, 1);
    uint16_t node =
        add_node(l->d->tree, parent, FIELD_TCP_OPTIONS_WSCALE_SHIFT, l->at, 1, shift);
    if (shift > LARGEST_SHIFT) {
        add_expert(l, node, FIELD_TCP_OPTIONS_WSCALE_SHIFT_INVALID, l->at, 1);
        shift = LARGEST_SHIFT;
    }
    add_generated(l, parent, FIELD_TCP_OPTIONS_WSCALE_MULTIPLIER, l->at, 1,
                  UINT64_C(1) << shift);
    l->at += 1;
}

/* A first block that lies before the acknowledgment, or inside the second block, reports a
 * duplicate (RFC 2883 4). */
static void add_duplicate_block(struct options *o, uint16_t parent, uint32_t at, uint32_t count)
{
    struct layer *l = o->l;
    seq32 left = seq((uint32_t)number_at(l, at, 4));
    seq32 right = seq((uint32_t)number_at(l, at + 4, 4));
    bool before = seq_before(left, seq(o->ack)) && (o->flags & TCP_ACK) != 0;
    bool inside = false;
    if (count > 1)
        inside = seq_at_or_before(seq((uint32_t)number_at(l, at + 8, 4)), left) &&
                 seq_at_or_before(right, seq((uint32_t)number_at(l, at + 12, 4)));
    if (!before && !inside)
        return;
    uint32_t base = l->d->context->relative_numbers ? l->d->context->receiver_isn : 0;
    add_generated(l, parent, FIELD_TCP_OPTIONS_SACK_DSACK_LE, at, 4, left.raw - base);
    add_generated(l, parent, FIELD_TCP_OPTIONS_SACK_DSACK_RE, at + 4, 4, right.raw - base);
    add_expert(l, parent, FIELD_TCP_OPTIONS_SACK_DSACK, at, 8);
}

static void take_sack(struct options *o, uint16_t parent, uint32_t end)
{
    struct layer *l = o->l;
    uint32_t at = l->at;
    uint32_t count = 0;
    const struct field_context *c = l->d->context;
    uint32_t base = c->relative_numbers ? c->receiver_isn : 0;
    for (; end - l->at >= EDGES; l->at += EDGES, count++) {
        add_node(l->d->tree, parent, FIELD_TCP_OPTIONS_SACK_LE, l->at, 4,
                 (uint32_t)number_at(l, l->at, 4) - base);
        add_node(l->d->tree, parent, FIELD_TCP_OPTIONS_SACK_RE, l->at + 4, 4,
                 (uint32_t)number_at(l, l->at + 4, 4) - base);
    }
    add_generated(l, parent, FIELD_TCP_OPTIONS_SACK_COUNT, at - 2, 0, count);
    if (count > 0)
        add_duplicate_block(o, parent, at, count);
    if (l->at != end)
        add_expert(l, parent, FIELD_TCP_OPTION_LEN_INVALID, at - 2, end - at + 2);
}

static void take_user_timeout(struct options *o, uint16_t parent)
{
    struct layer *l = o->l;
    add_bits(l, parent, FIELD_TCP_OPTIONS_USER_TO_GRANULARITY, l->at, 2, 0, 1);
    add_bits(l, parent, FIELD_TCP_OPTIONS_USER_TO_VAL, l->at, 2, 1, 15);
}

static void take_fast_open(struct options *o, uint16_t parent, uint32_t end)
{
    struct layer *l = o->l;
    if (l->at == end)
        add_node(l->d->tree, parent, FIELD_TCP_OPTIONS_TFO_REQUEST, l->at - 2, 2, 1);
    else
        take_octets_under(l, parent, FIELD_TCP_OPTIONS_TFO_COOKIE, end - l->at);
}

static void take_experiment(struct options *o, uint16_t parent, uint32_t end)
{
    struct layer *l = o->l;
    if (end - l->at >= 2)
        take_number_under(l, parent, FIELD_TCP_OPTIONS_EXPERIMENTAL_EXID, 2);
    if (end > l->at)
        take_octets_under(l, parent, FIELD_TCP_OPTIONS_EXPERIMENTAL_DATA, end - l->at);
}

/* What stands behind kind and length, up to `end`. */
static void take_data(struct options *o, uint32_t kind, uint16_t parent, uint32_t end)
{
    struct layer *l = o->l;
    switch (kind) {
    case TCP_OPTION_MSS:
        take_number_under(l, parent, FIELD_TCP_OPTIONS_MSS_VAL, 2);
        break;
    case TCP_OPTION_WINDOW_SCALE:
        take_scale(o, parent);
        break;
    case TCP_OPTION_SACK_PERMITTED:
        break;
    case TCP_OPTION_SACK:
        take_sack(o, parent, end);
        break;
    case TCP_OPTION_TIMESTAMPS:
        take_number_under(l, parent, FIELD_TCP_OPTIONS_TIMESTAMP_TSVAL, 4);
        take_number_under(l, parent, FIELD_TCP_OPTIONS_TIMESTAMP_TSECR, 4);
        break;
    case KIND_MD5:
        take_octets_under(l, parent, FIELD_TCP_OPTIONS_MD5_DIGEST, 16);
        break;
    case KIND_USER_TIMEOUT:
        take_user_timeout(o, parent);
        break;
    case KIND_FAST_OPEN:
        take_fast_open(o, parent, end);
        break;
    case KIND_EXPERIMENT_1:
    case KIND_EXPERIMENT_2:
        take_experiment(o, parent, end);
        break;
    default: /* an octet of the frame, of a kind that is not known */
        if (end > l->at)
            take_octets_under(l, parent, FIELD_TCP_OPTIONS_UNKNOWN_PAYLOAD, end - l->at);
        break;
    }
}

/* An option of more than one octet. False: its length cannot be, and reading ends. */
static bool take_option(struct options *o, uint32_t kind)
{
    struct layer *l = o->l;
    uint32_t at = l->at;
    uint32_t room = o->end - at;
    uint32_t length = room >= 2 ? (uint32_t)number_at(l, at + 1, 1) : 0;
    if (length < 2 || length > room) {
        o->broken = true;
        add_expert(l, o->node, FIELD_TCP_OPTION_LEN_INVALID, at, room);
        return false;
    }
    const struct option_row *row = find_row(kind);
    uint16_t node = add_octets(l->d->tree, o->node, row->field, at, length);
    if (kind == TCP_OPTION_MSS && (o->flags & TCP_SYN) == 0)
        add_expert(l, node, FIELD_TCP_OPTIONS_MSS_PRESENT, at, length);
    take_number_under(l, node, FIELD_TCP_OPTION_KIND, 1);
    take_number_under(l, node, FIELD_TCP_OPTION_LEN, 1);
    if (row->length != ANY_LENGTH && length != row->length)
        add_expert(l, node, FIELD_TCP_OPTION_LEN_INVALID, at + 1, 1);
    else
        take_data(o, kind, node, at + length);
    o->mss = o->mss || kind == TCP_OPTION_MSS;
    l->at = at + length;
    return true;
}

/* An option of one octet. False: the list ends, and something that is not zero follows. */
static bool take_single(struct options *o, uint32_t kind)
{
    struct layer *l = o->l;
    uint16_t node = add_octets(
        l->d->tree, o->node,
        kind == TCP_OPTION_NOP ? FIELD_TCP_OPTIONS_NOP : FIELD_TCP_OPTIONS_EOL, l->at, 1);
    take_number_under(l, node, FIELD_TCP_OPTION_KIND, 1);
    o->nops = kind == TCP_OPTION_NOP ? o->nops + 1 : 0;
    if (o->nops == NOPS_WORTH_A_REMARK)
        add_expert(l, o->node, FIELD_TCP_NOP, l->at - o->nops, o->nops);
    if (kind == TCP_OPTION_NOP)
        return true;
    for (uint32_t i = l->at; i < o->end; i++) {
        if (number_at(l, i, 1) != 0) {
            add_expert(l, o->node, FIELD_TCP_NON_ZERO_BYTES_AFTER_EOL, l->at, o->end - l->at);
            return false;
        }
    }
    return true;
}

void dissect_tcp_options(struct layer *l, uint32_t end, unsigned flags, uint32_t ack)
{
    struct options o = {.l = l, .end = end < l->end ? end : l->end, .flags = flags, .ack = ack};
    uint32_t start = l->at;
    o.node = add_octets(l->d->tree, l->node, FIELD_TCP_OPTIONS, start, o.end - start);
    while (l->at < o.end) {
        uint32_t kind = (uint32_t)number_at(l, l->at, 1);
        bool single = kind == TCP_OPTION_END || kind == TCP_OPTION_NOP;
        if (!single)
            o.nops = 0;
        if (single ? !take_single(&o, kind) : !take_option(&o, kind))
            break;
    }
    if ((flags & TCP_SYN) != 0 && !o.mss && !o.broken)
        add_expert(l, o.node, FIELD_TCP_OPTIONS_MSS_ABSENT, start, o.end - start);
    l->at = o.end;
    if (o.end < end)
        layer_fail(l, FAULT_CUT_SHORT);
}
