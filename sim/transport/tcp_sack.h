/* transport/tcp_sack.h: what a connection with selective acknowledgments keeps beside its
 * control block (RFC 2018, 2883, 6675): as sender the scoreboard, as receiver the order in
 * which blocks are to be reported.
 *
 * Shape:  a row of a pool of its own, taken when the first gap shows and given back with the
 *         connection, so that one without loss costs nothing. The scoreboard is sorted; its
 *         ranges neither touch nor overlap and lie between SND.UNA and SND.MAX:
 *
 *              SND.UNA                 high_rxt                      SND.MAX
 *              |-------|=====|---------|---|=====|==|-----|=====|-----|
 *                 hole  SACKed   hole                hole
 *
 * Units:  seq32. RFC 6675 names last octets (HighRxt, RescueRxt); here, as everywhere in this
 *         room, the number after the last octet is kept.
 * Bounds: SACK_RANGES ranges; what would need one more is forgotten, and is at worst sent
 *         again. */
#ifndef NETSTAGE_TRANSPORT_TCP_SACK_H
#define NETSTAGE_TRANSPORT_TCP_SACK_H

#include "base/seq32.h"
#include "wire/tcp.h"

enum { SACK_RANGES = 64, SACK_RECENT = 6 };

struct tcp_sack {
    seq32 high_rxt; /* sent again up to here in this recovery (HighRxt) */
    seq32 rescue;   /* RescueRxt */
    uint32_t count; /* ranges of the scoreboard */
    uint32_t recents;
    seq32 recent[SACK_RECENT];   /* receiver: octets that came behind a gap, the latest first */
    struct sack_block duplicate; /* receiver: octets that came twice, to be told (RFC 2883) */
    struct sack_block range[SACK_RANGES]; /* sender: the scoreboard */
};

_Static_assert(sizeof(struct tcp_sack) == 16 + 4 * SACK_RECENT + 8 + 8 * SACK_RANGES,
               "no padding in state");

#endif
