/* The draw list as text, as pixels, as SVG, as PNG. */
#define _POSIX_C_SOURCE 200809L
#include "gui/gui_fixture.h"

#include <unistd.h>

#include "gui/png.h"
#include "gui/svg.h"

static const struct rgba red = {255, 0, 0, 255};
static const struct rgba black = {0, 0, 0, 255};

/* A picture of 40 by 40 pixels on white. */
static struct raster paint(struct draw_list *list, float scale)
{
    struct raster raster;
    assert_true(raster_make(&raster, 40, 40, scale));
    for (int i = 0; i < 1600; i++)
        raster.pixels[i] = 0xffffffff;
    struct fonts *fonts = fixture_fonts();
    raster_draw(&raster, fonts, list, NULL);
    fonts_close(fonts);
    draw_release(list);
    return raster;
}

static int green(const struct raster *raster, int x, int y)
{
    return (int)(raster->pixels[y * raster->stride + x] >> 8 & 0xff);
}

/* How much ink (of a colour without green) lies in the picture, in pixels. */
static double ink(const struct raster *raster)
{
    double sum = 0;
    for (int y = 0; y < raster->height; y++)
        for (int x = 0; x < raster->width; x++)
            sum += 1 - green(raster, x, y) / 255.0;
    return sum;
}

static void assert_near(double is, double wanted, double tolerance)
{
    if (fabs(is - wanted) > tolerance)
        fail_msg("%f is not %f within %f", is, wanted, tolerance);
}

static void a_list_is_dumped_as_golden_text(void **state)
{
    (void)state;
    struct draw_list list = {0};
    struct point way[3] = {{1, 2}, {3, 4}, {5, 6}};
    draw_rect(&list, rect_make(1, 2, 30, 20), 4, paint_both(red, black, 1.5f));
    draw_clip(&list, rect_make(0, 0, 10, 10));
    draw_polyline(&list, way, 3, paint_dashed(red, 2, 4, 3));
    draw_unclip(&list);
    draw_circle(&list, 7, 8, 9, paint_fill(red));
    draw_text(&list, 3, 4, text_anchored(text_style(FONT_BOLD, 13, black), ANCHOR_END), "가 b");
    char *text = printed(print_list, &list);
    assert_string_equal(text,
                        "rect 1.0,2.0 30.0x20.0 radius 4.0 fill ff0000ff stroke 000000ff 1.50\n"
                        "clip 0.0,0.0 10.0x10.0\n"
                        "polyline 1.0,2.0 3.0,4.0 5.0,6.0 stroke ff0000ff 2.00 dash 4.0 3.0\n"
                        "unclip\n"
                        "circle 7.0,8.0 r 9.0 fill ff0000ff\n"
                        "text 3.0,4.0 bold 13.0 end 000000ff \"가 b\"\n");
    free(text);
    draw_release(&list);
}

static void a_list_appended_to_another_keeps_its_points_and_text(void **state)
{
    (void)state;
    struct draw_list a = {0}, b = {0}, both = {0};
    for (int i = 0; i < 100; i++) {
        draw_line(&a, 0, 0, (float)i, 1, paint_stroke(red, 1));
        draw_text(&b, (float)i, 0, text_style(FONT_MONO, 13, red), "text");
        draw_line(&b, 1, 1, (float)i, 2, paint_stroke(red, 1));
    }
    draw_append(&both, &a);
    draw_append(&both, &b);
    char *whole = printed(print_list, &both), *first = printed(print_list, &a),
         *second = printed(print_list, &b);
    assert_memory_equal(whole, first, strlen(first));
    assert_string_equal(whole + strlen(first), second);
    free(whole);
    free(first);
    free(second);
    draw_release(&a);
    draw_release(&b);
    draw_release(&both);
}

static void a_rectangle_covers_its_exact_area(void **state)
{
    (void)state;
    struct draw_list list = {0};
    draw_rect(&list, rect_make(5.25f, 6, 10, 4.5f), 0, paint_fill(red));
    struct raster raster = paint(&list, 1);
    assert_near(ink(&raster), 45, 0.5);
    assert_int_equal(green(&raster, 8, 8), 0);
    assert_near(green(&raster, 5, 8), 255 * 0.25, 3);
    assert_near(green(&raster, 8, 10), 255 * 0.5, 3);
    assert_int_equal(green(&raster, 4, 8), 255);
    raster_release(&raster);
}

static void a_circle_and_its_ring_have_their_areas(void **state)
{
    (void)state;
    struct draw_list list = {0};
    draw_circle(&list, 20, 20, 12.3f, paint_fill(red));
    struct raster raster = paint(&list, 1);
    assert_near(ink(&raster), 3.14159 * 12.3 * 12.3, 3);
    raster_release(&raster);
    draw_circle(&list, 20, 20, 12, paint_stroke(red, 2));
    raster = paint(&list, 1);
    assert_near(ink(&raster), 3.14159 * 2 * 12 * 2, 3);
    assert_int_equal(green(&raster, 20, 20), 255);
    raster_release(&raster);
}

static void a_stroke_has_no_beads_at_its_joints(void **state)
{
    (void)state;
    struct point straight[9], bent[3] = {{5, 5}, {30, 5}, {30, 30}};
    struct draw_list list = {0};
    for (int i = 0; i < 9; i++)
        straight[i] = (struct point){4 + 4 * (float)i, 10.3f + 0.7f * (float)i};
    draw_polyline(&list, straight, 9, paint_stroke(red, 2));
    struct raster raster = paint(&list, 1);
    assert_near(ink(&raster), 2 * sqrt(32 * 32 + 5.6 * 5.6), 1);
    raster_release(&raster);
    draw_polyline(&list, bent, 3, paint_stroke(red, 4)); /* the miter fills the corner */
    raster = paint(&list, 1);
    assert_near(ink(&raster), 4 * 25 + 4 * 25, 1);
    assert_int_equal(green(&raster, 31, 3), 0);
    raster_release(&raster);
}

static void a_line_has_the_area_of_its_width(void **state)
{
    (void)state;
    static const struct point ends[5] = {
        {36, 5}, {5, 36}, {36.5f, 20.25f}, {20.5f, 37}, {30, 11}};
    for (int i = 0; i < 5; i++)
        for (float width = 0.5f; width < 6; width += 0.75f) {
            struct draw_list list = {0};
            float dx = ends[i].x - 5, dy = ends[i].y - 5;
            draw_line(&list, 5, 5, ends[i].x, ends[i].y, paint_stroke(red, width));
            struct raster raster = paint(&list, 1);
            double length = sqrt((double)(dx * dx + dy * dy));
            assert_near(ink(&raster), length * (double)width,
                        0.03 * length * (double)width + 0.3);
            raster_release(&raster);
        }
}

static void a_line_far_outside_is_cut_by_the_clip(void **state)
{
    (void)state;
    struct draw_list list = {0};
    draw_line(&list, -1e5f, 10, 1e5f, 10, paint_stroke(red, 2));
    draw_line(&list, 10, 1e5f, 10, -1e5f, paint_stroke(red, 2));
    draw_line(&list, 100, 100, 200, 300, paint_stroke(red, 2));
    draw_line(&list, 5, 5, 5, 5, paint_stroke(red, 2));
    struct raster raster = paint(&list, 1);
    assert_near(ink(&raster), 80 + 80 - 4, 0.5);
    raster_release(&raster);
}

static void a_closed_outline_lies_half_outside(void **state)
{
    (void)state;
    struct point square[4] = {{10, 10}, {30, 10}, {30, 30}, {10, 30}};
    struct draw_list list = {0};
    draw_polygon(&list, square, 4, paint_stroke(red, 2));
    struct raster raster = paint(&list, 1);
    assert_near(ink(&raster), 22 * 22 - 18 * 18, 1);
    raster_release(&raster);
}

static void dashes_are_as_long_as_said(void **state)
{
    (void)state;
    struct draw_list list = {0};
    draw_line(&list, 2, 20, 37, 20, paint_dashed(red, 2, 4, 3));
    struct raster raster = paint(&list, 1);
    assert_near(ink(&raster), 5 * 4 * 2, 0.5);
    assert_int_equal(green(&raster, 3, 19), 0);
    assert_int_equal(green(&raster, 7, 19), 255);
    raster_release(&raster);
}

static void alpha_blends_and_the_clip_holds(void **state)
{
    (void)state;
    struct draw_list list = {0};
    draw_clip(&list, rect_make(10, 10, 10, 10));
    draw_clip(&list, rect_make(0, 0, 15, 40));
    draw_rect(&list, rect_make(0, 0, 40, 40), 0, paint_fill(rgba_fade(black, 0.5f)));
    draw_unclip(&list);
    draw_unclip(&list);
    struct raster raster = paint(&list, 1);
    assert_near(ink(&raster), 50 * 0.5, 0.5);
    assert_near(green(&raster, 12, 12), 127, 2);
    assert_int_equal(green(&raster, 16, 12), 255);
    raster_release(&raster);
}

static void scale_multiplies_every_length(void **state)
{
    (void)state;
    struct draw_list list = {0};
    draw_rect(&list, rect_make(2, 2, 10, 8), 2, paint_both(red, red, 1));
    struct raster raster = paint(&list, 3);
    assert_near(ink(&raster), (80 - 4 * (4 - 3.14159)) * 9, 3);
    raster_release(&raster);
}

static void hairlines_stay_sharp_at_125_percent(void **state)
{
    (void)state;
    for (float y = 1; y < 28; y += 1) {
        struct draw_list list = {0};
        draw_rect(&list, rect_make(2, y, 20, 1), 0, paint_fill(red));
        struct raster raster = paint(&list, 1.25f);
        for (int row = 0; row < 40; row++)
            assert_true(green(&raster, 10, row) == 0 || green(&raster, 10, row) == 255);
        assert_near(ink(&raster), 25, 0.5);
        raster_release(&raster);
    }
}

static void damage_leaves_the_rest_alone(void **state)
{
    (void)state;
    struct draw_list list = {0};
    struct raster raster;
    struct pixel_rect damage = {5, 5, 10, 10};
    struct fonts *fonts = fixture_fonts();
    assert_true(raster_make(&raster, 40, 40, 1));
    draw_rect(&list, rect_make(-5, -5, 90, 90), 8, paint_both(red, red, 3));
    raster_draw(&raster, fonts, &list, &damage);
    int touched = 0;
    for (int i = 0; i < 1600; i++)
        touched += raster.pixels[i] != 0;
    assert_int_equal(touched, 25);
    raster_release(&raster);
    draw_release(&list);
    fonts_close(fonts);
}

static void strange_shapes_do_no_harm(void **state)
{
    (void)state;
    struct draw_list list = {0};
    struct point same[4] = {{5, 5}, {5, 5}, {5, 5}, {5, 5}};
    struct point far[3] = {{-1e6f, -1e6f}, {1e6f, 20}, {20, 1e6f}};
    struct point back[3] = {{5, 5}, {30, 5}, {5, 5}};
    draw_polyline(&list, same, 4, paint_stroke(red, 3));
    draw_polygon(&list, same, 4, paint_round(paint_both(red, red, 3)));
    draw_polygon(&list, far, 3, paint_both(red, black, 2));
    draw_polyline(&list, back, 3, paint_round(paint_stroke(red, 3)));
    draw_rect(&list, rect_make(5, 5, -3, 4), 2, paint_both(red, red, 9));
    draw_circle(&list, 5, 5, 0, paint_both(red, red, 1));
    draw_text(&list, 5, 5, text_style(FONT_REGULAR, 13, red), "");
    draw_unclip(&list);
    struct raster raster = paint(&list, 1);
    raster_release(&raster);
}

static void a_picture_comes_back_from_its_png(void **state)
{
    (void)state;
    struct draw_list list = {0};
    draw_rect(&list, rect_make(3, 4, 20, 10), 3, paint_fill(rgb(0x123456)));
    struct raster raster = paint(&list, 1);
    char path[] = "/tmp/netstage-test-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    struct png_picture picture;
    uint8_t octets[40 * 40 * 4];
    assert_true(png_write(&raster, path));
    assert_true(png_read(path, &picture));
    raster_octets(&raster, octets);
    assert_int_equal(picture.width, 40);
    assert_memory_equal(picture.octets, octets, sizeof octets);
    assert_int_equal(picture.octets[(8 * 40 + 10) * 4], 0x12);
    png_release(&picture);
    assert_int_equal(truncate(path, 50), 0);
    assert_false(png_read(path, &picture));
    unlink(path);
    raster_release(&raster);
}

static void print_svg(const void *list, FILE *out)
{
    svg_write(list, 100, 50, "a < b", out);
}

static void svg_escapes_and_closes_what_it_opens(void **state)
{
    (void)state;
    struct draw_list list = {0};
    draw_clip(&list, rect_make(0, 0, 10, 10));
    draw_rect(&list, rect_make(0, 0, 10, 10), 4, paint_stroke(rgba_fade(red, 0.5f), 2));
    draw_text(&list, 1, 2, text_style(FONT_MONO_BOLD, 13, black), "<&\"가\">");
    draw_text(&list, 1, 2, text_style(FONT_MONO, 13, black), "a\xff\x01z");
    char *text = printed(print_svg, &list);
    assert_non_null(strstr(text, ">a\xef\xbf\xbdz<"));
    assert_non_null(strstr(text, "<title>a &lt; b</title>"));
    assert_non_null(strstr(text, "&lt;&amp;&quot;가&quot;&gt;</text>"));
    assert_non_null(strstr(text, "<rect x=\"1\" y=\"1\" width=\"8\" height=\"8\" rx=\"3\""));
    assert_non_null(strstr(text, "stroke-opacity"));
    assert_non_null(strstr(text, "</g>\n</svg>")); /* the clip was left open */
    free(text);
    draw_release(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_dumped_as_golden_text),
        cmocka_unit_test(a_list_appended_to_another_keeps_its_points_and_text),
        cmocka_unit_test(a_rectangle_covers_its_exact_area),
        cmocka_unit_test(a_circle_and_its_ring_have_their_areas),
        cmocka_unit_test(a_stroke_has_no_beads_at_its_joints),
        cmocka_unit_test(a_line_has_the_area_of_its_width),
        cmocka_unit_test(a_line_far_outside_is_cut_by_the_clip),
        cmocka_unit_test(a_closed_outline_lies_half_outside),
        cmocka_unit_test(dashes_are_as_long_as_said),
        cmocka_unit_test(alpha_blends_and_the_clip_holds),
        cmocka_unit_test(scale_multiplies_every_length),
        cmocka_unit_test(hairlines_stay_sharp_at_125_percent),
        cmocka_unit_test(damage_leaves_the_rest_alone),
        cmocka_unit_test(strange_shapes_do_no_harm),
        cmocka_unit_test(a_picture_comes_back_from_its_png),
        cmocka_unit_test(svg_escapes_and_closes_what_it_opens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
