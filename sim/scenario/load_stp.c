/* scenario/load_stp.c: `spanning-tree:` of all switches, of one, and of the ends of a link. The
 * bounds are those of IEEE 802.1D-2004 tables 17-1 to 17-3, the hello time's that of 1998,
 * which switches still have; the relation of the times is that of clause 17.14. */
#include "scenario/load.h"

#include "base/catalogue.h"
#include "wire/bpdu.h"

enum {
    HELLO_MOST = 10,
    MAX_AGE_LEAST = 6,
    MAX_AGE_MOST = 40,
    DELAY_LEAST = 4,
    DELAY_MOST = 30,
    PRIORITY_MOST = 61440,
    PORT_PRIORITY_MOST = 240,
};

/* A number in steps; one between two steps is proposed the lower one. */
static bool load_stepped(struct loader *l, const struct yaml_node *node, uint32_t most,
                         uint32_t step, uint16_t *value)
{
    uint64_t number;
    if (!load_integer(l, node, 0, most, &number))
        return false;
    if (number % step != 0) {
        char nearest[16];
        struct text text = text_over(nearest, sizeof nearest);
        text_put_unsigned(&text, number - number % step);
        struct diagnostic *p = load_error(l, node->span, "priority-step",
                                          N_("This priority has steps of {step}."));
        diagnostic_number(l->d, p, "step", step);
        diagnostic_help(
            p, N_("Only its first four bits are priority; the rest of the identifier is "
                  "a number of its own."));
        diagnostic_suggest(l->d, p, nearest);
        return false;
    }
    *value = (uint16_t)number;
    return true;
}

static void load_seconds(struct loader *l, const struct yaml_node *node, uint64_t least,
                         uint64_t most, uint8_t *value)
{
    uint64_t time;
    if (node == NULL ||
        !load_quantity(l, node, QUANTITY_TIME, least * SIM_SECOND, most * SIM_SECOND, &time))
        return;
    if (time % SIM_SECOND != 0) {
        struct diagnostic *p = load_bad_value(l, node, "whole-seconds",
                                              N_("{value} is no whole number of seconds."));
        diagnostic_help(p, N_("The timers of a spanning tree count seconds."));
        return;
    }
    *value = (uint8_t)(time / SIM_SECOND);
}

/* 17.14: so that what is old is forgotten everywhere before a port opens. */
static bool check_times(struct loader *l, const struct yaml_node *node,
                        const struct stp_bridge_plan *b)
{
    bool ages = b->max_age >= 2 * (b->hello + 1);
    bool waits = 2 * (b->forward_delay - 1) >= b->max_age;
    if (ages && waits)
        return true;
    struct diagnostic *p = load_error(
        l, node->span, "tree-times",
        ages ? N_("2 × (forward-delay − 1 s) must be at least max-age: here 2 × ({delay} − 1) "
                  "< {age}.")
             : N_("max-age must be at least 2 × (hello + 1 s): here {age} < 2 × ({hello} + "
                  "1)."));
    diagnostic_number(l->d, p, "delay", b->forward_delay);
    diagnostic_number(l->d, p, "age", b->max_age);
    diagnostic_number(l->d, p, "hello", b->hello);
    diagnostic_help(p, ages ? N_("A port may open only when old news has died out everywhere "
                                 "(IEEE 802.1D-2004 17.14).")
                            : N_("A hello or two may be lost before what was heard is too old "
                                 "(IEEE 802.1D-2004 17.14)."));
    return false;
}

static void load_mode(struct loader *l, const struct yaml_node *node,
                      struct scenario_tree *tree)
{
    static const char *const modes[] = {"off", "rapid", "stp"};
    uint32_t mode;
    if (!load_word(l, node, modes, 3, &mode))
        return;
    tree->on = mode != 0;
    if (mode != 0)
        tree->bridge.version = mode == 1 ? BPDU_VERSION_RSTP : BPDU_VERSION_STP;
}

struct scenario_tree load_default_tree(void)
{
    return (struct scenario_tree){.bridge = {.priority = STP_PRIORITY,
                                             .version = BPDU_VERSION_RSTP,
                                             .hello = STP_HELLO,
                                             .max_age = STP_MAX_AGE,
                                             .forward_delay = STP_FORWARD_DELAY}};
}

void load_tree(struct loader *l, const struct yaml_node *node, struct scenario_tree *tree)
{
    struct map_values v;
    struct stp_bridge_plan before = tree->bridge;
    if (node->kind != YAML_MAP) {
        load_mode(l, node, tree);
        return;
    }
    if (!load_map(l, node, MAP_TREE, false, &v))
        return;
    tree->on = true;
    if (v.value[KEY_TREE_MODE] != NULL)
        load_mode(l, v.value[KEY_TREE_MODE], tree);
    if (v.value[KEY_TREE_PRIORITY] != NULL)
        (void)load_stepped(l, v.value[KEY_TREE_PRIORITY], PRIORITY_MOST, STP_PRIORITY_STEP,
                           &tree->bridge.priority);
    load_seconds(l, v.value[KEY_TREE_HELLO], 1, HELLO_MOST, &tree->bridge.hello);
    load_seconds(l, v.value[KEY_TREE_MAX_AGE], MAX_AGE_LEAST, MAX_AGE_MOST,
                 &tree->bridge.max_age);
    load_seconds(l, v.value[KEY_TREE_FORWARD_DELAY], DELAY_LEAST, DELAY_MOST,
                 &tree->bridge.forward_delay);
    if (!check_times(l, node, &tree->bridge))
        tree->bridge = before; /* so that nobody else is blamed for it */
}

static void load_port(struct loader *l, const struct yaml_node *node,
                      struct stp_port_plan *port)
{
    static const char *const edges[] = {"auto", "yes", "no"};
    struct map_values v;
    uint64_t cost;
    uint32_t edge;
    if (!load_map(l, node, MAP_TREE_PORT, false, &v))
        return;
    if (v.value[KEY_TREE_PORT_COST] != NULL &&
        load_integer(l, v.value[KEY_TREE_PORT_COST], 1, STP_COST_MAXIMUM, &cost))
        port->cost = (uint32_t)cost;
    if (v.value[KEY_TREE_PORT_PRIORITY] != NULL)
        (void)load_stepped(l, v.value[KEY_TREE_PORT_PRIORITY], PORT_PRIORITY_MOST,
                           STP_PORT_PRIORITY_STEP, &port->priority);
    if (v.value[KEY_TREE_PORT_EDGE] != NULL &&
        load_word(l, v.value[KEY_TREE_PORT_EDGE], edges, 3, &edge))
        port->edge = (uint8_t)edge;
    if (v.value[KEY_TREE_PORT_SHARED] != NULL)
        (void)load_switch(l, v.value[KEY_TREE_PORT_SHARED], &port->shared);
}

void load_tree_ports(struct loader *l, const struct yaml_node *node, const uint32_t end[2],
                     const uint32_t rows[2])
{
    struct scenario *s = l->s;
    if (node->kind != YAML_MAP) {
        struct diagnostic *p =
            load_error(l, node->span, "not-a-map",
                       N_("spanning-tree of a link names a switch and its port."));
        diagnostic_help(p, N_("Write spanning-tree: { sw1: { cost: 20000 } }."));
        return;
    }
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        uint32_t row;
        if (!load_node_name(l, child->key, &row))
            continue;
        if (row != rows[0] && row != rows[1]) {
            struct diagnostic *p = load_error(l, child->key->span, "not-an-end",
                                              N_("{value} is not an end of this link."));
            diagnostic_value(l->d, p, "value", child->key->text, SIZE_MAX);
        } else if (!s->nodes[row].tree.on) {
            struct diagnostic *p = load_error(l, child->key->span, "no-spanning-tree",
                                              N_("{value} runs no spanning tree."));
            diagnostic_value(l->d, p, "value", child->key->text, SIZE_MAX);
            diagnostic_help(
                p, N_("Switch it on for all switches, with spanning-tree: rapid in the "
                      "first lines of the file, or at this one."));
        } else {
            load_port(l, child, &s->interfaces[end[row == rows[0] ? 0 : 1]].port);
        }
    }
}
