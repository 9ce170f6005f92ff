/* app/curl.h: what the files of the command curl share. A command fetches one URL after the
 * other; each is a name (lookup.c), a connection (curl_connect.c), a request and its response
 * (curl_transfer.c), perhaps another one elsewhere (curl_follow.c); curl.c goes from one to the
 * next. What it prints is in curl_output.c, what it sends in curl_request.c.
 *
 * Shape:  everything is kept in the job: its options, and struct curl_state. A function that
 * may end the job says so; its row is free then, and nothing of it may be touched. */
#ifndef NETSTAGE_APP_CURL_H
#define NETSTAGE_APP_CURL_H

#include "app/curl_url.h"
#include "app/tables.h"

/* Exit statuses, as the real one's. */
enum curl_status {
    CURL_UNSUPPORTED = 1,
    CURL_MALFORMED_URL = 3,
    CURL_NO_HOST = 6,
    CURL_NO_CONNECTION = 7,
    CURL_WEIRD_REPLY = 8, /* an answer that is no HTTP */
    CURL_PARTIAL = 18,    /* cut short */
    CURL_HTTP_ERROR = 22, /* with -f */
    CURL_TIMED_OUT = 28,
    CURL_TOO_MANY_REDIRECTS = 47,
    CURL_EMPTY_REPLY = 52,
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
/* Begins the transfer of the URL that the state names. May end the job. */
void curl_next_url(struct app *app, struct job *job);
/* A response is complete: follows it elsewhere, goes on to the next URL, or ends the job. */
void curl_transfer_done(struct app *app, struct job *job);

/* --- curl_connect.c --- */

/* The connection that is open leads to where the URL wants to go. */
bool curl_connection_fits(const struct app *app, const struct job *job);
/* Opens a connection to the URL's port at this address. May end the job. */
void curl_connect(struct app *app, struct job *job, ipv4_address address);
void curl_disconnect(struct app *app, struct job *job);
/* "* Connected to …" */
void curl_remark_connection(struct app *app, struct job *job, const char *before,
                            bool with_address);
/* The connection is gone, or was never made. True: the job has ended. */
bool curl_connection_lost(struct app *app, struct job *job, const struct socket_up *up);

/* --- curl_transfer.c --- */

/* Writes the request and begins to send it; the connection is open. May end the job. */
void curl_transfer_begin(struct app *app, struct job *job);
/* Gives TCP what is left of the request. */
void curl_send(struct app *app, struct job *job);
/* Reads as long as the transfer goes on. May end the job. */
void curl_receive(struct app *app, struct job *job);

/* --- curl_follow.c --- */

/* -L, and the response leads elsewhere: where to, in the buffer's head. */
bool curl_is_sent_elsewhere(const struct app *app, const struct job *job,
                            struct http_span *location);
/* Goes there. May end the job. */
void curl_follow(struct app *app, struct job *job, struct http_span location);

/* --- curl_output.c --- */

/* Octets of the output: gives out what is finished of its lines; the rest waits for its line
 * feed. */
void curl_print(struct app *app, struct job *job, const uint8_t *octets, size_t length);
/* The output's last line, although it has no line feed. */
void curl_flush(struct app *app, struct job *job);
/* A line of -v, "* …"; without -v nothing. */
void curl_remark(struct app *app, struct job *job, const struct text *line);
/* Each line of a head with a mark in front: '>' or '<'; 0: none. */
void curl_print_head(struct app *app, struct job *job, char mark, const uint8_t *octets,
                     size_t length);
/* The last line of the progress meter, which is shown when the body goes to a file. */
void curl_print_meter(struct app *app, struct job *job);
/* "curl: (6) …": three texts that are put together; the job ends. */
void curl_fail(struct app *app, struct job *job, enum curl_status status, const char *before,
               const char *middle, const char *after);

#endif
