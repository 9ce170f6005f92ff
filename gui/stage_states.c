/* gui/stage_states.c: beside the ends of a TCP connection, what each of them knows: the state
 * while it is not ESTABLISHED, SND.UNA and SND.NXT where octets are on their way, else RCV.NXT.
 * The connection is that of the selected segment, otherwise of the latest one. */
#include <string.h>

#include "gui/stage.h"
#include "transport/tcp_conn.h"

struct ends {
    ipv4_address address[2];
    uint16_t port[2];
};

static bool ends_of(struct window *window, uint32_t frame, struct ends *ends)
{
    const struct field_tree *tree = frame_glance(window, frame);
    if (tree == NULL)
        return false;
    const struct field_node *port = field_tree_find(tree, FIELD_TCP_SRCPORT, 0);
    const struct field_node *other = field_tree_find(tree, FIELD_TCP_DSTPORT, 0);
    const struct field_node *source = field_tree_find(tree, FIELD_IP_SRC, 0);
    const struct field_node *target = field_tree_find(tree, FIELD_IP_DST, 0);
    if (port == NULL || other == NULL || source == NULL || target == NULL)
        return false;
    *ends = (struct ends){{(ipv4_address)source->number, (ipv4_address)target->number},
                          {(uint16_t)port->number, (uint16_t)other->number}};
    return true;
}

static bool is_tcp(enum frame_kind kind)
{
    return kind == FRAME_TCP_SYN || kind == FRAME_TCP_SYN_ACK || kind == FRAME_TCP_ACK ||
           kind == FRAME_TCP_DATA || kind == FRAME_HTTP_REQUEST ||
           kind == FRAME_HTTP_RESPONSE || kind == FRAME_TCP_FIN || kind == FRAME_TCP_RST;
}

/* The selected segment, or the latest one of the last few frames. */
static uint32_t segment_at_hand(const struct window *window)
{
    const struct history *h = session_history(window->session);
    uint32_t selected = window->selection.frame, begun = frames_begun(window);
    if (selected < begun && is_tcp((enum frame_kind)h->frames[selected].kind))
        return selected;
    for (uint32_t i = begun, n = 0; i-- > 0 && n < 256; n++)
        if (is_tcp((enum frame_kind)h->frames[i].kind))
            return i;
    return NONE;
}

static void put_variable(struct text *text, const char *name, uint32_t value)
{
    text_put(text, name);
    text_put_char(text, ' ');
    text_put_unsigned(text, value);
}

static uint32_t describe(const struct tcp_conn *c, char lines[2][48])
{
    struct text first = text_over(lines[0], 48), second = text_over(lines[1], 48);
    bool sending = tcp_flight(c) > 0 && c->state >= TCP_ESTABLISHED;
    if (c->state != TCP_ESTABLISHED) {
        text_put(&first, tcp_state_name((enum tcp_state)c->state));
        return 1;
    }
    if (!sending) {
        put_variable(&first, "RCV.NXT", c->rcv.nxt.raw - c->rcv.irs.raw);
        return 1;
    }
    put_variable(&first, "SND.UNA", c->snd.una.raw - c->snd.iss.raw);
    put_variable(&second, "SND.NXT", c->snd.nxt.raw - c->snd.iss.raw);
    return 2;
}

static void draw_end(struct stage *stage, const struct tcp_conn *c)
{
    struct window *window = stage->window;
    char lines[2][48] = {"", ""};
    uint32_t count = describe(c, lines);
    struct node_place at = window->places[c->node];
    struct text_style style = text_anchored(
        gui_style(window->gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), ANCHOR_MIDDLE);
    float step = 16 * stage->unit, y = at.y - 37 * stage->size - step * (float)(count - 1);
    for (uint32_t i = 0; i < count; i++)
        (void)stage_word(stage, at.x, y + step * (float)i, style, lines[i]);
}

void stage_states(struct stage *stage)
{
    struct window *window = stage->window;
    const struct transport *t = &session_view(window->session)->transport;
    uint32_t segment = segment_at_hand(window);
    struct ends ends;
    if (window->theme.large || segment == NONE || !ends_of(window, segment, &ends))
        return;
    for (uint32_t row = tcp_conn_next(t, 0); row != NONE; row = tcp_conn_next(t, row + 1)) {
        const struct tcp_conn *c = &t->conns[row];
        for (int i = 0; i < 2; i++)
            if (c->local == ends.address[i] && c->remote == ends.address[1 - i] &&
                c->local_port == ends.port[i] && c->remote_port == ends.port[1 - i])
                draw_end(stage, c);
    }
}
