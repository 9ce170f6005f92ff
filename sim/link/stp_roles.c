/* link/stp_roles.c: Port Role Selection (IEEE 802.1D-2004 17.28) and updtRolesTree (17.21.25):
 * who is the root, and what every port is in the tree. See stp.h. */
#include "link/stp_parts.h"

int stp_compare(const struct stp_vector *a, const struct stp_vector *b)
{
    if (a->root != b->root)
        return a->root < b->root ? -1 : 1;
    if (a->cost != b->cost)
        return a->cost < b->cost ? -1 : 1;
    if (a->bridge != b->bridge)
        return a->bridge < b->bridge ? -1 : 1;
    return a->port != b->port ? (a->port < b->port ? -1 : 1) : 0;
}

bool stp_same_times(const struct stp_times *a, const struct stp_times *b)
{
    return a->message_age == b->message_age && a->max_age == b->max_age &&
           a->forward_delay == b->forward_delay && a->hello == b->hello;
}

/* The way to the root by this port, as what was heard there and the port's cost have it. */
static struct stp_vector path_by(const struct stp_port *p)
{
    struct stp_vector path = p->priority;
    path.cost = UINT32_MAX - path.cost < p->cost ? UINT32_MAX : path.cost + p->cost;
    return path;
}

/* The port with the best way to the root, better than being the root oneself; NULL: none is. */
static struct stp_port *choose_root_port(const struct stp_work *w, struct stp_vector *root)
{
    struct stp_port *best = NULL;
    *root = (struct stp_vector){.root = w->bridge->id, .bridge = w->bridge->id};
    for (uint32_t i = 0; i < w->plan->ports; i++) {
        struct stp_port *p = &w->ports[i];
        if (p->info_is != STP_INFO_RECEIVED ||
            stp_address(p->priority.bridge) == stp_address(w->bridge->id))
            continue;
        struct stp_vector path = path_by(p);
        int order = stp_compare(&path, root);
        if (order < 0 || (order == 0 && best != NULL && p->id < best->id)) {
            *root = path;
            best = p;
        }
    }
    return best;
}

/* Message Age grows by a second a switch, in whole seconds. */
static struct stp_times one_older(struct stp_times t)
{
    uint32_t age = (t.message_age + 3U * BPDU_SECOND / 2) / BPDU_SECOND * BPDU_SECOND;
    t.message_age = age > UINT16_MAX ? UINT16_MAX : (uint16_t)age;
    return t;
}

static void remember_root(const struct stp_work *w, const struct stp_port *by,
                          const struct stp_vector *root)
{
    struct stp_bridge *b = w->bridge;
    uint32_t port = by == NULL ? NONE : w->plan->first_port + (uint32_t)(by - w->ports);
    bool other = b->root.root != root->root;
    b->root = *root;
    b->root_port = port;
    b->root_times = by == NULL ? b->bridge_times : one_older(by->times);
    if (other && by == NULL)
        stp_note(w, NULL, RULE_STP_ROOT_ITSELF, 0, b->id);
    else if (other)
        stp_note(w, by, RULE_STP_ROOT_OTHER, root->cost, root->root);
}

/* d) and e): what each port would tell. */
static void set_designated(const struct stp_work *w, struct stp_port *p)
{
    p->designated = (struct stp_vector){.root = w->bridge->root.root,
                                        .cost = w->bridge->root.cost,
                                        .bridge = w->bridge->id,
                                        .port = p->id};
    p->designated_times = w->bridge->root_times;
    p->designated_times.hello = w->bridge->bridge_times.hello;
}

/* f) to l) */
static void select_role(const struct stp_work *w, struct stp_port *p,
                        const struct stp_port *root)
{
    bool better = stp_compare(&p->designated, &p->priority) < 0;
    switch ((enum stp_info)p->info_is) {
    case STP_INFO_DISABLED:
        p->selected_role = STP_ROLE_DISABLED;
        return;
    case STP_INFO_AGED:
        p->selected_role = STP_ROLE_DESIGNATED;
        p->updt_info = 1;
        return;
    case STP_INFO_MINE:
        p->selected_role = STP_ROLE_DESIGNATED;
        if (stp_compare(&p->designated, &p->priority) != 0 ||
            !stp_same_times(&p->designated_times, &p->times))
            p->updt_info = 1;
        return;
    case STP_INFO_RECEIVED:
        break;
    }
    p->updt_info = p != root && better ? 1 : 0;
    if (p == root)
        p->selected_role = STP_ROLE_ROOT;
    else if (better)
        p->selected_role = STP_ROLE_DESIGNATED;
    else if (stp_address(p->priority.bridge) == stp_address(w->bridge->id))
        p->selected_role = STP_ROLE_BACKUP;
    else
        p->selected_role = STP_ROLE_ALTERNATE;
}

bool stp_role_selection(const struct stp_work *w)
{
    bool reselect = false;
    struct stp_vector root;
    for (uint32_t i = 0; i < w->plan->ports; i++)
        reselect = reselect || w->ports[i].reselect != 0;
    if (!reselect)
        return false;
    for (uint32_t i = 0; i < w->plan->ports; i++)
        w->ports[i].reselect = 0;
    struct stp_port *by = choose_root_port(w, &root);
    remember_root(w, by, &root);
    for (uint32_t i = 0; i < w->plan->ports; i++) {
        set_designated(w, &w->ports[i]);
        select_role(w, &w->ports[i], by);
        w->ports[i].selected = 1; /* setSelectedTree */
    }
    return true;
}
