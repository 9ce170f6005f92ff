/* app/python_path.c: see python_path.h. */
#include "app/python_path.h"

#include <string.h>

#include "app/host_file.h"

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void python_put_decoded(struct text *text, const uint8_t *octets, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bool coded = octets[i] == '%' && length - i > 2 && hex_digit(octets[i + 1]) >= 0 &&
                     hex_digit(octets[i + 2]) >= 0;
        if (!coded) {
            text_put_octets(text, octets + i, 1);
            continue;
        }
        text_put_char(text, (char)(hex_digit(octets[i + 1]) << 4 | hex_digit(octets[i + 2])));
        i += 2;
    }
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("_.-~/", c) != NULL);
}

void python_put_encoded(struct text *text, const char *octets, size_t length)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < length; i++) {
        uint8_t octet = (uint8_t)octets[i];
        if (is_plain(octets[i])) {
            text_put_char(text, octets[i]);
            continue;
        }
        text_put_char(text, '%');
        text_put_char(text, digits[octet >> 4]);
        text_put_char(text, digits[octet & 15]);
    }
}

void python_put_html(struct text *text, const char *octets, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (octets[i] == '&')
            text_put(text, "&amp;");
        else if (octets[i] == '<')
            text_put(text, "&lt;");
        else if (octets[i] == '>')
            text_put(text, "&gt;");
        else
            text_put_char(text, octets[i]);
    }
}

/* --- the name of a file --- */

/* Behind the last octet before a query or a fragment. */
static size_t path_length(const uint8_t *path, size_t length)
{
    size_t n = 0;
    while (n < length && path[n] != '?' && path[n] != '#')
        n++;
    return n;
}

/* A part of the path: ".." takes the one before it away, as far as that is one of the path. */
static void put_part(struct text *name, size_t least, const char *part, size_t length)
{
    if (length == 0 || (length == 1 && part[0] == '.'))
        return;
    if (length != 2 || memcmp(part, "..", 2) != 0) {
        if (name->length > 0 && name->octets[name->length - 1] != '/')
            text_put_char(name, '/');
        text_put_octets(name, part, length);
        return;
    }
    while (name->length > least && name->octets[name->length - 1] != '/')
        name->length--;
    if (name->length > least)
        name->length--;
    name->octets[name->length] = '\0';
}

bool python_put_name(struct text *name, const char *directory, const uint8_t *path,
                     size_t length)
{
    char buffer[4 * HOST_FILE_NAME];
    struct text decoded = text_over(buffer, sizeof buffer);
    length = path_length(path, length);
    python_put_decoded(&decoded, path, length);
    while (directory[0] == '.' && directory[1] == '/')
        directory += 2;
    if (strcmp(directory, ".") != 0)
        text_put(name, directory);
    size_t least = name->length;
    for (size_t at = 0; at < decoded.length;) {
        size_t end = at;
        while (end < decoded.length && buffer[end] != '/')
            end++;
        put_part(name, least, buffer + at, end - at);
        at = end + 1;
    }
    name->ok = name->ok && decoded.ok;
    bool slash = length > 0 && path[length - 1] == '/';
    if (slash && name->length > 0 && name->octets[name->length - 1] != '/')
        text_put_char(name, '/');
    return slash;
}

/* --- what is in a directory --- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static int compare(const struct python_entry *a, const struct python_entry *b)
{
    for (size_t i = 0; i < a->length && i < b->length; i++) {
        unsigned char ca = (unsigned char)lower(a->name[i]);
        unsigned char cb = (unsigned char)lower(b->name[i]);
        if (ca != cb)
            return ca < cb ? -1 : 1;
    }
    return a->length < b->length ? -1 : a->length > b->length;
}

static bool is_same(const struct python_entry *a, const struct python_entry *b)
{
    return a->length == b->length && memcmp(a->name, b->name, a->length) == 0;
}

/* Puts an entry at its place; one that is there already is not put again. */
static void insert(struct python_entry *entries, unsigned *count, struct python_entry entry)
{
    unsigned at = *count;
    for (unsigned i = 0; i < *count; i++) {
        if (is_same(&entries[i], &entry))
            return;
    }
    for (; at > 0 && compare(&entries[at - 1], &entry) > 0; at--)
        entries[at] = entries[at - 1];
    entries[at] = entry;
    ++*count;
}

unsigned python_list(const struct app *app, uint32_t node, const char *directory,
                     struct python_entry *entries)
{
    const struct host_file *file = NULL;
    unsigned count = 0;
    size_t length = strlen(directory);
    bool root = length > 0 && strspn(directory, "/") == length;
    while (length > 0 && directory[length - 1] == '/')
        length--;
    if (root)
        insert(entries, &count, (struct python_entry){"tmp", 3, true});
    while ((file = host_file_next(app, node, file)) != NULL) {
        const char *name = file->name;
        bool absolute = name[0] == '/';
        if (length > 0 && (strncmp(name, directory, length) != 0 || name[length] != '/'))
            continue;
        if (length == 0 && absolute != root)
            continue;
        name += length + (length > 0 || root);
        size_t end = strcspn(name, "/");
        insert(entries, &count, (struct python_entry){name, end, name[end] == '/'});
    }
    return count;
}

/* --- types: those of Debian's /etc/mime.types --- */

const char *python_type(const char *name)
{
    static const char *const types[][2] = {
        {".html", "text/html"},
        {".htm", "text/html"},
        {".txt", "text/plain"},
        {".c", "text/x-csrc"},
        {".h", "text/x-chdr"},
        {".css", "text/css"},
        {".md", "text/markdown"},
        {".csv", "text/csv"},
        {".xml", "application/xml"},
        {".py", "text/x-python"},
        {".js", "text/javascript"},
        {".mjs", "text/javascript"},
        {".json", "application/json"},
        {".wasm", "application/wasm"},
        {".pdf", "application/pdf"},
        {".ps", "application/postscript"},
        {".sh", "text/x-sh"},
        {".tar", "application/x-tar"},
        {".zip", "application/zip"},
        {".gz", "application/gzip"},
        {".bz2", "application/x-bzip2"},
        {".xz", "application/x-xz"},
        {".png", "image/png"},
        {".gif", "image/gif"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".svg", "image/svg+xml"},
        {".ico", "image/vnd.microsoft.icon"},
        {".mp3", "audio/mpeg"},
        {".wav", "audio/x-wav"},
        {".mp4", "video/mp4"},
        {".webm", "video/webm"},
    };
    const char *slash = strrchr(name, '/');
    const char *last = slash != NULL ? slash + 1 : name;
    const char *dot = strrchr(last, '.');
    if (dot == NULL || strspn(last, ".") > (size_t)(dot - last)) /* ".profile" has no ending */
        return "application/octet-stream";
    struct python_entry ending = {dot, strlen(dot), false};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct python_entry type = {types[i][0], strlen(types[i][0]), false};
        if (compare(&type, &ending) == 0)
            return types[i][1];
    }
    return "application/octet-stream";
}
