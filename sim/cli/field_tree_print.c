/* cli/field_tree_print.c: see field_tree_print.h. */
#include "cli/field_tree_print.h"

#include <stdio.h>

#include "base/catalogue.h"

enum { LINE_ROOM = 4096, DEPTH_MAX = 16 };

/* How deep a node lies. */
static unsigned depth_of(const struct field_tree *tree, const struct field_node *node)
{
    unsigned depth = 0;
    while (node->parent != FIELD_NO_PARENT && depth < DEPTH_MAX) {
        node = &tree->nodes[node->parent];
        depth++;
    }
    return depth;
}

static void put_node(const struct field_tree *tree, const struct field_node *node)
{
    char line[LINE_ROOM];
    struct text text = text_over(line, sizeof line);
    for (unsigned n = depth_of(tree, node) + 1; n > 0; n--)
        text_put(&text, "    ");
    size_t start = text.length;
    field_put_bits(tree, node, &text);
    if (text.length > start)
        text_put(&text, " = ");
    text_put(&text, tr(field_info((enum field_id)node->id)->label));
    start = text.length;
    text_put(&text, ": ");
    field_put_value(tree, node, &text);
    if (text.length == start + 2)
        line[start] = '\0';
    puts(line);
}

void field_tree_print(const struct field_tree *tree)
{
    for (uint32_t i = 0; i < tree->count; i++)
        if ((tree->nodes[i].flags & FIELD_HIDDEN) == 0)
            put_node(tree, &tree->nodes[i]);
    putchar('\n');
}
