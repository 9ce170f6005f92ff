/* watch/cues.c: see cues.h. */
#include "watch/cues.h"

#include <stdlib.h>
#include <string.h>

#include "watch/sighting.h"

bool cues_init(struct cues *cues, const struct scenario *scenario)
{
    cues->scenario = scenario;
    cues->row = calloc(scenario->narration_count > 0 ? scenario->narration_count : 1,
                       sizeof *cues->row);
    return cues->row != NULL;
}

void cues_release(struct cues *cues)
{
    free(cues->row);
    cues->row = NULL;
}

static void add_wanted(struct field_wanted *to, const struct field_wanted *more)
{
    for (size_t i = 0; i < FIELD_WORDS; i++)
        to->bits[i] |= more->bits[i];
    if (more->depth > to->depth)
        to->depth = more->depth;
}

void cues_wanted(const struct scenario *scenario, struct field_wanted *wanted)
{
    for (uint32_t i = 0; i < scenario->narration_count; i++) {
        const struct narration *n = &scenario->narration[i];
        if (n->trigger.when != NULL)
            add_wanted(wanted, filter_wanted(n->trigger.when));
        if (n->question.kind == QUESTION_FIELD) {
            field_want(wanted, n->question.field);
            wanted->depth = FIELD_TO_APPLICATION;
        }
    }
}

/* What the frame has for a question about one of its fields. */
static void read_answer(struct cue *cue, const struct question *question,
                        const struct field_tree *tree)
{
    const struct field_node *node = field_tree_find(tree, question->field, 0);
    struct text shown = text_over(cue->shown, sizeof cue->shown);
    text_clear(&shown);
    if (node != NULL)
        field_put_show(tree, node, &shown);
}

static bool counts(struct cue *cue, const struct trigger *trigger)
{
    cue->matches++;
    if (cue->matches < trigger->first || cue->matches > trigger->last)
        return false;
    cue->fired++;
    return true;
}

uint32_t cues_next(struct cues *cues, const struct sighting *sighting, uint32_t from)
{
    for (uint32_t i = from; i < cues->scenario->narration_count; i++) {
        const struct narration *n = &cues->scenario->narration[i];
        struct cue *cue = &cues->row[i];
        if (n->trigger.when == NULL || !trigger_matches(&n->trigger, sighting) ||
            !counts(cue, &n->trigger))
            continue;
        if (n->question.kind == QUESTION_FIELD && cue->fired == 1)
            read_answer(cue, &n->question, sighting->tree);
        return i;
    }
    return NONE;
}

uint32_t cues_next_at(struct cues *cues, enum trigger_place at, uint32_t from)
{
    for (uint32_t i = from; i < cues->scenario->narration_count; i++)
        if (cues->scenario->narration[i].trigger.at == at) {
            cues->row[i].matches++;
            cues->row[i].fired++;
            return i;
        }
    return NONE;
}
