/* script/packet_text.c: a packet as scripts write it, and the names of ICMP. See packet.h. */
#include <string.h>

#include "base/suggest.h"
#include "script/packet.h"

struct icmp_name {
    uint8_t type;
    uint8_t code;
    const char *name;
};

/* RFC 792; RFC 950 appendix I. */
static const struct icmp_name types[] = {
    {ICMP_ECHO_REPLY, 0, "echo_reply"},
    {ICMP_UNREACHABLE, 0, "unreachable"},
    {ICMP_SOURCE_QUENCH, 0, "source_quench"},
    {ICMP_REDIRECT, 0, "redirect"},
    {ICMP_ECHO, 0, "echo_request"},
    {ICMP_TIME_EXCEEDED, 0, "time_exceeded"},
    {ICMP_PARAMETER_PROBLEM, 0, "parameter_problem"},
    {13, 0, "timestamp_request"},
    {14, 0, "timestamp_reply"},
    {15, 0, "information_request"},
    {16, 0, "information_reply"},
    {17, 0, "address_mask_request"},
    {18, 0, "address_mask_reply"},
};

/* RFC 792; RFC 1122 section 3.2.2.1; RFC 1812 section 5.2.7.1. */
static const struct icmp_name codes[] = {
    {ICMP_UNREACHABLE, 0, "net_unreachable"},
    {ICMP_UNREACHABLE, 1, "host_unreachable"},
    {ICMP_UNREACHABLE, 2, "protocol_unreachable"},
    {ICMP_UNREACHABLE, 3, "port_unreachable"},
    {ICMP_UNREACHABLE, 4, "frag_needed"},
    {ICMP_UNREACHABLE, 5, "source_route_failed"},
    {ICMP_UNREACHABLE, 6, "net_unknown"},
    {ICMP_UNREACHABLE, 7, "host_unknown"},
    {ICMP_UNREACHABLE, 8, "source_host_isolated"},
    {ICMP_UNREACHABLE, 9, "net_prohibited"},
    {ICMP_UNREACHABLE, 10, "host_prohibited"},
    {ICMP_UNREACHABLE, 11, "net_unreachable_for_tos"},
    {ICMP_UNREACHABLE, 12, "host_unreachable_for_tos"},
    {ICMP_UNREACHABLE, 13, "packet_filtered"},
    {ICMP_UNREACHABLE, 14, "precedence_violation"},
    {ICMP_UNREACHABLE, 15, "precedence_cutoff"},
    {ICMP_REDIRECT, 0, "net"},
    {ICMP_REDIRECT, 1, "host"},
    {ICMP_TIME_EXCEEDED, 0, "ttl"},
    {ICMP_TIME_EXCEEDED, 1, "reassembly"},
};

enum { TYPES = sizeof types / sizeof types[0], CODES = sizeof codes / sizeof codes[0] };

const char *packet_icmp_type(uint8_t type)
{
    for (size_t i = 0; i < TYPES; i++) {
        if (types[i].type == type)
            return types[i].name;
    }
    return NULL;
}

const char *packet_icmp_code(uint8_t type, uint8_t code)
{
    for (size_t i = 0; i < CODES; i++) {
        if (codes[i].type == type && codes[i].code == code)
            return codes[i].name;
    }
    return NULL;
}

/* "type_3", "code_255": the number behind the underline; -1: it is something else. */
static int number_behind(const char *start, const char *name, size_t length)
{
    size_t n = strlen(start);
    int number = 0;
    if (length <= n || length > n + 3 || memcmp(name, start, n) != 0)
        return -1;
    for (; n < length; n++) {
        if (name[n] < '0' || name[n] > '9')
            return -1;
        number = number * 10 + (name[n] - '0');
    }
    return number <= UINT8_MAX ? number : -1;
}

int packet_icmp_type_number(const char *name, size_t length, const char **near)
{
    int number = number_behind("type_", name, length);
    if (number >= 0)
        return number;
    struct suggestion suggestion = suggest_begin(name, length);
    for (size_t i = 0; i < TYPES; i++) {
        if (strlen(types[i].name) == length && memcmp(types[i].name, name, length) == 0)
            return types[i].type;
        suggest_offer(&suggestion, types[i].name);
    }
    *near = suggestion.best;
    return -1;
}

int packet_icmp_code_number(uint8_t type, const char *name, size_t length, const char **near)
{
    int number = number_behind("code_", name, length);
    if (number >= 0)
        return number;
    struct suggestion suggestion = suggest_begin(name, length);
    for (size_t i = 0; i < CODES; i++) {
        if (codes[i].type != type)
            continue;
        if (strlen(codes[i].name) == length && memcmp(codes[i].name, name, length) == 0)
            return codes[i].code;
        suggest_offer(&suggestion, codes[i].name);
    }
    *near = suggestion.best;
    return -1;
}

/* --- writing --- */

static void put_range(struct text *text, uint32_t seq, uint32_t length)
{
    text_put_unsigned(text, seq);
    text_put_char(text, ':');
    text_put_unsigned(text, seq + length);
    text_put_char(text, '(');
    text_put_unsigned(text, length);
    text_put_char(text, ')');
}

static void put_flags(struct text *text, uint8_t flags)
{
    static const struct {
        uint8_t flag;
        char letter;
    } letters[] = {{TCP_FIN, 'F'}, {TCP_SYN, 'S'}, {TCP_RST, 'R'}, {TCP_PSH, 'P'},
                   {TCP_URG, 'U'}, {TCP_ECE, 'E'}, {TCP_CWR, 'W'}, {TCP_ACK, '.'}};
    if (flags == 0)
        text_put_char(text, '-');
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        if ((flags & letters[i].flag) != 0)
            text_put_char(text, letters[i].letter);
    }
}

static void put_tcp(const struct script_packet *p, struct text *text)
{
    put_flags(text, p->flags);
    text_put_char(text, ' ');
    put_range(text, p->seq, p->length);
    if (p->has_ack) {
        text_put(text, " ack ");
        text_put_unsigned(text, p->ack);
    }
    if (p->window >= 0) {
        text_put(text, " win ");
        text_put_unsigned(text, (uint64_t)p->window);
    }
    if (p->urgent >= 0) {
        text_put(text, " urg ");
        text_put_unsigned(text, (uint64_t)p->urgent);
    }
    packet_put_options(p, text);
}

static void put_quote(const struct script_packet *p, struct text *text)
{
    text_put(text, " [");
    if (p->quoted_protocol == IPV4_UDP) {
        text_put(text, "udp (");
        text_put_unsigned(text, p->quoted_length);
        text_put_char(text, ')');
    } else {
        put_range(text, p->quoted_seq, p->quoted_length);
    }
    text_put_char(text, ']');
}

static void put_icmp(const struct script_packet *p, struct text *text)
{
    const char *type = packet_icmp_type(p->type);
    const char *code = packet_icmp_code(p->type, p->code);
    text_put(text, "icmp ");
    if (type != NULL)
        text_put(text, type);
    else
        text_put_unsigned(text, p->type);
    if (p->type == ICMP_ECHO || p->type == ICMP_ECHO_REPLY) {
        text_put(text, " id ");
        text_put_unsigned(text, p->identity);
        text_put(text, " seq ");
        text_put_unsigned(text, p->mtu);
        text_put(text, " (");
        text_put_unsigned(text, p->length);
        text_put_char(text, ')');
        return;
    }
    text_put_char(text, ' ');
    if (code != NULL)
        text_put(text, code);
    else
        text_put_unsigned(text, p->code);
    if (p->mtu > 0) {
        text_put(text, " mtu ");
        text_put_unsigned(text, p->mtu);
    }
    if (p->quotes)
        put_quote(p, text);
}

static void put_ip(const struct script_packet *p, struct text *text)
{
    static const char *const ecn[] = {"", "[noecn] ", "[ect0] ", "[ect1] ", "[ecn] ", "[ce] "};
    text_put(text, ecn[p->ecn]);
    if (p->tos >= 0 || p->ttl >= 0) {
        text_put_char(text, '(');
        if (p->tos >= 0) {
            text_put(text, "tos 0x");
            text_put_hex(text, (uint64_t)p->tos, 2);
        }
        text_put(text, p->tos >= 0 && p->ttl >= 0 ? ", " : "");
        if (p->ttl >= 0) {
            text_put(text, "ttl ");
            text_put_unsigned(text, (uint64_t)p->ttl);
        }
        text_put(text, ") ");
    }
    if (p->source_port >= 0) {
        text_put_unsigned(text, (uint64_t)p->source_port);
        text_put(text, " > ");
        text_put_unsigned(text, (uint64_t)p->destination_port);
        text_put(text, ": ");
    }
}

void packet_put(const struct script_packet *p, struct text *text)
{
    put_ip(p, text);
    if (p->protocol == IPV4_TCP) {
        put_tcp(p, text);
    } else if (p->protocol == IPV4_UDP) {
        text_put(text, "udp (");
        text_put_unsigned(text, p->length);
        text_put_char(text, ')');
    } else {
        put_icmp(p, text);
    }
}
