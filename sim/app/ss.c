/* app/ss.c: the command ss (iproute2): the sockets of this host. Columns are as wide as their
 * widest cell, as ss prints to a pipe; which sockets, and in what order: socket_list.h. */
#include <string.h>

#include "app/port_names.h"
#include "app/socket_list.h"
#include "app/tool.h"
#include "transport/tcp_conn.h"

enum { SS_CELL = 120, SS_LINE = 400 };

enum ss_letter {
    SS_TCP = 1,
    SS_UDP = 2,
    SS_LISTENING = 4,
    SS_ALL = 8,
    SS_NUMBERS = 16,
    SS_INSIDE = 32,
    SS_PROGRAMS = 64,
    SS_TIMERS = 128
};

/* In their order. An address and its port are two, with nothing in between. */
enum ss_column {
    SS_NETID,
    SS_STATE,
    SS_RECV,
    SS_SEND,
    SS_LOCAL,
    SS_LOCAL_PORT,
    SS_PEER,
    SS_PEER_PORT,
    SS_REST,
    SS_COLUMNS
};

int ss_parse(const struct tool *tool, struct command_words *words,
             union command_options *options, struct text *error)
{
    struct command_scan scan = command_scan_begin(words, tool->letters, tool->long_options);
    int letter;
    options->ss.letters = 0;
    while ((letter = command_scan_next(&scan)) != SCAN_END) {
        if (letter <= SCAN_NO_ARGUMENT) {
            text_put(error, "ss: invalid option -- '");
            text_put_char(error, scan.letter != 0 ? scan.letter : '-');
            text_put(error, "'\nUsage: ss ");
            text_put(error, tool->usage);
            return 255;
        }
        options->ss.letters |= 1U << (strchr(tool->letters, letter) - tool->letters);
    }
    if (scan.operand_count > 0) {
        text_put(error, "ss: filters are not understood here");
        return 255;
    }
    return 0;
}

static bool has(const struct job *job, enum ss_letter letter)
{
    return (job->command.options.ss.letters & (uint32_t)letter) != 0;
}

static const char *state_word(enum tcp_state state)
{
    static const char *const words[] = {
        [TCP_CLOSED] = "UNCONN",         [TCP_LISTEN] = "LISTEN",
        [TCP_SYN_SENT] = "SYN-SENT",     [TCP_SYN_RECEIVED] = "SYN-RECV",
        [TCP_ESTABLISHED] = "ESTAB",     [TCP_FIN_WAIT_1] = "FIN-WAIT-1",
        [TCP_FIN_WAIT_2] = "FIN-WAIT-2", [TCP_CLOSE_WAIT] = "CLOSE-WAIT",
        [TCP_CLOSING] = "CLOSING",       [TCP_LAST_ACK] = "LAST-ACK",
        [TCP_TIME_WAIT] = "TIME-WAIT",
    };
    return words[state];
}

/* --- -i: what TCP knows of the way, in the order of ss; windows in segments --- */

static void put_count(struct text *line, const char *name, uint64_t count)
{
    if (count == 0)
        return;
    text_put(line, name);
    text_put_unsigned(line, count);
}

/* Octets as segments, as Linux counts. */
static uint32_t segments_of(const struct tcp_conn *c, uint32_t octets)
{
    return c->snd.mss > 0 ? (octets + c->snd.mss - 1) / c->snd.mss : 0;
}

static void put_agreed(struct text *line, const struct tcp_conn *c)
{
    static const char *const names[] = {" none", " tahoe", " reno", " cubic"};
    if ((c->flags & CONN_TIMESTAMPS) != 0)
        text_put(line, " ts");
    if ((c->flags & CONN_SACK) != 0)
        text_put(line, " sack");
    if ((c->flags & CONN_ECN) != 0)
        text_put(line, " ecn");
    text_put(line, names[c->cc.algorithm]);
    if ((c->flags & CONN_SCALING) != 0) {
        text_put(line, " wscale:");
        text_put_unsigned(line, c->snd.shift);
        text_put_char(line, ',');
        text_put_unsigned(line, c->rcv.shift);
    }
}

static void put_times(struct text *line, const struct tcp_conn *c)
{
    text_put(line, " rto:");
    text_put_signed(line, c->rtt.rto / SIM_MILLISECOND);
    put_count(line, " backoff:", c->rtt.retries);
    if (c->rtt.srtt > 0) {
        text_put(line, " rtt:");
        text_put_thousandths(line, c->rtt.srtt / SIM_MICROSECOND);
        text_put_char(line, '/');
        text_put_thousandths(line, c->rtt.rttvar / SIM_MICROSECOND);
    }
}

/* What has gone and come since the SYN; the FIN is no octet. */
static void put_octets(struct text *line, const struct tcp_conn *c)
{
    uint32_t sent = seq_span(c->snd.iss, c->snd.max);
    uint32_t acked = seq_span(c->snd.iss, c->snd.una);
    uint32_t came = c->state >= TCP_SYN_RECEIVED ? seq_span(c->rcv.irs, c->rcv.nxt) : 0;
    put_count(line, " bytes_sent:", sent > 0 ? sent - 1 + c->cc.resent_octets : 0);
    put_count(line, " bytes_retrans:", c->cc.resent_octets);
    put_count(line, " bytes_acked:", acked); /* Linux counts the SYN here */
    put_count(line, " bytes_received:", came > 0 ? came - 1 : 0);
}

/* cwnd in a round trip, bits a second. */
static void put_rate(struct text *line, const struct tcp_conn *c)
{
    if (c->rtt.srtt == 0 || c->cc.algorithm == CONGESTION_NONE)
        return;
    text_put(line, " send ");
    text_put_unsigned(line, (uint64_t)c->cc.cwnd * 8 * UINT64_C(1000000) /
                                (uint64_t)(c->rtt.srtt / 1000 + 1));
    text_put(line, "bps");
}

static void put_recovery(struct text *line, const struct transport *t, const struct tcp_conn *c)
{
    uint32_t flight = tcp_flight(c);
    uint32_t sacked = (uint32_t)tcp_value_of(t, c, TCP_VALUE_SACKED);
    uint32_t pipe = tcp_pipe(t, c);
    uint32_t again = (uint32_t)tcp_value_of(t, c, TCP_VALUE_RESENT_TRAVELS);
    put_count(line, " unacked:", segments_of(c, flight));
    if (c->cc.resent > 0) {
        text_put(line, " retrans:");
        text_put_unsigned(line, segments_of(c, again));
        text_put_char(line, '/');
        text_put_unsigned(line, c->cc.resent);
    }
    if (flight > sacked + pipe)
        put_count(line, " lost:", segments_of(c, flight - sacked - pipe));
    put_count(line, " sacked:", segments_of(c, sacked));
    put_count(line, " dsack_dups:", c->cc.twice);
}

static void say_inside(struct app *app, const struct job *job, const struct socket_row *r)
{
    const struct tcp_conn *c = &app->transport->conns[r->connection];
    char buffer[SS_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "\t");
    put_agreed(&line, c);
    put_times(&line, c);
    put_count(&line, " mss:", c->snd.mss);
    put_count(&line, " rcvmss:", c->rcv.mss);
    put_count(&line, " cwnd:", c->snd.mss > 0 ? c->cc.cwnd / c->snd.mss : 0);
    if (c->cc.ssthresh < CONGESTION_WINDOW_MOST)
        put_count(&line, " ssthresh:", c->snd.mss > 0 ? c->cc.ssthresh / c->snd.mss : 0);
    put_octets(&line, c);
    put_rate(&line, c);
    put_recovery(&line, app->transport, c);
    put_count(&line, " notsent:",
              c->state >= TCP_ESTABLISHED && stream_length(&c->stream) > tcp_flight(c)
                  ? stream_length(&c->stream) - tcp_flight(c)
                  : 0);
    put_count(&line, " snd_wnd:", c->snd.wnd);
    job_say(app, job, &line);
}

/* --- the list --- */

static void put_port(struct text *cell, const struct job *job, struct endpoint end, bool udp)
{
    const char *name = has(job, SS_NUMBERS) ? NULL : port_name(end.port, udp);
    if (end.port == 0)
        text_put_char(cell, '*');
    else if (name != NULL)
        text_put(cell, name);
    else
        text_put_unsigned(cell, end.port);
}

/* "1.002sec", "200ms", "1min": as ss writes what is left of a timer. */
static void put_left(struct text *cell, sim_time left)
{
    int64_t ms = left / SIM_MILLISECOND;
    int64_t minutes = ms / 60000;
    int64_t seconds = minutes > 9 ? 0 : ms / 1000 % 60;
    ms = minutes > 0 || seconds > 9 ? 0 : ms % 1000;
    if (minutes > 0) {
        text_put_signed(cell, minutes);
        text_put(cell, "min");
    }
    if (seconds > 0) {
        text_put_signed(cell, seconds);
        text_put(cell, ms > 0 ? "." : "sec");
    }
    if (ms > 0) {
        text_put_digits(cell, (uint64_t)ms, 3);
        text_put(cell, "ms");
    }
}

/* -p and -o: the program, and what its timer waits for. */
static void put_rest(struct text *cell, const struct app *app, const struct job *job,
                     const struct socket_row *r)
{
    sim_time left = 0;
    unsigned times = 0;
    uint32_t number = 0;
    const char *name = has(job, SS_PROGRAMS) ? socket_program(app, r, &number) : NULL;
    const char *timer = has(job, SS_TIMERS) ? socket_timer(app, r, &left, &times) : NULL;
    if (name != NULL) {
        text_put(cell, " users:((\"");
        text_put(cell, name);
        text_put(cell, "\",pid=");
        text_put_unsigned(cell, number);
        text_put(cell, ",fd=3))"); /* a program's first socket */
    }
    if (timer != NULL) {
        text_put(cell, " timer:(");
        text_put(cell, timer);
        text_put_char(cell, ',');
        put_left(cell, left);
        text_put_char(cell, ',');
        text_put_unsigned(cell, times);
        text_put_char(cell, ')');
    }
}

/* NULL: the heading. */
static void put_cell(struct text *cell, const struct app *app, const struct job *job,
                     const struct socket_row *r, enum ss_column column)
{
    static const char *const heads[] = {"Netid",         "State",          "Recv-Q",
                                        "Send-Q",        "Local Address:", "Port",
                                        "Peer Address:", "Port",           "Process"};
    if (r == NULL) {
        text_put(cell, heads[column]);
        return;
    }
    switch (column) {
    case SS_NETID:
        text_put(cell, r->udp ? "udp" : "tcp");
        break;
    case SS_STATE:
        text_put(cell, state_word((enum tcp_state)r->state));
        break;
    case SS_RECV:
    case SS_SEND:
        text_put_unsigned(cell, r->waiting[column - SS_RECV]);
        break;
    case SS_LOCAL:
    case SS_PEER:
        text_put_ipv4(cell, column == SS_LOCAL ? r->local.address : r->remote.address);
        text_put_char(cell, ':');
        break;
    case SS_LOCAL_PORT:
    case SS_PEER_PORT:
        put_port(cell, job, column == SS_LOCAL_PORT ? r->local : r->remote, r->udp);
        break;
    case SS_REST:
        put_rest(cell, app, job, r);
        break;
    case SS_COLUMNS:
        break;
    }
}

static void widen(size_t *widths, const struct app *app, const struct job *job,
                  const struct socket_row *r)
{
    for (unsigned column = 0; column < SS_COLUMNS; column++) {
        char octets[SS_CELL];
        struct text cell = text_over(octets, sizeof octets);
        put_cell(&cell, app, job, r, (enum ss_column)column);
        widths[column] = cell.length > widths[column] ? cell.length : widths[column];
    }
}

/* Addresses stand at the right of their columns, the rest at the left. */
static void say_row(struct app *app, const struct job *job, const struct socket_row *r,
                    const size_t *widths, unsigned first)
{
    char buffer[SS_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    for (unsigned column = first; column < SS_COLUMNS; column++) {
        char octets[SS_CELL];
        struct text cell = text_over(octets, sizeof octets);
        put_cell(&cell, app, job, r, (enum ss_column)column);
        size_t blanks = widths[column] - cell.length;
        bool address = column == SS_LOCAL || column == SS_PEER;
        bool joined = column == SS_LOCAL_PORT || column == SS_PEER_PORT || column == SS_REST;
        text_put(&line, column > first && !joined ? " " : "");
        text_pad_to(&line, line.length + (address ? blanks : 0));
        text_put(&line, octets);
        text_pad_to(&line, line.length + (address ? 0 : blanks));
    }
    job_say(app, job, &line);
    if (r != NULL && has(job, SS_INSIDE) && r->connection != NONE)
        say_inside(app, job, r);
}

static unsigned choice_of(const struct job *job)
{
    bool both = has(job, SS_TCP) == has(job, SS_UDP);
    bool all = has(job, SS_ALL);
    bool listening = has(job, SS_LISTENING);
    unsigned choice = 0;
    if ((both || has(job, SS_UDP)) && (all || listening))
        choice |= SOCKETS_OF_UDP;
    if ((both || has(job, SS_TCP)) && (all || listening))
        choice |= SOCKETS_THAT_LISTEN;
    if ((both || has(job, SS_TCP)) && (all || !listening))
        choice |= SOCKETS_THAT_TALK;
    return choice | (all ? SOCKETS_QUIET_TOO : 0);
}

/* Twice through all sockets: for the widths of the columns, and for the lines. */
void ss_begin(struct app *app, struct job *job)
{
    size_t widths[SS_COLUMNS] = {0};
    unsigned first = has(job, SS_TCP) == has(job, SS_UDP) ? SS_NETID : SS_STATE;
    unsigned choice = choice_of(job);
    struct socket_page page;
    widen(widths, app, job, NULL);
    for (int pass = 0; pass < 2; pass++) {
        struct socket_row last;
        const struct socket_row *after = NULL;
        if (pass == 1)
            say_row(app, job, NULL, widths, first);
        while (socket_page_next(app, job->node, choice, after, &page)) {
            for (uint32_t i = 0; i < page.count; i++) {
                if (pass == 0)
                    widen(widths, app, job, &page.row[i]);
                else
                    say_row(app, job, &page.row[i], widths, first);
            }
            last = page.row[page.count - 1];
            after = &last;
        }
    }
    job_end(app, job, 0);
}
