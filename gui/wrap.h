/* gui/wrap.h: fitting text into a width: lines and ellipsis.
 *
 * English and Korean both break between words only (mockups, rule 6); a word that is wider than
 * the whole line is cut between characters, since clipped text would be worse. A line break in
 * the text always ends the line. Units: pixels, as in font.h. */
#ifndef NETSTAGE_GUI_WRAP_H
#define NETSTAGE_GUI_WRAP_H

#include "gui/font.h"

struct text_line {
    uint32_t first, octets; /* of the text; without the spaces at its end */
    float width;
};

/* Breaks text into lines of at most `width`. Gives the number of lines there are; at most
 * `room` of them are written. An empty text has one empty line. */
uint32_t text_wrap(struct fonts *fonts, enum font_face face, float pixels, float width,
                   const char *text, struct text_line *lines, uint32_t room);

/* Copies text to out, cut and ended with an ellipsis when it is wider than width. Gives true
 * when it was cut. out_size must be at least 4; a text longer than that is cut too. */
bool text_elide(struct fonts *fonts, enum font_face face, float pixels, float width,
                const char *text, char *out, size_t out_size);

#endif
