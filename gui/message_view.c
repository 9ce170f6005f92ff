/* gui/message_view.c: the octets of an application as the text that they are: a request or a
 * response of HTTP, line by line as on the wire. Shown in the place of the header's diagram
 * when the selected layer is such a text. */
#include <stdio.h>
#include <string.h>

#include "gui/inspector.h"
#include "gui/utf8.h"

enum {
    LINES_SHOWN = 160,
    LINE_COLUMNS = 120,
    LINE_HEIGHT = 18,
    LINES_WISHED = 8,
    LINES_TALL = 16,
    TALL = 900
};
enum { LINE_OCTETS = 3 * LINE_COLUMNS }; /* at most, of characters one column wide */

/* The payload of the segment; NULL: there is none. */
static const struct field_node *payload_of(const struct window *window)
{
    const struct field_node *node = field_tree_find(window->tree, FIELD_TCP_PAYLOAD, 0);
    return node != NULL && node->length > 0 ? node : NULL;
}

/* The character at an octet of the frame, and how many octets it has; UTF8_REPLACEMENT and one
 * octet where there is none. */
static uint32_t character_at(const struct field_tree *tree, uint32_t at, uint32_t end,
                             uint32_t *octets)
{
    size_t next;
    uint32_t c = utf8_at((const char *)tree->bytes, end, at, &next);
    *octets = (uint32_t)(next - at);
    return c;
}

static bool is_strange(uint32_t c)
{
    return (c < 0x20 && c != '\r' && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) ||
           c == UTF8_REPLACEMENT;
}

static bool is_text(const struct field_tree *tree, const struct field_node *node)
{
    uint32_t strange = 0, octets;
    uint32_t end = node->offset + node->length;
    end = end < tree->length ? end : tree->length;
    for (uint32_t at = node->offset; at < end; at += octets)
        strange += is_strange(character_at(tree, at, end, &octets));
    return strange * 10 <= node->length;
}

bool message_view_has(const struct window *window)
{
    uint32_t layer = inspector_layer(window);
    if (layer == NONE)
        return false;
    enum field_id id = (enum field_id)window->tree->nodes[layer].id;
    uint32_t selected = inspector_selected(window);
    bool message =
        (selected != NONE && window->tree->nodes[selected].id == FIELD_TCP_PAYLOAD) ||
        id == FIELD_HTTP || id == FIELD_DATA || id == FIELD_DATA_TEXT_LINES;
    const struct field_node *payload = payload_of(window);
    return message && payload != NULL && is_text(window->tree, payload);
}

/* One line of the text, printable and of at most `room` columns; gives where the next begins.
 * The letters of East Asia (from U+1100 on) are two columns wide in the mono face. */
static uint32_t take_line(const struct field_tree *tree, uint32_t at, uint32_t end,
                          uint32_t room, char *line)
{
    size_t n = 0;
    uint32_t columns = 0, octets;
    while (at < end && tree->bytes[at] != '\n') {
        uint32_t c = character_at(tree, at, end, &octets);
        uint32_t wide = c == '\r' ? 0 : c >= 0x1100 && c != UTF8_REPLACEMENT ? 2 : 1;
        if (columns + wide > room)
            break;
        columns += wide;
        at += octets;
        if (wide > 0)
            n += utf8_put(is_strange(c) || c == '\t' ? '.' : c, line + n);
    }
    line[n] = '\0';
    if (at < end && tree->bytes[at] == '\n')
        at++;
    return at;
}

/* How many characters of the mono face go into a width. */
static uint32_t characters(const struct window *window, float width)
{
    float one = gui_text_width(window->gui, FONT_MONO, window->theme.type[TYPE_LABEL], "0");
    float n = one > 0 ? width / one : 1;
    return n < 8 ? 8 : n > LINE_COLUMNS ? LINE_COLUMNS : (uint32_t)n;
}

static uint32_t count_lines(const struct window *window, float width)
{
    const struct field_node *payload = payload_of(window);
    uint32_t room = characters(window, width), lines = 0;
    char line[LINE_OCTETS + 1];
    uint32_t end = payload->offset + payload->length;
    for (uint32_t at = payload->offset; at < end && lines < LINES_SHOWN; lines++)
        at = take_line(window->tree, at, end, room, line);
    return lines;
}

float message_view_height(const struct window *window, float width)
{
    uint32_t lines = count_lines(window, width - 14 * unit_of(window));
    uint32_t most = window->height >= TALL ? LINES_TALL : LINES_WISHED;
    return (float)(lines < most ? lines : most) * LINE_HEIGHT * unit_of(window) +
           8 * unit_of(window);
}

/* The colour of a line: that of what is selected when the line lies in it. */
static enum token line_ink(const struct window *window, uint32_t from, uint32_t to,
                           bool *marked)
{
    uint32_t selected = inspector_selected(window);
    *marked = false;
    if (selected == NONE || window->tree->nodes[selected].parent == FIELD_NO_PARENT)
        return TOKEN_INK;
    const struct field_node *n = &window->tree->nodes[selected];
    *marked = n->offset < to && from < n->offset + n->length;
    return *marked ? TOKEN_MARK_TEXT : TOKEN_INK2;
}

/* The size line of a chunk, said in words; "" for every other line. */
static void put_chunk(const struct window *window, uint32_t from, char *words, size_t size)
{
    const struct field_tree *tree = window->tree;
    words[0] = '\0';
    for (uint32_t i = 0; i < tree->count; i++) {
        const struct field_node *n = &tree->nodes[i];
        if (n->id != FIELD_HTTP_CHUNK_SIZE || n->offset != from)
            continue;
        window_words(words, size,
                     n->number > 0 ? _("a chunk of {n} octets") : _("the last chunk"),
                     (uint32_t)n->number, 0);
        return;
    }
}

static void draw_line_of(struct window *window, struct rect line, const char *text,
                         uint32_t from, uint32_t to)
{
    bool marked;
    enum token ink = line_ink(window, from, to, &marked);
    char name[24];
    (void)snprintf(name, sizeof name, "line.%u", (unsigned)from);
    struct gui_signal signal = gui_hit(window->gui, line, name, text, false);
    if (marked || signal.hovered)
        draw_rect(gui_draw(window->gui), line, 0,
                  paint_fill(window->theme.colour[marked ? TOKEN_MARK : TOKEN_SUNK]));
    struct rect inside = {line.x + 4, line.y, line.w - 4, line.h};
    draw_text_in(gui_draw(window->gui), inside,
                 gui_style(window->gui, marked ? FONT_MONO_BOLD : FONT_MONO, TYPE_LABEL, ink),
                 text);
    char words[96];
    put_chunk(window, from, words, sizeof words);
    struct text_style note =
        gui_style(window->gui, FONT_REGULAR, TYPE_LABEL, marked ? TOKEN_MARK_TEXT : TOKEN_INK2);
    note.anchor = ANCHOR_END;
    if (words[0] != '\0')
        draw_text_in(gui_draw(window->gui),
                     rect_make(inside.x, inside.y, inside.w - 12, inside.h), note, words);
    uint32_t node = inspector_node_at(window->tree, from);
    if (signal.clicked && node != NONE)
        inspector_select(window, node);
}

void message_view(struct window *window, struct rect box)
{
    const struct field_node *payload = payload_of(window);
    float high = LINE_HEIGHT * unit_of(window);
    uint32_t room = characters(window, box.w - 14 * unit_of(window));
    uint32_t end = payload->offset + payload->length;
    float all = (float)count_lines(window, box.w - 14 * unit_of(window)) * high;
    struct rect content = gui_scroll_begin(window->gui, box, "message", all);
    char text[LINE_OCTETS + 1];
    float y = content.y;
    for (uint32_t at = payload->offset; at < end && y < box.y + box.h; y += high) {
        uint32_t from = at;
        at = take_line(window->tree, at, end, room, text);
        if (y + high > box.y)
            draw_line_of(window, rect_make(content.x, y, content.w, high), text, from, at);
    }
    gui_scroll_end(window->gui);
}
