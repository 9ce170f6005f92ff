/* wire/json.h: JSON text (RFC 8259) as far as a web server needs it: is it JSON, and a merge
 * patch applied to it (RFC 7396).
 *
 * Shape:  works on the text itself, without a tree: values and members are spans of it, and
 * what a patch leaves alone is copied as it was written. Nothing is allocated. Bounds: values
 * nest at most JSON_DEPTH_MAX deep; what nests deeper is refused as if it were no JSON. */
#ifndef NETSTAGE_WIRE_JSON_H
#define NETSTAGE_WIRE_JSON_H

#include "base/bytes.h"

enum { JSON_DEPTH_MAX = 32 };

/* One value with white space around it, and nothing else (section 2). Names that stand twice in
 * one object are taken, as most readers do (section 4). */
bool json_is_valid(const uint8_t *octets, size_t length);

/* Writes the text as a JSON string, quotation marks included. The text is taken as UTF-8. */
void json_write_string(struct writer *w, const char *text, size_t length);

/* Writes `target` changed by `patch` (RFC 7396 section 2): a member that is null in the patch
 * goes, every other one is set or patched in turn; a patch that is no object takes the target's
 * place. Where a name stands twice in one object the last one counts. Both texts must be valid;
 * what does not fit clears w->ok. */
void json_merge_patch(struct writer *w, const uint8_t *target, size_t target_length,
                      const uint8_t *patch, size_t patch_length);

#endif
