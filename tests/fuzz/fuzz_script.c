/* tests/fuzz/fuzz_script.c: any text as a packet script: read, and played when it can be. What
 * cannot be read must say where. */
#include <stdlib.h>

#include "script/script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct script_trouble trouble;
    struct script_result result;
    struct script *script = script_read((const char *)data, size, &trouble);
    if (script == NULL) {
        if (trouble.line == 0 || trouble.column == 0 || trouble.sentence[0] == '\0')
            abort();
        return 0;
    }
    script_play(script, NULL, &result);
    if (result.passed != (result.sentence[0] == '\0'))
        abort();
    script_result_release(&result);
    script_free(script);
    return 0;
}
