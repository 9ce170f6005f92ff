/* app/hosts.c: /etc/hosts, where a host looks before it asks anybody (RFC 952; hosts(5)): lines
 * of an address and its names, the case of letters ignored, # begins a comment. */
#include "app/command_scan.h"
#include "app/host_file.h"

enum { PIECE = 512, LINE = 512 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The next word of a line, terminated in place; NULL: there is none. */
static char *next_word(char **at)
{
    char *c = *at;
    while (is_blank(*c))
        c++;
    char *word = c;
    while (*c != '\0' && !is_blank(*c))
        c++;
    *at = *c == '\0' ? c : c + 1;
    *c = '\0';
    return *word == '\0' ? NULL : word;
}

static bool same_name(const char *a, const char *b)
{
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

/* Does this line name the host? */
static bool line_names(char *line, const char *host, ipv4_address *address)
{
    char *comment = strchr(line, '#');
    char *at = line;
    if (comment != NULL)
        *comment = '\0';
    char *word = next_word(&at);
    ipv4_address found;
    if (word == NULL || !command_ipv4(word, &found))
        return false;
    while ((word = next_word(&at)) != NULL) {
        if (same_name(word, host)) {
            *address = found;
            return true;
        }
    }
    return false;
}

bool hosts_find(const struct app *app, uint32_t node, const char *host, ipv4_address *address)
{
    const struct host_file *file = host_file_find(app, node, "/etc/hosts");
    char piece[PIECE];
    char line[LINE];
    uint32_t at = 0;
    size_t n;
    struct text text = text_over(line, sizeof line);
    while (file != NULL && (n = host_file_read(app, file, at, piece, sizeof piece)) > 0) {
        at += (uint32_t)n;
        for (size_t i = 0; i < n; i++) {
            if (piece[i] != '\n') {
                text_put_char(&text, piece[i]);
                continue;
            }
            if (line_names(line, host, address))
                return true;
            text = text_over(line, sizeof line);
        }
    }
    return text.length > 0 && line_names(line, host, address);
}
