/* tests/fuzz/fuzz_command.c: any octets as a line that somebody types at a host. What is
 * refused is refused with a status and words that fit where they are to go. */
#include <stdlib.h>

#include "app/command.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct command command;
    static struct command_words words;
    char error[COMMAND_ERROR_MAX];
    struct text why = text_over(error, sizeof error);
    if (!command_split((const char *)data, size, &words, &why) && why.length == 0)
        abort();
    why = text_over(error, sizeof error);
    int status = command_parse((const char *)data, size, &command, &why);
    if (status < 0 || status > 255 || why.length >= sizeof error)
        abort();
    return 0;
}
