/* wire/bpdu.c: bridge protocol data units read and written; see bpdu.h (IEEE 802.1D-2004 9.3).
 */
#include "wire/bpdu.h"

static uint64_t read_identifier(struct reader *r)
{
    uint64_t high = read_u32(r);
    return high << 32 | read_u32(r);
}

static void write_identifier(struct writer *w, uint64_t identifier)
{
    write_u32(w, (uint32_t)(identifier >> 32));
    write_u32(w, (uint32_t)identifier);
}

static void read_vectors(struct reader *r, struct bpdu *b)
{
    b->flags = read_u8(r);
    b->root = read_identifier(r);
    b->cost = read_u32(r);
    b->bridge = read_identifier(r);
    b->port = read_u16(r);
    b->message_age = read_u16(r);
    b->max_age = read_u16(r);
    b->hello_time = read_u16(r);
    b->forward_delay = read_u16(r);
}

/* Clause 9.3.4: a version that is newer than ours is read as ours. */
bool bpdu_read(struct reader *r, struct bpdu *b)
{
    *b = (struct bpdu){0};
    uint16_t protocol = read_u16(r);
    b->version = read_u8(r);
    b->type = read_u8(r);
    if (!r->ok || protocol != 0)
        return false;
    if (b->type == BPDU_TOPOLOGY_CHANGE)
        return true;
    bool rapid = b->type == BPDU_RAPID && b->version >= BPDU_VERSION_RSTP;
    if (!rapid && b->type != BPDU_CONFIGURATION)
        return false;
    read_vectors(r, b);
    if (rapid)
        (void)read_u8(r);
    return r->ok;
}

void bpdu_write(struct writer *w, const struct bpdu *b)
{
    write_u16(w, 0);
    write_u8(w, b->version);
    write_u8(w, b->type);
    if (b->type == BPDU_TOPOLOGY_CHANGE)
        return;
    write_u8(w, b->flags);
    write_identifier(w, b->root);
    write_u32(w, b->cost);
    write_identifier(w, b->bridge);
    write_u16(w, b->port);
    write_u16(w, b->message_age);
    write_u16(w, b->max_age);
    write_u16(w, b->hello_time);
    write_u16(w, b->forward_delay);
    if (b->type == BPDU_RAPID)
        write_u8(w, 0);
}

uint32_t bpdu_length(const struct bpdu *b)
{
    if (b->type == BPDU_TOPOLOGY_CHANGE)
        return BPDU_TOPOLOGY_CHANGE_LENGTH;
    return b->type == BPDU_RAPID ? BPDU_RAPID_LENGTH : BPDU_CONFIGURATION_LENGTH;
}
