/* tests/transport/rules_shown.h: every rule of UDP and TCP, and the test program in which it is
 * known to fire. Each program checks its own rows when it has run all its tests, and one of
 * them checks that no rule is missing here. */
#ifndef NETSTAGE_TESTS_TRANSPORT_RULES_SHOWN_H
#define NETSTAGE_TESTS_TRANSPORT_RULES_SHOWN_H

#include <string.h>

#include "transport/stage.h"

static const struct {
    enum rule rule;
    const char *program;
} rules_shown[] = {
    {RULE_TCP_ABORTS, "calls"},
    {RULE_TCP_ACK_DELAYED, "arrives"},
    {RULE_TCP_ACK_DELAY_ENDS, "calls"},
    {RULE_TCP_ACK_EVERY_SECOND, "calls"},
    {RULE_TCP_ACK_QUICK, "profiles"},
    {RULE_TCP_ACK_NEW, "arrives"},
    {RULE_TCP_ACK_OF_NOTHING, "arrives"},
    {RULE_TCP_ACK_TO_LISTENER, "arrives"},
    {RULE_TCP_ACK_UNACCEPTABLE, "arrives"},
    {RULE_TCP_BACKLOG_FULL, "arrives"},
    {RULE_TCP_BAD_HEADER, "arrives"},
    {RULE_TCP_BROADCAST, "arrives"},
    {RULE_TCP_CHALLENGE_LIMIT, "arrives"},
    {RULE_TCP_CHECKSUM_WRONG, "arrives"},
    {RULE_TCP_CLOSES, "arrives"},
    {RULE_TCP_DUPLICATE_ACK, "timers"},
    {RULE_TCP_DUPLICATE_TEXT, "calls"},
    {RULE_TCP_FAST_RETRANSMIT, "congestion"},
    {RULE_TCP_FILLS_GAP, "arrives"},
    {RULE_TCP_FIN_ACKED, "arrives"},
    {RULE_TCP_FIN_EARLY, "arrives"},
    {RULE_TCP_FIN_RECEIVED, "arrives"},
    {RULE_TCP_GIVES_UP, "arrives"},
    {RULE_TCP_HARD_ERROR, "calls"},
    {RULE_TCP_NAGLE_WAITS, "calls"},
    {RULE_TCP_NOBODY_LISTENS, "calls"},
    {RULE_TCP_NOBODY_READS, "calls"},
    {RULE_TCP_NO_ACK, "arrives"},
    {RULE_TCP_NO_CONNECTION, "arrives"},
    {RULE_TCP_NO_ROOM, "arrives"},
    {RULE_TCP_NO_SYN, "arrives"},
    {RULE_TCP_OLD_TIMESTAMP, "calls"},
    {RULE_TCP_OPENS, "arrives"},
    {RULE_TCP_OUT_OF_ORDER, "arrives"},
    {RULE_TCP_PARTIAL_ACK, "congestion"},
    {RULE_TCP_BLACK_HOLE, "path"},
    {RULE_TCP_BLACK_HOLE_CUT, "path"},
    {RULE_TCP_HARD_TAKEN_SOFT, "calls"},
    {RULE_TCP_ICMP_STALE, "calls"},
    {RULE_TCP_PATH_DOUBTED, "path"},
    {RULE_TCP_PATH_IGNORED, "path"},
    {RULE_TCP_PATH_KNOWN, "path"},
    {RULE_TCP_PATH_MTU, "path"},
    {RULE_TCP_PATH_RAISED, "path"},
    {RULE_TCP_PROBES, "timers"},
    {RULE_TCP_RECOVERED, "congestion"},
    {RULE_TCP_REFUSED, "arrives"},
    {RULE_TCP_RESET, "arrives"},
    {RULE_TCP_RESET_DOUBTED, "arrives"},
    {RULE_TCP_REOPENS, "timers"},
    {RULE_TCP_RESET_OUTSIDE, "arrives"},
    {RULE_TCP_RESET_WITHOUT_ACK, "arrives"},
    {RULE_TCP_RESET_TO_LISTEN, "arrives"},
    {RULE_TCP_RESET_UNKNOWN, "arrives"},
    {RULE_TCP_RETRANSMISSION_TIMEOUT, "arrives"},
    {RULE_TCP_RTT_MEASURED, "arrives"},
    {RULE_TCP_DSACK_RECEIVED, "sack"},
    {RULE_TCP_DSACK_SENT, "sack"},
    {RULE_TCP_ECN_ECHO_ENDS, "ecn"},
    {RULE_TCP_ECN_MARKED, "ecn"},
    {RULE_TCP_ECN_REDUCES, "ecn"},
    {RULE_TCP_ECN_WAITS, "ecn"},
    {RULE_TCP_ECN_WAIT_ENDS, "ecn"},
    {RULE_TCP_RESTARTS_AFTER_IDLE, "congestion"},
    {RULE_TCP_SOCKET_OPTION, "sockets"},
    {RULE_TCP_STALLED, "sockets"},
    {RULE_TCP_USER_TIMEOUT, "sockets"},
    {RULE_TCP_KEEP_ALIVE, "sockets"},
    {RULE_TCP_KEEP_ALIVE_ANSWERED, "sockets"},
    {RULE_TCP_KEEP_ALIVE_BUSY, "sockets"},
    {RULE_TCP_KEEP_ALIVE_ENDS, "sockets"},
    {RULE_TCP_NO_TIMESTAMP, "timestamps"},
    {RULE_TCP_SHIFT_LIMITED, "timestamps"},
    {RULE_TCP_TIMESTAMP_OUTDATED, "timestamps"},
    {RULE_TCP_SACKED, "sack"},
    {RULE_TCP_SACK_DOUBTED, "sack"},
    {RULE_TCP_SACK_FORGOTTEN, "sack"},
    {RULE_TCP_SACK_LOST, "sack"},
    {RULE_TCP_SACK_RECOVERY, "sack"},
    {RULE_TCP_SACK_RENEGED, "sack"},
    {RULE_TCP_SACK_RESCUE, "sack"},
    {RULE_TCP_SENDS_AGAIN, "path"},
    {RULE_TCP_SENDS_WHAT_FITS, "calls"},
    {RULE_TCP_SOFT_ERROR, "calls"},
    {RULE_TCP_SYNS_CROSS, "arrives"},
    {RULE_TCP_SYN_ACKED, "arrives"},
    {RULE_TCP_SYN_AGAIN, "arrives"},
    {RULE_TCP_SYN_DOUBTED, "arrives"},
    {RULE_TCP_SYN_RECEIVED, "arrives"},
    {RULE_TCP_TEXT_AFTER_FIN, "arrives"},
    {RULE_TCP_TEXT_IN_ORDER, "arrives"},
    {RULE_TCP_TIME_WAIT_OVER, "timers"},
    {RULE_TCP_UNACCEPTABLE, "arrives"},
    {RULE_TCP_WINDOW_CLOSED, "calls"},
    {RULE_TCP_WINDOW_UPDATE, "calls"},
    {RULE_TCP_URGENT_ALONE, "urgent"},
    {RULE_TCP_URGENT_CAME, "urgent"},
    {RULE_TCP_URGENT_IGNORED, "urgent"},
    {RULE_TCP_URGENT_OVER, "urgent"},
    {RULE_TCP_URGENT_SENT, "urgent"},
    {RULE_UDP_BAD_LENGTH, "udp"},
    {RULE_UDP_CHECKSUM_WRONG, "udp"},
    {RULE_UDP_DELIVERED, "udp"},
    {RULE_UDP_PORT_UNREACHABLE, "udp"},
};

enum { RULES_SHOWN = sizeof rules_shown / sizeof rules_shown[0] };

static inline void check_rules_shown(const char *program)
{
    for (int i = 0; i < RULES_SHOWN; i++)
        if (strcmp(rules_shown[i].program, program) == 0 &&
            stage_shown[rules_shown[i].rule] == 0)
            fail_msg("rule %s never fired", rule_text(rules_shown[i].rule)->id);
}

static inline void check_no_rule_is_missing(void)
{
    for (enum rule rule = RULE_NONE + 1; rule < RULES; rule++) {
        const char *id = rule_text(rule)->id;
        if (strncmp(id, "TCP_", 4) != 0 && strncmp(id, "UDP_", 4) != 0)
            continue;
        bool there = false;
        for (int i = 0; i < RULES_SHOWN; i++)
            there = there || rules_shown[i].rule == rule;
        if (!there)
            fail_msg("rule %s is in no test", id);
    }
}

#endif
