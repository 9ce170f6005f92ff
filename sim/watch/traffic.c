/* watch/traffic.c: see traffic.h. */
#include "watch/traffic.h"

#include "wire/ethernet.h"
#include "wire/ipv4.h"
#include "wire/tcp.h"

enum {
    QUOTES_MAX = 3, /* errors inside errors */
    ETHERNET_TYPE_AT = 12,
    UDP_LEAST = 8,
    TCP_LEAST = 16, /* as far as the window */
    ICMP_LEAST = 8,
    SHIFT_MAX = 14, /* RFC 7323 section 2.3 */
    SCALE_LENGTH = 3,
    LOOSE_ROUTE = 131,
    STRICT_ROUTE = 137,
    ROUTE_LEAST = 7,
};

/* A part of the frame: what is there of it, and how long it was on the wire. */
struct part {
    const uint8_t *octets;
    size_t length;
    size_t wire_length;
};

static struct part behind(const struct part *part, size_t n)
{
    return (struct part){part->octets + n, part->length - n, part->wire_length - n};
}

static uint16_t u16_at(const struct part *part, size_t at)
{
    return (uint16_t)(part->octets[at] << 8 | part->octets[at + 1]);
}

static uint32_t u32_at(const struct part *part, size_t at)
{
    return (uint32_t)u16_at(part, at) << 16 | u16_at(part, at + 2);
}

/* --- IPv4 (RFC 791 3.1) ----------------------------------------------------------------- */

/* A source route that is not used up holds the destination in its last address. */
static ipv4_address last_destination(const struct part *ip, size_t header)
{
    for (size_t at = IPV4_HEADER; header - at >= ROUTE_LEAST;) {
        uint8_t type = ip->octets[at];
        size_t length = type == 1 ? 1 : ip->octets[at + 1];
        if (type == 0 || length == 0 || length > header - at)
            break;
        bool route = type == LOOSE_ROUTE || type == STRICT_ROUTE;
        if (route && length >= ROUTE_LEAST && ip->octets[at + 2] < length)
            return u32_at(ip, at + length - 4);
        at += length;
    }
    return u32_at(ip, 16);
}

/* Steps into a datagram's payload. False: it is no beginning of a payload that can be read. */
static bool enter_ipv4(struct part *part, struct traffic *t, bool *fragment)
{
    if (part->length < IPV4_HEADER || part->octets[0] >> 4 != 4)
        return false;
    size_t header = (size_t)(part->octets[0] & 0xf) * 4;
    size_t total = u16_at(part, 2);
    if (total == 0)
        total = part->wire_length; /* cut into segments by the sender's network card */
    if (header < IPV4_HEADER || total < header || header > part->length)
        return false;
    uint16_t fragments = u16_at(part, 6);
    if ((fragments & 0x1fff) != 0)
        return false;
    *fragment = (fragments & 0x2000) != 0;
    t->source = u32_at(part, 12);
    t->destination = last_destination(part, header);
    t->protocol = part->octets[9];
    if (total < part->wire_length)
        part->wire_length = total;
    if (part->length > part->wire_length)
        part->length = part->wire_length;
    *part = behind(part, header);
    return true;
}

/* --- what it carries -------------------------------------------------------------------- */

static bool read_udp(const struct part *udp, struct traffic *t)
{
    if (udp->length < UDP_LEAST || u16_at(udp, 4) < UDP_LEAST)
        return false;
    t->source_port = u16_at(udp, 0);
    t->destination_port = u16_at(udp, 2);
    t->length = (uint32_t)u16_at(udp, 4) - UDP_LEAST;
    return true;
}

/* The shift count of a window scale option (RFC 7323 section 2.2). */
static int8_t read_shift(const struct part *tcp, size_t header)
{
    int8_t shift = TRAFFIC_NO_SHIFT;
    for (size_t at = TCP_HEADER; at < header;) {
        uint8_t kind = tcp->octets[at];
        if (kind == TCP_OPTION_END)
            break;
        size_t length = 1;
        if (kind != TCP_OPTION_NOP) {
            length = header - at >= 2 ? tcp->octets[at + 1] : 0;
            if (length < 2 || length > header - at)
                break;
        }
        if (kind == TCP_OPTION_WINDOW_SCALE && length == SCALE_LENGTH)
            shift = (int8_t)(tcp->octets[at + 2] < SHIFT_MAX ? tcp->octets[at + 2] : SHIFT_MAX);
        at += length;
    }
    return shift;
}

static bool read_tcp(const struct part *tcp, bool fragment, struct traffic *t)
{
    if (tcp->length < TCP_LEAST)
        return false;
    size_t header = (size_t)(tcp->octets[12] >> 4) * 4;
    t->source_port = u16_at(tcp, 0);
    t->destination_port = u16_at(tcp, 2);
    t->seq = u32_at(tcp, 4);
    t->ack = u32_at(tcp, 8);
    t->flags = u16_at(tcp, 12) & 0xfff;
    t->sound = header >= TCP_HEADER;
    t->whole = t->sound && tcp->length >= header;
    t->measured = !t->quoted && !fragment && header <= tcp->wire_length;
    t->length = t->measured ? (uint32_t)(tcp->wire_length - header) : 0;
    if (t->measured && t->whole) {
        t->data = tcp->octets + header;
        t->data_there = (uint32_t)(tcp->length - header);
    }
    t->shift = t->whole ? read_shift(tcp, header) : (int8_t)TRAFFIC_NO_SHIFT;
    return true;
}

/* Steps into the datagram that an error quotes. False: the message is no error. */
static bool enter_quotation(struct part *part)
{
    static const uint8_t errors[] = {3, 4, 5, 11, 12};
    if (part->length <= ICMP_LEAST)
        return false;
    for (size_t i = 0; i < sizeof errors; i++) {
        if (part->octets[0] == errors[i]) {
            *part = behind(part, ICMP_LEAST);
            return true;
        }
    }
    return false;
}

bool traffic_read(const uint8_t *octets, size_t length, size_t wire_length,
                  struct traffic *traffic)
{
    struct part part = {octets, length, wire_length > length ? wire_length : length};
    bool fragment = false;
    *traffic = (struct traffic){.shift = TRAFFIC_NO_SHIFT};
    if (length < ETHERNET_HEADER || u16_at(&part, ETHERNET_TYPE_AT) != ETHERTYPE_IPV4)
        return false;
    part = behind(&part, ETHERNET_HEADER);
    for (unsigned quotes = 0; quotes <= QUOTES_MAX; quotes++) {
        traffic->quoted = quotes > 0;
        if (!enter_ipv4(&part, traffic, &fragment))
            return false;
        if (traffic->protocol == IPV4_UDP)
            return read_udp(&part, traffic);
        if (traffic->protocol == IPV4_TCP)
            return read_tcp(&part, fragment, traffic);
        if (traffic->protocol != IPV4_ICMP || !enter_quotation(&part))
            return false;
    }
    return false;
}
