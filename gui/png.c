/* gui/png.c: libpng's simplified interface, which needs no long jumps. */
#include "gui/png.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

bool png_write(const struct raster *raster, const char *path)
{
    uint8_t *octets = malloc((size_t)raster->width * (size_t)raster->height * 4);
    if (octets == NULL)
        return false;
    raster_octets(raster, octets);
    png_image image;
    memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    image.width = (png_uint_32)raster->width;
    image.height = (png_uint_32)raster->height;
    image.format = PNG_FORMAT_RGBA;
    bool written = png_image_write_to_file(&image, path, 0, octets, 0, NULL) != 0;
    free(octets);
    return written;
}

bool png_read(const char *path, struct png_picture *picture)
{
    *picture = (struct png_picture){0};
    png_image image;
    memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_file(&image, path) == 0)
        return false;
    image.format = PNG_FORMAT_RGBA;
    picture->octets = malloc(PNG_IMAGE_SIZE(image));
    picture->width = (int)image.width;
    picture->height = (int)image.height;
    bool read = picture->octets != NULL &&
                png_image_finish_read(&image, NULL, picture->octets, 0, NULL) != 0;
    png_image_free(&image);
    if (!read)
        png_release(picture);
    return read;
}

void png_release(struct png_picture *picture)
{
    free(picture->octets);
    *picture = (struct png_picture){0};
}
