/* session/completion.c: see completion.h. */
#include "session/completion.h"

#include <string.h>

#include "app/host_file.h"
#include "app/tool.h"

/* What is being completed. */
struct completing {
    const struct completion_place *place;
    const char *line;
    size_t cursor;
    struct completion *out;
};

static void offer(const struct completing *c, const char *word)
{
    completion_offer(c->out, c->line, c->cursor, word);
}

void completion_begin(struct completion *out, const char *line, size_t cursor)
{
    memset(out, 0, sizeof *out);
    out->whole = true;
    out->start = cursor;
    while (out->start > 0 && line[out->start - 1] != ' ' && line[out->start - 1] != '\t')
        out->start--;
}

void completion_offer(struct completion *out, const char *line, size_t cursor, const char *word)
{
    size_t there = cursor - out->start, length = strlen(word);
    if (length < there || length >= COMPLETION_WORD ||
        memcmp(word, line + out->start, there) != 0)
        return;
    for (uint32_t i = 0; i < out->count; i++)
        if (strcmp(out->word[i], word) == 0)
            return;
    if (out->total++ == 0) {
        memcpy(out->common, word, length + 1);
    } else {
        size_t same = 0;
        while (out->common[same] != '\0' && out->common[same] == word[same])
            same++;
        out->common[same] = '\0';
    }
    if (out->count < COMPLETION_WORDS)
        memcpy(out->word[out->count++], word, length + 1);
}

/* --- commands and their options --- */

static void offer_commands(const struct completing *c)
{
    const char *const *own = c->place->commands;
    for (int kind = COMMAND_NONE + 1; kind < COMMAND_KINDS; kind++)
        offer(c, tools[kind].name);
    for (uint32_t i = 0; own != NULL && own[i] != NULL; i++)
        offer(c, own[i]);
}

/* A digit that stands for a long option only, or is a number: nothing to offer. -4 is one. */
static bool is_no_option(const struct tool *tool, char letter)
{
    const struct long_option *o = tool->long_options;
    while (o != NULL && o->name != NULL && o->letter != letter)
        o++;
    bool stands_in = o != NULL && o->name != NULL;
    bool counts = strstr(tool->letters, "0123456789") != NULL;
    return letter >= '0' && letter <= '9' && (letter != '4' || stands_in || counts);
}

static void offer_options(const struct completing *c, const struct tool *tool)
{
    char word[COMPLETION_WORD];
    bool is_long = c->cursor - c->out->start >= 2 && c->line[c->out->start + 1] == '-';
    for (const char *l = tool->letters; !is_long && l != NULL && *l != '\0'; l++) {
        struct text text = text_over(word, sizeof word);
        if (*l == ':' || is_no_option(tool, *l))
            continue;
        text_put_char(&text, '-');
        text_put_char(&text, *l);
        offer(c, word);
    }
    for (const struct long_option *o = tool->long_options; o != NULL && o->name != NULL; o++) {
        struct text text = text_over(word, sizeof word);
        text_put(&text, "--");
        text_put(&text, o->name);
        offer(c, word);
    }
}

/* Other words that a tool knows by heart: "+short +trace". */
static void offer_words(const struct completing *c, const struct tool *tool)
{
    const char *at = tool->words != NULL ? tool->words : "";
    while (*at != '\0') {
        char word[COMPLETION_WORD];
        struct text text = text_over(word, sizeof word);
        size_t length = strcspn(at, " ");
        text_put_octets(&text, at, length);
        offer(c, word);
        at += length + strspn(at + length, " ");
    }
}

/* --- hosts --- */

/* Something that a host can be called, between what stands before it and behind it. */
static void offer_called(const struct completing *c, const char *before, const char *name,
                         const char *behind)
{
    char word[COMPLETION_WORD];
    struct text text = text_over(word, sizeof word);
    text_put(&text, before);
    text_put(&text, name);
    text_put(&text, behind);
    if (text.ok)
        offer(c, word);
}

static void offer_address(const struct completing *c, const char *before, ipv4_address address,
                          const char *behind)
{
    char octets[24];
    struct text text = text_over(octets, sizeof octets);
    text_put_ipv4(&text, address);
    offer_called(c, before, octets, behind);
}

/* "www.example." as people type it. */
static void put_name(struct text *text, const struct dns_name *name)
{
    dns_name_put(text, name);
    if (text->length > 1 && text->octets[text->length - 1] == '.')
        text->octets[--text->length] = '\0';
}

/* Names of the zones of all name servers that have an address; only this one, unless it is 0.
 */
static void offer_names(const struct completing *c, const char *before, ipv4_address address,
                        const char *behind)
{
    const struct scenario *s = c->place->scenario;
    for (uint32_t i = 0; i < s->node_count; i++) {
        const struct dns_service_plan *dns = s->nodes[i].plan.dns;
        for (uint32_t z = 0; dns != NULL && z < dns->zone_count; z++)
            for (uint32_t r = 0; r < dns->zones[z].count; r++) {
                const struct dns_record *record = &dns->zones[z].records[r];
                char octets[COMPLETION_WORD];
                struct text text = text_over(octets, sizeof octets);
                if ((record->type != DNS_A && (record->type != DNS_CNAME || address != 0)) ||
                    (address != 0 && record->data.a != address))
                    continue;
                put_name(&text, &record->owner);
                if (text.ok && octets[0] != '*')
                    offer_called(c, before, octets, behind);
            }
    }
}

/* Every address; a node's own name becomes its address, for only name servers know names. */
static void offer_nodes(const struct completing *c, const char *before)
{
    const struct scenario *s = c->place->scenario;
    size_t skipped = strlen(before), length = c->cursor - c->out->start;
    const char *typed = c->line + c->out->start;
    if (length <= skipped || memcmp(typed, before, skipped) != 0)
        skipped = length;
    uint32_t named = scenario_find_node(s, typed + skipped, length - skipped);
    for (uint32_t i = 0; i < s->node_count; i++)
        if (s->nodes[i].kind != NODE_SWITCH && i != named)
            offer_called(c, before, s->nodes[i].name, "");
    for (uint32_t i = 0; i < s->interface_count && length > strlen(before); i++)
        if (s->interfaces[i].address != 0)
            offer_address(c, before, s->interfaces[i].address, "");
}

/* The whole word is the name of a node: its address takes its place. */
static bool take_node(const struct completing *c, const char *before)
{
    const struct scenario *s = c->place->scenario;
    size_t skipped = strlen(before), length = c->cursor - c->out->start;
    const char *typed = c->line + c->out->start;
    if (length <= skipped || memcmp(typed, before, skipped) != 0)
        return false;
    uint32_t node = scenario_find_node(s, typed + skipped, length - skipped);
    for (uint32_t i = 0; node != NONE && i < s->nodes[node].interfaces; i++) {
        ipv4_address address = s->interfaces[s->nodes[node].first_interface + i].address;
        struct text text = text_over(c->out->common, sizeof c->out->common);
        if (address == 0)
            continue;
        text_put(&text, before);
        text_put_ipv4(&text, address);
        memcpy(c->out->word[0], c->out->common, sizeof c->out->common);
        c->out->count = c->out->total = 1;
        return true;
    }
    return false;
}

static void offer_hosts(const struct completing *c, const char *before)
{
    offer_names(c, before, 0, "");
    if (c->out->count > 0 || !take_node(c, before))
        offer_nodes(c, before);
}

/* --- URLs --- */

/* Where the path of a URL begins in the word; 0: not yet. */
static size_t path_at(const struct completing *c, size_t scheme)
{
    size_t length = c->cursor - c->out->start;
    for (size_t i = scheme; i < length; i++)
        if (c->line[c->out->start + i] == '/')
            return i;
    return 0;
}

/* The paths of a site behind a host that is written out already. */
static void offer_paths(const struct completing *c, size_t path, const struct http_site *site)
{
    for (uint32_t i = 0; i < site->count; i++) {
        char word[COMPLETION_WORD];
        struct text text = text_over(word, sizeof word);
        text_put_octets(&text, c->line + c->out->start, path);
        text_put(&text, site->resources[i].path);
        if (text.ok)
            offer(c, word);
    }
}

static void offer_urls(const struct completing *c, const char *scheme)
{
    const struct scenario *s = c->place->scenario;
    size_t path = path_at(c, strlen(scheme));
    for (uint32_t i = 0; i < s->node_count; i++) {
        const struct http_service_plan *http = s->nodes[i].plan.http;
        char behind[16];
        struct text port = text_over(behind, sizeof behind);
        if (http == NULL)
            continue;
        if (http->port != PLAN_HTTP_PORT) {
            text_put_char(&port, ':');
            text_put_unsigned(&port, http->port);
        }
        text_put_char(&port, '/');
        if (path > 0)
            offer_paths(c, path, http->site);
        for (uint32_t k = 0; path == 0 && k < s->nodes[i].interfaces; k++) {
            ipv4_address a = s->interfaces[s->nodes[i].first_interface + k].address;
            if (a == 0)
                continue;
            offer_names(c, scheme, a, behind);
            offer_address(c, scheme, a, behind);
        }
    }
    if (path == 0)
        c->out->whole = false; /* a path may follow */
}

/* --- files --- */

/* The host's files, behind what stands before their names. */
static void offer_files(const struct completing *c, const char *before)
{
    const struct app *app = c->place->world->app;
    const struct host_file *file = NULL;
    while ((file = host_file_next(app, c->place->node, file)) != NULL)
        offer_called(c, before, file->name, "");
}

/* Does the word before this one want a file: < > >> and the options of curl that name one? */
static bool wants_file(const struct completing *c, const struct tool *tool)
{
    static const char *const wanting[] = {"<", ">", ">>", "-o", "-c", "-b", NULL};
    size_t end = c->out->start;
    while (end > 0 && c->line[end - 1] == ' ')
        end--;
    size_t start = end;
    while (start > 0 && c->line[start - 1] != ' ')
        start--;
    for (uint32_t i = 0; wanting[i] != NULL; i++)
        if (strlen(wanting[i]) == end - start &&
            memcmp(wanting[i], c->line + start, end - start) == 0)
            return wanting[i][0] != '-' || tool == &tools[COMMAND_CURL];
    return false;
}

/* --- all of it --- */

static enum command_kind kind_of(const char *line)
{
    char name[COMPLETION_WORD];
    struct text text = text_over(name, sizeof name);
    line += strspn(line, " \t!");
    text_put_octets(&text, line, strcspn(line, " \t"));
    return tool_find(name);
}

void completion_find(const struct completion_place *place, const char *line, size_t cursor,
                     struct completion *out)
{
    static const char scheme[] = "http://";
    const struct completing c = {place, line, cursor, out};
    completion_begin(out, line, cursor);
    if (strspn(line, " \t") >= out->start) {
        offer_commands(&c);
        return;
    }
    const struct tool *tool = &tools[kind_of(line)];
    const char *word = line + out->start;
    size_t length = cursor - out->start;
    size_t least = length < strlen(scheme) ? length : strlen(scheme);
    bool at = length > 0 && word[0] == '@';
    offer_words(&c, tool);
    if (tool->parse == help_parse)
        offer_commands(&c);
    else if (wants_file(&c, tool))
        offer_files(&c, "");
    else if (at && tool == &tools[COMMAND_CURL])
        offer_files(&c, "@");
    else if (length > 0 && word[0] == '-')
        offer_options(&c, tool);
    else if (tool->parse == file_parse)
        offer_files(&c, "");
    else if (at)
        offer_hosts(&c, "@");
    else if (tool == &tools[COMMAND_CURL] && length > 0 && memcmp(word, scheme, least) == 0)
        offer_urls(&c, scheme);
    else if (out->count == 0)
        offer_hosts(&c, "");
    if (out->count != 1)
        out->whole = false;
}
