/* base/catalogue_load.c: catalogues from files, at start-up. */
#include "base/catalogue_load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The whole file in memory of its own, or NULL. */
static uint8_t *read_whole(FILE *file, size_t *length)
{
    if (fseek(file, 0, SEEK_END) != 0)
        return NULL;
    long size = ftell(file);
    if (size <= 0 || size > CATALOGUE_FILE_MAX || fseek(file, 0, SEEK_SET) != 0)
        return NULL;
    uint8_t *bytes = malloc((size_t)size);
    if (bytes == NULL)
        return NULL;
    *length = fread(bytes, 1, (size_t)size, file);
    if (*length == (size_t)size)
        return bytes;
    free(bytes);
    return NULL;
}

static bool is_there(const char *language)
{
    for (uint32_t i = 0; catalogue_language(i) != NULL; i++)
        if (strcmp(catalogue_language(i), language) == 0)
            return true;
    return false;
}

enum catalogue_status catalogue_load(const char *language, const char *path)
{
    if (is_there(language))
        return CATALOGUE_OK;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return CATALOGUE_NOT_FOUND;
    size_t length = 0;
    uint8_t *bytes = read_whole(file, &length);
    (void)fclose(file); /* opened for reading: nothing can be lost */
    if (bytes == NULL)
        return CATALOGUE_NOT_FOUND;
    enum catalogue_status status = catalogue_add(language, bytes, length);
    if (status != CATALOGUE_OK)
        free(bytes);
    return status;
}

static const char *first_set(const char *option)
{
    static const char *const variables[] = {"NETSTAGE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
    if (option != NULL && option[0] != '\0')
        return option;
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        const char *value = getenv(variables[i]);
        if (value != NULL && value[0] != '\0')
            return value;
    }
    return "en";
}

void catalogue_wanted(const char *option, char *out)
{
    const char *locale = first_set(option);
    size_t n = strcspn(locale, "_.@-"); /* the language without territory, codeset, variant */
    if (n == 0 || n >= LANGUAGE_SIZE || (n == 1 && locale[0] == 'C') ||
        (n == 5 && memcmp(locale, "POSIX", n) == 0)) {
        locale = "en";
        n = 2;
    }
    memcpy(out, locale, n);
    out[n] = '\0';
}
