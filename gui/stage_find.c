/* gui/stage_find.c: which frames are on the stage at the moment that is shown, and where.
 *
 * A frame's centre runs from (edge + half its width) to (edge - half its width), linear in
 * simulated time; what waits for the transmitter is stacked above its port; what was lost lies
 * below the place of the loss. */
#include <math.h>
#include <string.h>

#include "gui/stage.h"
#include "watch/sighting.h"

enum {
    LOOK_BACK = 8192, /* frames before the cursor that may still be in flight */
    DROP_ROWS = 600,  /* records before the cursor whose drops still lie there */
    DROP_EVENTS = 60,
    GLOW_FRAMES = 3, /* on one way of a cable */
    GLOW_WAYS = 1024,
};

/* A frame that fell longer ago than this is history. */
#define DROP_TIME SIM_SECOND

#define FALL 88.0f

static bool glides(const struct window *window)
{
    return window->playback.glide_ms >= 0;
}

static sim_time time_of_row(const struct history *h, uint32_t row)
{
    return h->rows[row].time;
}

/* Has this record happened at the moment that is shown? */
static bool has_happened(const struct window *window, uint32_t row)
{
    const struct history *h = session_history(window->session);
    if (row == NONE)
        return false;
    if (row < session_position(window->session))
        return true;
    return glides(window) && row < h->row_count &&
           time_of_row(h, row) < window->playback.shown &&
           row < (window->playback.backwards ? h->row_count : window->playback.glide_position);
}

/* A lesson that asks about a loss stops right before it; the loss itself is seen, for the words
 * speak of it. */
static uint32_t told_loss(const struct window *window)
{
    return glides(window) ? NONE : loss_told(window);
}

/* A shape that is longer than its cable is drawn small. */
static void fit_to_cable(const struct stage *stage, struct stage_frame *f)
{
    uint32_t from, to;
    struct point a, b;
    if (f->direction == NONE || f->look.size != SHAPE_SIZE_STAGE)
        return;
    stage_way(session_scenario(stage->window->session), f->direction, &from, &to);
    bool apart = stage_edges(stage, from, to, &a, &b);
    if (!apart || glyph_frame_extent(&f->look).x > hypotf(b.x - a.x, b.y - a.y))
        f->look.size = SHAPE_SIZE_LIST;
}

static struct stage_frame *add(struct stage *stage, uint32_t frame)
{
    if (stage->frame_count == STAGE_FRAMES_MAX)
        return NULL;
    struct stage_frame *f = &stage->frame[stage->frame_count++];
    *f = (struct stage_frame){.frame = frame, .row = NONE};
    frame_look_of(stage->window, frame, f->label, &f->look);
    f->look.label = f->label[0] != '\0' ? f->label : NULL;
    f->direction = session_history(stage->window->session)->frames[frame].direction;
    f->look.zoom = stage->size;
    if (stage->size < 0.88f * stage->unit) {
        f->look.size = SHAPE_SIZE_LIST;
        f->look.zoom = fmaxf(stage->size, 0.6f * stage->unit) / 0.75f;
    }
    fit_to_cable(stage, f);
    return f;
}

/* --- on a cable --- */

static float half_along(const struct stage_frame *f, float dx, float dy)
{
    struct point extent = glyph_frame_extent(&f->look);
    return (extent.x * fabsf(dx) + extent.y * fabsf(dy)) / 2;
}

/* What a shape without a nose has around it: a chevron in front, waves. */
static float surround(enum frame_glyph glyph)
{
    bool tag = glyph == SHAPE_TCP_SYN || glyph == SHAPE_TCP_SYN_ACK || glyph == SHAPE_TCP_ACK ||
               glyph == SHAPE_TCP_DATA || glyph == SHAPE_TCP_FIN;
    return tag ? 0 : 10;
}

static float held(float value)
{
    return value < 0 ? 0 : value > 1 ? 1 : value;
}

/* Puts the centre at a share of the way. */
static void place_on_way(const struct stage *stage, struct stage_frame *f, float share)
{
    uint32_t from, to;
    struct point a, b;
    stage_way(session_scenario(stage->window->session), f->direction, &from, &to);
    f->share = share;
    if (!stage_edges(stage, from, to, &a, &b)) {
        f->x = (a.x + b.x) / 2;
        f->y = (a.y + b.y) / 2;
        return;
    }
    float length = hypotf(b.x - a.x, b.y - a.y);
    float dx = (b.x - a.x) / length, dy = (b.y - a.y) / length;
    float around = fmaxf(surround(f->look.glyph), f->look.selected ? 7 : 0);
    float small = f->look.size == SHAPE_SIZE_STAGE ? 1 : 0.6f;
    float half = half_along(f, dx, dy) + around * f->look.zoom * small;
    half = fminf(half, length / 2);
    float way = half + (length - 2 * half) * share;
    f->x = a.x + dx * way;
    f->y = a.y + dy * way;
}

/* A lost frame falls while time moves on, from the middle of its way to its end; a window at
 * rest shows it on the cable until it has been lost. */
static float fall_of(const struct window *window, const struct history_frame *h)
{
    const struct playback *p = &window->playback;
    sim_time from = h->departs + (h->arrives - h->departs) / 2;
    bool moves = p->playing && p->pace == PACE_TRUE;
    if (!glides(window) && !moves)
        return 0;
    sim_time since = p->backwards ? p->glide_to : p->glide_from;
    if (glides(window) && since > from)
        from = since;
    if (h->arrives <= from)
        return 1;
    return ease_in(held((float)((double)(p->shown - from) / (double)(h->arrives - from))));
}

static void place_flight(const struct stage *stage, struct stage_frame *f)
{
    const struct window *window = stage->window;
    const struct history_frame *h = &session_history(window->session)->frames[f->frame];
    sim_time now = window->playback.shown, least = live_glow(window);
    sim_time length = h->arrives - h->departs > least ? h->arrives - h->departs : least;
    float share = 1;
    if (length > 0)
        share = held((float)((double)(now - h->departs) / (double)length));
    bool lost = h->dropped != 0 && h->end_row != NONE && h->rule != RULE_CABLE_QUEUE_FULL &&
                witness_is_loss((enum rule)h->rule);
    if (lost && share > 0.5f) {
        f->fall = fall_of(window, h);
        share = 0.5f;
    }
    place_on_way(stage, f, share);
    if (lost)
        f->y += FALL * stage->size * f->fall;
}

/* --- in a queue --- */

static void place_queued(const struct stage *stage, struct stage_frame *f)
{
    uint32_t from, to;
    struct point a, b;
    stage_way(session_scenario(stage->window->session), f->direction, &from, &to);
    (void)stage_edges(stage, from, to, &a, &b);
    f->look.size = SHAPE_SIZE_QUEUED;
    f->look.zoom = fmaxf(stage->size, 0.75f * stage->unit);
    f->queued = true;
    for (uint32_t i = 0; i + 1 < stage->frame_count; i++)
        f->ahead += stage->frame[i].queued && stage->frame[i].direction == f->direction;
    float side = b.x < a.x ? -1.0f : 1.0f;
    f->x = a.x + side * 6 * f->look.zoom;
    f->y = a.y - (26 + 11 * (float)f->ahead) * f->look.zoom;
    f->hidden = f->ahead >= (stage->window->theme.large ? 3 : 7); /* the words tell how many */
}

/* --- dropped --- */

static uint32_t frame_of(const struct history *h, const struct record *r, uint32_t begun)
{
    for (uint32_t i = begun, n = 0; i-- > 0 && n < LOOK_BACK; n++)
        if (h->frames[i].packet == r->packet && h->frames[i].hop == r->hop)
            return i;
    return NONE;
}

static bool lies_there(const struct stage *stage, uint32_t row)
{
    for (uint32_t i = 0; i < stage->frame_count; i++)
        if (stage->frame[i].dropped && stage->frame[i].row == row)
            return true;
    return false;
}

/* Where it lay: in the middle of the cable, at its port, or at the node that refused it. */
static void place_dropped(const struct stage *stage, struct stage_frame *f,
                          const struct record *r)
{
    const struct window *window = stage->window;
    float down = FALL * stage->size;
    if (r->layer == LAYER_PHY && f->direction != NONE) {
        place_on_way(stage, f, r->rule == RULE_CABLE_QUEUE_FULL ? 0 : 0.5f);
    } else if (r->node != NONE) {
        f->x = window->places[r->node].x;
        f->y = window->places[r->node].y;
    }
    float most = stage->box.y + stage->box.h - 22 * stage->unit;
    f->y = fminf(f->y + down, most);
    f->fall = 1;
}

static void add_drop(struct stage *stage, uint32_t row, uint32_t begun)
{
    const struct history *h = session_history(stage->window->session);
    uint32_t frame = frame_of(h, &h->rows[row], begun);
    struct stage_frame *f = frame == NONE || lies_there(stage, row) ? NULL : add(stage, frame);
    if (f == NULL)
        return;
    f->dropped = true;
    f->row = row;
    f->look.fate = FATE_LOOK_DROPPED;
    place_dropped(stage, f, &h->rows[row]);
}

static void find_drops(struct stage *stage, uint32_t begun)
{
    const struct window *window = stage->window;
    const struct history *h = session_history(window->session);
    uint32_t end = glides(window) && !window->playback.backwards
                       ? window->playback.glide_position
                       : session_position(window->session);
    uint32_t told = told_loss(window), drops = 0;
    if (told != NONE) {
        add_drop(stage, told, h->frame_count);
        drops++;
    }
    uint64_t now = session_event(window->session);
    for (uint32_t row = end, n = 0; row-- > 0 && n < DROP_ROWS && drops < STAGE_DROPS_MAX;
         n++) {
        const struct record *r = &h->rows[row];
        if (r->kind != RECORD_DROPPED || !witness_is_loss((enum rule)r->rule) ||
            !has_happened(window, row))
            continue;
        if (record_event(r->id) + DROP_EVENTS < now ||
            r->time + DROP_TIME < window->playback.shown)
            break;
        add_drop(stage, row, begun);
        drops++;
    }
}

/* --- all of them --- */

/* Frames that fly towards each other on one cable make way, each to its right. */
static void part_lanes(struct stage *stage)
{
    for (uint32_t i = 0; i < stage->frame_count; i++) {
        struct stage_frame *f = &stage->frame[i];
        float near = 1e6f;
        if (f->dropped || f->queued || f->fall > 0)
            continue;
        for (uint32_t j = 0; j < stage->frame_count; j++) {
            const struct stage_frame *g = &stage->frame[j];
            if (g->dropped || g->queued || g->direction != (f->direction ^ 1) || g->fall > 0)
                continue;
            float room = (glyph_frame_extent(&f->look).x + glyph_frame_extent(&g->look).x) / 2;
            near = fminf(near, hypotf(f->x - g->x, f->y - g->y) - room);
        }
        float k = held((18 * stage->unit - near) / (18 * stage->unit));
        f->lane = k;
    }
}

static void move_to_lanes(struct stage *stage)
{
    for (uint32_t i = 0; i < stage->frame_count; i++) {
        struct stage_frame *f = &stage->frame[i];
        uint32_t from, to;
        struct point a, b;
        if (f->dropped || f->queued || f->lane <= 0)
            continue;
        stage_way(session_scenario(stage->window->session), f->direction, &from, &to);
        if (!stage_edges(stage, from, to, &a, &b))
            continue;
        float length = hypotf(b.x - a.x, b.y - a.y);
        f->x -= (b.y - a.y) / length * 13 * stage->size * f->lane;
        f->y += (b.x - a.x) / length * 13 * stage->size * f->lane;
    }
}

/* Live: nobody sees a frame that takes a millisecond. The latest that have passed glide on for
 * a moment, a few on each way. */
static void find_glowing(struct stage *stage, uint32_t begun)
{
    static uint8_t seen[GLOW_WAYS]; /* scratch of one picture */
    const struct window *window = stage->window;
    const struct history *h = session_history(window->session);
    sim_time glow = live_glow(window);
    memset(seen, 0, sizeof seen);
    for (uint32_t i = begun, n = 0; glow > 0 && i-- > 0 && n < LOOK_BACK; n++) {
        const struct history_frame *row = &h->frames[i];
        if (row->departs + 2 * glow < window->playback.shown)
            break;
        if (row->departs + glow < window->playback.shown || row->direction == NONE ||
            row->end_row == NONE || row->dropped != 0 ||
            seen[row->direction % GLOW_WAYS] == GLOW_FRAMES)
            continue;
        seen[row->direction % GLOW_WAYS]++;
        struct stage_frame *f = add(stage, i);
        if (f == NULL)
            break;
        place_flight(stage, f);
    }
}

void stage_find_frames(struct stage *stage)
{
    struct window *window = stage->window;
    const struct history *h = session_history(window->session);
    uint32_t begun = frames_begun(window), told = told_loss(window);
    stage->frame_count = 0;
    while (glides(window) && begun < h->frame_count &&
           has_happened(window, h->frames[begun].sent_row))
        begun++;
    uint32_t first = begun > LOOK_BACK ? begun - LOOK_BACK : 0;
    for (uint32_t i = first; i < begun; i++) {
        const struct history_frame *row = &h->frames[i];
        if (has_happened(window, row->end_row) || row->direction == NONE ||
            (told != NONE && row->end_row == told))
            continue;
        struct stage_frame *f = add(stage, i);
        if (f == NULL)
            break;
        if (row->departs > window->playback.shown)
            place_queued(stage, f);
        else
            place_flight(stage, f);
    }
    find_glowing(stage, begun);
    part_lanes(stage);
    move_to_lanes(stage);
    find_drops(stage, begun);
}
