/* app/capture.h: the command tcpdump: it sees every frame that its host sends and receives, and
 * prints those that its filter lets pass (tcpdump.c); and the filters themselves
 * (capture_filter.c).
 *
 * Filters: a filter takes memory when it is compiled, which no event may ask for. So the
 * command begins in an event, the filter is compiled between that event and the next one
 *         (app_ready()), and the next one is the command's own timer, at the same moment. What
 *         is compiled is kept beside the state, found by the filter's text alone: a world that
 *         was restored, or a twin, compiles the same again. */
#ifndef NETSTAGE_APP_CAPTURE_H
#define NETSTAGE_APP_CAPTURE_H

#include "app/tables.h"
#include "field/filter.h"

/* What has been compiled, and where frames are taken apart. NULL: out of memory. */
struct capture_scratch *capture_new(void);
void capture_free(struct capture_scratch *scratch);

/* A compiled filter. */
struct capture_filter {
    struct capture_filter *next;
    struct filter *filter;     /* NULL: it is wrong */
    struct filter_error error; /* why */
    size_t length;
    char text[]; /* as it was given */
};

/* Compiles the filter with this text, unless that has been done. False: out of memory. */
bool capture_prepare(struct app *app, const char *text) MUST_CHECK;
/* The filter with this text, compiled before by app_ready(). NULL: it was not. */
const struct capture_filter *capture_find(const struct app *app, const char *text);
/* Does it let the frame pass? */
bool capture_matches(const struct app *app, const struct capture_filter *filter,
                     const uint8_t *octets, size_t length);

/* Compiles a filter for a scenario's loader, not in an event. False: *error says what tcpdump
 * would. */
bool capture_check(const char *text, struct text *error);
/* "tcpdump: can't parse filter expression: …" */
void capture_put_error(struct text *text, const struct filter_error *error);

/* --- the words of pcap-filter(7): capture_words.c --- */

enum { CAPTURE_WORDS_MAX = 4096 };

/* "tcp port 80 and not host 10.0.0.1" in our language of filters. False: not such an
 * expression.
 */
bool capture_translate(const char *expression, struct text *filter);

/* --- the command: tcpdump.c --- */

void tcpdump_begin(struct app *app, struct job *job);
void tcpdump_timer(struct app *app, struct job *job);
void tcpdump_cancel(struct app *app, struct job *job);
void tcpdump_release(struct app *app, struct job *job);
/* A frame at an interface of the job's node. */
void tcpdump_frame(struct app *app, struct job *job, uint32_t interface, bool sent,
                   const uint8_t *octets, size_t length);

#endif
