/* gui/console_jobs.c: the commands that run, on all hosts, in a row over the console's line:
 * each can be stopped; one of another host leads there. What several of them print at once on
 * one host is told apart by the number that stands here, too. */
#include <math.h>
#include <string.h>

#include "app/dns_cache.h"
#include "gui/instruments.h"

enum { CHIP = 208, SHOWN_MOST = 16 };

static const struct job *job_at(const struct window *window, uint32_t row)
{
    return &session_view(window->session)->app->jobs[row];
}

/* The rows of those that run, those of the shown node first; gives how many there are. */
static uint32_t collect(const struct window *window, uint32_t rows[SHOWN_MOST])
{
    const struct world *world = session_view(window->session);
    uint32_t high = arena_marks(&world->sim.arena, world->app->job_pool)->high, count = 0;
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < high; i++) {
            const struct job *job = job_at(window, i);
            bool here = job->node == window->shown_node;
            if (job->kind == 0 || job->phase == JOB_ENDED || here != (pass == 0))
                continue;
            if (count < SHOWN_MOST)
                rows[count] = i;
            count++;
        }
    return count;
}

float console_jobs_height(const struct window *window)
{
    uint32_t rows[SHOWN_MOST];
    return collect(window, rows) > 0 ? MEASURE_CONTROL * unit_of(window) : 0;
}

void console_put_job(const struct window *window, uint32_t job, struct text *text)
{
    (void)window;
    text_put_char(text, '[');
    text_put_unsigned(text, job + 1);
    text_put(text, "] ");
}

static void put_label(const struct window *window, uint32_t row, struct text *text)
{
    const struct job *job = job_at(window, row);
    console_put_job(window, row, text);
    if (job->node != window->shown_node) {
        text_put(text, node_label(window, job->node));
        text_put(text, ": ");
    }
    for (uint32_t i = 0; i + 1 < job->command.text_length; i++)
        text_put_char(text, job->command.text[i] != '\0' ? job->command.text[i] : ' ');
}

/* One command: its words, and a cross that stops it. */
static void draw_chip(struct window *window, struct rect box, uint32_t row)
{
    struct gui *gui = window->gui;
    const struct job *job = job_at(window, row);
    char words[160], name[24], stop[24];
    struct text text = text_over(words, sizeof words), path = text_over(name, sizeof name),
                cross = text_over(stop, sizeof stop);
    put_label(window, row, &text);
    text_put(&path, "job.");
    text_put_unsigned(&path, row);
    text_put(&cross, "stop.");
    text_put_unsigned(&cross, row);
    struct rect button = rect_cut_right(&box, box.h);
    draw_rect(gui_draw(gui), rect_make(box.x, box.y + 3, box.w, box.h - 6), 4,
              paint_fill(window->theme.colour[TOKEN_GROUND]));
    if (job->node != window->shown_node) {
        struct gui_signal signal = gui_hit(gui, box, name, words, true);
        if (signal.clicked)
            select_node(window, job->node);
    }
    gui_label(gui, rect_make(box.x + 8, box.y, box.w - 12, box.h),
              gui_style(gui, FONT_MONO, TYPE_LABEL, TOKEN_INK), words);
    if (gui_icon_button(gui, button, stop, ICON_CROSS, _("Stop this command (Ctrl+C)")))
        console_press(window, INPUT_CANCEL, row);
}

void console_draw_jobs(struct window *window, struct rect box)
{
    uint32_t rows[SHOWN_MOST];
    uint32_t count = collect(window, rows);
    if (count == 0)
        return;
    float unit = unit_of(window);
    uint32_t room = (uint32_t)fmaxf(1, floorf(box.w / (CHIP * unit)));
    uint32_t shown = count < room ? count : room;
    shown = shown < SHOWN_MOST ? shown : SHOWN_MOST;
    float wide = fminf(box.w / (float)shown, 1.5f * CHIP * unit);
    if (count > shown) {
        char words[64];
        struct rect rest = rect_cut_right(&box, 72 * unit);
        window_words(words, sizeof words, _("{n} more"), count - shown, 0);
        gui_label(window->gui, rest,
                  gui_style(window->gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), words);
        wide = box.w / (float)shown;
    }
    for (uint32_t i = 0; i < shown; i++) {
        struct rect chip = rect_cut_left(&box, wide);
        chip.w -= 8 * unit;
        draw_chip(window, chip, rows[i]);
    }
}
