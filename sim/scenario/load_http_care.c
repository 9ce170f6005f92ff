/* scenario/load_http_care.c: who may use what a web server has (`users`, `needs`, `protect`),
 * and how it treats requests (`limit`, `maintenance`, `delay`, `pace`, `fail`). */
#include "scenario/load_http.h"

#include "base/catalogue.h"

#include <string.h>

enum { USER_WORDS = 16, TOKEN_TEXT = 127, CHALLENGE_TEXT = 256, LIMIT_MOST = 1000000 };

#define CARE_LONGEST (86400 * SIM_SECOND)

/* --- how requests are treated --- */

/* "3 per 10 s": two parts with a word between. False: it is not of this shape. */
static bool split(const struct yaml_node *node, const char *word, size_t *before,
                  size_t *behind)
{
    const char *found = strstr(node->text, word);
    if (found == NULL)
        return false;
    *before = (size_t)(found - node->text);
    *behind = *before + strlen(word);
    return true;
}

static bool quantity_of(const char *text, size_t length, enum quantity_kind kind, uint64_t most,
                        uint64_t *value)
{
    struct quantity quantity;
    bool good = quantity_read(text, length, kind, 1, most, &quantity) == QUANTITY_OK;
    *value = quantity.value;
    return good;
}

static void load_limit(struct loader *l, const struct yaml_node *node,
                       struct http_manner *manner)
{
    size_t before;
    size_t behind;
    uint64_t window = 0;
    uint32_t limit = 0;
    if (!load_is_text(l, node))
        return;
    bool good = split(node, " per ", &before, &behind) && before > 0 && before < 7;
    for (size_t i = 0; good && i < before; i++) {
        good = node->text[i] >= '0' && node->text[i] <= '9';
        limit = limit * 10 + (uint32_t)(node->text[i] - '0');
    }
    good = good && limit > 0 &&
           quantity_of(node->text + behind, node->length - behind, QUANTITY_TIME,
                       (uint64_t)CARE_LONGEST, &window);
    if (!good) {
        struct diagnostic *p = load_bad_value(
            l, node, "bad-limit", N_("{value} does not say how often a client may ask."));
        diagnostic_help(p, N_("Write 3 per 10 s."));
        return;
    }
    manner->limit = limit;
    manner->window = (sim_time)window;
}

static void load_maintenance(struct loader *l, const struct yaml_node *node,
                             struct http_manner *manner)
{
    struct map_values v;
    if (!load_map(l, node, MAP_MAINTENANCE, false, &v))
        return;
    manner->closed_until = CARE_LONGEST;
    if (v.value[KEY_MAINTENANCE_FROM] != NULL)
        (void)load_time(l, v.value[KEY_MAINTENANCE_FROM], CARE_LONGEST, &manner->closed_from);
    if (v.value[KEY_MAINTENANCE_UNTIL] != NULL)
        (void)load_time(l, v.value[KEY_MAINTENANCE_UNTIL], CARE_LONGEST, &manner->closed_until);
    if (manner->closed_from >= manner->closed_until)
        (void)load_error(l, node->span, "maintenance-over",
                         N_("The maintenance ends before it begins."));
}

static void load_pace(struct loader *l, const struct yaml_node *node,
                      struct http_manner *manner)
{
    size_t before;
    size_t behind;
    uint64_t octets = 0;
    uint64_t every = 0;
    if (!load_is_text(l, node))
        return;
    bool good = split(node, " each ", &before, &behind) &&
                quantity_of(node->text, before, QUANTITY_OCTETS, 1000000, &octets) &&
                quantity_of(node->text + behind, node->length - behind, QUANTITY_TIME,
                            (uint64_t)CARE_LONGEST, &every);
    if (!good) {
        struct diagnostic *p = load_bad_value(
            l, node, "bad-pace", N_("{value} does not say how fast a body is sent."));
        diagnostic_help(p, N_("Write 1 kB each 100 ms."));
        return;
    }
    manner->pace = (uint32_t)octets;
    manner->pace_every = (sim_time)every;
}

void load_manner(struct loader *l, const struct care_keys *keys, struct http_manner *manner)
{
    if (keys->limit != NULL)
        load_limit(l, keys->limit, manner);
    if (keys->maintenance != NULL)
        load_maintenance(l, keys->maintenance, manner);
    if (keys->delay != NULL)
        (void)load_time(l, keys->delay, CARE_LONGEST, &manner->delay);
    if (keys->pace != NULL)
        load_pace(l, keys->pace, manner);
}

void load_failure(struct loader *l, const struct yaml_node *node, struct http_failure *failure)
{
    static const char *const words[] = {"500", "close", "crash"};
    uint32_t word = 0;
    struct map_values v;
    failure->first = 1;
    failure->last = UINT32_MAX;
    if (node->kind == YAML_TEXT) {
        if (load_word(l, node, words, 3, &word))
            failure->failing = (enum http_failing)(HTTP_FAILS + word);
        return;
    }
    if (!load_map(l, node, MAP_FAIL, false, &v))
        return;
    if (v.value[KEY_FAIL_WITH] == NULL ||
        !load_word(l, v.value[KEY_FAIL_WITH], words, 3, &word))
        return;
    failure->failing = (enum http_failing)(HTTP_FAILS + word);
    load_occurrence(l, v.value[KEY_FAIL_NTH], v.value[KEY_FAIL_EACH], &failure->first,
                    &failure->last);
}

/* --- who may --- */

bool load_is_path(const struct yaml_node *node)
{
    for (uint32_t i = 0; i < node->length; i++) {
        if (node->text[i] <= ' ' || node->text[i] > '~' ||
            strchr("?#\"<>", node->text[i]) != NULL)
            return false;
    }
    return node->text[0] == '/';
}

bool load_is_field_text(const struct yaml_node *node)
{
    for (uint32_t i = 0; i < node->length; i++) {
        if (node->text[i] < ' ' || node->text[i] > '~')
            return false;
    }
    return true;
}

/* A word that can stand between quotation marks in a challenge. */
static const char *load_plain_word(struct loader *l, const struct yaml_node *node)
{
    if (!load_is_text(l, node))
        return NULL;
    if (node->length == 0 || node->length > LOAD_USER_TEXT || !load_is_field_text(node) ||
        strpbrk(node->text, "\"\\") != NULL) {
        struct diagnostic *p =
            load_bad_value(l, node, "bad-word", N_("{value} is no word for this."));
        diagnostic_help(p,
                        N_("It has 1 to 31 letters, digits and signs, but neither \" nor \\."));
        return NULL;
    }
    return load_copy(l, node->text, node->length);
}

const char *load_realm(struct loader *l, const struct yaml_node *node, const char *otherwise)
{
    const char *realm = node != NULL ? load_plain_word(l, node) : NULL;
    return realm != NULL ? realm : otherwise;
}

/* `Bearer realm="shop", error="invalid_token"`. */
static const char *challenge(struct loader *l, const char *scheme, const char *realm,
                             const char *rest, const char *role)
{
    char buffer[CHALLENGE_TEXT];
    struct text text = text_over(buffer, sizeof buffer);
    text_put(&text, scheme);
    text_put(&text, " realm=\"");
    text_put(&text, realm);
    text_put(&text, "\"");
    text_put(&text, rest);
    if (role != NULL) {
        text_put(&text, ", scope=\"");
        text_put(&text, role);
        text_put(&text, "\"");
    }
    return load_copy(l, buffer, text.length);
}

static void put_challenges(struct loader *l, const char *realm, struct http_needs *needs)
{
    if (needs->by == HTTP_BY_BASIC)
        needs->ask = challenge(l, "Basic", realm, ", charset=\"UTF-8\"", NULL);
    if (needs->by != HTTP_BY_BEARER)
        return;
    needs->ask = challenge(l, "Bearer", realm, "", NULL);
    needs->wrong = challenge(l, "Bearer", realm, ", error=\"invalid_token\"", NULL);
    needs->malformed = challenge(l, "Bearer", realm, ", error=\"invalid_request\"", NULL);
    needs->lacks = challenge(l, "Bearer", realm, ", error=\"insufficient_scope\"", needs->role);
}

void load_needs(struct loader *l, const struct yaml_node *node, const char *realm,
                struct http_needs *needs)
{
    static const char *const words[] = {"login", "basic", "bearer"};
    uint32_t word = 1;
    struct map_values v;
    if (node->kind == YAML_TEXT) {
        if (!load_word(l, node, words, 3, &word))
            return;
    } else {
        if (!load_map(l, node, MAP_NEEDS, false, &v))
            return;
        if (v.value[KEY_NEEDS_BY] != NULL &&
            !load_word(l, v.value[KEY_NEEDS_BY], words, 3, &word))
            return;
        if (v.value[KEY_NEEDS_ROLE] != NULL)
            needs->role = load_plain_word(l, v.value[KEY_NEEDS_ROLE]);
    }
    needs->by = (enum http_way)(HTTP_BY_LOGIN + word);
    put_challenges(l, realm, needs);
}

void load_protections(struct loader *l, const struct yaml_node *node, const char *realm,
                      struct http_site *site)
{
    if (node->kind != YAML_MAP) {
        struct diagnostic *p = load_error(l, node->span, "not-a-map",
                                          N_("protect has paths with what they need."));
        diagnostic_help(p, N_("Write { /admin: basic }."));
        return;
    }
    struct http_protection *rows = memory_take(&l->s->memory, (node->count + 1) * sizeof *rows);
    if (rows == NULL) {
        load_no_memory(l);
        return;
    }
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        if (!load_is_path(child->key)) {
            struct diagnostic *p =
                load_error(l, child->key->span, "bad-path", N_("{value} is not a path."));
            diagnostic_value(l->d, p, "value", child->key->text, SIZE_MAX);
            diagnostic_help(p, N_("A path begins with / and has neither blanks nor ? or #."));
            continue;
        }
        struct http_protection *row = &rows[site->protection_count];
        row->prefix = load_copy(l, child->key->text, child->key->length);
        load_needs(l, child, realm, &row->needs);
        site->protection_count += row->prefix != NULL;
    }
    site->protections = rows;
}

/* --- users --- */

static void load_words(struct loader *l, const struct yaml_node *node, bool tokens,
                       const char *const **list, uint32_t *count)
{
    const char **words = memory_take(&l->s->memory, USER_WORDS * sizeof *words);
    if (words == NULL) {
        load_no_memory(l);
        return;
    }
    *list = words;
    if (!load_is_list(l, node))
        return;
    if (node->count > USER_WORDS) {
        struct diagnostic *p = load_error(l, node->span, "too-many-words",
                                          N_("This list has at most {limit} entries."));
        diagnostic_number(l->d, p, "limit", USER_WORDS);
        return;
    }
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        if (!tokens) {
            words[*count] = load_plain_word(l, child);
        } else if (load_is_text(l, child) &&
                   strspn(child->text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                       "0123456789-._~+/=") == child->length &&
                   child->length > 0 && child->length <= TOKEN_TEXT) {
            words[*count] = load_copy(l, child->text, child->length);
        } else {
            struct diagnostic *p =
                load_bad_value(l, child, "bad-token", N_("{value} is not a token."));
            diagnostic_help(p, N_("A token has letters, digits and - . _ ~ + / only."));
        }
        *count += words[*count] != NULL;
    }
}

static bool is_user_text(const struct yaml_node *node)
{
    return node->length > 0 && node->length <= LOAD_USER_TEXT &&
           strlen(node->text) == node->length;
}

static void bad_user(struct loader *l, const struct yaml_node *node)
{
    (void)load_error(l, node->span, "bad-user",
                     N_("The name of a user and the password have 1 to 31 octets."));
}

static void load_user(struct loader *l, const struct yaml_node *node, struct http_user *user)
{
    struct map_values v = {{NULL}};
    const struct yaml_node *password = node;
    if (node->kind == YAML_MAP) {
        if (!load_map(l, node, MAP_USER, false, &v))
            return;
        password = v.value[KEY_USER_PASSWORD];
    }
    if (password != NULL && !load_is_text(l, password))
        return;
    if (!is_user_text(node->key) || (password != NULL && !is_user_text(password)) ||
        strchr(node->key->text, ':') != NULL) {
        bad_user(l, node->key);
        return;
    }
    user->name = load_copy(l, node->key->text, node->key->length);
    if (password != NULL)
        user->password = load_copy(l, password->text, password->length);
    if (v.value[KEY_USER_ROLES] != NULL)
        load_words(l, v.value[KEY_USER_ROLES], false, &user->roles, &user->role_count);
    if (v.value[KEY_USER_TOKENS] != NULL)
        load_words(l, v.value[KEY_USER_TOKENS], true, &user->tokens, &user->token_count);
}

void load_users(struct loader *l, const struct yaml_node *node, struct http_site *site)
{
    if (node->kind != YAML_MAP) {
        struct diagnostic *p =
            load_error(l, node->span, "not-a-map", N_("Users are names with passwords."));
        diagnostic_help(p, N_("Write { ada: secret }."));
        return;
    }
    struct http_user *users = memory_take(&l->s->memory, (node->count + 1) * sizeof *users);
    if (users == NULL) {
        load_no_memory(l);
        return;
    }
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        load_user(l, child, &users[site->user_count]);
        site->user_count += users[site->user_count].name != NULL;
    }
    site->users = users;
}

/* --- together --- */

static bool somebody_has(const struct http_site *site, const char *role)
{
    for (uint32_t i = 0; i < site->user_count; i++) {
        for (uint32_t k = 0; k < site->users[i].role_count; k++) {
            if (strcmp(site->users[i].roles[k], role) == 0)
                return true;
        }
    }
    return false;
}

/* A role that is misspelt locks everybody out: a warning, since that may be wanted. */
static void check_role(struct loader *l, const struct yaml_node *node,
                       const struct http_site *site, const struct http_needs *needs)
{
    if (needs->role == NULL || somebody_has(site, needs->role))
        return;
    struct diagnostic *p =
        load_warning(l, node->key->span, "role-of-nobody", N_("No user has the role {value}."));
    diagnostic_value(l->d, p, "value", needs->role, SIZE_MAX);
    diagnostic_help(p, N_("Write users: { ada: { password: secret, roles: [admin] } }."));
}

void check_needs(struct loader *l, const struct yaml_node *node, const struct http_site *site)
{
    for (uint32_t i = 0; i < site->count; i++)
        check_role(l, node, site, &site->resources[i].needs);
    for (uint32_t i = 0; i < site->protection_count; i++)
        check_role(l, node, site, &site->protections[i].needs);
}
