/* script/names.h: what POSIX calls by names: errors and constants, with the numbers of Linux.
 */
#ifndef NETSTAGE_SCRIPT_NAMES_H
#define NETSTAGE_SCRIPT_NAMES_H

#include "base/types.h"

/* "ECONNRESET"; NULL: an error that no call of the host gives. */
const char *error_name(int64_t error);
/* Its number; 0: there is none such. */
int error_number(const char *name, size_t length, const char **near);

/* The number of AF_INET, of an error, and the like. False: there is none such. */
bool constant_number(const char *name, size_t length, int64_t *number, const char **near);

/* Numbers of options and commands as calls know them. */
enum posix_number {
    POSIX_SOL_IP = 0,
    POSIX_SOL_TCP = 6,
    POSIX_SOL_SOCKET = 1,
    POSIX_SO_DEBUG = 1,
    POSIX_SO_REUSEADDR = 2,
    POSIX_SO_ERROR = 4,
    POSIX_SO_SNDBUF = 7,
    POSIX_SO_RCVBUF = 8,
    POSIX_SO_KEEPALIVE = 9,
    POSIX_SO_OOBINLINE = 10,
    POSIX_SO_LINGER = 13,
    POSIX_SO_REUSEPORT = 15,
    POSIX_SO_ZEROCOPY = 60,
    POSIX_TCP_NODELAY = 1,
    POSIX_TCP_MAXSEG = 2,
    POSIX_TCP_KEEPIDLE = 4,
    POSIX_TCP_KEEPINTVL = 5,
    POSIX_TCP_KEEPCNT = 6,
    POSIX_TCP_SYNCNT = 7,
    POSIX_TCP_QUICKACK = 12,
    POSIX_TCP_CONGESTION = 13,
    POSIX_TCP_USER_TIMEOUT = 18,
    POSIX_IP_TOS = 1,
    POSIX_IP_TTL = 2,
    POSIX_F_GETFL = 3,
    POSIX_F_SETFL = 4,
    POSIX_O_RDWR = 2,
    POSIX_O_NONBLOCK = 04000,
    POSIX_SIOCINQ = 0x541b,
    POSIX_MSG_OOB = 0x1,
    POSIX_MSG_DONTWAIT = 0x40,
    POSIX_EFAULT = 14,
    POSIX_SOCK_NONBLOCK = 04000,
};

#endif
