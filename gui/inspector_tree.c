/* gui/inspector_tree.c: the tree of layers and fields, and the selection as a node of it. */
#include <stdio.h>
#include <string.h>

#include "gui/inspector.h"

enum { ROWS_MAX = 160, VALUE_MAX = 112, NAME_MAX_OCTETS = 48, DEPTH_MAX = 6 };

/* The rows that are open now, with the words that they point at. */
struct open_rows {
    struct tree_row row[ROWS_MAX];
    uint32_t node[ROWS_MAX];
    char value[ROWS_MAX][VALUE_MAX];
    char name[ROWS_MAX][NAME_MAX_OCTETS];
    uint32_t count;
};

/* --- what is shown at all --- */

static bool is_second_name(enum field_id id)
{
    switch ((int)id) {
    case FIELD_FRAME:
    case FIELD_ETH_DST_LG:
    case FIELD_ETH_DST_IG:
    case FIELD_ETH_SRC_LG:
    case FIELD_ETH_SRC_IG:
    case FIELD_IP_CHECKSUM_STATUS:
    case FIELD_IP_CHECKSUM_CALCULATED:
    case FIELD_ICMP_CHECKSUM_STATUS:
    case FIELD_ICMP_IDENT_LE:
    case FIELD_ICMP_SEQ_LE:
    case FIELD_UDP_CHECKSUM_STATUS:
    case FIELD_UDP_CHECKSUM_CALCULATED:
    case FIELD_UDP_STREAM:
    case FIELD_UDP_PAYLOAD:
    case FIELD_TCP_CHECKSUM_STATUS:
    case FIELD_TCP_CHECKSUM_CALCULATED:
    case FIELD_TCP_SEQ_RAW:
    case FIELD_TCP_ACK_RAW:
    case FIELD_TCP_FLAGS_STR:
    case FIELD_TCP_STREAM:
    case FIELD_TCP_NXTSEQ:
    case FIELD_TCP_WINDOW_SIZE_SCALEFACTOR:
    case FIELD_TCP_PDU_SIZE:
    case FIELD_NETSTAGE_CAUSE:
    case FIELD_NETSTAGE_EVENT:
    case FIELD_NETSTAGE_RECORD_KIND:
        return true;
    default: /* the rest of the fields is shown */
        return false;
    }
}

/* What was computed from the octets, and says no more than they do. */
static bool is_derived(const struct field_node *node)
{
    enum field_id id = (enum field_id)node->id;
    return (node->flags & FIELD_GENERATED) != 0 && (node->flags & FIELD_EXPERT) == 0 &&
           !field_is_fact(id) && id != FIELD_TCP_LEN && id != FIELD_TCP_WINDOW_SIZE;
}

bool inspector_passes_over(const struct field_node *node)
{
    return (node->flags & FIELD_HIDDEN) != 0 || is_derived(node) ||
           is_second_name((enum field_id)node->id);
}

static bool is_open(const struct instruments *m, enum field_id id)
{
    return (m->open[id / 64] >> (id % 64) & 1) != 0;
}

static void set_open(struct instruments *m, enum field_id id, bool open)
{
    uint64_t bit = UINT64_C(1) << (id % 64);
    m->open[id / 64] = open ? m->open[id / 64] | bit : m->open[id / 64] & ~bit;
}

/* --- the selection --- */

uint32_t inspector_selected(const struct window *window)
{
    const struct field_tree *tree = window->tree;
    const struct selection *s = &window->selection;
    if (tree == NULL || s->kind != SELECT_FRAME || s->field == 0)
        return NONE;
    uint32_t found = NONE;
    for (uint32_t i = 0; i < tree->count; i++) {
        if (tree->nodes[i].id != s->field)
            continue;
        if (found == NONE || (tree->nodes[i].offset == s->octets_at && s->octets > 0))
            found = i;
        if (tree->nodes[i].offset == s->octets_at)
            break;
    }
    return found;
}

uint32_t inspector_layer(const struct window *window)
{
    const struct field_tree *tree = window->tree;
    uint32_t selected = inspector_selected(window), last = NONE;
    if (tree == NULL)
        return NONE;
    if (selected != NONE)
        return layer_of(tree, selected);
    for (uint32_t i = 0; i < tree->count; i++) {
        enum field_id id = (enum field_id)tree->nodes[i].id;
        if (tree->nodes[i].parent == FIELD_NO_PARENT && id != FIELD_FRAME &&
            field_info(id)->type == FIELD_TYPE_PROTOCOL && id != FIELD_NETSTAGE &&
            id != FIELD_HTTP && id != FIELD_DATA && id != FIELD_DATA_TEXT_LINES)
            last = i;
    }
    return last;
}

void inspector_open(struct window *window, uint32_t node)
{
    const struct field_tree *tree = window->tree;
    for (uint32_t up = tree->nodes[node].parent; up != FIELD_NO_PARENT;
         up = tree->nodes[up].parent)
        set_open(window->instruments, (enum field_id)tree->nodes[up].id, true);
}

void inspector_select(struct window *window, uint32_t node)
{
    const struct field_node *n = &window->tree->nodes[node];
    select_field(window, (enum field_id)n->id, n->offset, n->length);
}

uint32_t inspector_node_at(const struct field_tree *tree, uint32_t octet)
{
    uint32_t best = NONE;
    for (uint32_t i = 0; i < tree->count; i++) {
        const struct field_node *n = &tree->nodes[i];
        if (inspector_passes_over(n) || (n->flags & FIELD_GENERATED) != 0 || n->length == 0 ||
            octet < n->offset || octet >= n->offset + n->length)
            continue;
        if (n->bits != 0 && n->parent != FIELD_NO_PARENT && best == n->parent &&
            tree->nodes[best].length == n->length)
            continue; /* the flags as a whole, rather than the first of them */
        if (best == NONE || n->length < tree->nodes[best].length ||
            tree->nodes[best].parent == FIELD_NO_PARENT)
            best = i;
    }
    return best;
}

/* --- the rows --- */

static bool has_children(const struct field_tree *tree, uint32_t node)
{
    for (uint32_t i = node + 1; i < tree->count; i++)
        if (tree->nodes[i].parent == node && !inspector_passes_over(&tree->nodes[i]))
            return true;
    return false;
}

/* How deep a node lies; NONE when something around it is closed. */
static uint32_t visible_depth(const struct instruments *m, const struct field_tree *tree,
                              uint32_t node)
{
    uint32_t depth = 0;
    for (uint32_t up = tree->nodes[node].parent; up != FIELD_NO_PARENT;
         up = tree->nodes[up].parent) {
        if (!is_open(m, (enum field_id)tree->nodes[up].id) ||
            inspector_passes_over(&tree->nodes[up]))
            return NONE;
        depth++;
    }
    return depth < DEPTH_MAX ? depth : DEPTH_MAX;
}

static void name_row(struct open_rows *rows, const struct field_tree *tree, uint32_t node)
{
    const struct field_info *info = field_info((enum field_id)tree->nodes[node].id);
    char *name = rows->name[rows->count];
    const struct field_node *first =
        field_tree_find(tree, (enum field_id)tree->nodes[node].id, 0);
    if (first == &tree->nodes[node])
        (void)snprintf(name, NAME_MAX_OCTETS, "%s", info->name);
    else
        (void)snprintf(name, NAME_MAX_OCTETS, "%s@%u", info->name,
                       (unsigned)tree->nodes[node].offset);
}

static void add_row(const struct window *window, struct open_rows *rows, uint32_t node,
                    uint32_t depth, uint32_t selected)
{
    const struct field_tree *tree = window->tree;
    const struct field_node *n = &tree->nodes[node];
    const struct field_info *info = field_info((enum field_id)n->id);
    bool layer = n->parent == FIELD_NO_PARENT;
    struct text value = text_over(rows->value[rows->count], VALUE_MAX);
    inspector_put_shown(window, node, &value);
    name_row(rows, tree, node);
    struct rgba none = {0, 0, 0, 0};
    rows->node[rows->count] = node;
    rows->row[rows->count] = (struct tree_row){
        .name = rows->name[rows->count],
        .label = layer ? inspector_layer_name((enum field_id)n->id) : tr(info->label),
        .value = value.octets,
        .depth = depth,
        .parent = has_children(tree, node),
        .open = is_open(window->instruments, (enum field_id)n->id),
        .strong = layer,
        .state = node == selected                                                ? ROW_SELECTED
                 : layer && selected != NONE && node == layer_of(tree, selected) ? ROW_BELONGS
                                                                                 : ROW_PLAIN,
        .swatch = layer && n->id != FIELD_NETSTAGE
                      ? window->theme.protocol[layer_protocol((enum field_id)n->id)].fill
                      : none,
    };
    rows->count++;
}

static void collect(const struct window *window, struct open_rows *rows)
{
    uint32_t selected = inspector_selected(window);
    rows->count = 0;
    for (uint32_t i = 0; i < window->tree->count && rows->count < ROWS_MAX; i++) {
        if (inspector_passes_over(&window->tree->nodes[i]))
            continue;
        uint32_t depth = visible_depth(window->instruments, window->tree, i);
        if (depth != NONE)
            add_row(window, rows, i, depth, selected);
    }
}

bool inspector_is_shown(const struct window *window, uint32_t node)
{
    return !inspector_passes_over(&window->tree->nodes[node]) &&
           visible_depth(window->instruments, window->tree, node) != NONE;
}

float inspector_tree_height(const struct window *window)
{
    uint32_t rows = 0;
    for (uint32_t i = 0; i < window->tree->count; i++)
        rows += inspector_is_shown(window, i);
    return (float)rows * MEASURE_ROW * unit_of(window);
}

void inspector_tree(struct window *window, struct rect box)
{
    struct open_rows rows;
    collect(window, &rows);
    struct tree_event event = gui_tree(window->gui, box, "tree", rows.row, rows.count);
    if (event.toggled < rows.count) {
        enum field_id id = (enum field_id)window->tree->nodes[rows.node[event.toggled]].id;
        set_open(window->instruments, id, !is_open(window->instruments, id));
    }
    if (event.clicked < rows.count)
        inspector_select(window, rows.node[event.clicked]);
}
