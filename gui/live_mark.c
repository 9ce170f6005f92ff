/* gui/live_mark.c: what is seen of a live run besides the stage: the mark in the top bar, the
 * strip that says what went wrong, and what to type at the real machine. See live_stage.h. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gui/instruments.h"
#include "gui/live_parts.h"

enum { MARK_LEAST = 96, DOT = 5, MINUTES_FROM = 120 };

/* --- words --- */

void live_put_mark(const struct window *window, struct text *text)
{
    const struct live_stage *l = window->live;
    char words[96];
    if (l->over) {
        text_put(text, _("no longer live"));
        return;
    }
    sim_time behind = l->now - window->playback.shown;
    if (l->follows || behind < 0) {
        text_put(text, _("LIVE"));
        return;
    }
    uint32_t seconds = (uint32_t)(behind / SIM_SECOND);
    if (seconds < MINUTES_FROM)
        window_words(words, sizeof words, _("LIVE, {n} s behind"), seconds, 0);
    else
        window_words(words, sizeof words, _("LIVE, {n} min behind"), seconds / 60, 0);
    text_put(text, words);
}

static void put_joined(struct text *text, const char *words)
{
    if (text->length > 0)
        text_put(text, " \xc2\xb7 ");
    text_put(text, words);
}

static uint32_t in_32(uint64_t number)
{
    return number > UINT32_MAX ? UINT32_MAX : (uint32_t)number;
}

/* What has come in and gone out. */
static void put_traffic(const struct live_stage *l, struct text *text)
{
    const struct live_counts *c = &l->live.counts;
    char words[128];
    if (l->attachment.node != NONE) {
        window_words(words, sizeof words, _("{n} frames in, {most} out"), in_32(c->frames_in),
                     in_32(c->frames_out));
        put_joined(text, words);
    }
    if (l->ports.proxy != NULL) {
        window_words(words, sizeof words, _("requests: {n}"),
                     in_32(proxy_counted(l->ports.proxy)->requests), 0);
        put_joined(text, words);
    }
}

/* What this machine was too slow for. */
static void put_late(const struct live_stage *l, struct text *text)
{
    const struct live_counts *c = &l->live.counts;
    char words[128];
    if (c->late > 0) {
        window_words(words, sizeof words, _("{n} events late, the worst by {most} ms"),
                     in_32(c->late), in_32((uint64_t)(c->latest / SIM_MILLISECOND)));
        put_joined(text, words);
    }
    if (c->frames_refused > 0) {
        window_words(words, sizeof words, _("{n} frames not taken by the device"),
                     in_32(c->frames_refused), 0);
        put_joined(text, words);
    }
}

bool live_advice(const struct window *window, uint32_t line, char *out, size_t size)
{
    const struct live_stage *l = window->live;
    struct text text = text_over(out, size);
    if (!live_is_on(window))
        return false;
    if (l->attachment.node != NONE && attach_advice(&l->plan, l->setup.name, line, out, size))
        return true;
    uint32_t lines = l->attachment.node != NONE ? attach_advice_lines(&l->plan) : 0;
    if (l->ports.proxy == NULL || line != lines)
        return false;
    text_put(&text, "curl -x http://127.0.0.1:");
    text_put_unsigned(&text, proxy_port(l->ports.proxy));
    text_put(&text, " http://\xe2\x80\xa6");
    return true;
}

/* --- the mark --- */

static void draw_mark(struct window *window, struct rect box, const char *words,
                      const struct gui_signal *signal)
{
    const struct theme *theme = &window->theme;
    const struct live_stage *l = window->live;
    struct draw_list *list = gui_draw(window->gui);
    float unit = unit_of(window), x = box.x + 14 * unit, y = box.y + box.h / 2;
    bool behind = !l->follows && !l->over;
    struct rgba ink = theme->colour[behind ? TOKEN_MARK_TEXT : TOKEN_INK];
    struct rgba red = theme->protocol[PROTOCOL_LOSS].fill;
    if (behind)
        draw_rect(list, box, MEASURE_RADIUS, paint_fill(theme->colour[TOKEN_MARK]));
    else
        draw_rect(list, box, MEASURE_RADIUS,
                  paint_both(theme->colour[signal->hovered ? TOKEN_RAISE : TOKEN_GROUND],
                             theme->colour[TOKEN_RULE], 1));
    draw_circle(list, x, y, DOT * unit,
                l->follows ? paint_fill(red) : paint_stroke(ink, 1.5f * unit));
    struct text_style style =
        text_style(FONT_BOLD, theme->type[TYPE_LABEL], behind ? ink : theme->colour[TOKEN_INK]);
    gui_label(window->gui,
              rect_make(x + 12 * unit, box.y, box.x + box.w - x - 14 * unit, box.h), style,
              words);
    if (signal->focused && gui_focus_is_visible(window->gui))
        gui_focus_ring(window->gui, rect_inset(box, 2), MEASURE_RADIUS);
}

/* Beside the mark, as far as there is room. */
static void draw_beside(struct window *window, struct rect box, const char *traffic,
                        const char *late)
{
    struct gui *gui = window->gui;
    struct text_style style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
    const char *lines[2] = {traffic, late};
    bool two = late[0] != '\0' && gui_text_width(gui, style.face, style.size, late) <= box.w;
    for (int i = 0; i < (two ? 2 : 1); i++) {
        struct rect line = two ? rect_make(box.x, box.y + 16 * (float)i, box.w, 16) : box;
        if (gui_text_width(gui, style.face, style.size, lines[i]) <= box.w)
            gui_label(gui, line, style, lines[i]);
    }
}

void live_mark(struct window *window, struct rect box)
{
    char words[96], traffic[128], late[160];
    struct gui *gui = window->gui;
    struct text text = text_over(words, sizeof words), t = text_over(traffic, sizeof traffic),
                u = text_over(late, sizeof late);
    if (!live_is_on(window) || box.w < MARK_LEAST)
        return;
    live_put_mark(window, &text);
    text_clear(&t);
    text_clear(&u);
    put_traffic(window->live, &t);
    put_late(window->live, &u);
    float wide = gui_text_width(gui, FONT_BOLD, window->theme.type[TYPE_LABEL], words) + 42;
    struct rect mark = rect_cut_left(&box, fminf(wide, box.w));
    struct gui_signal signal = gui_hit(gui, mark, "live", words, true);
    gui_tooltip(gui, _("To the live edge (End)"), late[0] != '\0' ? late : traffic);
    draw_mark(window, mark, words, &signal);
    if (signal.clicked)
        live_go_to_edge(window);
    (void)rect_cut_left(&box, 10);
    draw_beside(window, box, traffic, late);
}

/* --- what went wrong --- */

void live_banner(struct window *window, struct rect *box)
{
    struct gui *gui = window->gui;
    float unit = unit_of(window), room = box->w - 72 * unit;
    struct text_style style = gui_style(gui, FONT_BOLD, TYPE_LABEL, TOKEN_INK);
    char sentence[1024];
    if (window->wrong.sentence == NULL || room < 100)
        return;
    live_complaint_put(&window->wrong, sentence, sizeof sentence); /* in the language of now */
    float words = gui_paragraph_height(gui, room, style, sentence);
    struct rect strip = rect_cut_top(box, fmaxf(words, 32 * unit) + 8 * unit);
    gui_panel_begin(gui, strip, "wrong", PANEL_PAPER);
    glyph_icon(gui_draw(gui), &window->theme, ICON_WARNING, strip.x + 20 * unit,
               strip.y + strip.h / 2, unit, window->theme.colour[TOKEN_INK],
               window->theme.colour[TOKEN_PAPER]);
    (void)gui_paragraph(
        gui, rect_make(strip.x + 40 * unit, strip.y + (strip.h - words) / 2, room, words),
        style, sentence);
    if (gui_icon_button(
            gui,
            rect_make(strip.x + strip.w - 36 * unit, strip.y + 4 * unit, 28 * unit, 28 * unit),
            "close", ICON_CROSS, _("Close")))
        window->wrong.sentence = NULL;
    gui_hairline(gui, rect_make(strip.x, strip.y + strip.h - 1, strip.w, 1));
    gui_panel_end(gui);
}
