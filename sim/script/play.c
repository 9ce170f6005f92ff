/* script/play.c: a script is played: time passes from event to event, each is made or waited
 * for, and the first that is not as written ends it. See script.h and play.h.
 *
 * Order:  events happen in the order of the script. A packet of the host's is kept until its
 *         line comes; one that no line can be for any more is a failure, and so is one that is
 *         left at the end. */
#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "base/korean.h"
#include "script/calls.h"
#include "script/expression.h"
#include "script/names.h"
#include "script/story.h"

#define FOREVER SIM_HORIZON
#define BELOW_MICROSECOND 999 /* times are written in microseconds */

enum { PEER_PORT = 40000, BROUGHT_MOST = 1500 };

/* --- failures --- */

struct text player_expected(struct player *p)
{
    return text_over(p->result->expected, sizeof p->result->expected);
}

struct text player_came(struct player *p)
{
    return text_over(p->result->came, sizeof p->result->came);
}

void player_fail(struct player *p, const struct script_event *event, const char *sentence,
                 const char *what)
{
    struct text_value values[] = {{"what", what != NULL ? tr(what) : ""}};
    if (p->failed)
        return;
    p->failed = true;
    p->result->passed = false;
    p->result->line = event != NULL ? event->line : 0;
    p->result->time = netstage_now(p->host);
    (void)text_format(p->result->sentence, sizeof p->result->sentence, tr(sentence), values, 1);
}

static int64_t slack(const struct player *p)
{
    return p->script->options.tolerance + BELOW_MICROSECOND;
}

/* --- flows --- */

struct flow *player_flow(struct player *p, uint8_t protocol, uint32_t remote,
                         uint16_t local_port, uint16_t remote_port)
{
    for (uint32_t i = 0; i < p->flow_count; i++) {
        struct flow *f = &p->flows[i];
        if (f->protocol == protocol && f->remote == remote && f->local_port == local_port &&
            f->remote_port == remote_port) {
            p->current = i;
            return f;
        }
    }
    if (p->flow_count == PLAYER_FLOWS) {
        player_fail(p, p->event, N_("This script has too many connections."), NULL);
        return NULL;
    }
    p->current = p->flow_count++;
    p->flows[p->current] = (struct flow){.protocol = protocol,
                                         .remote = remote,
                                         .local_port = local_port,
                                         .remote_port = remote_port,
                                         .opening = true};
    return &p->flows[p->current];
}

/* Where a packet of the script goes: to the ports that it names, or else to the flow that was
 * used last. */
static struct flow *flow_for(struct player *p, const struct script_packet *packet)
{
    const struct script_options *o = &p->script->options;
    uint8_t protocol = packet->quotes ? packet->quoted_protocol : packet->protocol;
    if (packet->source_port >= 0)
        return player_flow(p, protocol, o->remote_ip, (uint16_t)packet->destination_port,
                           (uint16_t)packet->source_port);
    if (p->current != NONE && p->flows[p->current].protocol == protocol)
        return &p->flows[p->current];
    for (uint32_t i = p->flow_count; i > 0; i--) {
        if (p->flows[i - 1].protocol == protocol)
            return &p->flows[i - 1];
    }
    return player_flow(p, protocol, o->remote_ip, p->bound,
                       protocol == IPV4_UDP ? o->connect_port : PEER_PORT);
}

/* --- what the host sends --- */

static bool keep(struct player *p, const uint8_t *octets, size_t length, int64_t time)
{
    struct taken *t = malloc(sizeof *t + length);
    struct flow ends;
    uint8_t flags = 0;
    if (t == NULL) {
        player_fail(p, p->event, N_("There is not enough memory."), NULL);
        return false;
    }
    *t = (struct taken){.time = time, .flow = NONE, .length = length};
    memcpy(t->octets, octets, length);
    if (packet_ends(octets, length, &ends, &flags)) {
        uint32_t before = p->current;
        if (player_flow(p, ends.protocol, ends.remote, ends.local_port, ends.remote_port) !=
            NULL)
            t->flow = p->current;
        if ((flags & (TCP_SYN | TCP_ACK)) != TCP_SYN && before != NONE)
            p->current = before; /* only a new connection of the host's takes over */
    }
    if (p->last != NULL)
        p->last->next = t;
    else
        p->first = t;
    p->last = t;
    return true;
}

static void gather(struct player *p)
{
    uint8_t octets[BROUGHT_MOST];
    int64_t time;
    size_t length;
    while (!p->failed && (length = netstage_take(p->host, octets, sizeof octets, &time)) > 0) {
        if (p->watch != NULL)
            p->watch->packet(p->watch->self, time, false, octets, length);
        if (!keep(p, octets, length, time))
            return;
    }
}

static struct taken *take_first(struct player *p)
{
    struct taken *t = p->first;
    if (t == NULL)
        return NULL;
    p->first = t->next;
    if (p->first == NULL)
        p->last = NULL;
    return t;
}

static struct flow *flow_of(struct player *p, const struct taken *t)
{
    if (t->flow != NONE)
        return &p->flows[t->flow];
    p->no_flow = (struct flow){0};
    return &p->no_flow;
}

/* --- calls --- */

static void put_result(struct text *text, const struct call *call, int64_t result)
{
    const char *name = result < 0 ? error_name(-result) : NULL;
    text_put(text, call->name);
    text_put(text, "() = ");
    text_put_signed(text, result < 0 ? -1 : result);
    text_put(text, name != NULL ? " " : "");
    text_put(text, name != NULL ? name : "");
}

static void fail_call(struct player *p, const struct running *r, const char *sentence,
                      int64_t result)
{
    const struct call *call = &r->event->call;
    if (p->failed)
        return;
    player_fail(p, r->event, sentence, NULL);
    struct text expected = player_expected(p);
    struct text came = player_came(p);
    text_put(&expected, r->event->text);
    if (r->end >= 0) {
        text_put(&expected, "  @ ");
        story_put_time(&expected, r->end);
    }
    if (result != CALL_BLOCKS) {
        put_result(&came, call, result);
        text_put(&came, "  @ ");
        story_put_time(&came, netstage_now(p->host));
    }
}

/* The call has given its result. */
static void judge_call(struct player *p, struct running *r, int64_t result)
{
    const struct call *call = &r->event->call;
    int64_t now = netstage_now(p->host);
    int64_t wanted = call->error != 0 ? -call->error : call->result;
    story_tell_call(p, r, result);
    bool as_wanted = call->any_result || (call->any_error ? result < 0 : result == wanted);
    if (!as_wanted)
        fail_call(p, r, N_("The call gave something else."), result);
    else if (r->end >= 0 && now + slack(p) < r->end)
        fail_call(p, r, N_("The call came back too early."), result);
    else if (r->end >= 0 && now > r->end + slack(p))
        fail_call(p, r, N_("The call came back too late."), result);
    r->event = NULL;
}

static void go_on_with_call(struct player *p, struct running *r)
{
    int64_t result = calls_make(p, r);
    if (p->failed)
        return;
    if (result != CALL_BLOCKS)
        judge_call(p, r, result);
    else if (r->end >= 0 && netstage_now(p->host) > r->end + slack(p))
        fail_call(p, r, N_("The call still blocks."), result);
    else if (r->end < 0)
        fail_call(p, r, N_("The call blocks; if that is meant, give it an end: +0...0.2"),
                  result);
}

static void retry_calls(struct player *p)
{
    for (int i = 0; i < PLAYER_CALLS && !p->failed; i++) {
        if (p->running[i].event != NULL)
            go_on_with_call(p, &p->running[i]);
    }
}

static void make_call(struct player *p, const struct script_event *e, int64_t base)
{
    int64_t end = e->moment.end;
    int i = 0;
    while (i < PLAYER_CALLS && p->running[i].event != NULL)
        i++;
    if (i == PLAYER_CALLS) {
        player_fail(p, e, N_("Too many calls block at the same time."), NULL);
        return;
    }
    if (end >= 0 && e->moment.kind == MOMENT_AFTER)
        end += base;
    p->running[i] = (struct running){.event = e, .end = end, .deadline = -1};
    if (end >= 0)
        story_tell(p, netstage_now(p->host), STORY_BEGINS, e->text);
    go_on_with_call(p, &p->running[i]);
}

/* --- time --- */

/* When a call that blocks has waited long enough by itself. */
static int64_t next_deadline(const struct player *p, int64_t until)
{
    for (int i = 0; i < PLAYER_CALLS; i++) {
        const struct running *r = &p->running[i];
        if (r->event != NULL && r->deadline > netstage_now(p->host) && r->deadline < until)
            until = r->deadline;
    }
    return until;
}

/* Lets time pass up to `until`, or only up to the first packet that has not been looked at. */
static void pass_time(struct player *p, int64_t until, bool to_packet)
{
    for (;;) {
        retry_calls(p);
        gather(p);
        if (p->failed || (to_packet && p->first != NULL))
            return;
        int64_t next = netstage_next(p->host);
        int64_t stop = next_deadline(p, until);
        bool host_first = next >= 0 && next <= stop;
        if (!host_first && stop == until &&
            (until == FOREVER || netstage_now(p->host) >= until))
            return;
        if (netstage_advance(p->host, host_first ? next : stop) != 0) {
            player_fail(p, p->event, N_("The simulator is at one of its limits."), NULL);
            return;
        }
    }
}

/* --- packets --- */

static void put_packet_at(struct text *text, const struct script_packet *packet, int64_t time)
{
    text_put(text, "> ");
    packet_put(packet, text);
    if (time < 0)
        return;
    text_put(text, "  @ ");
    story_put_time(text, time);
}

/* No line wants this packet. */
static void fail_unexpected(struct player *p, const struct script_event *e,
                            const struct taken *t, const char *sentence)
{
    struct script_packet came;
    const char *complaint;
    player_fail(p, e, sentence, NULL);
    packet_decode(t->octets, t->length, NULL, flow_of(p, t), &came, &complaint);
    struct text text = player_came(p);
    put_packet_at(&text, &came, t->time);
    story_tell_packet(p, t->time, false, &came);
}

/* Whether a later line can be for a packet of this time. */
static bool may_be_for(const struct moment *m, int64_t time)
{
    return m->kind == MOMENT_ANY ||
           (m->kind == MOMENT_AT && m->from <= time && time <= m->to && m->to > m->from);
}

/* Before something happens at `time`: what the host has sent earlier must be what later lines
 * wait for at any time. */
static void refuse_unexpected(struct player *p, const struct script_event *e, int64_t time)
{
    const struct script_event *line = e;
    for (const struct taken *t = p->first; t != NULL && !p->failed; t = t->next) {
        while (line != NULL && line->kind != EVENT_SENT)
            line = line->next;
        if (t->time + slack(p) >= time)
            return;
        if (line == NULL || !may_be_for(&line->moment, t->time))
            fail_unexpected(p, e, t,
                            N_("The host sent a packet before this line, unasked for."));
        else
            line = line->next;
    }
}

static void bring(struct player *p, const struct script_event *e)
{
    uint8_t octets[SCRIPT_PACKET_OCTETS];
    struct flow none = {.remote = p->script->options.remote_ip};
    bool echo = e->packet.protocol == IPV4_ICMP && !e->packet.quotes;
    struct flow *flow = echo ? &none : flow_for(p, &e->packet);
    if (flow == NULL)
        return;
    if (e->packet.protocol == IPV4_TCP && (e->packet.flags & TCP_SYN) != 0)
        flow->opening = true;
    size_t room = p->script->options.mtu;
    size_t length = packet_write(&e->packet, &p->script->options, flow, octets,
                                 room < sizeof octets ? room : sizeof octets);
    if (length == 0) {
        player_fail(p, e, N_("This packet is longer than the MTU."), NULL);
        return;
    }
    int64_t now = netstage_now(p->host);
    story_tell_packet(p, now, true, &e->packet);
    if (p->watch != NULL)
        p->watch->packet(p->watch->self, now, true, octets, length);
    if (netstage_inject(p->host, octets, length) != 0)
        player_fail(p, e, N_("The simulator is at one of its limits."), NULL);
}

static void fail_packet(struct player *p, const struct script_event *e, const char *sentence,
                        const char *what, int64_t wanted_at)
{
    player_fail(p, e, sentence, what);
    struct text expected = player_expected(p);
    put_packet_at(&expected, &e->packet, wanted_at);
}

/* A script from a machine whose network card cuts segments expects them uncut: as long as the
 * one that came is shorter than what is wanted, the next that continues it is joined to it. */
static void join(struct player *p, const struct script_packet *wanted, const struct taken *t,
                 struct script_packet *came)
{
    while (p->first != NULL && wanted->length > came->length && came->length > 0 &&
           p->first->flow == t->flow && p->first->time == t->time) {
        struct script_packet next;
        const char *complaint;
        uint8_t passing = TCP_PSH | TCP_FIN;
        packet_decode(p->first->octets, p->first->length, wanted, flow_of(p, t), &next,
                      &complaint);
        if (complaint != NULL || next.protocol != IPV4_TCP ||
            next.seq != came->seq + came->length || next.ack != came->ack ||
            ((next.flags ^ came->flags) & (uint8_t)~passing) != 0)
            return;
        came->length += next.length;
        came->flags |= next.flags;
        free(take_first(p));
    }
}

/* The next packet of the host's must be this one, between `from` and `to`. Gives its time. */
static int64_t await(struct player *p, const struct script_event *e, int64_t from, int64_t to)
{
    struct script_packet came;
    const char *complaint;
    pass_time(p, to, true);
    struct taken *t = p->failed ? NULL : take_first(p);
    if (t == NULL) {
        fail_packet(p, e, N_("The host sent nothing."), NULL, from);
        return to;
    }
    int64_t time = t->time;
    struct flow *flow = flow_of(p, t);
    packet_decode(t->octets, t->length, &e->packet, flow, &came, &complaint);
    if (complaint == NULL && came.protocol == IPV4_TCP)
        join(p, &e->packet, t, &came);
    const char *difference = packet_difference(&e->packet, &came, flow, &p->script->options);
    story_tell_packet(p, time, false, &came);
    if (complaint != NULL)
        fail_packet(p, e, N_("The host sent a packet that is wrong: {what}."), complaint, from);
    else if (difference != NULL)
        fail_packet(p, e, N_("The host sent another packet. What differs: {what}."), difference,
                    from);
    else if (time + slack(p) < from)
        fail_packet(p, e, N_("The packet came too early."), NULL, from);
    else if (time > to)
        fail_packet(p, e, N_("The packet came too late."), NULL, from);
    if (p->failed) {
        struct text text = player_came(p);
        put_packet_at(&text, &came, time);
    }
    free(t);
    return time;
}

static void expect(struct player *p, const struct script_event *e, int64_t base)
{
    const struct moment *m = &e->moment;
    int64_t offset = m->kind == MOMENT_AFTER ? base : 0;
    if (m->kind == MOMENT_ANY) {
        p->base = await(p, e, -1, FOREVER);
        return;
    }
    int64_t time = await(p, e, m->from + offset, m->to + offset + slack(p));
    p->base = m->to > m->from ? time : m->from + offset;
}

/* --- questions and settings --- */

static void ask(struct player *p, const struct script_event *e)
{
    struct netstage_tcp_info info = {0};
    int64_t value;
    if (p->asked < 0 || netstage_tcp_info(p->host, p->asked, &info) != 0) {
        player_fail(p, e, N_("There is no connection that this question could be about."),
                    NULL);
        return;
    }
    for (const struct assertion *a = e->assertions; a != NULL; a = a->next) {
        if (expression_value(a->expression, &info, &value) && value != 0)
            continue;
        player_fail(p, e, N_("This does not hold."), NULL);
        struct text expected = player_expected(p);
        struct text came = player_came(p);
        text_put(&expected, a->text);
        expression_put_names(a->expression, &info, &came);
        return;
    }
}

static void set(struct player *p, const struct script_event *e)
{
    for (const struct setting *s = e->settings; s != NULL; s = s->next) {
        if (netstage_set(p->host, s->knob, s->value) != 0)
            player_fail(p, e, N_("The simulator is at one of its limits."), NULL);
    }
}

/* --- the whole --- */

static void play_event(struct player *p, const struct script_event *e)
{
    int64_t base = p->base;
    p->event = e;
    if (e->kind == EVENT_SENT) {
        expect(p, e, base);
        return;
    }
    int64_t time = e->moment.kind == MOMENT_AFTER ? base + e->moment.from : e->moment.from;
    if (time < base) {
        player_fail(p, e, N_("The time of this line has passed already."), NULL);
        return;
    }
    pass_time(p, time, false);
    if (!p->failed)
        refuse_unexpected(p, e, time);
    if (p->failed)
        return;
    p->base = time;
    switch (e->kind) {
    case EVENT_ARRIVES:
        bring(p, e);
        break;
    case EVENT_CALL:
        make_call(p, e, base);
        break;
    case EVENT_ASSERT:
        ask(p, e);
        break;
    case EVENT_SET:
        set(p, e);
        break;
    case EVENT_SENT:
        break;
    }
}

static void play_end(struct player *p)
{
    const struct script_event *last = p->script->last;
    retry_calls(p);
    gather(p);
    if (!p->failed && p->first != NULL)
        fail_unexpected(p, last, p->first, N_("The script ends, but the host has sent more."));
    for (int i = 0; i < PLAYER_CALLS && !p->failed; i++) {
        if (p->running[i].event != NULL)
            pass_time(p, p->running[i].end + slack(p) + 1, false);
    }
}

/* The plain TCP of RFC 9293, whatever the host's own choice is, or another system's habits. */
static bool set_habits(struct netstage_host *host, uint8_t habits)
{
    if (habits != HABITS)
        return netstage_set(host, NETSTAGE_PROFILE, habits) == 0;
    return netstage_set(host, NETSTAGE_PROFILE, HABITS_TEXTBOOK) == 0 &&
           netstage_set(host, NETSTAGE_WINDOW_SCALING, 0) == 0;
}

static struct netstage_host *make_host(const struct script_options *o)
{
    struct netstage_setup setup = netstage_default_setup();
    setup.address = o->local_ip;
    setup.gateway = o->gateway_ip;
    setup.prefix_length = o->prefix_length;
    setup.mtu = o->mtu;
    setup.seed = o->seed;
    struct netstage_host *host = netstage_open(&setup);
    if (host != NULL && !set_habits(host, o->habits)) {
        netstage_close(host);
        host = NULL;
    }
    return host;
}

static void play_all(struct player *p)
{
    for (const struct script_event *e = p->script->first; e != NULL && !p->failed;
         e = e->next) {
        play_event(p, e);
        p->result->events += !p->failed;
    }
    if (!p->failed)
        play_end(p);
}

void script_play(const struct script *script, const struct script_watch *watch,
                 struct script_result *result)
{
    struct player *p = calloc(1, sizeof *p);
    struct netstage_host *host = make_host(&script->options);
    *result = (struct script_result){.passed = true};
    if (p == NULL || host == NULL) {
        result->passed = false;
        (void)text_format(result->sentence, sizeof result->sentence,
                          _("The host could not be made: its addresses do not fit, or there is "
                            "not enough memory."),
                          NULL, 0);
    } else {
        *p = (struct player){.script = script,
                             .watch = watch,
                             .result = result,
                             .host = host,
                             .current = NONE,
                             .bound = script->options.bind_port,
                             .asked = -1};
        play_all(p);
        for (enum rule rule = RULE_NONE + 1; rule < RULES; rule++)
            result->fired[rule] = netstage_fired(host, rule_text(rule)->id) > 0;
        struct taken *t;
        while ((t = take_first(p)) != NULL)
            free(t);
    }
    netstage_close(host);
    free(p);
}

void script_result_release(struct script_result *result)
{
    growing_release(&result->ladder);
}
