/* lab/lab_knobs.c: how the host's TCP behaves: the members of its profile, by number. See
 * netstage.h and transport/profile.h. */
#include <string.h>

#include "lab/lab.h"

enum { HOST_NODE = 0, SHIFT_MOST = 14 };

/* Where a knob's value is in the profile, and its bounds. */
struct knob {
    size_t offset;
    size_t width; /* octets: 1, 2, 4 or 8 */
    int64_t least;
    int64_t most;
};

#define KNOB(member, least, most)                                                              \
    {                                                                                          \
        offsetof(struct tcp_profile, member), sizeof(((struct tcp_profile *)0)->member),       \
            least, most                                                                        \
    }

#define LONGEST (3600 * SIM_SECOND)
#define LARGEST (INT64_C(1) << 30)

static const struct knob knobs[NETSTAGE_KNOBS] = {
    [NETSTAGE_CONGESTION] = KNOB(congestion, 0, CONGESTION_CUBIC),
    [NETSTAGE_INITIAL_WINDOW] = KNOB(initial_window, 0, 1000),
    [NETSTAGE_MSS] = KNOB(mss, 0, 1460),
    [NETSTAGE_RECEIVE_BUFFER] = KNOB(receive_buffer, 1, LARGEST),
    [NETSTAGE_SEND_BUFFER] = KNOB(send_buffer, 1, LARGEST),
    [NETSTAGE_DELAYED_ACK] = KNOB(delayed_ack, 0, 499 * SIM_MILLISECOND),
    [NETSTAGE_NAGLE] = KNOB(nagle, 0, 1),
    [NETSTAGE_WINDOW_SCALING] = KNOB(window_scaling, 0, 1),
    [NETSTAGE_TIMESTAMPS] = KNOB(timestamps, 0, 1),
    [NETSTAGE_SACK] = KNOB(sack, 0, 1),
    [NETSTAGE_ECN] = KNOB(ecn, 0, ECN_WHEN_ASKED),
    [NETSTAGE_LIMITED_TRANSMIT] = KNOB(limited_transmit, 0, 1),
    [NETSTAGE_FAST_RETRANSMIT] = KNOB(fast_retransmit, 0, 1),
    [NETSTAGE_RTO_INITIAL] = KNOB(rto_initial, 1, LONGEST),
    [NETSTAGE_RTO_MINIMUM] = KNOB(rto_minimum, 1, LONGEST),
    [NETSTAGE_RTO_MAXIMUM] = KNOB(rto_maximum, 1, LONGEST),
    [NETSTAGE_MSL] = KNOB(msl, 1, LONGEST),
    [NETSTAGE_SYN_RETRIES] = KNOB(syn_retries, 0, UINT8_MAX),
    [NETSTAGE_DATA_RETRIES] = KNOB(data_retries, 0, UINT8_MAX),
    [NETSTAGE_PROFILE] = KNOB(habits, 0, HABITS - 1),
    [NETSTAGE_OPTION_ORDER] = KNOB(option_order, 0, TCP_ORDER_FREEBSD),
    [NETSTAGE_WINDOW_SHIFT] = KNOB(window_shift, 0, WINDOW_SHIFT_AUTOMATIC),
    [NETSTAGE_QUICK_ACKS] = KNOB(quick_acks, 0, UINT8_MAX),
};

/* A member of any width, as the machine has it. */
union member {
    uint8_t octet;
    uint16_t half;
    uint32_t word;
    int64_t time;
};

static void put(uint8_t *at, size_t width, int64_t value)
{
    union member m = {0};
    if (width == sizeof m.octet)
        m.octet = (uint8_t)value;
    else if (width == sizeof m.half)
        m.half = (uint16_t)value;
    else if (width == sizeof m.word)
        m.word = (uint32_t)value;
    else
        m.time = value;
    memcpy(at, &m, width);
}

static int64_t get(const uint8_t *at, size_t width)
{
    union member m = {0};
    memcpy(&m, at, width);
    if (width == sizeof m.octet)
        return m.octet;
    if (width == sizeof m.half)
        return m.half;
    return width == sizeof m.word ? m.word : m.time;
}

struct turning {
    const struct knob *knob;
    int64_t value;
    bool done;
};

static void turn_deed(struct netstage_host *host, void *what)
{
    struct turning *x = what;
    struct tcp_profile *profile = transport_own_profile(&host->world->transport, HOST_NODE);
    if (profile != NULL && x->knob == &knobs[NETSTAGE_PROFILE])
        *profile = tcp_profile_of((enum tcp_habits)x->value);
    if (profile != NULL)
        put((uint8_t *)profile + x->knob->offset, x->knob->width, x->value);
    x->done = profile != NULL;
}

int netstage_set(struct netstage_host *host, enum netstage_knob knob, int64_t value)
{
    if ((unsigned)knob >= NETSTAGE_KNOBS || value < knobs[knob].least ||
        value > knobs[knob].most)
        return -NETSTAGE_EINVAL;
    if (knob == NETSTAGE_WINDOW_SHIFT && value > SHIFT_MOST && value != WINDOW_SHIFT_AUTOMATIC)
        return -NETSTAGE_EINVAL;
    struct turning x = {.knob = &knobs[knob], .value = value};
    lab_act(host, turn_deed, &x);
    return x.done ? 0 : -NETSTAGE_ENOMEM;
}

int64_t netstage_get(const struct netstage_host *host, enum netstage_knob knob)
{
    const struct tcp_profile *profile = transport_profile(&host->world->transport, HOST_NODE);
    if ((unsigned)knob >= NETSTAGE_KNOBS)
        return -NETSTAGE_EINVAL;
    return get((const uint8_t *)profile + knobs[knob].offset, knobs[knob].width);
}

int netstage_bounds(enum netstage_knob knob, int64_t *least, int64_t *most)
{
    if ((unsigned)knob >= NETSTAGE_KNOBS)
        return -NETSTAGE_EINVAL;
    *least = knobs[knob].least;
    *most = knobs[knob].most;
    return 0;
}
