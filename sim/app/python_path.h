/* app/python_path.h: from the path of a request to the name of a file of the host, and back, as
 * Python's http.server does it.
 *
 * Shape:  names as in host_file.h; "" and "." are the directory one is in. */
#ifndef NETSTAGE_APP_PYTHON_PATH_H
#define NETSTAGE_APP_PYTHON_PATH_H

#include "app/tables.h"
#include "base/text.h"

/* The path without query and fragment, decoded, without "." and ".." (which never lead out),
 * below `directory`; with "/" at its end when the path had one, which is told. "": the
 * directory one is in. */
bool python_put_name(struct text *name, const char *directory, const uint8_t *path,
                     size_t length);

/* What a directory holds: names of files, and of directories with "/" behind them. */
enum { PYTHON_ENTRIES = 65 };
struct python_entry {
    const char *name;
    size_t length;
    bool directory;
};

/* In the order of their lower-case names. Gives how many; names are the rows' own. */
unsigned python_list(const struct app *app, uint32_t node, const char *directory,
                     struct python_entry *entries);

/* Percent-decoded. */
void python_put_decoded(struct text *text, const uint8_t *octets, size_t length);
/* Percent-encoded, but for letters, digits and "_.-~/". */
void python_put_encoded(struct text *text, const char *octets, size_t length);
/* For HTML: & < > are named. */
void python_put_html(struct text *text, const char *octets, size_t length);

/* The media type by the end of a name. */
const char *python_type(const char *name);

#endif
