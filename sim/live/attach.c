/* live/attach.c: see attach.h. */
#include "live/attach.h"

#include <stdlib.h>

#include "base/text.h"
#include "scenario/address.h"

/* --- the place --- */

static uint32_t only(const struct scenario *s, bool outside, uint32_t *count)
{
    uint32_t found = NONE;
    *count = 0;
    for (uint32_t i = 0; i < s->node_count; i++) {
        if (s->nodes[i].kind != NODE_SWITCH || s->nodes[i].outside != outside)
            continue;
        found = i;
        ++*count;
    }
    return found;
}

uint32_t attach_only_place(const struct scenario *s)
{
    uint32_t outsides, switches;
    uint32_t outside = only(s, true, &outsides);
    uint32_t node = only(s, false, &switches);
    if (outsides > 0)
        return outsides == 1 ? outside : NONE;
    return switches == 1 ? node : NONE;
}

bool attach_network(struct scenario *s, uint32_t at, const char *name,
                    struct attachment *attachment)
{
    uint32_t node = s->nodes[at].outside ? at : scenario_add_outside(s, at, name);
    if (node == NONE || s->nodes[node].interfaces == 0)
        return false;
    uint32_t interface = s->nodes[node].first_interface;
    uint32_t link = s->interfaces[interface].link;
    if (link == NONE)
        return false;
    *attachment = (struct attachment){
        .node = node,
        .interface = interface,
        .towards = link * 2 + (s->links[link].end[0] == interface ? 1U : 0U)};
    return true;
}

/* --- the plan --- */

/* Marks all interfaces that a broadcast from this one reaches. */
static void walk(const struct scenario *s, uint32_t interface, bool *seen)
{
    uint32_t link = s->interfaces[interface].link;
    if (seen[interface])
        return;
    seen[interface] = true;
    if (link != NONE)
        for (int end = 0; end < 2; end++)
            walk(s, s->links[link].end[end], seen);
    const struct scenario_node *n = &s->nodes[s->interfaces[interface].node];
    for (uint32_t i = 0; n->kind == NODE_SWITCH && i < n->interfaces; i++)
        walk(s, n->first_interface + i, seen);
}

static bool is_used(const struct scenario *s, ipv4_address address)
{
    for (uint32_t i = 0; i < s->interface_count; i++)
        if (s->interfaces[i].address == address)
            return true;
    return false;
}

/* From 99 on, then from the start: .99 is as good as any, and easily remembered. */
static ipv4_address free_address(const struct scenario *s, const struct address_plan *plan)
{
    uint32_t hosts = ~address_mask(plan->prefix_length);
    for (uint32_t n = 0; n < hosts && n < 4096; n++) {
        uint32_t host = 1 + (98 + n) % (hosts - 1);
        if (!is_used(s, plan->network | host))
            return plan->network | host;
    }
    return 0;
}

static void add_other(struct address_plan *plan, const struct scenario_interface *i)
{
    ipv4_address network = i->address & address_mask(i->prefix_length);
    if (network == plan->network || i->prefix_length > 30)
        return;
    for (uint32_t k = 0; k < plan->others && k < ATTACH_NETWORKS_MAX; k++)
        if (plan->other[k].network == network)
            return;
    if (plan->others < ATTACH_NETWORKS_MAX) {
        plan->other[plan->others].network = network;
        plan->other[plan->others].prefix_length = i->prefix_length;
    }
    plan->others++;
}

static void read_segment(const struct scenario *s, const bool *seen, struct address_plan *plan)
{
    for (uint32_t i = 0; i < s->interface_count; i++) {
        const struct scenario_interface *row = &s->interfaces[i];
        if (!seen[i] || row->address == 0 || row->prefix_length > 30)
            continue;
        if (plan->network == 0) {
            plan->prefix_length = row->prefix_length;
            plan->network = row->address & address_mask(row->prefix_length);
        }
        bool here = (row->address & address_mask(plan->prefix_length)) == plan->network;
        if (here && plan->router == 0 && s->nodes[row->node].kind == NODE_ROUTER)
            plan->router = row->address;
    }
}

void attach_plan(const struct scenario *s, const struct attachment *attachment,
                 struct address_plan *plan)
{
    *plan = (struct address_plan){.network = 0};
    bool *seen = calloc(s->interface_count + 1, sizeof *seen);
    if (seen == NULL || attachment->node == NONE) {
        free(seen);
        return;
    }
    walk(s, attachment->interface, seen);
    read_segment(s, seen, plan);
    for (uint32_t i = 0; i < s->interface_count && plan->network != 0; i++)
        if (!seen[i] && s->interfaces[i].address != 0)
            add_other(plan, &s->interfaces[i]);
    if (plan->network != 0)
        plan->own = free_address(s, plan);
    free(seen);
}

uint32_t attach_advice_lines(const struct address_plan *plan)
{
    uint32_t others = plan->others < ATTACH_NETWORKS_MAX ? plan->others : ATTACH_NETWORKS_MAX;
    return plan->own == 0 ? 0 : 1 + (plan->router != 0 ? others : 0);
}

bool attach_advice(const struct address_plan *plan, const char *tap, uint32_t line, char *out,
                   size_t size)
{
    char address[ADDRESS_TEXT];
    struct text text = text_over(out, size);
    if (line >= attach_advice_lines(plan))
        return false;
    if (line == 0)
        address_write_prefix(plan->own, plan->prefix_length, address);
    else
        address_write_prefix(plan->other[line - 1].network, plan->other[line - 1].prefix_length,
                             address);
    text_put(&text, line == 0 ? "sudo ip address add " : "sudo ip route add ");
    text_put(&text, address);
    if (line > 0) {
        address_write(plan->router, address);
        text_put(&text, " via ");
        text_put(&text, address);
    } else {
        text_put(&text, " dev ");
        text_put(&text, tap);
    }
    return text.ok;
}
