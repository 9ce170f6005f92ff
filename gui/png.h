/* gui/png.h: pictures as PNG files, through libpng. 8-bit RGBA both ways. */
#ifndef NETSTAGE_GUI_PNG_H
#define NETSTAGE_GUI_PNG_H

#include "gui/raster.h"

/* Writes the picture to a file. False: the file cannot be written; errno says why. */
bool png_write(const struct raster *raster, const char *path) MUST_CHECK;

/* A picture that was read; octets are R, G, B, A, width * 4 a row; free with png_release(). */
struct png_picture {
    uint8_t *octets;
    int width, height;
};

/* False: no such file, or not a PNG; *picture is then empty. */
bool png_read(const char *path, struct png_picture *picture) MUST_CHECK;
void png_release(struct png_picture *picture);

#endif
