/* watch/why.c: see why.h. */
#include "watch/why.h"

#include "watch/diary.h"

struct why why_chain(why_lookup *lookup, void *context, record_id from, struct record *chain,
                     uint32_t room)
{
    struct why why = {.end = WHY_BROKEN, .last = from};
    record_id id = from;
    for (;;) {
        if (record_event(id) == 0) {
            why.end = WHY_BOOT;
            return why;
        }
        const struct record *record = lookup(context, id);
        if (record == NULL)
            return why;
        why.last = id;
        if (why.kept < room)
            chain[why.kept++] = *record;
        why.length++;
        if (record->kind == RECORD_COMMAND) {
            why.end = WHY_COMMAND;
            return why;
        }
        if (record->cause >= id)
            return why;
        id = record->cause;
    }
}

const struct record *why_in_diary(void *context, record_id id)
{
    return diary_find((const struct diary *)context, id);
}
