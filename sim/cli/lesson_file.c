/* cli/lesson_file.c: see lesson_file.h. */
#define _POSIX_C_SOURCE 200809L
#include "cli/lesson_file.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "base/catalogue.h"
#include "base/suggest.h"
#include "base/text.h"
#include "cli/options.h"
#include "scenario/resource_path.h"

enum { LESSON_NAMES_MAX = 512, LESSON_NAME_SIZE = 64 };

static const char ending[] = ".yaml";

/* The lesson whose name is nearest to a misspelt one; kept until the next call. NULL: none. */
static const char *nearest_lesson(const char *name)
{
    static char names[LESSON_NAMES_MAX][LESSON_NAME_SIZE];
    char folder[RESOURCE_PATH_SIZE];
    struct suggestion suggestion = suggest_begin(name, strlen(name));
    uint32_t count = 0;
    DIR *lessons = resource_find("scenarios", folder, sizeof folder) ? opendir(folder) : NULL;
    if (lessons == NULL)
        return NULL;
    for (struct dirent *d; count < LESSON_NAMES_MAX && (d = readdir(lessons)) != NULL;) {
        const char *end = strstr(d->d_name, ending);
        size_t length = end != NULL ? (size_t)(end - d->d_name) : 0;
        if (length == 0 || length >= LESSON_NAME_SIZE || end[sizeof ending - 1] != '\0')
            continue;
        memcpy(names[count], d->d_name, length);
        names[count][length] = '\0';
        suggest_offer(&suggestion, names[count++]);
    }
    (void)closedir(lessons);
    return suggestion.best;
}

bool lesson_file_find(const char *command, const char *name, char *out, size_t size)
{
    struct stat about;
    struct text path = text_over(out, size);
    text_put(&path, name);
    if (path.ok && stat(name, &about) == 0)
        return true;
    if (resource_lesson(name, out, size))
        return true;
    cli_complain(command, _("there is no file and no lesson {word}"), name,
                 nearest_lesson(name));
    return false;
}
