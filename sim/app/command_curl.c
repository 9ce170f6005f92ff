/* app/command_curl.c: the options of curl, and curl's own words for what is wrong. */
#include <string.h>

#include "app/tool.h"
#include "base/suggest.h"

enum { CURL_FAILED_INIT = 2, CURL_REDIRECTS = 50 };

static int bad_option(const struct command_scan *scan, int result, struct text *error)
{
    const char *option = scan->words->text + scan->option;
    text_put(error, "curl: option ");
    if (scan->letter != 0 && result == SCAN_UNKNOWN) {
        text_put_char(error, '-');
        text_put_char(error, scan->letter);
    } else {
        text_put(error, option);
    }
    text_put(error, result == SCAN_UNKNOWN ? ": is unknown" : ": requires parameter");
    if (result == SCAN_UNKNOWN && scan->letter == 0) {
        struct suggestion suggestion = suggest_begin(option + 2, strlen(option + 2));
        for (const struct long_option *o = scan->long_options; o->name != NULL; o++)
            suggest_offer(&suggestion, o->name);
        if (suggestion.best != NULL) {
            text_put(error, "; did you mean `--");
            text_put(error, suggestion.best);
            text_put(error, "`?");
        }
    }
    text_put(error, "\ncurl: try 'curl --help' or 'curl --manual' for more information");
    return CURL_FAILED_INIT;
}

static int refuse(const char *text, struct text *error)
{
    text_put(error, text);
    return CURL_FAILED_INIT;
}

/* Several -d are joined by "&" into one word behind the others. */
static bool add_data(struct command_words *words, struct curl_options *o, word_offset argument)
{
    if (o->has_data == 0) {
        o->has_data = 1;
        o->data = argument;
        return true;
    }
    size_t first = strlen(words->text + o->data);
    size_t second = strlen(words->text + argument);
    if (words->length + first + second + 2 > COMMAND_LINE_MAX)
        return false;
    char *joined = words->text + words->length;
    memmove(joined, words->text + o->data, first);
    joined[first] = '&';
    memmove(joined + first + 1, words->text + argument, second + 1);
    o->data = words->length;
    words->length = (uint16_t)(words->length + first + second + 2);
    return true;
}

static bool add_url(struct curl_options *o, word_offset url)
{
    if (o->url_count == COMMAND_URLS_MAX)
        return false;
    o->urls[o->url_count] = url;
    o->url_count++;
    return true;
}

/* A header's name must be a name: what is typed cannot break the request apart. */
static bool header_is_fine(const char *header)
{
    size_t name = strcspn(header, ":;");
    for (const char *p = header; *p != '\0'; p++) {
        if ((uint8_t)*p < ' ' && *p != '\t')
            return false;
    }
    return name > 0 && header[name] != '\0' && strcspn(header, " \t") > name;
}

/* -b with "=" brings cookies, without it reads a jar; -c names the jar that is written. */
static bool cookie_option(const struct command_words *words, struct curl_options *o, int letter,
                          word_offset argument)
{
    const char *word = words->text + argument;
    if (letter == 'b')
        o->cookie = argument;
    else
        o->jar = argument;
    return (letter == 'b' && strchr(word, '=') != NULL) || strlen(word) < COMMAND_JAR_MAX;
}

static int curl_value(struct command_words *words, struct curl_options *o, int letter,
                      word_offset argument, struct text *error)
{
    const char *word = words->text + argument;
    uint64_t number;
    switch (letter) {
    case 'X':
        o->method = argument;
        return 0;
    case 'd':
        return add_data(words, o, argument) ? 0 : refuse("curl: the data is too long", error);
    case 'H':
        if (o->header_count == COMMAND_HEADERS_MAX)
            return refuse("curl: too many headers", error);
        if (!header_is_fine(word))
            return refuse("curl: a header is written as 'Name: value'", error);
        o->headers[o->header_count] = argument;
        o->header_count++;
        return 0;
    case 'o':
        o->output = argument;
        return 0;
    case 'A':
        o->agent = argument;
        return 0;
    case '5':
        if (!command_number(word, 0, UINT8_MAX, &number))
            return refuse("curl: option --max-redirs: expected a proper numerical parameter",
                          error);
        o->redirects = (uint8_t)number;
        return 0;
    case 'r':
        o->range = argument;
        return 0;
    case 'b':
    case 'c':
        return cookie_option(words, o, letter, argument)
                   ? 0
                   : refuse("curl: the name of a cookie jar has at most 31 letters", error);
    case 'm':
        return command_seconds(word, &o->max_time_ns)
                   ? 0
                   : refuse("curl: option --max-time: expected a proper numerical parameter",
                            error);
    default: /* 'U': a letter of curl_parse()'s list */
        return add_url(o, argument) ? 0 : refuse("curl: too many URLs", error);
    }
}

static void curl_flag(struct curl_options *o, int letter)
{
    o->verbose = o->verbose || letter == 'v';
    o->include = o->include || letter == 'i';
    o->head = o->head || letter == 'I';
    o->silent = o->silent || letter == 's';
    o->show_error = o->show_error || letter == 'S';
    o->insecure = o->insecure || letter == 'k';
    o->fail = o->fail || letter == 'f';
    o->location = o->location || letter == 'L';
    if (letter == '0')
        o->minor = 0;
    if (letter == '1')
        o->minor = 1;
}

int curl_parse(const struct tool *tool, struct command_words *words,
               union command_options *options, struct text *error)
{
    struct curl_options *o = &options->curl;
    struct command_scan scan = command_scan_begin(words, tool->letters, tool->long_options);
    *o = (struct curl_options){.minor = 1, .redirects = CURL_REDIRECTS};
    int letter;
    while ((letter = command_scan_next(&scan)) != SCAN_END) {
        if (letter <= SCAN_NO_ARGUMENT)
            return bad_option(&scan, letter, error);
        int status = 0;
        if (strchr("XdHoAmUbcr5", letter) != NULL)
            status = curl_value(words, o, letter, scan.argument, error);
        else
            curl_flag(o, letter);
        if (status != 0)
            return status;
    }
    for (uint16_t i = 0; i < scan.operand_count; i++) {
        if (!add_url(o, scan.operands[i]))
            return refuse("curl: too many URLs", error);
    }
    if (o->url_count == 0)
        return refuse("curl: no URL specified!\n"
                      "curl: try 'curl --help' or 'curl --manual' for more information",
                      error);
    if (o->head && o->has_data)
        return refuse(
            "curl: You can only select one HTTP request method: POST (-d) or HEAD (-I)", error);
    return 0;
}
