/* scenario/address.c: see address.h. */
#include "scenario/address.h"

#include "base/text.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* One number from 0 to 255; gives the octets it takes, 0 when there is none. */
static size_t read_octet(const char *text, size_t length, uint32_t *value)
{
    size_t n = 0;
    uint32_t v = 0;
    while (n < length && n < 4 && is_digit(text[n]))
        v = v * 10 + (uint32_t)(text[n++] - '0');
    bool leading_zero = n > 1 && text[0] == '0';
    if (n == 0 || n > 3 || v > 255 || leading_zero)
        return 0;
    *value = v;
    return n;
}

bool address_read(const char *text, size_t length, ipv4_address *address)
{
    ipv4_address result = 0;
    size_t at = 0;
    for (int i = 0; i < 4; i++) {
        if (i > 0) {
            if (at == length || text[at] != '.')
                return false;
            at++;
        }
        uint32_t octet;
        size_t n = read_octet(text + at, length - at, &octet);
        if (n == 0)
            return false;
        result = result << 8 | octet;
        at += n;
    }
    if (at != length)
        return false;
    *address = result;
    return true;
}

static int hex_digit(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool address_read_mac(const char *text, size_t length, mac_address *mac)
{
    enum { MAC_TEXT = 17 };
    if (length != MAC_TEXT)
        return false;
    mac_address result = 0;
    for (size_t i = 0; i < MAC_TEXT; i += 3) {
        int high = hex_digit(text[i]);
        int low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0)
            return false;
        if (i + 2 < MAC_TEXT && text[i + 2] != ':' && text[i + 2] != '-')
            return false;
        result = result << 8 | (mac_address)(high << 4 | low);
    }
    *mac = result;
    return true;
}

void address_write(ipv4_address address, char out[ADDRESS_TEXT])
{
    struct text text = text_over(out, ADDRESS_TEXT);
    text_put_ipv4(&text, address);
}

void address_write_prefix(ipv4_address address, uint8_t prefix_length, char out[ADDRESS_TEXT])
{
    struct text text = text_over(out, ADDRESS_TEXT);
    text_put_ipv4(&text, address);
    text_put(&text, "/");
    text_put_unsigned(&text, prefix_length);
}
