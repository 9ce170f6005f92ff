/* base/types.h: the scalars that every room shares.
 * Units: sim_time is nanoseconds of simulated time since the start of the run. */
#ifndef NETSTAGE_BASE_TYPES_H
#define NETSTAGE_BASE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t sim_time;

#define SIM_NEVER INT64_MAX /* a deadline that is not set */
#define SIM_MICROSECOND INT64_C(1000)
#define SIM_MILLISECOND INT64_C(1000000)
#define SIM_SECOND INT64_C(1000000000)

#define SIM_HORIZON                                                                            \
    (INT64_C(1) << 62) /* 146 years: no event happens later, so that adding to a time is safe  \
                        */

/* A moment and a span, neither negative; SIM_NEVER when the sum does not fit. */
static inline sim_time sim_time_add(sim_time moment, sim_time span)
{
    return span < SIM_NEVER - moment ? moment + span : SIM_NEVER;
}

/* "No row": what an index holds that refers to nothing. */
#define NONE UINT32_MAX

/* Addresses are host-order integers inside; network order exists only in bytes. */
typedef uint32_t ipv4_address;
typedef uint64_t mac_address; /* the low 48 bits */

#define MAC_BROADCAST UINT64_C(0xffffffffffff)

/* A result that must be looked at. */
#define MUST_CHECK __attribute__((warn_unused_result))

#endif
