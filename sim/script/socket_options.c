/* script/socket_options.c: see socket_options.h. Linux gives twice the size of a buffer back;
 * here a buffer has the size that was asked for. */
#include "script/socket_options.h"

#include <string.h>

#include "base/types.h"
#include "script/names.h"
#include "transport/tcp_knobs.h"

enum unit {
    UNIT_NUMBER,
    UNIT_SWITCH,   /* anything but 0 is on */
    UNIT_INVERTED, /* on: the switch is off */
    UNIT_SECONDS,
    UNIT_MILLISECONDS,
    UNIT_QUICK, /* 1: acknowledge the next QUICK segments at once */
    UNIT_WORD,
};

enum { QUICK = 16 }; /* as Linux's TCP_MAX_QUICKACKS */

struct socket_option {
    int level;
    int number;
    enum netstage_knob knob;
    enum unit unit;
};

static const struct socket_option options[] = {
    {POSIX_SOL_SOCKET, POSIX_SO_SNDBUF, NETSTAGE_SEND_BUFFER, UNIT_NUMBER},
    {POSIX_SOL_SOCKET, POSIX_SO_RCVBUF, NETSTAGE_RECEIVE_BUFFER, UNIT_NUMBER},
    {POSIX_SOL_SOCKET, POSIX_SO_KEEPALIVE, NETSTAGE_KEEP_ALIVE, UNIT_SWITCH},
    {POSIX_SOL_IP, POSIX_IP_TOS, NETSTAGE_TOS, UNIT_NUMBER},
    {POSIX_SOL_IP, POSIX_IP_TTL, NETSTAGE_TTL, UNIT_NUMBER},
    {POSIX_SOL_TCP, POSIX_TCP_NODELAY, NETSTAGE_NAGLE, UNIT_INVERTED},
    {POSIX_SOL_TCP, POSIX_TCP_MAXSEG, NETSTAGE_MSS, UNIT_NUMBER},
    {POSIX_SOL_TCP, POSIX_TCP_KEEPIDLE, NETSTAGE_KEEP_IDLE, UNIT_SECONDS},
    {POSIX_SOL_TCP, POSIX_TCP_KEEPINTVL, NETSTAGE_KEEP_INTERVAL, UNIT_SECONDS},
    {POSIX_SOL_TCP, POSIX_TCP_KEEPCNT, NETSTAGE_KEEP_PROBES, UNIT_NUMBER},
    {POSIX_SOL_TCP, POSIX_TCP_SYNCNT, NETSTAGE_SYN_RETRIES, UNIT_NUMBER},
    {POSIX_SOL_TCP, POSIX_TCP_QUICKACK, NETSTAGE_QUICK_ACKS, UNIT_QUICK},
    {POSIX_SOL_TCP, POSIX_TCP_CONGESTION, NETSTAGE_CONGESTION, UNIT_WORD},
    {POSIX_SOL_TCP, POSIX_TCP_USER_TIMEOUT, NETSTAGE_USER_TIMEOUT, UNIT_MILLISECONDS},
};

enum { OPTIONS = sizeof options / sizeof options[0] };

const struct socket_option *socket_option_find(int64_t level, int64_t number)
{
    for (size_t i = 0; i < OPTIONS; i++) {
        if (options[i].level == level && options[i].number == number)
            return &options[i];
    }
    return NULL;
}

enum netstage_knob socket_option_knob(const struct socket_option *option)
{
    return option->knob;
}

static int64_t times(int64_t number, int64_t unit)
{
    return number < 0 || number > INT32_MAX ? -1 : number * unit;
}

bool socket_option_read(const struct socket_option *option, const struct value *value,
                        int64_t *knob_value)
{
    const struct value *v = value->kind == VALUE_LIST ? value->first : value;
    if (v == NULL || v->kind != (option->unit == UNIT_WORD ? VALUE_TEXT : VALUE_NUMBER))
        return false;
    switch (option->unit) {
    case UNIT_NUMBER:
        *knob_value = v->number;
        return true;
    case UNIT_SWITCH:
        *knob_value = v->number != 0;
        return true;
    case UNIT_INVERTED:
        *knob_value = v->number == 0;
        return true;
    case UNIT_SECONDS:
        *knob_value = times(v->number, SIM_SECOND);
        return true;
    case UNIT_MILLISECONDS:
        *knob_value = times(v->number, SIM_MILLISECOND);
        return true;
    case UNIT_QUICK:
        *knob_value = v->number != 0 ? QUICK : 0;
        return true;
    case UNIT_WORD:
        return tcp_knob_read((enum tcp_knob)option->knob, FORM_LINUX_WORD, v->text,
                             strlen(v->text), knob_value);
    }
    return false;
}

int64_t socket_option_write(const struct socket_option *option, int64_t knob_value,
                            const char **text)
{
    *text = NULL;
    switch (option->unit) {
    case UNIT_NUMBER:
    case UNIT_SWITCH:
        return knob_value;
    case UNIT_INVERTED:
        return knob_value == 0;
    case UNIT_SECONDS:
        return knob_value / SIM_SECOND;
    case UNIT_MILLISECONDS:
        return knob_value / SIM_MILLISECOND;
    case UNIT_QUICK:
        return knob_value != 0;
    case UNIT_WORD:
        *text = knob_value == CONGESTION_NEWRENO
                    ? "reno"
                    : tcp_knob_words((enum tcp_knob)option->knob)[knob_value];
        return knob_value;
    }
    return knob_value;
}
