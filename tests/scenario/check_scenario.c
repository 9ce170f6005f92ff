/* tests/scenario/check_scenario.c: what the loader has to say about files, as JSON lines; for
 * check_documents.py. Exit status 2 when a file is refused. */
#include <stdio.h>

#include "scenario/scenario.h"

int main(int argc, char **argv)
{
    int status = 0;
    for (int i = 1; i < argc; i++) {
        struct diagnostics d;
        struct growing out = {0};
        diagnostics_init(&d, argv[i]);
        struct scenario *s = scenario_load(argv[i], &d);
        diagnostics_put_json(&d, &out);
        (void)fputs(growing_text(&out), stdout);
        status = s == NULL ? 2 : status;
        growing_release(&out);
        scenario_free(s);
        diagnostics_release(&d);
    }
    return status;
}
