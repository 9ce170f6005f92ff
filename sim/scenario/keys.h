/* scenario/keys.h: the keys of a scenario file (keys.def), and a map of the file whose values
 * are found by key. */
#ifndef NETSTAGE_SCENARIO_KEYS_H
#define NETSTAGE_SCENARIO_KEYS_H

#include "scenario/yaml_tree.h"

enum key_map {
    MAP_TOP,
    MAP_NODE,
    MAP_INTERFACE,
    MAP_HTTP,
    MAP_SESSION,
    MAP_USER,
    MAP_NEEDS,
    MAP_MAINTENANCE,
    MAP_FAIL,
    MAP_QUEUE,
    MAP_VARIANT,
    MAP_RESOURCE,
    MAP_COLLECTION,
    MAP_PROXY,
    MAP_RIP,
    MAP_DNS_SERVER,
    MAP_FILE,
    MAP_TCP,
    MAP_ARP,
    MAP_IP,
    MAP_LINK,
    MAP_WAY,
    MAP_TREE,
    MAP_TREE_PORT,
    MAP_TIMELINE,
    MAP_FAULT,
    MAP_NARRATION,
    MAP_EXPECT,
    MAPS,
};

enum key {
#define KEY(map, id, word, needed) KEY_##map##_##id,
#include "scenario/keys.def"
#undef KEY
    KEYS,
};

struct key_info {
    enum key_map map;
    const char *word;
    bool needed;
};

const struct key_info *key_info(enum key key);

/* The key of that name in a map, or KEYS. */
enum key key_find(enum key_map map, const char *word);

/* The nearest key of the map to a misspelt one, or NULL. */
const char *key_nearest(enum key_map map, const char *word, size_t length);

/* A map in which the same word stands, or MAPS: "rate belongs to a link". */
enum key_map key_elsewhere(const char *word);

/* What a map describes, for sentences: "a node"; a catalogue key. */
const char *key_map_name(enum key_map map);

#endif
