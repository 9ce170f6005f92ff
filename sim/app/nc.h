/* app/nc.h: the commands nc (nc.c) and telnet (telnet.c), for their rows in the table of tools.
 */
#ifndef NETSTAGE_APP_NC_H
#define NETSTAGE_APP_NC_H

#include "app/tables.h"

void nc_begin(struct app *app, struct job *job);
void nc_resolved(struct app *app, struct job *job, enum lookup_result result);
void nc_timer(struct app *app, struct job *job);
void nc_datagram(struct app *app, struct job *job, const struct udp_datagram *datagram);
void nc_event(struct app *app, struct job *job, const struct socket_up *up);
void nc_error(struct app *app, struct job *job, const struct icmp_message *message);
void nc_typed(struct app *app, struct job *job);
void nc_cancel(struct app *app, struct job *job);
void nc_release(struct app *app, struct job *job);

void telnet_begin(struct app *app, struct job *job);
void telnet_resolved(struct app *app, struct job *job, enum lookup_result result);
void telnet_event(struct app *app, struct job *job, const struct socket_up *up);
void telnet_typed(struct app *app, struct job *job);
void telnet_cancel(struct app *app, struct job *job);
void telnet_release(struct app *app, struct job *job);

#endif
