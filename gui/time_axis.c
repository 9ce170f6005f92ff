/* gui/time_axis.c: see time_axis.h. */
#include "gui/time_axis.h"

#include <math.h>
#include <string.h>

#include "gui/window.h"

#define SECONDS_FROM 1e10

struct reach axis_reach(const struct window *window)
{
    sim_time last = session_end_time(window->session), edge = live_edge(window);
    double begin = (double)session_history(window->session)->events[0].time;
    double span = (double)(edge > last ? edge : last) - begin;
    if (span <= 0)
        return (struct reach){.begin = begin, .end = begin + 1e6};
    double step = axis_step(span, 6) / 2;
    return (struct reach){.begin = begin,
                          .end = begin + ceil(span / step * 1.0001) * step,
                          .seconds = live_is_on(window) && span >= SECONDS_FROM};
}

void axis_put_mark(struct text *text, struct reach reach, double time, double step, bool first)
{
    bool seconds = reach.seconds;
    int64_t thousandths = (int64_t)(time / (seconds ? 1e6 : 1e3) + 0.5);
    int64_t fine = (int64_t)(step / (seconds ? 1e6 : 1e3) + 0.5);
    size_t start = text->length;
    if (fine % 1000 != 0)
        text_put_thousandths(text, thousandths);
    else
        text_put_signed(text, thousandths / 1000);
    bool part = strchr(text->octets + start, '.') != NULL;
    while (text->length > start + 1 && part && text->octets[text->length - 1] == '0')
        text->octets[--text->length] = '\0';
    if (text->length > start && text->octets[text->length - 1] == '.')
        text->octets[--text->length] = '\0';
    if (first)
        text_put(text, seconds ? " s" : " ms");
}
