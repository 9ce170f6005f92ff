/* scenario/keys.c: see keys.h. */
#include "scenario/keys.h"

#include "base/catalogue.h"
#include "base/suggest.h"

#include <string.h>

static const struct key_info infos[KEYS] = {
#define KEY(map, id, word, needed) {MAP_##map, word, (needed) != 0},
#include "scenario/keys.def"
#undef KEY
};

const struct key_info *key_info(enum key key)
{
    return &infos[key];
}

enum key key_find(enum key_map map, const char *word)
{
    for (uint32_t i = 0; i < KEYS; i++) {
        if (infos[i].map == map && strcmp(infos[i].word, word) == 0)
            return (enum key)i;
    }
    return KEYS;
}

const char *key_nearest(enum key_map map, const char *word, size_t length)
{
    struct suggestion suggestion = suggest_begin(word, length);
    for (uint32_t i = 0; i < KEYS; i++) {
        if (infos[i].map == map)
            suggest_offer(&suggestion, infos[i].word);
    }
    return suggestion.best;
}

enum key_map key_elsewhere(const char *word)
{
    for (uint32_t i = 0; i < KEYS; i++) {
        if (strcmp(infos[i].word, word) == 0)
            return infos[i].map;
    }
    return MAPS;
}

const char *key_map_name(enum key_map map)
{
    static const char *const names[MAPS] = {
        N_("a scenario"),
        N_("a node"),
        N_("an interface"),
        N_("a web server"),
        N_("a session table"),
        N_("a user"),
        N_("what a resource needs"),
        N_("maintenance"),
        N_("a failure"),
        N_("a queue"),
        N_("a variant"),
        N_("a resource"),
        N_("a collection"),
        N_("a proxy"),
        N_("a routing daemon"),
        N_("a name server"),
        N_("a file"),
        N_("the TCP of a host"),
        N_("the ARP of a host"),
        N_("the IP of a host"),
        N_("a link"),
        N_("one way of a link"),
        N_("a spanning tree"),
        N_("a port of a switch"),
        N_("a timeline entry"),
        N_("a fault"),
        N_("a narration entry"),
        N_("an expectation"),
    };
    return names[map];
}
