/* app/sysctl.c: the command sysctl (procps-ng 4.0): the settings of a host's IP and TCP, under
 * the names that Linux has for them. Only those are there that the stack of this host looks at;
 * a name without a value here is refused as an unknown one. TCP reads most settings when a
 * connection is opened, so a change counts for those that follow.
 *
 * Errors: as the kernel's: a value of the wrong kind, or beyond the bounds, is an invalid
 * argument. */
#include <string.h>

#include "app/host_set.h"
#include "app/tool.h"
#include "transport/transport.h"

enum {
    SYSCTL_LINE = 2 * COMMAND_LINE_MAX,
    BUFFER_LEAST = 512, /* as a scenario has them */
    BUFFER_MOST = 16 * 1024 * 1024,
    TRIPLE = 3,
};

enum sysctl_letter {
    SYSCTL_ALL = 1,
    SYSCTL_ALL_TOO = 2,
    SYSCTL_ALL_ALSO = 4,
    SYSCTL_VALUES = 8,
    SYSCTL_NAMES = 16,
    SYSCTL_IGNORE = 32,
    SYSCTL_WRITE = 64,
    SYSCTL_QUIET = 128
};

enum setting {
    SET_FORWARDING,
    SET_TTL,
    SET_AVAILABLE,
    SET_CONGESTION,
    SET_ECN,
    SET_RETRIES,
    SET_RECEIVE,
    SET_RTO_MAX,
    SET_RTO_MIN,
    SET_SACK,
    SET_SYN_RETRIES,
    SET_TIMESTAMPS,
    SET_SCALING,
    SET_SEND
};

struct setting_row {
    const char *name;
    int64_t least;
    int64_t most;
    enum setting what;
};

/* In the order of names. */
static const struct setting_row settings[] = {
    {"net.ipv4.conf.all.forwarding", INT32_MIN, INT32_MAX, SET_FORWARDING},
    {"net.ipv4.ip_default_ttl", 1, 255, SET_TTL},
    {"net.ipv4.ip_forward", INT32_MIN, INT32_MAX, SET_FORWARDING},
    {"net.ipv4.tcp_available_congestion_control", 0, 0, SET_AVAILABLE},
    {"net.ipv4.tcp_congestion_control", 0, 0, SET_CONGESTION},
    {"net.ipv4.tcp_ecn", 0, 2, SET_ECN},
    {"net.ipv4.tcp_retries2", 0, 255, SET_RETRIES},
    {"net.ipv4.tcp_rmem", BUFFER_LEAST, BUFFER_MOST, SET_RECEIVE},
    {"net.ipv4.tcp_rto_max_ms", 1000, 120000, SET_RTO_MAX},
    {"net.ipv4.tcp_rto_min_us", 1000, 60000000, SET_RTO_MIN},
    {"net.ipv4.tcp_sack", 0, 255, SET_SACK},
    {"net.ipv4.tcp_syn_retries", 1, 127, SET_SYN_RETRIES},
    {"net.ipv4.tcp_timestamps", 0, 255, SET_TIMESTAMPS},
    {"net.ipv4.tcp_window_scaling", 0, 255, SET_SCALING},
    {"net.ipv4.tcp_wmem", BUFFER_LEAST, BUFFER_MOST, SET_SEND},
};

enum { SETTINGS = sizeof settings / sizeof settings[0] };

/* By enum congestion_control; Linux calls NewReno reno. */
static const char *const controls[] = {"none", "tahoe", "reno", "cubic"};

enum { CONTROLS = sizeof controls / sizeof controls[0] };

static bool has(const struct job *job, uint16_t letters)
{
    return (job->command.options.file.letters & letters) != 0;
}

/* --- reading --- */

static void put_triple(struct text *text, uint64_t octets)
{
    for (int i = 0; i < TRIPLE; i++) {
        text_put(text, i > 0 ? "\t" : "");
        text_put_unsigned(text, octets);
    }
}

static void put_value(struct text *text, const struct app *app, uint32_t node,
                      enum setting what)
{
    const struct tcp_profile *p = transport_profile(app->transport, node);
    const struct ip_node *n = &app->transport->ip->nodes[node];
    switch (what) {
    case SET_FORWARDING:
        text_put_unsigned(text, n->forwards);
        break;
    case SET_TTL:
        text_put_unsigned(text, n->default_ttl);
        break;
    case SET_AVAILABLE:
        text_put(text, "reno cubic tahoe none");
        break;
    case SET_CONGESTION:
        text_put(text, controls[p->congestion]);
        break;
    case SET_ECN:
        text_put_unsigned(text, p->ecn);
        break;
    case SET_RETRIES:
        text_put_unsigned(text, p->data_retries);
        break;
    case SET_RECEIVE:
        put_triple(text, p->receive_buffer);
        break;
    case SET_RTO_MAX:
        text_put_signed(text, p->rto_maximum / SIM_MILLISECOND);
        break;
    case SET_RTO_MIN:
        text_put_signed(text, p->rto_minimum / SIM_MICROSECOND);
        break;
    case SET_SACK:
        text_put_unsigned(text, p->sack);
        break;
    case SET_SYN_RETRIES:
        text_put_unsigned(text, p->syn_retries);
        break;
    case SET_TIMESTAMPS:
        text_put_unsigned(text, p->timestamps);
        break;
    case SET_SCALING:
        text_put_unsigned(text, p->window_scaling);
        break;
    case SET_SEND:
        put_triple(text, p->send_buffer);
        break;
    }
}

static void say_setting(struct app *app, const struct job *job, const struct setting_row *row)
{
    char buffer[SYSCTL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    if (!has(job, SYSCTL_VALUES))
        text_put(&line, row->name);
    if (!has(job, SYSCTL_VALUES | SYSCTL_NAMES))
        text_put(&line, " = ");
    if (!has(job, SYSCTL_NAMES))
        put_value(&line, app, job->node, row->what);
    job_say(app, job, &line);
}

/* --- writing --- */

/* One integer as the kernel reads them (decimal, 0x…, 0…), and blanks around it. */
static bool take_integer(const char **word, int64_t *value)
{
    static const char digits[] = "0123456789abcdef";
    const char *p = *word + strspn(*word, " \t");
    bool minus = *p == '-';
    p += minus;
    bool hex = p[0] == '0' && (p[1] == 'x' || p[1] == 'X');
    unsigned base = hex ? 16 : *p == '0' ? 8 : 10;
    p += hex ? 2 : 0;
    const char *start = p;
    const char *digit;
    *value = 0;
    while (*p != '\0' && p - start < 12 &&
           (digit = strchr(digits, *p >= 'A' && *p <= 'F' ? *p + 32 : *p)) != NULL &&
           digit - digits < (int)base) {
        *value = *value * (int64_t)base + (digit - digits);
        p++;
    }
    *value = minus ? -*value : *value;
    bool fine = p > start && (*p == '\0' || *p == ' ' || *p == '\t');
    *word = p + strspn(p, " \t");
    return fine;
}

/* A number within the bounds, or three of which the second counts (the first is the least that
 * a buffer shrinks to, the third the most that it grows to: buffers here do neither). */
static bool take_value(const struct setting_row *row, const char *word, int64_t *value)
{
    int64_t number[TRIPLE];
    unsigned count = 0;
    bool triple = row->what == SET_RECEIVE || row->what == SET_SEND;
    while (count < (triple ? TRIPLE : 1U) && *word != '\0') {
        if (!take_integer(&word, &number[count]) || number[count] < row->least ||
            number[count] > row->most)
            return false;
        count++;
    }
    *value = number[triple ? 1 : 0];
    return count == (triple ? TRIPLE : 1U) && *word == '\0';
}

static void set_ip(struct app *app, uint32_t node, enum setting what, int64_t value)
{
    struct ip_node *n = &app->transport->ip->nodes[node];
    if (what == SET_TTL) {
        n->default_ttl = (uint8_t)value;
        app_note_rule(app, node, RULE_SETTING_TTL, TABLE_NONE, 0, (uint64_t)value, 0);
        return;
    }
    n->forwards = value != 0 ? 1 : 0;
    app_note_rule(app, node, value != 0 ? RULE_SETTING_FORWARDS : RULE_SETTING_STAYS,
                  TABLE_NONE, 0, 0, 0);
}

static void set_profile(struct tcp_profile *p, enum setting what, int64_t value)
{
    switch (what) {
    case SET_FORWARDING:
    case SET_TTL:
    case SET_AVAILABLE:
        break; /* not of TCP, or not to be set */
    case SET_CONGESTION:
        p->congestion = (uint8_t)value;
        break;
    case SET_ECN:
        p->ecn = (uint8_t)value;
        break;
    case SET_RETRIES:
        p->data_retries = (uint8_t)value;
        break;
    case SET_RECEIVE:
        p->receive_buffer = (uint32_t)value;
        break;
    case SET_RTO_MAX:
        p->rto_maximum = value * SIM_MILLISECOND;
        break;
    case SET_RTO_MIN:
        p->rto_minimum = value * SIM_MICROSECOND;
        break;
    case SET_SACK:
        p->sack = (uint8_t)value;
        break;
    case SET_SYN_RETRIES:
        p->syn_retries = (uint8_t)value;
        break;
    case SET_TIMESTAMPS:
        p->timestamps = (uint8_t)value;
        break;
    case SET_SCALING:
        p->window_scaling = (uint8_t)value;
        break;
    case SET_SEND:
        p->send_buffer = (uint32_t)value;
        break;
    }
}

/* NULL: it is done; else what the kernel says. */
static const char *set(struct app *app, uint32_t node, const struct setting_row *row,
                       const char *word)
{
    int64_t value = 0;
    if (row->what == SET_CONGESTION) {
        while (value < CONTROLS && strcmp(controls[value], word) != 0)
            value++;
        if (value == CONTROLS)
            return "No such file or directory";
    } else if (row->what == SET_AVAILABLE || !take_value(row, word, &value)) {
        return "Invalid argument";
    }
    if (row->what == SET_FORWARDING || row->what == SET_TTL) {
        set_ip(app, node, row->what, value);
        return NULL;
    }
    struct tcp_profile *p = transport_own_profile(app->transport, node);
    if (p == NULL)
        return "Cannot allocate memory";
    set_profile(p, row->what, value);
    app_note_rule(app, node, RULE_SETTING_TCP, TABLE_NONE, 0, (uint64_t)value, 0);
    return NULL;
}

/* --- the lines --- */

static void no_such(struct app *app, const struct job *job, const char *name)
{
    char buffer[SYSCTL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    if (has(job, SYSCTL_IGNORE))
        return;
    text_put(&line, "sysctl: cannot stat /proc/sys/");
    for (; *name != '\0'; name++)
        text_put_char(&line, *name == '.' ? '/' : *name);
    text_put(&line, ": No such file or directory");
    job_complain(app, job, &line);
}

/* Everything whose name is this or begins with it and a dot. False: there is nothing. */
static bool show(struct app *app, const struct job *job, const char *name)
{
    bool found = false;
    size_t n = strlen(name);
    for (int i = 0; i < SETTINGS; i++) {
        const char *own = settings[i].name;
        if (n > 0 && (strncmp(own, name, n) != 0 || (own[n] != '\0' && own[n] != '.')))
            continue;
        found = true;
        say_setting(app, job, &settings[i]);
    }
    return found;
}

static const struct setting_row *find(const char *name)
{
    for (int i = 0; i < SETTINGS; i++) {
        if (strcmp(settings[i].name, name) == 0)
            return &settings[i];
    }
    return NULL;
}

static uint8_t change(struct app *app, const struct job *job, const char *name,
                      const char *value)
{
    char buffer[SYSCTL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    const struct setting_row *row = find(name);
    if (row == NULL) {
        no_such(app, job, name);
        return has(job, SYSCTL_IGNORE) ? 0 : 1;
    }
    const char *problem = set(app, job->node, row, value);
    if (problem != NULL) {
        text_put(&line, "sysctl: setting key \"");
        text_put(&line, name);
        text_put(&line, "\": ");
        text_put(&line, problem);
        job_complain(app, job, &line);
        return row->what == SET_AVAILABLE ? 0 : 1; /* procps-ng forgives this one */
    }
    text_put(&line, has(job, SYSCTL_VALUES) ? "" : name);
    text_put(&line, has(job, SYSCTL_VALUES | SYSCTL_NAMES) ? "" : " = ");
    text_put(&line, has(job, SYSCTL_NAMES) ? "" : value);
    if (!has(job, SYSCTL_QUIET))
        job_say(app, job, &line);
    return 0;
}

/* NAME, NAME=VALUE, "NAME = VALUE"; slashes may stand for dots. */
static uint8_t one(struct app *app, const struct job *job, const char *word)
{
    char buffer[COMMAND_LINE_MAX];
    struct text name = text_over(buffer, sizeof buffer);
    size_t length = strcspn(word, "=");
    const char *value = word[length] == '=' ? word + length + 1 : NULL;
    while (length > 0 && word[length - 1] == ' ')
        length--;
    text_put_octets(&name, word, length);
    for (char *p = buffer; *p != '\0'; p++)
        *p = *p == '/' ? '.' : *p;
    if (value != NULL)
        return change(app, job, buffer, value + strspn(value, " "));
    if (has(job, SYSCTL_WRITE)) {
        job_complain_line(app, job, "sysctl: command line(0): invalid syntax, continuing...");
        return 1;
    }
    if (show(app, job, buffer))
        return 0;
    no_such(app, job, buffer);
    return has(job, SYSCTL_IGNORE) ? 0 : 1;
}

void sysctl_begin(struct app *app, struct job *job)
{
    const struct file_options *o = &job->command.options.file;
    uint8_t status = 0;
    if (has(job, SYSCTL_ALL | SYSCTL_ALL_TOO | SYSCTL_ALL_ALSO))
        (void)show(app, job, "");
    else
        for (unsigned i = 0; i < o->count; i++)
            status |= one(app, job, command_word(&job->command, o->names[i]));
    job_end(app, job, status);
}
