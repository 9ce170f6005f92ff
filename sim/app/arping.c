/* app/arping.c: the command arping, as iputils writes it: ARP requests at an interval, one line
 * an answer; -D asks whether an address is free (RFC 5227 section 2.1.1), -U and -A announce the
 * host's own (section 2.3). It sees the answers beside the ARP of its host, as tcpdump does. */
#include "app/command_scan.h"
#include "app/interfaces.h"
#include "ip/route_change.h"
#include "link/arp.h"
#include "wire/arp.h"

enum { LINE = 300 };

static const struct arping_options *options_of(const struct job *job)
{
    return &job->command.options.arping;
}

static struct link *link_of(const struct app *app)
{
    return app->transport->ip->link;
}

/* --- the end --- */

static void put_count(struct text *line, uint32_t count, const char *after)
{
    text_put_unsigned(line, count);
    text_put(line, after);
}

static void say_counts(struct app *app, const struct job *job)
{
    const struct arping_state *s = &job->state.arping;
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "Sent ");
    put_count(&line, s->sent, " probes (");
    put_count(&line, s->broadcasts, " broadcast(s))");
    job_say(app, job, &line);
    text_clear(&line);
    text_put(&line, "Received ");
    put_count(&line, s->received, " response(s)");
    if (s->requests + s->to_all > 0) {
        text_put(&line, " (");
        if (s->requests > 0)
            put_count(&line, s->requests, " request(s)");
        text_put(&line, s->requests > 0 && s->to_all > 0 ? ", " : "");
        if (s->to_all > 0)
            put_count(&line, s->to_all, " broadcast(s)");
        text_put_char(&line, ')');
    }
    job_say(app, job, &line);
}

/* 0: there was an answer; with -D: there was none, so the address is free. */
static void finish(struct app *app, struct job *job)
{
    const struct arping_options *o = options_of(job);
    bool answered = job->state.arping.received > 0;
    bool announces = o->mode == ARPING_UNSOLICITED || o->mode == ARPING_ANSWERS;
    if (!o->quiet)
        say_counts(app, job);
    bool failed = o->mode == ARPING_DUPLICATE ? answered : !announces && !answered;
    job_end(app, job, failed ? 1 : 0);
}

/* --- sending --- */

static void send(struct app *app, struct job *job)
{
    const struct arping_options *o = options_of(job);
    struct arping_state *s = &job->state.arping;
    const struct interface *i = interface_at(app, s->interface);
    mac_address to = s->mac != 0 ? s->mac : MAC_BROADCAST;
    bool answers = o->mode == ARPING_ANSWERS;
    s->sent++;
    s->broadcasts += to == MAC_BROADCAST ? 1 : 0;
    s->sent_at = sim_now(app->sim);
    app_note_rule(app, job->node, RULE_ARPING, TABLE_NONE, 0, job->target, 0);
    arp_say(link_of(app), s->interface, to, answers ? ARP_REPLY : ARP_REQUEST, s->source,
            answers ? i->mac : to, job->target);
    sim_time next = s->sent_at + o->interval_ns;
    sim_time end = o->deadline_ns > 0 ? s->started + o->deadline_ns : SIM_NEVER;
    job_wake(app, job, next < end ? next : end);
}

void arping_timer(struct app *app, struct job *job)
{
    const struct arping_options *o = options_of(job);
    const struct arping_state *s = &job->state.arping;
    bool over = o->deadline_ns > 0 && sim_now(app->sim) >= s->started + o->deadline_ns;
    if (over || (o->count > 0 && s->sent == o->count))
        finish(app, job);
    else
        send(app, job);
}

/* --- beginning --- */

static void complain(struct app *app, struct job *job, const char *before, const char *word,
                     const char *after)
{
    char buffer[LINE + COMMAND_LINE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "arping: ");
    text_put(&line, before);
    text_put(&line, word);
    text_put(&line, after);
    job_complain(app, job, &line);
    job_end(app, job, 2);
}

/* -I, or the interface of the route. NONE: it has been said. */
static uint32_t choose_device(struct app *app, struct job *job)
{
    const struct ip *ip = app->transport->ip;
    const char *name = command_word(&job->command, options_of(job)->device);
    uint32_t row = ip_route_find(ip, job->node, job->target);
    uint32_t device = row != NONE && ip_route(ip, row)->kind != ROUTE_UNREACHABLE
                          ? ip_route(ip, row)->interface
                          : NONE;
    bool named = options_of(job)->device != 0;
    if (named)
        device = interface_find(app, job->node, name);
    if (device == NONE && named)
        complain(app, job, "Device ", name, " not available.");
    else if (device == NONE)
        complain(app, job, "Suitable device could not be determined. Please, use option -I.", "",
                 "");
    else if (interface_at(app, device)->up == 0)
        complain(app, job, "Interface \"", named ? name : "eth0", "\" is down");
    else
        return device;
    return NONE;
}

/* -s, or what the mode wants. False: it has been said. */
static bool choose_source(struct app *app, struct job *job)
{
    const struct arping_options *o = options_of(job);
    struct arping_state *s = &job->state.arping;
    const char *word = command_word(&job->command, o->source);
    bool announces = o->mode == ARPING_UNSOLICITED || o->mode == ARPING_ANSWERS;
    s->source = announces                     ? job->target
                : o->mode == ARPING_DUPLICATE ? 0
                                              : interface_at(app, s->interface)->address;
    if (o->source != 0 && !command_ipv4(word, &s->source)) {
        complain(app, job, "invalid source ", word, "");
        return false;
    }
    if (s->source == 0 || ip_is_mine(app->transport->ip, job->node, s->source))
        return true;
    complain(app, job, "bind: Cannot assign requested address", "", "");
    return false;
}

static void start(struct app *app, struct job *job)
{
    struct arping_state *s = &job->state.arping;
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    s->interface = choose_device(app, job);
    if (s->interface == NONE || !choose_source(app, job))
        return;
    text_put(&line, "ARPING ");
    text_put_ipv4(&line, job->target);
    text_put(&line, " from ");
    text_put_ipv4(&line, s->source);
    text_put_char(&line, ' ');
    interface_put_name(&line, app, s->interface);
    if (!options_of(job)->quiet)
        job_say(app, job, &line);
    job->phase = JOB_RUNNING;
    s->started = sim_now(app->sim);
    app->counts->arpings++;
    s->counted = 1;
    send(app, job);
}

void arping_begin(struct app *app, struct job *job)
{
    enum lookup_result result =
        lookup_begin(app, job, command_word(&job->command, options_of(job)->destination));
    if (result != LOOKUP_WAITING)
        arping_resolved(app, job, result);
}

void arping_resolved(struct app *app, struct job *job, enum lookup_result result)
{
    if (result == LOOKUP_FOUND) {
        job->target = job->lookup.address;
        start(app, job);
        return;
    }
    complain(app, job, command_word(&job->command, options_of(job)->destination), ": ",
             result == LOOKUP_NO_NAME ? "Name or service not known"
                                      : "Temporary failure in name resolution");
}

void arping_cancel(struct app *app, struct job *job)
{
    if (job->phase == JOB_RESOLVING)
        job_end(app, job, 130);
    else
        finish(app, job);
}

void arping_release(struct app *app, struct job *job)
{
    if (job->state.arping.counted != 0)
        app->counts->arpings--;
}

/* --- answers --- */

static void put_capitals(struct text *line, mac_address mac)
{
    static const char digits[] = "0123456789ABCDEF";
    for (int i = 11; i >= 0; i--) {
        text_put_char(line, digits[mac >> 4 * i & 15]);
        text_put(line, i % 2 == 0 && i > 0 ? ":" : "");
    }
}

static void say_answer(struct app *app, const struct job *job, const struct arp *arp,
                       bool to_all)
{
    const struct arping_state *s = &job->state.arping;
    int64_t us = (sim_now(app->sim) - s->sent_at) / SIM_MICROSECOND;
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, to_all ? "Broadcast " : "Unicast ");
    text_put(&line, arp->opcode == ARP_REPLY ? "reply from " : "request from ");
    text_put_ipv4(&line, arp->sender_ip);
    text_put(&line, " [");
    put_capitals(&line, arp->sender_mac);
    text_put(&line, "] ");
    if (arp->target_ip != s->source) {
        text_put(&line, "for ");
        text_put_ipv4(&line, arp->target_ip);
        text_put_char(&line, ' ');
    }
    text_put_char(&line, ' ');
    text_put_signed(&line, us / 1000);
    text_put_char(&line, '.');
    text_put_digits(&line, (uint64_t)(us % 1000), 3);
    text_put(&line, "ms");
    job_say(app, job, &line);
}

/* Is it an answer to what was asked? */
static bool is_meant(const struct app *app, const struct job *job, const struct arp *arp)
{
    const struct arping_state *s = &job->state.arping;
    mac_address mine = interface_at(app, s->interface)->mac;
    if (arp->sender_ip != job->target)
        return false;
    if (options_of(job)->mode != ARPING_DUPLICATE)
        return arp->target_ip == s->source && arp->target_mac == mine;
    return arp->sender_mac != mine && (s->source == 0 || arp->target_ip == s->source);
}

void arping_frame(struct app *app, struct job *job, uint32_t interface, const uint8_t *octets,
                  size_t length)
{
    struct arping_state *s = &job->state.arping;
    const struct arping_options *o = options_of(job);
    struct reader r = reader_over(octets, length);
    struct ethernet header;
    struct arp arp;
    ethernet_read(&r, &header);
    arp_read(&r, &arp);
    bool to_all = header.destination == MAC_BROADCAST;
    bool mine = to_all || header.destination == interface_at(app, interface)->mac;
    if (!r.ok || header.type != ETHERTYPE_ARP || job->phase != JOB_RUNNING ||
        interface != s->interface || !mine || !is_meant(app, job, &arp))
        return;
    s->received++;
    s->to_all += to_all ? 1 : 0;
    s->requests += arp.opcode == ARP_REQUEST ? 1 : 0;
    if (!o->quiet)
        say_answer(app, job, &arp, to_all);
    bool all = o->count > 0 && s->sent == o->count && s->received == s->sent;
    if (o->first_only || o->mode == ARPING_DUPLICATE || all)
        finish(app, job);
    else if (!o->broadcast_only)
        s->mac = arp.sender_mac;
}
