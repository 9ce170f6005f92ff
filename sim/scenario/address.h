/* scenario/address.h: addresses as people write them. */
#ifndef NETSTAGE_SCENARIO_ADDRESS_H
#define NETSTAGE_SCENARIO_ADDRESS_H

#include "base/types.h"

enum { ADDRESS_TEXT = 24 };

/* "192.168.1.10": four decimal numbers without leading zeros (RFC 6943 section 3.1.1 says why).
 */
bool address_read(const char *text, size_t length, ipv4_address *address) MUST_CHECK;

/* "02:00:00:00:00:01", also with dashes. */
bool address_read_mac(const char *text, size_t length, mac_address *mac) MUST_CHECK;

/* "192.168.1.10", and with a prefix length "192.168.1.0/24". */
void address_write(ipv4_address address, char out[ADDRESS_TEXT]);
void address_write_prefix(ipv4_address address, uint8_t prefix_length, char out[ADDRESS_TEXT]);

static inline ipv4_address address_mask(uint8_t prefix_length)
{
    return prefix_length == 0 ? 0 : ~UINT32_C(0) << (32 - prefix_length);
}

static inline bool address_within(ipv4_address a, ipv4_address prefix, uint8_t prefix_length)
{
    return ((a ^ prefix) & address_mask(prefix_length)) == 0;
}

#endif
