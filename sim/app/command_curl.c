/* app/command_curl.c: the options of curl, and curl's own words for what is wrong. */
#include <string.h>

#include "app/curl_words.h"
#include "app/tool.h"
#include "base/suggest.h"

enum {
    CURL_FAILED_INIT = 2,
    CURL_BAD_URL = 3,
    CURL_BAD_RESOLVE = 49,
    CURL_REDIRECTS = 50,
    CURL_KEEP_ALIVE = 60
};

static const char try_help[] = "\ncurl: try 'curl --help' or 'curl --manual' for more "
                               "information";

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
    text_put(error, try_help);
    return CURL_FAILED_INIT;
}

/* "curl: option --retry: expected a proper numerical parameter" */
static int bad_value(const struct command_scan *scan, const char *why, struct text *error)
{
    text_put(error, "curl: option ");
    text_put(error, scan->words->text + scan->option);
    text_put(error, ": ");
    text_put(error, why);
    text_put(error, try_help);
    return CURL_FAILED_INIT;
}

static int bad_number(const struct command_scan *scan, struct text *error)
{
    return bad_value(scan, "expected a proper numerical parameter", error);
}

static int refuse(const char *text, struct text *error)
{
    text_put(error, text);
    return CURL_FAILED_INIT;
}

/* One more word of a list. */
static bool add_word(word_offset *list, uint8_t *count, uint8_t most, word_offset word)
{
    if (*count == most)
        return false;
    list[*count] = word;
    *count += 1;
    return true;
}

static bool add_datum(struct curl_options *o, enum curl_datum_kind kind, word_offset word)
{
    if (o->data_count == COMMAND_DATA_MAX)
        return false;
    o->data[o->data_count] = (struct curl_datum){.word = word, .kind = (uint8_t)kind};
    o->data_count++;
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

/* "100", "20k", "1.5M": octets, units of 1024. */
static bool read_rate(const char *word, uint64_t *rate)
{
    static const char units[] = "bkmg";
    uint64_t whole = 0;
    const char *p = word;
    for (; *p >= '0' && *p <= '9' && whole < UINT32_MAX; p++)
        whole = whole * 10 + (uint64_t)(*p - '0');
    char unit = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
    const char *known = unit != '\0' ? strchr(units, unit) : NULL;
    if (p == word || (unit != '\0' && (known == NULL || p[1] != '\0')))
        return false;
    *rate = known != NULL ? whole << 10 * (known - units) : whole;
    return true;
}

/* [+]host:port:address. */
static bool resolve_is_fine(const char *entry)
{
    char digits[8];
    uint64_t port;
    ipv4_address address;
    const char *name = entry + (entry[0] == '+' ? 1 : 0);
    size_t host = strcspn(name, ":");
    if (host == 0 || name[host] != ':')
        return false;
    const char *number = name + host + 1;
    size_t n = strcspn(number, ":");
    if (n == 0 || n >= sizeof digits || number[n] != ':')
        return false;
    memcpy(digits, number, n);
    digits[n] = '\0';
    return command_number(digits, 1, UINT16_MAX, &port) &&
           command_ipv4(number + n + 1, &address);
}

static int add_resolve(struct curl_options *o, const char *word, word_offset argument,
                       struct text *error)
{
    if (!resolve_is_fine(word)) {
        text_put(error, "curl: (49) Couldn't parse CURLOPT_RESOLVE entry '");
        text_put(error, word);
        text_put(error, "'");
        return CURL_BAD_RESOLVE;
    }
    return add_word(o->resolve, &o->resolve_count, COMMAND_COOKIES_MAX, argument)
               ? 0
               : refuse("curl: too many --resolve", error);
}

/* -b with "=" brings cookies, without it names a file. */
static int add_cookie(struct curl_options *o, const char *word, word_offset argument,
                      struct text *error)
{
    if (strchr(word, '=') == NULL && strlen(word) >= COMMAND_JAR_MAX)
        return refuse("curl: the name of a cookie jar has at most 31 letters", error);
    return add_word(o->cookies, &o->cookie_count, COMMAND_COOKIES_MAX, argument)
               ? 0
               : refuse("curl: too many cookie options", error);
}

static int set_jar(struct curl_options *o, const char *word, word_offset argument,
                   struct text *error)
{
    if (strlen(word) >= COMMAND_JAR_MAX)
        return refuse("curl: the name of a cookie jar has at most 31 letters", error);
    o->jar = argument;
    return 0;
}

static int add_header(struct curl_options *o, const char *word, word_offset argument,
                      struct text *error)
{
    if (!header_is_fine(word))
        return refuse("curl: a header is written as 'Name: value'", error);
    return add_word(o->headers, &o->header_count, COMMAND_HEADERS_MAX, argument)
               ? 0
               : refuse("curl: too many headers", error);
}

static int add_data(struct curl_options *o, int code, word_offset argument, struct text *error)
{
    enum curl_datum_kind kind = code == CURL_CODE_DATA_BINARY      ? CURL_DATUM_BINARY
                                : code == CURL_CODE_DATA_RAW       ? CURL_DATUM_RAW
                                : code == CURL_CODE_DATA_URLENCODE ? CURL_DATUM_URLENCODE
                                : code == CURL_CODE_JSON           ? CURL_DATUM_JSON
                                                                   : CURL_DATUM_PLAIN;
    return add_datum(o, kind, argument) ? 0 : refuse("curl: too many pieces of data", error);
}

/* --- options with a number --- */

static int time_value(const struct command_scan *scan, struct curl_options *o, int code,
                      const char *word, struct text *error)
{
    int64_t *to = code == 'm'                         ? &o->max_time_ns
                  : code == CURL_CODE_CONNECT_TIMEOUT ? &o->connect_ns
                  : code == CURL_CODE_EXPECT_TIMEOUT  ? &o->expect_ns
                  : code == CURL_CODE_KEEPALIVE_TIME  ? &o->keep_alive_ns
                  : code == CURL_CODE_RETRY_DELAY     ? &o->retry_delay_ns
                                                      : &o->retry_max_ns;
    return command_seconds(word, to) ? 0 : bad_number(scan, error);
}

static int number_value(const struct command_scan *scan, struct curl_options *o, int code,
                        const char *word, struct text *error)
{
    uint64_t number = 0;
    if (code == CURL_CODE_LIMIT_RATE) {
        if (read_rate(word, &o->rate))
            return 0;
        text_put(error, "Warning: invalid number specified for rate\n");
        return bad_value(scan, "is badly used here", error);
    }
    if (code == 'C' && strcmp(word, "-") == 0) {
        o->resume = CURL_RESUME_FILE;
        return 0;
    }
    if (code == CURL_CODE_MAX_REDIRS && strcmp(word, "-1") == 0) {
        o->redirects = CURL_REDIRECTS_ANY;
        return 0;
    }
    uint64_t most = code == CURL_CODE_MAX_REDIRS ? CURL_REDIRECTS_ANY - 1
                    : code == CURL_CODE_RETRY    ? 1000000
                                                 : INT64_MAX;
    if (!command_number(word, 0, most, &number))
        return bad_number(scan, error);
    if (code == CURL_CODE_MAX_REDIRS) {
        o->redirects = (uint8_t)number;
    } else if (code == CURL_CODE_RETRY) {
        o->retries = (uint32_t)number;
    } else {
        o->resume = CURL_RESUME_AT;
        o->resume_at = number;
    }
    return 0;
}

/* --- options with a word --- */

/* Where an option's only word is kept; NULL: it is none of these. */
static word_offset *place_of(struct curl_options *o, int code)
{
    switch (code) {
    case 'X':
        return &o->method;
    case 'A':
        return &o->agent;
    case 'e':
        return &o->referer;
    case 'r':
        return &o->range;
    case 'u':
        return &o->user;
    case 'U':
        return &o->proxy_user;
    case 'x':
        return &o->proxy;
    case 'w':
        return &o->write_out;
    case 'D':
        return &o->dump;
    case CURL_CODE_BEARER:
        return &o->bearer;
    case CURL_CODE_NO_PROXY:
        return &o->no_proxy;
    default: /* not an enum of ours: any letter */
        return NULL;
    }
}

static int list_value(struct curl_options *o, int code, const char *word, word_offset argument,
                      struct text *error)
{
    switch (code) {
    case 'H':
        return add_header(o, word, argument, error);
    case 'b':
        return add_cookie(o, word, argument, error);
    case 'c':
        return set_jar(o, word, argument, error);
    case 'o':
        return add_word(o->outputs, &o->output_count, COMMAND_URLS_MAX, argument)
                   ? 0
                   : refuse("curl: too many files", error);
    case 'T':
        return add_word(o->uploads, &o->upload_count, COMMAND_URLS_MAX, argument)
                   ? 0
                   : refuse("curl: too many files", error);
    case CURL_CODE_RESOLVE:
        return add_resolve(o, word, argument, error);
    case CURL_CODE_URL:
        return add_word(o->urls, &o->url_count, COMMAND_URLS_MAX, argument)
                   ? 0
                   : refuse("curl: too many URLs", error);
    default: /* -d and its kin */
        return add_data(o, code, argument, error);
    }
}

static int curl_value(const struct command_scan *scan, struct curl_options *o, int code,
                      struct text *error)
{
    const char *word = scan->words->text + scan->argument;
    word_offset *place = place_of(o, code);
    if (place != NULL) {
        *place = scan->argument;
        return 0;
    }
    if (code == 'm' || code == CURL_CODE_CONNECT_TIMEOUT || code == CURL_CODE_EXPECT_TIMEOUT ||
        code == CURL_CODE_KEEPALIVE_TIME || code == CURL_CODE_RETRY_DELAY ||
        code == CURL_CODE_RETRY_MAX_TIME)
        return time_value(scan, o, code, word, error);
    if (code == 'C' || code == CURL_CODE_LIMIT_RATE || code == CURL_CODE_MAX_REDIRS ||
        code == CURL_CODE_RETRY)
        return number_value(scan, o, code, word, error);
    return list_value(o, code, word, scan->argument, error);
}

/* --- options that stand alone --- */

static void flag_letter(struct curl_options *o, int letter)
{
    o->verbose = o->verbose || letter == 'v';
    o->include = o->include || letter == 'i';
    o->head = o->head || letter == 'I';
    o->silent = o->silent || letter == 's';
    o->show_error = o->show_error || letter == 'S';
    o->insecure = o->insecure || letter == 'k';
    o->location = o->location || letter == 'L';
    o->get = o->get || letter == 'G';
    o->glob_off = o->glob_off || letter == 'g';
    o->junk_sessions = o->junk_sessions || letter == 'j';
    if (letter == 'f')
        o->fails = CURL_FAILS;
    if (letter == '0')
        o->minor = 0;
    if (letter == '#')
        o->meter = CURL_BAR;
    if (letter == 'h')
        o->tells = CURL_TELLS_HELP;
    if (letter == 'V')
        o->tells = CURL_TELLS_VERSION;
    if (letter == 'O')
        (void)add_word(o->outputs, &o->output_count, COMMAND_URLS_MAX, CURL_REMOTE_NAME);
}

static void flag_code(struct curl_options *o, int code)
{
    if (code == CURL_CODE_FAIL_WITH_BODY)
        o->fails = CURL_FAILS_WITH_BODY;
    if (code == CURL_CODE_HTTP11)
        o->minor = 1;
    if (code == CURL_CODE_NO_KEEPALIVE)
        o->keep_alive_off = 1;
    if (code == CURL_CODE_NO_METER)
        o->meter = CURL_NO_METER;
    if (code == CURL_CODE_LOCATION_TRUSTED)
        o->location = o->trusted = 1;
    if (code == CURL_CODE_POST301)
        o->post_kept |= CURL_POST301;
    if (code == CURL_CODE_POST302)
        o->post_kept |= CURL_POST302;
    if (code == CURL_CODE_POST303)
        o->post_kept |= CURL_POST303;
    if (code == CURL_CODE_RETRY_ALL)
        o->retry_all = 1;
    if (code == CURL_CODE_RETRY_REFUSED)
        o->retry_refused = 1;
}

/* --- what does not go together --- */

/* "You can only select one HTTP request method! You asked for both …", in lines of 79. */
static int two_methods(const char *lines, struct text *error)
{
    text_put(error,
             "Warning: You can only select one HTTP request method! You asked for both ");
    text_put(error, lines);
    return CURL_FAILED_INIT;
}

static int check_methods(const struct curl_options *o, struct text *error)
{
    bool posts = o->data_count > 0 && !o->get;
    if (o->upload_count > 0 && posts)
        return two_methods("PUT \nWarning: (-T, --upload-file) and POST (-d, --data).", error);
    if (o->upload_count > 0 && o->head)
        return two_methods("PUT \nWarning: (-T, --upload-file) and HEAD (-I, --head).", error);
    if (posts && o->head)
        return two_methods("POST \nWarning: (-d, --data) and HEAD (-I, --head).", error);
    return 0;
}

/* What the real one would read as several URLs. */
static int check_globs(const struct command_words *words, const struct curl_options *o,
                       struct text *error)
{
    for (uint8_t i = 0; i < o->url_count && !o->glob_off; i++) {
        if (strpbrk(words->text + o->urls[i], "{}[]") == NULL)
            continue;
        text_put(error, "curl: (3) {} and [] in a URL would stand for several URLs; -g takes "
                        "them as they are");
        return CURL_BAD_URL;
    }
    return 0;
}

static int check(const struct command_words *words, const struct curl_options *o,
                 struct text *error)
{
    if (o->tells != CURL_TELLS_NOTHING)
        return 0;
    if (o->url_count == 0) {
        text_put(error, "curl: no URL specified!");
        return refuse(try_help, error);
    }
    int status = check_methods(o, error);
    return status != 0 ? status : check_globs(words, o, error);
}

/* URLs, and what --help may have behind it. */
static int take_operands(const struct command_scan *scan, struct curl_options *o,
                         struct text *error)
{
    for (uint16_t i = 0; i < scan->operand_count; i++) {
        const char *word = scan->words->text + scan->operands[i];
        if (o->tells == CURL_TELLS_HELP && strcmp(word, "all") == 0)
            o->tells = CURL_TELLS_ALL_HELP;
        if (!add_word(o->urls, &o->url_count, COMMAND_URLS_MAX, scan->operands[i]))
            return refuse("curl: too many URLs", error);
    }
    return 0;
}

int curl_parse(const struct tool *tool, struct command_words *words,
               union command_options *options, struct text *error)
{
    struct curl_options *o = &options->curl;
    struct command_scan scan = command_scan_begin(words, tool->letters, tool->long_options);
    *o = (struct curl_options){.minor = 1,
                               .redirects = CURL_REDIRECTS,
                               .expect_ns = SIM_SECOND,
                               .keep_alive_ns = CURL_KEEP_ALIVE * SIM_SECOND};
    int status = 0;
    int code;
    while ((code = command_scan_next(&scan)) != SCAN_END) {
        if (code <= SCAN_NO_ARGUMENT)
            return bad_option(&scan, code, error);
        if (code == CURL_CODE_COMPRESSED)
            return bad_value(&scan, "the installed libcurl version doesn't support this",
                             error);
        if (code >= SCAN_CODES_WITH_ARGUMENT || strchr("AbCcdDeHmorTuUwxX", code) != NULL)
            status = curl_value(&scan, o, code, error);
        else if (code >= SCAN_CODES)
            flag_code(o, code);
        else
            flag_letter(o, code);
        if (status != 0)
            return status;
    }
    status = take_operands(&scan, o, error);
    return status != 0 ? status : check(words, o, error);
}
