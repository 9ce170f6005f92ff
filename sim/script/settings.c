/* script/settings.c: how the host is set up: --name=value at the head of a script, and `sysctl`
 * lines, which know the switches of TCP (transport/tcp_knobs.def) and those of other systems
 * (foreign.h). Other commands are passed over, and noted. */
#include <string.h>

#include "base/catalogue.h"
#include "base/suggest.h"
#include "scenario/address.h"
#include "script/foreign.h"
#include "script/read.h"
#include "transport/tcp_knobs.h"

/* --- options --- */

enum option_kind { OPTION_NUMBER, OPTION_ADDRESS, OPTION_IGNORED, OPTION_HABITS };

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
    ROW_PROFILE,
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
    [ROW_PROFILE] = {"profile", OPTION_HABITS, 0, HABITS - 1},
};

/* The window scale that packetdrill's defaults.sh leads to on Linux (buffers of 15 MB). */
enum { DEFAULTS_SHIFT = 8 };

#define FOREIGN_TOLERANCE (4 * SIM_MILLISECOND)

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
    case ROW_PROFILE:
        o->habits = (uint8_t)n;
        break;
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
    case OPTION_HABITS:
        return tcp_knob_read(TCP_KNOB_PROFILE, FORM_PLAIN, text, length, value);
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
                 "bind_port, connect_port, tcp_ts_tick_usecs, seed and profile."),
        suggestion.best);
}

/* --- sysctl --- */

static void misses_setting(struct cursor *c, const char *word, size_t length, const char *text)
{
    struct suggestion suggestion = suggest_begin(word, length);
    char near[TCP_KNOB_NAME] = "";
    for (unsigned i = 0; i < 2U * TCP_KNOBS; i++) {
        char name[TCP_KNOB_NAME];
        const char *before = suggestion.best;
        enum tcp_knob knob = (enum tcp_knob)(i / 2);
        suggest_offer(&suggestion, i % 2 == 0 ? tcp_knob_own_sysctl(knob, name)
                                              : tcp_knob_sysctl(knob, name));
        if (suggestion.best != before) {
            memcpy(near, name, sizeof near);
            suggestion.best = near;
        }
    }
    cursor_fail_at(c, (size_t)(word - c->text), N_("No setting of the host is called {word}."),
                   suggestion.best != NULL
                       ? N_("Did you mean {near}?")
                       : N_("docs/tcp-settings.md has the list of settings."),
                   text, suggestion.best);
}

static void add_setting(struct cursor *c, struct setting ***last, enum tcp_knob knob,
                        int64_t value)
{
    struct setting *setting = memory_take(&c->script->memory, sizeof *setting);
    if (setting == NULL) {
        cursor_no_memory(c);
        return;
    }
    *setting = (struct setting){.knob = (enum netstage_knob)knob, .value = value};
    **last = setting;
    *last = &setting->next;
}

/* The first word that tells which system a script was written for gives the host its habits,
 * and its times the tolerance that packetdrill has by itself. */
static void take_habits(struct cursor *c, const char *word, size_t length)
{
    struct script_options *o = &c->script->options;
    enum tcp_habits habits = foreign_habits(word, length);
    if (habits == HABITS || o->habits != HABITS)
        return;
    o->habits = (uint8_t)habits;
    if (o->tolerance == 0)
        o->tolerance = FOREIGN_TOLERANCE;
}

void read_pass_over(struct cursor *c, const char *word, size_t length)
{
    struct script_note *note = memory_take(&c->script->memory, sizeof *note);
    const char *text = memory_text(&c->script->memory, word, length);
    if (note == NULL || text == NULL) {
        cursor_no_memory(c);
        return;
    }
    *note = (struct script_note){.line = cursor_line(c, (size_t)(word - c->text)),
                                 .passed_over = text};
    if (c->script->last_note != NULL)
        c->script->last_note->next = note;
    else
        c->script->notes = note;
    c->script->last_note = note;
}

static void refuse_value(struct cursor *c, const char *word, const char *text)
{
    cursor_fail_at(c, (size_t)(word - c->text), N_("{word} is no value that it can have."),
                   N_("Numbers are whole; times under net.netstage have a unit, as in "
                      "200ms; docs/tcp-settings.md has what each can be."),
                   text, NULL);
}

/* Another system's setting; false: nobody's. */
static bool read_foreign(struct cursor *c, const char *word, size_t name_length,
                         const char *value, size_t value_length, const char *text,
                         struct setting ***last)
{
    struct foreign_setting setting;
    switch (foreign_setting(word, name_length, value, value_length, &setting)) {
    case FOREIGN_UNKNOWN:
        return false;
    case FOREIGN_PASSED_OVER:
        read_pass_over(c, word, name_length);
        break;
    case FOREIGN_SETS:
        for (int i = 0; i < setting.count; i++)
            add_setting(c, last, setting.knobs[i], setting.values[i]);
        break;
    case FOREIGN_BAD_VALUE:
        refuse_value(c, word, text);
        break;
    }
    take_habits(c, word, name_length);
    return true;
}

static bool of_linux(const char *word, size_t length)
{
    static const char start[] = "net.ipv4.";
    return length >= sizeof start && memcmp(word, start, sizeof start - 1) == 0;
}

static void read_setting(struct cursor *c, const char *word, size_t length,
                         struct setting ***last)
{
    char text[128];
    size_t n = length < sizeof text - 1 ? length : sizeof text - 1;
    const char *equals = memchr(word, '=', length);
    size_t name_length = equals != NULL ? (size_t)(equals - word) : length;
    const char *value = equals != NULL ? equals + 1 : "";
    size_t value_length = equals != NULL ? length - name_length - 1 : 0;
    enum tcp_knob_form form = FORM_PLAIN;
    enum tcp_knob knob = tcp_knob_find(word, name_length, &form);
    int64_t number;
    memcpy(text, word, n);
    text[n] = '\0';
    if (value_length >= 2 && value[0] == '"') {
        value++;
        value_length -= 2;
    }
    if (knob == TCP_KNOBS) {
        bool linux = c->script->options.habits == HABITS_LINUX && of_linux(word, name_length);
        if (linux) /* a script for its kernel: one that changes nothing here */
            read_pass_over(c, word, name_length);
        else if (!read_foreign(c, word, name_length, value, value_length, text, last))
            misses_setting(c, word, name_length, text);
        return;
    }
    if (tcp_knob_read(knob, form, value, value_length, &number))
        add_setting(c, last, knob, number);
    else
        refuse_value(c, word, text);
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

/* How long the command at `at` is, up to the sign that ends it. */
static size_t command_length(const char *text, size_t length, size_t at)
{
    size_t end = at;
    while (end < length && strchr(";&\n", text[end]) == NULL)
        end++;
    while (end > at && strchr(" \t\r", text[end - 1]) != NULL)
        end--;
    return end - at;
}

/* A comment of the shell goes to the end of its line. */
static size_t line_length(const char *text, size_t length, size_t at)
{
    const char *end = memchr(text + at, '\n', length - at);
    return end != NULL ? (size_t)(end - (text + at)) : length - at;
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
        if (strchr(";&\n", word[0]) != NULL) {
            in_command = false;
        } else if (word[0] == '#') {
            n = line_length(text, length, at);
        } else if (in_command && word[0] != '-') {
            read_setting(c, word, n, &last);
        } else if (!in_command && is_text(word, n, "sysctl")) {
            in_command = true;
        } else if (!in_command) { /* there is no shell in a simulator */
            take_habits(c, word, n);
            if (foreign_habits(word, n) == HABITS_LINUX)
                add_setting(c, &last, TCP_KNOB_WINDOW_SHIFT, DEFAULTS_SHIFT);
            n = command_length(text, length, at);
            read_pass_over(c, word, n);
        }
    }
    cursor_next(c);
    return first;
}
