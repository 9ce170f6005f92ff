/* wire/http_date.c: see http_date.h. The moment is read as cookies' dates are, which forgive a
 * lot; then it must read back, in one of the three forms, as exactly what was given. */
#include "wire/http_date.h"

#include "base/calendar.h"
#include "wire/http_cookie.h"
#include "wire/http_writer.h"

static bool is_same(const struct text *text, const uint8_t *octets, size_t length)
{
    return text->length == length && memcmp(text->octets, octets, length) == 0;
}

static void put_rfc850(struct text *text, const struct calendar *date)
{
    static const char *const days[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};
    text_put(text, days[date->weekday]);
    text_put(text, ", ");
    text_put_digits(text, date->day, 2);
    text_put_char(text, '-');
    text_put(text, calendar_month(date));
    text_put_char(text, '-');
    text_put_digits(text, (uint64_t)(date->year % 100), 2);
    text_put_char(text, ' ');
    calendar_put_time(text, date);
    text_put(text, " GMT");
}

static void put_asctime(struct text *text, const struct calendar *date)
{
    text_put(text, calendar_weekday(date));
    text_put_char(text, ' ');
    text_put(text, calendar_month(date));
    text_put(text, date->day < 10 ? "  " : " ");
    text_put_unsigned(text, date->day);
    text_put_char(text, ' ');
    calendar_put_time(text, date);
    text_put_char(text, ' ');
    text_put_digits(text, (uint64_t)date->year, 4);
}

bool http_date_read(const uint8_t *octets, size_t length, int64_t *seconds)
{
    char buffer[48];
    struct text text = text_over(buffer, sizeof buffer);
    if (!http_cookie_date(octets, length, seconds))
        return false;
    const struct calendar date = calendar_from_seconds(*seconds);
    http_put_date(&text, *seconds);
    if (is_same(&text, octets, length))
        return true;
    text_clear(&text);
    put_rfc850(&text, &date);
    if (is_same(&text, octets, length))
        return true;
    text_clear(&text);
    put_asctime(&text, &date);
    return is_same(&text, octets, length);
}
