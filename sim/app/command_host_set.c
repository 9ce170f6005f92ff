/* app/command_host_set.c: the letters and words of sysctl, hostname, date, uptime, netstat and
 * route; each refuses in its own words. See host_set.h. */
#include "app/host_set.h"

#include <string.h>

#include "app/file_tools.h"
#include "app/tool.h"

/* How a tool complains about an option that it does not know. */
struct complaint {
    const char *name;
    const char *after; /* behind the option; %: the usage of tools[] */
    int status;
};

static const struct complaint complaints[] = {
    {"sysctl",
     "'\n\nUsage:\n sysctl [options] [variable[=value] ...]\n\n"
     "For more details see sysctl(8).",
     1},
    {"hostname",
     "'\nUsage: hostname [-d|-f|-i|-I|-s]\n"
     "       hostname                 display host name",
     255},
    {"date", "'\nTry 'man date' for more information.", 1},
    {"uptime",
     "'\n\nUsage:\n uptime [options]\n\nOptions:\n"
     " -p, --pretty   show uptime in pretty format\n"
     " -s, --since    system up since\n\nFor more details see uptime(1).",
     1},
    {"netstat", "'\nusage: netstat [-rn | -i | -tulan]", 4},
    {"route",
     "'\nUsage: route [-ne]          List kernel routing tables\n"
     "       (ip route changes them)",
     4},
};

static int bad_option(const struct tool *tool, const struct command_scan *scan, int result,
                      struct text *error)
{
    const struct complaint *c = complaints;
    while (strcmp(c->name, tool->name) != 0)
        c++;
    text_put(error, tool->name);
    if (scan->letter == 0) {
        text_put(error, ": unrecognized option '");
        text_put(error, scan->words->text + scan->option);
    } else {
        text_put(error, result == SCAN_NO_ARGUMENT ? ": option requires an argument -- '"
                                                   : ": invalid option -- '");
        text_put_char(error, scan->letter);
    }
    text_put(error, c->after);
    return c->status;
}

/* What a tool has to say about its operands as a whole. */
static int check_operands(const struct tool *tool, const struct command_words *words,
                          const struct file_options *o, struct text *error)
{
    const char *first = o->count > 0 ? words->text + o->names[0] : "";
    if (strcmp(tool->name, "sysctl") == 0) {
        if (o->count > 0 || o->letters != 0)
            return 0;
        text_put(error, "sysctl: no variables specified\n"
                        "Try `sysctl --help' for more information.");
        return 1;
    }
    if (o->count == 0)
        return 0;
    if (strcmp(tool->name, "hostname") == 0) {
        text_put(error, "hostname: you must be root to change the host name");
        return 1;
    }
    if (strcmp(tool->name, "date") == 0 && first[0] == '+' && o->count == 1)
        return 0;
    text_put(error, tool->name);
    text_put(error, strcmp(tool->name, "date") == 0 ? ": invalid date '" : ": what is '");
    text_put(error, first);
    text_put(error, "'?");
    if (strcmp(tool->name, "date") == 0)
        error->octets[--error->length] = '\0';
    return 1;
}

int host_set_parse(const struct tool *tool, struct command_words *words,
                   union command_options *options, struct text *error)
{
    struct file_options *o = &options->file;
    struct command_scan scan = command_scan_begin(words, tool->letters, tool->long_options);
    *o = (struct file_options){.count = 0};
    int letter;
    while ((letter = command_scan_next(&scan)) != SCAN_END) {
        if (letter <= SCAN_NO_ARGUMENT)
            return bad_option(tool, &scan, letter, error);
        o->letters |= file_letter(tool->letters, (char)letter);
        if (scan.argument != 0)
            o->pattern = scan.argument;
    }
    for (uint16_t i = 0; i < scan.operand_count; i++) {
        if (o->count == COMMAND_FILES_MAX) {
            text_put(error, tool->name);
            text_put(error, ": too many words");
            return 1;
        }
        o->names[o->count++] = scan.operands[i];
    }
    return check_operands(tool, words, o, error);
}
