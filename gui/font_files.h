/* gui/font_files.h: where the font files are on this machine. */
#ifndef NETSTAGE_GUI_FONT_FILES_H
#define NETSTAGE_GUI_FONT_FILES_H

#include "gui/draw.h"

enum { FONT_PATH_MAX = 1024 };

/* Fills the path of every face. False: one was not found; error names the file, the places and
 * the packages. */
bool font_files_find(char paths[FONT_FACES][FONT_PATH_MAX], char *error,
                     size_t error_size) MUST_CHECK;

#endif
