/* app/curl_meter.c: the progress meter, as it stands when a transfer is over. See curl.h.
 *
 *       % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
 *                                      Dload  Upload   Total   Spent    Left  Speed
 *     100    81  100    81    0     0   9000      0 --:--:-- --:--:-- --:--:--  9000 */
#include "app/curl.h"
#include "app/curl_body.h"

/* A number with blanks in front. */
static void put_right(struct text *line, uint64_t v, size_t width)
{
    char digits[24];
    struct text number = text_over(digits, sizeof digits);
    text_put_unsigned(&number, v);
    text_pad_to(line, line->length + (number.length < width ? width - number.length : 0));
    text_put(line, digits);
}

/* Octets in five columns: 12345, 97k, 1.2M. */
static void put_amount(struct text *line, uint64_t octets)
{
    enum { KILO = 1024, MEGA = 1024 * 1024 };
    if (octets < 100000) {
        put_right(line, octets, 5);
    } else if (octets < 10000 * (uint64_t)KILO) {
        put_right(line, octets / KILO, 4);
        text_put_char(line, 'k');
    } else if (octets < 100 * (uint64_t)MEGA) {
        put_right(line, octets / MEGA, 2);
        text_put_char(line, '.');
        text_put_unsigned(line, octets % MEGA / (MEGA / 10));
        text_put_char(line, 'M');
    } else {
        put_right(line, octets / MEGA, 4);
        text_put_char(line, 'M');
    }
}

static void put_time(struct text *line, uint64_t seconds)
{
    if (seconds == 0) {
        text_put(line, "--:--:--");
        return;
    }
    put_right(line, seconds / 3600, 2);
    text_put_char(line, ':');
    text_put_digits(line, seconds / 60 % 60, 2);
    text_put_char(line, ':');
    text_put_digits(line, seconds % 60, 2);
}

static uint64_t per_cent(uint64_t part, uint64_t whole)
{
    return whole > 0 ? part * 100 / whole : 0;
}

static uint64_t speed(uint64_t octets, sim_time time)
{
    uint64_t microseconds = (uint64_t)(time / SIM_MICROSECOND);
    return microseconds > 0 ? octets * 1000000 / microseconds : octets;
}

static void put_figures(struct text *line, const struct app *app, const struct job *job)
{
    const struct curl_state *s = &job->state.curl;
    sim_time spent = sim_now(app->sim) - s->begun;
    uint64_t up = s->sent > s->request_length ? s->sent - s->request_length : 0;
    uint64_t up_size = s->length > s->request_length ? s->length - s->request_length : 0;
    bool known = s->status != 0 && s->declared != UINT64_MAX;
    uint64_t down_size = known ? s->declared : 0;
    uint64_t whole = (known ? down_size : s->body) + up_size;
    put_right(line, per_cent(s->body + up, whole), 3);
    text_put_char(line, ' ');
    put_amount(line, whole);
    text_put(line, "  ");
    put_right(line, per_cent(s->body, down_size), 3);
    text_put_char(line, ' ');
    put_amount(line, s->body);
    text_put(line, "  ");
    put_right(line, per_cent(up, up_size), 3);
    text_put_char(line, ' ');
    put_amount(line, up);
    text_put(line, "  ");
    put_amount(line, speed(s->body, spent));
    text_put(line, "  ");
    put_amount(line, speed(up, spent));
    text_put_char(line, ' ');
    uint64_t seconds = (uint64_t)(spent / SIM_SECOND);
    put_time(line, whole > 0 && s->body + up >= whole ? seconds : 0);
    text_put_char(line, ' ');
    put_time(line, seconds);
    text_put(line, " --:--:-- ");
    put_amount(line, speed(s->body + up, spent));
}

void curl_print_meter(struct app *app, struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    const struct curl_state *s = &job->state.curl;
    char buffer[CURL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    bool shown = curl_writes_file(job) && !o->silent && o->meter != CURL_NO_METER;
    if (!shown)
        return;
    if (o->meter == CURL_BAR) {
        job_complain_line(app, job,
                          "############################################################"
                          "############ 100.0%");
        return;
    }
    if (s->tries == o->retries) {
        job_complain_line(app, job,
                          "  % Total    % Received % Xferd  Average Speed   Time    Time     "
                          "Time  Current");
        job_complain_line(app, job,
                          "                                 Dload  Upload   Total   Spent    "
                          "Left  Speed");
    }
    put_figures(&line, app, job);
    job_complain(app, job, &line);
}
