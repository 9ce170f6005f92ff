/* watch/json_lines.c: see json_lines.h. */
#include "watch/json_lines.h"
#include "watch/stp_words.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/utf8.h"
#include "transport/tcp.h"

/* --- values --- */

void json_put_text(struct growing *line, const char *text, size_t length)
{
    struct growing clean = {0};
    size_t at = 0;
    while (at < length) {
        uint32_t code;
        size_t n = utf8_next(text + at, length - at, &code);
        if (n == 0)
            growing_put(&clean, "\xef\xbf\xbd");
        else
            growing_put_octets(&clean, text + at, n);
        at += n > 0 ? n : 1;
    }
    growing_put_json(line, growing_text(&clean), clean.length);
    line->failed = line->failed || clean.failed;
    growing_release(&clean);
}

static void put_key(struct growing *line, const char *key)
{
    growing_put(line, line->length > 0 && line->octets[line->length - 1] != '{' ? ",\"" : "\"");
    growing_put(line, key);
    growing_put(line, "\":");
}

static void put_number(struct growing *line, const char *key, uint64_t value)
{
    put_key(line, key);
    growing_put_unsigned(line, value);
}

static void put_string(struct growing *line, const char *key, const char *value)
{
    if (value == NULL)
        return;
    put_key(line, key);
    json_put_text(line, value, strlen(value));
}

/* --- fields --- */

static void put_value(struct growing *line, const struct field_tree *tree,
                      const struct field_node *node)
{
    char octets[4096];
    enum field_type type = field_info((enum field_id)node->id)->type;
    if (type == FIELD_TYPE_BOOL) {
        growing_put(line, node->number != 0 ? "true" : "false");
    } else if (type == FIELD_TYPE_INT32) {
        struct text text = text_over(octets, sizeof octets);
        text_put_signed(&text, (int64_t)node->number);
        growing_put(line, octets);
    } else if (field_type_is_number(type) || type == FIELD_TYPE_TIME) {
        growing_put_unsigned(line, node->number);
    } else if (type == FIELD_TYPE_DOUBLE) {
        struct text text = text_over(octets, sizeof octets);
        field_put_show(tree, node, &text);
        growing_put(line, octets);
    } else if (type == FIELD_TYPE_STRING) {
        size_t size;
        const char *string = field_string(tree, node, &size);
        json_put_text(line, string, size);
    } else {
        struct text text = text_over(octets, sizeof octets);
        field_put_show(tree, node, &text);
        json_put_text(line, octets, text.length);
    }
}

static bool is_shown(const struct field_node *node)
{
    enum field_type type = field_info((enum field_id)node->id)->type;
    return (node->flags & FIELD_HIDDEN) == 0 && type != FIELD_TYPE_PROTOCOL &&
           type != FIELD_TYPE_NONE;
}

static const struct field_node *next_of(const struct field_tree *tree, uint16_t id,
                                        uint32_t from)
{
    for (uint32_t i = from; i < tree->count; i++)
        if (tree->nodes[i].id == id && is_shown(&tree->nodes[i]))
            return &tree->nodes[i];
    return NULL;
}

/* The field of node i, with all its values. */
static void put_field(struct growing *line, const struct field_tree *tree, uint32_t i)
{
    uint16_t id = tree->nodes[i].id;
    const struct field_node *next = next_of(tree, id, i + 1);
    put_key(line, field_info((enum field_id)id)->name);
    if (next != NULL)
        growing_put(line, "[");
    put_value(line, tree, &tree->nodes[i]);
    if (next == NULL)
        return;
    while (next != NULL) {
        growing_put(line, ",");
        put_value(line, tree, next);
        next = next_of(tree, id, (uint32_t)(next - tree->nodes) + 1);
    }
    growing_put(line, "]");
}

void json_put_fields(struct growing *line, const struct field_tree *tree)
{
    growing_put(line, "{");
    for (uint32_t i = 0; i < tree->count; i++)
        if (is_shown(&tree->nodes[i]) && next_of(tree, tree->nodes[i].id, 0) == &tree->nodes[i])
            put_field(line, tree, i);
    growing_put(line, "}");
}

/* --- records --- */

static void put_cause(struct growing *line, record_id cause)
{
    put_key(line, "cause");
    if (cause == 0) {
        growing_put(line, "null");
        return;
    }
    growing_put(line, "\"");
    growing_put_unsigned(line, record_event(cause));
    growing_put(line, ".");
    growing_put_unsigned(line, record_ordinal(cause));
    growing_put(line, "\"");
}

static const char *const layers[] = {
    [LAYER_NONE] = NULL,
    [LAYER_PHY] = "phy",
    [LAYER_LINK] = "link",
    [LAYER_IP] = "ip",
    [LAYER_TRANSPORT] = "transport",
    [LAYER_APP] = "app",
};

static const char *const tables[TABLES] = {
    [TABLE_NONE] = NULL,
    [TABLE_DIRECTION] = "direction",
    [TABLE_INTERFACE] = "interface",
    [TABLE_ARP] = "arp",
    [TABLE_MAC] = "mac",
    [TABLE_ROUTE] = "route",
    [TABLE_UDP] = "udp",
    [TABLE_TCP] = "tcp",
    [TABLE_LISTENER] = "listener",
    [TABLE_JOB] = "job",
    [TABLE_DNS_CACHE] = "dns-cache",
    [TABLE_COOKIE] = "cookie",
    [TABLE_SESSION] = "session",
    [TABLE_FILE] = "file",
    [TABLE_RESOURCE] = "resource",
    [TABLE_LIMIT] = "limit",
    [TABLE_HTTP_CACHE] = "http-cache",
    [TABLE_RIP] = "rip",
    [TABLE_DATAGRAM] = "datagram",
    [TABLE_SPANNING_TREE] = "spanning-tree",
};

static const char *const changes[] = {"added", "changed", "removed"};

static const char *const messages[] = {"request-sent", "request", "response-sent", "response"};

static const char *timer_word(enum event_kind kind)
{
    static const char *const words[EVENT_KINDS] = {
        [EVENT_ARP] = "arp",
        [EVENT_STP] = "spanning-tree",
        [EVENT_ARP_CHECK] = "arp-check",
        [EVENT_REASSEMBLY] = "reassembly",
        [EVENT_TCP_RETRANSMISSION] = "tcp-retransmission",
        [EVENT_TCP_DELAYED_ACK] = "tcp-delayed-ack",
        [EVENT_TCP_TIME_WAIT] = "tcp-time-wait",
        [EVENT_TCP_KEEP_ALIVE] = "tcp-keep-alive",
        [EVENT_TCP_USER] = "tcp-user",
        [EVENT_JOB] = "program",
    };
    return kind < EVENT_KINDS ? words[kind] : NULL;
}

/* What only some kinds of records have. */
static void put_particulars(struct growing *line, const struct record *r)
{
    switch ((enum record_kind)r->kind) {
    case RECORD_SENT:
        put_number(line, "departs_ns", r->a);
        put_number(line, "arrives_ns", r->b);
        break;
    case RECORD_TIMER:
        put_string(line, "timer", timer_word((enum event_kind)r->a));
        break;
    case RECORD_STATE:
        put_string(line, "from_state", tcp_state_name((enum tcp_state)r->a));
        put_string(line, "to_state", tcp_state_name((enum tcp_state)r->b));
        break;
    case RECORD_ROW:
        put_string(line, "change", changes[r->a]);
        break;
    case RECORD_MESSAGE:
        put_string(line, "message", messages[r->a]);
        break;
    case RECORD_DONE:
        put_number(line, "exit_status", r->b);
        break;
    case RECORD_FINDING:
    case RECORD_DROPPED:
        put_number(line, "a", r->a);
        put_number(line, "b", r->b);
        break;
    case RECORD_BOOT:
    case RECORD_COMMAND:
    case RECORD_ARRIVED:
    case RECORD_UP:
    case RECORD_DOWN:
    case RECORD_SAY:
    case RECORD_KINDS:
        break;
    }
}

/* What a port is in the spanning tree at this moment. */
static void put_tree_port(struct growing *line, const struct world *world, uint32_t interface)
{
    const struct stp_port *p = &world->link.stp.ports[stp_port_at(&world->link, interface)];
    char bridge[STP_WORDS];
    struct text text = text_over(bridge, sizeof bridge);
    stp_put_identifier(&text, p->priority.bridge);
    put_string(line, "interface", world_interface_name(world, interface));
    put_string(line, "role", stp_role_name((enum stp_role)p->role));
    put_string(line, "state", stp_state_name(p));
    put_number(line, "cost", p->cost);
    put_string(line, "designated_bridge", bridge);
}

static void put_place(struct json_lines *l, const struct record *r)
{
    struct growing *line = &l->line;
    if (r->node < world_nodes(l->world)->count)
        put_string(line, "node", world_nodes(l->world)->row[r->node].name);
    uint32_t direction = witness_direction(l->witness, r);
    if (direction != NONE) {
        char cable[CABLE_NAME_SIZE];
        const struct direction *way = &l->world->phy.directions[direction];
        uint32_t at = r->kind == RECORD_SENT ? way->from : way->to;
        uint32_t to = l->world->link.interfaces[way->to].node;
        world_cable_name(l->world, direction / 2, cable);
        put_string(line, "cable", cable);
        put_string(line, "interface", world_interface_name(l->world, at));
        if (r->kind == RECORD_SENT)
            put_string(line, "to", world_nodes(l->world)->row[to].name);
    }
    put_string(line, "layer", layers[r->layer]);
    if (r->table != TABLE_NONE && r->table != TABLE_DIRECTION) {
        put_string(line, "table", tables[r->table]);
        put_number(line, "row", r->place);
    }
    if (r->table == TABLE_SPANNING_TREE)
        put_tree_port(line, l->world, r->place);
    if (r->packet != 0) {
        put_number(line, "packet", r->packet);
        put_number(line, "hop", r->hop);
    }
    if (r->rule != RULE_NONE)
        put_string(line, "rule", rule_text((enum rule)r->rule)->id);
}

static const struct {
    enum frame_flag flag;
    const char *word;
} flag_words[] = {
    {FRAME_BAD_FCS, "bad-fcs"},
    {FRAME_CORRUPTED, "corrupted"},
    {FRAME_DUPLICATE, "duplicate"},
    {FRAME_RETRANSMISSION, "retransmission"},
    {FRAME_DUPLICATE_ACK, "duplicate-ack"},
    {FRAME_WINDOW_PROBE, "window-probe"},
    {FRAME_KEEP_ALIVE, "keep-alive"},
    {FRAME_FAST, "fast-retransmission"},
};

static void put_flags(struct growing *line, uint8_t flags)
{
    const char *before = "";
    put_key(line, "flags");
    growing_put(line, "[");
    for (size_t i = 0; i < sizeof flag_words / sizeof flag_words[0]; i++)
        if ((flags & (unsigned)flag_words[i].flag) != 0) {
            growing_put(line, before);
            growing_put_json(line, flag_words[i].word, strlen(flag_words[i].word));
            before = ",";
        }
    growing_put(line, "]");
}

/* The frame of a record about a frame's way, if it has one. */
static void put_frame(struct json_lines *l, const struct record *r)
{
    char summary[FRAME_LINE_MAX];
    size_t length;
    const uint8_t *octets = witness_octets(l->world, r, &length);
    if (octets == NULL || r->kind == RECORD_UP || r->kind == RECORD_DOWN)
        return;
    frame_view_read(l->view, octets, length);
    (void)field_summary(&l->view->tree, summary, sizeof summary);
    put_number(&l->line, "length", length);
    put_string(&l->line, "summary", summary);
    put_flags(&l->line, witness_flags(l->world, r));
    put_key(&l->line, "fields");
    json_put_fields(&l->line, &l->view->tree);
}

static void put_words(struct json_lines *l, const struct record *r, const char *text,
                      size_t length)
{
    if (length > 0 || r->kind == RECORD_SAY) {
        put_key(&l->line, "text");
        json_put_text(&l->line, text != NULL ? text : "", length);
    }
    if (l->language == NULL)
        return;
    char sentence[NARRATOR_SENTENCE_MAX];
    (void)narrator_sentence(&l->narrator, r, text, length, l->language, sentence,
                            sizeof sentence);
    put_string(&l->line, "sentence", sentence);
}

static void put_head(struct growing *line, const struct record *r)
{
    growing_put(line, "{");
    put_number(line, "event", record_event(r->id));
    put_number(line, "ordinal", record_ordinal(r->id));
    put_cause(line, r->cause);
    put_number(line, "time_ns", (uint64_t)r->time);
    put_string(line, "kind", record_kind_word((enum record_kind)r->kind));
}

/* Sequence numbers count from the start of a connection that may not be shown. */
static void learn(struct json_lines *l, const struct record *r)
{
    size_t length;
    const uint8_t *octets =
        r->kind == RECORD_SENT ? witness_octets(l->world, r, &length) : NULL;
    if (octets != NULL)
        frame_view_learn(l->view, octets, length);
}

static void see(struct observer *self, const struct sim *sim, const struct record *record,
                const char *text, size_t length)
{
    struct json_lines *l = (struct json_lines *)(void *)self;
    struct sighting sighting;
    (void)sim;
    learn(l, record);
    bool seen = witness_look(l->witness, l->world, record, &sighting);
    if (l->filter != NULL && (!seen || !filter_match(l->filter, sighting.tree)))
        return;
    l->line.length = 0;
    put_head(&l->line, record);
    put_place(l, record);
    put_particulars(&l->line, record);
    put_frame(l, record);
    put_words(l, record, text, length);
    growing_put(&l->line, "}\n");
    if (l->line.failed || fwrite(l->line.octets, 1, l->line.length, l->file) != l->line.length)
        l->failed = true;
}

/* --- the lines --- */

bool json_lines_init(struct json_lines *lines, const struct world *world, FILE *file,
                     const char *language)
{
    *lines = (struct json_lines){.observer = {.record = see},
                                 .world = world,
                                 .file = file,
                                 .language = language,
                                 .narrator = {.world = world},
                                 .view = malloc(sizeof *lines->view),
                                 .witness = malloc(sizeof *lines->witness)};
    if (lines->view == NULL || lines->witness == NULL) {
        json_lines_release(lines);
        return false;
    }
    frame_view_init(lines->view);
    witness_init(lines->witness);
    return true;
}

void json_lines_release(struct json_lines *lines)
{
    free(lines->view);
    free(lines->witness);
    lines->view = NULL;
    lines->witness = NULL;
    growing_release(&lines->line);
}

bool json_lines_failed(const struct json_lines *lines)
{
    return lines->failed || lines->line.failed;
}
