/* tests/fuzz/fuzz_filter.c: any text as a filter, held against a frame that follows it after a
 * zero octet. An error must point into the text. */
#include <stdlib.h>
#include <string.h>

#include "field/filter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct field_storage storage;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = memchr(data, 0, size);
    size_t length = end != NULL ? (size_t)(end - data) : size;
    char *text = malloc(length + 1);
    struct filter_error error;
    struct field_tree tree;
    if (text == NULL)
        return 0;
    memcpy(text, data, length);
    text[length] = '\0';
    struct filter *filter = filter_compile(text, &error);
    if (filter == NULL) {
        if (error.at > length || error.length > length - error.at || error.sentence[0] == '\0')
            abort();
    } else {
        size_t skip = end != NULL ? length + 1 : length;
        field_tree_init(&tree, &storage);
        field_dissect(&tree, data + skip, size - skip, NULL);
        filter_match(filter, &tree);
    }
    filter_free(filter);
    free(text);
    return 0;
}
