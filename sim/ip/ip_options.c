/* ip/ip_options.c: the options of a packet that has come in (RFC 791 section 3.1, RFC 1122
 * section 3.2.1.8, RFC 1812 section 5.3.13). A list that cannot be read is the sender's
 * mistake, and it is told so with the place (parameter problem). Record route and timestamp are
 * looked at but not filled in, which both RFCs leave to the host; a router could be asked for
 * it. A source route with a way still to go is refused, as hosts and routers of today do (RFC
 * 7126 section 4.3): it lets strangers choose paths past a firewall. What is not known is
 * ignored. See ip_parts.h. */
#include "ip/ip_parts.h"

enum { POINTER = 2, ROUTE_POINTER_LEAST = 4, TIMESTAMP_POINTER_LEAST = 5 };

/* The pointer of this kind of option counts from 1 and is at least this; 0: it has none. */
static uint8_t least_pointer(uint8_t type)
{
    if (type == IPV4_OPTION_TIMESTAMP)
        return TIMESTAMP_POINTER_LEAST;
    bool routes = type == IPV4_OPTION_RECORD_ROUTE || type == IPV4_OPTION_LOOSE_ROUTE ||
                  type == IPV4_OPTION_STRICT_ROUTE;
    return routes ? ROUTE_POINTER_LEAST : 0;
}

enum rule ip_judge_options(const uint8_t *header, uint32_t length, uint8_t *wrong)
{
    enum rule found = RULE_NONE;
    for (uint32_t at = IPV4_HEADER, size; at < length; at += size) {
        const uint8_t *option = header + at;
        if (option[0] == IPV4_OPTION_END)
            break;
        size = ipv4_option_size(option, length - at);
        uint8_t least = least_pointer(option[0]);
        if (size == 0 || (least > 0 && size < POINTER + 1U)) {
            *wrong = (uint8_t)(at + 1 < length ? at + 1 : at);
            return RULE_IP_OPTION_BAD;
        }
        if (least > 0 && option[POINTER] < least) {
            *wrong = (uint8_t)(at + POINTER);
            return RULE_IP_OPTION_BAD;
        }
        bool source_route =
            option[0] == IPV4_OPTION_LOOSE_ROUTE || option[0] == IPV4_OPTION_STRICT_ROUTE;
        if (source_route && option[POINTER] < size)
            found = RULE_IP_SOURCE_ROUTE;
    }
    return found;
}
