/* app/dig.c: the command dig: questions to name servers, one after the other, and each answer
 * as it came; an answer that was truncated is asked for again over TCP (RFC 7766 section 5).
 * With +trace the whole way from the root, each question asked without recursion: dig_trace.c.
 */
#include <string.h>

#include "app/asker.h"
#include "app/command_scan.h"
#include "app/dig.h"
#include "app/dig_print.h"
#include "base/calendar.h"

enum { LINE = 2 * COMMAND_LINE_MAX };

const struct dig_query *dig_query_of(const struct job *job)
{
    return &job->command.options.dig.query[job->state.dig.query];
}

static bool prints(const struct job *job, enum dig_print part)
{
    return !dig_query_of(job)->terse && (dig_query_of(job)->print & part) != 0;
}

struct dns_name dig_name(const struct job *job)
{
    const struct dig_query *q = dig_query_of(job);
    const char *word = command_word(&job->command, q->name);
    struct dns_name name = dns_name_root();
    ipv4_address address;
    if (q->reverse && command_ipv4(word, &address))
        return asker_reverse_name(address);
    if (q->name != 0 && dns_name_parse(word, strlen(word), &name, NULL) != DNS_TEXT_FINE)
        name = dns_name_root();
    return name;
}

void dig_put_server(struct text *line, const struct job *job)
{
    text_put_ipv4(line, job->state.dig.asker.server);
    text_put_char(line, '#');
    text_put_unsigned(line, job->state.dig.asker.port);
}

/* --- printing --- */

/* "; <<>> DiG 9.18 <<>> @10.0.53.53 www.example.com", once, before the first answer. */
static void say_banner(struct app *app, struct job *job)
{
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    uint16_t at = (uint16_t)(strlen(job->command.text) + 1);
    struct dig_state *s = &job->state.dig;
    const struct dig_query *first = &job->command.options.dig.query[0];
    if (s->greeted || !prints(job, DIG_CMD))
        return;
    s->greeted = 1;
    text_put(&line, "\n; <<>> DiG 9.18 <<>>");
    while (at < job->command.text_length) {
        const char *word = job->command.text + at;
        text_put_char(&line, ' ');
        text_put(&line, word);
        at = (uint16_t)(at + strlen(word) + 1);
    }
    if (first->server != 0 && (first->server < first->name || first->name == 0))
        text_put(&line, "\n; (1 server found)");
    text_put(&line, "\n;; global options: +cmd");
    job_say(app, job, &line);
}

static void put_when(struct text *text, const struct app *app)
{
    struct calendar date = calendar_from_seconds(app_date(app));
    text_put(text, calendar_weekday(&date));
    text_put_char(text, ' ');
    text_put(text, calendar_month(&date));
    text_put_char(text, ' ');
    text_put_digits(text, date.day, 2);
    text_put_char(text, ' ');
    calendar_put_time(text, &date);
    text_put(text, " UTC ");
    text_put_signed(text, date.year);
}

int64_t dig_milliseconds(const struct app *app, const struct job *job)
{
    return (sim_now(app->sim) - job->state.dig.asker.sent_at) / SIM_MILLISECOND;
}

static void put_stats(struct text *text, const struct app *app, const struct job *job,
                      size_t length)
{
    const struct dig_query *q = dig_query_of(job);
    text_put(text, ";; Query time: ");
    text_put_signed(text, dig_milliseconds(app, job));
    text_put(text, " msec\n;; SERVER: ");
    dig_put_server(text, job);
    text_put_char(text, '(');
    if (q->server != 0)
        text_put(text, command_word(&job->command, q->server));
    else
        text_put_ipv4(text, job->state.dig.asker.server);
    text_put(text, job->stream ? ") (TCP)\n;; WHEN: " : ") (UDP)\n;; WHEN: ");
    put_when(text, app);
    text_put(text, "\n;; MSG SIZE  rcvd: ");
    text_put_unsigned(text, length);
    text_put(text, "\n\n");
}

void dig_say(struct app *app, struct job *job, struct text *text)
{
    if (text->length == 0)
        return;
    text->length--; /* the last line feed ends a line; it does not begin one */
    text->octets[text->length] = '\0';
    job_say(app, job, text);
}

static void say_answer(struct app *app, struct job *job, const uint8_t *octets, size_t length)
{
    const struct dig_query *q = dig_query_of(job);
    struct dig_page page = {0, 0};
    bool more = true;
    say_banner(app, job);
    while (more) {
        char buffer[DIG_TEXT];
        struct text text = text_over(buffer, sizeof buffer);
        more = q->terse ? dig_put_short(&text, octets, length, &page)
                        : dig_put_page(&text, octets, length, q->print, &page);
        if (!more && prints(job, DIG_STATS))
            put_stats(&text, app, job, length);
        dig_say(app, job, &text);
    }
}

/* "; communications error to 10.0.0.66#53: timed out" */
static void say_trouble(struct app *app, struct job *job, const char *why)
{
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    if (job->state.dig.asker.tcp) {
        text_put(&line, ";; Connection to ");
        dig_put_server(&line, job);
        text_put_char(&line, '(');
        text_put_ipv4(&line, job->state.dig.asker.server);
        text_put(&line, ") for ");
        text_put(&line, dig_query_of(job)->name != 0
                            ? command_word(&job->command, dig_query_of(job)->name)
                            : ".");
        text_put(&line, " failed: ");
        text_put(&line, why);
        text_put_char(&line, '.');
    } else {
        text_put(&line, ";; communications error to ");
        dig_put_server(&line, job);
        text_put(&line, ": ");
        text_put(&line, why);
    }
    job_say(app, job, &line);
}

/* --- asking --- */

static void start(struct app *app, struct job *job);

void dig_next(struct app *app, struct job *job, uint8_t status)
{
    struct dig_state *s = &job->state.dig;
    if (status > s->status)
        s->status = status;
    timer_cancel(app->sim, &job->timer, EVENT_JOB, app_owner(APP_JOB, job_row(app, job)));
    job_close_socket(app, job);
    asker_release(app, &s->asker);
    s->query++;
    if (s->query < job->command.options.dig.count)
        start(app, job);
    else
        job_end(app, job, s->status);
}

/* Servers that may be asked for the present question. */
static unsigned server_count(const struct app *app, const struct job *job)
{
    const struct app_node_plan *plan = app->plans[job->node];
    bool one = dig_query_of(job)->server != 0 || job->state.dig.steps > 0;
    return one || plan == NULL ? 1 : plan->resolver_count;
}

/* Another attempt, with the next server if there are several; or the end. */
static void try_again(struct app *app, struct job *job)
{
    struct dig_state *s = &job->state.dig;
    unsigned servers = server_count(app, job);
    if (s->attempts >= dig_query_of(job)->tries * servers) {
        say_banner(app, job);
        job_say_line(app, job, ";; no servers could be reached");
        dig_next(app, job, 9);
        return;
    }
    if (servers > 1)
        s->asker.server = app->plans[job->node]->resolvers[s->attempts % servers];
    dig_ask(app, job);
}

void dig_ask(struct app *app, struct job *job)
{
    struct dig_state *s = &job->state.dig;
    job->phase = JOB_RUNNING;
    s->attempts++;
    if (asker_send(app, job, &s->asker)) {
        job_wake(app, job, sim_now(app->sim) + dig_query_of(job)->wait_s * SIM_SECOND);
    } else {
        say_trouble(app, job, "network unreachable");
        try_again(app, job);
    }
}

/* --- answers --- */

/* Reasons to ask the same server the same question again. True: it is asked. */
static bool asks_again(struct app *app, struct job *job, const uint8_t *octets, size_t length)
{
    const struct dig_query *q = dig_query_of(job);
    struct dig_state *s = &job->state.dig;
    struct dns_reader r;
    struct dns_header header;
    if (!dns_read_begin(&r, octets, length, &header))
        return false;
    if (header.truncated && !job->stream && !q->ignore) {
        if (prints(job, DIG_COMMENTS))
            job_say_line(app, job, ";; Truncated, retrying in TCP mode.");
        s->asker.tcp = 1;
    } else if (dig_rcode(octets, length) == DNS_BADVERS && s->asker.edns > 1 && q->negotiate) {
        if (prints(job, DIG_COMMENTS))
            job_say_line(app, job, ";; BADVERS, retrying with EDNS version 0.");
        s->asker.edns = 1;
    } else {
        return false;
    }
    s->attempts = 0;
    dig_ask(app, job);
    return true;
}

static void answered(struct app *app, struct job *job, const uint8_t *octets, size_t length)
{
    if (asks_again(app, job, octets, length))
        return;
    if (dig_query_of(job)->trace) {
        say_banner(app, job);
        dig_trace(app, job, octets, length);
    } else {
        say_answer(app, job, octets, length);
        dig_next(app, job, 0);
    }
}

static void say_wrong_id(struct app *app, const struct job *job, const uint8_t *octets)
{
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, ";; Warning: ID mismatch: expected ID ");
    text_put_unsigned(&line, job->state.dig.asker.id);
    text_put(&line, ", got ");
    text_put_unsigned(&line, (unsigned)octets[0] << 8 | octets[1]);
    job_say(app, job, &line);
}

static void say_stranger(struct app *app, const struct job *job, struct endpoint from)
{
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, ";; reply from unexpected source: ");
    text_put_ipv4(&line, from.address);
    text_put_char(&line, '#');
    text_put_unsigned(&line, from.port);
    text_put(&line, ", expected ");
    dig_put_server(&line, job);
    job_say(app, job, &line);
}

static void news(struct app *app, struct job *job, enum asker_news news, const uint8_t *octets,
                 size_t length)
{
    switch (news) {
    case ASKER_NOTHING:
    case ASKER_STRANGER:
        return;
    case ASKER_ANSWER:
        answered(app, job, octets, length);
        return;
    case ASKER_WRONG_ID:
        say_wrong_id(app, job, octets);
        return;
    case ASKER_REFUSED:
    case ASKER_UNREACHABLE:
    case ASKER_TIMED_OUT:
    case ASKER_CUT:
        break;
    }
    say_trouble(app, job, asker_trouble(news));
    try_again(app, job);
}

void dig_datagram(struct app *app, struct job *job, const struct udp_datagram *datagram)
{
    enum asker_news what = asker_datagram(&job->state.dig.asker, datagram);
    if (what == ASKER_STRANGER)
        say_stranger(app, job, datagram->from);
    else
        news(app, job, what, datagram->octets, datagram->length);
}

void dig_tcp_event(struct app *app, struct job *job, const struct socket_up *up)
{
    const uint8_t *octets = NULL;
    size_t length = 0;
    enum asker_news what =
        asker_tcp_event(app, job, &job->state.dig.asker, up, &octets, &length);
    news(app, job, what, octets, length);
}

void dig_timer(struct app *app, struct job *job)
{
    news(app, job, ASKER_TIMED_OUT, NULL, 0);
}

void dig_error(struct app *app, struct job *job, const struct icmp_message *message)
{
    news(app, job, asker_error(job, message), NULL, 0);
}

/* --- beginning --- */

static void set_question(struct job *job)
{
    const struct dig_query *q = dig_query_of(job);
    struct asker *a = &job->state.dig.asker;
    memset(a, 0, sizeof *a);
    a->name = q->trace ? dns_name_root() : dig_name(job); /* who serves the root? */
    a->type = q->trace ? (uint16_t)DNS_NS : q->type;
    a->klass = q->klass;
    a->port = q->port;
    a->size = q->size;
    a->edns = q->edns;
    a->recurse = q->recurse;
    a->tcp = q->tcp && !q->trace;
    a->opcode = q->opcode;
    a->empty = q->empty;
}

static void start(struct app *app, struct job *job)
{
    const struct dig_query *q = dig_query_of(job);
    const struct app_node_plan *plan = app->plans[job->node];
    struct dig_state *s = &job->state.dig;
    enum lookup_result result = LOOKUP_FOUND;
    s->attempts = 0;
    s->steps = 0;
    s->zone.length = 0;
    s->server_name.length = 0;
    set_question(job);
    if (q->server != 0) {
        result = lookup_begin(app, job, command_word(&job->command, q->server));
    } else if (plan != NULL && plan->resolver_count > 0) {
        job->lookup.address = plan->resolvers[0];
    } else {
        say_banner(app, job);
        job_say_line(app, job, ";; no servers could be reached: this host has no name server");
        job_end(app, job, 9);
        return;
    }
    if (result != LOOKUP_WAITING)
        dig_resolved(app, job, result);
}

void dig_begin(struct app *app, struct job *job)
{
    start(app, job);
}

void dig_resolved(struct app *app, struct job *job, enum lookup_result result)
{
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    struct dig_state *s = &job->state.dig;
    if (result == LOOKUP_FOUND) {
        s->asker.server = job->lookup.address;
        dig_ask(app, job);
        return;
    }
    text_put(&line, "dig: couldn't get address for '");
    if (s->zone.length > 0)
        dns_name_put(&line, &s->server_name);
    else
        text_put(&line, command_word(&job->command, dig_query_of(job)->server));
    text_put(&line, result == LOOKUP_NO_NAME ? "': not found" : "': failure");
    job_say(app, job, &line);
    job_end(app, job, 10);
}

void dig_release(struct app *app, struct job *job)
{
    asker_release(app, &job->state.dig.asker);
}
