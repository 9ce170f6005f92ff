/* tests/live/test_proxy.c: clients of the proxy that mean no good, or forget what they wanted:
 * half a request, none at all, more connections than there are places. Real sockets of the
 * loopback. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "live/proxy.h"
#include "scenario/scenario.h"

#define PATIENCE (100 * SIM_MILLISECOND)

static struct scenario *scenario;
static struct world *world;
static struct live live;
static struct live_proxy *proxy;

static int begin(void **state)
{
    (void)state;
    struct diagnostics diagnostics;
    struct world_def def;
    const char *path = NETSTAGE_SOURCE_DIR "/tests/live/internet.yaml";
    diagnostics_init(&diagnostics, path);
    scenario = scenario_load(path, &diagnostics);
    diagnostics_release(&diagnostics);
    assert_non_null(scenario);
    world_def_init(&def);
    assert_true(scenario_to_world(scenario, &def));
    assert_int_equal(world_build(&def, &world), WORLD_OK);
    world_def_release(&def);
    assert_true(live_init(&live, world, &(struct attachment){.node = NONE}, NULL));
    live.pace = 1000 * LIVE_PACE;
    live_begin(&live);
    uint32_t laptop = world_find_node(world, "laptop");
    assert_int_equal(proxy_listen("127.0.0.1:0", laptop, &proxy), PROXY_OK);
    proxy_set_patience(proxy, PATIENCE, 2 * PATIENCE);
    return 0;
}

static int end(void **state)
{
    (void)state;
    proxy_free(proxy);
    live_release(&live);
    world_free(world);
    scenario_free(scenario);
    return 0;
}

static int client(const char *says)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)proxy_port(proxy))};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof to) == 0);
    assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    assert_int_equal(send(fd, says, strlen(says), 0), (ssize_t)strlen(says));
    return fd;
}

/* Lets the world and the proxy run until the client has been answered and left, or too long.
 * Gives what it was told. */
static size_t listen_to(int fd, char *told, size_t room)
{
    size_t length = 0;
    sim_time start = live_clock();
    while (live_clock() - start < 10 * SIM_SECOND) {
        (void)live_catch_up(&live);
        (void)proxy_carry(proxy, &live);
        ssize_t n = recv(fd, told + length, room - 1 - length, 0);
        if (n == 0)
            break;
        assert_true(n > 0 || errno == EAGAIN || errno == EWOULDBLOCK);
        length += n > 0 ? (size_t)n : 0;
    }
    told[length] = '\0';
    (void)close(fd);
    return length;
}

static void half_a_request(void **state)
{
    (void)state;
    char told[4096];
    sim_time start = live_clock();
    int fd = client("GET http://www.example.test/ HTTP/1.1\r\nHost: a\r\n");
    assert_true(listen_to(fd, told, sizeof told) > 0);
    assert_non_null(strstr(told, "HTTP/1.1 408 Request Timeout\r\n"));
    assert_true(live_clock() - start >= PATIENCE);
}

static void nothing_at_all(void **state)
{
    (void)state;
    char told[64];
    sim_time start = live_clock();
    assert_int_equal(listen_to(client(""), told, sizeof told), 0);
    assert_true(live_clock() - start >= 2 * PATIENCE);
}

/* The body does not come: its sender is let go of, and the simulated server notices. */
static void half_a_body(void **state)
{
    (void)state;
    char told[4096];
    int fd = client(
        "POST http://www.example.test/sink HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab");
    sim_time start = live_clock();
    (void)listen_to(fd, told, sizeof told);
    assert_true(live_clock() - start < 10 * SIM_SECOND);
}

/* All places are taken: who comes then waits, and nobody is kept awake by it; the first who
 * goes makes room. */
static void more_than_there_is_room_for(void **state)
{
    (void)state;
    static int fds[PROXY_CLIENTS_MAX];
    static char told[65536];
    fd_set readable, writable;
    int highest = -1;
    proxy_set_patience(proxy, PROXY_HEAD_TIME, PROXY_IDLE);
    uint64_t before = proxy_counted(proxy)->connections;
    for (int i = 0; i < PROXY_CLIENTS_MAX; i++) {
        fds[i] = client("GET ");
        (void)proxy_carry(proxy, &live);
    }
    int last = client("GET http://www.example.test/ HTTP/1.0\r\n\r\n");
    sim_time start = live_clock();
    while (live_clock() - start < 50 * SIM_MILLISECOND)
        (void)proxy_carry(proxy, &live);
    assert_int_equal(proxy_counted(proxy)->connections - before, PROXY_CLIENTS_MAX);
    FD_ZERO(&readable);
    FD_ZERO(&writable);
    proxy_watch(proxy, &readable, &writable, &highest);
    struct timeval none = {0};
    assert_int_equal(select(highest + 1, &readable, &writable, NULL, &none), 0);
    (void)close(fds[7]);
    assert_true(listen_to(last, told, sizeof told) > 0);
    assert_non_null(strstr(told, "<h1>Simulated</h1>"));
    for (int i = 0; i < PROXY_CLIENTS_MAX; i++)
        if (i != 7)
            (void)close(fds[i]);
    proxy_set_patience(proxy, PATIENCE, 2 * PATIENCE);
}

/* A head without end is not gathered for ever. */
static void an_endless_head(void **state)
{
    (void)state;
    static char told[4096], line[20000];
    memset(line, 'x', sizeof line - 1);
    int fd = client("GET http://www.example.test/ HTTP/1.1\r\nX: ");
    (void)send(fd, line, sizeof line - 1, 0);
    assert_true(listen_to(fd, told, sizeof told) > 0);
    assert_non_null(strstr(told, "HTTP/1.1 431 "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_a_request),  cmocka_unit_test(nothing_at_all),
        cmocka_unit_test(half_a_body),     cmocka_unit_test(more_than_there_is_room_for),
        cmocka_unit_test(an_endless_head),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
