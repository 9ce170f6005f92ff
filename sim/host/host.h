/* host/host.h: how a frame climbs through the layers of a host or router, and what happened is
 * carried to the application that waits for it. The lower rooms return what they found; here it
 * is handed on, on one page that reads like the chapter on demultiplexing of a textbook.
 *
 * Shape:  no state of its own. */
#ifndef NETSTAGE_HOST_HOST_H
#define NETSTAGE_HOST_HOST_H

#include "app/bulk.h"
#include "transport/tcp.h"
#include "transport/udp.h"

/* Where news goes of sockets whose owner is app_owner(APP_OUTSIDE, row): a program that is not part of
 * the simulation and calls the transport directly. It may do so from within these functions. NULL:
 * there is none. */
struct outside {
    void *self;
    void (*tcp_event)(void *self, uint32_t row, const struct socket_up *up);
    void (*datagram)(void *self, uint32_t row, const struct udp_datagram *datagram);
    void (*error)(void *self, uint32_t row, const struct socket_up *up); /* ICMP, about UDP */
};

struct host {
    struct sim *sim;
    struct link *link;
    struct ip *ip;
    struct transport *transport;
    struct app *app;
    struct bulk *bulk;
    struct outside outside; /* not state */
};

enum host_status {
    HOST_OK,
    HOST_STORM, /* a loop of switches; link->storm_packet and storm_node tell which */
};

/* A frame has arrived at an interface; its reference is used up. */
enum host_status host_receive(struct host *host, uint32_t interface, frame_id frame);

/* A packet that a node sent to itself comes up again. */
void host_receive_looped(struct host *host);

/* Nobody has answered an ARP request. */
void host_arp_timer(struct host *host, uint32_t entry);

/* A timer of a TCP connection fired. */
void host_tcp_timer(struct host *host, enum event_kind kind, uint32_t row);

#endif
