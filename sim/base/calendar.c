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

static bool is_leap(int32_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool calendar_is_valid(const struct calendar *date)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (date->month < 1 || date->month > 12 || date->day < 1)
        return false;
    unsigned last = days[date->month - 1] + (date->month == 2 && is_leap(date->year) ? 1U : 0U);
    return date->day <= last && date->hour < 24 && date->minute < 60 && date->second <= 60;
}

/* Days since 1970-01-01: years are counted from March, so that leap days come last. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t m = month <= 2 ? month + 9 : month - 3;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t in_era = y - era * 400;
    int64_t in_year = (153 * m + 2) / 5 + day - 1;
    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

int64_t calendar_to_seconds(const struct calendar *date)
{
    int64_t days = days_of(date->year, date->month, date->day);
    return ((days * 24 + date->hour) * 60 + date->minute) * 60 + date->second;
}
