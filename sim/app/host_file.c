/* app/host_file.c: see host_file.h. */
#include "app/host_file.h"

#include <string.h>

#include "app/web_store.h"

enum { DERIVED_MOST = 2048 }; /* octets of a file that is made from the node's description */

static const char null_name[] = "/dev/null";

const char *host_file_reason(enum host_file_error error)
{
    static const char *const reasons[] = {
        [HOST_FILE_FINE] = "",
        [HOST_FILE_NONE] = "No such file or directory",
        [HOST_FILE_DENIED] = "Permission denied",
        [HOST_FILE_DIRECTORY] = "Is a directory",
        [HOST_FILE_BAD_NAME] = "File name too long",
        [HOST_FILE_FULL] = "No space left on device",
        [HOST_FILE_TOO_LARGE] = "File too large",
    };
    return reasons[error];
}

/* --- names --- */

/* "./x" is "x". */
static const char *plain_name(const char *name)
{
    while (name[0] == '.' && name[1] == '/')
        name += 2;
    return name;
}

/* Octets of a name before its last part: "/etc" of "/etc/hosts", 0 of "page.html". */
static size_t directory_length(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash != NULL ? (size_t)(slash - name) : 0;
}

/* The name of a directory: of one in which a file is, the root, the home of all others, /tmp.
 */
static bool is_directory(const struct app *app, uint32_t node, const char *name, size_t length)
{
    static const char temporary[] = "/tmp";
    while (length > 0 && name[length - 1] == '/')
        length--;
    bool always = length == 0 || (length == 1 && name[0] == '.') ||
                  (length == sizeof temporary - 1 && memcmp(name, temporary, length) == 0);
    for (uint32_t i = app->services[node].files; i != 0 && !always;
         i = app->files[i - 1].next) {
        const char *file = app->files[i - 1].name;
        always =
            strlen(file) > length && strncmp(file, name, length) == 0 && file[length] == '/';
    }
    return always;
}

bool host_file_is_directory(const struct app *app, uint32_t node, const char *name)
{
    return is_directory(app, node, plain_name(name), strlen(plain_name(name)));
}

/* --- the constant part --- */

/* "127.0.0.1 localhost" and the node's own name, for the address that it had at the start. */
static void put_hosts(struct text *text, const struct app *app, const struct host_file *file)
{
    text_put(text, "127.0.0.1\tlocalhost\n");
    if (file->origin == 0)
        return;
    text_put_ipv4(text, file->origin);
    text_put_char(text, '\t');
    text_put(text, app->nodes->row[file->node].name);
    text_put_char(text, '\n');
}

static void put_resolvers(struct text *text, const struct app *app, uint32_t node)
{
    const struct app_node_plan *plan = app->plans[node];
    for (uint32_t i = 0; plan != NULL && i < plan->search_count; i++) {
        text_put(text, i == 0 ? "search " : " ");
        dns_name_put(text, &plan->search[i]);
        text->length -= 1; /* without the dot at its end */
    }
    if (plan != NULL && plan->search_count > 0)
        text_put_char(text, '\n');
    if (plan != NULL && plan->ndots > 0) {
        text_put(text, "options ndots:");
        text_put_unsigned(text, plan->ndots);
        text_put_char(text, '\n');
    }
    for (uint32_t i = 0; plan != NULL && i < plan->resolver_count; i++) {
        text_put(text, "nameserver ");
        text_put_ipv4(text, plan->resolvers[i]);
        text_put_char(text, '\n');
    }
}

/* The octets that are not state; *made is room for those that nobody keeps. */
static const void *constant_part(const struct app *app, const struct host_file *file,
                                 struct text *made)
{
    switch ((enum host_file_kind)file->kind) {
    case HOST_FILE_PLAIN:
        break;
    case HOST_FILE_PLANNED:
        return app->plans[file->node]->files[file->origin].octets;
    case HOST_FILE_HOSTS:
        put_hosts(made, app, file);
        break;
    case HOST_FILE_RESOLVERS:
        put_resolvers(made, app, file->node);
        break;
    }
    return made->octets;
}

/* --- finding --- */

struct host_file *host_file_find(const struct app *app, uint32_t node, const char *name)
{
    name = plain_name(name);
    for (uint32_t i = app->services[node].files; i != 0; i = app->files[i - 1].next) {
        if (strcmp(app->files[i - 1].name, name) == 0)
            return &app->files[i - 1];
    }
    return NULL;
}

struct host_file *host_file_next(const struct app *app, uint32_t node,
                                 const struct host_file *after)
{
    struct host_file *best = NULL;
    for (uint32_t i = app->services[node].files; i != 0; i = app->files[i - 1].next) {
        struct host_file *file = &app->files[i - 1];
        bool later = after == NULL || strcmp(file->name, after->name) > 0;
        if (later && (best == NULL || strcmp(file->name, best->name) < 0))
            best = file;
    }
    return best;
}

struct host_file *host_file_of(const struct app *app, struct file_ref ref)
{
    if (ref.row == 0)
        return NULL;
    struct host_file *file = &app->files[ref.row - 1];
    return file->kind != 0 && file->number == ref.number ? file : NULL;
}

uint32_t host_file_length(const struct host_file *file)
{
    return file->fixed + file->written;
}

size_t host_file_read(const struct app *app, const struct host_file *file, uint32_t at,
                      void *to, size_t n)
{
    char buffer[DERIVED_MOST];
    struct text made = text_over(buffer, sizeof buffer);
    size_t done = 0;
    if (at < file->fixed) {
        const uint8_t *octets = constant_part(app, file, &made);
        done = n < file->fixed - at ? n : file->fixed - at;
        memcpy(to, octets + at, done);
        at += (uint32_t)done;
    }
    return done + web_text_read(app, file->chain, file->written, at - file->fixed,
                                (uint8_t *)to + done, n - done);
}

/* --- changing --- */

static uint32_t row_of(const struct app *app, const struct host_file *file)
{
    return (uint32_t)(file - app->files);
}

static void note(struct app *app, struct host_file *file, enum row_change change)
{
    file->modified = sim_now(app->sim);
    sim_row(app->sim, file->node, TABLE_FILE, row_of(app, file), change, file->number);
}

/* A row at the end of the node's chain. NULL: the host has too many, or the simulator no room.
 */
static struct host_file *add_row(struct app *app, uint32_t node, const char *name,
                                 enum host_file_kind kind)
{
    struct service *service = &app->services[node];
    uint32_t *link = &service->files;
    uint32_t count = 0;
    for (; *link != 0; link = &app->files[*link - 1].next)
        count++;
    uint32_t row = count < HOST_FILES ? arena_take(&app->sim->arena, app->file_pool) : NONE;
    if (row == NONE)
        return NULL;
    *link = row + 1;
    struct host_file *file = &app->files[row];
    struct text copy = text_over(file->name, sizeof file->name);
    text_put(&copy, name);
    file->node = node;
    file->number = ++service->file_numbers;
    file->kind = (uint8_t)kind;
    return file;
}

static void drop_octets(struct app *app, struct host_file *file)
{
    app->services[file->node].file_octets -= file->written;
    web_text_free(app, &file->chain, &file->written);
    file->kind = HOST_FILE_PLAIN;
    file->fixed = 0;
    file->origin = 0;
}

/* Why a name that is no file's cannot become one. */
static enum host_file_error judge_name(const struct app *app, uint32_t node, const char *name)
{
    if (name[0] == '\0' || strlen(name) >= HOST_FILE_NAME)
        return HOST_FILE_BAD_NAME;
    if (is_directory(app, node, name, strlen(name)))
        return HOST_FILE_DIRECTORY;
    return is_directory(app, node, name, directory_length(name)) ? HOST_FILE_FINE
                                                                 : HOST_FILE_NONE;
}

static enum host_file_error make(struct app *app, uint32_t node, const char *name,
                                 struct host_file **file)
{
    enum host_file_error error = judge_name(app, node, name);
    if (error != HOST_FILE_FINE)
        return error;
    *file = add_row(app, node, name, HOST_FILE_PLAIN);
    if (*file == NULL)
        return HOST_FILE_FULL;
    note(app, *file, ROW_ADDED);
    return HOST_FILE_FINE;
}

enum host_file_error host_file_open(struct app *app, uint32_t node, const char *name,
                                    enum host_file_mode mode, struct file_ref *ref)
{
    struct host_file *file = host_file_find(app, node, name);
    enum host_file_error error = HOST_FILE_FINE;
    *ref = (struct file_ref){0, 0};
    name = plain_name(name);
    if (strcmp(name, null_name) == 0)
        return HOST_FILE_FINE;
    if (file == NULL && mode == HOST_FILE_READ) {
        error = judge_name(app, node, name);
        return error == HOST_FILE_FINE ? HOST_FILE_NONE : error;
    }
    if (file == NULL)
        error = make(app, node, name, &file);
    else if (mode != HOST_FILE_READ && file->kind == HOST_FILE_RESOLVERS)
        error = HOST_FILE_DENIED;
    if (error != HOST_FILE_FINE)
        return error;
    if (mode == HOST_FILE_REWRITE && host_file_length(file) > 0) {
        drop_octets(app, file);
        note(app, file, ROW_CHANGED);
    }
    *ref = (struct file_ref){row_of(app, file) + 1, file->number};
    return HOST_FILE_FINE;
}

enum host_file_error host_file_append(struct app *app, struct file_ref ref, const void *octets,
                                      size_t n)
{
    struct host_file *file = host_file_of(app, ref);
    enum host_file_error error = HOST_FILE_FINE;
    if (file == NULL || n == 0)
        return HOST_FILE_FINE;
    struct service *service = &app->services[file->node];
    size_t left = HOST_FILE_MOST - host_file_length(file);
    if (n > left) {
        error = HOST_FILE_TOO_LARGE;
        n = left;
    }
    if (n > HOST_FILES_OCTETS - service->file_octets) {
        error = HOST_FILE_FULL;
        n = HOST_FILES_OCTETS - service->file_octets;
    }
    uint32_t before = file->written;
    bool fits = web_text_add(app, &file->chain, &file->written, octets, n);
    service->file_octets += file->written - before;
    note(app, file, ROW_CHANGED);
    return fits ? error : HOST_FILE_FULL;
}

enum host_file_error host_file_remove(struct app *app, uint32_t node, const char *name)
{
    struct host_file *file = host_file_find(app, node, name);
    if (file == NULL)
        return is_directory(app, node, name, strlen(name)) ? HOST_FILE_DIRECTORY
                                                           : HOST_FILE_NONE;
    if (file->kind == HOST_FILE_RESOLVERS)
        return HOST_FILE_DENIED;
    uint32_t row = row_of(app, file);
    uint32_t *link = &app->services[node].files;
    while (*link != row + 1)
        link = &app->files[*link - 1].next;
    *link = file->next;
    note(app, file, ROW_REMOVED);
    drop_octets(app, file);
    arena_give(&app->sim->arena, app->file_pool, row);
    return HOST_FILE_FINE;
}

/* --- the start --- */

/* Files that are there from the start tell nobody about themselves: nothing has happened. */
static void add_derived(struct app *app, uint32_t node, const char *name,
                        enum host_file_kind kind, uint32_t origin)
{
    char buffer[DERIVED_MOST];
    struct text made = text_over(buffer, sizeof buffer);
    struct host_file *file =
        host_file_find(app, node, name) == NULL ? add_row(app, node, name, kind) : NULL;
    if (file == NULL)
        return;
    file->origin = origin;
    (void)constant_part(app, file, &made);
    file->fixed = (uint32_t)made.length;
}

void host_files_start(struct app *app, uint32_t node)
{
    const struct app_node_plan *plan = app->plans[node];
    const struct node *n = &app->nodes->row[node];
    if (n->kind == NODE_SWITCH)
        return;
    for (uint32_t i = 0; plan != NULL && i < plan->file_count; i++) {
        struct host_file *file = add_row(app, node, plan->files[i].name, HOST_FILE_PLANNED);
        if (file == NULL)
            return;
        file->origin = i;
        file->fixed = plan->files[i].length;
    }
    ipv4_address address = 0;
    for (uint32_t i = 0; i < n->interfaces && address == 0; i++)
        address = app->transport->ip->link->interfaces[n->first_interface + i].address;
    add_derived(app, node, "/etc/hosts", HOST_FILE_HOSTS, address);
    add_derived(app, node, "/etc/resolv.conf", HOST_FILE_RESOLVERS, 0);
}
