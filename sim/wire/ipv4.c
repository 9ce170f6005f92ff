/* wire/ipv4.c: see ipv4.h. */
#include "wire/ipv4.h"

enum { FLAG_DF = 0x4000, FLAG_MF = 0x2000, OFFSET_MASK = 0x1fff };
enum { LENGTH_OFFSET = 2, EXTENT_OFFSET = 6 };

void ipv4_read(struct reader *r, struct ipv4 *h)
{
    const uint8_t *start = read_octets(r, IPV4_HEADER);
    if (start == NULL) {
        memset(h, 0, sizeof *h);
        return;
    }
    struct reader header = reader_over(start, IPV4_HEADER);
    uint8_t first = read_u8(&header);
    h->version = first >> 4;
    h->header_length = (uint8_t)((first & 15) * 4);
    h->tos = read_u8(&header);
    h->total_length = read_u16(&header);
    h->identification = read_u16(&header);
    uint16_t fragment = read_u16(&header);
    h->dont_fragment = (fragment & FLAG_DF) != 0;
    h->more_fragments = (fragment & FLAG_MF) != 0;
    h->fragment_offset = (uint16_t)((fragment & OFFSET_MASK) * 8U);
    h->ttl = read_u8(&header);
    h->protocol = read_u8(&header);
    h->checksum = read_u16(&header);
    h->source = read_u32(&header);
    h->destination = read_u32(&header);
    if (h->header_length < IPV4_HEADER)
        r->ok = false;
    else
        (void)read_octets(r, (size_t)h->header_length - IPV4_HEADER);
}

void ipv4_write(struct writer *w, const struct ipv4 *h)
{
    uint8_t *start = write_space(w, IPV4_HEADER);
    if (start == NULL)
        return;
    struct writer header = writer_over(start, IPV4_HEADER);
    write_u8(&header, (uint8_t)(h->version << 4 | IPV4_HEADER / 4));
    write_u8(&header, h->tos);
    write_u16(&header, h->total_length);
    write_u16(&header, h->identification);
    write_u16(&header, (uint16_t)((h->dont_fragment ? FLAG_DF : 0) |
                                  (h->more_fragments ? FLAG_MF : 0) | h->fragment_offset / 8));
    write_u8(&header, h->ttl);
    write_u8(&header, h->protocol);
    write_u16(&header, 0);
    write_u32(&header, h->source);
    write_u32(&header, h->destination);
    header.at = IPV4_CHECKSUM_OFFSET;
    write_u16(&header, checksum(start, IPV4_HEADER));
}

uint32_t ipv4_option_size(const uint8_t *option, uint32_t left)
{
    if (option[0] == IPV4_OPTION_END || option[0] == IPV4_OPTION_NOP)
        return 1;
    return left >= 2 && option[1] >= 2 && option[1] <= left ? option[1] : 0;
}

void ipv4_set_extent(uint8_t *header, uint16_t total_length, bool more_fragments,
                     uint32_t fragment_offset)
{
    uint32_t word = (uint32_t)(header[EXTENT_OFFSET] << 8) & FLAG_DF;
    word |= (more_fragments ? (uint32_t)FLAG_MF : 0) | fragment_offset / 8;
    header[LENGTH_OFFSET] = (uint8_t)(total_length >> 8);
    header[LENGTH_OFFSET + 1] = (uint8_t)total_length;
    header[EXTENT_OFFSET] = (uint8_t)(word >> 8);
    header[EXTENT_OFFSET + 1] = (uint8_t)word;
}
