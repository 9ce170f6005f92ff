/* watch/capture_read.c: see capture_read.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "base/text.h"
#include "watch/capture_read.h"

enum block_type {
    BLOCK_SECTION = 0x0a0d0d0a,
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET = 2, /* obsolete */
    BLOCK_SIMPLE = 3,
    BLOCK_ENHANCED = 6,
};

enum {
    PCAP_HEADER = 24,
    PCAP_RECORD = 16,
    PCAP_FRAME_MAX = 262144,
    BLOCK_EDGES = 12, /* type, length in front and length behind */
    OPTION_END = 0,
    OPTION_RESOLUTION = 9,
    OPTION_OFFSET = 14,
    RESOLUTION_DEFAULT = 6, /* microseconds */
};

#define PCAP_MICROSECONDS UINT32_C(0xa1b2c3d4)
#define PCAP_NANOSECONDS UINT32_C(0xa1b23c4d)
#define BYTE_ORDER_MAGIC UINT32_C(0x1a2b3c4d)

static bool fail(struct capture_reader *r, uint64_t offset, const char *sentence)
{
    struct text text = text_over(r->sentence, sizeof r->sentence);
    text_put(&text, sentence);
    r->error_offset = offset;
    return false;
}

static bool fail_number(struct capture_reader *r, uint64_t offset, const char *before,
                        uint64_t number, const char *after)
{
    struct text text = text_over(r->sentence, sizeof r->sentence);
    text_put(&text, before);
    text_put_unsigned(&text, number);
    text_put(&text, after);
    r->error_offset = offset;
    return false;
}

static uint32_t u32_at(const struct capture_reader *r, const uint8_t *p)
{
    uint32_t little =
        (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | (uint32_t)p[0];
    uint32_t big =
        (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | (uint32_t)p[3];
    return r->swapped ? big : little;
}

static uint16_t u16_at(const struct capture_reader *r, const uint8_t *p)
{
    return (uint16_t)(r->swapped ? (unsigned)p[0] << 8 | p[1] : (unsigned)p[1] << 8 | p[0]);
}

/* Makes room for a block. */
static bool reserve(struct capture_reader *r, size_t size)
{
    if (size <= r->capacity)
        return true;
    size_t capacity = r->capacity == 0 ? 4096 : r->capacity;
    while (capacity < size)
        capacity *= 2;
    uint8_t *block = realloc(r->block, capacity);
    if (block == NULL)
        return fail(r, r->offset, N_("There is not enough memory for the next frame."));
    r->block = block;
    r->capacity = capacity;
    return true;
}

/* Reads exactly n octets to `at` in the block. */
static bool fill(struct capture_reader *r, size_t at, size_t n)
{
    if (!reserve(r, at + n))
        return false;
    size_t read = fread(r->block + at, 1, n, r->file);
    if (read < n) {
        if (ferror(r->file))
            return fail(r, r->offset + read, N_("The file cannot be read."));
        return fail(r, r->offset + read, N_("The file ends in the middle of a frame."));
    }
    r->offset += n;
    return true;
}

/* True when nothing at all is left. */
static bool at_end(struct capture_reader *r)
{
    int c = fgetc(r->file);
    if (c == EOF)
        return !ferror(r->file);
    ungetc(c, r->file);
    return false;
}

static bool add_interface(struct capture_reader *r, const struct capture_interface *one)
{
    if (r->interface_count >= CAPTURE_INTERFACES_MAX)
        return fail_number(r, r->offset, N_("There are more than "), CAPTURE_INTERFACES_MAX,
                           N_(" interfaces."));
    if (r->interfaces == NULL) {
        r->interfaces = calloc(CAPTURE_INTERFACES_MAX, sizeof *r->interfaces);
        if (r->interfaces == NULL)
            return fail(r, r->offset, N_("There is not enough memory."));
    }
    r->interfaces[r->interface_count++] = *one;
    return true;
}

/* The rest of a pcap file's header: version, time zone, accuracy, snapshot length, link type.
 */
static bool open_pcap(struct capture_reader *r)
{
    if (!fill(r, 4, PCAP_HEADER - 4))
        return false;
    uint16_t major = u16_at(r, r->block + 4);
    if (major != 2)
        return fail_number(r, 4, N_("This is pcap of version "), major,
                           N_("; only version 2 is known."));
    struct capture_interface one = {
        .link_type = (uint16_t)(u32_at(r, r->block + 20) & 0xffff),
        .snap_length = u32_at(r, r->block + 16),
        .resolution = r->nanoseconds ? 9 : RESOLUTION_DEFAULT,
    };
    return add_interface(r, &one);
}

/* A section header: what follows type and length of a block of 28 octets at least. */
static bool open_section(struct capture_reader *r, uint64_t start)
{
    if (!fill(r, 4, 8))
        return false;
    r->swapped = false;
    if (u32_at(r, r->block + 8) != BYTE_ORDER_MAGIC) {
        r->swapped = true;
        if (u32_at(r, r->block + 8) != BYTE_ORDER_MAGIC)
            return fail(r, start + 8, N_("The byte-order magic of the section is wrong."));
    }
    uint32_t length = u32_at(r, r->block + 4);
    if (length < 28 || length % 4 != 0 || length > CAPTURE_BLOCK_MAX)
        return fail_number(r, start + 4, N_("A section header cannot have a length of "),
                           length, ".");
    if (!fill(r, 12, length - 12))
        return false;
    if (u16_at(r, r->block + 12) != 1)
        return fail_number(r, start + 12, N_("This is pcapng of version "),
                           u16_at(r, r->block + 12), N_("; only version 1 is known."));
    if (u32_at(r, r->block + length - 4) != length)
        return fail(r, start + length - 4, N_("The two lengths of a block differ."));
    r->interface_count = 0;
    return true;
}

bool capture_open_file(struct capture_reader *r, FILE *file)
{
    *r = (struct capture_reader){.file = file};
    if (!fill(r, 0, 4))
        return fail(r, 0, N_("The file is too short to be a capture."));
    for (int swapped = 0; swapped < 2; swapped++) {
        r->swapped = swapped != 0;
        uint32_t magic = u32_at(r, r->block);
        r->nanoseconds = magic == PCAP_NANOSECONDS;
        if (magic == PCAP_MICROSECONDS || magic == PCAP_NANOSECONDS)
            return open_pcap(r);
    }
    if (u32_at(r, r->block) == BLOCK_SECTION) {
        r->ng = true;
        return open_section(r, 0);
    }
    return fail(r, 0, N_("This is neither a pcap nor a pcapng file."));
}

bool capture_open(struct capture_reader *r, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        *r = (struct capture_reader){0};
        return fail(r, 0, strerror(errno));
    }
    bool good = capture_open_file(r, file);
    r->owns_file = true;
    return good;
}

void capture_close(struct capture_reader *r)
{
    if (r->owns_file)
        fclose(r->file);
    free(r->block);
    free(r->interfaces);
    *r = (struct capture_reader){0};
}

/* Time stamps in units of the interface's resolution become nanoseconds. */
static sim_time to_nanoseconds(const struct capture_interface *interface, uint64_t stamp)
{
    unsigned exponent = interface->resolution & 0x7f;
    uint64_t seconds;
    uint64_t ns;
    if ((interface->resolution & 0x80) != 0) { /* a power of two */
        if (exponent > 63)
            return 0;
        seconds = stamp >> exponent;
        uint64_t fraction = stamp & ((UINT64_C(1) << exponent) - 1);
        unsigned shift = exponent > 32 ? exponent - 32 : 0;
        ns = (fraction >> shift) * UINT64_C(1000000000) >> (exponent - shift);
    } else {
        uint64_t unit = 1;
        if (exponent > 19)
            return 0;
        for (unsigned i = 0; i < exponent; i++)
            unit *= 10;
        seconds = stamp / unit;
        ns = stamp % unit;
        for (unsigned i = exponent; i < 9; i++)
            ns *= 10;
        for (unsigned i = 9; i < exponent; i++)
            ns /= 10;
    }
    int64_t offset = interface->offset_seconds;
    int64_t limit = INT64_MAX / SIM_SECOND - 1;
    if (seconds > (uint64_t)limit || offset > limit - (int64_t)seconds || offset < -limit)
        return 0;
    return ((int64_t)seconds + offset) * SIM_SECOND + (int64_t)ns;
}

static enum capture_read_status read_pcap(struct capture_reader *r,
                                          struct captured_frame *frame)
{
    uint64_t start = r->offset;
    if (!fill(r, 0, PCAP_RECORD))
        return CAPTURE_READ_ERROR;
    uint32_t seconds = u32_at(r, r->block);
    uint32_t fraction = u32_at(r, r->block + 4);
    uint32_t length = u32_at(r, r->block + 8);
    frame->wire_length = u32_at(r, r->block + 12);
    if (length > PCAP_FRAME_MAX) {
        fail_number(r, start + 8, N_("A frame cannot have a length of "), length,
                    N_(" octets."));
        return CAPTURE_READ_ERROR;
    }
    if (!fill(r, 0, length))
        return CAPTURE_READ_ERROR;
    frame->time =
        (int64_t)seconds * SIM_SECOND + (int64_t)fraction * (r->nanoseconds ? 1 : 1000);
    frame->length = length;
    frame->octets = r->block;
    frame->interface = 0;
    frame->link_type = r->interfaces[0].link_type;
    return CAPTURE_READ_FRAME;
}

static int64_t s64_at(const struct capture_reader *r, const uint8_t *p)
{
    uint64_t first = u32_at(r, p);
    uint64_t second = u32_at(r, p + 4);
    return (int64_t)(r->swapped ? first << 32 | second : second << 32 | first);
}

/* An interface description: link type, snapshot length, options (section 4.2). */
static bool read_interface(struct capture_reader *r, uint64_t start, uint32_t length)
{
    if (length < 20)
        return fail_number(
            r, start + 4, N_("An interface description cannot have a length of "), length, ".");
    struct capture_interface one = {.link_type = u16_at(r, r->block + 8),
                                    .snap_length = u32_at(r, r->block + 12),
                                    .resolution = RESOLUTION_DEFAULT};
    uint32_t at = 16;
    uint32_t end = length - 4;
    while (end - at >= 4) {
        uint32_t code = u16_at(r, r->block + at);
        uint32_t size = u16_at(r, r->block + at + 2);
        uint32_t padded = (size + 3) & ~UINT32_C(3);
        if (code == OPTION_END)
            break;
        if (padded > end - at - 4)
            return fail(r, start + at, N_("An option is longer than its block."));
        if (code == OPTION_RESOLUTION && size == 1)
            one.resolution = r->block[at + 4];
        if (code == OPTION_OFFSET && size == 8)
            one.offset_seconds = s64_at(r, r->block + at + 4);
        at += 4 + padded;
    }
    return add_interface(r, &one);
}

/* Reads the next block whole; *type gets its type, *length its length. */
static bool read_block(struct capture_reader *r, uint32_t *type, uint32_t *length)
{
    uint64_t start = r->offset;
    if (!fill(r, 0, 4))
        return false;
    *type = u32_at(r, r->block);
    if (*type == BLOCK_SECTION) {
        *length = 0;
        return open_section(r, start);
    }
    if (!fill(r, 4, 4))
        return false;
    *length = u32_at(r, r->block + 4);
    if (*length < BLOCK_EDGES || *length % 4 != 0 || *length > CAPTURE_BLOCK_MAX)
        return fail_number(r, start + 4, N_("A block cannot have a length of "), *length, ".");
    if (!fill(r, 8, *length - 8))
        return false;
    if (u32_at(r, r->block + *length - 4) != *length)
        return fail(r, start + *length - 4, N_("The two lengths of a block differ."));
    return true;
}

/* Where the parts of the three kinds of packet blocks stand; all begin behind type and length.
 */
static bool read_packet(struct capture_reader *r, uint64_t start, uint32_t type,
                        uint32_t length, struct captured_frame *frame)
{
    uint32_t head = type == BLOCK_SIMPLE ? 12 : 28;
    if (length < head + 4)
        return fail_number(r, start + 4, N_("A packet block cannot have a length of "), length,
                           ".");
    frame->interface = 0;
    if (type == BLOCK_ENHANCED)
        frame->interface = u32_at(r, r->block + 8);
    else if (type == BLOCK_PACKET)
        frame->interface = u16_at(r, r->block + 8);
    if (frame->interface >= r->interface_count)
        return fail_number(r, start + 8, N_("A frame names interface "), frame->interface,
                           N_(", which is not described before."));
    const struct capture_interface *interface = &r->interfaces[frame->interface];
    frame->link_type = interface->link_type;
    frame->time = 0;
    if (type == BLOCK_SIMPLE) {
        frame->wire_length = u32_at(r, r->block + 8);
        frame->length = frame->wire_length;
        if (interface->snap_length > 0 && frame->length > interface->snap_length)
            frame->length = interface->snap_length;
    } else {
        uint64_t stamp = (uint64_t)u32_at(r, r->block + 12) << 32 | u32_at(r, r->block + 16);
        frame->time = to_nanoseconds(interface, stamp);
        frame->length = u32_at(r, r->block + 20);
        frame->wire_length = u32_at(r, r->block + 24);
    }
    if (frame->length > length - head - 4)
        return fail_number(r, start + head - 8, N_("A frame of "), frame->length,
                           N_(" octets does not fit in its block."));
    frame->octets = r->block + head;
    return true;
}

static enum capture_read_status read_ng(struct capture_reader *r, struct captured_frame *frame)
{
    while (!at_end(r)) {
        uint64_t start = r->offset;
        uint32_t type;
        uint32_t length;
        if (!read_block(r, &type, &length))
            return CAPTURE_READ_ERROR;
        if (type == BLOCK_INTERFACE && !read_interface(r, start, length))
            return CAPTURE_READ_ERROR;
        if (type == BLOCK_ENHANCED || type == BLOCK_PACKET || type == BLOCK_SIMPLE)
            return read_packet(r, start, type, length, frame) ? CAPTURE_READ_FRAME
                                                              : CAPTURE_READ_ERROR;
    }
    return CAPTURE_READ_END;
}

enum capture_read_status capture_read(struct capture_reader *r, struct captured_frame *frame)
{
    enum capture_read_status status;
    if (!r->ng && at_end(r))
        return CAPTURE_READ_END;
    status = r->ng ? read_ng(r, frame) : read_pcap(r, frame);
    if (status == CAPTURE_READ_FRAME)
        frame->number = ++r->frames;
    return status;
}
