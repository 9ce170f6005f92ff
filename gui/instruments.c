/* gui/instruments.c: the memory of the instruments, frames as they are known at the cursor, and
 * the words that several of them use. See instruments.h. */
#include "gui/instruments.h"

#include <stdlib.h>
#include <string.h>

#include "gui/question.h"
#include "watch/narrator.h"
#include "watch/sighting.h"

/* --- the memory --- */

static void forget_run(struct instruments *m)
{
    free(m->list.rows);
    free(m->ladder.cuts);
    free(m->ladder.states);
    console_forget(&m->console);
    m->list = (struct frame_list){.shown = NONE};
    m->ladder = (struct ladder){.zoom = m->ladder.zoom};
    m->connection = 0;
}

static struct instruments *make(void)
{
    struct instruments *m = calloc(1, sizeof *m);
    static const enum field_id open[] = {FIELD_ARP,  FIELD_ICMP, FIELD_UDP, FIELD_TCP,
                                         FIELD_HTTP, FIELD_DNS,  FIELD_RIP,  FIELD_DATA};
    if (m == NULL)
        return NULL;
    field_tree_init(&m->tree, &m->storage);
    field_tree_init(&m->glance, &m->glance_storage);
    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++)
        m->open[open[i] / 64] |= UINT64_C(1) << (open[i] % 64);
    m->ladder.zoom = 1;
    m->shown_frame = m->list.shown = NONE;
    m->console.node = NONE;
    return m;
}

struct instruments *instruments_of(struct window *window)
{
    if (window->instruments == NULL)
        window->instruments = make();
    struct instruments *m = window->instruments;
    if (m == NULL || window->session == NULL)
        return m;
    const struct history *h = session_history(window->session);
    uint32_t branch = session_branch(window->session);
    uint64_t cuts = session_cuts(window->session);
    if (m->session != window->session || m->branch != branch || m->cuts != cuts ||
        h->row_count < m->rows_seen)
        forget_run(m);
    m->session = window->session;
    m->branch = branch;
    m->cuts = cuts;
    m->rows_seen = h->row_count;
    return m;
}

void instruments_release(struct window *window)
{
    struct instruments *m = window->instruments;
    if (m == NULL)
        return;
    forget_run(m);
    for (uint32_t i = 0; i < m->console.count; i++)
        free(m->console.entered[i]);
    free(m);
    window->instruments = NULL;
    window->tree = NULL;
}

/* --- frames at the cursor --- */

static const struct history_frame *frame_row(const struct window *window, uint32_t frame)
{
    return &session_history(window->session)->frames[frame];
}

bool frame_has_begun(const struct window *window, uint32_t frame)
{
    return frame < session_history(window->session)->frame_count &&
           frame_row(window, frame)->sent_row < session_position(window->session);
}

uint32_t loss_told(const struct window *window)
{
    uint32_t say = question_say(window);
    if (say == NONE)
        return NONE;
    const struct history_say *told = &session_history(window->session)->says[say];
    const struct narration *n = &session_scenario(window->session)->narration[told->narration];
    return n->trigger.at == TRIGGER_DROPPED ? told->row : NONE;
}

bool frame_is_over(const struct window *window, uint32_t frame)
{
    uint32_t end = frame_row(window, frame)->end_row;
    return end != NONE && (end < session_position(window->session) || end == loss_told(window));
}

bool frame_was_lost(const struct window *window, uint32_t frame)
{
    const struct history_frame *f = frame_row(window, frame);
    return frame_is_over(window, frame) && f->dropped != 0 &&
           witness_is_loss((enum rule)f->rule);
}

uint32_t frames_begun(const struct window *window)
{
    const struct history *h = session_history(window->session);
    uint32_t low = 0, high = h->frame_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (h->frames[middle].sent_row < session_position(window->session))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t frame_receiver(const struct window *window, uint32_t frame)
{
    const struct world *world = session_view(window->session);
    uint32_t direction = frame_row(window, frame)->direction;
    if (direction == NONE)
        return NONE;
    return world->link.interfaces[world->phy.directions[direction].to].node;
}

/* --- a frame taken apart --- */

static void add_facts(struct window *window, uint32_t frame, struct field_tree *tree)
{
    char cable[CABLE_NAME_SIZE] = "";
    const struct history *h = session_history(window->session);
    const struct history_frame *f = &h->frames[frame];
    const struct world *world = session_view(window->session);
    bool over = frame_is_over(window, frame);
    if (f->direction != NONE)
        world_cable_name(world, f->direction / 2, cable);
    struct frame_facts facts = {.kind = over && f->dropped != 0 ? RECORD_DROPPED : RECORD_SENT,
                                .rule = over ? (enum rule)f->rule : RULE_NONE,
                                .flags = f->flags,
                                .packet = f->packet,
                                .hop = f->hop,
                                .event = f->event,
                                .cause = h->rows[f->sent_row].cause,
                                .time = f->departs,
                                .node = f->node == NONE ? NULL
                                                        : world_nodes(world)->row[f->node].name,
                                .cable = f->direction == NONE ? NULL : cable};
    uint32_t first = tree->count;
    witness_facts(tree, &facts, NULL);
    for (uint32_t i = first + 1; i < tree->count; i++) /* they hang from the first of them */
        if (tree->nodes[first].id == FIELD_NETSTAGE)
            tree->nodes[i].parent = (uint16_t)first;
}

static void dissect(struct window *window, uint32_t frame, struct field_tree *tree,
                    const uint8_t *octets)
{
    const struct history_frame *f = frame_row(window, frame);
    struct field_context context = field_context_default();
    context.number = frame + 1;
    context.time = f->departs;
    if (f->stream >= 0) { /* a connection that was seen to begin: counted from there */
        context.relative_numbers = true;
        context.sender_isn = f->sender_isn;
        context.receiver_isn = f->receiver_isn;
        context.stream = f->stream;
        context.window_shift = f->window_shift;
    }
    field_dissect(tree, octets, f->length, &context);
    add_facts(window, frame, tree);
}

struct field_tree *frame_glance(struct window *window, uint32_t frame)
{
    struct instruments *m = instruments_of(window);
    if (m == NULL)
        return NULL;
    const uint8_t *octets = session_frame_octets(window->session, frame);
    if (octets == NULL)
        return NULL;
    dissect(window, frame, &m->glance, octets);
    return &m->glance;
}

struct field_tree *frame_inspect(struct window *window, uint32_t frame)
{
    struct instruments *m = instruments_of(window);
    if (m == NULL)
        return NULL;
    const uint8_t *octets = session_frame_octets(window->session, frame);
    size_t length = frame_row(window, frame)->length;
    if (octets == NULL || length > sizeof m->octets)
        return NULL;
    memcpy(m->octets, octets, length);
    dissect(window, frame, &m->tree, m->octets);
    return &m->tree;
}

/* --- words --- */

const char *node_label(const struct window *window, uint32_t node)
{
    const struct scenario *scenario = session_scenario(window->session);
    if (node >= scenario->node_count)
        return "";
    const char *label = lesson_text_in(&scenario->nodes[node].label, window->language);
    return label != NULL ? label : scenario->nodes[node].name;
}

void put_frame_number(struct text *text, const struct history_frame *frame)
{
    text_put_unsigned(text, frame->packet);
    text_put_char(text, '.');
    text_put_unsigned(text, frame->hop);
}

const char *drop_words(enum rule rule)
{
    static const struct {
        enum rule rule;
        const char *words;
    } known[] = {
        {RULE_CABLE_LOST, N_("lost on the cable")},
        {RULE_CABLE_DROPPED_BY_FAULT, N_("lost on the cable")},
        {RULE_CABLE_DROPPED_BY_HAND, N_("taken off by hand")},
        {RULE_CABLE_CUT, N_("the cable is cut")},
        {RULE_CABLE_QUEUE_FULL, N_("lost, queue full")},
        {RULE_FCS_WRONG, N_("damaged on the cable")},
        {RULE_INTERFACE_DOWN, N_("the interface is down")},
        {RULE_NO_CABLE, N_("no cable")},
        {RULE_ARP_QUEUE_FULL, N_("lost waiting for ARP")},
        {RULE_ARP_FAILED, N_("no answer to ARP")},
        {RULE_IP_NO_ROUTE, N_("no route")},
        {RULE_IP_TTL_EXCEEDED, N_("TTL used up")},
        {RULE_IP_TOO_BIG, N_("too big for the next cable")},
        {RULE_IP_TOO_BIG_HERE, N_("too big for the path")},
        {RULE_IP_CHECKSUM_WRONG, N_("wrong IP checksum")},
        {RULE_ICMP_CHECKSUM_WRONG, N_("wrong ICMP checksum")},
        {RULE_UDP_CHECKSUM_WRONG, N_("wrong UDP checksum")},
        {RULE_TCP_CHECKSUM_WRONG, N_("wrong TCP checksum")},
        {RULE_UDP_PORT_UNREACHABLE, N_("nobody at that port")},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].rule == rule)
            return tr(known[i].words);
    return _("dropped");
}

void row_sentence(const struct window *window, uint32_t row, char *out, size_t size)
{
    const struct history *h = session_history(window->session);
    struct narrator narrator = {.world = session_view(window->session),
                                .scenario = session_scenario(window->session)};
    size_t length;
    const char *words = history_words(h, row, &length);
    (void)narrator_sentence(&narrator, &h->rows[row], words, length, window->language, out,
                            size);
}

/* --- layers --- */

enum protocol layer_protocol(enum field_id layer)
{
    switch ((int)layer) {
    case FIELD_ARP:
        return PROTOCOL_ARP;
    case FIELD_IP:
        return PROTOCOL_IP;
    case FIELD_ICMP:
        return PROTOCOL_ICMP;
    case FIELD_UDP:
    case FIELD_DNS:
    case FIELD_RIP:
        return PROTOCOL_DNS;
    case FIELD_TCP:
        return PROTOCOL_TCP;
    case FIELD_HTTP:
    case FIELD_DATA:
    case FIELD_DATA_TEXT_LINES:
        return PROTOCOL_HTTP;
    default: /* of all the fields, only these are layers */
        return PROTOCOL_ETHERNET;
    }
}

uint32_t layer_of(const struct field_tree *tree, uint32_t node)
{
    while (tree->nodes[node].parent != FIELD_NO_PARENT)
        node = tree->nodes[node].parent;
    return node;
}
