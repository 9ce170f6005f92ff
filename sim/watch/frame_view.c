/* watch/frame_view.c: see frame_view.h. */
#include "watch/frame_view.h"

#include <string.h>

void frame_view_init(struct frame_view *view)
{
    memset(view, 0, sizeof *view);
    field_tree_init(&view->tree, &view->storage);
}

void frame_view_learn(struct frame_view *view, const uint8_t *octets, size_t length)
{
    conversations_learn(&view->conversations, octets, length);
}

void frame_view_read(struct frame_view *view, const uint8_t *octets, size_t length)
{
    struct field_context context = field_context_default();
    conversations_see(&view->conversations, octets, length, &context);
    field_dissect(&view->tree, octets, length, &context);
}
