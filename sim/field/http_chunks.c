/* field/http_chunks.c: chunked content (RFC 9112 7.1), as far as whole chunks are in the
 * segment, and the names of status codes (RFC 9110 15).
 *
 *     5 CR LF  h e l l o  CR LF  0 CR LF  CR LF */
#include <string.h>

#include "field/http_layer.h"

static bool read_size(const struct dissection *d, const struct http_line *line, uint32_t *size)
{
    uint32_t value = 0;
    uint32_t digits = 0;
    for (; digits < line->length; digits++) {
        uint8_t c = d->tree->bytes[line->at + digits];
        uint32_t digit;
        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = (uint32_t)(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            digit = (uint32_t)(c - 'A' + 10);
        else
            break;
        if (value > UINT32_MAX >> 4)
            return false;
        value = value << 4 | digit;
    }
    *size = value;
    return digits > 0;
}

/* Adds the data of a chunk to what is collected in the tree's text. */
static void collect(struct field_tree *tree, uint32_t at, uint32_t size)
{
    if (tree->text_capacity - tree->text_used < size) {
        tree->truncated = true;
        return;
    }
    memcpy(tree->text + tree->text_used, tree->bytes + at, size);
    tree->text_used += size;
}

static void add_chunk(struct http_message *m, const struct http_line *line, uint32_t size)
{
    struct field_tree *tree = m->l.d->tree;
    uint16_t node = m->l.node;
    uint32_t head = line->next - line->at;
    add_node(tree, node, FIELD_HTTP_CHUNK_SIZE, line->at, head, size);
    if (size == 0)
        return;
    add_octets(tree, node, FIELD_HTTP_CHUNK_DATA, line->next, size);
    add_octets(tree, node, FIELD_HTTP_CHUNK_BOUNDARY, line->next + size, 2);
}

uint32_t http_take_chunks(struct http_message *m)
{
    struct layer *l = &m->l;
    struct field_tree *tree = l->d->tree;
    uint32_t from = tree->text_used;
    uint32_t at = l->at;
    bool wanted = field_is_wanted(tree, FIELD_HTTP_FILE_DATA);
    struct http_line line;
    uint32_t size = 1;
    while (size > 0 && at < l->end && http_find_line(l->d, at, l->end, &line) &&
           read_size(l->d, &line, &size)) {
        if (l->end - line.next < 2 || l->end - line.next - 2 < size)
            break;
        add_chunk(m, &line, size);
        if (wanted)
            collect(tree, line.next, size);
        at = line.next + size + 2;
    }
    if (tree->text_used > from) {
        uint16_t node = add_node(tree, l->node, FIELD_HTTP_FILE_DATA, l->start,
                                 tree->text_used - from, from);
        add_flags(tree, node, FIELD_IN_TEXT | FIELD_GENERATED);
        if (node != FIELD_NO_PARENT)
            tree->nodes[node].size = tree->text_used - from;
        if (m->text_content)
            layer_open(l->d, FIELD_DATA_TEXT_LINES, "data-text-lines", l->at, at);
    }
    return at;
}

struct code_row {
    uint32_t code;
    const char *name;
};

static const struct code_row codes[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {102, "Processing"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {305, "Use Proxy"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Time-out"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Request Entity Too Large"},
    {414, "Request-URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Requested Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Entity"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Time-out"},
    {505, "HTTP Version not supported"},
};

const char *http_code_name(uint32_t code)
{
    static const char *const classes[] = {"Unknown",
                                          "Informational - Others",
                                          "Success - Others",
                                          "Redirection - Others",
                                          "Client Error - Others",
                                          "Server Error - Others"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (codes[i].code == code)
            return codes[i].name;
    }
    return classes[code / 100 < 6 ? code / 100 : 0];
}
