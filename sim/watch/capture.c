/* watch/capture.c: see capture.h. */
#include "watch/capture.h"

#include <stdlib.h>
#include <string.h>

#include "watch/narrator.h"
#include "watch/sighting.h"

/* A frame that was seen and is not written yet. */
struct held {
    struct held *earlier;
    struct held *later;
    sim_time time;
    uint32_t cable;
    uint32_t interface; /* in the file */
    uint32_t flags;
    uint32_t packet;
    uint32_t record; /* of this event: the one that told of it */
    enum rule fate;  /* it will be lost, and why */
    uint32_t length;
    char *comment; /* owned; NULL: none */
    uint8_t octets[];
};

struct capture {
    struct observer observer; /* first, so that a pointer to it is one to the capture */
    const struct world *world;
    struct capture_plan plan;
    struct narrator narrator;
    struct pcapng *files; /* one, or one for each cable */
    uint32_t file_count;
    uint64_t event;         /* the one that is being seen */
    struct record *records; /* of this event, when comments are wanted */
    uint32_t record_count;
    uint32_t record_capacity;
    struct held *fresh_first; /* seen in this event */
    struct held *fresh_last;
    struct held *first; /* of earlier events, in the order of their times */
    struct held *last;
    bool failed;
};

/* --- lists --- */

static void append_fresh(struct capture *c, struct held *h)
{
    h->earlier = c->fresh_last;
    h->later = NULL;
    if (c->fresh_last == NULL)
        c->fresh_first = h;
    else
        c->fresh_last->later = h;
    c->fresh_last = h;
}

/* Behind all that are not later than it. */
static void insert_by_time(struct capture *c, struct held *h)
{
    struct held *before = c->last;
    while (before != NULL && before->time > h->time)
        before = before->earlier;
    h->earlier = before;
    h->later = before != NULL ? before->later : c->first;
    if (h->later != NULL)
        h->later->earlier = h;
    else
        c->last = h;
    if (before != NULL)
        before->later = h;
    else
        c->first = h;
}

static void free_held(struct held *h)
{
    free(h->comment);
    free(h);
}

/* --- what is seen --- */

static uint32_t node_of(const struct capture *c, uint32_t interface)
{
    return c->world->link.interfaces[interface].node;
}

/* Is the record of a frame at the place of this capture? *interface gets its number in the
 * file. */
static bool sees(const struct capture *c, const struct record *record, uint32_t *interface)
{
    const struct direction *way = &c->world->phy.directions[record->place];
    uint32_t cable = record->place / 2;
    bool sent = record->kind == RECORD_SENT;
    uint32_t end = sent ? way->from : way->to;
    switch (c->plan.view) {
    case CAPTURE_NODE:
        if (node_of(c, end) != c->plan.row)
            return false;
        *interface = end - world_nodes(c->world)->row[c->plan.row].first_interface;
        return true;
    case CAPTURE_CABLE:
        *interface = 0;
        return sent && cable == c->plan.row;
    case CAPTURE_ALL:
        *interface = cable;
        return sent;
    case CAPTURE_EACH:
        *interface = 0;
        return sent;
    }
    return false;
}

static uint32_t flags_of(const struct capture *c, const struct record *record)
{
    uint8_t flags = witness_flags(c->world, record);
    uint32_t error = (flags & FRAME_BAD_FCS) != 0 ? (uint32_t)CAPTURE_CRC_ERROR : 0;
    bool outbound =
        c->plan.view == CAPTURE_NODE ? record->kind == RECORD_SENT : record->place % 2 == 0;
    if (c->plan.view == CAPTURE_NODE && outbound)
        error = 0; /* the damage is done on the cable */
    return error | (uint32_t)(outbound ? CAPTURE_OUTBOUND : CAPTURE_INBOUND);
}

/* Why a frame that is just being sent will not arrive, as far as that is known by now. */
static enum rule fate_of(const struct capture *c, const struct record *record)
{
    if (record->kind != RECORD_SENT)
        return RULE_NONE;
    uint32_t flight = c->world->phy.directions[record->place].last;
    if (flight == NONE)
        return RULE_NONE;
    switch ((enum flight_fate)c->world->phy.flights[flight].fate) {
    case FATE_ARRIVES:
        break;
    case FATE_LOST:
        return RULE_CABLE_LOST;
    case FATE_FAULT:
        return RULE_CABLE_DROPPED_BY_FAULT;
    case FATE_HAND:
        return RULE_CABLE_DROPPED_BY_HAND;
    }
    return RULE_NONE;
}

static void hold(struct capture *c, const struct record *record, uint32_t interface)
{
    size_t length = 0;
    const uint8_t *octets = witness_octets(c->world, record, &length);
    struct held *h = octets != NULL ? malloc(sizeof *h + length) : NULL;
    if (h == NULL) {
        c->failed = true;
        return;
    }
    *h = (struct held){.time = record->kind == RECORD_SENT ? (sim_time)record->a : record->time,
                       .cable = record->place / 2,
                       .interface = interface,
                       .flags = flags_of(c, record),
                       .packet = record->packet,
                       .record = c->record_count - 1,
                       .fate = fate_of(c, record),
                       .length = (uint32_t)length};
    memcpy(h->octets, octets, length);
    append_fresh(c, h);
}

/* --- comments: why it was sent, and what came of it --- */

static void put_sentence(const struct capture *c, struct text *comment,
                         const struct record *record)
{
    char sentence[NARRATOR_SENTENCE_MAX];
    (void)narrator_sentence(&c->narrator, record, NULL, 0, c->plan.language, sentence,
                            sizeof sentence);
    if (comment->length > 0)
        text_put_char(comment, '\n');
    text_put(comment, sentence);
}

/* The findings that led to this frame, in their order: the chain of causes within the event. */
static void put_reasons(const struct capture *c, struct text *comment, uint32_t row)
{
    enum { LINKS = 16 };
    uint32_t chain[LINKS], links = 0;
    record_id cause = c->records[row].cause;
    record_id first = c->records[0].id;
    while (links < LINKS && cause >= first && cause < c->records[row].id) {
        row = (uint32_t)(cause - first);
        if (c->records[row].kind == RECORD_FINDING)
            chain[links++] = row;
        if (c->records[row].kind == RECORD_ARRIVED)
            break;
        cause = c->records[row].cause;
    }
    while (links > 0)
        put_sentence(c, comment, &c->records[chain[--links]]);
}

/* What was decided about a frame that arrived. */
static void put_consequences(const struct capture *c, struct text *comment, uint32_t row)
{
    uint32_t packet = c->records[row].packet;
    for (uint32_t i = row + 1; i < c->record_count; i++) {
        const struct record *r = &c->records[i];
        if (r->packet == packet && (r->kind == RECORD_FINDING || r->kind == RECORD_DROPPED))
            put_sentence(c, comment, r);
    }
}

static void explain(struct capture *c, struct held *h)
{
    char octets[CAPTURE_COMMENT_MAX];
    struct text comment = text_over(octets, sizeof octets);
    if (c->records[h->record].kind == RECORD_SENT)
        put_reasons(c, &comment, h->record);
    else
        put_consequences(c, &comment, h->record);
    if (h->fate != RULE_NONE) {
        struct record lost = c->records[h->record];
        lost.kind = RECORD_DROPPED;
        lost.rule = (uint16_t)h->fate;
        put_sentence(c, &comment, &lost);
    }
    if (comment.length == 0)
        return;
    h->comment = malloc(comment.length + 1);
    if (h->comment == NULL)
        c->failed = true;
    else
        memcpy(h->comment, octets, comment.length + 1);
}

/* --- from event to event --- */

static void finish_event(struct capture *c)
{
    struct held *h = c->fresh_first;
    c->fresh_first = c->fresh_last = NULL;
    while (h != NULL) {
        struct held *next = h->later;
        if (c->plan.language != NULL)
            explain(c, h);
        insert_by_time(c, h);
        h = next;
    }
    c->record_count = 0;
}

/* Writes what is not later than `now`. */
static void write_until(struct capture *c, sim_time now)
{
    while (c->first != NULL && c->first->time <= now) {
        struct held *h = c->first;
        uint32_t file = c->plan.view == CAPTURE_EACH ? h->cable : 0;
        pcapng_frame(&c->files[file], &(struct capture_frame){.time = h->time,
                                                              .interface = h->interface,
                                                              .flags = h->flags,
                                                              .packet = h->packet,
                                                              .octets = h->octets,
                                                              .length = h->length,
                                                              .comment = h->comment});
        c->first = h->later;
        if (c->first != NULL)
            c->first->earlier = NULL;
        else
            c->last = NULL;
        free_held(h);
    }
}

static void keep_record(struct capture *c, const struct record *record)
{
    if (c->plan.language == NULL) {
        c->record_count = 1;
        return;
    }
    if (c->record_count == c->record_capacity) {
        uint32_t capacity = c->record_capacity == 0 ? 256 : c->record_capacity * 2;
        struct record *grown = realloc(c->records, capacity * sizeof *grown);
        if (grown == NULL) {
            c->failed = true;
            return;
        }
        c->records = grown;
        c->record_capacity = capacity;
    }
    c->records[c->record_count++] = *record;
}

/* The interface has dropped the frame that just arrived: no program there sees it. */
static void unsee(struct capture *c, uint32_t packet)
{
    struct held *h = c->fresh_last;
    while (h != NULL && (h->packet != packet || (h->flags & CAPTURE_INBOUND) == 0))
        h = h->earlier;
    if (h == NULL)
        return;
    if (h->earlier != NULL)
        h->earlier->later = h->later;
    else
        c->fresh_first = h->later;
    if (h->later != NULL)
        h->later->earlier = h->earlier;
    else
        c->fresh_last = h->earlier;
    free_held(h);
}

static void see(struct observer *self, const struct sim *sim, const struct record *record,
                const char *text, size_t length)
{
    struct capture *c = (struct capture *)(void *)self;
    uint32_t interface;
    (void)sim, (void)text, (void)length;
    if (record_event(record->id) != c->event) {
        finish_event(c);
        write_until(c, record->time);
        c->event = record_event(record->id);
    }
    keep_record(c, record);
    if ((record->kind == RECORD_SENT || record->kind == RECORD_ARRIVED) &&
        sees(c, record, &interface))
        hold(c, record, interface);
    else if (c->plan.view == CAPTURE_NODE && record->kind == RECORD_DROPPED &&
             record->node == c->plan.row &&
             (record->rule == RULE_FCS_WRONG || record->rule == RULE_INTERFACE_DOWN))
        unsee(c, record->packet);
}

/* --- opening and closing --- */

static void describe_node(struct capture *c)
{
    const struct node *node = &world_nodes(c->world)->row[c->plan.row];
    for (uint32_t i = 0; i < node->interfaces; i++) {
        uint32_t interface = node->first_interface + i;
        uint32_t way = c->world->link.interfaces[interface].direction;
        char text[2 * NODE_NAME_SIZE + 1];
        struct text name = text_over(text, sizeof text);
        text_put(&name, node->name);
        text_put_char(&name, ':');
        text_put(&name, world_interface_name(c->world, interface));
        (void)pcapng_interface(&c->files[0], world_interface_name(c->world, interface), text,
                               way != NONE ? c->world->phy.directions[way].rate_bps : 0);
    }
}

static void describe_cable(struct capture *c, uint32_t file, uint32_t cable)
{
    char name[CABLE_NAME_SIZE];
    char octets[2 * CABLE_NAME_SIZE];
    const struct direction *way = &c->world->phy.directions[cable * 2];
    const struct nodes *nodes = world_nodes(c->world);
    struct text text = text_over(octets, sizeof octets);
    text_put(&text, "outbound: from ");
    text_put(&text, nodes->row[node_of(c, way->from)].name);
    text_put(&text, " to ");
    text_put(&text, nodes->row[node_of(c, way->to)].name);
    world_cable_name(c->world, cable, name);
    (void)pcapng_interface(&c->files[file], name, octets, way->rate_bps);
}

static void describe(struct capture *c)
{
    for (uint32_t i = 0; i < c->file_count; i++)
        pcapng_begin(&c->files[i], c->plan.files[i], c->plan.title);
    if (c->plan.view == CAPTURE_NODE)
        describe_node(c);
    else if (c->plan.view == CAPTURE_CABLE)
        describe_cable(c, 0, c->plan.row);
    else
        for (uint32_t i = 0; i < c->world->phy.cables; i++)
            describe_cable(c, c->plan.view == CAPTURE_EACH ? i : 0, i);
}

struct capture *capture_begin(const struct world *world, const struct capture_plan *plan)
{
    struct capture *c = calloc(1, sizeof *c);
    uint32_t files = plan->view == CAPTURE_EACH ? world->phy.cables : 1;
    struct pcapng *writers = calloc(files > 0 ? files : 1, sizeof *writers);
    if (c == NULL || writers == NULL) {
        free(c);
        free(writers);
        return NULL;
    }
    *c = (struct capture){.observer = {.record = see},
                          .world = world,
                          .plan = *plan,
                          .narrator = {.world = world},
                          .files = writers,
                          .file_count = files};
    describe(c);
    return c;
}

struct observer *capture_observer(struct capture *capture)
{
    return &capture->observer;
}

bool capture_end(struct capture *c)
{
    finish_event(c);
    write_until(c, SIM_NEVER);
    bool ok = !c->failed;
    for (uint32_t i = 0; i < c->file_count; i++)
        ok = ok && !c->files[i].failed && fflush(c->files[i].file) == 0;
    free(c->files);
    free(c->records);
    free(c);
    return ok;
}
