/* tests/field/test_dissect.c: frames taken apart: values, places, damage. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/hash.h"
#include "field/dissect.h"
#include "frames.h"

static struct field_storage storage;
static struct field_tree tree;

static int set_up(void **state)
{
    (void)state;
    field_tree_init(&tree, &storage);
    return 0;
}

/* Dissects a sample; the tree keeps pointing at its octets until the next call. */
static void dissect(const char *name, const struct field_context *context)
{
    static uint8_t *octets;
    size_t length;
    const struct sample *sample = sample_named(name);
    assert_non_null(sample);
    free(octets);
    octets = sample_octets(sample, &length);
    assert_non_null(octets);
    field_dissect(&tree, octets, length, context);
    assert_false(tree.truncated);
}

static const char *shown(enum field_id id, uint32_t nth)
{
    static char buffer[512];
    const struct field_node *node = field_tree_find(&tree, id, 0);
    for (; nth > 0 && node != NULL; nth--)
        node = field_tree_find(&tree, id, (uint32_t)(node - tree.nodes) + 1);
    if (node == NULL)
        return "(none)";
    struct text text = text_over(buffer, sizeof buffer);
    field_put_show(&tree, node, &text);
    return buffer;
}

struct golden {
    const char *sample;
    const char *field;
    uint32_t nth;
    const char *value;
};

static const struct golden goldens[] = {
    {"arp_request", "eth.dst", 0, "ff:ff:ff:ff:ff:ff"},
    {"arp_request", "eth.dst.ig", 0, "1"},
    {"arp_request", "eth.type", 0, "0x0806"},
    {"stp_rapid", "eth.len", 0, "39"},
    {"stp_rapid", "llc.dsap", 0, "0x42"},
    {"stp_rapid", "stp.flags.port_role", 0, "3"},
    {"stp_rapid", "stp.bridge.prio", 0, "36864"},
    {"stp_rapid", "stp.bridge.ext", 0, "5"},
    {"stp_rapid", "stp.forward", 0, "15"},
    {"arp_request", "arp.opcode", 0, "1"},
    {"arp_request", "arp.src.hw_mac", 0, "02:00:00:00:00:01"},
    {"arp_request", "arp.dst.proto_ipv4", 0, "10.0.0.2"},
    {"arp_request", "frame.protocols", 0, "eth:ethertype:arp"},
    {"arp_request", "arp.isprobe", 0, "(none)"},
    {"arp_probe", "arp.isprobe", 0, "1"},
    {"arp_announcement", "arp.isannouncement", 0, "1"},
    {"icmp_echo", "ip.hdr_len", 0, "20"},
    {"icmp_echo", "ip.flags.df", 0, "1"},
    {"icmp_echo", "ip.checksum.status", 0, "1"},
    {"icmp_echo", "icmp.type", 0, "8"},
    {"icmp_echo", "icmp.ident_le", 0, "256"},
    {"icmp_echo", "icmp.checksum.status", 0, "1"},
    {"icmp_echo", "data.len", 0, "48"},
    {"icmp_port_unreachable", "ip.src", 1, "10.0.0.1"},
    {"icmp_port_unreachable", "udp.dstport", 0, "2000"},
    {"icmp_port_unreachable", "udp.checksum.status", 0, "2"},
    {"icmp_port_unreachable", "frame.protocols", 0, "eth:ethertype:ip:icmp:ip:udp"},
    {"icmp_fragmentation_needed", "icmp.mtu", 0, "576"},
    {"icmp_redirect", "icmp.redir_gw", 0, "10.0.0.5"},
    {"icmp_timestamp", "icmp.transmit_timestamp", 0, "86500000"},
    {"ip_router_alert", "ip.opt.ra", 0, "0"},
    {"ip_record_route", "ip.rec_rt", 0, "10.0.0.1"},
    {"ip_record_route", "ip.empty_rt", 0, "0.0.0.0"},
    {"ip_timestamp", "ip.opt.time_stamp", 0, "16"},
    {"ip_source_route", "ip.dst", 0, "10.0.0.9"},
    {"ip_source_route", "ip.cur_rt", 0, "10.0.0.2"},
    {"ip_fragment_first", "ip.flags.mf", 0, "1"},
    {"ip_fragment_later", "ip.frag_offset", 0, "5"},
    {"ip_fragment_later", "udp.srcport", 0, "(none)"},
    {"ip_bad_checksum", "ip.checksum.status", 0, "0"},
    {"ip_bad_checksum", "ip.checksum_calculated", 0, "0x26cb"},
    {"udp", "udp.length", 0, "13"},
    {"udp", "udp.payload", 0, "68:65:6c:6c:6f"},
    {"udp", "eth.padding", 0, "00:00:00:00:00:00:00:00:00:00:00:00:00"},
    {"tcp_syn", "tcp.flags", 0, "0x0002"},
    {"tcp_syn", "tcp.flags.str", 0, "··········S·"},
    {"tcp_syn", "tcp.nxtseq", 0, "2"},
    {"tcp_syn", "tcp.options.mss_val", 0, "1460"},
    {"tcp_syn", "tcp.options.wscale.multiplier", 0, "128"},
    {"tcp_syn", "tcp.options.timestamp.tsval", 0, "1"},
    {"tcp_syn", "tcp.option_kind", 4, "3"},
    {"tcp_dsack", "tcp.options.sack_re", 0, "32"},
    {"tcp_dsack", "tcp.options.sack.dsack_le", 0, "16"},
    {"tcp_fast_open", "tcp.options.tfo.cookie", 0, "01:02:03:04:05:06:07:08"},
    {"tcp_ack", "tcp.payload", 0, "(none)"},
    {"dns_query", "dns.qry.name", 0, "www.example.com"},
    {"dns_query", "dns.count.labels", 0, "3"},
    {"dns_answer", "dns.cname", 0, "example.com"},
    {"dns_answer", "dns.a", 0, "1.2.3.4"},
    {"dns_answer", "dns.soa.minimum_ttl", 0, "5"},
    {"dns_answer", "dns.resp.name", 3, "<Root>"},
    {"dns_mx", "dns.mx.mail_exchange", 0, "mail.example.com"},
    {"dns_txt", "dns.txt", 1, "abc"},
    {"dns_aaaa", "dns.aaaa", 0, "1:203:405:607:809:a0b:c0d:e0f"},
    {"dns_srv", "dns.srv.proto", 0, "_tcp"},
    {"dns_nxdomain", "dns.flags.rcode", 0, "3"},
    {"dns_opt", "dns.opt.cookie.client", 0, "31:32:33:34:35:36:37:38"},
    {"dns_soa", "dns.soa.rname", 0, "admin.example.com"},
    {"dns_caa", "dns.caa.issue", 0, "ca.org"},
    {"dns_tcp", "dns.length", 1, "21"},
    {"rip_request", "rip.family", 0, "0"},
    {"rip_request", "rip.ip", 0, "(none)"},
    {"rip_response", "rip.ip", 1, "10.0.2.0"},
    {"rip_response", "rip.netmask", 0, "255.255.255.0"},
    {"rip_response", "rip.next_hop", 1, "10.0.0.9"},
    {"rip_response", "rip.route_tag", 1, "7"},
    {"rip_response", "rip.metric", 2, "3"},
    {"rip_version_1", "rip.netmask", 0, "(none)"},
    {"rip_version_1", "rip.metric", 1, "16"},
    {"rip_password", "rip.auth.passwd", 0, "secret"},
    {"rip_digest", "rip.seq_num", 0, "7"},
    {"http_request", "http.request.method", 0, "GET"},
    {"http_request", "http.request.uri.query.parameter", 1, "c=2"},
    {"http_request", "http.host", 0, "www.example.com"},
    {"http_request", "http.cookie_pair", 1, "b=2"},
    {"http_request", "http.request.full_uri", 0, "http://www.example.com/a?b=1&c=2"},
    {"http_request", "http.request.line", 2, "X-Foo: bar\\r\\n"},
    {"http_response", "http.response.code", 0, "200"},
    {"http_response", "http.file_data", 0, "hello"},
    {"http_response", "http.content_length", 0, "5"},
    {"http_chunked", "http.file_data", 0, "hello"},
    {"http_pipelined", "http.request.method", 1, "GET"},
};

static void golden_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof goldens / sizeof goldens[0]; i++) {
        const struct golden *g = &goldens[i];
        enum field_id id = field_find(g->field, strlen(g->field));
        assert_int_not_equal(id, FIELD_COUNT);
        dissect(g->sample, NULL);
        if (strcmp(shown(id, g->nth), g->value) != 0)
            fail_msg("%s %s: %s, expected %s", g->sample, g->field, shown(id, g->nth),
                     g->value);
    }
}

struct line {
    const char *sample;
    enum frame_kind kind;
    const char *protocol;
    const char *summary;
};

static const struct line lines[] = {
    {"arp_request", FRAME_ARP_REQUEST, "ARP", "Who has 10.0.0.2? Tell 10.0.0.1"},
    {"arp_reply", FRAME_ARP_REPLY, "ARP", "10.0.0.1 is at 02:00:00:00:00:01"},
    {"arp_probe", FRAME_ARP_REQUEST, "ARP", "Who has 10.0.0.2? (ARP Probe)"},
    {"icmp_echo", FRAME_ICMP_ECHO, "ICMP", "Echo (ping) request  id=0x0001, seq=1/256, ttl=64"},
    {"icmp_reply", FRAME_ICMP_ECHO_REPLY, "ICMP",
     "Echo (ping) reply    id=0x0001, seq=1/256, ttl=64"},
    {"icmp_port_unreachable", FRAME_ICMP_ERROR, "ICMP",
     "Destination unreachable (Port unreachable)"},
    {"icmp_time_exceeded", FRAME_ICMP_ERROR, "ICMP",
     "Time-to-live exceeded (Time to live exceeded in transit)"},
    {"udp", FRAME_UDP_OTHER, "UDP", "1000 → 2000 Len=5"},
    {"dns_query", FRAME_DNS_QUERY, "DNS", "Standard query 0x0001 A www.example.com"},
    {"dns_answer", FRAME_DNS_ANSWER, "DNS",
     "Standard query response 0x0001 A www.example.com CNAME example.com A 1.2.3.4 SOA "
     "example.com OPT"},
    {"rip_request", FRAME_RIP_REQUEST, "RIPv2", "Request"},
    {"rip_response", FRAME_RIP_RESPONSE, "RIPv2", "Response"},
    {"rip_version_1", FRAME_RIP_RESPONSE, "RIPv1", "Response"},
    {"rip_cut", FRAME_RIP_RESPONSE, "RIPv2", "Response [Malformed Packet]"},
    {"dns_nxdomain", FRAME_DNS_ANSWER, "DNS",
     "Standard query response 0x1234 No such name A nx.example"},
    {"tcp_syn", FRAME_TCP_SYN, "TCP",
     "52000 → 80 [SYN] Seq=1 Win=65535 Len=0 MSS=1460 SACK_PERM TSval=1 TSecr=0 WS=128"},
    {"tcp_syn_ack", FRAME_TCP_SYN_ACK, "TCP",
     "52000 → 80 [SYN, ACK] Seq=1 Ack=5 Win=65535 Len=0 MSS=1460"},
    {"tcp_ack", FRAME_TCP_ACK, "TCP", "52000 → 80 [ACK] Seq=1 Ack=9 Win=65535 Len=0"},
    {"tcp_fin", FRAME_TCP_FIN, "TCP", "52000 → 80 [FIN, ACK] Seq=1 Ack=9 Win=65535 Len=0"},
    {"tcp_rst", FRAME_TCP_RST, "TCP", "52000 → 80 [RST] Seq=1 Win=65535 Len=0"},
    {"http_request", FRAME_HTTP_REQUEST, "HTTP", "GET /a?b=1&c=2 HTTP/1.1"},
    {"http_response", FRAME_HTTP_RESPONSE, "HTTP", "HTTP/1.1 200 OK  (text/html)"},
    {"stp_rapid", FRAME_BPDU, "STP",
     "RST. Root = 32768/0/02:00:00:00:00:01  Cost = 20000  Port = 0x8001"},
    {"stp_configuration", FRAME_BPDU, "STP",
     "Conf. TC + Root = 32768/0/02:00:00:00:00:01  Cost = 20000  Port = 0x8001"},
    {"stp_change", FRAME_BPDU, "STP", "Topology Change Notification"},
    {"llc_test", FRAME_OTHER, "LLC", "LLC"},
    {"ip_fragment_later", FRAME_OTHER, "IPv4",
     "Fragmented IP protocol (proto=UDP 17, off=40, ID=0001)"},
    {"arp_cut", FRAME_ARP_REQUEST, "ARP", NULL},
};

static void summaries_and_kinds(void **state)
{
    (void)state;
    char buffer[256];
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        dissect(lines[i].sample, NULL);
        field_summary(&tree, buffer, sizeof buffer);
        assert_int_equal(field_frame_kind(&tree), lines[i].kind);
        assert_string_equal(field_protocol(&tree), lines[i].protocol);
        if (lines[i].summary != NULL)
            assert_string_equal(buffer, lines[i].summary);
        assert_true(strlen(frame_kind_name(lines[i].kind)) > 0);
    }
}

static enum field_fault fault(const char *sample, uint32_t *offset)
{
    dissect(sample, NULL);
    const struct field_node *node = field_tree_find(&tree, FIELD_WS_MALFORMED, 0);
    if (node == NULL)
        return FAULT_NONE;
    *offset = node->offset;
    assert_true(strlen(field_fault_text((enum field_fault)node->number)) > 0);
    return (enum field_fault)node->number;
}

static void faults_say_where_and_why(void **state)
{
    (void)state;
    uint32_t at = 0;
    assert_int_equal(fault("arp_request", &at), FAULT_NONE);
    assert_int_equal(fault("arp_cut", &at), FAULT_CUT_SHORT);
    assert_int_equal(at, 22);
    assert_int_equal(fault("ip_bad_header_length", &at), FAULT_HEADER_LENGTH);
    assert_int_equal(at, 15);
    assert_int_equal(fault("tcp_bad_header_length", &at), FAULT_HEADER_LENGTH);
    assert_int_equal(fault("udp_bad_length", &at), FAULT_DATAGRAM_LENGTH);
    assert_int_equal(at, 38);
    assert_int_equal(fault("dns_pointer_loop", &at), FAULT_NAME_POINTER);
    assert_int_equal(fault("icmp_port_unreachable", &at), FAULT_NONE);
}

/* Everything that a tree promises, whatever the octets were. */
static void check_tree(void)
{
    char buffer[128];
    assert_true(tree.count <= tree.capacity);
    for (uint32_t i = 0; i < tree.count; i++) {
        const struct field_node *node = &tree.nodes[i];
        const struct field_info *info = field_info((enum field_id)node->id);
        assert_true(node->parent == FIELD_NO_PARENT || node->parent < i);
        if ((node->flags & FIELD_GENERATED) == 0 && node->id != FIELD_TCP_PDU_SIZE) {
            assert_true(node->offset <= tree.length);
            assert_true(node->length <= tree.length - node->offset);
        }
        assert_non_null(info);
        if (info->type == FIELD_TYPE_STRING && (node->flags & FIELD_IN_TEXT) == 0 &&
            node->number + node->size > tree.length)
            fail_msg("%s at %u reaches past the end", info->name, node->offset);
        field_format(&tree, node, buffer, sizeof buffer);
        struct text text = text_over(buffer, sizeof buffer);
        field_put_bits(&tree, node, &text);
    }
    field_summary(&tree, buffer, sizeof buffer);
    assert_true(field_frame_kind(&tree) < FRAME_KINDS);
}

static void every_length_of_every_frame(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        size_t length;
        uint8_t *whole = sample_octets(&samples[i], &length);
        for (size_t n = 0; n < length; n++) {
            uint8_t *cut = malloc(n + 1);
            memcpy(cut + 1, whole, n);
            field_dissect(&tree, cut + 1, n, NULL);
            check_tree();
            free(cut);
        }
        free(whole);
    }
}

static void bits_turned_over(void **state)
{
    (void)state;
    const uint64_t seed = 20241122;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (uint32_t round = 0; round < 4000; round++) {
        size_t length;
        uint64_t drawn = draw(seed, round, DRAW_TEST, 0);
        uint8_t *octets = sample_octets(&samples[drawn % SAMPLES], &length);
        for (uint64_t flip = 0; flip <= round % 4; flip++) {
            uint64_t where = draw(seed, round, DRAW_TEST, flip + 1);
            octets[where % length] ^= (uint8_t)(1u << (where >> 40 & 7));
        }
        field_dissect(&tree, octets, length, NULL);
        check_tree();
        free(octets);
    }
}

static void a_tree_that_is_too_small(void **state)
{
    (void)state;
    size_t length;
    uint8_t *octets = sample_octets(sample_named("dns_answer"), &length);
    for (uint32_t capacity = 0; capacity < 60; capacity++) {
        field_tree_init(&tree, &storage);
        tree.capacity = capacity;
        tree.text_capacity = capacity;
        field_dissect(&tree, octets, length, NULL);
        check_tree();
        assert_true(tree.truncated);
    }
    free(octets);
}

/* A tree of wanted fields holds exactly those that the whole tree holds. */
static void wanted_fields_alone(void **state)
{
    (void)state;
    static const enum field_id fields[] = {FIELD_ETH_ADDR,      FIELD_IP_TTL,
                                           FIELD_TCP_FLAGS_SYN, FIELD_DNS_A,
                                           FIELD_HTTP_HOST,     FIELD_TCP_CHECKSUM_STATUS,
                                           FIELD_FRAME_LEN,     FIELD_HTTP_FILE_DATA};
    for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++) {
        struct field_wanted wanted = {.depth = FIELD_TO_APPLICATION};
        struct field_context context = field_context_default();
        field_want(&wanted, fields[f]);
        for (size_t i = 0; i < SAMPLES; i++) {
            char values[2][512] = {"", ""};
            context.wanted = NULL;
            dissect(samples[i].name, &context);
            strcpy(values[0], shown(fields[f], 0));
            context.wanted = &wanted;
            dissect(samples[i].name, &context);
            strcpy(values[1], shown(fields[f], 0));
            assert_string_equal(values[0], values[1]);
            for (uint32_t n = 0; n < tree.count; n++)
                assert_int_equal(tree.nodes[n].id, fields[f]);
        }
    }
}

static void context_gives_relative_numbers(void **state)
{
    (void)state;
    struct field_context context = field_context_default();
    context.relative_numbers = true;
    context.sender_isn = 1;
    context.receiver_isn = 4;
    context.window_shift = 2;
    context.stream = 7;
    dissect("tcp_ack", &context);
    assert_string_equal(shown(FIELD_TCP_SEQ, 0), "0");
    assert_string_equal(shown(FIELD_TCP_SEQ_RAW, 0), "1");
    assert_string_equal(shown(FIELD_TCP_ACK, 0), "5");
    assert_string_equal(shown(FIELD_TCP_WINDOW_SIZE, 0), "262140");
    assert_string_equal(shown(FIELD_TCP_WINDOW_SIZE_SCALEFACTOR, 0), "4");
    assert_string_equal(shown(FIELD_TCP_STREAM, 0), "7");
}

static void facts_are_added(void **state)
{
    (void)state;
    dissect("tcp_ack", NULL);
    field_tree_add_uint(&tree, FIELD_NETSTAGE_PACKET, 37);
    field_tree_add_text(&tree, FIELD_NETSTAGE_NODE, "laptop");
    field_tree_add_time(&tree, FIELD_NETSTAGE_TIME, 1500000000);
    assert_string_equal(shown(FIELD_NETSTAGE_PACKET, 0), "37");
    assert_string_equal(shown(FIELD_NETSTAGE_NODE, 0), "laptop");
    assert_string_equal(shown(FIELD_NETSTAGE_TIME, 0), "1.500000000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(golden_values, set_up),
        cmocka_unit_test_setup(summaries_and_kinds, set_up),
        cmocka_unit_test_setup(faults_say_where_and_why, set_up),
        cmocka_unit_test_setup(every_length_of_every_frame, set_up),
        cmocka_unit_test_setup(bits_turned_over, set_up),
        cmocka_unit_test_setup(a_tree_that_is_too_small, set_up),
        cmocka_unit_test_setup(wanted_fields_alone, set_up),
        cmocka_unit_test_setup(context_gives_relative_numbers, set_up),
        cmocka_unit_test_setup(facts_are_added, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
