/* app/dns_pipe.c: see dns_pipe.h. */
#include "app/dns_pipe.h"

#include "app/send.h"
#include "app/web_store.h"

enum { LENGTH_OCTETS = 2, PIECE = 4096 };

bool dns_pipe_flush(struct app *app, struct dns_pipe *pipe, struct socket_id socket)
{
    uint8_t piece[PIECE];
    while (pipe->sent < pipe->out_length) {
        size_t taken;
        size_t length =
            web_text_read(app, pipe->out, pipe->out_length, pipe->sent, piece, PIECE);
        if (!app_send(app, socket, piece, length, pipe->out_length - pipe->sent, &taken))
            return false;
        pipe->sent += (uint32_t)taken;
    }
    web_text_free(app, &pipe->out, &pipe->out_length);
    pipe->sent = 0;
    return true;
}

void dns_pipe_put(struct app *app, struct dns_pipe *pipe, struct socket_id socket,
                  const uint8_t *octets, size_t length)
{
    uint8_t prefix[LENGTH_OCTETS];
    struct writer w = writer_over(prefix, sizeof prefix);
    write_u16(&w, (uint16_t)length);
    (void)web_text_add(app, &pipe->out, &pipe->out_length, prefix, sizeof prefix);
    (void)web_text_add(app, &pipe->out, &pipe->out_length, octets, length);
    (void)dns_pipe_flush(app, pipe, socket);
}

/* How many octets the message has, prefix included; 2 as long as that is not known. */
static uint32_t wanted(const struct app *app, const struct dns_pipe *pipe)
{
    uint8_t prefix[LENGTH_OCTETS];
    if (pipe->in_length < LENGTH_OCTETS)
        return LENGTH_OCTETS;
    (void)web_text_read(app, pipe->in, pipe->in_length, 0, prefix, sizeof prefix);
    return LENGTH_OCTETS + ((uint32_t)prefix[0] << 8 | prefix[1]);
}

enum dns_pipe_state dns_pipe_take(struct app *app, struct dns_pipe *pipe,
                                  struct socket_id socket, size_t *length)
{
    uint8_t piece[PIECE];
    uint32_t want = wanted(app, pipe);
    while (pipe->in_length < want || pipe->in_length == LENGTH_OCTETS) {
        size_t room = want - pipe->in_length < PIECE ? want - pipe->in_length : PIECE;
        size_t n = 0;
        if (room == 0)
            break; /* a message of no octets: it is none, and its reader will say so */
        enum tcp_status status = tcp_receive(app->transport, socket, piece, room, &n);
        if (status == TCP_WOULD_BLOCK)
            return PIPE_WAITS;
        if (status != TCP_OK || !web_text_add(app, &pipe->in, &pipe->in_length, piece, n))
            return PIPE_ENDS;
        want = wanted(app, pipe);
    }
    *length = web_text_read(app, pipe->in, pipe->in_length, LENGTH_OCTETS,
                            app->scratch[APP_SCRATCH_REQUEST], want - LENGTH_OCTETS);
    web_text_free(app, &pipe->in, &pipe->in_length);
    return PIPE_MESSAGE;
}

void dns_pipe_free(struct app *app, struct dns_pipe *pipe)
{
    web_text_free(app, &pipe->in, &pipe->in_length);
    web_text_free(app, &pipe->out, &pipe->out_length);
    pipe->sent = 0;
}
