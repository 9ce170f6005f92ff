/* gui/inspector_value.c: the words at the right of a row of the inspector's tree: a layer in a
 * few words, a field's value as its protocol writes it. */
#include <string.h>

#include "gui/inspector.h"

static const struct field_node *under(const struct field_tree *tree, uint32_t layer,
                                      enum field_id id)
{
    for (uint32_t i = layer; i < tree->count; i++)
        if (tree->nodes[i].id == id && layer_of(tree, i) == layer)
            return &tree->nodes[i];
    return NULL;
}

static void put(const struct field_tree *tree, uint32_t layer, enum field_id id,
                struct text *text)
{
    const struct field_node *node = under(tree, layer, id);
    if (node != NULL)
        field_put_value(tree, node, text);
}

const char *inspector_layer_name(enum field_id layer)
{
    switch ((int)layer) {
    case FIELD_ETH:
        return _("Ethernet");
    case FIELD_ARP:
        return "ARP";
    case FIELD_IP:
        return "IPv4";
    case FIELD_ICMP:
        return "ICMP";
    case FIELD_UDP:
        return "UDP";
    case FIELD_TCP:
        return "TCP";
    case FIELD_DNS:
        return "DNS";
    case FIELD_RIP:
        return "RIP";
    case FIELD_HTTP:
        return "HTTP";
    case FIELD_NETSTAGE:
        return _("What netstage knows");
    default: /* the other layers have short names of their own */
        return tr(field_info(layer)->label);
    }
}

/* The flags that are set, by their names in the RFC. */
static void put_tcp_flags(uint64_t flags, struct text *text)
{
    static const char *const names[] = {"FIN", "SYN", "RST", "PSH", "ACK",
                                        "URG", "ECE", "CWR", "AE"};
    size_t before = text->length;
    for (size_t i = sizeof names / sizeof names[0]; i-- > 0;) {
        if ((flags >> i & 1) == 0)
            continue;
        if (text->length > before)
            text_put(text, ", ");
        text_put(text, names[i]);
    }
    if (text->length == before)
        text_put(text, _("none"));
}

static void put_octets(uint64_t count, struct text *text)
{
    text_put_unsigned(text, count);
    text_put(text, " ");
    text_put(text, _("octets"));
}

static void put_http(const struct field_tree *tree, uint32_t layer, struct text *text)
{
    if (under(tree, layer, FIELD_HTTP_REQUEST_METHOD) != NULL) {
        put(tree, layer, FIELD_HTTP_REQUEST_METHOD, text);
        text_put(text, " ");
        put(tree, layer, FIELD_HTTP_REQUEST_URI, text);
    } else if (under(tree, layer, FIELD_HTTP_RESPONSE_CODE) != NULL) {
        put(tree, layer, FIELD_HTTP_RESPONSE_CODE, text);
        text_put(text, " ");
        put(tree, layer, FIELD_HTTP_RESPONSE_PHRASE, text);
    }
}

static void put_ports(const struct field_tree *tree, uint32_t layer, enum field_id from,
                      enum field_id to, struct text *text)
{
    put(tree, layer, from, text);
    text_put(text, " → ");
    put(tree, layer, to, text);
}

static void put_layer(const struct field_tree *tree, uint32_t layer, struct text *text)
{
    switch ((int)tree->nodes[layer].id) {
    case FIELD_ETH:
        text_put(text, _("to"));
        text_put(text, " ");
        put(tree, layer, FIELD_ETH_DST, text);
        break;
    case FIELD_IP:
        put(tree, layer, FIELD_IP_SRC, text);
        text_put(text, " → ");
        put(tree, layer, FIELD_IP_DST, text);
        break;
    case FIELD_ARP:
        put(tree, layer, FIELD_ARP_OPCODE, text);
        break;
    case FIELD_ICMP:
        put(tree, layer, FIELD_ICMP_TYPE, text);
        break;
    case FIELD_UDP:
        put_ports(tree, layer, FIELD_UDP_SRCPORT, FIELD_UDP_DSTPORT, text);
        break;
    case FIELD_TCP:
        put_ports(tree, layer, FIELD_TCP_SRCPORT, FIELD_TCP_DSTPORT, text);
        break;
    case FIELD_DNS:
        put(tree, layer, FIELD_DNS_QRY_NAME, text);
        break;
    case FIELD_RIP:
        put(tree, layer, FIELD_RIP_COMMAND, text);
        break;
    case FIELD_HTTP:
        put_http(tree, layer, text);
        break;
    case FIELD_NETSTAGE:
        put(tree, layer, FIELD_NETSTAGE_CABLE, text);
        break;
    case FIELD_DATA:
    case FIELD_DATA_TEXT_LINES:
        put_octets(tree->nodes[layer].length, text);
        break;
    default: /* of all the fields, only these are layers with something to say */
        break;
    }
}

/* "0x1056, right": a checksum with its status, which stands right behind it. */
static bool put_checksum(const struct field_tree *tree, uint32_t node, struct text *text)
{
    enum field_id id = (enum field_id)tree->nodes[node].id;
    enum field_id status = id == FIELD_IP_CHECKSUM     ? FIELD_IP_CHECKSUM_STATUS
                           : id == FIELD_ICMP_CHECKSUM ? FIELD_ICMP_CHECKSUM_STATUS
                           : id == FIELD_UDP_CHECKSUM  ? FIELD_UDP_CHECKSUM_STATUS
                           : id == FIELD_TCP_CHECKSUM  ? FIELD_TCP_CHECKSUM_STATUS
                                                       : FIELD_COUNT;
    if (status == FIELD_COUNT)
        return false;
    const struct field_node *said = field_tree_find(tree, status, node);
    field_put_value(tree, &tree->nodes[node], text);
    if (said != NULL && said->number <= 1) {
        text_put(text, ", ");
        text_put(text, said->number == 1 ? _("right") : _("wrong"));
    }
    return true;
}

void inspector_put_value(const struct field_tree *tree, uint32_t node, struct text *text)
{
    const struct field_node *n = &tree->nodes[node];
    const struct field_info *info = field_info((enum field_id)n->id);
    if (info->type == FIELD_TYPE_PROTOCOL) {
        put_layer(tree, node, text);
    } else if (n->id == FIELD_TCP_FLAGS) {
        put_tcp_flags(n->number, text);
    } else if (n->id == FIELD_TCP_HDR_LEN || n->id == FIELD_IP_HDR_LEN) {
        put_octets(n->number, text);
    } else if (n->id == FIELD_WS_MALFORMED) {
        text_put(text, tr(field_fault_text((enum field_fault)n->number)));
    } else if (info->type == FIELD_TYPE_BOOL && n->bits == 1 &&
               field_value_name((enum field_id)n->id, n->number) == NULL) {
        text_put(text, n->number != 0 ? _("set") : _("not set"));
    } else if (!put_checksum(tree, node, text)) {
        field_put_value(tree, n, text);
    }
}
