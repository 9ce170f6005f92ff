/* app/program.h: connections of programs that are not part of the simulation, but use a
 * simulated host as theirs: the host looks the name up and opens a TCP connection, as for one
 * of its commands; what the program writes and reads crosses the host's border as octets
 * (world.h, INPUT_OPEN and its kin). So all of it is state, and comes again when the inputs are
 * played again.
 *
 *     LOOKS_UP --address--> CONNECTS --established--> OPEN --FIN both ways, or an error--> OVER
 *         \------------------- an error ------------------------------------------------^
 *
 * Shape:  rows of a pool. A row that is OVER stays until program_close(), so that the program
 * can see why. Octets that had come when the connection ended in order are kept by TCP until
 * then. */
#ifndef NETSTAGE_APP_PROGRAM_H
#define NETSTAGE_APP_PROGRAM_H

#include "app/app.h"

enum program_phase {
    PROGRAM_NONE, /* the row is free */
    PROGRAM_LOOKS_UP,
    PROGRAM_CONNECTS,
    PROGRAM_OPEN,
    PROGRAM_OVER,
};

enum program_fault {
    PROGRAM_FINE,
    PROGRAM_NO_NAME,
    PROGRAM_REFUSED,
    PROGRAM_UNREACHABLE,
    PROGRAM_TIMED_OUT,
    PROGRAM_RESET,
};

enum { PROGRAM_HOST = 256, PROGRAMS_MAX = 4096 };

struct program {
    uint32_t next; /* the free list's */
    uint32_t node;
    struct socket_id socket;
    ipv4_address address;
    uint32_t lookup; /* row plus one of the job that looks the name up; 0: none */
    uint16_t port;
    uint8_t phase;       /* enum program_phase */
    uint8_t fault;       /* enum program_fault: why it is over */
    uint8_t peer_closed; /* nothing will come behind what is there */
    uint8_t reserved[3];
};

_Static_assert(sizeof(struct program) == 8 + sizeof(struct socket_id) + 16,
               "no padding in state");

/* Opens a connection of `node` to "name:port". Gives its row; NONE: that is no such text, or
 * there is no room. */
uint32_t program_open(struct app *app, uint32_t node, const char *to, size_t length);

/* How many octets can be written or read now. */
size_t program_writable(const struct app *app, uint32_t row);
size_t program_readable(const struct app *app, uint32_t row);

/* Give how many octets TCP took or gave. `octets` NULL: what is read is thrown away. */
size_t program_write(struct app *app, uint32_t row, const uint8_t *octets, size_t length);
size_t program_read(struct app *app, uint32_t row, uint8_t *octets, size_t room);
/* Nothing more will be written. */
void program_shut(struct app *app, uint32_t row);
/* The program has gone: the connection ends in order if it has been shut and read to its end,
 * else by RST as a system's does when a program leaves octets unread. The row is free. */
void program_close(struct app *app, uint32_t row);

/* The row, or NULL when it is free. Valid until the next event. */
const struct program *program_at(const struct app *app, uint32_t row);

/* For app.c: news of its socket, and of its look-up. */
void program_event(struct app *app, uint32_t row, const struct socket_up *up);
void program_resolved(struct app *app, uint32_t row, bool found, ipv4_address address);

#endif
