/* watch/node_tables_cache.c: the stored responses of a node: of its browser, which are for one
 * user, and of its proxy, which are for all. */
#include "app/http_cache.h"
#include "base/catalogue.h"
#include "watch/node_tables.h"

static const struct http_cache_row *stored_of(const struct node_reader *in, uint32_t row)
{
    return &in->world->app->stored[row];
}

/* Its age at the cursor, in seconds. */
static int64_t age_of(const struct node_reader *in, const struct http_cache_row *r)
{
    return r->initial_age + APP_EPOCH + in->now / SIM_SECOND - r->received;
}

void http_cache_collect(const struct node_reader *in, struct node_rows *rows)
{
    const struct app *app = in->world->app;
    for (uint32_t i = app->services[in->node].http_cache; i != 0; i = app->stored[i - 1].next) {
        if (!app->stored[i - 1].filling)
            node_rows_add(rows, i - 1);
    }
}

static const char *state_of(const struct node_reader *in, const struct http_cache_row *r)
{
    if (r->no_cache)
        return _("ask first");
    return age_of(in, r) < r->lifetime ? _("fresh") : _("stale");
}

void http_cache_cell(const struct node_reader *in, uint32_t row, uint32_t column,
                     struct text *text)
{
    const struct http_cache_row *r = stored_of(in, row);
    if (column == 0) {
        text_put(text, r->uri + 7); /* behind http:// */
    } else if (column == 1) {
        text_put(text, state_of(in, r));
    } else {
        text_put_signed(text, age_of(in, r));
        text_put(text, " / ");
        text_put_signed(text, r->lifetime);
        text_put(text, " s");
    }
}

/* "200, 1234 octets, "v1"": what it is, and what can be asked about it. */
void http_cache_detail(const struct node_reader *in, uint32_t row, struct text *text)
{
    const struct http_cache_row *r = stored_of(in, row);
    text_put(text, r->shared ? _("For everybody (shared cache)")
                             : _("For this user (private cache)"));
    text_put(text, "\n");
    text_put_unsigned(text, r->status);
    text_put(text, ", ");
    text_put_unsigned(text, r->body_length);
    text_put(text, " B");
    if (r->etag[0] != '\0') {
        text_put(text, "\nETag: ");
        text_put(text, r->etag);
    }
}
