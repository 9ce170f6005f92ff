/* app/curl_pace.c: --limit-rate. A client that reads slowly lets octets wait in TCP's receive
 * buffer, and its window closes; one that writes slowly gives TCP little at a time. See curl.h.
 *
 *     allowed since the beginning = an eighth of a second's octets + rate * time */
#include "app/curl.h"

enum { EIGHTH = 8 };

static uint64_t portion(const struct job *job)
{
    uint64_t rate = curl_options_of(job)->rate;
    return rate < EIGHTH ? 1 : rate / EIGHTH;
}

void curl_pace_begin(struct app *app, struct job *job)
{
    job->state.curl.pace_from = sim_now(app->sim);
    job->state.curl.paced = 0;
    job->state.curl.pause_until = 0;
}

uint64_t curl_pace(const struct app *app, const struct job *job)
{
    const uint64_t rate = curl_options_of(job)->rate;
    uint64_t elapsed = (uint64_t)(sim_now(app->sim) - job->state.curl.pace_from);
    if (rate == 0)
        return UINT64_MAX;
    uint64_t seconds = elapsed / SIM_SECOND;
    uint64_t rest = elapsed % SIM_SECOND / SIM_MICROSECOND;
    if (rate > UINT64_MAX / 4 / (seconds + 1))
        return UINT64_MAX;
    return portion(job) + rate * seconds + rate * rest / (SIM_SECOND / SIM_MICROSECOND);
}

void curl_pause(struct app *app, struct job *job)
{
    const uint64_t rate = curl_options_of(job)->rate;
    if (job->state.curl.pause_until > sim_now(app->sim))
        return;
    job->state.curl.pause_until =
        sim_now(app->sim) + (int64_t)(SIM_SECOND / (rate < EIGHTH ? rate : EIGHTH));
    curl_wake(app, job);
}
