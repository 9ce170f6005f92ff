/* app/tool.c: the table of programs. See tool.h. */
#include "app/nc.h"
#include "app/tool.h"

#include <string.h>

#include "base/catalogue.h"

static const struct long_option curl_long_options[] = {
    {"verbose", 'v'},    {"include", 'i'},    {"head", 'I'},    {"request", 'X'},
    {"data", 'd'},       {"header", 'H'},     {"output", 'o'},  {"insecure", 'k'},
    {"silent", 's'},     {"show-error", 'S'}, {"http1.0", '0'}, {"http1.1", '1'},
    {"user-agent", 'A'}, {"max-time", 'm'},   {"fail", 'f'},    {"url", 'U'},
    {"cookie", 'b'},     {"cookie-jar", 'c'}, {"range", 'r'},   {"location", 'L'},
    {"max-redirs", '5'}, {NULL, 0},
};

const struct tool tools[COMMAND_KINDS + 1] = {
    [COMMAND_PING] = {.name = "ping",
                      .letters = "c:i:s:t:W:w:nq4",
                      .usage = "[-nq] [-c count] [-i interval] [-s size] [-t ttl] "
                               "[-W timeout] [-w deadline] destination",
                      .about = N_("asks a host whether it is there, with ICMP echo requests"),
                      .parse = ping_parse,
                      .begin = ping_begin,
                      .resolved = ping_resolved,
                      .timer = ping_timer,
                      .reply = ping_reply,
                      .error = ping_error,
                      .cancel = ping_cancel},
    [COMMAND_TRACEROUTE] =
        {.name = "traceroute",
         .letters = "f:m:q:p:w:nI",
         .usage = "[-nI] [-f first] [-m hops] [-q queries] [-p port] [-w wait] host",
         .about = N_("shows the routers on the way to a host"),
         .parse = traceroute_parse,
         .begin = traceroute_begin,
         .resolved = traceroute_resolved,
         .timer = traceroute_timer,
         .reply = traceroute_reply,
         .error = traceroute_error},
    [COMMAND_ARP] = {.name = "arp",
                     .letters = "and:",
                     .usage = "[-an] [host] or arp -d host",
                     .about = N_("shows the ARP table: which MAC address an address has"),
                     .parse = arp_parse,
                     .begin = arp_begin},
    [COMMAND_DIG] = {.name = "dig",
                     .letters = "",
                     .words = "+short +trace +norecurse +noall +answer +noedns",
                     .usage = "[@server] [name] [type] [+option...]",
                     .about = N_("asks a name server, and prints all of its answer"),
                     .parse = dig_parse,
                     .begin = dig_begin,
                     .resolved = dig_resolved,
                     .timer = dig_timer,
                     .datagram = dig_datagram,
                     .tcp_event = dig_tcp_event,
                     .error = dig_error,
                     .release = dig_release},
    [COMMAND_NC] = {.name = "nc",
                    .letters = "4Cdklnp:q:uvw:zN",
                    .usage = "[-4CdklNnuvz] [-p source_port] [-q seconds] [-w timeout] "
                             "[destination] [port]",
                    .about =
                        N_("connects to a port, or waits at one, and carries what is typed"),
                    .parse = nc_parse,
                    .begin = nc_begin,
                    .resolved = nc_resolved,
                    .timer = nc_timer,
                    .datagram = nc_datagram,
                    .tcp_event = nc_event,
                    .error = nc_error,
                    .typed = nc_typed,
                    .cancel = nc_cancel,
                    .release = nc_release},
    [COMMAND_TELNET] = {.name = "telnet",
                        .letters = "4",
                        .usage = "[-4] host [port]",
                        .about = N_("connects to a port and sends the lines that are typed"),
                        .parse = telnet_parse,
                        .begin = telnet_begin,
                        .resolved = telnet_resolved,
                        .tcp_event = telnet_event,
                        .typed = telnet_typed,
                        .cancel = telnet_cancel,
                        .release = telnet_release},
    [COMMAND_CURL] = {.name = "curl",
                      .letters = "viIX:d:H:o:ksSf01A:m:U:b:c:r:L5:",
                      .long_options = curl_long_options,
                      .usage = "[options...] <url>",
                      .about = N_("sends an HTTP request and prints the response"),
                      .parse = curl_parse,
                      .begin = curl_begin,
                      .resolved = curl_resolved,
                      .timer = curl_timer,
                      .tcp_event = curl_event,
                      .release = curl_release},
};

enum command_kind tool_find(const char *name)
{
    for (int kind = COMMAND_NONE + 1; kind < COMMAND_KINDS; kind++) {
        if (strcmp(tools[kind].name, name) == 0)
            return (enum command_kind)kind;
    }
    return COMMAND_NONE;
}

const char *command_name(enum command_kind kind)
{
    return tools[kind].name;
}
