/* gui/hex_view.c: the octets of the selected frame: 8 a row, which is two words of the header's
 * diagram, with their characters beside them. A line below each octet has the colour of its
 * layer. A click on an octet selects the field that it belongs to; arrows move from field to
 * field.
 */
#include <stdio.h>
#include <string.h>

#include "gui/inspector.h"

enum { A_ROW = 8, ROW_OF_HEX = 18 };

struct hex_place {
    float octets, pitch; /* x of the first octet, and from one to the next */
    float letters, letter_pitch;
};

static struct hex_place place_of(const struct window *window, struct rect content)
{
    float unit = unit_of(window);
    float letter = 10 * unit, left = 34 * unit;
    float letters = content.w - letter * A_ROW;
    return (struct hex_place){content.x + left, (letters - left - 8 * unit) / A_ROW,
                              content.x + letters, letter};
}

float hex_view_height(const struct window *window)
{
    uint32_t rows = (window->tree->length + A_ROW - 1) / A_ROW;
    return (float)rows * ROW_OF_HEX * unit_of(window);
}

/* The layer's node that an octet belongs to; NONE: to none. */
static uint32_t layer_at(const struct field_tree *tree, uint32_t octet)
{
    uint32_t found = NONE;
    for (uint32_t i = 0; i < tree->count; i++) {
        const struct field_node *n = &tree->nodes[i];
        if (n->parent == FIELD_NO_PARENT && n->id != FIELD_FRAME && n->length > 0 &&
            octet >= n->offset && octet < n->offset + n->length)
            found = i;
    }
    return found;
}

/* What TCP or UDP carries, when no dissector has made a layer of it. */
static bool is_payload(const struct field_tree *tree, uint32_t octet)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        const struct field_node *n = &tree->nodes[i];
        if ((n->id == FIELD_TCP_PAYLOAD || n->id == FIELD_UDP_PAYLOAD) && octet >= n->offset &&
            octet < n->offset + n->length)
            return true;
    }
    return false;
}

struct octet_look {
    bool marked, within; /* selected; of the selected layer */
    bool known;          /* it belongs to a layer, whose colour is: */
    struct rgba line;
};

static struct octet_look look_of(const struct window *window, uint32_t octet)
{
    const struct field_tree *tree = window->tree;
    uint32_t selected = inspector_selected(window), layer = layer_at(tree, octet);
    struct octet_look look = {false, false, layer != NONE, {0, 0, 0, 0}};
    if (layer != NONE)
        look.line =
            window->theme.protocol[layer_protocol((enum field_id)tree->nodes[layer].id)].fill;
    if (layer == NONE && is_payload(tree, octet)) {
        look.known = true;
        look.line = window->theme.protocol[PROTOCOL_HTTP].fill;
    }
    look.within = selected == NONE || layer == inspector_layer(window);
    if (selected != NONE && tree->nodes[selected].parent != FIELD_NO_PARENT)
        look.marked = octet >= tree->nodes[selected].offset &&
                      octet < tree->nodes[selected].offset + tree->nodes[selected].length;
    return look;
}

static void draw_letter(struct window *window, struct rect box, uint8_t octet,
                        const struct octet_look *look)
{
    char letter[2] = {octet > 0x20 && octet < 0x7f ? (char)octet : '.', '\0'};
    enum token ink = look->marked ? TOKEN_MARK_TEXT : look->within ? TOKEN_INK : TOKEN_INK2;
    struct text_style style = gui_style(window->gui, FONT_MONO, TYPE_LABEL, ink);
    if (octet == 0x20)
        return;
    style.anchor = ANCHOR_MIDDLE;
    if (look->marked)
        draw_rect(gui_draw(window->gui), box, 0, paint_fill(window->theme.colour[TOKEN_MARK]));
    draw_text(gui_draw(window->gui), box.x + box.w / 2,
              text_baseline(box.y + box.h / 2, style.size), style, letter);
}

static void draw_octet(struct window *window, const struct hex_place *place, float y,
                       uint32_t at)
{
    struct draw_list *list = gui_draw(window->gui);
    float unit = unit_of(window), column = (float)(at % A_ROW);
    struct rect box = {place->octets + place->pitch * column, y, place->pitch,
                       ROW_OF_HEX * unit};
    struct octet_look look = look_of(window, at);
    const struct rgba *colour = window->theme.colour;
    char name[24], digits[4];
    (void)snprintf(name, sizeof name, "octet.%u", (unsigned)at);
    bool hidden = inspector_hides_octet(window, at);
    if (hidden)
        memcpy(digits, "??", 3);
    else
        (void)snprintf(digits, sizeof digits, "%02x", window->tree->bytes[at]);
    struct gui_signal signal = gui_hit(window->gui, box, name, NULL, false);
    if (look.marked || signal.hovered)
        draw_rect(list, box, 0, paint_fill(colour[look.marked ? TOKEN_MARK : TOKEN_SUNK]));
    float line = (look.marked ? 1.5f : 2.0f) * unit;
    if (look.known)
        draw_rect(list, rect_make(box.x, box.y + box.h - line, box.w, line), 0,
                  paint_fill(look.marked ? colour[TOKEN_MARK_TEXT] : look.line));
    struct text_style style =
        gui_style(window->gui, look.marked ? FONT_MONO_BOLD : FONT_MONO, TYPE_LABEL,
                  look.marked   ? TOKEN_MARK_TEXT
                  : look.within ? TOKEN_INK
                                : TOKEN_INK2);
    style.anchor = ANCHOR_MIDDLE;
    draw_text(list, box.x + box.w / 2, text_baseline(box.y + box.h / 2 - unit, style.size),
              style, digits);
    draw_letter(
        window,
        rect_make(place->letters + place->letter_pitch * column, y, place->letter_pitch, box.h),
        hidden ? '?' : window->tree->bytes[at], &look);
    uint32_t node = inspector_node_at(window->tree, at);
    if (signal.clicked && node != NONE)
        inspector_select(window, node);
}

/* From field to field, and from row to row. */
static void hex_keys(struct window *window)
{
    struct gui *gui = window->gui;
    uint32_t selected = inspector_selected(window), length = window->tree->length;
    uint32_t from = selected == NONE ? 0 : window->tree->nodes[selected].offset;
    uint32_t behind = selected == NONE ? 0 : from + window->tree->nodes[selected].length;
    uint32_t to = NONE;
    if (gui_shortcut(gui, KEY_RIGHT, 0, 0))
        to = behind;
    else if (gui_shortcut(gui, KEY_LEFT, 0, 0))
        to = from > 0 ? from - 1 : NONE;
    else if (gui_shortcut(gui, KEY_DOWN, 0, 0))
        to = from + A_ROW;
    else if (gui_shortcut(gui, KEY_UP, 0, 0))
        to = from >= A_ROW ? from - A_ROW : NONE;
    uint32_t node = to < length ? inspector_node_at(window->tree, to) : NONE;
    if (node != NONE)
        inspector_select(window, node);
}

static void draw_row(struct window *window, const struct hex_place *place, struct rect content,
                     uint32_t row)
{
    float unit = unit_of(window), y = content.y + (float)row * ROW_OF_HEX * unit;
    struct text_style style = gui_style(window->gui, FONT_MONO, TYPE_LABEL, TOKEN_INK2);
    char number[12];
    (void)snprintf(number, sizeof number, "%04x", (unsigned)(row * A_ROW));
    draw_text(gui_draw(window->gui), content.x,
              text_baseline(y + ROW_OF_HEX * unit / 2 - unit, style.size), style, number);
    for (uint32_t i = row * A_ROW; i < (row + 1) * A_ROW && i < window->tree->length; i++)
        draw_octet(window, place, y, i);
}

void hex_view(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    float high = ROW_OF_HEX * unit_of(window);
    uint32_t selected = inspector_selected(window);
    struct gui_signal whole = gui_area(gui, box, "octets", _("Octets of the frame"));
    if (whole.focused)
        hex_keys(window);
    if (whole.focused && gui_focus_is_visible(gui))
        gui_focus_ring(gui, rect_inset(box, 2), MEASURE_RADIUS);
    gui_push(gui, "hex");
    if (selected != NONE && window->instruments->shown_field != window->selection.field) {
        uint32_t row = window->tree->nodes[selected].offset / A_ROW;
        gui_scroll_reveal(gui, "rows", high * (float)row, high * (float)(row + 2), box.h);
    }
    struct rect content = gui_scroll_begin(gui, box, "rows", hex_view_height(window));
    struct hex_place place = place_of(window, content);
    uint32_t rows = (window->tree->length + A_ROW - 1) / A_ROW;
    for (uint32_t row = 0; row < rows; row++) {
        float y = content.y + high * (float)row;
        if (y + high > box.y && y < box.y + box.h)
            draw_row(window, &place, content, row);
    }
    gui_scroll_end(gui);
    gui_pop(gui);
}
