/* gui/wrap.c: breaking text into lines, and ellipsis. */
#include "gui/wrap.h"

#include <string.h>

#include "gui/utf8.h"

struct wrapper {
    struct fonts *fonts;
    enum font_face face;
    float pixels, width;
    const char *text;
    struct text_line *lines;
    uint32_t room, count;
};

static float measure(const struct wrapper *w, size_t from, size_t to)
{
    return fonts_width(w->fonts, w->face, w->pixels, w->text + from, to - from);
}

static void add_line(struct wrapper *w, size_t from, size_t to)
{
    while (to > from && w->text[to - 1] == ' ')
        to--;
    if (w->count < w->room)
        w->lines[w->count] =
            (struct text_line){(uint32_t)from, (uint32_t)(to - from), measure(w, from, to)};
    w->count++;
}

/* The most characters of from..to that fit, at least one: for a word wider than a line. */
static size_t fitting_end(const struct wrapper *w, size_t from, size_t to)
{
    size_t end, next;
    (void)utf8_at(w->text, to, from, &end);
    while (end < to) {
        (void)utf8_at(w->text, to, end, &next);
        if (measure(w, from, next) > w->width)
            break;
        end = next;
    }
    return end;
}

static size_t word_end(const char *text, size_t at, size_t end)
{
    while (at < end && text[at] == ' ')
        at++;
    while (at < end && text[at] != ' ')
        at++;
    return at;
}

/* One paragraph: from..end without a line break. */
static void wrap_paragraph(struct wrapper *w, size_t from, size_t end)
{
    size_t line = from, fits = from;
    while (fits < end) {
        size_t next = word_end(w->text, fits, end);
        if (measure(w, line, next) <= w->width) {
            fits = next;
            continue;
        }
        if (fits == line) /* the word alone is too wide */
            fits = fitting_end(w, line, next);
        add_line(w, line, fits);
        while (fits < end && w->text[fits] == ' ')
            fits++;
        line = fits;
    }
    if (line < end || from == end)
        add_line(w, line, end);
}

uint32_t text_wrap(struct fonts *fonts, enum font_face face, float pixels, float width,
                   const char *text, struct text_line *lines, uint32_t room)
{
    struct wrapper w = {fonts, face, pixels, width, text, lines, room, 0};
    const char *at = text;
    for (;;) {
        const char *stop = strchr(at, '\n');
        size_t end = stop != NULL ? (size_t)(stop - text) : (size_t)(at - text) + strlen(at);
        wrap_paragraph(&w, (size_t)(at - text), end);
        if (stop == NULL)
            return w.count;
        at = stop + 1;
    }
}

bool text_elide(struct fonts *fonts, enum font_face face, float pixels, float width,
                const char *text, char *out, size_t out_size)
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    size_t octets = strlen(text);
    if (octets < out_size && fonts_width(fonts, face, pixels, text, octets) <= width) {
        memcpy(out, text, octets + 1);
        return false;
    }
    float room = width - fonts_width(fonts, face, pixels, ellipsis, 3);
    size_t low = 0, high = octets < out_size - 4 ? octets : out_size - 4;
    while (low < high) { /* low always fits */
        size_t middle = low + (high - low + 1) / 2;
        if (fonts_width(fonts, face, pixels, text, middle) <= room)
            low = middle;
        else
            high = middle - 1;
    }
    while (low > 0 && ((uint8_t)text[low] & 0xc0) == 0x80)
        low--;
    for (;;) { /* the ellipsis may be kerned, and measures are rounded: look at the whole */
        while (low > 0 && text[low - 1] == ' ')
            low--;
        memcpy(out, text, low);
        memcpy(out + low, ellipsis, sizeof ellipsis);
        if (low == 0 || fonts_width(fonts, face, pixels, out, low + 3) <= width)
            return true;
        low = utf8_before(text, low);
    }
}
