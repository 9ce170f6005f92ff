/* transport/tcp_table.c: the rows of connections and listeners: look-up by the four numbers
 * that name a connection, creation, deletion, ports and initial sequence numbers. */
#include "transport/tcp_parts.h"

#include <assert.h>

#include "base/hash.h"

static const struct endpoint anywhere;

static bool is_conn(const struct tcp_conn *c, uint32_t node, ipv4_address local,
                    uint16_t local_port, struct endpoint remote)
{
    return c->remote_port == remote.port && c->local_port == local_port &&
           c->remote == remote.address && c->local == local && c->node == node;
}

struct tcp_conn *tcp_find(struct transport *t, uint32_t node, ipv4_address local,
                          uint16_t local_port, struct endpoint remote)
{
    uint32_t row = *socket_bucket(t, SOCKETS_CONNECTED, node, local_port, remote);
    while (row != 0 && !is_conn(&t->conns[row - 1], node, local, local_port, remote))
        row = t->conns[row - 1].next;
    return row == 0 ? NULL : &t->conns[row - 1];
}

struct tcp_listener *tcp_find_listener(struct transport *t, uint32_t node, uint16_t port)
{
    uint32_t row = *socket_bucket(t, SOCKETS_LISTENING, node, port, anywhere);
    while (row != 0 &&
           (t->listeners[row - 1].node != node || t->listeners[row - 1].port != port))
        row = t->listeners[row - 1].next;
    return row == 0 ? NULL : &t->listeners[row - 1];
}

struct tcp_conn *tcp_conn_at(const struct transport *t, struct socket_id id)
{
    if (id.serial == 0 || id.row >= arena_marks(&t->sim->arena, t->conn_pool)->high)
        return NULL;
    struct tcp_conn *c = &t->conns[id.row];
    return c->serial == id.serial ? c : NULL;
}

struct tcp_listener *tcp_listener_at(const struct transport *t, struct socket_id id)
{
    if (id.serial == 0 || id.row >= arena_marks(&t->sim->arena, t->listener_pool)->high)
        return NULL;
    struct tcp_listener *l = &t->listeners[id.row];
    return l->serial == id.serial ? l : NULL;
}

uint32_t tcp_conn_next(const struct transport *t, uint32_t row)
{
    uint32_t high = arena_marks(&t->sim->arena, t->conn_pool)->high;
    while (row < high && t->conns[row].serial == 0)
        row++;
    return row < high ? row : NONE;
}

uint32_t tcp_listener_next(const struct transport *t, uint32_t row)
{
    uint32_t high = arena_marks(&t->sim->arena, t->listener_pool)->high;
    while (row < high && t->listeners[row].serial == 0)
        row++;
    return row < high ? row : NONE;
}

struct tcp_conn *tcp_create(struct transport *t, uint32_t node, struct endpoint local,
                            struct endpoint remote, uint32_t owner, uint32_t profile_row)
{
    uint32_t row = arena_take(&t->sim->arena, t->conn_pool);
    if (row == NONE) {
        profile_release(t, profile_row);
        return NULL;
    }
    struct tcp_conn *c = &t->conns[row];
    const struct tcp_profile *profile = &t->profiles[profile_row].profile;
    uint32_t *bucket = socket_bucket(t, SOCKETS_CONNECTED, node, local.port, remote);
    c->next = *bucket;
    c->serial = socket_serial(t);
    c->node = node;
    c->owner = owner;
    c->local = local.address;
    c->local_port = local.port;
    c->remote = remote.address;
    c->remote_port = remote.port;
    c->profile = profile_row;
    if (profile->user_timeout != 0)
        conn_set(c, CONN_USER_TIMEOUT);
    c->snd.buff = profile->send_buffer;
    c->rcv.buff = profile->receive_buffer;
    timer_clear(&c->retransmission);
    timer_clear(&c->delayed_ack);
    timer_clear(&c->time_wait);
    timer_clear(&c->keep_alive);
    timer_clear(&c->user);
    if (profile->timestamps != 0)
        c->ts_offset = (uint32_t)draw(t->sim->clock->seed, node, DRAW_TIMESTAMP, c->serial);
    tcp_rto_start(t, c);
    *bucket = row + 1;
    sim_row(t->sim, node, TABLE_TCP, row, ROW_ADDED, c->serial);
    return c;
}

struct tcp_conn *tcp_older(struct transport *t, const struct tcp_conn *c)
{
    struct endpoint remote = {.address = c->remote, .port = c->remote_port};
    uint32_t row = c->next;
    while (row != 0 && !is_conn(&t->conns[row - 1], c->node, c->local, c->local_port, remote))
        row = t->conns[row - 1].next;
    return row == 0 ? NULL : &t->conns[row - 1];
}

static void unchain(struct transport *t, const struct tcp_conn *c)
{
    struct endpoint remote = {.address = c->remote, .port = c->remote_port};
    uint32_t *link = socket_bucket(t, SOCKETS_CONNECTED, c->node, c->local_port, remote);
    while (*link != tcp_row(t, c) + 1)
        link = &t->conns[*link - 1].next;
    *link = c->next;
}

void tcp_delete(struct transport *t, struct tcp_conn *c)
{
    assert(c->state == TCP_CLOSED || c->state == TCP_LISTEN);
    uint32_t row = tcp_row(t, c);
    struct tcp_listener *listener = tcp_listener_at(t, c->listener);
    if (listener != NULL)
        listener->pending--;
    tcp_release_text(t, c);
    tcp_sack_release(t, c);
    stream_release(&c->stream, tcp_place(t), c->stream.end);
    timer_cancel(t->sim, &c->retransmission, EVENT_TCP_RETRANSMISSION, row);
    timer_cancel(t->sim, &c->delayed_ack, EVENT_TCP_DELAYED_ACK, row);
    timer_cancel(t->sim, &c->time_wait, EVENT_TCP_TIME_WAIT, row);
    timer_cancel(t->sim, &c->keep_alive, EVENT_TCP_KEEP_ALIVE, row);
    timer_cancel(t->sim, &c->user, EVENT_TCP_USER, row);
    profile_release(t, c->profile);
    unchain(t, c);
    sim_row(t->sim, c->node, TABLE_TCP, row, ROW_REMOVED, c->serial);
    arena_give(&t->sim->arena, t->conn_pool, row);
}

uint16_t tcp_choose_port(struct transport *t, uint32_t node, ipv4_address local,
                         struct endpoint remote)
{
    struct transport_node *n = &t->nodes[node];
    for (int i = 0; i < PORTS_COUNT; i++) {
        uint16_t port = n->next_tcp_port;
        n->next_tcp_port = port_after(port);
        if (tcp_find(t, node, local, port, remote) == NULL &&
            tcp_find_listener(t, node, port) == NULL)
            return port;
    }
    return 0;
}

/* Section 3.4.1, MUST-8, SHLD-1, MUST-9; RFC 6528 section 3: ISN = M + F(localip, localport,
 * remoteip, remoteport, secretkey), with M a clock of 4 microseconds; the secret key is the
 * seed of the run. The quiet time of section 3.4.3 is for hosts that lose their memory of
 * sequence numbers: none of ours does, a host that is switched off and on has been cut off, but
 * forgets nothing. */
seq32 tcp_initial_sequence(const struct transport *t, const struct tcp_conn *c)
{
    uint64_t tuple = hash_mix((uint64_t)c->local << 32 | c->remote,
                              (uint64_t)c->local_port << 16 | c->remote_port);
    uint64_t f = draw(t->sim->clock->seed, c->node, DRAW_INITIAL_SEQUENCE, tuple);
    uint64_t m = (uint64_t)(sim_now(t->sim) / (4 * SIM_MICROSECOND));
    return seq((uint32_t)(m + f));
}
