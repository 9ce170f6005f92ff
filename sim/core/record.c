/* core/record.c: the texts of the rules, from core/rules.def. */
#include "core/record.h"

#include <assert.h>

static const struct rule_text rule_texts[RULES] = {
    {.id = "NONE", .rfc = "", .section = "", .label = "", .sentence = ""},
#define RULE(id, rfc, section, label, sentence) {#id, rfc, section, label, sentence},
#include "core/rules.def"
#undef RULE
};

const struct rule_text *rule_text(enum rule rule)
{
    assert(rule < RULES);
    return &rule_texts[rule];
}
