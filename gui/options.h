/* gui/options.h: the command line of netstage-gui. */
#ifndef NETSTAGE_GUI_OPTIONS_H
#define NETSTAGE_GUI_OPTIONS_H

#include "gui/window.h"

struct options {
    const char *file; /* a scenario; NULL: the chooser */
    const char *language;
    enum theme_name theme;
    float scale;
    bool presenter, reduced_motion;
    const char *picture; /* .png or .svg */
    int width, height;   /* pixels; 0: not given */
    const char *at;      /* an event's number, a time, "end", "gate:N" */
    const char *select;  /* "frame:N", "node:NAME", "cable:N" */
    const char *tab;     /* "frames" */
    const char *script;
    bool lint;
    bool is_live;
    struct live_request live;
};

/* What to do after reading the command line. */
enum options_result { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_BAD };

/* Reads the command line; prints help, version, and what is wrong with it. */
enum options_result options_read(struct options *options, int argc, char **argv);

/* Brings a window to what the options say. False: `at`, `select` or `tab` name nothing; a
 * sentence goes to stderr. */
bool options_apply(const struct options *options, struct window *window) MUST_CHECK;

/* --- without a display: offscreen.c, script.c --- */

/* Draws the window until it rests. `now` goes on by a frame's time for each picture. */
void offscreen_settle(struct window *window, const struct options *options, double *now);
/* One frame with this input. */
void offscreen_frame(struct window *window, const struct options *options,
                     struct gui_input *input, double *now);
/* Writes what is seen as .png or .svg. False: stderr says why. */
bool offscreen_write(struct window *window, const struct options *options,
                     const char *path) MUST_CHECK;
/* Prints what the lint finds; gives how many there are. */
uint32_t offscreen_lint(struct window *window, const struct options *options);

/* Pictures and lint as the options want them; the exit status. */
int offscreen_run(struct fonts *fonts, const struct options *options);
/* Plays a file of actions, one a line; the exit status. */
int script_run(struct window *window, const struct options *options, double *now);

#endif
