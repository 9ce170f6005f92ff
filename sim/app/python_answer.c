/* app/python_answer.c: what Python's http.server (3.11, SimpleHTTPRequestHandler) answers: GET
 * and HEAD of files, lists of directories, and a page that says what is wrong. */
#include <string.h>

#include "app/host_file.h"
#include "app/python_path.h"
#include "app/python_server.h"
#include "app/web_store.h"
#include "base/calendar.h"
#include "wire/http_date.h"
#include "wire/http_writer.h"

enum { PYTHON_LINE = 2700, PYTHON_SHOWN = 500, PYTHON_NAME = 5 * HOST_FILE_NAME };

/* A request that is being answered. */
struct visit {
    struct app *app;
    struct job *job;
    struct visitor *v;
    const struct python_request *request;
};

/* --- the log --- */

void python_log_begin(struct text *line, const struct app *app, const struct visitor *v)
{
    struct calendar date = calendar_from_seconds(app_date(app));
    text_put_ipv4(line, tcp_remote(app->transport, v->socket).address);
    text_put(line, " - - [");
    text_put_digits(line, date.day, 2);
    text_put_char(line, '/');
    text_put(line, calendar_month(&date));
    text_put_char(line, '/');
    text_put_signed(line, date.year);
    text_put_char(line, ' ');
    calendar_put_time(line, &date);
    text_put(line, "] ");
}

/* A character of Latin-1, as UTF-8. */
static void put_character(struct text *text, uint8_t octet)
{
    if (octet >= 0x80)
        text_put_char(text, (char)(0xc0 | octet >> 6));
    text_put_char(text, (char)(octet < 0x80 ? octet : 0x80 | (octet & 0x3f)));
}

/* Octets that are Latin-1 to Python; controls and backslashes by their escapes. */
static void put_logged(struct text *line, const uint8_t *octets, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (octets[i] == '\\') {
            text_put(line, "\\\\");
        } else if (octets[i] < 0x20 || (octets[i] >= 0x7f && octets[i] < 0xa0)) {
            text_put(line, "\\x");
            text_put_hex(line, octets[i], 2);
        } else {
            put_character(line, octets[i]);
        }
    }
}

static void log_request(const struct visit *visit, enum python_verdict verdict, unsigned status)
{
    char buffer[PYTHON_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    size_t length = visit->request->line.length;
    python_log_begin(&line, visit->app, visit->v);
    text_put_char(&line, '"');
    if (verdict != PYTHON_LONG_LINE)
        put_logged(&line, visit->request->octets,
                   length < PYTHON_SHOWN ? length : PYTHON_SHOWN);
    text_put(&line, "\" ");
    text_put_unsigned(&line, status);
    text_put(&line, " -");
    job_complain(visit->app, visit->job, &line);
}

static void log_error(const struct visit *visit, unsigned status, const struct text *message)
{
    char buffer[PYTHON_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    python_log_begin(&line, visit->app, visit->v);
    text_put(&line, "code ");
    text_put_unsigned(&line, status);
    text_put(&line, ", message ");
    put_logged(&line, (const uint8_t *)message->octets, message->length);
    job_complain(visit->app, visit->job, &line);
}

/* --- the octets of an answer --- */

static void put_out(const struct visit *visit, const struct text *text)
{
    (void)web_text_add(visit->app, &visit->v->out, &visit->v->out_length,
                       (const uint8_t *)text->octets, text->length);
}

/* The status line and the two fields that every answer has; nothing in HTTP/0.9. */
static void begin_head(const struct visit *visit, struct text *head, unsigned status,
                       const char *reason)
{
    if (visit->request->old)
        return;
    text_put(head, "HTTP/1.0 ");
    text_put_unsigned(head, status);
    text_put_char(head, ' ');
    text_put(head, reason);
    app_note_message(visit->app, visit->job->node, MESSAGE_RESPONSE_SENT, head->octets,
                     head->length);
    text_put(head, "\r\nServer: SimpleHTTP/0.6 Python/3.11.2\r\nDate: ");
    http_put_date(head, app_date(visit->app));
    text_put(head, "\r\n");
}

static void put_length(struct text *head, uint64_t length)
{
    text_put(head, "Content-Length: ");
    text_put_unsigned(head, length);
    text_put(head, "\r\n");
}

static void end_head(const struct visit *visit, struct text *head)
{
    if (visit->request->old)
        return;
    text_put(head, "\r\n");
    put_out(visit, head);
}

static bool is_head(const struct visit *visit)
{
    return visit->request->known && python_request_is(visit->request, "HEAD");
}

/* --- what is wrong --- */

static void put_error_page(struct text *page, unsigned status, const struct text *message,
                           const char *explanation)
{
    text_put(page, "<!DOCTYPE HTML>\n<html lang=\"en\">\n    <head>\n"
                   "        <meta charset=\"utf-8\">\n"
                   "        <title>Error response</title>\n    </head>\n    <body>\n"
                   "        <h1>Error response</h1>\n        <p>Error code: ");
    text_put_unsigned(page, status);
    text_put(page, "</p>\n        <p>Message: ");
    for (size_t i = 0; i < message->length; i++) {
        char utf8[4];
        struct text one = text_over(utf8, sizeof utf8);
        put_character(&one, (uint8_t)message->octets[i]);
        python_put_html(page, utf8, one.length);
    }
    text_put(page, ".</p>\n        <p>Error code explanation: ");
    text_put_unsigned(page, status);
    text_put(page, " - ");
    text_put(page, explanation);
    text_put(page, ".</p>\n    </body>\n</html>\n");
}

static void send_error(const struct visit *visit, enum python_verdict verdict, unsigned status,
                       const struct text *message, const char *explanation)
{
    char buffer[PYTHON_LINE];
    struct text head = text_over(buffer, sizeof buffer);
    struct text page = text_over((char *)visit->app->scratch[APP_SCRATCH_ANSWER], APP_SCRATCH);
    log_error(visit, status, message);
    log_request(visit, verdict, status);
    put_error_page(&page, status, message, explanation);
    begin_head(visit, &head, status, message->octets);
    text_put(&head, "Connection: close\r\nContent-Type: text/html;charset=utf-8\r\n");
    put_length(&head, page.length);
    end_head(visit, &head);
    if (!is_head(visit))
        put_out(visit, &page);
}

/* repr() of a string: in '', or in "" when there is a ' in it. */
static void put_quoted(struct text *text, const uint8_t *octets, size_t length)
{
    size_t shown = length < PYTHON_SHOWN ? length : PYTHON_SHOWN;
    bool twice = length > 0 && memchr(octets, '\'', length) != NULL &&
                 memchr(octets, '"', length) == NULL;
    char mark = twice ? '"' : '\'';
    text_put_char(text, mark);
    for (size_t i = 0; i < shown; i++) {
        const char *letter = octets[i] == '\t'   ? "\\t"
                             : octets[i] == '\n' ? "\\n"
                             : octets[i] == '\r' ? "\\r"
                                                 : NULL;
        bool printable = octets[i] >= ' ' && octets[i] != 0x7f && octets[i] != 0xad &&
                         (octets[i] < 0x80 || octets[i] > 0xa0);
        if (letter != NULL) {
            text_put(text, letter);
        } else if (!printable) {
            text_put(text, "\\x");
            text_put_hex(text, octets[i], 2);
        } else {
            if (octets[i] == (uint8_t)mark || octets[i] == '\\')
                text_put_char(text, '\\');
            text_put_octets(text, octets + i, 1);
        }
    }
    text_put_char(text, mark);
}

static void put_span(struct text *text, const struct visit *visit, const char *before,
                     struct http_span span)
{
    text_put(text, before);
    put_quoted(text, visit->request->octets + span.at, span.length);
    text_put_char(text, ')');
}

/* A version without the "HTTP/" before it. */
static void put_wrong_version(struct text *text, const struct python_request *request)
{
    enum { HTTP_SLASH = 5 };
    text_put(text, "Invalid HTTP version (");
    text_put_octets(text, request->octets + request->version.at + HTTP_SLASH,
                    request->version.length - (size_t)HTTP_SLASH);
    text_put_char(text, ')');
}

static void refuse(const struct visit *visit, enum python_verdict verdict)
{
    const struct python_request *r = visit->request;
    char buffer[4 * PYTHON_SHOWN + 100];
    struct text message = text_over(buffer, sizeof buffer);
    unsigned status = 400;
    const char *why = "Bad request syntax or unsupported method";
    switch (verdict) {
    case PYTHON_BAD_VERSION:
        put_span(&message, visit, "Bad request version (", r->version);
        break;
    case PYTHON_WRONG_VERSION:
        put_wrong_version(&message, r);
        status = 505;
        why = "Cannot fulfill request";
        break;
    case PYTHON_BAD_SYNTAX:
        put_span(&message, visit, "Bad request syntax (", r->line);
        break;
    case PYTHON_BAD_OLD:
        put_span(&message, visit, "Bad HTTP/0.9 request type (", r->method);
        break;
    case PYTHON_LONG_LINE:
        text_put(&message, "Request-URI Too Long");
        status = 414;
        why = "URI is too long";
        break;
    case PYTHON_LONG_FIELD:
        text_put(&message, "Line too long");
        status = 431;
        why = "got more than 65536 bytes when reading header line";
        break;
    case PYTHON_MANY_FIELDS:
        text_put(&message, "Too many headers");
        status = 431;
        why = "got more than 100 headers";
        break;
    case PYTHON_REQUEST: /* its method: no other question is open */
        put_span(&message, visit, "Unsupported method (", r->method);
        status = 501;
        why = "Server does not support this operation";
        break;
    case PYTHON_MORE:
    case PYTHON_NOTHING:
        return;
    }
    send_error(visit, verdict, status, &message, why);
}

static void send_not_found(const struct visit *visit)
{
    char buffer[32];
    struct text message = text_over(buffer, sizeof buffer);
    text_put(&message, "File not found");
    send_error(visit, PYTHON_REQUEST, 404, &message, "Nothing matches the given URI");
}

/* --- directories --- */

/* A directory is asked for without its last slash. */
static void send_elsewhere(const struct visit *visit)
{
    struct text head = text_over((char *)visit->app->scratch[APP_SCRATCH_ANSWER], APP_SCRATCH);
    const uint8_t *path = visit->request->octets + visit->request->path.at;
    size_t length = visit->request->path.length;
    size_t end = 0;
    while (end < length && path[end] != '?' && path[end] != '#')
        end++;
    log_request(visit, PYTHON_REQUEST, 301);
    begin_head(visit, &head, 301, "Moved Permanently");
    text_put(&head, "Location: ");
    text_put_octets(&head, path, end);
    text_put_char(&head, '/');
    if (length - end > 1) /* not a question mark alone */
        text_put_octets(&head, path + end, length - end);
    text_put(&head, "\r\n");
    put_length(&head, 0);
    end_head(visit, &head);
}

static void put_title(struct text *page, const struct visit *visit)
{
    char *decoded = (char *)visit->app->scratch[APP_SCRATCH_REQUEST];
    struct text path = text_over(decoded, APP_SCRATCH);
    python_put_decoded(&path, visit->request->octets + visit->request->path.at,
                       visit->request->path.length);
    text_put(page, "Directory listing for ");
    python_put_html(page, path.octets, path.length);
}

static void put_entry(struct text *page, const struct python_entry *entry)
{
    text_put(page, "<li><a href=\"");
    python_put_encoded(page, entry->name, entry->length);
    text_put(page, entry->directory ? "/\">" : "\">");
    python_put_html(page, entry->name, entry->length);
    text_put(page, entry->directory ? "/</a></li>\n" : "</a></li>\n");
}

static void send_list(const struct visit *visit, const char *directory)
{
    struct python_entry entries[PYTHON_ENTRIES];
    char buffer[PYTHON_LINE];
    struct text head = text_over(buffer, sizeof buffer);
    struct text page = text_over((char *)visit->app->scratch[APP_SCRATCH_ANSWER], APP_SCRATCH);
    unsigned count = python_list(visit->app, visit->job->node, directory, entries);
    text_put(&page, "<!DOCTYPE HTML>\n<html lang=\"en\">\n<head>\n"
                    "<meta charset=\"utf-8\">\n<title>");
    put_title(&page, visit);
    text_put(&page, "</title>\n</head>\n<body>\n<h1>");
    put_title(&page, visit);
    text_put(&page, "</h1>\n<hr>\n<ul>\n");
    for (unsigned i = 0; i < count; i++)
        put_entry(&page, &entries[i]);
    text_put(&page, "</ul>\n<hr>\n</body>\n</html>\n");
    log_request(visit, PYTHON_REQUEST, 200);
    begin_head(visit, &head, 200, "OK");
    text_put(&head, "Content-type: text/html; charset=utf-8\r\n");
    put_length(&head, page.length);
    end_head(visit, &head);
    if (!is_head(visit))
        put_out(visit, &page);
}

/* --- files --- */

/* Seconds since 1970 of its last change. */
static int64_t date_of(const struct host_file *file)
{
    return APP_EPOCH + file->modified / SIM_SECOND;
}

/* If-Modified-Since, unless there is an If-None-Match. */
static bool is_known_already(const struct visit *visit, const struct host_file *file)
{
    struct http_span value;
    struct http_span tag;
    int64_t date;
    return python_request_field(visit->request, "If-Modified-Since", &value) &&
           !python_request_field(visit->request, "If-None-Match", &tag) &&
           http_date_read(visit->request->octets + value.at, value.length, &date) &&
           date_of(file) <= date;
}

static void send_file(const struct visit *visit, const char *name)
{
    char buffer[PYTHON_LINE];
    struct text head = text_over(buffer, sizeof buffer);
    struct file_ref ref;
    if (host_file_open(visit->app, visit->job->node, name, HOST_FILE_READ, &ref) !=
        HOST_FILE_FINE) {
        send_not_found(visit);
        return;
    }
    const struct host_file *file = host_file_of(visit->app, ref);
    if (file != NULL && is_known_already(visit, file)) {
        log_request(visit, PYTHON_REQUEST, 304);
        begin_head(visit, &head, 304, "Not Modified");
        end_head(visit, &head);
        return;
    }
    uint32_t length = file != NULL ? host_file_length(file) : 0;
    log_request(visit, PYTHON_REQUEST, 200);
    begin_head(visit, &head, 200, "OK");
    text_put(&head, "Content-type: ");
    text_put(&head, python_type(name));
    text_put(&head, "\r\n");
    put_length(&head, length);
    text_put(&head, "Last-Modified: ");
    http_put_date(&head, file != NULL ? date_of(file) : APP_EPOCH);
    text_put(&head, "\r\n");
    end_head(visit, &head);
    if (is_head(visit))
        return;
    visit->v->file = ref;
    visit->v->file_length = length;
}

/* The page of a directory, when it has one: its name is put behind the directory's. */
static bool put_index(const struct visit *visit, struct text *name)
{
    static const char *const pages[] = {"index.html", "index.htm"};
    const size_t length = name->length;
    for (size_t i = 0; i < 2; i++) {
        name->length = length;
        text_put(name, pages[i]);
        if (host_file_find(visit->app, visit->job->node, name->octets) != NULL)
            return true;
    }
    name->length = length;
    name->octets[length] = '\0';
    return false;
}

static const char *directory_of(const struct visit *visit)
{
    word_offset word = visit->job->command.options.python.directory;
    return word != 0 ? command_word(&visit->job->command, word) : "";
}

static void answer_get(const struct visit *visit)
{
    const struct python_request *r = visit->request;
    char buffer[PYTHON_NAME];
    struct text name = text_over(buffer, sizeof buffer);
    bool slash =
        python_put_name(&name, directory_of(visit), r->octets + r->path.at, r->path.length);
    if (!name.ok || strlen(buffer) != name.length)
        send_not_found(visit);
    else if (!host_file_is_directory(visit->app, visit->job->node, buffer))
        send_file(visit, buffer);
    else if (!slash)
        send_elsewhere(visit);
    else if (put_index(visit, &name))
        send_file(visit, buffer);
    else
        send_list(visit, buffer);
}

void python_answer(struct app *app, struct job *job, struct visitor *v,
                   enum python_verdict verdict, const struct python_request *request)
{
    const struct visit visit = {app, job, v, request};
    app_note_message(app, job->node, MESSAGE_REQUEST, (const char *)request->octets,
                     request->line.length);
    if (verdict == PYTHON_REQUEST &&
        (python_request_is(request, "GET") || python_request_is(request, "HEAD")))
        answer_get(&visit);
    else
        refuse(&visit, verdict);
}
