/* tests/field/test_fields.c: the table of fields itself. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "field/dissect.h"
#include "frames.h"

static void every_field_is_found_by_its_name(void **state)
{
    (void)state;
    for (int i = 0; i < FIELD_COUNT; i++) {
        const struct field_info *info = field_info((enum field_id)i);
        assert_int_equal(field_find(info->name, strlen(info->name)), i);
        assert_true(strlen(info->label) > 0);
        size_t length = strlen(info->explanation);
        assert_true(length > 8 && info->explanation[length - 1] == '.');
        if (field_is_fact((enum field_id)i))
            assert_memory_equal(info->name, "netstage", 8);
    }
    assert_int_equal(field_find("tcp.flag", 8), FIELD_COUNT);
    assert_int_equal(field_find("tcp.portx", 8), FIELD_TCP_PORT);
}

static void nearest_names(void **state)
{
    (void)state;
    assert_string_equal(field_nearest("tcp.flag.syn", 12), "tcp.flags.syn");
    assert_string_equal(field_nearest("ip.scr", 6), "ip.src");
    assert_string_equal(field_nearest("http.request.methd", 18), "http.request.method");
    assert_null(field_nearest("zzzzzzzzzzzz", 12));
}

static const enum field_id layers[] = {FIELD_ETH, FIELD_LLC,  FIELD_STP, FIELD_ARP,
                                       FIELD_IP,  FIELD_ICMP, FIELD_UDP, FIELD_TCP};

/* The start of the layer that a node belongs to. */
static uint32_t layer_start(const struct field_tree *tree, const struct field_node *node)
{
    while (node->parent != FIELD_NO_PARENT)
        node = &tree->nodes[node->parent];
    for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++) {
        if (node->id == (uint16_t)layers[i])
            return node->offset;
    }
    return UINT32_MAX;
}

/* Where the table says a field is, the dissector finds it. */
static void fixed_places_hold(void **state)
{
    (void)state;
    static struct field_storage storage;
    struct field_tree tree;
    unsigned checked = 0;
    field_tree_init(&tree, &storage);
    for (size_t i = 0; i < SAMPLES; i++) {
        size_t length;
        uint8_t *octets = sample_octets(&samples[i], &length);
        field_dissect(&tree, octets, length, NULL);
        for (uint32_t n = 0; n < tree.count; n++) {
            const struct field_node *node = &tree.nodes[n];
            const struct field_info *info = field_info((enum field_id)node->id);
            uint32_t start = layer_start(&tree, node);
            bool moved =
                node->id == FIELD_IP_DST && node->offset > 30 && samples[i].name[0] == 'i';
            if (info->bit == FIELD_BIT_NOT_FIXED || start == UINT32_MAX || info->width == 0)
                continue;
            if (moved && strcmp(samples[i].name, "ip_source_route") == 0)
                continue;
            if (node->id == FIELD_ICMP_UNUSED)
                continue; /* its place depends on the kind of message */
            uint32_t bit = (node->offset - start) * 8 + node->bit;
            uint32_t width = node->bits != 0 ? node->bits : node->length * 8;
            if (bit != (uint32_t)info->bit || width != (uint32_t)info->width)
                fail_msg("%s %s: at %u, %u wide", samples[i].name, info->name, bit, width);
            checked++;
        }
        free(octets);
    }
    assert_true(checked > 1000);
}

/* A field that no sample and no capture of the oracle shows would be an empty promise. */
static void values_have_words(void **state)
{
    (void)state;
    assert_string_equal(field_value_name(FIELD_ARP_OPCODE, 1), "request");
    assert_string_equal(field_value_name(FIELD_IP_PROTO, 6), "TCP");
    assert_string_equal(field_value_name(FIELD_DNS_FLAGS_RCODE, 3), "No such name");
    assert_null(field_value_name(FIELD_IP_PROTO, 255));
    assert_null(field_value_name(FIELD_IP_TTL, 64));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_found_by_its_name),
        cmocka_unit_test(nearest_names),
        cmocka_unit_test(fixed_places_hold),
        cmocka_unit_test(values_have_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
