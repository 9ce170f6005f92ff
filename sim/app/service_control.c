/* app/service_control.c: services start and stop; the commands systemctl (systemd 252) and
 * httpd (Apache's, -k). See service_control.h. */
#include "app/service_control.h"

#include <string.h>

#include "app/proxy.h"
#include "app/rip.h"
#include "wire/rip.h"
#include "base/calendar.h"

enum { SERVICE_LINE = 200 + COMMAND_LINE_MAX };

static const struct service_options *options_of(const struct job *job)
{
    return &job->command.options.service;
}

/* --- services --- */

bool service_is_there(const struct app *app, uint32_t node, enum service_unit unit)
{
    const struct app_node_plan *plan = app->plans[node];
    switch (unit) {
    case SERVICE_NAMED:
        return plan != NULL && plan->dns != NULL;
    case SERVICE_HTTPD:
        return plan != NULL && plan->http != NULL;
    case SERVICE_SQUID:
        return plan != NULL && plan->proxy != NULL;
    case SERVICE_RIPD:
        return plan != NULL && plan->rip != NULL;
    case SERVICE_UNITS:
        break;
    }
    return false;
}

static uint16_t port_of(const struct app *app, uint32_t node, enum service_unit unit)
{
    if (unit == SERVICE_SQUID)
        return app->plans[node]->proxy->port;
    if (unit == SERVICE_RIPD)
        return RIP_PORT;
    return unit == SERVICE_HTTPD ? app->plans[node]->http->port : PLAN_DNS_PORT;
}

/* What changes is told, but not what is so when the network is switched on. */
static void changed(struct app *app, uint32_t node, enum service_unit unit, bool active)
{
    struct service_run *run = &app->services[node].run[unit];
    run->active = active;
    run->since = sim_now(app->sim);
    if (app->sim->clock->event > 0)
        app_note_rule(app, node, active ? RULE_SERVICE_STARTS : RULE_SERVICE_STOPS, TABLE_NONE,
                      0, port_of(app, node, unit), 0);
}

bool service_start(struct app *app, uint32_t node, enum service_unit unit)
{
    if (service_is_active(app, node, unit))
        return true;
    bool started = unit == SERVICE_HTTPD   ? web_listen(app, node)
                   : unit == SERVICE_SQUID ? proxy_start(app, node)
                   : unit == SERVICE_RIPD  ? rip_start(app, node)
                                           : dns_service_start(app, node);
    if (started)
        changed(app, node, unit, true);
    return started;
}

void service_stop(struct app *app, uint32_t node, enum service_unit unit)
{
    if (!service_is_active(app, node, unit))
        return;
    changed(app, node, unit, false);
    if (unit == SERVICE_HTTPD)
        web_stop(app, node);
    else if (unit == SERVICE_SQUID)
        proxy_stop(app, node);
    else if (unit == SERVICE_RIPD)
        rip_stop(app, node);
    else
        dns_service_stop(app, node);
}

/* --- systemctl --- */

static void say(struct app *app, struct job *job, const char *before, const char *middle,
                const char *after)
{
    char buffer[SERVICE_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, before);
    text_put(&line, middle);
    text_put(&line, after);
    job_complain(app, job, &line);
}

static const char *unit_name(enum service_unit unit)
{
    static const char *const names[] = {
        [SERVICE_NAMED] = "named", [SERVICE_HTTPD] = "httpd", [SERVICE_SQUID] = "squid",
        [SERVICE_RIPD] = "ripd"};
    return names[unit];
}

/* The host has no such unit. */
static void not_found(struct app *app, struct job *job)
{
    enum { NO_SUCH_UNIT = 4, NOT_INSTALLED = 5, INACTIVE = 3 };
    static const char *const attempts[SERVICE_VERBS] = {"Failed to start ",
                                                        "Failed to stop ",
                                                        "Failed to restart ",
                                                        "Failed to reload ",
                                                        "",
                                                        ""};
    enum service_verb verb = (enum service_verb)options_of(job)->verb;
    char buffer[SERVICE_LINE];
    struct text unit = text_over(buffer, sizeof buffer);
    const char *name = command_word(&job->command, options_of(job)->name);
    text_put(&unit, name);
    if (strchr(name, '.') == NULL)
        text_put(&unit, ".service");
    if (verb == VERB_STATUS) {
        say(app, job, "Unit ", buffer, " could not be found.");
        job_end(app, job, NO_SUCH_UNIT);
    } else if (verb == VERB_IS_ACTIVE) {
        job_say_line(app, job, "inactive");
        job_end(app, job, INACTIVE);
    } else {
        char whole[2 * SERVICE_LINE];
        struct text line = text_over(whole, sizeof whole);
        text_put(&line, attempts[verb]);
        text_put(&line, buffer);
        text_put(&line, ": Unit ");
        text_put(&line, buffer);
        text_put(&line, verb == VERB_STOP ? " not loaded." : " not found.");
        job_complain(app, job, &line);
        job_end(app, job, NOT_INSTALLED);
    }
}

/* "5s", "2min 10s", "1h 3min" */
static void put_span(struct text *line, int64_t seconds)
{
    enum { MINUTE = 60, HOUR = 3600 };
    if (seconds >= HOUR) {
        text_put_signed(line, seconds / HOUR);
        text_put(line, "h");
    }
    if (seconds >= MINUTE) {
        text_put(line, seconds >= HOUR ? " " : "");
        text_put_signed(line, seconds % HOUR / MINUTE);
        text_put(line, "min");
    }
    if (seconds >= HOUR)
        return;
    text_put(line, seconds >= MINUTE ? " " : "");
    text_put_signed(line, seconds % MINUTE);
    text_put_char(line, 's');
}

static void show_status(struct app *app, struct job *job, enum service_unit unit)
{
    const struct service_run *run = &app->services[job->node].run[unit];
    char buffer[SERVICE_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    struct calendar date = calendar_from_seconds(APP_EPOCH + run->since / SIM_SECOND);
    text_put(&line, run->active ? "\xe2\x97\x8f " : "\xe2\x97\x8b ");
    text_put(&line, unit_name(unit));
    text_put(&line, unit == SERVICE_HTTPD   ? ".service - Web server"
                    : unit == SERVICE_SQUID ? ".service - Web proxy cache server"
                    : unit == SERVICE_RIPD  ? ".service - RIP routing daemon"
                                            : ".service - Name server");
    text_put(&line, "\n     Loaded: loaded (/lib/systemd/system/");
    text_put(&line, unit_name(unit));
    text_put(&line, ".service; enabled; preset: enabled)\n     Active: ");
    text_put(&line, run->active ? "active (running) since " : "inactive (dead) since ");
    text_put(&line, calendar_weekday(&date));
    text_put_char(&line, ' ');
    text_put_signed(&line, date.year);
    text_put_char(&line, '-');
    text_put_digits(&line, date.month, 2);
    text_put_char(&line, '-');
    text_put_digits(&line, date.day, 2);
    text_put_char(&line, ' ');
    calendar_put_time(&line, &date);
    text_put(&line, " UTC; ");
    put_span(&line, sim_now(app->sim) / SIM_SECOND - run->since / SIM_SECOND);
    text_put(&line, " ago");
    job_say(app, job, &line);
    job_end(app, job, run->active ? 0 : 3);
}

static void start_unit(struct app *app, struct job *job, enum service_unit unit)
{
    if (service_start(app, job->node, unit)) {
        job_end(app, job, 0);
        return;
    }
    say(app, job, "Job for ", unit_name(unit),
        ".service failed because the control process exited with error code.");
    say(app, job, "See \"systemctl status ", unit_name(unit), ".service\" for details.");
    job_end(app, job, 1);
}

void systemctl_begin(struct app *app, struct job *job)
{
    enum service_unit unit = (enum service_unit)options_of(job)->unit;
    if (!service_is_there(app, job->node, unit)) {
        not_found(app, job);
        return;
    }
    switch ((enum service_verb)options_of(job)->verb) {
    case VERB_RESTART:
        service_stop(app, job->node, unit);
        start_unit(app, job, unit);
        return;
    case VERB_START:
        start_unit(app, job, unit);
        return;
    case VERB_STOP:
        service_stop(app, job->node, unit);
        break;
    case VERB_STATUS:
        show_status(app, job, unit);
        return;
    case VERB_IS_ACTIVE:
        job_say_line(app, job, service_is_active(app, job->node, unit) ? "active" : "inactive");
        job_end(app, job, service_is_active(app, job->node, unit) ? 0 : 3);
        return;
    case VERB_RELOAD: /* the configuration is the scenario's, which does not change */
    case SERVICE_VERBS:
        break;
    }
    job_end(app, job, 0);
}

/* --- httpd --- */

static void start_httpd(struct app *app, struct job *job)
{
    char buffer[SERVICE_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    if (service_start(app, job->node, SERVICE_HTTPD)) {
        job_end(app, job, 0);
        return;
    }
    text_put(&line, "(98)Address already in use: AH00072: make_sock: could not bind to address "
                    "0.0.0.0:");
    text_put_unsigned(&line, port_of(app, job->node, SERVICE_HTTPD));
    text_put(&line, "\nno listening sockets available, shutting down");
    job_complain(app, job, &line);
    job_end(app, job, 1);
}

void httpd_begin(struct app *app, struct job *job)
{
    enum service_verb verb = (enum service_verb)options_of(job)->verb;
    if (!service_is_there(app, job->node, SERVICE_HTTPD)) {
        say(app, job, "sh: ", "httpd", ": command not found");
        job_end(app, job, 127);
        return;
    }
    bool active = service_is_active(app, job->node, SERVICE_HTTPD);
    if (verb == VERB_STOP && !active) {
        job_complain_line(app, job, "httpd (no pid file) not running");
        job_end(app, job, 1);
    } else if (verb == VERB_START && active) {
        job_complain_line(app, job, "httpd is already running");
        job_end(app, job, 0);
    } else if (verb == VERB_STOP) {
        service_stop(app, job->node, SERVICE_HTTPD);
        job_end(app, job, 0);
    } else {
        service_stop(app, job->node, SERVICE_HTTPD);
        start_httpd(app, job);
    }
}
