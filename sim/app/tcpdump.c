/* app/tcpdump.c: the command tcpdump (4.99): begins, shows packets, ends with what it has
 * counted. See capture.h. */
#include <string.h>

#include "app/capture.h"
#include "app/tcpdump_file.h"
#include "base/calendar.h"
#include "wire/ethernet.h"
#include "wire/ipv4.h"

enum { TCPDUMP_TEXT = 16384, ARP_OCTETS = ETHERNET_HEADER + 28 };

static const struct tcpdump_options *options_of(const struct job *job)
{
    return &job->command.options.tcpdump;
}

static const struct node *node_of(const struct app *app, const struct job *job)
{
    return &app->nodes->row[job->node];
}

/* --- the beginning --- */

static void list_devices(struct app *app, struct job *job)
{
    const struct node *node = node_of(app, job);
    char buffer[80];
    for (uint32_t i = 0; i <= node->interfaces; i++) {
        struct text line = text_over(buffer, sizeof buffer);
        text_put_unsigned(&line, i + 1);
        if (i < node->interfaces) {
            text_put(&line, ".eth");
            text_put_unsigned(&line, i);
            text_put(&line, " [Up, Running, Connected]");
        } else {
            text_put(&line,
                     ".any (Pseudo-device that captures on all interfaces) [Up, Running]");
        }
        job_say(app, job, &line);
    }
    job_end(app, job, 0);
}

void tcpdump_begin(struct app *app, struct job *job)
{
    const struct tcpdump_options *o = options_of(job);
    if (o->list) {
        list_devices(app, job);
        return;
    }
    if (o->interface >= node_of(app, job)->interfaces && !o->any) {
        char buffer[COMMAND_LINE_MAX + 100];
        struct text line = text_over(buffer, sizeof buffer);
        text_put(&line, "tcpdump: ");
        text_put(&line, o->device != 0 ? command_word(&job->command, o->device) : "eth0");
        text_put(&line, ": No such device exists");
        job_complain(app, job, &line);
        job_end(app, job, 1);
        return;
    }
    app->counts->captures++;
    job->state.tcpdump.running = 1; /* counted */
    job_wake(app, job, sim_now(app->sim));
}

void tcpdump_release(struct app *app, struct job *job)
{
    if (job->state.tcpdump.running)
        app->counts->captures--;
}

/* The filter has been compiled since. */
void tcpdump_timer(struct app *app, struct job *job)
{
    const struct tcpdump_options *o = options_of(job);
    char buffer[COMMAND_LINE_MAX + FILTER_SENTENCE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    const struct capture_filter *filter =
        o->filter != 0 ? capture_find(app, command_word(&job->command, o->filter)) : NULL;
    if (filter != NULL && filter->filter == NULL) {
        capture_put_error(&line, &filter->error);
        job_complain(app, job, &line);
        job_end(app, job, 1);
        return;
    }
    job->phase = JOB_RUNNING;
    if (o->file != 0 && !tcpdump_file_open(app, job))
        return;
    if (o->any)
        job_complain_line(app, job, "tcpdump: data link type LINUX_SLL2");
    bool plain = o->verbose == 0 && o->file == 0;
    if (plain)
        job_complain_line(
            app, job,
            "tcpdump: verbose output suppressed, use -v[v]... for full protocol decode");
    text_put(&line, plain ? "listening on " : "tcpdump: listening on ");
    text_put(&line, o->any ? "any" : "eth");
    if (!o->any)
        text_put_unsigned(&line, o->interface);
    text_put(&line, o->any ? ", link-type LINUX_SLL2 (Linux cooked v2)"
                           : ", link-type EN10MB (Ethernet)");
    text_put(&line, ", snapshot length 262144 bytes");
    job_complain(app, job, &line);
}

/* --- the end --- */

static void put_count(struct app *app, struct job *job, uint32_t count, const char *what)
{
    char buffer[80];
    struct text line = text_over(buffer, sizeof buffer);
    text_put_unsigned(&line, count);
    text_put(&line, count == 1 ? " packet " : " packets ");
    text_put(&line, what);
    job_complain(app, job, &line);
}

static void finish(struct app *app, struct job *job)
{
    const struct tcpdump_state *s = &job->state.tcpdump;
    put_count(app, job, s->captured, "captured");
    put_count(app, job, s->received, "received by filter");
    put_count(app, job, s->lost, "dropped by kernel");
    job_end(app, job, 0);
}

void tcpdump_cancel(struct app *app, struct job *job)
{
    if (job->phase == JOB_RUNNING)
        finish(app, job);
    else
        job_end(app, job, 130);
}

/* --- a packet --- */

static void put_clock(struct text *text, sim_time time)
{
    struct calendar date = calendar_from_seconds(time / SIM_SECOND);
    calendar_put_time(text, &date);
    text_put_char(text, '.');
    text_put_digits(text, (uint64_t)(time % SIM_SECOND / SIM_MICROSECOND), 6);
    text_put_char(text, ' ');
}

/* Once or more -t: none, since 1970, since the packet before, with the date, since the first.
 */
static void put_time(struct text *text, const struct app *app, const struct job *job)
{
    enum { NONE_AT_ALL = 1, UNIX, DELTA, DATED, SINCE_FIRST };
    const struct tcpdump_state *s = &job->state.tcpdump;
    sim_time now = sim_now(app->sim);
    uint8_t form = options_of(job)->time;
    if (form == NONE_AT_ALL)
        return;
    if (form == DELTA || form == SINCE_FIRST) {
        sim_time from = form == DELTA ? s->last : s->first;
        text_put_char(text, ' ');
        put_clock(text, s->captured > 0 ? now - from : 0);
        return;
    }
    if (form == UNIX) {
        text_put_signed(text, app_date(app));
        text_put_char(text, '.');
        text_put_digits(text, (uint64_t)(now % SIM_SECOND / SIM_MICROSECOND), 6);
        text_put_char(text, ' ');
        return;
    }
    if (form == DATED) {
        struct calendar date = calendar_from_seconds(app_date(app));
        text_put_signed(text, date.year);
        text_put_char(text, '-');
        text_put_digits(text, date.month, 2);
        text_put_char(text, '-');
        text_put_digits(text, date.day, 2);
        text_put_char(text, ' ');
    }
    put_clock(text, now + APP_EPOCH % 86400 * SIM_SECOND);
}

/* A frame that leaves has no padding yet: the card adds it. */
static size_t without_padding(const uint8_t *octets, size_t length)
{
    struct reader r = reader_over(octets, length);
    struct ethernet header;
    struct ipv4 ip;
    ethernet_read(&r, &header);
    if (header.type == ETHERTYPE_ARP)
        return length < ARP_OCTETS ? length : ARP_OCTETS;
    if (header.type != ETHERTYPE_IPV4)
        return length;
    ipv4_read(&r, &ip);
    size_t whole = (size_t)ETHERNET_HEADER + ip.total_length;
    return r.ok && whole < length ? whole : length;
}

static bool passes(const struct app *app, const struct job *job, const uint8_t *octets,
                   size_t length)
{
    word_offset filter = options_of(job)->filter;
    if (filter == 0)
        return true;
    const struct capture_filter *compiled =
        capture_find(app, command_word(&job->command, filter));
    return compiled != NULL && capture_matches(app, compiled, octets, length);
}

static void show(struct app *app, struct job *job, const struct tcpdump_packet *packet)
{
    struct tcpdump_state *s = &job->state.tcpdump;
    char buffer[TCPDUMP_TEXT];
    struct text text = text_over(buffer, sizeof buffer);
    if (options_of(job)->number) {
        text_put_unsigned(&text, s->captured + 1U);
        text_put(&text, "  ");
    }
    put_time(&text, app, job);
    tcpdump_put_packet(&text, packet);
    job_say(app, job, &text);
}

void tcpdump_frame(struct app *app, struct job *job, uint32_t interface, bool sent,
                   const uint8_t *octets, size_t length)
{
    const struct tcpdump_options *o = options_of(job);
    struct tcpdump_state *s = &job->state.tcpdump;
    const struct tcpdump_packet packet = {
        .options = o,
        .state = s,
        .octets = octets,
        .length = sent ? without_padding(octets, length) : length,
        .interface = interface - node_of(app, job)->first_interface,
        .way = sent ? TCPDUMP_OUT : TCPDUMP_IN};
    bool here = o->any || packet.interface == o->interface;
    if (job->phase != JOB_RUNNING || !here || !passes(app, job, octets, packet.length))
        return;
    s->received++;
    if (o->file == 0)
        show(app, job, &packet);
    else if (!tcpdump_file_put(app, job, &packet))
        return;
    s->first = s->captured == 0 ? sim_now(app->sim) : s->first;
    s->last = sim_now(app->sim);
    s->captured++;
    if (s->captured == o->count)
        finish(app, job);
}
