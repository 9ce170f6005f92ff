/* app/port_names.h: the names of well-known ports, as /etc/services has them (registry: IANA
 * "Service Name and Transport Protocol Port Number", RFC 6335). */
#ifndef NETSTAGE_APP_PORT_NAMES_H
#define NETSTAGE_APP_PORT_NAMES_H

#include "base/types.h"

/* "http"; NULL: the port has no name in this protocol. */
const char *port_name(uint16_t port, bool udp);
/* The port of a name, which may be an alias ("www"). False: no such name in this protocol. */
bool port_by_name(const char *name, bool udp, uint16_t *port) MUST_CHECK;

#endif
