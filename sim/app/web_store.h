/* app/web_store.h: what a web server remembers: the members of its collections, and the octets
 * of these and of messages that are on their way.
 *
 * Shape:  octets are kept in chains of slabs, named by the first one's row plus one (0: empty).
 *         Items of a node are a chain in the order of their creation; the collections
 * themselves come first. Each is a row of TABLE_RESOURCE: the record's key is the item's
 * number. Bounds: a collection has at most its limit of members, a member at most
 * HTTP_MEMBER_MOST octets. */
#ifndef NETSTAGE_APP_WEB_STORE_H
#define NETSTAGE_APP_WEB_STORE_H

#include "app/tables.h"

/* --- octets --- */

/* Adds octets to the end of a chain. False: the simulator has no room; the run stops. */
bool web_text_add(struct app *app, uint32_t *chain, uint32_t *length, const uint8_t *octets,
                  size_t n);
/* Copies n octets from `at` on, as far as the chain goes. Gives how many. */
size_t web_text_read(const struct app *app, uint32_t chain, uint32_t length, uint32_t at,
                     uint8_t *to, size_t n);
void web_text_free(struct app *app, uint32_t *chain, uint32_t *length);

/* --- items --- */

/* At the start: a row for each resource of a node's site, and the members that its collections
 * begin with. */
void web_store_start(struct app *app, uint32_t node);

/* The own row of a resource, which is number `resource` of the site. */
struct web_item *web_collection(const struct app *app, uint32_t node, uint32_t resource);
/* A member by its name; NULL: there is none. */
struct web_item *web_member(const struct app *app, uint32_t node, uint32_t resource,
                            const char *name);
/* The next member behind `after` (NULL: the first). */
struct web_item *web_next_member(const struct app *app, uint32_t node, uint32_t resource,
                                 const struct web_item *after);

/* A new member. NULL: no room in the simulator. */
struct web_item *web_member_add(struct app *app, uint32_t node, uint32_t resource,
                                const char *name, const char *type, const uint8_t *body,
                                size_t length);
/* Other octets for a member that is there. */
void web_member_set(struct app *app, struct web_item *item, const char *type,
                    const uint8_t *body, size_t length);
void web_member_remove(struct app *app, struct web_item *item);
/* One more request for this resource. Gives the number. */
uint32_t web_hit(struct app *app, uint32_t node, uint32_t resource);
/* One more visit of a counter of all visitors. Gives the number. */
uint32_t web_count(struct app *app, uint32_t node, uint32_t resource);

/* A name that no member of the collection has had from here: "1", "2", … */
void web_new_name(struct app *app, uint32_t node, uint32_t resource, struct text *name);

uint32_t web_item_row(const struct app *app, const struct web_item *item);

#endif
