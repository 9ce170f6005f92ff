/* app/curl_words.c: see curl_words.h. */
#include "app/curl_words.h"

#include <string.h>

const struct long_option curl_long_options[] = {
#define OPTION(code, name, argument, help) {name, code},
#include "app/curl_options.def"
#undef OPTION
    {NULL, 0},
};

struct option_help {
    const char *name;
    const char *argument;
    const char *help;
    uint8_t code;
};

static const struct option_help helps[] = {
#define OPTION(code, name, argument, help) {name, argument, help, code},
#include "app/curl_options.def"
#undef OPTION
};

enum { HELPS = sizeof helps / sizeof helps[0], COLUMN = 28, ALL_COLUMN = 26, HELP_LINE = 200 };

/* " -d, --data <data>          HTTP POST data" */
static void say_option(struct app *app, const struct job *job, const struct option_help *option,
                       size_t column)
{
    char buffer[HELP_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    if (option->code < SCAN_CODES) {
        text_put(&line, " -");
        text_put_char(&line, (char)option->code);
        text_put(&line, ", --");
    } else {
        text_put(&line, "     --");
    }
    text_put(&line, option->name);
    if (option->argument[0] != '\0') {
        text_put_char(&line, ' ');
        text_put(&line, option->argument);
    }
    text_pad_to(&line, column - 1);
    text_put_char(&line, ' ');
    text_put(&line, option->help);
    job_say(app, job, &line);
}

/* The short help has these, in this order. */
static void say_main_options(struct app *app, const struct job *job)
{
    static const char letters[] = "dfhioOsTuAvV";
    for (const char *p = letters; *p != '\0'; p++) {
        for (size_t i = 0; i < HELPS; i++) {
            if (helps[i].code == (uint8_t)*p)
                say_option(app, job, &helps[i], COLUMN);
        }
    }
    job_say_line(app, job, "");
    job_say_line(app, job, "This is not the full help, this menu is stripped into categories.");

    job_say_line(app, job, "For all options use the manual or \"--help all\".");
}

void curl_tell(struct app *app, const struct job *job)
{
    if (job->command.options.curl.tells == CURL_TELLS_VERSION) {
        job_say_line(app, job, "curl 7.88.1 (netstage) libcurl/7.88.1");
        job_say_line(app, job, "Release-Date: 2023-02-20");
        job_say_line(app, job, "Protocols: http");
        job_say_line(app, job, "Features: Largefile");
        return;
    }
    job_say_line(app, job, "Usage: curl [options...] <url>");
    if (job->command.options.curl.tells == CURL_TELLS_HELP) {
        say_main_options(app, job);
        return;
    }
    for (size_t i = 0; i < HELPS; i++)
        say_option(app, job, &helps[i], ALL_COLUMN);
}
