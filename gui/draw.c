/* gui/draw.c: appending to a draw list, and writing it as text. */
#include "gui/draw.h"

#include <stdlib.h>
#include <string.h>

struct rgba rgba_mix(struct rgba a, struct rgba b, float share)
{
    float rest = 1 - share;
    return (struct rgba){(uint8_t)((float)a.r * rest + (float)b.r * share + 0.5f),
                         (uint8_t)((float)a.g * rest + (float)b.g * share + 0.5f),
                         (uint8_t)((float)a.b * rest + (float)b.b * share + 0.5f),
                         (uint8_t)((float)a.a * rest + (float)b.a * share + 0.5f)};
}

void draw_clear(struct draw_list *list)
{
    list->command_count = 0;
    list->point_count = 0;
    list->text_count = 0;
    list->widget = 0;
    list->group = 0;
    list->layer = 0;
    list->failed = false;
}

void draw_release(struct draw_list *list)
{
    free(list->commands);
    free(list->points);
    free(list->text);
    *list = (struct draw_list){0};
}

/* Room for `more` further items of an array; false leaves it as it was. */
static bool make_room(struct draw_list *list, void **array, uint32_t *room, uint32_t count,
                      uint32_t more, size_t size)
{
    if (list->failed)
        return false;
    if (more <= *room - count)
        return true;
    uint64_t wanted = (uint64_t)*room * 2 + 64;
    while (wanted < (uint64_t)count + more)
        wanted *= 2;
    void *grown = wanted > UINT32_MAX ? NULL : realloc(*array, (size_t)wanted * size);
    if (grown == NULL) {
        list->failed = true;
        return false;
    }
    *array = grown;
    *room = (uint32_t)wanted;
    return true;
}

static struct draw_command *add_command(struct draw_list *list, enum draw_kind kind)
{
    void *array = list->commands;
    bool fits = make_room(list, &array, &list->command_room, list->command_count, 1,
                          sizeof *list->commands);
    list->commands = array;
    if (!fits)
        return NULL;
    struct draw_command *c = &list->commands[list->command_count++];
    *c = (struct draw_command){.kind = kind,
                               .widget = list->widget,
                               .group = list->group,
                               .layer = list->layer};
    return c;
}

static bool add_points(struct draw_list *list, const struct point *points, uint32_t count)
{
    void *array = list->points;
    bool fits = make_room(list, &array, &list->point_room, list->point_count, count,
                          sizeof *list->points);
    list->points = array;
    if (!fits)
        return false;
    memcpy(list->points + list->point_count, points, count * sizeof *points);
    list->point_count += count;
    return true;
}

static bool add_text(struct draw_list *list, const char *text, uint32_t octets)
{
    void *array = list->text;
    bool fits = make_room(list, &array, &list->text_room, list->text_count, octets, 1);
    list->text = array;
    if (!fits)
        return false;
    memcpy(list->text + list->text_count, text, octets);
    list->text_count += octets;
    return true;
}

void draw_rect(struct draw_list *list, struct rect box, float radius, struct paint paint)
{
    struct draw_command *c = add_command(list, DRAW_RECT);
    if (c == NULL)
        return;
    float most = (box.w < box.h ? box.w : box.h) / 2;
    c->box = box;
    c->radius = radius < most ? radius : most;
    c->paint = paint;
}

void draw_circle(struct draw_list *list, float x, float y, float radius, struct paint paint)
{
    struct draw_command *c = add_command(list, DRAW_CIRCLE);
    if (c == NULL)
        return;
    c->at = (struct point){x, y};
    c->radius = radius;
    c->paint = paint;
}

static void add_path(struct draw_list *list, const struct point *points, uint32_t count,
                     bool closed, struct paint paint)
{
    uint32_t first = list->point_count;
    if (count < 2 || !add_points(list, points, count))
        return;
    struct draw_command *c = add_command(list, DRAW_PATH);
    if (c == NULL)
        return;
    c->closed = closed;
    c->first = first;
    c->count = count;
    c->paint = paint;
}

void draw_line(struct draw_list *list, float x0, float y0, float x1, float y1,
               struct paint paint)
{
    struct point ends[2] = {{x0, y0}, {x1, y1}};
    paint.fill.a = 0;
    add_path(list, ends, 2, false, paint);
}

void draw_polyline(struct draw_list *list, const struct point *points, uint32_t count,
                   struct paint paint)
{
    paint.fill.a = 0;
    add_path(list, points, count, false, paint);
}

void draw_polygon(struct draw_list *list, const struct point *points, uint32_t count,
                  struct paint paint)
{
    add_path(list, points, count, true, paint);
}

static struct draw_command *add_run(struct draw_list *list, float x, float baseline,
                                    struct text_style style, const char *text, uint32_t octets)
{
    uint32_t first = list->text_count;
    if (octets == 0 || style.size <= 0 || !add_text(list, text, octets))
        return NULL;
    struct draw_command *c = add_command(list, DRAW_TEXT);
    if (c == NULL)
        return NULL;
    c->at = (struct point){x, baseline};
    c->first = first;
    c->count = octets;
    c->style = style;
    return c;
}

void draw_text_octets(struct draw_list *list, float x, float baseline, struct text_style style,
                      const char *text, uint32_t octets)
{
    (void)add_run(list, x, baseline, style, text, octets);
}

void draw_text(struct draw_list *list, float x, float baseline, struct text_style style,
               const char *text)
{
    (void)add_run(list, x, baseline, style, text, (uint32_t)strlen(text));
}

void draw_text_in(struct draw_list *list, struct rect box, struct text_style style,
                  const char *text)
{
    float x = box.x;
    switch (style.anchor) {
    case ANCHOR_START:
        break;
    case ANCHOR_MIDDLE:
        x += box.w / 2;
        break;
    case ANCHOR_END:
        x += box.w;
        break;
    }
    struct draw_command *c = add_run(list, x, text_baseline(box.y + box.h / 2, style.size),
                                     style, text, (uint32_t)strlen(text));
    if (c != NULL)
        c->box = box;
}

void draw_clip_scrolled(struct draw_list *list, struct rect box, unsigned scrolls)
{
    struct draw_command *c = add_command(list, DRAW_CLIP);
    if (c == NULL)
        return;
    c->box = box;
    c->scrolls = (uint8_t)scrolls;
}

void draw_clip(struct draw_list *list, struct rect box)
{
    draw_clip_scrolled(list, box, SCROLL_NONE);
}

void draw_unclip(struct draw_list *list)
{
    (void)add_command(list, DRAW_UNCLIP);
}

void draw_append(struct draw_list *list, const struct draw_list *from)
{
    uint32_t points = list->point_count;
    uint32_t text = list->text_count;
    if ((from->point_count > 0 && !add_points(list, from->points, from->point_count)) ||
        (from->text_count > 0 && !add_text(list, from->text, from->text_count)))
        return;
    for (uint32_t i = 0; i < from->command_count; i++) {
        struct draw_command *c = add_command(list, from->commands[i].kind);
        if (c == NULL)
            return;
        *c = from->commands[i];
        if (c->kind == DRAW_PATH)
            c->first += points;
        if (c->kind == DRAW_TEXT)
            c->first += text;
    }
    list->failed |= from->failed;
}

static void dump_paint(const struct paint *p, FILE *out)
{
    if (p->fill.a > 0)
        fprintf(out, " fill %02x%02x%02x%02x", p->fill.r, p->fill.g, p->fill.b, p->fill.a);
    if (p->width > 0 && p->stroke.a > 0)
        fprintf(out, " stroke %02x%02x%02x%02x %.2f", p->stroke.r, p->stroke.g, p->stroke.b,
                p->stroke.a, (double)p->width);
    if (p->dash_on > 0)
        fprintf(out, " dash %.1f %.1f", (double)p->dash_on, (double)p->dash_off);
}

static void dump_text(const struct draw_list *list, const struct draw_command *c, FILE *out)
{
    static const char *const faces[FONT_FACES] = {"regular", "bold", "mono", "mono-bold"};
    static const char *const anchors[] = {"start", "middle", "end"};
    fprintf(out, "text %.1f,%.1f %s %.1f %s %02x%02x%02x%02x \"%.*s\"", (double)c->at.x,
            (double)c->at.y, faces[c->style.face], (double)c->style.size,
            anchors[c->style.anchor], c->style.colour.r, c->style.colour.g, c->style.colour.b,
            c->style.colour.a, (int)c->count, list->text + c->first);
}

static void dump_command(const struct draw_list *list, const struct draw_command *c, FILE *out)
{
    const struct rect *b = &c->box;
    switch (c->kind) {
    case DRAW_RECT:
        fprintf(out, "rect %.1f,%.1f %.1fx%.1f", (double)b->x, (double)b->y, (double)b->w,
                (double)b->h);
        if (c->radius > 0)
            fprintf(out, " radius %.1f", (double)c->radius);
        dump_paint(&c->paint, out);
        break;
    case DRAW_CIRCLE:
        fprintf(out, "circle %.1f,%.1f r %.1f", (double)c->at.x, (double)c->at.y,
                (double)c->radius);
        dump_paint(&c->paint, out);
        break;
    case DRAW_PATH:
        fputs(c->closed ? "polygon" : "polyline", out);
        for (uint32_t i = 0; i < c->count; i++)
            fprintf(out, " %.1f,%.1f", (double)list->points[c->first + i].x,
                    (double)list->points[c->first + i].y);
        dump_paint(&c->paint, out);
        break;
    case DRAW_TEXT:
        dump_text(list, c, out);
        break;
    case DRAW_CLIP:
        fprintf(out, "clip %.1f,%.1f %.1fx%.1f", (double)b->x, (double)b->y, (double)b->w,
                (double)b->h);
        break;
    case DRAW_UNCLIP:
        fputs("unclip", out);
        break;
    }
}

void draw_dump(const struct draw_list *list, FILE *out)
{
    for (uint32_t i = 0; i < list->command_count; i++) {
        dump_command(list, &list->commands[i], out);
        fputc('\n', out);
    }
}
