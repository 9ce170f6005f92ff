/* field/filter_regex.c: regular expressions (libpcre2), case ignored, with limits: a filter
 * from a stranger may not take unbounded time. */
#include <stdlib.h>
#include <string.h>

#include "field/filter_parts.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { MATCH_LIMIT = 100000, DEPTH_LIMIT = 500, HEAP_LIMIT_KIB = 512 };

struct filter_regex {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
};

void filter_regex_free(struct filter_regex *regex)
{
    if (regex == NULL)
        return;
    pcre2_code_free(regex->code);
    pcre2_match_data_free(regex->data);
    pcre2_match_context_free(regex->context);
    free(regex);
}

bool filter_regex_match(struct filter_regex *regex, const uint8_t *octets, size_t size)
{
    return pcre2_match(regex->code, octets, size, 0, 0, regex->data, regex->context) >= 0;
}

static struct filter_regex *make(struct filter_parser *p, const struct part *literal)
{
    int number;
    PCRE2_SIZE offset;
    struct filter_regex *regex = calloc(1, sizeof *regex);
    if (regex == NULL)
        return NULL;
    regex->code =
        pcre2_compile(p->filter->store + literal->word, literal->word_size,
                      PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C, &number, &offset, NULL);
    if (regex->code == NULL) {
        PCRE2_UCHAR message[160];
        pcre2_get_error_message(number, message, sizeof message);
        filter_fail_about(p, literal->at, literal->length,
                          N_("This is no regular expression: "), (const char *)message,
                          strlen((const char *)message), ".");
        return regex;
    }
    regex->data = pcre2_match_data_create(1, NULL);
    regex->context = pcre2_match_context_create(NULL);
    if (regex->data == NULL || regex->context == NULL) {
        filter_regex_free(regex);
        return NULL;
    }
    pcre2_set_match_limit(regex->context, MATCH_LIMIT);
    pcre2_set_depth_limit(regex->context, DEPTH_LIMIT);
    pcre2_set_heap_limit(regex->context, HEAP_LIMIT_KIB);
    filter_regex_match(regex, (const uint8_t *)"", 0); /* takes its first memory now */
    return regex;
}

void filter_resolve_regex(struct filter_parser *p, uint32_t matches, uint32_t index)
{
    const struct part *literal = &p->filter->parts[index];
    if (literal->kind != PART_LITERAL || !literal->quoted) {
        filter_fail(p, literal->at, literal->length,
                    N_("Behind \"matches\" stands a regular expression in quotation marks."));
        return;
    }
    struct filter_regex *regex = make(p, literal);
    p->filter->parts[matches].regex = regex;
    if (regex == NULL)
        filter_fail(p, literal->at, literal->length, N_("There is not enough memory."));
}
