/* watch/responses.c: see responses.h. */
#include "watch/responses.h"

#include <stdlib.h>
#include <string.h>

#include "base/checksum.h"
#include "watch/sighting.h"
#include "wire/ethernet.h"
#include "wire/http_reader.h"
#include "wire/ipv4.h"
#include "wire/tcp.h"

/* Octets that came before their turn. */
struct early {
    struct early *next;
    seq32 seq;
    uint32_t length;
    uint8_t octets[];
};

/* One way of a connection, from the server to the client. */
struct response_way {
    struct response_way *older;
    uint32_t node; /* the client */
    ipv4_address server;
    uint16_t server_port;
    uint16_t client_port;
    seq32 next; /* the number of the next octet */
    bool begun; /* the server's SYN has been seen */
    bool fin;   /* its FIN too: after octet number `end` nothing comes */
    bool over;  /* nothing more is read: closed, or not HTTP */
    seq32 end;
    struct early *early;     /* sorted */
    enum http_method method; /* of the request that was sent last */
    struct http_reader reader;
    uint32_t status;
    uint8_t *body;
    size_t body_length;
    size_t body_capacity;
    uint8_t head[HTTP_HEAD_MAX];
};

bool responses_are_wanted(const struct scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->expectation_count; i++)
        if (scenario->expectations[i].kind == EXPECT_RESPONSE)
            return true;
    return false;
}

/* --- a segment --- */

struct segment {
    struct ipv4 ip;
    struct tcp tcp;
    const uint8_t *text;
    uint32_t length;
};

/* False: no TCP segment, or one that its receiver would throw away. */
static bool read_segment(const uint8_t *octets, size_t length, struct segment *s)
{
    struct ethernet ethernet;
    struct tcp_options options;
    struct reader r = reader_over(octets, length);
    ethernet_read(&r, &ethernet);
    ipv4_read(&r, &s->ip);
    if (!r.ok || ethernet.type != ETHERTYPE_IPV4 || s->ip.protocol != IPV4_TCP ||
        s->ip.fragment_offset != 0 || s->ip.total_length < s->ip.header_length)
        return false;
    uint32_t payload = (uint32_t)(s->ip.total_length - s->ip.header_length);
    const uint8_t *tcp = octets + r.at;
    if (reader_left(&r) < payload)
        return false;
    tcp_read(&r, &s->tcp, &options);
    if (!r.ok || s->tcp.header_length > payload)
        return false;
    s->text = tcp + s->tcp.header_length;
    s->length = payload - s->tcp.header_length;
    uint64_t sum =
        ipv4_pseudo_header_sum(s->ip.source, s->ip.destination, IPV4_TCP, (uint16_t)payload);
    return checksum_finish(checksum_add(sum, tcp, payload)) == 0;
}

/* --- ways --- */

static void free_early(struct response_way *way)
{
    while (way->early != NULL) {
        struct early *next = way->early->next;
        free(way->early);
        way->early = next;
    }
}

static struct response_way *find_way(const struct responses *r, uint32_t node,
                                     ipv4_address server, uint16_t server_port,
                                     uint16_t client_port)
{
    struct response_way *w = r->newest;
    while (w != NULL && (w->node != node || w->server != server ||
                         w->server_port != server_port || w->client_port != client_port))
        w = w->older;
    return w;
}

static struct response_way *add_way(struct responses *r)
{
    struct response_way *way = calloc(1, sizeof *way);
    if (way == NULL) {
        r->out_of_memory = true;
        return NULL;
    }
    way->older = r->newest;
    r->newest = way;
    return way;
}

/* --- the message --- */

static void take_body(struct responses *r, struct response_way *w, const struct http_part *part)
{
    if (w->body_length + part->length > SCENARIO_BODY_MAX) {
        w->over = true;
        return;
    }
    if (w->body_length + part->length > w->body_capacity) {
        size_t capacity = w->body_capacity == 0 ? 4096 : w->body_capacity;
        while (capacity < w->body_length + part->length)
            capacity *= 2;
        uint8_t *grown = realloc(w->body, capacity);
        if (grown == NULL) {
            r->out_of_memory = true;
            w->over = true;
            return;
        }
        w->body = grown;
        w->body_capacity = capacity;
    }
    memcpy(w->body + w->body_length, part->octets, part->length);
    w->body_length += part->length;
}

static void take_head(struct response_way *w)
{
    struct http_head head;
    w->over = http_head_read(w->head, w->reader.head_length, HTTP_RESPONSE, w->method, &head) !=
              HTTP_FINE;
    w->status = head.status;
}

static void tell(struct responses *r, struct response_way *w)
{
    static const uint8_t none[1];
    bool interim = w->status >= 100 && w->status < 200; /* RFC 9110 section 15.2 */
    if (!w->over && !interim)
        r->told(r->context, w->node, w->status, w->body_length > 0 ? w->body : none,
                w->body_length);
    w->body_length = 0;
    http_reader_next(&w->reader, w->method);
}

static void feed(struct responses *r, struct response_way *w, const uint8_t *octets,
                 size_t length)
{
    while (!w->over) {
        size_t taken;
        struct http_part part;
        enum http_step step = http_reader_feed(&w->reader, w->head, sizeof w->head, octets,
                                               length, &taken, &part);
        octets += taken;
        length -= taken;
        switch (step) {
        case HTTP_STEP_MORE:
            return;
        case HTTP_STEP_HEAD:
            take_head(w);
            break;
        case HTTP_STEP_BODY:
            take_body(r, w, &part);
            break;
        case HTTP_STEP_END:
            tell(r, w);
            break;
        case HTTP_STEP_REFUSED:
        case HTTP_STEP_TUNNEL:
            w->over = true;
            break;
        }
    }
}

/* --- the order of the octets --- */

static void keep_early(struct responses *r, struct response_way *w, seq32 seq,
                       const uint8_t *octets, uint32_t length)
{
    struct early *e = malloc(sizeof *e + length);
    if (e == NULL) {
        r->out_of_memory = true;
        return;
    }
    *e = (struct early){.seq = seq, .length = length};
    memcpy(e->octets, octets, length);
    struct early **at = &w->early;
    while (*at != NULL && seq_before((*at)->seq, seq))
        at = &(*at)->next;
    e->next = *at;
    *at = e;
}

/* Takes octets that begin at or before the next one; what is known already is stepped over. */
static void take_octets(struct responses *r, struct response_way *w, seq32 seq,
                        const uint8_t *octets, uint32_t length)
{
    uint32_t known = seq_span(seq, w->next);
    if (known >= length)
        return;
    w->next = seq_add(w->next, length - known);
    feed(r, w, octets + known, length - known);
}

static void take_text(struct responses *r, struct response_way *w, seq32 seq,
                      const uint8_t *octets, uint32_t length)
{
    if (length > 0 && seq_before(w->next, seq))
        keep_early(r, w, seq, octets, length);
    else if (length > 0)
        take_octets(r, w, seq, octets, length);
    while (w->early != NULL && seq_at_or_before(w->early->seq, w->next)) {
        struct early *e = w->early;
        w->early = e->next;
        take_octets(r, w, e->seq, e->octets, e->length);
        free(e);
    }
}

/* The server's FIN ends a message whose length nobody said. */
static void close_way(struct responses *r, struct response_way *w)
{
    if (w->over || !w->fin || !seq_equal(w->next, w->end))
        return;
    if (http_reader_close(&w->reader) == HTTP_STEP_END)
        tell(r, w);
    w->over = true;
}

/* --- records --- */

/* A segment came to a client. */
static void arrived(struct responses *r, uint32_t node, const struct segment *s)
{
    struct response_way *w =
        find_way(r, node, s->ip.source, s->tcp.source_port, s->tcp.destination_port);
    if (w == NULL)
        return;
    if ((s->tcp.flags & TCP_SYN) != 0 && !w->begun) {
        w->next = seq_add(s->tcp.seq, 1);
        w->begun = true;
    }
    if (!w->begun || w->over)
        return;
    seq32 seq = (s->tcp.flags & TCP_SYN) != 0 ? seq_add(s->tcp.seq, 1) : s->tcp.seq;
    if ((s->tcp.flags & TCP_FIN) != 0) {
        w->fin = true;
        w->end = seq_add(seq, s->length);
    }
    take_text(r, w, seq, s->text, s->length);
    close_way(r, w);
}

/* A client opens a connection, or sends a request on it. */
static void sent(struct responses *r, uint32_t node, const struct segment *s)
{
    if ((s->tcp.flags & (TCP_SYN | TCP_ACK)) == TCP_SYN) {
        struct response_way *w = add_way(r);
        if (w == NULL)
            return;
        w->node = node;
        w->server = s->ip.destination;
        w->server_port = s->tcp.destination_port;
        w->client_port = s->tcp.source_port;
        w->method = HTTP_GET;
        http_reader_begin(&w->reader, HTTP_RESPONSE, HTTP_STRICT, HTTP_GET);
        return;
    }
    struct response_way *w =
        find_way(r, node, s->ip.destination, s->tcp.destination_port, s->tcp.source_port);
    const uint8_t *blank = s->length > 0 ? memchr(s->text, ' ', s->length) : NULL;
    if (w == NULL || blank == NULL)
        return;
    enum http_method method = http_method_number(s->text, (size_t)(blank - s->text));
    if (method == HTTP_METHOD_OTHER)
        return;
    w->method = method;
    w->reader.request = (uint8_t)method;
}

static void see(struct observer *self, const struct sim *sim, const struct record *record,
                const char *text, size_t length)
{
    struct responses *r = (struct responses *)(void *)self;
    struct segment s;
    size_t size;
    (void)sim, (void)text, (void)length;
    bool first_cable = record->kind == RECORD_SENT && record->hop == 1;
    if (!first_cable && record->kind != RECORD_ARRIVED)
        return;
    const uint8_t *octets = witness_octets(r->world, record, &size);
    if (octets == NULL || (witness_flags(r->world, record) & FRAME_BAD_FCS) != 0 ||
        !read_segment(octets, size, &s))
        return;
    if (first_cable)
        sent(r, record->node, &s);
    else
        arrived(r, record->node, &s);
}

void responses_init(struct responses *responses, const struct world *world,
                    responses_told *told, void *context)
{
    *responses = (struct responses){
        .observer = {.record = see}, .world = world, .told = told, .context = context};
}

void responses_release(struct responses *responses)
{
    while (responses->newest != NULL) {
        struct response_way *way = responses->newest;
        responses->newest = way->older;
        free_early(way);
        free(way->body);
        free(way);
    }
}
