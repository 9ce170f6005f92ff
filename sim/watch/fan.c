/* watch/fan.c: see fan.h. */
#include "watch/fan.h"

static void tell_all(struct observer *self, const struct sim *sim, const struct record *record,
                     const char *text, size_t length)
{
    const struct fan *fan = (const struct fan *)(const void *)self;
    for (uint32_t i = 0; i < fan->count; i++)
        fan->others[i]->record(fan->others[i], sim, record, text, length);
}

void fan_init(struct fan *fan)
{
    *fan = (struct fan){.observer = {.record = tell_all}};
}

bool fan_add(struct fan *fan, struct observer *observer)
{
    if (fan->count == FAN_MAX)
        return false;
    fan->others[fan->count++] = observer;
    return true;
}
