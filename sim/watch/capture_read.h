/* watch/capture_read.h: reading captures that anybody made: pcap, in both byte orders, with
 * microseconds or nanoseconds, and pcapng (draft-ietf-opsawg-pcapng), in any byte order.
 *
 * Shape:  a reader is opened on a file and gives one frame after the other; its buffer holds
 * one block at a time and grows to CAPTURE_BLOCK_MAX octets at most. Units:  times are
 * nanoseconds since 1970; a capture without times (Simple Packet Blocks) has 0. Blocks of other
 * kinds, and options that are not needed, are stepped over. */
#ifndef NETSTAGE_WATCH_CAPTURE_READ_H
#define NETSTAGE_WATCH_CAPTURE_READ_H

#include <stdio.h>

#include "base/types.h"

enum {
    CAPTURE_BLOCK_MAX = 16 * 1024 * 1024,
    CAPTURE_INTERFACES_MAX = 1024,
    CAPTURE_SENTENCE = 160,
    CAPTURE_LINK_ETHERNET = 1,
};

enum capture_read_status {
    CAPTURE_READ_FRAME, /* there is a frame */
    CAPTURE_READ_END,   /* the file ends where it may */
    CAPTURE_READ_ERROR, /* `sentence` and `offset` say what and where */
};

struct captured_frame {
    uint64_t number; /* from 1 on */
    sim_time time;
    uint32_t length;      /* octets that are there */
    uint32_t wire_length; /* octets it had on the cable */
    uint32_t interface;
    uint16_t link_type;    /* CAPTURE_LINK_ETHERNET, or something that is not Ethernet */
    const uint8_t *octets; /* valid until the next frame is read */
};

struct capture_interface {
    uint16_t link_type;
    uint8_t resolution; /* if_tsresol */
    uint8_t reserved[5];
    uint32_t snap_length;
    uint32_t reserved2;
    int64_t offset_seconds; /* if_tsoffset */
};

struct capture_reader {
    FILE *file;
    bool owns_file;
    bool swapped; /* the file's byte order is big-endian */
    bool ng;
    bool nanoseconds; /* of pcap */
    uint8_t *block;
    size_t capacity;
    uint64_t offset; /* in the file, of what is read next */
    uint64_t frames;
    struct capture_interface *interfaces;
    uint32_t interface_count;
    char sentence[CAPTURE_SENTENCE]; /* English */
    uint64_t error_offset;
};

/* Opens a file. False: it cannot be opened, is no capture, or memory is short: see `sentence`.
 * The reader must be closed either way. */
bool capture_open(struct capture_reader *r, const char *path) MUST_CHECK;

/* The same on an open file, which stays the caller's. */
bool capture_open_file(struct capture_reader *r, FILE *file) MUST_CHECK;

enum capture_read_status capture_read(struct capture_reader *r,
                                      struct captured_frame *frame) MUST_CHECK;
void capture_close(struct capture_reader *r);

#endif
