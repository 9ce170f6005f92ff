/* scenario/load_tcp.c: `tcp:`: how a host's TCP is set up, for lessons that compare. The keys
 * and their bounds are those of transport/tcp_knobs.def. */
#include "scenario/load.h"

#include "base/catalogue.h"
#include "transport/tcp_knobs.h"

static bool load_amount(struct loader *l, const struct yaml_node *node,
                        const struct tcp_knob_info *info, enum quantity_kind kind,
                        int64_t *value)
{
    uint64_t amount;
    if (!load_quantity(l, node, kind, (uint64_t)info->least, (uint64_t)info->most, &amount))
        return false;
    *value = (int64_t)amount;
    return true;
}

static bool load_number(struct loader *l, const struct yaml_node *node,
                        const struct tcp_knob_info *info, int64_t *value)
{
    uint64_t number;
    if (!load_integer(l, node, (uint64_t)info->least, (uint64_t)info->most, &number))
        return false;
    *value = (int64_t)number;
    return true;
}

static bool load_flag(struct loader *l, const struct yaml_node *node, int64_t *value)
{
    uint8_t on;
    if (!load_switch(l, node, &on))
        return false;
    *value = on;
    return true;
}

/* ECN is a switch with one word more. */
static bool load_one_of(struct loader *l, const struct yaml_node *node, enum tcp_knob knob,
                        int64_t *value)
{
    const struct tcp_knob_info *info = tcp_knob_info(knob);
    uint32_t word;
    if (knob == TCP_KNOB_ECN && !yaml_is(node, tcp_knob_words(knob)[ECN_WHEN_ASKED]))
        return load_flag(l, node, value);
    if (!load_word(l, node, tcp_knob_words(knob), (uint32_t)info->most + 1, &word))
        return false;
    *value = word;
    return true;
}

/* The word for the value that is no number; `off` can be written in more than one way. */
static bool is_exception(const struct yaml_node *node, const char *word)
{
    if (word[0] == '\0')
        return false;
    return yaml_is(node, word) ||
           (strcmp(word, "off") == 0 && (yaml_is(node, "no") || yaml_is(node, "false")));
}

static bool load_knob(struct loader *l, const struct yaml_node *node, enum tcp_knob knob,
                      int64_t *value)
{
    const struct tcp_knob_info *info = tcp_knob_info(knob);
    if (is_exception(node, info->exception)) {
        *value = info->except;
        return true;
    }
    switch (info->kind) {
    case KNOB_SWITCH:
        return load_flag(l, node, value);
    case KNOB_NUMBER:
        return load_number(l, node, info, value);
    case KNOB_OCTETS:
        return load_amount(l, node, info, QUANTITY_OCTETS, value);
    case KNOB_SEGMENTS:
        return load_amount(l, node, info, QUANTITY_SEGMENTS, value);
    case KNOB_TIME:
        return load_amount(l, node, info, QUANTITY_TIME, value);
    case KNOB_WORD:
        return load_one_of(l, node, knob, value);
    }
    return false;
}

/* `profile` comes first: the other keys change what it sets. */
void load_profile(struct loader *l, const struct yaml_node *node, struct tcp_profile *profile)
{
    struct map_values v;
    if (!load_map(l, node, MAP_TCP, false, &v))
        return;
    for (unsigned i = 0; i < TCP_KNOBS; i++) {
        const struct yaml_node *setting = v.value[KEY_TCP_PROFILE + i];
        int64_t value;
        if (setting != NULL && load_knob(l, setting, (enum tcp_knob)i, &value))
            tcp_knob_set(profile, (enum tcp_knob)i, value);
    }
}
