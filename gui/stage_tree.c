/* gui/stage_tree.c: the spanning tree on the stage: a bar across the cable where a switch keeps
 * a port shut, a thin one where it learns, a dot at the port that leads to the root, and the
 * word at the switch that is the root. Cables that carry nothing are dotted: what is left
 * is the tree. */
#include <math.h>

#include "gui/stage.h"

enum { BAR_AWAY = 11, BAR_HALF = 8, DOT_AWAY = 9 };

static const struct stp_port *port_at(const struct window *window, uint32_t interface)
{
    const struct link *link = &session_view(window->session)->link;
    uint32_t row = stp_port_at(link, interface);
    if (row == NONE ||
        link->stp.bridges[stp_bridge_at(link, link->interfaces[interface].node)].begun == 0)
        return NULL;
    return &link->stp.ports[row];
}

bool stage_is_shut(const struct window *window, uint32_t cable)
{
    const struct scenario_link *link = &session_scenario(window->session)->links[cable];
    for (int end = 0; end < 2; end++) {
        const struct stp_port *p = port_at(window, link->end[end]);
        if (p != NULL && p->port_enabled != 0 && p->forwarding == 0)
            return true;
    }
    return false;
}

/* A bar across the way from a to b, near a. */
static void draw_bar(struct stage *stage, struct point a, struct point b, float away,
                     float width)
{
    float length = hypotf(b.x - a.x, b.y - a.y), unit = stage->unit;
    if (length < 2 * away * unit)
        return;
    float along_x = (b.x - a.x) / length, along_y = (b.y - a.y) / length;
    float x = a.x + along_x * away * unit, y = a.y + along_y * away * unit;
    float half = BAR_HALF * unit;
    draw_line(gui_draw(stage->window->gui), x - along_y * half, y + along_x * half,
              x + along_y * half, y - along_x * half,
              paint_stroke(stage->window->theme.colour[TOKEN_INK], width * unit));
}

static void draw_end(struct stage *stage, const struct stp_port *p, struct point a,
                     struct point b)
{
    float length = hypotf(b.x - a.x, b.y - a.y), unit = stage->unit;
    if (p->port_enabled == 0)
        return;
    if (p->learning == 0) {
        draw_bar(stage, a, b, BAR_AWAY - 2, 2.5f);
        draw_bar(stage, a, b, BAR_AWAY + 3, 2.5f);
    } else if (p->forwarding == 0) {
        draw_bar(stage, a, b, BAR_AWAY, 1.5f);
    } else if (p->role == STP_ROLE_ROOT && length > 4 * DOT_AWAY * unit) {
        draw_circle(gui_draw(stage->window->gui), a.x + (b.x - a.x) / length * DOT_AWAY * unit,
                    a.y + (b.y - a.y) / length * DOT_AWAY * unit, 4 * unit,
                    paint_fill(stage->window->theme.colour[TOKEN_INK]));
    }
}

static void draw_root(struct stage *stage)
{
    struct window *window = stage->window;
    const struct stp *stp = &session_view(window->session)->link.stp;
    struct text_style style = text_anchored(
        gui_style(window->gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), ANCHOR_MIDDLE);
    for (uint32_t i = 0; i < stp->plan->bridges; i++) {
        struct node_place at = window->places[stp->plan->bridge[i].node];
        if (stp->bridges[i].begun == 0 || stp->bridges[i].root.root != stp->bridges[i].id)
            continue;
        float away = 34 * stage->size;
        struct point places[3] = {{at.x, at.y - away},
                                  {at.x, at.y - away - 14 * stage->unit},
                                  {at.x, at.y + 2 * away}};
        if (!stage_word(stage, at.x + away, at.y, text_anchored(style, ANCHOR_START),
                        _("root")))
            (void)stage_word_near(stage, places, 3, style, _("root"));
    }
}

void stage_tree(struct stage *stage)
{
    const struct scenario *s = session_scenario(stage->window->session);
    if (session_view(stage->window->session)->link.stp.plan == NULL)
        return;
    for (uint32_t i = 0; i < s->link_count; i++) {
        struct point edge[2];
        uint32_t node[2];
        stage_ends(s, i, node);
        if (!stage_edges(stage, node[0], node[1], &edge[0], &edge[1]))
            continue;
        for (int end = 0; end < 2; end++) {
            const struct stp_port *p = port_at(stage->window, s->links[i].end[end]);
            if (p != NULL)
                draw_end(stage, p, edge[end], edge[1 - end]);
        }
    }
    draw_root(stage);
}
