/* app/dig_print.h: a DNS message as dig (BIND 9) shows it. Pure: a message in, lines out. */
#ifndef NETSTAGE_APP_DIG_PRINT_H
#define NETSTAGE_APP_DIG_PRINT_H

#include "app/command.h"
#include "wire/dns_text.h"

enum { DIG_TEXT = 48 * 1024 };

/* ";; ->>HEADER<<- …", the sections, as far as `print` (enum dig_print) wants them. A malformed
 * message is shown up to where it breaks, with the reason. */
void dig_put_message(struct text *text, const uint8_t *message, size_t length, unsigned print);

/* +short: the data of the answer alone, one line each. */
void dig_put_short(struct text *text, const uint8_t *message, size_t length);

/* The records of one section, as zone-file lines: what +trace shows at each step. */
void dig_put_section(struct text *text, const uint8_t *message, size_t length,
                     enum dns_section section);

#endif
