/* app/interfaces.c: see interfaces.h. */
#include "app/interfaces.h"

#include <string.h>

const struct interface *interface_at(const struct app *app, uint32_t interface)
{
    return &app->transport->ip->link->interfaces[interface];
}

void interface_put_name(struct text *line, const struct app *app, uint32_t interface)
{
    const struct nodes *nodes = app->nodes;
    const struct node *n = &nodes->row[interface_at(app, interface)->node];
    if (nodes->interface_name != NULL && nodes->interface_name[interface][0] != '\0') {
        text_put(line, nodes->interface_name[interface]);
        return;
    }
    text_put(line, "eth");
    text_put_unsigned(line, interface - n->first_interface);
}

uint32_t interface_find(const struct app *app, uint32_t node, const char *name)
{
    const struct node *n = &app->nodes->row[node];
    for (uint32_t i = n->first_interface; i < n->first_interface + n->interfaces; i++) {
        char buffer[NODE_NAME_SIZE];
        struct text text = text_over(buffer, sizeof buffer);
        interface_put_name(&text, app, i);
        if (strcmp(buffer, name) == 0)
            return i;
    }
    return NONE;
}

bool interface_has_carrier(const struct app *app, uint32_t interface)
{
    const struct phy *phy = app->transport->ip->link->phy;
    uint32_t out = interface_at(app, interface)->direction;
    return out != NONE && phy->directions[out].cut == 0 && phy->directions[out ^ 1].cut == 0;
}

void interface_complain(struct app *app, const struct job *job, const char *name)
{
    char buffer[COMMAND_LINE_MAX + 40];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "Cannot find device \"");
    text_put(&line, name);
    text_put_char(&line, '"');
    job_complain(app, job, &line);
}
