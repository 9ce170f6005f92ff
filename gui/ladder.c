/* gui/ladder.c: the ladder: nodes as columns, time downwards, every packet a line from node to
 * node. The playhead is where the cursor is; below it nothing is drawn, for that has not
 * happened yet. The wheel scrolls; over the time at the left, and with + and -, it changes the
 * scale. */
#include <math.h>
#include <stdio.h>

#include "gui/ladder_view.h"

#define ZOOM_STEP 1.25f
#define ZOOM_LEAST 0.05f
#define ZOOM_MOST 40.0f

/* --- moving about --- */

static void zoom_by(struct ladder *ladder, float factor)
{
    ladder->zoom = fminf(ZOOM_MOST, fmaxf(ZOOM_LEAST, ladder->zoom * factor));
    ladder->scroll = 0;
}

static void take_wheel(struct ladder_view *v, const struct gui_signal *canvas)
{
    struct gui_input *in = gui_input(v->window->gui);
    if (!canvas->hovered || in->wheel_y == 0)
        return;
    if (in->mouse_x < v->box.x + LADDER_AXIS * v->unit)
        zoom_by(v->ladder, in->wheel_y > 0 ? ZOOM_STEP : 1 / ZOOM_STEP);
    else
        v->ladder->scroll += in->wheel_y * 48 * v->unit;
    in->wheel_y = 0;
}

/* The frame before or after the selected one that has a line. */
static void move_selection(struct ladder_view *v, bool forwards)
{
    struct window *window = v->window;
    uint32_t at = NONE;
    for (uint32_t i = 0; i < v->ways; i++)
        if (is_selected_frame(window, v->way[i].frame))
            at = i;
    if (v->ways == 0 || (at == 0 && !forwards) || (at + 1 == v->ways && forwards))
        return;
    at = at == NONE ? v->ways - 1 : forwards ? at + 1 : at - 1;
    select_frame(window, v->way[at].frame);
}

static void take_keys(struct ladder_view *v)
{
    struct gui *gui = v->window->gui;
    if (gui_shortcut(gui, KEY_DOWN, 0, 0))
        move_selection(v, true);
    if (gui_shortcut(gui, KEY_UP, 0, 0))
        move_selection(v, false);
    if (gui_shortcut(gui, KEY_PAGE_UP, 0, 0))
        v->ladder->scroll += v->box.h * 0.8f;
    if (gui_shortcut(gui, KEY_PAGE_DOWN, 0, 0))
        v->ladder->scroll -= v->box.h * 0.8f;
    if (gui_shortcut(gui, KEY_CHARACTER, '+', 0) || gui_shortcut(gui, KEY_CHARACTER, '=', 0))
        zoom_by(v->ladder, ZOOM_STEP);
    if (gui_shortcut(gui, KEY_CHARACTER, '-', 0))
        zoom_by(v->ladder, 1 / ZOOM_STEP);
}

/* --- where the picture is --- */

/* The moment that is now: between the cursor's event and the next while the window glides. */
static sim_time moment(const struct window *window)
{
    sim_time time = session_time(window->session);
    if (live_follows(window)) /* the clock goes on while nothing happens; the ladder waits */
        return time;
    return window->playback.shown > time ? window->playback.shown : time;
}

/* The playhead stays above the foot; scrolling goes back from there, not beyond the start. */
static void place_view(struct ladder_view *v)
{
    struct ladder *l = v->ladder;
    float foot = LADDER_FOOT * v->unit, lead = 12 * v->unit;
    float now = ladder_height(l, v->scale, v->now);
    float rest = fmaxf(-lead, now - (v->box.h - foot));
    if (l->position != session_position(v->window->session))
        l->scroll = 0;
    l->position = session_position(v->window->session);
    l->scroll = fmaxf(0, fminf(l->scroll, rest + lead));
    v->top = roundf(rest - l->scroll);
}

/* --- what is not a line --- */

/* Where a question waits: at the column of the node that it is about; about a loss on a cable
 * at the margin, for no node knows of it. False: none waits. */
static bool find_gate(const struct ladder_view *v, float *x)
{
    const struct window *window = v->window;
    const struct history *h = session_history(window->session);
    uint32_t say = session_gate(window->session);
    if (say == NONE)
        return false;
    uint32_t node = h->rows[h->says[say].row].node;
    bool nobody = node == NONE || loss_told(window) != NONE;
    uint32_t column = nobody ? NONE : ladder_column_of(v, node);
    *x = column == NONE ? v->box.x + 14 * v->unit : v->column[column].x;
    return true;
}

static void draw_gate(struct ladder_view *v, float y)
{
    const struct window *window = v->window;
    float x;
    if (find_gate(v, &x))
        glyph_icon(gui_draw(window->gui), &window->theme, ICON_GATE_NOW, x, y, v->unit,
                   window->theme.colour[TOKEN_INK], window->theme.colour[TOKEN_PAPER]);
}

static void draw_future(struct ladder_view *v)
{
    struct gui *gui = v->window->gui;
    float y = ladder_y(v, v->now), bottom = v->box.y + v->box.h;
    struct rect rest = {v->box.x, y, v->box.w, bottom - y};
    struct text_style style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
    if (y >= bottom)
        return;
    draw_rect(gui_draw(gui), rest, 0, paint_fill(v->window->theme.colour[TOKEN_GROUND]));
    style.anchor = ANCHOR_END;
    const char *words = _("not played yet");
    float high = fminf(rest.h, LADDER_FOOT * v->unit * 1.5f);
    float right = rest.x + rest.w - 12 * v->unit, sign, away = 14 * v->unit;
    float left = right - gui_text_width(gui, style.face, style.size, words);
    if (find_gate(v, &sign) && sign > left - away && sign < right + away)
        right = sign - away; /* beside the sign of the question */
    if (rest.h >= 18 * v->unit)
        draw_text_in(gui_draw(gui),
                     rect_make(right - 216 * v->unit, y + 2, 216 * v->unit, high - 2), style,
                     words);
}

/* The line of now, and its time. */
struct playhead {
    float y;
    struct rect box; /* of the time */
    bool visible, claimed;
    char words[48];
};

static struct playhead claim_playhead(struct ladder_view *v)
{
    struct gui *gui = v->window->gui;
    struct playhead p = {.y = roundf(ladder_y(v, v->now))};
    struct text text = text_over(p.words, sizeof p.words);
    put_time(&text, v->now);
    float wide = gui_text_width(gui, FONT_BOLD, v->window->theme.type[TYPE_LABEL], p.words) +
                 8 * v->unit;
    p.box = rect_make(v->box.x + v->box.w - wide - 12 * v->unit, p.y - 18 * v->unit, wide,
                      LADDER_LABEL * v->unit);
    p.visible = p.y <= v->box.y + v->box.h && p.y >= v->box.y;
    p.claimed = p.visible && ladder_claim(v, p.box);
    return p;
}

static void draw_playhead(struct ladder_view *v, const struct playhead *p)
{
    struct gui *gui = v->window->gui;
    if (p->visible)
        draw_rect(gui_draw(gui), rect_make(v->box.x, p->y, v->box.w, 1.5f * v->unit), 0,
                  paint_fill(v->window->theme.colour[TOKEN_INK]));
    if (!p->claimed)
        return;
    draw_rect(gui_draw(gui), p->box, 0, paint_fill(v->window->theme.colour[TOKEN_PAPER]));
    struct text_style style = gui_style(gui, FONT_BOLD, TYPE_LABEL, TOKEN_INK);
    style.anchor = ANCHOR_MIDDLE;
    draw_text_in(gui_draw(gui), p->box, style, p->words);
}

/* --- the panel --- */

static void draw_picture(struct ladder_view *v, struct rect head)
{
    struct draw_list *list = gui_draw(v->window->gui);
    ladder_place_columns(v);
    ladder_collect(v);
    ladder_draw_columns(v, head);
    draw_clip(list, v->box);
    draw_future(v);
    struct playhead playhead = claim_playhead(v); /* takes its place before other words do */
    ladder_draw_cuts(v);
    draw_playhead(v, &playhead);
    ladder_draw_ways(v);
    ladder_draw_labels(v);
    ladder_draw_axis(v);
    draw_gate(v, roundf(ladder_y(v, v->now)));
    draw_unclip(list);
}

void ladder_panel(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    if (window->session == NULL || instruments_of(window) == NULL)
        return;
    float unit = unit_of(window);
    struct ladder_view v = {.window = window,
                            .ladder = &window->instruments->ladder,
                            .unit = unit,
                            .now = moment(window),
                            .something_selected = window->selection.frame != NONE &&
                                                  (window->selection.kind == SELECT_FRAME ||
                                                   window->selection.kind == SELECT_RECORD)};
    gui_panel_begin(gui, box, "ladder", PANEL_PAPER);
    struct rect head = rect_cut_top(&box, LADDER_HEAD * unit);
    v.box = box;
    struct gui_signal canvas = gui_area(gui, box, "lines", _("Ladder of frames"));
    if (canvas.focused)
        take_keys(&v);
    take_wheel(&v, &canvas);
    v.scale = ladder_scale(window);
    ladder_learn(window, v.ladder, v.scale);
    place_view(&v);
    draw_picture(&v, head);
    if (canvas.focused && gui_focus_is_visible(gui))
        gui_focus_ring(gui, rect_inset(box, 6), MEASURE_RADIUS);
    const struct gui_input *in = gui_input(gui);
    struct gui_signal press = gui_hit(gui, box, "canvas", NULL, false); /* beside all words */
    bool asked = press.clicked || press.menu;
    uint32_t frame = asked ? ladder_frame_at(&v, in->mouse_x, in->mouse_y) : NONE;
    if (frame != NONE)
        select_frame(window, frame);
    if (frame != NONE && press.menu)
        stage_menu_open(window, SELECT_FRAME, frame, in->mouse_x, in->mouse_y);
    gui_panel_end(gui);
}
