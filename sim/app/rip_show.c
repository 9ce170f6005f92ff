/* app/rip_show.c: the command vtysh, as far as it shows the routing daemon of a node: what
 * FRR 8.4 prints for "show ip rip" and "show ip rip status". */
#include <string.h>

#include "app/interfaces.h"
#include "app/rip_parts.h"

enum {
    SHOW_LINE = 160,
    NETWORK_COLUMN = 24,
    HOP_COLUMN = 20,
    FROM_COLUMN = 15,
    DISTANCE = 120
};

static struct text *begin_line(struct text *line, char *buffer)
{
    *line = text_over(buffer, SHOW_LINE);
    return line;
}

static void put_right(struct text *line, uint64_t number, size_t width)
{
    char digits[24];
    struct text text = text_over(digits, sizeof digits);
    text_put_unsigned(&text, number);
    text_pad_to(line, line->length + (text.length < width ? width - text.length : 0));
    text_put(line, digits);
}

static void put_address_in(struct text *line, ipv4_address address, size_t width)
{
    size_t begin = line->length;
    text_put_ipv4(line, address);
    text_pad_to(line, begin + width);
    text_put_char(line, ' ');
}

/* What is left of a timer: minutes and seconds. */
static void put_left(struct text *line, sim_time left)
{
    enum { MINUTE = 60 };
    sim_time seconds = left / SIM_SECOND;
    text_put_digits(line, (uint64_t)(seconds / MINUTE), 2);
    text_put_char(line, ':');
    text_put_digits(line, (uint64_t)(seconds % MINUTE), 2);
}

/* --- show ip rip --- */

static const char *code_of(const struct rip_route *r)
{
    switch ((enum rip_kind)r->kind) {
    case RIP_DIRECT:
        return "C(i) ";
    case RIP_STATIC:
        return "S(r) ";
    case RIP_LEARNT:
        break;
    }
    return "R(n) ";
}

static void say_route(struct app *app, const struct job *job, const struct rip_route *r)
{
    char buffer[SHOW_LINE];
    struct text line;
    (void)begin_line(&line, buffer);
    text_put(&line, code_of(r));
    text_put_ipv4(&line, r->prefix);
    text_put_char(&line, '/');
    text_put_unsigned(&line, r->length);
    text_pad_to(&line, NETWORK_COLUMN);
    put_address_in(&line, r->kind == RIP_DIRECT ? 0 : r->gateway, HOP_COLUMN);
    put_right(&line, r->metric, 2);
    text_put_char(&line, ' ');
    if (r->kind == RIP_LEARNT) {
        put_address_in(&line, r->from, FROM_COLUMN);
        put_right(&line, r->tag, 3);
        text_put_char(&line, ' ');
    } else {
        text_put(&line, "self            ");
        put_right(&line, r->tag, 3);
    }
    if (r->kind != RIP_LEARNT && r->metric == RIP_INFINITY)
        text_put_char(&line, ' ');
    if (timer_is_set(&r->timer))
        put_left(&line, r->timer.deadline - sim_now(app->sim));
    job_say(app, job, &line);
}

static bool comes_before(const struct rip_route *a, const struct rip_route *b)
{
    return a->prefix != b->prefix ? a->prefix < b->prefix : a->length < b->length;
}

/* In the order of the networks. */
static const struct rip_route *shown_after(const struct app *app, uint32_t node,
                                           const struct rip_route *last)
{
    const struct rip_route *best = NULL;
    for (const struct rip_route *r = rip_next(app, node, NULL); r != NULL;
         r = rip_next(app, node, r))
        if ((last == NULL || comes_before(last, r)) && (best == NULL || comes_before(r, best)))
            best = r;
    return best;
}

static void show_routes(struct app *app, const struct job *job)
{
    static const char *const head[] = {
        "Codes: R - RIP, C - connected, S - Static, O - OSPF, B - BGP",
        "Sub-codes:",
        "      (n) - normal, (s) - static, (d) - default, (r) - redistribute,",
        "      (i) - interface",
        "",
        "     Network            Next Hop         Metric From            Tag Time",
    };
    for (size_t i = 0; i < sizeof head / sizeof head[0]; i++)
        job_say_line(app, job, head[i]);
    for (const struct rip_route *r = shown_after(app, job->node, NULL); r != NULL;
         r = shown_after(app, job->node, r))
        say_route(app, job, r);
}

/* --- show ip rip status --- */

static void put_seconds(struct text *line, const char *before, sim_time time, const char *after)
{
    text_put(line, before);
    text_put_signed(line, time / SIM_SECOND);
    text_put(line, after);
}

static void say_timers(struct app *app, const struct job *job)
{
    const struct rip_plan *plan = rip_plan_of(app, job->node);
    const struct rip_node *n = rip_at(app, job->node);
    char buffer[SHOW_LINE];
    struct text line;
    bool due = timer_is_set(&n->update);
    job_say_line(app, job, "Routing Protocol is \"rip\"");
    put_seconds(begin_line(&line, buffer), "  Sending updates every ", plan->update,
                " seconds with +/-50%, next due in ");
    put_seconds(&line, "", due ? n->update.deadline - sim_now(app->sim) : 0, " seconds");
    job_say(app, job, &line);
    put_seconds(begin_line(&line, buffer), "  Timeout after ", plan->timeout,
                " seconds, garbage collect after ");
    put_seconds(&line, "", plan->garbage, " seconds");
    job_say(app, job, &line);
    job_say_line(app, job, "  Outgoing update filter list for all interface is not set");
    job_say_line(app, job, "  Incoming update filter list for all interface is not set");
    job_say_line(app, job, "  Default redistribution metric is 1");
    job_say_line(app, job,
                 plan->tells_static ? "  Redistributing: static" : "  Redistributing:");
    job_say_line(app, job,
                 plan->version_1
                     ? "  Default version control: send version 2, receive any version "
                     : "  Default version control: send version 2, receive version 2 ");
}

static void say_interfaces(struct app *app, const struct job *job)
{
    const struct node *at = &app->nodes->row[job->node];
    const struct rip_plan *plan = rip_plan_of(app, job->node);
    char buffer[SHOW_LINE];
    struct text line;
    job_say_line(app, job, "    Interface        Send  Recv   Key-chain");
    for (uint32_t i = at->first_interface; i < at->first_interface + at->interfaces; i++) {
        if (!rip_interface_works(app, i))
            continue;
        text_put(begin_line(&line, buffer), "    ");
        interface_put_name(&line, app, i);
        text_pad_to(&line, 4 + 17);
        text_put(&line, plan->silent ? "      " : "2     ");
        text_put(&line, plan->version_1 ? "1 2    " : "2      ");
        job_say(app, job, &line);
    }
    job_say_line(app, job, "  Routing for Networks:");
    for (uint32_t i = at->first_interface; i < at->first_interface + at->interfaces; i++) {
        const struct interface *row = interface_at(app, i);
        if (row->address == 0)
            continue;
        text_put(begin_line(&line, buffer), "    ");
        text_put_ipv4(&line, row->address & ipv4_mask(row->prefix_length));
        text_put_char(&line, '/');
        text_put_unsigned(&line, row->prefix_length);
        job_say(app, job, &line);
    }
}

static void say_peer(struct app *app, const struct job *job, const struct rip_peer *peer)
{
    enum { HOUR = 3600 };
    sim_time silence = sim_now(app->sim) - peer->heard;
    char buffer[SHOW_LINE];
    struct text line;
    text_put(begin_line(&line, buffer), "    ");
    put_address_in(&line, peer->address, FROM_COLUMN);
    put_right(&line, peer->bad_messages, 10);
    put_right(&line, peer->bad_entries, 10);
    put_right(&line, DISTANCE, 10);
    text_put(&line, "   ");
    text_put_digits(&line, (uint64_t)(silence / SIM_SECOND / HOUR), 2);
    text_put_char(&line, ':');
    put_left(&line, silence % (HOUR * SIM_SECOND));
    job_say(app, job, &line);
}

static void say_peers(struct app *app, const struct job *job)
{
    job_say_line(app, job, "  Routing Information Sources:");
    job_say_line(app, job, "    Gateway          BadPackets BadRoutes  Distance Last Update");
    for (const struct rip_peer *peer = rip_next_peer(app, job->node, NULL); peer != NULL;
         peer = rip_next_peer(app, job->node, peer))
        say_peer(app, job, peer);
    job_say_line(app, job, "  Distance: (default is 120)");
}

void vtysh_begin(struct app *app, struct job *job)
{
    const struct app_node_plan *plan = app->plans[job->node];
    if (plan == NULL || plan->rip == NULL) {
        job_complain_line(app, job, "sh: vtysh: command not found");
        job_end(app, job, 127);
        return;
    }
    if (rip_at(app, job->node)->socket.serial == 0) {
        job_complain_line(app, job, "ripd is not running");
        job_end(app, job, 1);
        return;
    }
    if (job->command.options.vtysh.show == VTYSH_STATUS) {
        say_timers(app, job);
        say_interfaces(app, job);
        say_peers(app, job);
    } else {
        show_routes(app, job);
    }
    job_end(app, job, 0);
}
