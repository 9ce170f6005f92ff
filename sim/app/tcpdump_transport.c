/* app/tcpdump_transport.c: tcpdump's lines: ICMP, UDP and TCP. See tcpdump_print.h.
 *
 * Numbers of a connection count from what its first packet with ACK, or its last SYN with ACK,
 * had (struct tcpdump_flow), for the latest TCPDUMP_FLOWS connections; a packet without ACK is
 * shown with its own numbers. */
#include <string.h>

#include "app/port_names.h"
#include "app/tcpdump_print.h"
#include "base/checksum.h"
#include "wire/icmp.h"
#include "wire/ipv4.h"
#include "wire/tcp.h"
#include "wire/udp.h"

static void put_addresses(struct text *text, const struct ipv4 *ip)
{
    text_put_ipv4(text, ip->source);
    text_put(text, " > ");
    text_put_ipv4(text, ip->destination);
    text_put(text, ": ");
}

static void put_port(struct text *text, const struct tcpdump_packet *packet, uint16_t port,
                     bool udp)
{
    const char *name = packet->options->numeric ? NULL : port_name(port, udp);
    text_put_char(text, '.');
    if (name != NULL)
        text_put(text, name);
    else
        text_put_unsigned(text, port);
}

static void put_endpoints(struct text *text, const struct tcpdump_packet *packet,
                          const struct ipv4 *ip, uint16_t from, uint16_t to, bool udp)
{
    text_put_ipv4(text, ip->source);
    put_port(text, packet, from, udp);
    text_put(text, " > ");
    text_put_ipv4(text, ip->destination);
    put_port(text, packet, to, udp);
    text_put(text, ": ");
}

/* What the checksum field at `at` should hold. */
static uint16_t right_sum(const struct ipv4 *ip, const uint8_t *octets, size_t length,
                          size_t at)
{
    uint64_t sum =
        ipv4_pseudo_header_sum(ip->source, ip->destination, ip->protocol, (uint16_t)length);
    sum = checksum_add(sum, octets, at); /* `at` is even */
    return checksum_finish(checksum_add(sum, octets + at + 2, length - at - 2));
}

/* --- ICMP (RFC 792) --- */

/* "10.0.0.80 udp port 81 unreachable": what could not be delivered. */
static void put_port_unreachable(struct text *text, const struct tcpdump_packet *packet,
                                 struct reader *quote, const struct ipv4 *about)
{
    struct udp ports; /* the ports of TCP and UDP stand at the same place */
    udp_read(quote, &ports);
    bool udp = about->protocol == IPV4_UDP;
    const char *name = packet->options->numeric ? NULL : port_name(ports.destination_port, udp);
    text_put_ipv4(text, about->destination);
    text_put(text, udp ? " udp port " : " tcp port ");
    if (name != NULL)
        text_put(text, name);
    else
        text_put_unsigned(text, ports.destination_port);
    text_put(text, " unreachable");
}

static void put_unreachable(struct text *text, const struct tcpdump_packet *packet,
                            const struct icmp *h, struct reader *quote)
{
    struct ipv4 about;
    ipv4_read(quote, &about);
    switch (h->code) {
    case ICMP_NET_UNREACHABLE:
        text_put(text, "net ");
        text_put_ipv4(text, about.destination);
        text_put(text, " unreachable");
        break;
    case ICMP_PROTOCOL_UNREACHABLE:
        text_put_ipv4(text, about.destination);
        text_put(text, " protocol ");
        text_put_unsigned(text, about.protocol);
        text_put(text, " unreachable");
        break;
    case ICMP_PORT_UNREACHABLE:
        put_port_unreachable(text, packet, quote, &about);
        break;
    case ICMP_FRAGMENTATION_NEEDED:
        text_put_ipv4(text, about.destination);
        text_put(text, " unreachable - need to frag (mtu ");
        text_put_unsigned(text, h->sequence);
        text_put_char(text, ')');
        break;
    default: /* codes are the sender's choice */
        text_put(text, "host ");
        text_put_ipv4(text, about.destination);
        text_put(text, h->code == ICMP_PROHIBITED ? " unreachable - admin prohibited filter"
                                                  : " unreachable");
        break;
    }
}

static void put_echo(struct text *text, const struct icmp *h)
{
    text_put(text, h->type == ICMP_ECHO ? "echo request, id " : "echo reply, id ");
    text_put_unsigned(text, h->identifier);
    text_put(text, ", seq ");
    text_put_unsigned(text, h->sequence);
}

void tcpdump_put_icmp(struct text *text, const struct tcpdump_packet *packet,
                      const struct ipv4 *ip, const uint8_t *octets, size_t length)
{
    struct reader r = reader_over(octets, length);
    struct icmp h;
    icmp_read(&r, &h);
    put_addresses(text, ip);
    text_put(text, "ICMP ");
    if (!r.ok) {
        text_put(text, "[|icmp]");
        return;
    }
    if (h.type == ICMP_ECHO || h.type == ICMP_ECHO_REPLY) {
        put_echo(text, &h);
    } else if (h.type == ICMP_UNREACHABLE) {
        put_unreachable(text, packet, &h, &r);
    } else if (h.type == ICMP_TIME_EXCEEDED) {
        text_put(text, h.code == ICMP_TTL_EXCEEDED ? "time exceeded in-transit"
                                                   : "ip reassembly time exceeded");
    } else {
        text_put(text, "type-#");
        text_put_unsigned(text, h.type);
    }
    text_put(text, ", length ");
    text_put_unsigned(text, (uint64_t)ip->total_length - ip->header_length); /* some are cut */
    bool error = h.type == ICMP_UNREACHABLE || h.type == ICMP_TIME_EXCEEDED;
    if (error && packet->options->verbose > 0) {
        text_put(text, "\n\t");
        tcpdump_put_ip(text, packet, octets + ICMP_HEADER, length - ICMP_HEADER);
    }
}

/* --- UDP (RFC 768) --- */

static void put_udp_sum(struct text *text, uint16_t given, uint16_t right)
{
    bool fits = given == right || (given == UINT16_MAX && right == 0);
    if (given == 0 || fits) {
        text_put(text, given == 0 ? "[no cksum] " : "[udp sum ok] ");
        return;
    }
    text_put(text, "[bad udp cksum 0x");
    text_put_hex(text, given, 4);
    text_put(text, " -> 0x");
    text_put_hex(text, right, 4);
    text_put(text, "!] ");
}

void tcpdump_put_udp(struct text *text, const struct tcpdump_packet *packet,
                     const struct ipv4 *ip, const uint8_t *octets, size_t length)
{
    enum { DOMAIN = 53 };
    struct reader r = reader_over(octets, length);
    struct udp h;
    udp_read(&r, &h);
    if (!r.ok) {
        put_addresses(text, ip);
        text_put(text, "[|udp]");
        return;
    }
    put_endpoints(text, packet, ip, h.source_port, h.destination_port, true);
    if (packet->options->verbose > 1 && h.length == length)
        put_udp_sum(text, h.checksum, right_sum(ip, octets, length, UDP_CHECKSUM_OFFSET));
    const uint8_t *data = octets + UDP_HEADER;
    if (h.source_port == DOMAIN || h.destination_port == DOMAIN) {
        tcpdump_put_dns(text, packet, data, length - UDP_HEADER);
    } else {
        text_put(text, "UDP, length ");
        text_put_unsigned(text, length - UDP_HEADER);
    }
}

/* --- TCP (RFC 9293) --- */

static void put_flags(struct text *text, uint8_t flags)
{
    static const struct {
        uint8_t bit;
        char letter;
    } letters[] = {{TCP_FIN, 'F'}, {TCP_SYN, 'S'}, {TCP_RST, 'R'},
                   {TCP_PSH, 'P'}, {TCP_ACK, '.'}, {TCP_URG, 'U'}};
    text_put(text, "Flags [");
    if (flags == 0)
        text_put(text, "none");
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        if ((flags & letters[i].bit) != 0)
            text_put_char(text, letters[i].letter);
    }
    text_put_char(text, ']');
}

/* The connection's row; a new one takes the place of the oldest. */
static struct tcpdump_flow *flow_of(struct tcpdump_state *s, const struct ipv4 *ip,
                                    const struct tcp *h, bool *forward, bool *known)
{
    const struct tcpdump_flow here = {.address = {ip->source, ip->destination},
                                      .port = {h->source_port, h->destination_port}};
    for (int i = 0; i < TCPDUMP_FLOWS; i++) {
        struct tcpdump_flow *f = &s->flows[i];
        for (int way = 0; way < 2; way++) {
            *forward = way == 0;
            *known = f->address[way] == here.address[0] && f->port[way] == here.port[0] &&
                     f->address[1 - way] == here.address[1] && f->port[1 - way] == here.port[1];
            if (*known)
                return f;
        }
    }
    struct tcpdump_flow *f = &s->flows[s->next_flow];
    s->next_flow = (uint8_t)((s->next_flow + 1) % TCPDUMP_FLOWS);
    *f = here;
    *forward = true;
    return f;
}

/* Sequence and acknowledgment number as they are shown. */
static void relate(const struct tcpdump_packet *packet, const struct ipv4 *ip,
                   const struct tcp *h, uint32_t *seq, uint32_t *ack)
{
    bool forward;
    bool known;
    *seq = h->seq.raw;
    *ack = h->ack.raw;
    if (packet->options->absolute || (h->flags & TCP_ACK) == 0)
        return;
    struct tcpdump_flow *f = flow_of(packet->state, ip, h, &forward, &known);
    if (!known || (h->flags & TCP_SYN) != 0) {
        f->base[forward ? 0 : 1] = h->seq.raw;
        f->base[forward ? 1 : 0] = h->ack.raw - 1;
        return;
    }
    *seq -= f->base[forward ? 0 : 1];
    *ack -= f->base[forward ? 1 : 0];
}

/* Blocks are shown as the acknowledgment number is: from `base` on. */
static void put_sack(struct text *text, const uint8_t *data, size_t length, uint32_t base)
{
    struct reader r = reader_over(data, length);
    text_put(text, "sack ");
    text_put_unsigned(text, length / 8);
    text_put(text, " ");
    while (reader_left(&r) >= 8) {
        text_put_char(text, '{');
        text_put_unsigned(text, read_u32(&r) - base);
        text_put_char(text, ':');
        text_put_unsigned(text, read_u32(&r) - base);
        text_put_char(text, '}');
    }
}

static void put_option(struct text *text, uint8_t kind, const uint8_t *data, size_t length,
                       uint32_t base)
{
    enum { MSS = 2, WINDOW_SCALE = 3, SACK_PERMITTED = 4, SACK = 5, TIMESTAMPS = 8 };
    struct reader r = reader_over(data, length);
    if (kind == MSS) {
        text_put(text, "mss ");
        text_put_unsigned(text, read_u16(&r));
    } else if (kind == WINDOW_SCALE) {
        text_put(text, "wscale ");
        text_put_unsigned(text, read_u8(&r));
    } else if (kind == SACK_PERMITTED) {
        text_put(text, "sackOK");
    } else if (kind == SACK) {
        put_sack(text, data, length, base);
    } else if (kind == TIMESTAMPS) {
        text_put(text, "TS val ");
        text_put_unsigned(text, read_u32(&r));
        text_put(text, " ecr ");
        text_put_unsigned(text, read_u32(&r));
    } else {
        text_put(text, "unknown-");
        text_put_unsigned(text, kind);
    }
}

/* ", options [mss 1460,nop,wscale 7]" */
static void put_options(struct text *text, const uint8_t *octets, size_t length, uint32_t base)
{
    enum { END, NOP };
    struct reader r = reader_over(octets, length);
    const char *before = ", options [";
    if (length == 0)
        return;
    while (reader_left(&r) > 0) {
        uint8_t kind = read_u8(&r);
        text_put(text, before);
        before = ",";
        if (kind == END || kind == NOP) {
            text_put(text, kind == END ? "eol" : "nop");
            if (kind == END)
                break;
            continue;
        }
        uint8_t size = read_u8(&r);
        const uint8_t *data = size >= 2 ? read_octets(&r, size - 2U) : NULL;
        if (data == NULL) {
            text_put(text, "[bad opt]");
            break;
        }
        put_option(text, kind, data, size - 2U, base);
    }
    text_put_char(text, ']');
}

/* --- HTTP in it --- */

static bool is_http_port(uint16_t port)
{
    return port == 80 || port == 8080 || port == 3128;
}

/* Does a message of HTTP/1 begin here? "GET …", "HTTP/1.1 …". */
static bool begins_message(const uint8_t *data, size_t length)
{
    static const char *const words[] = {"GET ",    "HEAD ",    "POST ",  "PUT ",   "PATCH ",
                                        "DELETE ", "OPTIONS ", "TRACE ", "HTTP/1."};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = strlen(words[i]);
        if (length >= n && memcmp(data, words[i], n) == 0)
            return true;
    }
    return false;
}

/* A line without its end. Gives where the next one begins; `length` when there is none. */
static size_t put_line(struct text *text, const uint8_t *data, size_t at, size_t length)
{
    for (; at < length && data[at] != '\r' && data[at] != '\n'; at++) {
        bool plain = (data[at] >= 0x20 && data[at] < 0x7f) || data[at] == '\t';
        if (!plain)
            return length;
        text_put_char(text, (char)data[at]);
    }
    if (at < length && data[at] == '\r')
        at++;
    return at < length ? at + 1 : length;
}

static void put_http(struct text *text, const struct tcpdump_packet *packet,
                     const uint8_t *data, size_t length)
{
    bool verbose = packet->options->verbose > 0;
    text_put(text, ": HTTP");
    if (verbose) {
        text_put(text, ", length: ");
        text_put_unsigned(text, length);
    }
    if (!begins_message(data, length))
        return;
    text_put(text, verbose ? "\n\t" : ": ");
    size_t at = put_line(text, data, 0, length);
    while (verbose && at < length) {
        text_put(text, "\n\t");
        at = put_line(text, data, at, length);
        if (at == length && data[length - 1] != '\n')
            text_put(text, " [|http]");
    }
}

/* What the segment carries, as far as tcpdump knows it. */
static void put_data(struct text *text, const struct tcpdump_packet *packet,
                     const struct tcp *h, const uint8_t *data, size_t length)
{
    enum { DOMAIN = 53, LENGTH = 2 };
    if (length == 0)
        return;
    if (is_http_port(h->source_port) || is_http_port(h->destination_port)) {
        put_http(text, packet, data, length);
    } else if ((h->source_port == DOMAIN || h->destination_port == DOMAIN) && length > LENGTH) {
        text_put_char(text, ' ');
        tcpdump_put_dns(text, packet, data + LENGTH, length - LENGTH);
    }
}

/* Gives what was taken from the acknowledgment number. */
static uint32_t put_numbers(struct text *text, const struct tcpdump_packet *packet,
                            const struct ipv4 *ip, const struct tcp *h, size_t length)
{
    uint32_t seq;
    uint32_t ack;
    relate(packet, ip, h, &seq, &ack);
    if (length > 0 || packet->options->verbose > 1 ||
        (h->flags & (TCP_SYN | TCP_FIN | TCP_RST)) != 0) {
        text_put(text, ", seq ");
        text_put_unsigned(text, seq);
    }
    if (length > 0) {
        text_put_char(text, ':');
        text_put_unsigned(text, (uint32_t)(seq + length));
    }
    if ((h->flags & TCP_ACK) != 0) {
        text_put(text, ", ack ");
        text_put_unsigned(text, ack);
    }
    text_put(text, ", win ");
    text_put_unsigned(text, h->window);
    if ((h->flags & TCP_URG) != 0) {
        text_put(text, ", urg ");
        text_put_unsigned(text, h->urgent);
    }
    return h->ack.raw - ack;
}

static void put_tcp_sum(struct text *text, uint16_t given, uint16_t right)
{
    text_put(text, ", cksum 0x");
    text_put_hex(text, given, 4);
    text_put(text, given == right ? " (correct)" : " (incorrect -> 0x");
    if (given == right)
        return;
    text_put_hex(text, right, 4);
    text_put_char(text, ')');
}

void tcpdump_put_tcp(struct text *text, const struct tcpdump_packet *packet,
                     const struct ipv4 *ip, const uint8_t *octets, size_t length)
{
    struct reader r = reader_over(octets, length);
    struct tcp h;
    struct tcp_options options;
    tcp_read(&r, &h, &options);
    if (!r.ok) {
        put_addresses(text, ip);
        text_put(text, "[|tcp]");
        return;
    }
    const uint8_t *data = octets + h.header_length;
    size_t n = length - h.header_length;
    put_endpoints(text, packet, ip, h.source_port, h.destination_port, false);
    put_flags(text, h.flags);
    if (packet->options->verbose > 0)
        put_tcp_sum(text, h.checksum, right_sum(ip, octets, length, TCP_CHECKSUM_OFFSET));
    uint32_t base = put_numbers(text, packet, ip, &h, n);
    put_options(text, octets + TCP_HEADER, h.header_length - (size_t)TCP_HEADER, base);
    text_put(text, ", length ");
    text_put_unsigned(text, n);
    put_data(text, packet, &h, data, n);
}
