/* app/resolver.c: the recursive resolver (RFC 1034 section 5.3.3), a machine driven by
 * messages and one timer a question:
 *
 *     1. See if the answer is in the cache, and if so give it to the client.
 *     2. Find the best servers to ask: those of the closest zone that the cache knows, or the
 *        root.
 *     3. Send them the question until one answers.
 *     4. Analyse the answer: an answer or a name error; a better delegation; an alias; or
 *        nonsense.
 *
 * Questions go over UDP; when an answer does not fit (TC), the same one again over TCP (RFC
 * 7766 section 5). The work for one question is bounded (section 5.3.3: "bound the amount of
 * work"). */
#include "app/resolver.h"

#include "app/dns_cache.h"
#include "app/dns_peer.h"
#include "app/dns_pipe.h"
#include "app/dns_reply.h"
#include "base/hash.h"

#define RESOLVER_WAIT (2 * SIM_SECOND)
#define RESOLVER_TCP_WAIT (5 * SIM_SECOND) /* from SYN to the last octet of the answer */

enum {
    RESOLVER_ROUNDS = 2,    /* each server of a zone is asked so often */
    RESOLVER_SENT_MAX = 32, /* questions sent for one question */
    RESOLVER_DEPTH_MAX = 4, /* a server's address needs a server's address needs … */
};

static uint32_t row_of(const struct app *app, const struct dns_query *q)
{
    return (uint32_t)(q - app->queries);
}

static uint32_t owner_of(const struct app *app, const struct dns_query *q)
{
    return app_owner(APP_DNS_QUERY, row_of(app, q));
}

static void note_server(struct app *app, const struct dns_query *q, enum rule rule)
{
    app_note_rule(app, query_node(q), rule, TABLE_NONE, 0, q->servers[q->server], q->type);
}

static void step(struct app *app, struct dns_query *q);

/* --- sockets --- */

static void close_socket(struct app *app, struct dns_query *q)
{
    if (q->socket.serial != 0 && !q->over_tcp) {
        udp_close(app->transport, q->socket);
    } else if (q->socket.serial != 0 && tcp_exists(app->transport, q->socket)) {
        (void)tcp_close(app->transport, q->socket);
        tcp_set_owner(app->transport, q->socket, 0);
    }
    q->socket = (struct socket_id){0, 0};
    q->over_tcp = 0;
    dns_pipe_free(app, &q->pipe);
}

/* A UDP socket, if it does not have one. False: none is to be had. */
static bool open_udp(struct app *app, struct dns_query *q)
{
    if (q->over_tcp)
        close_socket(app, q);
    if (q->socket.serial != 0)
        return true;
    return udp_open(app->transport, query_node(q), 0, owner_of(app, q), &q->socket) == UDP_OK;
}

/* --- the end --- */

static void release(struct app *app, struct dns_query *q)
{
    uint32_t row = row_of(app, q);
    timer_cancel(app->sim, &q->timer, EVENT_JOB, owner_of(app, q));
    close_socket(app, q);
    arena_give(&app->sim->arena, app->query_pool, row);
}

void resolver_stop(struct app *app, uint32_t node)
{
    uint32_t rows = arena_marks(&app->sim->arena, app->query_pool)->high;
    for (uint32_t i = 0; i < rows; i++) {
        if (app->queries[i].node_plus_one == node + 1)
            release(app, &app->queries[i]);
    }
}

static void note_end(struct app *app, const struct dns_query *q)
{
    static const enum rule rules[] = {[FAILURE_NONE] = RULE_DNS_CACHE_HIT,
                                      [FAILURE_SERVERS] = RULE_DNS_GIVES_UP,
                                      [FAILURE_ALIASES] = RULE_DNS_LOOP,
                                      [FAILURE_DELEGATIONS] = RULE_DNS_DELEGATION_LOOP,
                                      [FAILURE_WORK] = RULE_DNS_TOO_MUCH_WORK};
    if (q->failure != FAILURE_NONE || q->sent == 0)
        app_note_rule(app, query_node(q), rules[q->failure], TABLE_NONE, 0, q->type, q->sent);
}

/* A question on behalf of another one has ended: that one goes on. */
static void go_on(struct app *app, struct dns_query *waiting, const struct dns_name *server,
                  enum query_failure failure)
{
    bool found = dns_cache_find(app, query_node(waiting), CACHE_RECORD, server, DNS_A,
                                RANK_GLUE, waiting->started, NONE) != NONE;
    if (!found)
        waiting->names++;
    if (!found && waiting->failure == FAILURE_NONE)
        waiting->failure = (uint8_t)failure; /* if no other server can be found */
    step(app, waiting);
}

static void finish(struct app *app, struct dns_query *q, enum query_failure failure)
{
    uint32_t parent = q->parent;
    struct dns_name name = q->question;
    if (failure == FAILURE_NONE || q->failure == FAILURE_NONE)
        q->failure = (uint8_t)failure;
    failure = (enum query_failure)q->failure;
    note_end(app, q);
    if (q->client.from.port != 0)
        resolver_reply(app, q);
    release(app, q);
    if (parent != 0)
        go_on(app, &app->queries[parent - 1], &name, failure);
}

/* --- step 2: servers --- */

/* The addresses in the cache of the servers of `zone`, into SLIST. *unknown: a server whose
 * address is not known and could be asked for (it does not lie in the zone itself), behind
 * `skip` others. False: the cache knows no servers of this zone. */
static bool servers_of(struct app *app, struct dns_query *q, const struct dns_name *zone,
                       unsigned skip, struct dns_name *unknown)
{
    const uint32_t node = query_node(q);
    bool any = false;
    q->server_count = 0;
    unknown->length = 0;
    uint32_t ns =
        dns_cache_find(app, node, CACHE_RECORD, zone, DNS_NS, RANK_GLUE, q->started, NONE);
    for (; ns != NONE; ns = dns_cache_find(app, node, CACHE_RECORD, zone, DNS_NS, RANK_GLUE,
                                           q->started, ns)) {
        struct dns_record server;
        struct dns_record address;
        if (!dns_cache_record(app, ns, &server))
            continue;
        any = true;
        uint32_t a = dns_cache_find(app, node, CACHE_RECORD, &server.data.name, DNS_A,
                                    RANK_GLUE, q->started, NONE);
        if (a == NONE && !dns_name_within(&server.data.name, zone) && skip > 0)
            skip--;
        else if (a == NONE && !dns_name_within(&server.data.name, zone) && unknown->length == 0)
            *unknown = server.data.name;
        for (; a != NONE && q->server_count < QUERY_SERVERS;
             a = dns_cache_find(app, node, CACHE_RECORD, &server.data.name, DNS_A, RANK_GLUE,
                                q->started, a)) {
            if (dns_cache_record(app, a, &address))
                q->servers[q->server_count++] = address.data.a;
        }
    }
    return any;
}

/* The closest zone above sname with servers, the quickest first; the root hints when the cache
 * knows none. A zone whose servers' addresses were asked for in vain is not passed over: what
 * lies above it would only lead here again. */
static void find_servers(struct app *app, struct dns_query *q, struct dns_name *unknown)
{
    const struct dns_service_plan *plan = app->plans[query_node(q)]->dns;
    unsigned labels = dns_name_labels(&q->sname);
    q->server = 0;
    for (unsigned up = 0; up <= labels; up++) {
        struct dns_name zone = dns_name_parent(&q->sname, up);
        unsigned skip = dns_name_equal(&zone, &q->zone) ? q->names : 0;
        if (!servers_of(app, q, &zone, skip, unknown) ||
            (q->server_count == 0 && unknown->length == 0 && skip == 0))
            continue;
        if (!dns_name_equal(&zone, &q->zone))
            q->names = 0;
        q->zone = zone;
        dns_peer_sort(app, query_node(q), q->servers, q->server_count);
        return;
    }
    q->zone = dns_name_root();
    q->server_count = 0;
    unknown->length = 0;
    for (uint32_t i = 0; i < plan->hint_count && i < QUERY_SERVERS; i++)
        q->servers[q->server_count++] = plan->hints[i].address;
    dns_peer_sort(app, query_node(q), q->servers, q->server_count);
}

/* --- step 3: asking --- */

static size_t write_question(struct app *app, struct dns_query *q, uint8_t *octets,
                             size_t capacity)
{
    struct dns_writer w;
    struct service *service = &app->services[query_node(q)];
    struct dns_header header = {.id = 0};
    struct dns_question question = {.name = q->sname, .type = q->type, .klass = q->klass};
    struct dns_record opt = {
        .owner = dns_name_root(), .type = DNS_OPT, .klass = dns_udp_size(app, query_node(q))};
    q->id =
        (uint16_t)draw(app->sim->clock->seed, query_node(q), DRAW_DNS_ID, service->questions);
    service->questions++;
    header.id = q->id;
    dns_write_begin(&w, octets, capacity, &header);
    bool fits = dns_write_question(&w, &question) &&
                (q->plain || dns_write_record(&w, DNS_ADDITIONAL, &opt));
    return fits ? dns_write_end(&w) : 0;
}

static void wait_for_answer(struct app *app, struct dns_query *q, sim_time wait)
{
    q->sent_at = sim_now(app->sim);
    timer_set(app->sim, &q->timer, EVENT_JOB, owner_of(app, q), q->sent_at + wait);
}

/* To the present server, over UDP. False: it cannot be sent. */
static bool send_question(struct app *app, struct dns_query *q)
{
    uint8_t octets[DNS_UDP_MAX];
    struct endpoint server = {.address = q->servers[q->server], .port = PLAN_DNS_PORT};
    size_t length = write_question(app, q, octets, sizeof octets);
    if (length == 0 || !open_udp(app, q) ||
        udp_send(app->transport, q->socket, server, 0, octets, (uint16_t)length) != UDP_OK) {
        q->trouble = TROUBLE_UNREACHABLE;
        return false;
    }
    wait_for_answer(app, q, RESOLVER_WAIT);
    return true;
}

static void find_address(struct app *app, struct dns_query *q, const struct dns_name *unknown);

/* All servers whose addresses are known were asked in vain: perhaps there are others. */
static void servers_exhausted(struct app *app, struct dns_query *q)
{
    struct dns_name unknown;
    struct dns_query copy = *q; /* SLIST stays as it was asked, for the explanation */
    if (q->sent >= RESOLVER_SENT_MAX) {
        finish(app, q, FAILURE_WORK);
    } else if (servers_of(app, &copy, &q->zone, q->names, &unknown) && unknown.length > 0) {
        find_address(app, q, &unknown);
    } else {
        finish(app, q, FAILURE_SERVERS);
    }
}

/* The next server whose turn it is. */
static void ask(struct app *app, struct dns_query *q)
{
    q->plain = 0;
    while (q->tries < RESOLVER_ROUNDS * q->server_count && q->sent < RESOLVER_SENT_MAX) {
        q->server = (uint8_t)(q->tries % q->server_count);
        q->tries++;
        q->sent++;
        note_server(app, q, RULE_DNS_ASKS);
        if (send_question(app, q))
            return;
    }
    servers_exhausted(app, q);
}

/* The same server once more, without EDNS (RFC 6891 section 6.2.2). */
static void ask_plainly(struct app *app, struct dns_query *q)
{
    q->plain = 1;
    q->sent++;
    note_server(app, q, RULE_DNS_WITHOUT_EDNS);
    if (q->sent > RESOLVER_SENT_MAX || !send_question(app, q))
        ask(app, q);
}

/* The same server once more, over TCP. */
static void ask_over_tcp(struct app *app, struct dns_query *q)
{
    struct endpoint server = {.address = q->servers[q->server], .port = PLAN_DNS_PORT};
    note_server(app, q, RULE_DNS_ASKS_OVER_TCP);
    q->sent++;
    close_socket(app, q);
    if (q->sent > RESOLVER_SENT_MAX || tcp_connect(app->transport, query_node(q), 0, server,
                                                   owner_of(app, q), &q->socket) != TCP_OK) {
        q->trouble = TROUBLE_UNREACHABLE;
        ask(app, q);
        return;
    }
    q->over_tcp = 1;
    wait_for_answer(app, q, RESOLVER_TCP_WAIT);
}

static struct dns_query *new_query(struct app *app, uint32_t node,
                                   const struct dns_question *question)
{
    uint32_t row = arena_take(&app->sim->arena, app->query_pool);
    if (row == NONE)
        return NULL;
    struct dns_query *q = &app->queries[row];
    q->node_plus_one = node + 1;
    q->started = sim_now(app->sim);
    q->cause = sim_cause(app->sim);
    q->type = question->type;
    q->klass = question->klass;
    q->question = question->name;
    q->sname = question->name;
    timer_clear(&q->timer);
    return q;
}

/* Somebody up the line asks just this: going on would go round for ever. */
static bool waits_for(const struct app *app, const struct dns_query *q,
                      const struct dns_name *name)
{
    for (;;) {
        if (q->type == DNS_A && dns_name_equal(&q->sname, name))
            return true;
        if (q->parent == 0)
            return false;
        q = &app->queries[q->parent - 1];
    }
}

/* A server's name is known, but not its address: that is a question of its own. */
static void find_address(struct app *app, struct dns_query *q, const struct dns_name *unknown)
{
    const struct dns_question question = {.name = *unknown, .type = DNS_A, .klass = DNS_IN};
    struct dns_query *child = NULL;
    timer_cancel(app->sim, &q->timer, EVENT_JOB, owner_of(app, q));
    if (waits_for(app, q, unknown)) {
        q->names++;
        q->failure = FAILURE_DELEGATIONS;
        step(app, q);
        return;
    }
    if (q->depth < RESOLVER_DEPTH_MAX && q->sent < RESOLVER_SENT_MAX)
        child = new_query(app, query_node(q), &question);
    if (child == NULL) {
        finish(app, q, FAILURE_WORK);
        return;
    }
    app_note_rule(app, query_node(q), RULE_DNS_NEEDS_SERVER, TABLE_NONE, 0, 0, q->type);
    q->sent++; /* so that asking for servers again and again ends too */
    child->parent = row_of(app, q) + 1;
    child->depth = (uint8_t)(q->depth + 1);
    step(app, child);
}

/* Steps 1 to 3, for the name that is looked for now. */
static void step(struct app *app, struct dns_query *q)
{
    uint8_t octets[DNS_EDNS_SIZE];
    struct dns_writer scratch;
    struct dns_header header = {.id = 0};
    const struct dns_question question = {.name = q->sname, .type = q->type, .klass = q->klass};
    struct dns_name unknown;
    unsigned aliases;
    dns_write_begin(&scratch, octets, sizeof octets, &header);
    if (dns_cache_answer(app, query_node(q), &question, q->started, &scratch, &q->sname,
                         &aliases) == CACHE_ANSWERS) {
        finish(app, q, FAILURE_NONE);
        return;
    }
    q->aliases = (uint8_t)(q->aliases + aliases);
    if (q->aliases > DNS_CHAIN_MAX) {
        finish(app, q, FAILURE_ALIASES);
        return;
    }
    find_servers(app, q, &unknown);
    q->tries = 0;
    if (q->server_count > 0)
        ask(app, q);
    else if (unknown.length > 0)
        find_address(app, q, &unknown);
    else
        finish(app, q, FAILURE_SERVERS);
}

void resolver_ask(struct app *app, uint32_t node, const struct dns_question *question,
                  const struct dns_client *client)
{
    struct dns_connection *connection = dns_connection_of(app, client);
    struct dns_query *q = new_query(app, node, question);
    if (q == NULL)
        return; /* the simulator has no room: the run stops and says so */
    if (connection != NULL)
        connection->pending++;
    q->client = *client;
    step(app, q);
}

/* --- step 4: analysing --- */

/* It may not know OPT: such servers answer so (RFC 6891 section 7). */
static bool may_not_know_edns(const struct dns_query *q, unsigned rcode)
{
    return !q->plain && (rcode == DNS_FORMERR || rcode == DNS_NOTIMP);
}

/* The closest zone above sname of which the cache knows servers, if only by name. */
static struct dns_name closest_known(const struct app *app, const struct dns_query *q)
{
    unsigned up = 0;
    struct dns_name zone = q->sname;
    while (zone.length > 1 && dns_cache_find(app, query_node(q), CACHE_RECORD, &zone, DNS_NS,
                                             RANK_GLUE, q->started, NONE) == NONE)
        zone = dns_name_parent(&q->sname, ++up);
    return zone;
}

static void analyse(struct app *app, struct dns_query *q, struct dns_reader *r)
{
    struct dns_name asked = q->zone;
    struct dns_name unknown;
    switch (resolver_read(app, q, r)) {
    case READING_ANSWER:
        q->failure = FAILURE_NONE;
        step(app, q);
        return;
    case READING_REFERRAL:
        note_server(app, q, RULE_DNS_FOLLOWS_REFERRAL);
        find_servers(app, q, &unknown);
        if (!dns_name_equal(&asked, &q->zone)) {
            step(app, q);
            return;
        }
        /* Servers that lie in their own zone, without addresses: nobody can find them. */
        q->zone = closest_known(app, q);
        q->server_count = 0;
        finish(app, q, FAILURE_SERVERS);
        return;
    case READING_LAME:
        q->trouble = TROUBLE_LAME;
        note_server(app, q, RULE_DNS_LAME);
        break;
    case READING_MALFORMED:
        q->trouble = TROUBLE_MALFORMED;
        app_note_rule(app, query_node(q), RULE_DNS_UNREADABLE, TABLE_NONE, 0,
                      q->servers[q->server], r->refusal);
        break;
    case READING_TOO_MUCH:
        q->trouble = TROUBLE_TOO_MUCH;
        app_note_rule(app, query_node(q), RULE_DNS_TOO_MANY_RECORDS, TABLE_NONE, 0,
                      q->servers[q->server], RESOLVER_RECORDS_MOST);
        break;
    }
    ask(app, q);
}

/* A message from where one is expected. False: it is not the answer that is waited for (RFC
 * 5452 section 9.1). */
static bool receive(struct app *app, struct dns_query *q, const uint8_t *octets, size_t length,
                    bool over_tcp)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_question question;
    bool mine = dns_read_begin(&r, octets, length, &header) && header.response &&
                header.id == q->id && dns_read_question(&r, &question) &&
                dns_name_equal(&question.name, &q->sname) && question.type == q->type &&
                question.klass == q->klass;
    if (!mine)
        return false;
    dns_peer_answered(app, query_node(q), q->servers[q->server], sim_now(app->sim) - q->sent_at,
                      q->servers, q->server_count);
    if (header.truncated && !over_tcp) {
        ask_over_tcp(app, q);
    } else if (header.rcode == DNS_NOERROR || header.rcode == DNS_NXDOMAIN) {
        analyse(app, q, &r);
    } else if (may_not_know_edns(q, header.rcode)) {
        ask_plainly(app, q);
    } else {
        q->trouble = TROUBLE_RCODE;
        q->rcode = header.rcode;
        note_server(app, q, RULE_DNS_SERVER_DECLINES);
        ask(app, q);
    }
    return true;
}

void resolver_datagram(struct app *app, struct dns_query *q,
                       const struct udp_datagram *datagram)
{
    bool expected = !q->over_tcp && q->server < q->server_count && timer_is_set(&q->timer) &&
                    datagram->from.address == q->servers[q->server] &&
                    datagram->from.port == PLAN_DNS_PORT;
    if (!expected || !receive(app, q, datagram->octets, datagram->length, false))
        app_note_rule(app, query_node(q), RULE_DNS_STRAY_ANSWER, TABLE_NONE, 0,
                      datagram->from.address, 0);
}

static void tcp_failed(struct app *app, struct dns_query *q)
{
    q->trouble = TROUBLE_UNREACHABLE;
    note_server(app, q, RULE_DNS_SERVER_UNREACHABLE);
    dns_peer_failed(app, query_node(q), q->servers[q->server], RESOLVER_WAIT);
    ask(app, q);
}

/* Reads what has come. The query may be another question, or gone, afterwards. */
static void read_stream(struct app *app, struct dns_query *q)
{
    size_t length;
    enum dns_pipe_state state = dns_pipe_take(app, &q->pipe, q->socket, &length);
    if (state == PIPE_WAITS)
        return;
    close_socket(app, q); /* one question a connection */
    if (state == PIPE_ENDS || !receive(app, q, app->scratch[APP_SCRATCH_REQUEST], length, true))
        tcp_failed(app, q);
}

void resolver_tcp_event(struct app *app, struct dns_query *q, const struct socket_up *up)
{
    uint8_t octets[DNS_UDP_MAX];
    const struct socket_id socket = q->socket;
    const uint32_t gone =
        SOCKET_CLOSED | SOCKET_RESET | SOCKET_TIMED_OUT | SOCKET_REFUSED | SOCKET_UNREACHABLE;
    if (socket.serial != up->socket.serial)
        return; /* of a connection that was given up */
    if ((up->events & gone) != 0 || !tcp_exists(app->transport, socket)) {
        tcp_abort(app->transport, socket);
        tcp_failed(app, q);
        return;
    }
    if ((up->events & SOCKET_CONNECTED) != 0) {
        size_t length = write_question(app, q, octets, sizeof octets);
        dns_pipe_put(app, &q->pipe, socket, octets, length);
    } else if ((up->events & SOCKET_WRITABLE) != 0) {
        (void)dns_pipe_flush(app, &q->pipe, socket);
    }
    if ((up->events & (SOCKET_READABLE | SOCKET_PEER_CLOSED)) != 0)
        read_stream(app, q);
    tcp_settle(app->transport, socket);
}

void resolver_timer(struct app *app, struct dns_query *q)
{
    q->trouble = TROUBLE_TIMED_OUT;
    note_server(app, q, RULE_DNS_NO_ANSWER);
    dns_peer_failed(app, query_node(q), q->servers[q->server], RESOLVER_WAIT);
    ask(app, q);
}

void resolver_error(struct app *app, struct dns_query *q)
{
    if (!timer_is_set(&q->timer))
        return; /* of a question that has had its answer */
    q->trouble = TROUBLE_UNREACHABLE;
    note_server(app, q, RULE_DNS_SERVER_UNREACHABLE);
    dns_peer_failed(app, query_node(q), q->servers[q->server], RESOLVER_WAIT);
    ask(app, q);
}
