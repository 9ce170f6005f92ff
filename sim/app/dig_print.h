/* app/dig_print.h: a DNS message as dig (BIND 9) shows it. Pure: a message in, lines out. */
#ifndef NETSTAGE_APP_DIG_PRINT_H
#define NETSTAGE_APP_DIG_PRINT_H

#include "app/command.h"
#include "wire/dns_text.h"

enum { DIG_TEXT = 48 * 1024 };

/* How far a message has been shown. */
struct dig_page {
    unsigned section; /* enum dns_section */
    unsigned record;  /* of the section, the next one */
};

/* ";; ->>HEADER<<- …", the sections, as far as `print` (enum dig_print) wants them; as much as
 * a text of DIG_TEXT octets holds, beginning with the page {0, 0}. A malformed message is shown
 * up to where it breaks, with the reason. True: there is more, for an empty text. */
bool dig_put_page(struct text *text, const uint8_t *message, size_t length, unsigned print,
                  struct dig_page *page);

/* +short: the data of the answer alone, one line each; pages as above. */
bool dig_put_short(struct text *text, const uint8_t *message, size_t length,
                   struct dig_page *page);

/* The records of one section, as zone-file lines, from page->record on: what +trace shows at
 * each step. */
bool dig_put_section(struct text *text, const uint8_t *message, size_t length,
                     enum dns_section section, struct dig_page *page);

/* The response code with its upper bits, from OPT. */
unsigned dig_rcode(const uint8_t *message, size_t length);

#endif
