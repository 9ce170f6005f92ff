/* gui/tables_change.c: rows of tables and the events that used or changed them: what is lit,
 * and below a table the words about its selected row with the way to the event that changed it.
 */
#include <math.h>

#include "gui/tables.h"

enum { LINK = 24, GAP = 4 };

static bool is_about(const struct section *s, const struct record *r, uint32_t row)
{
    return r->table == s->kind->table && r->place == row && r->node == s->node;
}

bool section_row_was_touched(const struct section *s, uint32_t row)
{
    const struct session *session = s->window->session;
    const struct history *h = session_history(session);
    uint32_t first = h->events[session_event(session)].first_row;
    for (uint32_t i = first; i < session_position(session); i++) {
        const struct record *r = &h->rows[i];
        if (is_about(s, r, row) &&
            (r->kind == RECORD_ROW || r->kind == RECORD_FINDING || r->kind == RECORD_STATE))
            return true;
    }
    return false;
}

uint32_t section_row_changed(const struct section *s, uint32_t row)
{
    const struct history *h = session_history(s->window->session);
    if (s->kind->table == TABLE_INTERFACE)
        return NONE; /* these never change */
    for (uint32_t i = session_position(s->window->session); i-- > 0;) {
        const struct record *r = &h->rows[i];
        if (is_about(s, r, row) && (r->kind == RECORD_ROW || r->kind == RECORD_STATE))
            return i;
    }
    return NONE;
}

/* Its selected row; NONE: none of its rows is. */
static uint32_t selected_row(const struct section *s)
{
    const struct selection *now = &s->window->selection;
    if (now->kind != SELECT_ROW || now->node != s->node || now->table != s->kind->table)
        return NONE;
    for (uint32_t i = 0; i < s->rows.count; i++)
        if (s->rows.row[i] == now->row)
            return now->row;
    return NONE;
}

static void put_detail(const struct section *s, uint32_t row, struct text *text)
{
    if (s->kind->detail != NULL)
        s->kind->detail(&s->reader, row, text);
}

static struct text_style detail_style(const struct section *s)
{
    return gui_style(s->window->gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
}

float section_detail_height(const struct section *s, float width)
{
    uint32_t row = selected_row(s);
    float unit = unit_of(s->window), high = 0;
    char words[NODE_TABLE_DETAIL];
    struct text text = text_over(words, sizeof words);
    if (row == NONE)
        return 0;
    put_detail(s, row, &text);
    if (text.length > 0)
        high +=
            gui_paragraph_height(s->window->gui, width - 12 * unit, detail_style(s), words) +
            GAP * unit;
    if (section_row_changed(s, row) != NONE)
        high += LINK * unit;
    return high;
}

/* The words of the link, and whether there is anywhere to go. */
static bool put_change(const struct section *s, uint32_t record, struct text *text)
{
    const struct history *h = session_history(s->window->session);
    uint64_t event = history_event_of(h, record);
    if (event == session_event(s->window->session)) {
        text_put(text, _("changed just now"));
        return false;
    }
    text_put(text, event == 0 ? _("as it was at the start") : _("changed at"));
    if (event != 0) {
        text_put_char(text, ' ');
        put_time(text, h->rows[record].time);
    }
    return true;
}

void section_draw_detail(const struct section *s, struct rect box)
{
    uint32_t row = selected_row(s);
    struct window *window = s->window;
    float unit = unit_of(window);
    char words[NODE_TABLE_DETAIL], name[SECTION_NAME_MAX + 16];
    struct text text = text_over(words, sizeof words);
    struct text path = text_over(name, sizeof name);
    if (row == NONE)
        return;
    box.x += 6 * unit;
    box.w -= 12 * unit;
    put_detail(s, row, &text);
    if (text.length > 0) {
        float high = gui_paragraph_height(window->gui, box.w, detail_style(s), words);
        (void)gui_paragraph(window->gui, rect_cut_top(&box, high + GAP * unit), detail_style(s),
                            words);
    }
    uint32_t record = section_row_changed(s, row);
    if (record == NONE)
        return;
    text_clear(&text);
    bool goes = put_change(s, record, &text);
    struct rect line = rect_cut_top(&box, LINK * unit);
    text_put(&path, s->name);
    text_put(&path, ".changed");
    if (!goes) {
        gui_label(window->gui, line, detail_style(s), words);
        return;
    }
    line.w = fminf(line.w, gui_button_width(window->gui, words));
    if (gui_button(window->gui, line, name, words, BUTTON_LINK)) {
        const struct history *h = session_history(window->session);
        playback_seek_position(window, history_after(h, history_event_of(h, record)));
    }
}
