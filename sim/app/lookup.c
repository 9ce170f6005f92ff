/* app/lookup.c: the stub resolver that all commands share (RFC 1034 section 5.3.1, RFC 1123
 * section 6.1.3): it asks one of the node's name servers to do the work, and waits.
 *
 * Time-outs as in glibc's resolv.conf: 5 s for each server, two rounds. */
#include <string.h>

#include "app/command_scan.h"
#include "app/tables.h"
#include "base/hash.h"

#define LOOKUP_WAIT (5 * SIM_SECOND)

enum { LOOKUP_ROUNDS = 2, MESSAGE = 512 };

static const struct app_node_plan *plan_of(const struct app *app, const struct job *job)
{
    return app->plans[job->node];
}

static enum lookup_result finish(struct app *app, struct job *job, enum lookup_result result)
{
    if (job->socket.serial != 0)
        udp_close(app->transport, job->socket);
    job->socket = (struct socket_id){0, 0};
    timer_cancel(app->sim, &job->timer, EVENT_JOB, app_owner(APP_JOB, job_row(app, job)));
    job->phase = JOB_BEGUN;
    return result;
}

/* Sends the question to the server whose turn it is; those that cannot be reached are passed.
 */
static enum lookup_result ask(struct app *app, struct job *job)
{
    const struct app_node_plan *plan = plan_of(app, job);
    struct lookup *l = &job->lookup;
    uint8_t message[MESSAGE];
    struct dns_writer w;
    struct dns_header header = {.recursion_desired = true};
    struct dns_question question = {.name = l->name, .type = DNS_A, .klass = DNS_IN};
    while (l->tries < LOOKUP_ROUNDS * plan->resolver_count) {
        struct endpoint server = {.address = plan->resolvers[l->tries % plan->resolver_count],
                                  .port = PLAN_DNS_PORT};
        struct service *service = &app->services[job->node];
        l->server = (uint8_t)(l->tries % plan->resolver_count);
        l->id =
            (uint16_t)draw(app->sim->clock->seed, job->node, DRAW_DNS_ID, service->questions);
        service->questions++;
        l->tries++;
        header.id = l->id;
        dns_write_begin(&w, message, sizeof message, &header);
        if (!dns_write_question(&w, &question))
            return finish(app, job, LOOKUP_FAILED);
        enum udp_status status = udp_send(app->transport, job->socket, server, 0, message,
                                          (uint16_t)dns_write_end(&w));
        if (status == UDP_OK) {
            job_wake(app, job, sim_now(app->sim) + LOOKUP_WAIT);
            return LOOKUP_WAITING;
        }
    }
    return finish(app, job, LOOKUP_FAILED);
}

static bool has_dot(const char *host)
{
    return strchr(host, '.') != NULL;
}

enum lookup_result lookup_begin(struct app *app, struct job *job, const char *host)
{
    static const ipv4_address loopback = UINT32_C(0x7f000001);
    const struct app_node_plan *plan = plan_of(app, job);
    struct lookup *l = &job->lookup;
    struct dns_name name;
    memset(l, 0, sizeof *l);
    if (command_ipv4(host, &l->address))
        return LOOKUP_FOUND;
    if (strcmp(host, "localhost") == 0) {
        l->address = loopback;
        return LOOKUP_FOUND;
    }
    if (dns_name_parse(host, strlen(host), &name, NULL) != DNS_TEXT_FINE)
        return LOOKUP_NO_NAME;
    l->name = name;
    if (plan == NULL || plan->resolver_count == 0)
        return LOOKUP_FAILED;
    if (!has_dot(host) && plan->search != NULL)
        l->searching = dns_name_join(&name, plan->search, &l->name);
    if (udp_open(app->transport, job->node, 0, app_owner(APP_JOB, job_row(app, job)),
                 &job->socket) != UDP_OK)
        return LOOKUP_FAILED;
    job->phase = JOB_RESOLVING;
    return ask(app, job);
}

/* The name as it was typed, after the search domain had no answer. */
static enum lookup_result without_search(struct app *app, struct job *job)
{
    struct lookup *l = &job->lookup;
    const struct dns_name *search = plan_of(app, job)->search;
    struct dns_name bare = {.length = 0, .octets = {0}};
    if (!l->searching)
        return finish(app, job, LOOKUP_NO_NAME);
    bare.length = (uint8_t)(l->name.length - search->length + 1);
    memcpy(bare.octets, l->name.octets, bare.length - 1U);
    l->name = bare;
    l->searching = 0;
    l->tries = 0;
    return ask(app, job);
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

enum lookup_result lookup_datagram(struct app *app, struct job *job,
                                   const struct udp_datagram *datagram)
{
    struct lookup *l = &job->lookup;
    struct dns_reader r;
    struct dns_header header;
    struct dns_question question;
    bool mine = dns_read_begin(&r, datagram->octets, datagram->length, &header) &&
                header.response && header.id == l->id &&
                datagram->from.address == plan_of(app, job)->resolvers[l->server] &&
                dns_read_question(&r, &question) && dns_name_equal(&question.name, &l->name);
    if (!mine)
        return LOOKUP_WAITING; /* nobody has asked for it: RFC 5452 section 9.1 */
    if (header.rcode == DNS_NXDOMAIN)
        return without_search(app, job);
    if (header.rcode != DNS_NOERROR)
        return ask(app, job);
    if (find_address(&r, &l->name, &l->address))
        return finish(app, job, LOOKUP_FOUND);
    return without_search(app, job);
}

enum lookup_result lookup_timer(struct app *app, struct job *job)
{
    return ask(app, job);
}

enum lookup_result lookup_error(struct app *app, struct job *job)
{
    return ask(app, job);
}
