/* wire/dns_text.h: the words that name DNS numbers, and RDATA as master files write it
 * (RFC 1035 section 5.1; mnemonics: RFC 1035 sections 3.2, 4.1.1; unknown ones: RFC 3597). */
#ifndef NETSTAGE_WIRE_DNS_TEXT_H
#define NETSTAGE_WIRE_DNS_TEXT_H

#include "wire/dns.h"

/* "A", "MX" ...; "TYPE1234", "CLASS7", "RESERVED11" where there is no word. */
void dns_put_type(struct text *text, uint16_t type);
void dns_put_class(struct text *text, uint16_t klass);
void dns_put_opcode(struct text *text, unsigned opcode);
void dns_put_rcode(struct text *text, unsigned rcode);

/* The number of a word, case ignored. False: no such word. */
bool dns_type_parse(const char *word, size_t length, uint16_t *type) MUST_CHECK;
bool dns_class_parse(const char *word, size_t length, uint16_t *klass) MUST_CHECK;

/* The words of all types, for suggestions; ends with NULL. */
extern const char *const dns_type_words[];

/* "192.0.2.1", "10 mail.example.com.", ...; unknown types as \# LENGTH HEX. */
void dns_put_rdata(struct text *text, const struct dns_record *record);

/* An IPv6 address as RFC 5952 writes it. */
void dns_put_ipv6(struct text *text, const uint8_t address[16]);

/* One English sentence for a refusal, and one for an error in a name's text. */
const char *dns_refusal_text(enum dns_refusal refusal);
const char *dns_text_error_text(enum dns_text_error error);

#endif
