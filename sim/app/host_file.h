/* app/host_file.h: the few small files of a host: what `cat` reads, `curl -o` writes, and a
 * resolver finds its own names in.
 *
 * Shape:  a file is a row of TABLE_FILE, in a chain of its node (service.files). Its octets are
 * a constant part (what the scenario gave, or what is made from the node's own description) and
 * a chain of slabs behind it (web_store.h), which holds what was written since. Nothing
 * constant is ever copied into the state. Names:  "page.html", "/etc/hosts"; "./x" is "x".
 * There are no directories but those in which a file is, and /tmp. Every host and router has
 * /etc/hosts and /etc/resolv.conf, the latter to be read only. Handle: whoever writes over a
 * while keeps a struct file_ref (tables.h), for rows of files that are removed are used again;
 * writing to a removed file goes nowhere, as in Unix. A file_ref of zeros is /dev/null: empty
 * to read, and takes everything. Bounds: HOST_FILES files a host, HOST_FILE_MOST octets a file,
 * HOST_FILES_OCTETS of what was written a host: then HOST_FILE_FULL, "No space left on device".
 */
#ifndef NETSTAGE_APP_HOST_FILE_H
#define NETSTAGE_APP_HOST_FILE_H

#include "app/tables.h"

enum {
    HOST_FILES = 64,
    HOST_FILE_MOST = 1 << 20,
    HOST_FILES_OCTETS = 4 << 20,
};

enum host_file_error {
    HOST_FILE_FINE,
    HOST_FILE_NONE,      /* no file has this name */
    HOST_FILE_DENIED,    /* it can be read only */
    HOST_FILE_DIRECTORY, /* the name is one of a directory */
    HOST_FILE_BAD_NAME,  /* too long, or empty */
    HOST_FILE_FULL,
    HOST_FILE_TOO_LARGE, /* HOST_FILE_MOST */
};

enum host_file_mode {
    HOST_FILE_READ,
    HOST_FILE_REWRITE, /* made when it is not there, emptied when it is */
    HOST_FILE_APPEND,  /* made when it is not there */
};

/* What a tool says behind "NAME: ": "No such file or directory". Not for HOST_FILE_FINE. */
const char *host_file_reason(enum host_file_error error);

/* At the start: the files of a node's plan, and those in /etc. */
void host_files_start(struct app *app, uint32_t node);

/* A file by its name; NULL: there is none (see host_file_open() for why). */
struct host_file *host_file_find(const struct app *app, uint32_t node, const char *name);
/* The file behind `after` in the order of names (NULL: the first one). NULL: that was the last.
 */
struct host_file *host_file_next(const struct app *app, uint32_t node,
                                 const struct host_file *after);

/* "/etc", "/tmp", ".", and every name in front of a / in the name of a file. */
bool host_file_is_directory(const struct app *app, uint32_t node, const char *name);

uint32_t host_file_length(const struct host_file *file);
/* Copies at most n octets from `at` on. Gives how many there were. */
size_t host_file_read(const struct app *app, const struct host_file *file, uint32_t at,
                      void *to, size_t n);

/* Finds or makes a file, by mode. *ref is its handle, zeros when something is wrong. */
enum host_file_error host_file_open(struct app *app, uint32_t node, const char *name,
                                    enum host_file_mode mode, struct file_ref *ref);
/* The file of a handle; NULL: it was removed, or it is /dev/null. */
struct host_file *host_file_of(const struct app *app, struct file_ref ref);
/* Adds octets to the end, as far as they fit. At most HOST_FILE_MOST octets in one event of the
 * simulation. */
enum host_file_error host_file_append(struct app *app, struct file_ref ref, const void *octets,
                                      size_t n);
enum host_file_error host_file_remove(struct app *app, uint32_t node, const char *name);

/* --- the files of a command that runs: its output and input --- */

/* > FILE, >> FILE, < FILE of the command line. False: *error says what the shell says. */
bool job_open_files(struct app *app, struct job *job, struct text *error);
/* Octets of the command's output, when it goes to a file (job_is_redirected()). */
bool job_is_redirected(const struct job *job);
void job_write(struct app *app, const struct job *job, const void *octets, size_t n);
/* Has the command an input (< FILE)? And its octets from `at` on, as host_file_read(). */
bool job_has_input(const struct job *job);
size_t job_read(const struct app *app, const struct job *job, uint32_t at, void *to, size_t n);

#endif
