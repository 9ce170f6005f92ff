/* Every record has its sentence, in both languages, with nothing left to be filled in. */
#include "stage.h"

#include "base/catalogue_load.h"
#include "watch/narrator.h"

#define CATALOGUE NETSTAGE_BINARY_DIR "/share/netstage/locale/ko.mo"

static struct stage stage;

static bool has_hangul(const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c >= 0xea && c <= 0xed)
            return true;
    }
    return false;
}

static const char *say(const struct record *record, const char *words, const char *language)
{
    static char sentence[NARRATOR_SENTENCE_MAX];
    const struct narrator narrator = {.world = stage.world};
    size_t needed =
        narrator_sentence(&narrator, record, words, words != NULL ? strlen(words) : 0, language,
                          sentence, sizeof sentence);
    assert_true(needed < sizeof sentence);
    assert_int_equal(strlen(sentence), needed);
    return sentence;
}

/* A whole sentence: not empty, no hole left, in the right language. */
static void check(const struct record *record, const char *words, const char *what)
{
    const char *english = say(record, words, "en");
    if (english[0] == '\0' || strchr(english, '{') != NULL || has_hangul(english))
        fail_msg("%s: \"%s\"", what, english);
    const char *korean = say(record, words, "ko");
    if (strchr(korean, '{') != NULL || !has_hangul(korean))
        fail_msg("%s, Korean: \"%s\"", what, korean);
}

static void test_every_rule(void **state)
{
    (void)state;
    for (unsigned rule = RULE_NONE + 1; rule < RULES; rule++) {
        static const enum record_kind kinds[] = {RECORD_FINDING, RECORD_DROPPED};
        for (unsigned kind = 0; kind < 2; kind++) {
            struct record record = {.kind = (uint8_t)kinds[kind],
                                    .rule = (uint16_t)rule,
                                    .packet = 37,
                                    .hop = 2,
                                    .table = TABLE_DIRECTION,
                                    .place = 1,
                                    .a = 4,
                                    .b = 5};
            check(&record, NULL, rule_text((enum rule)rule)->id);
            record.node = NONE; /* nowhere in particular, and values at their limits */
            record.place = NONE;
            record.a = record.b = UINT64_MAX;
            check(&record, NULL, rule_text((enum rule)rule)->id);
        }
    }
}

static void test_every_kind(void **state)
{
    (void)state;
    check(&(struct record){.kind = RECORD_BOOT, .node = NONE}, NULL, "boot");
    check(&(struct record){.kind = RECORD_SENT, .packet = 1, .place = 0}, NULL, "sent");
    check(&(struct record){.kind = RECORD_ARRIVED, .packet = 1, .place = 1}, NULL, "arrived");
    check(&(struct record){.kind = RECORD_SAY}, "64 bytes", "say");
    check(&(struct record){.kind = RECORD_DONE, .b = 1}, NULL, "done");
    check(&(struct record){.kind = RECORD_COMMAND, .layer = LAYER_APP}, "ping x", "command");
    check(&(struct record){.kind = RECORD_DROPPED, .packet = 1}, NULL, "drop for no rule");
    for (unsigned layer = LAYER_NONE; layer <= LAYER_APP; layer++) {
        check(&(struct record){.kind = RECORD_UP, .packet = 1, .layer = (uint8_t)layer}, NULL,
              "up");
        check(&(struct record){.kind = RECORD_DOWN, .packet = 1, .layer = (uint8_t)layer}, NULL,
              "down");
    }
    for (unsigned event = 0; event < EVENT_KINDS; event++)
        check(&(struct record){.kind = RECORD_TIMER, .a = event}, NULL, "timer");
    for (unsigned state_number = 0; state_number <= TCP_TIME_WAIT; state_number++)
        check(&(struct record){.kind = RECORD_STATE, .b = state_number, .table = TABLE_TCP},
              NULL, "state");
    for (unsigned table = TABLE_NONE; table < TABLES; table++)
        for (unsigned change = ROW_ADDED; change <= ROW_REMOVED; change++)
            check(&(struct record){.kind = RECORD_ROW, .table = (uint8_t)table, .a = change},
                  NULL, "row");
    for (unsigned kind = 0; kind <= MESSAGE_RESPONSE; kind++)
        check(&(struct record){.kind = RECORD_MESSAGE, .a = kind}, "GET / HTTP/1.1", "message");
}

/* What a user does in the window is told, too. */
static void test_every_input(void **state)
{
    (void)state;
    for (unsigned kind = INPUT_COMMAND; kind <= INPUT_CLOSE; kind++)
        check(&(struct record){.kind = RECORD_COMMAND,
                               .layer = LAYER_PHY,
                               .table = TABLE_DIRECTION,
                               .place = 2,
                               .packet = 3,
                               .a = kind,
                               .b = NONE},
              NULL, "input");
    struct record drop = {.kind = RECORD_COMMAND,
                          .layer = LAYER_PHY,
                          .table = TABLE_DIRECTION,
                          .place = 2,
                          .packet = 3,
                          .a = INPUT_DROP,
                          .b = NONE};
    assert_string_equal(say(&drop, NULL, "en"),
                        "You take packet 3 off the cable sw1 - desktop.");
}

static void test_values(void **state)
{
    (void)state;
    assert_string_equal(say(&(struct record){.kind = RECORD_FINDING,
                                             .rule = RULE_ARP_HIT,
                                             .a = 0xc0a80114,
                                             .b = UINT64_C(0x020000030001)},
                            NULL, "en"),
                        "laptop finds 192.168.1.20 in its ARP table: the frame goes to "
                        "02:00:00:03:00:01.");
    assert_string_equal(say(&(struct record){.kind = RECORD_FINDING,
                                             .rule = RULE_ETHERTYPE_UNKNOWN,
                                             .a = 0x86dd},
                            NULL, "en"),
                        "Nothing on laptop understands EtherType 0x86dd.");
    assert_string_equal(say(&(struct record){.kind = RECORD_STATE,
                                             .table = TABLE_TCP,
                                             .a = TCP_SYN_SENT,
                                             .b = TCP_ESTABLISHED},
                            NULL, "en"),
                        "The TCP connection of laptop goes from SYN-SENT to ESTABLISHED.");
    assert_string_equal(say(&(struct record){.kind = RECORD_ROW,
                                             .table = TABLE_ARP,
                                             .a = ROW_ADDED,
                                             .b = 0xc0a80114},
                            NULL, "en"),
                        "laptop adds 192.168.1.20 to its ARP table.");
    /* words are shown on one line, and nothing in them is obeyed */
    assert_string_equal(say(&(struct record){.kind = RECORD_SAY}, "a\nb\x1b[31m", "en"),
                        "laptop prints: a b [31m");
}

static void test_korean_particles(void **state)
{
    (void)state;
    assert_non_null(
        strstr(say(&(struct record){.node = 0, .kind = RECORD_SAY}, "x", "ko"), "laptop이 "));
    assert_non_null(
        strstr(say(&(struct record){.node = 3, .kind = RECORD_SAY}, "x", "ko"), "printer가 "));
    struct record hit = {.kind = RECORD_FINDING, .rule = RULE_ARP_HIT, .node = 0};
    assert_null(strstr(say(&hit, NULL, "ko"), "(는)"));
    assert_null(strchr(say(&hit, NULL, "ko"), '|'));
}

static void test_times(void **state)
{
    static const struct {
        sim_time time;
        const char *text;
    } rows[] = {
        {0, "0 s"},
        {1, "1 ns"},
        {999, "999 ns"},
        {1500, "1.5 µs"},
        {20 * SIM_MICROSECOND, "20 µs"},
        {SIM_MILLISECOND, "1 ms"},
        {INT64_C(1234567), "1.234 ms"},
        {INT64_C(1050000), "1.05 ms"},
        {INT64_C(1005000), "1.005 ms"},
        {90 * SIM_SECOND, "90 s"},
        {-1500, "-1.5 µs"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char octets[64];
        struct text text = text_over(octets, sizeof octets);
        narrator_put_time(&text, rows[i].time);
        assert_string_equal(octets, rows[i].text);
    }
}

/* A sentence that does not fit is cut, terminated, and its length is told. */
static void test_cut(void **state)
{
    char small[10];
    const struct narrator narrator = {.world = stage.world};
    struct record record = {.kind = RECORD_BOOT};
    (void)state;
    size_t needed = narrator_sentence(&narrator, &record, NULL, 0, "en", small, sizeof small);
    assert_int_equal(needed, strlen("The network is switched on."));
    assert_string_equal(small, "The netwo");
}

static int open_stage(void **state)
{
    (void)state;
    assert_int_equal(catalogue_load("ko", CATALOGUE), CATALOGUE_OK);
    stage = stage_open(SCENARIOS "/first-ping.yaml");
    return 0;
}

static int close_stage(void **state)
{
    (void)state;
    stage_close(&stage);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_rule),
        cmocka_unit_test(test_every_kind),
        cmocka_unit_test(test_every_input),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_korean_particles),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_cut),
    };
    return cmocka_run_group_tests(tests, open_stage, close_stage);
}
