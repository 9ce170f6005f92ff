/* watch/event_line.c: see event_line.h. */
#include "watch/event_line.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/diagnostic.h"
#include "watch/said.h"

enum { TIME_WIDTH = 13, PLACE_WIDTH = 24, NUMBER_WIDTH = 7, PROTOCOL_WIDTH = 6 };

/* Blanks until what was put since `from` takes `width` columns, and two more. */
static void pad(struct growing *line, size_t from, size_t width)
{
    size_t there = terminal_width(line->octets + from, line->length - from);
    for (size_t i = there; i < width + 2; i++)
        growing_put(line, " ");
}

void put_seconds(struct growing *line, sim_time time)
{
    char octets[32];
    struct text text = text_over(octets, sizeof octets);
    text_put_unsigned(&text, (uint64_t)time / 1000000000);
    text_put_char(&text, '.');
    text_put_digits(&text, (uint64_t)time % 1000000000, 9);
    for (size_t i = text.length; i < TIME_WIDTH; i++)
        growing_put(line, " ");
    growing_put(line, octets);
}

static const char *name_of(const struct world *world, uint32_t node)
{
    return node < world_nodes(world)->count ? world_nodes(world)->row[node].name : "";
}

/* Where it happens: "laptop → sw1" on a cable, else the node. */
static void put_place(struct growing *line, const struct event_line_source *e)
{
    const struct record *r = e->record;
    size_t from = line->length;
    uint32_t direction = r->kind == RECORD_SENT || r->layer == LAYER_PHY ? r->place : NONE;
    if (direction < e->world->phy.cables * 2) {
        const struct direction *way = &e->world->phy.directions[direction];
        growing_put(line, name_of(e->world, e->world->link.interfaces[way->from].node));
        growing_put(line, " → ");
        growing_put(line, name_of(e->world, e->world->link.interfaces[way->to].node));
    } else {
        growing_put(line, name_of(e->world, r->node));
    }
    pad(line, from, PLACE_WIDTH);
}

static void put_flags(struct growing *line, const char *language, uint8_t flags)
{
    static const struct {
        enum frame_flag flag;
        const char *words;
    } words[] = {
        {FRAME_RETRANSMISSION, N_("retransmission")},
        {FRAME_DUPLICATE_ACK, N_("duplicate ACK")},
        {FRAME_WINDOW_PROBE, N_("window probe")},
        {FRAME_KEEP_ALIVE, N_("keep-alive")},
        {FRAME_DUPLICATE, N_("second copy")},
        {FRAME_CORRUPTED, N_("corrupted")},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if ((flags & (unsigned)words[i].flag) != 0) {
            growing_put(line, "  [");
            growing_put(line, tr_in(language, words[i].words));
            growing_put(line, "]");
        }
}

static void put_frame(struct growing *line, const struct event_line_source *e)
{
    char summary[FRAME_LINE_MAX];
    size_t from = line->length;
    growing_put_unsigned(line, e->record->packet);
    growing_put(line, ".");
    growing_put_unsigned(line, e->record->hop);
    pad(line, from, NUMBER_WIDTH);
    if (e->tree == NULL)
        return;
    from = line->length;
    growing_put(line, field_protocol(e->tree));
    pad(line, from, PROTOCOL_WIDTH);
    (void)field_summary(e->tree, summary, sizeof summary);
    growing_put(line, summary);
    put_flags(line, e->language, e->flags);
}

static void put_sentence(struct growing *line, const struct event_line_source *e)
{
    char sentence[NARRATOR_SENTENCE_MAX];
    const struct narrator narrator = {.world = e->world};
    (void)narrator_sentence(&narrator, e->record, e->words, e->length, e->language, sentence,
                            sizeof sentence);
    growing_put(line, sentence);
}

bool event_line_tells(const struct record *r)
{
    switch ((enum record_kind)r->kind) {
    case RECORD_COMMAND:
    case RECORD_SENT:
    case RECORD_TIMER:
    case RECORD_STATE:
    case RECORD_MESSAGE:
    case RECORD_SAY:
    case RECORD_DONE:
        return true;
    case RECORD_DROPPED:
        return witness_is_loss((enum rule)r->rule);
    case RECORD_BOOT:
    case RECORD_ARRIVED:
    case RECORD_UP:
    case RECORD_DOWN:
    case RECORD_ROW:
    case RECORD_FINDING:
    case RECORD_KINDS:
        break;
    }
    return false;
}

void event_line_put(struct growing *line, const struct event_line_source *e)
{
    const struct record *r = e->record;
    put_seconds(line, r->time);
    growing_put(line, "  ");
    put_place(line, e);
    if (r->kind == RECORD_SAY) {
        size_t length = e->length;
        const char *rest = said_sentence(r, e->words, &length, e->language);
        growing_put(line, "| ");
        growing_put_octets(line, e->words, length);
        growing_put(line, rest);
        return;
    }
    if (r->kind == RECORD_COMMAND && e->length > 0) {
        growing_put(line, r->a == INPUT_TYPE ? "> " : "$ ");
        growing_put_octets(line, e->words, e->length);
        return;
    }
    if (r->kind == RECORD_SENT || r->kind == RECORD_DROPPED)
        put_frame(line, e);
    if (r->kind == RECORD_DROPPED)
        growing_put(line, "  ✗ ");
    if (r->kind != RECORD_SENT)
        put_sentence(line, e);
}

/* The frame that the record is about, taken apart; NULL: it is about none. */
static const struct field_tree *read_frame(struct event_lines *l, const struct record *r)
{
    size_t length;
    if (r->kind != RECORD_SENT && r->kind != RECORD_DROPPED)
        return NULL;
    const uint8_t *octets = witness_octets(l->world, r, &length);
    if (octets == NULL)
        return NULL;
    frame_view_read(l->view, octets, length);
    return &l->view->tree;
}

/* Sequence numbers count from the start of a connection that may not be shown. */
static void learn(struct event_lines *l, const struct record *r)
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
    struct event_lines *l = (struct event_lines *)(void *)self;
    struct sighting sighting;
    (void)sim;
    learn(l, record);
    if (l->filter != NULL &&
        (!witness_look(l->witness, l->world, record, &sighting) ||
         sighting.at == TRIGGER_ARRIVED || !filter_match(l->filter, sighting.tree)))
        return;
    if (!event_line_tells(record))
        return;
    l->line.length = 0;
    const struct event_line_source source = {.world = l->world,
                                             .language = l->language,
                                             .record = record,
                                             .words = text,
                                             .length = length,
                                             .tree = read_frame(l, record),
                                             .flags = witness_flags(l->world, record)};
    event_line_put(&l->line, &source);
    growing_put(&l->line, "\n");
    (void)fwrite(growing_text(&l->line), 1, l->line.length, l->file);
}

bool event_lines_init(struct event_lines *lines, const struct world *world, FILE *file,
                      const char *language, const struct filter *filter)
{
    *lines = (struct event_lines){.observer = {.record = see},
                                  .world = world,
                                  .file = file,
                                  .language = language,
                                  .filter = filter,
                                  .view = malloc(sizeof *lines->view),
                                  .witness = malloc(sizeof *lines->witness)};
    if (lines->view == NULL || lines->witness == NULL) {
        event_lines_release(lines);
        return false;
    }
    frame_view_init(lines->view);
    witness_init(lines->witness);
    if (filter != NULL)
        witness_want(lines->witness, filter_wanted(filter));
    return true;
}

void event_lines_release(struct event_lines *lines)
{
    free(lines->view);
    free(lines->witness);
    lines->view = NULL;
    lines->witness = NULL;
    growing_release(&lines->line);
}
