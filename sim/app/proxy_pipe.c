/* app/proxy_pipe.c: octets that wait for room in a connection, and chunks (RFC 9112
 * section 7.1). */
#include "app/proxy_parts.h"
#include "app/send.h"
#include "app/web_store.h"
#include "wire/http_writer.h"

uint32_t proxy_pending(const struct proxy_pipe *pipe)
{
    return pipe->length - pipe->sent;
}

void proxy_put(struct app *app, struct proxy_pipe *pipe, const uint8_t *octets, size_t length)
{
    (void)web_text_add(app, &pipe->octets, &pipe->length, octets, length);
}

void proxy_put_chunk(struct app *app, struct proxy_pipe *pipe, const uint8_t *octets,
                     size_t length)
{
    uint8_t chunk[PROXY_PIECE + PROXY_CHUNK_EXTRA];
    struct writer w = writer_over(chunk, sizeof chunk);
    if (length == 0)
        return;
    http_write_chunk(&w, octets, length);
    proxy_put(app, pipe, chunk, w.at);
}

void proxy_put_last_chunk(struct app *app, struct proxy_pipe *pipe,
                          const struct http_reader *reader, const uint8_t *buffer)
{
    uint8_t octets[HTTP_HEAD_MAX];
    struct writer w = writer_over(octets, sizeof octets);
    struct http_fields trailers = {.count = 0};
    http_write_last_chunk(&w);
    if (reader->framing == HTTP_CHUNKED &&
        http_reader_trailers(reader, buffer, &trailers) != HTTP_FINE)
        trailers.count = 0;
    for (uint32_t i = 0; i < trailers.count; i++) {
        const struct http_field *field = &trailers.row[i];
        if (http_is_hop_by_hop(buffer, &trailers, i))
            continue;
        write_octets(&w, buffer + field->name.at, field->name.length);
        write_octets(&w, ": ", 2);
        write_octets(&w, buffer + field->value.at, field->value.length);
        write_octets(&w, "\r\n", 2);
    }
    http_write_end_of_fields(&w);
    proxy_put(app, pipe, octets, w.at);
}

bool proxy_flush(struct app *app, struct proxy_pipe *pipe, struct socket_id socket)
{
    uint8_t piece[PROXY_PIECE];
    size_t taken;
    while (pipe->sent < pipe->length) {
        size_t n =
            web_text_read(app, pipe->octets, pipe->length, pipe->sent, piece, PROXY_PIECE);
        if (!app_send(app, socket, piece, n, pipe->length - pipe->sent, &taken))
            return false;
        pipe->sent += (uint32_t)taken;
    }
    web_text_free(app, &pipe->octets, &pipe->length);
    pipe->sent = 0;
    return true;
}
