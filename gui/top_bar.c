/* gui/top_bar.c: title, filter, language, theme, help, and the menu of the rest. */
#include <string.h>

#include "gui/instruments.h"

enum { MATCH_SLICE = 400, THEME_COUNT = THEMES };

static const char *title_of(const struct window *window)
{
    if (window->mode == MODE_LESSON) {
        const struct scenario *s = session_scenario(window->session);
        const char *title = lesson_text_in(&s->title, window->language);
        return title != NULL ? title : s->name;
    }
    if (window->mode == MODE_ERRORS) {
        const char *slash = strrchr(window->path, '/');
        return slash != NULL ? slash + 1 : window->path;
    }
    return "netstage";
}

/* --- the filter --- */

/* Counts the matching frames up to the cursor, some of them in each picture. */
static void count_matches(struct window *window)
{
    uint32_t begun = frames_begun(window);
    if (window->matches_position != session_position(window->session) ||
        window->matches_scanned > begun) {
        window->matches_position = session_position(window->session);
        if (window->matches_scanned > begun)
            window->matches = window->matches_scanned = 0;
    }
    for (int i = 0; i < MATCH_SLICE && window->matches_scanned < begun; i++)
        window->matches += session_matches(window->session, window->matches_scanned++);
}

static void filter_changed(struct window *window)
{
    window->filter_wrong =
        !session_set_filter(window->session, window->filter, &window->filter_error);
    window->matches = window->matches_scanned = 0;
}

static void filter_field(struct window *window, struct rect box)
{
    char note[96] = "";
    bool filtered = session_filter(window->session)[0] != '\0';
    if (filtered)
        count_matches(window);
    if (window->filter_wrong)
        strcpy(note, "");
    else if (filtered && window->matches == 1)
        window_words(note, sizeof note, _("{n} frame"), 1, 0);
    else if (filtered)
        window_words(note, sizeof note, _("{n} frames"), window->matches, 0);
    struct field_look look = {
        .placeholder = _("Filter frames: tcp.flags.syn == 1"),
        .icon = ICON_SEARCH,
        .face = window->filter[0] != '\0' ? FONT_MONO_BOLD : FONT_REGULAR,
        .note = note[0] != '\0' ? note : NULL,
        .wrong = window->filter_wrong,
        .wrong_from = (uint32_t)window->filter_error.at,
        .wrong_to = (uint32_t)(window->filter_error.at + window->filter_error.length)};
    enum field_event event =
        gui_field(window->gui, box, "filter", window->filter, sizeof window->filter, &look);
    if (event == FIELD_CHANGED || event == FIELD_SUBMITTED)
        filter_changed(window);
    if (event == FIELD_SUBMITTED && !window->filter_wrong) {
        gui_focus(window->gui, NULL);
        playback_step(window, STEP_MATCH);
    }
    if (event == FIELD_CANCELLED)
        gui_focus(window->gui, NULL);
}

/* What is wrong with the filter, below its field. */
static void filter_sentence(struct window *window, struct rect field)
{
    struct gui *gui = window->gui;
    char words[400];
    const char *focused = gui_focused(gui);
    bool typing = focused != NULL && strcmp(focused, "top.filter") == 0;
    if (!window->filter_wrong || window->filter[0] == '\0' || !typing)
        return;
    struct text text = text_over(words, sizeof words);
    text_put(&text, tr(window->filter_error.sentence));
    if (window->filter_error.suggestion != NULL) {
        text_put_char(&text, ' ');
        text_put(&text, _("Did you mean"));
        text_put_char(&text, ' ');
        text_put(&text, window->filter_error.suggestion);
        text_put_char(&text, '?');
    }
    struct text_style style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK);
    float high = gui_paragraph_height(gui, field.w - 24, style, words) + 16;
    struct rect box = {field.x, field.y + field.h + 4, field.w, high};
    gui_draw(gui)->layer = 1; /* above the panels */
    gui_panel_begin(gui, box, "wrong", PANEL_CARD);
    (void)gui_paragraph(gui, rect_make(box.x + 12, box.y + 8, box.w - 24, high), style, words);
    gui_panel_end(gui);
    gui_draw(gui)->layer = 0;
}

/* Drawn last of all panels, for it lies over the stage. */
void top_bar_over(struct window *window)
{
    struct widget field;
    if (window->mode == MODE_LESSON && gui_find(window->gui, "top.filter", &field))
        filter_sentence(window, field.box);
}

/* --- menus --- */

enum more_item {
    MORE_LESSONS,
    MORE_RELOAD,
    MORE_LINE_1,
    MORE_UNDO,
    MORE_LINE_2,
    MORE_PRESENTER,
    MORE_MOTION,
    MORE_LARGER,
    MORE_SMALLER,
    MORE_LINE_3,
    MORE_KEYS,
    MORE_QUIT,
    MORE_ITEMS
};

static void more_menu(struct window *window)
{
    bool lesson = window->mode == MODE_LESSON;
    const struct menu_item items[MORE_ITEMS] = {
        [MORE_LESSONS] = {"lessons", _("All lessons"), "Ctrl+O", false, false},
        [MORE_RELOAD] = {"reload", _("Read the file again"), "F5", window->path[0] == '\0',
                         false},
        [MORE_LINE_1] = {"line1", NULL, NULL, false, false},
        [MORE_UNDO] = {"undo", _("Undo the last intervention"), "Ctrl+Z", !lesson, false},
        [MORE_LINE_2] = {"line2", NULL, NULL, false, false},
        [MORE_PRESENTER] = {"presenter", _("Presenter mode"), "P", !lesson, window->presenter},
        [MORE_MOTION] = {"motion", _("Reduced motion"), NULL, false,
                         window->theme.reduced_motion},
        [MORE_LARGER] = {"larger", _("Larger"), "+", false, false},
        [MORE_SMALLER] = {"smaller", _("Smaller"), "-", false, false},
        [MORE_LINE_3] = {"line3", NULL, NULL, false, false},
        [MORE_KEYS] = {"keys", _("Keys"), "?", false, false},
        [MORE_QUIT] = {"quit", _("Quit"), "Ctrl+Q", false, false},
    };
    switch ((enum more_item)gui_menu(window->gui, "more", items, MORE_ITEMS)) {
    case MORE_LESSONS:
        lesson_close(window);
        break;
    case MORE_RELOAD:
        lesson_reload(window);
        break;
    case MORE_UNDO:
        stage_undo(window);
        break;
    case MORE_PRESENTER:
        window_set_presenter(window, !window->presenter);
        break;
    case MORE_MOTION:
        window->theme.reduced_motion = !window->theme.reduced_motion;
        break;
    case MORE_LARGER:
        window_scale_by(window, 1);
        break;
    case MORE_SMALLER:
        window_scale_by(window, -1);
        break;
    case MORE_KEYS:
        window->show_keys = true;
        break;
    case MORE_QUIT:
        window->end = true;
        break;
    case MORE_LINE_1:
    case MORE_LINE_2:
    case MORE_LINE_3:
    case MORE_ITEMS:
        break;
    }
}

static void languages(struct window *window, struct rect box)
{
    static const char *const names[2] = {"EN", "KO"};
    uint32_t chosen = strcmp(window->language, "ko") == 0 ? 1 : 0;
    if (gui_segmented(window->gui, box, "language", names, 2, &chosen))
        window_set_language(window, chosen == 1 ? "ko" : "en");
}

void top_bar(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    gui_panel_begin(gui, box, "top", PANEL_GROUND);
    float middle = box.y + (box.h - 32) / 2, right = box.x + box.w;
    struct rect more = {right - 48, middle, 32, 32}, help = {right - 89, middle, 32, 32};
    struct rect theme = {right - 128, middle, 32, 32};
    struct rect language = {right - 224, middle, 80, 32};
    float left = box.x + box.w * 0.2125f;
    struct rect field = {left, middle, box.w * 0.3125f, 32};
    if (field.x + field.w > language.x - 24)
        field.w = language.x - 24 - field.x;
    gui_label(gui, rect_make(box.x + 16, box.y, left - box.x - 32, box.h),
              gui_style(gui, FONT_BOLD, TYPE_READING, TOKEN_INK), title_of(window));
    if (window->mode == MODE_LESSON)
        filter_field(window, field);
    if (window->mode == MODE_LESSON)
        live_mark(window, rect_make(field.x + field.w + 12, middle,
                                    language.x - 36 - field.x - field.w, 32));
    else if (window->mode == MODE_CHOOSER)
        chooser_search(window, field);
    languages(window, language);
    if (gui_icon_button(gui, theme, "theme", ICON_THEME, _("Theme")))
        window_set_theme(window, (enum theme_name)((window->theme.name + 1) % THEME_COUNT));
    if (gui_icon_button(gui, help, "help", ICON_HELP, _("Keys")))
        window->show_keys = !window->show_keys;
    if (gui_icon_button(gui, more, "menu", ICON_MORE, _("More")))
        gui_menu_open(gui, "more", more.x, more.y + 36);
    more_menu(window);
    gui_hairline(gui, rect_make(box.x, box.y + box.h - 1, box.w, 1));
    gui_panel_end(gui);
}
