/* watch/capture_write.c: see capture_write.h. */
#include "watch/capture_write.h"

#include <string.h>

#include "base/version.h"

enum block_type {
    BLOCK_SECTION_HEADER = 0x0a0d0d0a,
    BLOCK_INTERFACE = 1,
    BLOCK_ENHANCED_PACKET = 6,
};

enum option_code {
    OPTION_END = 0,
    OPTION_COMMENT = 1,
    SECTION_APPLICATION = 4,
    INTERFACE_NAME = 2,
    INTERFACE_DESCRIPTION = 3,
    INTERFACE_SPEED = 8,
    INTERFACE_TIME_RESOLUTION = 9,
    PACKET_FLAGS = 2,
    PACKET_ID = 5,
};

enum {
    BYTE_ORDER_MAGIC = 0x1a2b3c4d,
    VERSION_MAJOR = 1,
    LINKTYPE_ETHERNET = 1,
    NANOSECONDS = 9,
    BLOCK_FRAME = 12, /* type and both lengths */
    OPTION_HEAD = 4,
    WORDS_AT_ONCE = 8,
};

/* --- octets --- */

static void put(struct pcapng *p, const void *octets, size_t n)
{
    if (n > 0 && fwrite(octets, 1, n, p->file) != n)
        p->failed = true;
}

static void put_u16(struct pcapng *p, uint32_t v)
{
    uint8_t octets[2] = {(uint8_t)v, (uint8_t)(v >> 8)};
    put(p, octets, sizeof octets);
}

/* So many 32-bit words at once. */
static void put_words(struct pcapng *p, const uint32_t *words, uint32_t n)
{
    uint8_t octets[WORDS_AT_ONCE * 4];
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < 4; j++)
            octets[i * 4 + j] = (uint8_t)(words[i] >> 8 * j);
    put(p, octets, n * 4);
}

static void put_u32(struct pcapng *p, uint32_t v)
{
    put_words(p, &v, 1);
}

static void put_u64(struct pcapng *p, uint64_t v)
{
    put_u32(p, (uint32_t)v);
    put_u32(p, (uint32_t)(v >> 32));
}

/* Up to the next 32-bit boundary. */
static uint32_t padding(uint32_t n)
{
    return (4 - n % 4) % 4;
}

static void put_padded(struct pcapng *p, const void *octets, uint32_t n)
{
    static const uint8_t zeros[4];
    put(p, octets, n);
    put(p, zeros, padding(n));
}

/* --- options --- */

static uint32_t option_size(uint32_t n)
{
    return OPTION_HEAD + n + padding(n);
}

static uint32_t text_size(const char *text)
{
    return text == NULL || *text == '\0' ? 0 : option_size((uint32_t)strlen(text));
}

/* Code and length. */
static uint32_t option_head(enum option_code code, uint32_t n)
{
    return (uint32_t)code | n << 16;
}

static void put_option(struct pcapng *p, enum option_code code, uint32_t n)
{
    put_u32(p, option_head(code, n));
}

static void put_text(struct pcapng *p, enum option_code code, const char *text)
{
    if (text_size(text) == 0)
        return;
    uint32_t n = (uint32_t)strlen(text);
    put_option(p, code, n);
    put_padded(p, text, n);
}

static void begin_block(struct pcapng *p, uint32_t type, uint32_t size)
{
    put_u32(p, type);
    put_u32(p, size);
}

/* --- blocks --- */

void pcapng_begin(struct pcapng *p, FILE *file, const char *comment)
{
    static const char application[] = "netstage " NETSTAGE_VERSION;
    *p = (struct pcapng){.file = file};
    uint32_t size =
        BLOCK_FRAME + 16 + text_size(comment) + text_size(application) + option_size(0);
    begin_block(p, BLOCK_SECTION_HEADER, size);
    put_u32(p, BYTE_ORDER_MAGIC);
    put_u16(p, VERSION_MAJOR);
    put_u16(p, 0);
    put_u64(p, UINT64_MAX); /* the section's length is not said */
    put_text(p, OPTION_COMMENT, comment);
    put_text(p, SECTION_APPLICATION, application);
    put_option(p, OPTION_END, 0);
    put_u32(p, size);
}

uint32_t pcapng_interface(struct pcapng *p, const char *name, const char *description,
                          uint64_t rate_bps)
{
    static const uint8_t resolution = NANOSECONDS;
    uint32_t speed = rate_bps > 0 ? option_size(8) : 0;
    uint32_t size = BLOCK_FRAME + 8 + text_size(name) + text_size(description) + speed +
                    option_size(1) + option_size(0);
    begin_block(p, BLOCK_INTERFACE, size);
    put_u16(p, LINKTYPE_ETHERNET);
    put_u16(p, 0);
    put_u32(p, 0); /* no limit of captured octets */
    put_text(p, INTERFACE_NAME, name);
    put_text(p, INTERFACE_DESCRIPTION, description);
    if (speed > 0) {
        put_option(p, INTERFACE_SPEED, 8);
        put_u64(p, rate_bps);
    }
    put_option(p, INTERFACE_TIME_RESOLUTION, 1);
    put_padded(p, &resolution, 1);
    put_option(p, OPTION_END, 0);
    put_u32(p, size);
    return p->interfaces++;
}

void pcapng_frame(struct pcapng *p, const struct capture_frame *f)
{
    uint32_t id = f->packet != 0 ? option_size(8) : 0;
    uint32_t size = BLOCK_FRAME + 20 + f->length + padding(f->length) + option_size(4) + id +
                    text_size(f->comment) + option_size(0);
    uint64_t time = (uint64_t)f->time;
    put_words(p,
              (const uint32_t[]){BLOCK_ENHANCED_PACKET, size, f->interface,
                                 (uint32_t)(time >> 32), (uint32_t)time, f->length, f->length},
              7);
    put_padded(p, f->octets, f->length);
    put_text(p, OPTION_COMMENT, f->comment);
    put_words(p, (const uint32_t[]){option_head(PACKET_FLAGS, 4), f->flags}, 2);
    if (id > 0)
        put_words(p,
                  (const uint32_t[]){option_head(PACKET_ID, 8), (uint32_t)f->packet,
                                     (uint32_t)(f->packet >> 32)},
                  3);
    put_words(p, (const uint32_t[]){option_head(OPTION_END, 0), size}, 2);
}
