/* app/command_vtysh.c: the words of vtysh: -c "show ip rip", which may be abbreviated as FRR
 * takes it ("sh ip rip"). */
#include <string.h>

#include "app/tool.h"

/* Does the word at *at abbreviate this one? Then *at is behind it. */
static bool takes(const char **at, const char *word)
{
    *at += strspn(*at, " ");
    size_t n = strcspn(*at, " ");
    if (n == 0 || n > strlen(word) || memcmp(*at, word, n) != 0)
        return false;
    *at += n;
    return true;
}

static bool read_show(const char *line, uint8_t *show)
{
    const char *at = line;
    if (!takes(&at, "show") || !takes(&at, "ip") || !takes(&at, "rip"))
        return false;
    *show = VTYSH_ROUTES;
    if (at[strspn(at, " ")] == '\0')
        return true;
    *show = VTYSH_STATUS;
    return takes(&at, "status") && at[strspn(at, " ")] == '\0';
}

int vtysh_parse(const struct tool *tool, struct command_words *words,
                union command_options *options, struct text *error)
{
    struct command_scan scan = command_scan_begin(words, tool->letters, tool->long_options);
    const char *line = NULL;
    int letter;
    while ((letter = command_scan_next(&scan)) != SCAN_END) {
        if (letter <= SCAN_NO_ARGUMENT)
            break;
        line = words->text + scan.argument;
    }
    options->vtysh = (struct vtysh_options){.show = VTYSH_ROUTES};
    if (letter != SCAN_END || line == NULL || scan.operand_count > 0) {
        text_put(error, "Usage : vtysh ");
        text_put(error, tool->usage);
        return 1;
    }
    if (read_show(line, &options->vtysh.show))
        return 0;
    text_put(error, "% Unknown command: ");
    text_put(error, line);
    return 1;
}
