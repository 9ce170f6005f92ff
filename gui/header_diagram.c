/* gui/header_diagram.c: the header of the selected layer as its RFC draws it: 32 bits across,
 * row below row, with the raw values of this frame. Where each field lies is taken from the
 * tree, which has it from the field table (field/fields.def).
 */
#include <math.h>
#include <stdio.h>

#include "gui/inspector.h"

enum { BITS_ACROSS = 32, CELLS_MAX = 64, ROWS_OF_DIAGRAM = 10, ROW_HEIGHT = 22, RULER = 24 };

struct cell {
    uint32_t node;
    uint32_t bit;   /* from the start of the header */
    uint32_t width; /* in bits */
};

struct diagram {
    struct cell cell[CELLS_MAX];
    uint32_t count;
    uint32_t bits; /* of all rows */
};

/* --- which cells there are --- */

static uint32_t width_of(const struct field_node *node)
{
    return node->bits != 0 ? node->bits : node->length * 8;
}

/* A layer's header; what is behind it (a payload, records) is no part of the diagram. */
static uint32_t header_bits(const struct field_node *layer)
{
    switch ((int)layer->id) {
    case FIELD_DNS:
        return 12 * 8;
    case FIELD_ICMP:
        return 8 * 8;
    case FIELD_RIP:
        return 4 * 8;
    case FIELD_HTTP:
    case FIELD_DATA:
    case FIELD_DATA_TEXT_LINES:
    case FIELD_NETSTAGE:
        return 0;
    default: /* all other layers are headers and nothing else */
        return layer->length * 8;
    }
}

/* Do its children take all of its bits? Then they are drawn, not it. */
static bool is_covered(const struct field_tree *tree, uint32_t node)
{
    uint32_t bits = 0;
    for (uint32_t i = node + 1; i < tree->count; i++)
        if (tree->nodes[i].parent == node && tree->nodes[i].bits != 0 &&
            (tree->nodes[i].flags & (FIELD_HIDDEN | FIELD_GENERATED)) == 0)
            bits += tree->nodes[i].bits;
    return bits == width_of(&tree->nodes[node]);
}

static bool is_part(const struct field_tree *tree, uint32_t layer, uint32_t node)
{
    const struct field_node *n = &tree->nodes[node];
    if (inspector_passes_over(n) || (n->flags & FIELD_GENERATED) != 0 || n->length == 0)
        return false;
    if (n->parent == layer)
        return !is_covered(tree, node);
    return n->parent != FIELD_NO_PARENT && tree->nodes[n->parent].parent == layer &&
           n->bits != 0 && is_covered(tree, n->parent);
}

static void collect(const struct field_tree *tree, uint32_t layer, struct diagram *d)
{
    uint32_t header = header_bits(&tree->nodes[layer]);
    uint32_t start = tree->nodes[layer].offset;
    d->count = d->bits = 0;
    if (header > ROWS_OF_DIAGRAM * BITS_ACROSS)
        header = ROWS_OF_DIAGRAM * BITS_ACROSS;
    for (uint32_t i = layer + 1; i < tree->count && d->count < CELLS_MAX; i++) {
        const struct field_node *n = &tree->nodes[i];
        if (!is_part(tree, layer, i) || n->offset < start)
            continue;
        uint32_t bit = (n->offset - start) * 8 + n->bit;
        if (bit < d->bits || bit + width_of(n) > header)
            continue; /* a second name for the same bits, or beyond the header */
        d->cell[d->count++] = (struct cell){i, bit, width_of(n)};
        d->bits = bit + width_of(n);
    }
}

static uint32_t rows_of(const struct diagram *d)
{
    return (d->bits + BITS_ACROSS - 1) / BITS_ACROSS;
}

float header_diagram_height(const struct window *window, float width)
{
    struct diagram d;
    uint32_t layer = inspector_layer(window);
    (void)width;
    if (layer == NONE)
        return 0;
    collect(window->tree, layer, &d);
    return d.count == 0 ? 0 : (RULER + ROW_HEIGHT * (float)rows_of(&d) + 1) * unit_of(window);
}

/* --- what is written in them --- */

/* Where the whole name does not fit. */
static const char *short_label(enum field_id id)
{
    switch ((int)id) {
    case FIELD_TCP_SRCPORT:
    case FIELD_UDP_SRCPORT:
        return _("Src. port");
    case FIELD_TCP_DSTPORT:
    case FIELD_UDP_DSTPORT:
        return _("Dest. port");
    case FIELD_TCP_ACK:
        return _("Ack number");
    case FIELD_TCP_URGENT_POINTER:
        return _("Urgent");
    case FIELD_IP_CHECKSUM:
        return _("Checksum");
    case FIELD_IP_LEN:
        return _("Length");
    case FIELD_IP_ID:
    case FIELD_ICMP_IDENT:
        return _("Ident.");
    case FIELD_IP_FRAG_OFFSET:
        return _("Offset");
    case FIELD_IP_TTL:
        return "TTL";
    case FIELD_IP_PROTO:
        return _("Proto");
    case FIELD_ICMP_SEQ:
        return _("Sequence");
    case FIELD_ARP_HW_TYPE:
        return _("HW type");
    case FIELD_ARP_PROTO_TYPE:
        return _("Proto type");
    case FIELD_ARP_OPCODE:
        return _("Opcode");
    case FIELD_ARP_SRC_HW_MAC:
        return _("Sender MAC");
    case FIELD_ARP_DST_HW_MAC:
        return _("Target MAC");
    case FIELD_ARP_SRC_PROTO_IPV4:
        return _("Sender IP");
    case FIELD_ARP_DST_PROTO_IPV4:
        return _("Target IP");
    default: /* no other cell is too narrow for its name */
        return NULL;
    }
}

static uint64_t raw_bits(const struct field_tree *tree, const struct field_node *n,
                         uint32_t bit, uint32_t width)
{
    uint64_t value = 0;
    for (uint32_t i = bit; i < bit + width; i++) {
        uint32_t octet = n->offset + i / 8;
        uint64_t one = octet < tree->length ? tree->bytes[octet] >> (7 - i % 8) & 1U : 0;
        value = value << 1 | one;
    }
    return value;
}

static void put_raw(const struct field_tree *tree, const struct cell *cell, struct text *text)
{
    const struct field_node *n = &tree->nodes[cell->node];
    const struct field_info *info = field_info((enum field_id)n->id);
    bool address = info->type == FIELD_TYPE_IPV4 || info->type == FIELD_TYPE_ETHER;
    if (address || cell->width > 64) {
        inspector_put_value(tree, cell->node, text);
    } else if (info->base == FIELD_BASE_HEX && cell->width > 1) {
        text_put(text, "0x");
        text_put_hex(text, raw_bits(tree, n, n->bit, cell->width), (cell->width + 3) / 4);
    } else {
        text_put_unsigned(text, raw_bits(tree, n, n->bit, cell->width));
    }
}

/* --- drawing --- */

struct part_look {
    bool marked, set;
    struct rect box;
};

/* A cell goes on in the next row where 32 bits are full: its parts. */
struct parts {
    struct rect first, widest, last;
};

/* The name and the value of a cell: side by side in its widest part, or, of a cell in two
 * parts, the name in the first and the value in the last. */
static void draw_words(struct window *window, const struct parts *parts,
                       const struct cell *cell, bool marked)
{
    struct gui *gui = window->gui;
    struct rect box = parts->widest, first = parts->first, last = parts->last;
    float unit = unit_of(window), room = box.w - 12 * unit;
    const struct field_node *n = &window->tree->nodes[cell->node];
    char raw[64];
    struct text value = text_over(raw, sizeof raw);
    if (inspector_hides(window, cell->node))
        text_put(&value, "?");
    else
        put_raw(window->tree, cell, &value);
    enum font_face face = marked ? FONT_BOLD : FONT_REGULAR;
    struct text_style name =
        gui_style(gui, face, TYPE_LABEL, marked ? TOKEN_MARK_TEXT : TOKEN_INK2);
    struct text_style number =
        gui_style(gui, face, TYPE_LABEL, marked ? TOKEN_MARK_TEXT : TOKEN_INK);
    float wide = gui_text_width(gui, face, number.size, raw) + 1;
    const char *label = tr(field_info((enum field_id)n->id)->label);
    const char *brief = short_label((enum field_id)n->id);
    if (gui_text_width(gui, face, name.size, label) + 8 * unit + wide > room)
        label = brief != NULL ? brief : label;
    bool fits = gui_text_width(gui, face, name.size, label) + 6 * unit + wide <= room;
    struct rect inside = {box.x + 6 * unit, box.y, room, box.h};
    if (!fits && last.y > first.y) {
        gui_label(gui, rect_make(first.x + 6 * unit, first.y, first.w - 12 * unit, first.h),
                  name, label);
        number.anchor = ANCHOR_END;
        gui_label(gui, rect_make(last.x + 6 * unit, last.y, last.w - 12 * unit, last.h), number,
                  raw);
        return;
    }
    if (!fits) {
        number.anchor = ANCHOR_MIDDLE;
        gui_label(gui, rect_inset(box, 1), number, raw);
        return;
    }
    draw_text_in(gui_draw(gui), inside, name, label);
    number.anchor = ANCHOR_END;
    draw_text_in(gui_draw(gui), inside, number, raw);
}

static void draw_bit(struct window *window, struct rect box, bool set, bool marked)
{
    enum token ground = marked ? TOKEN_MARK : set ? TOKEN_INK : TOKEN_GROUND;
    enum token ink = marked ? TOKEN_MARK_TEXT : set ? TOKEN_PAPER : TOKEN_INK2;
    struct text_style style = gui_style(window->gui, FONT_MONO, TYPE_LABEL, ink);
    struct rect inner = rect_inset(box, 1);
    style.anchor = ANCHOR_MIDDLE;
    inner.w += 1;
    inner.h += 1;
    if (set || marked)
        draw_rect(gui_draw(window->gui), inner, 0, paint_fill(window->theme.colour[ground]));
    draw_text(gui_draw(window->gui), box.x + box.w / 2,
              text_baseline(box.y + box.h / 2, style.size), style, set ? "1" : "0");
}

/* One row's part of a cell. */
static struct gui_signal draw_part(struct window *window, const struct part_look *look,
                                   const char *name)
{
    struct draw_list *list = gui_draw(window->gui);
    struct rect box = look->box;
    const struct rgba *colour = window->theme.colour;
    struct gui_signal signal = gui_hit(window->gui, box, name, NULL, false);
    box.w += 1;
    box.h += 1;
    draw_rect(list, box, 0,
              look->marked     ? paint_both(colour[TOKEN_MARK], colour[TOKEN_MARK_TEXT], 1)
              : signal.hovered ? paint_both(colour[TOKEN_SUNK], colour[TOKEN_RULE], 1)
                               : paint_stroke(colour[TOKEN_RULE], 1));
    return signal;
}

static bool is_marked(const struct window *window, uint32_t node)
{
    uint32_t selected = inspector_selected(window);
    if (selected == NONE)
        return false;
    for (uint32_t up = node; up != FIELD_NO_PARENT; up = window->tree->nodes[up].parent)
        if (up == selected && window->tree->nodes[up].parent != FIELD_NO_PARENT)
            return true;
    for (uint32_t up = selected; up != FIELD_NO_PARENT; up = window->tree->nodes[up].parent)
        if (up == node) /* a part of what the cell shows */
            return true;
    return false;
}

static void draw_cell(struct window *window, struct rect grid, const struct cell *cell)
{
    float unit = unit_of(window), bit = grid.w / BITS_ACROSS, high = ROW_HEIGHT * unit;
    const struct field_info *info =
        field_info((enum field_id)window->tree->nodes[cell->node].id);
    bool marked = is_marked(window, cell->node);
    struct parts parts = {.widest = {0, 0, 0, 0}};
    char name[64];
    for (uint32_t at = cell->bit; at < cell->bit + cell->width;) {
        uint32_t row = at / BITS_ACROSS, end = (row + 1) * BITS_ACROSS;
        end = end < cell->bit + cell->width ? end : cell->bit + cell->width;
        float left = roundf(grid.x + bit * (float)(at % BITS_ACROSS));
        float right = roundf(grid.x + bit * (float)(end - row * BITS_ACROSS));
        struct part_look look = {
            marked, false, {left, grid.y + high * (float)row, right - left, high}};
        (void)snprintf(name, sizeof name, "%s%s", info->name, at == cell->bit ? "" : "+");
        struct gui_signal signal = draw_part(window, &look, name);
        gui_tooltip(window->gui, tr(info->label), info->name);
        if (signal.clicked)
            inspector_select(window, cell->node);
        parts.first = at == cell->bit ? look.box : parts.first;
        parts.widest = look.box.w > parts.widest.w ? look.box : parts.widest;
        parts.last = look.box;
        at = end;
    }
    const struct field_node *n = &window->tree->nodes[cell->node];
    if (cell->width == 1 && !inspector_hides(window, cell->node))
        draw_bit(window, parts.widest, raw_bits(window->tree, n, n->bit, 1) != 0, marked);
    else
        draw_words(window, &parts, cell, marked);
}

static void draw_ruler(struct window *window, struct rect ruler)
{
    struct draw_list *list = gui_draw(window->gui);
    float unit = unit_of(window), bottom = ruler.y + ruler.h;
    struct text_style style = gui_style(window->gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
    struct paint rule = paint_fill(window->theme.colour[TOKEN_RULE]);
    for (uint32_t i = 0; i <= BITS_ACROSS; i++) {
        float x = roundf(ruler.x + ruler.w / BITS_ACROSS * (float)i);
        float high = (i % 8 == 0 ? 6 : 3) * unit;
        draw_rect(list, rect_make(x, bottom - high, 1, high), 0, rule);
        char number[12];
        if (i % 8 != 0)
            continue;
        (void)snprintf(number, sizeof number, "%u", (unsigned)(i == 32 ? 31 : i));
        style.anchor = i == 0 ? ANCHOR_START : i == 32 ? ANCHOR_END : ANCHOR_MIDDLE;
        draw_text(list, x, bottom - 9 * unit, style, number);
    }
}

void header_diagram(struct window *window, struct rect box)
{
    struct diagram d;
    uint32_t layer = inspector_layer(window);
    if (layer == NONE)
        return;
    collect(window->tree, layer, &d);
    gui_push(window->gui, "header");
    box.w -= 1;
    draw_ruler(window, rect_cut_top(&box, RULER * unit_of(window)));
    for (uint32_t i = 0; i < d.count; i++)
        if (!is_marked(window, d.cell[i].node))
            draw_cell(window, box, &d.cell[i]);
    for (uint32_t i = 0; i < d.count; i++) /* its edge lies over its neighbours' */
        if (is_marked(window, d.cell[i].node))
            draw_cell(window, box, &d.cell[i]);
    gui_pop(window->gui);
}
