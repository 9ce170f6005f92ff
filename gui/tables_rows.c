/* gui/tables_rows.c: rows and cells of the tables of a node, read from the world at the cursor.
 * Lifetimes are counted from the cursor's time. */
#include "app/dns_cache.h"
#include "gui/tables.h"
#include "transport/tcp_conn.h"
#include "transport/udp_socket.h"
#include "wire/dns_text.h"

void section_add(struct section *s, uint32_t row)
{
    if (s->count < SECTION_ROWS_MAX)
        s->row[s->count++] = row;
}

uint32_t section_pool_rows(const struct section *s, pool_id pool)
{
    return arena_marks(&s->world->sim.arena, pool)->high;
}

/* "58 s": what is left until then. */
static void put_left(const struct section *s, sim_time expires, struct text *text)
{
    sim_time left = expires - session_time(s->window->session);
    if (expires == SIM_NEVER)
        return;
    if (left <= 0) {
        text_put(text, _("expired"));
        return;
    }
    text_put_signed(text, (left + SIM_SECOND - 1) / SIM_SECOND);
    text_put(text, " s");
}

static void put_interface(const struct section *s, uint32_t row, struct text *text)
{
    text_put(text, world_interface_name(s->world, row));
}

/* --- interfaces --- */

static void collect_interfaces(struct section *s)
{
    const struct node *n = &world_nodes(s->world)->row[s->node];
    for (uint32_t i = 0; i < n->interfaces; i++)
        section_add(s, n->first_interface + i);
}

static void interface_cell(const struct section *s, uint32_t row, uint32_t column,
                           struct text *text)
{
    const struct interface *i = &s->world->link.interfaces[row];
    const struct direction *d =
        i->direction == NONE ? NULL : &s->world->phy.directions[i->direction];
    if (column == 0) {
        put_interface(s, row, text);
    } else if (column == 1 && i->address != 0) {
        text_put_ipv4(text, i->address);
        text_put(text, "/");
        text_put_unsigned(text, i->prefix_length);
    } else if (column == 1 && d != NULL) {
        text_put(text, "→ ");
        text_put(text, node_label(s->window, s->world->link.interfaces[d->to].node));
    } else if (column == 2) {
        text_put_mac(text, i->mac);
    }
}

/* --- ARP --- */

static void collect_arp(struct section *s)
{
    const struct link *link = &s->world->link;
    for (uint32_t i = 0; i < section_pool_rows(s, link->arp_pool); i++)
        if (link->arp[i].state != 0 && link->interfaces[link->arp[i].interface].node == s->node)
            section_add(s, i);
}

static void arp_cell(const struct section *s, uint32_t row, uint32_t column, struct text *text)
{
    const struct arp_entry *e = &s->world->link.arp[row];
    bool known = e->state == ARP_REACHABLE;
    if (column == 0)
        text_put_ipv4(text, e->address);
    else if (column == 1 && known)
        text_put_mac(text, e->mac);
    else if (column == 1)
        text_put(text, _("asked, no answer yet"));
    else if (known)
        put_left(s, e->expires, text);
}

/* --- MAC addresses of a switch --- */

static void collect_macs(struct section *s)
{
    const struct link *link = &s->world->link;
    for (uint32_t i = 0; i < section_pool_rows(s, link->mac_pool); i++)
        if (link->macs[i].expires != 0 && link->macs[i].node == s->node)
            section_add(s, i);
}

static void mac_cell(const struct section *s, uint32_t row, uint32_t column, struct text *text)
{
    const struct mac_entry *e = &s->world->link.macs[row];
    if (column == 0)
        text_put_mac(text, e->mac);
    else if (column == 1)
        put_interface(s, e->interface, text);
    else
        put_left(s, e->expires, text);
}

/* --- routes --- */

static void collect_routes(struct section *s)
{
    const struct routes *routes = s->world->ip.routes;
    const struct route_span *span = &routes->span[s->node];
    for (uint32_t i = span->first; i < span->first + span->count; i++)
        if (routes->row[i].kind != ROUTE_LOCAL && routes->row[i].kind != ROUTE_BROADCAST)
            section_add(s, i);
}

static void route_cell(const struct section *s, uint32_t row, uint32_t column,
                       struct text *text)
{
    const struct route *r = &s->world->ip.routes->row[row];
    if (column == 0) {
        text_put_ipv4(text, r->prefix);
        text_put(text, "/");
        text_put_unsigned(text, r->prefix_length);
    } else if (column == 1 && r->kind == ROUTE_VIA) {
        text_put_ipv4(text, r->gateway);
    } else if (column == 1) {
        text_put(text, r->kind == ROUTE_UNREACHABLE ? _("unreachable") : _("on this link"));
    } else if (r->interface != NONE) {
        put_interface(s, r->interface, text);
    }
}

/* --- TCP --- */

static void collect_tcp(struct section *s)
{
    const struct transport *t = &s->world->transport;
    for (uint32_t i = tcp_conn_next(t, 0); i != NONE; i = tcp_conn_next(t, i + 1))
        if (t->conns[i].node == s->node)
            section_add(s, i);
}

static void tcp_cell(const struct section *s, uint32_t row, uint32_t column, struct text *text)
{
    const struct tcp_conn *c = &s->world->transport.conns[row];
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
static void put_owner(const struct section *s, uint32_t owner, struct text *text)
{
    switch (app_owner_table(owner)) {
    case APP_JOB:
        text_put(text, s->world->app->jobs[app_owner_row(owner)].command.text);
        break;
    case APP_DNS_SERVICE:
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
    case APP_NOBODY:
        break;
    }
}

static void collect_listeners(struct section *s)
{
    const struct transport *t = &s->world->transport;
    for (uint32_t i = tcp_listener_next(t, 0); i != NONE; i = tcp_listener_next(t, i + 1))
        if (t->listeners[i].node == s->node)
            section_add(s, i);
}

static void listener_cell(const struct section *s, uint32_t row, uint32_t column,
                          struct text *text)
{
    const struct tcp_listener *l = &s->world->transport.listeners[row];
    if (column == 0) {
        text_put_unsigned(text, l->port);
    } else if (column == 1) {
        put_owner(s, l->owner, text);
    } else {
        text_put_unsigned(text, l->pending);
        text_put(text, " / ");
        text_put_unsigned(text, l->backlog);
    }
}

/* --- UDP --- */

static void collect_udp(struct section *s)
{
    const struct transport *t = &s->world->transport;
    for (uint32_t i = udp_socket_next(t, 0); i != NONE; i = udp_socket_next(t, i + 1))
        if (t->udp[i].node == s->node)
            section_add(s, i);
}

static void udp_cell(const struct section *s, uint32_t row, uint32_t column, struct text *text)
{
    const struct udp_socket *u = &s->world->transport.udp[row];
    if (column == 0) {
        text_put_unsigned(text, u->port);
    } else if (column == 1) {
        put_owner(s, u->owner, text);
    } else {
        text_put_unsigned(text, u->sent);
        text_put(text, " / ");
        text_put_unsigned(text, u->received);
    }
}

/* --- commands --- */

static void collect_jobs(struct section *s)
{
    const struct app *app = s->world->app;
    for (uint32_t i = 0; i < section_pool_rows(s, app->job_pool); i++)
        if (app->jobs[i].kind != 0 && app->jobs[i].node == s->node)
            section_add(s, i);
}

static const char *phase_words(enum job_phase phase)
{
    switch (phase) {
    case JOB_BEGUN:
        return _("begun");
    case JOB_RESOLVING:
        return _("asks for a name");
    case JOB_RUNNING:
        return _("running");
    case JOB_LINGERING:
        return _("waits for the last");
    case JOB_ENDED:
        return _("ended");
    }
    return "";
}

/* The words of the command line, which lie one behind the other. */
static void put_command(const struct command *command, struct text *text)
{
    for (uint32_t i = 0; i + 1 < command->text_length; i++)
        text_put_char(text, command->text[i] != '\0' ? command->text[i] : ' ');
}

static void job_cell(const struct section *s, uint32_t row, uint32_t column, struct text *text)
{
    const struct job *j = &s->world->app->jobs[row];
    if (column == 0)
        put_command(&j->command, text);
    else
        text_put(text, phase_words((enum job_phase)j->phase));
}

/* --- the cache of a resolver --- */

static void collect_cache(struct section *s)
{
    const struct app *app = s->world->app;
    for (uint32_t i = 0; i < section_pool_rows(s, app->cache_pool); i++)
        if (app->cache[i].kind != 0 && app->cache[i].node == s->node)
            section_add(s, i);
}

static void cache_cell(const struct section *s, uint32_t row, uint32_t column,
                       struct text *text)
{
    const struct cache_row *c = &s->world->app->cache[row];
    struct dns_record record;
    if (column == 0)
        dns_name_put(text, &c->name);
    else if (column == 1)
        dns_put_type(text, c->type);
    else if (column == 3)
        put_left(s, c->expires, text);
    else if (c->kind == CACHE_NO_NAME)
        text_put(text, _("no such name"));
    else if (c->kind == CACHE_NO_DATA)
        text_put(text, _("no such record"));
    else if (dns_cache_record(s->world->app, row, &record))
        dns_put_rdata(text, &record);
}

/* --- all of them --- */

bool section_belongs(const struct section_kind *kind, enum node_kind node)
{
    if (kind->table == TABLE_MAC)
        return node == NODE_SWITCH;
    return node != NODE_SWITCH || kind->table == TABLE_INTERFACE;
}

#define LEFT ANCHOR_START
#define RIGHT ANCHOR_END

const struct section_kind section_kinds[SECTIONS] = {
    {TABLE_JOB,
     "jobs",
     N_("Commands that run"),
     2,
     {{"command", N_("Command"), 0, LEFT}, {"phase", N_("What it does"), 124, LEFT}},
     false,
     collect_jobs,
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
     NULL},
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
     "dns",
     N_("DNS cache"),
     4,
     {{"name", N_("Name"), 0, LEFT},
      {"type", N_("Type"), 52, LEFT},
      {"data", N_("Data"), 108, LEFT},
      {"left", N_("Expires in"), 76, RIGHT}},
     false,
     collect_cache,
     cache_cell,
     NULL},
};
