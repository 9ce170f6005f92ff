/* script/names.c: see names.h. */
#include <string.h>

#include "base/suggest.h"
#include "lab/netstage.h"
#include "script/names.h"

struct name {
    const char *word;
    int64_t number;
};

static const struct name errors[] = {
    {"EBADF", NETSTAGE_EBADF},
    {"EAGAIN", NETSTAGE_EAGAIN},
    {"EWOULDBLOCK", NETSTAGE_EAGAIN},
    {"ENOMEM", NETSTAGE_ENOMEM},
    {"EFAULT", POSIX_EFAULT},
    {"EINVAL", NETSTAGE_EINVAL},
    {"EMFILE", NETSTAGE_EMFILE},
    {"EPIPE", NETSTAGE_EPIPE},
    {"ENONET", NETSTAGE_ENONET},
    {"EPROTO", NETSTAGE_EPROTO},
    {"EDESTADDRREQ", NETSTAGE_EDESTADDRREQ},
    {"EMSGSIZE", NETSTAGE_EMSGSIZE},
    {"ENOPROTOOPT", NETSTAGE_ENOPROTOOPT},
    {"EPROTONOSUPPORT", NETSTAGE_EPROTONOSUPPORT},
    {"EOPNOTSUPP", NETSTAGE_EOPNOTSUPP},
    {"EADDRINUSE", NETSTAGE_EADDRINUSE},
    {"EADDRNOTAVAIL", NETSTAGE_EADDRNOTAVAIL},
    {"ENETUNREACH", NETSTAGE_ENETUNREACH},
    {"ECONNRESET", NETSTAGE_ECONNRESET},
    {"EISCONN", NETSTAGE_EISCONN},
    {"ENOTCONN", NETSTAGE_ENOTCONN},
    {"ETIMEDOUT", NETSTAGE_ETIMEDOUT},
    {"ECONNREFUSED", NETSTAGE_ECONNREFUSED},
    {"EHOSTDOWN", NETSTAGE_EHOSTDOWN},
    {"EHOSTUNREACH", NETSTAGE_EHOSTUNREACH},
    {"EALREADY", NETSTAGE_EALREADY},
    {"EINPROGRESS", NETSTAGE_EINPROGRESS},
};

static const struct name constants[] = {
    {"AF_INET", 2},
    {"PF_INET", 2},
    {"SOCK_STREAM", NETSTAGE_STREAM},
    {"SOCK_DGRAM", NETSTAGE_DGRAM},
    {"SOCK_NONBLOCK", POSIX_SOCK_NONBLOCK},
    {"IPPROTO_IP", POSIX_SOL_IP},
    {"SOL_IP", POSIX_SOL_IP},
    {"IPPROTO_TCP", POSIX_SOL_TCP},
    {"IPPROTO_UDP", 17},
    {"SOL_TCP", POSIX_SOL_TCP},
    {"SOL_SOCKET", POSIX_SOL_SOCKET},
    {"SO_DEBUG", POSIX_SO_DEBUG},
    {"SO_REUSEADDR", POSIX_SO_REUSEADDR},
    {"SO_REUSEPORT", POSIX_SO_REUSEPORT},
    {"SO_ZEROCOPY", POSIX_SO_ZEROCOPY},
    {"SO_ERROR", POSIX_SO_ERROR},
    {"SO_SNDBUF", POSIX_SO_SNDBUF},
    {"SO_RCVBUF", POSIX_SO_RCVBUF},
    {"SO_KEEPALIVE", POSIX_SO_KEEPALIVE},
    {"SO_LINGER", POSIX_SO_LINGER},
    {"SO_OOBINLINE", POSIX_SO_OOBINLINE},
    {"TCP_NODELAY", POSIX_TCP_NODELAY},
    {"TCP_MAXSEG", POSIX_TCP_MAXSEG},
    {"TCP_KEEPIDLE", POSIX_TCP_KEEPIDLE},
    {"TCP_KEEPINTVL", POSIX_TCP_KEEPINTVL},
    {"TCP_KEEPCNT", POSIX_TCP_KEEPCNT},
    {"TCP_SYNCNT", POSIX_TCP_SYNCNT},
    {"TCP_QUICKACK", POSIX_TCP_QUICKACK},
    {"TCP_CONGESTION", POSIX_TCP_CONGESTION},
    {"TCP_USER_TIMEOUT", POSIX_TCP_USER_TIMEOUT},
    {"IP_TOS", POSIX_IP_TOS},
    {"IP_TTL", POSIX_IP_TTL},
    {"F_GETFL", POSIX_F_GETFL},
    {"F_SETFL", POSIX_F_SETFL},
    {"O_RDWR", POSIX_O_RDWR},
    {"O_NONBLOCK", POSIX_O_NONBLOCK},
    {"SIOCINQ", POSIX_SIOCINQ},
    {"FIONREAD", POSIX_SIOCINQ},
    {"MSG_DONTWAIT", POSIX_MSG_DONTWAIT},
    {"MSG_NOSIGNAL", 0},
    {"MSG_ZEROCOPY", 0},
    {"MSG_OOB", POSIX_MSG_OOB},
    {"SHUT_RD", NETSTAGE_SHUT_RD},
    {"SHUT_WR", NETSTAGE_SHUT_WR},
    {"SHUT_RDWR", NETSTAGE_SHUT_RDWR},
    {"POLLIN", NETSTAGE_POLLIN},
    {"POLLPRI", NETSTAGE_POLLPRI},
    {"POLLOUT", NETSTAGE_POLLOUT},
    {"POLLERR", NETSTAGE_POLLERR},
    {"POLLHUP", NETSTAGE_POLLHUP},
    {"POLLNVAL", NETSTAGE_POLLNVAL},
    {"POLLRDHUP", NETSTAGE_POLLRDHUP},
    {"INADDR_ANY", 0},
    {"NULL", 0},
};

enum {
    ERRORS = sizeof errors / sizeof errors[0],
    CONSTANTS = sizeof constants / sizeof constants[0],
};

static const struct name *find(const struct name *names, size_t count, const char *word,
                               size_t length, const char **near)
{
    struct suggestion suggestion = suggest_begin(word, length);
    for (size_t i = 0; i < count; i++) {
        if (strlen(names[i].word) == length && memcmp(names[i].word, word, length) == 0)
            return &names[i];
        suggest_offer(&suggestion, names[i].word);
    }
    *near = suggestion.best;
    return NULL;
}

const char *error_name(int64_t error)
{
    for (size_t i = 0; i < ERRORS; i++) {
        if (errors[i].number == error)
            return errors[i].word;
    }
    return NULL;
}

int error_number(const char *word, size_t length, const char **near)
{
    const struct name *name = find(errors, ERRORS, word, length, near);
    return name != NULL ? (int)name->number : 0;
}

bool constant_number(const char *word, size_t length, int64_t *number, const char **near)
{
    const struct name *name = find(constants, CONSTANTS, word, length, near);
    const char *other = NULL;
    if (name == NULL)
        name = find(errors, ERRORS, word, length, &other);
    if (name != NULL)
        *number = name->number;
    return name != NULL;
}
