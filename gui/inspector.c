/* gui/inspector.c: the inspector: one frame, from its layers down to its bits. The parts below
 * each other are linked both ways: an octet, its field in the tree and its cell in the header's
 * diagram are one selection. See inspector.h. */
#include "gui/inspector.h"

#include <math.h>
#include <stdio.h>

enum { WORDS_MAX = 1100, TREE_ROWS_LEAST = 6, HEX_ROWS_LEAST = 4 };

/* --- the heading --- */

/* What happened to it so far, beside being sent. */
static const char *fate_words(const struct window *window, uint32_t frame)
{
    const struct history_frame *f = &session_history(window->session)->frames[frame];
    if (frame_was_lost(window, frame))
        return drop_words((enum rule)f->rule);
    if ((f->flags & (FRAME_CORRUPTED | FRAME_BAD_FCS)) != 0 && frame_is_over(window, frame))
        return _("damaged");
    if ((f->flags & FRAME_FAST) != 0)
        return _("sent again, fast");
    if ((f->flags & FRAME_RETRANSMISSION) != 0)
        return _("sent again");
    if ((f->flags & FRAME_DUPLICATE_ACK) != 0)
        return _("a duplicate ACK");
    return (f->flags & FRAME_DUPLICATE) != 0 ? _("doubled on the cable") : NULL;
}

static void put_way(const struct window *window, uint32_t frame, struct text *text)
{
    const struct history *h = session_history(window->session);
    const struct history_frame *f = &h->frames[frame];
    uint32_t to = frame_receiver(window, frame);
    if (f->node != NONE)
        text_put(text, node_label(window, f->node));
    text_put(text, " → ");
    if (to != NONE)
        text_put(text, node_label(window, to));
    text_put(text, ", ");
    put_time(text, h->rows[f->sent_row].time);
}

/* The next frame that has begun and that the filter matches, in that direction; or NONE. */
static uint32_t neighbour(struct window *window, uint32_t frame, bool forwards)
{
    uint32_t end = frames_begun(window);
    for (uint32_t tries = 0; tries < 4096; tries++) {
        if (forwards ? frame + 1 >= end : frame == 0)
            return NONE;
        frame = forwards ? frame + 1 : frame - 1;
        if (frame < end && session_matches(window->session, frame))
            return frame;
    }
    return NONE;
}

static void chevrons(struct window *window, struct rect box, uint32_t frame)
{
    struct gui *gui = window->gui;
    float size = 28 * unit_of(window);
    struct rect right = {box.x + box.w - size, box.y, size, size};
    struct rect left = {right.x - size, box.y, size, size};
    uint32_t before = neighbour(window, frame, false), after = neighbour(window, frame, true);
    gui_disable(gui, before == NONE);
    if (gui_icon_button(gui, left, "previous", ICON_CHEVRON_LEFT, _("Previous frame")))
        select_frame(window, before);
    gui_disable(gui, after == NONE);
    if (gui_icon_button(gui, right, "next", ICON_CHEVRON_RIGHT, _("Next frame")))
        select_frame(window, after);
    gui_disable(gui, false);
}

static void frame_heading(struct window *window, struct rect *left, uint32_t frame)
{
    struct gui *gui = window->gui;
    float unit = unit_of(window);
    const struct history_frame *f = &session_history(window->session)->frames[frame];
    const char *fate = fate_words(window, frame);
    char words[256];
    struct text text = text_over(words, sizeof words);
    struct rect row = rect_cut_top(left, 28 * unit);
    chevrons(window, row, frame);
    row.w -= 60 * unit;
    text_put(&text, _("Frame"));
    text_put(&text, " ");
    put_frame_number(&text, f);
    gui_label(gui, row, gui_style(gui, FONT_BOLD, TYPE_HEAD, TOKEN_INK), words);
    row = rect_cut_top(left, 18 * unit);
    text_clear(&text);
    text_put(&text, tr(frame_kind_name((enum frame_kind)f->kind)));
    text_put(&text, fate == NULL ? "" : ",");
    struct text_style style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
    float wide = gui_text_width(gui, style.face, style.size, words);
    float blank = gui_text_width(gui, style.face, style.size, " ");
    gui_label(gui, rect_make(row.x, row.y, fminf(wide + 1, row.w), row.h), style, words);
    if (frame_was_lost(window, frame))
        style.colour = window->theme.protocol[PROTOCOL_LOSS].ink;
    wide = roundf(wide + blank);
    if (fate != NULL)
        gui_label(gui, rect_make(row.x + wide, row.y, row.w - wide, row.h), style, fate);
    text_clear(&text);
    put_way(window, frame, &text);
    gui_label(gui, rect_cut_top(left, 18 * unit),
              gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), words);
    (void)rect_cut_top(left, 6 * unit);
}

/* --- what the selected field means --- */

/* "raw 1048223021 = ISN 1048220100 + 2921" */
static void put_raw_number(const struct field_tree *tree, uint32_t node, struct text *text)
{
    enum field_id id = (enum field_id)tree->nodes[node].id;
    enum field_id raw_id = id == FIELD_TCP_SEQ   ? FIELD_TCP_SEQ_RAW
                           : id == FIELD_TCP_ACK ? FIELD_TCP_ACK_RAW
                                                 : FIELD_COUNT;
    const struct field_node *raw =
        raw_id == FIELD_COUNT ? NULL : field_tree_find(tree, raw_id, 0);
    if (raw == NULL || raw->number == tree->nodes[node].number)
        return;
    text_put(text, _("raw"));
    text_put(text, " ");
    text_put_unsigned(text, raw->number);
    text_put(text, " = ISN ");
    text_put_unsigned(text, (uint32_t)(raw->number - tree->nodes[node].number));
    text_put(text, " + ");
    text_put_unsigned(text, tree->nodes[node].number);
}

/* The second, quieter part: the raw number, the name for filters, the source. */
static void put_source(const struct window *window, uint32_t node, struct text *text)
{
    const struct field_tree *tree = window->tree;
    const struct field_info *info = field_info((enum field_id)tree->nodes[node].id);
    if (!inspector_hides(window, node))
        put_raw_number(tree, node, text);
    if (text->length > 0)
        text_put(text, "\n");
    text_put(text, info->name);
    if (info->source[0] != '\0') {
        text_put(text, " · ");
        text_put(text, info->source);
    }
}

struct meaning {
    char said[WORDS_MAX];
    char source[256];
};

static void find_meaning(const struct window *window, uint32_t frame, struct meaning *m)
{
    const struct history_frame *f = &session_history(window->session)->frames[frame];
    uint32_t node = inspector_selected(window);
    struct text source = text_over(m->source, sizeof m->source);
    m->said[0] = '\0';
    if (node != NONE) {
        const struct field_info *info = field_info((enum field_id)window->tree->nodes[node].id);
        (void)snprintf(m->said, sizeof m->said, "%s", tr(info->explanation));
        put_source(window, node, &source);
        return;
    }
    row_sentence(window, frame_is_over(window, frame) ? f->end_row : f->sent_row, m->said,
                 sizeof m->said);
    const struct rule_text *rule =
        rule_text(frame_is_over(window, frame) ? (enum rule)f->rule : RULE_NONE);
    if (rule->rfc != NULL && rule->rfc[0] != '\0') {
        text_put(&source, rule_series(rule));
        text_put(&source, rule->rfc);
        text_put(&source, " ");
        text_put(&source, rule->section);
    }
}

static float meaning_height(const struct window *window, const struct meaning *m, float width)
{
    struct gui *gui = window->gui;
    struct text_style style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK);
    float high = gui_paragraph_height(gui, width, style, m->said);
    if (m->source[0] != '\0')
        high += gui_paragraph_height(gui, width, style, m->source);
    return high + 17 * unit_of(window);
}

static void draw_meaning(const struct window *window, struct rect box, const struct meaning *m)
{
    struct gui *gui = window->gui;
    float unit = unit_of(window);
    gui_hairline(gui, rect_make(box.x, box.y + 4 * unit, box.w, 1));
    (void)rect_cut_top(&box, 9 * unit);
    box.y +=
        gui_paragraph(gui, box, gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK), m->said);
    if (m->source[0] != '\0')
        (void)gui_paragraph(gui, box, gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2),
                            m->source);
}

/* --- the panel --- */

/* How the height is shared: the tree and the octets give way, the rest does not. */
struct shares {
    float tree, meaning, header, octets;
};

static struct shares share_out(const struct window *window, struct rect box, float meaning,
                               float header)
{
    float unit = unit_of(window), gap = 12 * unit;
    struct shares s = {inspector_tree_height(window), meaning, header, hex_view_height(window)};
    float room = box.h - s.meaning - (s.header > 0 ? s.header + gap : 0) - gap;
    float least_tree = fminf(s.tree, TREE_ROWS_LEAST * MEASURE_ROW * unit);
    float least_hex = fminf(s.octets, HEX_ROWS_LEAST * 18 * unit);
    if (room < least_tree + least_hex) { /* too small for all of it: no diagram */
        room += s.header > 0 ? s.header + gap : 0;
        s.header = 0;
    }
    s.octets = fminf(s.octets, fmaxf(room - s.tree, fmaxf(least_hex, room * 0.45f)));
    s.octets = floorf(s.octets / (18 * unit)) * 18 * unit;
    s.tree = fminf(s.tree, room - s.octets);
    s.tree = fmaxf(1, floorf(s.tree / (MEASURE_ROW * unit))) * MEASURE_ROW * unit;
    return s;
}

static void reveal_in_tree(struct window *window, float height)
{
    uint32_t selected = inspector_selected(window), row = 0;
    struct instruments *m = window->instruments;
    if (selected == NONE || m->shown_field == window->selection.field)
        return;
    for (uint32_t i = 0; i < selected; i++)
        row += inspector_is_shown(window, i);
    float high = MEASURE_ROW * unit_of(window);
    gui_push(window->gui, "tree");
    gui_scroll_reveal(window->gui, "rows", high * (float)row, high * (float)(row + 1), height);
    gui_pop(window->gui);
}

static void frame_object(struct window *window, struct rect box, uint32_t frame)
{
    struct instruments *m = window->instruments;
    struct meaning meaning;
    const enum field_id shown = window->selection.field; /* a click below may change it */
    if (m->shown_frame != frame)
        m->shown_field = FIELD_COUNT;
    if (inspector_selected(window) != NONE && m->shown_field != window->selection.field)
        inspector_open(window, inspector_selected(window));
    frame_heading(window, &box, frame);
    find_meaning(window, frame, &meaning);
    bool message = message_view_has(window);
    struct shares s = share_out(window, box, meaning_height(window, &meaning, box.w),
                                message ? message_view_height(window, box.w)
                                        : header_diagram_height(window, box.w));
    float gap = 12 * unit_of(window);
    reveal_in_tree(window, s.tree);
    struct rect tree = rect_cut_top(&box, s.tree);
    tree.x -= 8; /* the bar of the selected row stands left of the text */
    tree.w += 16;
    inspector_tree(window, tree);
    draw_meaning(window, rect_cut_top(&box, s.meaning), &meaning);
    if (s.header > 0) {
        struct rect part = rect_cut_top(&box, s.header);
        if (message)
            message_view(window, part);
        else
            header_diagram(window, part);
        (void)rect_cut_top(&box, gap);
    }
    hex_view(window, rect_cut_top(&box, s.octets));
    m->shown_frame = frame;
    m->shown_field = shown;
}

void inspector_panel(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    float unit = unit_of(window);
    const struct selection *s = &window->selection;
    gui_panel_begin(gui, box, "inspector", PANEL_GROUND);
    struct rect inside = rect_inset(box, MEASURE_PADDING * unit);
    inside.y = box.y + 10 * unit;
    inside.h = box.h - 18 * unit;
    bool frame = window->session != NULL && instruments_of(window) != NULL &&
                 (s->kind == SELECT_FRAME || s->kind == SELECT_RECORD) && s->frame != NONE &&
                 frame_has_begun(window, s->frame);
    window->tree = frame ? frame_inspect(window, s->frame) : NULL;
    if (window->tree != NULL)
        frame_object(window, inside, s->frame);
    else if (window->session != NULL)
        inspector_object(window, inside);
    gui_panel_end(gui);
}
