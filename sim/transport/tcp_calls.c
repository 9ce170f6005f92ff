/* transport/tcp_calls.c: what a program may ask of TCP: OPEN, SEND, RECEIVE, CLOSE, ABORT,
 * STATUS (RFC 9293 section 3.10.1 to 3.10.6), each by state. Calls never call back: what a
 * program must be told comes with the event that brings it about. */
#include "transport/tcp_parts.h"

/* --- 3.10.1 OPEN --- */

/* CLOSED: a new TCB, SYN, SYN-SENT. A listening socket stays what it is: passive and active
 * OPEN have rows of their own here. In all other states "connection already exists". */
enum tcp_status tcp_connect(struct transport *t, uint32_t node, uint16_t local_port,
                            struct endpoint remote, uint32_t owner, struct socket_id *id)
{
    return tcp_connect_as(t, node, (struct endpoint){.port = local_port}, remote, owner,
                          transport_profile(t, node), id);
}

enum tcp_status tcp_connect_as(struct transport *t, uint32_t node, struct endpoint local,
                               struct endpoint remote, uint32_t owner,
                               const struct tcp_profile *profile, struct socket_id *id)
{
    ipv4_address chosen;
    uint16_t mtu;
    if (remote.port == 0 || ip_is_group(t->ip, node, remote.address)) /* MUST-46 */
        return TCP_NO_REMOTE;
    if (local.address != 0 && !ip_is_mine(t->ip, node, local.address))
        return TCP_NO_ADDRESS;
    if (ip_choose_source(t->ip, node, remote.address, &chosen, &mtu) != IP_SENT)
        return TCP_NO_ROUTE;
    if (local.address == 0)
        local.address = chosen;
    if (local.port == 0)
        local.port = tcp_choose_port(t, node, local.address, remote);
    if (local.port == 0 || tcp_find(t, node, local.address, local.port, remote) != NULL)
        return TCP_ADDRESS_IN_USE;
    uint32_t profile_row = profile_row_for(t, node, profile);
    struct tcp_conn *c =
        profile_row != NONE ? tcp_create(t, node, local, remote, owner, profile_row) : NULL;
    if (c == NULL)
        return TCP_NO_SLOT;
    conn_set(c, CONN_ACTIVE);
    c->snd.iss = tcp_initial_sequence(t, c);
    c->snd.una = c->snd.nxt = c->snd.max = c->snd.iss;
    tcp_first_window(t, c);
    tcp_note(t, c, found(RULE_TCP_OPENS, 0, remote.address, remote.port));
    tcp_enter(t, c, TCP_SYN_SENT);
    *id = tcp_id(t, c);
    tcp_send_syn(t, c);
    return TCP_OK;
}

enum tcp_status tcp_listen(struct transport *t, uint32_t node, uint16_t port, uint32_t backlog,
                           uint32_t owner, struct socket_id *id)
{
    if (tcp_find_listener(t, node, port) != NULL)
        return TCP_ADDRESS_IN_USE;
    uint32_t row = arena_take(&t->sim->arena, t->listener_pool);
    if (row == NONE)
        return TCP_NO_SLOT;
    uint32_t *bucket =
        socket_bucket(t, SOCKETS_LISTENING, node, port, (struct endpoint){.address = 0});
    t->listeners[row] =
        (struct tcp_listener){.next = *bucket,
                              .serial = socket_serial(t),
                              .node = node,
                              .owner = owner,
                              .backlog = backlog,
                              .port = port,
                              .profile = profile_share(t, t->nodes[node].profile)};
    *bucket = row + 1;
    *id = (struct socket_id){row, t->listeners[row].serial};
    sim_row(t->sim, node, TABLE_LISTENER, row, ROW_ADDED, port);
    return TCP_OK;
}

void tcp_listen_at(struct transport *t, struct socket_id listener, ipv4_address address)
{
    struct tcp_listener *l = tcp_listener_at(t, listener);
    if (l != NULL)
        l->address = address;
}

/* Connections that are still in SYN-RECEIVED are reset when their ACK comes. */
void tcp_unlisten(struct transport *t, struct socket_id id)
{
    struct tcp_listener *l = tcp_listener_at(t, id);
    if (l == NULL)
        return;
    uint32_t *link =
        socket_bucket(t, SOCKETS_LISTENING, l->node, l->port, (struct endpoint){.address = 0});
    while (*link != id.row + 1)
        link = &t->listeners[*link - 1].next;
    *link = l->next;
    sim_row(t->sim, l->node, TABLE_LISTENER, id.row, ROW_REMOVED, l->port);
    profile_release(t, l->profile);
    arena_give(&t->sim->arena, t->listener_pool, id.row);
}

/* --- 3.10.2 SEND --- */

/* May the user still give octets in this state? CLOSE asks the same. */
static enum tcp_status may_send(const struct tcp_conn *c)
{
    if (c == NULL)
        return TCP_NOT_CONNECTED;
    if (conn_has(c, CONN_CLOSE_CALLED))
        return TCP_CONNECTION_CLOSING;
    switch ((enum tcp_state)c->state) {
    case TCP_CLOSED:
    case TCP_LISTEN:
        return TCP_NOT_CONNECTED;
    case TCP_SYN_SENT: /* queued, and sent after entering ESTABLISHED */
    case TCP_SYN_RECEIVED:
    case TCP_ESTABLISHED: /* segmentized now */
    case TCP_CLOSE_WAIT:
        return TCP_OK;
    case TCP_FIN_WAIT_1:
    case TCP_FIN_WAIT_2:
    case TCP_CLOSING:
    case TCP_LAST_ACK:
    case TCP_TIME_WAIT:
        return TCP_CONNECTION_CLOSING;
    }
    return TCP_NOT_CONNECTED;
}

static uint32_t room_in_buffer(const struct tcp_conn *c)
{
    uint32_t held = stream_length(&c->stream);
    return c->snd.buff > held ? c->snd.buff - held : 0;
}

static enum tcp_status take_octets(struct transport *t, struct socket_id id,
                                   const uint8_t *octets, size_t length, bool urgent,
                                   size_t *taken)
{
    struct tcp_conn *c = tcp_conn_at(t, id);
    enum tcp_status status = may_send(c);
    *taken = 0;
    if (status != TCP_OK)
        return status;
    uint32_t room = room_in_buffer(c);
    uint32_t wanted = length < room ? (uint32_t)length : room;
    uint32_t n = stream_append(&c->stream, tcp_place(t), octets, wanted);
    if (n < length)
        conn_set(c, CONN_WANTS_ROOM);
    if (n < wanted) /* the pool is short of blocks: ask again when it has grown */
        tcp_continue_later(t, c);
    *taken = n;
    if (n == 0)
        return length == 0 ? TCP_OK : TCP_WOULD_BLOCK;
    sim_touch(t->sim, TABLE_TCP, id.row);
    tcp_user_waits(t, c);
    seq32 sent = c->snd.max;
    if (urgent)
        tcp_urge(t, c);
    tcp_output(t, c);
    if (urgent && seq_equal(c->snd.max, sent))
        tcp_announce_urgent(t, c);
    return TCP_OK;
}

enum tcp_status tcp_send(struct transport *t, struct socket_id id, const uint8_t *octets,
                         size_t length, size_t *taken)
{
    return take_octets(t, id, octets, length, false, taken);
}

enum tcp_status tcp_send_urgent(struct transport *t, struct socket_id id, const uint8_t *octets,
                                size_t length, size_t *taken)
{
    return take_octets(t, id, octets, length, true, taken);
}

void tcp_set_nodelay(struct transport *t, struct socket_id id, bool on)
{
    struct tcp_conn *c = tcp_conn_at(t, id);
    if (c != NULL)
        c->snd.nodelay = on;
}

/* --- 3.10.3 RECEIVE --- */

/* Takes octets out of the first row; frees it when it is empty. */
static uint32_t take_from_first(struct transport *t, struct tcp_conn *c, uint8_t *octets,
                                size_t room)
{
    uint32_t row = c->text.first;
    struct tcp_text *x = &t->texts[row - 1];
    uint16_t n = room < x->length ? (uint16_t)room : x->length;
    if (octets != NULL)
        memcpy(octets, frame_octets(&t->sim->frames, x->frame) + x->offset, n);
    x->offset = (uint16_t)(x->offset + n);
    x->length = (uint16_t)(x->length - n);
    x->seq = seq_add(x->seq, n);
    if (x->length > 0)
        return n;
    if (c->text.ready == row)
        c->text.ready = 0;
    if (c->text.last == row)
        c->text.last = 0;
    c->text.first = x->next;
    c->text.rows--;
    frame_release(&t->sim->frames, x->frame);
    arena_give_used(&t->sim->arena, t->text_pool, row - 1, sizeof(struct tcp_text));
    return n;
}

/* Nothing can be read now: is that for good? Before the peer's FIN the request would be queued.
 * What has come can be read in CLOSING, LAST-ACK and TIME-WAIT too: it has been acknowledged,
 * and "users should continue to RECEIVE on CLOSING connections" (section 3.9.1.4). */
static enum tcp_status nothing_to_read(const struct tcp_conn *c)
{
    return conn_has(c, CONN_FIN_RECEIVED) ? TCP_END : TCP_WOULD_BLOCK;
}

/* Octets before and behind the end of urgent data come by two calls (section 3.9.1.3). */
enum tcp_status tcp_receive(struct transport *t, struct socket_id id, uint8_t *octets,
                            size_t room, size_t *length)
{
    struct tcp_conn *c = tcp_conn_at(t, id);
    *length = 0;
    if (c == NULL)
        return TCP_NOT_CONNECTED;
    if (c->rcv.user == 0)
        return nothing_to_read(c);
    bool urgent = conn_has(c, CONN_URGENT_CAME);
    if (urgent && room > tcp_urgent_left(c))
        room = tcp_urgent_left(c);
    while (*length < room && c->rcv.user > 0) {
        uint8_t *to = octets == NULL ? NULL : octets + *length;
        uint32_t n = take_from_first(t, c, to, room - *length);
        c->rcv.user -= n;
        *length += n;
    }
    if (urgent)
        tcp_urgent_read(t, c);
    sim_touch(t->sim, TABLE_TCP, id.row);
    if (!conn_has(c, CONN_ACK_HELD))
        tcp_window_update(t, c);
    return TCP_OK;
}

void tcp_settle(struct transport *t, struct socket_id id)
{
    struct tcp_conn *c = tcp_conn_at(t, id);
    if (c == NULL || !conn_has(c, CONN_ACK_HELD))
        return;
    conn_clear(c, CONN_ACK_HELD);
    if (conn_has(c, CONN_ACK_NOW))
        tcp_send_ack(t, c);
}

/* --- 3.10.4 CLOSE --- */

/* The FIN goes out behind what is in the send buffer; what differs is the state until then. In
 * LISTEN CLOSE is tcp_unlisten(); in SYN-SENT the TCB is deleted at once; may_send() has
 * refused the states that are closing. */
static void close_by_state(struct transport *t, struct tcp_conn *c)
{
    conn_set(c, CONN_CLOSE_CALLED);
    conn_clear(c, CONN_WANTS_ROOM);
    switch ((enum tcp_state)c->state) {
    case TCP_SYN_RECEIVED: /* with something to be sent: queued, see tcp_continue_close() */
        if (stream_length(&c->stream) == 0)
            tcp_enter(t, c, TCP_FIN_WAIT_1);
        return;
    case TCP_ESTABLISHED: /* "in any case" */
        tcp_enter(t, c, TCP_FIN_WAIT_1);
        return;
    case TCP_CLOSE_WAIT: /* the FIN itself will make it LAST-ACK: see send_piece() */
    case TCP_CLOSED:
    case TCP_LISTEN:
    case TCP_SYN_SENT:
    case TCP_FIN_WAIT_1:
    case TCP_FIN_WAIT_2:
    case TCP_CLOSING:
    case TCP_LAST_ACK:
    case TCP_TIME_WAIT:
        return;
    }
}

enum tcp_status tcp_close(struct transport *t, struct socket_id id)
{
    struct tcp_conn *c = tcp_conn_at(t, id);
    enum tcp_status status = may_send(c);
    if (status != TCP_OK)
        return status;
    tcp_note(t, c, found(RULE_TCP_CLOSES, 0, c->state, stream_length(&c->stream)));
    if (c->state == TCP_SYN_SENT) {
        tcp_end(t, c, 0);
        return TCP_OK;
    }
    close_by_state(t, c);
    tcp_user_waits(t, c);
    tcp_output(t, c);
    return TCP_OK;
}

/* --- 3.10.5 ABORT --- */

/* In which states the peer must be told: in SYN-SENT it knows nothing of us yet, in CLOSING,
 * LAST-ACK and TIME-WAIT it has sent all and knows that we have. */
static bool abort_resets(const struct tcp_conn *c)
{
    switch ((enum tcp_state)c->state) {
    case TCP_SYN_RECEIVED:
    case TCP_ESTABLISHED:
    case TCP_FIN_WAIT_1:
    case TCP_FIN_WAIT_2:
    case TCP_CLOSE_WAIT:
        return true;
    case TCP_CLOSED:
    case TCP_LISTEN:
    case TCP_SYN_SENT:
    case TCP_CLOSING:
    case TCP_LAST_ACK:
    case TCP_TIME_WAIT:
        return false;
    }
    return false;
}

void tcp_abort(struct transport *t, struct socket_id id)
{
    struct tcp_conn *c = tcp_conn_at(t, id);
    if (c == NULL)
        return;
    tcp_note(t, c, found(RULE_TCP_ABORTS, 0, c->state, 0));
    if (abort_resets(c))
        tcp_reset_conn(t, c);
    tcp_end(t, c, 0);
}

/* --- 3.10.6 STATUS --- */

void tcp_set_owner(struct transport *t, struct socket_id id, uint32_t owner)
{
    struct tcp_conn *c = tcp_conn_at(t, id);
    if (c != NULL)
        c->owner = owner;
}

bool tcp_exists(const struct transport *t, struct socket_id id)
{
    return tcp_conn_at(t, id) != NULL;
}

enum tcp_state tcp_state(const struct transport *t, struct socket_id id)
{
    const struct tcp_conn *c = tcp_conn_at(t, id);
    return c == NULL ? TCP_CLOSED : (enum tcp_state)c->state;
}

struct endpoint tcp_local(const struct transport *t, struct socket_id id)
{
    const struct tcp_conn *c = tcp_conn_at(t, id);
    return c == NULL ? (struct endpoint){.address = 0}
                     : (struct endpoint){.address = c->local, .port = c->local_port};
}

struct endpoint tcp_remote(const struct transport *t, struct socket_id id)
{
    const struct tcp_conn *c = tcp_conn_at(t, id);
    return c == NULL ? (struct endpoint){.address = 0}
                     : (struct endpoint){.address = c->remote, .port = c->remote_port};
}

size_t tcp_readable(const struct transport *t, struct socket_id id)
{
    const struct tcp_conn *c = tcp_conn_at(t, id);
    return c == NULL ? 0 : c->rcv.user;
}

size_t tcp_urgent(const struct transport *t, struct socket_id id)
{
    const struct tcp_conn *c = tcp_conn_at(t, id);
    return c == NULL ? 0 : tcp_urgent_left(c);
}

size_t tcp_writable(const struct transport *t, struct socket_id id)
{
    const struct tcp_conn *c = tcp_conn_at(t, id);
    return may_send(c) == TCP_OK ? room_in_buffer(c) : 0;
}
