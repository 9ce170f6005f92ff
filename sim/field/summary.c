/* field/summary.c: what a frame is in one word, and in one line after Wireshark's Info column.
 */
#include <string.h>

#include "field/dissect.h"
#include "wire/bpdu.h"
#include "wire/dns_text.h"
#include "wire/rip.h"
#include "wire/tcp.h"

enum icmp_type { ECHO_REPLY = 0, UNREACHABLE = 3, ECHO = 8, TIME_EXCEEDED = 11 };

static const struct field_node *find(const struct field_tree *tree, enum field_id id)
{
    return field_tree_find(tree, id, 0);
}

static uint64_t value_of(const struct field_tree *tree, enum field_id id)
{
    const struct field_node *node = find(tree, id);
    return node != NULL ? node->number : 0;
}

/* The last of the layers that is not inside a quotation. */
static enum field_id top_layer(const struct field_tree *tree)
{
    static const enum field_id layers[] = {FIELD_HTTP, FIELD_DNS, FIELD_RIP, FIELD_TCP,
                                           FIELD_UDP};
    if (find(tree, FIELD_ICMP) != NULL)
        return FIELD_ICMP;
    for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++) {
        if (find(tree, layers[i]) != NULL)
            return layers[i];
    }
    if (find(tree, FIELD_ARP) != NULL)
        return FIELD_ARP;
    if (find(tree, FIELD_STP) != NULL)
        return FIELD_STP;
    if (find(tree, FIELD_LLC) != NULL && find(tree, FIELD_IP) == NULL)
        return FIELD_LLC;
    return find(tree, FIELD_IP) != NULL ? FIELD_IP : FIELD_ETH;
}

static enum frame_kind tcp_kind(const struct field_tree *tree)
{
    uint64_t flags = value_of(tree, FIELD_TCP_FLAGS);
    if (find(tree, FIELD_TCP_FLAGS) == NULL)
        return FRAME_OTHER;
    if ((flags & TCP_RST) != 0)
        return FRAME_TCP_RST;
    if ((flags & TCP_SYN) != 0)
        return (flags & TCP_ACK) != 0 ? FRAME_TCP_SYN_ACK : FRAME_TCP_SYN;
    if (find(tree, FIELD_HTTP_REQUEST_METHOD) != NULL)
        return FRAME_HTTP_REQUEST;
    if (find(tree, FIELD_HTTP_RESPONSE_VERSION) != NULL)
        return FRAME_HTTP_RESPONSE;
    if ((flags & TCP_FIN) != 0)
        return FRAME_TCP_FIN;
    return find(tree, FIELD_TCP_PAYLOAD) != NULL ? FRAME_TCP_DATA : FRAME_TCP_ACK;
}

static enum frame_kind icmp_kind(const struct field_tree *tree)
{
    uint64_t type = value_of(tree, FIELD_ICMP_TYPE);
    if (find(tree, FIELD_ICMP_TYPE) == NULL)
        return FRAME_OTHER;
    if (type == ECHO)
        return FRAME_ICMP_ECHO;
    if (type == ECHO_REPLY)
        return FRAME_ICMP_ECHO_REPLY;
    bool error = (type >= UNREACHABLE && type <= 5) || type == TIME_EXCEEDED || type == 12;
    return error ? FRAME_ICMP_ERROR : FRAME_OTHER;
}

static enum frame_kind dns_kind(const struct field_tree *tree)
{
    if (find(tree, FIELD_DNS_FLAGS) == NULL)
        return FRAME_OTHER;
    return value_of(tree, FIELD_DNS_FLAGS_RESPONSE) != 0 ? FRAME_DNS_ANSWER : FRAME_DNS_QUERY;
}

static enum frame_kind rip_kind(const struct field_tree *tree)
{
    uint64_t command = value_of(tree, FIELD_RIP_COMMAND);
    if (command == RIP_REQUEST)
        return FRAME_RIP_REQUEST;
    return command == RIP_RESPONSE ? FRAME_RIP_RESPONSE : FRAME_UDP_OTHER;
}

enum frame_kind field_frame_kind(const struct field_tree *tree)
{
    enum field_id top = top_layer(tree);
    uint64_t opcode = value_of(tree, FIELD_ARP_OPCODE);
    if (top == FIELD_ICMP)
        return icmp_kind(tree);
    if (top == FIELD_DNS)
        return dns_kind(tree);
    if (top == FIELD_RIP)
        return rip_kind(tree);
    if (top == FIELD_TCP || top == FIELD_HTTP)
        return tcp_kind(tree);
    if (top == FIELD_UDP)
        return FRAME_UDP_OTHER;
    if (top == FIELD_STP)
        return FRAME_BPDU;
    if (top == FIELD_ARP && opcode == 1)
        return FRAME_ARP_REQUEST;
    return top == FIELD_ARP && opcode == 2 ? FRAME_ARP_REPLY : FRAME_OTHER;
}

const char *frame_kind_name(enum frame_kind kind)
{
    static const char *const names[FRAME_KINDS] = {
        [FRAME_ARP_REQUEST] = N_("ARP request"),
        [FRAME_ARP_REPLY] = N_("ARP reply"),
        [FRAME_ICMP_ECHO] = N_("ICMP echo"),
        [FRAME_ICMP_ECHO_REPLY] = N_("ICMP echo reply"),
        [FRAME_ICMP_ERROR] = N_("ICMP error"),
        [FRAME_DNS_QUERY] = N_("DNS query"),
        [FRAME_DNS_ANSWER] = N_("DNS answer"),
        [FRAME_RIP_REQUEST] = N_("RIP request"),
        [FRAME_RIP_RESPONSE] = N_("RIP response"),
        [FRAME_UDP_OTHER] = N_("UDP"),
        [FRAME_TCP_SYN] = N_("TCP SYN"),
        [FRAME_TCP_SYN_ACK] = N_("TCP SYN+ACK"),
        [FRAME_TCP_ACK] = N_("TCP ACK"),
        [FRAME_TCP_DATA] = N_("TCP data"),
        [FRAME_HTTP_REQUEST] = N_("HTTP request"),
        [FRAME_HTTP_RESPONSE] = N_("HTTP response"),
        [FRAME_TCP_FIN] = N_("TCP FIN"),
        [FRAME_TCP_RST] = N_("TCP RST"),
        [FRAME_BPDU] = N_("STP BPDU"),
        [FRAME_OTHER] = N_("Frame"),
    };
    return names[kind];
}

static const char *rip_name(const struct field_tree *tree)
{
    uint64_t version = value_of(tree, FIELD_RIP_VERSION);
    return version == 1 ? "RIPv1" : version == 2 ? "RIPv2" : "RIP";
}

const char *field_protocol(const struct field_tree *tree)
{
    switch ((int)top_layer(tree)) {
    case FIELD_HTTP:
        return "HTTP";
    case FIELD_DNS:
        return "DNS";
    case FIELD_RIP:
        return rip_name(tree);
    case FIELD_TCP:
        return "TCP";
    case FIELD_UDP:
        return "UDP";
    case FIELD_ICMP:
        return "ICMP";
    case FIELD_ARP:
        return "ARP";
    case FIELD_STP:
        return "STP";
    case FIELD_LLC:
        return "LLC";
    case FIELD_IP:
        return "IPv4";
    default: /* of all the fields, only these are layers */
        return "Ethernet";
    }
}

/* The value of the first node of a field, as it is; nothing when there is none. */
static void put(const struct field_tree *tree, enum field_id id, struct text *text)
{
    const struct field_node *node = find(tree, id);
    if (node != NULL)
        field_put_show(tree, node, text);
}

static void put_number(const char *name, uint64_t value, struct text *text)
{
    text_put(text, name);
    text_put_unsigned(text, value);
}

static void put_arp(const struct field_tree *tree, struct text *text)
{
    uint64_t opcode = value_of(tree, FIELD_ARP_OPCODE);
    if (find(tree, FIELD_ARP_ISANNOUNCEMENT) != NULL) {
        text_put(text, "ARP Announcement for ");
        put(tree, FIELD_ARP_SRC_PROTO_IPV4, text);
    } else if (find(tree, FIELD_ARP_ISGRATUITOUS) != NULL) {
        text_put(text, "Gratuitous ARP for ");
        put(tree, FIELD_ARP_SRC_PROTO_IPV4, text);
        text_put(text, " (Reply)");
    } else if (opcode == 1) {
        bool probe = find(tree, FIELD_ARP_ISPROBE) != NULL;
        text_put(text, "Who has ");
        put(tree, FIELD_ARP_DST_PROTO_IPV4, text);
        text_put(text, probe ? "? (ARP Probe)" : "? Tell ");
        if (!probe)
            put(tree, FIELD_ARP_SRC_PROTO_IPV4, text);
    } else if (opcode == 2) {
        put(tree, FIELD_ARP_SRC_PROTO_IPV4, text);
        text_put(text, " is at ");
        put(tree, FIELD_ARP_SRC_HW_MAC, text);
    } else {
        const char *name = field_value_name(FIELD_ARP_OPCODE, opcode);
        text_put(text, name != NULL ? name : "ARP");
    }
}

/* "RST. TC + Root = 32768/0/02:00:00:00:00:01  Cost = 20000  Port = 0x8001" */
static void put_stp(const struct field_tree *tree, struct text *text)
{
    uint64_t type = value_of(tree, FIELD_STP_TYPE);
    bool rapid = type == BPDU_RAPID;
    if (type == BPDU_TOPOLOGY_CHANGE) {
        text_put(text, "Topology Change Notification");
        return;
    }
    if (!rapid && type != BPDU_CONFIGURATION) {
        put_number("Unknown BPDU type (", type, text);
        text_put_char(text, ')');
        return;
    }
    text_put(text, !rapid                                   ? "Conf. "
                   : value_of(tree, FIELD_STP_VERSION) == 3 ? "MST. "
                                                            : "RST. ");
    text_put(text, value_of(tree, FIELD_STP_FLAGS_TC) != 0 ? "TC + Root = " : "Root = ");
    put(tree, FIELD_STP_ROOT_PRIO, text);
    text_put_char(text, '/');
    put(tree, FIELD_STP_ROOT_EXT, text);
    text_put_char(text, '/');
    put(tree, FIELD_STP_ROOT_HW, text);
    put_number("  Cost = ", value_of(tree, FIELD_STP_ROOT_COST), text);
    text_put(text, "  Port = ");
    put(tree, FIELD_STP_PORT, text);
}

static const char *icmp_code_name(uint64_t type, uint64_t code)
{
    static const char *const unreachable[] = {
        "Network unreachable",
        "Host unreachable",
        "Protocol unreachable",
        "Port unreachable",
        "Fragmentation needed",
        "Source route failed",
        "Destination network unknown",
        "Destination host unknown",
        "Source host isolated",
        "Network administratively prohibited",
        "Host administratively prohibited",
        "Network unreachable for TOS",
        "Host unreachable for TOS",
        "Communication administratively filtered",
        "Host precedence violation",
        "Precedence cutoff in effect",
    };
    static const char *const redirect[] = {
        "Redirect for network",
        "Redirect for host",
        "Redirect for TOS and network",
        "Redirect for TOS and host",
    };
    static const char *const exceeded[] = {
        "Time to live exceeded in transit",
        "Fragment reassembly time exceeded",
    };
    if (type == UNREACHABLE)
        return code < 16 ? unreachable[code] : NULL;
    if (type == 5)
        return code < 4 ? redirect[code] : NULL;
    if (type == TIME_EXCEEDED)
        return code < 2 ? exceeded[code] : NULL;
    if (type == 12)
        return code == 0 ? "Pointer indicates the error" : NULL;
    return NULL;
}

static void put_icmp(const struct field_tree *tree, struct text *text)
{
    uint64_t type = value_of(tree, FIELD_ICMP_TYPE);
    const char *name = field_value_name(FIELD_ICMP_TYPE, type);
    const char *code = icmp_code_name(type, value_of(tree, FIELD_ICMP_CODE));
    size_t start = text->length;
    text_put(text, name != NULL ? name : "ICMP");
    if (code != NULL) {
        text_pad_to(text, start + 21);
        text_put(text, " (");
        text_put(text, code);
        text_put_char(text, ')');
    }
    if (find(tree, FIELD_ICMP_SEQ) != NULL) {
        text_pad_to(text, start + 20);
        text_put(text, " id=0x");
        text_put_hex(text, value_of(tree, FIELD_ICMP_IDENT), 4);
        put_number(", seq=", value_of(tree, FIELD_ICMP_SEQ), text);
        put_number("/", value_of(tree, FIELD_ICMP_SEQ_LE), text);
        put_number(", ttl=", value_of(tree, FIELD_IP_TTL), text);
    }
}

static void put_ports(const struct field_tree *tree, bool tcp, struct text *text)
{
    put(tree, tcp ? FIELD_TCP_SRCPORT : FIELD_UDP_SRCPORT, text);
    text_put(text, " → ");
    put(tree, tcp ? FIELD_TCP_DSTPORT : FIELD_UDP_DSTPORT, text);
}

static void put_udp(const struct field_tree *tree, struct text *text)
{
    uint64_t length = value_of(tree, FIELD_UDP_LENGTH);
    put_ports(tree, false, text);
    if (length >= 8)
        put_number(" Len=", length - 8, text);
}

static void put_flag_names(uint64_t flags, struct text *text)
{
    static const char *const names[] = {"FIN", "SYN", "RST", "PSH", "ACK",
                                        "URG", "ECE", "CWR", "AE"};
    bool first = true;
    text_put(text, " [");
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        if ((flags >> i & 1) == 0)
            continue;
        text_put(text, first ? "" : ", ");
        text_put(text, names[i]);
        first = false;
    }
    text_put(text, first ? "<None>]" : "]");
}

static void put_tcp_options(const struct field_tree *tree, struct text *text)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        const struct field_node *node = &tree->nodes[i];
        switch ((int)node->id) {
        case FIELD_TCP_OPTIONS_MSS_VAL:
            put_number(" MSS=", node->number, text);
            break;
        case FIELD_TCP_OPTIONS_SACK_PERM:
            text_put(text, " SACK_PERM");
            break;
        case FIELD_TCP_OPTIONS_TIMESTAMP_TSVAL:
            put_number(" TSval=", node->number, text);
            break;
        case FIELD_TCP_OPTIONS_TIMESTAMP_TSECR:
            put_number(" TSecr=", node->number, text);
            break;
        case FIELD_TCP_OPTIONS_WSCALE_MULTIPLIER:
            put_number(" WS=", node->number, text);
            break;
        case FIELD_TCP_OPTIONS_SACK_LE:
            put_number(" SLE=", node->number, text);
            break;
        case FIELD_TCP_OPTIONS_SACK_RE:
            put_number(" SRE=", node->number, text);
            break;
        default: /* the other fields say nothing in this line */
            break;
        }
    }
}

static void put_tcp(const struct field_tree *tree, struct text *text)
{
    uint64_t flags = value_of(tree, FIELD_TCP_FLAGS);
    put_ports(tree, true, text);
    if (find(tree, FIELD_TCP_FLAGS) == NULL)
        return;
    put_flag_names(flags, text);
    put_number(" Seq=", value_of(tree, FIELD_TCP_SEQ), text);
    if ((flags & TCP_ACK) != 0)
        put_number(" Ack=", value_of(tree, FIELD_TCP_ACK), text);
    put_number(" Win=", value_of(tree, FIELD_TCP_WINDOW_SIZE), text);
    if ((flags & TCP_URG) != 0)
        put_number(" Urg=", value_of(tree, FIELD_TCP_URGENT_POINTER), text);
    put_number(" Len=", value_of(tree, FIELD_TCP_LEN), text);
    put_tcp_options(tree, text);
}

/* What a record says, where one word of it says it. */
static bool tells(uint16_t id)
{
    return id == FIELD_DNS_A || id == FIELD_DNS_AAAA || id == FIELD_DNS_CNAME ||
           id == FIELD_DNS_NS || id == FIELD_DNS_PTR_DOMAIN_NAME || id == FIELD_DNS_SOA_MNAME ||
           id == FIELD_DNS_MX_PREFERENCE || id == FIELD_DNS_MX_MAIL_EXCHANGE ||
           id == FIELD_DNS_DNAME || id == FIELD_DNS_QRY_NAME || id == FIELD_DNS_SRV_PRIORITY ||
           id == FIELD_DNS_SRV_WEIGHT || id == FIELD_DNS_SRV_PORT ||
           id == FIELD_DNS_SRV_TARGET || id == FIELD_DNS_HINFO_CPU || id == FIELD_DNS_HINFO_OS;
}

static void put_dns_records(const struct field_tree *tree, struct text *text)
{
    const struct field_node *name = NULL;
    for (uint32_t i = 0; i < tree->count; i++) {
        const struct field_node *node = &tree->nodes[i];
        if (node->id == FIELD_DNS_QRY_NAME) {
            name = node;
        } else if (node->id == FIELD_DNS_QRY_TYPE || node->id == FIELD_DNS_RESP_TYPE) {
            text_put_char(text, ' ');
            dns_put_type(text, (uint16_t)node->number);
            if (name != NULL) {
                text_put_char(text, ' ');
                field_put_show(tree, name, text);
            }
            name = NULL;
        } else if (tells(node->id)) {
            text_put_char(text, ' ');
            field_put_show(tree, node, text);
        }
    }
}

static void put_dns(const struct field_tree *tree, struct text *text)
{
    const char *opcode =
        field_value_name(FIELD_DNS_FLAGS_OPCODE, value_of(tree, FIELD_DNS_FLAGS_OPCODE));
    uint64_t rcode = value_of(tree, FIELD_DNS_FLAGS_RCODE);
    const char *why = field_value_name(FIELD_DNS_FLAGS_RCODE, rcode);
    if (find(tree, FIELD_DNS_FLAGS) == NULL)
        return;
    text_put(text, opcode != NULL ? opcode : "Unknown operation");
    text_put(text, value_of(tree, FIELD_DNS_FLAGS_RESPONSE) != 0 ? " response 0x" : " 0x");
    text_put_hex(text, value_of(tree, FIELD_DNS_ID), 4);
    if (rcode != 0) {
        text_put_char(text, ' ');
        text_put(text, why != NULL ? why : "Unknown error");
    }
    put_dns_records(tree, text);
}

static void put_rip(const struct field_tree *tree, struct text *text)
{
    uint64_t command = value_of(tree, FIELD_RIP_COMMAND);
    const char *name = field_value_name(FIELD_RIP_COMMAND, command);
    if (find(tree, FIELD_RIP_VERSION) == NULL)
        return;
    if (name != NULL) {
        text_put(text, name);
    } else {
        put_number("Unknown command (", command, text);
        text_put_char(text, ')');
    }
}

static void put_http(const struct field_tree *tree, struct text *text)
{
    if (find(tree, FIELD_HTTP_REQUEST_METHOD) != NULL) {
        put(tree, FIELD_HTTP_REQUEST_METHOD, text);
        text_put_char(text, ' ');
        put(tree, FIELD_HTTP_REQUEST_URI, text);
        text_put_char(text, ' ');
        put(tree, FIELD_HTTP_REQUEST_VERSION, text);
        return;
    }
    put(tree, FIELD_HTTP_RESPONSE_VERSION, text);
    text_put_char(text, ' ');
    put(tree, FIELD_HTTP_RESPONSE_CODE, text);
    text_put_char(text, ' ');
    put(tree, FIELD_HTTP_RESPONSE_PHRASE, text);
    if (find(tree, FIELD_HTTP_FILE_DATA) != NULL &&
        find(tree, FIELD_HTTP_CONTENT_TYPE) != NULL) {
        text_put(text, "  (");
        put(tree, FIELD_HTTP_CONTENT_TYPE, text);
        text_put_char(text, ')');
    }
}

static void put_ip(const struct field_tree *tree, struct text *text)
{
    const char *name = field_value_name(FIELD_IP_PROTO, value_of(tree, FIELD_IP_PROTO));
    if (value_of(tree, FIELD_IP_FRAG_OFFSET) != 0 || value_of(tree, FIELD_IP_FLAGS_MF) != 0) {
        text_put(text, "Fragmented IP protocol (proto=");
        text_put(text, name != NULL ? name : "Unknown");
        put_number(" ", value_of(tree, FIELD_IP_PROTO), text);
        put_number(", off=", value_of(tree, FIELD_IP_FRAG_OFFSET) * 8, text);
        text_put(text, ", ID=");
        text_put_hex(text, value_of(tree, FIELD_IP_ID), 4);
        text_put_char(text, ')');
    } else {
        text_put(text, name != NULL ? name : "Unknown protocol");
        put_number(" (", value_of(tree, FIELD_IP_PROTO), text);
        text_put_char(text, ')');
    }
}

void field_put_summary(const struct field_tree *tree, struct text *text)
{
    switch ((int)top_layer(tree)) {
    case FIELD_HTTP:
        put_http(tree, text);
        break;
    case FIELD_DNS:
        put_dns(tree, text);
        break;
    case FIELD_RIP:
        put_rip(tree, text);
        break;
    case FIELD_TCP:
        put_tcp(tree, text);
        break;
    case FIELD_UDP:
        put_udp(tree, text);
        break;
    case FIELD_ICMP:
        put_icmp(tree, text);
        break;
    case FIELD_ARP:
        put_arp(tree, text);
        break;
    case FIELD_STP:
        put_stp(tree, text);
        break;
    case FIELD_LLC:
        text_put(text, "LLC");
        break;
    case FIELD_IP:
        put_ip(tree, text);
        break;
    default: /* of all the fields, only these are layers */
        text_put(text, "Ethernet II");
        break;
    }
    if (find(tree, FIELD_WS_MALFORMED) != NULL)
        text_put(text, " [Malformed Packet]");
}

size_t field_summary(const struct field_tree *tree, char *buffer, size_t size)
{
    struct text text = text_over(buffer, size);
    field_put_summary(tree, &text);
    return text.length;
}
