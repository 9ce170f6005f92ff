/* gui/ladder_labels.c: words at the lines of the ladder: what a packet is, at the node that
 * sent it; its number once more where it arrives. Parallel lines of one burst share their
 * words. No two of them overlap: what finds no room is left out, since the inspector has it
 * anyway.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gui/inspector.h"
#include "gui/ladder_view.h"
#include "transport/tcp.h"

enum { WORDS = 48, BURST_LEAST = 3 };

/* What is written about a packet: a word, and perhaps a second line. */
struct words_of {
    char first[WORDS];
    char second[WORDS];
};

/* --- room --- */

bool ladder_claim(struct ladder_view *v, struct rect box)
{
    struct rect past = v->box; /* nothing is written on what has not been played */
    past.h = fminf(past.h, ladder_y(v, v->now) + 1 - past.y);
    struct rect seen = rect_common(past, box);
    if (seen.w < box.w - 0.5f || seen.h < box.h - 0.5f || v->labels >= LADDER_LABELS_MAX)
        return false;
    for (uint32_t i = 0; i < v->labels; i++)
        if (rect_overlap(v->label[i], box))
            return false;
    v->label[v->labels++] = box;
    return true;
}

/* --- what is written --- */

static bool is_lit(const struct ladder_view *v, uint32_t frame)
{
    return v->something_selected && belongs_to_selection(v->window, frame);
}

static void put_field(const struct field_tree *tree, enum field_id id, char out[WORDS])
{
    const struct field_node *node = field_tree_find(tree, id, 0);
    if (node != NULL)
        (void)field_format(tree, node, out, WORDS);
}

static void put_number(const char *word, uint64_t number, char out[WORDS])
{
    (void)snprintf(out, WORDS, "%s%llu", word, (unsigned long long)number);
}

static uint64_t number_in(const struct field_tree *tree, enum field_id id)
{
    const struct field_node *node = field_tree_find(tree, id, 0);
    return node == NULL ? 0 : node->number;
}

static void put_octets_of(const struct field_tree *tree, char out[WORDS])
{
    (void)snprintf(out, WORDS, "%llu ", (unsigned long long)number_in(tree, FIELD_TCP_LEN));
    strncat(out, _("octets"), WORDS - strlen(out) - 1);
}

static void words_of_tcp(const struct field_tree *tree, enum frame_kind kind, bool lit,
                         struct words_of *w)
{
    uint64_t seq = number_in(tree, FIELD_TCP_SEQ), ack = number_in(tree, FIELD_TCP_ACK);
    const char *flags = kind == FRAME_TCP_SYN       ? "SYN"
                        : kind == FRAME_TCP_SYN_ACK ? "SYN+ACK"
                        : kind == FRAME_TCP_FIN     ? "FIN"
                                                    : "RST";
    if (kind == FRAME_TCP_ACK) {
        put_number("ack ", ack, w->first);
    } else if (kind == FRAME_TCP_DATA) {
        put_number("", seq, w->first);
        if (lit)
            put_octets_of(tree, w->second);
    } else {
        (void)snprintf(w->first, WORDS, "%s", flags);
        put_number("seq ", seq, w->second);
    }
}

/* "1.0.0.0=3": the first network, or how many there are. */
static void put_rip_routes(const struct field_tree *tree, char *words)
{
    uint32_t count = 0;
    while (field_tree_find(tree, FIELD_RIP_IP, count) != NULL)
        count++;
    if (count == 1) {
        put_field(tree, FIELD_RIP_IP, words);
        size_t length = strlen(words);
        (void)snprintf(words + length, WORDS - length, "=%llu",
                       (unsigned long long)number_in(tree, FIELD_RIP_METRIC));
    } else if (count > 1) {
        put_number("× ", count, words);
    }
}

static void put_words_of(struct ladder_view *v, uint32_t frame, struct words_of *w)
{
    enum frame_kind kind =
        (enum frame_kind)session_history(v->window->session)->frames[frame].kind;
    const struct field_tree *tree = frame_glance(v->window, frame);
    *w = (struct words_of){"", ""};
    if (tree == NULL)
        return;
    switch (kind) {
    case FRAME_ARP_REQUEST:
    case FRAME_ARP_REPLY:
        (void)snprintf(w->first, WORDS, "%s", tr(frame_kind_name(kind)));
        put_field(tree,
                  kind == FRAME_ARP_REQUEST ? FIELD_ARP_DST_PROTO_IPV4
                                            : FIELD_ARP_SRC_PROTO_IPV4,
                  w->second);
        break;
    case FRAME_ICMP_ECHO:
    case FRAME_ICMP_ECHO_REPLY:
        (void)snprintf(w->first, WORDS, "%s",
                       kind == FRAME_ICMP_ECHO ? _("echo") : _("echo reply"));
        put_number("seq ", number_in(tree, FIELD_ICMP_SEQ), w->second);
        break;
    case FRAME_DNS_QUERY:
    case FRAME_DNS_ANSWER:
        (void)snprintf(w->first, WORDS, "%s", tr(frame_kind_name(kind)));
        put_field(tree, FIELD_DNS_QRY_NAME, w->second);
        break;
    case FRAME_RIP_REQUEST:
    case FRAME_RIP_RESPONSE:
        (void)snprintf(w->first, WORDS, "%s", tr(frame_kind_name(kind)));
        put_rip_routes(tree, w->second);
        break;
    case FRAME_HTTP_REQUEST:
        put_field(tree, FIELD_HTTP_REQUEST_METHOD, w->first);
        put_field(tree, FIELD_HTTP_REQUEST_URI, w->second);
        break;
    case FRAME_HTTP_RESPONSE:
        put_field(tree, FIELD_HTTP_RESPONSE_CODE, w->first);
        put_octets_of(tree, w->second);
        break;
    case FRAME_TCP_SYN:
    case FRAME_TCP_SYN_ACK:
    case FRAME_TCP_ACK:
    case FRAME_TCP_DATA:
    case FRAME_TCP_FIN:
    case FRAME_TCP_RST:
        words_of_tcp(tree, kind, is_lit(v, frame), w);
        break;
    case FRAME_ICMP_ERROR:
    case FRAME_UDP_OTHER:
    case FRAME_BPDU:
    case FRAME_OTHER:
    case FRAME_KINDS:
        (void)snprintf(w->first, WORDS, "%s", tr(frame_kind_name(kind)));
        break;
    }
}

static void find_words(struct ladder_view *v, uint32_t frame, struct words_of *w)
{
    put_words_of(v, frame, w);
    inspector_hide_answer(v->window, frame, w->first);
    inspector_hide_answer(v->window, frame, w->second);
}

/* --- bursts --- */

static bool carries_data(enum frame_kind kind)
{
    return kind == FRAME_TCP_DATA || kind == FRAME_HTTP_RESPONSE;
}

/* How many packets after this one are its burst: data from the same node, so close behind each
 * other that their words would overlap. *last is the row of the last of them. */
static uint32_t burst_of(const struct ladder_view *v, uint32_t row, uint32_t *last)
{
    const struct history *h = session_history(v->window->session);
    const struct history_frame *first = &h->frames[v->way[row].frame];
    float y = ladder_y(v, h->rows[first->sent_row].time);
    uint32_t count = 1;
    *last = row;
    if (!carries_data((enum frame_kind)first->kind) || first->hop != 1)
        return 1;
    for (uint32_t i = row + 1; i < v->ways; i++) {
        const struct history_frame *f = &h->frames[v->way[i].frame];
        if (f->hop != 1 || f->node != first->node || !carries_data((enum frame_kind)f->kind))
            continue;
        float here = ladder_y(v, h->rows[f->sent_row].time);
        if (here - y > LADDER_LABEL * v->unit)
            break;
        y = here;
        *last = i;
        count++;
    }
    return count;
}

static void words_of_burst(struct ladder_view *v, uint32_t first, uint32_t last, uint32_t count,
                           struct words_of *w)
{
    const struct field_tree *tree = frame_glance(v->window, v->way[first].frame);
    uint64_t from = tree == NULL ? 0 : number_in(tree, FIELD_TCP_SEQ);
    tree = frame_glance(v->window, v->way[last].frame);
    uint64_t to =
        tree == NULL ? 0 : number_in(tree, FIELD_TCP_SEQ) + number_in(tree, FIELD_TCP_LEN) - 1;
    char number[24];
    (void)snprintf(number, sizeof number, "%u", (unsigned)count);
    struct text text = text_over(w->first, WORDS);
    /* Translators: %s segments of TCP, sent right behind each other */
    const char *pattern = _("%s segments"), *hole = strstr(pattern, "%s");
    size_t before = hole == NULL ? strlen(pattern) : (size_t)(hole - pattern);
    text_put_octets(&text, pattern, before);
    text_put(&text, number);
    text_put(&text, hole == NULL ? "" : hole + 2);
    (void)snprintf(w->second, WORDS, "%llu - %llu", (unsigned long long)from,
                   (unsigned long long)to);
}

/* --- drawing --- */

/* One line of words, if there is room. `x` is its start, or its end when `to_left`; `part`
 * tells the widget of this line from the frame's other ones. */
static bool put_words(struct ladder_view *v, const char *words, float x, float y, bool to_left,
                      uint32_t frame, const char *part)
{
    struct gui *gui = v->window->gui;
    bool lit = is_lit(v, frame);
    enum font_face face = lit ? FONT_BOLD : FONT_REGULAR;
    struct text_style style = gui_style(gui, face, TYPE_LABEL, TOKEN_INK);
    float wide = gui_text_width(gui, face, style.size, words) + 6 * v->unit;
    struct rect box = {to_left ? x - wide : x, y - LADDER_LABEL * v->unit / 2, wide,
                       LADDER_LABEL * v->unit};
    if (words[0] == '\0' || !ladder_claim(v, box))
        return false;
    struct rgba paper = v->window->theme.colour[lit ? TOKEN_MARK : TOKEN_PAPER];
    style.colour = lit ? v->window->theme.colour[TOKEN_MARK_TEXT] : frame_ink(v->window, frame);
    style.anchor = ANCHOR_MIDDLE;
    draw_rect(gui_draw(gui), box, lit ? 2 : 0, paint_fill(paper));
    draw_text_in(gui_draw(gui), box, style, words);
    char name[32];
    (void)snprintf(name, sizeof name, "frame.%u%s", (unsigned)frame, part);
    struct gui_signal signal = gui_hit(gui, box, name, words, false);
    if (signal.clicked)
        select_frame(v->window, frame);
    return true;
}

/* At the node that sends it: outside of the first and the last column, else beside its line. */
static void label_start(struct ladder_view *v, uint32_t frame, const struct words_of *w)
{
    struct point start, departs, end;
    if (!ladder_ends(v, frame, &start, &departs, &end))
        return;
    bool first = start.x <= v->column[0].x, last = start.x >= v->column[v->columns - 1].x;
    bool outside = first || last, left = first || (!last && end.x > start.x);
    float gap = 8 * v->unit, line = LADDER_LABEL * v->unit;
    float x = left ? start.x - gap : start.x + gap;
    float low =
        ladder_y(v, v->now) - line / 2; /* one sent just now stands above the playhead */
    start.y = fminf(start.y, low);
    if (outside && left && x - v->box.x < LADDER_AXIS * v->unit + 16)
        outside = false;
    if (put_words(v, w->first, x, start.y, left, frame, "")) {
        if (outside && w->second[0] != '\0')
            (void)put_words(v, w->second, x, start.y + line, left, frame, ".more");
        return;
    }
    if (outside && put_words(v, w->first, x, start.y + line, left, frame, ""))
        return;
    x = left ? start.x + gap : start.x - gap; /* above the line itself */
    (void)put_words(v, w->first, x, start.y - line / 2, !left, frame, "");
}

/* Where it arrives, above its line: its number. */
static void label_end(struct ladder_view *v, uint32_t row)
{
    uint32_t frame = v->way[row].frame;
    const struct history_frame *f = &session_history(v->window->session)->frames[frame];
    struct point start, departs, end;
    struct words_of w;
    if (v->way[row].continued || !carries_data((enum frame_kind)f->kind) ||
        !ladder_ends(v, frame, &start, &departs, &end))
        return;
    find_words(v, frame, &w);
    float gap = 14 * v->unit;
    bool leftwards = end.x < start.x;
    const struct field_tree *tree = frame_glance(v->window, frame);
    if (f->kind == FRAME_HTTP_RESPONSE && tree != NULL)
        put_number("", number_in(tree, FIELD_TCP_SEQ), w.first);
    inspector_hide_answer(v->window, frame, w.first);
    float above = end.y - (LADDER_LABEL / 2 + 2) * v->unit;
    if (frame_was_lost(v->window, frame))
        (void)put_words(v, w.first, end.x + (leftwards ? -gap : gap), end.y, leftwards, frame,
                        ".end");
    else
        (void)put_words(v, w.first, end.x + (leftwards ? gap : -gap), above, !leftwards, frame,
                        ".end");
}

static void label_starts(struct ladder_view *v, bool lit)
{
    uint32_t behind = 0; /* rows that a burst has spoken for */
    for (uint32_t i = 0; i < v->ways; i++) {
        uint32_t frame = v->way[i].frame, last = i;
        const struct history_frame *f = &session_history(v->window->session)->frames[frame];
        if (f->hop != 1)
            continue;
        uint32_t burst = burst_of(v, i, &last);
        bool spoken = i < behind && carries_data((enum frame_kind)f->kind);
        if (burst >= BURST_LEAST && !spoken && !lit) {
            struct words_of w;
            words_of_burst(v, i, last, burst, &w);
            label_start(v, frame, &w);
            behind = last + 1;
        } else if (!spoken && is_lit(v, frame) == lit) {
            struct words_of w;
            find_words(v, frame, &w);
            label_start(v, frame, &w);
        }
    }
}

/* The states that a host's TCP enters, beside its line. */
static void label_states(struct ladder_view *v)
{
    uint32_t position = session_position(v->window->session);
    struct gui *gui = v->window->gui;
    struct text_style style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
    for (uint32_t i = v->ladder->state_count; i-- > 0;) { /* the newest find room first */
        const struct ladder_state *s = &v->ladder->states[i];
        uint32_t column = ladder_column_of(v, s->node);
        if (s->row >= position || column == NONE)
            continue;
        if (ladder_y(v, s->time) < v->box.y - LADDER_LABEL)
            break;
        const char *words = tcp_state_name((enum tcp_state)s->to);
        bool first = column == 0;
        float wide = gui_text_width(gui, style.face, style.size, words) + 4;
        float x = v->column[column].x, y = ladder_y(v, s->time) + 4 * v->unit;
        if (y + LADDER_LABEL * v->unit > ladder_y(v, v->now))
            y = ladder_y(v, v->now) - (LADDER_LABEL + 2) * v->unit;
        struct rect box = {first ? x - wide - 8 * v->unit : x + 8 * v->unit, y, wide,
                           LADDER_LABEL * v->unit};
        if (!ladder_claim(v, box))
            continue;
        draw_rect(gui_draw(gui), box, 0, paint_fill(v->window->theme.colour[TOKEN_PAPER]));
        style.anchor = first ? ANCHOR_END : ANCHOR_START;
        draw_text_in(gui_draw(gui), box, style, words);
    }
}

void ladder_draw_labels(struct ladder_view *v)
{
    if (v->something_selected) { /* what is selected is named first */
        for (uint32_t i = 0; i < v->ways; i++)
            if (is_lit(v, v->way[i].frame))
                label_end(v, i);
        label_starts(v, true);
    }
    label_starts(v, false);
    for (uint32_t i = 0; i < v->ways; i++)
        if (!is_lit(v, v->way[i].frame))
            label_end(v, i);
    label_states(v);
}
