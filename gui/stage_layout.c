/* gui/stage_layout.c: where nodes stand. Positions of the scenario are stretched to the stage;
 * a row keeps its height in the middle. */
#include <math.h>
#include <stdlib.h>

#include "gui/stage.h"

enum node_glyph stage_glyph(const struct scenario *scenario, uint32_t node)
{
    static const enum node_glyph glyphs[LOOKS] = {
        [LOOK_LAPTOP] = GLYPH_LAPTOP, [LOOK_HOST] = GLYPH_HOST,
        [LOOK_SERVER] = GLYPH_SERVER, [LOOK_BROWSER] = GLYPH_BROWSER,
        [LOOK_SWITCH] = GLYPH_SWITCH, [LOOK_ROUTER] = GLYPH_ROUTER,
        [LOOK_DNS] = GLYPH_DNS,       [LOOK_FIREWALL] = GLYPH_FIREWALL,
        [LOOK_OUTSIDE] = GLYPH_OUTSIDE,
    };
    return glyphs[scenario->nodes[node].look];
}

void stage_ends(const struct scenario *scenario, uint32_t link, uint32_t node[2])
{
    for (int i = 0; i < 2; i++)
        node[i] = scenario->interfaces[scenario->links[link].end[i]].node;
}

void stage_way(const struct scenario *scenario, uint32_t direction, uint32_t *from,
               uint32_t *to)
{
    uint32_t node[2];
    stage_ends(scenario, direction / 2, node);
    *from = node[direction % 2];
    *to = node[1 - direction % 2];
}

/* How far from its centre a silhouette ends in the direction (dx, dy), a unit vector. */
static float reach(enum node_glyph glyph, float size, float dx, float dy)
{
    struct point half = glyph_node_half(glyph);
    float x = fabsf(dx) > 0.001f ? half.x / fabsf(dx) : 1e6f;
    float y = fabsf(dy) > 0.001f ? half.y / fabsf(dy) : 1e6f;
    return fminf(x, y) * size + 1.5f;
}

bool stage_edges(const struct stage *stage, uint32_t from, uint32_t to, struct point *start,
                 struct point *end)
{
    const struct scenario *scenario = session_scenario(stage->window->session);
    struct node_place a = stage->window->places[from], b = stage->window->places[to];
    float dx = b.x - a.x, dy = b.y - a.y, length = sqrtf(dx * dx + dy * dy);
    if (length < 1)
        return false;
    dx /= length;
    dy /= length;
    float first = reach(stage_glyph(scenario, from), stage->size, dx, dy);
    float last = reach(stage_glyph(scenario, to), stage->size, dx, dy);
    *start = (struct point){a.x + dx * first, a.y + dy * first};
    *end = (struct point){b.x - dx * last, b.y - dy * last};
    return length > first + last;
}

struct extent {
    float x0, x1, y0, y1;
};

static struct extent extent_of(const struct scenario *s)
{
    struct extent e = {1e9f, -1e9f, 1e9f, -1e9f};
    for (uint32_t i = 0; i < s->node_count; i++) {
        float x = (float)s->nodes[i].x, y = (float)s->nodes[i].y;
        e.x0 = fminf(e.x0, x);
        e.x1 = fmaxf(e.x1, x);
        e.y0 = fminf(e.y0, y);
        e.y1 = fmaxf(e.y1, y);
    }
    return e;
}

/* The shortest cable: what shapes and frames have room in. */
static float shortest(const struct window *window, const struct scenario *s)
{
    float least = 400;
    for (uint32_t i = 0; i < s->link_count; i++) {
        uint32_t node[2];
        stage_ends(s, i, node);
        float dx = window->places[node[0]].x - window->places[node[1]].x;
        float dy = window->places[node[0]].y - window->places[node[1]].y;
        float length = sqrtf(dx * dx + dy * dy);
        if (length > 1 && length < least)
            least = length;
    }
    return least;
}

static float stretch(float from, float to, float value, float low, float high)
{
    return to - from < 1 ? (low + high) / 2 : low + (value - from) / (to - from) * (high - low);
}

static void place_row(struct window *window, const struct scenario *s, struct rect box,
                      struct extent e)
{
    float unit = unit_of(window);
    float margin = window->theme.large ? box.w * 0.103f : fminf(96 * unit, box.w * 0.137f);
    float y = box.y + box.h * (window->theme.large ? 0.42f : 0.5f);
    if (!window->theme.large && box.h > 300)
        y = fmaxf(y, box.y + 150);
    for (uint32_t i = 0; i < s->node_count; i++)
        window->places[i] =
            (struct node_place){.x = roundf(stretch(e.x0, e.x1, (float)s->nodes[i].x,
                                                    box.x + margin, box.x + box.w - margin)),
                                .y = roundf(y),
                                .visible = true};
}

static void place_plane(struct window *window, const struct scenario *s, struct rect box,
                        struct extent e)
{
    float unit = unit_of(window);
    float above = 56 * unit, below = 68 * unit;
    if (window->theme.large) { /* neither states above nor addresses below: only names */
        above = 54 * unit;
        below = 42 * unit;
    }
    struct rect room = {box.x + 84 * unit, box.y + above, box.w - 168 * unit,
                        box.h - above - below};
    float sx = e.x1 - e.x0 > 1 ? room.w / (e.x1 - e.x0) : 1e6f;
    float sy = e.y1 - e.y0 > 1 ? room.h / (e.y1 - e.y0) : 1e6f;
    float least = fminf(sx, sy);
    sx = fminf(sx, 2.2f * least);
    sy = fminf(sy, 2.2f * least);
    float left = room.x + (room.w - (e.x1 - e.x0) * sx) / 2;
    float top = room.y + (room.h - (e.y1 - e.y0) * sy) / 2;
    for (uint32_t i = 0; i < s->node_count; i++)
        window->places[i] =
            (struct node_place){.x = roundf(left + ((float)s->nodes[i].x - e.x0) * sx),
                                .y = roundf(top + ((float)s->nodes[i].y - e.y0) * sy),
                                .visible = true};
}

void stage_layout(struct window *window, struct rect box)
{
    const struct scenario *s = session_scenario(window->session);
    if (window->places == NULL)
        window->places = calloc(s->node_count + 1, sizeof *window->places);
    if (window->places == NULL || s->node_count == 0)
        return;
    struct extent e = extent_of(s);
    float unit = unit_of(window);
    float most =
        unit * (!window->theme.large && window->width >= MEASURE_WIDE_FROM ? 1.25f : 1);
    window->stage.row = e.y1 - e.y0 < 24;
    if (window->stage.row)
        place_row(window, s, box, e);
    else
        place_plane(window, s, box, e);
    window->stage.pitch = shortest(window, s);
    window->stage.size = fmaxf(0.25f, fminf(most, window->stage.pitch / 98));
}
