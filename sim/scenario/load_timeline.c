/* scenario/load_timeline.c: `timeline:` and `faults:`: what people do, and what goes wrong on
 * the cables. */
#include "scenario/load.h"

#include "app/capture.h"
#include "app/command.h"
#include "base/catalogue.h"

#include <string.h>

enum { TYPED_MOST = 1000 };

#define TIME_MOST (INT64_C(86400) * 365 * SIM_SECOND)

/* --- command lines --- */

/* Where a word of a command line stands: the first place that is bounded by blanks or quotes.
 */
static size_t find_word(const char *line, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = strstr(line, word); at != NULL; at = strstr(at + 1, word)) {
        bool starts = at == line || strchr(" '\"", at[-1]) != NULL;
        bool ends = strchr(" '\"", at[length]) != NULL; /* also the final NUL */
        if (starts && ends)
            return (size_t)(at - line);
    }
    return SIZE_MAX;
}

/* The tool's own words name what they complain about: of all words of the line that stand in
 * the message, the longest is taken. */
static struct span blame(struct loader *l, const struct yaml_node *run, const char *message,
                         int status)
{
    enum { NOT_FOUND = 127 };
    struct command_words words;
    char ignored[COMMAND_ERROR_MAX];
    struct text error = text_over(ignored, sizeof ignored);
    if (!command_split(run->text, run->length, &words, &error))
        return yaml_place(l->d, run, 0, run->length);
    const char *best = words.count > 0 && status == NOT_FOUND ? words.text + words.word[0] : "";
    for (uint32_t i = 1; i < words.count && status != NOT_FOUND; i++) {
        const char *word = words.text + words.word[i];
        if (strlen(word) > strlen(best) && strstr(message, word) != NULL)
            best = word;
    }
    size_t at = best[0] == '\0' ? SIZE_MAX : find_word(run->text, best);
    if (at == SIZE_MAX)
        return yaml_place(l->d, run, 0, run->length);
    return yaml_place(l->d, run, at, strlen(best));
}

static void load_command(struct loader *l, const struct yaml_node *run,
                         struct scenario_command *entry)
{
    if (!load_is_text(l, run))
        return;
    struct command command;
    char message[COMMAND_ERROR_MAX];
    struct text error = text_over(message, sizeof message);
    int status = command_parse(run->text, run->length, &command, &error);
    entry->command = load_copy(l, run->text, run->length);
    if (status == 0 && command.kind == COMMAND_TCPDUMP && command.options.tcpdump.filter != 0 &&
        !capture_check(command_word(&command, command.options.tcpdump.filter), &error))
        status = 1;
    if (status == 0)
        return;
    struct span span = blame(l, run, message, status);
    struct diagnostic *p =
        load_error(l, span, "bad-command", N_("The command would fail: {said}"));
    diagnostic_value(l->d, p, "said", message, SIZE_MAX);
}

/* --- timeline --- */

/* What somebody types for a command that reads: the ends of lines are the scenario's. */
static void load_typed(struct loader *l, const struct yaml_node *type,
                       struct scenario_command *entry)
{
    if (!load_is_text(l, type))
        return;
    entry->action = TIMELINE_TYPE;
    entry->command = load_copy(l, type->text, type->length);
    if (type->length <= TYPED_MOST && memchr(type->text, '\0', type->length) == NULL)
        return;
    struct diagnostic *p =
        load_error(l, yaml_place(l->d, type, 0, type->length), "bad-typing",
                   N_("What is typed at once has at most {limit} octets, none of them NUL."));
    diagnostic_number(l->d, p, "limit", TYPED_MOST);
}

static void load_pressed(struct loader *l, const struct yaml_node *press,
                         struct scenario_command *entry)
{
    static const char *const keys[] = {"ctrl-c", "ctrl-d"};
    uint32_t key = 0;
    (void)load_word(l, press, keys, sizeof keys / sizeof keys[0], &key);
    entry->action = key == 0 ? TIMELINE_CANCEL : TIMELINE_END;
}

/* What people do at a host. */
static void load_deed(struct loader *l, const struct map_values *v,
                      struct scenario_command *command)
{
    const struct yaml_node *host = v->value[KEY_TIMELINE_HOST];
    const struct yaml_node *run = v->value[KEY_TIMELINE_RUN];
    const struct yaml_node *type = v->value[KEY_TIMELINE_TYPE];
    const struct yaml_node *press = v->value[KEY_TIMELINE_PRESS];
    command->action = TIMELINE_COMMAND;
    if (run != NULL)
        load_command(l, run, command);
    else if (type != NULL)
        load_typed(l, type, command);
    else
        load_pressed(l, press, command);
    if (host == NULL) {
        const struct yaml_node *deed = run != NULL ? run : type != NULL ? type : press;
        (void)load_error(l, deed->key->span, "missing-host",
                         N_("A command runs on a host: the key host is missing."));
        return;
    }
    if (load_node_name(l, host, &command->node) &&
        l->s->nodes[command->node].kind == NODE_SWITCH)
        (void)load_bad_value(l, host, "not-a-host",
                             N_("{value} is a switch; commands run on hosts and routers."));
}

static void load_action(struct loader *l, const struct yaml_node *entry,
                        const struct map_values *v, struct scenario_command *command)
{
    static const enum key actions[] = {KEY_TIMELINE_RUN, KEY_TIMELINE_TYPE, KEY_TIMELINE_PRESS,
                                       KEY_TIMELINE_CUT, KEY_TIMELINE_MEND};
    const struct yaml_node *cut = v->value[KEY_TIMELINE_CUT];
    const struct yaml_node *mend = v->value[KEY_TIMELINE_MEND];
    unsigned count = 0;
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        count += v->value[actions[i]] != NULL;
    if (count != 1) {
        struct diagnostic *p =
            load_error(l, entry->span, "one-action",
                       N_("A timeline entry does one thing: run, type, press, cut or mend."));
        diagnostic_help(
            p, N_("Write { at: 1 s, host: laptop, run: \"ping server\" } or { at: 2 s, "
                  "cut: [a, b] }."));
        return;
    }
    if (cut == NULL && mend == NULL) {
        load_deed(l, v, command);
        return;
    }
    command->action = cut != NULL ? TIMELINE_CUT : TIMELINE_MEND;
    (void)load_link_name(l, cut != NULL ? cut : mend, &command->link);
}

static void load_timeline_entry(struct loader *l, const struct yaml_node *entry)
{
    struct scenario *s = l->s;
    struct map_values v;
    struct scenario_command command = {.span = entry->span, .node = NONE, .link = NONE};
    if (!load_map(l, entry, MAP_TIMELINE, false, &v))
        return;
    if (v.value[KEY_TIMELINE_AT] != NULL)
        (void)load_time(l, v.value[KEY_TIMELINE_AT], TIME_MOST, &command.at);
    load_action(l, entry, &v, &command);
    struct scenario_command *grown =
        load_grow(l, s->timeline, s->timeline_count, sizeof *grown);
    if (grown == NULL)
        return;
    grown[s->timeline_count++] = command;
    s->timeline = grown;
}

/* A list with at most SCENARIO_ENTRIES_MAX entries. */
static bool is_entries(struct loader *l, const struct yaml_node *list)
{
    if (!load_is_list(l, list))
        return false;
    if (list->count <= SCENARIO_ENTRIES_MAX)
        return true;
    struct diagnostic *p = load_error(l, list->key->span, "too-many-entries",
                                      N_("{key} has at most {limit} entries."));
    diagnostic_value(l->d, p, "key", list->key->text, SIZE_MAX);
    diagnostic_number(l->d, p, "limit", SCENARIO_ENTRIES_MAX);
    return false;
}

void load_timeline(struct loader *l, const struct yaml_node *timeline)
{
    if (!is_entries(l, timeline))
        return;
    for (const struct yaml_node *entry = timeline->first; entry != NULL; entry = entry->next)
        load_timeline_entry(l, entry);
}

/* --- faults --- */

/* Facts of the simulator are not in the octets that a cable sees. */
static void check_stateless(struct loader *l, const struct yaml_node *node,
                            const struct filter *filter)
{
    if (filter == NULL || filter_uses_only_stateless(filter))
        return;
    const char *fact = strstr(node->text, "netstage.");
    size_t at = fact == NULL ? 0 : (size_t)(fact - node->text);
    size_t length =
        fact == NULL ? node->length : strspn(fact, "abcdefghijklmnopqrstuvwxyz0123456789_.");
    struct diagnostic *p = load_error(l, yaml_place(l->d, node, at, length), "fact-in-fault",
                                      N_("A fault can ask only for what is in the frame."));
    diagnostic_help(p, N_("A cable sees octets; what only the simulator knows (netstage.*, "
                          "frame.number, times) is for narration and expect. Which of several "
                          "frames is meant, nth says."));
}

static const struct yaml_node *load_fault_action(struct loader *l,
                                                 const struct yaml_node *entry,
                                                 const struct map_values *v,
                                                 struct fault *fault)
{
    static const struct {
        enum key key;
        enum fault_action action;
    } actions[] = {{KEY_FAULT_DROP, FAULT_DROP},
                   {KEY_FAULT_DUPLICATE, FAULT_DUPLICATE},
                   {KEY_FAULT_DELAY, FAULT_DELAY},
                   {KEY_FAULT_CORRUPT, FAULT_CORRUPT_CABLE}};
    const struct yaml_node *filter = NULL;
    uint32_t count = 0;
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (v->value[actions[i].key] == NULL)
            continue;
        filter = v->value[actions[i].key];
        fault->action = actions[i].action;
        count++;
    }
    if (count == 1)
        return filter;
    struct diagnostic *p =
        load_error(l, entry->span, "one-action",
                   N_("A fault does one thing to the frames of a filter: drop, "
                      "duplicate, delay or corrupt."));
    diagnostic_help(p,
                    N_("Write { link: [a, b], towards: b, drop: \"tcp.len > 0\", nth: 2 }."));
    return NULL;
}

static void misplaced(struct loader *l, const struct yaml_node *node, const char *sentence)
{
    if (node != NULL)
        (void)load_error(l, node->key->span, "misplaced-key", sentence);
}

static void load_by(struct loader *l, const struct yaml_node *by, struct fault *fault)
{
    uint64_t delay;
    if (load_quantity(l, by, QUANTITY_TIME, 0, (uint64_t)TIME_MOST, &delay))
        fault->delay = (sim_time)delay;
}

static void load_fault_details(struct loader *l, const struct map_values *v,
                               struct fault *fault)
{
    static const char *const places[] = {"cable", "router"};
    const struct yaml_node *by = v->value[KEY_FAULT_BY];
    const struct yaml_node *where = v->value[KEY_FAULT_WHERE];
    const struct yaml_node *bit = v->value[KEY_FAULT_BIT];
    uint32_t place = 0;
    uint64_t number = 0;
    bool corrupts = fault->action == FAULT_CORRUPT_CABLE;
    if (fault->action != FAULT_DELAY)
        misplaced(l, by, N_("by says how long to delay; only delay has it."));
    else if (by == NULL)
        (void)load_error(l, v->value[KEY_FAULT_DELAY]->key->span, "missing-key",
                         N_("How long is the frame delayed? Write by: 30 ms."));
    else
        load_by(l, by, fault);
    if (!corrupts) {
        misplaced(l, where, N_("where says where a bit flips; only corrupt has it."));
        misplaced(l, bit, N_("bit says which bit flips; only corrupt has it."));
        return;
    }
    if (where != NULL && load_word(l, where, places, 2, &place) && place == 1)
        fault->action = FAULT_CORRUPT_ROUTER;
    if (bit != NULL && load_integer(l, bit, 0, 11999, &number))
        fault->bit = (uint32_t)number;
}

static void load_fault_way(struct loader *l, const struct map_values *v, struct fault *fault)
{
    const struct yaml_node *towards = v->value[KEY_FAULT_TOWARDS];
    const struct yaml_node *name = v->value[KEY_FAULT_LINK];
    uint32_t link;
    uint32_t node;
    bool known = name != NULL && load_link_name(l, name, &link);
    if (towards == NULL || !load_node_name(l, towards, &node) || !known)
        return;
    const struct scenario *s = l->s;
    uint32_t side[2];
    for (int i = 0; i < 2; i++)
        side[i] = s->interfaces[s->links[link].end[i]].node;
    uint32_t nearer = node == side[0] || node == side[1] ? node : NONE;
    if (nearer == NONE)
        nearer = scenario_nearer_end(s, link, node);
    if (nearer == NONE) {
        struct diagnostic *p = load_bad_value(l, towards, "not-an-end",
                                              N_("It is not clear which end of the link leads "
                                                 "towards {value}."));
        diagnostic_help(p, N_("Name one of the two ends of the link."));
        return;
    }
    fault->direction = 2 * link + (nearer == side[1] ? 0 : 1);
}

static void load_fault(struct loader *l, const struct yaml_node *entry)
{
    struct scenario *s = l->s;
    struct map_values v;
    struct fault fault = {.until = SIM_NEVER};
    if (!load_map(l, entry, MAP_FAULT, false, &v))
        return;
    const struct yaml_node *filter = load_fault_action(l, entry, &v, &fault);
    load_fault_way(l, &v, &fault);
    if (filter != NULL) {
        fault.when = load_filter(l, filter);
        check_stateless(l, filter, fault.when);
        load_fault_details(l, &v, &fault);
    }
    load_occurrence(l, v.value[KEY_FAULT_NTH], v.value[KEY_FAULT_EACH], &fault.first,
                    &fault.last);
    if (v.value[KEY_FAULT_FROM] != NULL)
        (void)load_time(l, v.value[KEY_FAULT_FROM], TIME_MOST, &fault.from);
    if (v.value[KEY_FAULT_UNTIL] != NULL)
        (void)load_time(l, v.value[KEY_FAULT_UNTIL], TIME_MOST, &fault.until);
    struct fault *grown = load_grow(l, s->faults, s->fault_count, sizeof *grown);
    if (grown == NULL)
        return;
    grown[s->fault_count++] = fault;
    s->faults = grown;
}

void load_faults(struct loader *l, const struct yaml_node *faults)
{
    if (!is_entries(l, faults))
        return;
    for (const struct yaml_node *entry = faults->first; entry != NULL; entry = entry->next)
        load_fault(l, entry);
}
