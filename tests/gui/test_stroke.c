/* tests/gui/test_stroke.c: paths at the edge of what a stroke can be. */
#define _POSIX_C_SOURCE 200809L
#include "gui_fixture.h"

/* Paints a line of 4 through three points on 64 by 64 pixels; gives how many are painted. */
static uint32_t painted(struct point a, struct point b, struct point c, enum draw_join join)
{
    struct draw_list list = {0};
    struct raster raster = {0};
    struct fonts *fonts = fixture_fonts();
    struct point points[3] = {a, b, c};
    struct paint paint = paint_stroke(rgb(0x17191b), 4);
    paint.join = join;
    uint32_t count = 0;
    draw_polyline(&list, points, 3, paint);
    assert_true(raster_make(&raster, 64, 64, 1));
    raster_draw(&raster, fonts, &list, NULL);
    for (int i = 0; i < 64 * 64; i++)
        count += raster.pixels[i] != 0;
    raster_release(&raster);
    draw_release(&list);
    fonts_close(fonts);
    return count;
}

/* A way that leads straight back is a line, whichever way it goes. */
static void test_turning_straight_back(void **state)
{
    (void)state;
    for (int join = JOIN_MITER; join <= JOIN_ROUND; join++) {
        uint32_t flat = painted((struct point){10, 30}, (struct point){50, 30},
                                (struct point){20, 30}, (enum draw_join)join);
        assert_in_range(flat, 40 * 4, 44 * 6);
        uint32_t steep = painted((struct point){30, 50}, (struct point){30, 10},
                                 (struct point){30, 40}, (enum draw_join)join);
        assert_in_range(steep, 40 * 4, 44 * 6);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_turning_straight_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
