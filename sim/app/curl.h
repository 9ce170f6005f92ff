/* app/curl.h: what the files of the command curl share.
 *
 * A command fetches one URL after the other, each in one or more attempts (curl_retry.c); an
 * attempt is a request, and perhaps others where redirects lead (curl_follow.c). A request is a
 * name (lookup.c, curl_name.c), a connection (curl_connect.c), what is sent (curl_request.c,
 * curl_body.c, curl_upload.c) and what comes back (curl_response.c). curl.c goes from one to
 * the next; what is printed is in curl_output.c.
 *
 * Shape:  everything is kept in the job: its options, and struct curl_state. A function that
 * may end the job says so; its row is free then, and nothing of it may be touched. */
#ifndef NETSTAGE_APP_CURL_H
#define NETSTAGE_APP_CURL_H

#include "app/curl_url.h"
#include "app/tables.h"

/* Exit statuses, as the real one's. */
enum curl_status {
    CURL_FINE = 0,
    CURL_UNSUPPORTED = 1, /* also an answer in HTTP/0.9 */
    CURL_MALFORMED_URL = 3,
    CURL_NO_PROXY = 5,
    CURL_NO_HOST = 6,
    CURL_NO_CONNECTION = 7,
    CURL_WEIRD_REPLY = 8,
    CURL_PARTIAL = 18,    /* cut short */
    CURL_HTTP_ERROR = 22, /* with -f */
    CURL_WRITE_ERROR = 23,
    CURL_READ_ERROR = 26,
    CURL_TIMED_OUT = 28,
    CURL_NO_RANGES = 33, /* with -C */
    CURL_TOO_MANY_REDIRECTS = 47,
    CURL_EMPTY_REPLY = 52,
    CURL_SEND_ERROR = 55,
    CURL_RECEIVE_ERROR = 56,
};

enum { CURL_LINE = 400 }; /* octets of a remark, what it quotes aside */

static inline const struct curl_options *curl_options_of(const struct job *job)
{
    return &job->command.options.curl;
}

/* The buffer of the response's head. */
static inline struct http_buffer *curl_buffer(const struct app *app, const struct job *job)
{
    return &app->buffers[job->state.curl.head - 1];
}

/* --- curl.c --- */

/* The URL that is being fetched; it was read without error before. */
struct curl_url curl_url_of(const struct app *app, const struct job *job);
/* From now on this is the URL. False: it is too long. */
bool curl_set_url(struct app *app, struct job *job, const char *url);
/* Begins the request of the URL that the state names. May end the job. */
void curl_begin_request(struct app *app, struct job *job);
/* Begins an attempt for the URL of the command line. May end the job. */
void curl_begin_attempt(struct app *app, struct job *job);
/* The attempt is over: another one, the next URL, or the end. May end the job. */
void curl_attempt_done(struct app *app, struct job *job, enum curl_status status,
                       const char *error);
/* A response is complete: follows it elsewhere, or ends the attempt. May end the job. */
void curl_request_done(struct app *app, struct job *job);
/* "curl: (6) …": three texts that are put together. The connection is closed, the attempt has
 * failed. May end the job. */
void curl_fail(struct app *app, struct job *job, enum curl_status status, const char *before,
               const char *middle, const char *after);
/* Sets the job's timer for the next thing that has to happen at a time. */
void curl_wake(struct app *app, struct job *job);

/* --- curl_name.c --- */

/* --resolve: these addresses are known. */
void curl_names_begin(struct app *app, struct job *job);
/* The address of a host, when it is known. */
bool curl_name_known(struct app *app, struct job *job, const char *host, uint16_t port,
                     ipv4_address *address);
void curl_name_learn(struct app *app, struct job *job, const char *host, uint16_t port,
                     ipv4_address address);

/* --- curl_connect.c --- */

/* Whom the connection leads to: the URL's host, or the proxy. */
struct curl_peer {
    char host[256];
    char user[256]; /* of a proxy's URL, as in struct curl_url */
    uint16_t port;
    bool proxy;
};

struct curl_peer curl_peer_of(const struct app *app, const struct job *job);
/* The proxy of -x is one that we can use. */
bool curl_proxy_is_fine(const struct job *job);
/* What two URLs of one connection have in common. */
uint64_t curl_origin(const char *host, uint16_t port);
/* The connection that is open leads to where the URL wants to go; one that the other side has
 * closed meanwhile is closed here too. */
bool curl_connection_fits(struct app *app, struct job *job);
/* Opens a connection to this address. May end the job. */
void curl_connect(struct app *app, struct job *job, ipv4_address address);
/* "* Closing connection 0", and so it is. */
void curl_disconnect(struct app *app, struct job *job);
/* "* Connected to …" */
void curl_remark_connection(struct app *app, struct job *job, const char *before,
                            bool with_address);
/* The connection is gone, or was never made. True: nothing more is to be done about it. May end
 * the job. */
bool curl_connection_lost(struct app *app, struct job *job, const struct socket_up *up);

/* --connect-timeout is over. May end the job. */
void curl_connect_timed_out(struct app *app, struct job *job);

/* --- curl_upload.c --- */

/* Writes the request and begins to send it; the connection is open. May end the job. */
void curl_send_begin(struct app *app, struct job *job);
/* Gives TCP what it takes of the rest. */
void curl_send(struct app *app, struct job *job);
/* Expect: the server has said go on, or the time is over. */
void curl_release_content(struct app *app, struct job *job);
/* All of the request has been given to TCP. */
bool curl_is_sent(const struct job *job);

/* --- curl_response.c --- */

/* Reads as long as the transfer goes on. May end the job. */
void curl_receive(struct app *app, struct job *job);

/* --- curl_pace.c --- */

/* The pace is counted from now on. */
void curl_pace_begin(struct app *app, struct job *job);
/* How many octets may have gone by now. */
uint64_t curl_pace(const struct app *app, const struct job *job);
/* No more may go now: the job is woken when some may. */
void curl_pause(struct app *app, struct job *job);

/* --- curl_retry.c --- */

/* The attempt is over. True: there will be another one, and the job waits for it. */
bool curl_will_retry(struct app *app, struct job *job, enum curl_status status);
/* The connection died under a request. True: the request is sent once more on a new one. May
 * end the job. */
bool curl_sends_again(struct app *app, struct job *job);

/* --- curl_follow.c --- */

/* -L, and the response leads elsewhere: where to, in the buffer's head. */
bool curl_is_sent_elsewhere(const struct app *app, const struct job *job,
                            struct http_span *location);
/* Goes there. May end the job. */
void curl_follow(struct app *app, struct job *job, struct http_span location);

/* --- curl_file.c --- */

/* The body of this URL's response goes to a file; its name. */
bool curl_writes_file(const struct job *job);
void curl_put_file(struct text *name, const struct app *app, const struct job *job);
/* Octets of the output: to the file or on the screen. False: the file does not take them. */
bool curl_write(struct app *app, struct job *job, const uint8_t *octets, size_t n) MUST_CHECK;
/* An attempt begins: what is uploaded, where it goes on. False: something is missing; the
 * attempt has failed, perhaps the job has ended. */
bool curl_files_begin_attempt(struct app *app, struct job *job);
/* It went well: a file is there, if only an empty one. */
void curl_files_end_attempt(struct app *app, struct job *job);
/* -D: the file; and a line of a head for it. */
void curl_dump_begin(struct app *app, struct job *job);
void curl_dump(struct app *app, struct job *job, const uint8_t *octets, size_t n);

/* --- curl_output.c --- */

/* Octets of the output: gives out what is finished of its lines; the rest waits for its line
 * feed. */
void curl_print(struct app *app, struct job *job, const uint8_t *octets, size_t length);
/* The output's last line, although it has no line feed. */
void curl_flush(struct app *app, struct job *job);
/* A line of -v, "* …"; without -v nothing. */
void curl_remark(struct app *app, struct job *job, const struct text *line);
void curl_remark_words(struct app *app, struct job *job, const char *words);
/* A line of a head with a mark in front: '>' or '<'. */
void curl_print_marked(struct app *app, struct job *job, char mark, const uint8_t *octets,
                       size_t length);
/* "Warning: …", in lines of 79 columns; not with -s. */
void curl_warn(struct app *app, struct job *job, const char *words);
/* --- curl_meter.c --- */

/* What stays of the progress meter, which is shown when the body goes to a file. */
void curl_print_meter(struct app *app, struct job *job);

/* --- curl_write_out.c --- */

/* -w: what is said about an attempt that is over. */
void curl_write_out(struct app *app, struct job *job, enum curl_status status,
                    const char *error);

#endif
