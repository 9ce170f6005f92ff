/* transport/tcp_record.c: what TCP writes down of its decisions, and what it tells the
 * owner. */
#include "transport/tcp_parts.h"

static struct record record_of(const struct transport *t, const struct tcp_conn *c,
                               enum record_kind kind, struct finding finding)
{
    struct record record = {.kind = (uint8_t)kind,
                            .rule = finding.rule,
                            .field = finding.field,
                            .layer = LAYER_TRANSPORT,
                            .a = finding.a,
                            .b = finding.b,
                            .node = NONE,
                            .place = NONE};
    if (c != NULL) {
        record.node = c->node;
        record.table = TABLE_TCP;
        record.place = tcp_row(t, c);
    }
    if (t->segment != NULL) {
        const struct ip_packet *packet = t->segment->packet;
        const struct frame *frame = frame_at(&t->sim->frames, packet->frame);
        record.node = packet->node;
        record.packet = frame->packet;
        record.hop = frame->hop;
        record.offset = packet->payload_offset;
        record.length = packet->payload_length;
    }
    return record;
}

void tcp_note(struct transport *t, const struct tcp_conn *c, struct finding finding)
{
    (void)sim_note(t->sim, record_of(t, c, RECORD_FINDING, finding));
}

void tcp_aside(struct transport *t, const struct tcp_conn *c, struct finding finding)
{
    (void)sim_aside(t->sim, record_of(t, c, RECORD_FINDING, finding));
}

static struct record record_of_time(const struct transport *t, const struct tcp_conn *c,
                                    enum rule rule, sim_time a, uint64_t b)
{
    struct record record = record_of(t, c, RECORD_FINDING, found(rule, 0, 0, 0));
    record.a = (uint64_t)a;
    record.b = b;
    return record;
}

void tcp_note_time(struct transport *t, const struct tcp_conn *c, enum rule rule, sim_time a,
                   uint64_t b)
{
    (void)sim_note(t->sim, record_of_time(t, c, rule, a, b));
}

void tcp_aside_time(struct transport *t, const struct tcp_conn *c, enum rule rule, sim_time a,
                    uint64_t b)
{
    (void)sim_aside(t->sim, record_of_time(t, c, rule, a, b));
}

void tcp_drop(struct transport *t, const struct tcp_conn *c, struct finding finding)
{
    (void)sim_note(t->sim, record_of(t, c, RECORD_DROPPED, finding));
}

void tcp_tell(struct transport *t, const struct tcp_conn *c, unsigned events)
{
    t->up.socket = tcp_id(t, c);
    t->up.owner = c->owner;
    t->up.events |= events;
}
