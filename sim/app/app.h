/* app/app.h: the applications of all nodes: the commands that people type (jobs) and the
 * services that wait (DNS and HTTP servers). This is the room's only door: host/ carries what
 * happened up through it, and the room calls transport/, ip/ and link/ downwards.
 *
 * Shape:  jobs, name-server queries, HTTP connections and cached records are rows of the
 * world's arena. Whoever owns a socket is named by an `owner` word (a table and a row, see
 *         app_owner below) that transport/ stores without looking at it and hands back.
 * Rules:  every entry runs to completion inside one event, allocates nothing, and calls nobody
 *         back: what it causes is sent downwards at once or waits for a timer. */
#ifndef NETSTAGE_APP_APP_H
#define NETSTAGE_APP_APP_H

#include "app/plan.h"
#include "transport/tcp.h"
#include "transport/udp.h"

/* The owner word of a socket or timer: which table of this room, and which row of it. */
enum app_table {
    APP_NOBODY = 0,
    APP_JOB,             /* a command */
    APP_DNS_SERVICE,     /* a name server's sockets; the row is the node */
    APP_DNS_QUERY,       /* a question that a recursive resolver works on */
    APP_DNS_CONNECTION,  /* one accepted connection of a name server */
    APP_HTTP_SERVICE,    /* a listening web server; the row is the node */
    APP_HTTP_CONNECTION, /* one accepted connection of a web server */
    APP_BULK_SERVICE,    /* app/bulk.h: the listener of plain transfers */
    APP_BULK,            /* one end of a plain transfer */
    APP_OUTSIDE,         /* a program beyond the simulation: host/host.h, struct outside */
    APP_PROXY_SERVICE,   /* a listening proxy; the row is the node */
    APP_PROXY_CLIENT,    /* one accepted connection of a proxy */
    APP_PROXY_ORIGIN,    /* one connection of a proxy to an origin */
    APP_PROGRAM,         /* a connection of a real program: program.h */
    APP_RIP,             /* a routing daemon; the row is the node */
    APP_RIP_TRIGGER,     /* likewise: the wait between triggered updates */
    APP_RIP_ROUTE,       /* a route that it knows */
};

enum { APP_OWNER_ROW_BITS = 24 };

static inline uint32_t app_owner(enum app_table table, uint32_t row)
{
    return (uint32_t)table << APP_OWNER_ROW_BITS | row;
}

static inline enum app_table app_owner_table(uint32_t owner)
{
    return (enum app_table)(owner >> APP_OWNER_ROW_BITS);
}

static inline uint32_t app_owner_row(uint32_t owner)
{
    return owner & ((UINT32_C(1) << APP_OWNER_ROW_BITS) - 1);
}

struct app;

/* Memory for the room itself, empty. NULL: out of memory. app_free(NULL) does nothing. */
struct app *app_new(void);
void app_free(struct app *app);

/* Constants and pools; before arena_build(). plans[i] is node i's, or NULL: nothing runs there.
 */
void app_add_pools(struct app *app, struct transport *transport, const struct nodes *nodes,
                   const struct app_node_plan *const *plans, uint32_t expected_jobs);
/* After arena_build(): opens the sockets of the services. */
void app_start_services(struct app *app);

/* A command line begins on a node; sim_cause() is its RECORD_COMMAND. A bad line prints what
 * the tool prints and ends at once. Gives the job's row, or NONE: no room. */
uint32_t app_run(struct app *app, uint32_t node, const char *line, size_t length);
/* Ctrl-C: prints what the tool prints, ends the job. A row that is not in use: nothing. */
void app_cancel(struct app *app, uint32_t job);

/* --- captures: tcpdump on a host ---
 *
 * A frame that arrives is told before anything happens to it; those that leave are kept by the
 * link (link.outbox) and told at the end of the event, as on a real host, where the command is
 * a process of its own. With no tcpdump anywhere all of this costs a test of a flag. */

/* Between events: compiles the filters of commands that have begun, for that takes memory, and
 * tells the link whether it is watched. False: out of memory. */
bool app_ready(struct app *app) MUST_CHECK;
/* A whole frame has come to this interface. */
void app_frame_arrived(struct app *app, uint32_t interface, frame_id frame);
/* The event ends: what the link has kept was sent. */
void app_frames_sent(struct app *app);

/* --- the keyboard ---
 *
 * A command that reads (nc, telnet: tool_reads()) has an input, app/job_input.h. Several run on
 * a node at once; the keyboard belongs to the one that was started last; those in the
 * background (&) come after all others. */

/* The command of a node that was started last and still runs (Ctrl-C is for it), and the one
 * among those that read (lines and Ctrl-D are for it); NONE: there is none. */
uint32_t app_newest(const struct app *app, uint32_t node);
uint32_t app_reader(const struct app *app, uint32_t node);
/* The node of a job; NONE: the row is not in use. */
uint32_t app_job_node(const struct app *app, uint32_t job);

/* Words are typed and Enter is pressed: the job's input grows by them and a line feed. When
 * `job` is not one that reads, the words are lost, which a rule explains (node NONE: silently).
 */
void app_type(struct app *app, uint32_t node, uint32_t job, const char *words, size_t length);
/* Ctrl-D: nothing more will come. */
void app_type_end(struct app *app, uint32_t node, uint32_t job);

/* Something happened to a TCP socket of this owner (several bits of up->events may be set). For
 * SOCKET_ACCEPTED, up->owner is the listener's: hand the connection over by tcp_set_owner(). */
void app_tcp_event(struct app *app, uint32_t owner, const struct socket_up *up);
/* A datagram for this owner; the views are valid during the call. */
void app_udp_received(struct app *app, uint32_t node, uint32_t owner,
                      const struct udp_datagram *datagram);
/* An echo reply that came to this node. */
void app_echo_reply(struct app *app, uint32_t node, const struct icmp_message *message);
/* An ICMP error about a packet of this node that was not TCP's; `up` names the UDP socket that
 * sent it (serial 0: none did). */
void app_icmp_error(struct app *app, uint32_t node, const struct socket_up *up,
                    const struct icmp_message *message);

/* The timer of an owner (entity of EVENT_JOB), for timer_judge(); NULL: no such row. */
struct timer *app_timer(const struct app *app, uint32_t owner);
/* The node where this owner runs. */
uint32_t app_owner_node(const struct app *app, uint32_t owner);
/* It fired (timer_fired() has been called). */
void app_timer_fires(struct app *app, uint32_t owner);

/* An interface was put into service or out of it, or its cable was cut or mended. */
void app_interface_changed(struct app *app, uint32_t interface);

/* Is the timer of this owner one that goes on for ever and now has nothing new to do? A run need not
 * wait for it. */
bool app_timer_is_idle(const struct app *app, uint32_t owner);

/* Commands and transfers that have not ended: does the run go on? */
uint32_t app_busy(const struct app *app);

#endif
