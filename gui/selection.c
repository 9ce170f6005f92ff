/* gui/selection.c: the one selection. Whatever is selected, the frame and the node that belong
 * to it are set as well, so that every panel finds what it shows. */
#include "gui/window.h"

static uint32_t frame_count(const struct window *window)
{
    return window->session == NULL ? 0 : session_history(window->session)->frame_count;
}

void select_nothing(struct window *window)
{
    window->selection = (struct selection){.kind = SELECT_NOTHING,
                                           .frame = NONE,
                                           .node = NONE,
                                           .cable = NONE,
                                           .row = NONE,
                                           .record = NONE};
}

void select_frame(struct window *window, uint32_t frame)
{
    select_nothing(window);
    if (frame >= frame_count(window))
        return;
    window->selection.kind = SELECT_FRAME;
    window->selection.frame = frame;
}

void select_field(struct window *window, enum field_id field, uint32_t at, uint32_t octets)
{
    if (window->selection.frame == NONE)
        return;
    window->selection.kind = SELECT_FRAME;
    window->selection.field = field;
    window->selection.octets_at = at;
    window->selection.octets = octets;
}

void select_node(struct window *window, uint32_t node)
{
    select_nothing(window);
    window->selection.kind = SELECT_NODE;
    window->selection.node = node;
    window->shown_node = node;
}

void select_cable(struct window *window, uint32_t cable)
{
    select_nothing(window);
    window->selection.kind = SELECT_CABLE;
    window->selection.cable = cable;
}

void select_table_row(struct window *window, uint32_t node, enum table table, uint32_t row)
{
    select_nothing(window);
    window->selection.kind = SELECT_ROW;
    window->selection.node = node;
    window->selection.table = table;
    window->selection.row = row;
    window->shown_node = node;
}

/* The frame that a record is about: the latest of its packet and hop that it does not precede.
 */
static uint32_t frame_of_record(const struct history *h, uint32_t row)
{
    const struct record *r = &h->rows[row];
    if (r->packet == 0)
        return NONE;
    for (uint32_t i = h->frame_count; i-- > 0;)
        if (h->frames[i].packet == r->packet && h->frames[i].hop == r->hop &&
            h->frames[i].sent_row <= row)
            return i;
    return NONE;
}

void select_record(struct window *window, uint32_t record)
{
    const struct history *h = session_history(window->session);
    if (record >= h->row_count)
        return;
    uint32_t frame = frame_of_record(h, record);
    select_nothing(window);
    window->selection.kind = SELECT_RECORD;
    window->selection.record = record;
    window->selection.frame = frame;
    window->selection.node = h->rows[record].node;
}

bool is_selected_frame(const struct window *window, uint32_t frame)
{
    return (window->selection.kind == SELECT_FRAME ||
            window->selection.kind == SELECT_RECORD) &&
           window->selection.frame == frame && frame != NONE;
}

bool belongs_to_selection(const struct window *window, uint32_t frame)
{
    uint32_t selected = window->selection.frame;
    const struct history *h = window->session == NULL ? NULL : session_history(window->session);
    if (h == NULL || selected >= h->frame_count || frame >= h->frame_count)
        return false;
    return h->frames[selected].packet == h->frames[frame].packet;
}
