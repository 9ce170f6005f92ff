/* gui/font_files.c: the search for the font files, without fontconfig. */
#include "gui/font_files.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "base/korean.h"

static const char *const names[FONT_FACES] = {
    "NanumBarunGothic.ttf",
    "NanumBarunGothicBold.ttf",
    "NanumGothicCoding.ttf",
    "NanumGothicCodingBold.ttf",
};

/* Directories of Debian, Fedora, Arch, BSD and macOS. */
static const char *const system_directories[] = {
    "/usr/share/fonts/truetype/nanum",
    "/usr/share/fonts/naver-nanum-barun-gothic-fonts",
    "/usr/share/fonts/naver-nanum-gothic-coding-fonts",
    "/usr/share/fonts/nanum",
    "/usr/share/fonts/TTF",
    "/usr/local/share/fonts",
    "/usr/local/share/fonts/nanum-ttf",
    "/Library/Fonts",
};

static bool is_readable(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file != NULL)
        fclose(file);
    return file != NULL;
}

static bool try_directory(const char *directory, const char *name, char path[FONT_PATH_MAX])
{
    int length = snprintf(path, FONT_PATH_MAX, "%s/%s", directory, name);
    return length > 0 && length < FONT_PATH_MAX && is_readable(path);
}

/* Under the prefix that the program was installed to: bin/.. */
static bool try_installed(const char *name, char path[FONT_PATH_MAX])
{
    char directory[FONT_PATH_MAX];
    char *base = SDL_GetBasePath();
    if (base == NULL)
        return false;
    int length = snprintf(directory, sizeof directory, "%s../share/netstage/fonts", base);
    SDL_free(base);
    return length > 0 && length < (int)sizeof directory && try_directory(directory, name, path);
}

static bool try_home(const char *name, char path[FONT_PATH_MAX])
{
    static const char *const below[] = {".local/share/fonts", ".fonts"};
    const char *home = getenv("HOME");
    char directory[FONT_PATH_MAX];
    for (size_t i = 0; home != NULL && i < sizeof below / sizeof below[0]; i++) {
        int length = snprintf(directory, sizeof directory, "%s/%s", home, below[i]);
        if (length > 0 && length < (int)sizeof directory &&
            try_directory(directory, name, path))
            return true;
    }
    return false;
}

static bool find(const char *name, char path[FONT_PATH_MAX])
{
    const char *named = getenv("NETSTAGE_FONT_DIR");
    if (named != NULL && *named != '\0')
        return try_directory(named, name, path); /* who names a place means it */
    if (try_installed(name, path))
        return true;
    for (size_t i = 0; i < sizeof system_directories / sizeof system_directories[0]; i++)
        if (try_directory(system_directories[i], name, path))
            return true;
    return try_home(name, path);
}

bool font_files_find(char paths[FONT_FACES][FONT_PATH_MAX], char *error, size_t error_size)
{
    for (int face = 0; face < FONT_FACES; face++) {
        if (find(names[face], paths[face]))
            continue;
        const char *named = getenv("NETSTAGE_FONT_DIR");
        const char *sentence =
            named != NULL && *named != '\0'
                ? _("the font {file} is not in {place}, which NETSTAGE_FONT_DIR names")
                : _("the font {file} was not found; install the packages fonts-nanum and "
                    "fonts-nanum-coding, or name the directory in NETSTAGE_FONT_DIR");
        struct text_value values[2] = {{"file", names[face]}, {"place", named}};
        (void)text_format(error, error_size, sentence, values, named != NULL ? 2 : 1);
        return false;
    }
    return true;
}
