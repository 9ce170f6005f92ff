/* lab/lab_knobs.c: how the host's TCP behaves: its switches, by number. See netstage.h and
 * transport/tcp_knobs.def, whose order enum netstage_knob has. */
#include "lab/lab.h"
#include "transport/tcp_knobs.h"

enum { HOST_NODE = 0 };

#define KNOB(id, member, key, linux_name, kind, form, least, most, except, word, scope, text)  \
    _Static_assert((int)NETSTAGE_##id == (int)TCP_KNOB_##id, "the same order as in the "       \
                                                             "table");
#include "transport/tcp_knobs.def"
#undef KNOB
_Static_assert((int)NETSTAGE_KNOBS == (int)TCP_KNOBS, "a number for every switch");

struct turning {
    enum tcp_knob knob;
    int64_t value;
    bool done;
};

static void turn_deed(struct netstage_host *host, void *what)
{
    struct turning *x = what;
    struct tcp_profile *profile = transport_own_profile(&host->world->transport, HOST_NODE);
    if (profile != NULL)
        tcp_knob_set(profile, x->knob, x->value);
    x->done = profile != NULL;
}

int netstage_set(struct netstage_host *host, enum netstage_knob knob, int64_t value)
{
    if ((unsigned)knob >= NETSTAGE_KNOBS || !tcp_knob_allows((enum tcp_knob)knob, value))
        return -NETSTAGE_EINVAL;
    struct turning x = {.knob = (enum tcp_knob)knob, .value = value};
    lab_act(host, turn_deed, &x);
    return x.done ? 0 : -NETSTAGE_ENOMEM;
}

int64_t netstage_get(const struct netstage_host *host, enum netstage_knob knob)
{
    if ((unsigned)knob >= NETSTAGE_KNOBS)
        return -NETSTAGE_EINVAL;
    return tcp_knob_get(transport_profile(&host->world->transport, HOST_NODE),
                        (enum tcp_knob)knob);
}

int netstage_bounds(enum netstage_knob knob, int64_t *least, int64_t *most)
{
    if ((unsigned)knob >= NETSTAGE_KNOBS)
        return -NETSTAGE_EINVAL;
    *least = tcp_knob_info((enum tcp_knob)knob)->least;
    *most = tcp_knob_info((enum tcp_knob)knob)->most;
    return 0;
}

/* --- of one socket --- */

struct tcp_profile lab_profile(const struct netstage_host *host, const struct lab_socket *s)
{
    struct tcp_profile profile = *transport_profile(&host->world->transport, HOST_NODE);
    for (unsigned i = 0; i < TCP_KNOBS; i++) {
        if ((s->own_knobs >> i & 1) != 0)
            tcp_knob_set(&profile, (enum tcp_knob)i, s->own[i]);
    }
    return profile;
}

void lab_set_listener(struct netstage_host *host, const struct lab_socket *s)
{
    for (unsigned i = 0; i < TCP_KNOBS; i++) {
        if ((s->own_knobs >> i & 1) != 0 &&
            tcp_set_knob(&host->world->transport, s->id, (enum tcp_knob)i, s->own[i]) != TCP_OK)
            host->stuck = true;
    }
}

struct choosing {
    struct lab_socket *socket;
    enum tcp_knob knob;
    int64_t value;
    enum tcp_status status;
};

static void choose_deed(struct netstage_host *host, void *what)
{
    struct choosing *x = what;
    x->status = tcp_set_knob(&host->world->transport, x->socket->id, x->knob, x->value);
}

/* 0, or why this socket cannot have it. */
static int cannot_have(const struct lab_socket *s, enum netstage_knob knob)
{
    if (s == NULL)
        return -NETSTAGE_EBADF;
    if ((unsigned)knob >= NETSTAGE_KNOBS)
        return -NETSTAGE_EINVAL;
    if (s->type != NETSTAGE_STREAM)
        return -NETSTAGE_EOPNOTSUPP;
    return tcp_knob_info((enum tcp_knob)knob)->of_sockets ? 0 : -NETSTAGE_ENOPROTOOPT;
}

int netstage_set_own(struct netstage_host *host, int fd, enum netstage_knob knob, int64_t value)
{
    struct lab_socket *s = lab_socket_of(host, fd);
    int problem = cannot_have(s, knob);
    if (problem != 0)
        return problem;
    if (!tcp_knob_allows((enum tcp_knob)knob, value))
        return -NETSTAGE_EINVAL;
    if (s->id.serial != 0) {
        struct choosing x = {s, (enum tcp_knob)knob, value, TCP_NO_SLOT};
        lab_act(host, choose_deed, &x);
        if (x.status == TCP_NO_SLOT)
            return -NETSTAGE_ENOMEM;
    }
    s->own_knobs |= UINT64_C(1) << knob;
    s->own[knob] = value;
    return 0;
}

int netstage_get_own(const struct netstage_host *host, int fd, enum netstage_knob knob,
                     int64_t *value)
{
    const struct lab_socket *s = lab_socket_of(host, fd);
    int problem = cannot_have(s, knob);
    if (problem != 0)
        return problem;
    if (tcp_get_knob(&host->world->transport, s->id, (enum tcp_knob)knob, value) == TCP_OK)
        return 0;
    struct tcp_profile profile = lab_profile(host, s);
    *value = tcp_knob_get(&profile, (enum tcp_knob)knob);
    return 0;
}
