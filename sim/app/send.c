/* app/send.c: see send.h. */
#include "app/send.h"

bool app_send(struct app *app, struct socket_id socket, const uint8_t *octets, size_t length,
              uint64_t left, size_t *taken)
{
    bool all = length == left && length <= tcp_writable(app->transport, socket);
    tcp_set_nodelay(app->transport, socket, all);
    return tcp_send(app->transport, socket, octets, length, taken) == TCP_OK;
}
