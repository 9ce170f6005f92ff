/* ip/ip_options.c: the options of a packet that has come in (RFC 791 section 3.1, RFC 1122
 * section 3.2.1.8, RFC 1812 sections 4.2.2.1 and 5.3.13). A list that cannot be read is the
 * sender's mistake, and it is told so with the place (parameter problem). Into record route and
 * timestamp a router writes the address by which the packet leaves, and who answers an echo the
 * one that was asked; when all places are taken the packet goes on as it is. A source route
 * with a way still to go is refused, as hosts and routers of today do (RFC 7126 section 4.3):
 * it lets strangers choose paths past a firewall. What is not known is ignored. See ip_parts.h.
 */
#include <string.h>

#include "ip/ip_parts.h"

/* Octets of an option: type, length, pointer (counts from 1), and for a timestamp how many
 * nodes found no place, with the flag. */
enum {
    LENGTH = 1,
    POINTER = 2,
    OVERFLOW_AND_FLAG = 3,
    ROUTE_POINTER_LEAST = 4,
    TIMESTAMP_POINTER_LEAST = 5,
    WORD = 4,
    PAIR = 8,
    OVERFLOW_MOST = 15,
};

/* The flag of a timestamp option. */
enum timestamp_flag { TIMES_ONLY = 0, WITH_ADDRESSES = 1, ADDRESSES_GIVEN = 3 };

/* The pointer of this kind of option counts from 1 and is at least this; 0: it has none. */
static uint8_t least_pointer(uint8_t type)
{
    if (type == IPV4_OPTION_TIMESTAMP)
        return TIMESTAMP_POINTER_LEAST;
    bool routes = type == IPV4_OPTION_RECORD_ROUTE || type == IPV4_OPTION_LOOSE_ROUTE ||
                  type == IPV4_OPTION_STRICT_ROUTE;
    return routes ? ROUTE_POINTER_LEAST : 0;
}

/* How many octets a node adds. */
static uint32_t entry_size(const uint8_t *option)
{
    bool times = option[0] == IPV4_OPTION_TIMESTAMP;
    return times && (option[OVERFLOW_AND_FLAG] & 15) != TIMES_ONLY ? PAIR : WORD;
}

/* Which octet of an option of a known kind is wrong; 0: none. */
static uint32_t find_mistake(const uint8_t *option, uint32_t size)
{
    uint8_t least = least_pointer(option[0]);
    if (least == 0)
        return 0;
    if (size < least - 1U)
        return LENGTH;
    if (option[POINTER] < least)
        return POINTER;
    uint32_t left = size + 1 > option[POINTER] ? size + 1 - option[POINTER] : 0;
    if (left > 0 && left < entry_size(option)) /* some room, but too little */
        return POINTER;
    bool times = option[0] == IPV4_OPTION_TIMESTAMP;
    return times && left == 0 && option[OVERFLOW_AND_FLAG] >> 4 == OVERFLOW_MOST &&
                   (option[OVERFLOW_AND_FLAG] & 15) != ADDRESSES_GIVEN
               ? OVERFLOW_AND_FLAG
               : 0;
}

enum rule ip_judge_options(const uint8_t *header, uint32_t length, uint8_t *wrong)
{
    enum rule found = RULE_NONE;
    for (uint32_t at = IPV4_HEADER, size; at < length; at += size) {
        const uint8_t *option = header + at;
        if (option[0] == IPV4_OPTION_END)
            break;
        size = ipv4_option_size(option, length - at);
        uint32_t mistake = size == 0 ? LENGTH : find_mistake(option, size);
        if (mistake != 0) {
            *wrong = (uint8_t)(at + mistake < length ? at + mistake : at);
            return RULE_IP_OPTION_BAD;
        }
        bool source_route =
            option[0] == IPV4_OPTION_LOOSE_ROUTE || option[0] == IPV4_OPTION_STRICT_ROUTE;
        if (source_route && option[POINTER] < size)
            found = RULE_IP_SOURCE_ROUTE;
    }
    return found;
}

/* --- record route and timestamp --- */

uint32_t ip_time_of_day(const struct ip *ip)
{
    const sim_time day = 24 * 3600 * SIM_SECOND;
    return (uint32_t)(sim_now(ip->sim) % day / SIM_MILLISECOND);
}

static void put_word(uint8_t *octets, uint32_t word)
{
    struct writer w = writer_over(octets, WORD);
    write_u32(&w, word);
}

static uint32_t get_word(const uint8_t *octets)
{
    struct reader r = reader_over(octets, WORD);
    return read_u32(&r);
}

/* One option that has been judged. */
static void record_in(const struct ip *ip, uint32_t node, ipv4_address address, uint8_t *option,
                      uint32_t size)
{
    bool times = option[0] == IPV4_OPTION_TIMESTAMP;
    uint8_t flag = times ? option[OVERFLOW_AND_FLAG] & 15 : 0;
    uint32_t entry = entry_size(option);
    uint8_t *place = option + option[POINTER] - 1;
    if (option[POINTER] + entry - 1 > size) { /* full: of times it is counted (RFC 791) */
        if (times && flag != ADDRESSES_GIVEN)
            option[OVERFLOW_AND_FLAG] = (uint8_t)(option[OVERFLOW_AND_FLAG] + (1 << 4));
        return;
    }
    if (flag == ADDRESSES_GIVEN && !ip_is_mine(ip, node, get_word(place)))
        return;
    if (!times || flag == WITH_ADDRESSES)
        put_word(place, address);
    if (times)
        put_word(place + entry - WORD, ip_time_of_day(ip));
    option[POINTER] = (uint8_t)(option[POINTER] + entry);
}

void ip_record_options(const struct ip *ip, uint32_t node, ipv4_address address,
                       uint8_t *options, uint32_t length)
{
    for (uint32_t at = 0, size; at < length && options[at] != IPV4_OPTION_END; at += size) {
        size = ipv4_option_size(options + at, length - at);
        if (size == 0)
            return;
        if (options[at] == IPV4_OPTION_RECORD_ROUTE || options[at] == IPV4_OPTION_TIMESTAMP)
            record_in(ip, node, address, options + at, size);
    }
}

uint8_t ip_options_to_return(const uint8_t *header, uint32_t length, uint8_t *options)
{
    uint32_t n = 0;
    memset(options, IPV4_OPTION_END, IPV4_OPTIONS_MAXIMUM);
    for (uint32_t at = IPV4_HEADER, size; at < length; at += size) {
        const uint8_t *option = header + at;
        size = ipv4_option_size(option, length - at);
        if (size == 0 || option[0] == IPV4_OPTION_END)
            break;
        if (option[0] != IPV4_OPTION_RECORD_ROUTE && option[0] != IPV4_OPTION_TIMESTAMP)
            continue;
        memcpy(options + n, option, size);
        n += size;
    }
    return (uint8_t)((n + WORD - 1) / WORD * WORD);
}
