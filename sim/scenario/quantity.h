/* scenario/quantity.h: quantities with their units: `10 Mbit/s`, `5 ms`, `1 %`, `64 KiB`, `50
 * frames`.
 *
 * Units:  a time becomes ns, a rate bit/s, a share units of 10^-9, octets octets, the rest a
 * number. Exact:  decimal fractions are integers of the small unit (0.5 ms is 500,000 ns) or
 * refused. */
#ifndef NETSTAGE_SCENARIO_QUANTITY_H
#define NETSTAGE_SCENARIO_QUANTITY_H

#include "base/types.h"

enum quantity_kind {
    QUANTITY_TIME,     /* ns us ms s min; a short one: a delay */
    QUANTITY_MOMENT,   /* the same units; a moment of the run */
    QUANTITY_RATE,     /* bit/s kbit/s Mbit/s Gbit/s */
    QUANTITY_SHARE,    /* % */
    QUANTITY_OCTETS,   /* bytes kB MB KiB MiB */
    QUANTITY_FRAMES,   /* frames */
    QUANTITY_SEGMENTS, /* segments */
    QUANTITY_MINUTES,  /* min: whole minutes, of a lesson */
    QUANTITIES,
};

enum quantity_status {
    QUANTITY_OK,
    QUANTITY_NO_NUMBER,  /* does not begin with a decimal number */
    QUANTITY_NO_UNIT,    /* a bare number */
    QUANTITY_WRONG_UNIT, /* a unit that there is not, or of another kind */
    QUANTITY_TOO_FINE,   /* less than one of the smallest unit is left over */
    QUANTITY_TOO_SMALL,
    QUANTITY_TOO_LARGE,
};

struct quantity {
    uint64_t value;
    size_t at; /* the part of the text that is wrong, on failure */
    size_t length;
    char suggestion[64]; /* the same with a unit that there is; "" when nothing is near */
};

/* Reads a quantity whose value must be within least .. most. */
enum quantity_status quantity_read(const char *text, size_t length, enum quantity_kind kind,
                                   uint64_t least, uint64_t most,
                                   struct quantity *quantity) MUST_CHECK;

/* "ns, us, ms, s, min": the units of a kind, for messages. */
const char *quantity_units(enum quantity_kind kind);

/* A quantity in its largest unit without a fraction: "10 Mbit/s"; cut to `size`. */
void quantity_write(uint64_t value, enum quantity_kind kind, char *out, size_t size);

#endif
