/* app/sysctl.c: the command sysctl (procps-ng 4.0): the settings of a host's IP and TCP, under
 * the names that Linux has for them; what Linux has no name for is under net.netstage, where
 * every switch of TCP can be found (transport/tcp_knobs.def). Only those are there that the
 * stack of this host looks at; a name without a value here is refused as an unknown one. A
 * connection keeps what was in force when it was opened.
 *
 * Errors: as the kernel's: a value of the wrong kind, or beyond the bounds, is an invalid
 * argument. */
#include <string.h>

#include "app/host_set.h"
#include "app/tool.h"
#include "transport/tcp_knobs.h"
#include "transport/transport.h"

enum { SYSCTL_LINE = 2 * COMMAND_LINE_MAX };

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

/* What is not in the table of TCP's switches. */
enum setting {
    SET_BROADCASTS,
    SET_FORWARDING,
    SET_REVERSE_PATH,
    SET_ECHO_TO_ALL,
    SET_FORWARD,
    SET_TTL,
    SET_AVAILABLE,
    SET_ICMP_ERRORS,
    SETTINGS
};

static const struct {
    const char *name;
    int64_t least;
    int64_t most; /* below the least: it is not to be set */
} settings[SETTINGS] = {
    [SET_BROADCASTS] = {"net.ipv4.conf.all.bc_forwarding", 0, 1},
    [SET_FORWARDING] = {"net.ipv4.conf.all.forwarding", INT32_MIN, INT32_MAX},
    [SET_REVERSE_PATH] = {"net.ipv4.conf.all.rp_filter", 0, REVERSE_PATH_LOOSE},
    [SET_ECHO_TO_ALL] = {"net.ipv4.icmp_echo_ignore_broadcasts", 0, 1},
    [SET_FORWARD] = {"net.ipv4.ip_forward", INT32_MIN, INT32_MAX},
    [SET_TTL] = {"net.ipv4.ip_default_ttl", 1, UINT8_MAX},
    [SET_AVAILABLE] = {"net.ipv4.tcp_available_congestion_control", 0, -1},
    [SET_ICMP_ERRORS] = {"net.netstage.icmp_errors", 0, 1},
};

/* One that has been found by its name: of these, or a switch of TCP. */
struct found_setting {
    char name[TCP_KNOB_NAME];
    enum setting what;  /* SETTINGS: knob */
    enum tcp_knob knob; /* TCP_KNOBS: there is none of that name */
    enum tcp_knob_form form;
};

static bool has(const struct job *job, uint16_t letters)
{
    return (job->command.options.file.letters & letters) != 0;
}

/* --- reading --- */

static void put_value(struct text *text, const struct app *app, uint32_t node,
                      const struct found_setting *f)
{
    const struct ip_node *n = &app->transport->ip->nodes[node];
    switch (f->what) {
    case SET_BROADCASTS:
        text_put_unsigned(text, n->directed_broadcasts);
        return;
    case SET_REVERSE_PATH:
        text_put_unsigned(text, n->reverse_path);
        return;
    case SET_ECHO_TO_ALL:
        text_put_unsigned(text, n->silent_to_all);
        return;
    case SET_FORWARDING:
    case SET_FORWARD:
        text_put_unsigned(text, n->forwards);
        return;
    case SET_TTL:
        text_put_unsigned(text, n->default_ttl);
        return;
    case SET_ICMP_ERRORS:
        text_put_unsigned(text, n->hides_errors == 0);
        return;
    case SET_AVAILABLE:
        text_put(text, "reno cubic tahoe none");
        return;
    case SETTINGS:
        tcp_knob_write(f->knob, f->form,
                       tcp_knob_get(transport_profile(app->transport, node), f->knob), text);
        return;
    }
}

static void say_setting(struct app *app, const struct job *job, const struct found_setting *f)
{
    char buffer[SYSCTL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    if (!has(job, SYSCTL_VALUES))
        text_put(&line, f->name);
    if (!has(job, SYSCTL_VALUES | SYSCTL_NAMES))
        text_put(&line, " = ");
    if (!has(job, SYSCTL_NAMES))
        put_value(&line, app, job->node, f);
    job_say(app, job, &line);
}

/* --- writing --- */

/* A number within these bounds. */
static bool take_number(const char *word, int64_t least, int64_t most, int64_t *value)
{
    return tcp_knob_read_integer(&word, value) && *word == '\0' && *value >= least &&
           *value <= most;
}

static const char *set_ip(struct app *app, uint32_t node, enum setting what, const char *word)
{
    struct ip_node *n = &app->transport->ip->nodes[node];
    enum rule rule = RULE_SETTING_IP;
    int64_t value;
    if (!take_number(word, settings[what].least, settings[what].most, &value))
        return "Invalid argument";
    if (what == SET_TTL) {
        n->default_ttl = (uint8_t)value;
        rule = RULE_SETTING_TTL;
    } else if (what == SET_BROADCASTS) {
        n->directed_broadcasts = (uint8_t)value;
    } else if (what == SET_REVERSE_PATH) {
        n->reverse_path = (uint8_t)value;
    } else if (what == SET_ECHO_TO_ALL) {
        n->silent_to_all = (uint8_t)value;
    } else if (what == SET_ICMP_ERRORS) {
        n->hides_errors = value == 0;
    } else {
        n->forwards = value != 0 ? 1 : 0;
        rule = value != 0 ? RULE_SETTING_FORWARDS : RULE_SETTING_STAYS;
    }
    app_note_rule(app, node, rule, TABLE_NONE, 0, (uint64_t)value, 0);
    return NULL;
}

/* NULL: it is done; else what the kernel says. */
static const char *set(struct app *app, uint32_t node, const struct found_setting *f,
                       const char *word)
{
    int64_t value;
    if (f->what != SETTINGS)
        return set_ip(app, node, f->what, word);
    if (!tcp_knob_read(f->knob, f->form, word, strlen(word), &value))
        return f->form == FORM_LINUX_WORD ? "No such file or directory" : "Invalid argument";
    struct tcp_profile *p = transport_own_profile(app->transport, node);
    if (p == NULL)
        return "Cannot allocate memory";
    tcp_knob_set(p, f->knob, value);
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

/* Setting number i: first those above, then the switches of TCP. */
static struct found_setting setting_at(unsigned i)
{
    struct found_setting f = {.what = SETTINGS, .knob = TCP_KNOBS};
    struct text name = text_over(f.name, sizeof f.name);
    if (i < SETTINGS) {
        f.what = (enum setting)i;
        text_put(&name, settings[i].name);
    } else {
        f.knob = (enum tcp_knob)(i - SETTINGS);
        (void)tcp_knob_sysctl(f.knob, f.name);
        f.form = tcp_knob_info(f.knob)->linux_name[0] != '\0' ? tcp_knob_info(f.knob)->form
                                                              : FORM_PLAIN;
    }
    return f;
}

/* The name is this or begins with it and a dot. */
static bool belongs_to(const char *own, const char *name)
{
    size_t n = strlen(name);
    return n == 0 || (strncmp(own, name, n) == 0 && (own[n] == '\0' || own[n] == '.'));
}

/* The one whose name comes next behind `last`; false: there is none. */
static bool next_setting(const char *name, const char *last, struct found_setting *next)
{
    bool found = false;
    for (unsigned i = 0; i < (unsigned)SETTINGS + TCP_KNOBS; i++) {
        struct found_setting f = setting_at(i);
        if (!belongs_to(f.name, name) || strcmp(f.name, last) <= 0 ||
            (found && strcmp(f.name, next->name) > 0))
            continue;
        *next = f;
        found = true;
    }
    return found;
}

/* NULL: there is none of that name. */
static const struct found_setting *find(const char *name, struct found_setting *f)
{
    struct text own = text_over(f->name, sizeof f->name);
    text_put(&own, name);
    f->what = SETTINGS;
    f->form = FORM_PLAIN;
    f->knob = tcp_knob_find(name, strlen(name), &f->form);
    for (unsigned i = 0; i < SETTINGS; i++) {
        if (strcmp(settings[i].name, name) == 0)
            f->what = (enum setting)i;
    }
    return own.ok && (f->knob != TCP_KNOBS || f->what != SETTINGS) ? f : NULL;
}

/* Everything whose name is this or begins with it and a dot, in the order of names. False:
 * there is nothing. */
static bool show(struct app *app, const struct job *job, const char *name)
{
    struct found_setting f;
    char last[TCP_KNOB_NAME] = "";
    if (find(name, &f) != NULL) {
        say_setting(app, job, &f);
        return true;
    }
    while (next_setting(name, last, &f)) {
        say_setting(app, job, &f);
        memcpy(last, f.name, sizeof last);
    }
    return last[0] != '\0';
}

static uint8_t change(struct app *app, const struct job *job, const char *name,
                      const char *value)
{
    char buffer[SYSCTL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    struct found_setting place;
    const struct found_setting *f = find(name, &place);
    if (f == NULL) {
        no_such(app, job, name);
        return has(job, SYSCTL_IGNORE) ? 0 : 1;
    }
    const char *problem = set(app, job->node, f, value);
    if (problem != NULL) {
        text_put(&line, "sysctl: setting key \"");
        text_put(&line, name);
        text_put(&line, "\": ");
        text_put(&line, problem);
        job_complain(app, job, &line);
        return f->what == SET_AVAILABLE ? 0 : 1; /* procps-ng forgives this one */
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
