/* ip/route_trie.h: longest-prefix match for large tables: a trie that looks at six bits of the
 * address at a time, with all that is empty or repeats pressed out (Asai and Ohara, "Poptrie",
 * SIGCOMM 2015; the idea of counting bits is from Degermark et al., SIGCOMM 1997).
 *
 * A plain trie asks for one bit a step: 32 steps, and a node for every bit of every prefix. One
 * that asks for six bits takes at most six steps, but its nodes would be tables of 64 slots, of
 * which nearly all say the same as their neighbour. So a node keeps no table, only two words of
 * 64 bits:
 *
 *     children     bit i: slot i is another node (there are longer prefixes below it)
 *     leaf_starts  bit i: slot i is an answer that differs from that of the slot before
 *
 * The children of a node lie side by side, and so do its answers; how many ones there are up to
 * bit i says which of them belongs to slot i:
 *
 *      slot         0  1  2  3  4  5  6  7 ...          children     0 0 1 0 0 1 0 0
 *      table        A  A  *  A  B  *  B  B              leaf_starts  1 0 0 0 1 0 0 0
 *                                                       nodes ..[2][5]..   leaves ..A B..
 *
 * Every answer already is the longest match: prefixes that end inside a node are spread over
 * the slots that they cover, and what a shorter prefix said is handed down when a node is made.
 * So a look-up never goes back. A full Internet table of a million prefixes takes about 10 MB
 * beside its rows.
 *
 * Shape:  constant after build; one pair of arrays for the tries of all nodes of a world.
 * Answers are rows of the routing table, so the trie knows nothing of routes but their
 * prefixes. */
#ifndef NETSTAGE_IP_ROUTE_TRIE_H
#define NETSTAGE_IP_ROUTE_TRIE_H

#include "base/types.h"

enum { TRIE_STRIDE = 6, TRIE_BITS = 36 }; /* six steps; the last four bits are always zero */

struct trie_node {
    uint64_t children;
    uint64_t leaf_starts;
    uint32_t first_child; /* in nodes */
    uint32_t first_leaf;  /* in leaves */
};

struct route_tries {
    struct trie_node *nodes; /* owned */
    uint32_t *leaves;        /* rows, or NONE; owned */
    uint32_t node_count, node_capacity;
    uint32_t leaf_count, leaf_capacity;
};

/* A prefix as the trie is built from it. */
struct trie_prefix {
    ipv4_address prefix;
    uint32_t row;
    uint8_t length;
};

void route_tries_release(struct route_tries *tries);

/* Adds a trie over these prefixes, which are put into the trie's order. Of two equal ones the
 * one with the lower row counts. Gives the number of its root in *root. False: out of memory.
 */
bool route_trie_build(struct route_tries *tries, struct trie_prefix *prefixes, uint32_t count,
                      uint32_t *root) MUST_CHECK;

/* Octets that the tries take. */
size_t route_tries_octets(const struct route_tries *tries);

static inline unsigned trie_ones(uint64_t v)
{
    v -= v >> 1 & UINT64_C(0x5555555555555555);
    v = (v & UINT64_C(0x3333333333333333)) + (v >> 2 & UINT64_C(0x3333333333333333));
    v = (v + (v >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (unsigned)(v * UINT64_C(0x0101010101010101) >> 56);
}

/* The row of the longest prefix that contains the address, or NONE. */
static inline uint32_t route_trie_find(const struct route_tries *tries, uint32_t root,
                                       ipv4_address address)
{
    const struct trie_node *node = &tries->nodes[root];
    uint64_t rest = (uint64_t)address << (64 - 32);
    for (;;) {
        unsigned slot = (unsigned)(rest >> (64 - TRIE_STRIDE));
        uint64_t upto = (UINT64_C(2) << slot) - 1; /* all ones for slot 63 */
        if ((node->children >> slot & 1) == 0)
            return tries->leaves[node->first_leaf + trie_ones(node->leaf_starts & upto) - 1];
        node = &tries->nodes[node->first_child + trie_ones(node->children & upto) - 1];
        rest <<= TRIE_STRIDE;
    }
}

#endif
