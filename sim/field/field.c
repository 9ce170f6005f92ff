/* field/field.c: the table of fields, looking names up, and adding nodes to a tree. */
#include <string.h>

#include "base/suggest.h"
#include "field/layer.h"

static const struct field_info fields[FIELD_COUNT] = {
#define FIELD(id, name, label, type, base, bit, width, source, explanation)                    \
    {name, label, source, explanation, FIELD_TYPE_##type, FIELD_BASE_##base, bit, width},
#include "field/fields.def"
#undef FIELD
};

const struct field_info *field_info(enum field_id id)
{
    return &fields[id];
}

enum field_id field_find(const char *name, size_t length)
{
    for (int i = 0; i < FIELD_COUNT; i++) {
        if (strlen(fields[i].name) == length && memcmp(fields[i].name, name, length) == 0)
            return (enum field_id)i;
    }
    return FIELD_COUNT;
}

const char *field_nearest(const char *name, size_t length)
{
    struct suggestion suggestion = suggest_begin(name, length);
    for (int i = 0; i < FIELD_COUNT; i++)
        suggest_offer(&suggestion, fields[i].name);
    return suggestion.best;
}

bool field_is_fact(enum field_id id)
{
    return id >= FIELD_NETSTAGE;
}

bool field_type_is_number(enum field_type type)
{
    return type >= FIELD_TYPE_BOOL && type <= FIELD_TYPE_INT32;
}

void field_tree_init(struct field_tree *tree, struct field_storage *storage)
{
    *tree = (struct field_tree){.nodes = storage->nodes,
                                .capacity = FIELD_STORAGE_NODES,
                                .text = storage->text,
                                .text_capacity = FIELD_STORAGE_TEXT};
}

void field_tree_begin(struct field_tree *tree, const uint8_t *bytes, size_t length)
{
    tree->bytes = bytes;
    tree->length = length < UINT32_MAX ? (uint32_t)length : UINT32_MAX;
    tree->count = 0;
    tree->text_used = 0;
    tree->truncated = false;
    tree->wanted = NULL;
}

uint16_t add_node(struct field_tree *tree, uint16_t parent, enum field_id id, uint32_t offset,
                  uint32_t length, uint64_t number)
{
    if (!field_is_wanted(tree, id))
        return FIELD_NO_PARENT;
    if (tree->count >= tree->capacity || tree->count >= FIELD_NO_PARENT) {
        tree->truncated = true;
        return FIELD_NO_PARENT;
    }
    tree->nodes[tree->count] = (struct field_node){.id = (uint16_t)id,
                                                   .parent = parent,
                                                   .offset = offset,
                                                   .length = length,
                                                   .number = number};
    return (uint16_t)tree->count++;
}

void add_flags(struct field_tree *tree, uint16_t node, unsigned flags)
{
    if (node != FIELD_NO_PARENT)
        tree->nodes[node].flags = (uint8_t)(tree->nodes[node].flags | flags);
}

uint16_t add_octets(struct field_tree *tree, uint16_t parent, enum field_id id, uint32_t offset,
                    uint32_t length)
{
    uint16_t node = add_node(tree, parent, id, offset, length, offset);
    if (node != FIELD_NO_PARENT)
        tree->nodes[node].size = length;
    return node;
}

uint16_t add_string(struct field_tree *tree, uint16_t parent, enum field_id id, uint32_t offset,
                    uint32_t length, uint32_t at, uint32_t size)
{
    uint16_t node = add_node(tree, parent, id, offset, length, at);
    if (node != FIELD_NO_PARENT)
        tree->nodes[node].size = size;
    return node;
}

uint16_t add_text(struct field_tree *tree, uint16_t parent, enum field_id id, uint32_t offset,
                  uint32_t length, const char *text, size_t size)
{
    if (!field_is_wanted(tree, id))
        return FIELD_NO_PARENT;
    if (tree->text_capacity - tree->text_used < size) {
        tree->truncated = true;
        return FIELD_NO_PARENT;
    }
    uint16_t node = add_node(tree, parent, id, offset, length, tree->text_used);
    if (node == FIELD_NO_PARENT)
        return node;
    if (size > 0)
        memcpy(tree->text + tree->text_used, text, size);
    tree->text_used += (uint32_t)size;
    tree->nodes[node].size = (uint32_t)size;
    tree->nodes[node].flags = FIELD_IN_TEXT;
    return node;
}

uint16_t field_tree_add_none(struct field_tree *tree, enum field_id id)
{
    return field_tree_add_uint(tree, id, 1);
}

uint16_t field_tree_add_uint(struct field_tree *tree, enum field_id id, uint64_t value)
{
    uint16_t node = add_node(tree, FIELD_NO_PARENT, id, 0, 0, value);
    add_flags(tree, node, FIELD_GENERATED);
    return node;
}

uint16_t field_tree_add_time(struct field_tree *tree, enum field_id id, sim_time value)
{
    return field_tree_add_uint(tree, id, (uint64_t)value);
}

uint16_t field_tree_add_text(struct field_tree *tree, enum field_id id, const char *value)
{
    uint16_t node = add_text(tree, FIELD_NO_PARENT, id, 0, 0, value, strlen(value));
    add_flags(tree, node, FIELD_GENERATED);
    return node;
}

const struct field_node *field_tree_find(const struct field_tree *tree, enum field_id id,
                                         uint32_t from)
{
    for (uint32_t i = from; i < tree->count; i++) {
        if (tree->nodes[i].id == (uint16_t)id)
            return &tree->nodes[i];
    }
    return NULL;
}

const char *field_string(const struct field_tree *tree, const struct field_node *node,
                         size_t *size)
{
    *size = node->size;
    if ((node->flags & FIELD_IN_TEXT) != 0)
        return tree->text + node->number;
    return (const char *)(tree->bytes != NULL ? tree->bytes + node->number : NULL);
}

const uint8_t *field_octets(const struct field_tree *tree, const struct field_node *node,
                            size_t *size)
{
    bool whole = field_info((enum field_id)node->id)->type == FIELD_TYPE_PROTOCOL;
    *size = whole ? node->size : node->length;
    return tree->bytes != NULL ? tree->bytes + node->offset : NULL;
}
