/* live/tap.h: a network device of the machine that netstage runs on, whose cable ends in a
 * scenario: frames that the machine sends out of it are read here, frames written here it
 * receives. Linux (tap.c); elsewhere (tap_none.c) there is none, and tap_open() says so.
 *
 * Rights: making a device takes those of the administrator. They are needed for tap_open()
 * alone: before, rights_lend() lets files be opened as the user who called sudo; after it,
 *         rights_drop() gives them up for good. */
#ifndef NETSTAGE_LIVE_TAP_H
#define NETSTAGE_LIVE_TAP_H

#include "base/types.h"

enum tap_error {
    TAP_OK,
    TAP_NOT_HERE, /* this system has no such devices */
    TAP_NO_TUN,   /* /dev/net/tun is missing */
    TAP_DENIED,   /* the rights are missing */
    TAP_BUSY,     /* another program has this device */
    TAP_BAD_NAME, /* a device cannot be called so, or one of another kind is */
    TAP_FAILED,   /* errno says why */
};

/* Makes the device, or takes one that is there and belongs to the user, and switches it on
 * where the rights for that are there. *fd does not block, and is to be closed; the device goes
 * with it unless it was there before. */
enum tap_error tap_open(const char *name, int *fd) MUST_CHECK;

/* Reads one frame: its length, 0 when none waits, -1 when the device is gone. */
int tap_read(int fd, uint8_t *octets, size_t room);
/* Writes one frame. False: the machine would not take it (the device is off, or its queue is
 * full). */
bool tap_write(int fd, const uint8_t *octets, size_t length);

/* Under sudo: does what follows as the user who called it. */
void rights_lend(void);
/* And again as the administrator. */
void rights_take_back(void);
/* For good: becomes the user who called sudo, or nobody; keeps no capability, and can gain
 * none. False: that failed, and the program must not go on. */
bool rights_drop(void) MUST_CHECK;

#endif
