/* base/bytes.h: cursors over bytes that cannot overrun.
 *
 * Shape:  a cursor has a sticky `ok`; the first read or write past the end clears it, and from
 *         then on reads give zero and writes do nothing. So a header is read top to bottom like
 *         its diagram and checked once, at the end.
 * Units:  octets; integers are read and written in network byte order (RFC 791 appendix B). */
#ifndef NETSTAGE_BASE_BYTES_H
#define NETSTAGE_BASE_BYTES_H

#include <string.h>

#include "base/types.h"

struct reader {
    const uint8_t *bytes;
    size_t length;
    size_t at;
    bool ok;
};

struct writer {
    uint8_t *bytes;
    size_t capacity;
    size_t at;
    bool ok;
};

/* Copies n octets that do not overlap. For long runs whose bound the compiler knows: gcc would then
 * copy them in line, slower than the C library does. */
void octets_copy(uint8_t *to, const uint8_t *from, size_t n);

static inline struct reader reader_over(const uint8_t *bytes, size_t length)
{
    return (struct reader){.bytes = bytes, .length = length, .at = 0, .ok = true};
}

static inline struct writer writer_over(uint8_t *bytes, size_t capacity)
{
    return (struct writer){.bytes = bytes, .capacity = capacity, .at = 0, .ok = true};
}

static inline size_t reader_left(const struct reader *r)
{
    return r->ok ? r->length - r->at : 0;
}

/* The next n octets, or NULL (and ok cleared) when fewer are left. */
static inline const uint8_t *read_octets(struct reader *r, size_t n)
{
    if (!r->ok || r->length - r->at < n) {
        r->ok = false;
        return NULL;
    }
    const uint8_t *p = r->bytes + r->at;
    r->at += n;
    return p;
}

static inline uint8_t read_u8(struct reader *r)
{
    const uint8_t *p = read_octets(r, 1);
    return p != NULL ? p[0] : 0;
}

static inline uint16_t read_u16(struct reader *r)
{
    const uint8_t *p = read_octets(r, 2);
    return p != NULL ? (uint16_t)((unsigned)p[0] << 8 | p[1]) : 0;
}

static inline uint32_t read_u32(struct reader *r)
{
    const uint8_t *p = read_octets(r, 4);
    return p != NULL
               ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]
               : 0;
}

static inline mac_address read_mac(struct reader *r)
{
    uint64_t high = read_u16(r);
    return high << 32 | read_u32(r);
}

/* Where the next n octets go, or NULL (and ok cleared) when they do not fit. */
static inline uint8_t *write_space(struct writer *w, size_t n)
{
    if (!w->ok || w->capacity - w->at < n) {
        w->ok = false;
        return NULL;
    }
    uint8_t *p = w->bytes + w->at;
    w->at += n;
    return p;
}

static inline void write_u8(struct writer *w, uint8_t v)
{
    uint8_t *p = write_space(w, 1);
    if (p != NULL)
        p[0] = v;
}

static inline void write_u16(struct writer *w, uint16_t v)
{
    uint8_t *p = write_space(w, 2);
    if (p != NULL) {
        p[0] = (uint8_t)(v >> 8);
        p[1] = (uint8_t)v;
    }
}

static inline void write_u32(struct writer *w, uint32_t v)
{
    uint8_t *p = write_space(w, 4);
    if (p != NULL) {
        p[0] = (uint8_t)(v >> 24);
        p[1] = (uint8_t)(v >> 16);
        p[2] = (uint8_t)(v >> 8);
        p[3] = (uint8_t)v;
    }
}

static inline void write_mac(struct writer *w, mac_address v)
{
    write_u16(w, (uint16_t)(v >> 32));
    write_u32(w, (uint32_t)v);
}

static inline void write_octets(struct writer *w, const void *octets, size_t n)
{
    uint8_t *p = write_space(w, n);
    if (p != NULL && n > 0)
        memcpy(p, octets, n);
}

#endif
