/* app/ip_show.c: interfaces, addresses, routes and neighbours as iproute2 6.1 prints them;
 * blanks at the end of lines included. */
#include "app/ip_show.h"

#include "app/interfaces.h"
#include "ip/path.h"
#include "ip/route_change.h"

enum { IP_LINE = 256, BRIEF_NAME = 17, BRIEF_STATE = 15 };

static const struct ip_options *options_of(const struct job *job)
{
    return &job->command.options.ip;
}

/* --- interfaces --- */

static const char *state_of(const struct app *app, uint32_t interface)
{
    return interface_at(app, interface)->up && interface_has_carrier(app, interface) ? "UP"
                                                                                     : "DOWN";
}

static void put_flags(struct text *line, const struct app *app, uint32_t interface)
{
    bool up = interface_at(app, interface)->up;
    bool carrier = interface_has_carrier(app, interface);
    text_put(line, up && !carrier ? "<NO-CARRIER,BROADCAST,MULTICAST" : "<BROADCAST,MULTICAST");
    text_put(line, up ? ",UP" : "");
    text_put(line, up && carrier ? ",LOWER_UP>" : ">");
}

static void put_prefix(struct text *line, ipv4_address address, uint8_t length)
{
    text_put_ipv4(line, address);
    text_put_char(line, '/');
    text_put_unsigned(line, length);
}

/* One line: "eth0             UP             10.0.0.1/24 ". */
static void say_brief(struct app *app, const struct job *job, uint32_t interface)
{
    const struct interface *i = interface_at(app, interface);
    char buffer[IP_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    interface_put_name(&line, app, interface);
    text_pad_to(&line, BRIEF_NAME);
    text_put(&line, state_of(app, interface));
    text_pad_to(&line, BRIEF_NAME + BRIEF_STATE);
    if (options_of(job)->object == IP_LINK) {
        text_put_mac(&line, i->mac);
        text_put_char(&line, ' ');
        put_flags(&line, app, interface);
        text_put_char(&line, ' ');
    } else if (i->address != 0) {
        put_prefix(&line, i->address, i->prefix_length);
        text_put_char(&line, ' ');
    }
    job_say(app, job, &line);
}

static void say_address(struct app *app, const struct job *job, uint32_t interface)
{
    const struct interface *i = interface_at(app, interface);
    char buffer[IP_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    if (i->address == 0 || options_of(job)->object == IP_LINK)
        return;
    text_put(&line, "    inet ");
    put_prefix(&line, i->address, i->prefix_length);
    if (i->prefix_length < 31) {
        text_put(&line, " brd ");
        text_put_ipv4(&line, i->address | (UINT32_MAX >> i->prefix_length));
    }
    text_put(&line, " scope global ");
    text_put(&line, i->address_state == ADDRESS_TENTATIVE  ? "tentative "
                    : i->address_state == ADDRESS_ANOTHERS ? "dadfailed tentative "
                                                           : "");
    interface_put_name(&line, app, interface);
    text_put(&line, "\n       valid_lft forever preferred_lft forever");
    job_say(app, job, &line);
}

static void say_interface(struct app *app, const struct job *job, uint32_t interface,
                          uint32_t number)
{
    const struct interface *i = interface_at(app, interface);
    char buffer[IP_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put_unsigned(&line, number);
    text_put(&line, ": ");
    interface_put_name(&line, app, interface);
    text_put(&line, ": ");
    put_flags(&line, app, interface);
    text_put(&line, " mtu ");
    text_put_unsigned(&line, i->mtu);
    text_put(&line, " qdisc pfifo state ");
    text_put(&line, state_of(app, interface));
    text_put(&line, options_of(job)->object == IP_LINK ? " mode DEFAULT" : "");
    text_put(&line, " group default qlen ");
    text_put_unsigned(&line,
                      i->direction != NONE
                          ? app->transport->ip->link->phy->directions[i->direction].queue_limit
                          : 0);
    text_put(&line, "\n    link/ether ");
    text_put_mac(&line, i->mac);
    text_put(&line, " brd ff:ff:ff:ff:ff:ff");
    job_say(app, job, &line);
    say_address(app, job, interface);
}

static void say_loopback(struct app *app, const struct job *job)
{
    bool link = options_of(job)->object == IP_LINK;
    if (options_of(job)->brief) {
        job_say_line(app, job,
                     link ? "lo               UNKNOWN        00:00:00:00:00:00 "
                            "<LOOPBACK,UP,LOWER_UP> "
                          : "lo               UNKNOWN        127.0.0.1/8 ");
        return;
    }
    job_say_line(app, job,
                 link ? "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN "
                        "mode DEFAULT group default qlen 1000"
                      : "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN "
                        "group default qlen 1000");
    job_say_line(app, job, "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00");
    if (link)
        return;
    job_say_line(app, job, "    inet 127.0.0.1/8 scope host lo");
    job_say_line(app, job, "       valid_lft forever preferred_lft forever");
}

uint8_t ip_show_interfaces(struct app *app, const struct job *job, uint32_t device)
{
    const struct node *n = &app->nodes->row[job->node];
    if (device == NONE)
        say_loopback(app, job);
    for (uint32_t k = 0; k < n->interfaces; k++) {
        uint32_t interface = n->first_interface + k;
        if (device != NONE && device != interface)
            continue;
        if (options_of(job)->brief)
            say_brief(app, job, interface);
        else
            say_interface(app, job, interface, k + 2); /* lo is the first */
    }
    return 0;
}

/* --- routes --- */

static bool is_shown(const struct route *r)
{
    return r->kind == ROUTE_CONNECTED || r->kind == ROUTE_VIA || r->kind == ROUTE_UNREACHABLE;
}

/* By prefix, then the longer one, then metric: as the kernel lists them, the default first. */
static bool comes_before(const struct route *a, const struct route *b)
{
    if (a->prefix != b->prefix)
        return a->prefix < b->prefix;
    if (a->prefix_length != b->prefix_length)
        return a->prefix_length < b->prefix_length;
    return a->metric < b->metric;
}

uint32_t ip_route_shown_after(const struct ip *ip, uint32_t node, uint32_t last)
{
    uint32_t best = NONE;
    for (uint32_t row = ip_route_next(ip, node, NONE); row != NONE;
         row = ip_route_next(ip, node, row)) {
        const struct route *r = ip_route(ip, row);
        bool later = last == NONE || comes_before(ip_route(ip, last), r);
        if (is_shown(r) && later && (best == NONE || comes_before(r, ip_route(ip, best))))
            best = row;
    }
    return best;
}

/* A connected network that the scenario has, not one that a command added. */
static bool is_kernels(const struct app *app, const struct route *r)
{
    const struct interface *i = interface_at(app, r->interface);
    return r->kind == ROUTE_CONNECTED && i->prefix_length == r->prefix_length &&
           ipv4_in_prefix(i->address, r->prefix, r->prefix_length);
}

static void say_route(struct app *app, const struct job *job, uint32_t row)
{
    const struct route *r = ip_route(app->transport->ip, row);
    char buffer[IP_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, r->kind == ROUTE_UNREACHABLE ? "unreachable " : "");
    if (r->prefix_length == 0)
        text_put(&line, "default");
    else if (r->prefix_length == 32)
        text_put_ipv4(&line, r->prefix);
    else
        put_prefix(&line, r->prefix, r->prefix_length);
    text_put_char(&line, ' ');
    if (r->kind == ROUTE_VIA) {
        text_put(&line, "via ");
        text_put_ipv4(&line, r->gateway);
        text_put_char(&line, ' ');
    }
    if (r->kind != ROUTE_UNREACHABLE) {
        text_put(&line, "dev ");
        interface_put_name(&line, app, r->interface);
        text_put_char(&line, ' ');
    }
    if (is_kernels(app, r))
        text_put(&line, "proto kernel ");
    if (ip_route_origin(app->transport->ip, row) == ROUTE_FROM_RIP)
        text_put(&line, "proto rip ");
    if (r->kind == ROUTE_CONNECTED)
        text_put(&line, "scope link ");
    if (is_kernels(app, r)) {
        text_put(&line, "src ");
        text_put_ipv4(&line, interface_at(app, r->interface)->address);
        text_put_char(&line, ' ');
    }
    if (r->metric != 0) {
        text_put(&line, "metric ");
        text_put_unsigned(&line, r->metric);
        text_put_char(&line, ' ');
    }
    bool dead = r->kind != ROUTE_UNREACHABLE && !interface_has_carrier(app, r->interface);
    text_put(&line, dead ? "linkdown " : "");
    job_say(app, job, &line);
}

uint8_t ip_show_routes(struct app *app, const struct job *job)
{
    const struct ip *ip = app->transport->ip;
    for (uint32_t row = ip_route_shown_after(ip, job->node, NONE); row != NONE;
         row = ip_route_shown_after(ip, job->node, row))
        say_route(app, job, row);
    return 0;
}

/* "expires 597sec mtu 1400 "; NULL: nothing is known. */
static void put_path(struct text *line, const struct app *app, const struct path_mtu *path)
{
    if (path == NULL)
        return;
    if (path->until != SIM_NEVER) {
        text_put(line, "expires ");
        text_put_signed(line, (path->until - sim_now(app->sim)) / SIM_SECOND);
        text_put(line, "sec ");
    }
    text_put(line, path->may_cut != 0 ? "mtu lock " : "mtu ");
    text_put_unsigned(line, path->mtu);
    text_put_char(line, ' ');
}

uint8_t ip_show_route_to(struct app *app, const struct job *job, ipv4_address destination)
{
    const struct ip *ip = app->transport->ip;
    uint32_t row = ip_route_find(ip, job->node, destination);
    const struct route *r = row != NONE ? ip_route(ip, row) : NULL;
    char buffer[IP_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    if (r == NULL || r->kind == ROUTE_UNREACHABLE) {
        job_complain_line(app, job, "RTNETLINK answers: Network is unreachable");
        return 2;
    }
    bool local = r->kind == ROUTE_LOCAL;
    text_put(&line, local ? "local " : r->kind == ROUTE_BROADCAST ? "broadcast " : "");
    text_put_ipv4(&line, destination);
    if (r->kind == ROUTE_VIA) {
        text_put(&line, " via ");
        text_put_ipv4(&line, r->gateway);
    }
    text_put(&line, " dev ");
    if (local)
        text_put(&line, "lo");
    else
        interface_put_name(&line, app, r->interface);
    text_put(&line, " src ");
    text_put_ipv4(&line, local ? destination : interface_at(app, r->interface)->address);
    text_put(&line, local ? " uid 0 \n    cache <local> " : " uid 0 \n    cache ");
    put_path(&line, app, ip_path_known(ip, job->node, destination));
    job_say(app, job, &line);
    return 0;
}

uint8_t ip_show_paths(struct app *app, const struct job *job)
{
    const struct ip *ip = app->transport->ip;
    char buffer[IP_LINE];
    for (const struct path_mtu *path = ip_path_after(ip, job->node, NULL); path != NULL;
         path = ip_path_after(ip, job->node, path)) {
        struct text line = text_over(buffer, sizeof buffer);
        uint32_t row = ip_route_find(ip, job->node, path->destination);
        text_put_ipv4(&line, path->destination);
        if (row != NONE && ip_route(ip, row)->kind == ROUTE_VIA) {
            text_put(&line, " via ");
            text_put_ipv4(&line, ip_route(ip, row)->gateway);
        }
        if (row != NONE) {
            text_put(&line, " dev ");
            interface_put_name(&line, app, ip_route(ip, row)->interface);
        }
        text_put(&line, " \n    cache ");
        put_path(&line, app, path);
        job_say(app, job, &line);
    }
    return 0;
}

/* --- neighbours --- */

static const char *neighbour_state(const struct app *app, const struct arp_entry *e)
{
    if (e->state != ARP_REACHABLE)
        return e->state == ARP_FAILED  ? "FAILED"
               : e->state == ARP_PROBE ? "PROBE"
                                       : "INCOMPLETE";
    if (arp_is_stale(e, sim_now(app->sim)))
        return "STALE";
    return e->expires == SIM_NEVER ? "PERMANENT" : "REACHABLE";
}

static void say_neighbour(struct app *app, const struct job *job, const struct arp_entry *e)
{
    char buffer[IP_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put_ipv4(&line, e->address);
    text_put(&line, " dev ");
    interface_put_name(&line, app, e->interface);
    if (e->state == ARP_REACHABLE || e->state == ARP_PROBE) {
        text_put(&line, " lladdr ");
        text_put_mac(&line, e->mac);
    }
    text_put_char(&line, ' ');
    text_put(&line, neighbour_state(app, e));
    text_put_char(&line, ' ');
    job_say(app, job, &line);
}

uint8_t ip_show_neighbours(struct app *app, const struct job *job, uint32_t device)
{
    uint64_t above = 0;
    for (;;) {
        const struct arp_entry *entry = arp_row_after(app, job->node, above);
        if (entry == NULL)
            return 0;
        above = ((uint64_t)entry->interface << 32 | entry->address) + 1;
        const struct ip_options *o = options_of(job);
        if ((device == NONE || entry->interface == device) &&
            (!o->has_address || entry->address == o->address))
            say_neighbour(app, job, entry);
    }
}
