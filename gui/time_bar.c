/* gui/time_bar.c: transport buttons, what a step is, the axis of time with what happened on it,
 * and the time (plate 01). Right of the playhead nothing is drawn: no spoilers. */
#include <math.h>
#include <string.h>

#include "gui/instruments.h"
#include "gui/time_axis.h"

enum { STEPS = 7, SPEEDS = 7, MARKS_MAX = 160, COLUMNS_MAX = 4096 };

static const char *const step_names[STEPS] = {
    [STEP_LAYER] = N_("layer"),
    [STEP_EVENT] = N_("event"),
    [STEP_FRAME] = N_("frame"),
    [STEP_PACKET] = N_("packet"),
    [STEP_INTERESTING] = N_("next interesting thing"),
    [STEP_MATCH] = N_("match of the filter"),
    [STEP_GATE] = N_("question"),
};

/* --- buttons --- */

static void transport(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    float y = box.y + box.h / 2 - 16;
    bool playing = window->playback.playing;
    if (gui_icon_button(gui, rect_make(box.x + 12, y, 32, 32), "first", ICON_FIRST,
                        _("To the start")))
        playback_start(window);
    if (gui_icon_button(gui, rect_make(box.x + 48, y, 32, 32), "back", ICON_BACK,
                        _("One step back")))
        playback_back(window, window->playback.step);
    if (gui_round_button(gui, rect_make(box.x + 83, y - 1, 34, 34), "play",
                         playing ? ICON_PAUSE : ICON_PLAY, playing ? _("Pause") : _("Play")))
        playback_play(window, !playing);
    if (gui_icon_button(gui, rect_make(box.x + 120, y, 32, 32), "step", ICON_STEP,
                        _("One step")))
        playback_step(window, window->playback.step);
    if (gui_icon_button(gui, rect_make(box.x + 156, y, 32, 32), "last", ICON_LAST,
                        _("To the end")))
        playback_end(window);
}

static void step_choice(struct window *window, struct rect box)
{
    const char *labels[STEPS];
    uint32_t chosen = (uint32_t)window->playback.step;
    for (uint32_t i = 0; i < STEPS; i++)
        labels[i] = tr(step_names[i]);
    if (gui_dropdown(window->gui, box, "size", _("step:"), labels, STEPS, &chosen))
        window->playback.step = (enum session_step)chosen;
}

/* --- what happened --- */

static float x_of(struct timeline_axis axis, struct reach reach, sim_time time)
{
    return gui_timeline_x(axis, reach.begin, reach.end, (double)time);
}

/* A tick for each packet where there is room, otherwise columns as dense as what happened. */
static void draw_ticks(struct window *window, struct timeline_axis axis, struct reach reach)
{
    static uint8_t high[COLUMNS_MAX]; /* scratch of one picture */
    const struct history *h = session_history(window->session);
    uint32_t begun = frames_begun(window);
    float unit = unit_of(window), step = 2 * unit;
    uint32_t columns = (uint32_t)(axis.width / step) + 1;
    if (columns > COLUMNS_MAX)
        return;
    memset(high, 0, columns);
    for (uint32_t i = 0; i < begun; i++) {
        if (h->frames[i].hop > 1)
            continue;
        uint32_t column =
            (uint32_t)((x_of(axis, reach, h->frames[i].departs) - axis.left) / step);
        if (column >= columns || high[column] >= 14)
            continue;
        enum frame_kind kind = (enum frame_kind)h->frames[i].kind;
        bool data =
            kind == FRAME_TCP_DATA || kind == FRAME_HTTP_REQUEST || kind == FRAME_HTTP_RESPONSE;
        float tall = fminf(14, fmaxf(high[column] + 1, data ? 10 : 6));
        char label[16];
        struct frame_look look;
        high[column] = (uint8_t)tall;
        frame_look_of(window, i, label, &look);
        enum protocol protocol = data ? PROTOCOL_HTTP : glyph_frame_protocol(look.glyph);
        draw_rect(gui_draw(window->gui),
                  rect_make(axis.left + (float)column * step - 0.75f * unit,
                            axis.y - (1 + tall) * unit, 1.5f * unit, tall * unit),
                  0, paint_fill(window->theme.protocol[protocol].fill));
    }
}

struct marks {
    float x[MARKS_MAX];
    uint32_t count;
};

/* A mark where there is none yet; the more important ones are drawn first. */
static void draw_mark(struct window *window, struct timeline_axis axis, struct marks *marks,
                      enum icon icon, float x, bool selected)
{
    const struct theme *theme = &window->theme;
    float unit = unit_of(window), y = axis.y - 19 * unit;
    for (uint32_t i = 0; i < marks->count; i++)
        if (fabsf(marks->x[i] - x) < 13 * unit)
            return;
    if (marks->count == MARKS_MAX)
        return;
    marks->x[marks->count++] = x;
    if (icon == ICON_LOSS && selected) {
        draw_circle(
            gui_draw(window->gui), x, y, 9 * unit,
            paint_both(theme->colour[TOKEN_MARK], theme->colour[TOKEN_MARK_TEXT], 1.5f * unit));
        glyph_icon(gui_draw(window->gui), theme, ICON_CROSS, x, y, 0.6f * unit,
                   theme->colour[TOKEN_MARK_TEXT], theme->colour[TOKEN_MARK]);
        return;
    }
    glyph_icon(gui_draw(window->gui), theme, icon, x, y, 0.85f * unit,
               icon == ICON_MESSAGE ? theme->protocol[PROTOCOL_HTTP].ink
                                    : theme->colour[TOKEN_INK2],
               theme->colour[TOKEN_GROUND]);
}

static bool is_selected_drop(const struct window *window, uint64_t event)
{
    const struct history *h = session_history(window->session);
    uint32_t frame = window->selection.frame;
    return frame < h->frame_count && h->frames[frame].dropped != 0 &&
           h->frames[frame].end_row != NONE &&
           record_event(h->rows[h->frames[frame].end_row].id) == event;
}

static void draw_marks(struct window *window, struct timeline_axis axis, struct reach reach)
{
    static const struct {
        uint32_t mark;
        enum icon icon;
    } kinds[] = {{MARK_DROP, ICON_LOSS},
                 {MARK_GATE, ICON_GATE},
                 {MARK_STATE, ICON_STATE},
                 {MARK_SAY, ICON_EXPLANATION}};
    const struct history *h = session_history(window->session);
    uint64_t last = session_event(window->session);
    struct marks marks = {.count = 0};
    float now = x_of(axis, reach, window->playback.shown);
    marks.x[marks.count++] = now;      /* the playhead's own sign */
    uint32_t told = loss_told(window); /* it stands beside the question about it */
    if (told != NONE)
        draw_mark(window, axis, &marks, ICON_LOSS,
                  fminf(x_of(axis, reach, h->rows[told].time), now - 18 * unit_of(window)),
                  is_selected_drop(window, record_event(h->rows[told].id)));
    for (int pass = 0; pass < 2; pass++)
        for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
            for (uint64_t i = 1; i <= last; i++) {
                bool selected = kinds[k].icon == ICON_LOSS && is_selected_drop(window, i);
                if ((h->events[i].marks & kinds[k].mark) != 0 && selected == (pass == 0))
                    draw_mark(window, axis, &marks, kinds[k].icon,
                              x_of(axis, reach, h->events[i].time), selected);
            }
}

/* --- the axis --- */

static void draw_scale(struct window *window, struct timeline_axis axis, struct reach reach)
{
    float unit = unit_of(window);
    double span = reach.end - reach.begin;
    double step = axis_step(span, (uint32_t)fmaxf(2, axis.width / (110 * unit)));
    double from = ceil(reach.begin / step) * step;
    struct text_style style = text_anchored(
        gui_style(window->gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), ANCHOR_MIDDLE);
    for (int i = 0; from + (double)i * step <= reach.end + span * 0.0001; i++) {
        char words[32];
        struct text text = text_over(words, sizeof words);
        axis_put_mark(&text, reach, from + step * i, step, i == 0);
        float x = x_of(axis, reach, (sim_time)(from + step * i));
        draw_text(gui_draw(window->gui), x, axis.y + 17 * unit, style, words);
    }
}

static void time_axis(struct window *window, struct rect box)
{
    struct reach reach = axis_reach(window);
    double now = (double)window->playback.shown;
    struct timeline_axis axis = gui_timeline_axis(box);
    bool gate = window->playback.glide_ms < 0 && !window->answer.revealed &&
                session_gate(window->session) != NONE;
    if (!window->theme.large)
        draw_scale(window, axis, reach);
    draw_ticks(window, axis, reach);
    if (gui_timeline(window->gui, box, "axis", _("time"), reach.begin, reach.end, gate, &now))
        playback_seek_time(window, (sim_time)now);
    draw_marks(window, axis, reach);
}

/* --- the pace --- */

static const double speeds[SPEEDS - 1] = {10000, 1000, 500, 100, 10, 1};

static void put_pace(const struct window *window, struct text *text)
{
    char words[96];
    if (live_follows(window)) {
        text_put(text, _("as it happens"));
        return;
    }
    if (window->playback.pace == PACE_STEP) {
        text_put(text, _("step by step"));
        return;
    }
    if (window->playback.slower <= 1) {
        text_put(text, _("true time"));
        return;
    }
    window_words(words, sizeof words, _("true time, {n}\xc3\x97 slower"),
                 (uint32_t)window->playback.slower, 0);
    text_put(text, words);
}

static void pace_menu(struct window *window)
{
    static const char *const names[SPEEDS] = {"step", "10000", "1000", "500", "100", "10", "1"};
    char labels[SPEEDS][96];
    struct menu_item items[SPEEDS];
    struct playback was = window->playback;
    for (uint32_t i = 0; i < SPEEDS; i++) {
        struct text text = text_over(labels[i], sizeof labels[i]);
        window->playback.pace = i == 0 ? PACE_STEP : PACE_TRUE;
        window->playback.slower = i == 0 ? was.slower : speeds[i - 1];
        put_pace(window, &text);
        items[i] = (struct menu_item){.name = names[i], .label = labels[i]};
        items[i].checked = window->playback.pace == was.pace &&
                           (i == 0 || fabs(was.slower - window->playback.slower) < 0.5);
    }
    window->playback.pace = was.pace;
    window->playback.slower = was.slower;
    uint32_t chosen = gui_menu(window->gui, "pace", items, SPEEDS);
    if (chosen >= SPEEDS)
        return;
    window->playback.pace = chosen == 0 ? PACE_STEP : PACE_TRUE;
    if (chosen > 0)
        window->playback.slower = speeds[chosen - 1];
}

static void clock_face(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    char words[96];
    struct text text = text_over(words, sizeof words);
    put_time(&text, window->playback.shown);
    gui_label(gui, rect_make(box.x, box.y + 8, box.w, 24),
              text_anchored(gui_style(gui, FONT_BOLD, TYPE_READING, TOKEN_INK), ANCHOR_END),
              words);
    text_clear(&text);
    put_pace(window, &text);
    struct rect low = {box.x, box.y + 30, box.w, 18};
    struct gui_signal signal = gui_hit(gui, low, "speed", words, true);
    gui_label(gui, low,
              text_anchored(gui_style(gui, FONT_REGULAR, TYPE_LABEL,
                                      signal.hovered ? TOKEN_INK : TOKEN_INK2),
                            ANCHOR_END),
              words);
    if (signal.focused && gui_focus_is_visible(gui))
        gui_focus_ring(gui, rect_inset(low, 3), 4);
    if (signal.clicked)
        gui_menu_open(gui, "pace", low.x, low.y - 8);
    pace_menu(window);
}

void time_bar(struct window *window, struct rect box)
{
    gui_panel_begin(window->gui, box, "time", PANEL_GROUND);
    gui_hairline(window->gui, rect_make(box.x, box.y, box.w, 1));
    if (window->presenter) {
        time_axis(window, rect_make(box.x + 32, box.y + 12, box.w - 64, box.h - 12));
    } else {
        transport(window, box);
        step_choice(window, rect_make(box.x + 208, box.y + 12, 132, 32));
        float wide = fmaxf(152, box.w * 0.125f);
        clock_face(window, rect_make(box.x + box.w - 16 - wide, box.y, wide, box.h));
        time_axis(window, rect_make(box.x + 360, box.y, box.w - 360 - wide - 32, box.h));
    }
    gui_panel_end(window->gui);
}
