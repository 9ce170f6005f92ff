/* scenario/yaml_place.c: where things stand in the file: syntax errors of YAML, and the octets
 * of a value (a filter, a command line) inside its quotation marks. */
#include "scenario/yaml_place.h"

#include "base/catalogue.h"
#include "scenario/utf8.h"
#include "scenario/yaml_tree.h"

#include <string.h>

struct syntax_text {
    const char *libyaml; /* a part of its words for the problem */
    const char *sentence;
    const char *help;
};

static const struct syntax_text syntax_texts[] = {
    {"mapping values are not allowed",
     N_("A colon and a blank mean key and value, but no key can stand here."),
     N_("Put a text that holds a colon between quotation marks; or check the indentation: keys "
        "of "
        "one map start in one column.")},
    {"did not find expected ',' or '}'", N_("A map that was opened with { goes wrong here."),
     N_("Its entries are separated by commas and it ends with }. A text with braces, brackets "
        "or "
        "commas stands between quotation marks.")},
    {"did not find expected ',' or ']'", N_("A list that was opened with [ goes wrong here."),
     N_("Its entries are separated by commas and it ends with ]. A text with braces, brackets "
        "or "
        "commas stands between quotation marks.")},
    {"did not find expected key", N_("This line does not fit the map around it."),
     N_("Keys of one map start in one column. After a closing quotation mark nothing may "
        "follow "
        "but a comment.")},
    {"did not find expected '-' indicator", N_("This line does not fit the list around it."),
     N_("The dashes of one list start in one column.")},
    {"block sequence entries are not allowed", N_("A dash cannot stand here."),
     N_("A list starts on a line of its own, below its key.")},
    {"could not find expected ':'", N_("A key is missing its colon."),
     N_("Write a key, a colon and a blank; a text over several lines stands between quotation "
        "marks.")},
    {"unexpected end of stream", N_("A quotation mark that was opened is never closed."),
     N_("Every text that starts with a quotation mark ends with the same one.")},
    {"unexpected document indicator", N_("A quotation mark that was opened is never closed."),
     N_("Every text that starts with a quotation mark ends with the same one.")},
    {"unknown escape character",
     N_("After a backslash, double quotation marks allow only certain letters."),
     N_("Write two backslashes for one, or use single quotation marks, in which a backslash is "
        "nothing special.")},
    {"cannot start any token", N_("No text can begin with this character."),
     N_("Put the text between quotation marks.")},
    {"did not find the expected document start", N_("The file goes on after its end."),
     N_("All of a scenario is one map: its keys start in the first column.")},
};

/* When the problem is inside an unquoted filter, a brace behind " in " or a tag "!(": the place
 * of that character; SIZE_MAX otherwise. */
static size_t find_trap(const struct diagnostics *d, uint32_t problem)
{
    uint32_t at = problem;
    while (at > 0 && d->source[at - 1] != '\n')
        at--;
    for (; at < problem; at++) {
        const char *here = d->source + at;
        if (strncmp(here, " in {", 5) == 0)
            return at + 4;
        if (strncmp(here, ": !", 3) == 0 && here[3] != '\n' && here[3] != '\0')
            return at + 2;
    }
    return SIZE_MAX;
}

static void report_trap(struct diagnostics *d, size_t at)
{
    struct span span = {(uint32_t)at, 1};
    struct diagnostic *p =
        diagnostics_add(d, SEVERITY_ERROR, span, "unquoted-filter",
                        N_("A filter with braces or an exclamation mark must stand between "
                           "quotation marks."));
    diagnostic_help(p, N_("YAML reads them as its own otherwise. Write: "
                          "\"tcp.port in {80, 443}\""));
}

void yaml_report_syntax(struct diagnostics *d, const struct yaml_index *index,
                        const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR) {
        (void)diagnostics_add(d, SEVERITY_ERROR, (struct span){0, 0}, "out-of-memory",
                              N_("There is not enough memory."));
        return;
    }
    const char *problem = parser->problem == NULL ? "" : parser->problem;
    uint32_t at = yaml_octet(index, parser->problem_mark.index);
    bool at_end = strstr(problem, "unexpected end of stream") != NULL ||
                  strstr(problem, "unexpected document indicator") != NULL;
    if (at_end && parser->context != NULL)
        at = yaml_octet(index, parser->context_mark.index);
    struct span span = {at, at < d->source_length ? 1 : 0};
    size_t trap = find_trap(d, at);
    if (trap != SIZE_MAX) {
        report_trap(d, trap);
        return;
    }
    for (size_t i = 0; i < sizeof syntax_texts / sizeof syntax_texts[0]; i++) {
        if (strstr(problem, syntax_texts[i].libyaml) == NULL)
            continue;
        struct diagnostic *p =
            diagnostics_add(d, SEVERITY_ERROR, span, "syntax", syntax_texts[i].sentence);
        diagnostic_help(p, syntax_texts[i].help);
        return;
    }
    struct diagnostic *p =
        diagnostics_add(d, SEVERITY_ERROR, span, "syntax", N_("This is not YAML: {problem}."));
    diagnostic_value(d, p, "problem", problem, SIZE_MAX);
}

/* --- inside a text --- */

static size_t hex_escape(char c)
{
    return c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
}

static uint32_t hex_value(const char *digits, size_t n)
{
    uint32_t value = 0;
    for (size_t i = 0; i < n; i++) {
        char c = digits[i];
        uint32_t digit = c >= 'a'   ? (uint32_t)(c - 'a') + 10
                         : c >= 'A' ? (uint32_t)(c - 'A') + 10
                                    : (uint32_t)(c - '0');
        value = value << 4 | (digit & 15);
    }
    return value;
}

static size_t utf8_size(uint32_t code)
{
    return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/* Octets of the source that make the next octets of the value, and how many these are. */
static size_t step(const struct yaml_node *node, const char *source, size_t *made)
{
    *made = 1;
    if (node->style == YAML_SINGLE_QUOTED && source[0] == '\'')
        return 2;
    if (node->style != YAML_DOUBLE_QUOTED || source[0] != '\\')
        return 1;
    size_t digits = hex_escape(source[1]);
    if (digits > 0)
        *made = utf8_size(hex_value(source + 2, digits));
    else if (source[1] == 'N' || source[1] == '_')
        *made = 2;
    else if (source[1] == 'L' || source[1] == 'P')
        *made = 3;
    return 2 + digits;
}

struct span yaml_place(const struct diagnostics *d, const struct yaml_node *node, size_t at,
                       size_t length)
{
    const char *source = d->source + node->span.at;
    size_t end = node->span.length;
    const char *line = memchr(source, '\n', end);
    if (node->style == YAML_BLOCK || line != NULL) {
        size_t first = line == NULL ? end : (size_t)(line - source);
        return (struct span){node->span.at, (uint32_t)first};
    }
    size_t from = node->style == YAML_PLAIN ? 0 : 1;
    size_t i = from;
    size_t start = SIZE_MAX;
    size_t value = 0;
    while (i < end && value < at + length) {
        if (value >= at && start == SIZE_MAX)
            start = i;
        size_t made;
        i += step(node, source + i, &made);
        value += made;
    }
    if (start == SIZE_MAX)
        start = i;
    i = i > end ? end : i;
    start = start > end ? end : start;
    return (struct span){node->span.at + (uint32_t)start, (uint32_t)(i - start)};
}
