/* script/story.h: what happened in a script so far, as lines of a ladder: the peer, which is
 * the script, on the left, the host on the right, its calls beside it.
 *
 *      0.100000  ----------- S 0:0(0) win 1000 <mss 1000> ----------->
 *      0.100000  <---------- S. 0:0(0) ack 1 win 65535 <mss 1460> ----
 *      0.200000                                                       | accept(3, ..., ...) = 4
 */
#ifndef NETSTAGE_SCRIPT_STORY_H
#define NETSTAGE_SCRIPT_STORY_H

#include "script/play.h"

enum story_mark { STORY_CALL, STORY_BEGINS, STORY_ENDS };

/* "0.100000": seconds, with nanoseconds where there are any. */
void story_put_time(struct text *text, int64_t time);

void story_tell_packet(struct player *p, int64_t time, bool to_host,
                       const struct script_packet *packet);
void story_tell(struct player *p, int64_t time, enum story_mark mark, const char *words);
void story_tell_call(struct player *p, const struct running *r, int64_t result);

#endif
