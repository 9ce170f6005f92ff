/* tests/scenario/files.h: reading files and folders, for the tests of the loader. */
#ifndef NETSTAGE_TESTS_SCENARIO_FILES_H
#define NETSTAGE_TESTS_SCENARIO_FILES_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOLDER_FILES_MAX = 512, PATH_OCTETS = 1024 };

struct folder {
    char *path[FOLDER_FILES_MAX];
    size_t count;
};

static inline int compare_paths(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All files of a folder with this ending, in the order of their names. */
static inline struct folder folder_read(const char *path, const char *ending)
{
    struct folder folder = {.count = 0};
    DIR *directory = opendir(path);
    struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        size_t length = strlen(entry->d_name);
        if (length < strlen(ending) ||
            strcmp(entry->d_name + length - strlen(ending), ending) != 0 ||
            folder.count == FOLDER_FILES_MAX)
            continue;
        char name[PATH_OCTETS];
        (void)snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        char *copy = malloc(strlen(name) + 1);
        if (copy != NULL)
            folder.path[folder.count++] = strcpy(copy, name);
    }
    if (directory != NULL)
        (void)closedir(directory);
    qsort(folder.path, folder.count, sizeof folder.path[0], compare_paths);
    return folder;
}

static inline void folder_release(struct folder *folder)
{
    for (size_t i = 0; i < folder->count; i++)
        free(folder->path[i]);
    folder->count = 0;
}

/* A whole file, NUL-terminated; NULL when it cannot be read. To be freed. */
static inline char *file_read(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    size_t capacity = 1 << 21;
    char *text = malloc(capacity);
    *length = text == NULL ? 0 : fread(text, 1, capacity - 1, file);
    (void)fclose(file);
    if (text != NULL)
        text[*length] = '\0';
    return text;
}

#endif
