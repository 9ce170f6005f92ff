/* base/calendar.c: the count of days is turned into a date by eras of 400 years, with years
 * that begin in March, so that the leap day comes last. */
#include "base/calendar.h"

enum {
    DAY_SECONDS = 86400,
    ERA_DAYS = 146097,        /* days in 400 years */
    MARCH_0000_DAYS = 719468, /* from 1 March 0000 to 1 January 1970 */
};

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

struct calendar calendar_from_seconds(int64_t seconds)
{
    int64_t days = floor_divide(seconds, DAY_SECONDS);
    int64_t of_day = seconds - days * DAY_SECONDS;
    int64_t march_days = days + MARCH_0000_DAYS;
    int64_t era = floor_divide(march_days, ERA_DAYS);
    int64_t of_era = march_days - era * ERA_DAYS; /* 0 to 146096 */
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100); /* 0 is 1 March */
    int64_t month = (5 * of_year + 2) / 153;                         /* 0 is March */
    struct calendar date = {
        .year = (int32_t)(year + era * 400 + (month >= 10 ? 1 : 0)),
        .month = (uint8_t)(month < 10 ? month + 3 : month - 9),
        .day = (uint8_t)(of_year - (153 * month + 2) / 5 + 1),
        .weekday = (uint8_t)(days + 4 - floor_divide(days + 4, 7) * 7),
        .hour = (uint8_t)(of_day / 3600),
        .minute = (uint8_t)(of_day / 60 % 60),
        .second = (uint8_t)(of_day % 60),
    };
    return date;
}

const char *calendar_weekday(const struct calendar *date)
{
    static const char *const names[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    return names[date->weekday];
}

const char *calendar_month(const struct calendar *date)
{
    static const char *const names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return names[date->month - 1];
}

void calendar_put_time(struct text *text, const struct calendar *date)
{
    text_put_digits(text, date->hour, 2);
    text_put_char(text, ':');
    text_put_digits(text, date->minute, 2);
    text_put_char(text, ':');
    text_put_digits(text, date->second, 2);
}
