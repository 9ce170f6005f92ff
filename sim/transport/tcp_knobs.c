/* transport/tcp_knobs.c: the table of TCP's switches, and their values in a profile. See
 * tcp_knobs.h. */
#include "transport/tcp_knobs.h"

#include <stddef.h>
#include <string.h>

#define LONGEST_TIME (3600 * SIM_SECOND)
#define LONGEST_SILENCE (7 * 86400 * SIM_SECOND)
#define LARGEST_BUFFER (INT64_C(1) << 30) /* the largest window (RFC 7323 section 2.2) */
#define MEMBER_WIDTH(member) sizeof(((struct tcp_profile *)0)->member)

enum scope { OF_HOST, OF_SOCKETS };

/* Where its value is in a profile, and the rest. */
struct row {
    size_t offset;
    size_t width; /* octets: 1, 2, 4 or 8 */
    struct tcp_knob_info info;
};

static const struct row rows[TCP_KNOBS] = {
#define KNOB(id, member, name, linux_name, kind, form, least, most, except, word, scope, text) \
    [TCP_KNOB_##id] = {offsetof(struct tcp_profile, member),                                   \
                       MEMBER_WIDTH(member),                                                   \
                       {name, linux_name, text, word, least, most, except, kind, form,         \
                        (scope) == OF_SOCKETS}},
#include "transport/tcp_knobs.def"
#undef KNOB
};

const struct tcp_knob_info *tcp_knob_info(enum tcp_knob knob)
{
    return &rows[knob].info;
}

const char *const *tcp_knob_words(enum tcp_knob knob)
{
    static const char *const controls[] = {"none", "tahoe", "newreno", "cubic"};
    static const char *const systems[] = {"textbook", "linux", "freebsd"};
    static const char *const ecn_uses[] = {"off", "on", "when-asked"};
    if (rows[knob].info.kind != KNOB_WORD)
        return NULL;
    if (knob == TCP_KNOB_CONGESTION)
        return controls;
    return knob == TCP_KNOB_ECN ? ecn_uses : systems;
}

bool tcp_knob_allows(enum tcp_knob knob, int64_t value)
{
    const struct tcp_knob_info *info = &rows[knob].info;
    return (value >= info->least && value <= info->most) ||
           (info->exception[0] != '\0' && value == info->except);
}

/* A member of any width, as the machine has it. */
union member {
    uint8_t octet;
    uint16_t half;
    uint32_t word;
    int64_t time;
};

int64_t tcp_knob_get(const struct tcp_profile *profile, enum tcp_knob knob)
{
    size_t width = rows[knob].width;
    union member m = {0};
    memcpy(&m, (const uint8_t *)profile + rows[knob].offset, width);
    if (width == sizeof m.octet)
        return m.octet;
    if (width == sizeof m.half)
        return m.half;
    return width == sizeof m.word ? m.word : m.time;
}

void tcp_knob_set(struct tcp_profile *profile, enum tcp_knob knob, int64_t value)
{
    size_t width = rows[knob].width;
    union member m = {0};
    if (knob == TCP_KNOB_PROFILE) {
        *profile = tcp_profile_of((enum tcp_habits)value);
        return;
    }
    if (width == sizeof m.octet)
        m.octet = (uint8_t)value;
    else if (width == sizeof m.half)
        m.half = (uint16_t)value;
    else if (width == sizeof m.word)
        m.word = (uint32_t)value;
    else
        m.time = value;
    memcpy((uint8_t *)profile + rows[knob].offset, &m, width);
}
