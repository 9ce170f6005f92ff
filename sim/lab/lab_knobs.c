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
