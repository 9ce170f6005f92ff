/* app/dig.c: the command dig: one question to one server, and its answer as it came; with
 * +trace the whole way from the root, each question asked without recursion (RFC 1034
 * section 5.3.3). */
#include <string.h>

#include "app/command_scan.h"
#include "app/dig_print.h"
#include "app/tables.h"
#include "base/calendar.h"
#include "base/hash.h"

enum {
    DIG_MESSAGE = 600,
    DIG_STEPS_MAX = 20,
    DIG_EDNS_SIZE = 1232,
    LINE = 2 * COMMAND_LINE_MAX
};

static const struct dig_options *options_of(const struct job *job)
{
    return &job->command.options.dig;
}

static bool prints(const struct job *job, enum dig_print part)
{
    return !options_of(job)->terse && (options_of(job)->print & part) != 0;
}

/* "4.3.2.1.in-addr.arpa" for 1.2.3.4 (RFC 1035 section 3.5). */
static struct dns_name reverse_name(ipv4_address address)
{
    char buffer[64];
    struct text text = text_over(buffer, sizeof buffer);
    struct dns_name name = dns_name_root();
    for (unsigned shift = 0; shift < 32; shift += 8) {
        text_put_unsigned(&text, address >> shift & 255);
        text_put_char(&text, '.');
    }
    text_put(&text, "in-addr.arpa");
    if (dns_name_parse(text.octets, text.length, &name, NULL) != DNS_TEXT_FINE)
        name = dns_name_root();
    return name;
}

static struct dns_name name_of(const struct job *job)
{
    const struct dig_options *o = options_of(job);
    const char *word = command_word(&job->command, o->name);
    struct dns_name name = dns_name_root();
    ipv4_address address;
    if (o->reverse && command_ipv4(word, &address))
        return reverse_name(address);
    if (o->name != 0 && dns_name_parse(word, strlen(word), &name, NULL) != DNS_TEXT_FINE)
        name = dns_name_root();
    return name;
}

/* What is asked now: with +trace, first of all who serves the root. */
static struct dns_question question_of(const struct job *job)
{
    struct dns_question question = {
        .name = name_of(job), .type = options_of(job)->type, .klass = options_of(job)->klass};
    if (options_of(job)->trace && job->state.dig.steps == 0) {
        question.name = dns_name_root();
        question.type = DNS_NS;
    }
    return question;
}

static size_t write_question(const struct job *job, uint8_t *octets, size_t capacity)
{
    const struct dig_options *o = options_of(job);
    struct dns_writer w;
    struct dns_question question = question_of(job);
    struct dns_record opt = {.owner = dns_name_root(), .type = DNS_OPT, .klass = DIG_EDNS_SIZE};
    bool first = job->state.dig.steps == 0;
    struct dns_header header = {.id = job->state.dig.id,
                                .recursion_desired = o->recurse && (!o->trace || first)};
    dns_write_begin(&w, octets, capacity, &header);
    bool fits = dns_write_question(&w, &question) &&
                (!o->edns || dns_write_record(&w, DNS_ADDITIONAL, &opt));
    return fits ? dns_write_end(&w) : 0;
}

static void put_server(struct text *line, const struct job *job)
{
    text_put_ipv4(line, job->target);
    text_put_char(line, '#');
    text_put_unsigned(line, options_of(job)->port);
}

static void give_up(struct app *app, struct job *job, const char *why)
{
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, ";; communications error to ");
    put_server(&line, job);
    text_put(&line, why);
    text_put(&line, "\n;; no servers could be reached");
    job_say(app, job, &line);
    job_end(app, job, 9);
}

static void ask(struct app *app, struct job *job)
{
    uint8_t octets[DIG_MESSAGE];
    struct service *service = &app->services[job->node];
    struct dig_state *s = &job->state.dig;
    struct endpoint server = {.address = job->target, .port = options_of(job)->port};
    s->id = (uint16_t)draw(app->sim->clock->seed, job->node, DRAW_DNS_ID, service->questions);
    service->questions++;
    s->tries++;
    s->sent_at = sim_now(app->sim);
    size_t length = write_question(job, octets, sizeof octets);
    if (udp_send(app->transport, job->socket, server, 0, octets, (uint16_t)length) == UDP_OK)
        job_wake(app, job, sim_now(app->sim) + options_of(job)->wait_ns);
    else
        give_up(app, job, ": network unreachable");
}

void dig_timer(struct app *app, struct job *job)
{
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    if (job->state.dig.tries >= options_of(job)->tries) {
        give_up(app, job, ": timed out");
        return;
    }
    text_put(&line, ";; communications error to ");
    put_server(&line, job);
    text_put(&line, ": timed out");
    job_say(app, job, &line);
    ask(app, job);
}

void dig_error(struct app *app, struct job *job, const struct icmp_message *message)
{
    bool port = message->header.type == ICMP_UNREACHABLE &&
                message->header.code == ICMP_PORT_UNREACHABLE;
    give_up(app, job, port ? ": connection refused" : ": host unreachable");
}

/* --- printing --- */

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

/* Whole milliseconds, as dig shows them. */
static int64_t query_ms(const struct app *app, const struct job *job)
{
    return (sim_now(app->sim) - job->state.dig.sent_at) / SIM_MILLISECOND;
}

static void put_stats(struct text *text, const struct app *app, const struct job *job,
                      size_t length)
{
    const struct dig_options *o = options_of(job);
    text_put(text, ";; Query time: ");
    text_put_signed(text, query_ms(app, job));
    text_put(text, " msec\n;; SERVER: ");
    put_server(text, job);
    text_put_char(text, '(');
    if (o->server != 0)
        text_put(text, command_word(&job->command, o->server));
    else
        text_put_ipv4(text, job->target);
    text_put(text, ") (UDP)\n;; WHEN: ");
    put_when(text, app);
    text_put(text, "\n;; MSG SIZE  rcvd: ");
    text_put_unsigned(text, length);
    text_put(text, "\n\n");
}

/* "; <<>> DiG 9.18.44 <<>> @10.0.53.53 www.example.com" */
static void say_banner(struct app *app, struct job *job)
{
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    uint16_t at = (uint16_t)(strlen(job->command.text) + 1);
    text_put(&line, "\n; <<>> DiG 9.18 <<>>");
    while (at < job->command.text_length) {
        const char *word = job->command.text + at;
        text_put_char(&line, ' ');
        text_put(&line, word);
        at = (uint16_t)(at + strlen(word) + 1);
    }
    text_put(&line, "\n;; global options: +cmd");
    job_say(app, job, &line);
}

static void say_answer(struct app *app, struct job *job, const struct udp_datagram *datagram)
{
    const struct dig_options *o = options_of(job);
    char buffer[DIG_TEXT];
    struct text text = text_over(buffer, sizeof buffer);
    if (o->terse) {
        dig_put_short(&text, datagram->octets, datagram->length);
    } else {
        dig_put_message(&text, datagram->octets, datagram->length, o->print);
        if (prints(job, DIG_STATS))
            put_stats(&text, app, job, datagram->length);
    }
    if (text.length == 0)
        return;
    text.length--; /* the last line feed ends a line; it does not begin one */
    text.octets[text.length] = '\0';
    job_say(app, job, &text);
}

/* --- +trace --- */

/* ";; Received 228 bytes from 10.0.53.53#53(ns.example.com) in 2 ms" */
static void say_step(struct app *app, struct job *job, const struct udp_datagram *datagram,
                     enum dns_section section)
{
    char buffer[DIG_TEXT];
    struct text text = text_over(buffer, sizeof buffer);
    const struct dig_state *s = &job->state.dig;
    dig_put_section(&text, datagram->octets, datagram->length, section);
    text_put(&text, ";; Received ");
    text_put_unsigned(&text, datagram->length);
    text_put(&text, " bytes from ");
    put_server(&text, job);
    text_put_char(&text, '(');
    if (s->server_name.length > 1)
        dns_name_put(&text, &s->server_name);
    else
        text_put_ipv4(&text, job->target);
    if (s->server_name.length > 1)
        text.length--; /* dig leaves the last dot out here */
    text_put(&text, ") in ");
    text_put_signed(&text, query_ms(app, job));
    text_put(&text, " ms\n");
    job_say(app, job, &text);
}

/* A name server of a referral (or of the root's list) and its address, if the message has it.
 */
static bool find_next_server(const struct udp_datagram *datagram, enum dns_section section,
                             struct dns_name *zone, struct dns_name *server,
                             ipv4_address *address)
{
    struct dns_reader outer;
    struct dns_reader inner;
    struct dns_header header;
    struct dns_record ns;
    struct dns_record a;
    *address = 0;
    server->length = 0;
    if (!dns_read_begin(&outer, datagram->octets, datagram->length, &header))
        return false;
    while (dns_read_record(&outer, &ns)) {
        if (outer.section != section || ns.type != DNS_NS)
            continue;
        if (server->length == 0) {
            *server = ns.data.name;
            *zone = ns.owner;
        }
        if (!dns_read_begin(&inner, datagram->octets, datagram->length, &header))
            return false;
        while (dns_read_record(&inner, &a)) {
            if (inner.section != DNS_ADDITIONAL || a.type != DNS_A ||
                !dns_name_equal(&a.owner, &ns.data.name))
                continue;
            *server = ns.data.name;
            *address = a.data.a;
            return true;
        }
    }
    return server->length > 0;
}

static void end_trace(struct app *app, struct job *job, const char *why)
{
    if (why != NULL)
        job_say_line(app, job, why);
    job_end(app, job, why != NULL ? 9 : 0);
}

static void ask_next_server(struct app *app, struct job *job)
{
    struct dig_state *s = &job->state.dig;
    s->tries = 0;
    s->steps++;
    if (s->steps > DIG_STEPS_MAX)
        end_trace(app, job, ";; too many referrals");
    else
        ask(app, job);
}

/* One step down: print it, and go to the servers that it names. */
static void trace_step(struct app *app, struct job *job, const struct udp_datagram *datagram,
                       const struct dns_header *header)
{
    struct dig_state *s = &job->state.dig;
    struct dns_name zone;
    struct dns_name server;
    ipv4_address address;
    bool first = s->steps == 0;
    bool answer = first || header->counts[DNS_ANSWER] > 0;
    enum dns_section section = answer ? DNS_ANSWER : DNS_AUTHORITY;
    bool leads_on = find_next_server(datagram, section, &zone, &server, &address);
    say_step(app, job, datagram, section);
    if (!first && (answer || !leads_on || header->rcode != DNS_NOERROR)) {
        end_trace(app, job, NULL);
        return;
    }
    bool closer = leads_on &&
                  (first || (zone.length > s->zone.length && dns_name_within(&zone, &s->zone)));
    if (!closer) {
        end_trace(app, job,
                  first ? ";; no root servers are known to this server"
                        : ";; BAD (HORIZONTAL) REFERRAL");
        return;
    }
    s->zone = zone;
    s->server_name = server;
    if (address != 0) {
        job->target = address;
        ask_next_server(app, job);
        return;
    }
    /* No glue: the server's name is looked up, as dig does, through the node's own resolver. */
    char buffer[DNS_NAME_TEXT];
    struct text host = text_over(buffer, sizeof buffer);
    dns_name_put(&host, &server);
    udp_close(app->transport, job->socket);
    job->socket = (struct socket_id){0, 0};
    enum lookup_result result = lookup_begin(app, job, host.octets);
    if (result != LOOKUP_WAITING)
        dig_resolved(app, job, result);
}

void dig_datagram(struct app *app, struct job *job, const struct udp_datagram *datagram)
{
    struct dns_reader r;
    struct dns_header header;
    bool mine = dns_read_begin(&r, datagram->octets, datagram->length, &header) &&
                header.response && header.id == job->state.dig.id &&
                datagram->from.address == job->target;
    if (!mine) {
        job_say_line(app, job, ";; Warning: a reply came that nobody had asked for");
        return;
    }
    if (options_of(job)->trace) {
        trace_step(app, job, datagram, &header);
        return;
    }
    say_answer(app, job, datagram);
    job_end(app, job, 0);
}

/* --- beginning --- */

static void start(struct app *app, struct job *job)
{
    job->phase = JOB_RUNNING;
    if (udp_open(app->transport, job->node, 0, app_owner(APP_JOB, job_row(app, job)),
                 &job->socket) != UDP_OK) {
        job_end(app, job, 10);
        return;
    }
    if (job->state.dig.zone.length >
        0) /* +trace: the server of the next step has an address now */
        ask_next_server(app, job);
    else
        ask(app, job);
}

void dig_begin(struct app *app, struct job *job)
{
    const struct dig_options *o = options_of(job);
    const struct app_node_plan *plan = app->plans[job->node];
    enum lookup_result result = LOOKUP_FOUND;
    if (prints(job, DIG_CMD))
        say_banner(app, job);
    if (o->server != 0) {
        result = lookup_begin(app, job, command_word(&job->command, o->server));
    } else if (plan != NULL && plan->resolver_count > 0) {
        job->lookup.address = plan->resolvers[0];
    } else {
        job_say_line(app, job, ";; no servers could be reached: this host has no name server");
        job_end(app, job, 9);
        return;
    }
    if (result != LOOKUP_WAITING)
        dig_resolved(app, job, result);
}

void dig_resolved(struct app *app, struct job *job, enum lookup_result result)
{
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    if (result == LOOKUP_FOUND) {
        job->target = job->lookup.address;
        start(app, job);
        return;
    }
    text_put(&line, "dig: couldn't get address for '");
    if (job->state.dig.zone.length > 0)
        dns_name_put(&line, &job->state.dig.server_name);
    else
        text_put(&line, command_word(&job->command, options_of(job)->server));
    text_put(&line, result == LOOKUP_NO_NAME ? "': not found" : "': failure");
    job_say(app, job, &line);
    job_end(app, job, 10);
}
