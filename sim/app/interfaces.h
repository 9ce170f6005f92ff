/* app/interfaces.h: the interfaces of a host, for commands that name and show them. */
#ifndef NETSTAGE_APP_INTERFACES_H
#define NETSTAGE_APP_INTERFACES_H

#include "app/tables.h"

/* "eth0", "wan". */
void interface_put_name(struct text *line, const struct app *app, uint32_t interface);
/* The interface of a node with this name, or NONE. */
uint32_t interface_find(const struct app *app, uint32_t node, const char *name);
/* Its row. */
const struct interface *interface_at(const struct app *app, uint32_t interface);
/* It has a cable that is not cut, either way. */
bool interface_has_carrier(const struct app *app, uint32_t interface);
/* Says "Cannot find device "x"". */
void interface_complain(struct app *app, const struct job *job, const char *name);

#endif
