/* app/command_scan.h: options of a command line, one after the other, as getopt_long(3) reads
 * them: -v -n -c 3 -c3 -nc3 --name value --name=value, "--" ends them, operands may stand in
 * between. */
#ifndef NETSTAGE_APP_COMMAND_SCAN_H
#define NETSTAGE_APP_COMMAND_SCAN_H

#include "app/command.h"

/* A long option and the letter that it stands for; or a code, when it has no letter. */
struct long_option {
    const char *name;
    uint8_t letter;
};

enum {
    SCAN_CODES = 0x80,               /* codes begin here */
    SCAN_CODES_WITH_ARGUMENT = 0xc0, /* and from here on the option takes an argument */
};

struct command_scan {
    const struct command_words *words;
    const char *letters;                    /* as for getopt(3): "nc:" */
    const struct long_option *long_options; /* ends with a NULL name; or NULL */
    uint16_t next;                          /* word to look at */
    uint16_t inside;                        /* offset in a cluster of letters; 0: none */
    uint16_t operand_count;
    bool only_operands; /* "--" was seen */
    word_offset operands[COMMAND_WORDS_MAX];
    word_offset argument; /* of the option just given */
    word_offset option;   /* the word it stands in */
    char letter;          /* SCAN_UNKNOWN, SCAN_NO_ARGUMENT: the short option; 0: a long one */
};

enum scan_result {
    SCAN_END = 0,
    SCAN_UNKNOWN = 1,
    SCAN_NO_ARGUMENT = 2,
    /* otherwise the option's letter or code */
};

struct command_scan command_scan_begin(const struct command_words *words, const char *letters,
                                       const struct long_option *long_options);

/* The next option's letter or code, or a scan_result. */
int command_scan_next(struct command_scan *scan);

/* A whole decimal number between the bounds. */
bool command_number(const char *word, uint64_t least, uint64_t most,
                    uint64_t *value) MUST_CHECK;

/* Seconds with up to nine decimals, "0.2", as nanoseconds. */
bool command_seconds(const char *word, int64_t *nanoseconds) MUST_CHECK;

/* "10.0.0.1". */
bool command_ipv4(const char *word, ipv4_address *address) MUST_CHECK;

/* "02:00:00:00:00:01" (command_ip.c). */
bool command_mac(const char *word, mac_address *mac) MUST_CHECK;

/* The readers of the tools' options: as command_parse(); see tool.h. */
struct tool;
int ping_parse(const struct tool *tool, struct command_words *words,
               union command_options *options, struct text *error);
int traceroute_parse(const struct tool *tool, struct command_words *words,
                     union command_options *options, struct text *error);
int arping_parse(const struct tool *tool, struct command_words *words,
                 union command_options *options, struct text *error);
int arp_parse(const struct tool *tool, struct command_words *words,
              union command_options *options, struct text *error);
int dig_parse(const struct tool *tool, struct command_words *words,
              union command_options *options, struct text *error);
int systemctl_parse(const struct tool *tool, struct command_words *words,
                    union command_options *options, struct text *error);
int httpd_parse(const struct tool *tool, struct command_words *words,
                union command_options *options, struct text *error);
int vtysh_parse(const struct tool *tool, struct command_words *words,
                union command_options *options, struct text *error);
int python_parse(const struct tool *tool, struct command_words *words,
                 union command_options *options, struct text *error);
int tcpdump_parse(const struct tool *tool, struct command_words *words,
                  union command_options *options, struct text *error);
int host_parse(const struct tool *tool, struct command_words *words,
               union command_options *options, struct text *error);
int nslookup_parse(const struct tool *tool, struct command_words *words,
                   union command_options *options, struct text *error);
int nc_parse(const struct tool *tool, struct command_words *words,
             union command_options *options, struct text *error);
int telnet_parse(const struct tool *tool, struct command_words *words,
                 union command_options *options, struct text *error);
int file_parse(const struct tool *tool, struct command_words *words,
               union command_options *options, struct text *error);
int ss_parse(const struct tool *tool, struct command_words *words,
             union command_options *options, struct text *error);
int ip_parse(const struct tool *tool, struct command_words *words,
             union command_options *options, struct text *error);
int help_parse(const struct tool *tool, struct command_words *words,
               union command_options *options, struct text *error);
int echo_parse(const struct tool *tool, struct command_words *words,
               union command_options *options, struct text *error);
int browse_parse(const struct tool *tool, struct command_words *words,
                 union command_options *options, struct text *error);
int curl_parse(const struct tool *tool, struct command_words *words,
               union command_options *options, struct text *error);

#endif
