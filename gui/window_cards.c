/* gui/window_cards.c: what lies over the panels or instead of them: presenter mode, the list of
 * keys, and the sentence at the foot of the window. */
#include <math.h>

#include "gui/question.h"

/* --- presenter mode (plate 06): the stage, and what the lesson says or asks --- */

static void wide_choice(struct window *window, struct rect box, uint32_t i, const char *words,
                        float size)
{
    struct gui *gui = window->gui;
    const struct theme *theme = &window->theme;
    const struct narration *n = question_narration(window);
    bool revealed = window->answer.revealed, chosen = window->answer.choice == i;
    bool right = revealed && n != NULL && i == n->question.right;
    char name[8] = {(char)('0' + i % 10), '\0'}, digit[8] = {(char)('1' + i % 9), '\0'};
    gui_disable(gui, revealed);
    struct gui_signal signal = gui_hit(gui, box, name, words, true);
    gui_disable(gui, false);
    if (signal.clicked && chosen && !revealed)
        question_answer(window); /* the second click gives it */
    else if (!revealed && (signal.clicked || gui_shortcut(gui, KEY_CHARACTER, '1' + i, 0)))
        window->answer.choice = i;
    struct rgba fill = theme->colour[right ? TOKEN_MARK : TOKEN_RAISE];
    struct rgba ink = theme->colour[right ? TOKEN_MARK_TEXT : TOKEN_INK];
    draw_rect(gui_draw(gui), box, 8, paint_both(fill, theme->colour[TOKEN_RULE], 2));
    if (chosen && !right)
        draw_rect(gui_draw(gui), rect_inset(box, -8), 14,
                  paint_stroke(theme->colour[TOKEN_INK], 4));
    float x = box.x + 36, y = box.y + 36;
    draw_circle(gui_draw(gui), x, y, 21, chosen ? paint_fill(ink) : paint_both(fill, ink, 3));
    draw_text(gui_draw(gui), x, text_baseline(y, theme->type[TYPE_LABEL]),
              text_anchored(text_style(FONT_BOLD, theme->type[TYPE_LABEL], chosen ? fill : ink),
                            ANCHOR_MIDDLE),
              digit);
    struct text_style style = text_anchored(text_style(FONT_BOLD, size, ink), ANCHOR_MIDDLE);
    float wide = box.w - 24, high = gui_paragraph_height(gui, wide, style, words);
    float top = fmaxf(box.y + 58, box.y + 58 + (box.h - 66 - high) / 2);
    (void)gui_paragraph(gui, rect_make(box.x + 12, top, wide, high), style, words);
    if (signal.focused && gui_focus_is_visible(gui) && !chosen)
        gui_focus_ring(gui, box, 8);
}

static float choice_needs(struct window *window, float wide, const char *words)
{
    struct text_style style = gui_style(window->gui, FONT_BOLD, TYPE_LABEL, TOKEN_INK);
    return 66 + gui_paragraph_height(window->gui, wide - 24, style, words);
}

/* The largest size at which every choice takes one line. */
static float choice_size(struct window *window, struct rect box, const struct question *q,
                         uint32_t count)
{
    enum type_size size = TYPE_SHEET;
    for (uint32_t i = 0; i < count; i++)
        while (size > TYPE_LABEL &&
               gui_text_width(window->gui, FONT_BOLD, window->theme.type[size],
                              question_text(window, &q->choices[i])) >
                   rect_column(box, i, count, 24).w - 24)
            size--;
    return window->theme.type[size];
}

static void wide_choices(struct window *window, struct rect box)
{
    const struct question *q = &question_narration(window)->question;
    uint32_t count = q->choice_count < 9 ? q->choice_count : 9;
    for (uint32_t i = 0; i < count; i++)
        box.h = fmaxf(box.h, choice_needs(window, rect_column(box, i, count, 24).w,
                                          question_text(window, &q->choices[i])));
    float size = choice_size(window, box, q, count);
    gui_push(window->gui, "gate");
    gui_push(window->gui, "choice");
    for (uint32_t i = 0; i < count; i++)
        wide_choice(window, rect_column(box, i, count, 24), i,
                    question_text(window, &q->choices[i]), size);
    gui_pop(window->gui);
    gui_pop(window->gui);
}

/* A number or a text is typed; when revealed, the answer stands there. */
static void wide_answer(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    char words[256];
    if (!window->answer.revealed) {
        struct field_look look = {.face = FONT_REGULAR, .placeholder = _("your answer")};
        gui_push(gui, "gate");
        if (gui_field(gui, rect_make(box.x, box.y, fminf(480, box.w), 64), "answer",
                      window->answer.text, sizeof window->answer.text,
                      &look) == FIELD_SUBMITTED)
            question_answer(window);
        gui_pop(gui);
        return;
    }
    question_solution(window, words, sizeof words);
    struct text_style style = gui_style(gui, FONT_BOLD, TYPE_SHEET, TOKEN_MARK_TEXT);
    float wide = fminf(gui_text_width(gui, FONT_BOLD, style.size, words) + 32, box.w);
    struct rect mark = {box.x, box.y, wide, 72};
    draw_rect(gui_draw(gui), mark, 8, paint_fill(window->theme.colour[TOKEN_MARK]));
    gui_label(gui, rect_inset(mark, 8), text_anchored(style, ANCHOR_MIDDLE), words);
}

/* How high the choices or the answer will be. */
static float answer_needs(struct window *window, float wide)
{
    const struct question *q = &question_narration(window)->question;
    uint32_t count = q->choice_count < 9 ? q->choice_count : 9;
    float most = 80;
    struct rect row = {0, 0, wide, 0};
    for (uint32_t i = 0; i < count && q->kind == QUESTION_CHOICE; i++)
        most = fmaxf(most, choice_needs(window, rect_column(row, i, count, 24).w,
                                        question_text(window, &q->choices[i])));
    return most;
}

static void wide_question(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    const struct question *q = &question_narration(window)->question;
    const struct theme *theme = &window->theme;
    struct text_style style = gui_style(gui, FONT_BOLD, TYPE_HEAD, TOKEN_INK);
    const char *ask = question_text(window, window->answer.revealed ? &q->because : &q->ask);
    float answer = answer_needs(window, box.w);
    if (gui_paragraph_height(gui, box.w - 60, style, ask) > 60)
        style = gui_style(gui, FONT_BOLD, TYPE_LABEL, TOKEN_INK);
    float high = gui_paragraph_height(gui, box.w - 60, style, ask);
    bool revealed = window->answer.revealed;
    const char *verdict = window->answer.skipped ? _("The answer")
                          : window->answer.right ? _("Right")
                                                 : _("Not quite");
    struct text_style head = gui_style(gui, FONT_BOLD, TYPE_READING, TOKEN_INK);
    float first = revealed ? 44 : 0;
    if (revealed)
        style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK);
    if (revealed)
        high = gui_paragraph_height(gui, box.w - 60, style, ask);
    struct rect view = {box.x - 12, box.y - 12, box.w + 24, box.h + 12};
    struct rect content = gui_scroll_begin(gui, view, "question", first + high + answer + 36);
    float y = content.y + 12;
    glyph_icon(gui_draw(gui), theme, ICON_GATE_NOW, box.x + 20, y + 24, 2.4f,
               theme->colour[TOKEN_INK], theme->colour[TOKEN_GROUND]);
    if (revealed)
        gui_label(gui, rect_make(box.x + 60, y, box.w - 60, first), head, verdict);
    (void)gui_paragraph(gui, rect_make(box.x + 60, y + first, box.w - 60, high), style, ask);
    y += first + high + 16;
    struct rect rest = {box.x, y, box.w, fmaxf(answer, box.y + box.h - y - 8)};
    if (q->kind == QUESTION_CHOICE)
        wide_choices(window, rest);
    else
        wide_answer(window, rest);
    gui_scroll_end(gui);
}

void presenter_heads(const struct window *window, struct presenter_heads *heads)
{
    const struct scenario *s = session_scenario(window->session);
    float size = window->theme.type[TYPE_READING];
    struct text text = text_over(heads->time, sizeof heads->time);
    put_time(&text, window->playback.shown);
    if (live_is_on(window)) {
        text_put(&text, " \xc2\xb7 ");
        live_put_mark(window, &text);
    }
    heads->title = question_text(window, &s->title);
    float clock = gui_text_width(window->gui, FONT_REGULAR, size, heads->time);
    float title = gui_text_width(window->gui, FONT_BOLD, size, heads->title) + 4;
    heads->clock_box = rect_make(window->width - 44 - clock, 20, clock + 4, 52);
    heads->title_box = rect_make(40, 20, fminf(title, window->width - 120 - clock), 52);
}

void presenter_window(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    struct presenter_heads heads;
    struct rect stage = rect_cut_top(&box, roundf(box.h * 0.522f));
    struct rect time = rect_cut_bottom(&box, 96);
    live_banner(window, &stage);
    stage_layout(window, stage);
    stage_panel(window, stage);
    presenter_heads(window, &heads);
    gui_label(gui, heads.title_box, gui_style(gui, FONT_BOLD, TYPE_READING, TOKEN_INK),
              heads.title);
    gui_label(gui, heads.clock_box,
              text_anchored(gui_style(gui, FONT_REGULAR, TYPE_READING, TOKEN_INK2), ANCHOR_END),
              heads.time);
    question_settle(window);
    gui_panel_begin(gui, box, "lesson", PANEL_GROUND);
    gui_hairline(gui, rect_make(box.x, box.y, box.w, 1));
    struct rect inside = {box.x + 40, box.y + 20, box.w - 80, box.h - 24};
    if (question_say(window) != NONE)
        wide_question(window, inside);
    else
        lesson_words(window, inside);
    gui_panel_end(gui);
    time_bar(window, time);
    stage_menu(window);
}

/* --- the list of keys --- */

void keys_card(struct window *window)
{
    static const char *const rows[][2] = {
        {"Space", N_("play, pause")},
        {"Right", N_("one step (also Page Down)")},
        {"Left", N_("one step back (also Page Up)")},
        {"Home, End", N_("to the start, to the end")},
        {"Up, Down", N_("what a step is")},
        {"G", N_("to the next question")},
        {"N, Shift+N", N_("next and previous match of the filter")},
        {"F, /", N_("type a filter")},
        {"1 ... 9, Enter", N_("choose an answer, give it")},
        {"1 ... 6", N_("ladder, frames, stream, plots, tables, console")},
        {"Ctrl+Z", N_("take an intervention back")},
        {"L, T, P", N_("language, theme, presenter mode")},
        {"+, -", N_("larger, smaller")},
        {"Ctrl+O", N_("all lessons")},
        {"Esc", N_("close, deselect")},
    };
    enum { ROWS = sizeof rows / sizeof rows[0] };
    struct gui *gui = window->gui;
    float u = unit_of(window);
    float step = fminf(26 * u, (window->height - 96 * u) / ROWS);
    float wide = fminf(520 * u, window->width - 32);
    struct rect box =
        rect_middle(rect_make(0, 0, window->width, window->height), wide, step * ROWS + 72 * u);
    gui_draw(gui)->layer = 1; /* above the panels */
    gui_panel_begin(gui, box, "keys", PANEL_CARD);
    gui_label(gui, rect_make(box.x + 20 * u, box.y + 8 * u, wide - 72 * u, 40 * u),
              gui_style(gui, FONT_BOLD, TYPE_HEAD, TOKEN_INK), _("Keys"));
    if (gui_icon_button(gui, rect_make(box.x + wide - 44 * u, box.y + 8 * u, 32 * u, 32 * u),
                        "close", ICON_CROSS, _("Close")))
        window->show_keys = false;
    for (uint32_t i = 0; i < ROWS; i++) {
        float y = box.y + 52 * u + step * (float)i;
        gui_label(gui, rect_make(box.x + 20 * u, y, 120 * u, step),
                  gui_style(gui, FONT_MONO_BOLD, TYPE_LABEL, TOKEN_INK), rows[i][0]);
        gui_label(gui, rect_make(box.x + 148 * u, y, wide - 164 * u, step),
                  gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK), tr(rows[i][1]));
    }
    gui_panel_end(gui);
    gui_draw(gui)->layer = 0;
}

/* --- the note --- */

void note_card(struct window *window)
{
    struct gui *gui = window->gui;
    float u = unit_of(window);
    struct text_style style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK);
    float wide = fminf(gui_text_width(gui, style.face, style.size, window->note) + 33 * u,
                       window->width - 32);
    struct rect box = {(window->width - wide) / 2, window->height - 108 * u, wide, 36 * u};
    gui_draw(gui)->layer = 1;
    gui_panel_begin(gui, box, "note", PANEL_CARD);
    gui_label(gui, rect_make(box.x + 16 * u, box.y, wide - 32 * u, box.h), style, window->note);
    gui_panel_end(gui);
    gui_draw(gui)->layer = 0;
}
