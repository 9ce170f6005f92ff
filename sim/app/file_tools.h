/* app/file_tools.h: what the tools that read files share: their options, and files one after
 * the other. */
#ifndef NETSTAGE_APP_FILE_TOOLS_H
#define NETSTAGE_APP_FILE_TOOLS_H

#include "app/host_file.h"
#include "app/printer.h"
#include "app/tool.h"

/* Options of echo, which reads them in its own way. */
enum { ECHO_NO_NEWLINE = 1, ECHO_ESCAPES = 2 };

/* The bit of a letter in file_options.letters. */
uint16_t file_letter(const char *letters, char letter);

static inline const struct file_options *file_options_of(const struct job *job)
{
    return &job->command.options.file;
}

/* Was an option given? */
static inline bool file_has(const struct job *job, char letter)
{
    return (file_options_of(job)->letters & file_letter(tool_of(job)->letters, letter)) != 0;
}

/* What is read: a file, or the command's input. */
struct file_source {
    const char *name; /* NULL: the input, when no name was given */
    uint32_t length;
    uint32_t row; /* of the file plus one; 0: /dev/null */
    bool is_input;
};

size_t file_source_read(const struct app *app, const struct job *job,
                        const struct file_source *source, uint32_t at, void *to, size_t n);

/* One after the other: *place begins with 0. What cannot be read is complained about, "cat: x:
 * No such file or directory", and *failed is set; what `printer` (NULL: none) holds is shown
 * before. False: that was the last one. */
bool file_next_source(struct app *app, const struct job *job, struct printer *printer,
                      uint8_t *place, struct file_source *source, bool *failed);

/* "head: cannot open 'x' for reading: No such file or directory", or "cat: x: …". */
void file_complain(struct app *app, const struct job *job, const char *name,
                   enum host_file_error error);

#endif
