/* cli/options.c: see options.h. */
#include "cli/options.h"

#include <stdio.h>
#include <string.h>

#include "base/catalogue.h"
#include "base/korean.h"
#include "base/suggest.h"
#include "scenario/diagnostic.h"

struct cli_scan cli_scan_begin(const char *command, const struct cli_option *options,
                               size_t count, int argc, char **argv)
{
    return (struct cli_scan){.command = command,
                             .options = options,
                             .count = count,
                             .argc = argc,
                             .argv = argv,
                             .at = 1};
}

void cli_complain(const char *command, const char *sentence, const char *word, const char *near)
{
    char octets[1024];
    struct text_value values[] = {{"word", word}, {"near", near != NULL ? near : ""}};
    (void)text_format(octets, sizeof octets, sentence, values, 2);
    if (command != NULL)
        fprintf(stderr, "netstage %s: %s", command, octets);
    else
        fprintf(stderr, "netstage: %s", octets);
    if (near != NULL) {
        (void)text_format(octets, sizeof octets, _("did you mean {near}?"), values, 2);
        fprintf(stderr, "; %s", octets);
    }
    fputc('\n', stderr);
}

static enum cli_token unknown(const struct cli_scan *scan, const char *word, size_t length)
{
    struct suggestion suggestion = suggest_begin(word, length);
    for (size_t i = 0; i < scan->count; i++)
        suggest_offer(&suggestion, scan->options[i].name);
    cli_complain(scan->command, _("there is no option {word}"), word, suggestion.best);
    return CLI_BAD;
}

/* The value of an option: behind the equals sign, or the next word. */
static enum cli_token take_value(struct cli_scan *scan, const char *equals)
{
    const struct cli_option *option = &scan->options[scan->option];
    if (option->value == NULL && equals != NULL) {
        cli_complain(scan->command, _("{word} takes no value"), option->name, NULL);
        return CLI_BAD;
    }
    if (option->value == NULL)
        return CLI_OPTION;
    if (equals == NULL && scan->at == scan->argc) {
        cli_complain(scan->command, _("{word} needs a value"), option->name, NULL);
        return CLI_BAD;
    }
    scan->value = equals != NULL ? equals + 1 : scan->argv[scan->at++];
    return CLI_OPTION;
}

enum cli_token cli_scan_next(struct cli_scan *scan)
{
    if (scan->at >= scan->argc)
        return CLI_END;
    const char *word = scan->argv[scan->at++];
    scan->value = word;
    if (scan->words_only || word[0] != '-' || word[1] == '\0')
        return CLI_WORD;
    if (strcmp(word, "--") == 0) {
        scan->words_only = true;
        return cli_scan_next(scan);
    }
    if (strcmp(word, "-h") == 0)
        word = "--help";
    const char *equals = strchr(word, '=');
    size_t length = equals != NULL ? (size_t)(equals - word) : strlen(word);
    for (scan->option = 0; scan->option < scan->count; scan->option++) {
        const char *name = scan->options[scan->option].name;
        if (strlen(name) == length && memcmp(name, word, length) == 0)
            return take_value(scan, equals);
    }
    return unknown(scan, word, length);
}

void cli_put_options(const struct cli_option *options, size_t count)
{
    enum { COLUMN = 24 };
    for (size_t i = 0; i < count; i++) {
        const struct cli_option *o = &options[i];
        printf("  %s%s%s", o->name, o->value != NULL ? " " : "",
               o->value != NULL ? o->value : "");
        size_t there = strlen(o->name) + (o->value != NULL ? 1 + strlen(o->value) : 0);
        for (size_t column = there; column < COLUMN; column++)
            putchar(' ');
        printf("%s\n", tr(o->help));
    }
}
