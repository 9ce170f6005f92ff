/* app/ls.c: the command ls, as coreutils write it: names in columns that fit on the screen, one
 * a line when they go to a file, or with -l their sizes and times. */
#include <string.h>

#include "app/file_tools.h"
#include "base/calendar.h"

enum { ENTRIES_MOST = HOST_FILES + 8, SCREEN_WIDTH = 80, GAP = 2 };

/* One line of ls -l: a file, or a directory in which files are (file is NULL). */
struct entry {
    const struct host_file *file;
    char name[HOST_FILE_NAME];
};

struct listing {
    struct entry entry[ENTRIES_MOST];
    uint32_t count;
};

/* Adds a name once; they come in the order of the alphabet. */
static void add(struct listing *listing, const char *name, size_t length,
                const struct host_file *file)
{
    uint32_t at = 0;
    char word[HOST_FILE_NAME];
    struct text text = text_over(word, sizeof word);
    text_put_octets(&text, name, length);
    while (at < listing->count && strcmp(listing->entry[at].name, word) < 0)
        at++;
    bool there = at < listing->count && strcmp(listing->entry[at].name, word) == 0;
    if (there || listing->count == ENTRIES_MOST)
        return;
    memmove(&listing->entry[at + 1], &listing->entry[at],
            (listing->count - at) * sizeof listing->entry[0]);
    listing->count++;
    memcpy(listing->entry[at].name, word, sizeof word);
    listing->entry[at].file = file;
}

/* What lies in a directory: "" is where commands run, "/" the root. */
static void fill(struct listing *listing, const struct app *app, uint32_t node,
                 const char *directory)
{
    size_t length = strlen(directory);
    const struct host_file *file = NULL;
    while (length > 0 && directory[length - 1] == '/')
        length--;
    bool root = length == 0 && directory[0] == '/';
    if (root)
        add(listing, "tmp", 3, NULL);
    while ((file = host_file_next(app, node, file)) != NULL) {
        bool absolute = file->name[0] == '/';
        if (length == 0
                ? absolute != root
                : strncmp(file->name, directory, length) != 0 || file->name[length] != '/')
            continue;
        const char *rest = file->name + length + (length > 0 || root);
        const char *slash = strchr(rest, '/');
        add(listing, rest, slash != NULL ? (size_t)(slash - rest) : strlen(rest),
            slash != NULL ? NULL : file);
    }
}

/* --- in columns --- */

static size_t column_width(const struct listing *listing, uint32_t column, uint32_t rows)
{
    size_t widest = 0;
    for (uint32_t i = column * rows; i < (column + 1) * rows && i < listing->count; i++) {
        size_t width = strlen(listing->entry[i].name);
        widest = width > widest ? width : widest;
    }
    return widest + GAP;
}

/* The fewest rows with which all columns fit. */
static uint32_t rows_needed(const struct listing *listing)
{
    for (uint32_t rows = 1; rows < listing->count; rows++) {
        size_t width = 0;
        for (uint32_t column = 0; column * rows < listing->count; column++)
            width += column_width(listing, column, rows);
        if (width <= SCREEN_WIDTH + GAP)
            return rows;
    }
    return listing->count;
}

static void print_columns(struct app *app, const struct job *job, const struct listing *listing,
                          bool one_a_line)
{
    uint32_t rows = one_a_line ? listing->count : rows_needed(listing);
    for (uint32_t row = 0; row < rows; row++) {
        char buffer[4 * SCREEN_WIDTH];
        struct text line = text_over(buffer, sizeof buffer);
        size_t at = 0;
        for (uint32_t i = row; i < listing->count; i += rows) {
            text_pad_to(&line, at);
            text_put(&line, listing->entry[i].name);
            at += column_width(listing, i / rows, rows);
        }
        job_say(app, job, &line);
    }
}

/* --- with -l --- */

static void put_time(struct text *line, sim_time modified)
{
    struct calendar date = calendar_from_seconds(APP_EPOCH + modified / SIM_SECOND);
    text_put(line, calendar_month(&date));
    text_put(line, date.day < 10 ? "  " : " ");
    text_put_unsigned(line, (uint64_t)date.day);
    text_put_char(line, ' ');
    text_put_digits(line, (uint64_t)date.hour, 2);
    text_put_char(line, ':');
    text_put_digits(line, (uint64_t)date.minute, 2);
    text_put_char(line, ' ');
}

static uint32_t size_of(const struct entry *entry)
{
    enum { DIRECTORY_SIZE = 4096 };
    return entry->file != NULL ? host_file_length(entry->file) : DIRECTORY_SIZE;
}

static unsigned digits_of(uint32_t number)
{
    unsigned digits = 1;
    for (; number >= 10; number /= 10)
        digits++;
    return digits;
}

static void print_long(struct app *app, const struct job *job, const struct listing *listing,
                       bool total)
{
    enum { BLOCK = 4096, BLOCK_KIB = 4 };
    char buffer[SCREEN_WIDTH + HOST_FILE_NAME];
    struct text line = text_over(buffer, sizeof buffer);
    uint64_t blocks = 0;
    unsigned widest = 1;
    for (uint32_t i = 0; i < listing->count; i++) {
        uint32_t size = size_of(&listing->entry[i]);
        blocks += ((uint64_t)size + BLOCK - 1) / BLOCK * BLOCK_KIB;
        widest = digits_of(size) > widest ? digits_of(size) : widest;
    }
    text_put(&line, "total ");
    text_put_unsigned(&line, blocks);
    if (total)
        job_say(app, job, &line);
    for (uint32_t i = 0; i < listing->count; i++) {
        const struct entry *entry = &listing->entry[i];
        bool kept = entry->file != NULL && entry->file->kind == HOST_FILE_RESOLVERS;
        text_clear(&line);
        text_put(&line, entry->file == NULL ? "drwxr-xr-x"
                        : kept              ? "-r--r--r--"
                                            : "-rw-r--r--");
        text_put(&line, entry->file == NULL ? " 2 root root " : " 1 root root ");
        text_pad_to(&line, line.length + widest - digits_of(size_of(entry)));
        text_put_unsigned(&line, size_of(entry));
        text_put_char(&line, ' ');
        put_time(&line, entry->file != NULL ? entry->file->modified : 0);
        text_put(&line, entry->name);
        job_say(app, job, &line);
    }
}

/* --- the command --- */

static void print(struct app *app, const struct job *job, const struct listing *listing,
                  bool total)
{
    if (file_has(job, 'l'))
        print_long(app, job, listing, total);
    else
        print_columns(app, job, listing, file_has(job, '1') || job_is_redirected(job));
}

/* Names of files first, then what is in each directory. */
static bool list_names(struct app *app, const struct job *job, struct listing *files)
{
    const struct file_options *o = file_options_of(job);
    bool failed = false;
    for (uint8_t i = 0; i < o->count; i++) {
        const char *name = command_word(&job->command, o->names[i]);
        const struct host_file *file = host_file_find(app, job->node, name);
        if (file != NULL) {
            add(files, file->name, strlen(file->name), file);
        } else if (!host_file_is_directory(app, job->node, name)) {
            char buffer[2 * COMMAND_LINE_MAX];
            struct text line = text_over(buffer, sizeof buffer);
            text_put(&line, "ls: cannot access '");
            text_put(&line, name);
            text_put(&line, "': No such file or directory");
            job_complain(app, job, &line);
            failed = true;
        }
    }
    if (files->count > 0)
        print(app, job, files, false);
    return failed;
}

static void list_directory(struct app *app, const struct job *job, const char *name,
                           bool headed, bool first)
{
    struct listing listing = {.count = 0};
    char buffer[COMMAND_LINE_MAX + 2];
    struct text line = text_over(buffer, sizeof buffer);
    fill(&listing, app, job->node, strcmp(name, ".") == 0 ? "" : name);
    if (headed) {
        if (!first)
            job_say_line(app, job, "");
        text_put(&line, name);
        text_put_char(&line, ':');
        job_say(app, job, &line);
    }
    print(app, job, &listing, true);
}

void ls_begin(struct app *app, struct job *job)
{
    const struct file_options *o = file_options_of(job);
    struct listing files = {.count = 0};
    bool failed = list_names(app, job, &files);
    bool first = files.count == 0;
    if (o->count == 0)
        list_directory(app, job, ".", false, true);
    for (uint8_t i = 0; i < o->count; i++) {
        const char *name = command_word(&job->command, o->names[i]);
        if (host_file_find(app, job->node, name) != NULL ||
            !host_file_is_directory(app, job->node, name))
            continue;
        list_directory(app, job, name, o->count > 1, first);
        first = false;
    }
    job_end(app, job, failed ? 2 : 0);
}
