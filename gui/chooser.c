/* gui/chooser.c: all lessons as cards, by subject, each with the belief that it tests (plate
 * 07a). The pictures on the cards are drawn from the scenarios. Files are read one in each
 * picture of the window, so that it opens at once. */
#define _POSIX_C_SOURCE 200809L

#include <ctype.h>
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gui/stage.h"
#include "scenario/resource_path.h"

enum { LESSONS_MAX = 512, PATH_MAX_OCTETS = 1280, COMPARED_NODES = 64 };

#define CARD_HEIGHT 194.0f
#define CARD_PITCH 216.0f
#define BELIEF_HEIGHT 36.0f /* two lines */
#define NODE_BOX 42.0f      /* of a node at its full size, and a gap */

struct lesson_card {
    char path[PATH_MAX_OCTETS];
    struct scenario *scenario; /* NULL: not read yet, or with errors */
    bool read;
};

struct chooser {
    struct lesson_card *cards;
    uint32_t count, room;
    uint32_t read;    /* cards that have been read */
    uint32_t subject; /* enum lesson_subject; SUBJECTS: all */
    char search[128];
};

/* --- reading --- */

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct lesson_card *)a)->path, ((const struct lesson_card *)b)->path);
}

/* By subject, then in its order, then by name; what cannot be read goes last. */
static int by_subject(const void *a, const void *b)
{
    const struct lesson_card *x = a, *y = b;
    int sx = x->scenario == NULL ? SUBJECTS : (int)x->scenario->subject;
    int sy = y->scenario == NULL ? SUBJECTS : (int)y->scenario->subject;
    sx = sx == SUBJECT_OTHER ? SUBJECTS : sx;
    sy = sy == SUBJECT_OTHER ? SUBJECTS : sy;
    if (sx != sy || x->scenario == NULL || y->scenario == NULL)
        return sx != sy ? sx - sy : strcmp(x->path, y->path);
    uint32_t ox = x->scenario->order - 1,
             oy = y->scenario->order - 1; /* 0, unsaid, is the last */
    return ox != oy ? (ox < oy ? -1 : 1) : strcmp(x->path, y->path);
}

static bool is_scenario(const char *name)
{
    size_t length = strlen(name);
    return length > 5 && name[0] != '.' && strcmp(name + length - 5, ".yaml") == 0;
}

static void add_card(struct chooser *c, const char *folder, const char *name)
{
    if (c->count == LESSONS_MAX)
        return;
    if (c->count == c->room) {
        uint32_t room = c->room * 2 + 32;
        struct lesson_card *cards = realloc(c->cards, room * sizeof *cards);
        if (cards == NULL)
            return;
        c->cards = cards;
        c->room = room;
    }
    struct lesson_card *card = &c->cards[c->count];
    *card = (struct lesson_card){.read = false};
    int length = snprintf(card->path, sizeof card->path, "%s/%s", folder, name);
    if (length > 0 && length < (int)sizeof card->path)
        c->count++;
}

static void list_folder(struct chooser *c)
{
    char folder[RESOURCE_PATH_SIZE];
    if (!resource_find("scenarios", folder, sizeof folder))
        return;
    DIR *open = opendir(folder);
    if (open == NULL)
        return;
    for (struct dirent *entry = readdir(open); entry != NULL; entry = readdir(open))
        if (is_scenario(entry->d_name))
            add_card(c, folder, entry->d_name);
    closedir(open);
    if (c->count > 0)
        qsort(c->cards, c->count, sizeof *c->cards, by_name);
}

static struct chooser *chooser_of(struct window *window)
{
    if (window->chooser == NULL) {
        window->chooser = calloc(1, sizeof *window->chooser);
        if (window->chooser != NULL) {
            window->chooser->subject = SUBJECTS;
            list_folder(window->chooser);
        }
    }
    return window->chooser;
}

static void read_one(struct chooser *c)
{
    if (c->read >= c->count)
        return;
    struct diagnostics problems;
    struct lesson_card *card = &c->cards[c->read++];
    diagnostics_init(&problems, card->path);
    card->scenario = scenario_load(card->path, &problems);
    card->read = true;
    diagnostics_release(&problems);
    if (c->read == c->count)
        qsort(c->cards, c->count, sizeof *c->cards, by_subject);
}

bool chooser_is_ready(const struct window *window)
{
    return window->chooser != NULL && window->chooser->read >= window->chooser->count;
}

void chooser_release(struct window *window)
{
    struct chooser *c = window->chooser;
    if (c == NULL)
        return;
    for (uint32_t i = 0; i < c->count; i++)
        scenario_free(c->cards[i].scenario);
    free(c->cards);
    free(c);
    window->chooser = NULL;
}

/* --- searching --- */

static bool contains(const char *text, const char *part)
{
    size_t length = strlen(part);
    for (; text != NULL && *text != '\0'; text++) {
        size_t i = 0;
        while (i < length && tolower((unsigned char)text[i]) == tolower((unsigned char)part[i]))
            i++;
        if (i == length)
            return true;
    }
    return length == 0;
}

static bool text_contains(const struct lesson_text *text, const char *part)
{
    for (uint32_t i = 0; i < text->phrases; i++)
        if (contains(text->phrase[i].text, part))
            return true;
    return false;
}

static bool is_shown(const struct chooser *c, const struct lesson_card *card)
{
    const struct scenario *s = card->scenario;
    if (s == NULL)
        return card->read && c->subject == SUBJECTS && contains(card->path, c->search);
    if (c->subject != SUBJECTS && s->subject != (enum lesson_subject)c->subject)
        return false;
    return text_contains(&s->title, c->search) || text_contains(&s->misconception, c->search) ||
           text_contains(&s->goal, c->search) || contains(s->name, c->search) ||
           contains(tr(lesson_subject_heading(s->subject)), c->search);
}

void chooser_search(struct window *window, struct rect box)
{
    struct chooser *c = chooser_of(window);
    struct field_look look = {.placeholder = _("Search lessons, protocols, beliefs"),
                              .icon = ICON_SEARCH,
                              .face = FONT_REGULAR};
    if (c == NULL)
        return;
    if (gui_field(window->gui, box, "search", c->search, sizeof c->search, &look) ==
        FIELD_CHANGED)
        c->subject = SUBJECTS;
}

/* --- the card --- */

static const char *words_of(const struct window *window, const struct lesson_text *text)
{
    const char *words = lesson_text_in(text, window->language);
    return words != NULL ? words : "";
}

/* How near the nearest two nodes are, across or down; of large networks nobody asks. */
static float nearest(const struct scenario *s, float kx, float ky)
{
    float least = 1e6f;
    for (uint32_t i = 0; i < s->node_count && s->node_count <= COMPARED_NODES; i++)
        for (uint32_t j = 0; j < i; j++) {
            float across = fabsf((float)(s->nodes[i].x - s->nodes[j].x)) * kx;
            float down = fabsf((float)(s->nodes[i].y - s->nodes[j].y)) * ky;
            least = fminf(least, fmaxf(across, down));
        }
    return least;
}

/* The network in a box: nodes at half size, cables between them. */
static void draw_network(struct window *window, const struct scenario *s, struct rect box)
{
    struct draw_list *list = gui_draw(window->gui);
    float x0 = 1e9f, x1 = -1e9f, y0 = 1e9f, y1 = -1e9f;
    for (uint32_t i = 0; i < s->node_count; i++) {
        x0 = fminf(x0, (float)s->nodes[i].x);
        x1 = fmaxf(x1, (float)s->nodes[i].x);
        y0 = fminf(y0, (float)s->nodes[i].y);
        y1 = fmaxf(y1, (float)s->nodes[i].y);
    }
    float kx = fminf((box.w - 56) / fmaxf(x1 - x0, 1), 0.62f);
    float ky = fminf((box.h - 40) / fmaxf(y1 - y0, 1), 0.62f);
    kx = fminf(kx, 3 * ky);
    ky = fminf(ky, 2 * kx);
    float cx = box.x + box.w / 2 - (x0 + x1) / 2 * kx;
    float cy = box.y + box.h / 2 - (y0 + y1) / 2 * ky;
    float room = nearest(s, kx, ky) / NODE_BOX;
    float size = fmaxf(0.18f, fminf(fminf(0.5f, room), kx * SCENARIO_STAGE_PITCH / 84));
    for (uint32_t i = 0; i < s->link_count; i++) {
        uint32_t node[2];
        stage_ends(s, i, node);
        draw_line(list, cx + (float)s->nodes[node[0]].x * kx,
                  cy + (float)s->nodes[node[0]].y * ky, cx + (float)s->nodes[node[1]].x * kx,
                  cy + (float)s->nodes[node[1]].y * ky,
                  paint_stroke(window->theme.colour[TOKEN_LINE], 1.4f));
    }
    for (uint32_t i = 0; i < s->node_count; i++)
        glyph_node(list, &window->theme, stage_glyph(s, i), GLYPH_STATE_PLAIN,
                   cx + (float)s->nodes[i].x * kx, cy + (float)s->nodes[i].y * ky, size,
                   window->theme.colour[TOKEN_GROUND]);
}

static void put_about(const struct scenario *s, char *out, size_t size)
{
    char minutes[48] = "", questions[64];
    uint32_t asked = scenario_questions(s);
    struct text text = text_over(out, size);
    window_words(minutes, sizeof minutes, _("{n} min"), s->minutes, 0);
    window_words(questions, sizeof questions,
                 asked == 1 ? _("{n} question") : _("{n} questions"), asked, 0);
    if (s->minutes > 0) {
        text_put(&text, minutes);
        text_put(&text, ", ");
    }
    text_put(&text, questions);
}

static void card_words(struct window *window, const struct scenario *s, struct rect box)
{
    struct gui *gui = window->gui;
    char words[512], about[128];
    const char *belief = words_of(window, &s->misconception);
    struct text text = text_over(words, sizeof words);
    gui_label(gui, rect_make(box.x, box.y, box.w, 24),
              gui_style(gui, FONT_BOLD, TYPE_READING, TOKEN_INK), words_of(window, &s->title));
    if (belief[0] != '\0') {
        text_put(&text, "\xe2\x80\x9c");
        text_put(&text, belief);
        text_put(&text, "\xe2\x80\x9d");
    } else {
        text_put(&text, words_of(window, &s->goal));
    }
    struct text_style style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK);
    float high = gui_paragraph_height(gui, box.w, style, words);
    if (high <= BELIEF_HEIGHT)
        (void)gui_paragraph(gui, rect_make(box.x, box.y + 26, box.w, high), style, words);
    else
        gui_label(gui, rect_make(box.x, box.y + 24, box.w, 20), style, words);
    high = high <= BELIEF_HEIGHT ? high : 18;
    put_about(s, about, sizeof about);
    gui_label(gui, rect_make(box.x, box.y + 28 + high, box.w, 20),
              gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), about);
}

static void draw_card(struct window *window, const struct lesson_card *card, struct rect box)
{
    struct gui *gui = window->gui;
    const struct theme *theme = &window->theme;
    const char *slash = strrchr(card->path, '/'),
               *name = slash != NULL ? slash + 1 : card->path;
    char path[PATH_MAX_OCTETS], short_name[128];
    snprintf(short_name, sizeof short_name, "%.*s", (int)strcspn(name, "."), name);
    struct gui_signal signal = gui_hit(gui, box, short_name, name, true);
    struct rect picture = {box.x, box.y, box.w, 96};
    draw_rect(gui_draw(gui), picture, 4,
              paint_both(theme->colour[TOKEN_GROUND],
                         theme->colour[signal.hovered ? TOKEN_RULE : TOKEN_GROUND], 1));
    if (theme->name == THEME_CONTRAST)
        draw_rect(gui_draw(gui), picture, 4, paint_stroke(theme->colour[TOKEN_HAIR], 1));
    struct rect words = {box.x, box.y + 104, box.w, box.h - 104};
    if (card->scenario != NULL) {
        draw_network(window, card->scenario, picture);
        card_words(window, card->scenario, words);
    } else {
        gui_label(gui, rect_make(words.x, words.y, words.w, 24),
                  gui_style(gui, FONT_BOLD, TYPE_READING, TOKEN_INK), name);
        gui_label(gui, rect_make(words.x, words.y + 24, words.w, 20),
                  gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), _("has errors"));
    }
    if (signal.focused && gui_focus_is_visible(gui))
        gui_focus_ring(gui, rect_inset(box, -2), 6);
    if (!signal.clicked)
        return;
    snprintf(path, sizeof path, "%s", card->path);
    lesson_open(window, path);
}

static void draw_cards(struct window *window, struct chooser *c, struct rect box)
{
    struct gui *gui = window->gui;
    uint32_t columns = (uint32_t)fmaxf(1, floorf((box.w - 48 + 17) / 300)), shown = 0;
    for (uint32_t i = 0; i < c->count; i++)
        shown += is_shown(c, &c->cards[i]);
    uint32_t rows = (shown + columns - 1) / columns;
    struct rect content =
        gui_scroll_begin(gui, box, "cards", 64 + (float)rows * CARD_PITCH + 16);
    struct rect grid = {box.x + 24, content.y + 64, box.w - 48, CARD_HEIGHT};
    gui_label(gui, rect_make(grid.x, content.y + 16, grid.w, 40),
              gui_style(gui, FONT_BOLD, TYPE_HEAD, TOKEN_INK),
              shown > 0 ? _("Each lesson tests one belief. Which of these is yours?")
                        : _("No lesson has these words."));
    uint32_t at = 0;
    for (uint32_t i = 0; i < c->count && window->mode == MODE_CHOOSER; i++) {
        if (!is_shown(c, &c->cards[i]))
            continue;
        struct rect place = rect_column(grid, at % columns, columns, 17);
        place.y += CARD_PITCH * (float)(at / columns);
        at++;
        draw_card(window, &c->cards[i], place);
    }
    gui_scroll_end(gui);
}

/* --- the subjects --- */

static void draw_subject(struct window *window, struct chooser *c, struct rect row,
                         uint32_t subject, const char *label, uint32_t count)
{
    struct gui *gui = window->gui;
    const struct theme *theme = &window->theme;
    char name[16], number[16];
    snprintf(name, sizeof name, "%u", (unsigned)subject);
    snprintf(number, sizeof number, "%u", (unsigned)count);
    struct gui_signal signal = gui_hit(gui, row, name, label, true);
    bool on = c->subject == subject;
    if (signal.clicked)
        c->subject = subject;
    if (on || signal.hovered)
        draw_rect(gui_draw(gui), row, 4,
                  paint_fill(theme->colour[on ? TOKEN_BUTTON : TOKEN_SUNK]));
    if (signal.focused && gui_focus_is_visible(gui))
        gui_focus_ring(gui, rect_inset(row, 4), 4);
    enum token ink = on ? TOKEN_BUTTON_TEXT : TOKEN_INK;
    gui_label(gui, rect_make(row.x + 12, row.y, row.w - 60, row.h),
              gui_style(gui, on ? FONT_BOLD : FONT_REGULAR, TYPE_LABEL, ink), label);
    gui_label(gui, rect_make(row.x + row.w - 48, row.y, 36, row.h),
              text_anchored(
                  gui_style(gui, FONT_REGULAR, TYPE_LABEL, on ? TOKEN_BUTTON_TEXT : TOKEN_INK2),
                  ANCHOR_END),
              number);
}

static void draw_subjects(struct window *window, struct chooser *c, struct rect box)
{
    uint32_t counts[SUBJECTS] = {0};
    struct rect row = {box.x + 8, box.y + 16, box.w - 17, 28};
    for (uint32_t i = 0; i < c->count; i++)
        counts[c->cards[i].scenario == NULL ? SUBJECT_OTHER : c->cards[i].scenario->subject]++;
    gui_push(window->gui, "subject");
    draw_subject(window, c, row, SUBJECTS, _("All lessons"), c->count);
    row.y += 34;
    for (uint32_t i = 0; i < SUBJECTS; i++) {
        uint32_t subject = (i + 1) % SUBJECTS; /* the others last */
        if (counts[subject] == 0)
            continue;
        draw_subject(window, c, row, subject,
                     tr(lesson_subject_heading((enum lesson_subject)subject)), counts[subject]);
        row.y += 28;
    }
    gui_pop(window->gui);
}

/* A path is typed, or a file dropped anywhere. */
static void draw_open(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    const char *open = _("Open a file");
    float wide = fmaxf(112, gui_button_width(gui, open));
    if (!window->wants_chooser_file) {
        if (gui_button(gui, rect_make(box.x + 16, box.y, wide, 36), "open", open,
                       BUTTON_PLAIN)) {
            window->wants_chooser_file = true;
            gui_focus(gui, "chooser.side.path");
        }
        gui_label(gui, rect_make(box.x + 28 + wide, box.y, box.w - wide - 40, 36),
                  gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), _("or drop it here"));
        return;
    }
    struct field_look look = {.placeholder = _("path of a scenario"), .face = FONT_MONO};
    enum field_event event =
        gui_field(gui, rect_make(box.x + 16, box.y, box.w - 32, 32), "path", window->open_path,
                  sizeof window->open_path, &look);
    if (event == FIELD_CANCELLED)
        window->wants_chooser_file = false;
    if (event == FIELD_SUBMITTED && window->open_path[0] != '\0') {
        window->wants_chooser_file = false;
        lesson_open(window, window->open_path);
    }
}

void chooser_panel(struct window *window, struct rect box)
{
    struct chooser *c = chooser_of(window);
    if (c == NULL)
        return;
    read_one(c);
    gui_push(window->gui, "chooser");
    struct rect side = rect_cut_left(&box, MEASURE_LESSON);
    gui_panel_begin(window->gui, side, "side", PANEL_GROUND);
    draw_subjects(window, c, side);
    draw_open(window, rect_make(side.x, side.y + side.h - 52, side.w, 36));
    gui_hairline(window->gui, rect_make(side.x + side.w - 1, side.y, 1, side.h));
    gui_panel_end(window->gui);
    gui_panel_begin(window->gui, box, "lessons", PANEL_PAPER);
    draw_cards(window, c, box);
    gui_panel_end(window->gui);
    gui_pop(window->gui);
}
