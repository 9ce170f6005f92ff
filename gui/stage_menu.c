/* gui/stage_menu.c: the context menus of the stage: what a user can do to a frame, a cable, a
 * node. Every intervention is an input of the session at the cursor, and can be undone. */
#include <string.h>

#include "gui/instruments.h"

#define HELD_BACK (5 * SIM_MILLISECOND)

void stage_menu_open(struct window *window, enum selection_kind kind, uint32_t row, float x,
                     float y)
{
    window->menu =
        (struct menu_subject){.kind = kind, .row = row, .open_now = true, .x = x, .y = y};
    if (kind == SELECT_FRAME)
        select_frame(window, row);
    else if (kind == SELECT_CABLE)
        select_cable(window, row);
    else if (kind == SELECT_NODE)
        select_node(window, row);
}

/* Gives the session an input and lets the window follow. */
static bool intervene(struct window *window, const struct input *input)
{
    bool done = window_intervene(window, input);
    if (!done && !live_is_on(window))
        window_note(window, _("That does not apply at this moment."));
    return done;
}

static void treat_frame(struct window *window, enum input_kind kind)
{
    const struct history_frame *f = &session_history(window->session)->frames[window->menu.row];
    struct input input = {.kind = kind,
                          .node = f->node,
                          .direction = f->direction,
                          .packet = f->packet,
                          .hop = f->hop,
                          .time_value = kind == INPUT_DELAY ? HELD_BACK : 0,
                          .row = kind == INPUT_CORRUPT ? 8 * 40 : 0};
    if (intervene(window, &input) && !live_is_on(window))
        window_note(window, _("The lesson has left its way here. Ctrl+Z takes it back."));
}

enum frame_item { FRAME_DROP, FRAME_DELAY, FRAME_TWICE, FRAME_BREAK, FRAME_LINE, FRAME_WHY };

static void frame_menu(struct window *window)
{
    uint32_t frame = window->menu.row;
    const struct history *h = session_history(window->session);
    bool flying = frame < h->frame_count && frame_has_begun(window, frame) &&
                  !frame_is_over(window, frame) && h->frames[frame].direction != NONE;
    const struct menu_item items[] = {
        [FRAME_DROP] = {"drop", _("Drop this frame"), NULL, !flying, false},
        [FRAME_DELAY] = {"delay", _("Hold it back for 5 ms"), NULL, !flying, false},
        [FRAME_TWICE] = {"duplicate", _("Send it twice"), NULL, !flying, false},
        [FRAME_BREAK] = {"corrupt", _("Flip a bit of it"), NULL, !flying, false},
        [FRAME_LINE] = {"line", NULL, NULL, false, false},
        [FRAME_WHY] = {"why", _("Why was it sent?"), NULL, false, false},
    };
    uint32_t chosen =
        gui_menu(window->gui, "frame-menu", items, sizeof items / sizeof items[0]);
    if (chosen == NONE)
        return;
    switch ((enum frame_item)chosen) {
    case FRAME_DROP:
        treat_frame(window, INPUT_DROP);
        break;
    case FRAME_DELAY:
        treat_frame(window, INPUT_DELAY);
        break;
    case FRAME_TWICE:
        treat_frame(window, INPUT_DUPLICATE);
        break;
    case FRAME_BREAK:
        treat_frame(window, INPUT_CORRUPT);
        break;
    case FRAME_LINE:
        break;
    case FRAME_WHY:
        window->why = h->frames[frame].sent_row;
        break;
    }
}

static void cut(struct window *window, uint32_t direction, bool mend)
{
    struct input input = {
        .kind = mend ? INPUT_MEND : INPUT_CUT, .node = NONE, .direction = direction};
    (void)intervene(window, &input);
}

static void cable_menu(struct window *window)
{
    uint32_t cable = window->menu.row;
    const struct phy *phy = &session_view(window->session)->phy;
    if (cable >= phy->cables)
        return;
    bool forth = phy->directions[2 * cable].cut != 0;
    bool back = phy->directions[2 * cable + 1].cut != 0;
    const struct menu_item items[] = {
        {"cut", _("Cut this cable"), NULL, forth && back, false},
        {"cut-one", _("Cut it one way only"), NULL, forth || back, false},
        {"mend", _("Mend this cable"), NULL, !forth && !back, false},
    };
    uint32_t chosen =
        gui_menu(window->gui, "cable-menu", items, sizeof items / sizeof items[0]);
    if (chosen == 0 && !forth)
        cut(window, 2 * cable, false);
    if (chosen == 0 && !back)
        cut(window, 2 * cable + 1, false);
    if (chosen == 1)
        cut(window, 2 * cable, false);
    if (chosen == 2 && forth)
        cut(window, 2 * cable, true);
    if (chosen == 2 && back)
        cut(window, 2 * cable + 1, true);
}

static void node_menu(struct window *window)
{
    const struct menu_item items[] = {
        {"tables", _("Its tables"), NULL, false, false},
        {"console", _("Its console"), NULL, false, false},
    };
    uint32_t chosen = gui_menu(window->gui, "node-menu", items, sizeof items / sizeof items[0]);
    if (chosen == NONE)
        return;
    window->shown_node = window->menu.row;
    window->tab = chosen == 0 ? TAB_TABLES : TAB_CONSOLE;
}

static const char *menu_name(enum selection_kind kind)
{
    return kind == SELECT_FRAME   ? "frame-menu"
           : kind == SELECT_CABLE ? "cable-menu"
                                  : "node-menu";
}

void stage_menu(struct window *window)
{
    struct menu_subject *menu = &window->menu;
    if (menu->open_now)
        gui_menu_open(window->gui, menu_name(menu->kind), menu->x, menu->y);
    menu->open_now = false;
    if (menu->kind == SELECT_FRAME)
        frame_menu(window);
    else if (menu->kind == SELECT_CABLE)
        cable_menu(window);
    else if (menu->kind == SELECT_NODE)
        node_menu(window);
}

void stage_undo(struct window *window)
{
    if (window->session == NULL)
        return;
    if (live_is_on(window)) {
        window_note(window, _("What is live cannot be taken back."));
        return;
    }
    playback_land(window);
    window->playback.playing = false;
    window_note(window, session_undo(window->session)
                            ? _("Taken back: the lesson goes on as before.")
                            : _("There is nothing to take back."));
    playback_follow(window);
}
