/* app/ss.c: the command ss (iproute2): the sockets of this host. Columns are as wide as their
 * widest cell, as ss prints to a pipe; sockets come in the order of local and remote ends, so
 * that the list does not depend on where rows lie. */
#include <string.h>

#include "app/port_names.h"
#include "app/tool.h"
#include "transport/tcp_conn.h"
#include "transport/udp_socket.h"

enum { SOCKETS_MOST = 256, SS_CELL = 40, SS_COLUMNS = 6, SS_LINE = 400 };

enum ss_letter {
    SS_TCP = 1,
    SS_UDP = 2,
    SS_LISTENING = 4,
    SS_ALL = 8,
    SS_NUMBERS = 16,
    SS_INSIDE = 32
};

/* One line of the list; its cells are put together when it is known that it is shown. */
struct ss_row {
    struct endpoint local;
    struct endpoint remote;
    uint32_t waiting[2]; /* Recv-Q, Send-Q */
    uint32_t connection; /* its row; NONE: it is none */
    const char *state;
    bool udp;
};

struct ss_list {
    struct ss_row row[SOCKETS_MOST];
    uint32_t count;
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

/* --- which ones --- */

static uint64_t key_of(const struct ss_row *r)
{
    return (uint64_t)r->local.port << 48 | (uint64_t)r->remote.address << 16 | r->remote.port;
}

static void add(struct ss_list *list, const struct ss_row *row)
{
    uint32_t at = list->count;
    if (at == SOCKETS_MOST)
        return;
    for (; at > 0 && key_of(&list->row[at - 1]) > key_of(row) &&
           list->row[at - 1].udp == row->udp;
         at--)
        list->row[at] = list->row[at - 1];
    list->row[at] = *row;
    list->count++;
}

static void add_udp(struct ss_list *list, const struct transport *t, uint32_t node)
{
    for (uint32_t i = udp_socket_next(t, 0); i != NONE; i = udp_socket_next(t, i + 1)) {
        if (t->udp[i].node == node)
            add(list, &(struct ss_row){.local = {.port = t->udp[i].port},
                                       .connection = NONE,
                                       .state = "UNCONN",
                                       .udp = true});
    }
}

static void add_listeners(struct ss_list *list, const struct transport *t, uint32_t node)
{
    for (uint32_t i = tcp_listener_next(t, 0); i != NONE; i = tcp_listener_next(t, i + 1)) {
        const struct tcp_listener *l = &t->listeners[i];
        if (l->node == node)
            add(list, &(struct ss_row){.local = {.port = l->port},
                                       .waiting = {l->pending, l->backlog},
                                       .connection = NONE,
                                       .state = "LISTEN"});
    }
}

static void add_connections(struct ss_list *list, const struct transport *t, uint32_t node,
                            bool all)
{
    for (uint32_t i = tcp_conn_next(t, 0); i != NONE; i = tcp_conn_next(t, i + 1)) {
        const struct tcp_conn *c = &t->conns[i];
        bool quiet = c->state == TCP_TIME_WAIT || c->state == TCP_SYN_RECEIVED;
        if (c->node != node || (quiet && !all))
            continue;
        add(list, &(struct ss_row){.local = {.address = c->local, .port = c->local_port},
                                   .remote = {.address = c->remote, .port = c->remote_port},
                                   .waiting = {c->rcv.user, c->stream.end - c->stream.front},
                                   .connection = i,
                                   .state = state_word((enum tcp_state)c->state)});
    }
}

/* --- the list --- */

static void put_end(struct text *text, const struct job *job, struct endpoint end, bool udp)
{
    const char *name = has(job, SS_NUMBERS) ? NULL : port_name(end.port, udp);
    text_put_ipv4(text, end.address);
    text_put_char(text, ':');
    if (end.port == 0)
        text_put_char(text, '*');
    else if (name != NULL)
        text_put(text, name);
    else
        text_put_unsigned(text, end.port);
}

static void put_cell(struct text *cell, const struct job *job, const struct ss_row *r,
                     unsigned column)
{
    static const char *const heads[] = {
        "Netid", "State", "Recv-Q", "Send-Q", "Local Address:Port", "Peer Address:Port"};
    if (r == NULL)
        text_put(cell, heads[column]);
    else if (column == 0)
        text_put(cell, r->udp ? "udp" : "tcp");
    else if (column == 1)
        text_put(cell, r->state);
    else if (column < 4)
        text_put_unsigned(cell, r->waiting[column - 2]);
    else
        put_end(cell, job, column == 4 ? r->local : r->remote, r->udp);
}

/* NULL: the line of headings. */
static void say_row(struct app *app, const struct job *job, const struct ss_row *r,
                    const size_t *widths, unsigned first)
{
    char buffer[SS_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    for (unsigned column = first; column < SS_COLUMNS; column++) {
        char octets[SS_CELL];
        struct text cell = text_over(octets, sizeof octets);
        put_cell(&cell, job, r, column);
        size_t blanks = widths[column] - cell.length;
        if (column == 4) /* the only one that stands at the right */
            text_pad_to(&line, line.length + blanks);
        text_put(&line, octets);
        if (column != 4)
            text_pad_to(&line, line.length + blanks);
        text_put_char(&line, ' ');
    }
    job_say(app, job, &line);
}

/* -i: what TCP knows of the way; cwnd in segments. */
static void say_inside(struct app *app, const struct job *job, const struct ss_row *r)
{
    static const char *const names[] = {"none", "tahoe", "reno", "cubic"};
    const struct tcp_conn *c = &app->transport->conns[r->connection];
    char buffer[SS_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "\t ");
    text_put(&line, names[c->cc.algorithm]);
    if ((c->flags & CONN_SCALING) != 0) {
        text_put(&line, " wscale:");
        text_put_unsigned(&line, c->snd.shift);
        text_put_char(&line, ',');
        text_put_unsigned(&line, c->rcv.shift);
    }
    text_put(&line, " rto:");
    text_put_signed(&line, c->rtt.rto / SIM_MILLISECOND);
    if (c->rtt.srtt > 0) {
        text_put(&line, " rtt:");
        text_put_thousandths(&line, c->rtt.srtt / SIM_MICROSECOND);
        text_put_char(&line, '/');
        text_put_thousandths(&line, c->rtt.rttvar / SIM_MICROSECOND);
    }
    text_put(&line, " mss:");
    text_put_unsigned(&line, c->snd.mss);
    text_put(&line, " cwnd:");
    text_put_unsigned(&line, c->snd.mss > 0 ? c->cc.cwnd / c->snd.mss : 0);
    job_say(app, job, &line);
}

static void print(struct app *app, const struct job *job, const struct ss_list *list,
                  unsigned first)
{
    size_t widths[SS_COLUMNS] = {0};
    for (uint32_t i = 0; i <= list->count; i++) {
        for (unsigned column = 0; column < SS_COLUMNS; column++) {
            char octets[SS_CELL];
            struct text cell = text_over(octets, sizeof octets);
            put_cell(&cell, job, i == 0 ? NULL : &list->row[i - 1], column);
            widths[column] = cell.length > widths[column] ? cell.length : widths[column];
        }
    }
    say_row(app, job, NULL, widths, first);
    for (uint32_t i = 0; i < list->count; i++) {
        say_row(app, job, &list->row[i], widths, first);
        if (has(job, SS_INSIDE) && list->row[i].connection != NONE)
            say_inside(app, job, &list->row[i]);
    }
}

void ss_begin(struct app *app, struct job *job)
{
    const struct transport *t = app->transport;
    struct ss_list list = {.count = 0};
    bool both = has(job, SS_TCP) == has(job, SS_UDP);
    bool all = has(job, SS_ALL);
    bool listening = has(job, SS_LISTENING);
    if ((both || has(job, SS_UDP)) && (all || listening))
        add_udp(&list, t, job->node);
    if ((both || has(job, SS_TCP)) && (all || listening))
        add_listeners(&list, t, job->node);
    if ((both || has(job, SS_TCP)) && (all || !listening))
        add_connections(&list, t, job->node, all);
    print(app, job, &list, both ? 0 : 1);
    job_end(app, job, 0);
}
