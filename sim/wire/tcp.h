/* wire/tcp.h: the TCP header (RFC 9293 section 3.1) and its options (section 3.2; window scale
 * and timestamps: RFC 7323; SACK: RFC 2018).
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-------------------------------+-------------------------------+
 *     |          Source Port          |       Destination Port        |
 *     +-------------------------------+-------------------------------+
 *     |                        Sequence Number                        |
 *     +---------------------------------------------------------------+
 *     |                    Acknowledgment Number                      |
 *     +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
 *     |  Data |       |C|E|U|A|P|R|S|F|                               |
 *     | Offset| Rsrvd |W|C|R|C|S|S|Y|I|            Window             |
 *     |       |       |R|E|G|K|H|T|N|N|                               |
 *     +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
 *     |           Checksum            |         Urgent Pointer        |
 *     +-------------------------------+-------------------------------+
 *     |                           [Options]                           |
 *     +---------------------------------------------------------------+ */
#ifndef NETSTAGE_WIRE_TCP_H
#define NETSTAGE_WIRE_TCP_H

#include "base/bytes.h"
#include "base/seq32.h"

enum {
    TCP_HEADER = 20,
    TCP_OPTIONS_MAXIMUM = 40,
    TCP_CHECKSUM_OFFSET = 16,
    TCP_DEFAULT_MSS = 536, /* RFC 9293 section 3.7.1, MUST-15 */
    TCP_SACK_BLOCKS = 4,
};

enum tcp_flag {
    TCP_FIN = 0x01,
    TCP_SYN = 0x02,
    TCP_RST = 0x04,
    TCP_PSH = 0x08,
    TCP_ACK = 0x10,
    TCP_URG = 0x20,
    TCP_ECE = 0x40,
    TCP_CWR = 0x80,
};

enum tcp_option_kind {
    TCP_OPTION_END = 0,
    TCP_OPTION_NOP = 1,
    TCP_OPTION_MSS = 2,
    TCP_OPTION_WINDOW_SCALE = 3,
    TCP_OPTION_SACK_PERMITTED = 4,
    TCP_OPTION_SACK = 5,
    TCP_OPTION_TIMESTAMPS = 8,
};

/* In which order a SYN's options are written, and how they are padded; those of real systems
 * can be told by it. */
enum tcp_option_order {
    TCP_ORDER_TEXTBOOK, /* MSS, window scale, SACK-permitted, timestamps, each padded */
    TCP_ORDER_LINUX,    /* MSS, SACK-permitted with timestamps, window scale */
    TCP_ORDER_FREEBSD,  /* MSS, window scale, SACK-permitted, timestamps, packed */
};

struct sack_block {
    seq32 left;
    seq32 right;
};

/* The options of one segment; `has_…` tells which are there. */
struct tcp_options {
    bool has_mss, has_window_scale, has_sack_permitted, has_timestamps;
    uint16_t mss;
    uint8_t window_scale; /* as it was sent: may be above 14 (RFC 7323 section 2.3) */
    uint8_t sack_count;
    uint8_t order; /* enum tcp_option_order; for writing a SYN */
    uint32_t ts_value, ts_echo;
    struct sack_block sack[TCP_SACK_BLOCKS];
};

struct tcp {
    uint16_t source_port;
    uint16_t destination_port;
    seq32 seq;             /* SEG.SEQ */
    seq32 ack;             /* SEG.ACK */
    uint8_t header_length; /* octets: data offset times 4 */
    uint8_t flags;
    uint16_t window; /* SEG.WND as sent, not scaled */
    uint16_t checksum;
    uint16_t urgent; /* SEG.UP */
};

/* Reads header and options. When they do not fit or the data offset is below 5, r->ok is
 * cleared. Unknown options are skipped by their length (RFC 9293 MUST-6); an option with an
 * illegal length ends the list (MUST-7). */
void tcp_read(struct reader *r, struct tcp *h, struct tcp_options *options);

/* Writes header and options, padded to 32 bits with the end-of-list octet, with checksum 0;
 * sets h->header_length. */
void tcp_write(struct writer *w, struct tcp *h, const struct tcp_options *options);

/* Octets that tcp_write() needs for these options. */
size_t tcp_options_length(const struct tcp_options *options);

#endif
