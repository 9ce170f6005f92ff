/* script/packet_options.c: the options of TCP (RFC 9293 section 3.1) in scripts: <mss
 * 1460,nop,wscale 7,sackOK,TS val 100 ecr 0,sack 1:1001 2001:3001,eol>. So that broken ones can
 * be written as well, `kind K`, `len L` and `0x...` after it give an option octet by octet:
 * <kind 254 len 6 0x00010203>. See packet.h. */
#include <string.h>

#include "base/catalogue.h"
#include "base/suggest.h"
#include "script/packet.h"

enum { OPTION_FIXED = 2, SACK_BLOCK = 8, OPTION_OCTETS_MOST = 255 };

bool packet_option_next(const uint8_t *options, size_t length, size_t *at, size_t *size)
{
    *size = 1;
    if (*at >= length)
        return false;
    if (options[*at] == TCP_OPTION_END || options[*at] == TCP_OPTION_NOP)
        return true;
    *size = *at + 1 < length ? options[*at + 1] : 0;
    return *size >= OPTION_FIXED && *at + *size <= length;
}

/* --- reading --- */

static void put(struct cursor *c, struct script_packet *p, uint64_t value, unsigned octets)
{
    if (p->option_octets + octets > TCP_OPTIONS_MAXIMUM) {
        cursor_fail(c, N_("These options take more than 40 octets."),
                    N_("A TCP header has no room for more (RFC 9293 section 3.1)."));
        return;
    }
    for (unsigned i = octets; i > 0; i--)
        p->options[p->option_octets++] = (uint8_t)(value >> (8 * (i - 1)));
}

static void put_head(struct cursor *c, struct script_packet *p, uint8_t kind, uint8_t length)
{
    put(c, p, kind, 1);
    put(c, p, length, 1);
}

static void need_word(struct cursor *c, const char *word)
{
    if (!cursor_take_word(c, word))
        cursor_fail_near(c, N_("Here stands “{word}”, but “{near}” is needed."), NULL, word);
}

static void read_stamp(struct cursor *c, struct script_packet *p)
{
    put_head(c, p, TCP_OPTION_TIMESTAMPS, 10);
    need_word(c, "val");
    p->any_stamp = c->token.kind == TOKEN_DOTS;
    if (p->any_stamp)
        cursor_next(c);
    put(c, p, p->any_stamp ? 0 : (uint64_t)cursor_need_number(c, UINT32_MAX), 4);
    need_word(c, "ecr");
    put(c, p, (uint64_t)cursor_need_number(c, UINT32_MAX), 4);
}

static void read_sack(struct cursor *c, struct script_packet *p)
{
    uint8_t at = p->option_octets;
    put_head(c, p, TCP_OPTION_SACK, OPTION_FIXED);
    while (!c->failed && c->token.kind == TOKEN_NUMBER) {
        put(c, p, (uint64_t)cursor_need_number(c, UINT32_MAX), 4);
        cursor_need_sign(c, ':');
        put(c, p, (uint64_t)cursor_need_number(c, UINT32_MAX), 4);
    }
    if (!c->failed)
        p->options[at + 1] = (uint8_t)(p->option_octets - at);
}

static unsigned hex_value(char digit)
{
    if (digit <= '9')
        return (unsigned)(digit - '0');
    return (unsigned)(digit >= 'a' ? digit - 'a' : digit - 'A') + 10;
}

/* kind K [len L] [0x0011..] */
static void read_raw(struct cursor *c, struct script_packet *p)
{
    uint8_t at = p->option_octets;
    int64_t length = -1;
    put(c, p, (uint64_t)cursor_need_number(c, UINT8_MAX), 1);
    if (cursor_take_word(c, "len"))
        length = cursor_need_number(c, OPTION_OCTETS_MOST);
    if (length >= 0)
        put(c, p, (uint64_t)length, 1);
    if (c->token.kind == TOKEN_NUMBER && c->token.hexadecimal) {
        const char *digits = c->text + c->token.at + 2;
        size_t count = c->token.length - 2;
        if (count % 2 != 0)
            cursor_fail(c, N_("{word} is no whole number of octets."),
                        N_("Two hexadecimal digits make an octet."));
        if (length < 0)
            put(c, p, OPTION_FIXED + count / 2, 1);
        for (size_t i = 0; i + 1 < count; i += 2)
            put(c, p, hex_value(digits[i]) * 16 + hex_value(digits[i + 1]), 1);
        cursor_next(c);
    } else if (length < 0 && !c->failed && p->options[at] > TCP_OPTION_NOP) {
        put(c, p, OPTION_FIXED, 1);
    }
}

static void read_option(struct cursor *c, struct script_packet *p)
{
    static const char *const known[] = {"mss",    "nop",  "eol", "wscale",
                                        "sackOK", "sack", "TS",  "kind"};
    if (cursor_take_word(c, "nop")) {
        put(c, p, TCP_OPTION_NOP, 1);
    } else if (cursor_take_word(c, "eol")) {
        put(c, p, TCP_OPTION_END, 1);
    } else if (cursor_take_word(c, "mss")) {
        put_head(c, p, TCP_OPTION_MSS, 4);
        put(c, p, (uint64_t)cursor_need_number(c, UINT16_MAX), 2);
    } else if (cursor_take_word(c, "wscale")) {
        put_head(c, p, TCP_OPTION_WINDOW_SCALE, 3);
        put(c, p, (uint64_t)cursor_need_number(c, UINT8_MAX), 1);
    } else if (cursor_take_word(c, "sackOK")) {
        put_head(c, p, TCP_OPTION_SACK_PERMITTED, 2);
    } else if (cursor_take_word(c, "sack")) {
        read_sack(c, p);
    } else if (cursor_take_word(c, "TS")) {
        read_stamp(c, p);
    } else if (cursor_take_word(c, "kind")) {
        read_raw(c, p);
    } else {
        const char *near = suggest_word(c->text + c->token.at, c->token.length, known,
                                        sizeof known / sizeof known[0]);
        cursor_fail_near(c, N_("“{word}” is no TCP option."),
                         near != NULL
                             ? N_("Did you mean {near}?")
                             : N_("There are mss, nop, eol, wscale, sackOK, sack, TS, and "
                                  "kind for all others."),
                         near);
    }
}

void packet_read_options(struct cursor *c, struct script_packet *p)
{
    if (c->token.kind == TOKEN_DOTS) {
        cursor_next(c);
        p->any_options = true;
    } else {
        do {
            read_option(c, p);
        } while (cursor_take_sign(c, ','));
    }
    cursor_need_sign(c, '>');
}

/* --- writing --- */

static uint32_t number_at(const uint8_t *octets)
{
    struct reader r = reader_over(octets, 4);
    return read_u32(&r);
}

static void put_raw(const uint8_t *option, size_t size, struct text *text)
{
    text_put(text, "kind ");
    text_put_unsigned(text, option[0]);
    if (size > OPTION_FIXED)
        text_put(text, " 0x");
    for (size_t i = OPTION_FIXED; i < size; i++)
        text_put_hex(text, option[i], 2);
}

static void put_sack(const uint8_t *option, size_t size, struct text *text)
{
    text_put(text, "sack");
    for (size_t i = OPTION_FIXED; i + SACK_BLOCK <= size; i += SACK_BLOCK) {
        text_put_char(text, ' ');
        text_put_unsigned(text, number_at(option + i));
        text_put_char(text, ':');
        text_put_unsigned(text, number_at(option + i + 4));
    }
}

static void put_option(const uint8_t *option, size_t size, struct text *text)
{
    uint8_t kind = option[0];
    if (kind == TCP_OPTION_END) {
        text_put(text, "eol");
    } else if (kind == TCP_OPTION_NOP) {
        text_put(text, "nop");
    } else if (kind == TCP_OPTION_MSS && size == 4) {
        text_put(text, "mss ");
        text_put_unsigned(text, (uint64_t)option[2] << 8 | option[3]);
    } else if (kind == TCP_OPTION_WINDOW_SCALE && size == 3) {
        text_put(text, "wscale ");
        text_put_unsigned(text, option[2]);
    } else if (kind == TCP_OPTION_SACK_PERMITTED && size == 2) {
        text_put(text, "sackOK");
    } else if (kind == TCP_OPTION_SACK && size % SACK_BLOCK == OPTION_FIXED) {
        put_sack(option, size, text);
    } else if (kind == TCP_OPTION_TIMESTAMPS && size == 10) {
        text_put(text, "TS val ");
        text_put_unsigned(text, number_at(option + 2));
        text_put(text, " ecr ");
        text_put_unsigned(text, number_at(option + 6));
    } else {
        put_raw(option, size, text);
    }
}

void packet_put_options(const struct script_packet *p, struct text *text)
{
    size_t at = 0;
    size_t size;
    if (p->any_options) {
        text_put(text, " <...>");
        return;
    }
    if (p->option_octets == 0)
        return;
    text_put(text, " <");
    while (packet_option_next(p->options, p->option_octets, &at, &size)) {
        if (at > 0)
            text_put_char(text, ',');
        put_option(p->options + at, size, text);
        at += size;
    }
    if (at < p->option_octets) {
        text_put(text, at > 0 ? "," : "");
        put_raw(p->options + at, p->option_octets - at, text);
    }
    text_put_char(text, '>');
}
