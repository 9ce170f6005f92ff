/* app/curl_state.h: what a curl remembers while it runs. Part of a job's row: tables.h.
 *
 * Units:  times in ns. Whatever refers to a row holds its number plus one; 0: none. */
#ifndef NETSTAGE_APP_CURL_STATE_H
#define NETSTAGE_APP_CURL_STATE_H

#include "app/file_ref.h"
#include "wire/http_reader.h"

enum { CURL_NAMES = 4, CURL_NAME_LIFETIME = 60 };

/* An address that a curl knows: it has asked for it, or was told (--resolve). */
struct curl_name {
    uint64_t key; /* of host and port; 0: not in use */
    sim_time until;
    ipv4_address address;
    uint32_t reserved;
};

enum curl_stage {
    CURL_NAMING, /* the host's address is being asked for */
    CURL_CONNECTING,
    CURL_TRANSFERRING,
    CURL_SLEEPING, /* until it tries again */
};

struct curl_state {
    sim_time tried; /* begin of this URL's first attempt */
    sim_time begun; /* begin of this attempt, redirects and all; the times below count in it */
    sim_time started;    /* of this request, which may be that of a redirect */
    sim_time named;      /* the address was known; 0: not yet, as all of these */
    sim_time joined;     /* the connection was open */
    sim_time asked;      /* the request was about to be sent */
    sim_time answered;   /* the first octet of the response came */
    sim_time led;        /* the last redirect was followed */
    sim_time hold_until; /* the content is held back until then; 0: it is not */
    sim_time
        pause_until;   /* nothing is read or written until then (--limit-rate); 0: no pause */
    sim_time again_at; /* the next attempt */
    sim_time delay;    /* before it, when nobody says otherwise */
    uint64_t body;     /* octets received */
    uint64_t declared; /* Content-Length, or UINT64_MAX */
    uint64_t sent;     /* octets of the request given to TCP */
    uint64_t length;   /* of the request, its content included */
    uint64_t heads;    /* octets of all response heads of this attempt */
    uint64_t requests; /* octets of all request heads */
    uint64_t paced;    /* octets since `pace_from` */
    sim_time pace_from;
    uint64_t origin; /* of the connection: a hash of host and port */
    uint64_t home;   /* of the URL as it was typed: who may be told its password */
    struct curl_name names[CURL_NAMES];
    struct http_reader reader;
    struct file_ref out;    /* -o: the file that is being written */
    struct file_ref dump;   /* -D */
    struct file_ref upload; /* -T: the file that is being read */
    uint64_t resumed;       /* -C: octets that are there already */
    uint32_t head;          /* row plus one of the head's buffer */
    uint32_t request;       /* first slab of the request's head */
    uint32_t request_length;
    uint32_t data; /* first slab of -d */
    uint32_t data_length;
    uint32_t location; /* slab of the URL when it is not that of the command line; 0: it is */
    uint32_t location_length;
    uint32_t tries;       /* attempts that may still follow */
    uint32_t lines;       /* fields of the last response */
    uint32_t retry_after; /* s; 0: unsaid */
    ipv4_address peer;    /* the connection's other end */
    uint16_t peer_port;
    uint16_t status;
    uint16_t line;        /* octets of an unfinished line of output, in the head's buffer */
    uint16_t connections; /* numbers given so far */
    uint16_t connects;    /* made in this attempt */
    uint8_t stage;        /* enum curl_stage */
    uint8_t url;          /* which one is fetched */
    uint8_t numbered;     /* a connection has its number, and was not closed yet */
    uint8_t connected;
    uint8_t reused;     /* this transfer goes over a connection that was there */
    uint8_t refreshed;  /* and has begun again on a new one, because that was dead */
    uint8_t redirects;  /* followed for this URL */
    uint8_t as_get;     /* one of them made it a GET */
    uint8_t result;     /* exit status of the last URL */
    uint8_t refused;    /* the connection was */
    uint8_t authorized; /* the request says who asks */
    uint8_t expects;    /* it says Expect: 100-continue */
    uint8_t unexpected; /* that did not go well: it does not say so again */
    uint8_t stopped;    /* the content is not sent any further */
    uint8_t writes;     /* `out` has been opened */
    uint8_t uploads;    /* `upload` has been opened */
    uint8_t validating; /* browse: the server is asked whether `stored` is still good */
    uint8_t replaced;   /* browse: `stored` is shown instead of what comes */
    int64_t requested;  /* browse: when the request was made: seconds since 1970 */
    uint32_t stored;    /* browse: row plus one of a stored response that is held */
    uint32_t filling;   /* browse: row plus one of one that is being stored */
};

_Static_assert(sizeof(struct curl_name) == 24 && sizeof(struct curl_state) == 432,
               "no padding in state");

#endif
