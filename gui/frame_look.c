/* gui/frame_look.c: which shape and label a frame of the history has. Labels need the octets of
 * a frame, so those of the frames seen lately are kept, one in each slot of a small table. */
#include <stdlib.h>
#include <string.h>

#include "gui/instruments.h"
#include "watch/sighting.h"

enum { TAGS = 512, LABEL_MAX = 16 };

struct frame_tag {
    uint32_t frame; /* plus one; 0: the slot is free */
    uint32_t packet;
    char label[LABEL_MAX];
};

struct frame_tags {
    const struct session *session;
    uint32_t branch;
    struct frame_tag slot[TAGS];
};

/* --- labels --- */

/* Lessons about the stream of bytes number its parts; others say what a message is. */
static bool numbers_segments(const struct window *window)
{
    switch (session_scenario(window->session)->subject) {
    case SUBJECT_BYTE_STREAM:
    case SUBJECT_RELIABILITY:
    case SUBJECT_FLOW_CONTROL:
    case SUBJECT_TCP_CONNECTION:
        return true;
    case SUBJECT_OTHER:
    case SUBJECT_CLIENT_AND_SERVER:
    case SUBJECT_LAYERS:
    case SUBJECT_ARP:
    case SUBJECT_IP:
    case SUBJECT_DNS:
    case SUBJECT_HTTP_MESSAGES:
    case SUBJECT_COOKIES:
    case SUBJECT_METHODS:
    case SUBJECT_STATUS_CODES:
    case SUBJECT_JOURNEY:
    case SUBJECT_BROKEN:
    case SUBJECTS:
        break;
    }
    return false;
}

static bool put_field(const struct field_tree *tree, enum field_id id, const char *before,
                      struct text *text)
{
    const struct field_node *node = field_tree_find(tree, id, 0);
    if (node == NULL)
        return false;
    text_put(text, before);
    field_put_show(tree, node, text);
    return true;
}

static void make_label(struct window *window, uint32_t frame, char label[LABEL_MAX])
{
    const struct history_frame *f = &session_history(window->session)->frames[frame];
    struct text text = text_over(label, LABEL_MAX);
    const struct field_tree *tree = NULL;
    if (f->kind == FRAME_BPDU) {
        text_put(&text, "STP");
        return;
    }
    if (f->kind == FRAME_RIP_REQUEST || f->kind == FRAME_RIP_RESPONSE) {
        text_put(&text, "RIP");
        return;
    }
    if (f->kind == FRAME_TCP_ACK || f->kind == FRAME_TCP_DATA ||
        f->kind == FRAME_HTTP_REQUEST || f->kind == FRAME_HTTP_RESPONSE)
        tree = frame_glance(window, frame);
    if (tree == NULL)
        return;
    if (f->kind == FRAME_TCP_ACK)
        (void)put_field(tree, FIELD_TCP_ACK, "ack ", &text);
    else if (f->kind == FRAME_HTTP_REQUEST &&
             put_field(tree, FIELD_HTTP_REQUEST_METHOD, "", &text))
        return;
    else if (f->kind == FRAME_HTTP_RESPONSE && !numbers_segments(window) &&
             put_field(tree, FIELD_HTTP_RESPONSE_CODE, "", &text))
        return;
    else
        (void)put_field(tree, FIELD_TCP_SEQ, "", &text);
}

static const char *label_of(struct window *window, uint32_t frame)
{
    struct frame_tags *tags = window->tags;
    if (tags == NULL)
        tags = window->tags = calloc(1, sizeof *tags);
    if (tags == NULL)
        return "";
    uint32_t branch = session_branch(window->session);
    if (tags->session != window->session || tags->branch != branch) {
        memset(tags, 0, sizeof *tags);
        tags->session = window->session;
        tags->branch = branch;
    }
    struct frame_tag *tag = &tags->slot[frame % TAGS];
    uint32_t packet = session_history(window->session)->frames[frame].packet;
    if (tag->frame != frame + 1 || tag->packet != packet) {
        memset(tag, 0, sizeof *tag);
        tag->frame = frame + 1;
        tag->packet = packet;
        make_label(window, frame, tag->label);
    }
    return tag->label;
}

void frame_tags_release(struct window *window)
{
    free(window->tags);
    window->tags = NULL;
}

/* --- shapes --- */

static enum frame_glyph shape_of(enum frame_kind kind)
{
    switch (kind) {
    case FRAME_ARP_REQUEST:
        return SHAPE_ARP_REQUEST;
    case FRAME_ARP_REPLY:
        return SHAPE_ARP_REPLY;
    case FRAME_ICMP_ECHO:
        return SHAPE_ICMP_ECHO;
    case FRAME_ICMP_ECHO_REPLY:
        return SHAPE_ICMP_REPLY;
    case FRAME_ICMP_ERROR:
        return SHAPE_ICMP_ERROR;
    case FRAME_DNS_QUERY:
        return SHAPE_DNS_QUERY;
    case FRAME_DNS_ANSWER:
        return SHAPE_DNS_ANSWER;
    case FRAME_RIP_REQUEST:
    case FRAME_RIP_RESPONSE:
    case FRAME_UDP_OTHER:
        return SHAPE_UDP;
    case FRAME_TCP_SYN:
        return SHAPE_TCP_SYN;
    case FRAME_TCP_SYN_ACK:
        return SHAPE_TCP_SYN_ACK;
    case FRAME_TCP_ACK:
        return SHAPE_TCP_ACK;
    case FRAME_TCP_DATA:
    case FRAME_HTTP_REQUEST:
    case FRAME_HTTP_RESPONSE:
        return SHAPE_TCP_DATA;
    case FRAME_TCP_FIN:
        return SHAPE_TCP_FIN;
    case FRAME_TCP_RST:
        return SHAPE_TCP_RST;
    case FRAME_BPDU:
    case FRAME_OTHER:
    case FRAME_KINDS:
        break;
    }
    return SHAPE_OTHER;
}

static enum frame_fate fate_of(const struct window *window, uint32_t frame)
{
    const struct history_frame *f = &session_history(window->session)->frames[frame];
    if (frame_was_lost(window, frame))
        return FATE_LOOK_DROPPED;
    if ((f->flags & (FRAME_BAD_FCS | FRAME_CORRUPTED)) != 0)
        return FATE_LOOK_CORRUPT;
    if ((f->flags & FRAME_RETRANSMISSION) != 0)
        return FATE_LOOK_AGAIN;
    if ((f->flags & FRAME_DUPLICATE) != 0)
        return FATE_LOOK_DUPLICATE;
    return FATE_LOOK_PLAIN;
}

static bool flies_left(const struct window *window, uint32_t frame)
{
    const struct history_frame *f = &session_history(window->session)->frames[frame];
    uint32_t to = frame_receiver(window, frame);
    if (window->places == NULL || to == NONE || f->node == NONE)
        return false;
    float way = window->places[to].x - window->places[f->node].x;
    if (way > -1 && way < 1) /* straight up or down: with the order of the nodes */
        return to < f->node;
    return way < 0;
}

void frame_look_of(struct window *window, uint32_t frame, char label[16],
                   struct frame_look *look)
{
    const struct history_frame *f = &session_history(window->session)->frames[frame];
    memcpy(label, label_of(window, frame), LABEL_MAX);
    label[LABEL_MAX - 1] = '\0';
    *look = (struct frame_look){.glyph = shape_of((enum frame_kind)f->kind),
                                .fate = fate_of(window, frame),
                                .size = SHAPE_SIZE_STAGE,
                                .to_left = flies_left(window, frame),
                                .selected = is_selected_frame(window, frame),
                                .label = label[0] != '\0' ? label : NULL,
                                .paper = window->theme.colour[TOKEN_PAPER]};
    if (look->label != NULL && look->glyph == SHAPE_TCP_DATA)
        look->label_width =
            gui_text_width(window->gui, FONT_BOLD, window->theme.type[TYPE_LABEL], label) /
            unit_of(window);
}

struct rgba frame_ink(const struct window *window, uint32_t frame)
{
    const struct history_frame *f = &session_history(window->session)->frames[frame];
    enum frame_glyph shape = shape_of((enum frame_kind)f->kind);
    enum protocol protocol =
        shape == SHAPE_TCP_DATA ? PROTOCOL_HTTP : glyph_frame_protocol(shape);
    return window->theme.protocol[protocol].ink;
}

void put_time(struct text *text, sim_time time)
{
    if (time < 10 * SIM_SECOND) {
        text_put_thousandths(text, time / SIM_MICROSECOND);
        text_put(text, " ms");
    } else {
        text_put_thousandths(text, time / SIM_MILLISECOND);
        text_put(text, " s");
    }
}
