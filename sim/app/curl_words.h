/* app/curl_words.h: the options of curl as a table, and the texts that it tells about itself.
 */
#ifndef NETSTAGE_APP_CURL_WORDS_H
#define NETSTAGE_APP_CURL_WORDS_H

#include "app/command_scan.h"
#include "app/tables.h"

/* Options without a letter. */
enum curl_code {
    CURL_CODE_BASIC = SCAN_CODES,
    CURL_CODE_COMPRESSED,
    CURL_CODE_FAIL_WITH_BODY,
    CURL_CODE_HTTP11,
    CURL_CODE_LOCATION_TRUSTED,
    CURL_CODE_NO_KEEPALIVE,
    CURL_CODE_NO_METER,
    CURL_CODE_POST301,
    CURL_CODE_POST302,
    CURL_CODE_POST303,
    CURL_CODE_RETRY_ALL,
    CURL_CODE_RETRY_REFUSED,
    CURL_CODE_TCP_NODELAY,
    CURL_CODE_CONNECT_TIMEOUT = SCAN_CODES_WITH_ARGUMENT,
    CURL_CODE_DATA_ASCII,
    CURL_CODE_DATA_BINARY,
    CURL_CODE_DATA_RAW,
    CURL_CODE_DATA_URLENCODE,
    CURL_CODE_EXPECT_TIMEOUT,
    CURL_CODE_JSON,
    CURL_CODE_KEEPALIVE_TIME,
    CURL_CODE_LIMIT_RATE,
    CURL_CODE_MAX_REDIRS,
    CURL_CODE_NO_PROXY,
    CURL_CODE_BEARER,
    CURL_CODE_RESOLVE,
    CURL_CODE_RETRY,
    CURL_CODE_RETRY_DELAY,
    CURL_CODE_RETRY_MAX_TIME,
    CURL_CODE_URL,
};

/* Ends with a NULL name. */
extern const struct long_option curl_long_options[];

/* --help, --help all, --version. */
void curl_tell(struct app *app, const struct job *job);

#endif
