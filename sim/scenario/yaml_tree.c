/* scenario/yaml_tree.c: from libyaml's events to a tree, and all that is refused on the way. */
#include "scenario/yaml_tree.h"

#include "base/catalogue.h"
#include "scenario/utf8.h"
#include "scenario/yaml_place.h"
#include "scenario/yaml_scan.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct building {
    struct diagnostics *diagnostics;
    struct memory *memory;
    struct yaml_index index;
    struct yaml_node *open[YAML_DEPTH_MAX + 1]; /* lists and maps not closed yet */
    struct yaml_node *key[YAML_DEPTH_MAX + 1];  /* of a map: the key that waits for its value */
    struct yaml_node *root;
    uint32_t depth;
    uint32_t nodes;
    bool stopped; /* by an error: what follows was not read */
};

static struct diagnostic *refuse(struct building *b, struct span span, const char *code,
                                 const char *sentence, const char *help)
{
    struct diagnostic *p =
        diagnostics_add(b->diagnostics, SEVERITY_ERROR, span, code, sentence);
    diagnostic_help(p, help);
    return p;
}

static struct span span_of(const struct building *b, const yaml_event_t *event)
{
    uint32_t from = yaml_octet(&b->index, event->start_mark.index);
    uint32_t to = yaml_octet(&b->index, event->end_mark.index);
    return (struct span){from, to > from ? to - from : 0};
}

static bool has_waiting_key(const struct building *b)
{
    return b->depth > 0 && b->open[b->depth - 1]->kind == YAML_MAP &&
           b->key[b->depth - 1] != NULL;
}

static bool wants_key(const struct building *b)
{
    return b->depth > 0 && b->open[b->depth - 1]->kind == YAML_MAP &&
           b->key[b->depth - 1] == NULL;
}

/* Hangs a finished text, or a list or map just begun, into the tree. */
static void hang(struct building *b, struct yaml_node *node)
{
    if (b->depth == 0) {
        b->root = node;
        return;
    }
    struct yaml_node *parent = b->open[b->depth - 1];
    if (has_waiting_key(b)) {
        node->key = b->key[b->depth - 1];
        b->key[b->depth - 1] = NULL;
    }
    if (parent->last == NULL)
        parent->first = node;
    else
        parent->last->next = node;
    parent->last = node;
    parent->count++;
}

static struct yaml_node *new_node(struct building *b, enum yaml_kind kind, struct span span)
{
    if (b->nodes++ == YAML_NODES_MAX) {
        struct diagnostic *p = refuse(b, span, "too-many-nodes",
                                      N_("The file has more than {limit} values."), NULL);
        diagnostic_number(b->diagnostics, p, "limit", YAML_NODES_MAX);
        return NULL;
    }
    struct yaml_node *node = memory_take(b->memory, sizeof *node);
    if (node == NULL) {
        (void)refuse(b, span, "out-of-memory", N_("There is not enough memory."), NULL);
        return NULL;
    }
    node->kind = kind;
    node->span = span;
    return node;
}

static bool refuse_anchor(struct building *b, struct span span)
{
    (void)refuse(b, span, "anchor", N_("A scenario has no anchors (&name)."),
                 N_("Write the value out where it is needed. A text that begins with & stands "
                    "between quotation marks."));
    return false;
}

/* `when: !(tcp.port == 80)`: YAML takes the exclamation mark for a tag. */
static bool refuse_tag(struct building *b, struct span span)
{
    const char *at = b->diagnostics->source + span.at;
    if (span.length > 1 && (at[1] == '(' || strncmp(at + 1, "arp", 3) == 0 || at[1] == ' ')) {
        (void)refuse(b, span, "unquoted-filter",
                     N_("A filter that begins with ! must stand between quotation marks."),
                     N_("Without them, YAML reads the exclamation mark as a tag. Write: "
                        "\"!(arp || icmp)\""));
        return false;
    }
    (void)refuse(
        b, span, "tag", N_("A scenario has no tags (!name)."),
        N_("Every value is read as a text and understood by its key. A text that begins "
           "with ! stands between quotation marks."));
    return false;
}

static enum yaml_style style_of(yaml_scalar_style_t style)
{
    switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        return YAML_SINGLE_QUOTED;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        return YAML_DOUBLE_QUOTED;
    case YAML_LITERAL_SCALAR_STYLE:
    case YAML_FOLDED_SCALAR_STYLE:
        return YAML_BLOCK;
    case YAML_ANY_SCALAR_STYLE:
    case YAML_PLAIN_SCALAR_STYLE:
        break;
    }
    return YAML_PLAIN;
}

/* Escapes in double quotation marks can make characters that the scan of the file has not seen.
 */
static bool is_visible(const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        uint32_t code = 0;
        size_t n = utf8_next(text + i, length - i, &code);
        bool blank = code == '\n' || code == '\r' || code == '\t';
        if (n == 0 || (utf8_is_control(code) && !blank))
            return false;
        i += n;
    }
    return true;
}

static bool add_text(struct building *b, const yaml_event_t *event)
{
    struct span span = span_of(b, event);
    if (event->data.scalar.anchor != NULL)
        return refuse_anchor(b, span);
    if (event->data.scalar.tag != NULL)
        return refuse_tag(b, span);
    const char *value = (const char *)event->data.scalar.value;
    if (!is_visible(value, event->data.scalar.length)) {
        (void)refuse(b, span, "control-character",
                     N_("There is an invisible control character in this text."),
                     N_("It was written with a backslash; only \\n, \\r and \\t are allowed."));
        return false;
    }
    struct yaml_node *node = new_node(b, YAML_TEXT, span);
    if (node == NULL)
        return false;
    node->style = style_of(event->data.scalar.style);
    node->length = (uint32_t)event->data.scalar.length;
    node->text = memory_text(b->memory, value, node->length);
    if (node->text == NULL)
        return false;
    if (!wants_key(b)) {
        hang(b, node);
        return true;
    }
    if (node->style == YAML_PLAIN && yaml_is(node, "<<")) {
        (void)refuse(b, span, "merge-key", N_("A scenario has no merge keys (<<)."),
                     N_("Write the keys out where they are needed."));
        return false;
    }
    b->key[b->depth - 1] = node;
    return true;
}

static bool begin(struct building *b, enum yaml_kind kind, const yaml_event_t *event,
                  bool anchor, bool tag)
{
    struct span span = span_of(b, event);
    if (anchor)
        return refuse_anchor(b, span);
    if (tag)
        return refuse_tag(b, span);
    if (wants_key(b)) {
        (void)refuse(
            b, span, "key-not-text", N_("A key must be a plain word, not a list or map."),
            N_("If this is a filter with braces, such as tcp.port in {80, 443}, put the "
               "whole filter between quotation marks."));
        return false;
    }
    if (b->depth == YAML_DEPTH_MAX) {
        struct diagnostic *p = refuse(
            b, span, "too-deep", N_("Lists and maps are nested more than {limit} deep."), NULL);
        diagnostic_number(b->diagnostics, p, "limit", YAML_DEPTH_MAX);
        return false;
    }
    struct yaml_node *node = new_node(b, kind, span);
    if (node == NULL)
        return false;
    hang(b, node);
    b->open[b->depth] = node;
    b->key[b->depth++] = NULL;
    return true;
}

/* --- duplicate keys --- */

static int compare_keys(const void *a, const void *b)
{
    const struct yaml_node *x = *(const struct yaml_node *const *)a;
    const struct yaml_node *y = *(const struct yaml_node *const *)b;
    int order = strcmp(x->key->text, y->key->text);
    if (order != 0)
        return order;
    return x->key->span.at < y->key->span.at ? -1 : 1;
}

static void report_duplicate(struct building *b, const struct yaml_node *first,
                             const struct yaml_node *second)
{
    struct diagnostic *p =
        refuse(b, second->key->span, "duplicate-key", N_("The key {key} is here twice."),
               N_("It is already on line {line}; keep one of them. A list is written with one "
                  "dash an entry."));
    diagnostic_value(b->diagnostics, p, "key", second->key->text, SIZE_MAX);
    diagnostic_number(b->diagnostics, p, "line",
                      diagnostics_place(b->diagnostics, first->key->span).line);
}

static bool check_keys(struct building *b, struct yaml_node *map)
{
    if (map->count < 2)
        return true;
    struct yaml_node **sorted = malloc(map->count * sizeof(struct yaml_node *));
    if (sorted == NULL) {
        (void)refuse(b, map->span, "out-of-memory", N_("There is not enough memory."), NULL);
        return false;
    }
    uint32_t n = 0;
    for (struct yaml_node *child = map->first; child != NULL; child = child->next)
        sorted[n++] = child;
    qsort(sorted, n, sizeof(struct yaml_node *), compare_keys);
    for (uint32_t i = 1; i < n; i++) {
        if (strcmp(sorted[i - 1]->key->text, sorted[i]->key->text) == 0)
            report_duplicate(b, sorted[i - 1], sorted[i]);
    }
    free(sorted);
    return true;
}

/* --- events --- */

static bool begin_document(struct building *b, const yaml_event_t *event)
{
    if (b->root != NULL) {
        (void)refuse(b, span_of(b, event), "several-documents",
                     N_("A second document begins here; a scenario is one document."),
                     N_("Delete the line with the three dashes, or make two files."));
        return false;
    }
    if (event->data.document_start.version_directive != NULL ||
        event->data.document_start.tag_directives.start !=
            event->data.document_start.tag_directives.end) {
        (void)refuse(b, span_of(b, event), "directive",
                     N_("A scenario has no directives (%YAML, %TAG)."),
                     N_("Delete the line; a scenario begins with netstage: 1"));
        return false;
    }
    return true;
}

/* False: reading ends, at the end of the file or with an error. */
static bool take_event(struct building *b, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return add_text(b, event);
    case YAML_SEQUENCE_START_EVENT:
        return begin(b, YAML_LIST, event, event->data.sequence_start.anchor != NULL,
                     event->data.sequence_start.tag != NULL);
    case YAML_MAPPING_START_EVENT:
        return begin(b, YAML_MAP, event, event->data.mapping_start.anchor != NULL,
                     event->data.mapping_start.tag != NULL);
    case YAML_MAPPING_END_EVENT:
        b->depth--;
        return check_keys(b, b->open[b->depth]);
    case YAML_SEQUENCE_END_EVENT:
        b->depth--;
        return true;
    case YAML_ALIAS_EVENT:
        (void)refuse(
            b, span_of(b, event), "alias", N_("A scenario has no aliases (*name)."),
            N_("Write the value out where it is needed. A text that begins with * stands "
               "between quotation marks."));
        return false;
    case YAML_DOCUMENT_START_EVENT:
        return begin_document(b, event);
    case YAML_STREAM_END_EVENT:
        return false;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
    return true;
}

static void read_events(struct building *b, yaml_parser_t *parser)
{
    for (bool more = true; more;) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event)) {
            yaml_report_syntax(b->diagnostics, &b->index, parser);
            b->stopped = true;
            return;
        }
        more = take_event(b, &event);
        b->stopped = !more && event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
}

struct yaml_node *yaml_read(struct diagnostics *diagnostics, struct memory *memory)
{
    struct building b = {.diagnostics = diagnostics, .memory = memory};
    if (!yaml_scan(diagnostics, memory, &b.index))
        return NULL;
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        (void)refuse(&b, (struct span){0, 0}, "out-of-memory",
                     N_("There is not enough memory."), NULL);
        return NULL;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)b.index.text, b.index.length);
    read_events(&b, &parser);
    yaml_parser_delete(&parser);
    if (b.stopped)
        return NULL;
    if (b.root == NULL) {
        (void)refuse(&b, (struct span){0, 0}, "empty", N_("The file is empty."),
                     N_("The smallest scenario has netstage: 1, two nodes and a link between "
                        "them."));
    }
    return b.root;
}

bool yaml_is(const struct yaml_node *node, const char *word)
{
    return node->kind == YAML_TEXT && strcmp(node->text, word) == 0;
}
