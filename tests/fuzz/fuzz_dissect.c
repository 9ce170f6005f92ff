/* tests/fuzz/fuzz_dissect.c: any octets as a frame: every field is formatted, and a tree that
 * is too small and a tree of a few wanted fields are tried as well. */
#include <stdlib.h>

#include "field/dissect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct field_storage storage;

static void look_at_everything(const struct field_tree *tree)
{
    static char line[65536];
    for (uint32_t i = 0; i < tree->count; i++) {
        struct text text = text_over(line, sizeof line);
        if (tree->nodes[i].parent != FIELD_NO_PARENT && tree->nodes[i].parent >= i)
            abort();
        field_put_value(tree, &tree->nodes[i], &text);
        field_put_show(tree, &tree->nodes[i], &text);
        field_put_bits(tree, &tree->nodes[i], &text);
    }
    field_summary(tree, line, sizeof line);
    if (field_frame_kind(tree) >= FRAME_KINDS)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct field_tree tree;
    struct field_context context = field_context_default();
    struct field_wanted wanted = {.depth = FIELD_TO_APPLICATION};
    field_tree_init(&tree, &storage);
    field_dissect(&tree, data, size, NULL);
    look_at_everything(&tree);
    field_tree_init(&tree, &storage);
    tree.capacity = 40;
    tree.text_capacity = 60;
    field_dissect(&tree, data, size, NULL);
    look_at_everything(&tree);
    field_tree_init(&tree, &storage);
    field_want(&wanted, FIELD_DNS_RESP_NAME);
    field_want(&wanted, FIELD_HTTP_FILE_DATA);
    context.wanted = &wanted;
    field_dissect(&tree, data, size, &context);
    look_at_everything(&tree);
    return 0;
}
