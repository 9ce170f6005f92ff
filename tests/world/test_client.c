/* tests/world/test_client.c: what curl does when the network is not as it should be. An answer
 * is lost. Who then sends the request again has two orders when it was a POST, and one when it
 * was a PUT; when TCP sends the answer again, there is never more than one. */
#include "app/web_store.h"
#include "field/filter.h"
#include "screen.h"
#include "small_internet.h"

static struct internet net;
static struct screen screen;

static const struct http_collection orders = {.limit = 9, .largest = 60};
static const struct http_resource resources[] = {
    {.path = "/orders", .kind = HTTP_COLLECTION, .collection = &orders}};
static const struct http_site shop = {.resources = resources, .count = 1};

struct lost {
    const char *command;
    uint32_t answers; /* how many frames with an answer are lost */
    uint32_t orders;  /* that there are in the end */
    uint64_t status;  /* of the command */
    enum rule rule;   /* that must have been applied */
};

static const struct lost losses[] = {
    {"curl -m 2 --retry 1 -d item=pen http://10.0.0.80/orders", 3, 2, 0, RULE_HTTP_RETRIES},
    {"curl -m 2 --retry 1 -X PUT -d item=pen http://10.0.0.80/orders/mine", 3, 1, 0,
     RULE_HTTP_RETRIES},
    {"curl -m 2 -d item=pen http://10.0.0.80/orders", 3, 1, 28, RULE_HTTP_CREATES},
    {"curl -d item=pen http://10.0.0.80/orders", 1, 1, 0, RULE_TCP_RETRANSMISSION_TIMEOUT},
};

static struct world *world_of(const struct lost *lost, const struct filter *answer)
{
    struct world_def def;
    small_internet(&net, &def);
    net.http.site = &shop;
    at(&def, 0, CLIENT, lost->command);
    assert_int_not_equal(world_def_fault(&def, &(struct fault){.direction = 2 * WEB,
                                                               .action = FAULT_DROP,
                                                               .when = answer,
                                                               .first = 1,
                                                               .last = lost->answers,
                                                               .until = SIM_NEVER}),
                         NONE);
    return built(&def);
}

static void a_lost_answer(void **state)
{
    (void)state;
    struct filter_error error;
    struct filter *answer = filter_compile("http.response", &error);
    assert_non_null(answer);
    for (size_t i = 0; i < sizeof losses / sizeof losses[0]; i++) {
        struct world *w = world_of(&losses[i], answer);
        screen_run(&screen, w);
        uint32_t members = web_collection(w->app, WEB, 0)->members;
        if (members != losses[i].orders || screen.status != losses[i].status ||
            !screen.fired[losses[i].rule])
            fail_msg("%s: %u orders, status %u\n%s", losses[i].command, members,
                     (unsigned)screen.status, screen.octets);
        world_free(w);
    }
    filter_free(answer);
}

/* --limit-rate: who reads slowly lets TCP's window close; nothing is lost by it, and it takes
 * as long as it was told to. */
static void a_slow_reader_closes_the_window(void **state)
{
    (void)state;
    static uint8_t octets[200000];
    static const struct http_resource large[] = {
        {.path = "/large", .body = octets, .length = sizeof octets}};
    static const struct http_site site = {.resources = large, .count = 1};
    struct world_def def;
    for (size_t i = 0; i < sizeof octets; i++)
        octets[i] = (uint8_t)(i % 64 == 63 ? '\n' : 'a' + i / 64 % 26);
    small_internet(&net, &def);
    net.http.site = &site;
    at(&def, 0, CLIENT,
       "curl -sS --limit-rate 20k -o got -w '%{size_download} %{time_total}\\n' "
       "http://10.0.0.80/large");
    at(&def, 60 * SIM_SECOND, CLIENT, "tail -c 5 got");
    struct world *w = built(&def);
    screen_run(&screen, w);
    assert_true(screen.fired[RULE_HTTP_KEEPS_PACE] && screen.fired[RULE_TCP_WINDOW_CLOSED] &&
                screen.fired[RULE_TCP_WINDOW_UPDATE]);
    assert_false(screen.fired[RULE_TCP_RETRANSMISSION_TIMEOUT]);
    screen_compare("curl-limit-rate", screen.octets);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lost_answer),
        cmocka_unit_test(a_slow_reader_closes_the_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
