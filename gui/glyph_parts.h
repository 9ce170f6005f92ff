/* gui/glyph_parts.h: signs that several shapes share: ? asks, = answers, ! reports. All of
 * about 12 units times `size` around (x, y). */
#ifndef NETSTAGE_GUI_GLYPH_PARTS_H
#define NETSTAGE_GUI_GLYPH_PARTS_H

#include "gui/glyph.h"

void glyph_question(struct draw_list *list, float x, float y, float size, struct rgba ink);
void glyph_equals(struct draw_list *list, float x, float y, float size, struct rgba ink);
void glyph_exclamation(struct draw_list *list, float x, float y, float size, struct rgba ink);

#endif
