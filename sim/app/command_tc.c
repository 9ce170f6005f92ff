/* app/command_tc.c: the words of tc (iproute2 6.1), as far as they are about netem:
 *
 *     tc qdisc [show] [dev NAME]
 *     tc qdisc { add | change | replace | del } dev NAME root netem [limit N]
 *         [delay TIME [JITTER]] [loss PERCENT] [duplicate PERCENT] [corrupt PERCENT] [rate
 * RATE]
 *
 * Times without a unit are microseconds, rates without one bit/s, as tc has it. */
#include <string.h>

#include "app/host_set.h"
#include "app/tool.h"

enum { TC_USAGE = 255, TC_LIMIT = 1000, TC_LIMIT_MOST = 1000000, NUMBER_MOST = 12 };

#define TC_TIME_MOST (600 * SIM_SECOND)
#define TC_RATE_MOST UINT64_C(1000000000000)

/* The line, and the word that is looked at. */
struct tc_words {
    const struct command_words *words;
    uint16_t at;
    struct text *error;
};

static const char *word_at(const struct tc_words *w, uint16_t at)
{
    return at < w->words->count ? w->words->text + w->words->word[at] : NULL;
}

static int refuse(struct tc_words *w, const char *before, const char *word, const char *after,
                  int status)
{
    text_put(w->error, before);
    text_put(w->error, word);
    text_put(w->error, after);
    return status;
}

static int illegal(struct tc_words *w, const char *what)
{
    return refuse(w, "Illegal \"", what, "\"", 1);
}

static int incomplete(struct tc_words *w)
{
    return refuse(w, "Command line is not complete. Try option \"help\"", "", "", TC_USAGE);
}

/* --- quantities --- */

/* "12.5" and what is behind it; the value in units of 10^-9. */
static bool take_decimal(const char **word, uint64_t *value)
{
    const char *p = *word;
    uint64_t unit = 1000000000;
    bool any = false;
    *value = 0;
    for (; *p >= '0' && *p <= '9' && p - *word < NUMBER_MOST; p++) {
        *value = *value * 10 + (uint64_t)(*p - '0') * 1000000000;
        any = true;
    }
    for (p += *p == '.'; *p >= '0' && *p <= '9' && unit > 1; p++) {
        unit /= 10;
        *value += (uint64_t)(*p - '0') * unit;
        any = true;
    }
    *word = p;
    return any && *value <= UINT64_C(10000000000) * 100000000;
}

struct tc_unit {
    const char *name;
    uint64_t factor;
};

/* The unit with this name, in any case; NULL: there is none. */
static const struct tc_unit *find_unit(const struct tc_unit *units, const char *name)
{
    for (; units->name != NULL; units++) {
        size_t i = 0;
        while (name[i] != '\0' && (name[i] | 0x20) == units->name[i])
            i++;
        if (name[i] == '\0' && units->name[i] == '\0')
            return units;
    }
    return NULL;
}

static bool time_word(const char *word, int64_t *time)
{
    static const struct tc_unit units[] = {
        {"", 1000},      {"s", 1000000000}, {"sec", 1000000000}, {"secs", 1000000000},
        {"ms", 1000000}, {"msec", 1000000}, {"msecs", 1000000},  {"us", 1000},
        {"usec", 1000},  {"usecs", 1000},   {"ns", 1},           {"nsec", 1},
        {"nsecs", 1},    {NULL, 0}};
    uint64_t value;
    if (!take_decimal(&word, &value))
        return false;
    const struct tc_unit *unit = find_unit(units, word);
    if (unit == NULL || value / 1000000000 > (uint64_t)TC_TIME_MOST / unit->factor)
        return false;
    *time = (int64_t)(value / 1000000000 * unit->factor +
                      value % 1000000000 * unit->factor / 1000000000);
    return *time <= TC_TIME_MOST;
}

static bool rate_word(const char *word, uint64_t *rate)
{
    static const struct tc_unit units[] = {
        {"", 1},           {"bit", 1},           {"kbit", 1000},
        {"mbit", 1000000}, {"gbit", 1000000000}, {"bps", 8},
        {"kbps", 8000},    {"mbps", 8000000},    {"gbps", UINT64_C(8000000000)},
        {"kibit", 1024},   {"mibit", 1048576},   {NULL, 0}};
    uint64_t value;
    if (!take_decimal(&word, &value))
        return false;
    const struct tc_unit *unit = find_unit(units, word);
    if (unit == NULL || value / 1000000000 > TC_RATE_MOST / unit->factor)
        return false;
    *rate = value / 1000000000 * unit->factor + value % 1000000000 * unit->factor / 1000000000;
    return *rate > 0 && *rate <= TC_RATE_MOST;
}

/* "10%" or "10", in 10^-9. */
static bool share_word(const char *word, uint32_t *share)
{
    uint64_t value;
    if (!take_decimal(&word, &value) || (word[0] != '\0' && strcmp(word, "%") != 0) ||
        value > UINT64_C(100) * 1000000000)
        return false;
    *share = (uint32_t)(value / 100);
    return true;
}

/* --- netem --- */

static bool next_is_number(const struct tc_words *w)
{
    const char *word = word_at(w, w->at);
    return word != NULL && word[0] >= '0' && word[0] <= '9';
}

static int correlated(struct tc_words *w)
{
    return refuse(w, "netem: draws do not depend on each other here: no correlation \"",
                  word_at(w, w->at), "\"", 1);
}

static int take_delay(struct tc_words *w, struct tc_options *o)
{
    if (!time_word(word_at(w, w->at++), &o->delay_ns) ||
        (next_is_number(w) && !time_word(word_at(w, w->at++), &o->jitter_ns)))
        return illegal(w, "latency");
    return next_is_number(w) ? correlated(w) : 0;
}

static int take_share(struct tc_words *w, const char *what, uint32_t *share)
{
    const char *word = word_at(w, w->at);
    bool loss = strcmp(what, "loss percent") == 0;
    if (loss && strcmp(word, "random") == 0) {
        word = word_at(w, ++w->at);
        if (word == NULL)
            return incomplete(w);
    }
    if (loss && !next_is_number(w))
        return refuse(w, "Unknown loss parameter: ", word, "", 1);
    w->at++;
    if (!share_word(word, share))
        return illegal(w, what);
    return next_is_number(w) ? correlated(w) : 0;
}

static int what_is(struct tc_words *w, const char *word)
{
    return refuse(w, "What is \"", word,
                  "\"?\nUsage: ... netem [ limit PACKETS ]\n"
                  "                 [ delay TIME [ JITTER ]]\n"
                  "                 [ corrupt PERCENT ]\n"
                  "                 [ duplicate PERCENT ]\n"
                  "                 [ loss random PERCENT ]\n"
                  "                 [ rate RATE ]",
                  1);
}

/* An option of netem with its value; w->at is behind them afterwards. */
static int take_netem(struct tc_words *w, struct tc_options *o)
{
    static const char *const names[] = {"limit",     "delay",   "latency", "loss", "drop",
                                        "duplicate", "corrupt", "rate",    NULL};
    const char *name = word_at(w, w->at++);
    uint64_t limit = 0;
    unsigned i = 0;
    while (names[i] != NULL && strcmp(names[i], name) != 0)
        i++;
    if (names[i] == NULL)
        return what_is(w, name);
    if (word_at(w, w->at) == NULL)
        return incomplete(w);
    switch (name[0]) {
    case 'd':
        if (name[1] == 'e')
            return take_delay(w, o);
        return name[1] == 'u' ? take_share(w, name, &o->duplicate)
                              : take_share(w, "loss percent", &o->loss);
    case 'c':
        return take_share(w, name, &o->corrupt);
    case 'r':
        return rate_word(word_at(w, w->at++), &o->rate) ? 0 : illegal(w, name);
    default: /* limit, latency, loss: names of the list */
        break;
    }
    if (name[1] == 'a')
        return take_delay(w, o);
    if (name[1] == 'o')
        return take_share(w, "loss percent", &o->loss);
    if (!command_number(word_at(w, w->at++), 1, TC_LIMIT_MOST, &limit))
        return illegal(w, name);
    o->limit = (uint32_t)limit;
    return 0;
}

/* --- the line --- */

static const struct tc_verb {
    const char *name;
    enum tc_verb_kind verb;
} verbs[] = {{"show", TC_SHOW},     {"list", TC_SHOW},       {"lst", TC_SHOW},
             {"ls", TC_SHOW},       {"add", TC_ADD},         {"change", TC_CHANGE},
             {"delete", TC_DELETE}, {"replace", TC_REPLACE}, {NULL, TC_SHOW}};

/* "tc qdisc VERB". */
static int take_head(struct tc_words *w, struct tc_options *o)
{
    const char *object = word_at(w, w->at++);
    if (object == NULL)
        return refuse(w,
                      "Usage:\ttc qdisc [ show | add | change | replace | del ] dev NAME "
                      "root netem ...\n\tSee 'man tc'.",
                      "", "", TC_USAGE);
    if (object[0] == '-')
        return refuse(w, "Option \"", object, "\" is unknown, try \"tc -help\".", TC_USAGE);
    if (object[0] == '\0' || strncmp("qdisc", object, strlen(object)) != 0)
        return refuse(w, "Object \"", object, "\" is unknown, try \"tc help\".", TC_USAGE);
    const char *verb = word_at(w, w->at++);
    o->verb = TC_SHOW;
    if (verb == NULL)
        return 0;
    for (const struct tc_verb *v = verbs; v->name != NULL; v++) {
        if (verb[0] != '\0' && strncmp(v->name, verb, strlen(verb)) == 0) {
            o->verb = (uint8_t)v->verb;
            return 0;
        }
    }
    return refuse(w, "Command \"", verb, "\" is unknown, try \"tc qdisc help\".", TC_USAGE);
}

/* "dev NAME", "root", or the kind, after which come its own words. */
static int take_word(struct tc_words *w, struct tc_options *o)
{
    const char *word = word_at(w, w->at++);
    if (strcmp(word, "dev") == 0) {
        if (word_at(w, w->at) == NULL)
            return incomplete(w);
        o->device = w->words->word[w->at++];
        return 0;
    }
    if (strcmp(word, "root") == 0) {
        o->root = 1;
        return 0;
    }
    if (o->verb == TC_SHOW)
        return refuse(w, "What is \"", word, "\"? Try \"tc qdisc help\".", TC_USAGE);
    o->netem = strcmp(word, "netem") == 0;
    const char *next = word_at(w, w->at);
    if (o->netem || next == NULL)
        return 0;
    text_put(w->error, "Unknown qdisc \"");
    text_put(w->error, word);
    return refuse(w, "\", hence option \"", next, "\" is unparsable", 1);
}

int tc_parse(const struct tool *tool, struct command_words *words,
             union command_options *options, struct text *error)
{
    struct tc_options *o = &options->tc;
    struct tc_words w = {.words = words, .at = 1, .error = error};
    (void)tool;
    *o = (struct tc_options){.limit = TC_LIMIT};
    int status = take_head(&w, o);
    while (status == 0 && w.at < words->count)
        status = o->netem ? take_netem(&w, o) : take_word(&w, o);
    return status;
}
