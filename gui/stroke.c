/* gui/stroke.c: strokes, dashes, circles and round corners as polygons. */
#include "gui/stroke.h"

#include <math.h>

#define PI 3.14159265f
#define MITER_LIMIT 4.0f

static struct point along(struct point p, struct point direction, float by)
{
    return (struct point){p.x + direction.x * by, p.y + direction.y * by};
}

/* The unit vector from a to b, and the length; a zero vector when they are the same. */
static struct point direction_of(struct point a, struct point b, float *length)
{
    float dx = b.x - a.x, dy = b.y - a.y;
    float l = sqrtf(dx * dx + dy * dy);
    *length = l;
    return l > 0 ? (struct point){dx / l, dy / l} : (struct point){0, 0};
}

static struct point left_of(struct point d)
{
    return (struct point){-d.y, d.x};
}

/* The number of parts of an arc of that radius and angle (radians). */
static uint32_t arc_parts(float radius, float angle)
{
    float step = radius > 0.05f ? 2 * acosf(1 - 0.04f / (radius + 0.04f)) : PI;
    uint32_t parts = (uint32_t)ceilf(fabsf(angle) / step);
    return parts < 1 ? 1 : parts > 44 ? 44 : parts;
}

/* Points on an arc, the first one included, the last one too. */
static uint32_t arc(struct point centre, float radius, float from, float angle,
                    struct point *out)
{
    uint32_t parts = arc_parts(radius, angle);
    for (uint32_t i = 0; i <= parts; i++) {
        float a = from + angle * (float)i / (float)parts;
        out[i] = (struct point){centre.x + radius * cosf(a), centre.y + radius * sinf(a)};
    }
    return parts + 1;
}

uint32_t curve_circle(struct point centre, float radius, struct point out[ARC_POINTS_MAX])
{
    uint32_t count = 0;
    for (int quarter = 0; quarter < 4; quarter++) /* the last point is the next one's first */
        count += arc(centre, radius, (float)quarter * PI / 2, PI / 2, out + count) - 1;
    return count;
}

uint32_t curve_rect(struct rect box, float radius, struct point out[ARC_POINTS_MAX])
{
    float x1 = box.x + box.w, y1 = box.y + box.h;
    if (radius <= 0.01f) {
        out[0] = (struct point){box.x, box.y};
        out[1] = (struct point){x1, box.y};
        out[2] = (struct point){x1, y1};
        out[3] = (struct point){box.x, y1};
        return 4;
    }
    struct point centres[4] = {{x1 - radius, y1 - radius},
                               {box.x + radius, y1 - radius},
                               {box.x + radius, box.y + radius},
                               {x1 - radius, box.y + radius}};
    uint32_t count = 0;
    for (int corner = 0; corner < 4; corner++)
        count += arc(centres[corner], radius, (float)corner * PI / 2, PI / 2, out + count);
    return count;
}

/* How two pieces meet at a point: where the first ends and the second starts, left and right.
 */
struct joint {
    struct point left_in, right_in, left_out, right_out;
};

struct pen {
    float half;
    enum draw_join join;
    stroke_piece *piece;
    void *owner;
};

static void fill_wedge(const struct pen *pen, struct point inner, struct point p,
                       struct point from, struct point to, float turn)
{
    struct point wedge[48];
    uint32_t count = 0;
    wedge[count++] = inner;
    if (pen->join == JOIN_ROUND && pen->half > 0.4f) {
        float start = atan2f(from.y - p.y, from.x - p.x);
        count += arc(p, pen->half, start, turn, wedge + count);
    } else {
        wedge[count++] = from;
        struct point middle = {(from.x + to.x) / 2 - p.x, (from.y + to.y) / 2 - p.y};
        float squared = middle.x * middle.x + middle.y * middle.y;
        float reach = squared > 0 ? pen->half * pen->half / squared : 0;
        if (reach > 0 && sqrtf(squared) * reach <= MITER_LIMIT * pen->half)
            wedge[count++] = (struct point){p.x + middle.x * reach, p.y + middle.y * reach};
        wedge[count++] = to;
    }
    pen->piece(pen->owner, wedge, count);
}

/* The joint at p between directions a and b, the shorter of both segments being `room` long;
 * paints the outside of the bend. */
static struct joint joint_at(const struct pen *pen, struct point p, struct point a,
                             struct point b, float room)
{
    float h = pen->half;
    struct joint j = {along(p, left_of(a), h), along(p, left_of(a), -h),
                      along(p, left_of(b), h), along(p, left_of(b), -h)};
    float cross = a.x * b.y - a.y * b.x;
    float dot = a.x * b.x + a.y * b.y;
    if (fabsf(cross) < 1e-4f && dot > 0)
        return j;
    /* The inner edges meet at p + (n_a + n_b) * h / (1 + dot) on the inner side. */
    float side = cross > 0 ? 1.0f : -1.0f;
    float tangent = fabsf(cross) / (1 + dot > 1e-4f ? 1 + dot : 1e-4f);
    struct point inner = p;
    if (tangent * h <= room && 1 + dot > 1e-4f) { /* not when the path turns straight back */
        float k = side * h / (1 + dot);
        inner = (struct point){p.x + (left_of(a).x + left_of(b).x) * k,
                               p.y + (left_of(a).y + left_of(b).y) * k};
        if (side > 0)
            j.left_in = j.left_out = inner;
        else
            j.right_in = j.right_out = inner;
    }
    fill_wedge(pen, inner, p, side > 0 ? j.right_in : j.left_in,
               side > 0 ? j.right_out : j.left_out, atan2f(cross, dot));
    return j;
}

static void fill_cap(const struct pen *pen, struct point p, struct point outwards)
{
    struct point half[48];
    struct point n = left_of(outwards);
    float start = atan2f(-n.y, -n.x);
    uint32_t count = arc(p, pen->half, start, PI, half);
    pen->piece(pen->owner, half, count);
}

/* The next point that differs from points[i]; gives its index, or count when there is none. */
static uint32_t next_other(const struct point *points, uint32_t count, uint32_t i)
{
    uint32_t k = i + 1;
    while (k < count && fabsf(points[k].x - points[i].x) < 1e-4f &&
           fabsf(points[k].y - points[i].y) < 1e-4f)
        k++;
    return k;
}

static struct joint free_end(struct point p, struct point d, float h)
{
    struct joint j = {along(p, left_of(d), h), along(p, left_of(d), -h), {0, 0}, {0, 0}};
    j.left_out = j.left_in;
    j.right_out = j.right_in;
    return j;
}

static void stroke_open(const struct pen *pen, enum draw_cap cap, const struct point *points,
                        uint32_t count)
{
    uint32_t i = 0, k = next_other(points, count, 0);
    if (k >= count)
        return;
    float length, next_length = 0;
    struct point d = direction_of(points[i], points[k], &length);
    struct joint start = free_end(points[i], d, pen->half);
    if (cap == CAP_ROUND)
        fill_cap(pen, points[i], (struct point){-d.x, -d.y});
    while (k < count) {
        uint32_t m = next_other(points, count, k);
        struct joint end = free_end(points[k], d, pen->half);
        struct point next = d;
        if (m < count) {
            next = direction_of(points[k], points[m], &next_length);
            end = joint_at(pen, points[k], d, next, fminf(length, next_length));
        } else if (cap == CAP_ROUND) {
            fill_cap(pen, points[k], d);
        }
        struct point quad[4] = {start.left_out, end.left_in, end.right_in, start.right_out};
        pen->piece(pen->owner, quad, 4);
        start = end;
        length = next_length;
        d = next;
        k = m;
    }
}

static void stroke_closed(const struct pen *pen, const struct point *points, uint32_t count)
{
    float before, length, after;
    struct point last = direction_of(points[count - 1], points[0], &before);
    struct point d = direction_of(points[0], points[1], &length);
    struct joint start = joint_at(pen, points[0], last, d, fminf(before, length));
    struct joint first = start;
    for (uint32_t i = 1; i <= count; i++) {
        struct joint end = first;
        struct point next = d;
        if (i < count) {
            next = direction_of(points[i], points[i + 1 == count ? 0 : i + 1], &after);
            end = joint_at(pen, points[i], d, next, fminf(length, after));
            length = after;
        }
        struct point quad[4] = {start.left_out, end.left_in, end.right_in, start.right_out};
        pen->piece(pen->owner, quad, 4);
        start = end;
        d = next;
    }
}

enum { DASH_POINTS_MAX = 64 };

/* Walks along the path and strokes what lies on a dash. A dash with more bends than
 * DASH_POINTS_MAX is cut there. */
static void stroke_dashes(const struct pen *pen, const struct paint *paint,
                          const struct point *points, uint32_t count, bool closed)
{
    struct point dash[DASH_POINTS_MAX];
    uint32_t held = 0;
    bool on = true;
    float left = paint->dash_on;
    dash[held++] = points[0];
    for (uint32_t i = 1; i < count + (closed ? 1 : 0); i++) {
        struct point a = points[i - 1], b = points[i == count ? 0 : i];
        float length, at = 0;
        struct point d = direction_of(a, b, &length);
        while (length - at > left) {
            at += left;
            struct point p = along(a, d, at);
            dash[held++] = p;
            if (on)
                stroke_open(pen, paint->cap, dash, held);
            on = !on;
            held = 0;
            dash[held++] = p;
            left = on ? paint->dash_on : paint->dash_off;
        }
        left -= length - at;
        if (held == DASH_POINTS_MAX - 1) {
            if (on)
                stroke_open(pen, paint->cap, dash, held);
            dash[0] = dash[held - 1];
            held = 1;
        }
        dash[held++] = b;
    }
    if (on)
        stroke_open(pen, paint->cap, dash, held);
}

void stroke_path(const struct point *points, uint32_t count, bool closed,
                 const struct paint *paint, stroke_piece *piece, void *owner)
{
    struct pen pen = {paint->width / 2, paint->join, piece, owner};
    if (count < 2 || !(pen.half > 0))
        return;
    if (paint->dash_on > 0 && paint->dash_off > 0)
        stroke_dashes(&pen, paint, points, count, closed);
    else if (closed && count > 2)
        stroke_closed(&pen, points, count);
    else
        stroke_open(&pen, paint->cap, points, count);
}
