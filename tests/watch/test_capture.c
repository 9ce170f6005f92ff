/* Captures: the octets of every kind of block, and who sees what, and when. */
#include "stage.h"

#include "watch/capture.h"
#include "watch/capture_read.h"
#include "watch/fan.h"

/* --- blocks --- */

/* What a writer has put into a file so far. */
static size_t contents(FILE *file, uint8_t *octets, size_t size)
{
    assert_int_equal(fflush(file), 0);
    rewind(file);
    return fread(octets, 1, size, file);
}

/* Compares with octets in hexadecimal, blanks ignored. */
static void assert_octets(const uint8_t *octets, size_t length, const char *hex)
{
    size_t at = 0;
    for (; *hex != '\0'; hex++) {
        unsigned value;
        if (*hex == ' ')
            continue;
        assert_int_equal(sscanf(hex, "%2x", &value), 1);
        if (at >= length || octets[at] != value)
            fail_msg("octet %zu is %02x, not %02x", at, at < length ? octets[at] : 0xffU,
                     value);
        at++;
        hex++;
    }
    assert_int_equal(at, length);
}

static void test_blocks(void **state)
{
    static const uint8_t frame[5] = {1, 2, 3, 4, 5};
    uint8_t octets[512];
    struct pcapng p;
    FILE *file = tmpfile();
    (void)state;
    pcapng_begin(&p, file, "hi");
    assert_int_equal(pcapng_interface(&p, "eth0", NULL, 0), 0);
    pcapng_frame(&p, &(struct capture_frame){.time = INT64_C(0x123456789a),
                                             .flags = CAPTURE_OUTBOUND,
                                             .packet = 37,
                                             .octets = frame,
                                             .length = sizeof frame,
                                             .comment = "why"});
    assert_false(p.failed);
    size_t length = contents(file, octets, sizeof octets);
    assert_octets(octets, length,
                  /* section header, 60 octets */
                  "0a0d0d0a 3c000000 4d3c2b1a 0100 0000 ffffffffffffffff"
                  "0100 0200 6869 0000"                          /* comment */
                  "0400 0e00 6e65747374616765 20302e312e30 0000" /* application */
                  "0000 0000 3c000000"
                  /* interface, 40 octets */
                  "01000000 28000000 0100 0000 00000000"
                  "0200 0400 65746830"
                  "0900 0100 09 000000"
                  "0000 0000 28000000"
                  /* frame, 72 octets */
                  "06000000 48000000 00000000 12000000 9a785634 05000000 05000000"
                  "0102030405 000000"
                  "0100 0300 776879 00"
                  "0200 0400 02000000"
                  "0500 0800 2500000000000000"
                  "0000 0000 48000000");
    (void)fclose(file);
}

/* A full disk is no success. */
static void test_write_error(void **state)
{
    struct pcapng p;
    (void)state;
    FILE *file = fopen("/dev/full", "wb");
    if (file == NULL)
        skip();
    (void)setvbuf(file, NULL, _IONBF, 0);
    pcapng_begin(&p, file, NULL);
    assert_true(p.failed);
    (void)fclose(file);
}

/* --- points of view --- */

struct captured {
    unsigned frames;
    unsigned arps;
    unsigned interfaces;
    sim_time first;
    sim_time last;
    bool in_order;
};

static struct captured read_back(FILE *file)
{
    struct captured c = {.in_order = true, .first = -1};
    struct capture_reader reader;
    struct captured_frame frame;
    rewind(file);
    assert_true(capture_open_file(&reader, file));
    while (capture_read(&reader, &frame) == CAPTURE_READ_FRAME) {
        c.in_order = c.in_order && frame.time >= c.last;
        c.first = c.first < 0 ? frame.time : c.first;
        c.last = frame.time;
        c.frames++;
        c.arps += frame.length > 13 && frame.octets[12] == 8 && frame.octets[13] == 6 ? 1U : 0U;
        c.interfaces = frame.interface + 1 > c.interfaces ? frame.interface + 1 : c.interfaces;
        assert_true(frame.length >= 60); /* with its padding */
        assert_int_equal(frame.length, frame.wire_length);
    }
    capture_close(&reader);
    (void)fclose(file);
    return c;
}

static struct captured capture(const char *path, enum capture_view view, const char *place,
                               const char *language)
{
    struct stage stage = stage_open(path);
    FILE *file = tmpfile();
    struct capture_plan plan = {.view = view, .language = language, .files = &file};
    assert_non_null(file);
    if (place != NULL)
        plan.row = view == CAPTURE_NODE ? world_find_node(stage.world, place)
                                        : (uint32_t)strtoul(place, NULL, 10);
    struct capture *c = capture_begin(stage.world, &plan);
    assert_non_null(c);
    stage_run(&stage, capture_observer(c));
    assert_true(capture_end(c));
    struct captured result = read_back(file);
    stage_close(&stage);
    return result;
}

#define PING SCENARIOS "/first-ping.yaml"
#define PAGE OWN_SCENARIOS "/page-over-loss.yaml"

static void test_at_a_host(void **state)
{
    (void)state;
    struct captured c = capture(PING, CAPTURE_NODE, "laptop", NULL);
    assert_int_equal(c.frames, 6);
    assert_int_equal(c.arps, 2);
    assert_true(c.in_order);
    assert_int_equal(c.first, 0);
    assert_int_equal(capture(PING, CAPTURE_NODE, "printer", NULL).frames, 1);
    c = capture(PING, CAPTURE_NODE, "sw1", "en");
    assert_int_equal(c.frames, 13); /* 6 come in, 7 go out */
    assert_int_equal(c.interfaces, 3);
    assert_true(c.in_order);
}

static void test_at_a_cable(void **state)
{
    (void)state;
    assert_int_equal(capture(PING, CAPTURE_CABLE, "0", NULL).frames, 6);
    assert_int_equal(capture(PING, CAPTURE_CABLE, "2", "ko").frames, 1);
}

static void test_all_cables(void **state)
{
    (void)state;
    struct captured c = capture(PING, CAPTURE_ALL, NULL, NULL);
    assert_int_equal(c.frames, 13);
    assert_int_equal(c.interfaces, 3);
    c = capture(PAGE, CAPTURE_ALL, NULL, "en");
    assert_true(c.in_order);
    assert_true(c.frames > 100);
}

/* A queue delays departures: ten segments are handed over at once, and leave one by one. */
static void test_departures_are_sorted(void **state)
{
    (void)state;
    struct captured c = capture(PAGE, CAPTURE_NODE, "home", "en");
    assert_true(c.in_order);
    assert_int_equal(c.interfaces, 2);
}

/* Comments change nothing else, and a capture nothing in the world. */
static void test_captures_agree(void **state)
{
    struct stage alone = stage_open(PAGE), watched = stage_open(PAGE);
    FILE *file[2] = {tmpfile(), tmpfile()};
    struct capture *c[2];
    struct fan fan;
    (void)state;
    fan_init(&fan);
    for (int i = 0; i < 2; i++) {
        struct capture_plan plan = {.view = CAPTURE_NODE,
                                    .row = world_find_node(watched.world, "web"),
                                    .language = i == 0 ? NULL : "en",
                                    .files = &file[i]};
        c[i] = capture_begin(watched.world, &plan);
        assert_true(fan_add(&fan, capture_observer(c[i])));
    }
    stage_run(&alone, NULL);
    stage_run(&watched, &fan.observer);
    assert_true(capture_end(c[0]) && capture_end(c[1]));
    assert_true(world_hash(alone.world) == world_hash(watched.world));
    struct captured plain = read_back(file[0]), explained = read_back(file[1]);
    assert_int_equal(plain.frames, explained.frames);
    assert_true(plain.last == explained.last);
    stage_close(&alone);
    stage_close(&watched);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks),         cmocka_unit_test(test_write_error),
        cmocka_unit_test(test_at_a_host),      cmocka_unit_test(test_at_a_cable),
        cmocka_unit_test(test_all_cables),     cmocka_unit_test(test_departures_are_sorted),
        cmocka_unit_test(test_captures_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
