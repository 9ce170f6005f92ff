/* gui/inspector_object.c: the inspector when no frame is selected: a node with its interfaces,
 * a cable with its rate and delay, a decision of a protocol with its reason; or what one can
 * do. */
#include <stdio.h>

#include "gui/inspector.h"
#include "watch/narrator.h"
#include "watch/sighting.h"

enum { LINE = 20, WORDS_MAX = 512 };

/* The pen: what is written goes below what was. */
struct pen {
    struct window *window;
    struct rect left; /* the room that is left */
};

static void heading(struct pen *pen, const char *text)
{
    struct gui *gui = pen->window->gui;
    float unit = unit_of(pen->window);
    struct text_style style = gui_style(gui, FONT_BOLD, TYPE_HEAD, TOKEN_INK);
    float high = gui_paragraph(gui, pen->left, style, text);
    (void)rect_cut_top(&pen->left, high + 4 * unit);
}

static void paragraph(struct pen *pen, enum token token, const char *text)
{
    struct gui *gui = pen->window->gui;
    struct text_style style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, token);
    float high = gui_paragraph(gui, pen->left, style, text);
    (void)rect_cut_top(&pen->left, high + 8 * unit_of(pen->window));
}

static void pair(struct pen *pen, const char *label, const char *value)
{
    struct gui *gui = pen->window->gui;
    struct rect row = rect_cut_top(&pen->left, LINE * unit_of(pen->window));
    struct text_style name = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
    struct text_style style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK);
    float wide = gui_text_width(gui, name.face, name.size, label) + 12;
    gui_label(gui, row, name, label);
    style.anchor = ANCHOR_END;
    (void)rect_cut_left(&row, wide < row.w ? wide : row.w);
    gui_label(gui, row, style, value);
}

static void rule_line(struct pen *pen)
{
    struct rect line = rect_cut_top(&pen->left, 9 * unit_of(pen->window));
    gui_hairline(pen->window->gui, rect_make(line.x, line.y + 4, line.w, 1));
}

/* --- a node --- */

static const char *kind_words(enum node_kind kind)
{
    switch (kind) {
    case NODE_HOST:
        return trc("kind of node", "Host");
    case NODE_ROUTER:
        return _("Router");
    case NODE_SWITCH:
        return _("Switch");
    }
    return "";
}

static void interface_of(struct pen *pen, uint32_t row)
{
    const struct world *world = session_view(pen->window->session);
    const struct interface *i = &world->link.interfaces[row];
    char words[64];
    struct text text = text_over(words, sizeof words);
    rule_line(pen);
    paragraph(pen, TOKEN_INK, world_interface_name(world, row));
    if (i->address != 0) {
        text_put_ipv4(&text, i->address);
        text_put(&text, "/");
        text_put_unsigned(&text, i->prefix_length);
        pair(pen, _("IP address"), words);
    }
    text_clear(&text);
    text_put_mac(&text, i->mac);
    pair(pen, _("MAC address"), words);
    if (i->up == 0)
        pair(pen, _("State"), _("down"));
}

static void node_object(struct pen *pen, uint32_t node)
{
    struct window *window = pen->window;
    const struct nodes *nodes = world_nodes(session_view(window->session));
    const struct node *n = &nodes->row[node];
    heading(pen, node_label(window, node));
    paragraph(pen, TOKEN_INK2, kind_words(n->kind));
    struct rect link = rect_cut_top(&pen->left, 24 * unit_of(window));
    link.w = gui_button_width(window->gui, _("Show its tables"));
    if (gui_button(window->gui, link, "tables", _("Show its tables"), BUTTON_LINK))
        window->tab = TAB_TABLES;
    for (uint32_t i = 0; i < n->interfaces && i < 12; i++)
        interface_of(pen, n->first_interface + i);
}

/* --- a cable --- */

static void put_rate(struct text *text, uint64_t bps)
{
    static const char *const units[] = {"bit/s", "kbit/s", "Mbit/s", "Gbit/s"};
    unsigned unit = 0;
    while (unit < 3 && bps >= 1000 && bps % 1000 == 0) {
        bps /= 1000;
        unit++;
    }
    text_put_unsigned(text, bps);
    text_put(text, " ");
    text_put(text, units[unit]);
}

static void direction_object(struct pen *pen, uint32_t row)
{
    const struct world *world = session_view(pen->window->session);
    const struct direction *d = &world->phy.directions[row];
    const struct interface *from = &world->link.interfaces[d->from];
    const struct interface *to = &world->link.interfaces[d->to];
    char words[128];
    struct text text = text_over(words, sizeof words);
    rule_line(pen);
    text_put(&text, node_label(pen->window, from->node));
    text_put(&text, " → ");
    text_put(&text, node_label(pen->window, to->node));
    paragraph(pen, TOKEN_INK, words);
    text_clear(&text);
    put_rate(&text, d->rate_bps);
    pair(pen, _("Rate"), words);
    text_clear(&text);
    sim_time jitter;
    narrator_put_time(&text, direction_usual_delay(&world->phy, row, &jitter));
    if (jitter > 0) {
        text_put(&text, " ± ");
        narrator_put_time(&text, jitter);
    }
    pair(pen, _("Delay"), words);
    text_clear(&text);
    text_put_unsigned(&text, direction_waiting(&world->phy, row));
    text_put(&text, " / ");
    text_put_unsigned(&text, d->queue_limit);
    pair(pen, _("Queue"), words);
    if (d->loss > 0) {
        text_clear(&text);
        text_put_thousandths(&text, d->loss / 10000);
        text_put(&text, " %");
        pair(pen, _("Random loss"), words);
    }
    if (d->cut != 0)
        pair(pen, _("State"), _("cut"));
}

static void cable_object(struct pen *pen, uint32_t cable)
{
    heading(pen, _("Cable"));
    direction_object(pen, 2 * cable);
    direction_object(pen, 2 * cable + 1);
}

/* --- a record --- */

static void record_object(struct pen *pen, uint32_t row)
{
    const struct record *r = &session_history(pen->window->session)->rows[row];
    const struct rule_text *rule = rule_text((enum rule)r->rule);
    char sentence[NARRATOR_SENTENCE_MAX], source[96];
    heading(pen, r->node == NONE ? _("What happened") : node_label(pen->window, r->node));
    row_sentence(pen->window, row, sentence, sizeof sentence);
    paragraph(pen, TOKEN_INK, sentence);
    if (rule->rfc[0] == '\0')
        return;
    struct text text = text_over(source, sizeof source);
    text_put(&text, rule_series(rule));
    text_put(&text, rule->rfc);
    text_put(&text, ", ");
    text_put(&text, rule->section);
    paragraph(pen, TOKEN_INK2, source);
}

/* --- nothing --- */

static void nothing(struct pen *pen)
{
    heading(pen, _("Nothing is selected"));
    paragraph(pen, TOKEN_INK2,
              _("Select a frame: on a cable, in the ladder or in the list of frames. Here you "
                "then see what it carries, layer by layer, down to the bit."));
    paragraph(pen, TOKEN_INK2,
              _("Select a computer or a cable to see its addresses, its speed and its queue."));
    paragraph(pen, TOKEN_INK2, _("The right arrow key takes a step, the left one goes back."));
}

void inspector_object(struct window *window, struct rect box)
{
    struct pen pen = {window, box};
    const struct selection *s = &window->selection;
    gui_push(window->gui, "object");
    switch (s->kind) {
    case SELECT_NODE:
        node_object(&pen, s->node);
        break;
    case SELECT_ROW:
        node_object(&pen, s->node);
        break;
    case SELECT_CABLE:
        cable_object(&pen, s->cable);
        break;
    case SELECT_RECORD:
        record_object(&pen, s->record);
        break;
    case SELECT_FRAME:
        heading(&pen, _("Not sent yet"));
        paragraph(&pen, TOKEN_INK2, _("At this moment the selected frame does not exist yet."));
        break;
    case SELECT_NOTHING:
        nothing(&pen);
        break;
    }
    gui_pop(window->gui);
}
