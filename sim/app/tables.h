/* app/tables.h: the rows of this room's state, and what its files share. Not for other rooms,
 * except for readers (the window's tables, expectations).
 *
 * Shape:  jobs (commands that run), services (one row a node), questions that a recursive
 * resolver works on, records that it has cached, web connections, and buffers for heads of HTTP
 *         messages. Whatever refers to a row holds its number plus one; 0: none.
 * Units:  times in ns; TTLs in seconds. */
#ifndef NETSTAGE_APP_TABLES_H
#define NETSTAGE_APP_TABLES_H

#include "app/app.h"
#include "app/command.h"
#include "app/talk_state.h"
#include "app/tcpdump_state.h"
#include "app/curl_state.h"
#include "app/file_ref.h"
#include "app/rip_state.h"
#include "base/sha256.h"
#include "wire/http_reader.h"

/* --- DNS messages over TCP: dns_pipe.h --- */

struct dns_pipe {
    uint32_t in; /* first slab of a message that is not whole yet */
    uint32_t in_length;
    uint32_t out; /* first slab of what is to be sent */
    uint32_t out_length;
    uint32_t sent; /* octets of it that TCP has taken */
    uint32_t reserved;
};

/* A question to one name server: asker.h. */
struct asker {
    sim_time sent_at;
    struct dns_pipe pipe;
    ipv4_address server;
    uint16_t port;
    uint16_t type;
    uint16_t klass;
    uint16_t id;
    uint16_t size;   /* of datagrams that are taken */
    uint8_t edns;    /* its version plus one; 0: without */
    uint8_t recurse; /* RD */
    uint8_t tcp;     /* over TCP from the start */
    uint8_t opcode;
    uint8_t empty; /* the header alone */
    uint8_t reserved[5];
    struct dns_name name;
};

/* --- a name that a command needs the address of (the stub resolver, RFC 1034 section 5.3.1)
 * --- */

/* A name as it was typed, and how the search list completes it. */
struct search {
    struct dns_name name;
    uint8_t complete;    /* it was typed with its last dot */
    uint8_t typed_first; /* it has dots enough to be asked for as it was typed */
    uint8_t reserved[6];
};

struct lookup {
    struct asker asker;
    struct search typed;
    ipv4_address address; /* the answer */
    uint8_t tries;        /* questions sent for the present name */
    uint8_t candidate;    /* which one of the search list that is */
    uint8_t declined;     /* a server has answered that it cannot or will not */
    uint8_t failed;       /* no server could tell about an earlier name */
};

/* --- what a command remembers --- */

struct ping_state {
    sim_time started;
    sim_time last;   /* when something was sent or came back */
    int64_t rtt_min; /* microseconds, as all four */
    int64_t rtt_max;
    int64_t rtt_sum;
    uint64_t rtt_squares;
    uint64_t seen; /* bit n: the answer to sequence number (sent - n) has come */
    uint32_t sent;
    uint32_t received;
    uint32_t duplicates;
    uint32_t errors;
    ipv4_address source; /* 0: that of the way out */
    uint32_t reserved;
};

struct arping_state {
    sim_time started;
    sim_time sent_at; /* the last one */
    mac_address mac;  /* who answered, and is asked alone from then on; 0: everybody is */
    ipv4_address source;
    uint32_t interface;
    uint32_t sent;
    uint32_t broadcasts; /* of these */
    uint32_t received;
    uint32_t to_all;   /* of these, sent to everybody */
    uint32_t requests; /* of these, no replies */
    uint32_t counted;  /* 1: it is one of app_counts' arpings */
};

enum { TRACEROUTE_QUERIES = 10 };

struct traceroute_state {
    sim_time sent_at;
    uint32_t times_us[TRACEROUTE_QUERIES]; /* round trips of this hop */
    ipv4_address from[TRACEROUTE_QUERIES]; /* 0: no answer */
    uint8_t mark[TRACEROUTE_QUERIES];      /* 'H' of "!H"; 0: none */
    uint16_t probes;                       /* sent so far */
    uint8_t hop;
    uint8_t query;   /* of this hop */
    uint8_t reached; /* the destination answered, or said that it is unreachable */
    uint8_t reserved;
};

struct dig_state {
    struct asker asker;
    struct dns_name zone; /* +trace: whose servers are asked now */
    struct dns_name server_name;
    uint8_t query;    /* of the line, which is asked now */
    uint8_t attempts; /* questions sent for it */
    uint8_t steps;    /* +trace: referrals followed */
    uint8_t greeted;  /* the banner is out */
    uint8_t status;   /* the worst so far */
    uint8_t reserved[3];
};

/* host and nslookup */
struct host_state {
    struct asker asker;
    struct search typed;
    uint8_t attempts;  /* questions sent for the present name and type */
    uint8_t candidate; /* of the search list */
    uint8_t stage;     /* which of the usual types is asked for */
    uint8_t address;   /* it is the name of an address that is looked for */
    uint8_t status;
    uint8_t greeted; /* the server was named */
    uint8_t reserved[2];
};

/* How many commands of a kind run that other rooms must know of; one row. */
struct app_counts {
    uint32_t captures; /* tcpdump */
    uint32_t arpings;  /* that wait for answers */
};

/* What a command reads: octets that have come and were not taken yet. See app/job_input.h. */
struct job_input {
    uint32_t first;  /* slab of the next octet, row plus one; 0: nothing is there */
    uint32_t length; /* octets from the start of that slab on */
    uint32_t taken;  /* of these */
    uint8_t ended;   /* nothing more will come */
    uint8_t reserved[3];
};

/* A job without a command: it looks up a name for a proxy (proxy.h), or for a program beyond
 * the simulation (program.h). */
struct proxy_lookup_state {
    uint32_t client;  /* row of the proxy's client */
    uint32_t program; /* row plus one of the program's; 0: it is for a proxy */
};

enum job_phase {
    JOB_BEGUN,
    JOB_RESOLVING, /* a name is being looked up */
    JOB_RUNNING,
    JOB_LINGERING, /* ping: everything is sent, the last answers are awaited */
    JOB_ENDED,
};

struct job {
    uint32_t next; /* the free list's; a free row keeps kind 0 */
    uint32_t node;
    uint8_t kind;   /* enum command_kind; 0: not in use */
    uint8_t phase;  /* enum job_phase */
    uint8_t status; /* exit status, once it is known */
    uint8_t stream; /* `socket` is TCP's */
    ipv4_address target;
    struct socket_id socket; /* of the look-up, the probes or the transfer; serial 0: none */
    record_id cause;         /* its RECORD_COMMAND */
    struct file_ref output;  /* > FILE; see job_is_redirected() in host_file.h */
    struct file_ref input;   /* < FILE */
    uint8_t output_failed;   /* the file had no room for all of it */
    uint8_t reserved[7];
    struct timer timer;
    struct job_input typed;
    struct lookup lookup;
    union job_state {
        struct ping_state ping;
        struct arping_state arping;
        struct traceroute_state traceroute;
        struct dig_state dig;
        struct host_state host;
        struct curl_state curl;
        struct nc_state nc;
        struct telnet_state telnet;
        struct tcpdump_state tcpdump;
        struct python_state python;
        struct proxy_lookup_state proxy;
        uint64_t size[105]; /* all of it is hashed */
    } state;
    struct command command;
};

_Static_assert(sizeof(struct tcpdump_flow) == 24 &&
                   sizeof(struct tcpdump_state) == 40 + 24 * TCPDUMP_FLOWS &&
                   sizeof(struct app_counts) == 8,
               "no padding in state");
_Static_assert(sizeof(struct search) == 264 && sizeof(struct host_state) == 584,
               "no padding in state");
_Static_assert(sizeof(struct lookup) == 584 && sizeof(struct ping_state) == 80 &&
                   sizeof(struct arping_state) == 56 &&
                   sizeof(struct traceroute_state) == 104 && sizeof(struct asker) == 312 &&
                   sizeof(struct dig_state) == 832 && sizeof(union job_state) == 840 &&
                   sizeof(struct job) == 24 + 8 + 24 + 24 + 16 + 584 + 840 + 1296,
               "no padding in state");

/* --- services --- */

enum service_unit { SERVICE_NAMED, SERVICE_HTTPD, SERVICE_SQUID, SERVICE_RIPD, SERVICE_UNITS };

/* Does a service of the scenario run, and since when? See service_control.h. */
struct service_run {
    sim_time since;
    uint8_t active;
    uint8_t reserved[7];
};

struct service { /* one row a node */
    struct service_run run[SERVICE_UNITS];
    struct socket_id dns;
    struct socket_id dns_tcp; /* its listener */
    struct socket_id http;
    uint32_t cache;        /* first cached record */
    uint32_t cached;       /* how many */
    uint32_t questions;    /* asked so far: the ordinal of the next identifier */
    uint32_t items;        /* first item of its web server */
    uint32_t item_numbers; /* items that there ever were */
    uint32_t versions;     /* states that items have ever had: no two have the same */
    uint32_t sessions;     /* first session of its web server */
    uint32_t session_numbers;
    uint32_t cookies; /* first cookie of its curls */
    uint32_t cookie_numbers;
    uint32_t limits; /* first counted client of its web server */
    uint32_t limit_numbers;
    uint32_t requests; /* that its web server has read */
    uint32_t refused;  /* what was no request to it */
    uint32_t working;  /* requests that it works on now */
    uint32_t peers;    /* first name server that its resolver has asked */
    uint32_t peer_count;
    uint32_t files; /* first file */
    uint32_t file_numbers;
    uint32_t file_octets; /* of all its files, those of the scenario not counted */
    uint32_t http_cache;  /* first stored response, of its proxy or its browser */
    uint32_t http_cache_numbers;
    uint32_t http_cache_uses;
    uint32_t proxy_turn;    /* the origin whose turn it is */
    uint32_t proxy_origins; /* first connection of its proxy to an origin */
    struct socket_id proxy; /* its listener */
    uint32_t reserved;
};

enum { HOST_FILE_NAME = 64 }; /* octets of a file's name, terminator included */

enum host_file_kind {
    HOST_FILE_PLAIN = 1, /* only what was written */
    HOST_FILE_PLANNED,   /* the scenario's; origin: its row in the plan */
    HOST_FILE_HOSTS,     /* /etc/hosts; origin: the node's address at the start */
    HOST_FILE_RESOLVERS, /* /etc/resolv.conf */
};

/* A file of a host, a row of TABLE_FILE: host_file.h. */
struct host_file {
    uint32_t next; /* later file of this node; first, so that a free row has kind 0 */
    uint32_t node;
    uint32_t number;  /* of the node's files: 1, 2, … */
    uint32_t origin;  /* see enum host_file_kind */
    uint32_t fixed;   /* octets that are not state: they come first */
    uint32_t chain;   /* first slab of the octets that were written */
    uint32_t written; /* how many */
    uint8_t kind;     /* enum host_file_kind */
    uint8_t reserved[3];
    sim_time modified;
    char name[HOST_FILE_NAME];
};

enum { CACHE_RDATA = 2056 };

enum cache_kind {
    CACHE_RECORD = 1,
    CACHE_NO_DATA, /* RFC 2308: rdata is the SOA's owner and the SOA */
    CACHE_NO_NAME,
};

struct cache_row {
    uint32_t next; /* later row of this node's cache; first, so that a free row has kind 0 */
    uint32_t node;
    sim_time stored;
    sim_time expires;
    uint32_t ttl;
    uint16_t type;
    uint16_t rdata_length;
    uint8_t kind; /* enum cache_kind */
    uint8_t rank; /* RFC 2181 section 5.4.1: a better one is not replaced by a worse */
    uint8_t reserved[6];
    struct dns_name name;
    uint8_t rdata[CACHE_RDATA]; /* uncompressed */
};

/* Who has asked a name server, and what it can take: over UDP an endpoint, over TCP a
 * connection. */
struct dns_client {
    struct endpoint from; /* port 0: nobody, it is asked on behalf of another question */
    uint32_t connection;  /* row plus one; 0: UDP */
    uint32_t serial;      /* of its socket: the row may have become another's */
    ipv4_address asked;   /* which of our addresses: UDP answers from it */
    uint16_t id;
    uint16_t size; /* octets of a datagram that the client takes */
    uint8_t opcode;
    uint8_t edns;
    uint8_t recursion_desired;
    uint8_t reserved[5];
};

enum { QUERY_SERVERS = 8 };

/* What came of the last attempt to ask a server. */
enum query_trouble {
    TROUBLE_NONE,
    TROUBLE_TIMED_OUT,
    TROUBLE_UNREACHABLE, /* no route, an ICMP error, or no TCP connection */
    TROUBLE_RCODE,       /* it says that it cannot or will not: dns_query.rcode */
    TROUBLE_LAME,        /* it neither knows nor leads on */
    TROUBLE_MALFORMED,   /* its message cannot be read */
    TROUBLE_TOO_MUCH,    /* its message brings more records than a message may */
};

/* Why a question is given up. */
enum query_failure {
    FAILURE_NONE,
    FAILURE_SERVERS,     /* none of the zone's servers could answer */
    FAILURE_ALIASES,     /* CNAMEs that lead round, or too many */
    FAILURE_DELEGATIONS, /* to find a server, its own answer would be needed */
    FAILURE_WORK,        /* more questions than one should cost */
};

/* A question that the resolver works on (RFC 1034 section 5.3.3). */
struct dns_query {
    uint32_t next; /* the free list's; a free row keeps node_plus_one 0 */
    uint32_t node_plus_one;
    struct socket_id socket; /* UDP, or TCP when over_tcp */
    struct timer timer;
    sim_time started;
    sim_time sent_at; /* of the question that waits for an answer */
    record_id cause;  /* the client's question */
    struct dns_client client;
    struct dns_pipe pipe;
    uint32_t parent;                     /* the query on whose behalf this is asked, plus one */
    ipv4_address servers[QUERY_SERVERS]; /* SLIST */
    uint16_t type;
    uint16_t klass;
    uint16_t id;    /* of the question sent */
    uint16_t rcode; /* of the last server that refused */
    uint8_t server_count;
    uint8_t server; /* the one that was asked last */
    uint8_t tries;
    uint8_t sent;     /* questions in all: the bound on work, RFC 1034 section 5.3.3 */
    uint8_t depth;    /* of parents */
    uint8_t aliases;  /* CNAMEs followed */
    uint8_t over_tcp; /* the answer did not fit into a datagram */
    uint8_t plain;    /* this server does not take EDNS */
    uint8_t trouble;  /* enum query_trouble: of the last server */
    uint8_t failure;  /* enum query_failure */
    uint8_t names;    /* servers of `zone` whose address was asked for in vain */
    uint8_t reserved;
    struct dns_name question; /* as the client asked */
    struct dns_name sname;    /* what is looked for now */
    struct dns_name zone;     /* whose servers are in `servers` */
};

/* What a resolver knows of a server from asking it (RFC 1034 section 5.3.3). */
struct dns_peer {
    uint32_t next; /* later peer of this node; first, so that a free row has address 0 */
    uint32_t node;
    ipv4_address address;
    uint32_t srtt_us; /* smoothed round trip; more for every time-out */
};

/* A connection of a name server's client (RFC 7766). */
struct dns_connection {
    uint32_t next; /* the free list's; a free row keeps socket.serial 0 */
    uint32_t node;
    struct socket_id socket;
    struct timer timer; /* idle connections are closed */
    struct dns_pipe pipe;
    uint32_t questions; /* read so far */
    uint32_t pending;   /* that the resolver works on */
    uint8_t ended;      /* the client sends no more */
    uint8_t closing;    /* we have closed our side */
    uint8_t serving;    /* within an event: its questions are being read */
    uint8_t reserved[5];
};

_Static_assert(sizeof(struct service) == 136 + 16 * SERVICE_UNITS &&
                   sizeof(struct host_file) == 104 && sizeof(struct dns_peer) == 16 &&
                   sizeof(struct cache_row) == 2352 && sizeof(struct dns_client) == 32 &&
                   sizeof(struct dns_pipe) == 24 && sizeof(struct dns_query) == 944 &&
                   sizeof(struct dns_connection) == 80,
               "no padding in state");

/* --- HTTP --- */

struct http_buffer {
    uint32_t next;
    uint32_t reserved;
    uint8_t octets[HTTP_HEAD_MAX];
    char line[2048]; /* curl: the end of its output that has no line feed yet */
};

enum { WEB_SLAB = 1016 };

/* Octets that a web server keeps: a link of a chain. */
struct web_slab {
    uint32_t next; /* also the free list's */
    uint32_t reserved;
    uint8_t octets[WEB_SLAB];
};

enum web_item_kind {
    WEB_COLLECTION = 1, /* how many members it has, and the last name that it gave */
    WEB_MEMBER,
    WEB_COUNTER, /* a number for all visitors: `members` */
    WEB_QUEUE,   /* how much work there is; its members are work */
    WEB_PLAIN,   /* any other resource: only its hits */
};

/* What a web server remembers, a row of TABLE_RESOURCE: one for each resource of the site, and
 * one for each member of its collections and queues. */
struct web_item {
    uint32_t next; /* later item of this node; first, so that a free row has kind 0 */
    uint32_t node;
    uint32_t resource; /* row of the site */
    uint32_t number;   /* of the node's items: 1, 2, … */
    uint32_t version;  /* changes whenever its octets do, and never comes back */
    uint32_t text;     /* first slab of its octets */
    uint32_t length;
    uint32_t members; /* of a collection; or what is counted */
    uint32_t names;   /* of a collection: given by POST so far */
    uint8_t kind;     /* enum web_item_kind */
    uint8_t reserved[3];
    int64_t changed; /* seconds since 1970 */
    sim_time ready;  /* of work in a queue: when it is done */
    uint32_t hits;   /* requests for this resource so far */
    uint32_t reserved2;
    char name[HTTP_MEMBER_NAME];
    char type[HTTP_MEMBER_TYPE];
};

enum { SESSION_ID = 24, SESSION_USER = 32, SESSIONS_MOST = 1000 };

/* What a web server knows about a visitor, a row of TABLE_SESSION. */
struct web_session {
    uint32_t next; /* later session of this node; first, so that a free row has in_use 0 */
    uint32_t node;
    uint32_t number; /* of the node's sessions: 1, 2, … */
    uint32_t visits; /* counted by counter: session */
    int64_t created; /* seconds since 1970 */
    int64_t used;
    uint8_t in_use;
    uint8_t reserved[7];
    char id[SESSION_ID]; /* what the cookie holds */
    char user[SESSION_USER];
};

enum { LIMITS_MOST = 500 };

/* How often a client has asked of late, a row of TABLE_LIMIT. */
struct web_limit {
    uint32_t next; /* later row of this node; first, so that a free row has in_use 0 */
    uint32_t node;
    uint32_t number;   /* of the node's rows: 1, 2, … */
    uint32_t resource; /* row of the site plus one; 0: the whole server */
    sim_time since;    /* when the window began */
    ipv4_address client;
    uint32_t count;   /* requests in this window */
    uint32_t refused; /* of these, those that were too many */
    uint8_t in_use;
    uint8_t reserved[3];
};

enum { COOKIES_MOST = 150, COOKIE_NAME = 64, COOKIE_VALUE = 256, COOKIE_PLACE = 128 };

/* A cookie that a client keeps, a row of TABLE_COOKIE (RFC 6265 section 5.3). */
struct cookie_row {
    uint32_t next; /* later cookie of this node, in the order of creation; first, as above */
    uint32_t node;
    uint32_t number;
    uint8_t in_use;
    uint8_t secure;
    uint8_t http_only;
    uint8_t same_site; /* enum http_same_site */
    int64_t expires;   /* seconds since 1970; INT64_MAX: not by itself */
    uint8_t host_only;
    uint8_t reserved[7];
    char jar[COMMAND_JAR_MAX]; /* the file's name, or that of a curl's own memory */
    char name[COOKIE_NAME];
    char value[COOKIE_VALUE];
    char domain[COOKIE_PLACE];
    char path[COOKIE_PLACE];
};

_Static_assert(sizeof(struct web_limit) == 40 && sizeof(struct web_session) == 40 + 56 &&
                   sizeof(struct cookie_row) == 32 + 608,
               "no padding in state");

/* One connection of a web server. */
struct web_connection {
    uint32_t next; /* the free list's; a free row keeps socket.serial 0 */
    uint32_t node;
    struct socket_id socket;
    struct timer timer; /* idle connections are closed */
    struct http_reader reader;
    uint64_t sent;      /* octets of the response given to TCP */
    uint64_t page;      /* octets of the site's page that follow what is in `out` */
    uint64_t page_from; /* the first of them, in the page */
    uint64_t may_send;  /* octets of the response that its pace allows so far */
    uint32_t head;      /* row plus one of the head's buffer */
    uint32_t resource;  /* row plus one of that page in the site; 0: none */
    uint32_t in;        /* first slab of the request's body, as far as it is wanted */
    uint32_t in_length;
    uint32_t in_most; /* octets that are wanted of it */
    uint32_t out;     /* first slab of the response: its head, and a body that is no page's */
    uint32_t out_length;
    uint32_t out_head;    /* octets of its head */
    uint32_t requests;    /* answered on this connection */
    uint32_t target;      /* row plus one of the resource that is asked for; 0: none */
    uint32_t retry_after; /* seconds, when the gate is shut */
    uint32_t counted;     /* by the gate */
    uint32_t place;       /* row plus one of what the gate counted in; 0: nothing */
    uint32_t variant;     /* of that page: row plus one; 0: it has none */
    uint32_t chunk;       /* the page goes in chunks of so many octets; 0: it does not */
    uint16_t status;      /* of the response; 0: none is being sent */
    uint8_t keep_alive;
    uint8_t closing;   /* we have closed our side */
    uint8_t too_large; /* the request's body was longer than wanted */
    uint8_t gate;      /* enum web_gate: what became of the request at its head */
    uint8_t working;   /* the request is complete, and is answered when the timer fires */
    uint8_t sinks;     /* its body is counted in `sunk`, and not kept */
    uint8_t reserved[4];
    struct sha256 sunk;
};

_Static_assert(sizeof(struct http_buffer) == 8 + 16384 + 2048 &&
                   sizeof(struct web_slab) == 1024 && sizeof(struct web_item) == 64 + 128 &&
                   sizeof(struct web_connection) == 16 + 24 + 40 + 32 + 72 + 104,
               "no padding in state");

/* --- the room --- */

/* Octets that do not outlive an event. */
enum {
    APP_SCRATCH_REQUEST, /* a request's body */
    APP_SCRATCH_TARGET,  /* the octets that it changes */
    APP_SCRATCH_ANSWER,
    APP_SCRATCHES,
    APP_SCRATCH = 65536,
};

struct http_cache_row; /* proxy_tables.h */
struct proxy_client;
struct proxy_origin;

struct app {
    struct sim *sim;
    struct transport *transport;
    const struct nodes *nodes;
    const struct app_node_plan *const *plans;
    struct job *jobs;
    struct service *services;
    struct cache_row *cache;
    struct dns_query *queries;
    struct http_buffer *buffers;
    struct web_connection *connections;
    struct web_slab *slabs;
    struct web_item *items;
    struct web_session *sessions;
    struct cookie_row *cookies;
    struct visitor *visitors;
    struct web_limit *limits;
    struct dns_connection *dns_connections;
    struct dns_peer *peers;
    struct host_file *files;
    struct app_counts *counts;
    struct capture_scratch *capture; /* filters and frames of tcpdump: capture.h; no state */
    pool_id job_pool, service_pool, cache_pool, query_pool, buffer_pool, connection_pool;
    pool_id slab_pool, item_pool, session_pool, cookie_pool, dns_connection_pool;
    pool_id peer_pool, visitor_pool, limit_pool, file_pool, counts_pool;
    pool_id stored_pool, proxy_client_pool, proxy_origin_pool, program_pool;
    pool_id rip_pool, rip_route_pool, rip_peer_pool;
    struct http_cache_row *stored;
    struct proxy_client *proxy_clients;
    struct proxy_origin *proxy_origins;
    struct program *programs; /* program.h */
    struct rip_node *rip;     /* a row a node; none when no node has a daemon */
    struct rip_route *rip_routes;
    struct rip_peer *rip_peers;
    uint32_t rip_rows;
    uint8_t scratch[APP_SCRATCHES][APP_SCRATCH];
};

static inline uint32_t job_row(const struct app *app, const struct job *job)
{
    return (uint32_t)(job - app->jobs);
}

/* --- what commands share: job.c --- */

/* Prints lines: each \n ends one, and what is left is one too. */
void job_say(struct app *app, const struct job *job, const struct text *text);
void job_say_line(struct app *app, const struct job *job, const char *line);
/* A line that ends with a sentence of the catalogue: the record says where it begins. */
void job_say_sentence(struct app *app, const struct job *job, const char *before,
                      const char *sentence);
/* The same for what a tool writes to its standard error: > FILE does not catch it, 2>&1 does.
 */
void job_complain(struct app *app, const struct job *job, const struct text *text);
void job_complain_line(struct app *app, const struct job *job, const char *line);
/* What the shell and the terminal say themselves: no file catches it. */
void job_show(struct app *app, const struct job *job, const struct text *text);
/* Sets the job's one timer. */
void job_wake(struct app *app, struct job *job, sim_time deadline);
/* Closes the job's socket as when a process ends; it has none afterwards. */
void job_close_socket(struct app *app, struct job *job);
/* Says which row it has, when it runs in the background ("[1]"). */
void job_greet(struct app *app, const struct job *job);
/* The job ends: RECORD_DONE, sockets and rows given back. The row is free afterwards. */
void job_end(struct app *app, struct job *job, uint8_t status);

/* --- names: lookup.c --- */

enum lookup_result {
    LOOKUP_WAITING, /* the job is told later */
    LOOKUP_FOUND,   /* job->lookup.address */
    LOOKUP_NO_NAME, /* the name does not exist, or has no address */
    LOOKUP_FAILED,  /* nobody answered, or nobody could */
};

/* Reads a name and judges by its dots when it is asked for as it is; plan NULL: nobody can be
 * asked. False: it is no name. */
bool lookup_typed(const struct app_node_plan *plan, const char *host,
                  struct search *search) MUST_CHECK;
/* The name to ask for as number `candidate`, 0 the first. False: there is none. */
bool lookup_candidate(const struct app_node_plan *plan, const struct search *search,
                      unsigned candidate, struct dns_name *name);

/* The address of a name in the node's file /etc/hosts: hosts.c. */
bool hosts_find(const struct app *app, uint32_t node, const char *host, ipv4_address *address);

/* Begins to look a host up: an address is its own answer; then /etc/hosts; everything else is
 * asked for. */
enum lookup_result lookup_begin(struct app *app, struct job *job, const char *host);
enum lookup_result lookup_datagram(struct app *app, struct job *job,
                                   const struct udp_datagram *datagram);
enum lookup_result lookup_tcp_event(struct app *app, struct job *job,
                                    const struct socket_up *up);
enum lookup_result lookup_timer(struct app *app, struct job *job);
/* The name server's host or port cannot be reached. */
enum lookup_result lookup_error(struct app *app, struct job *job);
/* The job ends: gives back what a look-up that goes on holds. */
void lookup_release(struct app *app, struct job *job);

/* --- the commands: ping.c, traceroute.c, arp.c, dig.c, curl.c, those of files in
 * file_*.c --- */

void ping_begin(struct app *app, struct job *job);
void ping_resolved(struct app *app, struct job *job, enum lookup_result result);
void ping_timer(struct app *app, struct job *job);
void ping_reply(struct app *app, struct job *job, const struct icmp_message *message);
void ping_error(struct app *app, struct job *job, const struct icmp_message *message);
void ping_cancel(struct app *app, struct job *job);

void traceroute_begin(struct app *app, struct job *job);
void traceroute_resolved(struct app *app, struct job *job, enum lookup_result result);
void traceroute_timer(struct app *app, struct job *job);
void traceroute_reply(struct app *app, struct job *job, const struct icmp_message *message);
void traceroute_error(struct app *app, struct job *job, const struct icmp_message *message);

void arp_begin(struct app *app, struct job *job);
void arping_begin(struct app *app, struct job *job);
void arping_resolved(struct app *app, struct job *job, enum lookup_result result);
void arping_timer(struct app *app, struct job *job);
void arping_cancel(struct app *app, struct job *job);
void arping_release(struct app *app, struct job *job);
/* A frame has come to this interface of the job's node. */
void arping_frame(struct app *app, struct job *job, uint32_t interface, const uint8_t *octets,
                  size_t length);
/* The next row of this node's ARP table that counts, behind the key `above` (0: the first): an
 * entry's key is (interface << 32 | address) + 1. NULL: there is none. */
const struct arp_entry *arp_row_after(const struct app *app, uint32_t node, uint64_t above);

void dig_begin(struct app *app, struct job *job);
void dig_resolved(struct app *app, struct job *job, enum lookup_result result);
void dig_datagram(struct app *app, struct job *job, const struct udp_datagram *datagram);
void dig_tcp_event(struct app *app, struct job *job, const struct socket_up *up);
void dig_timer(struct app *app, struct job *job);
void dig_release(struct app *app, struct job *job);

/* host and nslookup */
void host_tool_begin(struct app *app, struct job *job);
void host_tool_resolved(struct app *app, struct job *job, enum lookup_result result);
void host_tool_datagram(struct app *app, struct job *job, const struct udp_datagram *datagram);
void host_tool_tcp_event(struct app *app, struct job *job, const struct socket_up *up);
void host_tool_timer(struct app *app, struct job *job);
void host_tool_error(struct app *app, struct job *job, const struct icmp_message *message);
void host_tool_release(struct app *app, struct job *job);
void dig_error(struct app *app, struct job *job, const struct icmp_message *message);

void curl_begin(struct app *app, struct job *job);
void curl_resolved(struct app *app, struct job *job, enum lookup_result result);
void curl_event(struct app *app, struct job *job, const struct socket_up *up);
void curl_timer(struct app *app, struct job *job);
/* Gives back what the command holds besides its socket. */
void curl_release(struct app *app, struct job *job);

void cat_begin(struct app *app, struct job *job);
void echo_begin(struct app *app, struct job *job);
void ls_begin(struct app *app, struct job *job);
void rm_begin(struct app *app, struct job *job);
void head_begin(struct app *app, struct job *job);
void tail_begin(struct app *app, struct job *job);
void wc_begin(struct app *app, struct job *job);
void grep_begin(struct app *app, struct job *job);
void sha256sum_begin(struct app *app, struct job *job);
void ss_begin(struct app *app, struct job *job);
void ip_begin(struct app *app, struct job *job);
void help_begin(struct app *app, struct job *job);
void man_begin(struct app *app, struct job *job);

/* --- the services: dns_service.c, resolver.c, dns_cache.c, web.c --- */

/* False: a port is in use. */
bool dns_service_start(struct app *app, uint32_t node);
/* Closes its ports and connections, drops what its resolver works on, and forgets the cache. */
void dns_service_stop(struct app *app, uint32_t node);
void dns_connections_stop(struct app *app, uint32_t node);
void resolver_stop(struct app *app, uint32_t node);
void dns_service_datagram(struct app *app, uint32_t node, const struct udp_datagram *datagram);
/* A message from a client, by whichever way. */
void dns_service_message(struct app *app, uint32_t node, const uint8_t *octets, size_t length,
                         struct dns_client *client);

/* Connections to a name server: dns_connection.c. */
void dns_accepted(struct app *app, uint32_t node, struct socket_id socket);
void dns_connection_event(struct app *app, struct dns_connection *connection,
                          const struct socket_up *up);
void dns_connection_timer(struct app *app, struct dns_connection *connection);
/* The connection of a client, if it is still there; NULL: it has gone. */
struct dns_connection *dns_connection_of(const struct app *app,
                                         const struct dns_client *client);
/* An answer for a client of this connection; `asked`: the resolver had worked on it. */
void dns_connection_answer(struct app *app, struct dns_connection *connection,
                           const uint8_t *octets, size_t length, bool asked);

/* A question for the recursive resolver of a node, asked by a client. */
void resolver_ask(struct app *app, uint32_t node, const struct dns_question *question,
                  const struct dns_client *client);
void resolver_datagram(struct app *app, struct dns_query *query,
                       const struct udp_datagram *datagram);
void resolver_tcp_event(struct app *app, struct dns_query *query, const struct socket_up *up);
void resolver_timer(struct app *app, struct dns_query *query);
void resolver_error(struct app *app, struct dns_query *query);

/* False: the port is in use. */
bool web_listen(struct app *app, uint32_t node) MUST_CHECK;
/* Closes the port and every connection; what the site keeps stays. */
void web_stop(struct app *app, uint32_t node);
void web_accepted(struct app *app, uint32_t node, struct socket_id socket);
void web_event(struct app *app, struct web_connection *connection, const struct socket_up *up);
void web_timer(struct app *app, struct web_connection *connection);

/* --- records --- */

/* An application message of which `line` is the first line. */
void app_note_message(struct app *app, uint32_t node, enum message_kind kind, const char *line,
                      size_t length);
/* A decision that a rule explains. */
void app_note_rule(struct app *app, uint32_t node, enum rule rule, enum table table,
                   uint32_t row, uint64_t a, uint64_t b);

/* Seconds since 1970 at this moment: simulated time counts from APP_EPOCH. */
int64_t app_date(const struct app *app);

/* 2026-01-01 00:00:00 UTC: what the clocks of simulated hosts show at the start of a run. */
#define APP_EPOCH INT64_C(1767225600)

#endif
