/* gui/glyph_frame.c: frames. Outline says the protocol, filling what is aboard, dashes that it
 * is not there. Coordinates are those of the plates: from the centre, flying to the right; a
 * frame to the left is its mirror image, but for its words. */
#include "gui/glyph.h"

#include <math.h>
#include <string.h>

#include "gui/glyph_parts.h"

struct frame_pen {
    struct draw_list *list;
    const struct theme *theme;
    const struct frame_look *look;
    const struct protocol_colours *colours;
    float x, y;
    float size;             /* 1 at stage size */
    float side;             /* 1 to the right, -1 to the left */
    float width;            /* of outlines */
    struct rgba ink, paper; /* on the mark, when the frame is selected */
    struct rgba tinted;     /* of words on a tint, selected or not */
};

static float px(const struct frame_pen *pen, float x)
{
    return pen->x + x * pen->size * pen->side;
}

static float py(const struct frame_pen *pen, float y)
{
    return pen->y + y * pen->size;
}

static void polygon(const struct frame_pen *pen, const struct point *points, uint32_t count,
                    struct paint paint)
{
    struct point placed[12];
    for (uint32_t i = 0; i < count; i++)
        placed[i] = (struct point){px(pen, points[i].x), py(pen, points[i].y)};
    draw_polygon(pen->list, placed, count, paint);
}

static void rectangle(const struct frame_pen *pen, float x, float y, float w, float h,
                      struct rgba fill)
{
    float left = pen->side > 0 ? px(pen, x) : px(pen, x + w);
    draw_rect(pen->list, rect_make(left, py(pen, y), w * pen->size, h * pen->size), 0,
              paint_fill(fill));
}

static struct paint outline(const struct frame_pen *pen, struct rgba fill)
{
    return paint_round(paint_both(fill, pen->colours->ink, pen->width));
}

static void word(const struct frame_pen *pen, float x, struct rgba ink, const char *text)
{
    if (text == NULL || *text == '\0' || pen->look->size != SHAPE_SIZE_STAGE)
        return;
    float size = pen->theme->type[TYPE_LABEL] * pen->size;
    if (pen->theme->large)
        size = pen->theme->type[TYPE_LABEL] / 2 * pen->size; /* the zoom has doubled it */
    draw_text(pen->list, px(pen, x), text_baseline(pen->y, size),
              text_anchored(text_style(FONT_BOLD, size, ink), ANCHOR_MIDDLE), text);
}

/* Which way it flies, for shapes without a nose: a chevron of 5 in front. */
static void chevron(const struct frame_pen *pen, float x)
{
    struct point p[3] = {
        {px(pen, x), py(pen, -4)}, {px(pen, x + 4), py(pen, 0)}, {px(pen, x), py(pen, 4)}};
    draw_polyline(pen->list, p, 3,
                  paint_stroke(pen->theme->colour[TOKEN_INK2], 1.5f * fmaxf(1, pen->size)));
}

static void wave(const struct frame_pen *pen, float radius, float side)
{
    struct point p[15];
    for (int i = 0; i < 15; i++) {
        float a = (-0.663f + 1.326f * (float)i / 14);
        p[i] = (struct point){pen->x + side * radius * pen->size * cosf(a),
                              pen->y + radius * pen->size * sinf(a)};
    }
    draw_polyline(pen->list, p, 15, paint_stroke(pen->colours->ink, pen->width * 0.8f));
}

static void draw_arp(const struct frame_pen *pen, bool request)
{
    float r = 11 * pen->size;
    if (!request) {
        draw_circle(pen->list, pen->x, pen->y, r, paint_fill(pen->colours->fill));
        glyph_equals(pen->list, pen->x, pen->y, pen->size, pen->colours->label);
        chevron(pen, 16);
        return;
    }
    draw_circle(pen->list, pen->x, pen->y, r - pen->width / 2, outline(pen, pen->paper));
    for (int i = 0; i < 2; i++) {
        wave(pen, i == 0 ? 15 : 19, 1);
        wave(pen, i == 0 ? 15 : 19, -1);
    }
    glyph_question(pen->list, pen->x, pen->y, pen->size, pen->ink);
}

static void draw_icmp(const struct frame_pen *pen, enum frame_glyph glyph)
{
    if (glyph == SHAPE_ICMP_ERROR) {
        static const struct point triangle[3] = {{0, -12}, {14, 11}, {-14, 11}};
        polygon(pen, triangle, 3, paint_fill(pen->colours->fill));
        glyph_exclamation(pen->list, pen->x, pen->y, pen->size, pen->colours->label);
        chevron(pen, 18);
        return;
    }
    bool asks = glyph == SHAPE_ICMP_ECHO;
    float h = asks ? 13 - 0.6f * pen->width / pen->size : 13;
    struct point diamond[4] = {{0, -h}, {h, 0}, {0, h}, {-h, 0}};
    struct paint full = paint_fill(pen->colours->fill);
    struct paint hollow = paint_both(pen->paper, pen->colours->ink, pen->width);
    polygon(pen, diamond, 4, asks ? hollow : full);
    if (asks)
        glyph_question(pen->list, pen->x, pen->y, 0.86f * pen->size, pen->ink);
    else
        glyph_equals(pen->list, pen->x, pen->y, 0.86f * pen->size, pen->colours->label);
    chevron(pen, 18);
}

static void draw_capsule(const struct frame_pen *pen, bool hollow, float half)
{
    float s = pen->size;
    struct rect box = {pen->x - half * s, pen->y - 10 * s, 2 * half * s, 20 * s};
    draw_rect(pen->list, box, 10 * s,
              hollow ? paint_both(pen->paper, pen->colours->ink, pen->width)
                     : paint_fill(pen->colours->fill));
    chevron(pen, half + 5);
}

static void draw_dns(const struct frame_pen *pen, bool query)
{
    draw_capsule(pen, query, 19);
    if (query)
        glyph_question(pen->list, pen->x, pen->y, pen->size, pen->ink);
    else
        glyph_equals(pen->list, pen->x, pen->y, pen->size, pen->colours->label);
}

/* A tag of that half width: nose 8 in front, at the back too when `two`. */
static uint32_t tag(float half, bool two, struct point out[6])
{
    uint32_t n = 0;
    out[n++] = (struct point){two ? -half + 8 : -half, -10};
    out[n++] = (struct point){half - 8, -10};
    out[n++] = (struct point){half, 0};
    out[n++] = (struct point){half - 8, 10};
    out[n++] = (struct point){two ? -half + 8 : -half, 10};
    if (two)
        out[n++] = (struct point){-half, 0};
    return n;
}

static void nose(const struct frame_pen *pen, float half, float side)
{
    struct point p[3] = {{side * (half - 8), -10}, {side * half, 0}, {side * (half - 8), 10}};
    struct rgba ink = pen->colours->ink;
    polygon(pen, p, 3, paint_round(paint_both(ink, ink, pen->width)));
}

static void draw_control(const struct frame_pen *pen, enum frame_glyph glyph, float half)
{
    struct point p[6];
    struct rgba tint = pen->colours->tint;
    bool both = glyph == SHAPE_TCP_SYN_ACK;
    float shift = glyph == SHAPE_TCP_FIN ? 21.0f - half : 0;
    uint32_t n = tag(half, both, p);
    for (uint32_t i = 0; i < n; i++)
        p[i].x += shift;
    if (glyph == SHAPE_TCP_FIN)
        rectangle(pen, -half + shift - 7, -11.25f, 4, 22.5f, pen->colours->ink);
    polygon(pen, p, n, outline(pen, glyph == SHAPE_TCP_ACK ? pen->paper : tint));
    if (glyph == SHAPE_TCP_SYN || both)
        nose(pen, half, 1);
    if (both)
        nose(pen, half, -1);
    float middle = both || glyph == SHAPE_TCP_ACK ? 0 : -4 + shift;
    word(pen, glyph == SHAPE_TCP_FIN ? -3 + shift : middle, pen->tinted,
         glyph_frame_word(glyph));
}

static void draw_reset(const struct frame_pen *pen)
{
    static const struct point octagon[8] = {{-15, -10}, {15, -10}, {21, -4}, {21, 4},
                                            {15, 10},   {-15, 10}, {-21, 4}, {-21, -4}};
    polygon(pen, octagon, 8, outline(pen, pen->colours->tint));
    if (pen->look->size == SHAPE_SIZE_STAGE)
        word(pen, 0, pen->tinted, glyph_frame_word(SHAPE_TCP_RST));
    else
        rectangle(pen, -13, -2.5f, 26, 5, pen->colours->ink);
    chevron(pen, 26);
}

static void draw_data(const struct frame_pen *pen, float half)
{
    float body = half * 2 - 12; /* then a gap of 1.5, a strip of 2.5 and a nose of 8 */
    const struct protocol_colours *http = &pen->theme->protocol[PROTOCOL_HTTP];
    rectangle(pen, -half, -10, body, 20, http->fill);
    struct point front[5] = {
        {half - 10.5f, -10}, {half - 8, -10}, {half, 0}, {half - 8, 10}, {half - 10.5f, 10}};
    polygon(pen, front, 5, paint_fill(pen->theme->protocol[PROTOCOL_TCP].fill));
}

static void draw_datagram(const struct frame_pen *pen, float half, bool known)
{
    if (known) {
        draw_capsule(pen, false, half);
        word(pen, 0, pen->colours->label, pen->look->label);
        return;
    }
    float s = pen->size;
    struct rect box = {pen->x - half * s, pen->y - 10 * s, 2 * half * s, 20 * s};
    draw_rect(pen->list, box, 0, paint_both(pen->paper, pen->colours->ink, pen->width));
    word(pen, 0, pen->ink, pen->look->label);
    chevron(pen, half + 5);
}

/* Half the width at size 1: of a tag with its own label, or of the fixed shape. */
static float half_width(const struct frame_look *look)
{
    float label = look->label_width > 0 ? look->label_width + 6 : 36;
    bool list = look->size != SHAPE_SIZE_STAGE; /* no label: one width */
    switch (look->glyph) {
    case SHAPE_ARP_REQUEST:
    case SHAPE_ARP_REPLY:
        return 11;
    case SHAPE_ICMP_ECHO:
    case SHAPE_ICMP_REPLY:
        return 13;
    case SHAPE_ICMP_ERROR:
        return 14;
    case SHAPE_DNS_QUERY:
    case SHAPE_DNS_ANSWER:
        return 19;
    case SHAPE_UDP:
    case SHAPE_OTHER:
        return list || label < 38 ? 19 : label / 2 + 4;
    case SHAPE_TCP_SYN:
        return 22;
    case SHAPE_TCP_SYN_ACK:
        return list ? 26 : 42;
    case SHAPE_TCP_ACK:
        return 14;
    case SHAPE_TCP_DATA:
        return list || label < 36 ? 24 : label / 2 + 6;
    case SHAPE_TCP_FIN:
    case SHAPE_TCP_RST:
        return 21;
    case SHAPES:
        break;
    }
    return 0;
}

static float size_factor(const struct frame_look *look)
{
    static const float factors[] = {1, 0.6f, 0.45f};
    return factors[look->size] * (look->zoom > 0 ? look->zoom : 1);
}

struct point glyph_frame_extent(const struct frame_look *look)
{
    static const float heights[SHAPES] = {22, 22, 26, 26, 24, 20, 20, 20,
                                          20, 20, 20, 20, 20, 20, 20};
    float s = size_factor(look);
    return (struct point){2 * half_width(look) * s, heights[look->glyph] * s};
}

const char *glyph_frame_word(enum frame_glyph glyph)
{
    static const char *const words[SHAPES] = {[SHAPE_TCP_SYN] = "SYN",
                                              [SHAPE_TCP_SYN_ACK] = "SYN+ACK",
                                              [SHAPE_TCP_FIN] = "FIN",
                                              [SHAPE_TCP_RST] = "RST"};
    return words[glyph];
}

enum protocol glyph_frame_protocol(enum frame_glyph glyph)
{
    static const enum protocol protocols[SHAPES] = {
        PROTOCOL_ARP, PROTOCOL_ARP, PROTOCOL_ICMP, PROTOCOL_ICMP, PROTOCOL_ICMP,
        PROTOCOL_DNS, PROTOCOL_DNS, PROTOCOL_DNS,  PROTOCOL_TCP,  PROTOCOL_TCP,
        PROTOCOL_TCP, PROTOCOL_TCP, PROTOCOL_TCP,  PROTOCOL_TCP,  PROTOCOL_ETHERNET};
    return protocols[glyph];
}

static void draw_shape(const struct frame_pen *pen, float half)
{
    enum frame_glyph glyph = pen->look->glyph;
    switch (glyph) {
    case SHAPE_ARP_REQUEST:
    case SHAPE_ARP_REPLY:
        draw_arp(pen, glyph == SHAPE_ARP_REQUEST);
        break;
    case SHAPE_ICMP_ECHO:
    case SHAPE_ICMP_REPLY:
    case SHAPE_ICMP_ERROR:
        draw_icmp(pen, glyph);
        break;
    case SHAPE_DNS_QUERY:
    case SHAPE_DNS_ANSWER:
        draw_dns(pen, glyph == SHAPE_DNS_QUERY);
        break;
    case SHAPE_UDP:
    case SHAPE_OTHER:
        draw_datagram(pen, half, glyph == SHAPE_UDP);
        break;
    case SHAPE_TCP_SYN:
    case SHAPE_TCP_SYN_ACK:
    case SHAPE_TCP_ACK:
    case SHAPE_TCP_FIN:
        draw_control(pen, glyph, glyph == SHAPE_TCP_FIN ? 21 : half);
        break;
    case SHAPE_TCP_RST:
        draw_reset(pen);
        break;
    case SHAPE_TCP_DATA:
        draw_data(pen, half);
        break;
    case SHAPES:
        break;
    }
}

/* The bare outline of a frame: what its ghost and a dropped frame show. */
static uint32_t bare_outline(enum frame_glyph glyph, float half, struct point out[24])
{
    uint32_t n = 0;
    switch (glyph) {
    case SHAPE_ARP_REQUEST:
    case SHAPE_ARP_REPLY:
        for (n = 0; n < 24; n++)
            out[n] = (struct point){11 * cosf(0.2617994f * (float)n),
                                    11 * sinf(0.2617994f * (float)n)};
        return n;
    case SHAPE_ICMP_ECHO:
    case SHAPE_ICMP_REPLY:
        out[n++] = (struct point){0, -13};
        out[n++] = (struct point){13, 0};
        out[n++] = (struct point){0, 13};
        out[n++] = (struct point){-13, 0};
        return n;
    case SHAPE_ICMP_ERROR:
        out[n++] = (struct point){0, -12};
        out[n++] = (struct point){14, 11};
        out[n++] = (struct point){-14, 11};
        return n;
    case SHAPE_DNS_QUERY:
    case SHAPE_DNS_ANSWER:
    case SHAPE_UDP:
        for (n = 0; n < 24; n++) {
            float a = 3.1415927f * (float)(n % 12) / 11 - 1.5707963f, c = cosf(a);
            float side = n < 12 ? 1.0f : -1.0f;
            out[n] = (struct point){side * (half - 10 + 10 * c), side * 10 * sinf(a)};
        }
        return n;
    case SHAPE_OTHER:
        out[n++] = (struct point){-half, -10};
        out[n++] = (struct point){half, -10};
        out[n++] = (struct point){half, 10};
        out[n++] = (struct point){-half, 10};
        return n;
    case SHAPE_TCP_RST:
        out[n++] = (struct point){-half + 6, -10};
        out[n++] = (struct point){half - 6, -10};
        out[n++] = (struct point){half, -4};
        out[n++] = (struct point){half, 4};
        out[n++] = (struct point){half - 6, 10};
        out[n++] = (struct point){-half + 6, 10};
        out[n++] = (struct point){-half, 4};
        out[n++] = (struct point){-half, -4};
        return n;
    case SHAPE_TCP_SYN:
    case SHAPE_TCP_SYN_ACK:
    case SHAPE_TCP_ACK:
    case SHAPE_TCP_DATA:
    case SHAPE_TCP_FIN:
        return tag(half, glyph == SHAPE_TCP_SYN_ACK, out);
    case SHAPES:
        break;
    }
    return n;
}

static void draw_outline(const struct frame_pen *pen, float half, float dx, float dy,
                         struct paint paint)
{
    struct point p[24];
    uint32_t n = bare_outline(pen->look->glyph, half, p);
    for (uint32_t i = 0; i < n; i++)
        p[i] = (struct point){px(pen, p[i].x + dx), py(pen, p[i].y + dy)};
    draw_polygon(pen->list, p, n, paint_round(paint));
}

static void draw_ghost(const struct frame_pen *pen, float half)
{
    float s = pen->size;
    if (pen->look->fate == FATE_LOOK_AGAIN) {
        struct paint dashes = paint_dashed(pen->ink, 1.25f * fmaxf(1, s), 3 * s, 2.5f * s);
        dashes.fill = pen->paper;
        draw_outline(pen, half, -4, -4, dashes);
    } else {
        bool data = pen->look->glyph == SHAPE_TCP_DATA;
        const struct protocol_colours *c =
            data ? &pen->theme->protocol[PROTOCOL_HTTP] : pen->colours;
        draw_outline(pen, half, -4, -4, paint_both(c->tint, c->ink, 0.8f * pen->width));
    }
    draw_outline(pen, half, 0, 0, paint_both(pen->paper, pen->paper, 3));
}

static void draw_dropped(const struct frame_pen *pen, float half)
{
    float s = pen->size;
    struct rgba edge = pen->look->selected ? pen->theme->colour[TOKEN_MARK_TEXT]
                                           : pen->theme->protocol[PROTOCOL_LOSS].fill;
    struct paint dashes = paint_dashed(edge, 0.9f * pen->width, 4 * s, 3 * s);
    dashes.fill = pen->paper;
    draw_outline(pen, half, 0, 0, dashes);
    const char *own = glyph_frame_word(pen->look->glyph);
    word(pen, half > 15 ? -1.5f : 0, pen->ink, own != NULL ? own : pen->look->label);
    glyph_loss(pen->list, pen->theme, px(pen, -half - 1), py(pen, -11), 8 * s, pen->paper);
}

static void draw_crack(const struct frame_pen *pen, float half)
{
    struct point p[4] = {{px(pen, -half + 5.5f), py(pen, -12.5f)},
                         {px(pen, -half + 12), py(pen, -4)},
                         {px(pen, -half + 5), py(pen, 2.5f)},
                         {px(pen, -half + 11.5f), py(pen, 12.5f)}};
    draw_polyline(pen->list, p, 4, paint_stroke(pen->paper, 6 * pen->size));
    draw_polyline(
        pen->list, p, 4,
        paint_stroke(pen->theme->protocol[PROTOCOL_LOSS].ink, 1.75f * fmaxf(1, pen->size)));
}

/* A cracked tag grows by what the crack takes, so that its label stays whole. */
static float widened(const struct frame_look *look, float half)
{
    return look->fate == FATE_LOOK_CORRUPT && look->glyph == SHAPE_TCP_DATA ? half + 6 : half;
}

static void draw_mark(const struct frame_pen *pen, float half)
{
    float s = pen->size;
    struct rect box = {pen->x - (half + 7) * s, pen->y - 16 * s, (2 * half + 14) * s, 32 * s};
    draw_rect(
        pen->list, box, 4,
        paint_both(pen->theme->colour[TOKEN_MARK], pen->theme->colour[TOKEN_MARK_TEXT], 1.5f));
}

void glyph_frame(struct draw_list *list, const struct theme *theme,
                 const struct frame_look *look, float x, float y)
{
    struct frame_pen pen = {list,        theme,
                            look,        &theme->protocol[glyph_frame_protocol(look->glyph)],
                            x,           y,
                            0,           0,
                            0,           theme->colour[TOKEN_INK],
                            look->paper, theme->colour[TOKEN_INK]};
    float zoom = look->zoom > 0 ? look->zoom : 1;
    pen.size = size_factor(look);
    pen.side = look->to_left ? -1.0f : 1.0f;
    pen.width = (look->size == SHAPE_SIZE_STAGE ? 2.0f : 1.5f) * zoom;
    float half = widened(look, half_width(look));
    if (look->selected && look->size == SHAPE_SIZE_STAGE) {
        draw_mark(&pen, half);
        pen.paper = theme->colour[TOKEN_MARK];
        pen.ink = theme->colour[TOKEN_MARK_TEXT];
    }
    if (look->fate == FATE_LOOK_DROPPED) {
        draw_dropped(&pen, half);
        return;
    }
    if (look->fate == FATE_LOOK_AGAIN || look->fate == FATE_LOOK_DUPLICATE)
        draw_ghost(&pen, half);
    draw_shape(&pen, half);
    if (look->fate == FATE_LOOK_CORRUPT)
        draw_crack(&pen, half);
    if (look->glyph == SHAPE_TCP_DATA)
        word(&pen, look->fate == FATE_LOOK_CORRUPT ? 0 : -6,
             theme->protocol[PROTOCOL_HTTP].label, look->label);
}
