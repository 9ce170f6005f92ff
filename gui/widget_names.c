/* gui/widget_names.c: scopes, ids, the records of a frame, and what an id keeps. */
#include "gui/widget_core.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

static const char *const kind_names[WIDGET_KINDS] = {
    "panel",    "label",  "button",   "toggle",   "tab",     "check", "radio",
    "dropdown", "field",  "scroll",   "table",    "row",     "tree",  "menu",
    "item",     "slider", "splitter", "progress", "tooltip", "custom"};

static widget_id id_of(const char *path, size_t length)
{
    uint64_t h = hash_octets(1, path, length);
    widget_id id = (widget_id)(h ^ h >> 32);
    return id != 0 ? id : 1;
}

/* The path of a name in the present scope; a path that is too long is cut, visibly. */
static size_t path_of(const struct gui *gui, const char *name, char out[GUI_PATH_MAX])
{
    int n = snprintf(out, GUI_PATH_MAX, "%.*s%s%s", (int)gui->path_length, gui->path,
                     gui->path_length > 0 ? "." : "", name);
    return n < 0 ? 0 : n < GUI_PATH_MAX ? (size_t)n : GUI_PATH_MAX - 1;
}

widget_id core_id(const struct gui *gui, const char *name)
{
    char path[GUI_PATH_MAX];
    return id_of(path, path_of(gui, name, path));
}

widget_id core_scope_id(const struct gui *gui)
{
    return id_of(gui->path, gui->path_length);
}

void gui_push(struct gui *gui, const char *name)
{
    char path[GUI_PATH_MAX];
    size_t length = path_of(gui, name, path);
    if (gui->depth == GUI_DEPTH_MAX) {
        gui->failed = true;
        return;
    }
    gui->path_ends[gui->depth++] = gui->path_length;
    memcpy(gui->path, path, length + 1);
    gui->path_length = (uint32_t)length;
}

void gui_push_index(struct gui *gui, uint32_t index)
{
    char name[16];
    snprintf(name, sizeof name, "%u", (unsigned)index);
    gui_push(gui, name);
}

void gui_pop(struct gui *gui)
{
    if (gui->depth > 0)
        gui->path_length = gui->path_ends[--gui->depth];
    gui->path[gui->path_length] = '\0';
}

static bool room_for_name(struct records *records, size_t length)
{
    size_t wanted = records->name_count + length + 1;
    if (wanted <= records->name_room)
        return true;
    size_t room = wanted * 2 + 1024;
    char *grown = room > UINT32_MAX ? NULL : realloc(records->names, room);
    if (grown == NULL)
        return false;
    records->names = grown;
    records->name_room = (uint32_t)room;
    return true;
}

static bool room_for_record(struct records *records)
{
    if (records->count < records->room)
        return true;
    uint32_t room = records->room * 2 + 128;
    struct record *grown = realloc(records->items, room * sizeof *grown);
    if (grown == NULL)
        return false;
    records->items = grown;
    records->room = room;
    return true;
}

static uint32_t add_name(struct records *records, const char *text, size_t length)
{
    uint32_t at = records->name_count;
    memcpy(records->names + at, text, length);
    records->names[at + length] = '\0';
    records->name_count += (uint32_t)length + 1;
    return at;
}

struct record *core_record(struct gui *gui, enum widget_kind kind, struct rect box,
                           const char *name, const char *label, bool focusable)
{
    char path[GUI_PATH_MAX];
    size_t path_length = path_of(gui, name, path);
    size_t label_length = label != NULL ? strlen(label) : 0;
    struct records *records = &gui->now;
    if (!room_for_record(records) || !room_for_name(records, path_length + label_length + 1)) {
        gui->failed = true;
        return NULL;
    }
    struct record *r = &records->items[records->count++];
    *r = (struct record){0};
    r->path = add_name(records, path, path_length);
    r->label = add_name(records, label != NULL ? label : "", label_length);
    r->focusable = focusable;
    r->widget.id = id_of(path, path_length);
    r->widget.kind = kind;
    r->widget.depth = gui->depth;
    r->widget.box = rect_common(gui->clips[gui->clip_count - 1], box);
    r->whole = box;
    r->widget.disabled = gui->disabled;
    r->widget.layer = gui->layer;
    gui_draw(gui)->widget = r->widget.id;
    return r;
}

void core_set_on(struct gui *gui, bool on)
{
    if (gui->now.count > 0)
        gui->now.items[gui->now.count - 1].widget.on = on;
}

static struct memory **memory_slot(struct memory **table, uint32_t room, widget_id id)
{
    uint32_t at = id & (room - 1);
    while (table[at] != NULL && table[at]->id != id)
        at = (at + 1) & (room - 1);
    return &table[at];
}

static bool grow_memories(struct gui *gui)
{
    uint32_t room = gui->memory_room > 0 ? gui->memory_room * 2 : 256;
    struct memory **table = calloc(room, sizeof(struct memory *));
    if (table == NULL)
        return false;
    for (uint32_t i = 0; i < gui->memory_room; i++)
        if (gui->memories[i] != NULL)
            *memory_slot(table, room, gui->memories[i]->id) = gui->memories[i];
    free(gui->memories);
    gui->memories = table;
    gui->memory_room = room;
    return true;
}

struct memory *core_memory(struct gui *gui, widget_id id)
{
    if (gui->memory_count * 2 >= gui->memory_room && !grow_memories(gui)) {
        gui->failed = true;
        return &gui->spare;
    }
    struct memory **slot = memory_slot(gui->memories, gui->memory_room, id);
    if (*slot == NULL) {
        *slot = calloc(1, sizeof **slot);
        if (*slot == NULL) {
            gui->failed = true;
            return &gui->spare;
        }
        (*slot)->id = id;
        gui->memory_count++;
    }
    return *slot;
}

static const struct record *find_record(const struct gui *gui, const char *path)
{
    for (uint32_t i = 0; i < gui->now.count; i++)
        if (strcmp(gui->now.names + gui->now.items[i].path, path) == 0)
            return &gui->now.items[i];
    return NULL;
}

static struct widget as_widget(const struct gui *gui, const struct record *record)
{
    struct widget w = record->widget;
    w.path = gui->now.names + record->path;
    w.label = gui->now.names + record->label;
    return w;
}

bool gui_find(const struct gui *gui, const char *path, struct widget *found)
{
    const struct record *record = find_record(gui, path);
    if (record != NULL)
        *found = as_widget(gui, record);
    return record != NULL;
}

uint32_t gui_widget_count(const struct gui *gui)
{
    return gui->now.count;
}

struct widget gui_widget(const struct gui *gui, uint32_t index)
{
    return as_widget(gui, &gui->now.items[index]);
}

const char *gui_focused(const struct gui *gui)
{
    for (uint32_t i = 0; i < gui->now.count && gui->focus != 0; i++)
        if (gui->now.items[i].widget.id == gui->focus)
            return gui->now.names + gui->now.items[i].path;
    return NULL;
}

void gui_focus(struct gui *gui, const char *path)
{
    if (path == NULL)
        gui->focus = 0;
    snprintf(gui->wish, sizeof gui->wish, "%s", path != NULL ? path : "");
}

bool gui_click(const struct gui *gui, const char *path, enum mouse_button button,
               struct gui_input *input)
{
    struct widget w;
    if (!gui_find(gui, path, &w) || w.disabled || w.box.w <= 0 || w.box.h <= 0)
        return false;
    input_click(input, button, w.box.x + w.box.w / 2, w.box.y + w.box.h / 2);
    return true;
}

void gui_dump(const struct gui *gui, FILE *out)
{
    for (uint32_t i = 0; i < gui->now.count; i++) {
        struct widget w = gui_widget(gui, i);
        fprintf(out, "%*s%s %s", (int)w.depth * 2, "", w.path, kind_names[w.kind]);
        if (w.label[0] != '\0')
            fprintf(out, " \"%s\"", w.label);
        fprintf(out, " %.0f,%.0f %.0fx%.0f%s%s%s\n", (double)w.box.x, (double)w.box.y,
                (double)w.box.w, (double)w.box.h, w.on ? " on" : "",
                w.disabled ? " disabled" : "", w.focused ? " focused" : "");
    }
}
