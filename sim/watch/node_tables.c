/* watch/node_tables.c: what a node has of the link, of IP and of the transport; and the table
 * of all tables. See node_tables.h. */
#include "watch/node_tables.h"

#include <string.h>

#include "app/tables.h"
#include "base/catalogue.h"
#include "ip/route_change.h"
#include "transport/tcp_conn.h"
#include "transport/udp_socket.h"

void node_rows_add(struct node_rows *rows, uint32_t row)
{
    if (rows->count < NODE_TABLE_ROWS)
        rows->row[rows->count++] = row;
}

uint32_t node_pool_rows(const struct node_reader *in, pool_id pool)
{
    return arena_marks(&in->world->sim.arena, pool)->high;
}

void node_put_left(const struct node_reader *in, sim_time expires, struct text *text)
{
    sim_time left = expires - in->now;
    if (expires == SIM_NEVER)
        return;
    if (left <= 0) {
        text_put(text, _("expired"));
        return;
    }
    text_put_signed(text, left / SIM_SECOND);
    text_put(text, " s");
}

static const char *label_of(const struct node_reader *in, uint32_t node)
{
    const char *label =
        node < in->scenario->node_count
            ? lesson_text_in(&in->scenario->nodes[node].label, catalogue_selected())
            : NULL;
    return label != NULL ? label : world_nodes(in->world)->row[node].name;
}

static void put_interface(const struct node_reader *in, uint32_t row, struct text *text)
{
    text_put(text, world_interface_name(in->world, row));
}

/* --- interfaces --- */

static void collect_interfaces(const struct node_reader *in, struct node_rows *rows)
{
    const struct node *n = &world_nodes(in->world)->row[in->node];
    for (uint32_t i = 0; i < n->interfaces; i++)
        node_rows_add(rows, n->first_interface + i);
}

static void interface_cell(const struct node_reader *in, uint32_t row, uint32_t column,
                           struct text *text)
{
    const struct interface *i = &in->world->link.interfaces[row];
    const struct direction *d =
        i->direction == NONE ? NULL : &in->world->phy.directions[i->direction];
    if (column == 0) {
        put_interface(in, row, text);
    } else if (column == 1 && i->address != 0) {
        text_put_ipv4(text, i->address);
        text_put(text, "/");
        text_put_unsigned(text, i->prefix_length);
    } else if (column == 1 && d != NULL) {
        text_put(text, "→ ");
        text_put(text, label_of(in, in->world->link.interfaces[d->to].node));
    } else if (column == 2) {
        text_put_mac(text, i->mac);
    }
}

/* --- ARP --- */

static void collect_arp(const struct node_reader *in, struct node_rows *rows)
{
    const struct link *link = &in->world->link;
    for (uint32_t i = 0; i < node_pool_rows(in, link->arp_pool); i++)
        if (link->arp[i].state != 0 &&
            link->interfaces[link->arp[i].interface].node == in->node)
            node_rows_add(rows, i);
}

static void arp_cell(const struct node_reader *in, uint32_t row, uint32_t column,
                     struct text *text)
{
    const struct arp_entry *e = &in->world->link.arp[row];
    bool known = e->state == ARP_REACHABLE || e->state == ARP_PROBE;
    if (column == 0)
        text_put_ipv4(text, e->address);
    else if (column == 1 && known)
        text_put_mac(text, e->mac);
    else if (column == 1)
        text_put(text,
                 e->state == ARP_FAILED ? _("nobody answered") : _("asked, no answer yet"));
    else if (known && e->expires == SIM_NEVER)
        text_put(text, _("stays"));
    else if (known)
        node_put_left(in, e->expires, text);
}

/* --- MAC addresses of a switch --- */

static void collect_macs(const struct node_reader *in, struct node_rows *rows)
{
    const struct link *link = &in->world->link;
    for (uint32_t i = 0; i < node_pool_rows(in, link->mac_pool); i++)
        if (link->macs[i].expires != 0 && link->macs[i].node == in->node)
            node_rows_add(rows, i);
}

static void mac_cell(const struct node_reader *in, uint32_t row, uint32_t column,
                     struct text *text)
{
    const struct mac_entry *e = &in->world->link.macs[row];
    if (column == 0)
        text_put_mac(text, e->mac);
    else if (column == 1)
        put_interface(in, e->interface, text);
    else
        node_put_left(in, e->expires, text);
}

/* --- routes --- */

/* --- datagrams that wait for fragments --- */

static void collect_datagrams(const struct node_reader *in, struct node_rows *rows)
{
    const struct ip *ip = &in->world->ip;
    for (uint32_t i = ip->nodes[in->node].datagrams; i != 0; i = ip->datagrams[i - 1].next)
        node_rows_add(rows, i - 1);
}

/* "from 10.0.0.1", "0x1a2b", "1480 of 4008", "29 s". */
static void datagram_cell(const struct node_reader *in, uint32_t row, uint32_t column,
                          struct text *text)
{
    const struct reassembly *d = &in->world->ip.datagrams[row];
    if (column == 0) {
        text_put_ipv4(text, d->source);
    } else if (column == 1) {
        text_put_unsigned(text, d->identification);
    } else if (column == 2 && d->ruined != 0) {
        text_put(text, _("given up"));
    } else if (column == 2) {
        text_put_unsigned(text, d->octets);
        text_put(text, " / ");
        if (d->total != 0)
            text_put_unsigned(text, d->total);
        else
            text_put(text, "?");
    } else {
        node_put_left(in, d->timer.deadline, text);
    }
}

static void collect_routes(const struct node_reader *in, struct node_rows *rows)
{
    const struct ip *ip = &in->world->ip;
    for (uint32_t i = ip_route_next(ip, in->node, NONE); i != NONE;
         i = ip_route_next(ip, in->node, i)) {
        uint8_t kind = ip_route(ip, i)->kind;
        if (kind != ROUTE_LOCAL && kind != ROUTE_BROADCAST)
            node_rows_add(rows, i);
    }
}

static void route_cell(const struct node_reader *in, uint32_t row, uint32_t column,
                       struct text *text)
{
    const struct route *r = ip_route(&in->world->ip, row);
    if (column == 0) {
        text_put_ipv4(text, r->prefix);
        text_put(text, "/");
        text_put_unsigned(text, r->prefix_length);
    } else if (column == 1 && r->kind == ROUTE_VIA) {
        text_put_ipv4(text, r->gateway);
    } else if (column == 1) {
        text_put(text, r->kind == ROUTE_UNREACHABLE ? _("unreachable") : _("on this link"));
    } else if (r->interface != NONE) {
        put_interface(in, r->interface, text);
    }
}

/* Where a route comes from. */
static void route_detail(const struct node_reader *in, uint32_t row, struct text *text)
{
    const struct route *r = ip_route(&in->world->ip, row);
    switch (ip_route_origin(&in->world->ip, row)) {
    case ROUTE_FROM_SETUP:
        text_put(text, _("It was there from the start."));
        break;
    case ROUTE_FROM_HAND:
        text_put(text, _("Somebody has typed it in."));
        break;
    case ROUTE_FROM_RIP:
        text_put(text, _("The routing daemon has found it out."));
        text_put_char(text, ' ');
        text_put(text, _("Metric"));
        text_put_char(text, ' ');
        text_put_unsigned(text, r->metric);
        text_put_char(text, '.');
        break;
    }
}

/* --- TCP --- */

static void collect_tcp(const struct node_reader *in, struct node_rows *rows)
{
    const struct transport *t = &in->world->transport;
    for (uint32_t i = tcp_conn_next(t, 0); i != NONE; i = tcp_conn_next(t, i + 1))
        if (t->conns[i].node == in->node)
            node_rows_add(rows, i);
}

static void tcp_cell(const struct node_reader *in, uint32_t row, uint32_t column,
                     struct text *text)
{
    const struct tcp_conn *c = &in->world->transport.conns[row];
    if (column == 0) {
        text_put_unsigned(text, c->local_port);
    } else if (column == 1) {
        text_put_ipv4(text, c->remote);
        text_put(text, ":");
        text_put_unsigned(text, c->remote_port);
    } else {
        text_put(text, tcp_state_name((enum tcp_state)c->state));
    }
}

/* Whose a socket is. */
static void put_owner(const struct node_reader *in, uint32_t owner, struct text *text)
{
    switch (app_owner_table(owner)) {
    case APP_JOB:
        if (in->world->app->jobs[app_owner_row(owner)].kind == COMMAND_KINDS)
            text_put(text, _("proxy")); /* it, or a program outside, looks a name up */
        else
            text_put(text, in->world->app->jobs[app_owner_row(owner)].command.text);
        break;
    case APP_PROXY_SERVICE:
    case APP_PROXY_CLIENT:
    case APP_PROXY_ORIGIN:
        text_put(text, _("proxy"));
        break;
    case APP_DNS_SERVICE:
    case APP_DNS_CONNECTION:
        text_put(text, _("name server"));
        break;
    case APP_DNS_QUERY:
        text_put(text, _("a question of the resolver"));
        break;
    case APP_HTTP_SERVICE:
    case APP_HTTP_CONNECTION:
        text_put(text, _("web server"));
        break;
    case APP_BULK_SERVICE:
    case APP_BULK:
        text_put(text, _("plain transfer"));
        break;
    case APP_RIP:
    case APP_RIP_TRIGGER:
    case APP_RIP_ROUTE:
        text_put(text, _("routing daemon"));
        break;
    case APP_PROGRAM:
    case APP_OUTSIDE:
        text_put(text, _("a program outside"));
        break;
    case APP_NOBODY:
        break;
    }
}

static void collect_listeners(const struct node_reader *in, struct node_rows *rows)
{
    const struct transport *t = &in->world->transport;
    for (uint32_t i = tcp_listener_next(t, 0); i != NONE; i = tcp_listener_next(t, i + 1))
        if (t->listeners[i].node == in->node)
            node_rows_add(rows, i);
}

static void listener_cell(const struct node_reader *in, uint32_t row, uint32_t column,
                          struct text *text)
{
    const struct tcp_listener *l = &in->world->transport.listeners[row];
    if (column == 0) {
        text_put_unsigned(text, l->port);
    } else if (column == 1) {
        put_owner(in, l->owner, text);
    } else {
        text_put_unsigned(text, l->pending);
        text_put(text, " / ");
        text_put_unsigned(text, l->backlog);
    }
}

/* --- UDP --- */

static void collect_udp(const struct node_reader *in, struct node_rows *rows)
{
    const struct transport *t = &in->world->transport;
    for (uint32_t i = udp_socket_next(t, 0); i != NONE; i = udp_socket_next(t, i + 1))
        if (t->udp[i].node == in->node)
            node_rows_add(rows, i);
}

static void udp_cell(const struct node_reader *in, uint32_t row, uint32_t column,
                     struct text *text)
{
    const struct udp_socket *u = &in->world->transport.udp[row];
    if (column == 0) {
        text_put_unsigned(text, u->port);
    } else if (column == 1) {
        put_owner(in, u->owner, text);
    } else {
        text_put_unsigned(text, u->sent);
        text_put(text, " / ");
        text_put_unsigned(text, u->received);
    }
}

/* --- all of them --- */

bool node_table_belongs(const struct node_table *kind, enum node_kind node)
{
    if (kind->table == TABLE_MAC || kind->table == TABLE_SPANNING_TREE)
        return node == NODE_SWITCH;
    return node != NODE_SWITCH || kind->table == TABLE_INTERFACE;
}

const struct node_table *node_table_find(const char *name)
{
    for (uint32_t i = 0; i < NODE_TABLES; i++)
        if (strcmp(node_tables[i].name, name) == 0)
            return &node_tables[i];
    return NULL;
}

enum { LEFT = false, RIGHT = true };

const struct node_table node_tables[NODE_TABLES] = {
    {TABLE_JOB,
     "jobs",
     N_("Commands that run"),
     2,
     {{"command", N_("Command"), 0, LEFT}, {"phase", N_("What it does"), 124, LEFT}},
     false,
     jobs_collect,
     job_cell,
     NULL},
    {TABLE_COOKIE,
     "cookies",
     N_("Cookie jar"),
     2,
     {{"cookie", N_("Name = value"), 0, LEFT}, {"site", N_("Goes to"), 124, LEFT}},
     false,
     cookies_collect,
     cookie_cell,
     cookie_detail},
    {TABLE_SESSION,
     "sessions",
     N_("Session table"),
     3,
     {{"id", N_("Session"), 0, LEFT},
      {"user", N_("User"), 88, LEFT},
      {"visits", N_("Visits"), 56, RIGHT}},
     false,
     sessions_collect,
     session_cell,
     session_detail},
    {TABLE_RESOURCE,
     "resources",
     N_("What the server keeps"),
     3,
     {{"path", N_("Path"), 112, LEFT},
      {"content", N_("Content"), 0, LEFT},
      {"length", N_("Octets"), 60, RIGHT}},
     false,
     resources_collect,
     resource_cell,
     resource_detail},
    {TABLE_LIMIT,
     "limits",
     N_("Counted clients"),
     3,
     {{"client", N_("Client"), 112, LEFT},
      {"path", N_("Path"), 0, LEFT},
      {"count", N_("Requests"), 72, RIGHT}},
     false,
     limits_collect,
     limit_cell,
     limit_detail},
    {TABLE_HTTP_CACHE,
     "http-cache",
     N_("HTTP cache"),
     3,
     {{"address", N_("Address"), 0, LEFT},
      {"state", N_("State"), 64, LEFT},
      {"age", N_("Age / fresh for"), 104, RIGHT}},
     false,
     http_cache_collect,
     http_cache_cell,
     http_cache_detail},
    {TABLE_TCP,
     "tcp",
     N_("TCP connections"),
     3,
     {{"local", N_("Port"), 60, RIGHT},
      {"remote", N_("Remote"), 0, LEFT},
      {"state", N_("State"), 120, LEFT}},
     false,
     collect_tcp,
     tcp_cell,
     NULL},
    {TABLE_SPANNING_TREE,
     "spanning-tree",
     N_("Spanning tree"),
     4,
     {{"port", N_("Port"), 56, LEFT},
      {"role", N_("Role"), 0, LEFT},
      {"state", N_("State"), 92, LEFT},
      {"cost", N_("Cost"), 72, RIGHT}},
     false,
     stp_collect,
     stp_cell,
     stp_detail},
    {TABLE_MAC,
     "mac",
     N_("MAC address table"),
     3,
     {{"address", N_("MAC address"), 0, LEFT},
      {"port", N_("Port"), 90, LEFT},
      {"left", N_("Expires in"), 76, RIGHT}},
     true,
     collect_macs,
     mac_cell,
     NULL},
    {TABLE_ARP,
     "arp",
     N_("ARP table"),
     3,
     {{"ip", N_("IP address"), 104, LEFT},
      {"mac", N_("MAC address"), 0, LEFT},
      {"left", N_("Expires in"), 76, RIGHT}},
     true,
     collect_arp,
     arp_cell,
     NULL},
    {TABLE_ROUTE,
     "routes",
     N_("Routes"),
     3,
     {{"network", N_("Network"), 124, LEFT},
      {"via", N_("Next hop"), 0, LEFT},
      {"out", N_("Out"), 72, LEFT}},
     true,
     collect_routes,
     route_cell,
     route_detail},
    {TABLE_RIP,
     "rip",
     N_("Routing daemon (RIP)"),
     4,
     {{"network", N_("Network"), 104, LEFT},
      {"via", N_("Next hop"), 0, LEFT},
      {"metric", N_("Metric"), 60, RIGHT},
      {"left", N_("Time left"), 76, RIGHT}},
     false,
     rip_collect,
     rip_cell,
     rip_detail},
    {TABLE_INTERFACE,
     "interfaces",
     N_("Interfaces"),
     3,
     {{"name", N_("Name"), 64, LEFT},
      {"address", N_("Address"), 0, LEFT},
      {"mac", N_("MAC address"), 140, LEFT}},
     true,
     collect_interfaces,
     interface_cell,
     NULL},
    {TABLE_DATAGRAM,
     "fragments",
     N_("Datagrams in fragments"),
     4,
     {{"from", N_("From"), 0, LEFT},
      {"id", N_("ID"), 52, RIGHT},
      {"here", N_("Octets here"), 92, RIGHT},
      {"left", N_("Expires in"), 76, RIGHT}},
     false,
     collect_datagrams,
     datagram_cell,
     NULL},
    {TABLE_LISTENER,
     "listeners",
     N_("TCP ports that listen"),
     3,
     {{"port", N_("Port"), 60, RIGHT},
      {"owner", N_("Used by"), 0, LEFT},
      {"pending", N_("Half open"), 84, RIGHT}},
     false,
     collect_listeners,
     listener_cell,
     NULL},
    {TABLE_UDP,
     "udp",
     N_("UDP sockets"),
     3,
     {{"port", N_("Port"), 60, RIGHT},
      {"owner", N_("Used by"), 0, LEFT},
      {"count", N_("Sent / received"), 112, RIGHT}},
     false,
     collect_udp,
     udp_cell,
     NULL},
    {TABLE_DNS_CACHE,
     "dns-cache",
     N_("DNS cache"),
     4,
     {{"name", N_("Name"), 0, LEFT},
      {"type", N_("Type"), 62, LEFT},
      {"data", N_("Data"), 100, LEFT},
      {"left", N_("Expires in"), 72, RIGHT}},
     false,
     dns_cache_collect,
     dns_cache_cell,
     NULL},
    {TABLE_FILE,
     "files",
     N_("Files"),
     3,
     {{"name", N_("File"), 124, LEFT},
      {"content", N_("Content"), 0, LEFT},
      {"length", N_("Octets"), 60, RIGHT}},
     false,
     files_collect,
     file_cell,
     file_detail},
};
