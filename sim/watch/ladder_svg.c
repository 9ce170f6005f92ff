/* watch/ladder_svg.c: see ladder_svg.h.
 *
 *               left      pitch
 *     |<----------->|<--------->|
 *              laptop          sw1
 *     0.001 s       |           |      head
 *                   |   words   |
 *                   |---------->|      row, with a slope: time runs downwards */
#include "watch/ladder_svg.h"

#include <stdlib.h>
#include <string.h>

#include "base/korean.h"
#include "scenario/utf8.h"
#include "watch/narrator.h"

enum { LEFT = 150, RIGHT = 100, PITCH = 210, HEAD = 110, ROW = 40, SLOPE = 14, FOOT = 60 };

/* --- watching --- */

static bool make_room(struct ladder *l)
{
    if (l->count < l->capacity)
        return true;
    uint32_t capacity = l->capacity == 0 ? 64 : l->capacity * 2;
    struct ladder_arrow *grown = realloc(l->arrows, capacity * sizeof *grown);
    if (grown == NULL) {
        l->out_of_memory = true;
        return false;
    }
    l->arrows = grown;
    l->capacity = capacity;
    return true;
}

static void add(struct ladder *l, const struct record *r, bool wanted)
{
    size_t length;
    const uint8_t *octets = witness_octets(l->world, r, &length);
    if (octets == NULL)
        return;
    if (!wanted || l->count == LADDER_ARROWS_MAX) {
        frame_view_learn(l->view, octets, length);
        l->more += wanted ? 1U : 0U;
        return;
    }
    if (!make_room(l))
        return;
    struct ladder_arrow *arrow = &l->arrows[l->count++];
    frame_view_read(l->view, octets, length);
    const struct field_node *text = field_tree_find(&l->view->tree, FIELD_TCP_LEN, 0);
    *arrow = (struct ladder_arrow){.time = r->time,
                                   .direction = r->place,
                                   .packet = r->packet,
                                   .hop = r->hop,
                                   .octets = text != NULL ? (uint32_t)text->number : 0,
                                   .kind = field_frame_kind(&l->view->tree),
                                   .flags = witness_flags(l->world, r)};
    (void)field_summary(&l->view->tree, arrow->summary, sizeof arrow->summary);
}

/* The frame that was put on this cable last, and was not lost yet, ends there. */
static void lose(struct ladder *l, const struct record *r)
{
    for (uint32_t i = l->count; i > 0; i--) {
        struct ladder_arrow *arrow = &l->arrows[i - 1];
        if (arrow->packet == r->packet && arrow->hop == r->hop &&
            arrow->direction == r->place && !arrow->lost) {
            arrow->lost = true;
            return;
        }
    }
}

static void see(struct observer *self, const struct sim *sim, const struct record *record,
                const char *text, size_t length)
{
    struct ladder *l = (struct ladder *)(void *)self;
    struct sighting sighting;
    (void)sim, (void)text, (void)length;
    if (record->kind == RECORD_DROPPED && record->layer == LAYER_PHY)
        lose(l, record);
    if (record->kind != RECORD_SENT)
        return;
    bool wanted = l->filter == NULL || (witness_look(l->witness, l->world, record, &sighting) &&
                                        filter_match(l->filter, sighting.tree));
    add(l, record, wanted);
}

bool ladder_init(struct ladder *ladder, const struct world *world, const struct filter *filter)
{
    *ladder = (struct ladder){.observer = {.record = see},
                              .world = world,
                              .filter = filter,
                              .view = malloc(sizeof *ladder->view),
                              .witness = malloc(sizeof *ladder->witness)};
    if (ladder->view == NULL || ladder->witness == NULL) {
        ladder_release(ladder);
        return false;
    }
    frame_view_init(ladder->view);
    witness_init(ladder->witness);
    if (filter != NULL)
        witness_want(ladder->witness, filter_wanted(filter));
    return true;
}

void ladder_release(struct ladder *ladder)
{
    free(ladder->view);
    free(ladder->witness);
    free(ladder->arrows);
    ladder->view = NULL;
    ladder->witness = NULL;
    ladder->arrows = NULL;
}

/* --- drawing --- */

struct drawing {
    const struct ladder *ladder;
    FILE *file;
    const char *language;
    uint32_t *column; /* of each node; NONE: not drawn */
    uint32_t columns;
};

/* Text as XML has it; what is no character of XML 1.0 becomes U+FFFD. */
static void put_text(FILE *file, const char *text)
{
    size_t length = strlen(text);
    while (length > 0) {
        uint32_t code;
        size_t n = utf8_next(text, length, &code);
        if (n == 0 || utf8_is_control(code) || code == 0xfffe || code == 0xffff)
            fputs("\xef\xbf\xbd", file);
        else if (code == '<')
            fputs("&lt;", file);
        else if (code == '&')
            fputs("&amp;", file);
        else if (code == '"')
            fputs("&quot;", file);
        else
            (void)fwrite(text, 1, n, file);
        text += n > 0 ? n : 1;
        length -= n > 0 ? n : 1;
    }
}

static uint32_t node_at(const struct ladder *l, uint32_t interface)
{
    return l->world->link.interfaces[interface].node;
}

static uint32_t x_of(const struct drawing *d, uint32_t node)
{
    return LEFT + d->column[node] * PITCH;
}

/* Gives a column to every node that has an arrow, in the order of the scenario. */
static bool lay_columns(struct drawing *d)
{
    const struct ladder *l = d->ladder;
    uint32_t nodes = world_nodes(l->world)->count;
    d->column = malloc((nodes + 1) * sizeof *d->column);
    if (d->column == NULL)
        return false;
    memset(d->column, 0xff, (nodes + 1) * sizeof *d->column); /* NONE */
    for (uint32_t i = 0; i < l->count; i++) {
        const struct direction *way = &l->world->phy.directions[l->arrows[i].direction];
        d->column[node_at(l, way->from)] = 0;
        d->column[node_at(l, way->to)] = 0;
    }
    for (uint32_t i = 0; i < nodes; i++)
        if (d->column[i] != NONE)
            d->column[i] = d->columns++;
    return true;
}

static const char *class_of(enum frame_kind kind)
{
    switch (kind) {
    case FRAME_ARP_REQUEST:
    case FRAME_ARP_REPLY:
        return "arp";
    case FRAME_ICMP_ECHO:
    case FRAME_ICMP_ECHO_REPLY:
    case FRAME_ICMP_ERROR:
        return "icmp";
    case FRAME_DNS_QUERY:
    case FRAME_DNS_ANSWER:
    case FRAME_RIP_REQUEST:
    case FRAME_RIP_RESPONSE:
    case FRAME_UDP_OTHER:
        return "udp";
    case FRAME_TCP_SYN:
    case FRAME_TCP_SYN_ACK:
    case FRAME_TCP_ACK:
    case FRAME_TCP_DATA:
    case FRAME_TCP_FIN:
    case FRAME_TCP_RST:
        return "tcp";
    case FRAME_HTTP_REQUEST:
    case FRAME_HTTP_RESPONSE:
        return "http";
    case FRAME_BPDU:
        return "stp";
    case FRAME_OTHER:
    case FRAME_KINDS:
        break;
    }
    return "other";
}

static void put_style(FILE *file)
{
    fputs("<style>\n"
          "text { font: 15px 'NanumGothic', 'Noto Sans CJK KR', sans-serif; fill: #1b2430; }\n"
          ".title { font-size: 22px; font-weight: bold; }\n"
          ".node { font-weight: bold; text-anchor: middle; }\n"
          ".time { text-anchor: end; fill: #56616f; font-size: 13px; }\n"
          ".words { text-anchor: middle; paint-order: stroke; stroke: #ffffff;"
          " stroke-width: 5px; }\n"
          ".life { stroke: #b9c2cd; stroke-width: 2; }\n"
          ".arrow { stroke-width: 2.5; fill: none; }\n"
          ".arp { stroke: #8a5a00; } .icmp { stroke: #00695c; } .udp { stroke: #7b2d8b; }\n"
          ".tcp { stroke: #1f5fbf; } .http { stroke: #b3261e; } .other { stroke: #56616f; }\n"
          ".again { stroke-dasharray: 9 5; }\n"
          "</style>\n",
          file);
}

static void put_head(const struct drawing *d, const char *title, uint32_t width,
                     uint32_t height)
{
    fprintf(d->file,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" "
            "viewBox=\"0 0 %u %u\">\n<title>",
            width, height, width, height);
    put_text(d->file, title);
    fputs("</title>\n", d->file);
    put_style(d->file);
    fprintf(d->file, "<rect width=\"%u\" height=\"%u\" fill=\"#ffffff\"/>\n", width, height);
    fputs("<text class=\"title\" x=\"24\" y=\"38\">", d->file);
    put_text(d->file, title);
    fputs("</text>\n", d->file);
}

static void put_nodes(const struct drawing *d, uint32_t bottom)
{
    const struct nodes *nodes = world_nodes(d->ladder->world);
    for (uint32_t i = 0; i < nodes->count; i++) {
        if (d->column[i] == NONE)
            continue;
        uint32_t x = x_of(d, i);
        fprintf(d->file, "<line class=\"life\" x1=\"%u\" y1=\"%d\" x2=\"%u\" y2=\"%u\"/>\n", x,
                HEAD - 24, x, bottom);
        fprintf(d->file, "<text class=\"node\" x=\"%u\" y=\"%d\">", x, HEAD - 34);
        put_text(d->file, nodes->row[i].name);
        fputs("</text>\n", d->file);
    }
}

/* A line with its point, or with a cross where the frame is lost. */
static void put_line(const struct drawing *d, const struct ladder_arrow *a, int x1, int x2,
                     int y)
{
    int reach = a->lost ? (x2 - x1) * 3 / 5 : x2 - x1;
    int fall = a->lost ? SLOPE * 3 / 5 : SLOPE;
    int back = reach > 0 ? -10 : 10;
    bool again = (a->flags & (FRAME_RETRANSMISSION | FRAME_DUPLICATE)) != 0;
    fprintf(d->file, "<path class=\"arrow %s%s\" d=\"M%d %dl%d %d\"/>\n", class_of(a->kind),
            again ? " again" : "", x1, y, reach, fall);
    if (a->lost)
        fprintf(d->file, "<path class=\"arrow %s\" d=\"M%d %dl16 16m0 -16l-16 16\"/>\n",
                class_of(a->kind), x1 + reach - 8, y + fall - 8);
    else
        fprintf(d->file, "<path class=\"arrow %s\" d=\"M%d %dl%d 5m%d -5l%d -6\"/>\n",
                class_of(a->kind), x2, y + fall, back, -back, back);
}

/* "TCP data 13.1 · 1460": what it is, packet and hop, octets of TCP text; ↻: sent again. */
static void put_words(const struct drawing *d, const struct ladder_arrow *a, int x, int y)
{
    fprintf(d->file, "<text class=\"words\" x=\"%d\" y=\"%d\">", x, y);
    put_text(d->file, tr_in(d->language, frame_kind_name(a->kind)));
    fprintf(d->file, " %u.%u", a->packet, a->hop);
    if (a->octets > 0)
        fprintf(d->file, " · %u", a->octets);
    if ((a->flags & FRAME_RETRANSMISSION) != 0)
        fputs(" ↻", d->file);
    fputs("</text>\n", d->file);
}

static void put_arrow(const struct drawing *d, uint32_t row)
{
    const struct ladder_arrow *a = &d->ladder->arrows[row];
    const struct direction *way = &d->ladder->world->phy.directions[a->direction];
    int x1 = (int)x_of(d, node_at(d->ladder, way->from));
    int x2 = (int)x_of(d, node_at(d->ladder, way->to));
    int y = HEAD + (int)row * ROW;
    char when[64];
    struct text time = text_over(when, sizeof when);
    narrator_put_time(&time, a->time);
    fputs("<g><title>", d->file);
    put_text(d->file, a->summary);
    fputs("</title>\n", d->file);
    fprintf(d->file, "<text class=\"time\" x=\"%d\" y=\"%d\">%s</text>\n", LEFT - 60, y + 5,
            when);
    put_line(d, a, x1, x2, y);
    put_words(d, a, (x1 + x2) / 2, y - 4);
    fputs("</g>\n", d->file);
}

static void put_rest(const struct drawing *d, uint32_t y)
{
    char number[16], sentence[256];
    struct text text = text_over(number, sizeof number);
    if (d->ladder->more == 0)
        return;
    text_put_unsigned(&text, d->ladder->more);
    (void)text_format(sentence, sizeof sentence,
                      tr_in(d->language, N_("{count} more frames are not drawn.")),
                      &(struct text_value){"count", number}, 1);
    fprintf(d->file, "<text x=\"24\" y=\"%u\">", y);
    put_text(d->file, sentence);
    fputs("</text>\n", d->file);
}

bool ladder_write(const struct ladder *ladder, FILE *file, const char *title,
                  const char *language)
{
    struct drawing d = {.ladder = ladder, .file = file, .language = language};
    if (!lay_columns(&d))
        return false;
    uint32_t bottom = HEAD + ladder->count * ROW;
    uint32_t width = LEFT + RIGHT + (d.columns > 0 ? d.columns - 1 : 0) * PITCH;
    put_head(&d, title, width < 480 ? 480 : width, bottom + FOOT);
    put_nodes(&d, bottom);
    for (uint32_t i = 0; i < ladder->count; i++)
        put_arrow(&d, i);
    put_rest(&d, bottom + FOOT - 20);
    fputs("</svg>\n", file);
    free(d.column);
    return fflush(file) == 0 && !ferror(file) && !ladder->out_of_memory;
}
