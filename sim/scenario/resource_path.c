/* scenario/resource_path.c: finds the program's own files. The order: scenario/resource_path.h.
 */
#define _POSIX_C_SOURCE 200809L
#include "scenario/resource_path.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/catalogue_load.h"
#include "base/text.h"

/* The languages that come with the program, besides English. */
static const char *const languages[] = {"ko"};

static bool is_plain(const char *relative)
{
    if (relative[0] == '\0' || relative[0] == '/')
        return false;
    for (const char *part = relative; part != NULL; part = strchr(part, '/')) {
        part += part != relative;
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0'))
            return false;
    }
    return true;
}

/* Is there "folder + between + relative"? Then it is in out. */
static bool try_folder(const char *folder, const char *between, const char *relative, char *out,
                       size_t size)
{
    struct text path = text_over(out, size);
    text_put(&path, folder);
    text_put(&path, between);
    text_put(&path, relative);
    struct stat about;
    return path.ok && stat(out, &about) == 0;
}

/* The folder of the running program, without a slash at the end. False where the system does
 * not tell (no /proc): NETSTAGE_DATA_DIR is then the way. */
static bool program_folder(char *out, size_t size)
{
    ssize_t n = readlink("/proc/self/exe", out, size - 1);
    if (n <= 0 || (size_t)n >= size - 1)
        return false;
    out[n] = '\0';
    char *slash = strrchr(out, '/');
    if (slash == NULL)
        return false;
    *slash = '\0';
    return true;
}

bool resource_find(const char *relative, char *out, size_t size)
{
    char folder[RESOURCE_PATH_SIZE];
    out[0] = '\0';
    if (!is_plain(relative))
        return false;
    const char *chosen = getenv("NETSTAGE_DATA_DIR");
    if (chosen != NULL && chosen[0] != '\0' && try_folder(chosen, "/", relative, out, size))
        return true;
    if (program_folder(folder, sizeof folder) &&
        (try_folder(folder, "/../share/netstage/", relative, out, size) ||
         try_folder(folder, "/share/netstage/", relative, out, size)))
        return true;
    out[0] = '\0';
    return false;
}

bool resource_lesson(const char *name, char *out, size_t size)
{
    static const char ending[] = ".yaml";
    char relative[256];
    struct text text = text_over(relative, sizeof relative);
    out[0] = '\0';
    if (strchr(name, '/') != NULL)
        return false;
    text_put(&text, "scenarios/");
    text_put(&text, name);
    if (strstr(name, ending) == NULL)
        text_put(&text, ending);
    return text.ok && resource_find(relative, out, size);
}

const char *resource_languages(const char *option)
{
    const char *wrong = NULL;
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
        char name[64];
        char path[RESOURCE_PATH_SIZE];
        struct text file = text_over(name, sizeof name);
        text_put(&file, "locale/");
        text_put(&file, languages[i]);
        text_put(&file, ".mo");
        if (!resource_find(name, path, sizeof path))
            continue;
        enum catalogue_status status = catalogue_load(languages[i], path);
        if (status != CATALOGUE_OK)
            wrong = catalogue_status_text(status);
    }
    char wanted[LANGUAGE_SIZE];
    catalogue_wanted(option, wanted);
    if (!catalogue_select(wanted) && option != NULL && option[0] != '\0' && wrong == NULL)
        wrong = N_("there is no translation into that language");
    return wrong;
}
