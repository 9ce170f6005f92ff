/* app/curl_name.c: addresses that a curl remembers while it runs: those that it has asked for,
 * for a minute, and those that --resolve names. See curl.h. */
#include <string.h>

#include "app/command_scan.h"
#include "app/curl.h"

static struct curl_name *find(struct job *job, uint64_t key)
{
    for (unsigned i = 0; i < CURL_NAMES; i++) {
        if (job->state.curl.names[i].key == key)
            return &job->state.curl.names[i];
    }
    return NULL;
}

bool curl_name_known(struct app *app, struct job *job, const char *host, uint16_t port,
                     ipv4_address *address)
{
    char buffer[CURL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    const struct curl_name *name = find(job, curl_origin(host, port));
    if (name == NULL || name->until < sim_now(app->sim))
        return false;
    *address = name->address;
    text_put(&line, "* Hostname ");
    text_put(&line, host);
    text_put(&line, " was found in DNS cache");
    curl_remark(app, job, &line);
    return true;
}

void curl_name_learn(struct app *app, struct job *job, const char *host, uint16_t port,
                     ipv4_address address)
{
    const uint64_t key = curl_origin(host, port);
    struct curl_name *name = find(job, key);
    if (name == NULL) /* the one that is forgotten first */
        name = &job->state.curl.names[0];
    for (unsigned i = 0; i < CURL_NAMES && name->key != key; i++) {
        if (job->state.curl.names[i].until < name->until)
            name = &job->state.curl.names[i];
    }
    *name = (struct curl_name){.key = key,
                               .until = sim_now(app->sim) + CURL_NAME_LIFETIME * SIM_SECOND,
                               .address = address};
}

/* [+]host:port:address; it was looked at when the command line was read. */
static void add_entry(struct app *app, struct job *job, const char *entry)
{
    char host[CURL_LINE];
    char digits[8] = {0};
    char buffer[CURL_LINE + COMMAND_LINE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    struct text name = text_over(host, sizeof host);
    uint64_t port;
    ipv4_address address;
    bool ages = entry[0] == '+';
    const char *begin = entry + (ages ? 1 : 0);
    const char *number = strchr(begin, ':');
    const char *dotted = number != NULL ? strchr(number + 1, ':') : NULL;
    if (dotted == NULL || (size_t)(dotted - number) > sizeof digits)
        return;
    memcpy(digits, number + 1, (size_t)(dotted - number - 1));
    text_put_octets(&name, begin, (size_t)(number - begin));
    if (!command_number(digits, 1, UINT16_MAX, &port) || !command_ipv4(dotted + 1, &address))
        return;
    curl_name_learn(app, job, host, (uint16_t)port, address);
    if (!ages)
        find(job, curl_origin(host, (uint16_t)port))->until = INT64_MAX;
    text_put(&line, "* Added ");
    text_put(&line, begin);
    text_put(&line, " to DNS cache");
    curl_remark(app, job, &line);
}

void curl_names_begin(struct app *app, struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    for (uint8_t i = 0; i < o->resolve_count; i++)
        add_entry(app, job, command_word(&job->command, o->resolve[i]));
}
