/* tests/world/http_session.h: what is typed at a web server, one line after the other, and
 * where it is recorded what must be on the screen. */
#ifndef NETSTAGE_TESTS_HTTP_SESSION_H
#define NETSTAGE_TESTS_HTTP_SESSION_H

#include "app/http_site.h"

enum { COMMANDS = 16 };

struct session {
    const char *name; /* tests/world/golden/NAME.txt is what must be on the screen */
    const char *commands[COMMANDS];
    sim_time step; /* between two commands; 0: a second */
};

/* The same at another site than the shop of test_http.c. */
struct served {
    const struct http_site *site;
    struct session session;
};

#endif
