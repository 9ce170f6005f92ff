/* app/command_nc.c: the options of nc (OpenBSD's) and telnet (GNU inetutils), with their words
 * for what is wrong. */
#include <string.h>

#include "app/port_names.h"
#include "app/tool.h"

static int usage(const struct tool *tool, const char *before, struct text *error)
{
    text_put(error, before);
    text_put(error, tool->name);
    text_put_char(error, ' ');
    text_put(error, tool->usage);
    return 1;
}

static int bad_option(const struct command_scan *scan, int result, const struct tool *tool,
                      const char *before, struct text *error)
{
    text_put(error, tool->name);
    text_put(error, result == SCAN_NO_ARGUMENT ? ": option requires an argument -- '"
                                               : ": invalid option -- '");
    text_put_char(error, scan->letter != 0 ? scan->letter : '-');
    text_put(error, "'\n");
    return usage(tool, before, error);
}

static int complain(const char *what, const char *word, struct text *error)
{
    text_put(error, what);
    text_put(error, word);
    return 1;
}

/* --- nc --- */

static int nc_port(const char *word, bool udp, bool numeric, uint16_t *port, struct text *error)
{
    uint64_t number = 0;
    if (!numeric && port_by_name(word, udp, port))
        return 0;
    if (command_number(word, 1, UINT16_MAX, &number)) {
        *port = (uint16_t)number;
        return 0;
    }
    if (!command_number(word, 0, UINT64_MAX, &number))
        return complain("nc: port number invalid: ", word, error);
    return complain(number == 0 ? "nc: port number too small: " : "nc: port number too large: ",
                    word, error);
}

/* "80", "http", "20-25" */
static int nc_ports(const char *word, struct nc_options *o, struct text *error)
{
    char first[COMMAND_LINE_MAX];
    const char *dash = strchr(word, '-');
    if (dash == NULL || dash == word ||
        (!o->numeric && port_by_name(word, o->udp, &o->port))) { /* a name may have a hyphen */
        int status = nc_port(word, o->udp, o->numeric, &o->port, error);
        o->last_port = o->port;
        return status;
    }
    size_t length = (size_t)(dash - word);
    memcpy(first, word, length);
    first[length] = '\0';
    int status = nc_port(first, o->udp, o->numeric, &o->port, error);
    if (status == 0)
        status = nc_port(dash + 1, o->udp, o->numeric, &o->last_port, error);
    if (status == 0 && o->last_port < o->port) {
        uint16_t swapped = o->port;
        o->port = o->last_port;
        o->last_port = swapped;
    }
    return status;
}

static int nc_seconds(const char *word, const char *what, int64_t *nanoseconds,
                      struct text *error)
{
    enum { SECONDS_MAX = 2147483 };
    uint64_t seconds = 0;
    bool negative = word[0] == '-';
    if (!command_number(word + negative, 0, SECONDS_MAX, &seconds))
        return complain(what, word, error);
    *nanoseconds = negative ? -1 : (int64_t)seconds * SIM_SECOND;
    return 0;
}

/* Switches by their letter. */
static void nc_switch(struct nc_options *o, int letter)
{
    uint8_t *const all[] = {&o->crlf,    &o->deaf, &o->keep, &o->listen, &o->shut,
                            &o->numeric, &o->udp,  &o->scan, &o->verbose};
    static const char letters[] = "CdklNnuzv";
    const char *at = strchr(letters, letter);
    if (at != NULL)
        *all[at - letters] = 1;
}

static int nc_option(struct nc_options *o, int letter, const char *word,
                     word_offset *local_port, word_offset offset, struct text *error)
{
    int status = 0;
    if (letter == 'p') {
        *local_port = offset;
    } else if (letter == 'w') {
        status = nc_seconds(word, "nc: timeout invalid: ", &o->wait_ns, error);
    } else if (letter == 'q') {
        status = nc_seconds(word, "nc: quit timer invalid: ", &o->quit_ns, error);
        if (o->quit_ns >= 0)
            o->shut = 1;
    } else {
        nc_switch(o, letter);
    }
    return status;
}

/* Which operand is what: "[host] port"; nc -l takes the port alone, or by -p. */
static int nc_operands(const struct tool *tool, const struct command_scan *scan,
                       struct nc_options *o, word_offset local_port, struct text *error)
{
    const char *text = scan->words->text;
    if (o->listen && o->scan)
        return complain("nc: cannot use -z and -l", "", error);
    if (!o->listen && o->keep)
        return complain("nc: must use -l with -k", "", error);
    if (o->listen && local_port != 0 && scan->operand_count == 0) {
        o->port_text = local_port;
        return nc_ports(text + local_port, o, error);
    }
    if (scan->operand_count != (o->listen ? scan->operand_count > 1 ? 2 : 1 : 2))
        return usage(tool, "usage: ", error);
    o->host = o->listen ? 0 : scan->operands[0];
    o->port_text = scan->operands[scan->operand_count - 1];
    int status = nc_ports(text + o->port_text, o, error);
    if (status == 0 && !o->listen && local_port != 0)
        status = nc_port(text + local_port, o->udp, o->numeric, &o->local_port, error);
    return status;
}

int nc_parse(const struct tool *tool, struct command_words *words,
             union command_options *options, struct text *error)
{
    struct nc_options *o = &options->nc;
    struct command_scan scan = command_scan_begin(words, tool->letters, tool->long_options);
    word_offset local_port = 0;
    int letter;
    *o = (struct nc_options){.quit_ns = -1};
    while ((letter = command_scan_next(&scan)) != SCAN_END) {
        if (letter <= SCAN_NO_ARGUMENT)
            return bad_option(&scan, letter, tool, "usage: ", error);
        int status = nc_option(o, letter, words->text + scan.argument, &local_port,
                               scan.argument, error);
        if (status != 0)
            return status;
    }
    return nc_operands(tool, &scan, o, local_port, error);
}

/* --- telnet --- */

int telnet_parse(const struct tool *tool, struct command_words *words,
                 union command_options *options, struct text *error)
{
    struct telnet_options *o = &options->telnet;
    struct command_scan scan = command_scan_begin(words, tool->letters, tool->long_options);
    int letter;
    uint64_t number = 0;
    *o = (struct telnet_options){.port = 23};
    while ((letter = command_scan_next(&scan)) != SCAN_END) {
        if (letter <= SCAN_NO_ARGUMENT)
            return bad_option(&scan, letter, tool, "Usage: ", error);
    }
    if (scan.operand_count == 0 || scan.operand_count > 2)
        return usage(tool, "Usage: ", error);
    o->host = scan.operands[0];
    if (scan.operand_count == 1)
        return 0;
    const char *port = words->text + scan.operands[1];
    if (command_number(port, 1, UINT16_MAX, &number)) {
        o->port = (uint16_t)number;
        return 0;
    }
    if (port_by_name(port, false, &o->port))
        return 0;
    text_put(error, "telnet: could not resolve ");
    text_put(error, words->text + o->host);
    text_put_char(error, '/');
    text_put(error, port);
    text_put(error, ": Servname not supported for ai_socktype");
    return 1;
}
