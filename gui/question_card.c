/* gui/question_card.c: the card of a question in the lesson panel, and the wide one of
 * presenter mode (plates 01, 06, 08c). */
#include <math.h>
#include <string.h>

#include "gui/question.h"

enum { CHOICES_MAX = 16, SOLUTION_MAX = 256 };

/* Where things are on the card; made once by measuring and once by drawing. */
struct card {
    struct window *window;
    const struct question *q;
    struct rect box; /* inside the padding; y moves down */
    bool draw;
    bool brief; /* revealed, in little room: only what was chosen and what is right */
};

static float unit(const struct card *card)
{
    return unit_of(card->window);
}

static void paragraph(struct card *card, enum font_face face, enum type_size size,
                      enum token token, const char *words, float after)
{
    struct gui *gui = card->window->gui;
    struct text_style style = gui_style(gui, face, size, token);
    if (words[0] == '\0')
        return;
    float high = gui_paragraph_height(gui, card->box.w, style, words);
    if (card->draw)
        (void)gui_paragraph(gui, rect_make(card->box.x, card->box.y, card->box.w, high), style,
                            words);
    card->box.y += high + after * unit(card);
}

static void head(struct card *card)
{
    struct window *window = card->window;
    const struct theme *theme = &window->theme;
    const char *words = _("Predict");
    if (window->answer.revealed)
        words = window->answer.skipped ? _("The answer")
                : window->answer.right ? _("Right")
                                       : _("Not quite");
    else if (card->q->kind == QUESTION_FIELD)
        words = _("Be the stack");
    float high = 24 * unit(card);
    if (card->draw) {
        glyph_icon(gui_draw(window->gui), theme, ICON_GATE, card->box.x + 6 * unit(card),
                   card->box.y + high / 2, unit(card), theme->colour[TOKEN_INK],
                   theme->colour[TOKEN_RAISE]);
        gui_label(window->gui,
                  rect_make(card->box.x + 18 * unit(card), card->box.y,
                            card->box.w - 18 * unit(card), high),
                  gui_style(window->gui, window->answer.revealed ? FONT_BOLD : FONT_REGULAR,
                            TYPE_LABEL, window->answer.revealed ? TOKEN_INK : TOKEN_INK2),
                  words);
    }
    card->box.y += high;
}

/* A choice may be longer than a row: then it takes more than one line. */
static float choice_height(const struct card *card, const char *words, enum font_face face)
{
    struct gui *gui = card->window->gui;
    struct text_style style = gui_style(gui, face, TYPE_READING, TOKEN_INK);
    float wide = card->box.w - 56 * unit(card);
    float high = gui_paragraph_height(gui, wide, style, words) + 8 * unit(card);
    return fmaxf(32 * unit(card), high);
}

static void draw_disc(const struct card *card, float x, float y, bool on)
{
    struct window *window = card->window;
    struct rgba ink = window->theme.colour[TOKEN_INK];
    draw_circle(gui_draw(window->gui), x, y, 7 * unit(card),
                paint_both(window->theme.colour[TOKEN_RAISE], ink, 1.5f * unit(card)));
    if (on)
        draw_circle(gui_draw(window->gui), x, y, 3.5f * unit(card), paint_fill(ink));
}

/* One answer to choose from; when revealed, the right one is marked and a wrong one struck out.
 */
static void draw_choice(struct card *card, uint32_t i, struct rect row, const char *words)
{
    struct window *window = card->window;
    struct gui *gui = window->gui;
    const struct theme *theme = &window->theme;
    bool revealed = window->answer.revealed, chosen = window->answer.choice == i;
    bool right = revealed && i == card->q->right;
    struct gui_signal signal = {0};
    char name[16];
    struct text text = text_over(name, sizeof name);
    text_put_unsigned(&text, i);
    gui_disable(gui, revealed);
    signal = gui_hit(gui, row, name, words, true);
    gui_disable(gui, false);
    bool key = !revealed && i < 9 && gui_shortcut(gui, KEY_CHARACTER, '1' + i, 0);
    if (signal.clicked || key)
        window->answer.choice = i;
    enum font_face face = right || (chosen && !revealed) ? FONT_BOLD : FONT_REGULAR;
    struct text_style style = gui_style(gui, face, TYPE_READING, TOKEN_INK);
    float x = row.x + 16 * unit(card), y = row.y + row.h / 2;
    if (right) {
        draw_rect(gui_draw(gui), row, 0, paint_fill(theme->colour[TOKEN_MARK]));
        draw_rect(gui_draw(gui), rect_make(row.x, row.y, 4 * unit(card), row.h), 0,
                  paint_fill(theme->colour[TOKEN_MARK_TEXT]));
        style.colour = theme->colour[TOKEN_MARK_TEXT];
        glyph_icon(gui_draw(gui), theme, ICON_CHECK, x, y, unit(card), style.colour,
                   theme->colour[TOKEN_MARK]);
    } else {
        if (signal.hovered && !chosen)
            draw_rect(gui_draw(gui), row, 4 * unit(card),
                      paint_fill(theme->colour[TOKEN_GROUND]));
        draw_disc(card, x, y, chosen);
    }
    float wide = row.w - 56 * unit(card);
    float high = gui_paragraph_height(gui, wide, style, words);
    struct rect place = {row.x + 32 * unit(card), y - high / 2, wide, high};
    (void)gui_paragraph(gui, place, style, words);
    if (!revealed && chosen)
        draw_rect(gui_draw(gui), row, 4 * unit(card),
                  paint_stroke(theme->colour[TOKEN_INK], 2 * unit(card)));
    if (revealed && chosen && !right) {
        float width = gui_text_width(gui, style.face, style.size, words);
        draw_rect(gui_draw(gui),
                  rect_make(place.x, y - unit(card), fminf(width, wide), 1.5f * unit(card)), 0,
                  paint_fill(theme->colour[TOKEN_INK]));
    }
    if (signal.focused && gui_focus_is_visible(gui))
        gui_focus_ring(gui, row, 4 * unit(card));
    if (!revealed && i < 9) {
        char digit[2] = {(char)('1' + i), '\0'};
        draw_text_in(
            gui_draw(gui), rect_make(row.x, row.y, row.w - 10 * unit(card), row.h),
            text_anchored(gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), ANCHOR_END),
            digit);
    }
}

static void choices(struct card *card)
{
    gui_push(card->window->gui, "choice");
    for (uint32_t i = 0; i < card->q->choice_count && i < CHOICES_MAX; i++) {
        if (card->brief && i != card->q->right && i != card->window->answer.choice)
            continue;
        const char *words = question_text(card->window, &card->q->choices[i]);
        float high = choice_height(card, words, FONT_BOLD);
        struct rect row = {card->box.x - 4 * unit(card), card->box.y,
                           card->box.w + 8 * unit(card), high};
        if (card->draw)
            draw_choice(card, i, row, words);
        card->box.y += high;
    }
    gui_pop(card->window->gui);
    card->box.y += 8 * unit(card);
}

static void field(struct card *card)
{
    struct window *window = card->window;
    struct field_look look = {.face = FONT_REGULAR, .placeholder = _("your answer")};
    if (card->q->kind == QUESTION_FIELD) {
        look.face = FONT_MONO_BOLD;
        look.placeholder = field_info(card->q->field)->name;
    }
    const char *behind = question_text(window, &card->q->unit);
    if (behind[0] != '\0')
        look.note = behind;
    struct rect box = {card->box.x, card->box.y + 4 * unit(card), card->box.w, 32 * unit(card)};
    if (card->draw && !window->answer.revealed &&
        gui_field(window->gui, box, "answer", window->answer.text, sizeof window->answer.text,
                  &look) == FIELD_SUBMITTED)
        question_answer(window);
    card->box.y += 44 * unit(card);
}

/* Revealed, of a number or a text: what was answered, struck out, and what is right. */
static void solution(struct card *card)
{
    struct window *window = card->window;
    struct gui *gui = window->gui;
    char words[SOLUTION_MAX];
    question_solution(window, words, sizeof words);
    float high = 32 * unit(card);
    struct rect row = {card->box.x - 4 * unit(card), card->box.y, card->box.w + 8 * unit(card),
                       high};
    const struct theme *theme = &window->theme;
    if (card->draw) {
        struct text_style style = gui_style(gui, FONT_BOLD, TYPE_READING, TOKEN_MARK_TEXT);
        draw_rect(gui_draw(gui), row, 0, paint_fill(theme->colour[TOKEN_MARK]));
        draw_rect(gui_draw(gui), rect_make(row.x, row.y, 4 * unit(card), high), 0,
                  paint_fill(theme->colour[TOKEN_MARK_TEXT]));
        glyph_icon(gui_draw(gui), theme, ICON_CHECK, row.x + 16 * unit(card), row.y + high / 2,
                   unit(card), style.colour, theme->colour[TOKEN_MARK]);
        gui_label(gui, rect_make(row.x + 32 * unit(card), row.y, row.w - 40 * unit(card), high),
                  style, words);
    }
    card->box.y += high + 8 * unit(card);
    if (window->answer.right || window->answer.skipped)
        return;
    struct text said = text_over(words, sizeof words);
    text_put(&said, _("Your answer:"));
    text_put_char(&said, ' ');
    text_put(&said, window->answer.text);
    paragraph(card, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2, words, 8);
}

/* They stay in view while the rest scrolls. */
static void buttons(struct card *card)
{
    struct window *window = card->window;
    struct gui *gui = window->gui;
    bool revealed = window->answer.revealed;
    const char *go = revealed ? _("Continue") : _("Answer"), *skip = _("Skip");
    float wide = fmaxf(96 * unit(card), gui_button_width(gui, go));
    struct rect first = {card->box.x, card->box.y, wide, 32 * unit(card)};
    if (card->draw) {
        gui_disable(gui, !revealed && !question_is_answered(window));
        bool pressed = gui_button(gui, first, revealed ? "continue" : "ok", go, BUTTON_PRIMARY);
        gui_disable(gui, false);
        struct rect second = {first.x + wide + 8 * unit(card), first.y,
                              gui_button_width(gui, skip), first.h};
        bool skipped = !revealed && gui_button(gui, second, "skip", skip, BUTTON_QUIET);
        if (pressed && revealed)
            question_close(window);
        else if (pressed)
            question_answer(window);
        else if (skipped)
            question_skip(window);
    }
    card->box.y += 32 * unit(card);
}

/* All but the buttons. */
static float card_run(struct card *card)
{
    struct window *window = card->window;
    float top = card->box.y;
    head(card);
    paragraph(card, FONT_BOLD, TYPE_READING, TOKEN_INK, question_text(window, &card->q->ask),
              8);
    if (card->q->kind == QUESTION_CHOICE)
        choices(card);
    else if (window->answer.revealed)
        solution(card);
    else
        field(card);
    if (window->answer.revealed)
        paragraph(card, FONT_REGULAR, TYPE_READING, TOKEN_INK,
                  question_text(window, &card->q->because), 4);
    return card->box.y - top;
}

static float body_height(struct window *window, const struct narration *n, float width,
                         bool brief)
{
    struct card card = {window, &n->question, {0, 0, width, 0}, false, brief};
    return card_run(&card);
}

float question_height(struct window *window, float width, float most)
{
    const struct narration *n = question_narration(window);
    float u = unit_of(window);
    if (n == NULL)
        return 0;
    float high = body_height(window, n, width - 24 * u, false) + 58 * u;
    if (high > most && window->answer.revealed)
        high = body_height(window, n, width - 24 * u, true) + 58 * u;
    return fminf(high, most);
}

void question_card(struct window *window, struct rect box)
{
    const struct narration *n = question_narration(window);
    float u = unit_of(window);
    if (n == NULL)
        return;
    gui_panel_begin(window->gui, box, "gate", PANEL_CARD);
    struct rect inside = {box.x + 12 * u, box.y + 6 * u, box.w - 24 * u, box.h - 6 * u};
    struct rect low = rect_cut_bottom(&inside, 44 * u);
    bool brief =
        window->answer.revealed && body_height(window, n, inside.w, false) > inside.h + 1;
    float high = body_height(window, n, inside.w, brief);
    struct rect view = {box.x + 1, inside.y, box.w - 2, inside.h};
    struct rect content = gui_scroll_begin(window->gui, view, "question", high);
    struct card card = {window, &n->question, {inside.x, content.y, inside.w, 0}, true, brief};
    (void)card_run(&card);
    gui_scroll_end(window->gui);
    card.box = low;
    buttons(&card);
    gui_panel_end(window->gui);
}
