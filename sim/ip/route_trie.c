/* ip/route_trie.c: building the tries of route_trie.h. */
#include "ip/route_trie.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1 << TRIE_STRIDE, FIRST_ROOM = 256 };

/* A part of the sorted prefixes, and the place in the trie that it is for. */
struct part {
    const struct trie_prefix *prefixes;
    uint32_t count;
    unsigned depth;     /* bits of the address that lead here */
    uint32_t inherited; /* what a shorter prefix says of all of it */
};

/* A node as the table that it stands for. */
struct table {
    uint32_t answer[SLOTS];
    uint32_t first[SLOTS]; /* the prefixes that are longer than the slot, in the part */
    uint32_t count[SLOTS];
};

void route_tries_release(struct route_tries *tries)
{
    free(tries->nodes);
    free(tries->leaves);
    memset(tries, 0, sizeof *tries);
}

size_t route_tries_octets(const struct route_tries *tries)
{
    return tries->node_capacity * sizeof *tries->nodes +
           tries->leaf_capacity * sizeof *tries->leaves;
}

/* Makes room for n more rows. NULL: out of memory, and the old rows are as they were. */
static void *with_room(void *rows, size_t size, uint32_t count, uint32_t *capacity, uint32_t n)
{
    if (rows != NULL && *capacity - count >= n)
        return rows;
    uint32_t wanted = *capacity < FIRST_ROOM ? FIRST_ROOM : *capacity;
    while (wanted - count < n)
        wanted += wanted / 4;
    void *moved = realloc(rows, wanted * size);
    if (moved != NULL)
        *capacity = wanted;
    return moved;
}

static bool take_nodes(struct route_tries *t, uint32_t n, uint32_t *first)
{
    struct trie_node *nodes =
        with_room(t->nodes, sizeof *t->nodes, t->node_count, &t->node_capacity, n);
    if (nodes == NULL)
        return false;
    t->nodes = nodes;
    *first = t->node_count;
    t->node_count += n;
    return true;
}

static bool add_leaf(struct route_tries *t, uint32_t row)
{
    uint32_t *leaves =
        with_room(t->leaves, sizeof *t->leaves, t->leaf_count, &t->leaf_capacity, 1);
    if (leaves == NULL)
        return false;
    t->leaves = leaves;
    leaves[t->leaf_count++] = row;
    return true;
}

/* The slot of a node at this depth in which an address lies. */
static unsigned slot_of(ipv4_address address, unsigned depth)
{
    return (unsigned)((uint64_t)address << (TRIE_BITS - 32) >>
                      (TRIE_BITS - TRIE_STRIDE - depth)) &
           (SLOTS - 1);
}

/* Spreads the prefixes that end in this node over the slots that they cover, and tells which
 * slots go on. In the order of prefix, then length, a prefix comes before those within it, so
 * what is written later is longer. */
static void fill(const struct part *part, struct table *table)
{
    for (unsigned i = 0; i < SLOTS; i++)
        table->answer[i] = part->inherited;
    memset(table->count, 0, sizeof table->count);
    for (uint32_t i = 0; i < part->count; i++) {
        const struct trie_prefix *p = &part->prefixes[i];
        unsigned slot = slot_of(p->prefix, part->depth);
        if (p->length > part->depth + TRIE_STRIDE) {
            if (table->count[slot]++ == 0)
                table->first[slot] = i;
            continue;
        }
        if (i > 0 && p[-1].prefix == p->prefix && p[-1].length == p->length)
            continue;
        unsigned covered = 1U << (part->depth + TRIE_STRIDE - p->length);
        for (unsigned k = 0; k < covered; k++)
            table->answer[slot + k] = p->row;
    }
}

/* The words and the answers of the node. */
static bool press(struct route_tries *t, const struct table *table, struct trie_node *node)
{
    uint32_t last = 0;
    node->first_leaf = t->leaf_count;
    for (unsigned i = 0; i < SLOTS; i++) {
        if (table->count[i] > 0) {
            node->children |= UINT64_C(1) << i;
            continue;
        }
        if (node->leaf_starts != 0 && table->answer[i] == last)
            continue;
        last = table->answer[i];
        node->leaf_starts |= UINT64_C(1) << i;
        if (!add_leaf(t, last))
            return false;
    }
    return true;
}

/* Builds the node in row `at` and, below it, all others; at most six deep. */
static bool build_node(struct route_tries *t, uint32_t at, const struct part *part)
{
    struct table table;
    struct trie_node node = {0};
    fill(part, &table);
    if (!press(t, &table, &node) || !take_nodes(t, trie_ones(node.children), &node.first_child))
        return false;
    t->nodes[at] = node;
    uint32_t child = node.first_child;
    for (unsigned i = 0; i < SLOTS; i++) {
        if (table.count[i] == 0)
            continue;
        struct part below = {.prefixes = part->prefixes + table.first[i],
                             .count = table.count[i],
                             .depth = part->depth + TRIE_STRIDE,
                             .inherited = table.answer[i]};
        if (!build_node(t, child++, &below))
            return false;
    }
    return true;
}

static int compare(const void *left, const void *right)
{
    const struct trie_prefix *a = left;
    const struct trie_prefix *b = right;
    if (a->prefix != b->prefix)
        return a->prefix < b->prefix ? -1 : 1;
    if (a->length != b->length)
        return a->length < b->length ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

bool route_trie_build(struct route_tries *tries, struct trie_prefix *prefixes, uint32_t count,
                      uint32_t *root)
{
    struct part all = {.prefixes = prefixes, .count = count, .inherited = NONE};
    if (count > 0)
        qsort(prefixes, count, sizeof *prefixes, compare);
    return take_nodes(tries, 1, root) && build_node(tries, *root, &all);
}
