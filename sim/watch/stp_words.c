/* watch/stp_words.c: see stp_words.h. */
#include "watch/stp_words.h"

#include "base/catalogue.h"
#include "wire/bpdu.h"

#define ADDRESS_MASK ((UINT64_C(1) << BPDU_MAC_BITS) - 1)

const char *stp_role_name(enum stp_role role)
{
    switch (role) {
    case STP_ROLE_DISABLED:
        return N_("disabled");
    case STP_ROLE_ROOT:
        return N_("root");
    case STP_ROLE_DESIGNATED:
        return N_("designated");
    case STP_ROLE_ALTERNATE:
        return N_("alternate");
    case STP_ROLE_BACKUP:
        return N_("backup");
    }
    return "";
}

const char *stp_state_name(const struct stp_port *port)
{
    if (port->forwarding != 0)
        return N_("forwarding");
    return port->learning != 0 ? N_("learning") : N_("discarding");
}

void stp_put_identifier(struct text *text, uint64_t bridge)
{
    text_put_unsigned(text, bridge >> BPDU_MAC_BITS);
    text_put_char(text, '/');
    text_put_mac(text, bridge & ADDRESS_MASK);
}

/* The node of the switch with this address, or NONE. */
static uint32_t node_of(const struct world *world, uint64_t bridge)
{
    const struct stp *stp = &world->link.stp;
    for (uint32_t i = 0; stp->plan != NULL && i < stp->plan->bridges; i++)
        if (((stp->bridges[i].id ^ bridge) & ADDRESS_MASK) == 0)
            return stp->plan->bridge[i].node;
    return NONE;
}

void stp_put_bridge_in(struct text *text, const struct world *world,
                       const struct scenario *scenario, uint64_t bridge, const char *language)
{
    uint32_t node = node_of(world, bridge);
    const char *label = NULL;
    if (node == NONE) {
        stp_put_identifier(text, bridge);
        return;
    }
    if (scenario != NULL && node < scenario->node_count)
        label = lesson_text_in(&scenario->nodes[node].label, language);
    text_put(text, label != NULL ? label : world_nodes(world)->row[node].name);
}

void stp_put_bridge(struct text *text, const struct world *world,
                    const struct scenario *scenario, uint64_t bridge)
{
    stp_put_bridge_in(text, world, scenario, bridge, catalogue_selected());
}
