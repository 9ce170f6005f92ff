/* watch/stp_words.h: words for the spanning tree: what a port is, what it does, which switch an
 * identifier belongs to. For the tables, the narrator, JSON and the window. */
#ifndef NETSTAGE_WATCH_STP_WORDS_H
#define NETSTAGE_WATCH_STP_WORDS_H

#include "base/text.h"
#include "scenario/scenario.h"
#include "world/world.h"

enum { STP_WORDS = 96 };

/* "root", "alternate"; "learning": English, catalogue keys. */
const char *stp_role_name(enum stp_role role);
const char *stp_state_name(const struct stp_port *port);

/* "32768/02:00:00:01:00:01" */
void stp_put_identifier(struct text *text, uint64_t bridge);

/* The switch with this identifier as it is called on the stage; one that is none of ours by its
 * identifier. `scenario` may be NULL. */
void stp_put_bridge(struct text *text, const struct world *world,
                    const struct scenario *scenario, uint64_t bridge);

/* The same, with `language` instead of the one that is selected. */
void stp_put_bridge_in(struct text *text, const struct world *world,
                       const struct scenario *scenario, uint64_t bridge, const char *language);

#endif
