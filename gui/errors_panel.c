/* gui/errors_panel.c: a scenario with errors: all of them on the left, the file on the right
 * with each error where it is, and what to do about the one that is chosen (plate 07b). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/korean.h"
#include "gui/wrap.h"
#include "gui/window.h"

enum { SENTENCE_MAX = 1024, LINE_MAX_OCTETS = 512 };

#define SIDE 336.0f
#define LINE_HEIGHT 25.0f
#define NOTE_HEIGHT 22.0f

static const struct diagnostic *problem_at(const struct window *window, uint32_t nth)
{
    const struct diagnostic *d = window->diagnostics->first;
    while (d != NULL && nth-- > 0)
        d = d->next;
    return d;
}

/* --- the list --- */

static void put_place(const struct diagnostic *d, char *out, size_t size)
{
    window_words(out, size, _("line {n}, column {most}"), d->place.line, d->place.column);
}

static float draw_entry(struct window *window, const struct diagnostic *d, uint32_t nth,
                        struct rect box)
{
    struct gui *gui = window->gui;
    const struct theme *theme = &window->theme;
    char sentence[SENTENCE_MAX], place[128], name[16];
    (void)diagnostic_sentence(d, sentence, sizeof sentence);
    put_place(d, place, sizeof place);
    snprintf(name, sizeof name, "%u", (unsigned)nth);
    struct text_style style = gui_style(gui, FONT_BOLD, TYPE_LABEL, TOKEN_INK);
    float wide = box.w - 56;
    float high = gui_paragraph_height(gui, wide, style, sentence);
    box.h = high + 40;
    struct gui_signal signal = gui_hit(gui, box, name, sentence, true);
    if (signal.clicked)
        window->problem = nth;
    if (window->problem == nth)
        draw_rect(gui_draw(gui), box, 4,
                  paint_both(theme->colour[TOKEN_RAISE], theme->colour[TOKEN_INK], 2));
    else if (signal.hovered)
        draw_rect(gui_draw(gui), box, 4, paint_fill(theme->colour[TOKEN_SUNK]));
    if (signal.focused && gui_focus_is_visible(gui))
        gui_focus_ring(gui, rect_inset(box, 4), 4);
    if (d->severity == SEVERITY_ERROR)
        glyph_loss(gui_draw(gui), theme, box.x + 24, box.y + 20, 8,
                   theme->colour[TOKEN_GROUND]);
    else
        glyph_icon(gui_draw(gui), theme, ICON_WARNING, box.x + 24, box.y + 20, 1,
                   theme->colour[TOKEN_INK2], theme->colour[TOKEN_GROUND]);
    (void)gui_paragraph(gui, rect_make(box.x + 44, box.y + 11, wide, high), style, sentence);
    gui_label(gui, rect_make(box.x + 44, box.y + 12 + high, wide, 18),
              gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), place);
    return box.h;
}

static void draw_head(struct window *window, struct rect *box)
{
    struct gui *gui = window->gui;
    char words[96];
    uint32_t errors = window->diagnostics->errors;
    window_words(words, sizeof words, errors == 1 ? _("{n} error") : _("{n} errors"), errors,
                 0);
    gui_label(gui, rect_make(box->x + 24, box->y + 16, box->w - 40, 40),
              gui_style(gui, FONT_BOLD, TYPE_SHEET, TOKEN_INK), words);
    float high =
        gui_paragraph(gui, rect_make(box->x + 24, box->y + 56, box->w - 48, 40),
                      gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2),
                      _("All of them at once; the file is read again as soon as you save it."));
    (void)rect_cut_top(box, 56 + high + 16);
}

static void draw_foot(struct window *window, struct rect *box)
{
    struct gui *gui = window->gui;
    char words[LINE_MAX_OCTETS];
    struct rect foot = rect_cut_bottom(box, 112);
    const char *slash = strrchr(window->path, '/');
    gui_hairline(gui, rect_make(foot.x + 24, foot.y, foot.w - 48, 1));
    gui_label(gui, rect_make(foot.x + 24, foot.y + 12, foot.w - 48, 20),
              gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2),
              _("On the command line, the same:"));
    snprintf(words, sizeof words, "netstage check %.400s",
             slash != NULL ? slash + 1 : window->path);
    gui_label(gui, rect_make(foot.x + 24, foot.y + 34, foot.w - 48, 20),
              gui_style(gui, FONT_MONO_BOLD, TYPE_LABEL, TOKEN_INK), words);
    const struct text_value when[] = {{"time", window->read_at}};
    (void)text_format(words, sizeof words, _("Last read at {time}"), when, 1);
    if (window->read_at[0] != '\0')
        gui_label(gui, rect_make(foot.x + 24, foot.y + 80, foot.w - 48, 20),
                  gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), words);
}

static void draw_list(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    uint32_t nth = 0;
    gui_panel_begin(gui, box, "problems", PANEL_GROUND);
    draw_head(window, &box);
    draw_foot(window, &box);
    float high = 0;
    for (const struct diagnostic *d = window->diagnostics->first; d != NULL; d = d->next) {
        char sentence[SENTENCE_MAX];
        (void)diagnostic_sentence(d, sentence, sizeof sentence);
        high +=
            gui_paragraph_height(gui, box.w - 16 - 12 - 56,
                                 gui_style(gui, FONT_BOLD, TYPE_LABEL, TOKEN_INK), sentence) +
            48;
    }
    struct rect content = gui_scroll_begin(gui, box, "list", high + 8);
    float y = content.y + 4;
    for (const struct diagnostic *d = window->diagnostics->first; d != NULL; d = d->next)
        y += draw_entry(window, d, nth++, rect_make(box.x + 8, y, box.w - 28, 0)) + 8;
    gui_scroll_end(gui);
    gui_panel_end(gui);
}

/* --- the file --- */

struct sheet {
    struct window *window;
    struct rect box;
    float y;
    bool draw;
};

static const char *line_of(const struct diagnostics *d, uint32_t line, uint32_t *length)
{
    uint32_t from = d->line_start[line];
    uint32_t to = line + 1 < d->lines ? d->line_start[line + 1] : d->source_length;
    while (to > from && (d->source[to - 1] == '\n' || d->source[to - 1] == '\r'))
        to--;
    *length = to - from;
    return d->source + from;
}

/* Where an octet of a line is. */
static float x_in_line(struct window *window, const char *line, uint32_t octets)
{
    char part[LINE_MAX_OCTETS];
    snprintf(part, sizeof part, "%.*s", (int)octets, line);
    return gui_text_width(window->gui, FONT_MONO, window->theme.type[TYPE_READING], part);
}

/* What is meant, in one line below the place; the chosen one has a card of its own. */
static void draw_hint(struct sheet *sheet, const struct diagnostic *d, float x)
{
    struct window *window = sheet->window;
    struct gui *gui = window->gui;
    char sentence[SENTENCE_MAX], meant[256] = "";
    (void)diagnostic_sentence(d, sentence, sizeof sentence);
    if (d->suggestion != NULL)
        snprintf(meant, sizeof meant, "%s %s?", _("Did you mean"), d->suggestion);
    struct text_style style = text_style(FONT_BOLD, window->theme.type[TYPE_LABEL],
                                         window->theme.protocol[PROTOCOL_LOSS].ink);
    float wide = gui_text_width(gui, FONT_BOLD, style.size, sentence);
    float more =
        meant[0] == '\0' ? 0 : gui_text_width(gui, FONT_REGULAR, style.size, meant) + 14;
    float most = sheet->box.x + sheet->box.w - 24;
    x = fmaxf(sheet->box.x + 68, fminf(x, most - wide - more));
    gui_label(gui, rect_make(x, sheet->y, fminf(wide + 2, most - x), NOTE_HEIGHT), style,
              sentence);
    if (more > 0 && x + wide + more <= most + 1)
        gui_label(gui, rect_make(x + wide + 14, sheet->y, more, NOTE_HEIGHT),
                  gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), meant);
}

static float card_height(struct sheet *sheet, const struct diagnostic *d, float wide)
{
    struct gui *gui = sheet->window->gui;
    char words[SENTENCE_MAX];
    (void)diagnostic_sentence(d, words, sizeof words);
    float high =
        24 + gui_paragraph_height(gui, wide - 32,
                                  gui_style(gui, FONT_BOLD, TYPE_READING, TOKEN_INK), words);
    (void)diagnostic_help_text(d, words, sizeof words);
    if (words[0] != '\0')
        high += gui_paragraph_height(
            gui, wide - 32, gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), words);
    return high + (d->suggestion != NULL ? 36 : 0);
}

static void draw_meant(struct window *window, const struct diagnostic *d, struct rect row)
{
    struct gui *gui = window->gui;
    struct text_style plain = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK);
    struct text_style mono = gui_style(gui, FONT_MONO_BOLD, TYPE_LABEL, TOKEN_INK);
    const char *ask = _("Did you mean");
    float first = gui_text_width(gui, plain.face, plain.size, ask);
    float wide = fminf(gui_text_width(gui, mono.face, mono.size, d->suggestion) + 20,
                       row.w - first - 40);
    gui_label(gui, rect_make(row.x, row.y, first + 2, row.h), plain, ask);
    struct rect chip = {row.x + first + 12, row.y, wide, row.h};
    draw_rect(gui_draw(gui), chip, 2, paint_fill(window->theme.colour[TOKEN_SUNK]));
    gui_label(gui, rect_inset(chip, 2), text_anchored(mono, ANCHOR_MIDDLE), d->suggestion);
    gui_label(gui, rect_make(chip.x + chip.w + 3, row.y, 12, row.h), plain, "?");
}

static void draw_card(struct sheet *sheet, const struct diagnostic *d)
{
    struct window *window = sheet->window;
    struct gui *gui = window->gui;
    char words[SENTENCE_MAX];
    float wide = fminf(560, sheet->box.w - 92), high = card_height(sheet, d, wide);
    struct rect box = {sheet->box.x + 68, sheet->y + 8, wide, high};
    if (sheet->draw) {
        gui_panel_begin(gui, box, "help", PANEL_CARD);
        struct rect in = {box.x + 16, box.y + 10, wide - 32, high};
        (void)diagnostic_sentence(d, words, sizeof words);
        in.y +=
            gui_paragraph(gui, in, gui_style(gui, FONT_BOLD, TYPE_READING, TOKEN_INK), words);
        (void)diagnostic_help_text(d, words, sizeof words);
        if (words[0] != '\0')
            in.y += gui_paragraph(gui, in, gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2),
                                  words);
        if (d->suggestion != NULL)
            draw_meant(window, d, rect_make(in.x, in.y + 8, in.w, 28));
        gui_panel_end(gui);
    }
    sheet->y += high + 20;
}

static void draw_underline(struct sheet *sheet, float x, float wide)
{
    struct window *window = sheet->window;
    struct rgba loss = window->theme.protocol[PROTOCOL_LOSS].fill;
    float y = sheet->y + LINE_HEIGHT - 2;
    draw_rect(gui_draw(window->gui), rect_make(x, y, fmaxf(wide, 6), 3), 0, paint_fill(loss));
    struct point tip[3] = {{x, y + 3}, {x + 8, y + 3}, {x + 4, y + 8}};
    draw_polygon(gui_draw(window->gui), tip, 3, paint_fill(loss));
}

static void draw_line_of_file(struct sheet *sheet, uint32_t line, bool chosen, bool wrong)
{
    struct window *window = sheet->window;
    struct gui *gui = window->gui;
    const struct theme *theme = &window->theme;
    char words[LINE_MAX_OCTETS], shown[LINE_MAX_OCTETS], number[16];
    uint32_t length;
    const char *text = line_of(window->diagnostics, line, &length);
    snprintf(words, sizeof words, "%.*s", (int)length, text);
    snprintf(number, sizeof number, "%u", (unsigned)(line + 1));
    struct rect row = {sheet->box.x, sheet->y, sheet->box.w, LINE_HEIGHT};
    if (chosen) {
        draw_rect(gui_draw(gui), row, 0, paint_fill(theme->colour[TOKEN_WASH]));
        draw_rect(gui_draw(gui), rect_make(row.x, row.y, 2, row.h), 0,
                  paint_fill(theme->colour[TOKEN_INK]));
    }
    struct text_style style = gui_style(gui, FONT_MONO, TYPE_READING, TOKEN_INK);
    (void)text_elide(window->fonts, FONT_MONO, style.size * theme->scale,
                     (row.w - 84) * theme->scale, words, shown, sizeof shown);
    draw_text_in(gui_draw(gui), rect_make(row.x + 68, row.y, row.w - 80, row.h), style, shown);
    style = gui_style(gui, wrong ? FONT_MONO_BOLD : FONT_MONO, TYPE_READING,
                      wrong ? TOKEN_INK : TOKEN_INK2);
    draw_text_in(gui_draw(gui), rect_make(row.x, row.y, 44, row.h),
                 text_anchored(style, ANCHOR_END), number);
}

/* The problems of a line: each is underlined, with what it is below; the chosen one's card
 * last. */
static void problems_of_line(struct sheet *sheet, uint32_t line)
{
    struct window *window = sheet->window;
    const struct diagnostic *chosen = NULL;
    uint32_t nth = 0, length;
    const char *text = line_of(window->diagnostics, line, &length);
    float top = sheet->y;
    sheet->y += LINE_HEIGHT;
    for (const struct diagnostic *d = window->diagnostics->first; d != NULL;
         d = d->next, nth++) {
        if (d->place.line != line + 1)
            continue;
        uint32_t at = d->span.at - window->diagnostics->line_start[line];
        at = at < length ? at : length;
        uint32_t end = at + d->span.length < length ? at + d->span.length : length;
        float x = sheet->box.x + 68 + x_in_line(window, text, at);
        float below = sheet->y;
        sheet->y = top;
        if (sheet->draw)
            draw_underline(sheet, x, x_in_line(window, text + at, end - at));
        sheet->y = below;
        if (nth == window->problem) {
            chosen = d;
            continue;
        }
        if (sheet->draw)
            draw_hint(sheet, d, x + 14);
        sheet->y += NOTE_HEIGHT;
    }
    if (chosen != NULL)
        draw_card(sheet, chosen);
}

static bool is_wrong(const struct window *window, uint32_t line, bool *chosen)
{
    uint32_t nth = 0;
    bool wrong = false;
    *chosen = false;
    for (const struct diagnostic *d = window->diagnostics->first; d != NULL; d = d->next, nth++)
        if (d->place.line == line + 1) {
            wrong = true;
            *chosen |= nth == window->problem;
        }
    return wrong;
}

/* Draws the lines in view; gives where the chosen one is. */
static float run_sheet(struct sheet *sheet, struct rect view)
{
    const struct diagnostics *d = sheet->window->diagnostics;
    float chosen_y = 0;
    for (uint32_t line = 0; line < d->lines; line++) {
        bool chosen, wrong = is_wrong(sheet->window, line, &chosen);
        bool seen = sheet->y + 400 > view.y && sheet->y < view.y + view.h;
        bool draw = sheet->draw;
        sheet->draw = draw && seen;
        if (chosen)
            chosen_y = sheet->y;
        if (sheet->draw)
            draw_line_of_file(sheet, line, chosen, wrong);
        if (wrong)
            problems_of_line(sheet, line);
        else
            sheet->y += LINE_HEIGHT;
        sheet->draw = draw;
    }
    return chosen_y;
}

static void draw_file(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    gui_panel_begin(gui, box, "file", PANEL_PAPER);
    if (window->diagnostics->source_length == 0) {
        gui_label(gui, rect_make(box.x + 24, box.y + 24, box.w - 48, 28),
                  gui_style(gui, FONT_REGULAR, TYPE_READING, TOKEN_INK), window->path);
        gui_panel_end(gui);
        return;
    }
    struct sheet sheet = {window, rect_make(box.x, 0, box.w - 12, box.h), 24, false};
    float at = run_sheet(&sheet, box);
    if (window->shown_problem != window->problem + 1)
        gui_scroll_reveal(gui, "lines", fmaxf(0, at - 80), at + 220, box.h);
    window->shown_problem = window->problem + 1;
    struct rect content = gui_scroll_begin(gui, box, "lines", sheet.y + 24);
    sheet = (struct sheet){window, rect_make(box.x, box.y, box.w - 12, box.h), content.y + 24,
                           true};
    (void)run_sheet(&sheet, box);
    gui_scroll_end(gui);
    gui_panel_end(gui);
}

void errors_panel(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    if (window->problem > 0 && problem_at(window, window->problem) == NULL)
        window->problem = 0;
    struct rect side = rect_cut_left(&box, fminf(SIDE, box.w * 0.4f));
    gui_push(gui, "errors");
    draw_list(window, side);
    draw_file(window, box);
    gui_hairline(gui, rect_make(side.x + side.w - 1, side.y, 1, side.h));
    if (gui_shortcut(gui, KEY_DOWN, 0, 0))
        window->problem++;
    if (gui_shortcut(gui, KEY_UP, 0, 0) && window->problem > 0)
        window->problem--;
    gui_pop(gui);
}
