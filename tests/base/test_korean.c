/* Templates with named holes, and the Korean particle after words as they are read aloud. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/korean.h"

static void check_row(const char *pair, const char *value, const char *wanted)
{
    char out[128];
    char template_text[64] = "{x|";
    strcat(template_text, pair);
    strcat(template_text, "}");
    const struct text_value values[] = {{"x", value}};
    text_format(out, sizeof out, template_text, values, 1);
    assert_string_equal(out, wanted);
}

/* value, with 은/는; the other pairs follow from the same sound. */
static const char *const topics[][2] = {
    /* Hangul */
    {"서버", "서버는"},
    {"노트북", "노트북은"},
    {"파일", "파일은"},
    /* spelt out */
    {"TCP", "TCP는"},
    {"DNS", "DNS는"},
    {"HTTP", "HTTP는"},
    {"ARP", "ARP는"},
    {"URL", "URL은"},
    {"SYN", "SYN은"},
    {"FIN", "FIN은"},
    {"ACK", "ACK는"},
    {"SYN+ACK", "SYN+ACK는"},
    {"RST", "RST는"},
    {"MAC", "MAC은"},
    {"LAN", "LAN은"},
    {"TTL", "TTL은"},
    {"GET", "GET은"},
    {"PUT", "PUT은"},
    {"POST", "POST는"},
    {"DELETE", "DELETE는"},
    {"sw", "sw는"},
    {"ns", "ns는"},
    {"pc", "pc는"},
    {"A", "A는"},
    {"B", "B는"},
    {"M", "M은"},
    {"R", "R은"},
    /* spoken states */
    {"ESTABLISHED", "ESTABLISHED는"},
    {"CLOSED", "CLOSED는"},
    {"LISTEN", "LISTEN은"},
    {"CLOSING", "CLOSING은"},
    {"TIME-WAIT", "TIME-WAIT는"},
    {"NXDOMAIN", "NXDOMAIN은"},
    /* spoken words */
    {"web", "web은"},
    {"laptop", "laptop은"},
    {"server", "server는"},
    {"router", "router는"},
    {"switch", "switch는"},
    {"home", "home은"},
    {"host", "host는"},
    {"packet", "packet은"},
    {"segment", "segment는"},
    {"cable", "cable은"},
    {"cache", "cache는"},
    {"stack", "stack은"},
    {"network", "network는"},
    {"backbone", "backbone은"},
    {"ping", "ping은"},
    {"dig", "dig는"},
    {"curl", "curl은"},
    {"root", "root는"},
    {"mail", "mail은"},
    {"phone", "phone은"},
    {"node", "node는"},
    {"bit", "bit는"},
    {"hub", "hub는"},
    {"www.example.com", "www.example.com은"},
    {"example.com.", "example.com.은"},
    {"Wireshark", "Wireshark는"},
    /* digits */
    {"R1", "R1은"},
    {"sw2", "sw2는"},
    {"h3", "h3은"},
    {"eth0", "eth0은"},
    {"5", "5는"},
    {"10", "10은"},
    {"1,000", "1,000은"},
    {"10.0.0.2", "10.0.0.2는"},
    {"10.0.0.1", "10.0.0.1은"},
    {"192.168.1.0/24", "192.168.1.0/24는"},
    {"02:00:00:00:00:0a", "02:00:00:00:00:0a는"},
    {"1000000000000", "1000000000000는"},
    {"10000000000000000", "10000000000000000은"},
    {"IPv4", "IPv4는"},
    {"IPv6", "IPv6은"},
    {"HTTP/1.1", "HTTP/1.1은"},
    /* units */
    {"100 ms", "100 ms는"},
    {"5 km", "5 km는"},
    {"64 KiB", "64 KiB는"},
    {"1 %", "1 %는"},
    /* punctuation */
    {"서버(DNS)", "서버(DNS)는"},
    {"노트북(10.0.0.2)", "노트북(10.0.0.2)은"},
    {"(web)", "(web)은"},
    {"\"web\"", "\"web\"은"},
    {"'서버'", "'서버'는"},
    {"“노트북”", "“노트북”은"},
    {"http://www.example.com/", "http://www.example.com/은"},
    {"/", "/는"},
    {"계속…", "계속…은"},
    /* what cannot be read */
    {"", "은(는)"},
    {"日本", "日本은(는)"},
    {"()", "()은(는)"},
};

static void particles_fit_the_last_sound(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof topics / sizeof topics[0]; i++)
        check_row("은는", topics[i][0], topics[i][1]);
}

static const char *const pairs[][3] = {
    {"이가", "3", "3이"},
    {"이가", "2", "2가"},
    {"이가", "web", "web이"},
    {"이가", "laptop", "laptop이"},
    {"을를", "DNS", "DNS를"},
    {"을를", "SYN", "SYN을"},
    {"과와", "R1", "R1과"},
    {"과와", "서버", "서버와"},
    {"으로로", "10", "10으로"},
    {"으로로", "R1", "R1로"},
    {"으로로", "7", "7로"},
    {"으로로", "URL", "URL로"},
    {"으로로", "서버", "서버로"},
    {"으로로", "web", "web으로"},
    {"으로로", "0", "0으로"},
    {"으로로", "?", "?(으)로"},
    {"으로부터로부터", "laptop", "laptop으로부터"},
    {"이에요예요", "SYN", "SYN이에요"},
    {"이에요예요", "서버", "서버예요"},
    {"이라라", "web", "web이라"},
    {"이라고라고", "TCP", "TCP라고"},
    {"이란란", "ARP", "ARP란"},
    {"이나나", "FIN", "FIN이나"},
};

static void every_pair_has_its_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        check_row(pairs[i][0], pairs[i][1], pairs[i][2]);
    assert_null(korean_particle("은", SOUND_VOWEL));
    assert_null(korean_particle("", SOUND_VOWEL));
    assert_string_equal(korean_particle("으로로", SOUND_RIEUL), "로");
}

static void holes_are_filled_by_name(void **state)
{
    (void)state;
    const struct text_value values[] = {{"node", "web"}, {"n", "3"}, {"no", "wrong"}};
    char out[128];
    size_t n = text_format(out, sizeof out, "{node|은는} {n}번 {node}", values, 3);
    assert_string_equal(out, "web은 3번 web");
    assert_int_equal(n, strlen(out));
    text_format(out, sizeof out, "{{n}} is {n}; {unknown} {n|xx} {n", values, 3);
    assert_string_equal(out, "{n}} is 3; {unknown} {n|xx} {n");
    text_format(out, sizeof out, "", values, 3);
    assert_string_equal(out, "");
    text_format(out, sizeof out, "no holes", NULL, 0);
    assert_string_equal(out, "no holes");
}

/* Every size gives a prefix that ends at a character, and the same total. */
static void a_cut_text_ends_at_a_character(void **state)
{
    (void)state;
    const struct text_value values[] = {{"x", "라우터"}};
    const char *whole = "a라우터는 é 보내요";
    size_t total = strlen(whole);
    for (size_t size = 1; size <= total + 2; size++) {
        char out[64];
        memset(out, 'Z', sizeof out);
        assert_int_equal(text_format(out, size, "a{x|은는} é 보내요", values, 1), total);
        size_t n = strlen(out);
        assert_true(n < size);
        assert_memory_equal(out, whole, n);
        assert_true(((unsigned char)whole[n] & 0xc0) != 0x80);
        assert_true(size <= total ? size - 1 - n < 3 : n == total);
        for (size_t i = size; i < sizeof out; i++)
            assert_int_equal(out[i], 'Z');
    }
}

/* No text, however broken its UTF-8, is read past its end. */
static void broken_text_is_harmless(void **state)
{
    (void)state;
    static const char *const broken[] = {"\x80",     "\x80\x80\x80\x80\x80",
                                         "\xea\xb0", "a\xbf",
                                         "\xff",     ")",
                                         "]]]]",     "()",
                                         "((",       ",,,",
                                         "0,",       ",0"};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        enum last_sound sound = korean_last_sound(broken[i]);
        assert_true(sound <= SOUND_CONSONANT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(particles_fit_the_last_sound),
        cmocka_unit_test(every_pair_has_its_forms),
        cmocka_unit_test(holes_are_filled_by_name),
        cmocka_unit_test(a_cut_text_ends_at_a_character),
        cmocka_unit_test(broken_text_is_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
