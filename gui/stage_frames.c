/* gui/stage_frames.c: frames as they are drawn and pointed at. Where the room is too small for
 * all of them, the first and the selected one keep their size, the others are small. */
#include <math.h>
#include <stdio.h>

#include "gui/stage.h"

/* --- room --- */

static struct rect box_of(const struct stage_frame *f, bool with_mark)
{
    struct point extent = glyph_frame_extent(&f->look);
    float out = with_mark && f->look.selected ? 8 * f->look.zoom : 2;
    return rect_make(f->x - extent.x / 2 - out, f->y - extent.y / 2 - out, extent.x + 2 * out,
                     extent.y + 2 * out);
}

static bool overlaps_larger(const struct stage *stage, uint32_t i)
{
    struct rect box = box_of(&stage->frame[i], true);
    for (uint32_t j = 0; j < stage->frame_count; j++) {
        const struct stage_frame *g = &stage->frame[j];
        bool larger = g->look.selected && !stage->frame[i].look.selected;
        if (j == i || g->queued || (j > i && !larger))
            continue;
        if (g->look.size == SHAPE_SIZE_STAGE && rect_overlap(box, box_of(g, true)))
            return true;
    }
    return false;
}

/* Who comes first on the way keeps the full size. */
static void shrink_crowded(struct stage *stage)
{
    for (uint32_t i = 0; i < stage->frame_count; i++) {
        struct stage_frame *f = &stage->frame[i];
        if (f->queued || f->look.size != SHAPE_SIZE_STAGE || !overlaps_larger(stage, i))
            continue;
        f->look.size = SHAPE_SIZE_LIST;
        if (f->dropped)
            f->y += 6 * stage->unit;
    }
}

void stage_hit_frames(struct stage *stage)
{
    struct window *window = stage->window;
    shrink_crowded(stage);
    gui_push(window->gui, "frame");
    for (uint32_t i = stage->frame_count; i-- > 0;) {
        const struct stage_frame *f = &stage->frame[i];
        char name[16], label[96];
        if (f->hidden)
            continue;
        snprintf(name, sizeof name, "%u", (unsigned)(f->frame + 1));
        snprintf(label, sizeof label, "%s %u", _("Frame"), (unsigned)(f->frame + 1));
        struct rect hot = rect_inset(box_of(f, false), -3 * stage->unit);
        struct gui_signal signal = gui_hit(window->gui, hot, name, label, false);
        if (f->dropped) {
            char why[512];
            row_sentence(window, f->row, why, sizeof why);
            gui_tooltip(window->gui, label, why);
        } else {
            const struct history_frame *h = &session_history(window->session)->frames[f->frame];
            gui_tooltip(window->gui, label, tr(frame_kind_name((enum frame_kind)h->kind)));
        }
        if (signal.clicked)
            select_frame(window, f->frame);
        if (signal.menu && !window->menu.open_now)
            stage_menu_open(window, SELECT_FRAME, f->frame, gui_input(window->gui)->mouse_x,
                            gui_input(window->gui)->mouse_y);
    }
    gui_pop(window->gui);
}

void stage_block_frames(struct stage *stage)
{
    for (uint32_t i = 0; i < stage->frame_count; i++)
        if (!stage->frame[i].hidden)
            stage_block(stage, box_of(&stage->frame[i], true));
}

/* --- words --- */

/* What does not fit in the shape stands above it. */
static void draw_label(struct stage *stage, const struct stage_frame *f)
{
    struct window *window = stage->window;
    enum frame_glyph glyph = f->look.glyph;
    bool boxed = glyph == SHAPE_TCP_DATA || glyph == SHAPE_OTHER || glyph == SHAPE_UDP;
    bool inside = boxed && f->look.size == SHAPE_SIZE_STAGE;
    if (f->label[0] == '\0' || inside || f->dropped || f->queued)
        return;
    struct point extent = glyph_frame_extent(&f->look);
    struct text_style style =
        text_style(FONT_BOLD, window->theme.type[TYPE_LABEL], frame_ink(window, f->frame));
    float out = (f->look.selected ? 18 : 11) * stage->unit;
    float aside = extent.x / 2 + out - 5 * stage->unit;
    struct point places[2] = {{f->x, f->y - extent.y / 2 - out},
                              {f->x, f->y + extent.y / 2 + out}};
    if (stage_word_near(stage, places, 2, text_anchored(style, ANCHOR_MIDDLE), f->label) ||
        stage_word(stage, f->x + aside, f->y, text_anchored(style, ANCHOR_START), f->label))
        return;
    (void)stage_word(stage, f->x - aside, f->y, text_anchored(style, ANCHOR_END), f->label);
}

static void draw_reason(struct stage *stage, const struct stage_frame *f)
{
    struct window *window = stage->window;
    const struct record *r = &session_history(window->session)->rows[f->row];
    struct text_style first = text_style(FONT_BOLD, window->theme.type[TYPE_LABEL],
                                         window->theme.protocol[PROTOCOL_LOSS].ink);
    struct text_style second = gui_style(window->gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
    bool fault = r->rule == RULE_CABLE_DROPPED_BY_FAULT;
    const char *more = fault && !window->theme.large ? _("as this lesson wants it") : "";
    struct rect box = box_of(f, true);
    float right = box.x + box.w + 12 * stage->unit, left = box.x - 12 * stage->unit;
    float up = more[0] != '\0' ? 8 * stage->unit : 0;
    const char *words = drop_words((enum rule)r->rule);
    if (stage_word(stage, right, f->y - up, first, words)) {
        (void)stage_word(stage, right, f->y + up, second, more);
        return;
    }
    first.anchor = second.anchor = ANCHOR_END;
    if (stage_word(stage, left, f->y - up, first, words))
        (void)stage_word(stage, left, f->y + up, second, more);
}

/* "queue 3 of 50", left of the stack; once for each direction. */
static void draw_queue_words(struct stage *stage, uint32_t i)
{
    struct window *window = stage->window;
    const struct stage_frame *f = &stage->frame[i];
    char words[64];
    uint32_t waiting = 0;
    for (uint32_t j = 0; j < stage->frame_count; j++)
        waiting += stage->frame[j].queued && stage->frame[j].direction == f->direction;
    if (f->ahead != 0)
        return;
    const struct phy *phy = &session_view(window->session)->phy;
    window_words(words, sizeof words, _("queue {n} of {most}"), waiting,
                 phy->directions[f->direction].queue_limit);
    struct text_style style = gui_style(window->gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
    struct rect box = box_of(f, false);
    if (!stage_word(stage, box.x - 8 * stage->unit, f->y - 6 * stage->unit,
                    text_anchored(style, ANCHOR_END), words))
        (void)stage_word(stage, box.x + box.w + 8 * stage->unit, f->y - 6 * stage->unit, style,
                         words);
}

/* --- shapes --- */

/* Was it dropped at a node, whose name stands where it fell? */
static bool fell_at_node(const struct stage *stage, const struct stage_frame *f)
{
    return f->dropped &&
           session_history(stage->window->session)->rows[f->row].layer != LAYER_PHY;
}

static void draw_fall(struct stage *stage, const struct stage_frame *f)
{
    const struct theme *theme = &stage->window->theme;
    float from = f->y - 88 * stage->size * f->fall + 14 * stage->size;
    float to = f->y - 18 * stage->size;
    if (fell_at_node(stage, f)) /* the line begins below the name */
        from += 36 * stage->unit;
    if (f->fall <= 0 || to <= from)
        return;
    draw_line(gui_draw(stage->window->gui), f->x, from, f->x, to,
              paint_dashed(theme->protocol[PROTOCOL_LOSS].fill, 2 * stage->unit,
                           3 * stage->unit, 3 * stage->unit));
}

/* Without motion: a thin line along the way that a frame took in this event. */
static void draw_traces(struct stage *stage)
{
    struct window *window = stage->window;
    const struct history *h = session_history(window->session);
    uint64_t event = session_event(window->session);
    uint32_t begun = frames_begun(window);
    if (!window->theme.reduced_motion)
        return;
    for (uint32_t i = begun, n = 0; i-- > 0 && n < 512; n++) {
        uint32_t end = h->frames[i].end_row, from, to;
        struct point a, b;
        if (end == NONE || record_event(h->rows[end].id) != event ||
            h->frames[i].direction == NONE)
            continue;
        stage_way(session_scenario(window->session), h->frames[i].direction, &from, &to);
        if (!stage_edges(stage, from, to, &a, &b))
            continue;
        struct point way[2] = {{a.x, a.y - 8 * stage->unit}, {b.x, b.y - 8 * stage->unit}};
        glyph_arrow(gui_draw(window->gui), &window->theme, ARROW_ACK, way, 2,
                    frame_ink(window, i), 1, window->theme.colour[TOKEN_PAPER]);
    }
}

static void draw_shape(struct stage *stage, const struct stage_frame *f)
{
    if (f->dropped || f->fall > 0)
        draw_fall(stage, f);
    glyph_frame(gui_draw(stage->window->gui), &stage->window->theme, &f->look, f->x, f->y);
}

void stage_frames(struct stage *stage)
{
    draw_traces(stage);
    for (int pass = 0; pass < 3; pass++)
        for (uint32_t i = stage->frame_count; i-- > 0;) {
            const struct stage_frame *f = &stage->frame[i];
            bool large = f->look.size == SHAPE_SIZE_STAGE;
            int turn = f->look.selected ? 2 : large ? 1 : 0;
            if (turn == pass && !f->hidden)
                draw_shape(stage, f);
        }
    for (uint32_t i = 0; i < stage->frame_count; i++) {
        draw_label(stage, &stage->frame[i]);
        if (stage->frame[i].dropped)
            draw_reason(stage, &stage->frame[i]);
        if (stage->frame[i].queued)
            draw_queue_words(stage, i);
    }
}
