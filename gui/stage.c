/* gui/stage.c: the stage: nodes, cables, networks, and the frames that fly between them
 * (gui/stage_frames.c). Words never lie on words: each asks for its place first. */
#include "gui/stage.h"

#include <math.h>
#include <stdio.h>

/* --- places --- */

void stage_block(struct stage *stage, struct rect box)
{
    if (stage->taken.count < STAGE_TAKEN_MAX)
        stage->taken.box[stage->taken.count++] = box;
}

static bool is_free(const struct stage *stage, struct rect box)
{
    if (box.x < stage->box.x || box.y < stage->box.y ||
        box.x + box.w > stage->box.x + stage->box.w ||
        box.y + box.h > stage->box.y + stage->box.h)
        return false;
    for (uint32_t i = 0; i < stage->taken.count; i++)
        if (rect_overlap(stage->taken.box[i], box))
            return false;
    return stage->taken.count < STAGE_TAKEN_MAX;
}

bool stage_take(struct stage *stage, struct rect box)
{
    if (!is_free(stage, box))
        return false;
    stage_block(stage, box);
    return true;
}

bool stage_word(struct stage *stage, float x, float y, struct text_style style,
                const char *text)
{
    float wide = gui_text_width(stage->window->gui, style.face, style.size, text) + 4;
    float left = style.anchor == ANCHOR_START    ? x - 2
                 : style.anchor == ANCHOR_MIDDLE ? x - wide / 2
                                                 : x - wide + 2;
    struct rect box = {left, y - style.size * 0.6f, wide, style.size * 1.2f};
    if (text[0] == '\0' || !stage_take(stage, box))
        return false;
    draw_text(gui_draw(stage->window->gui), x, text_baseline(y, style.size), style, text);
    return true;
}

bool stage_word_near(struct stage *stage, const struct point *places, uint32_t count,
                     struct text_style style, const char *text)
{
    for (uint32_t i = 0; i < count; i++)
        if (stage_word(stage, places[i].x, places[i].y, style, text))
            return true;
    return false;
}

/* --- what is pointed at: the uppermost thing first, for the first one takes the press --- */

/* Selecting by mouse leaves the focus alone, so that the space bar still plays. */
static void drop_mouse_focus(struct window *window)
{
    if (gui_input(window->gui)->released[MOUSE_LEFT])
        gui_focus(window->gui, NULL);
}

static void hit_node(struct stage *stage, uint32_t node)
{
    struct window *window = stage->window;
    struct node_place at = window->places[node];
    float reach = 24 * fmaxf(stage->size, 0.5f);
    struct rect hot = {at.x - reach, at.y - reach, 2 * reach, 2 * reach};
    char name[48];
    snprintf(name, sizeof name, "node.%s", session_scenario(window->session)->nodes[node].name);
    struct gui_signal signal = gui_hit(window->gui, hot, name, node_label(window, node), true);
    if (signal.hovered)
        stage->hovered_node = node;
    if (signal.focused)
        stage->focused_node = node;
    if (signal.clicked) {
        select_node(window, node);
        drop_mouse_focus(window);
    }
    if (signal.double_clicked)
        window->tab = TAB_TABLES;
    if (signal.menu && !window->menu.open_now)
        stage_menu_open(window, SELECT_NODE, node, at.x + reach, at.y);
}

static void hit_cable(struct stage *stage, uint32_t cable)
{
    struct window *window = stage->window;
    struct point a, b;
    uint32_t node[2];
    char name[24], label[160];
    stage_ends(session_scenario(window->session), cable, node);
    if (!stage_edges(stage, node[0], node[1], &a, &b))
        return;
    snprintf(name, sizeof name, "cable.%u", (unsigned)cable);
    snprintf(label, sizeof label, "%s - %s", node_label(window, node[0]),
             node_label(window, node[1]));
    float half = 6 * stage->unit;
    struct rect hot = {fminf(a.x, b.x) - half, fminf(a.y, b.y) - half,
                       fabsf(a.x - b.x) + 2 * half, fabsf(a.y - b.y) + 2 * half};
    if (fabsf(a.x - b.x) > 24 && fabsf(a.y - b.y) > 24) /* slanted: its middle */
        hot = rect_make((a.x + b.x) / 2 - 2 * half, (a.y + b.y) / 2 - 2 * half, 4 * half,
                        4 * half);
    struct gui_signal signal = gui_hit(window->gui, hot, name, label, false);
    const struct gui_input *in = gui_input(window->gui);
    if (signal.hovered && stage->hovered_node == NONE)
        stage->hovered_cable = cable;
    if (signal.clicked)
        select_cable(window, cable);
    if (signal.menu && !window->menu.open_now)
        stage_menu_open(window, SELECT_CABLE, cable, in->mouse_x, in->mouse_y);
}

static void stage_hits(struct stage *stage)
{
    const struct scenario *s = session_scenario(stage->window->session);
    stage->hovered_node = stage->hovered_cable = stage->focused_node = NONE;
    stage_hit_frames(stage);
    for (uint32_t i = 0; i < s->node_count; i++)
        hit_node(stage, i);
    for (uint32_t i = 0; i < s->link_count; i++)
        hit_cable(stage, i);
    struct gui_signal ground =
        gui_hit(stage->window->gui, stage->box, "ground", _("stage"), false);
    if (ground.clicked)
        select_nothing(stage->window);
}

/* --- cables --- */

static bool is_cut(const struct window *window, uint32_t cable)
{
    const struct phy *phy = &session_view(window->session)->phy;
    return phy->directions[2 * cable].cut != 0 || phy->directions[2 * cable + 1].cut != 0;
}

static void draw_cable(struct stage *stage, uint32_t cable, struct point a, struct point b)
{
    struct window *window = stage->window;
    const struct theme *theme = &window->theme;
    struct draw_list *list = gui_draw(window->gui);
    bool selected = window->selection.kind == SELECT_CABLE && window->selection.cable == cable;
    float width = stage->size < 1 ? 2 * sqrtf(stage->size) : 2 * stage->unit;
    if (selected) {
        draw_line(list, a.x, a.y, b.x, b.y,
                  paint_stroke(theme->colour[TOKEN_MARK_TEXT], 9 * stage->unit));
        draw_line(list, a.x, a.y, b.x, b.y,
                  paint_stroke(theme->colour[TOKEN_MARK], 6 * stage->unit));
    }
    struct rgba ink = theme->colour[selected                        ? TOKEN_MARK_TEXT
                                    : stage->hovered_cable == cable ? TOKEN_INK
                                                                    : TOKEN_LINE];
    if (!is_cut(window, cable)) {
        bool shut = stage_is_shut(window, cable);
        draw_line(list, a.x, a.y, b.x, b.y,
                  shut ? paint_dashed(ink, width, width, 2 * width) : paint_stroke(ink, width));
        return;
    }
    struct rgba loss = theme->protocol[PROTOCOL_LOSS].ink;
    draw_line(list, a.x, a.y, b.x, b.y, paint_dashed(loss, width, 4, 4));
    glyph_loss(list, theme, (a.x + b.x) / 2, (a.y + b.y) / 2, 8 * stage->unit,
               theme->colour[TOKEN_PAPER]);
}

/* Words keep away from slanted and upright cables: frames fly there. */
static void block_corridor(struct stage *stage, struct point a, struct point b)
{
    float length = hypotf(b.x - a.x, b.y - a.y),
          half = (stage->window->stage.row ? 8 : 12) * stage->unit;
    uint32_t parts = (uint32_t)(length / (1.5f * half)) + 1;
    for (uint32_t i = 0; i <= parts && stage->taken.count < STAGE_TAKEN_MAX / 2; i++) {
        float share = (float)i / (float)parts;
        float x = a.x + (b.x - a.x) * share, y = a.y + (b.y - a.y) * share;
        stage_block(stage, rect_make(x - half, y - half, 2 * half, 2 * half));
    }
}

static void draw_cables(struct stage *stage)
{
    const struct scenario *s = session_scenario(stage->window->session);
    for (uint32_t i = 0; i < s->link_count; i++) {
        struct point a, b;
        uint32_t node[2];
        stage_ends(s, i, node);
        if (!stage_edges(stage, node[0], node[1], &a, &b))
            continue;
        draw_cable(stage, i, a, b);
        block_corridor(stage, a, b);
    }
}

/* --- nodes --- */

enum { MARK_HALF = 26 }; /* of the square around a selected node, glyph_node.c */

static void draw_name(struct stage *stage, uint32_t node, struct rect body)
{
    struct window *window = stage->window;
    const struct scenario *s = session_scenario(window->session);
    struct node_place at = window->places[node];
    bool strong = s->nodes[node].kind == NODE_HOST || !window->theme.large;
    struct text_style style = text_anchored(
        gui_style(window->gui, strong ? FONT_BOLD : FONT_REGULAR, TYPE_LABEL, TOKEN_INK),
        ANCHOR_MIDDLE);
    float below = at.y + MARK_HALF * stage->size + 0.7f * style.size; /* clear of the mark */
    if (window->stage.row)
        below = fmaxf(below, at.y + (stage->unit > 1 ? 34 : 39) * stage->size);
    struct point middle[4] = {{at.x, below},
                              {at.x, below + 1.3f * style.size},
                              {at.x, body.y - 0.8f * style.size},
                              {at.x, below + 2.6f * style.size}};
    struct point right = {body.x + body.w + 6, at.y}, left = {body.x - 6, at.y};
    const char *label = node_label(window, node);
    for (int i = 0; i < 2; i++, label = s->nodes[node].name)
        if (stage_word_near(stage, middle, window->stage.row ? 2 : 3, style, label) ||
            stage_word(stage, right.x, right.y, text_anchored(style, ANCHOR_START), label) ||
            stage_word(stage, left.x, left.y, text_anchored(style, ANCHOR_END), label) ||
            stage_word_near(stage, middle, 4, style, label))
            return;
}

static struct rect body_of(const struct stage *stage, uint32_t node)
{
    const struct window *window = stage->window;
    struct point half = glyph_node_half(stage_glyph(session_scenario(window->session), node));
    struct node_place at = window->places[node];
    return rect_make(at.x - half.x * stage->size, at.y - half.y * stage->size,
                     2 * half.x * stage->size, 2 * half.y * stage->size);
}

static bool is_chosen(const struct window *window, uint32_t node)
{
    const struct selection *now = &window->selection;
    return (now->kind == SELECT_NODE || now->kind == SELECT_ROW) && now->node == node;
}

/* Where no word may lie: the node, with its mark when it is selected. */
static struct rect room_of(const struct stage *stage, uint32_t node)
{
    float half = MARK_HALF * stage->size;
    struct node_place at = stage->window->places[node];
    return is_chosen(stage->window, node)
               ? rect_make(at.x - half, at.y - half, 2 * half, 2 * half)
               : body_of(stage, node);
}

static void draw_node(struct stage *stage, uint32_t node)
{
    struct window *window = stage->window;
    struct node_place at = window->places[node];
    unsigned states = is_chosen(window, node) ? GLYPH_STATE_SELECTED : GLYPH_STATE_PLAIN;
    struct rgba paper =
        window->theme.colour[stage->hovered_node == node ? TOKEN_GROUND : TOKEN_PAPER];
    glyph_node(gui_draw(window->gui), &window->theme,
               stage_glyph(session_scenario(window->session), node), states, at.x, at.y,
               stage->size, paper);
    if (stage->focused_node == node && gui_focus_is_visible(window->gui))
        gui_focus_ring(window->gui, rect_inset(body_of(stage, node), -2), 4 * stage->unit);
}

static void draw_nodes(struct stage *stage)
{
    const struct scenario *s = session_scenario(stage->window->session);
    for (uint32_t i = 0; i < s->node_count; i++) {
        draw_node(stage, i);
        stage_block(stage, room_of(stage, i));
    }
    for (uint32_t i = 0; i < s->node_count; i++)
        draw_name(stage, i, room_of(stage, i));
}

/* --- the panel --- */

/* In presenter mode the title of the lesson and the clock stand over the stage. */
static void block_heads(struct stage *stage)
{
    struct presenter_heads heads;
    if (!stage->window->theme.large)
        return;
    presenter_heads(stage->window, &heads);
    stage_block(stage, heads.title_box);
    stage_block(stage, heads.clock_box);
}

void stage_panel(struct window *window, struct rect box)
{
    static struct stage stage; /* scratch of one picture */
    if (window->places == NULL)
        return;
    stage.window = window;
    stage.box = box;
    stage.unit = unit_of(window);
    stage.size = window->stage.size;
    stage.taken.count = 0;
    gui_panel_begin(window->gui, box, "stage", PANEL_PAPER);
    stage_find_frames(&stage);
    stage_hits(&stage);
    block_heads(&stage);
    draw_cables(&stage);
    draw_nodes(&stage);
    stage_block_frames(&stage);
    stage_tree(&stage);
    stage_networks(&stage);
    stage_states(&stage);
    stage_frames(&stage);
    gui_panel_end(window->gui);
}
