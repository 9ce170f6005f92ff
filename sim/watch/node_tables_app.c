/* watch/node_tables_app.c: the commands that run on a node, and what its resolver has cached.
 */
#include "app/dns_cache.h"
#include "app/host_file.h"
#include "watch/node_tables.h"
#include "base/catalogue.h"
#include "wire/dns_text.h"

/* --- commands --- */

void jobs_collect(const struct node_reader *in, struct node_rows *rows)
{
    const struct app *app = in->world->app;
    for (uint32_t i = 0; i < node_pool_rows(in, app->job_pool); i++)
        if (app->jobs[i].kind != COMMAND_NONE && app->jobs[i].kind != COMMAND_KINDS &&
            app->jobs[i].node == in->node) /* the latter look names up for a proxy */
            node_rows_add(rows, i);
}

static const char *phase_words(enum job_phase phase)
{
    switch (phase) {
    case JOB_BEGUN:
        return _("begun");
    case JOB_RESOLVING:
        return _("asks for a name");
    case JOB_RUNNING:
        return _("running");
    case JOB_LINGERING:
        return _("waits for the last");
    case JOB_ENDED:
        return _("ended");
    }
    return "";
}

/* The words of the command line, which lie one behind the other. */
static void put_command(const struct command *command, struct text *text)
{
    for (uint32_t i = 0; i + 1 < command->text_length; i++)
        text_put_char(text, command->text[i] != '\0' ? command->text[i] : ' ');
}

void job_cell(const struct node_reader *in, uint32_t row, uint32_t column, struct text *text)
{
    const struct job *j = &in->world->app->jobs[row];
    if (column == 0)
        put_command(&j->command, text);
    else
        text_put(text, phase_words((enum job_phase)j->phase));
}

/* --- the cache of a resolver --- */

void dns_cache_collect(const struct node_reader *in, struct node_rows *rows)
{
    const struct app *app = in->world->app;
    for (uint32_t i = 0; i < node_pool_rows(in, app->cache_pool); i++)
        if (app->cache[i].kind != 0 && app->cache[i].node == in->node)
            node_rows_add(rows, i);
}

void dns_cache_cell(const struct node_reader *in, uint32_t row, uint32_t column,
                    struct text *text)
{
    const struct cache_row *c = &in->world->app->cache[row];
    struct dns_record record;
    if (column == 0)
        dns_name_put(text, &c->name);
    else if (column == 1)
        dns_put_type(text, c->type);
    else if (column == 3)
        node_put_left(in, c->expires, text);
    else if (c->kind == CACHE_NO_NAME)
        text_put(text, _("no such name"));
    else if (c->kind == CACHE_NO_DATA)
        text_put(text, _("no such record"));
    else if (dns_cache_record(in->world->app, row, &record))
        dns_put_rdata(text, &record);
}

/* --- files --- */

enum { FILE_SHOWN = 120, FILE_DETAIL = 480, FILE_GLANCE = 16 };

void files_collect(const struct node_reader *in, struct node_rows *rows)
{
    const struct app *app = in->world->app;
    const struct host_file *file = NULL;
    while ((file = host_file_next(app, in->node, file)) != NULL)
        node_rows_add(rows, (uint32_t)(file - app->files));
}

/* The beginning of a file, on one line. */
static void put_octets(const struct node_reader *in, uint32_t row, size_t most,
                       struct text *text)
{
    char octets[FILE_DETAIL];
    const struct app *app = in->world->app;
    size_t n = host_file_read(app, &app->files[row], 0, octets,
                              most < sizeof octets ? most : sizeof octets);
    while (n > 0 && (octets[n - 1] == '\n' || octets[n - 1] == '\r'))
        n--;
    for (size_t i = 0; i < n; i++)
        text_put_char(text,
                      (unsigned char)octets[i] < 0x20 || octets[i] == 0x7f ? ' ' : octets[i]);
}

void file_cell(const struct node_reader *in, uint32_t row, uint32_t column, struct text *text)
{
    const struct host_file *file = &in->world->app->files[row];
    if (column == 0)
        text_put(text, file->name);
    else if (column == 1)
        put_octets(in, row, FILE_SHOWN, text);
    else
        text_put_unsigned(text, host_file_length(file));
}

void file_detail(const struct node_reader *in, uint32_t row, struct text *text)
{
    if (host_file_length(&in->world->app->files[row]) > FILE_GLANCE)
        put_octets(in, row, FILE_DETAIL, text);
}
