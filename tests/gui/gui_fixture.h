/* tests/gui/gui_fixture.h: fonts, a gui and pixels in one line, for the tests of the window. */
#ifndef NETSTAGE_TESTS_GUI_FIXTURE_H
#define NETSTAGE_TESTS_GUI_FIXTURE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gui/raster.h"
#include "gui/widget.h"

static inline struct fonts *fixture_fonts(void)
{
    char error[512];
    struct fonts *fonts = fonts_open(error, sizeof error);
    if (fonts == NULL)
        fail_msg("%s", error);
    return fonts;
}

/* What a function prints, as a string to free(). */
static inline char *printed(void (*print)(const void *what, FILE *out), const void *what)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    print(what, out);
    fclose(out);
    return text;
}

static inline void print_list(const void *list, FILE *out)
{
    draw_dump(list, out);
}

#endif
