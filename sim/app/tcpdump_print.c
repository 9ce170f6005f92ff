/* app/tcpdump_print.c: tcpdump's lines: link, ARP, IP, and the octets themselves. See
 * tcpdump_print.h. */
#include "app/tcpdump_print.h"

#include "wire/arp.h"
#include "wire/ethernet.h"
#include "wire/ipv4.h"
#include "wire/llc.h"

/* Without -n the maker of the card is looked up; those of simulated ones nobody has registered.
 */
static void put_mac(struct text *text, const struct tcpdump_packet *packet, mac_address mac)
{
    if (packet->options->numeric) {
        text_put_mac(text, mac);
    } else if (mac == MAC_BROADCAST) {
        text_put(text, "Broadcast");
    } else {
        text_put_mac(text, mac);
        text_put(text, " (oui Unknown)");
    }
}

/* --- ARP (RFC 826) --- */

static void put_arp(struct text *text, const struct tcpdump_packet *packet,
                    const uint8_t *octets, size_t length)
{
    struct reader r = reader_over(octets, length);
    struct arp arp;
    arp_read(&r, &arp);
    text_put(text, packet->options->link ? "" : "ARP, ");
    if (!r.ok) {
        text_put(text, "[|arp]");
        return;
    }
    if (packet->options->verbose > 0)
        text_put(text, "Ethernet (len 6), IPv4 (len 4), ");
    if (arp.opcode == 1) {
        text_put(text, "Request who-has ");
        text_put_ipv4(text, arp.target_ip);
        text_put(text, " tell ");
        text_put_ipv4(text, arp.sender_ip);
    } else {
        text_put(text, "Reply ");
        text_put_ipv4(text, arp.sender_ip);
        text_put(text, " is-at ");
        put_mac(text, packet, arp.sender_mac);
    }
    text_put(text, ", length ");
    text_put_unsigned(text, length);
}

/* --- IP (RFC 791) --- */

static const char *protocol_name(uint8_t protocol)
{
    return protocol == IPV4_TCP    ? "TCP"
           : protocol == IPV4_UDP  ? "UDP"
           : protocol == IPV4_ICMP ? "ICMP"
                                   : "unknown";
}

/* "(tos 0x0, ttl 64, …)", before the rest on a line of its own. */
static void put_ip_header(struct text *text, const struct ipv4 *ip)
{
    text_put(text, "(tos 0x");
    text_put_hex(text, ip->tos, ip->tos > 15 ? 2 : 1);
    text_put(text, ", ttl ");
    text_put_unsigned(text, ip->ttl);
    text_put(text, ", id ");
    text_put_unsigned(text, ip->identification);
    text_put(text, ", offset ");
    text_put_unsigned(text, ip->fragment_offset);
    text_put(text, ip->dont_fragment    ? ", flags [DF], proto "
                   : ip->more_fragments ? ", flags [+], proto "
                                        : ", flags [none], proto ");
    text_put(text, protocol_name(ip->protocol));
    text_put(text, " (");
    text_put_unsigned(text, ip->protocol);
    text_put(text, "), length ");
    text_put_unsigned(text, ip->total_length);
    text_put(text, ")\n    ");
}

static void put_ip_other(struct text *text, const struct ipv4 *ip, size_t length)
{
    text_put_ipv4(text, ip->source);
    text_put(text, " > ");
    text_put_ipv4(text, ip->destination);
    text_put(text, ":  ip-proto-");
    text_put_unsigned(text, ip->protocol);
    text_put_char(text, ' ');
    text_put_unsigned(text, length);
}

void tcpdump_put_ip(struct text *text, const struct tcpdump_packet *packet,
                    const uint8_t *octets, size_t length)
{
    struct reader r = reader_over(octets, length);
    struct ipv4 ip;
    ipv4_read(&r, &ip);
    text_put(text, packet->options->link ? "" : "IP ");
    if (!r.ok || ip.total_length < ip.header_length) {
        text_put(text, "[|ip]");
        return;
    }
    if (packet->options->verbose > 0)
        put_ip_header(text, &ip);
    size_t there = ip.total_length < length ? ip.total_length : length;
    const uint8_t *payload = octets + ip.header_length;
    size_t n = there - ip.header_length;
    if (ip.fragment_offset > 0)
        put_ip_other(text, &ip, n);
    else if (ip.protocol == IPV4_ICMP)
        tcpdump_put_icmp(text, packet, &ip, payload, n);
    else if (ip.protocol == IPV4_UDP)
        tcpdump_put_udp(text, packet, &ip, payload, n);
    else if (ip.protocol == IPV4_TCP)
        tcpdump_put_tcp(text, packet, &ip, payload, n);
    else
        put_ip_other(text, &ip, n);
}

/* --- the octets: -x, -X, -A --- */

static char printable(uint8_t octet)
{
    return octet >= 0x20 && octet < 0x7f ? (char)octet : '.';
}

static void put_row(struct text *text, const uint8_t *octets, size_t from, size_t n, bool ascii)
{
    text_put(text, "\n\t0x");
    text_put_hex(text, from, 4);
    text_put(text, ": ");
    for (size_t i = 0; i < n; i++) {
        if (i % 2 == 0)
            text_put_char(text, ' ');
        text_put_hex(text, octets[from + i], 2);
    }
    if (!ascii)
        return;
    for (size_t i = n; i < 16; i++)
        text_put(text, i % 2 == 0 ? "   " : "  ");
    text_put(text, "  ");
    for (size_t i = 0; i < n; i++)
        text_put_char(text, octets[from + i] == ' ' ? '.' : printable(octets[from + i]));
}

/* Lines as they are, without the CR at their ends. */
static void put_ascii(struct text *text, const uint8_t *octets, size_t length)
{
    text_put_char(text, '\n');
    for (size_t i = 0; i < length; i++) {
        bool ends = octets[i] == '\r' && i + 1 < length && octets[i + 1] == '\n';
        bool plain = octets[i] == '\n' || octets[i] == '\t';
        if (!ends)
            text_put_char(text, plain ? (char)octets[i] : printable(octets[i]));
    }
}

/* What belongs to the link, of which LLC is a part. */
static size_t link_header(const struct tcpdump_packet *packet)
{
    struct reader r = reader_over(packet->octets, packet->length);
    struct ethernet header;
    ethernet_read(&r, &header);
    bool llc = llc_is_length(header.type) && packet->length >= ETHERNET_HEADER + LLC_HEADER;
    return ETHERNET_HEADER + (llc ? LLC_HEADER : 0);
}

static void put_octets(struct text *text, const struct tcpdump_packet *packet)
{
    const struct tcpdump_options *o = packet->options;
    size_t skip = o->hex > 1 || o->hex_ascii > 1 ? 0 : link_header(packet);
    const uint8_t *octets = packet->octets + skip;
    size_t length = packet->length - skip;
    if (o->ascii) {
        put_ascii(text, octets, length);
    } else if (o->hex || o->hex_ascii) {
        for (size_t at = 0; at < length; at += 16)
            put_row(text, octets, at, length - at < 16 ? length - at : 16, o->hex_ascii > 0);
    }
}

/* --- the link --- */

/* -i any: "eth0  In  " */
static void put_interface(struct text *text, const struct tcpdump_packet *packet,
                          const struct ethernet *header)
{
    size_t from = text->length;
    text_put(text, "eth");
    text_put_unsigned(text, packet->interface);
    while (text->length < from + 6)
        text_put_char(text, ' ');
    text_put(text, packet->way == TCPDUMP_OUT          ? "Out "
                   : mac_is_group(header->destination) ? "B   "
                                                       : "In  ");
}

static void put_ethertype(struct text *text, uint16_t type)
{
    text_put(text, "ethertype ");
    text_put(text, type == ETHERTYPE_IPV4 ? "IPv4" : type == ETHERTYPE_ARP ? "ARP" : "Unknown");
    text_put(text, " (0x");
    text_put_hex(text, type, 4);
    text_put_char(text, ')');
}

static void put_ethernet(struct text *text, const struct tcpdump_packet *packet,
                         const struct ethernet *header)
{
    put_mac(text, packet, header->source);
    text_put(text, " > ");
    put_mac(text, packet, header->destination);
    text_put(text, ", ");
    if (llc_is_length(header->type)) {
        text_put(text, "802.3, length ");
        text_put_unsigned(text, header->type);
    } else {
        put_ethertype(text, header->type);
        text_put(text, ", length ");
        text_put_unsigned(text, packet->length);
    }
    text_put(text, ": ");
}

void tcpdump_put_packet(struct text *text, const struct tcpdump_packet *packet)
{
    struct reader r = reader_over(packet->octets, packet->length);
    struct ethernet header;
    ethernet_read(&r, &header);
    const uint8_t *octets = packet->octets + ETHERNET_HEADER;
    size_t length = packet->length - ETHERNET_HEADER;
    if (packet->options->any)
        put_interface(text, packet, &header);
    if (packet->options->link)
        put_ethernet(text, packet, &header);
    if (header.type == ETHERTYPE_IPV4) {
        tcpdump_put_ip(text, packet, octets, length);
    } else if (header.type == ETHERTYPE_ARP) {
        put_arp(text, packet, octets, length);
    } else if (llc_is_length(header.type)) {
        tcpdump_put_llc(text, packet, octets, header.type < length ? header.type : length);
    } else if (!packet->options->link) {
        put_ethernet(text, packet, &header);
    }
    put_octets(text, packet);
}
