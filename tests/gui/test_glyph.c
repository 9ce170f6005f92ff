/* Shapes: where the plates have them, told apart in grey, mirrored to the left, inside their
 * box. */
#define _POSIX_C_SOURCE 200809L
#include "gui/gui_fixture.h"

#include "gui/glyph.h"

enum { SIDE = 120 };

static struct fonts *fonts;
static struct theme theme;

static int open_fonts(void **state)
{
    (void)state;
    fonts = fixture_fonts();
    theme = theme_make(THEME_LIGHT, 1, false, false);
    return 0;
}

static int close_fonts(void **state)
{
    (void)state;
    fonts_close(fonts);
    return 0;
}

/* A picture on white; gives its grey values, which the caller frees. */
static uint8_t *grey_picture(struct draw_list *list)
{
    struct raster raster;
    uint8_t *grey = malloc(SIDE * SIDE);
    assert_non_null(grey);
    assert_true(raster_make(&raster, SIDE, SIDE, 1));
    for (int i = 0; i < SIDE * SIDE; i++)
        raster.pixels[i] = 0xffffffff;
    raster_draw(&raster, fonts, list, NULL);
    for (int i = 0; i < SIDE * SIDE; i++) {
        uint32_t p = raster.pixels[i];
        grey[i] =
            (uint8_t)(((p >> 16 & 255) * 299 + (p >> 8 & 255) * 587 + (p & 255) * 114) / 1000);
    }
    raster_release(&raster);
    draw_release(list);
    return grey;
}

static uint8_t *frame_picture(struct frame_look look)
{
    struct draw_list list = {0};
    look.paper = rgb(0xffffff);
    glyph_frame(&list, &theme, &look, SIDE / 2, SIDE / 2);
    assert_false(list.failed);
    return grey_picture(&list);
}

/* Pixels whose grey differs by more than a fourth of the scale. */
static int difference(const uint8_t *a, const uint8_t *b)
{
    int n = 0;
    for (int i = 0; i < SIDE * SIDE; i++)
        n += abs(a[i] - b[i]) > 64;
    return n;
}

static void a_data_frame_is_where_the_plate_has_it(void **state)
{
    (void)state;
    struct draw_list list = {0};
    struct frame_look look = {.glyph = SHAPE_TCP_DATA, .label = "2921", .label_width = 30};
    glyph_frame(&list, &theme, &look, 829.75f, 230);
    char *text = printed(print_list, &list);
    assert_string_equal(text,
                        "rect 805.8,220.0 36.0x20.0 fill 0072b2ff\n"
                        "polygon 843.2,220.0 845.8,220.0 853.8,230.0 845.8,240.0 843.2,240.0"
                        " fill 009e73ff\n"
                        "text 823.8,234.6 bold 13.0 middle ffffffff \"2921\"\n");
    free(text);
    draw_release(&list);
}

static void frames_differ_in_grey_at_both_sizes(void **state)
{
    (void)state;
    for (int size = SHAPE_SIZE_STAGE; size <= SHAPE_SIZE_LIST; size++) {
        uint8_t *pictures[SHAPES + FATE_LOOKS];
        int n = 0;
        for (unsigned i = 0; i < SHAPES; i++) {
            if (size == SHAPE_SIZE_LIST && i == SHAPE_UDP)
                continue; /* a label tells it from a DNS answer, and a list has none */
            pictures[n++] = frame_picture((struct frame_look){
                .glyph = (enum frame_glyph)i, .size = (enum frame_size)size, .label = "2921"});
        }
        for (unsigned fate = FATE_LOOK_AGAIN; fate < FATE_LOOKS; fate++)
            pictures[n++] = frame_picture((struct frame_look){.glyph = SHAPE_TCP_DATA,
                                                              .fate = (enum frame_fate)fate,
                                                              .size = (enum frame_size)size,
                                                              .label = "2921"});
        for (int i = 0; i < n; i++)
            for (int k = 0; k < i; k++)
                if (difference(pictures[i], pictures[k]) < 6)
                    fail_msg("shapes %d and %d look the same at size %d", i, k, size);
        for (int i = 0; i < n; i++)
            free(pictures[i]);
    }
}

static void a_frame_to_the_left_is_the_mirror_image(void **state)
{
    (void)state;
    for (unsigned i = 0; i < SHAPES; i++)
        for (unsigned fate = 0; fate < FATE_LOOKS; fate++) {
            bool asks = i == SHAPE_ARP_REQUEST || i == SHAPE_ICMP_ECHO || i == SHAPE_DNS_QUERY;
            if (asks) /* a question mark has no mirror image */
                continue;
            struct frame_look look = {.glyph = (enum frame_glyph)i,
                                      .size = SHAPE_SIZE_LIST,
                                      .fate = (enum frame_fate)fate};
            uint8_t *right = frame_picture(look), *turned = malloc(SIDE * SIDE);
            look.to_left = true;
            uint8_t *left = frame_picture(look);
            assert_non_null(turned);
            for (int y = 0; y < SIDE; y++)
                for (int x = 0; x < SIDE; x++)
                    turned[y * SIDE + x] = left[y * SIDE + SIDE - 1 - x];
            if (difference(right, turned) > 0)
                fail_msg("frame %u, fate %u is not mirrored", i, fate);
            free(right);
            free(left);
            free(turned);
        }
}

/* The box of what is not white. */
static struct rect ink_box(const uint8_t *grey)
{
    int x0 = SIDE, y0 = SIDE, x1 = 0, y1 = 0;
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            if (grey[y * SIDE + x] < 200) {
                x0 = x < x0 ? x : x0;
                x1 = x + 1 > x1 ? x + 1 : x1;
                y0 = y < y0 ? y : y0;
                y1 = y + 1;
            }
    return rect_make((float)x0, (float)y0, (float)(x1 - x0), (float)(y1 - y0));
}

static void silhouettes_are_as_large_as_they_say(void **state)
{
    (void)state;
    for (unsigned i = 0; i < GLYPH_NODES; i++)
        for (float size = 0.5f; size <= 1.25f; size += 0.25f) {
            struct draw_list list = {0};
            glyph_node(&list, &theme, (enum node_glyph)i, GLYPH_STATE_PLAIN, SIDE / 2, SIDE / 2, size,
                       rgb(0xffffff));
            uint8_t *grey = grey_picture(&list);
            struct rect box = ink_box(grey);
            struct point half = glyph_node_half((enum node_glyph)i);
            assert_true(fabsf(box.w - 2 * half.x * size) <= 4);
            assert_true(fabsf(box.h - 2 * half.y * size) <= 4);
            free(grey);
        }
}

static void nodes_and_their_states_differ(void **state)
{
    (void)state;
    uint8_t *pictures[GLYPH_NODES + 4];
    for (unsigned i = 0; i < GLYPH_NODES + 4; i++) {
        struct draw_list list = {0};
        unsigned states = i < GLYPH_NODES ? 0 : 1u << (i - GLYPH_NODES);
        glyph_node(&list, &theme, i < GLYPH_NODES ? (enum node_glyph)i : GLYPH_ROUTER, states,
                   SIDE / 2, SIDE / 2, 0.5f, rgb(0xffffff));
        pictures[i] = grey_picture(&list);
        for (unsigned k = 0; k < i; k++)
            if (difference(pictures[i], pictures[k]) < 6)
                fail_msg("nodes %u and %u look the same", i, k);
    }
    for (unsigned i = 0; i < GLYPH_NODES + 4; i++)
        free(pictures[i]);
}

static void the_extent_is_what_a_tag_takes(void **state)
{
    (void)state;
    struct frame_look look = {.glyph = SHAPE_TCP_DATA, .label_width = 50, .zoom = 2};
    assert_true(fabsf(glyph_frame_extent(&look).x - (50 + 6 + 12) * 2) < 0.01f);
    look.label_width = 10; /* at least 36 */
    assert_true(fabsf(glyph_frame_extent(&look).x - 48 * 2) < 0.01f);
    look.size = SHAPE_SIZE_QUEUED;
    assert_true(fabsf(glyph_frame_extent(&look).x - 48 * 2 * 0.45f) < 0.01f);
    for (unsigned i = 0; i < SHAPES; i++) {
        look = (struct frame_look){.glyph = (enum frame_glyph)i, .fate = FATE_LOOK_DROPPED};
        uint8_t *grey = frame_picture(look);
        struct point extent = glyph_frame_extent(&look);
        struct rect box = ink_box(grey);
        assert_true(extent.x > 0 && extent.y > 0);
        assert_true(box.x >= SIDE / 2 - extent.x / 2 - 11 && box.w <= extent.x + 13);
        free(grey);
    }
}

static void every_icon_draws_something_of_its_own(void **state)
{
    (void)state;
    uint8_t *pictures[ICONS];
    for (unsigned i = 0; i < ICONS; i++) {
        struct draw_list list = {0};
        glyph_icon(&list, &theme, (enum icon)i, SIDE / 2, SIDE / 2, 2, rgb(0), rgb(0xffffff));
        pictures[i] = grey_picture(&list);
        for (unsigned k = 0; k < i; k++)
            if (difference(pictures[i], pictures[k]) < 20)
                fail_msg("icons %u and %u look the same", i, k);
    }
    for (unsigned i = 0; i < ICONS; i++)
        free(pictures[i]);
}

/* The selected one is a data arrow on the mark: the rest, dimmed, tells it in grey. */
static void arrows_differ(void **state)
{
    (void)state;
    uint8_t *pictures[ARROW_SELECTED];
    for (unsigned i = 0; i < ARROW_SELECTED; i++) {
        struct draw_list list = {0};
        struct point way[3] = {{10, 20}, {50, 30}, {100, 80}};
        glyph_arrow(&list, &theme, (enum arrow_look)i, way, 3, rgb(0), 1, rgb(0xffffff));
        pictures[i] = grey_picture(&list);
        for (unsigned k = 0; k < i; k++)
            assert_true(difference(pictures[i], pictures[k]) > 20);
    }
    for (unsigned i = 0; i < ARROW_SELECTED; i++)
        free(pictures[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_data_frame_is_where_the_plate_has_it),
        cmocka_unit_test(frames_differ_in_grey_at_both_sizes),
        cmocka_unit_test(a_frame_to_the_left_is_the_mirror_image),
        cmocka_unit_test(silhouettes_are_as_large_as_they_say),
        cmocka_unit_test(nodes_and_their_states_differ),
        cmocka_unit_test(the_extent_is_what_a_tag_takes),
        cmocka_unit_test(every_icon_draws_something_of_its_own),
        cmocka_unit_test(arrows_differ),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
