/* app/help.c: the commands help and man: which tools there are, and how one is used. */
#include <string.h>

#include "app/command_scan.h"
#include "app/manual.h"
#include "app/tool.h"

enum { NAME_COLUMN = 14, HELP_LINE = 400, MAN_NO_PAGE = 16 };

static const char indent[] = "       ";
static const char deep_indent[] = "              ";

/* --- words --- */

static int unknown_topic(bool manual, const char *topic, struct text *error)
{
    text_put(error, manual ? "No manual entry for " : "help: no help topics match `");
    text_put(error, topic);
    text_put(error, manual ? "" : "'");
    return manual ? MAN_NO_PAGE : 1;
}

int help_parse(const struct tool *tool, struct command_words *words,
               union command_options *options, struct text *error)
{
    bool manual = tool->begin == man_begin;
    options->help.topic = COMMAND_NONE;
    if (words->count > 2) {
        text_put(error, tool->name);
        text_put(error, ": one command at a time");
        return 1;
    }
    if (words->count == 1 && manual) {
        text_put(error, "What manual page do you want?\nFor example, try 'man man'.");
        return 1;
    }
    if (words->count == 1)
        return 0;
    const char *topic = words->text + words->word[1];
    options->help.topic = tool_find(topic);
    return options->help.topic != COMMAND_NONE ? 0 : unknown_topic(manual, topic, error);
}

/* --- output --- */

static void say_line(struct app *app, const struct job *job, const char *before,
                     const char *words)
{
    char buffer[HELP_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, before);
    text_put(&line, words);
    job_say(app, job, &line);
}

/* "       name - sentence" */
static void say_name(struct app *app, const struct job *job, const struct tool *tool)
{
    char buffer[HELP_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, indent);
    text_put(&line, tool->name);
    text_put(&line, " - ");
    job_say_sentence(app, job, line.octets, tool->about);
}

static void say_synopsis(struct app *app, const struct job *job, const char *before,
                         const struct tool *tool)
{
    char buffer[HELP_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, before);
    text_put(&line, tool->name);
    text_put_char(&line, ' ');
    text_put(&line, tool->usage);
    job_say(app, job, &line);
}

/* A heading, with an empty line before it. */
static void say_heading(struct app *app, const struct job *job, const char *heading)
{
    job_say_line(app, job, "");
    job_say_line(app, job, heading);
}

static void say_options(struct app *app, const struct job *job, const struct manual *manual,
                        bool apart)
{
    const struct manual_option *option = manual->options;
    for (; option != NULL && option->form != NULL; option++) {
        char buffer[HELP_LINE];
        struct text line = text_over(buffer, sizeof buffer);
        if (apart) {
            say_line(app, job, indent, option->form);
            job_say_sentence(app, job, deep_indent, option->about);
            continue;
        }
        text_put(&line, "  ");
        text_put(&line, option->form);
        text_put_char(&line, ' ');
        text_pad_to(&line, NAME_COLUMN + 2);
        job_say_sentence(app, job, line.octets, option->about);
    }
}

static void list_tools(struct app *app, const struct job *job)
{
    for (int kind = COMMAND_NONE + 1; kind < COMMAND_KINDS; kind++) {
        char buffer[HELP_LINE];
        struct text line = text_over(buffer, sizeof buffer);
        text_put(&line, tools[kind].name);
        text_put_char(&line, ' ');
        text_pad_to(&line, NAME_COLUMN);
        job_say_sentence(app, job, line.octets, tools[kind].about);
    }
}

void help_begin(struct app *app, struct job *job)
{
    uint32_t topic = job->command.options.help.topic;
    if (topic == COMMAND_NONE) {
        list_tools(app, job);
    } else {
        say_synopsis(app, job, "", &tools[topic]);
        job_say_sentence(app, job, "  ", manuals[topic].text);
        say_options(app, job, &manuals[topic], false);
    }
    job_end(app, job, 0);
}

void man_begin(struct app *app, struct job *job)
{
    uint32_t topic = job->command.options.help.topic;
    const struct manual *manual = &manuals[topic];
    job_say_line(app, job, "NAME");
    say_name(app, job, &tools[topic]);
    say_heading(app, job, "SYNOPSIS");
    say_synopsis(app, job, indent, &tools[topic]);
    say_heading(app, job, "DESCRIPTION");
    job_say_sentence(app, job, indent, manual->text);
    if (manual->options != NULL)
        say_heading(app, job, "OPTIONS");
    say_options(app, job, manual, true);
    say_heading(app, job, "EXAMPLES");
    for (const char *const *example = manual->examples; *example != NULL; example++)
        say_line(app, job, indent, *example);
    job_end(app, job, 0);
}
