/* gui/tables_pins.c: tables that stay beside those of the node that is shown: a client's cookie
 * jar and a server's session table at once. The user pins them; what the lesson speaks of is
 * pinned as long as it speaks. */
#include "gui/tables.h"

static uint32_t find(const struct table_pin *pins, uint32_t count, uint32_t node,
                     enum table table)
{
    for (uint32_t i = 0; i < count; i++)
        if (pins[i].node == node && pins[i].table == table)
            return i;
    return NONE;
}

bool table_is_pinned(const struct window *window, uint32_t node, enum table table)
{
    const struct instruments *i = window->instruments;
    return find(i->pins, i->pin_count, node, table) != NONE;
}

void table_pin(struct window *window, uint32_t node, enum table table, bool pinned)
{
    struct instruments *i = window->instruments;
    uint32_t at = find(i->pins, i->pin_count, node, table);
    if (pinned && at == NONE && i->pin_count < TABLE_PINS_MAX) {
        i->pins[i->pin_count++] = (struct table_pin){node, table};
    } else if (!pinned && at != NONE) {
        i->pin_count--;
        for (; at < i->pin_count; at++)
            i->pins[at] = i->pins[at + 1];
    }
}

/* What the lesson says at the moment; NULL: nothing yet. */
static const struct narration *spoken(const struct window *window)
{
    const struct history *h = session_history(window->session);
    if (window->said >= h->say_count)
        return NULL;
    return &session_scenario(window->session)->narration[h->says[window->said].narration];
}

bool table_is_spoken_of(const struct window *window, uint32_t node, enum table table)
{
    const struct narration *n = spoken(window);
    for (uint32_t i = 0; n != NULL && i < n->highlight_count; i++) {
        const struct highlight *l = &n->highlights[i];
        if (l->kind == HIGHLIGHT_TABLE && l->node == node && l->table == table)
            return true;
    }
    return false;
}

uint32_t tables_pinned(const struct window *window, struct table_pin pins[TABLE_PINS_MAX])
{
    const struct instruments *in = window->instruments;
    const struct narration *n = spoken(window);
    uint32_t count = 0;
    for (; count < in->pin_count; count++)
        pins[count] = in->pins[count];
    for (uint32_t i = 0; n != NULL && i < n->highlight_count && count < TABLE_PINS_MAX; i++) {
        const struct highlight *l = &n->highlights[i];
        if (l->kind == HIGHLIGHT_TABLE && l->node != window->shown_node &&
            find(pins, count, l->node, l->table) == NONE)
            pins[count++] = (struct table_pin){l->node, l->table};
    }
    return count;
}
