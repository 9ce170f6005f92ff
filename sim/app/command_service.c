/* app/command_service.c: the words of systemctl and httpd. */
#include <string.h>

#include "app/tool.h"
#include "base/suggest.h"

static const char *const verbs[SERVICE_VERBS] = {"start",  "stop",   "restart",
                                                 "reload", "status", "is-active"};

static int complain(const char *before, const char *word, const char *after, struct text *error)
{
    text_put(error, before);
    text_put(error, word);
    text_put(error, after);
    return 1;
}

static int unknown_verb(const char *word, struct text *error)
{
    struct suggestion suggestion = suggest_begin(word, strlen(word));
    for (int i = 0; i < SERVICE_VERBS; i++)
        suggest_offer(&suggestion, verbs[i]);
    if (suggestion.best == NULL)
        return complain("Unknown command verb ", word, ".", error);
    (void)complain("Unknown command verb ", word, ", did you mean '", error);
    return complain(suggestion.best, "'?", "", error);
}

static uint8_t unit_of(const char *name)
{
    static const struct {
        const char *name;
        enum service_unit unit;
    } names[] = {{"httpd", SERVICE_HTTPD},
                 {"apache2", SERVICE_HTTPD},
                 {"nginx", SERVICE_HTTPD},
                 {"squid", SERVICE_SQUID},
                 {"ripd", SERVICE_RIPD},
                 {"frr", SERVICE_RIPD},
                 {"named", SERVICE_NAMED},
                 {"bind9", SERVICE_NAMED}};
    size_t length = strcspn(name, ".");
    if (name[length] != '\0' && strcmp(name + length, ".service") != 0)
        return SERVICE_UNITS;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strlen(names[i].name) == length && memcmp(names[i].name, name, length) == 0)
            return (uint8_t)names[i].unit;
    }
    return SERVICE_UNITS;
}

int systemctl_parse(const struct tool *tool, struct command_words *words,
                    union command_options *options, struct text *error)
{
    struct service_options *o = &options->service;
    struct command_scan scan = command_scan_begin(words, tool->letters, tool->long_options);
    *o = (struct service_options){.unit = SERVICE_UNITS};
    while (command_scan_next(&scan) != SCAN_END)
        return complain("systemctl: invalid option -- '", words->text + scan.option, "'",
                        error);
    if (scan.operand_count == 0)
        return complain("Usage: systemctl ", tool->usage, "", error);
    const char *verb = words->text + scan.operands[0];
    while (o->verb < SERVICE_VERBS && strcmp(verbs[o->verb], verb) != 0)
        o->verb++;
    if (o->verb == SERVICE_VERBS)
        return unknown_verb(verb, error);
    if (scan.operand_count == 1)
        return complain("Too few arguments.", "", "", error);
    if (scan.operand_count > 2)
        return complain("Too many arguments.", "", "", error);
    o->name = scan.operands[1];
    o->unit = unit_of(words->text + o->name);
    return 0;
}

int httpd_parse(const struct tool *tool, struct command_words *words,
                union command_options *options, struct text *error)
{
    static const struct {
        const char *word;
        enum service_verb verb;
    } commands[] = {{"start", VERB_START},
                    {"stop", VERB_STOP},
                    {"graceful-stop", VERB_STOP},
                    {"restart", VERB_RESTART},
                    {"graceful", VERB_RESTART}};
    struct service_options *o = &options->service;
    struct command_scan scan = command_scan_begin(words, tool->letters, tool->long_options);
    int letter;
    *o = (struct service_options){.unit = SERVICE_HTTPD, .verb = VERB_START};
    while ((letter = command_scan_next(&scan)) != SCAN_END) {
        if (letter <= SCAN_NO_ARGUMENT)
            return complain("Usage: httpd ", tool->usage, "", error);
        const char *word = words->text + scan.argument;
        size_t i = 0;
        while (i < sizeof commands / sizeof commands[0] && strcmp(commands[i].word, word) != 0)
            i++;
        if (i == sizeof commands / sizeof commands[0])
            return complain("httpd: invalid argument of -k: ", word, "", error);
        o->verb = (uint8_t)commands[i].verb;
    }
    return scan.operand_count == 0 ? 0 : complain("Usage: httpd ", tool->usage, "", error);
}
