/* tests/fuzz/fuzz_http.c: any octets as HTTP messages. The first octet chooses kind and policy,
 * the second how the rest is cut; whatever the cut, the story of the steps must be the same. */
#include <stdlib.h>

#include "base/hash.h"
#include "wire/http_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A hash of all that happened; where the cuts are does not enter it. */
static uint64_t story_of(uint8_t choice, const uint8_t *octets, size_t length, size_t piece)
{
    static uint8_t buffer[HTTP_HEAD_MAX];
    struct http_reader reader;
    uint64_t hash = 0;
    http_reader_begin(&reader, (choice & 1) != 0 ? HTTP_RESPONSE : HTTP_REQUEST,
                      (choice & 2) != 0 ? HTTP_TAKE_BARE_LF : HTTP_STRICT,
                      (choice & 4) != 0 ? HTTP_HEAD : HTTP_GET);
    size_t at = 0;
    for (;;) {
        size_t n = length - at < piece ? length - at : piece;
        size_t taken;
        struct http_part part;
        enum http_step step =
            http_reader_feed(&reader, buffer, sizeof buffer, octets + at, n, &taken, &part);
        at += taken;
        if (step == HTTP_STEP_BODY) {
            for (size_t i = 0; i < part.length; i++)
                hash = hash_mix(hash, part.octets[i]);
        } else if (step != HTTP_STEP_MORE) {
            hash = hash_mix(hash, 256U + (unsigned)step * 64U + reader.refusal);
        }
        if (step == HTTP_STEP_HEAD)
            hash = hash_octets(hash, buffer, reader.head_length);
        if (step == HTTP_STEP_END) {
            struct http_fields trailers;
            if (http_reader_trailers(&reader, buffer, &trailers) != HTTP_FINE)
                abort();
            hash = hash_mix(hash, trailers.count);
            http_reader_next(&reader, HTTP_GET);
        }
        if (step == HTTP_STEP_REFUSED || step == HTTP_STEP_TUNNEL)
            return hash;
        if (step == HTTP_STEP_MORE && at == length)
            return hash_mix(hash, (uint64_t)http_reader_close(&reader));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    uint64_t whole = story_of(data[0], data + 2, size - 2, SIZE_MAX);
    if (story_of(data[0], data + 2, size - 2, 1U + data[1]) != whole)
        abort();
    return 0;
}
