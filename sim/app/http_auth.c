/* app/http_auth.c: see http_auth.h. */
#include "app/http_auth.h"

#include <string.h>

#include "wire/base64.h"

enum { CREDENTIALS_MOST = 256 }; /* octets of user, colon and password */

/* --- what is needed --- */

/* `prefix` is the path, or ends at a "/" of it. */
static bool is_below(const uint8_t *path, size_t length, const char *prefix)
{
    size_t used = http_path_begins(path, length, prefix);
    if (used == SIZE_MAX)
        return false;
    bool whole_segment = prefix[strlen(prefix) - 1] == '/';
    return used == length || whole_segment || path[used] == '/';
}

const struct http_needs *http_needs_find(const struct http_site *site,
                                         const struct http_resource *resource,
                                         const uint8_t *octets, const struct http_head *head)
{
    const struct http_protection *longest = NULL;
    const uint8_t *path = octets + head->target.path.at;
    if (resource != NULL && resource->needs.by != HTTP_FREE)
        return &resource->needs;
    for (uint32_t i = 0; i < site->protection_count; i++) {
        const struct http_protection *p = &site->protections[i];
        bool longer = longest == NULL || strlen(p->prefix) > strlen(longest->prefix);
        if (longer && is_below(path, head->target.path.length, p->prefix))
            longest = p;
    }
    return longest != NULL ? &longest->needs : NULL;
}

/* --- what is shown --- */

/* The credentials behind `scheme` in Authorization (RFC 9110 section 11.4). False: there are
 * none of this scheme. Two Authorizations are none: the field is no list. */
static bool credentials_of(const uint8_t *octets, const struct http_head *head,
                           const char *scheme, struct http_span *credentials)
{
    uint32_t row = http_field_find(octets, &head->fields, "Authorization", 0);
    size_t n = strlen(scheme);
    if (row == NONE || http_field_find(octets, &head->fields, "Authorization", row + 1) != NONE)
        return false;
    struct http_span value = head->fields.row[row].value;
    if (value.length < n ||
        !http_span_is_word(octets, (struct http_span){value.at, (uint16_t)n}, scheme))
        return false;
    uint16_t at = (uint16_t)n;
    while (at < value.length && octets[value.at + at] == ' ')
        at++;
    if (at == n && value.length > n)
        return false; /* a longer word */
    *credentials = (struct http_span){(uint16_t)(value.at + at), (uint16_t)(value.length - at)};
    return true;
}

const struct http_user *http_user_find(const struct http_site *site, const char *name)
{
    for (uint32_t i = 0; i < site->user_count; i++) {
        if (strcmp(site->users[i].name, name) == 0)
            return &site->users[i];
    }
    return NULL;
}

/* "ada:secret" in Base64; the first colon divides (RFC 7617 section 2). */
static const struct http_user *user_of_basic(const struct http_site *site,
                                             const uint8_t *octets, struct http_span shown)
{
    uint8_t pair[CREDENTIALS_MOST + 1];
    size_t n;
    if (!base64_read(octets + shown.at, shown.length, pair, CREDENTIALS_MOST, &n))
        return NULL;
    uint8_t *colon = memchr(pair, ':', n);
    if (colon == NULL || memchr(pair, 0, n) != NULL)
        return NULL;
    pair[n] = 0;
    *colon = 0;
    const struct http_user *user = http_user_find(site, (const char *)pair);
    bool right = user != NULL && user->password != NULL &&
                 strcmp(user->password, (const char *)colon + 1) == 0;
    return right ? user : NULL;
}

static const struct http_user *user_of_token(const struct http_site *site,
                                             const uint8_t *octets, struct http_span shown)
{
    for (uint32_t i = 0; i < site->user_count; i++) {
        const struct http_user *user = &site->users[i];
        for (uint32_t k = 0; k < user->token_count; k++) {
            if (http_span_is(octets, shown, user->tokens[k]))
                return user;
        }
    }
    return NULL;
}

/* b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"=" (RFC 6750 2.1). */
static bool is_token68(const uint8_t *octets, struct http_span shown)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789-._~+/";
    size_t at = 0;
    while (at < shown.length && octets[shown.at + at] != 0 &&
           strchr(letters, octets[shown.at + at]) != NULL)
        at++;
    if (at == 0)
        return false;
    while (at < shown.length && octets[shown.at + at] == '=')
        at++;
    return at == shown.length;
}

/* --- the verdict --- */

static bool has_role(const struct http_user *user, const char *role)
{
    for (uint32_t i = 0; i < user->role_count; i++) {
        if (strcmp(user->roles[i], role) == 0)
            return true;
    }
    return false;
}

/* The user is known. */
static struct http_verdict judge_role(const struct http_needs *needs,
                                      const struct http_user *user)
{
    if (needs->role == NULL || has_role(user, needs->role))
        return (struct http_verdict){.rule = RULE_HTTP_USER_KNOWN, .user = user};
    return (struct http_verdict){
        .status = 403, .rule = RULE_HTTP_FORBIDDEN, .challenge = needs->lacks, .user = user};
}

static struct http_verdict judge_basic(const struct http_site *site,
                                       const struct http_needs *needs, const uint8_t *octets,
                                       const struct http_head *head)
{
    struct http_span shown;
    if (!credentials_of(octets, head, "Basic", &shown))
        return (struct http_verdict){401, RULE_HTTP_WHO_ARE_YOU, needs->ask, NULL};
    const struct http_user *user = user_of_basic(site, octets, shown);
    if (user == NULL)
        return (struct http_verdict){401, RULE_HTTP_CREDENTIALS_WRONG, needs->ask, NULL};
    return judge_role(needs, user);
}

static struct http_verdict judge_bearer(const struct http_site *site,
                                        const struct http_needs *needs, const uint8_t *octets,
                                        const struct http_head *head)
{
    struct http_span shown;
    if (!credentials_of(octets, head, "Bearer", &shown))
        return (struct http_verdict){401, RULE_HTTP_WHO_ARE_YOU, needs->ask, NULL};
    if (!is_token68(octets, shown))
        return (struct http_verdict){400, RULE_HTTP_NO_TOKEN, needs->malformed, NULL};
    const struct http_user *user = user_of_token(site, octets, shown);
    if (user == NULL)
        return (struct http_verdict){401, RULE_HTTP_TOKEN_WRONG, needs->wrong, NULL};
    return judge_role(needs, user);
}

static struct http_verdict judge_session(const struct http_site *site,
                                         const struct http_needs *needs,
                                         const char *session_user)
{
    const struct http_user *user = NULL;
    if (session_user != NULL && session_user[0] != '\0')
        user = http_user_find(site, session_user);
    if (user == NULL)
        return (struct http_verdict){403, RULE_HTTP_NEEDS_LOGIN, NULL, NULL};
    return judge_role(needs, user);
}

struct http_verdict http_auth_judge(const struct http_site *site,
                                    const struct http_needs *needs, const uint8_t *octets,
                                    const struct http_head *head, const char *session_user)
{
    enum http_way by = needs != NULL ? needs->by : HTTP_FREE;
    switch (by) {
    case HTTP_FREE:
        break;
    case HTTP_BY_LOGIN:
        return judge_session(site, needs, session_user);
    case HTTP_BY_BASIC:
        return judge_basic(site, needs, octets, head);
    case HTTP_BY_BEARER:
        return judge_bearer(site, needs, octets, head);
    }
    return (struct http_verdict){0, RULE_NONE, NULL, NULL};
}
