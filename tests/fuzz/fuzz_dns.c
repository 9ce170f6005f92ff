/* tests/fuzz/fuzz_dns.c: any octets as a DNS message. What is read without refusal is written,
 * read again and written again: the second time must give the same octets. */
#include <stdlib.h>

#include "wire/dns_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads and writes; 0: refused, or too long for `out`. */
static size_t copy_message(const uint8_t *message, size_t length, uint8_t *out, size_t capacity)
{
    static char line[300000];
    struct dns_reader r;
    struct dns_writer w;
    struct dns_header header;
    struct dns_question question;
    struct dns_record record;
    if (!dns_read_begin(&r, message, length, &header))
        return 0;
    dns_write_begin(&w, out, capacity, &header);
    bool fits = true;
    while (fits && dns_read_question(&r, &question))
        fits = dns_write_question(&w, &question);
    while (fits && dns_read_record(&r, &record)) {
        struct text text = text_over(line, sizeof line);
        dns_name_put(&text, &record.owner);
        dns_put_rdata(&text, &record);
        fits = dns_write_record(&w, r.section, &record);
    }
    return fits && dns_read_end(&r) == DNS_FINE ? dns_write_end(&w) : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t once[DNS_MESSAGE_MAX];
    static uint8_t twice[DNS_MESSAGE_MAX];
    size_t first = copy_message(data, size, once, sizeof once);
    if (first == 0)
        return 0;
    if (copy_message(once, first, twice, sizeof twice) != first ||
        memcmp(once, twice, first) != 0)
        abort();
    return 0;
}
