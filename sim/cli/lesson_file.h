/* cli/lesson_file.h: the file of a scenario that a person named: a path, or the name of a
 * lesson that comes with the program. */
#ifndef NETSTAGE_CLI_LESSON_FILE_H
#define NETSTAGE_CLI_LESSON_FILE_H

#include "base/types.h"

/* Writes the path to out. False: there is neither such a file nor such a lesson; a message with
 * the nearest lesson has been printed. */
bool lesson_file_find(const char *command, const char *name, char *out, size_t size) MUST_CHECK;

#endif
