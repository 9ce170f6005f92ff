/* base/calendar.h: days and times of the Gregorian calendar from seconds since 1970 (UTC, no
 * leap seconds): what Date fields and `dig` show. Whatever is shown is simulated time, never a
 * clock. */
#ifndef NETSTAGE_BASE_CALENDAR_H
#define NETSTAGE_BASE_CALENDAR_H

#include "base/text.h"

struct calendar {
    int32_t year;
    uint8_t month;   /* 1 to 12 */
    uint8_t day;     /* 1 to 31 */
    uint8_t weekday; /* 0 is Sunday */
    uint8_t hour;
    uint8_t minute;
    uint8_t second;
};

struct calendar calendar_from_seconds(int64_t seconds);

/* The way back; weekday is not looked at. The date must exist (calendar_is_valid). */
int64_t calendar_to_seconds(const struct calendar *date);

/* Month, day of this month, hour, minute and second (60: a leap second) are within their bounds. */
bool calendar_is_valid(const struct calendar *date);

/* "Sun", "Nov". */
const char *calendar_weekday(const struct calendar *date);
const char *calendar_month(const struct calendar *date);

/* "08:49:37". */
void calendar_put_time(struct text *text, const struct calendar *date);

#endif
