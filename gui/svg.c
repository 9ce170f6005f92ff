/* gui/svg.c: writing a draw list as SVG. */
#include "gui/svg.h"

#include <string.h>

#include "gui/utf8.h"

static void put_number(const char *name, float value, FILE *out)
{
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%.3f", (double)value);
    while (length > 1 && digits[length - 1] == '0')
        digits[--length] = '\0';
    if (length > 1 && digits[length - 1] == '.')
        digits[--length] = '\0';
    fprintf(out, " %s=\"%s\"", name, digits);
}

/* Octets that are no UTF-8 become the replacement character: the document stays well-formed. */
static void put_escaped(const char *text, uint32_t octets, FILE *out)
{
    size_t at = 0;
    while (at < octets) {
        char put[4];
        uint32_t c = utf8_at(text, octets, at, &at);
        if (c == '<')
            fputs("&lt;", out);
        else if (c == '>')
            fputs("&gt;", out);
        else if (c == '&')
            fputs("&amp;", out);
        else if (c == '"')
            fputs("&quot;", out);
        else if (c >= 0x20 && c != 0xfffe && c != 0xffff)
            fwrite(put, 1, utf8_put(c, put), out);
    }
}

static void put_colour(const char *name, struct rgba c, FILE *out)
{
    fprintf(out, " %s=\"#%02X%02X%02X\"", name, c.r, c.g, c.b);
    if (c.a < 255) {
        char opacity[32];
        snprintf(opacity, sizeof opacity, "%s-opacity", name);
        put_number(opacity, (float)c.a / 255, out);
    }
}

static void put_paint(const struct paint *p, FILE *out)
{
    if (p->fill.a > 0)
        put_colour("fill", p->fill, out);
    else
        fputs(" fill=\"none\"", out);
    if (p->stroke.a == 0 || !(p->width > 0))
        return;
    put_colour("stroke", p->stroke, out);
    put_number("stroke-width", p->width, out);
    if (p->dash_on > 0)
        fprintf(out, " stroke-dasharray=\"%.2f %.2f\"", (double)p->dash_on,
                (double)p->dash_off);
    if (p->join == JOIN_ROUND)
        fputs(" stroke-linejoin=\"round\"", out);
    if (p->cap == CAP_ROUND)
        fputs(" stroke-linecap=\"round\"", out);
}

static void put_box(struct rect box, FILE *out)
{
    put_number("x", box.x, out);
    put_number("y", box.y, out);
    put_number("width", box.w, out);
    put_number("height", box.h, out);
}

/* SVG centres a stroke on the edge; a rectangle's lies inside it. */
static void put_rect(const struct draw_command *c, FILE *out)
{
    float inset = c->paint.stroke.a > 0 ? c->paint.width / 2 : 0;
    struct rect edge = rect_inset(c->box, inset);
    if (!(c->box.w > 0 && c->box.h > 0))
        return;
    if (edge.w < 0)
        edge.w = 0;
    if (edge.h < 0)
        edge.h = 0;
    fputs("<rect", out);
    put_box(edge, out);
    if (c->radius > inset)
        put_number("rx", c->radius - inset, out);
    put_paint(&c->paint, out);
    fputs("/>\n", out);
}

static void put_path(const struct draw_list *list, const struct draw_command *c, FILE *out)
{
    fputs(c->closed ? "<polygon points=\"" : "<polyline points=\"", out);
    for (uint32_t i = 0; i < c->count; i++)
        fprintf(out, "%s%.2f,%.2f", i > 0 ? " " : "", (double)list->points[c->first + i].x,
                (double)list->points[c->first + i].y);
    fputc('"', out);
    put_paint(&c->paint, out);
    fputs("/>\n", out);
}

static void put_text(const struct draw_list *list, const struct draw_command *c, FILE *out)
{
    static const char *const anchors[] = {"", " text-anchor=\"middle\"",
                                          " text-anchor=\"end\""};
    bool mono = c->style.face == FONT_MONO || c->style.face == FONT_MONO_BOLD;
    bool bold = c->style.face == FONT_BOLD || c->style.face == FONT_MONO_BOLD;
    fputs("<text xml:space=\"preserve\"", out);
    put_number("x", c->at.x, out);
    put_number("y", c->at.y, out);
    fprintf(out, " font-family=\"%s\"",
            mono ? "NanumGothicCoding, monospace"
                 : "NanumBarunGothic, 'Nanum Barun Gothic', sans-serif");
    put_number("font-size", c->style.size, out);
    if (bold)
        fputs(" font-weight=\"700\"", out);
    put_colour("fill", c->style.colour, out);
    fprintf(out, "%s>", anchors[c->style.anchor]);
    put_escaped(list->text + c->first, c->count, out);
    fputs("</text>\n", out);
}

static void put_command(const struct draw_list *list, uint32_t i, uint32_t *open, FILE *out)
{
    const struct draw_command *c = &list->commands[i];
    switch (c->kind) {
    case DRAW_RECT:
        put_rect(c, out);
        break;
    case DRAW_CIRCLE:
        fputs("<circle", out);
        put_number("cx", c->at.x, out);
        put_number("cy", c->at.y, out);
        put_number("r", c->radius, out);
        put_paint(&c->paint, out);
        fputs("/>\n", out);
        break;
    case DRAW_PATH:
        put_path(list, c, out);
        break;
    case DRAW_TEXT:
        put_text(list, c, out);
        break;
    case DRAW_CLIP:
        fprintf(out, "<clipPath id=\"c%u\"><rect", (unsigned)i);
        put_box(c->box, out);
        fprintf(out, "/></clipPath><g clip-path=\"url(#c%u)\">\n", (unsigned)i);
        ++*open;
        break;
    case DRAW_UNCLIP:
        if (*open > 0) {
            fputs("</g>\n", out);
            --*open;
        }
        break;
    }
}

void svg_write(const struct draw_list *list, float width, float height, const char *title,
               FILE *out)
{
    fputs("<svg xmlns=\"http://www.w3.org/2000/svg\"", out);
    put_number("width", width, out);
    put_number("height", height, out);
    fprintf(out, " viewBox=\"0 0 %.0f %.0f\"><title>", (double)width, (double)height);
    put_escaped(title, (uint32_t)strlen(title), out);
    fputs("</title>\n", out);
    uint32_t open = 0;
    for (uint32_t i = 0; i < list->command_count; i++)
        put_command(list, i, &open, out);
    for (; open > 0; open--)
        fputs("</g>\n", out);
    fputs("</svg>\n", out);
}
