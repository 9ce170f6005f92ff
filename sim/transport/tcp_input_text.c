/* transport/tcp_input_text.c: the seventh check of RFC 9293 section 3.10.7.4: the segment
 * text. What is new and inside the window is kept in the frames that brought it, sorted by
 * sequence number; what has no gap before it can be read.
 *
 * Bounds: octets by the receive window, rows by KEPT_ROWS_LEAST and the receive buffer; when
 *         rows run short, short pieces are folded into one. */
#include "transport/tcp_parts.h"

#include <string.h>

enum { KEPT_ROWS_LEAST = 64, OCTETS_A_ROW = 64, FOLDED_MOST = 1400 };

struct span {
    seq32 from;
    uint32_t length;
};

static struct tcp_text *text_at(const struct transport *t, uint32_t row)
{
    return &t->texts[row - 1];
}

static seq32 text_end(const struct tcp_text *x)
{
    return seq_add(x->seq, x->length);
}

static bool has_gap(const struct tcp_conn *c)
{
    return c->text.last != c->text.ready;
}

/* The idealized segment of the first check: the part of the text that is new, inside the
 * window, and before the peer's FIN. */
static struct span idealized(const struct tcp_conn *c, const struct tcp_segment *s)
{
    struct span span = {segment_text_seq(s), s->text_length};
    seq32 right = seq_add(c->rcv.nxt, c->rcv.wnd);
    if (conn_has(c, CONN_FIN_SEEN) && seq_before(c->rcv.fin, right))
        right = c->rcv.fin;
    if (seq_before(span.from, c->rcv.nxt)) {
        uint32_t old = seq_span(span.from, c->rcv.nxt);
        span.length = span.length > old ? span.length - old : 0;
        span.from = c->rcv.nxt;
    }
    uint32_t room = seq_before(span.from, right) ? seq_span(span.from, right) : 0;
    if (span.length > room)
        span.length = room;
    return span;
}

/* Is there room for one more piece? What lies beyond a gap may only take half of the rows,
 * so that the piece that fills the gap always finds one. */
static bool row_to_spare(const struct tcp_conn *c, struct span piece)
{
    uint32_t limit = KEPT_ROWS_LEAST + c->rcv.buff / OCTETS_A_ROW;
    if (seq_equal(piece.from, c->rcv.nxt))
        limit *= 2;
    return c->text.rows < limit;
}

/* The octets of the pieces from row `first` to before `end` move into this frame, which is the
 * first's from now on. */
static void fold_into(struct transport *t, struct tcp_conn *c, uint32_t first, uint32_t end,
                      frame_id frame)
{
    uint8_t *to = frame_octets(&t->sim->frames, frame);
    uint16_t length = 0;
    for (uint32_t row = first; row != end;) {
        struct tcp_text *x = text_at(t, row);
        uint32_t next = x->next;
        memcpy(to + length, frame_octets(&t->sim->frames, x->frame) + x->offset, x->length);
        length = (uint16_t)(length + x->length);
        frame_release(&t->sim->frames, x->frame);
        if (row == c->text.ready)
            c->text.ready = first;
        if (row == c->text.last)
            c->text.last = first;
        if (row != first) {
            arena_give_used(&t->sim->arena, t->text_pool, row - 1, sizeof(struct tcp_text));
            c->text.rows--;
        }
        row = next;
    }
    struct tcp_text *folded = text_at(t, first);
    *folded =
        (struct tcp_text){.next = end, .seq = folded->seq, .frame = frame, .length = length};
}

/* Of what can be read, short pieces that lie side by side become one: the first group of at
 * least two that one frame can hold. So a sender of single octets cannot use up the rows while
 * the window is open. Gives whether a row became free. */
static bool fold(struct transport *t, struct tcp_conn *c)
{
    uint32_t first = c->text.ready == 0 ? 0 : c->text.first;
    uint32_t length = 0;
    uint32_t end = first; /* behind the group */
    while (first != 0) {
        uint32_t pieces = 0;
        length = 0;
        for (end = first; end != 0 && length + text_at(t, end)->length <= FOLDED_MOST;
             end = text_at(t, end)->next) {
            length += text_at(t, end)->length;
            pieces++;
            if (end == c->text.ready) {
                end = text_at(t, end)->next;
                break;
            }
        }
        if (pieces > 1)
            break;
        first = first == c->text.ready ? 0 : text_at(t, first)->next;
    }
    frame_id frame = first == 0 ? NONE : frame_new(&t->sim->frames, FOLDED_MOST);
    if (frame == NONE)
        return false;
    fold_into(t, c, first, end, frame);
    return true;
}

/* One row for one piece, behind row *behind (0: at the front), which may be another one
 * afterwards. False: no room. */
static bool insert_row(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s,
                       struct span piece, uint32_t *behind)
{
    bool in_order = seq_equal(piece.from, c->rcv.nxt);
    bool spare = row_to_spare(c, piece);
    if (!spare && in_order && fold(t, c)) {
        spare = true;
        *behind = c->text.ready;
    }
    uint32_t before = *behind;
    uint32_t row = spare ? arena_take(&t->sim->arena, t->text_pool) + 1 : 0;
    if (row == 0) {
        tcp_aside(t, c, found(RULE_TCP_NO_ROOM, FIELD_TCP_SEQ_RAW, piece.length, c->text.rows));
        return false;
    }
    uint32_t skipped = seq_span(segment_text_seq(s), piece.from);
    uint32_t *link = before == 0 ? &c->text.first : &text_at(t, before)->next;
    *text_at(t, row) = (struct tcp_text){.next = *link,
                                         .seq = piece.from,
                                         .frame = s->packet->frame,
                                         .offset = (uint16_t)(s->text_offset + skipped),
                                         .length = (uint16_t)piece.length};
    *link = row;
    if (c->text.last == before)
        c->text.last = row;
    c->text.rows++;
    frame_hold(&t->sim->frames, s->packet->frame);
    return true;
}

/* The last row that begins at or before `at`: the search begins behind what can be read. */
static uint32_t row_before(const struct transport *t, const struct tcp_conn *c, seq32 at)
{
    if (c->text.last != 0 && seq_at_or_before(text_at(t, c->text.last)->seq, at))
        return c->text.last;
    uint32_t before = c->text.ready;
    uint32_t next = before == 0 ? c->text.first : text_at(t, before)->next;
    while (next != 0 && seq_at_or_before(text_at(t, next)->seq, at)) {
        before = next;
        next = text_at(t, next)->next;
    }
    return before;
}

/* Of several parts that came twice the first is told (RFC 2883 section 4.2). */
static void add_twice(struct span *twice, seq32 from, uint32_t length)
{
    if (twice->length == 0)
        twice->from = from;
    if (seq_equal(seq_add(twice->from, twice->length), from))
        twice->length += length;
}

/* Fills every hole that the span covers; gives the octets that were new. */
static uint32_t keep(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s,
                     struct span span)
{
    uint32_t added = 0;
    uint32_t before = row_before(t, c, span.from);
    struct span twice = {span.from, 0};
    while (span.length > 0) {
        if (before != 0 && seq_before(span.from, text_end(text_at(t, before)))) {
            uint32_t have = seq_span(span.from, text_end(text_at(t, before)));
            have = have < span.length ? have : span.length;
            add_twice(&twice, span.from, have);
            span = (struct span){seq_add(span.from, have), span.length - have};
            if (span.length == 0)
                break;
        }
        uint32_t next = before == 0 ? c->text.first : text_at(t, before)->next;
        struct span piece = span;
        if (next != 0 && seq_before(text_at(t, next)->seq, seq_add(span.from, span.length)))
            piece.length = seq_span(span.from, text_at(t, next)->seq);
        if (piece.length > 0) {
            if (!insert_row(t, c, s, piece, &before))
                break;
            added += piece.length;
            before = before == 0 ? c->text.first : text_at(t, before)->next;
        }
        span = (struct span){seq_add(span.from, piece.length), span.length - piece.length};
        if (next != 0 && span.length > 0)
            before = next;
    }
    if (!seq_before(s->header.seq, c->rcv.nxt)) /* then what lies below is told */
        tcp_sack_came_twice(t, c, twice.from, twice.length);
    return added;
}

void tcp_keep_text(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s)
{
    struct span span = idealized(c, s);
    if (span.length > 0)
        (void)keep(t, c, s, span);
    if (segment_has(s, TCP_URG))
        tcp_keep_urgent(c, s);
    if (segment_has(s, TCP_FIN) && !conn_has(c, CONN_FIN_SEEN)) {
        conn_set(c, CONN_FIN_SEEN);
        c->rcv.fin = segment_fin_seq(s);
    }
}

uint32_t tcp_advance(struct tcp_conn *c, struct transport *t)
{
    uint32_t octets = 0;
    for (;;) {
        uint32_t next = c->text.ready == 0 ? c->text.first : text_at(t, c->text.ready)->next;
        if (next == 0 || !seq_equal(text_at(t, next)->seq, c->rcv.nxt))
            break;
        uint32_t length = text_at(t, next)->length;
        c->text.ready = next;
        c->rcv.nxt = seq_add(c->rcv.nxt, length);
        c->rcv.user += length;
        c->rcv.wnd = c->rcv.wnd > length ? c->rcv.wnd - length : 0;
        octets += length;
    }
    if (octets > 0)
        tcp_tell(t, c, SOCKET_READABLE);
    return octets;
}

/* Nothing of it is new, or there is no room for it. */
static void nothing_new(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s)
{
    tcp_note(
        t, c,
        found(RULE_TCP_DUPLICATE_TEXT, FIELD_TCP_SEQ_RAW, s->header.seq.raw, s->text_length));
    tcp_ack_now(c);
}

/* New octets behind a gap: kept, and the gap is pointed at by a duplicate ACK (RFC 5681
 * 4.2). */
static void out_of_order(struct transport *t, struct tcp_conn *c, struct span span)
{
    tcp_note(t, c,
             found(RULE_TCP_OUT_OF_ORDER, FIELD_TCP_SEQ_RAW, tcp_received_number(c, span.from),
                   tcp_received_number(c, c->rcv.nxt)));
    tcp_sack_came(t, c, span.from);
    tcp_ack_now(c);
    if (seq_equal(c->rcv.acked, c->rcv.nxt))
        conn_set(c, CONN_ACK_DUPLICATE);
}

static void take_text(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s)
{
    struct span span = idealized(c, s);
    bool gap = has_gap(c);
    if (conn_has(c, CONN_SACK))
        tcp_sack_old(t, c, s);
    if (span.length == 0 || keep(t, c, s, span) == 0) {
        nothing_new(t, c, s);
        return;
    }
    uint32_t octets = tcp_advance(c, t);
    if (octets == 0) {
        out_of_order(t, c, span);
        return;
    }
    if (gap) {
        tcp_note(t, c, found(RULE_TCP_FILLS_GAP, FIELD_TCP_SEQ_RAW, octets, has_gap(c)));
        tcp_ack_now(c);
    } else {
        tcp_aside(t, c,
                  found(RULE_TCP_TEXT_IN_ORDER, FIELD_TCP_SEQ_RAW, octets,
                        tcp_received_number(c, c->rcv.nxt)));
    }
    tcp_ack_text(t, c);
}

struct finding tcp_check_text(struct transport *t, struct tcp_conn *c,
                              const struct tcp_segment *s)
{
    if (s->text_length == 0)
        return FINDING_NONE;
    if (!tcp_can_receive(
            c)) { /* CLOSE-WAIT, CLOSING, LAST-ACK, TIME-WAIT: the text is ignored */
        tcp_aside(t, c, found(RULE_TCP_TEXT_AFTER_FIN, FIELD_TCP_LEN, s->text_length, 0));
        return FINDING_NONE;
    }
    if (c->owner == 0 && c->state != TCP_ESTABLISHED) {
        struct finding gone = ends(RULE_TCP_NOBODY_READS, FIELD_TCP_LEN, THEN_RESET_END);
        gone.a = s->text_length;
        return gone;
    }
    if (s->text_length > c->rcv.mss)
        c->rcv.mss = s->text_length;
    if (conn_has(c, CONN_ECN))
        tcp_ecn_came(t, c, s);
    take_text(t, c, s);
    return FINDING_NONE;
}

void tcp_release_text(struct transport *t, struct tcp_conn *c)
{
    while (c->text.first != 0) {
        uint32_t row = c->text.first;
        c->text.first = text_at(t, row)->next;
        frame_release(&t->sim->frames, text_at(t, row)->frame);
        arena_give_used(&t->sim->arena, t->text_pool, row - 1, sizeof(struct tcp_text));
    }
    c->text = (struct tcp_text_list){0, 0, 0, 0};
    c->rcv.user = 0;
}
