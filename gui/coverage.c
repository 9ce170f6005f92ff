/* gui/coverage.c: exact area coverage by signed areas. */
#include "gui/coverage.h"

#include <math.h>
#include <stdlib.h>

bool coverage_start(struct coverage *cover, int x0, int y0, int width, int height)
{
    size_t wanted = (size_t)(width + 2) * (size_t)height;
    if (wanted > cover->sum_room) {
        free(cover->sum);
        cover->sum = calloc(wanted, sizeof *cover->sum);
        cover->sum_room = cover->sum == NULL ? 0 : wanted;
    }
    if (height > cover->row_room) {
        free(cover->from);
        free(cover->to);
        cover->from = malloc((size_t)height * sizeof *cover->from);
        cover->to = malloc((size_t)height * sizeof *cover->to);
        cover->row_room = cover->from == NULL || cover->to == NULL ? 0 : height;
    }
    if (cover->sum_room < wanted || cover->row_room < height)
        return false;
    cover->x0 = x0;
    cover->y0 = y0;
    cover->width = width;
    cover->height = height;
    cover->row_first = height;
    cover->row_last = -1;
    for (int row = 0; row < height; row++) {
        cover->from[row] = width + 2;
        cover->to[row] = 0;
    }
    return true;
}

void coverage_release(struct coverage *cover)
{
    free(cover->sum);
    free(cover->from);
    free(cover->to);
    *cover = (struct coverage){0};
}

/* Adds the part of an edge that lies in one row: from xa to xb (columns, any order), dy of its
 * height with sign. Columns are held to the window: what is left of it counts from column 0,
 * what is right of it does not matter. */
static void add_in_row(struct coverage *cover, int row, float xa, float xb, float dy)
{
    float right = (float)cover->width;
    float left = xa < xb ? xa : xb;
    float end = xa < xb ? xb : xa;
    left = left < 0 ? 0 : left > right ? right : left;
    end = end < 0 ? 0 : end > right ? right : end;
    float *sum = cover->sum + (size_t)row * (size_t)(cover->width + 2);
    int first = (int)left;
    int last = (int)end;
    if (first == last) {
        float middle = (left + end) / 2 - (float)first;
        sum[first] += dy * (1 - middle);
        sum[first + 1] += dy * middle;
    } else {
        float slope = dy / (end - left);
        float in_first = (float)(first + 1) - left;
        float before = slope * in_first * in_first / 2; /* area in the first column */
        sum[first] += before;
        float done = before;
        for (int column = first + 1; column < last; column++) {
            float until = slope * ((float)column + 0.5f - left);
            sum[column] += until - done;
            done = until;
        }
        float in_last = end - (float)last;
        float at_last = slope * ((float)last - left);
        float until = at_last + slope * in_last * (1 - in_last / 2);
        sum[last] += until - done;
        sum[last + 1] += dy - until;
    }
    if (first < cover->from[row])
        cover->from[row] = first;
    if (last + 2 > cover->to[row])
        cover->to[row] = last + 2;
}

static void add_edge(struct coverage *cover, struct point a, struct point b)
{
    float ax = a.x - (float)cover->x0, ay = a.y - (float)cover->y0;
    float bx = b.x - (float)cover->x0, by = b.y - (float)cover->y0;
    float sign = 1;
    if (ay > by) {
        float t = ax;
        ax = bx;
        bx = t;
        t = ay;
        ay = by;
        by = t;
        sign = -1;
    }
    float bottom = (float)cover->height;
    if (!(by > ay) || by <= 0 || ay >= bottom)
        return;
    float slope = (bx - ax) / (by - ay);
    float top = ay < 0 ? 0 : ay;
    float low = by > bottom ? bottom : by;
    int first = (int)top;
    int last = (int)ceilf(low);
    last = last > cover->height ? cover->height : last;
    if (first < cover->row_first)
        cover->row_first = first;
    if (last - 1 > cover->row_last)
        cover->row_last = last - 1;
    for (int row = first; row < last; row++) {
        float y0 = top > (float)row ? top : (float)row;
        float y1 = low < (float)(row + 1) ? low : (float)(row + 1);
        if (y1 > y0)
            add_in_row(cover, row, ax + (y0 - ay) * slope, ax + (y1 - ay) * slope,
                       sign * (y1 - y0));
    }
}

void coverage_polygon(struct coverage *cover, const struct point *points, uint32_t count,
                      bool oriented)
{
    if (count < 3)
        return;
    float area = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct point a = points[i], b = points[i + 1 == count ? 0 : i + 1];
        area += (a.x - points[0].x) * (b.y - points[0].y) -
                (b.x - points[0].x) * (a.y - points[0].y);
    }
    bool turn = oriented && area < 0;
    for (uint32_t i = 0; i < count; i++) {
        struct point a = points[i], b = points[i + 1 == count ? 0 : i + 1];
        add_edge(cover, turn ? b : a, turn ? a : b);
    }
}

static void finish_row(struct coverage *cover, int row, coverage_span *span, void *owner)
{
    float *sum = cover->sum + (size_t)row * (size_t)(cover->width + 2);
    int from = cover->from[row];
    int to = cover->to[row];
    int end = to < cover->width ? to : cover->width;
    float total = 0;
    int x = from;
    while (x < end) {
        total += sum[x];
        int start = x++;
        while (x < end && sum[x] == 0)
            x++;
        float share = fabsf(total);
        if (share > 1.0f / 512)
            span(owner, cover->x0 + start, cover->y0 + row, x - start, share < 1 ? share : 1);
    }
    for (x = from; x < to; x++)
        sum[x] = 0;
}

void coverage_finish(struct coverage *cover, coverage_span *span, void *owner)
{
    for (int row = cover->row_first; row <= cover->row_last; row++)
        if (cover->from[row] < cover->to[row])
            finish_row(cover, row, span, owner);
}
