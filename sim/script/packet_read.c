/* script/packet_read.c: a packet as it stands in a script:
 *
 *     < [ect0] (tos 0x10, ttl 64) 40000 > 80: P. 1:1001(1000) ack 1 win 500 urg 3 <nop,nop,...>
 *     < udp (100)
 *     < icmp unreachable frag_needed mtu 1200 [1:1461(1460)]
 *
 * See packet.h. */
#include <string.h>

#include "base/catalogue.h"
#include "script/packet.h"

/* --- in front of every packet --- */

static void read_ecn(struct cursor *c, struct script_packet *p)
{
    static const struct {
        const char *word;
        enum script_ecn ecn;
    } known[] = {{"noecn", ECN_NONE}, {"ect0", ECN_ECT0}, {"ect1", ECN_ECT1},
                 {"ect01", ECN_ECT},  {"ecn", ECN_ECT},   {"ce", ECN_CE}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (cursor_take_word(c, known[i].word)) {
            p->ecn = (uint8_t)known[i].ecn;
            return;
        }
    }
    cursor_fail(c, N_("“{word}” is no mark of explicit congestion notification."),
                N_("There are noecn, ect0, ect1, ecn and ce (RFC 3168 section 5)."));
}

static void read_tos_and_ttl(struct cursor *c, struct script_packet *p)
{
    do {
        if (cursor_take_word(c, "tos"))
            p->tos = (int16_t)cursor_need_number(c, UINT8_MAX);
        else if (cursor_take_word(c, "ttl"))
            p->ttl = (int16_t)cursor_need_number(c, UINT8_MAX);
        else
            cursor_fail(c, N_("“{word}” is no field of the Internet header that can be set."),
                        N_("There are tos and ttl: (tos 0x10, ttl 64)."));
    } while (cursor_take_sign(c, ','));
    cursor_need_sign(c, ')');
}

static void read_ports(struct cursor *c, struct script_packet *p)
{
    p->source_port = (int32_t)cursor_need_number(c, UINT16_MAX);
    cursor_need_sign(c, '>');
    p->destination_port = (int32_t)cursor_need_number(c, UINT16_MAX);
    (void)cursor_take_sign(c, ':');
}

/* seq:end(length) */
static void read_range(struct cursor *c, uint32_t *seq, uint32_t *length)
{
    size_t at = c->token.at;
    *seq = (uint32_t)cursor_need_number(c, UINT32_MAX);
    cursor_need_sign(c, ':');
    uint32_t end = (uint32_t)cursor_need_number(c, UINT32_MAX);
    cursor_need_sign(c, '(');
    *length = (uint32_t)cursor_need_number(c, UINT16_MAX);
    cursor_need_sign(c, ')');
    if (!c->failed && *seq + *length != end)
        cursor_fail_at(c, at, N_("The end of this segment is not its start and its length."),
                       N_("Write START:END(LENGTH), as in 1:1001(1000). SYN and FIN are not "
                          "counted."),
                       "", NULL);
}

/* --- TCP --- */

static uint8_t flag_of(char letter)
{
    switch (letter) {
    case 'F':
        return TCP_FIN;
    case 'S':
        return TCP_SYN;
    case 'R':
        return TCP_RST;
    case 'P':
        return TCP_PSH;
    case 'U':
        return TCP_URG;
    case 'E':
        return TCP_ECE;
    case 'W':
        return TCP_CWR;
    default:
        return 0;
    }
}

static void read_flags(struct cursor *c, struct script_packet *p)
{
    bool some = false;
    if (cursor_take_sign(c, '-'))
        return;
    if (c->token.kind == TOKEN_WORD) {
        for (size_t i = 0; i < c->token.length; i++) {
            uint8_t flag = flag_of(c->text[c->token.at + i]);
            if (flag == 0) {
                cursor_fail(c, N_("“{word}” are no flags of TCP."),
                            N_("The letters are S (SYN), F (FIN), R (RST), P (PSH), U (URG), E "
                               "(ECE), W (CWR) and . (ACK); - stands for none."));
                return;
            }
            p->flags |= flag;
        }
        some = true;
        cursor_next(c);
    }
    if (cursor_take_sign(c, '.')) {
        p->flags |= TCP_ACK;
        some = true;
    }
    if (!some)
        cursor_fail(c, N_("Here stands “{word}”, but a packet is needed."),
                    N_("A segment begins with its flags, as in S 0:0(0); else it is udp or "
                       "icmp."));
}

static void read_tcp(struct cursor *c, struct script_packet *p)
{
    size_t at = c->token.at;
    p->protocol = IPV4_TCP;
    read_flags(c, p);
    p->has_seq = true;
    read_range(c, &p->seq, &p->length);
    if (cursor_take_word(c, "ack")) {
        p->has_ack = true;
        p->ack = (uint32_t)cursor_need_number(c, UINT32_MAX);
    }
    if (cursor_take_word(c, "win"))
        p->window = cursor_need_number(c, UINT16_MAX);
    if (cursor_take_word(c, "urg"))
        p->urgent = cursor_need_number(c, UINT16_MAX);
    if (cursor_take_sign(c, '<'))
        packet_read_options(c, p);
    if ((p->flags & TCP_ACK) != 0 && !p->has_ack && c->script->options.habits != HABITS)
        p->has_ack = true; /* packetdrill takes 0 */
    if (!c->failed && p->has_ack != ((p->flags & TCP_ACK) != 0))
        cursor_fail_at(c, at,
                       p->has_ack ? N_("This segment has an acknowledgment without its flag.")
                                  : N_("This segment has the flag ACK without a number."),
                       N_("The flag is the point: . 1:1(0) ack 1"), "", NULL);
}

/* --- UDP and ICMP --- */

static uint32_t read_length(struct cursor *c)
{
    cursor_need_sign(c, '(');
    uint32_t length = (uint32_t)cursor_need_number(c, UINT16_MAX);
    cursor_need_sign(c, ')');
    return length;
}

/* What an error message quotes, behind its `[`. */
static void read_quote(struct cursor *c, struct script_packet *p)
{
    p->quotes = true;
    if (cursor_take_word(c, "udp")) {
        p->quoted_protocol = IPV4_UDP;
        p->quoted_length = read_length(c);
    } else {
        p->quoted_protocol = IPV4_TCP;
        read_range(c, &p->quoted_seq, &p->quoted_length);
    }
    cursor_need_sign(c, ']');
}

static uint8_t read_code(struct cursor *c, uint8_t type)
{
    const char *near = NULL;
    if (c->token.kind == TOKEN_NUMBER)
        return (uint8_t)cursor_need_number(c, UINT8_MAX);
    int code = packet_icmp_code_number(type, c->text + c->token.at, c->token.length, &near);
    if (code < 0)
        cursor_fail_near(c, N_("“{word}” is no code of this ICMP message."),
                         near != NULL ? N_("Did you mean {near}?") : NULL, near);
    cursor_next(c);
    return code < 0 ? 0 : (uint8_t)code;
}

static uint8_t read_type(struct cursor *c)
{
    const char *near = NULL;
    if (c->token.kind == TOKEN_NUMBER)
        return (uint8_t)cursor_need_number(c, UINT8_MAX);
    int type = packet_icmp_type_number(c->text + c->token.at, c->token.length, &near);
    if (type < 0)
        cursor_fail_near(
            c, N_("“{word}” is no ICMP message."),
            near != NULL ? N_("Did you mean {near}?")
                         : N_("There are unreachable, time_exceeded, source_quench, redirect, "
                              "parameter_problem, echo_request and echo_reply."),
            near);
    cursor_next(c);
    return type < 0 ? 0 : (uint8_t)type;
}

static void read_icmp(struct cursor *c, struct script_packet *p)
{
    p->protocol = IPV4_ICMP;
    p->type = read_type(c);
    if (p->type == ICMP_ECHO || p->type == ICMP_ECHO_REPLY) {
        (void)cursor_take_word(c, "code_0");
        if (cursor_take_word(c, "id"))
            p->identity = (uint16_t)cursor_need_number(c, UINT16_MAX);
        if (cursor_take_word(c, "seq"))
            p->mtu = (uint16_t)cursor_need_number(c, UINT16_MAX);
        p->length = cursor_is_sign(c, '(') ? read_length(c) : 0;
        return;
    }
    bool word = c->token.kind == TOKEN_WORD && !cursor_is_word(c, "mtu");
    if (word || (c->token.kind == TOKEN_NUMBER && !cursor_is_on_new_line(c)))
        p->code = read_code(c, p->type);
    if (cursor_take_word(c, "mtu"))
        p->mtu = (uint16_t)cursor_need_number(c, UINT16_MAX);
    if (cursor_take_sign(c, '['))
        read_quote(c, p);
    if (!p->quotes && icmp_is_error(p->type)) { /* then it is about the SYN of the host */
        p->quotes = true;
        p->quoted_protocol = IPV4_TCP;
    }
}

void packet_read(struct cursor *c, struct script_packet *p)
{
    *p = (struct script_packet){.tos = -1,
                                .ttl = -1,
                                .source_port = -1,
                                .destination_port = -1,
                                .window = -1,
                                .urgent = -1};
    if (cursor_take_sign(c, '[')) {
        if (c->token.kind == TOKEN_NUMBER || cursor_is_word(c, "udp")) {
            read_quote(c, p); /* the older place: < [1:1001(1000)] icmp ... */
        } else {
            read_ecn(c, p);
            cursor_need_sign(c, ']');
        }
    }
    if (cursor_take_sign(c, '('))
        read_tos_and_ttl(c, p);
    if (c->token.kind == TOKEN_NUMBER)
        read_ports(c, p);
    if (cursor_take_word(c, "udp")) {
        p->protocol = IPV4_UDP;
        p->length = read_length(c);
    } else if (cursor_take_word(c, "icmp")) {
        read_icmp(c, p);
    } else {
        read_tcp(c, p);
    }
}
