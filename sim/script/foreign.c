/* script/foreign.c: see foreign.h. The names and units are those of tcp(4) and sysctl(8) of
 * FreeBSD 14. */
#include "script/foreign.h"

#include <string.h>

struct alias {
    const char *name;
    enum tcp_knob knob;
    enum tcp_knob_form form;
};

static const struct alias aliases[] = {
    {"net.inet.tcp.sack.enable", TCP_KNOB_SACK, FORM_PLAIN},
    {"net.inet.tcp.ecn.enable", TCP_KNOB_ECN, FORM_NUMBER},
    {"net.inet.tcp.cc.algorithm", TCP_KNOB_CONGESTION, FORM_LINUX_WORD},
    {"net.inet.tcp.initcwnd_segments", TCP_KNOB_INITIAL_WINDOW, FORM_PLAIN},
    {"net.inet.tcp.recvspace", TCP_KNOB_RECEIVE_BUFFER, FORM_PLAIN},
    {"net.inet.tcp.sendspace", TCP_KNOB_SEND_BUFFER, FORM_PLAIN},
    {"net.inet.tcp.rexmit_initial", TCP_KNOB_RTO_INITIAL, FORM_MILLISECONDS},
    {"net.inet.tcp.rexmit_min", TCP_KNOB_RTO_MINIMUM, FORM_MILLISECONDS},
    {"net.inet.tcp.delacktime", TCP_KNOB_DELAYED_ACK, FORM_MILLISECONDS},
    {"net.inet.tcp.msl", TCP_KNOB_MSL, FORM_MILLISECONDS},
    {"net.inet.tcp.rfc3042", TCP_KNOB_LIMITED_TRANSMIT, FORM_PLAIN},
};

enum { ALIASES = sizeof aliases / sizeof aliases[0] };

/* Settings below these that are not in the table change nothing that a script can see here. */
static const char *const passed_over[] = {"net.inet.", "net.inet6.", "net.core.", "net.mptcp.",
                                          "net.ipv6.", "kern.",      "kernel.",   "vm."};

static bool is_called(const char *name, const char *word, size_t length)
{
    return strlen(name) == length && memcmp(name, word, length) == 0;
}

static bool begins(const char *start, const char *word, size_t length)
{
    return strlen(start) <= length && memcmp(start, word, strlen(start)) == 0;
}

/* net.inet.tcp.rfc1323: 0 neither, 1 both, 2 only window scaling, 3 only timestamps. */
static enum foreign extensions(const char *value, size_t length,
                               struct foreign_setting *setting)
{
    if (length != 1 || value[0] < '0' || value[0] > '3')
        return FOREIGN_BAD_VALUE;
    *setting = (struct foreign_setting){
        .knobs = {TCP_KNOB_WINDOW_SCALING, TCP_KNOB_TIMESTAMPS},
        .values = {value[0] == '1' || value[0] == '2', value[0] == '1' || value[0] == '3'},
        .count = 2,
    };
    return FOREIGN_SETS;
}

enum foreign foreign_setting(const char *name, size_t name_length, const char *value,
                             size_t value_length, struct foreign_setting *setting)
{
    *setting = (struct foreign_setting){0};
    if (is_called("net.inet.tcp.rfc1323", name, name_length))
        return extensions(value, value_length, setting);
    for (size_t i = 0; i < ALIASES; i++) {
        const struct alias *a = &aliases[i];
        if (!is_called(a->name, name, name_length))
            continue;
        setting->knobs[0] = a->knob;
        setting->count = 1;
        return tcp_knob_read(a->knob, a->form, value, value_length, &setting->values[0])
                   ? FOREIGN_SETS
                   : FOREIGN_BAD_VALUE;
    }
    for (size_t i = 0; i < sizeof passed_over / sizeof passed_over[0]; i++) {
        if (begins(passed_over[i], name, name_length))
            return FOREIGN_PASSED_OVER;
    }
    return FOREIGN_UNKNOWN;
}

enum tcp_habits foreign_habits(const char *word, size_t length)
{
    static const char defaults[] = "/defaults.sh";
    size_t tail = sizeof defaults - 1;
    if (begins("net.inet.", word, length))
        return HABITS_FREEBSD;
    return length >= tail && memcmp(word + length - tail, defaults, tail) == 0 ? HABITS_LINUX
                                                                               : HABITS;
}
