/* app/ping.c: the command ping, as iputils writes it: echo requests at an interval, one line an
 * answer, and the statistics (RFC 792; RFC 1122 section 3.2.2.6).
 *
 * The data of an echo request begin, as those of the real ping, with the time it was sent:
 * eight octets of seconds and eight of microseconds, the lowest octet first; then the octets
 * count up. */
#include <string.h>

#include "app/command_scan.h"
#include "app/interfaces.h"
#include "ip/path.h"

enum { STAMP = 16, DATA_MAX = IP_PAYLOAD_MAXIMUM - ICMP_HEADER, LINE = 300 };

static const struct ping_options *options_of(const struct job *job)
{
    return &job->command.options.ping;
}

static int64_t now_us(const struct app *app)
{
    return sim_now(app->sim) / SIM_MICROSECOND;
}

/* --- the statistics --- */

/* The square root, rounded down. */
static uint64_t square_root(uint64_t v)
{
    uint64_t root = 0;
    for (uint64_t bit = UINT64_C(1) << 31; bit > 0; bit >>= 1) {
        if ((root + bit) * (root + bit) <= v)
            root += bit;
    }
    return root;
}

/* lost/sent in per cent with six significant digits, as printf's %g has it. */
static void put_percent(struct text *line, uint64_t lost, uint64_t sent)
{
    uint64_t unit = 1; /* the last digit is worth 1/unit per cent */
    while (lost > 0 && lost * 100 * unit / sent < 100000)
        unit *= 10;
    uint64_t value = sent > 0 ? (lost * 100 * unit + sent / 2) / sent : 0;
    unsigned digits = 0;
    for (uint64_t u = unit; u > 1; u /= 10)
        digits++;
    while (digits > 0 && value % 10 == 0) {
        value /= 10;
        unit /= 10;
        digits--;
    }
    text_put_unsigned(line, value / unit);
    if (digits > 0) {
        text_put_char(line, '.');
        text_put_digits(line, value % unit, digits);
    }
    text_put_char(line, '%');
}

/* -D: "[1767225600.004035] ". */
static void put_stamp(struct text *line, const struct app *app, const struct job *job)
{
    if (!options_of(job)->stamps)
        return;
    text_put_char(line, '[');
    text_put_signed(line, app_date(app));
    text_put_char(line, '.');
    text_put_digits(line, (uint64_t)(now_us(app) % 1000000), 6);
    text_put(line, "] ");
}

static void put_counts(struct text *line, const struct ping_state *s)
{
    text_put_unsigned(line, s->sent);
    text_put(line, " packets transmitted, ");
    text_put_unsigned(line, s->received);
    text_put(line, " received, ");
    if (s->duplicates > 0) {
        text_put_char(line, '+');
        text_put_unsigned(line, s->duplicates);
        text_put(line, " duplicates, ");
    }
    if (s->errors > 0) {
        text_put_char(line, '+');
        text_put_unsigned(line, s->errors);
        text_put(line, " errors, ");
    }
    put_percent(line, s->sent > s->received ? s->sent - s->received : 0, s->sent);
    text_put(line, " packet loss, time ");
    text_put_signed(line, (s->last - s->started) / SIM_MILLISECOND);
    text_put(line, "ms");
}

static void put_times(struct text *line, const struct ping_state *s)
{
    uint64_t n = (uint64_t)s->received + s->duplicates;
    int64_t mean = s->rtt_sum / (int64_t)n;
    uint64_t mean_square = s->rtt_squares / n;
    uint64_t square_mean = (uint64_t)mean * (uint64_t)mean;
    uint64_t variance = mean_square > square_mean ? mean_square - square_mean : 0;
    text_put(line, "rtt min/avg/max/mdev = ");
    text_put_thousandths(line, s->rtt_min);
    text_put_char(line, '/');
    text_put_thousandths(line, mean);
    text_put_char(line, '/');
    text_put_thousandths(line, s->rtt_max);
    text_put_char(line, '/');
    text_put_thousandths(line, (int64_t)square_root(variance));
    text_put(line, " ms");
}

static void finish(struct app *app, struct job *job)
{
    const struct ping_state *s = &job->state.ping;
    char buffer[LINE + COMMAND_LINE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    job_say_line(app, job, "");
    text_put(&line, "--- ");
    text_put(&line, command_word(&job->command, options_of(job)->destination));
    text_put(&line, " ping statistics ---");
    job_say(app, job, &line);
    text_clear(&line);
    put_counts(&line, s);
    job_say(app, job, &line);
    if (s->received > 0 && options_of(job)->size >= STAMP) {
        text_clear(&line);
        put_times(&line, s);
        job_say(app, job, &line);
    }
    const struct ping_options *o = options_of(job);
    bool short_of = o->deadline_ns > 0 && s->received < o->count;
    job_end(app, job, s->received == 0 || short_of ? 1 : 0);
}

/* --- sending --- */

static void put_little_endian(uint8_t *octets, uint64_t v)
{
    for (int i = 0; i < 8; i++)
        octets[i] = (uint8_t)(v >> (8 * i));
}

static uint64_t get_little_endian(const uint8_t *octets)
{
    uint64_t v = 0;
    for (int i = 7; i >= 0; i--)
        v = v << 8 | octets[i];
    return v;
}

static void fill(struct app *app, uint8_t *data, uint16_t size)
{
    int64_t us = app_date(app) * 1000000 + now_us(app) % 1000000;
    for (uint16_t i = 0; i < size; i++)
        data[i] = (uint8_t)i;
    if (size >= STAMP) {
        put_little_endian(data, (uint64_t)(us / 1000000));
        put_little_endian(data + 8, (uint64_t)(us % 1000000));
    }
}

/* What the host itself knows to be too big for the link or the path. */
static void say_too_long(struct app *app, struct job *job)
{
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    const struct ip *ip = app->transport->ip;
    ipv4_address source;
    uint16_t mtu = 0;
    bool may_cut;
    if (options_of(job)->quiet)
        return;
    if (options_of(job)->cutting == IP_CUT_UNASKED)
        (void)ip_choose_source(ip, job->node, job->target, &source, &mtu);
    else
        mtu = ip_path_mtu(ip, job->node, job->target, &may_cut);
    text_put(&line, "ping: local error: message too long, mtu=");
    text_put_unsigned(&line, mtu);
    job_complain(app, job, &line);
}

static void say_send_error(struct app *app, struct job *job, enum ip_status status)
{
    job->state.ping.errors++;
    switch (status) {
    case IP_UNROUTABLE:
        job_complain_line(app, job, "ping: sendmsg: Network is unreachable");
        break;
    case IP_TOO_BIG:
        say_too_long(app, job);
        break;
    case IP_LINK_FAILED:
    case IP_SENT:
        job_complain_line(app, job, "ping: sendmsg: No buffer space available");
        break;
    }
}

/* With -w the first error is enough, as with iputils. */
static bool all_is_said(const struct job *job)
{
    const struct ping_state *s = &job->state.ping;
    if (options_of(job)->deadline_ns > 0 && s->errors > 0)
        return true;
    return options_of(job)->count > 0 && s->received + s->errors >= options_of(job)->count;
}

/* When the timer has to fire next: the next request, or the end of waiting; -w ends everything.
 */
static void wake(struct app *app, struct job *job, sim_time deadline)
{
    sim_time end = options_of(job)->deadline_ns > 0
                       ? job->state.ping.started + options_of(job)->deadline_ns
                       : SIM_NEVER;
    job_wake(app, job, deadline < end ? deadline : end);
}

static uint8_t cutting_of(const struct app *app, const struct job *job)
{
    uint8_t asked = options_of(job)->cutting;
    return asked == PING_USUAL ? transport_cutting(app->transport, job->node) : asked;
}

static void send(struct app *app, struct job *job)
{
    struct ping_state *s = &job->state.ping;
    const struct ping_options *o = options_of(job);
    uint8_t data[DATA_MAX];
    struct ip_request request = {.source = s->source,
                                 .destination = job->target,
                                 .ttl = o->ttl,
                                 .tos = o->tos,
                                 .cutting = cutting_of(app, job)};
    fill(app, data, o->size);
    s->sent++;
    s->seen <<= 1;
    s->last = sim_now(app->sim);
    enum ip_status status =
        icmp_send_echo(app->transport->ip, job->node, &request,
                       (uint16_t)(job_row(app, job) + 1), (uint16_t)s->sent, data, o->size);
    if (status != IP_SENT)
        say_send_error(app, job, status);
    bool more = o->count == 0 || s->sent < o->count || o->deadline_ns > 0;
    if (more && !all_is_said(job)) { /* with -w it goes on until so many have come back */
        wake(app, job, sim_now(app->sim) + o->interval_ns);
        return;
    }
    if (all_is_said(job)) {
        finish(app, job);
        return;
    }
    job->phase = JOB_LINGERING;
    sim_time wait = s->received > 0 ? 2 * s->rtt_max * SIM_MICROSECOND : o->wait_ns;
    wake(app, job, sim_now(app->sim) + (wait < o->interval_ns ? o->interval_ns : wait));
}

void ping_timer(struct app *app, struct job *job)
{
    const struct ping_options *o = options_of(job);
    bool over =
        o->deadline_ns > 0 && sim_now(app->sim) >= job->state.ping.started + o->deadline_ns;
    if (over || job->phase == JOB_LINGERING)
        finish(app, job);
    else
        send(app, job);
}

/* --- beginning --- */

/* -I: the address that requests carry, by address or by interface. NULL: it is fine; else what
 * ping says. */
static const char *choose_source(const struct app *app, struct job *job, ipv4_address usual)
{
    const char *word = command_word(&job->command, options_of(job)->source);
    ipv4_address address;
    if (options_of(job)->source == 0)
        return NULL;
    if (command_ipv4(word, &address)) {
        job->state.ping.source = address;
        return ip_is_mine(app->transport->ip, job->node, address)
                   ? NULL
                   : "ping: bind: Cannot assign requested address";
    }
    uint32_t interface = interface_find(app, job->node, word);
    if (interface == NONE)
        return "ping: SO_BINDTODEVICE: No such device";
    job->state.ping.source = interface_at(app, interface)->address;
    return job->state.ping.source == usual ? NULL /* the way there leads through it */
                                           : "ping: connect: Network is unreachable";
}

static void put_source(struct text *line, const struct job *job)
{
    const struct ping_options *o = options_of(job);
    const char *word = command_word(&job->command, o->source);
    ipv4_address address;
    if (o->source == 0)
        return;
    text_put(line, "from ");
    text_put_ipv4(line, job->state.ping.source);
    text_put_char(line, ' ');
    text_put(line, command_ipv4(word, &address) ? "" : word);
    text_put(line, ": ");
}

static void start(struct app *app, struct job *job)
{
    const struct ping_options *o = options_of(job);
    ipv4_address source;
    uint16_t mtu;
    char buffer[LINE + COMMAND_LINE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    if (ip_choose_source(app->transport->ip, job->node, job->target, &source, &mtu) !=
        IP_SENT) {
        job_complain_line(app, job, "ping: connect: Network is unreachable");
        job_end(app, job, 2);
        return;
    }
    const char *problem = choose_source(app, job, source);
    if (problem != NULL) {
        job_complain_line(app, job, problem);
        job_end(app, job, 2);
        return;
    }
    text_put(&line, "PING ");
    text_put(&line, command_word(&job->command, o->destination));
    text_put(&line, " (");
    text_put_ipv4(&line, job->target);
    text_put(&line, ") ");
    put_source(&line, job);
    text_put_unsigned(&line, o->size);
    text_put_char(&line, '(');
    text_put_unsigned(&line, (uint64_t)o->size + ICMP_HEADER + IPV4_HEADER);
    text_put(&line, ") bytes of data.");
    job_say(app, job, &line);
    job->phase = JOB_RUNNING;
    job->state.ping.started = sim_now(app->sim);
    send(app, job);
}

void ping_begin(struct app *app, struct job *job)
{
    enum lookup_result result =
        lookup_begin(app, job, command_word(&job->command, options_of(job)->destination));
    if (result != LOOKUP_WAITING)
        ping_resolved(app, job, result);
}

void ping_resolved(struct app *app, struct job *job, enum lookup_result result)
{
    char buffer[LINE + COMMAND_LINE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    if (result == LOOKUP_FOUND) {
        job->target = job->lookup.address;
        start(app, job);
        return;
    }
    text_put(&line, "ping: ");
    text_put(&line, command_word(&job->command, options_of(job)->destination));
    text_put(&line, result == LOOKUP_NO_NAME ? ": Name or service not known"
                                             : ": Temporary failure in name resolution");
    job_complain(app, job, &line);
    job_end(app, job, 2);
}

/* --- answers --- */

/* As iputils: fewer decimals for longer times. */
static void put_time(struct text *line, int64_t us)
{
    if (us >= 99950) {
        text_put_signed(line, (us + 500) / 1000);
    } else if (us >= 9995) {
        text_put_signed(line, (us + 50) / 1000);
        text_put_char(line, '.');
        text_put_digits(line, (uint64_t)((us + 50) / 100 % 10), 1);
    } else if (us >= 1000) {
        text_put_signed(line, (us + 5) / 1000);
        text_put_char(line, '.');
        text_put_digits(line, (uint64_t)((us + 5) / 10 % 100), 2);
    } else {
        text_put_thousandths(line, us);
    }
}

/* The round trip by the time that came back; below 0: there was no room for one. */
static int64_t round_trip(const struct app *app, const struct icmp_message *message)
{
    if (message->data_length < STAMP)
        return -1;
    int64_t now = app_date(app) * 1000000 + now_us(app) % 1000000;
    uint64_t sent =
        get_little_endian(message->data) * 1000000 + get_little_endian(message->data + 8);
    return sent <= (uint64_t)now ? now - (int64_t)sent : 0;
}

/* Counts an answer. True: its sequence number has been answered before. */
static bool count(struct ping_state *s, uint16_t sequence, int64_t us)
{
    uint32_t behind = (uint16_t)(s->sent - sequence);
    bool duplicate = behind < 64 && (s->seen >> behind & 1) != 0;
    if (behind < 64)
        s->seen |= UINT64_C(1) << behind;
    s->received += duplicate ? 0 : 1;
    s->duplicates += duplicate ? 1 : 0;
    if (us >= 0) {
        bool first = s->received + s->duplicates == 1;
        s->rtt_min = first || us < s->rtt_min ? us : s->rtt_min;
        s->rtt_max = us > s->rtt_max ? us : s->rtt_max;
        s->rtt_sum += us;
        s->rtt_squares += (uint64_t)us * (uint64_t)us;
    }
    return duplicate;
}

void ping_reply(struct app *app, struct job *job, const struct icmp_message *message)
{
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    int64_t us = round_trip(app, message);
    bool duplicate = count(&job->state.ping, message->header.sequence, us);
    job->state.ping.last = sim_now(app->sim);
    put_stamp(&line, app, job);
    text_put_unsigned(&line, (uint64_t)message->data_length + ICMP_HEADER);
    text_put(&line, " bytes from ");
    text_put_ipv4(&line, message->from);
    text_put(&line, ": icmp_seq=");
    text_put_unsigned(&line, message->header.sequence);
    text_put(&line, " ttl=");
    text_put_unsigned(&line, message->ttl);
    if (us >= 0) {
        text_put(&line, " time=");
        put_time(&line, us);
        text_put(&line, " ms");
    }
    if (duplicate)
        text_put(&line, " (DUP!)");
    if (!options_of(job)->quiet)
        job_say(app, job, &line);
    if (all_is_said(job))
        finish(app, job);
}

static void put_error(struct text *line, const struct icmp *header)
{
    static const char *const unreachable[] = {
        "Destination Net Unreachable", "Destination Host Unreachable",
        "Destination Protocol Unreachable", "Destination Port Unreachable"};
    if (header->type == ICMP_TIME_EXCEEDED) {
        text_put(line, header->code == ICMP_TTL_EXCEEDED ? "Time to live exceeded"
                                                         : "Frag reassembly time exceeded");
    } else if (header->type == ICMP_UNREACHABLE && header->code <= ICMP_PORT_UNREACHABLE) {
        text_put(line, unreachable[header->code]);
    } else if (header->type == ICMP_UNREACHABLE && header->code == ICMP_FRAGMENTATION_NEEDED) {
        text_put(line, "Frag needed and DF set (mtu = ");
        text_put_unsigned(line, header->sequence);
        text_put_char(line, ')');
    } else if (header->type == ICMP_UNREACHABLE && header->code == ICMP_PROHIBITED) {
        text_put(line, "Packet filtered");
    } else {
        text_put(line, "ICMP type ");
        text_put_unsigned(line, header->type);
        text_put(line, " code ");
        text_put_unsigned(line, header->code);
    }
}

void ping_error(struct app *app, struct job *job, const struct icmp_message *message)
{
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    struct reader quote = reader_over(message->quote, message->quote_length);
    struct icmp echo;
    icmp_read(&quote, &echo);
    job->state.ping.errors++;
    job->state.ping.last = sim_now(app->sim);
    put_stamp(&line, app, job);
    text_put(&line, "From ");
    text_put_ipv4(&line, message->from);
    text_put(&line, " icmp_seq=");
    text_put_unsigned(&line, echo.sequence);
    text_put_char(&line, ' ');
    put_error(&line, &message->header);
    if (!options_of(job)->quiet)
        job_say(app, job, &line);
    if (all_is_said(job))
        finish(app, job);
}

void ping_cancel(struct app *app, struct job *job)
{
    if (job->phase == JOB_RESOLVING)
        job_end(app, job, 130);
    else
        finish(app, job);
}
