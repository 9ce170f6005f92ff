/* scenario/load.c: reading a scenario file from its first octet to its last check. */
#include "scenario/load.h"

#include "base/catalogue.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNTIL_MOST (INT64_C(86400) * 365 * SIM_SECOND)

enum { MINUTES_MOST = 600, ORDER_MOST = 999 };

struct subject_text {
    const char *word;
    const char *heading;
};

static const struct subject_text subjects[SUBJECTS] = {
    {"other", N_("Other lessons")},
    {"client-and-server", N_("Client and server")},
    {"layers", N_("The layers")},
    {"arp", N_("ARP and switches")},
    {"ip", N_("IP, hop by hop")},
    {"tcp-connection", N_("TCP connections")},
    {"byte-stream", N_("The byte stream")},
    {"reliability", N_("Reliability")},
    {"flow-control", N_("Flow and congestion")},
    {"dns", N_("DNS")},
    {"http-messages", N_("HTTP messages")},
    {"cookies", N_("Cookies and sessions")},
    {"methods", N_("Methods")},
    {"status-codes", N_("Status codes")},
    {"journey", N_("The whole journey")},
    {"broken", N_("Something is broken")},
};

const char *lesson_subject_word(enum lesson_subject subject)
{
    return subjects[subject].word;
}

const char *lesson_subject_heading(enum lesson_subject subject)
{
    return subjects[subject].heading;
}

static void load_version(struct loader *l, const struct yaml_node *node)
{
    if (yaml_is(node, "1") || !load_is_text(l, node))
        return;
    struct diagnostic *p = load_bad_value(l, node, "unknown-version",
                                          N_("This netstage reads scenarios of version 1, not "
                                             "{value}."));
    diagnostic_suggest(l->d, p, "1");
}

static void load_subject(struct loader *l, const struct yaml_node *node)
{
    const char *words[SUBJECTS];
    uint32_t row = 0;
    for (uint32_t i = 0; i < SUBJECTS; i++)
        words[i] = subjects[i].word;
    (void)load_word(l, node, words, SUBJECTS, &row);
    l->s->subject = (enum lesson_subject)row;
}

static void load_head(struct loader *l, const struct map_values *v)
{
    static const enum key keys[] = {KEY_TOP_TITLE, KEY_TOP_GOAL, KEY_TOP_MISCONCEPTION,
                                    KEY_TOP_SUMMARY, KEY_TOP_EXPERIMENT};
    struct scenario *s = l->s;
    struct lesson_text *const texts[] = {&s->title, &s->goal, &s->misconception, &s->summary,
                                         &s->experiment};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (v->value[keys[i]] != NULL)
            (void)load_text(l, v->value[keys[i]], texts[i]);
    }
    if (v->value[KEY_TOP_NETSTAGE] != NULL)
        load_version(l, v->value[KEY_TOP_NETSTAGE]);
    if (v->value[KEY_TOP_SUBJECT] != NULL)
        load_subject(l, v->value[KEY_TOP_SUBJECT]);
    uint64_t number;
    const struct yaml_node *order = v->value[KEY_TOP_ORDER];
    if (order != NULL && load_integer(l, order, 1, ORDER_MOST, &number))
        s->order = (uint32_t)number;
    const struct yaml_node *duration = v->value[KEY_TOP_DURATION];
    if (duration != NULL &&
        load_quantity(l, duration, QUANTITY_MINUTES, 1, MINUTES_MOST, &number))
        s->minutes = (uint32_t)number;
    const struct yaml_node *seed = v->value[KEY_TOP_SEED];
    if (seed != NULL && load_integer(l, seed, 0, INT64_MAX, &number))
        s->seed = number;
    if (v->value[KEY_TOP_UNTIL] != NULL)
        (void)load_time(l, v->value[KEY_TOP_UNTIL], UNTIL_MOST, &s->until);
}

static void load_parts(struct loader *l, const struct map_values *v)
{
    static const struct {
        enum key key;
        void (*load)(struct loader *l, const struct yaml_node *node);
    } parts[] = {{KEY_TOP_TIMELINE, load_timeline},
                 {KEY_TOP_FAULTS, load_faults},
                 {KEY_TOP_EXPECT, load_expectations},
                 {KEY_TOP_NARRATION, load_narration}};
    if (v->value[KEY_TOP_BROKEN] != NULL)
        load_waivers(l, v->value[KEY_TOP_BROKEN]);
    if (v->value[KEY_TOP_TCP] != NULL)
        load_profile(l, v->value[KEY_TOP_TCP], &l->s->profiles[0]);
    l->rip = load_usual_rip();
    l->rip_node = v->value[KEY_TOP_RIP];
    if (v->value[KEY_TOP_RIP] != NULL)
        load_rip(l, v->value[KEY_TOP_RIP], &l->rip);
    if (v->value[KEY_TOP_ROUTES] != NULL)
        (void)load_routes_word(l, v->value[KEY_TOP_ROUTES], &l->usual_routes);
    if (v->value[KEY_TOP_ARP] != NULL)
        load_arp(l, v->value[KEY_TOP_ARP], &l->s->habits);
    if (v->value[KEY_TOP_IP] != NULL)
        load_ip(l, v->value[KEY_TOP_IP], &l->s->habits);
    l->tree = load_default_tree();
    if (v->value[KEY_TOP_SPANNING_TREE] != NULL)
        load_tree(l, v->value[KEY_TOP_SPANNING_TREE], &l->tree);
    if (v->value[KEY_TOP_NODES] != NULL)
        load_nodes(l, v->value[KEY_TOP_NODES]);
    load_links(l, v->value[KEY_TOP_LINKS]);
    load_rip_costs(l);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (v->value[parts[i].key] != NULL)
            parts[i].load(l, v->value[parts[i].key]);
    }
}

static void load_root(struct loader *l, const struct yaml_node *root)
{
    struct map_values v;
    if (root->kind != YAML_MAP) {
        struct diagnostic *p = load_error(l, root->span, "not-a-scenario",
                                          N_("This is not a scenario: it has no keys."));
        diagnostic_help(
            p, N_("A scenario begins with netstage: 1 and describes nodes and links."));
        return;
    }
    (void)load_map(l, root, MAP_TOP, false, &v);
    load_head(l, &v);
    load_parts(l, &v);
    check_network(l);
    check_translations(l);
    check_waivers(l);
    if (!scenario_lay_out(l->s))
        load_no_memory(l);
}

/* "lost-segment" of "/lessons/lost-segment.yaml" */
static const char *stem(struct memory *memory, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(name, '.');
    size_t length = dot == NULL || dot == name ? strlen(name) : (size_t)(dot - name);
    const char *copy = memory_text(memory, name, length);
    return copy == NULL ? "" : copy;
}

static struct scenario *new_scenario(const char *name)
{
    struct scenario *s = calloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    s->seed = 1;
    s->until = SIM_NEVER;
    s->name = stem(&s->memory, name);
    s->owned = memory_take(&s->memory, sizeof *s->owned);
    s->profiles = memory_grow(&s->memory, NULL, 0, sizeof *s->profiles);
    if (s->owned == NULL || s->profiles == NULL) {
        scenario_free(s);
        return NULL;
    }
    s->profiles[0] = tcp_default_profile();
    s->profile_count = 1;
    return s;
}

static void too_large(struct diagnostics *d)
{
    struct diagnostic *p = diagnostics_add(d, SEVERITY_ERROR, (struct span){0, 0}, "too-large",
                                           N_("The file is too large: a scenario has at most "
                                              "{limit}."));
    diagnostic_value(d, p, "limit", "1 MiB", SIZE_MAX);
}

struct scenario *scenario_load_text(const char *text, size_t length, const char *name,
                                    struct diagnostics *d)
{
    struct loader l = {.d = d};
    struct memory tree = {0};
    if (length > SCENARIO_SIZE_MAX) {
        too_large(d);
        return NULL;
    }
    l.s = new_scenario(name);
    if (l.s == NULL || !diagnostics_source(d, text, length)) {
        load_no_memory(&l);
        scenario_free(l.s);
        return NULL;
    }
    uint32_t errors = d->errors;
    const struct yaml_node *root = yaml_read(d, &tree);
    if (root != NULL)
        load_root(&l, root);
    memory_release(&tree);
    if (l.s->memory.failed || d->out_of_memory)
        load_no_memory(&l);
    diagnostics_sort(d);
    if (d->errors == errors)
        return l.s;
    scenario_free(l.s);
    return NULL;
}

static void cannot_read(struct diagnostics *d, int reason)
{
    struct diagnostic *p =
        diagnostics_add(d, SEVERITY_ERROR, (struct span){0, 0}, "cannot-read",
                        N_("The file cannot be read: {reason}."));
    diagnostic_value(d, p, "reason", strerror(reason), SIZE_MAX);
}

struct scenario *scenario_load(const char *path, struct diagnostics *d)
{
    struct scenario *s = NULL;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        cannot_read(d, errno);
        return NULL;
    }
    char *text = malloc(SCENARIO_SIZE_MAX + 1);
    errno = 0;
    size_t length = text == NULL ? 0 : fread(text, 1, SCENARIO_SIZE_MAX + 1, file);
    if (text == NULL || ferror(file))
        cannot_read(d, text == NULL ? ENOMEM : errno);
    else
        s = scenario_load_text(text, length, path, d);
    free(text);
    (void)fclose(file);
    return s;
}
