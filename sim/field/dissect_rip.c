/* field/dissect_rip.c: a message of the Routing Information Protocol (RFC 2453 3.6, 4; the
 * diagram is in wire/rip.h), and the authentication of RFC 4822 in its first and behind its
 * last entry. */
#include <string.h>

#include "field/layer.h"
#include "wire/rip.h"

enum { AUTHENTICATION_PASSWORD = 2, AUTHENTICATION_DIGEST = 3, PASSWORD = 16, PADDING = 8 };

/* An entry is read whole or not at all. */
static bool need_entry(struct layer *l)
{
    return layer_need(l, RIP_ENTRY);
}

/* What version 1 leaves zero is not shown: it has no meaning there. */
static void take_route(struct layer *l, uint32_t family, bool version_2)
{
    uint32_t at = l->at;
    take_number(l, FIELD_RIP_FAMILY, 2);
    if (version_2)
        take_number(l, FIELD_RIP_ROUTE_TAG, 2);
    l->at = at + 4;
    if (family == RIP_FAMILY_IP)
        take_number(l, FIELD_RIP_IP, 4);
    l->at = at + 8;
    if (version_2) {
        take_number(l, FIELD_RIP_NETMASK, 4);
        take_number(l, FIELD_RIP_NEXT_HOP, 4);
    }
    l->at = at + 16;
    take_number(l, FIELD_RIP_METRIC, 4);
}

/* The octets up to the first that is zero, as words. */
static void take_words(struct layer *l, enum field_id id, uint32_t length)
{
    const char *words = (const char *)l->d->tree->bytes + l->at;
    const char *end = memchr(words, '\0', length);
    size_t size = end != NULL ? (size_t)(end - words) : length;
    add_string(l->d->tree, l->node, id, l->at, length, l->at, (uint32_t)size);
    l->at += length;
}

/* The digest stands behind the last entry; gives its octets there. */
static uint32_t take_digest(struct layer *l)
{
    enum { TRAILER_HEAD = 4 };
    uint32_t message = l->start;
    uint32_t offset = (uint32_t)take_number(l, FIELD_RIP_DIGEST_OFFSET, 2);
    take_number(l, FIELD_RIP_KEY_ID, 1);
    uint32_t length = (uint32_t)take_number(l, FIELD_RIP_AUTH_DATA_LEN, 1);
    take_number(l, FIELD_RIP_SEQ_NUM, 4);
    take_words(l, FIELD_RIP_ZERO_PADDING, PADDING);
    uint32_t there = l->end - message;
    if (offset + TRAILER_HEAD > there || length > there - offset - TRAILER_HEAD)
        layer_fail(l, FAULT_CUT_SHORT);
    else
        add_octets(l->d->tree, l->node, FIELD_RIP_AUTHENTICATION_DATA,
                   message + offset + TRAILER_HEAD, length);
    return length + TRAILER_HEAD;
}

/* Gives how many octets behind the last entry belong to it. */
static uint32_t take_authentication(struct layer *l)
{
    uint32_t at = l->at;
    uint32_t behind = 0;
    l->at += 2;
    uint32_t type = (uint32_t)take_number(l, FIELD_RIP_AUTH_TYPE, 2);
    if (type == AUTHENTICATION_PASSWORD)
        take_words(l, FIELD_RIP_AUTH_PASSWD, PASSWORD);
    else if (type == AUTHENTICATION_DIGEST)
        behind = take_digest(l);
    l->at = at + RIP_ENTRY;
    return behind;
}

static void take_entries(struct layer *l, bool version_2)
{
    uint32_t first = l->at;
    uint32_t behind = 0;
    while (l->ok && l->end - l->at > behind) {
        if (!need_entry(l))
            return;
        uint32_t family = (uint32_t)number_at(l, l->at, 2);
        if (family == RIP_FAMILY_AUTHENTICATION && l->at == first) {
            behind = take_authentication(l);
        } else if (family == RIP_FAMILY_IP || family == RIP_FAMILY_NONE) {
            take_route(l, family, version_2);
        } else {
            add_expert(l, l->node, FIELD_RIP_UNKNOWN_ADDRESS_FAMILY, l->at, RIP_ENTRY);
            l->at += RIP_ENTRY;
        }
    }
}

void dissect_rip(struct dissection *d, uint32_t start, uint32_t end)
{
    struct layer l = layer_open(d, FIELD_RIP, "rip", start, end);
    take_number(&l, FIELD_RIP_COMMAND, 1);
    bool version_2 = take_number(&l, FIELD_RIP_VERSION, 1) == 2;
    if (layer_left(&l) >= 2 && version_2)
        take_number(&l, FIELD_RIP_ROUTING_DOMAIN, 2);
    else if (l.ok)
        l.at = layer_left(&l) >= 2 ? l.at + 2 : l.end;
    take_entries(&l, version_2);
    layer_close(&l);
}
