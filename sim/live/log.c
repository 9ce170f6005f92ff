/* live/log.c: see log.h. */
#include "live/log.h"

#include <string.h>

#include "base/bytes.h"

static const char magic[] = "netstage live 1\n";

enum {
    MAGIC = sizeof magic - 1,
    SETUP = 4 + 8 + 4 + LIVE_NAME_SIZE,
    START = 8 + 8 + 1,        /* of every entry: event, time, kind */
    REST = 5 * 4 + 1 + 8 + 4, /* of an input, before its octets */
    KIND_END = 255,
};

static void write_u64(struct writer *w, uint64_t v)
{
    write_u32(w, (uint32_t)(v >> 32));
    write_u32(w, (uint32_t)v);
}

static uint64_t read_u64(struct reader *r)
{
    uint64_t high = read_u32(r);
    return high << 32 | read_u32(r);
}

static bool put(FILE *file, const struct writer *w)
{
    return w->ok && fwrite(w->bytes, 1, w->at, file) == w->at;
}

bool live_log_begin(FILE *file, const struct live_setup *setup)
{
    uint8_t octets[MAGIC + SETUP];
    struct writer w = writer_over(octets, sizeof octets);
    write_octets(&w, magic, MAGIC);
    write_u32(&w, SETUP - 4);
    write_u64(&w, setup->seed);
    write_u32(&w, setup->attach);
    write_octets(&w, setup->name, LIVE_NAME_SIZE);
    return put(file, &w);
}

static void write_start(struct writer *w, uint64_t event, sim_time time, unsigned kind)
{
    write_u64(w, event);
    write_u64(w, (uint64_t)time);
    write_u8(w, (uint8_t)kind);
}

/* INPUT_READ has a length only: what is read comes again. */
static bool has_octets(unsigned kind)
{
    return kind != INPUT_READ;
}

bool live_log_add(FILE *file, const struct input *input)
{
    uint8_t octets[START + REST];
    struct writer w = writer_over(octets, sizeof octets);
    size_t length = has_octets(input->kind) ? input->length : 0;
    write_start(&w, input->event, input->time, input->kind);
    write_u32(&w, input->node);
    write_u32(&w, input->direction);
    write_u32(&w, input->packet);
    write_u32(&w, input->row);
    write_u32(&w, input->loss);
    write_u8(&w, input->hop);
    write_u64(&w, (uint64_t)input->time_value);
    write_u32(&w, (uint32_t)input->length);
    return put(file, &w) && (length == 0 || fwrite(input->text, 1, length, file) == length);
}

bool live_log_end(FILE *file, const struct world *world)
{
    uint8_t octets[START + 8];
    struct writer w = writer_over(octets, sizeof octets);
    write_start(&w, world_events(world), world_now(world), KIND_END);
    write_u64(&w, world_hash(world));
    return put(file, &w);
}

/* --- reading --- */

bool live_log_open(struct live_reading *reading, FILE *file, struct live_setup *setup)
{
    uint8_t octets[MAGIC + SETUP];
    reading->file = file;
    if (fread(octets, 1, sizeof octets, file) != sizeof octets ||
        memcmp(octets, magic, MAGIC) != 0)
        return false;
    struct reader r = reader_over(octets + MAGIC, SETUP);
    if (read_u32(&r) != SETUP - 4)
        return false;
    setup->seed = read_u64(&r);
    setup->attach = read_u32(&r);
    memcpy(setup->name, octets + sizeof octets - LIVE_NAME_SIZE, LIVE_NAME_SIZE);
    return memchr(setup->name, '\0', LIVE_NAME_SIZE) != NULL;
}

static enum live_entry read_input(struct live_reading *reading, struct input *input)
{
    uint8_t octets[REST];
    if (fread(octets, 1, REST, reading->file) != REST)
        return LIVE_CUT;
    struct reader r = reader_over(octets, REST);
    input->node = read_u32(&r);
    input->direction = read_u32(&r);
    input->packet = read_u32(&r);
    input->row = read_u32(&r);
    input->loss = read_u32(&r);
    input->hop = read_u8(&r);
    input->time_value = (sim_time)read_u64(&r);
    input->length = read_u32(&r);
    if (input->length > sizeof reading->octets)
        return LIVE_BAD;
    if (!has_octets(input->kind))
        return LIVE_INPUT;
    input->text = (const char *)reading->octets;
    bool whole = fread(reading->octets, 1, input->length, reading->file) == input->length;
    return whole ? LIVE_INPUT : LIVE_CUT;
}

enum live_entry live_log_next(struct live_reading *reading, struct input *input)
{
    uint8_t octets[START];
    if (fread(octets, 1, START, reading->file) != START)
        return LIVE_CUT;
    struct reader r = reader_over(octets, START);
    *input = (struct input){.event = read_u64(&r)};
    input->time = (sim_time)read_u64(&r);
    unsigned kind = read_u8(&r);
    if (kind != KIND_END) {
        if (kind >= INPUT_KINDS)
            return LIVE_BAD;
        input->kind = (enum input_kind)kind;
        return read_input(reading, input);
    }
    if (fread(octets, 1, 8, reading->file) != 8)
        return LIVE_CUT;
    r = reader_over(octets, 8);
    reading->hash = read_u64(&r);
    return LIVE_END;
}
