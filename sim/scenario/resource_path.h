/* scenario/resource_path.h: where the program's own files are: lessons, catalogues, pictures.
 *
 * They lie in one folder, `netstage`'s data:
 *
 *     scenarios/first-ping.yaml ...      locale/ko.mo ...
 *
 * It is looked for, in this order:
 *     1. the environment's NETSTAGE_DATA_DIR
 *     2. ../share/netstage beside the folder of the running program (an installed program, from
 *        whatever prefix; also the window and the tests of a build tree)
 *     3. share/netstage in the folder of the running program (the command line of a build tree)
 * so a program that is moved together with its share/ goes on working, and no path of the
 * machine that built it is compiled in. */
#ifndef NETSTAGE_SCENARIO_RESOURCE_PATH_H
#define NETSTAGE_SCENARIO_RESOURCE_PATH_H

#include "base/types.h"

enum { RESOURCE_PATH_SIZE = 4096 };

/* Writes the path of an existing file or folder of the data ("locale/ko.mo", "scenarios") to
 * out. Only a plain relative name is looked for. False: there is none, the name is empty,
 * absolute or has a part "..", or the path does not fit `size`; out is then empty. */
bool resource_find(const char *relative, char *out, size_t size) MUST_CHECK;

/* The same for a lesson by its name: "first-ping", with or without .yaml. */
bool resource_lesson(const char *name, char *out, size_t size) MUST_CHECK;

/* Loads the catalogues of all languages that the data has and selects the one that the person
 * reads: `option` (--lang, or what the settings remember; may be NULL) or the environment's,
 * see base/catalogue_load.h. Call it first thing in main(). Gives NULL, or what was wrong, in
 * English and marked for translation: a catalogue that is damaged, or an `option` that no
 * catalogue speaks. The program then speaks English. */
const char *resource_languages(const char *option) MUST_CHECK;

#endif
