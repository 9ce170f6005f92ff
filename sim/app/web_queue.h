/* app/web_queue.h: a resource that takes work and does it later (RFC 9110 section 15.3.3):
 *
 *     POST /reports     202, Location: /reports/1         the work is taken, not done
 *     GET /reports/1    200, Retry-After: 4               still being done
 *     GET /reports/1    303, Location: /result            done (200 when there is no `to`)
 *
 * Shape:  a piece of work is a member of the queue, a row of TABLE_RESOURCE; that it is done is
 *         a matter of simulated time alone. */
#ifndef NETSTAGE_APP_WEB_QUEUE_H
#define NETSTAGE_APP_WEB_QUEUE_H

#include "app/web_visit.h"

void web_queue_act(struct web_deed *d);

#endif
