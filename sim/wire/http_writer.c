/* wire/http_writer.c: see http_writer.h. */
#include "wire/http_writer.h"

#include "base/calendar.h"

static void put(struct writer *w, const char *string)
{
    write_octets(w, string, strlen(string));
}

static bool is_visible(const char *string)
{
    const char *p = string;
    while ((uint8_t)*p > ' ' && (uint8_t)*p < 0x7f)
        p++;
    return *p == '\0' && p != string;
}

void http_write_request_line(struct writer *w, const char *method, const char *target,
                             unsigned minor)
{
    if (!http_is_token((const uint8_t *)method, strlen(method)) || !is_visible(target)) {
        w->ok = false;
        return;
    }
    put(w, method);
    put(w, " ");
    put(w, target);
    put(w, minor == 0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
}

void http_write_status_line(struct writer *w, unsigned minor, unsigned status)
{
    char buffer[16];
    struct text digits = text_over(buffer, sizeof buffer);
    text_put_digits(&digits, status, 3);
    put(w, minor == 0 ? "HTTP/1.0 " : "HTTP/1.1 ");
    put(w, buffer);
    put(w, " ");
    put(w, http_reason(status));
    put(w, "\r\n");
}

void http_write_field_octets(struct writer *w, const char *name, const void *value, size_t n)
{
    const uint8_t *octets = value;
    for (size_t i = 0; i < n; i++) {
        if (!http_is_field_octet(octets[i]))
            w->ok = false;
    }
    if (!http_is_token((const uint8_t *)name, strlen(name)))
        w->ok = false;
    put(w, name);
    put(w, ": ");
    write_octets(w, value, n);
    put(w, "\r\n");
}

void http_write_field(struct writer *w, const char *name, const char *value)
{
    http_write_field_octets(w, name, value, strlen(value));
}

void http_write_field_number(struct writer *w, const char *name, uint64_t value)
{
    char buffer[24];
    struct text digits = text_over(buffer, sizeof buffer);
    text_put_unsigned(&digits, value);
    http_write_field(w, name, buffer);
}

void http_put_date(struct text *t, int64_t seconds)
{
    struct calendar date = calendar_from_seconds(seconds);
    text_put(t, calendar_weekday(&date));
    text_put(t, ", ");
    text_put_digits(t, date.day, 2);
    text_put_char(t, ' ');
    text_put(t, calendar_month(&date));
    text_put_char(t, ' ');
    text_put_digits(t, (uint64_t)date.year, 4);
    text_put_char(t, ' ');
    calendar_put_time(t, &date);
    text_put(t, " GMT");
}

void http_write_field_date(struct writer *w, const char *name, int64_t seconds)
{
    char buffer[48];
    struct text t = text_over(buffer, sizeof buffer);
    http_put_date(&t, seconds);
    http_write_field(w, name, buffer);
}

void http_write_end_of_fields(struct writer *w)
{
    put(w, "\r\n");
}

void http_write_chunk(struct writer *w, const void *octets, size_t n)
{
    char buffer[24];
    struct text size = text_over(buffer, sizeof buffer);
    text_put_hex(&size, n, 1);
    put(w, buffer);
    put(w, "\r\n");
    write_octets(w, octets, n);
    put(w, "\r\n");
}

void http_write_last_chunk(struct writer *w)
{
    put(w, "0\r\n");
}
