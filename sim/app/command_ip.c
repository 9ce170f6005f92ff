/* app/command_ip.c: the words of ip (iproute2), which may be cut short: `ip a`, `ip -br l`, `ip
 * r get 10.0.0.1`, `ip n del 10.0.0.1 dev eth0`. */
#include <string.h>

#include "app/tool.h"
#include "wire/ethernet.h"
#include "wire/ipv4.h"

enum { IP_USAGE = 255 };

struct ip_word {
    const char *name;
    uint8_t means;
};

/* In the order in which iproute2 looks for what a shortened word may mean. */
static const struct ip_word objects[] = {
    {"address", IP_ADDRESS},     {"route", IP_ROUTE}, {"neighbor", IP_NEIGHBOUR},
    {"neighbour", IP_NEIGHBOUR}, {"link", IP_LINK},   {NULL, 0},
};
static const struct ip_word verbs[] = {
    {"add", IP_ADD},   {"change", IP_REPLACE}, {"replace", IP_REPLACE}, {"delete", IP_DELETE},
    {"get", IP_GET},   {"flush", IP_FLUSH},    {"set", IP_SET},         {"show", IP_SHOW},
    {"list", IP_SHOW}, {"lst", IP_SHOW},       {"ls", IP_SHOW},         {NULL, 0},
};

/* The verbs of each object: bit n stands for verb n. */
static const uint8_t known_verbs[] = {
    [IP_ADDRESS] = 1 << IP_SHOW | 1 << IP_ADD | 1 << IP_DELETE | 1 << IP_FLUSH,
    [IP_LINK] = 1 << IP_SHOW | 1 << IP_SET,
    [IP_ROUTE] = 1 << IP_SHOW | 1 << IP_GET | 1 << IP_ADD | 1 << IP_REPLACE | 1 << IP_DELETE |
                 1 << IP_FLUSH,
    [IP_NEIGHBOUR] =
        1 << IP_SHOW | 1 << IP_ADD | 1 << IP_REPLACE | 1 << IP_DELETE | 1 << IP_FLUSH,
};

static const struct ip_word *find(const struct ip_word *words, const char *word)
{
    size_t n = strlen(word);
    while (words->name != NULL && (n == 0 || strncmp(words->name, word, n) != 0))
        words++;
    return words->name != NULL ? words : NULL;
}

static int refuse(struct text *error, const char *before, const char *word, const char *after,
                  int status)
{
    text_put(error, before);
    text_put(error, word);
    text_put(error, after);
    return status;
}

/* "10.0.0.0/8", "10.0.0.1", "default". */
static bool prefix_word(const char *word, ipv4_address *address, uint8_t *length)
{
    char buffer[COMMAND_LINE_MAX];
    struct text part = text_over(buffer, sizeof buffer);
    const char *slash = strchr(word, '/');
    uint64_t bits = 32;
    *address = 0;
    *length = 0;
    if (strcmp(word, "default") == 0)
        return true;
    text_put_octets(&part, word, slash != NULL ? (size_t)(slash - word) : strlen(word));
    if (!command_ipv4(buffer, address) ||
        (slash != NULL && !command_number(slash + 1, 0, 32, &bits)))
        return false;
    *length = (uint8_t)bits;
    return true;
}

bool command_mac(const char *word, mac_address *mac)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    *mac = 0;
    for (int i = 0; i < 17; i++) {
        const char *digit = word[i] != '\0' ? strchr(digits, word[i]) : NULL;
        if (i % 3 == 2 ? word[i] != ':' : digit == NULL)
            return false;
        uint64_t value = i % 3 == 2 ? 0 : (uint64_t)(digit - digits);
        if (i % 3 != 2)
            *mac = *mac << 4 | (value < 16 ? value : value - 6);
    }
    return word[17] == '\0';
}

/* One of "dev NAME", "via ADDRESS", "metric N", "lladdr MAC", "mtu N", "up", "down", "cache".
 * Gives how many words it has; 0: it is the address, or nothing that is known. */
static int take_pair(const struct command_words *words, uint16_t at, struct ip_options *o)
{
    const char *word = words->text + words->word[at];
    const char *value = at + 1 < words->count ? words->text + words->word[at + 1] : NULL;
    uint64_t number;
    bool set = o->object == IP_LINK && o->verb == IP_SET;
    if (set && (strcmp(word, "up") == 0 || strcmp(word, "down") == 0)) {
        o->up = word[0] == 'u' ? IP_UP : IP_DOWN;
        return 1;
    }
    if (o->object == IP_ROUTE && strcmp(word, "cache") == 0) {
        o->cache = 1;
        return 1;
    }
    if (value == NULL)
        return 0;
    if (set && strcmp(word, "mtu") == 0 &&
        command_number(value, IPV4_MINIMUM_MTU, ETHERNET_MTU, &number)) {
        o->mtu = (uint16_t)number;
        return 2;
    }
    if (strcmp(word, "dev") == 0) {
        o->device = words->word[at + 1];
        return 2;
    }
    if (strcmp(word, "via") == 0 && command_ipv4(value, &o->gateway))
        return 2;
    if (strcmp(word, "metric") == 0 && command_number(value, 0, UINT16_MAX, &number)) {
        o->metric = (uint32_t)number;
        return 2;
    }
    return strcmp(word, "lladdr") == 0 && command_mac(value, &o->mac) ? 2 : 0;
}

/* A word that stands alone: the name of an interface, or an address. */
static int take_alone(const struct command_words *words, uint16_t at, struct ip_options *o,
                      struct text *error)
{
    const char *word = words->text + words->word[at];
    bool changes = o->verb == IP_ADD || o->verb == IP_DELETE;
    bool device = o->object == IP_LINK || (o->object == IP_ADDRESS && !changes);
    if (device && o->device == 0) {
        o->device = words->word[at];
        return 0;
    }
    if (!device && !o->has_address) {
        o->has_address = 1;
        if (prefix_word(word, &o->address, &o->prefix_length))
            return 0;
        return refuse(error, "Error: any valid prefix is expected rather than \"", word, "\".",
                      1);
    }
    return refuse(error, "Error: either \"to\" is duplicate, or \"", word, "\" is a garbage.",
                  255);
}

/* What must not be missing. */
static int check_whole(const struct ip_options *o, struct text *error)
{
    bool changes = o->verb == IP_ADD || o->verb == IP_DELETE || o->verb == IP_REPLACE;
    if (o->object == IP_NEIGHBOUR && changes && (!o->has_address || o->device == 0))
        return refuse(error, "Device and destination are required arguments.", "", "", 255);
    if (o->object == IP_ADDRESS && changes && !o->has_address)
        return refuse(error, "Error: argument \"local\" is required.", "", "", 255);
    if (o->object == IP_ADDRESS && changes && o->device == 0)
        return refuse(error, "Not enough information: \"dev\" argument is required.", "", "",
                      255);
    if (o->object == IP_ADDRESS && o->verb == IP_FLUSH && o->device == 0)
        return refuse(error, "Flush requires arguments.", "", "", 1);
    if (o->object == IP_LINK && o->verb == IP_SET && o->device == 0)
        return refuse(error, "Not enough of information: \"dev\" argument is required.", "", "",
                      255);
    if (o->object == IP_ROUTE && o->verb == IP_GET && !o->has_address)
        return refuse(error, "need at least a destination address", "", "", 1);
    if (o->object == IP_ROUTE && changes && !o->has_address)
        return refuse(error, "RTNETLINK answers: No such device", "", "", 2);
    if (o->object == IP_ROUTE && o->verb == IP_FLUSH && !o->cache)
        return refuse(error, "\"ip route flush\" requires arguments.", "", "", 1);
    if (o->object == IP_NEIGHBOUR && o->verb == IP_FLUSH && o->device == 0 && !o->has_address)
        return refuse(error, "Flush requires arguments.", "", "", 1);
    return 0;
}

/* -br, -brief, -4. False: another option. */
static bool take_option(const char *word, struct ip_options *o)
{
    while (word[0] == '-' && word[1] == '-')
        word++;
    size_t n = strlen(word);
    if (n >= 2 && strncmp("-brief", word, n) == 0)
        o->brief = 1;
    else if (strcmp(word, "-4") != 0 && strcmp(word, "-0") != 0)
        return false;
    return true;
}

/* The object and the verb; *at is behind them. */
static int take_head(const struct command_words *words, uint16_t *at, struct ip_options *o,
                     struct text *error)
{
    for (; *at < words->count && words->text[words->word[*at]] == '-'; (*at)++) {
        const char *option = words->text + words->word[*at];
        if (!take_option(option, o))
            return refuse(error, "Option \"", option, "\" is unknown, try \"ip -help\".",
                          IP_USAGE);
    }
    if (*at == words->count)
        return refuse(error,
                      "Usage: ip [ OPTIONS ] { address | link | route | neighbour } COMMAND\n"
                      "See 'man ip'.",
                      "", "", IP_USAGE);
    const char *name = words->text + words->word[(*at)++];
    const struct ip_word *object = find(objects, name);
    if (object == NULL)
        return refuse(error, "Object \"", name, "\" is unknown, try \"ip help\".", 1);
    o->object = object->means;
    o->verb = IP_SHOW;
    if (*at == words->count)
        return 0;
    name = words->text + words->word[(*at)++];
    const struct ip_word *verb = find(verbs, name);
    if (verb != NULL && (known_verbs[o->object] & 1 << verb->means) != 0) {
        o->verb = verb->means;
        return 0;
    }
    if (verb != NULL)
        return refuse(error, "ip: this host cannot do that (", name, ")", 2);
    text_put(error, "Command \"");
    text_put(error, name);
    return refuse(error, "\" is unknown, try \"ip ", object->name, " help\".", IP_USAGE);
}

int ip_parse(const struct tool *tool, struct command_words *words,
             union command_options *options, struct text *error)
{
    struct ip_options *o = &options->ip;
    uint16_t at = 1;
    (void)tool;
    *o = (struct ip_options){.mac = 0};
    int status = take_head(words, &at, o, error);
    while (status == 0 && at < words->count) {
        int taken = take_pair(words, at, o);
        if (taken == 0) {
            status = take_alone(words, at, o, error);
            taken = 1;
        }
        at = (uint16_t)(at + taken);
    }
    return status != 0 ? status : check_whole(o, error);
}
