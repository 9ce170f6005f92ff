/* base/catalogue_load.h: brings catalogues from files at start-up, and finds out which language
 * the person at the machine reads. The only file of the rooms below scenario/ that opens a file
 * or looks at the environment; it is called before a world exists, never inside an event. */
#ifndef NETSTAGE_BASE_CATALOGUE_LOAD_H
#define NETSTAGE_BASE_CATALOGUE_LOAD_H

#include "base/catalogue.h"

enum { CATALOGUE_FILE_MAX = 8 * 1024 * 1024 }; /* octets; a larger file is refused */

/* Reads a .mo file and adds it. Its memory is kept for the life of the program, for sentences
 * of it may be on the screen; so a language that is there already is left as it is. */
enum catalogue_status catalogue_load(const char *language, const char *path) MUST_CHECK;

/* Which language to speak: the first that is set and not empty of `option` (--lang, or what the
 * settings remember; may be NULL), NETSTAGE_LANG, LC_ALL, LC_MESSAGES, LANG. "ko_KR.UTF-8"
 * gives "ko"; "C", "POSIX" and nothing at all give "en". The result is written to out, which
 * has LANGUAGE_SIZE octets. */
void catalogue_wanted(const char *option, char *out);

#endif
