/* gui/stage_networks.c: the networks of the stage: a bracket over each where nodes stand in a
 * row, the end of each interface's address at its port, and of a cable what is not as usual. */
#include <math.h>
#include <string.h>

#include "base/korean.h"
#include "gui/stage.h"

enum { NETWORKS_MAX = 64, WORDS_MAX = 96 };

#define USUAL_DELAY WORLD_DEFAULT_DELAY
#define USUAL_RATE WORLD_DEFAULT_RATE

struct network {
    ipv4_address prefix;
    uint8_t length;
    uint32_t members;
    float x0, x1;         /* of the nodes in it */
    uint32_t left, right; /* the nodes there */
};

struct networks {
    struct network row[NETWORKS_MAX];
    uint32_t count;
};

static ipv4_address mask_of(uint8_t length)
{
    return length == 0 ? 0 : UINT32_MAX << (32 - length);
}

static void add_member(struct networks *networks, const struct scenario_interface *interface,
                       float x)
{
    ipv4_address prefix = interface->address & mask_of(interface->prefix_length);
    uint32_t i = 0;
    while (i < networks->count && (networks->row[i].prefix != prefix ||
                                   networks->row[i].length != interface->prefix_length))
        i++;
    if (i == NETWORKS_MAX)
        return;
    struct network *n = &networks->row[i];
    if (i == networks->count) {
        networks->count++;
        *n = (struct network){.prefix = prefix,
                              .length = interface->prefix_length,
                              .x0 = x,
                              .x1 = x,
                              .left = interface->node,
                              .right = interface->node};
    }
    n->members++;
    if (x < n->x0) {
        n->x0 = x;
        n->left = interface->node;
    }
    if (x > n->x1) {
        n->x1 = x;
        n->right = interface->node;
    }
}

static void find_networks(const struct window *window, struct networks *networks)
{
    const struct scenario *s = session_scenario(window->session);
    networks->count = 0;
    for (uint32_t i = 0; i < s->interface_count; i++)
        if (s->interfaces[i].address != 0 && s->interfaces[i].link != NONE)
            add_member(networks, &s->interfaces[i], window->places[s->interfaces[i].node].x);
}

/* --- what is special about a cable --- */

static void put_rate(struct text *text, uint64_t bps)
{
    static const struct {
        uint64_t unit;
        const char *name;
    } units[] = {
        {1000000000, " Gbit/s"}, {1000000, " Mbit/s"}, {1000, " kbit/s"}, {1, " bit/s"}};
    int i = 0;
    while (i < 3 && bps < units[i].unit)
        i++;
    text_put_unsigned(text, bps / units[i].unit);
    uint64_t tenths = bps % units[i].unit * 10 / units[i].unit;
    if (tenths != 0) {
        text_put_char(text, '.');
        text_put_unsigned(text, tenths);
    }
    text_put(text, units[i].name);
}

/* "0.2 ms", "3 ms", "1.5 s". */
static void put_delay(struct text *text, sim_time delay)
{
    bool seconds = delay >= SIM_SECOND;
    sim_time unit = seconds ? SIM_SECOND : SIM_MILLISECOND;
    text_put_signed(text, delay / unit);
    uint64_t rest = (uint64_t)(delay % unit / (unit / 1000));
    unsigned digits = 3;
    for (; rest != 0 && rest % 10 == 0; digits--)
        rest /= 10;
    if (rest != 0) {
        text_put_char(text, '.');
        text_put_digits(text, rest, digits);
    }
    text_put(text, seconds ? " s" : " ms");
}

static void put_separator(struct text *text)
{
    if (text->length > 0)
        text_put(text, ", ");
}

/* The largest packet that both ends take, when it is not that of Ethernet. */
static void put_mtu(const struct world *world, uint32_t link, struct text *text)
{
    const struct direction *way = &world->phy.directions[2 * link];
    uint32_t from = world->link.interfaces[way->from].mtu;
    uint32_t to = world->link.interfaces[way->to].mtu;
    uint32_t mtu = from < to ? from : to;
    if (mtu == ETHERNET_MTU)
        return;
    put_separator(text);
    text_put(text, "MTU ");
    text_put_unsigned(text, mtu);
}

/* One way of a link as it is now; nothing when it is as usual. */
static void put_cable(const struct window *window, uint32_t link, struct text *text)
{
    const struct phy *phy = &session_view(window->session)->phy;
    const struct direction *way = &phy->directions[2 * link];
    if (way->rate_bps != USUAL_RATE) {
        put_rate(text, way->rate_bps);
    }
    sim_time jitter;
    sim_time delay = direction_usual_delay(phy, 2 * link, &jitter);
    if (delay != USUAL_DELAY || jitter > 0) {
        put_separator(text);
        put_delay(text, delay);
    }
    if (jitter > 0) {
        text_put(text, " ± ");
        put_delay(text, jitter);
    }
    uint32_t loss = way[0].loss > way[1].loss ? way[0].loss : way[1].loss;
    if (loss != 0) {
        char percent[32];
        struct text number = text_over(percent, sizeof percent);
        text_put_unsigned(&number, loss / 10000000);
        if (loss % 10000000 != 0) {
            text_put_char(&number, '.');
            text_put_digits(&number, loss % 10000000 / 1000000, 1);
        }
        put_separator(text);
        text_put(text, _("loss"));
        text_put_char(text, ' ');
        text_put(text, percent);
        text_put(text, " %");
    }
    put_mtu(session_view(window->session), link, text);
}

static bool is_usual(const struct window *window, uint32_t link)
{
    char words[WORDS_MAX] = "";
    struct text text = text_over(words, sizeof words);
    put_cable(window, link, &text);
    return words[0] == '\0';
}

/* --- rows --- */

/* The links between the nodes of a network, when they are all alike: what they have in common.
 */
static void put_common(const struct window *window, const struct network *n, struct text *text)
{
    const struct scenario *s = session_scenario(window->session);
    char first[WORDS_MAX] = "", other[WORDS_MAX];
    uint32_t links = 0;
    for (uint32_t i = 0; i < s->link_count; i++) {
        uint32_t node[2];
        stage_ends(s, i, node);
        float a = window->places[node[0]].x, b = window->places[node[1]].x;
        if (fminf(a, b) < n->x0 - 1 || fmaxf(a, b) > n->x1 + 1)
            continue;
        struct text words = text_over(links == 0 ? first : other, WORDS_MAX);
        put_cable(window, i, &words);
        if (links++ > 0 && strcmp(first, other) != 0)
            return;
    }
    if (first[0] != '\0' && links > 1) {
        const struct text_value what[] = {{"what", first}};
        (void)text_format(other, sizeof other, _("{what} each"), what, 1);
        text_put(text, other);
    } else {
        text_put(text, first);
    }
}

static void draw_bracket(struct stage *stage, const struct network *n, bool two_lines)
{
    struct window *window = stage->window;
    const struct theme *theme = &window->theme;
    float unit = stage->unit, y = window->places[n->left].y - 96 * stage->size;
    float x0 = n->x0 + 4 * unit, x1 = n->x1 - 4 * unit, middle = (x0 + x1) / 2;
    char prefix[WORDS_MAX], common[WORDS_MAX];
    struct text words = text_over(prefix, sizeof prefix);
    text_put_ipv4(&words, n->prefix);
    text_put_char(&words, '/');
    text_put_unsigned(&words, n->length);
    words = text_over(common, sizeof common);
    common[0] = '\0';
    put_common(window, n, &words);
    struct text_style strong =
        text_anchored(gui_style(window->gui, FONT_BOLD, TYPE_LABEL, TOKEN_INK), ANCHOR_MIDDLE);
    struct text_style plain = text_anchored(
        gui_style(window->gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), ANCHOR_MIDDLE);
    float line = 17 * unit, room = two_lines ? line : 0;
    if (y - line - room - 8 * unit < stage->box.y)
        return;
    struct point shape[4] = {{x0, y + 6 * unit}, {x0, y}, {x1, y}, {x1, y + 6 * unit}};
    draw_polyline(gui_draw(window->gui), shape, 4,
                  paint_stroke(theme->colour[TOKEN_RULE], unit));
    (void)stage_word(stage, middle, y - 14 * unit, plain, common);
    float above = y - 14 * unit - room;
    if (!stage_word(stage, middle, above, strong, prefix))
        (void)stage_word(stage, middle, above - line, strong, prefix);
}

/* The octets of an address that the prefix leaves open: ".10". */
static void put_host_part(struct text *text, const struct scenario_interface *interface)
{
    int open = interface->prefix_length >= 24 ? 1 : interface->prefix_length >= 16 ? 2 : 3;
    for (int i = open - 1; i >= 0; i--) {
        text_put_char(text, '.');
        text_put_unsigned(text, interface->address >> (8 * i) & 0xff);
    }
}

/* Beside the port; where cables and names leave no room there, below the name of a host. */
static void draw_address(struct stage *stage, uint32_t node, struct point start,
                         struct point end, const char *words)
{
    struct window *window = stage->window;
    float unit = stage->unit;
    bool left = end.x < start.x - 1, upright = fabsf(end.x - start.x) <= 1;
    struct text_style style = gui_style(window->gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
    float aside = (left ? -4.0f : upright ? 16.0f : 4.0f) * unit;
    struct point places[4] = {{start.x + aside, start.y + 19 * unit},
                              {start.x + aside, start.y - 20 * unit},
                              {start.x + 3 * aside, start.y + 30 * unit},
                              {start.x + 3 * aside, start.y - 30 * unit}};
    if (stage_word_near(stage, places, window->stage.row ? 1 : 4,
                        text_anchored(style, left ? ANCHOR_END : ANCHOR_START), words) ||
        window->stage.row || session_scenario(window->session)->nodes[node].kind != NODE_HOST)
        return;
    struct node_place at = window->places[node];
    struct point below[2] = {{at.x, at.y + 48 * unit}, {at.x, at.y + 64 * unit}};
    (void)stage_word_near(stage, below, 2, text_anchored(style, ANCHOR_MIDDLE), words);
}

static void draw_addresses(struct stage *stage)
{
    struct window *window = stage->window;
    const struct scenario *s = session_scenario(window->session);
    for (uint32_t i = 0; i < s->interface_count; i++) {
        const struct scenario_interface *interface = &s->interfaces[i];
        uint32_t node[2];
        struct point start, end;
        char words[WORDS_MAX];
        if (interface->address == 0 || interface->link == NONE)
            continue;
        stage_ends(s, interface->link, node);
        uint32_t other = node[0] == interface->node ? node[1] : node[0];
        if (!stage_edges(stage, interface->node, other, &start, &end))
            continue;
        struct text text = text_over(words, sizeof words);
        if (window->stage.row)
            put_host_part(&text, interface);
        else
            text_put_ipv4(&text, interface->address);
        draw_address(stage, interface->node, start, end, words);
    }
}

/* --- planes --- */

static void draw_cable_words(struct stage *stage, uint32_t link)
{
    struct window *window = stage->window;
    uint32_t node[2];
    struct point a, b;
    char words[WORDS_MAX] = "";
    stage_ends(session_scenario(window->session), link, node);
    struct text text = text_over(words, sizeof words);
    put_cable(window, link, &text);
    if (words[0] == '\0' || !stage_edges(stage, node[0], node[1], &a, &b))
        return;
    struct point places[4] = {{(a.x + b.x) / 2, (a.y + b.y) / 2 - 21 * stage->unit},
                              {(a.x + b.x) / 2, (a.y + b.y) / 2 + 21 * stage->unit},
                              {(a.x + b.x) / 2, (a.y + b.y) / 2 - 36 * stage->unit},
                              {(a.x + b.x) / 2, (a.y + b.y) / 2 + 36 * stage->unit}};
    struct text_style style = text_anchored(
        gui_style(window->gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), ANCHOR_MIDDLE);
    (void)stage_word_near(stage, places, 4, style, words);
}

void stage_networks(struct stage *stage)
{
    struct window *window = stage->window;
    const struct scenario *s = session_scenario(window->session);
    struct networks networks;
    if (window->theme.large)
        return; /* two panels, few words */
    if (window->stage.row) {
        bool two_lines = false;
        find_networks(window, &networks);
        for (uint32_t i = 0; i < s->link_count; i++)
            two_lines |= !is_usual(window, i);
        for (uint32_t i = 0; i < networks.count; i++)
            if (networks.row[i].members > 1 && networks.row[i].x1 > networks.row[i].x0 + 8)
                draw_bracket(stage, &networks.row[i], two_lines);
    } else {
        for (uint32_t i = 0; i < s->link_count; i++)
            draw_cable_words(stage, i);
    }
    if (stage->size >= 0.6f)
        draw_addresses(stage);
}
