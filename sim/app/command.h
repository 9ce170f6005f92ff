/* app/command.h: a command line as a checked structure: what the tools of app/tool.c take, and
 * the words in which they refuse what they do not.
 *
 * Shape:  the line is cut into words as a shell does ('…', "…", \, > FILE, >> FILE, < FILE,
 *         2>&1, & at the end), which are kept, terminated, in one buffer; the options are
 * numbers and offsets into it. So a struct command holds no pointers and is state. Errors: the
 * text that the tool prints (a line, or two), and its exit status. */
#ifndef NETSTAGE_APP_COMMAND_H
#define NETSTAGE_APP_COMMAND_H

#include "base/text.h"

enum {
    COMMAND_LINE_MAX = 1024, /* octets of a line */
    COMMAND_WORDS_MAX = 64,
    COMMAND_HEADERS_MAX = 16, /* -H of one curl */
    COMMAND_URLS_MAX = 8,
    COMMAND_DATA_MAX = 8,    /* -d of one curl */
    COMMAND_COOKIES_MAX = 4, /* -b, and --resolve */
    COMMAND_ERROR_MAX = 512,
    COMMAND_JAR_MAX = 32, /* octets of the name of a cookie jar, terminator included */
};

enum command_kind {
    COMMAND_NONE,
    COMMAND_PING,
    COMMAND_TRACEROUTE,
    COMMAND_ARP,
    COMMAND_ARPING,
    COMMAND_DIG,
    COMMAND_HOST,
    COMMAND_NSLOOKUP,
    COMMAND_CURL,
    COMMAND_NC,
    COMMAND_TELNET,
    COMMAND_CAT,
    COMMAND_ECHO,
    COMMAND_LS,
    COMMAND_RM,
    COMMAND_HEAD,
    COMMAND_TAIL,
    COMMAND_WC,
    COMMAND_GREP,
    COMMAND_SHA256SUM,
    COMMAND_IP,
    COMMAND_SS,
    COMMAND_SYSCTL,
    COMMAND_TC,
    COMMAND_HOSTNAME,
    COMMAND_DATE,
    COMMAND_UPTIME,
    COMMAND_NETSTAT,
    COMMAND_ROUTE,
    COMMAND_HELP,
    COMMAND_MAN,
    COMMAND_TCPDUMP,
    COMMAND_BROWSE,
    COMMAND_SYSTEMCTL,
    COMMAND_HTTPD,
    COMMAND_PYTHON,
    COMMAND_VTYSH,
    COMMAND_KINDS,
};

/* An offset into the words' text; 0 is the command's own name, and so means "not given". */
typedef uint16_t word_offset;

enum { PING_USUAL = UINT8_MAX };

struct ping_options {
    int64_t interval_ns; /* -i; 1 s */
    int64_t wait_ns;     /* -W: for the last answer when none came at all; 10 s */
    int64_t deadline_ns; /* -w: the whole run; 0: none */
    uint32_t count;      /* -c; 0: until it is cancelled */
    uint16_t size;       /* -s: octets of data; 56 */
    word_offset destination;
    uint8_t ttl;        /* -t; 0: the node's default */
    uint8_t numeric;    /* -n */
    uint8_t quiet;      /* -q */
    uint8_t tos;        /* -Q */
    word_offset source; /* -I: an own address, or an interface */
    uint8_t stamps;     /* -D: the time before each line */
    uint8_t cutting;    /* -M: enum ip_cutting; PING_USUAL: as the host does */
};

struct traceroute_options {
    int64_t wait_ns; /* -w; 5 s */
    uint16_t port;   /* -p: of the first probe; 33434 */
    word_offset destination;
    uint8_t first_hop; /* -f; 1 */
    uint8_t max_hops;  /* -m; 30 */
    uint8_t queries;   /* -q: probes a hop; 3 */
    uint8_t numeric;   /* -n */
    uint8_t icmp;      /* -I: echo requests instead of datagrams */
    uint8_t reserved[7];
};

enum arping_mode { ARPING_ASKS, ARPING_DUPLICATE, ARPING_UNSOLICITED, ARPING_ANSWERS };

struct arping_options {
    int64_t interval_ns; /* -i; 1 s */
    int64_t deadline_ns; /* -w: the whole run; 0: none */
    uint32_t count;      /* -c; 0: until it is cancelled */
    word_offset destination;
    word_offset device;     /* -I */
    word_offset source;     /* -s */
    uint8_t mode;           /* enum arping_mode: -D, -U, -A */
    uint8_t broadcast_only; /* -b */
    uint8_t first_only;     /* -f */
    uint8_t quiet;          /* -q */
    uint8_t reserved[2];
};

struct arp_options {
    word_offset host; /* only this row */
    uint8_t all;      /* -a: in BSD style */
    uint8_t numeric;  /* -n */
    uint8_t remove;   /* -d */
    uint8_t verbose;  /* -v */
    word_offset set;  /* -s host: the MAC address */
};

/* What dig prints. */
enum dig_print {
    DIG_CMD = 1,
    DIG_COMMENTS = 2,
    DIG_QUESTION = 4,
    DIG_ANSWER = 8,
    DIG_AUTHORITY = 16,
    DIG_ADDITIONAL = 32,
    DIG_STATS = 64,
    DIG_ALL = 127,
};

/* One question of a line, and how it is asked and shown. */
struct dig_query {
    uint16_t type;
    uint16_t klass;
    uint16_t port;      /* -p; 53 */
    word_offset server; /* @server */
    word_offset name;   /* 0: the root */
    uint16_t size;      /* +bufsize; 1232 */
    uint16_t wait_s;    /* +time; 5 */
    uint8_t print;      /* enum dig_print */
    uint8_t tries;      /* +tries, +retry; 3 */
    uint8_t recurse;    /* +norecurse: 0 */
    uint8_t trace;      /* +trace */
    uint8_t terse;      /* +short */
    uint8_t edns;       /* its version plus one; +noedns: 0 */
    uint8_t negotiate;  /* +noednsneg: 0 */
    uint8_t reverse;    /* -x: name is an address */
    uint8_t tcp;        /* +tcp */
    uint8_t ignore;     /* +ignore: TC is no reason to ask again */
    uint8_t opcode;     /* +opcode */
    uint8_t empty;      /* +header-only: no question at all */
    uint8_t typed;      /* a type was given */
    uint8_t reserved[5];
};

/* host and nslookup. */
struct host_options {
    uint16_t type;
    uint16_t port;      /* -p; 53 */
    uint16_t wait_s;    /* -W; 5 */
    word_offset name;   /* or an address */
    word_offset server; /* 0: one of the node's */
    uint8_t typed;      /* -t: only this type */
    uint8_t tries;      /* -R: and one more */
    uint8_t tcp;        /* -T */
    uint8_t recurse;    /* -r: 0 */
    uint8_t reserved[2];
};

enum { DIG_QUERIES_MAX = 8 };

struct dig_options {
    struct dig_query query[DIG_QUERIES_MAX];
    uint8_t count;
    uint8_t reserved[7];
};

/* What becomes of a piece of the data that curl sends. */
enum curl_datum_kind {
    CURL_DATUM_PLAIN,     /* -d: "@file" without its line ends */
    CURL_DATUM_BINARY,    /* --data-binary: "@file" as it is */
    CURL_DATUM_RAW,       /* --data-raw: "@" means nothing */
    CURL_DATUM_URLENCODE, /* --data-urlencode: [name]=text, or [name]@file */
    CURL_DATUM_JSON,      /* --json: as --data-binary, but nothing is put in between */
};

struct curl_datum {
    word_offset word;
    uint8_t kind; /* enum curl_datum_kind */
    uint8_t reserved;
};

/* What curl does instead of a transfer. */
enum curl_tells {
    CURL_TELLS_NOTHING,
    CURL_TELLS_HELP,
    CURL_TELLS_ALL_HELP,
    CURL_TELLS_VERSION
};

/* Methods that a redirect leaves alone, by --post301 and its kin: bits. */
enum curl_post_kept { CURL_POST301 = 1, CURL_POST302 = 2, CURL_POST303 = 4 };

enum curl_meter { CURL_METER, CURL_BAR, CURL_NO_METER };

enum curl_resume { CURL_NO_RESUME, CURL_RESUME_AT, CURL_RESUME_FILE };

enum curl_fails { CURL_NEVER_FAILS, CURL_FAILS, CURL_FAILS_WITH_BODY };

enum { CURL_REMOTE_NAME = UINT16_MAX, CURL_REDIRECTS_ANY = UINT8_MAX };

struct curl_options {
    int64_t max_time_ns;                      /* -m; 0: none */
    int64_t connect_ns;                       /* --connect-timeout; 0: none */
    int64_t expect_ns;                        /* --expect100-timeout; 1 s */
    int64_t retry_delay_ns;                   /* --retry-delay; 0: 1 s, 2 s, 4 s, … */
    int64_t retry_max_ns;                     /* --retry-max-time; 0: none */
    int64_t keep_alive_ns;                    /* --keepalive-time; 0: the host decides */
    uint64_t rate;                            /* --limit-rate: octets a second; 0: any */
    uint64_t resume_at;                       /* -C, when `resume` says so */
    uint32_t retries;                         /* --retry */
    struct curl_datum data[COMMAND_DATA_MAX]; /* -d and its kin */
    word_offset urls[COMMAND_URLS_MAX];
    word_offset outputs[COMMAND_URLS_MAX];    /* -o, for one URL each; CURL_REMOTE_NAME: -O */
    word_offset uploads[COMMAND_URLS_MAX];    /* -T, for one URL each */
    word_offset headers[COMMAND_HEADERS_MAX]; /* -H */
    word_offset cookies[COMMAND_COOKIES_MAX]; /* -b: "name=value", or a file to read */
    word_offset resolve[COMMAND_COOKIES_MAX]; /* --resolve */
    word_offset jar;                          /* -c: the file to write */
    word_offset method;                       /* -X */
    word_offset agent;                        /* -A */
    word_offset referer;                      /* -e */
    word_offset range;                        /* -r: octets of the resource, "0-99" */
    word_offset user;                         /* -u */
    word_offset bearer;                       /* --oauth2-bearer */
    word_offset proxy;                        /* -x */
    word_offset proxy_user;                   /* -U */
    word_offset no_proxy;                     /* --noproxy */
    word_offset write_out;                    /* -w */
    word_offset dump;                         /* -D */
    uint8_t url_count;
    uint8_t output_count;
    uint8_t upload_count;
    uint8_t header_count;
    uint8_t cookie_count;
    uint8_t resolve_count;
    uint8_t data_count;
    uint8_t verbose;        /* -v */
    uint8_t include;        /* -i */
    uint8_t head;           /* -I */
    uint8_t silent;         /* -s */
    uint8_t show_error;     /* -S */
    uint8_t insecure;       /* -k */
    uint8_t minor;          /* --http1.0: 0 */
    uint8_t fails;          /* -f, --fail-with-body: enum curl_fails */
    uint8_t location;       /* -L */
    uint8_t trusted;        /* --location-trusted */
    uint8_t post_kept;      /* enum curl_post_kept */
    uint8_t redirects;      /* --max-redirs; 50 */
    uint8_t get;            /* -G */
    uint8_t glob_off;       /* -g */
    uint8_t junk_sessions;  /* -j */
    uint8_t retry_refused;  /* --retry-connrefused */
    uint8_t retry_all;      /* --retry-all-errors */
    uint8_t resume;         /* enum curl_resume */
    uint8_t meter;          /* enum curl_meter */
    uint8_t tells;          /* enum curl_tells */
    uint8_t browser;        /* it is browse: app/browse.h */
    uint8_t keep_alive_off; /* --no-keepalive */
    uint8_t reserved[7];
};

struct nc_options {
    int64_t wait_ns; /* -w: for a connection, and for something to happen on it; 0: for ever */
    int64_t quit_ns; /* -q: after the end of the input; below 0: not by itself */
    word_offset host;
    word_offset port_text; /* as it was given */
    uint16_t port;
    uint16_t last_port;  /* of a range; else the same */
    uint16_t local_port; /* -p; 0: any */
    uint8_t listen;      /* -l */
    uint8_t keep;        /* -k: one connection after the other */
    uint8_t udp;         /* -u */
    uint8_t verbose;     /* -v */
    uint8_t scan;        /* -z */
    uint8_t numeric;     /* -n */
    uint8_t shut;        /* -N: FIN at the end of the input */
    uint8_t crlf;        /* -C */
    uint8_t deaf;        /* -d: reads nothing */
    uint8_t reserved[5];
};

struct tcpdump_options {
    uint32_t count;     /* -c; 0: until it is stopped */
    word_offset filter; /* all operands, joined; 0: none */
    word_offset device; /* -i; 0: the first one */
    word_offset file;   /* -w */
    uint8_t interface;  /* its number on the node */
    uint8_t any;        /* -i any */
    uint8_t numeric;    /* -n */
    uint8_t verbose;    /* -v, several */
    uint8_t link;       /* -e: the link's header too */
    uint8_t hex;        /* -x; -xx: 2 */
    uint8_t hex_ascii;  /* -X; -XX: 2 */
    uint8_t ascii;      /* -A */
    uint8_t absolute;   /* -S: sequence numbers as they are */
    uint8_t time;       /* how many -t */
    uint8_t number;     /* -# */
    uint8_t list;       /* -D */
    uint8_t reserved[2];
};

enum service_verb {
    VERB_START,
    VERB_STOP,
    VERB_RESTART,
    VERB_RELOAD,
    VERB_STATUS,
    VERB_IS_ACTIVE,
    SERVICE_VERBS,
};

/* systemctl and httpd */
struct service_options {
    word_offset name; /* of the unit, as it was given */
    uint8_t verb;     /* enum service_verb */
    uint8_t unit;     /* enum service_unit; SERVICE_UNITS: no such one */
};

/* vtysh -c */
enum vtysh_show { VTYSH_ROUTES, VTYSH_STATUS };

struct vtysh_options {
    uint8_t show; /* enum vtysh_show */
    uint8_t reserved[3];
};

/* python3 -m http.server */
struct python_options {
    ipv4_address address; /* --bind; 0: all of the host's */
    uint16_t port;
    word_offset directory; /* --directory; 0: the one it is started in */
};

struct telnet_options {
    word_offset host;
    uint16_t port; /* 23 */
};

/* What the shell does with a command. */
enum command_flag {
    COMMAND_APPEND = 1,     /* >> instead of > */
    COMMAND_ERRORS_TOO = 2, /* 2>&1: what the tool complains about goes there too */
    COMMAND_BACKGROUND = 4, /* &: the next command does not wait for its end */
};

enum { COMMAND_FILES_MAX = 24 };

/* Of the tools that read and show files: cat, echo, ls, rm, head, tail, wc, grep, sha256sum.
 * Which of their letters were given is a set: bit n is the n-th letter of tool.letters. */
struct file_options {
    uint64_t number; /* -n of head and tail: lines; -c: octets */
    word_offset pattern;
    uint16_t letters;
    uint8_t count; /* of names */
    uint8_t from;  /* tail -n +N: from the N-th one on */
    uint8_t reserved[2];
    word_offset names[COMMAND_FILES_MAX];
};

enum ip_object { IP_ADDRESS, IP_LINK, IP_ROUTE, IP_NEIGHBOUR };
enum ip_verb { IP_SHOW, IP_GET, IP_SET, IP_ADD, IP_REPLACE, IP_DELETE, IP_FLUSH };
enum ip_state { IP_AS_IT_IS, IP_UP, IP_DOWN };

struct ip_options {
    mac_address mac; /* lladdr; 0: none */
    ipv4_address address;
    ipv4_address gateway; /* via; 0: none */
    uint32_t metric;
    word_offset device;
    uint8_t object; /* enum ip_object */
    uint8_t verb;   /* enum ip_verb */
    uint8_t prefix_length;
    uint8_t has_address;
    uint8_t up;    /* enum ip_state */
    uint8_t brief; /* -br */
    uint8_t cache; /* route: not the table, but what is known of single destinations */
    uint8_t reserved;
    uint16_t mtu; /* link set; 0: as it is */
};

/* Of ss: bit n is the n-th of its letters. */
struct ss_options {
    uint32_t letters;
};

enum tc_verb_kind { TC_SHOW, TC_ADD, TC_CHANGE, TC_REPLACE, TC_DELETE };

/* tc qdisc … netem; phy/impair.h says what the numbers mean. */
struct tc_options {
    int64_t delay_ns;
    int64_t jitter_ns;
    uint64_t rate; /* bit/s; 0: as the cable */
    uint32_t loss; /* in 10^-9 */
    uint32_t duplicate;
    uint32_t corrupt;
    uint32_t limit;     /* frames; 1000 */
    word_offset device; /* dev NAME */
    uint8_t verb;       /* enum tc_verb_kind */
    uint8_t root;
    uint8_t netem; /* it is of this kind */
    uint8_t reserved[3];
};

/* Of help and man. */
struct help_options {
    uint32_t topic; /* enum command_kind; COMMAND_NONE: all of them */
};

struct command {
    uint8_t kind;         /* enum command_kind */
    uint8_t flags;        /* enum command_flag */
    uint16_t text_length; /* of the words, terminators included */
    word_offset output;   /* > FILE */
    word_offset input;    /* < FILE */
    union command_options {
        struct ping_options ping;
        struct traceroute_options traceroute;
        struct arp_options arp;
        struct arping_options arping;
        struct dig_options dig;
        struct host_options host;
        struct curl_options curl;
        struct nc_options nc;
        struct telnet_options telnet;
        struct file_options file;
        struct help_options help;
        struct ss_options ss;
        struct tcpdump_options tcpdump;
        struct ip_options ip;
        struct tc_options tc;
        struct service_options service;
        struct python_options python;
        struct vtysh_options vtysh;
    } options;
    char text[COMMAND_LINE_MAX];
};

_Static_assert(sizeof(struct nc_options) == 40 && sizeof(struct telnet_options) == 4 &&
                   sizeof(struct python_options) == 8 && sizeof(struct tcpdump_options) == 24 &&
                   sizeof(struct service_options) == 4,
               "no padding in state");
_Static_assert(sizeof(struct ping_options) == 40 && sizeof(struct traceroute_options) == 24 &&
                   sizeof(struct arp_options) == 8 && sizeof(struct arping_options) == 32 &&
                   sizeof(struct dig_options) == 8 * 32 + 8 &&
                   sizeof(struct curl_options) == 256 && sizeof(struct file_options) == 64 &&
                   sizeof(struct ip_options) == 32 && sizeof(struct command) == 1296,
               "no padding in state");

_Static_assert(sizeof(struct host_options) == 16 && sizeof(struct tc_options) == 48,
               "no padding in state");

/* The words of a line; word[i] is an offset into text. */
struct command_words {
    uint16_t count;
    uint16_t length;    /* of text, terminators included */
    word_offset output; /* the words behind > and <, which are not counted above */
    word_offset input;
    uint8_t flags; /* enum command_flag */
    word_offset word[COMMAND_WORDS_MAX];
    char text[COMMAND_LINE_MAX];
};

/* Cuts a line into words. False: an open quote, too many words or octets, or something that
 * only a real shell understands (|, ;, &&); *error says it. */
bool command_split(const char *line, size_t length, struct command_words *words,
                   struct text *error) MUST_CHECK;

/* Reads a command line. Gives the exit status: 0, and *command is complete; else what the tool
 * (or the shell, 127) would exit with, and *error is what it would print, lines ended by \n
 * except the last. `error` should have room for COMMAND_ERROR_MAX. */
int command_parse(const char *line, size_t length, struct command *command,
                  struct text *error) MUST_CHECK;

/* The word at an offset. */
static inline const char *command_word(const struct command *command, word_offset offset)
{
    return command->text + offset;
}

/* The name of a kind of command, COMMAND_NONE + 1 .. COMMAND_KINDS - 1. */
const char *command_name(enum command_kind kind);

#endif
