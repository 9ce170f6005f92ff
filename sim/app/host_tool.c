/* app/host_tool.c: the commands host and nslookup: one name, or one address, looked up as
 * people look things up: with the search list, for several types one after the other, over TCP
 * where an answer is too long. What they print: host_print.c and nslookup_print.c. */
#include "app/asker.h"
#include "app/command_scan.h"
#include "app/host_print.h"

enum { LINE = 2 * COMMAND_LINE_MAX };

/* What is asked for when no type was given, in this order. */
static const uint16_t usual_types[] = {DNS_A, DNS_AAAA, DNS_MX};

static const struct host_options *options_of(const struct job *job)
{
    return &job->command.options.host;
}

static bool is_nslookup(const struct job *job)
{
    return job->kind == COMMAND_NSLOOKUP;
}

/* How many of the usual types the tool asks for. */
static unsigned stages_of(const struct job *job)
{
    if (options_of(job)->typed)
        return 1;
    return is_nslookup(job) ? 2 : 3;
}

static void put_server(struct text *line, const struct job *job)
{
    text_put_ipv4(line, job->state.host.asker.server);
    text_put_char(line, '#');
    text_put_unsigned(line, job->state.host.asker.port);
}

static void ask(struct app *app, struct job *job);

/* --- the end --- */

static void end(struct app *app, struct job *job)
{
    if (is_nslookup(job))
        job_say_line(app, job, "");
    job_end(app, job, job->state.host.status);
}

static void give_up(struct app *app, struct job *job)
{
    job_say_line(app, job, ";; no servers could be reached");
    job->state.host.status = 1;
    end(app, job);
}

static void say_trouble(struct app *app, struct job *job, const char *why)
{
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, ";; communications error to ");
    put_server(&line, job);
    text_put(&line, ": ");
    text_put(&line, why);
    job_say(app, job, &line);
}

/* --- asking --- */

static unsigned server_count(const struct app *app, const struct job *job)
{
    const struct app_node_plan *plan = app->plans[job->node];
    return options_of(job)->server != 0 || plan == NULL ? 1 : plan->resolver_count;
}

static void try_again(struct app *app, struct job *job)
{
    struct host_state *s = &job->state.host;
    unsigned servers = server_count(app, job);
    if (s->attempts >= options_of(job)->tries * servers) {
        give_up(app, job);
        return;
    }
    if (servers > 1)
        s->asker.server = app->plans[job->node]->resolvers[s->attempts % servers];
    ask(app, job);
}

static void ask(struct app *app, struct job *job)
{
    struct host_state *s = &job->state.host;
    job->phase = JOB_RUNNING;
    s->attempts++;
    if (asker_send(app, job, &s->asker)) {
        job_wake(app, job, sim_now(app->sim) + options_of(job)->wait_s * SIM_SECOND);
    } else {
        say_trouble(app, job, "network unreachable");
        try_again(app, job);
    }
}

static void ask_afresh(struct app *app, struct job *job)
{
    struct host_state *s = &job->state.host;
    s->attempts = 0;
    s->asker.tcp = options_of(job)->tcp;
    ask(app, job);
}

/* The next name of the search list, when there is one. */
static bool next_candidate(struct app *app, struct job *job)
{
    struct host_state *s = &job->state.host;
    if (s->stage > 0 || s->address)
        return false;
    s->candidate++;
    return lookup_candidate(app->plans[job->node], &s->typed, s->candidate, &s->asker.name);
}

/* The next of the usual types, for the name at the end of the aliases. */
static void next_stage(struct app *app, struct job *job, const struct dns_name *last)
{
    struct host_state *s = &job->state.host;
    s->stage++;
    if (s->address || s->status != 0 || s->stage >= stages_of(job)) {
        end(app, job);
        return;
    }
    s->asker.name = *last;
    s->asker.type = usual_types[s->stage];
    ask_afresh(app, job);
}

/* --- answers --- */

static void say_server(struct app *app, struct job *job)
{
    char buffer[LINE];
    struct text text = text_over(buffer, sizeof buffer);
    struct host_state *s = &job->state.host;
    word_offset server = options_of(job)->server;
    bool silent = is_nslookup(job) ? s->address && !options_of(job)->typed : server == 0;
    if (s->greeted || silent)
        return;
    s->greeted = 1;
    text_put(&text, is_nslookup(job) ? "Server:\t\t" : "Using domain server:\nName: ");
    if (server != 0)
        text_put(&text, command_word(&job->command, server));
    else
        text_put_ipv4(&text, s->asker.server);
    text_put(&text, is_nslookup(job) ? "\nAddress:\t" : "\nAddress: ");
    put_server(&text, job);
    text_put(&text, is_nslookup(job) ? "\n" : "\nAliases: \n");
    job_say(app, job, &text);
}

static void say_answer(struct app *app, struct job *job, const uint8_t *octets, size_t length)
{
    struct host_state *s = &job->state.host;
    struct host_answer answer = {.octets = octets,
                                 .length = length,
                                 .name = &s->asker.name,
                                 .type = s->asker.type,
                                 .typed = options_of(job)->typed,
                                 .address = s->address,
                                 .word = command_word(&job->command, options_of(job)->name)};
    unsigned from = 0;
    bool more = true;
    say_server(app, job);
    while (more) {
        char buffer[HOST_TEXT];
        struct text text = text_over(buffer, sizeof buffer);
        more = is_nslookup(job) ? nslookup_put_answer(&text, &answer, &from)
                                : host_put_answer(&text, &answer, &from);
        if (text.length == 0)
            continue;
        text.length--; /* the last line feed ends a line */
        text.octets[text.length] = '\0';
        job_say(app, job, &text);
    }
    if (answer.failed)
        s->status = 1;
}

static void answered(struct app *app, struct job *job, const uint8_t *octets, size_t length)
{
    struct host_state *s = &job->state.host;
    struct dns_reader r;
    struct dns_header header;
    if (!dns_read_begin(&r, octets, length, &header))
        return;
    if (header.truncated && !job->stream) {
        job_say_line(app, job, ";; Truncated, retrying in TCP mode.");
        s->attempts = 0;
        s->asker.tcp = 1;
        ask(app, job);
    } else if (header.rcode == DNS_NXDOMAIN && next_candidate(app, job)) {
        ask_afresh(app, job);
    } else {
        struct dns_name last = host_chain_end(octets, length, &s->asker.name);
        say_answer(app, job, octets, length);
        next_stage(app, job, &last);
    }
}

static void news(struct app *app, struct job *job, enum asker_news what, const uint8_t *octets,
                 size_t length)
{
    switch (what) {
    case ASKER_NOTHING:
    case ASKER_STRANGER:
    case ASKER_WRONG_ID:
        return;
    case ASKER_ANSWER:
        answered(app, job, octets, length);
        return;
    case ASKER_REFUSED:
    case ASKER_UNREACHABLE:
    case ASKER_TIMED_OUT:
    case ASKER_CUT:
        break;
    }
    say_trouble(app, job, asker_trouble(what));
    try_again(app, job);
}

void host_tool_datagram(struct app *app, struct job *job, const struct udp_datagram *datagram)
{
    news(app, job, asker_datagram(&job->state.host.asker, datagram), datagram->octets,
         datagram->length);
}

void host_tool_tcp_event(struct app *app, struct job *job, const struct socket_up *up)
{
    const uint8_t *octets = NULL;
    size_t length = 0;
    enum asker_news what =
        asker_tcp_event(app, job, &job->state.host.asker, up, &octets, &length);
    news(app, job, what, octets, length);
}

void host_tool_timer(struct app *app, struct job *job)
{
    news(app, job, ASKER_TIMED_OUT, NULL, 0);
}

void host_tool_error(struct app *app, struct job *job, const struct icmp_message *message)
{
    news(app, job, asker_error(job, message), NULL, 0);
}

/* --- beginning --- */

static void set_question(const struct app *app, struct job *job)
{
    const struct host_options *o = options_of(job);
    struct host_state *s = &job->state.host;
    const char *word = command_word(&job->command, o->name);
    ipv4_address address;
    s->asker = (struct asker){.port = o->port,
                              .type = o->typed ? o->type : usual_types[0],
                              .klass = DNS_IN,
                              .size = 512,
                              .recurse = o->recurse,
                              .tcp = o->tcp};
    s->address = command_ipv4(word, &address);
    if (s->address) {
        s->asker.name = asker_reverse_name(address);
        s->asker.type = o->typed ? o->type : (uint16_t)DNS_PTR;
    } else if (lookup_typed(app->plans[job->node], word, &s->typed)) {
        (void)lookup_candidate(app->plans[job->node], &s->typed, 0, &s->asker.name);
    }
}

void host_tool_begin(struct app *app, struct job *job)
{
    const struct app_node_plan *plan = app->plans[job->node];
    enum lookup_result result = LOOKUP_FOUND;
    word_offset server = options_of(job)->server;
    if (server != 0) {
        result = lookup_begin(app, job, command_word(&job->command, server));
    } else if (plan != NULL && plan->resolver_count > 0) {
        job->lookup.address = plan->resolvers[0];
    } else {
        give_up(app, job);
        return;
    }
    if (result != LOOKUP_WAITING)
        host_tool_resolved(app, job, result);
}

void host_tool_resolved(struct app *app, struct job *job, enum lookup_result result)
{
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    if (result == LOOKUP_FOUND) {
        set_question(app, job);
        job->state.host.asker.server = job->lookup.address;
        ask(app, job);
        return;
    }
    text_put(&line, is_nslookup(job) ? "nslookup" : "host");
    text_put(&line, ": couldn't get address for '");
    text_put(&line, command_word(&job->command, options_of(job)->server));
    text_put(&line, result == LOOKUP_NO_NAME ? "': not found" : "': failure");
    job_say(app, job, &line);
    job_end(app, job, 1);
}

void host_tool_release(struct app *app, struct job *job)
{
    asker_release(app, &job->state.host.asker);
}
