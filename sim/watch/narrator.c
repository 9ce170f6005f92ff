/* watch/narrator.c: a record becomes a sentence. See narrator.h. */
#include "watch/narrator.h"

#include <string.h>

#include "base/korean.h"
#include "transport/tcp.h"
#include "watch/sighting.h"
#include "watch/said.h"
#include "watch/stp_words.h"
#include "wire/dns_text.h"
#include "wire/http.h"

/* --- the templates of records that name no rule --- */

static const char *const layer_names[] = {
    [LAYER_NONE] = N_("the network"),    [LAYER_PHY] = N_("the cable"),
    [LAYER_LINK] = N_("the link"),       [LAYER_IP] = N_("IP"),
    [LAYER_TRANSPORT] = N_("transport"), [LAYER_APP] = N_("the program"),
};

static const char *const table_names[TABLES] = {
    [TABLE_NONE] = N_("table"),
    [TABLE_DIRECTION] = N_("list of cables"),
    [TABLE_INTERFACE] = N_("list of interfaces"),
    [TABLE_ARP] = N_("ARP table"),
    [TABLE_MAC] = N_("MAC address table"),
    [TABLE_ROUTE] = N_("routing table"),
    [TABLE_UDP] = N_("list of UDP sockets"),
    [TABLE_TCP] = N_("list of TCP connections"),
    [TABLE_LISTENER] = N_("list of listening ports"),
    [TABLE_JOB] = N_("list of commands"),
    [TABLE_DNS_CACHE] = N_("DNS cache"),
    [TABLE_COOKIE] = N_("cookie jar"),
    [TABLE_SESSION] = N_("session table"),
    [TABLE_RESOURCE] = N_("list of pages"),
    [TABLE_LIMIT] = N_("list of counted clients"),
    [TABLE_FILE] = N_("list of files"),
    [TABLE_HTTP_CACHE] = N_("HTTP cache"),
    [TABLE_RIP] = N_("table of the routing daemon"),
    [TABLE_DATAGRAM] = N_("list of datagrams in fragments"),
    [TABLE_SPANNING_TREE] = N_("spanning tree"),
};

const char *table_name(enum table table)
{
    return table_names[table];
}

static const char *timer_template(enum event_kind kind)
{
    switch (kind) {
    case EVENT_ARP:
        return N_("{node} has waited long enough for an ARP reply.");
    case EVENT_STP:
        return N_("A timer of the spanning tree of {node} runs out.");
    case EVENT_ARP_CHECK:
        return N_("It is time for {node} to speak about its own address.");
    case EVENT_REASSEMBLY:
        return N_("{node} has waited long enough for the rest of a datagram's fragments.");
    case EVENT_TCP_RETRANSMISSION:
        return N_("The retransmission timer of a TCP connection of {node} runs out.");
    case EVENT_TCP_DELAYED_ACK:
        return N_("{node} has held an acknowledgment back long enough.");
    case EVENT_TCP_TIME_WAIT:
        return N_("{node} has waited in TIME-WAIT for two maximum segment lifetimes.");
    case EVENT_TCP_KEEP_ALIVE:
        return N_("The keep-alive timer of a TCP connection of {node} runs out.");
    case EVENT_TCP_USER:
        return N_("The user time-out of a TCP connection of {node} runs out.");
    case EVENT_JOB:
        return N_("A timer of a program on {node} runs out.");
    case EVENT_CABLE:
    case EVENT_STRAY:
    case EVENT_LOOPBACK:
    case EVENT_TIMELINE:
    case EVENT_KINDS:
        break;
    }
    return N_("A timer of {node} runs out.");
}

static const char *input_template(enum input_kind kind)
{
    switch (kind) {
    case INPUT_COMMAND:
        return N_("{node} is given the command {words}");
    case INPUT_CANCEL:
        return N_("At {node}, Ctrl+C stops the command.");
    case INPUT_TYPE:
        return N_("At {node} somebody types {words}");
    case INPUT_END:
        return N_("At {node}, Ctrl+D ends what is typed.");
    case INPUT_DROP:
        return N_("You take packet {packet} off the cable {place}.");
    case INPUT_DELAY:
        return N_("You hold packet {packet} back on the cable {place}.");
    case INPUT_DUPLICATE:
        return N_("You send packet {packet} a second time on the cable {place}.");
    case INPUT_CORRUPT:
    case INPUT_CORRUPT_HIDDEN:
        return N_("You flip a bit of packet {packet} on the cable {place}.");
    case INPUT_CUT:
        return N_("You cut the cable {place}.");
    case INPUT_MEND:
        return N_("You mend the cable {place}.");
    case INPUT_IMPAIR:
        return N_("You change the loss and the delay of the cable {place}.");
    case INPUT_FRAME:
        return N_("A frame comes in from outside at {node}.");
    case INPUT_TRANSMIT:
        return N_("The real network behind {node} sends a frame.");
    case INPUT_OPEN:
        return N_("A real program opens a connection from {node}: {words}");
    case INPUT_WRITE:
        return N_("The real program writes, through {node}.");
    case INPUT_READ:
        return N_("The real program reads, through {node}.");
    case INPUT_SHUT:
        return N_("The real program has written all it had to, through {node}.");
    case INPUT_CLOSE:
        return N_("The real program leaves its connection of {node}.");
    }
    return "";
}

static const char *command_template(const struct world *world, const struct record *record)
{
    if (record->layer == LAYER_APP)
        return input_template((enum input_kind)record->a);
    uint32_t count;
    const struct timeline_def *timeline = world_timeline(world, &count);
    if (record->b >= count)
        return input_template((enum input_kind)record->a);
    return timeline[record->b].action == TIMELINE_MEND ? N_("The cable {place} is mended.")
                                                       : N_("The cable {place} is cut.");
}

static const char *row_template(enum row_change change)
{
    switch (change) {
    case ROW_ADDED:
        return N_("{node} adds {key} to its {table}.");
    case ROW_CHANGED:
        return N_("{node} changes {key} in its {table}.");
    case ROW_REMOVED:
        return N_("{node} removes {key} from its {table}.");
    }
    return "";
}

static const char *message_template(enum message_kind kind)
{
    switch (kind) {
    case MESSAGE_REQUEST_SENT:
        return N_("{node} sends the request {words}");
    case MESSAGE_REQUEST:
        return N_("{node} receives the request {words}");
    case MESSAGE_RESPONSE_SENT:
        return N_("{node} sends the response {words}");
    case MESSAGE_RESPONSE:
        return N_("{node} receives the response {words}");
    }
    return "";
}

static const char *template_of(const struct world *world, const struct record *record)
{
    switch ((enum record_kind)record->kind) {
    case RECORD_BOOT:
        return N_("The network is switched on.");
    case RECORD_COMMAND:
        return command_template(world, record);
    case RECORD_SENT:
        return N_("{node} puts packet {packet} on the cable to {peer}.");
    case RECORD_ARRIVED:
        return N_("Packet {packet} arrives at {node}.");
    case RECORD_DROPPED:
    case RECORD_FINDING:
        return record->rule == RULE_NONE ? N_("{node} decides about packet {packet}.")
                                         : rule_text((enum rule)record->rule)->sentence;
    case RECORD_UP:
        return N_("{node} hands packet {packet} up to {layer}.");
    case RECORD_DOWN:
        return N_("{node} hands packet {packet} down to {layer}.");
    case RECORD_TIMER:
        return timer_template((enum event_kind)record->a);
    case RECORD_STATE:
        return N_("The TCP connection of {node} goes from {a:state} to {b:state}.");
    case RECORD_ROW:
        return row_template((enum row_change)record->a);
    case RECORD_MESSAGE:
        return message_template((enum message_kind)record->a);
    case RECORD_SAY:
        return N_("{node} prints: {words}");
    case RECORD_DONE:
        return N_("The command on {node} ends with exit status {b}.");
    case RECORD_KINDS:
        break;
    }
    return "";
}

/* --- values --- */

struct filling {
    const struct world *world;
    const struct scenario *scenario;
    const struct record *record;
    const char *language;
    const char *words;
    size_t length;
    char value[NARRATOR_SENTENCE_MAX / 2];
};

static bool is(const char *name, size_t n, const char *word)
{
    return strlen(word) == n && memcmp(name, word, n) == 0;
}

void narrator_put_time(struct text *text, sim_time duration)
{
    static const struct {
        sim_time unit;
        const char *name;
    } units[] = {
        {SIM_SECOND, " s"}, {SIM_MILLISECOND, " ms"}, {SIM_MICROSECOND, " µs"}, {1, " ns"}};
    size_t u = 0;
    while (u < 3 && (duration < units[u].unit && duration > -units[u].unit))
        u++;
    sim_time unit = duration == 0 ? 1 : units[u].unit;
    text_put_signed(text, duration / unit);
    uint64_t rest = (uint64_t)(duration % unit < 0 ? -(duration % unit) : duration % unit);
    uint64_t thousandths = rest * 1000 / (uint64_t)unit;
    unsigned digits = 3;
    while (thousandths > 0 && thousandths % 10 == 0) {
        thousandths /= 10;
        digits--;
    }
    if (thousandths > 0) {
        text_put_char(text, '.');
        text_put_digits(text, thousandths, digits);
    }
    text_put(text, duration == 0 ? " s" : units[u].name);
}

static void put_rate(struct text *text, uint64_t bps)
{
    if (bps >= 1000000000 && bps % 100000000 == 0) {
        text_put_unsigned(text, bps / 1000000000);
        if (bps % 1000000000 != 0) {
            text_put_char(text, '.');
            text_put_unsigned(text, bps % 1000000000 / 100000000);
        }
        text_put(text, " Gbit/s");
    } else if (bps >= 1000000) {
        text_put_unsigned(text, bps / 1000000);
        text_put(text, " Mbit/s");
    } else {
        text_put_unsigned(text, bps / 1000);
        text_put(text, " kbit/s");
    }
}

static void put_octets(struct text *text, uint64_t v, const char *language)
{
    char number[24], octets[64];
    struct text count = text_over(number, sizeof number);
    text_put_unsigned(&count, v);
    (void)text_format(octets, sizeof octets,
                      tr_in(language, v == 1 ? N_("{count} octet") : N_("{count} octets")),
                      &(struct text_value){"count", number}, 1);
    text_put(text, octets);
}

/* Which rule of the grammar a message has broken, and where that stands. */
static void put_http_refusal(struct text *text, uint64_t v, const char *language)
{
    const struct http_refusal_text *why =
        http_refusal_text(v < HTTP_REFUSALS ? (enum http_refusal)v : HTTP_FINE);
    text_put(text, tr_in(language, why->sentence));
    text_put(text, " (RFC ");
    text_put(text, why->rfc);
    text_put(text, ", ");
    text_put(text, why->section);
    text_put_char(text, ')');
}

static void put_dns_refusal(struct text *text, uint64_t v, const char *language)
{
    enum dns_refusal why = v <= DNS_EXTRA_OCTETS ? (enum dns_refusal)v : DNS_FINE;
    text_put(text, tr_in(language, dns_refusal_text(why)));
}

/* A network, as routing daemons write it into a record: address, length of the prefix, metric. */
static void put_network(struct text *text, uint64_t v)
{
    text_put_ipv4(text, (ipv4_address)v);
    text_put_char(text, '/');
    text_put_unsigned(text, v >> 32 & 0xff);
}

/* A number of the record by the type that the template gives it. False: no such type. */
static bool put_typed(struct text *text, uint64_t v, const char *type, size_t n,
                      const char *language)
{
    if (n == 0 || is(type, n, "port") || is(type, n, "seq"))
        text_put_unsigned(text, v);
    else if (is(type, n, "octets"))
        put_octets(text, v, language);
    else if (is(type, n, "ipv4"))
        text_put_ipv4(text, (ipv4_address)v);
    else if (is(type, n, "network"))
        put_network(text, v);
    else if (is(type, n, "metric"))
        text_put_unsigned(text, v >> 40 & 0xff);
    else if (is(type, n, "before"))
        text_put_unsigned(text, v >> 32);
    else if (is(type, n, "mac"))
        text_put_mac(text, v);
    else if (is(type, n, "time"))
        narrator_put_time(text, (sim_time)v);
    else if (is(type, n, "state"))
        text_put(text, tcp_state_name(v <= TCP_TIME_WAIT ? (enum tcp_state)v : TCP_CLOSED));
    else if (is(type, n, "rate"))
        put_rate(text, v);
    else if (is(type, n, "refusal"))
        put_http_refusal(text, v, language);
    else if (is(type, n, "dns-refusal"))
        put_dns_refusal(text, v, language);
    else if (is(type, n, "hex")) {
        text_put(text, "0x");
        text_put_hex(text, v, 4);
    } else if (is(type, n, "bridge-id"))
        stp_put_identifier(text, v);
    else
        return false;
    return true;
}

static void put_node(struct text *text, const struct filling *f, uint32_t node)
{
    const char *label = NULL;
    if (f->scenario != NULL && node < f->scenario->node_count)
        label = lesson_text_in(&f->scenario->nodes[node].label, f->language);
    if (label != NULL)
        text_put(text, label);
    else if (node < world_nodes(f->world)->count)
        text_put(text, world_nodes(f->world)->row[node].name);
    else
        text_put(text, tr_in(f->language, N_("the network")));
}

static void put_interface(struct text *text, const struct filling *f, uint32_t interface)
{
    put_node(text, f, f->world->link.interfaces[interface].node);
    text_put_char(text, ':');
    text_put(text, world_interface_name(f->world, interface));
}

static bool is_direction(const struct filling *f)
{
    const struct record *r = f->record;
    bool of_cable =
        r->table == TABLE_DIRECTION || r->kind == RECORD_SENT || r->kind == RECORD_ARRIVED;
    return of_cable && r->place < f->world->phy.cables * 2;
}

static void put_place(struct text *text, const struct filling *f)
{
    char cable[CABLE_NAME_SIZE];
    if (is_direction(f)) {
        world_cable_name(f->world, f->record->place / 2, cable);
        text_put(text, cable);
    } else if ((f->record->table == TABLE_INTERFACE ||
                f->record->table == TABLE_SPANNING_TREE) &&
               f->record->place < f->world->link.interface_count) {
        put_interface(text, f, f->record->place);
    } else {
        text_put(text, tr_in(f->language, table_name((enum table)f->record->table)));
    }
}

/* The node at the far end of the way on which the record's frame flies. */
static void put_peer(struct text *text, const struct filling *f)
{
    uint32_t node = NONE;
    if (is_direction(f)) {
        uint32_t to = f->world->phy.directions[f->record->place].to;
        node = f->world->link.interfaces[to].node;
    }
    put_node(text, f, node);
}

/* By what a row of a table is known. */
static void put_key(struct text *text, const struct filling *f)
{
    uint64_t key = f->record->b;
    switch ((enum table)f->record->table) {
    case TABLE_ARP:
    case TABLE_ROUTE:
    case TABLE_RIP:
        text_put_ipv4(text, (ipv4_address)key);
        return;
    case TABLE_MAC:
        text_put_mac(text, key);
        return;
    case TABLE_SPANNING_TREE:
        text_put(text, world_interface_name(f->world, f->record->place));
        return;
    case TABLE_NONE:
    case TABLE_DIRECTION:
    case TABLE_INTERFACE:
    case TABLE_UDP:
    case TABLE_TCP:
    case TABLE_LISTENER:
    case TABLE_JOB:
    case TABLE_DNS_CACHE:
    case TABLE_COOKIE:
    case TABLE_SESSION:
    case TABLE_RESOURCE:
    case TABLE_LIMIT:
    case TABLE_FILE:
    case TABLE_HTTP_CACHE:
    case TABLE_DATAGRAM:
    case TABLES:
        text_put_unsigned(text, key);
        return;
    }
}

/* The record's words on one line: what a terminal would obey becomes a blank. */
static void put_words(struct text *text, const struct filling *f)
{
    size_t length = f->length;
    const char *rest =
        f->words != NULL ? said_sentence(f->record, f->words, &length, f->language) : "";
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)f->words[i];
        text_put_char(text, c < 0x20 || c == 0x7f ? ' ' : (char)c);
    }
    text_put(text, rest);
}

static bool put_named(struct text *text, const struct filling *f, const char *name, size_t n)
{
    const char *colon = memchr(name, ':', n);
    size_t key = colon != NULL ? (size_t)(colon - name) : n;
    const char *type = colon != NULL ? colon + 1 : name + n;
    size_t type_length = (size_t)(name + n - type);
    if (is(type, type_length, "bridge") && (is(name, key, "a") || is(name, key, "b")))
        stp_put_bridge_in(text, f->world, f->scenario,
                          is(name, key, "a") ? f->record->a : f->record->b, f->language);
    else if (is(name, key, "a"))
        return put_typed(text, f->record->a, type, type_length, f->language);
    else if (is(name, key, "b"))
        return put_typed(text, f->record->b, type, type_length, f->language);
    else if (is(name, n, "node"))
        put_node(text, f, f->record->node);
    else if (is(name, n, "packet"))
        text_put_unsigned(text, f->record->packet);
    else if (is(name, n, "place"))
        put_place(text, f);
    else if (is(name, n, "peer"))
        put_peer(text, f);
    else if (is(name, n, "key"))
        put_key(text, f);
    else if (is(name, n, "words"))
        put_words(text, f);
    else if (is(name, n, "table"))
        text_put(text, tr_in(f->language, table_name((enum table)f->record->table)));
    else if (is(name, n, "layer"))
        text_put(text, tr_in(f->language, layer_names[f->record->layer]));
    else
        return false;
    return true;
}

static const char *resolve(void *context, const char *name, size_t n)
{
    struct filling *f = context;
    struct text text = text_over(f->value, sizeof f->value);
    return put_named(&text, f, name, n) ? f->value : NULL;
}

size_t narrator_sentence(const struct narrator *narrator, const struct record *record,
                         const char *words, size_t length, const char *language, char *out,
                         size_t size)
{
    struct filling f = {.world = narrator->world,
                        .scenario = narrator->scenario,
                        .record = record,
                        .language = language,
                        .words = words != NULL ? words : "",
                        .length = words != NULL ? length : 0};
    const char *english = template_of(narrator->world, record);
    return text_format_by(out, size, tr_in(language, english), resolve, &f);
}
