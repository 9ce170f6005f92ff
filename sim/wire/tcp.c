/* wire/tcp.c: see tcp.h. */
#include "wire/tcp.h"

#include <string.h>

enum {
    LENGTH_MSS = 4,
    LENGTH_WINDOW_SCALE = 3,
    LENGTH_SACK_PERMITTED = 2,
    LENGTH_TIMESTAMPS = 10,
    LENGTH_SACK_BLOCK = 8,
};

static void read_sack(struct reader *r, uint8_t length, struct tcp_options *options)
{
    unsigned blocks = (unsigned)(length - 2) / LENGTH_SACK_BLOCK;
    for (unsigned i = 0; i < blocks && i < TCP_SACK_BLOCKS; i++) {
        options->sack[i].left = seq(read_u32(r));
        options->sack[i].right = seq(read_u32(r));
        options->sack_count = (uint8_t)(i + 1);
    }
}

/* One option whose kind and length have been read; `r` spans its value only. */
static void read_option_value(struct reader *r, uint8_t kind, uint8_t length,
                              struct tcp_options *options)
{
    if (kind == TCP_OPTION_MSS && length == LENGTH_MSS) {
        options->mss = read_u16(r);
        options->has_mss = true;
    } else if (kind == TCP_OPTION_WINDOW_SCALE && length == LENGTH_WINDOW_SCALE) {
        options->window_scale = read_u8(r);
        options->has_window_scale = true;
    } else if (kind == TCP_OPTION_SACK_PERMITTED && length == LENGTH_SACK_PERMITTED) {
        options->has_sack_permitted = true;
    } else if (kind == TCP_OPTION_SACK && (length - 2) % LENGTH_SACK_BLOCK == 0) {
        read_sack(r, length, options);
    } else if (kind == TCP_OPTION_TIMESTAMPS && length == LENGTH_TIMESTAMPS) {
        options->ts_value = read_u32(r);
        options->ts_echo = read_u32(r);
        options->has_timestamps = true;
    }
}

static void read_options(struct reader *r, struct tcp_options *options)
{
    while (reader_left(r) > 0) {
        uint8_t kind = read_u8(r);
        if (kind == TCP_OPTION_END)
            return;
        if (kind == TCP_OPTION_NOP)
            continue;
        uint8_t length = read_u8(r);
        if (!r->ok || length < 2)
            return;
        const uint8_t *value = read_octets(r, (size_t)length - 2);
        if (value == NULL)
            return;
        struct reader inner = reader_over(value, (size_t)length - 2);
        read_option_value(&inner, kind, length, options);
    }
}

void tcp_read(struct reader *r, struct tcp *h, struct tcp_options *options)
{
    memset(options, 0, sizeof *options);
    const uint8_t *fixed = read_octets(r, TCP_HEADER);
    if (fixed == NULL) {
        memset(h, 0, sizeof *h);
        return;
    }
    struct reader header = reader_over(fixed, TCP_HEADER);
    h->source_port = read_u16(&header);
    h->destination_port = read_u16(&header);
    h->seq = seq(read_u32(&header));
    h->ack = seq(read_u32(&header));
    h->header_length = (uint8_t)((read_u8(&header) >> 4) * 4);
    h->flags = read_u8(&header);
    h->window = read_u16(&header);
    h->checksum = read_u16(&header);
    h->urgent = read_u16(&header);
    if (h->header_length < TCP_HEADER) {
        r->ok = false;
        return;
    }
    size_t length = (size_t)h->header_length - TCP_HEADER;
    if (length == 0)
        return;
    const uint8_t *start = read_octets(r, length);
    if (start == NULL)
        return;
    struct reader inner = reader_over(start, length);
    read_options(&inner, options);
}

static size_t length_in_order(const struct tcp_options *o);

size_t tcp_options_length(const struct tcp_options *o)
{
    if (o->order != TCP_ORDER_TEXTBOOK)
        return length_in_order(o);
    size_t n = (o->has_mss ? LENGTH_MSS : 0U) +
               (o->has_window_scale ? LENGTH_WINDOW_SCALE + 1U : 0U) +
               (o->has_sack_permitted ? LENGTH_SACK_PERMITTED + 2U : 0U) +
               (o->has_timestamps ? LENGTH_TIMESTAMPS + 2U : 0U) +
               (o->sack_count > 0 ? 4U + (size_t)o->sack_count * LENGTH_SACK_BLOCK : 0U);
    return n;
}

static void write_nops(struct writer *w, int n)
{
    for (int i = 0; i < n; i++)
        write_u8(w, TCP_OPTION_NOP);
}

static void write_mss(struct writer *w, const struct tcp_options *o)
{
    write_u8(w, TCP_OPTION_MSS);
    write_u8(w, LENGTH_MSS);
    write_u16(w, o->mss);
}

static void write_window_scale(struct writer *w, const struct tcp_options *o)
{
    write_nops(w, 1);
    write_u8(w, TCP_OPTION_WINDOW_SCALE);
    write_u8(w, LENGTH_WINDOW_SCALE);
    write_u8(w, o->window_scale);
}

static void write_sack_permitted(struct writer *w)
{
    write_u8(w, TCP_OPTION_SACK_PERMITTED);
    write_u8(w, LENGTH_SACK_PERMITTED);
}

static void write_timestamps(struct writer *w, const struct tcp_options *o)
{
    write_u8(w, TCP_OPTION_TIMESTAMPS);
    write_u8(w, LENGTH_TIMESTAMPS);
    write_u32(w, o->ts_value);
    write_u32(w, o->ts_echo);
}

/* SACK-permitted takes the place of the padding before the timestamps. */
static void write_linux(struct writer *w, const struct tcp_options *o)
{
    if (o->has_mss)
        write_mss(w, o);
    if (o->has_sack_permitted && !o->has_timestamps)
        write_nops(w, 2);
    if (o->has_sack_permitted)
        write_sack_permitted(w);
    else if (o->has_timestamps)
        write_nops(w, 2);
    if (o->has_timestamps)
        write_timestamps(w, o);
    if (o->has_window_scale)
        write_window_scale(w, o);
}

/* Timestamps begin two octets before a word; the end is padded. */
static void write_freebsd(struct writer *w, const struct tcp_options *o)
{
    size_t start = w->at;
    if (o->has_mss)
        write_mss(w, o);
    if (o->has_window_scale)
        write_window_scale(w, o);
    if (o->has_sack_permitted)
        write_sack_permitted(w);
    if (o->has_timestamps) {
        while ((w->at - start) % 4 != 2)
            write_nops(w, 1);
        write_timestamps(w, o);
    }
    while ((w->at - start) % 4 != 0)
        write_u8(w, TCP_OPTION_END);
}

static size_t length_in_order(const struct tcp_options *o)
{
    uint8_t octets[TCP_OPTIONS_MAXIMUM];
    struct writer w = writer_over(octets, sizeof octets);
    if (o->order == TCP_ORDER_LINUX)
        write_linux(&w, o);
    else
        write_freebsd(&w, o);
    return w.at;
}

static void write_options(struct writer *w, const struct tcp_options *o)
{
    if (o->order == TCP_ORDER_LINUX) {
        write_linux(w, o);
        return;
    }
    if (o->order == TCP_ORDER_FREEBSD) {
        write_freebsd(w, o);
        return;
    }
    if (o->has_mss)
        write_mss(w, o);
    if (o->has_window_scale)
        write_window_scale(w, o);
    if (o->has_sack_permitted) {
        write_nops(w, 2);
        write_sack_permitted(w);
    }
    if (o->has_timestamps) {
        write_nops(w, 2);
        write_timestamps(w, o);
    }
    if (o->sack_count > 0) {
        write_nops(w, 2);
        write_u8(w, TCP_OPTION_SACK);
        write_u8(w, (uint8_t)(2 + o->sack_count * LENGTH_SACK_BLOCK));
        for (unsigned i = 0; i < o->sack_count; i++) {
            write_u32(w, o->sack[i].left.raw);
            write_u32(w, o->sack[i].right.raw);
        }
    }
}

void tcp_write(struct writer *w, struct tcp *h, const struct tcp_options *options)
{
    h->header_length = (uint8_t)(TCP_HEADER + tcp_options_length(options));
    uint8_t *fixed = write_space(w, TCP_HEADER);
    if (fixed == NULL)
        return;
    struct writer header = writer_over(fixed, TCP_HEADER);
    write_u16(&header, h->source_port);
    write_u16(&header, h->destination_port);
    write_u32(&header, h->seq.raw);
    write_u32(&header, h->ack.raw);
    write_u8(&header, (uint8_t)(h->header_length / 4 << 4));
    write_u8(&header, h->flags);
    write_u16(&header, h->window);
    write_u16(&header, 0);
    write_u16(&header, h->urgent);
    if (h->header_length > TCP_HEADER)
        write_options(w, options);
}
