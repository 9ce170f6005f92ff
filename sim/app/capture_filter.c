/* app/capture_filter.c: the filters of tcpdump: compiled between events, matched in them. See
 * capture.h. */
#include "app/capture.h"

#include <stdlib.h>
#include <string.h>

struct capture_scratch {
    struct capture_filter *filters;
    struct field_tree tree;
    struct field_storage storage;
};

struct capture_scratch *capture_new(void)
{
    struct capture_scratch *scratch = calloc(1, sizeof *scratch);
    if (scratch != NULL)
        field_tree_init(&scratch->tree, &scratch->storage);
    return scratch;
}

void capture_free(struct capture_scratch *scratch)
{
    struct capture_filter *next;
    for (struct capture_filter *f = scratch->filters; f != NULL; f = next) {
        next = f->next;
        filter_free(f->filter);
        free(f);
    }
    free(scratch);
}

/* --- filters --- */

const struct capture_filter *capture_find(const struct app *app, const char *text)
{
    for (const struct capture_filter *f = app->capture->filters; f != NULL; f = f->next) {
        if (strcmp(f->text, text) == 0)
            return f;
    }
    return NULL;
}

/* What the simulator knows, and a frame does not say. */
static void refuse_facts(struct filter_error *error)
{
    struct text text = text_over(error->sentence, sizeof error->sentence);
    text_put(&text, "A host sees only what is in the frame.");
}

/* A display filter, or what pcap-filter(7) calls an expression. */
static struct filter *compile(const char *text, struct filter_error *error)
{
    char translated[CAPTURE_WORDS_MAX];
    struct text words = text_over(translated, sizeof translated);
    struct filter *filter = filter_compile(text, error);
    if (filter == NULL && capture_translate(text, &words)) {
        struct filter_error ignored;
        filter = filter_compile(translated, &ignored);
    }
    return filter;
}

bool capture_prepare(struct app *app, const char *text)
{
    if (capture_find(app, text) != NULL)
        return true;
    size_t length = strlen(text);
    struct capture_filter *f = calloc(1, sizeof *f + length + 1);
    if (f == NULL)
        return false;
    f->length = length;
    memcpy(f->text, text, length + 1);
    f->filter = compile(text, &f->error);
    if (f->filter != NULL && !filter_uses_only_stateless(f->filter)) {
        filter_free(f->filter);
        f->filter = NULL;
        refuse_facts(&f->error);
    }
    f->next = app->capture->filters;
    app->capture->filters = f;
    return true;
}

bool capture_matches(const struct app *app, const struct capture_filter *filter,
                     const uint8_t *octets, size_t length)
{
    struct field_context context = field_context_default();
    context.wanted = filter_wanted(filter->filter);
    field_dissect(&app->capture->tree, octets, length, &context);
    return filter_match(filter->filter, &app->capture->tree);
}

void capture_put_error(struct text *text, const struct filter_error *error)
{
    text_put(text, "tcpdump: can't parse filter expression: ");
    text_put(text, error->sentence);
    if (error->suggestion == NULL)
        return;
    text_put(text, "; did you mean `");
    text_put(text, error->suggestion);
    text_put(text, "`?");
}

bool capture_check(const char *text, struct text *error)
{
    struct filter_error wrong;
    struct filter *filter = compile(text, &wrong);
    bool fine = filter != NULL && filter_uses_only_stateless(filter);
    if (filter != NULL && !fine)
        refuse_facts(&wrong);
    if (!fine)
        capture_put_error(error, &wrong);
    filter_free(filter);
    return fine;
}
