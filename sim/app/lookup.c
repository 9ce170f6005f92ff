/* app/lookup.c: the stub resolver that all commands share (RFC 1034 section 5.3.1, RFC 1123
 * section 6.1.3): what /etc/hosts does not know, it asks one of the node's name servers for,
 * and waits.
 *
 * As glibc does it: a name with fewer dots than `ndots` is tried with each domain of the search
 * list first, another one as it was typed first; a last dot means that it is complete. 5 s for
 * each server, two rounds. A truncated answer is asked for again over TCP. */
#include <string.h>

#include "app/asker.h"
#include "app/command_scan.h"

#define LOOKUP_WAIT (5 * SIM_SECOND)

enum { LOOKUP_ROUNDS = 2, LOOKUP_SIZE = 512 };

static const struct app_node_plan *plan_of(const struct app *app, const struct job *job)
{
    return app->plans[job->node];
}

static enum lookup_result finish(struct app *app, struct job *job, enum lookup_result result)
{
    job_close_socket(app, job);
    lookup_release(app, job);
    timer_cancel(app->sim, &job->timer, EVENT_JOB, app_owner(APP_JOB, job_row(app, job)));
    job->phase = JOB_BEGUN;
    return result;
}

static unsigned dots_of(const char *host)
{
    unsigned dots = 0;
    for (; *host != '\0'; host++)
        dots += *host == '.';
    return dots;
}

bool lookup_typed(const struct app_node_plan *plan, const char *host, struct search *search)
{
    bool complete = false;
    memset(search, 0, sizeof *search);
    if (dns_name_parse(host, strlen(host), &search->name, &complete) != DNS_TEXT_FINE)
        return false;
    unsigned enough = plan != NULL && plan->ndots > 0 ? plan->ndots : 1;
    search->complete = complete;
    search->typed_first = complete || dots_of(host) >= enough;
    return true;
}

bool lookup_candidate(const struct app_node_plan *plan, const struct search *search,
                      unsigned candidate, struct dns_name *name)
{
    unsigned searches = search->complete || plan == NULL ? 0 : plan->search_count;
    unsigned as_typed = search->typed_first ? 0 : searches;
    struct dns_name joined;
    if (candidate > searches)
        return false;
    *name = search->name;
    if (candidate == as_typed)
        return true;
    const struct dns_name *domain = &plan->search[candidate - (search->typed_first ? 1 : 0)];
    if (dns_name_join(&search->name, domain, &joined))
        *name = joined;
    return true;
}

static enum lookup_result ask(struct app *app, struct job *job);

/* The next name of the search list; none is left: the result. */
static enum lookup_result next_candidate(struct app *app, struct job *job)
{
    struct lookup *l = &job->lookup;
    l->candidate++;
    l->tries = 0;
    if (!lookup_candidate(plan_of(app, job), &l->typed, l->candidate, &l->asker.name))
        return finish(app, job, l->failed ? LOOKUP_FAILED : LOOKUP_NO_NAME);
    return ask(app, job);
}

/* Sends the question to the server whose turn it is; those that cannot be reached are passed.
 */
static enum lookup_result ask(struct app *app, struct job *job)
{
    const struct app_node_plan *plan = plan_of(app, job);
    struct lookup *l = &job->lookup;
    while (l->tries < LOOKUP_ROUNDS * plan->resolver_count) {
        l->asker.server = plan->resolvers[l->tries % plan->resolver_count];
        l->asker.tcp = 0;
        l->tries++;
        if (asker_send(app, job, &l->asker)) {
            job_wake(app, job, sim_now(app->sim) + LOOKUP_WAIT);
            return LOOKUP_WAITING;
        }
    }
    if (!l->declined)
        return finish(app, job, LOOKUP_FAILED); /* nobody answers: not for other names either */
    l->failed = 1;
    return next_candidate(app, job);
}

/* What needs no question. */
static bool is_known(struct app *app, const struct job *job, const char *host,
                     ipv4_address *address)
{
    static const ipv4_address loopback = UINT32_C(0x7f000001);
    if (command_ipv4(host, address))
        return true;
    if (hosts_find(app, job->node, host, address)) {
        app_note_rule(app, job->node, RULE_DNS_HOSTS_FILE, TABLE_NONE, 0, *address, 0);
        return true;
    }
    if (strcmp(host, "localhost") != 0)
        return false;
    *address = loopback;
    return true;
}

enum lookup_result lookup_begin(struct app *app, struct job *job, const char *host)
{
    const struct app_node_plan *plan = plan_of(app, job);
    struct lookup *l = &job->lookup;
    memset(l, 0, sizeof *l);
    if (is_known(app, job, host, &l->address))
        return LOOKUP_FOUND;
    if (!lookup_typed(plan, host, &l->typed))
        return LOOKUP_NO_NAME;
    if (plan == NULL || plan->resolver_count == 0)
        return LOOKUP_FAILED;
    l->asker = (struct asker){.port = PLAN_DNS_PORT,
                              .type = DNS_A,
                              .klass = DNS_IN,
                              .size = LOOKUP_SIZE,
                              .recurse = 1};
    (void)lookup_candidate(plan, &l->typed, 0, &l->asker.name);
    job->phase = JOB_RESOLVING;
    return ask(app, job);
}

void lookup_release(struct app *app, struct job *job)
{
    asker_release(app, &job->lookup.asker);
}

/* Follows the aliases of an answer to an address. False: there is none. */
static bool find_address(struct dns_reader *r, const struct dns_name *name,
                         ipv4_address *address)
{
    struct dns_name want = *name;
    struct dns_record record;
    while (dns_read_record(r, &record)) {
        if (r->section != DNS_ANSWER || !dns_name_equal(&record.owner, &want))
            continue;
        if (record.type == DNS_CNAME)
            want = record.data.name;
        if (record.type == DNS_A) {
            *address = record.data.a;
            return true;
        }
    }
    return false;
}

/* The same question to the same server, over TCP. */
static enum lookup_result ask_over_tcp(struct app *app, struct job *job)
{
    struct lookup *l = &job->lookup;
    l->asker.tcp = 1;
    if (!asker_send(app, job, &l->asker))
        return ask(app, job);
    job_wake(app, job, sim_now(app->sim) + LOOKUP_WAIT);
    return LOOKUP_WAITING;
}

static enum lookup_result answered(struct app *app, struct job *job, const uint8_t *octets,
                                   size_t length)
{
    struct lookup *l = &job->lookup;
    struct dns_reader r;
    struct dns_header header;
    struct dns_question question;
    bool mine = dns_read_begin(&r, octets, length, &header) &&
                dns_read_question(&r, &question) &&
                dns_name_equal(&question.name, &l->asker.name) && question.type == DNS_A;
    if (!mine)
        return LOOKUP_WAITING; /* nobody has asked for it: RFC 5452 section 9.1 */
    if (header.truncated && !job->stream)
        return ask_over_tcp(app, job);
    if (header.rcode == DNS_NXDOMAIN)
        return next_candidate(app, job);
    if (header.rcode != DNS_NOERROR) {
        l->declined = 1;
        return ask(app, job);
    }
    if (find_address(&r, &l->asker.name, &l->address))
        return finish(app, job, LOOKUP_FOUND);
    return next_candidate(app, job);
}

enum lookup_result lookup_datagram(struct app *app, struct job *job,
                                   const struct udp_datagram *datagram)
{
    if (asker_datagram(&job->lookup.asker, datagram) != ASKER_ANSWER)
        return LOOKUP_WAITING;
    return answered(app, job, datagram->octets, datagram->length);
}

enum lookup_result lookup_tcp_event(struct app *app, struct job *job,
                                    const struct socket_up *up)
{
    const uint8_t *octets = NULL;
    size_t length = 0;
    switch (asker_tcp_event(app, job, &job->lookup.asker, up, &octets, &length)) {
    case ASKER_NOTHING:
        return LOOKUP_WAITING;
    case ASKER_ANSWER:
        return answered(app, job, octets, length);
    case ASKER_STRANGER:
    case ASKER_WRONG_ID:
    case ASKER_REFUSED:
    case ASKER_UNREACHABLE:
    case ASKER_TIMED_OUT:
    case ASKER_CUT:
        break;
    }
    return ask(app, job);
}

enum lookup_result lookup_timer(struct app *app, struct job *job)
{
    return ask(app, job);
}

enum lookup_result lookup_error(struct app *app, struct job *job)
{
    return job->stream ? LOOKUP_WAITING : ask(app, job);
}
