/* watch/node_tables_stp.c: the ports of a switch that runs a spanning tree: what each is in the
 * tree, whether it forwards, and what it knows. A row is an interface. */
#include "base/catalogue.h"
#include "wire/bpdu.h"
#include "watch/node_tables.h"
#include "watch/stp_words.h"

static const struct stp_port *port_of(const struct node_reader *in, uint32_t interface)
{
    const struct link *link = &in->world->link;
    return &link->stp.ports[stp_port_at(link, interface)];
}

void stp_collect(const struct node_reader *in, struct node_rows *rows)
{
    const struct node *n = &world_nodes(in->world)->row[in->node];
    if (stp_bridge_at(&in->world->link, in->node) == NONE)
        return;
    for (uint32_t i = 0; i < n->interfaces; i++)
        node_rows_add(rows, n->first_interface + i);
}

void stp_cell(const struct node_reader *in, uint32_t row, uint32_t column, struct text *text)
{
    const struct stp_port *p = port_of(in, row);
    if (column == 0) {
        text_put(text, world_interface_name(in->world, row));
    } else if (column == 1) {
        text_put(text, tr(stp_role_name((enum stp_role)p->role)));
    } else if (column == 2) {
        text_put(text, tr(stp_state_name(p)));
    } else {
        text_put_unsigned(text, p->cost);
    }
}

static void put_line(struct text *text, const char *label, const char *value)
{
    text_put(text, "\n");
    text_put(text, label);
    text_put(text, ": ");
    text_put(text, value);
}

void stp_detail(const struct node_reader *in, uint32_t row, struct text *text)
{
    const struct link *link = &in->world->link;
    const struct stp_port *p = port_of(in, row);
    char buffer[STP_WORDS];
    struct text words = text_over(buffer, sizeof buffer);
    const struct stp_bridge *b = &link->stp.bridges[stp_bridge_at(link, in->node)];
    bool is_root = b->root.root == b->id;
    if (b->begun == 0) /* it knows nothing yet */
        return;
    stp_put_bridge(&words, in->world, in->scenario, b->id);
    text_put(text, is_root ? _("This switch is the root") : _("This switch"));
    text_put(text, ": ");
    text_put(text, buffer);
    words = text_over(buffer, sizeof buffer);
    stp_put_bridge(&words, in->world, in->scenario, b->root.root);
    if (!is_root)
        put_line(text, _("Root"), buffer);
    words = text_over(buffer, sizeof buffer);
    text_put_unsigned(&words, b->root.cost);
    put_line(text, _("Cost of the way to the root"), buffer);
    words = text_over(buffer, sizeof buffer);
    stp_put_bridge(&words, in->world, in->scenario, p->priority.bridge);
    if (p->role != STP_ROLE_DISABLED)
        put_line(text, _("Designated bridge on this cable"), buffer);
    if (p->oper_edge != 0) {
        text_put(text, "\n");
        text_put(text, _("An edge port: only hosts are there"));
    }
}
