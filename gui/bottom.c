/* gui/bottom.c: the panel below the stage: its tabs, and the instrument of the tab. */
#include "gui/instruments.h"

void bottom_panel(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    float unit = unit_of(window);
    const char *const labels[TABS] = {
        [TAB_LADDER] = _("Ladder"), [TAB_FRAMES] = _("Frames"), [TAB_STREAM] = _("Stream"),
        [TAB_PLOTS] = _("Plots"),   [TAB_TABLES] = _("Tables"), [TAB_CONSOLE] = _("Console"),
    };
    uint32_t tab = (uint32_t)window->tab;
    gui_panel_begin(gui, box, "bottom", PANEL_PAPER);
    struct rect tabs = rect_cut_top(&box, MEASURE_TABS * unit);
    gui_hairline(gui, rect_make(tabs.x, tabs.y + tabs.h - 1, tabs.w, 1));
    tabs.x += MEASURE_PADDING * unit;
    tabs.w -= MEASURE_PADDING * unit;
    if (gui_tabs(gui, tabs, "tab", labels, TABS, &tab))
        window->tab = (enum bottom_tab)tab;
    switch (window->tab) {
    case TAB_LADDER:
        ladder_panel(window, box);
        break;
    case TAB_FRAMES:
        frames_panel(window, box);
        break;
    case TAB_STREAM:
        stream_panel(window, box);
        break;
    case TAB_PLOTS:
        plots_panel(window, box);
        break;
    case TAB_TABLES:
        tables_panel(window, box);
        break;
    case TAB_CONSOLE:
        console_panel(window, box);
        break;
    case TABS:
        break;
    }
    gui_panel_end(gui);
}
