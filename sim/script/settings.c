/* script/settings.c: how the host is set up: --name=value at the head of a script, and `sysctl`
 * lines. Of the sysctls those are known that TCP has a switch for; net.netstage.* are the
 * switches of lab/netstage.h by their names there, times with a unit: 200ms, 30s. */
#include <string.h>

#include "base/catalogue.h"
#include "base/suggest.h"
#include "scenario/address.h"
#include "script/read.h"

/* --- options --- */

enum option_kind { OPTION_NUMBER, OPTION_ADDRESS, OPTION_IGNORED };

struct option {
    const char *name;
    enum option_kind kind;
    int64_t least;
    int64_t most;
};

enum option_row {
    ROW_TOLERANCE,
    ROW_MTU,
    ROW_LOCAL_IP,
    ROW_REMOTE_IP,
    ROW_GATEWAY_IP,
    ROW_BIND_PORT,
    ROW_CONNECT_PORT,
    ROW_TICK,
    ROW_SEED,
    ROW_IP_VERSION,
};

static const struct option options[] = {
    [ROW_TOLERANCE] = {"tolerance_usecs", OPTION_NUMBER, 0, 60000000},
    [ROW_MTU] = {"mtu", OPTION_NUMBER, 68, 1500},
    [ROW_LOCAL_IP] = {"local_ip", OPTION_ADDRESS, 0, 0},
    [ROW_REMOTE_IP] = {"remote_ip", OPTION_ADDRESS, 0, 0},
    [ROW_GATEWAY_IP] = {"gateway_ip", OPTION_ADDRESS, 0, 0},
    [ROW_BIND_PORT] = {"bind_port", OPTION_NUMBER, 1, UINT16_MAX},
    [ROW_CONNECT_PORT] = {"connect_port", OPTION_NUMBER, 1, UINT16_MAX},
    [ROW_TICK] = {"tcp_ts_tick_usecs", OPTION_NUMBER, 0, 1000000},
    [ROW_SEED] = {"seed", OPTION_NUMBER, 0, UINT32_MAX},
    [ROW_IP_VERSION] = {"ip_version", OPTION_IGNORED, 0, 0},
};

enum { OPTIONS = sizeof options / sizeof options[0] };

/* A whole number that is the whole text; -1: it is none. */
static int64_t whole_number(const char *text, size_t length)
{
    int64_t number = 0;
    if (length == 0 || length > 15)
        return -1;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

static bool keep_option(struct script_options *o, enum option_row row, int64_t n)
{
    switch (row) {
    case ROW_TOLERANCE:
        o->tolerance = n * SIM_MICROSECOND;
        break;
    case ROW_MTU:
        o->mtu = (uint16_t)n;
        break;
    case ROW_LOCAL_IP:
        o->local_ip = (uint32_t)n;
        break;
    case ROW_REMOTE_IP:
        o->remote_ip = (uint32_t)n;
        break;
    case ROW_GATEWAY_IP:
        o->gateway_ip = (uint32_t)n;
        break;
    case ROW_BIND_PORT:
        o->bind_port = (uint16_t)n;
        break;
    case ROW_CONNECT_PORT:
        o->connect_port = (uint16_t)n;
        break;
    case ROW_TICK:
        o->tick = n * SIM_MICROSECOND;
        break;
    case ROW_SEED:
        o->seed = (uint64_t)n;
        break;
    case ROW_IP_VERSION:
        return n == 0;
    }
    return true;
}

static bool option_value(const struct option *option, const char *text, size_t length,
                         int64_t *value)
{
    uint32_t address;
    switch (option->kind) {
    case OPTION_NUMBER:
        *value = whole_number(text, length);
        return *value >= option->least && *value <= option->most;
    case OPTION_ADDRESS:
        if (!address_read(text, length, &address))
            return false;
        *value = address;
        return true;
    case OPTION_IGNORED: /* there is IPv4 and nothing else */
        *value = length == 4 && memcmp(text, "ipv4", 4) == 0 ? 0 : 1;
        return *value == 0;
    }
    return false;
}

void read_script_option(struct cursor *c, struct script_options *o)
{
    const char *word = c->text + c->token.at;
    const char *equals = memchr(word, '=', c->token.length);
    size_t length = equals != NULL ? (size_t)(equals - word) : c->token.length;
    struct suggestion suggestion = suggest_begin(word + 2, length - 2);
    int64_t value = 0;
    for (size_t i = 0; i < OPTIONS; i++) {
        suggest_offer(&suggestion, options[i].name);
        if (strlen(options[i].name) != length - 2 ||
            memcmp(options[i].name, word + 2, length - 2) != 0)
            continue;
        if (equals == NULL ||
            !option_value(&options[i], equals + 1, c->token.length - length - 1, &value) ||
            !keep_option(o, (enum option_row)i, value))
            cursor_fail(c, N_("This option has no value that it can have: {word}"),
                        N_("Write --name=value, without blanks."));
        cursor_next(c);
        return;
    }
    cursor_fail_near(
        c, N_("A script has no option {word}."),
        suggestion.best != NULL
            ? N_("Did you mean --{near}?")
            : N_("There are tolerance_usecs, mtu, local_ip, remote_ip, gateway_ip, "
                 "bind_port, connect_port, tcp_ts_tick_usecs and seed."),
        suggestion.best);
}

/* --- sysctl --- */

enum sysctl_unit { UNIT_NUMBER, UNIT_TIME, UNIT_CONGESTION, UNIT_THREE };

struct sysctl {
    const char *name;
    enum netstage_knob knob;
    enum sysctl_unit unit;
};

static const struct sysctl sysctls[] = {
    {"net.ipv4.tcp_congestion_control", NETSTAGE_CONGESTION, UNIT_CONGESTION},
    {"net.ipv4.tcp_sack", NETSTAGE_SACK, UNIT_NUMBER},
    {"net.ipv4.tcp_timestamps", NETSTAGE_TIMESTAMPS, UNIT_NUMBER},
    {"net.ipv4.tcp_window_scaling", NETSTAGE_WINDOW_SCALING, UNIT_NUMBER},
    {"net.ipv4.tcp_ecn", NETSTAGE_ECN, UNIT_NUMBER},
    {"net.ipv4.tcp_syn_retries", NETSTAGE_SYN_RETRIES, UNIT_NUMBER},
    {"net.ipv4.tcp_retries2", NETSTAGE_DATA_RETRIES, UNIT_NUMBER},
    {"net.ipv4.tcp_rmem", NETSTAGE_RECEIVE_BUFFER, UNIT_THREE},
    {"net.ipv4.tcp_wmem", NETSTAGE_SEND_BUFFER, UNIT_THREE},
    {"net.netstage.congestion", NETSTAGE_CONGESTION, UNIT_CONGESTION},
    {"net.netstage.initial_window", NETSTAGE_INITIAL_WINDOW, UNIT_NUMBER},
    {"net.netstage.mss", NETSTAGE_MSS, UNIT_NUMBER},
    {"net.netstage.receive_buffer", NETSTAGE_RECEIVE_BUFFER, UNIT_NUMBER},
    {"net.netstage.send_buffer", NETSTAGE_SEND_BUFFER, UNIT_NUMBER},
    {"net.netstage.delayed_ack", NETSTAGE_DELAYED_ACK, UNIT_TIME},
    {"net.netstage.nagle", NETSTAGE_NAGLE, UNIT_NUMBER},
    {"net.netstage.window_scaling", NETSTAGE_WINDOW_SCALING, UNIT_NUMBER},
    {"net.netstage.timestamps", NETSTAGE_TIMESTAMPS, UNIT_NUMBER},
    {"net.netstage.sack", NETSTAGE_SACK, UNIT_NUMBER},
    {"net.netstage.ecn", NETSTAGE_ECN, UNIT_NUMBER},
    {"net.netstage.limited_transmit", NETSTAGE_LIMITED_TRANSMIT, UNIT_NUMBER},
    {"net.netstage.fast_retransmit", NETSTAGE_FAST_RETRANSMIT, UNIT_NUMBER},
    {"net.netstage.rto_initial", NETSTAGE_RTO_INITIAL, UNIT_TIME},
    {"net.netstage.rto_minimum", NETSTAGE_RTO_MINIMUM, UNIT_TIME},
    {"net.netstage.rto_maximum", NETSTAGE_RTO_MAXIMUM, UNIT_TIME},
    {"net.netstage.msl", NETSTAGE_MSL, UNIT_TIME},
    {"net.netstage.syn_retries", NETSTAGE_SYN_RETRIES, UNIT_NUMBER},
    {"net.netstage.data_retries", NETSTAGE_DATA_RETRIES, UNIT_NUMBER},
};

enum { SYSCTLS = sizeof sysctls / sizeof sysctls[0] };

static int64_t read_time(const char *text, size_t length)
{
    size_t digits = 0;
    while (digits < length && text[digits] >= '0' && text[digits] <= '9')
        digits++;
    int64_t n = whole_number(text, digits);
    const char *unit = text + digits;
    size_t rest = length - digits;
    if (n < 0 || n > 1000000)
        return -1;
    if (rest == 0 && n == 0)
        return 0;
    if (rest == 2 && memcmp(unit, "us", 2) == 0)
        return n * SIM_MICROSECOND;
    if (rest == 2 && memcmp(unit, "ms", 2) == 0)
        return n * SIM_MILLISECOND;
    return rest == 1 && unit[0] == 's' ? n * SIM_SECOND : -1;
}

static int64_t read_congestion(const char *text, size_t length)
{
    static const char *const names[] = {"none", "tahoe", "newreno", "cubic"};
    for (int i = 0; i < 4; i++) {
        if (strlen(names[i]) == length && memcmp(names[i], text, length) == 0)
            return i;
    }
    return length == 4 && memcmp(text, "reno", 4) == 0 ? 2 : -1;
}

/* least, usual and most: the usual counts */
static int64_t read_middle(const char *text, size_t length)
{
    size_t from = 0;
    while (from < length && text[from] != ' ')
        from++;
    while (from < length && text[from] == ' ')
        from++;
    size_t to = from;
    while (to < length && text[to] != ' ')
        to++;
    return whole_number(text + from, to - from);
}

static int64_t read_unit(enum sysctl_unit unit, const char *text, size_t length)
{
    switch (unit) {
    case UNIT_NUMBER:
        return whole_number(text, length);
    case UNIT_TIME:
        return read_time(text, length);
    case UNIT_CONGESTION:
        return read_congestion(text, length);
    case UNIT_THREE:
        return read_middle(text, length);
    }
    return -1;
}

static bool is_knob_value(enum netstage_knob knob, int64_t value)
{
    int64_t least;
    int64_t most;
    return netstage_bounds(knob, &least, &most) == 0 && value >= least && value <= most;
}

static void read_setting(struct cursor *c, const char *word, size_t length,
                         struct setting ***last)
{
    char text[128];
    size_t n = length < sizeof text - 1 ? length : sizeof text - 1;
    const char *equals = memchr(word, '=', length);
    size_t name_length = equals != NULL ? (size_t)(equals - word) : length;
    struct suggestion suggestion = suggest_begin(word, name_length);
    memcpy(text, word, n);
    text[n] = '\0';
    for (size_t i = 0; i < SYSCTLS; i++) {
        suggest_offer(&suggestion, sysctls[i].name);
        if (strlen(sysctls[i].name) != name_length ||
            memcmp(sysctls[i].name, word, name_length) != 0)
            continue;
        const char *value = equals != NULL ? equals + 1 : "";
        size_t value_length = equals != NULL ? length - name_length - 1 : 0;
        if (value_length >= 2 && value[0] == '"') {
            value++;
            value_length -= 2;
        }
        int64_t number = read_unit(sysctls[i].unit, value, value_length);
        if (!is_knob_value(sysctls[i].knob, number))
            cursor_fail_at(c, (size_t)(word - c->text),
                           N_("{word} is no value that it can have."),
                           N_("Numbers are whole; times have a unit, as in 200ms; congestion "
                              "control is none, tahoe, newreno or cubic."),
                           text, NULL);
        struct setting *setting = memory_take(&c->script->memory, sizeof *setting);
        if (setting == NULL) {
            cursor_no_memory(c);
            return;
        }
        *setting = (struct setting){.knob = sysctls[i].knob, .value = number};
        **last = setting;
        *last = &setting->next;
        return;
    }
    cursor_fail_at(c, (size_t)(word - c->text), N_("No setting of the host is called {word}."),
                   suggestion.best != NULL
                       ? N_("Did you mean {near}?")
                       : N_("docs/packet-scripts.md has the list of settings."),
                   text, suggestion.best);
}

/* The next word of a command, with its quotation marks; 0: no more. Signs that part commands
 * are words of their own. */
static size_t shell_word(const char *text, size_t length, size_t *at)
{
    while (*at < length && strchr(" \t\r", text[*at]) != NULL)
        (*at)++;
    size_t end = *at;
    bool quoted = false;
    if (end < length && strchr(";&\n", text[end]) != NULL)
        return 1;
    while (end < length && (quoted || strchr(" \t\r\n;&", text[end]) == NULL)) {
        quoted ^= text[end] == '"';
        end++;
    }
    return end - *at;
}

static bool is_text(const char *word, size_t length, const char *text)
{
    return strlen(text) == length && memcmp(word, text, length) == 0;
}

struct setting *read_settings(struct cursor *c)
{
    struct setting *first = NULL;
    struct setting **last = &first;
    const char *text = c->token.inside;
    size_t length = c->token.inside_length;
    bool in_command = false;
    size_t n;
    for (size_t at = 0; (n = shell_word(text, length, &at)) > 0 && !c->failed; at += n) {
        const char *word = text + at;
        if (strchr(";&\n", word[0]) != NULL)
            in_command = false;
        else if (in_command && word[0] != '-')
            read_setting(c, word, n, &last);
        else if (!in_command && is_text(word, n, "sysctl"))
            in_command = true;
        else if (!in_command)
            cursor_fail_at(
                c, (size_t)(word - c->text), N_("Of all commands only sysctl can be run here."),
                N_("A script is played inside the simulator: there is no shell. Write "
                   "`sysctl -q name=value`."),
                "", NULL);
    }
    cursor_next(c);
    return first;
}
