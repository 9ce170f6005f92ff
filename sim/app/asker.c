/* app/asker.c: see asker.h. */
#include "app/asker.h"

#include "app/dns_pipe.h"
#include "base/hash.h"

enum { ASKER_MESSAGE = 600 };

static size_t write_question(struct app *app, uint32_t node, struct asker *a, uint8_t *octets,
                             size_t capacity)
{
    struct service *service = &app->services[node];
    struct dns_writer w;
    struct dns_question question = {.name = a->name, .type = a->type, .klass = a->klass};
    struct dns_record opt = {.owner = dns_name_root(), .type = DNS_OPT, .klass = a->size};
    a->id = (uint16_t)draw(app->sim->clock->seed, node, DRAW_DNS_ID, service->questions);
    service->questions++;
    struct dns_header header = {
        .id = a->id, .opcode = a->opcode, .recursion_desired = a->recurse != 0};
    if (a->edns > 1)
        opt.ttl = (a->edns - 1U) << 16;
    dns_write_begin(&w, octets, capacity, &header);
    bool fits = (a->empty || dns_write_question(&w, &question)) &&
                (a->empty || a->edns == 0 || dns_write_record(&w, DNS_ADDITIONAL, &opt));
    return fits ? dns_write_end(&w) : 0;
}

bool asker_send(struct app *app, struct job *job, struct asker *a)
{
    uint8_t octets[ASKER_MESSAGE];
    const struct endpoint server = {.address = a->server, .port = a->port};
    const uint32_t owner = app_owner(APP_JOB, job_row(app, job));
    if (job->stream || a->tcp) {
        job_close_socket(app, job);
        asker_release(app, a);
    }
    a->sent_at = sim_now(app->sim);
    if (a->tcp) {
        job->stream =
            tcp_connect(app->transport, job->node, 0, server, owner, &job->socket) == TCP_OK;
        return job->stream;
    }
    size_t length = write_question(app, job->node, a, octets, sizeof octets);
    if (job->socket.serial == 0 &&
        udp_open(app->transport, job->node, 0, owner, &job->socket) != UDP_OK)
        return false;
    return udp_send(app->transport, job->socket, server, 0, octets, (uint16_t)length) == UDP_OK;
}

static enum asker_news judge(const struct asker *a, const uint8_t *octets, size_t length)
{
    struct dns_reader r;
    struct dns_header header;
    if (!dns_read_begin(&r, octets, length, &header) || !header.response)
        return ASKER_NOTHING;
    return header.id == a->id ? ASKER_ANSWER : ASKER_WRONG_ID;
}

enum asker_news asker_datagram(const struct asker *a, const struct udp_datagram *datagram)
{
    if (datagram->from.address != a->server || datagram->from.port != a->port)
        return ASKER_STRANGER;
    return judge(a, datagram->octets, datagram->length);
}

enum asker_news asker_error(const struct job *job, const struct icmp_message *message)
{
    if (job->stream)
        return ASKER_NOTHING; /* about an earlier datagram */
    bool port = message->header.type == ICMP_UNREACHABLE &&
                message->header.code == ICMP_PORT_UNREACHABLE;
    return port ? ASKER_REFUSED : ASKER_UNREACHABLE;
}

const char *asker_trouble(enum asker_news news)
{
    switch (news) {
    case ASKER_REFUSED:
        return "connection refused";
    case ASKER_UNREACHABLE:
        return "host unreachable";
    case ASKER_TIMED_OUT:
        return "timed out";
    case ASKER_CUT:
        return "end of file";
    case ASKER_NOTHING:
    case ASKER_ANSWER:
    case ASKER_STRANGER:
    case ASKER_WRONG_ID:
        break;
    }
    return NULL;
}

/* Why the connection is no more, or will not be. */
static enum asker_news end_of(const struct socket_up *up)
{
    if ((up->events & SOCKET_REFUSED) != 0)
        return ASKER_REFUSED;
    if ((up->events & SOCKET_UNREACHABLE) != 0)
        return ASKER_UNREACHABLE;
    return (up->events & SOCKET_TIMED_OUT) != 0 ? ASKER_TIMED_OUT : ASKER_CUT;
}

static enum asker_news read_stream(struct app *app, struct job *job, struct asker *a,
                                   const uint8_t **octets, size_t *length)
{
    switch (dns_pipe_take(app, &a->pipe, job->socket, length)) {
    case PIPE_WAITS:
        return ASKER_NOTHING;
    case PIPE_ENDS:
        return ASKER_CUT;
    case PIPE_MESSAGE:
        break;
    }
    *octets = app->scratch[APP_SCRATCH_REQUEST];
    return judge(a, *octets, *length);
}

enum asker_news asker_tcp_event(struct app *app, struct job *job, struct asker *a,
                                const struct socket_up *up, const uint8_t **octets,
                                size_t *length)
{
    uint8_t question[ASKER_MESSAGE];
    const uint32_t gone = SOCKET_CLOSED | SOCKET_RESET | SOCKET_TIMED_OUT | SOCKET_REFUSED;
    const struct socket_id socket = job->socket;
    enum asker_news news = ASKER_NOTHING;
    if (up->socket.serial != socket.serial)
        return ASKER_NOTHING; /* of a connection that was given up */
    if ((up->events & (gone | SOCKET_UNREACHABLE)) != 0 || !tcp_exists(app->transport, socket))
        return end_of(up);
    if ((up->events & SOCKET_CONNECTED) != 0) {
        size_t n = write_question(app, job->node, a, question, sizeof question);
        dns_pipe_put(app, &a->pipe, socket, question, n);
    } else if ((up->events & SOCKET_WRITABLE) != 0) {
        (void)dns_pipe_flush(app, &a->pipe, socket);
    }
    if ((up->events & (SOCKET_READABLE | SOCKET_PEER_CLOSED)) != 0)
        news = read_stream(app, job, a, octets, length);
    tcp_settle(app->transport, socket);
    return news;
}

void asker_release(struct app *app, struct asker *a)
{
    dns_pipe_free(app, &a->pipe);
}

struct dns_name asker_reverse_name(ipv4_address address)
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
