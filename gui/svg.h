/* gui/svg.h: a draw list as an SVG document (SVG 1.1), the same picture as the rasteriser's.
 *
 * Text stays text, in the families of the fonts; units are user units. */
#ifndef NETSTAGE_GUI_SVG_H
#define NETSTAGE_GUI_SVG_H

#include "gui/draw.h"

/* Writes a document of width by height units with a title. Errors: ferror(out). */
void svg_write(const struct draw_list *list, float width, float height, const char *title,
               FILE *out);

#endif
