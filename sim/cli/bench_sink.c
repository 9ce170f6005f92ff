/* cli/bench_sink.c: see bench_sink.h. */
#define _GNU_SOURCE /* fopencookie() of the GNU and musl C libraries */
#include "cli/bench_sink.h"

static ssize_t count(void *cookie, const char *octets, size_t n)
{
    struct sink *sink = cookie;
    (void)octets;
    sink->octets += n;
    return (ssize_t)n;
}

bool sink_open(struct sink *sink)
{
    *sink = (struct sink){.octets = 0};
    sink->file = fopencookie(sink, "w", (cookie_io_functions_t){.write = count});
    return sink->file != NULL;
}

void sink_close(struct sink *sink)
{
    if (sink->file != NULL)
        (void)fclose(sink->file);
    sink->file = NULL;
}
