/* app/cookie_jar.c: see cookie_jar.h. */
#include "app/cookie_jar.h"

#include <string.h>

#include "app/cookie_file.h"
#include "app/curl.h"
#include "app/host_file.h"
#include "wire/http_cookie.h"

/* --- which jar --- */

/* The first -b that names a jar, and does not bring cookies itself; "": none. */
static const char *cookie_word(const struct job *job)
{
    const struct curl_options *o = &job->command.options.curl;
    for (uint8_t i = 0; i < o->cookie_count; i++) {
        const char *word = command_word(&job->command, o->cookies[i]);
        if (strchr(word, '=') == NULL)
            return word;
    }
    return "";
}

static bool reads_jar(const struct job *job)
{
    return cookie_word(job)[0] != '\0';
}

static bool keeps_cookies(const struct job *job)
{
    return reads_jar(job) || job->command.options.curl.jar != 0;
}

/* The jar that the command works on: that of -c, or one of its own. */
static void put_jar(struct text *name, const struct app *app, const struct job *job)
{
    const struct curl_options *o = &job->command.options.curl;
    if (o->jar != 0) {
        text_put(name, command_word(&job->command, o->jar));
    } else {
        text_put(name, "(curl ");
        text_put_unsigned(name, job_row(app, job));
        text_put_char(name, ')');
    }
}

/* --- rows --- */

static uint32_t row_of(const struct app *app, const struct cookie_row *cookie)
{
    return (uint32_t)(cookie - app->cookies);
}

static void note(struct app *app, const struct cookie_row *cookie, enum row_change change)
{
    sim_row(app->sim, cookie->node, TABLE_COOKIE, row_of(app, cookie), change, cookie->number);
}

static void note_rule(struct app *app, const struct cookie_row *cookie, enum rule rule)
{
    app_note_rule(app, cookie->node, rule, TABLE_COOKIE, row_of(app, cookie), cookie->number,
                  0);
}

static void remove_row(struct app *app, uint32_t node, uint32_t row)
{
    uint32_t *link = &app->services[node].cookies;
    while (*link != row + 1)
        link = &app->cookies[*link - 1].next;
    *link = app->cookies[row].next;
    note(app, &app->cookies[row], ROW_REMOVED);
    arena_give(&app->sim->arena, app->cookie_pool, row);
}

static void remove_expired(struct app *app, uint32_t node)
{
    uint32_t next;
    for (uint32_t i = app->services[node].cookies; i != 0; i = next) {
        const struct cookie_row *row = &app->cookies[i - 1];
        next = row->next;
        if (row->expires > app_date(app))
            continue;
        note_rule(app, row, RULE_HTTP_COOKIE_DELETED);
        remove_row(app, node, i - 1);
    }
}

static void empty_jar(struct app *app, uint32_t node, const char *jar)
{
    uint32_t next;
    for (uint32_t i = app->services[node].cookies; i != 0; i = next) {
        next = app->cookies[i - 1].next;
        if (strcmp(app->cookies[i - 1].jar, jar) == 0)
            remove_row(app, node, i - 1);
    }
}

/* The end of the node's chain, where a new row goes; the oldest one makes way when there are
 * too many. */
static uint32_t *end_of_chain(struct app *app, uint32_t node)
{
    uint32_t count = 0;
    remove_expired(app, node); /* these go first */
    for (uint32_t i = app->services[node].cookies; i != 0; i = app->cookies[i - 1].next)
        count++;
    if (count >= COOKIES_MOST)
        remove_row(app, node, app->services[node].cookies - 1);
    uint32_t *link = &app->services[node].cookies;
    while (*link != 0)
        link = &app->cookies[*link - 1].next;
    return link;
}

/* A row like *model. NULL: no room in the simulator. */
static struct cookie_row *add_row(struct app *app, const struct cookie_row *model)
{
    uint32_t *link = end_of_chain(app, model->node);
    uint32_t row = arena_take(&app->sim->arena, app->cookie_pool);
    if (row == NONE)
        return NULL;
    struct cookie_row *cookie = &app->cookies[row];
    *cookie = *model;
    cookie->next = 0;
    cookie->in_use = 1;
    cookie->number = ++app->services[model->node].cookie_numbers;
    *link = row + 1;
    note(app, cookie, ROW_ADDED);
    return cookie;
}

static void copy_jar(struct app *app, uint32_t node, const char *from, const char *to)
{
    uint32_t last = app->services[node].cookie_numbers; /* copies are not copied again */
    uint32_t next;
    for (uint32_t i = app->services[node].cookies; i != 0; i = next) {
        struct cookie_row model = app->cookies[i - 1];
        next = model.next;
        if (model.number > last)
            return;
        if (strcmp(model.jar, from) != 0)
            continue;
        memset(model.jar, 0, sizeof model.jar);
        memcpy(model.jar, to, strlen(to));
        if (add_row(app, &model) == NULL)
            return;
        next = app->cookies[i - 1].in_use ? app->cookies[i - 1].next : 0;
    }
}

/* --- the jar's file --- */

/* The file has another text than its rows. */
static bool is_changed(struct app *app, uint32_t node, const char *jar,
                       const struct host_file *file)
{
    char *shown = (char *)app->scratch[APP_SCRATCH_REQUEST];
    char *there = (char *)app->scratch[APP_SCRATCH_TARGET];
    struct text text = text_over(shown, COOKIE_FILE_MOST);
    cookie_file_put(&text, app, node, jar);
    size_t n = host_file_read(app, file, 0, there, COOKIE_FILE_MOST);
    return n != text.length || memcmp(shown, there, n) != 0;
}

static void read_file(struct app *app, uint32_t node, const char *jar,
                      const struct host_file *file)
{
    const char *octets = (const char *)app->scratch[APP_SCRATCH_TARGET];
    size_t n = host_file_read(app, file, 0, app->scratch[APP_SCRATCH_TARGET], COOKIE_FILE_MOST);
    size_t at = 0;
    while (at < n) {
        const char *end = memchr(octets + at, '\n', n - at);
        size_t length = end != NULL ? (size_t)(end - octets) - at : n - at;
        struct cookie_row row;
        memset(&row, 0, sizeof row);
        row.node = node;
        memcpy(row.jar, jar, strlen(jar));
        if (cookie_file_line(octets + at, length, &row))
            (void)add_row(app, &row);
        at += length + 1;
    }
}

/* -b FILE: the rows are what the file says now. */
static void load_jar(struct app *app, struct job *job, const char *jar)
{
    char buffer[CURL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    const struct host_file *file = host_file_find(app, job->node, jar);
    if (file != NULL && !is_changed(app, job->node, jar, file))
        return;
    empty_jar(app, job->node, jar);
    if (file != NULL) {
        read_file(app, job->node, jar, file);
        return;
    }
    text_put(&line, "* WARNING: failed to open cookie file \"");
    text_put(&line, jar);
    text_put_char(&line, '"');
    curl_remark(app, job, &line);
}

/* -c FILE: the file shows the rows. */
static void save_jar(struct app *app, struct job *job, const char *jar)
{
    char *octets = (char *)app->scratch[APP_SCRATCH_REQUEST];
    struct text text = text_over(octets, COOKIE_FILE_MOST);
    struct file_ref ref;
    remove_expired(app, job->node);
    cookie_file_put(&text, app, job->node, jar);
    if (strcmp(jar, "-") == 0) {
        curl_print(app, job, (const uint8_t *)octets, text.length);
        curl_flush(app, job);
        empty_jar(app, job->node, jar);
    } else if (host_file_open(app, job->node, jar, HOST_FILE_REWRITE, &ref) == HOST_FILE_FINE) {
        (void)host_file_append(app, ref, octets, text.length);
    }
}

/* -j: cookies that end with the client have ended. */
static void junk_sessions(struct app *app, uint32_t node, const char *jar)
{
    uint32_t next;
    for (uint32_t i = app->services[node].cookies; i != 0; i = next) {
        next = app->cookies[i - 1].next;
        if (strcmp(app->cookies[i - 1].jar, jar) == 0 &&
            app->cookies[i - 1].expires == INT64_MAX)
            remove_row(app, node, i - 1);
    }
}

void cookie_jar_begin(struct app *app, struct job *job)
{
    char buffer[COMMAND_JAR_MAX];
    struct text jar = text_over(buffer, sizeof buffer);
    if (!keeps_cookies(job))
        return;
    put_jar(&jar, app, job);
    if (reads_jar(job))
        load_jar(app, job, cookie_word(job));
    bool same = reads_jar(job) && strcmp(cookie_word(job), buffer) == 0;
    if (!same)
        empty_jar(app, job->node, buffer);
    if (!same && reads_jar(job))
        copy_jar(app, job->node, cookie_word(job), buffer);
    if (job->command.options.curl.junk_sessions)
        junk_sessions(app, job->node, buffer);
}

void cookie_jar_end(struct app *app, struct job *job)
{
    char buffer[COMMAND_JAR_MAX];
    struct text jar = text_over(buffer, sizeof buffer);
    if (!keeps_cookies(job))
        return;
    put_jar(&jar, app, job);
    if (job->command.options.curl.jar != 0)
        save_jar(app, job, buffer);
    else
        empty_jar(app, job->node, buffer);
}

/* --- Set-Cookie --- */

static bool copy_span(char *to, size_t capacity, const uint8_t *octets, struct http_span span)
{
    struct text text = text_over(to, capacity);
    text_put_octets(&text, octets + span.at, span.length);
    return text.ok;
}

static bool begins_with(const struct http_cookie *cookie, const uint8_t *octets,
                        const char *prefix)
{
    size_t n = strlen(prefix);
    return cookie->name.length >= n && memcmp(octets + cookie->name.at, prefix, n) == 0;
}

/* A name may promise what the attributes must keep (draft-ietf-httpbis-rfc6265bis section
 * 4.1.3). */
static bool keeps_promise(const struct http_cookie *cookie, const uint8_t *octets,
                          const struct cookie_row *row)
{
    if (begins_with(cookie, octets, "__Secure-"))
        return row->secure;
    if (begins_with(cookie, octets, "__Host-"))
        return row->secure && row->host_only && strcmp(row->path, "/") == 0;
    return true;
}

/* Step 5: nobody sets cookies for all of "com"; for the host itself, which has no dot, it is as
 * if no domain was said. */
static bool domain_is_allowed(struct cookie_row *row, const char *host)
{
    bool own =
        strlen(host) == strlen(row->domain) && http_cookie_domain_matches(host, row->domain);
    if (row->host_only || strchr(row->domain, '.') != NULL)
        return true;
    row->host_only = own;
    return own;
}

/* Section 5.3, steps 2 to 10. False: it is not for this host, or too long. */
static bool make_row(const struct app *app, const struct http_cookie *cookie,
                     const uint8_t *octets, const char *host, const char *target,
                     struct cookie_row *row)
{
    int64_t now = app_date(app);
    struct text domain = text_over(row->domain, sizeof row->domain);
    struct text path = text_over(row->path, sizeof row->path);
    row->expires = cookie->has_expires ? cookie->expires : INT64_MAX;
    if (cookie->has_max_age)
        row->expires = cookie->max_age > 0 ? now + cookie->max_age : now;
    row->secure = cookie->secure;
    row->http_only = cookie->http_only;
    row->same_site = (uint8_t)cookie->same_site;
    row->host_only = cookie->domain.length == 0;
    if (row->host_only)
        text_put(&domain, host);
    else
        text_put_octets(&domain, octets + cookie->domain.at, cookie->domain.length);
    if (cookie->path.length == 0)
        http_cookie_default_path(target, &path);
    else
        text_put_octets(&path, octets + cookie->path.at, cookie->path.length);
    if (!domain_is_allowed(row, host) || !keeps_promise(cookie, octets, row))
        return false;
    bool fits = domain.ok && path.ok &&
                copy_span(row->name, sizeof row->name, octets, cookie->name) &&
                copy_span(row->value, sizeof row->value, octets, cookie->value);
    return fits && http_cookie_domain_matches(host, row->domain);
}

static struct cookie_row *find_row(const struct app *app, const struct cookie_row *like)
{
    for (uint32_t i = app->services[like->node].cookies; i != 0; i = app->cookies[i - 1].next) {
        struct cookie_row *row = &app->cookies[i - 1];
        if (strcmp(row->jar, like->jar) == 0 && strcmp(row->name, like->name) == 0 &&
            strcmp(row->path, like->path) == 0 &&
            http_cookie_domain_matches(row->domain, like->domain) &&
            strlen(row->domain) == strlen(like->domain))
            return row;
    }
    return NULL;
}

/* Steps 11 and 12: the row that is there keeps its age; one whose time is over goes. */
static const struct cookie_row *store_row(struct app *app, const struct cookie_row *made,
                                          bool *replaced)
{
    struct cookie_row *old = find_row(app, made);
    *replaced = old != NULL;
    if (made->expires <= app_date(app)) {
        if (old == NULL)
            return NULL;
        note_rule(app, old, RULE_HTTP_COOKIE_DELETED);
        remove_row(app, old->node, row_of(app, old));
        return NULL;
    }
    if (old == NULL) {
        struct cookie_row *added = add_row(app, made);
        if (added != NULL)
            note_rule(app, added, RULE_HTTP_COOKIE_STORED);
        return added;
    }
    struct cookie_row kept = *old;
    *old = *made;
    old->next = kept.next;
    old->number = kept.number;
    old->in_use = 1;
    note(app, old, ROW_CHANGED);
    note_rule(app, old, RULE_HTTP_COOKIE_REPLACED);
    return old;
}

const struct cookie_row *cookie_jar_put(struct app *app, const struct job *job,
                                        const char *host, const char *target,
                                        const uint8_t *octets, size_t length, bool *replaced)
{
    struct http_cookie cookie;
    struct cookie_row made;
    memset(&made, 0, sizeof made);
    if (!keeps_cookies(job))
        return NULL;
    struct text jar = text_over(made.jar, sizeof made.jar);
    put_jar(&jar, app, job);
    made.node = job->node;
    if (http_cookie_read(octets, length, &cookie) &&
        make_row(app, &cookie, octets, host, target, &made))
        return store_row(app, &made, replaced);
    app_note_rule(app, job->node, RULE_HTTP_COOKIE_REFUSED, TABLE_NONE, 0, 0, 0);
    return NULL;
}

/* --- Cookie --- */

/* It goes along: a connection without TLS is not secure. */
static bool belongs(const struct cookie_row *row, const char *jar, const char *host,
                    const char *target)
{
    bool host_fits = http_cookie_domain_matches(host, row->domain) &&
                     (!row->host_only || strlen(host) == strlen(row->domain));
    return strcmp(row->jar, jar) == 0 && host_fits && !row->secure &&
           http_cookie_path_matches(target, row->path);
}

static void put_pair(struct text *value, const struct cookie_row *row)
{
    text_put(value, value->length > 0 ? "; " : "");
    text_put(value, row->name);
    text_put_char(value, '=');
    text_put(value, row->value);
}

/* The longest path below `bound` of the cookies that belong: longer paths come first. */
static size_t next_path(const struct app *app, uint32_t node, const char *jar, const char *host,
                        const char *target, size_t bound)
{
    size_t longest = 0;
    for (uint32_t i = app->services[node].cookies; i != 0; i = app->cookies[i - 1].next) {
        const struct cookie_row *row = &app->cookies[i - 1];
        size_t length = strlen(row->path);
        if (length < bound && length > longest && belongs(row, jar, host, target))
            longest = length;
    }
    return longest;
}

/* Cookies that -b brings by hand. */
static void put_brought(const struct job *job, struct text *value)
{
    const struct curl_options *o = &job->command.options.curl;
    bool first = true;
    for (uint8_t i = 0; i < o->cookie_count; i++) {
        const char *word = command_word(&job->command, o->cookies[i]);
        if (strchr(word, '=') == NULL)
            continue;
        text_put(value, value->length == 0 ? "" : first ? "; " : ";");
        text_put(value, word);
        first = false;
    }
}

void cookie_jar_collect(struct app *app, const struct job *job, const char *host,
                        const char *target, struct text *value)
{
    char buffer[COMMAND_JAR_MAX];
    struct text jar = text_over(buffer, sizeof buffer);
    uint32_t node = job->node;
    remove_expired(app, node);
    if (keeps_cookies(job)) {
        put_jar(&jar, app, job);
        size_t path = next_path(app, node, buffer, host, target, SIZE_MAX);
        while (path > 0) {
            for (uint32_t i = app->services[node].cookies; i != 0;
                 i = app->cookies[i - 1].next) {
                const struct cookie_row *row = &app->cookies[i - 1];
                if (strlen(row->path) == path && belongs(row, buffer, host, target)) {
                    put_pair(value, row);
                    note_rule(app, row, RULE_HTTP_COOKIE_SENT);
                }
            }
            path = next_path(app, node, buffer, host, target, path);
        }
    }
    put_brought(job, value);
}
