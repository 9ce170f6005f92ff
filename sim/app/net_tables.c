/* app/net_tables.c: the commands netstat and route (net-tools 2.10): the same routes that `ip
 * route` shows and the same sockets as `ss`, in the columns of older systems. Addresses are
 * never looked up; what differs without -n are "default" and the names of ports. */
#include <string.h>

#include "app/host_set.h"
#include "app/interfaces.h"
#include "app/ip_show.h"
#include "app/port_names.h"
#include "app/socket_list.h"
#include "app/tool.h"
#include "ip/route_change.h"

enum { TABLE_LINE = 300, ADDRESS_COLUMN = 16, END_COLUMN = 24, PROGRAM_COLUMN = 20 };

enum netstat_letter {
    NETSTAT_TCP = 1,
    NETSTAT_UDP = 2,
    NETSTAT_LISTENING = 4,
    NETSTAT_ALL = 8,
    NETSTAT_NUMBERS = 16,
    NETSTAT_ROUTES = 32,
    NETSTAT_PROGRAMS = 64,
    NETSTAT_TIMERS = 128
};

enum route_letter { ROUTE_NUMBERS = 1, ROUTE_EXTENDED = 2 };

static bool has(const struct job *job, uint16_t letter)
{
    return (job->command.options.file.letters & letter) != 0;
}

/* At the left of a column that is so wide, and a blank. */
static void put_column(struct text *line, const char *word, size_t width)
{
    size_t begin = line->length;
    text_put(line, word);
    text_pad_to(line, begin + width);
    text_put_char(line, ' ');
}

/* --- routes --- */

static void put_address(struct text *line, ipv4_address address)
{
    size_t begin = line->length;
    text_put_ipv4(line, address);
    text_pad_to(line, begin + ADDRESS_COLUMN);
}

static void put_ends(struct text *line, const struct route *r, bool numbers)
{
    bool dead = r->kind == ROUTE_UNREACHABLE;
    if (r->prefix_length == 0 && !numbers)
        put_column(line, "default", ADDRESS_COLUMN - 1);
    else
        put_address(line, r->prefix);
    if (dead)
        put_column(line, "-", ADDRESS_COLUMN - 1);
    else
        put_address(line, r->kind == ROUTE_VIA ? r->gateway : 0);
    put_address(line, ipv4_mask(r->prefix_length));
    char flags[4];
    struct text word = text_over(flags, sizeof flags);
    text_put_char(&word, dead ? '!' : 'U');
    text_put(&word, r->kind == ROUTE_VIA ? "G" : "");
    text_put(&word, r->prefix_length == 32 ? "H" : "");
    put_column(line, flags, 5);
}

static void say_route(struct app *app, const struct job *job, const struct route *r,
                      bool numbers, bool extended)
{
    char buffer[TABLE_LINE];
    char digits[16];
    struct text line = text_over(buffer, sizeof buffer);
    struct text number = text_over(digits, sizeof digits);
    put_ends(&line, r, numbers);
    text_put_unsigned(&number, r->metric);
    if (extended) {
        text_put(&line, "    0 0          0 ");
    } else {
        put_column(&line, digits, 6);
        text_put(&line, r->kind == ROUTE_UNREACHABLE ? "-        0 " : "0        0 ");
    }
    if (r->kind == ROUTE_UNREACHABLE)
        text_put_char(&line, '-');
    else
        interface_put_name(&line, app, r->interface);
    job_say(app, job, &line);
}

static void say_routes(struct app *app, const struct job *job, bool numbers, bool extended)
{
    const struct ip *ip = app->transport->ip;
    job_say_line(app, job, "Kernel IP routing table");
    job_say_line(app, job,
                 extended ? "Destination     Gateway         Genmask         Flags   MSS "
                            "Window  irtt Iface"
                          : "Destination     Gateway         Genmask         Flags Metric "
                            "Ref    Use Iface");
    for (uint32_t row = ip_route_shown_after(ip, job->node, NONE); row != NONE;
         row = ip_route_shown_after(ip, job->node, row))
        say_route(app, job, ip_route(ip, row), numbers, extended);
}

void route_begin(struct app *app, struct job *job)
{
    say_routes(app, job, has(job, ROUTE_NUMBERS), has(job, ROUTE_EXTENDED));
    job_end(app, job, 0);
}

/* --- sockets --- */

static const char *state_word(const struct socket_row *r)
{
    static const char *const words[] = {
        [TCP_CLOSED] = "CLOSE",
        [TCP_LISTEN] = "LISTEN",
        [TCP_SYN_SENT] = "SYN_SENT",
        [TCP_SYN_RECEIVED] = "SYN_RECV",
        [TCP_ESTABLISHED] = "ESTABLISHED",
        [TCP_FIN_WAIT_1] = "FIN_WAIT1",
        [TCP_FIN_WAIT_2] = "FIN_WAIT2",
        [TCP_CLOSE_WAIT] = "CLOSE_WAIT",
        [TCP_CLOSING] = "CLOSING",
        [TCP_LAST_ACK] = "LAST_ACK",
        [TCP_TIME_WAIT] = "TIME_WAIT",
    };
    return r->udp ? "" : words[r->state];
}

static void put_end(struct text *line, const struct job *job, struct endpoint end, bool udp)
{
    char octets[TABLE_LINE];
    struct text cell = text_over(octets, sizeof octets);
    const char *name = has(job, NETSTAT_NUMBERS) ? NULL : port_name(end.port, udp);
    text_put_ipv4(&cell, end.address);
    text_put_char(&cell, ':');
    if (end.port == 0)
        text_put_char(&cell, '*');
    else if (name != NULL)
        text_put(&cell, name);
    else
        text_put_unsigned(&cell, end.port);
    put_column(line, octets, END_COLUMN - 1);
}

/* At the right of six columns, and a blank. */
static void put_waiting(struct text *line, uint32_t octets)
{
    char digits[16];
    struct text number = text_over(digits, sizeof digits);
    text_put_unsigned(&number, octets);
    text_pad_to(line, line->length + (number.length < 6 ? 6 - number.length : 0));
    text_put(line, digits);
    text_put_char(line, ' ');
}

static void put_program(struct text *line, const struct app *app, const struct socket_row *r)
{
    char octets[64];
    struct text cell = text_over(octets, sizeof octets);
    uint32_t number;
    const char *name = socket_program(app, r, &number);
    if (name != NULL) {
        text_put_unsigned(&cell, number);
        text_put_char(&cell, '/');
        text_put(&cell, name);
    } else {
        text_put_char(&cell, '-');
    }
    text_put_char(line, ' ');
    put_column(line, octets, PROGRAM_COLUMN);
    line->octets[--line->length] = '\0'; /* no blank behind the last column */
}

/* "on (0.75/1/0)": seconds left, how often it fired, probes. */
static void put_timer(struct text *line, const struct app *app, const struct socket_row *r)
{
    sim_time left = 0;
    unsigned times = 0;
    const char *timer = socket_timer(app, r, &left, &times);
    bool probes = timer != NULL && strcmp(timer, "persist") == 0;
    text_put_char(line, ' ');
    text_put(line, timer == NULL ? "off" : probes ? "probe" : timer);
    text_put(line, " (");
    text_put_signed(line, left / SIM_SECOND);
    text_put_char(line, '.');
    text_put_digits(line, (uint64_t)(left / (10 * SIM_MILLISECOND) % 100), 2);
    text_put_char(line, '/');
    text_put_unsigned(line, probes ? 0 : times);
    text_put_char(line, '/');
    text_put_unsigned(line, probes ? times : 0);
    text_put_char(line, ')');
}

static void say_socket(struct app *app, const struct job *job, const struct socket_row *r)
{
    char buffer[TABLE_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    bool waits = r->state == TCP_LISTEN && !r->udp;
    text_put(&line, r->udp ? "udp   " : "tcp   ");
    put_waiting(&line, waits ? 0 : r->waiting[0]);
    put_waiting(&line, waits ? 0 : r->waiting[1]);
    put_end(&line, job, r->local, r->udp);
    put_end(&line, job, r->remote, r->udp);
    size_t begin = line.length;
    text_put(&line, state_word(r));
    text_pad_to(&line, begin + 11);
    if (has(job, NETSTAT_PROGRAMS))
        put_program(&line, app, r);
    if (has(job, NETSTAT_TIMERS))
        put_timer(&line, app, r);
    job_say(app, job, &line);
}

static void say_group(struct app *app, const struct job *job, unsigned choice)
{
    struct socket_page page;
    struct socket_row last;
    const struct socket_row *after = NULL;
    while (socket_page_next(app, job->node, choice, after, &page)) {
        for (uint32_t i = 0; i < page.count; i++)
            say_socket(app, job, &page.row[i]);
        last = page.row[page.count - 1];
        after = &last;
    }
}

/* TCP first; without -l and -a only sockets that have a remote end. */
static void say_sockets(struct app *app, const struct job *job)
{
    char buffer[TABLE_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    bool both = has(job, NETSTAT_TCP) == has(job, NETSTAT_UDP);
    bool all = has(job, NETSTAT_ALL);
    bool listening = has(job, NETSTAT_LISTENING);
    unsigned waits = all || listening ? (unsigned)SOCKETS_THAT_LISTEN : 0;
    unsigned talks = all || !listening ? (unsigned)SOCKETS_THAT_TALK | SOCKETS_QUIET_TOO : 0;
    text_put(&line, "Active Internet connections (");
    text_put(&line, all         ? "servers and established)"
                    : listening ? "only servers)"
                                : "w/o servers)");
    job_say(app, job, &line);
    text_clear(&line);
    text_put(&line, "Proto Recv-Q Send-Q Local Address           Foreign Address         "
                    "State      ");
    text_put(&line, has(job, NETSTAT_PROGRAMS) ? " PID/Program name    " : "");
    text_put(&line, has(job, NETSTAT_TIMERS) ? " Timer" : "");
    job_say(app, job, &line);
    if (both || has(job, NETSTAT_TCP))
        say_group(app, job, waits | talks);
    if ((both || has(job, NETSTAT_UDP)) && waits != 0)
        say_group(app, job, SOCKETS_OF_UDP);
}

void netstat_begin(struct app *app, struct job *job)
{
    if (has(job, NETSTAT_ROUTES))
        say_routes(app, job, has(job, NETSTAT_NUMBERS), true);
    else
        say_sockets(app, job);
    job_end(app, job, 0);
}
