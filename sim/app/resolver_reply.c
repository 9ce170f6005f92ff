/* app/resolver_reply.c: what the client of a recursive resolver is told in the end; when the
 * search failed, also why (RFC 8914 section 4.23 and 4.24). */
#include "app/dns_cache.h"
#include "app/dns_reply.h"
#include "app/resolver.h"
#include "wire/dns_text.h"

enum { EXPLANATION = DNS_NAME_TEXT + 120 };

/* "10.0.0.101:53 rcode=REFUSED for www.example.com A": what came of the last server. */
static void explain_trouble(struct dns_reply *reply, const struct dns_query *q)
{
    char buffer[EXPLANATION];
    struct text text = text_over(buffer, sizeof buffer);
    text_put_ipv4(&text, q->servers[q->server]);
    text_put(&text, ":53 ");
    switch ((enum query_trouble)q->trouble) {
    case TROUBLE_NONE:
        return;
    case TROUBLE_TIMED_OUT:
        text_put(&text, "timed out");
        break;
    case TROUBLE_UNREACHABLE:
        text_put(&text, "unreachable");
        break;
    case TROUBLE_RCODE:
        text_put(&text, "rcode=");
        dns_put_rcode(&text, q->rcode);
        break;
    case TROUBLE_LAME:
        text_put(&text, "lame");
        break;
    case TROUBLE_MALFORMED:
        text_put(&text, "malformed answer");
        break;
    case TROUBLE_TOO_MUCH:
        text_put(&text, "too many records");
        break;
    }
    text_put(&text, " for ");
    dns_name_put(&text, &q->sname);
    text_put_char(&text, ' ');
    dns_put_type(&text, q->type);
    dns_reply_explain(reply, EDE_NETWORK_ERROR, &text);
}

static void explain(struct dns_reply *reply, const struct dns_query *q)
{
    char buffer[EXPLANATION];
    struct text text = text_over(buffer, sizeof buffer);
    switch ((enum query_failure)q->failure) {
    case FAILURE_NONE:
        return;
    case FAILURE_SERVERS:
        text_put(&text, "at delegation ");
        dns_name_put(&text, &q->zone);
        dns_reply_explain(reply, EDE_NO_REACHABLE_AUTHORITY, &text);
        if (q->server_count > 0)
            explain_trouble(reply, q);
        return;
    case FAILURE_ALIASES:
        text_put(&text, "CNAME loop at ");
        dns_name_put(&text, &q->sname);
        break;
    case FAILURE_DELEGATIONS:
        text_put(&text, "delegation loop at ");
        dns_name_put(&text, &q->zone);
        break;
    case FAILURE_WORK:
        text_put(&text, "too many questions for ");
        dns_name_put(&text, &q->question);
        break;
    }
    dns_reply_explain(reply, EDE_OTHER, &text);
}

void resolver_reply(struct app *app, const struct dns_query *q)
{
    struct dns_reply out;
    struct dns_name last;
    unsigned aliases;
    const uint32_t node = query_node(q);
    const struct dns_question question = {
        .name = q->question, .type = q->type, .klass = q->klass};
    dns_reply_begin(app, node, &out, &question, &q->client);
    out.w.header.recursion_available = true;
    bool answered =
        q->failure == FAILURE_NONE && dns_cache_answer(app, node, &question, q->started, &out.w,
                                                       &last, &aliases) == CACHE_ANSWERS;
    if (!answered) {
        dns_reply_begin(app, node, &out, &question, &q->client);
        out.w.header.recursion_available = true;
        out.w.header.rcode = DNS_SERVFAIL;
        explain(&out, q);
    }
    out.asked = true;
    dns_reply_send(app, node, &out, (enum dns_rcode)out.w.header.rcode, &q->client);
}
