/* app/visitor.h: connections that a command which listens has accepted: those that nc -l has
 * not come to yet, and all of `python3 -m http.server`.
 *
 * Shape:  rows of a pool, in a chain of the command's, oldest first; a chain is named by the
 *         first one's row plus one (0: empty). The command stays the owner of the sockets. */
#ifndef NETSTAGE_APP_VISITOR_H
#define NETSTAGE_APP_VISITOR_H

#include "app/tables.h"

/* A new one at the end. NULL: no room in the simulator. */
struct visitor *visitor_add(struct app *app, const struct job *job, uint32_t *chain,
                            struct socket_id socket);
/* The one with this socket; NULL: there is none. */
struct visitor *visitor_find(const struct app *app, uint32_t chain, struct socket_id socket);
/* Takes one out of the chain; what it holds besides its row is the caller's business. */
void visitor_remove(struct app *app, uint32_t *chain, struct visitor *visitor);

#endif
