/* app/web_queue.c: see web_queue.h. */
#include "app/web_queue.h"

#include "app/web_store.h"

enum { QUEUE_MOST = 100 };

static void point_at(struct web_deed *d, const struct web_item *item)
{
    d->answer->table = TABLE_RESOURCE;
    d->answer->row = web_item_row(d->app, item);
    d->answer->number = item->number;
}

/* A line of JSON as the answer's content. */
static void answer_line(struct web_deed *d, struct text *text)
{
    d->answer->plan.content_type = "application/json";
    d->answer->plan.body = (const uint8_t *)text->octets;
    d->answer->plan.length = text->length;
}

static struct text line_of(struct web_deed *d)
{
    return text_over((char *)d->app->scratch[APP_SCRATCH_ANSWER], APP_SCRATCH);
}

/* The work is taken: 202. */
static void take(struct web_deed *d)
{
    char buffer[HTTP_MEMBER_NAME];
    struct text name = text_over(buffer, sizeof buffer);
    struct web_answer *a = d->answer;
    const struct web_item *queue = web_collection(d->app, d->node, d->resource);
    if (queue->members >= QUEUE_MOST) {
        web_deed_page(d, 503, RULE_HTTP_OVERLOADED);
        web_answer_retry(a, 1);
        return;
    }
    web_new_name(d->app, d->node, d->resource, &name);
    struct web_item *item =
        web_member_add(d->app, d->node, d->resource, buffer, a->type, d->body, d->length);
    if (item == NULL)
        return;
    item->ready = sim_now(d->app->sim) + d->place->resource->work;
    struct text location = text_over(a->location, sizeof a->location);
    text_put(&location, d->place->resource->path);
    text_put_char(&location, '/');
    text_put(&location, buffer);
    a->plan.status = 202;
    a->plan.rule = RULE_HTTP_ACCEPTS;
    http_plan_field(&a->plan, "Location", a->location);
    struct text text = line_of(d);
    text_put(&text, "{\"state\":\"waiting\",\"at\":\"");
    text_put(&text, a->location);
    text_put(&text, "\"}\n");
    answer_line(d, &text);
    point_at(d, item);
}

/* How far a piece of work is. */
static void tell(struct web_deed *d)
{
    sim_time left = d->item->ready - sim_now(d->app->sim);
    struct http_plan *plan = &d->answer->plan;
    struct text text = line_of(d);
    point_at(d, d->item);
    plan->status = 200;
    if (left > 0) {
        plan->rule = RULE_HTTP_NOT_YET;
        web_answer_retry(d->answer, (uint32_t)((left + SIM_SECOND - 1) / SIM_SECOND));
        text_put(&text, "{\"state\":\"waiting\"}\n");
        answer_line(d, &text);
        return;
    }
    plan->rule = RULE_HTTP_DONE;
    if (d->place->resource->to != NULL) {
        http_plan_page(plan, 303);
        http_plan_field(plan, "Location", d->place->resource->to);
        return;
    }
    text_put(&text, "{\"state\":\"done\"}\n");
    answer_line(d, &text);
}

static void count(struct web_deed *d)
{
    const struct web_item *queue = web_collection(d->app, d->node, d->resource);
    struct text text = line_of(d);
    text_put(&text, "{\"work\":");
    text_put_unsigned(&text, queue->members);
    text_put(&text, "}\n");
    d->answer->plan.status = 200;
    answer_line(d, &text);
    point_at(d, queue);
}

void web_queue_act(struct web_deed *d)
{
    enum http_method method = d->head->method_number;
    if (method == HTTP_POST) {
        take(d);
    } else if (!d->place->is_member) {
        count(d);
    } else if (d->item == NULL) {
        web_deed_page(d, 404, RULE_HTTP_NOT_FOUND);
    } else if (method == HTTP_DELETE) {
        web_member_remove(d->app, d->item);
        d->answer->plan.status = 204;
        d->answer->plan.rule = RULE_HTTP_DELETES;
    } else {
        tell(d);
    }
}
