/* app/curl_url.h: a URL as curl reads one:
 *
 *     [scheme "://"] [user [":" password] "@"] host [":" port] [path ["?" query]] ["#" …] */
#ifndef NETSTAGE_APP_CURL_URL_H
#define NETSTAGE_APP_CURL_URL_H

#include "app/command.h"

enum curl_url_error { CURL_URL_FINE, CURL_URL_BAD, CURL_URL_SCHEME };

struct curl_url {
    char scheme[16];
    char host[256];
    char user[256];                /* "name:password", decoded; "": none is named */
    char target[COMMAND_LINE_MAX]; /* "/path?query", spaces as %20; never empty */
    uint16_t port;
    bool port_given;
};

/* CURL_URL_SCHEME: something other than http; url->scheme says what. */
enum curl_url_error curl_url_read(const char *text, struct curl_url *url) MUST_CHECK;

#endif
