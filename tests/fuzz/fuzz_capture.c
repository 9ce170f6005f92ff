/* tests/fuzz/fuzz_capture.c: any octets as a capture file. */
#define _POSIX_C_SOURCE 200809L /* fmemopen */

#include <stdlib.h>

#include "watch/capture_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct capture_reader r;
    struct captured_frame frame;
    volatile uint32_t sum = 0;
    void *copy = malloc(size + 1); /* fmemopen() wants what it may write to */
    if (copy == NULL || size == 0) {
        free(copy);
        return 0;
    }
    for (size_t i = 0; i < size; i++)
        ((uint8_t *)copy)[i] = data[i];
    FILE *file = fmemopen(copy, size, "rb");
    if (file != NULL && capture_open_file(&r, file)) {
        while (capture_read(&r, &frame) == CAPTURE_READ_FRAME) {
            for (uint32_t i = 0; i < frame.length; i++)
                sum += frame.octets[i];
        }
    }
    if (file != NULL) {
        capture_close(&r);
        fclose(file);
    }
    free(copy);
    return 0;
}
