/* app/clock_tools.c: the commands date (coreutils), uptime (procps-ng) and hostname
 * (net-tools): what time it is on a simulated host, since when it runs, and what it is called.
 * Its clock began with the run, at APP_EPOCH, in UTC. */
#include <string.h>

#include "app/host_set.h"
#include "app/interfaces.h"
#include "app/tool.h"
#include "base/calendar.h"
#include "wire/dns_name.h"

enum { CLOCK_LINE = 2 * COMMAND_LINE_MAX, MINUTE = 60, HOUR = 3600, DAY = 86400 };

static bool has(const struct job *job, uint16_t letter)
{
    return (job->command.options.file.letters & letter) != 0;
}

static int64_t seconds_up(const struct app *app)
{
    return sim_now(app->sim) / SIM_SECOND;
}

static void put_two(struct text *text, int64_t v)
{
    text_put_digits(text, (uint64_t)v, 2);
}

/* "2026-01-01". */
static void put_day(struct text *text, const struct calendar *c)
{
    text_put_signed(text, c->year);
    text_put_char(text, '-');
    put_two(text, c->month);
    text_put_char(text, '-');
    put_two(text, c->day);
}

static void put_blank_padded(struct text *text, int64_t v)
{
    text_put(text, v < 10 ? " " : "");
    text_put_signed(text, v);
}

/* --- date --- */

enum date_letter { DATE_UTC = 1, DATE_RFC_EMAIL = 2 };

static void put_usual(struct text *text, const struct calendar *c)
{
    text_put(text, calendar_weekday(c));
    text_put_char(text, ' ');
    text_put(text, calendar_month(c));
    text_put_char(text, ' ');
    put_blank_padded(text, c->day);
    text_put_char(text, ' ');
    calendar_put_time(text, c);
    text_put(text, " UTC ");
    text_put_signed(text, c->year);
}

/* Day of the year, from 1. */
static int64_t day_of_year(const struct app *app, const struct calendar *c)
{
    struct calendar first = {.year = c->year, .month = 1, .day = 1};
    return (app_date(app) - calendar_to_seconds(&first)) / DAY + 1;
}

/* One conversion of strftime(3); one that is not known stays as it was written. */
static void put_conversion(struct text *text, const struct app *app, const struct calendar *c,
                           char letter)
{
    static const char numbers[] = "mdHMSy";
    const int64_t values[] = {c->month, c->day, c->hour, c->minute, c->second, c->year % 100};
    const char *number = strchr(numbers, letter);
    if (number != NULL) {
        put_two(text, values[number - numbers]);
    } else if (letter == 'Y') {
        text_put_signed(text, c->year);
    } else if (letter == 'F') {
        put_day(text, c);
    } else if (letter == 'T') {
        calendar_put_time(text, c);
    } else if (letter == 's') {
        text_put_signed(text, app_date(app));
    } else if (letter == 'N') {
        text_put_digits(text, (uint64_t)(sim_now(app->sim) % SIM_SECOND), 9);
    } else if (letter == 'j') {
        text_put_digits(text, (uint64_t)day_of_year(app, c), 3);
    } else if (letter == 'e') {
        put_blank_padded(text, c->day);
    } else if (letter == 'a' || letter == 'b' || letter == 'h') {
        text_put(text, letter == 'a' ? calendar_weekday(c) : calendar_month(c));
    } else if (letter == 'Z' || letter == 'z') {
        text_put(text, letter == 'Z' ? "UTC" : "+0000");
    } else if (letter == 'n' || letter == 't' || letter == '%') {
        text_put_char(text, letter == 'n' ? '\n' : letter == 't' ? '\t' : '%');
    } else {
        text_put_char(text, '%');
        text_put_char(text, letter);
    }
}

static void put_formatted(struct text *text, const struct app *app, const struct calendar *c,
                          const char *format)
{
    for (; *format != '\0'; format++) {
        if (*format != '%' || format[1] == '\0')
            text_put_char(text, *format);
        else
            put_conversion(text, app, c, *++format);
    }
}

void date_begin(struct app *app, struct job *job)
{
    const struct file_options *o = &job->command.options.file;
    struct calendar c = calendar_from_seconds(app_date(app));
    char buffer[4 * CLOCK_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    if (o->count > 0)
        put_formatted(&line, app, &c, command_word(&job->command, o->names[0]) + 1);
    else if (has(job, DATE_RFC_EMAIL))
        put_formatted(&line, app, &c, "%a, %d %b %Y %T %z");
    else
        put_usual(&line, &c);
    job_say(app, job, &line);
    job_end(app, job, 0);
}

/* --- uptime --- */

enum uptime_letter { UPTIME_PRETTY = 1, UPTIME_SINCE = 2 };

static void put_some(struct text *text, int64_t n, const char *unit, bool *more)
{
    if (n == 0)
        return;
    text_put(text, *more ? ", " : "");
    text_put_signed(text, n);
    text_put_char(text, ' ');
    text_put(text, unit);
    text_put(text, n > 1 ? "s" : "");
    *more = true;
}

static void put_pretty(struct text *text, int64_t up)
{
    bool more = false;
    text_put(text, "up ");
    put_some(text, up / DAY, "day", &more);
    put_some(text, up / HOUR % 24, "hour", &more);
    put_some(text, up / MINUTE % 60, "minute", &more);
    text_put(text, more ? "" : "0 minutes");
}

/* Nothing on a simulated host waits for its processor, so its load is 0; one person types. */
static void put_uptime(struct text *text, const struct calendar *now, int64_t up)
{
    text_put_char(text, ' ');
    calendar_put_time(text, now);
    text_put(text, " up ");
    if (up >= DAY) {
        text_put_signed(text, up / DAY);
        text_put(text, up >= 2 * DAY ? " days, " : " day, ");
    }
    if (up / HOUR % 24 > 0) {
        put_blank_padded(text, up / HOUR % 24);
        text_put_char(text, ':');
        put_two(text, up / MINUTE % 60);
    } else {
        text_put_signed(text, up / MINUTE % 60);
        text_put(text, " min");
    }
    text_put(text, ",  1 user,  load average: 0.00, 0.00, 0.00");
}

void uptime_begin(struct app *app, struct job *job)
{
    struct calendar now = calendar_from_seconds(app_date(app));
    struct calendar start = calendar_from_seconds(APP_EPOCH);
    char buffer[CLOCK_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    if (has(job, UPTIME_SINCE)) {
        put_day(&line, &start);
        text_put_char(&line, ' ');
        calendar_put_time(&line, &start);
    } else if (has(job, UPTIME_PRETTY)) {
        put_pretty(&line, seconds_up(app));
    } else {
        put_uptime(&line, &now, seconds_up(app));
    }
    job_say(app, job, &line);
    job_end(app, job, 0);
}

/* --- hostname --- */

enum hostname_letter {
    HOSTNAME_ADDRESSES = 1,
    HOSTNAME_FULL = 2,
    HOSTNAME_ADDRESS = 4,
    HOSTNAME_SHORT = 8,
    HOSTNAME_DOMAIN = 16
};

/* All addresses, or the first one: /etc/hosts has it for the host's own name. */
static void put_addresses(struct text *line, const struct app *app, uint32_t node, bool all)
{
    const struct node *n = &app->nodes->row[node];
    for (uint32_t k = 0; k < n->interfaces; k++) {
        ipv4_address address = interface_at(app, n->first_interface + k)->address;
        if (address == 0)
            continue;
        text_put_ipv4(line, address);
        if (!all)
            return;
        text_put_char(line, ' ');
    }
}

/* The domain is the first one of the search list, without its last dot. */
static void put_domain(struct text *line, const struct app *app, uint32_t node,
                       const char *before)
{
    const struct app_node_plan *plan = app->plans[node];
    if (plan == NULL || plan->search_count == 0)
        return;
    text_put(line, before);
    dns_name_put(line, &plan->search[0]);
    if (line->length > 0 && line->octets[line->length - 1] == '.')
        line->octets[--line->length] = '\0';
}

void hostname_begin(struct app *app, struct job *job)
{
    char buffer[CLOCK_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    bool addresses = has(job, HOSTNAME_ADDRESSES | HOSTNAME_ADDRESS);
    if (addresses)
        put_addresses(&line, app, job->node, has(job, HOSTNAME_ADDRESSES));
    else if (!has(job, HOSTNAME_DOMAIN))
        text_put(&line, app->nodes->row[job->node].name);
    if (has(job, HOSTNAME_DOMAIN) && !addresses)
        put_domain(&line, app, job->node, "");
    else if (has(job, HOSTNAME_FULL) && !addresses)
        put_domain(&line, app, job->node, ".");
    if (line.length > 0 || !has(job, HOSTNAME_DOMAIN))
        job_say(app, job, &line);
    job_end(app, job, 0);
}
