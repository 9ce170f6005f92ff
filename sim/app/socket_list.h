/* app/socket_list.h: the sockets of a host in an order that does not depend on where rows lie:
 * UDP first, then by local port, remote end and local address; for ss and netstat.
 *
 * Shape:  as many as one likes are gone through in pages of SOCKET_PAGE, each sorted, so that
 *         no memory is needed but one page. */
#ifndef NETSTAGE_APP_SOCKET_LIST_H
#define NETSTAGE_APP_SOCKET_LIST_H

#include "app/tables.h"
#include "transport/tcp_values.h"

enum {
    SOCKET_PAGE = 128,
    /* There are no processes: the number of one is made of that of its command, or of which
     * service it is. */
    PROCESS_SERVICES = 100,
    PROCESS_JOBS = 1000,
};

/* Which sockets: bits. */
enum socket_choice {
    SOCKETS_OF_UDP = 1,
    SOCKETS_THAT_LISTEN = 2,
    SOCKETS_THAT_TALK = 4,
    SOCKETS_QUIET_TOO = 8, /* those in TIME-WAIT and SYN-RECEIVED as well */
};

struct socket_row {
    struct endpoint local;
    struct endpoint remote;
    uint32_t waiting[2]; /* Recv-Q, Send-Q */
    uint32_t connection; /* its row; NONE: it is none */
    uint32_t owner;      /* 0: nobody any more */
    uint32_t serial;
    uint8_t state; /* enum tcp_state; TCP_CLOSED: it is of UDP */
    bool udp;
};

struct socket_page {
    uint32_t count;
    struct socket_row row[SOCKET_PAGE];
};

/* The next page: the sockets behind *after (NULL: from the first on). False: there is none. */
bool socket_page_next(const struct app *app, uint32_t node, unsigned choice,
                      const struct socket_row *after, struct socket_page *page);

/* The program that has the socket, "nc", and the number of its process: 1003 for command [3].
 * NULL: nobody. */
const char *socket_program(const struct app *app, const struct socket_row *row,
                           uint32_t *number);

/* What its timer waits for; the words are those of ss: "on" (retransmission), "persist",
 * "keepalive", "timewait"; NULL: no timer runs. *left is how long, *times how often it has fired. */
const char *socket_timer(const struct app *app, const struct socket_row *row, sim_time *left,
                         unsigned *times);

#endif
