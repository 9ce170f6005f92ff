/* scenario/yaml_tree.h: a YAML file as a tree of nodes that know where they stand. Only the
 * safe part of YAML 1.2 (yaml.org/spec/1.2.2): every scalar is a text and nothing else.
 *
 * Refused, each with a sentence of its own: text that is not UTF-8, NUL and other control
 * characters, tabs, more than one document, directives, anchors, aliases, merge keys, tags,
 * duplicate keys, keys that are no scalars, more than YAML_DEPTH_MAX levels or YAML_NODES_MAX
 * nodes. Reading stops at the first of these that keeps the rest from being understood.
 *
 * Units:  spans are octets of the file. libyaml tells places in characters; they are converted.
 */
#ifndef NETSTAGE_SCENARIO_YAML_TREE_H
#define NETSTAGE_SCENARIO_YAML_TREE_H

#include "scenario/diagnostic.h"

enum { YAML_DEPTH_MAX = 32, YAML_NODES_MAX = 200000 };

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

enum yaml_style { YAML_PLAIN, YAML_SINGLE_QUOTED, YAML_DOUBLE_QUOTED, YAML_BLOCK };

struct yaml_node {
    enum yaml_kind kind;
    enum yaml_style style; /* YAML_TEXT */
    struct span span;      /* of a text with its quotation marks; of a list or map: its start */
    const char *text;      /* YAML_TEXT: NUL-terminated, without NUL inside */
    uint32_t length;
    uint32_t count;          /* children of a list or map */
    struct yaml_node *first; /* child */
    struct yaml_node *last;
    struct yaml_node *next; /* in the same list or map */
    struct yaml_node *key;  /* of a child of a map: a YAML_TEXT */
};

/* Reads the text whose source *diagnostics has (diagnostics_source() came before). The tree
 * lives in *memory. NULL: there is no tree, and at least one error has been added; duplicate
 * keys and the like are added while the tree is given all the same. */
struct yaml_node *yaml_read(struct diagnostics *diagnostics, struct memory *memory) MUST_CHECK;

/* Where `length` octets from octet `at` of a text node's value stand in the file. When the
 * value is spread over several lines, or does not stand there as it is, the whole node's first
 * line. */
struct span yaml_place(const struct diagnostics *diagnostics, const struct yaml_node *node,
                       size_t at, size_t length);

/* Is it the text `word`? */
bool yaml_is(const struct yaml_node *node, const char *word);

#endif
