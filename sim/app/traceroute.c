/* app/traceroute.c: the command traceroute: probes with a growing time to live; each router
 * that has to drop one says so (RFC 792 "time exceeded"), and the host at the end says that
 * nobody listens on the port. One probe is under way at a time, so that the order can be
 * followed. */
#include <string.h>

#include "app/tables.h"

enum { PROBE_PACKET = 60, PROBE_UDP_DATA = 32, PROBE_ICMP_DATA = 32, LINE = 600 };

static const struct traceroute_options *options_of(const struct job *job)
{
    return &job->command.options.traceroute;
}

static const char *destination(const struct job *job)
{
    return command_word(&job->command, options_of(job)->destination);
}

/* "  0.412 ms" */
static void put_probe(struct text *line, const struct traceroute_state *s, uint8_t i)
{
    if (s->from[i] == 0) {
        text_put(line, " *");
        return;
    }
    text_put(line, "  ");
    text_put_thousandths(line, s->times_us[i]);
    text_put(line, " ms");
    if (s->mark[i] != 0) {
        text_put(line, " !");
        text_put_char(line, (char)s->mark[i]);
    }
}

static void put_address(struct text *line, const struct job *job, ipv4_address address)
{
    text_put_char(line, ' ');
    text_put_char(line, ' ');
    if (!options_of(job)->numeric) {
        if (address == job->target)
            text_put(line, destination(job));
        else
            text_put_ipv4(line, address);
        text_put(line, " (");
        text_put_ipv4(line, address);
        text_put_char(line, ')');
        return;
    }
    text_put_ipv4(line, address);
}

/* One line a hop: the address once, again when another router answered. */
static void say_hop(struct app *app, struct job *job)
{
    const struct traceroute_state *s = &job->state.traceroute;
    char buffer[LINE + TRACEROUTE_QUERIES * COMMAND_LINE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    ipv4_address last = 0;
    if (s->hop < 10)
        text_put_char(&line, ' ');
    text_put_unsigned(&line, s->hop);
    if (s->from[0] == 0)
        text_put_char(&line, ' ');
    for (uint8_t i = 0; i < options_of(job)->queries; i++) {
        if (s->from[i] != 0 && s->from[i] != last)
            put_address(&line, job, s->from[i]);
        last = s->from[i] != 0 ? s->from[i] : last;
        put_probe(&line, s, i);
    }
    job_say(app, job, &line);
}

static enum udp_status send_datagram(struct app *app, struct job *job)
{
    const struct traceroute_state *s = &job->state.traceroute;
    uint8_t data[PROBE_UDP_DATA];
    for (uint8_t i = 0; i < PROBE_UDP_DATA; i++)
        data[i] = (uint8_t)('@' + i);
    struct endpoint to = {.address = job->target,
                          .port = (uint16_t)(options_of(job)->port + s->probes - 1)};
    return udp_send(app->transport, job->socket, to, s->hop, data, sizeof data);
}

static bool send_echo(struct app *app, struct job *job)
{
    const struct traceroute_state *s = &job->state.traceroute;
    uint8_t data[PROBE_ICMP_DATA];
    for (uint8_t i = 0; i < PROBE_ICMP_DATA; i++)
        data[i] = (uint8_t)('@' + i);
    struct ip_request request = {.destination = job->target, .ttl = s->hop};
    return icmp_send_echo(app->transport->ip, job->node, &request,
                          (uint16_t)(job_row(app, job) + 1), s->probes, data,
                          sizeof data) == IP_SENT;
}

static void send_probe(struct app *app, struct job *job)
{
    struct traceroute_state *s = &job->state.traceroute;
    s->probes++;
    s->sent_at = sim_now(app->sim);
    bool sent = options_of(job)->icmp ? send_echo(app, job) : send_datagram(app, job) == UDP_OK;
    if (!sent) {
        job_complain_line(app, job, "send: Network is unreachable");
        job_end(app, job, 1);
        return;
    }
    job_wake(app, job, sim_now(app->sim) + options_of(job)->wait_ns);
}

/* The probe under way is done with: the next one, the next hop, or the end. */
static void next_probe(struct app *app, struct job *job)
{
    struct traceroute_state *s = &job->state.traceroute;
    s->query++;
    if (s->query == options_of(job)->queries) {
        say_hop(app, job);
        if (s->reached || s->hop == options_of(job)->max_hops) {
            job_end(app, job, 0);
            return;
        }
        memset(s->times_us, 0, sizeof s->times_us);
        memset(s->from, 0, sizeof s->from);
        memset(s->mark, 0, sizeof s->mark);
        s->query = 0;
        s->hop++;
    }
    send_probe(app, job);
}

void traceroute_timer(struct app *app, struct job *job)
{
    next_probe(app, job);
}

static void answered(struct app *app, struct job *job, ipv4_address from, char mark)
{
    struct traceroute_state *s = &job->state.traceroute;
    s->from[s->query] = from;
    s->times_us[s->query] = (uint32_t)((sim_now(app->sim) - s->sent_at) / SIM_MICROSECOND);
    s->mark[s->query] = (uint8_t)mark;
    next_probe(app, job);
}

void traceroute_reply(struct app *app, struct job *job, const struct icmp_message *message)
{
    if (!options_of(job)->icmp || message->header.sequence != job->state.traceroute.probes)
        return;
    job->state.traceroute.reached = 1;
    answered(app, job, message->from, 0);
}

/* Is the error about the probe under way? A late answer to an earlier one is too late. */
static bool about_this_probe(const struct job *job, const struct icmp_message *message)
{
    const struct traceroute_state *s = &job->state.traceroute;
    struct reader quote = reader_over(message->quote, message->quote_length);
    struct icmp echo;
    struct udp udp;
    if (message->about.destination != job->target)
        return false;
    if (message->about.protocol == IPV4_ICMP) {
        icmp_read(&quote, &echo);
        return options_of(job)->icmp && quote.ok && echo.sequence == s->probes;
    }
    udp_read(&quote, &udp);
    return !options_of(job)->icmp && quote.ok &&
           udp.destination_port == (uint16_t)(options_of(job)->port + s->probes - 1);
}

/* "!H" and its like; 0: a port unreachable, which is how the end is recognised. */
static char mark_of(uint8_t code)
{
    static const char marks[] = {'N', 'H', 'P', 0, 'F'};
    if (code == ICMP_PROHIBITED)
        return 'X';
    return code < sizeof marks ? marks[code] : '?';
}

void traceroute_error(struct app *app, struct job *job, const struct icmp_message *message)
{
    if (!about_this_probe(job, message))
        return;
    if (message->header.type == ICMP_TIME_EXCEEDED) {
        answered(app, job, message->from, 0);
    } else if (message->header.type == ICMP_UNREACHABLE) {
        job->state.traceroute.reached = 1;
        answered(app, job, message->from, mark_of(message->header.code));
    }
}

static void start(struct app *app, struct job *job)
{
    const struct traceroute_options *o = options_of(job);
    char buffer[LINE + COMMAND_LINE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    if (!o->icmp && udp_open(app->transport, job->node, 0,
                             app_owner(APP_JOB, job_row(app, job)), &job->socket) != UDP_OK) {
        job_complain_line(app, job, "socket: Cannot assign requested address");
        job_end(app, job, 1);
        return;
    }
    text_put(&line, "traceroute to ");
    text_put(&line, destination(job));
    text_put(&line, " (");
    text_put_ipv4(&line, job->target);
    text_put(&line, "), ");
    text_put_unsigned(&line, o->max_hops);
    text_put(&line, " hops max, ");
    text_put_unsigned(&line, PROBE_PACKET);
    text_put(&line, " byte packets");
    job_say(app, job, &line);
    job->phase = JOB_RUNNING;
    job->state.traceroute.hop = o->first_hop;
    send_probe(app, job);
}

void traceroute_begin(struct app *app, struct job *job)
{
    enum lookup_result result = lookup_begin(app, job, destination(job));
    if (result != LOOKUP_WAITING)
        traceroute_resolved(app, job, result);
}

void traceroute_resolved(struct app *app, struct job *job, enum lookup_result result)
{
    char buffer[LINE + 2 * COMMAND_LINE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    if (result == LOOKUP_FOUND) {
        job->target = job->lookup.address;
        start(app, job);
        return;
    }
    text_put(&line, destination(job));
    text_put(&line, result == LOOKUP_NO_NAME ? ": Name or service not known\n"
                                             : ": Temporary failure in name resolution\n");
    text_put(&line, "Cannot handle \"host\" cmdline arg `");
    text_put(&line, destination(job));
    text_put(&line, "' on position 1 (argc 1)");
    job_complain(app, job, &line);
    job_end(app, job, 2);
}
