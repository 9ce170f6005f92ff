/* app/dig_trace.c: dig +trace: from the servers of the root down, each referral followed by dig
 * itself and each question asked without recursion (RFC 1034 section 5.3.3). */
#include "app/command_scan.h"
#include "app/dig.h"
#include "app/dig_print.h"

enum { STEPS_MAX = 20 };

/* ";; Received 228 bytes from 10.0.53.53#53(ns.example.com) in 2 ms" */
static void say_step(struct app *app, struct job *job, const uint8_t *octets, size_t length,
                     enum dns_section section)
{
    char buffer[DIG_TEXT];
    struct text text = text_over(buffer, sizeof buffer);
    const struct dig_state *s = &job->state.dig;
    struct dig_page page = {0, 0};
    while (dig_put_section(&text, octets, length, section, &page)) {
        dig_say(app, job, &text);
        text = text_over(buffer, sizeof buffer);
    }
    text_put(&text, ";; Received ");
    text_put_unsigned(&text, length);
    text_put(&text, " bytes from ");
    dig_put_server(&text, job);
    text_put_char(&text, '(');
    if (s->server_name.length > 1) {
        dns_name_put(&text, &s->server_name);
        text.length--; /* dig leaves the last dot out here */
    } else {
        text_put_ipv4(&text, s->asker.server);
    }
    text_put(&text, ") in ");
    text_put_signed(&text, dig_milliseconds(app, job));
    text_put(&text, " ms\n");
    job_say(app, job, &text);
}

/* The address that the message has for this server. */
static bool find_glue(const uint8_t *octets, size_t length, const struct dns_name *server,
                      ipv4_address *address)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_record a;
    if (!dns_read_begin(&r, octets, length, &header))
        return false;
    while (dns_read_record(&r, &a)) {
        if (r.section == DNS_ADDITIONAL && a.type == DNS_A &&
            dns_name_equal(&a.owner, server)) {
            *address = a.data.a;
            return true;
        }
    }
    return false;
}

/* A name server of a referral (or of the root's list) and its address, if the message has it.
 */
static bool find_next_server(const uint8_t *octets, size_t length, enum dns_section section,
                             struct dns_name *zone, struct dns_name *server,
                             ipv4_address *address)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_record ns;
    *address = 0;
    server->length = 0;
    if (!dns_read_begin(&r, octets, length, &header))
        return false;
    while (*address == 0 && dns_read_record(&r, &ns)) {
        if (r.section != section || ns.type != DNS_NS)
            continue;
        if (server->length == 0) {
            *server = ns.data.name;
            *zone = ns.owner;
        }
        if (find_glue(octets, length, &ns.data.name, address))
            *server = ns.data.name;
    }
    return server->length > 0;
}

/* The next question goes to a server further down. */
static void go_down(struct app *app, struct job *job, const struct dns_name *zone,
                    const struct dns_name *server, ipv4_address address)
{
    struct dig_state *s = &job->state.dig;
    char buffer[DNS_NAME_TEXT];
    struct text host = text_over(buffer, sizeof buffer);
    s->zone = *zone;
    s->server_name = *server;
    s->attempts = 0;
    s->steps++;
    s->asker.name = dig_name(job);
    s->asker.type = dig_query_of(job)->type;
    s->asker.recurse = 0;
    s->asker.tcp = dig_query_of(job)->tcp;
    if (address != 0) {
        s->asker.server = address;
        dig_ask(app, job);
        return;
    }
    /* No glue: the server's name is looked up, as dig does, through the node's own resolver. */
    dns_name_put(&host, server);
    job_close_socket(app, job);
    enum lookup_result result = lookup_begin(app, job, host.octets);
    if (result != LOOKUP_WAITING)
        dig_resolved(app, job, result);
}

static void stop(struct app *app, struct job *job, const char *why)
{
    job_say_line(app, job, why);
    dig_next(app, job, 9);
}

void dig_trace(struct app *app, struct job *job, const uint8_t *octets, size_t length)
{
    struct dig_state *s = &job->state.dig;
    struct dns_reader r;
    struct dns_header header;
    struct dns_name zone;
    struct dns_name server;
    ipv4_address address;
    if (!dns_read_begin(&r, octets, length, &header))
        return;
    bool first = s->steps == 0;
    bool answer = first || header.counts[DNS_ANSWER] > 0;
    enum dns_section section = answer ? DNS_ANSWER : DNS_AUTHORITY;
    bool leads_on = find_next_server(octets, length, section, &zone, &server, &address);
    say_step(app, job, octets, length, section);
    bool ends = !first && (answer || !leads_on || header.rcode != DNS_NOERROR);
    bool closer = leads_on &&
                  (first || (zone.length > s->zone.length && dns_name_within(&zone, &s->zone)));
    if (ends)
        dig_next(app, job, 0);
    else if (!closer)
        stop(app, job,
             first ? ";; no root servers are known to this server"
                   : ";; BAD (HORIZONTAL) REFERRAL");
    else if (s->steps == STEPS_MAX)
        stop(app, job, ";; too many referrals");
    else
        go_down(app, job, &zone, &server, address);
}
