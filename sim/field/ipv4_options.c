/* field/ipv4_options.c: the options of an Internet datagram (RFC 791 3.1).
 *
 *     +-+---+-----+----------+---------+---------- - -
 *     |C|cls|numbr|  length  | pointer |  data
 *     +-+---+-----+----------+---------+---------- - - */
#include "field/layer.h"

enum option_type {
    OPTION_END = 0,
    OPTION_NOP = 1,
    OPTION_RECORD_ROUTE = 7,
    OPTION_TIMESTAMP = 68,
    OPTION_LOOSE_ROUTE = 131,
    OPTION_STREAM = 136,
    OPTION_STRICT_ROUTE = 137,
    OPTION_ROUTER_ALERT = 148,
};

enum { ADDRESS = 4, FIRST_POINTER = 4, FIRST_TIMESTAMP = 5, NOPS_WORTH_A_REMARK = 4 };

/* Which field stands for an option, and its shortest and longest length. */
struct option_kind {
    uint8_t type;
    enum field_id field;
    uint8_t least;
    uint8_t most;
};

static const struct option_kind kinds[] = {
    {OPTION_RECORD_ROUTE, FIELD_IP_OPTIONS_RECORD_ROUTE, 3, 255},
    {OPTION_TIMESTAMP, FIELD_IP_OPTIONS_TIMESTAMP, 5, 255},
    {OPTION_LOOSE_ROUTE, FIELD_IP_OPTIONS_ROUTE, 3, 255},
    {OPTION_STREAM, FIELD_IP_OPTIONS_SID, 4, 4},
    {OPTION_STRICT_ROUTE, FIELD_IP_OPTIONS_SOURCE_ROUTE, 3, 255},
    {OPTION_ROUTER_ALERT, FIELD_IP_OPTIONS_ROUTERALERT, 4, 4},
};

static const struct option_kind *find_kind(uint32_t type)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].type == type)
            return &kinds[i];
    }
    return NULL;
}

static void take_type(struct layer *l, uint16_t parent)
{
    uint16_t node =
        add_node(l->d->tree, parent, FIELD_IP_OPT_TYPE, l->at, 1, number_at(l, l->at, 1));
    add_bits(l, node, FIELD_IP_OPT_TYPE_COPY, l->at, 1, 0, 1);
    add_bits(l, node, FIELD_IP_OPT_TYPE_CLASS, l->at, 1, 1, 2);
    add_bits(l, node, FIELD_IP_OPT_TYPE_NUMBER, l->at, 1, 3, 5);
    l->at += 1;
}

/* Addresses that are recorded already, and room for more. */
static void take_recorded(struct layer *l, uint16_t parent, uint32_t end, uint32_t next)
{
    for (; end - l->at >= ADDRESS; l->at += ADDRESS) {
        bool filled = l->at < next;
        add_node(l->d->tree, parent, filled ? FIELD_IP_REC_RT : FIELD_IP_EMPTY_RT, l->at,
                 ADDRESS, number_at(l, l->at, ADDRESS));
    }
}

/* The route that the sender wants; the last address is the true destination. */
static void take_route(struct layer *l, uint16_t parent, uint32_t end, uint32_t next)
{
    for (; end - l->at >= ADDRESS; l->at += ADDRESS) {
        uint32_t address = (uint32_t)number_at(l, l->at, ADDRESS);
        bool last = end - l->at < 2 * ADDRESS;
        if (l->at < next)
            add_node(l->d->tree, parent, FIELD_IP_REC_RT, l->at, ADDRESS, address);
        else if (!last)
            add_node(l->d->tree, parent, FIELD_IP_SRC_RT, l->at, ADDRESS, address);
    }
}

static void take_timestamps(struct layer *l, uint16_t parent, uint32_t end)
{
    add_bits(l, parent, FIELD_IP_OPT_OVERFLOW, l->at, 1, 0, 4);
    uint64_t flag = add_bits(l, parent, FIELD_IP_OPT_FLAG, l->at, 1, 4, 4);
    l->at += 1;
    uint32_t size = flag == 0 ? 4 : 8;
    while (end - l->at >= size) {
        if (size == 8)
            take_number_under(l, parent, FIELD_IP_OPT_TIME_STAMP_ADDR, 4);
        take_number_under(l, parent, FIELD_IP_OPT_TIME_STAMP, 4);
    }
}

/* What stands behind type and length. */
static void take_contents(struct layer *l, uint32_t type, uint16_t parent, uint32_t end)
{
    uint32_t start = l->at - 2;
    uint32_t pointer;
    switch (type) {
    case OPTION_RECORD_ROUTE:
    case OPTION_LOOSE_ROUTE:
    case OPTION_STRICT_ROUTE:
        pointer = (uint32_t)take_number_under(l, parent, FIELD_IP_OPT_PTR, 1);
        if (pointer >= FIRST_POINTER && type == OPTION_RECORD_ROUTE)
            take_recorded(l, parent, end, start + pointer - 1);
        else if (pointer >= FIRST_POINTER)
            take_route(l, parent, end, start + pointer - 1);
        break;
    case OPTION_TIMESTAMP:
        take_number_under(l, parent, FIELD_IP_OPT_PTR, 1);
        take_timestamps(l, parent, end);
        break;
    case OPTION_STREAM:
        take_number_under(l, parent, FIELD_IP_OPT_SID, 2);
        break;
    case OPTION_ROUTER_ALERT:
        take_number_under(l, parent, FIELD_IP_OPT_RA, 2);
        break;
    default: /* an octet of the frame */
        break;
    }
}

/* One option of more than one octet. False: its length cannot be. */
static bool take_option(struct layer *l, uint32_t type, uint32_t end)
{
    uint32_t at = l->at;
    uint32_t length = end - at >= 2 ? (uint32_t)number_at(l, at + 1, 1) : 0;
    const struct option_kind *kind = find_kind(type);
    if (length < 2 || length > end - at) {
        add_expert(l, l->node, FIELD_IP_OPT_LEN_INVALID, at, end - at);
        return false;
    }
    uint16_t parent = l->node;
    if (kind != NULL)
        parent = add_octets(l->d->tree, l->node, kind->field, at, length);
    take_type(l, parent);
    take_number_under(l, parent, FIELD_IP_OPT_LEN, 1);
    if (kind != NULL && (length < kind->least || length > kind->most))
        add_expert(l, parent, FIELD_IP_OPT_LEN_INVALID, at, length);
    else
        take_contents(l, type, parent, at + length);
    l->at = at + length;
    return true;
}

void dissect_ipv4_options(struct layer *l, uint32_t end)
{
    unsigned nops = 0;
    if (!layer_need(l, end - l->at))
        return;
    while (l->at < end) {
        uint32_t type = (uint32_t)number_at(l, l->at, 1);
        nops = type == OPTION_NOP ? nops + 1 : 0;
        if (type == OPTION_END || type == OPTION_NOP) {
            uint16_t node = add_octets(
                l->d->tree, l->node,
                type == OPTION_NOP ? FIELD_IP_OPTIONS_NOP : FIELD_IP_OPTIONS_EOL, l->at, 1);
            take_type(l, node);
            if (nops == NOPS_WORTH_A_REMARK)
                add_expert(l, l->node, FIELD_IP_NOP, l->at - nops, nops);
            if (type == OPTION_END)
                break;
        } else if (!take_option(l, type, end)) {
            break;
        }
    }
    l->at = end;
}
