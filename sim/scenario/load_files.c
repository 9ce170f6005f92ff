/* scenario/load_files.c: `files:` of a node, and octets that are made up. */
#include "scenario/load.h"

#include "app/host_file.h"
#include "base/catalogue.h"

#include <string.h>

enum {
    LINE_OCTETS = 64,
    FILES_MOST = HOST_FILES - 2, /* besides those in /etc */
};

void load_made_up(uint8_t *octets, uint64_t size)
{
    for (uint64_t at = 0; at < size; at++) {
        uint64_t line = at / LINE_OCTETS;
        uint64_t column = at % LINE_OCTETS;
        static const uint64_t place[8] = {10000000, 1000000, 100000, 10000, 1000, 100, 10, 1};
        if (column < 8)
            octets[at] = (uint8_t)('0' + line * LINE_OCTETS / place[column] % 10);
        else if (column == 8)
            octets[at] = ' ';
        else if (column == LINE_OCTETS - 1)
            octets[at] = '\n';
        else
            octets[at] = (uint8_t)('a' + (column + line) % 26);
    }
}

static uint64_t files_so_far(const struct loader *l)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < l->s->node_count; i++) {
        const struct app_node_plan *plan = &l->s->nodes[i].plan;
        for (uint32_t k = 0; k < plan->file_count; k++)
            sum += plan->files[k].length;
    }
    return sum;
}

/* A name that can be typed: "order.json", "/etc/hosts". */
static bool is_file_name(const struct yaml_node *key)
{
    bool letters = true;
    for (uint32_t i = 0; i < key->length; i++)
        letters = letters && key->text[i] > ' ' && key->text[i] <= '~';
    bool path = strstr(key->text, "//") != NULL || strncmp(key->text, "./", 2) == 0 ||
                strncmp(key->text, "/dev/", 5) == 0;
    return letters && !path && key->length > 0 && key->length < HOST_FILE_NAME &&
           key->text[key->length - 1] != '/' && strcmp(key->text, ".") != 0 &&
           strcmp(key->text, "/tmp") != 0;
}

static void load_file_text(struct loader *l, const struct yaml_node *node,
                           struct host_file_plan *file)
{
    if (!load_is_text(l, node))
        return;
    file->octets = (const uint8_t *)load_copy(l, node->text, node->length);
    file->length = file->octets != NULL ? node->length : 0;
}

static void load_file_size(struct loader *l, const struct yaml_node *node, uint64_t used,
                           struct host_file_plan *file)
{
    uint64_t size;
    if (!load_quantity(l, node, QUANTITY_OCTETS, 0, HOST_FILE_MOST, &size))
        return;
    if (size > SCENARIO_BODY_MAX - used) {
        struct diagnostic *p =
            load_error(l, node->span, "too-much-text",
                       N_("All files together have at most {limit} octets."));
        diagnostic_number(l->d, p, "limit", SCENARIO_BODY_MAX);
        return;
    }
    uint8_t *octets = memory_take(&l->s->memory, (size_t)size + 1);
    if (octets == NULL) {
        load_no_memory(l);
        return;
    }
    load_made_up(octets, size);
    file->octets = octets;
    file->length = (uint32_t)size;
}

static void load_file(struct loader *l, const struct yaml_node *node, uint64_t used,
                      struct host_file_plan *file)
{
    struct map_values v;
    if (node->kind == YAML_TEXT) { /* "order.json": "{}" */
        load_file_text(l, node, file);
        return;
    }
    if (!load_map(l, node, MAP_FILE, false, &v))
        return;
    const struct yaml_node *text = v.value[KEY_FILE_TEXT];
    const struct yaml_node *size = v.value[KEY_FILE_SIZE];
    if ((text == NULL) == (size == NULL)) {
        struct diagnostic *p = load_error(l, node->key->span, "no-text-or-size",
                                          N_("A file has either text or size."));
        diagnostic_help(p, N_("Write \"order.json\": \"{}\" or \"big.bin\": { size: 20 kB }."));
    } else if (text != NULL) {
        load_file_text(l, text, file);
    } else {
        load_file_size(l, size, used, file);
    }
}

void load_files(struct loader *l, uint32_t row, const struct yaml_node *node)
{
    struct app_node_plan *plan = &l->s->nodes[row].plan;
    if (node->kind != YAML_MAP) {
        struct diagnostic *p =
            load_error(l, node->span, "not-a-map", N_("Files are names with texts."));
        diagnostic_help(p, N_("Write \"order.json\": \"{}\" or \"big.bin\": { size: 20 kB }."));
        return;
    }
    if (node->count > FILES_MOST) {
        struct diagnostic *p = load_error(l, node->key->span, "too-many-files",
                                          N_("A host has at most {limit} files."));
        diagnostic_number(l->d, p, "limit", FILES_MOST);
        return;
    }
    struct host_file_plan *files =
        memory_take(&l->s->memory, (node->count + 1) * sizeof *files);
    if (files == NULL) {
        load_no_memory(l);
        return;
    }
    uint64_t used = files_so_far(l);
    plan->files = files;
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        if (!is_file_name(child->key)) {
            struct diagnostic *p = load_error(l, child->key->span, "bad-file-name",
                                              N_("{value} is not a name for a file."));
            diagnostic_value(l->d, p, "value", child->key->text, SIZE_MAX);
            diagnostic_help(p,
                            N_("A name has 1 to 63 letters, digits and signs, and no blanks: "
                               "order.json, /etc/hosts."));
            continue;
        }
        struct host_file_plan *file = &files[plan->file_count];
        file->name = load_copy(l, child->key->text, child->key->length);
        file->octets = (const uint8_t *)"";
        if (file->name == NULL)
            return;
        load_file(l, child, used, file);
        used += file->length;
        plan->file_count++;
    }
}
