/* What Tab makes of a line that is typed at a host: every command, option, name and address
 * that the tools themselves would take, and nothing that they would refuse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "app/tool.h"
#include "session/completion.h"
#include "session/session.h"

static const char lesson[] =
    "netstage: 1\n"
    "nodes:\n"
    "  laptop: { kind: host, address: 192.0.2.10/24, dns: 192.0.2.53, files: { notes.txt: hi } "
    "}\n"
    "  sw: { kind: switch }\n"
    "  ns:\n"
    "    kind: host\n"
    "    address: 192.0.2.53/24\n"
    "    dns-server:\n"
    "      zones:\n"
    "        example.org:\n"
    "          - \"@ SOA ns.example.org. admin.example.org. 1 7200 900 1209600 300\"\n"
    "          - \"@ NS ns.example.org.\"\n"
    "          - \"ns A 192.0.2.53\"\n"
    "          - \"www A 192.0.2.80\"\n"
    "          - \"mail A 192.0.2.25\"\n"
    "  web:\n"
    "    kind: host\n"
    "    address: 192.0.2.80/24\n"
    "    http: { resources: { /a.html: x, /b.html: y } }\n"
    "links:\n"
    "  - [laptop, sw]\n"
    "  - [ns, sw]\n"
    "  - [web, sw]\n";

static struct scenario *scenario;
static struct session *session;
static struct completion found;

static const char *complete(const char *line)
{
    const struct completion_place place = {
        .world = session_view(session), .scenario = scenario, .node = 0};
    completion_find(&place, line, strlen(line), &found);
    return found.count > 0 ? found.common : "";
}

static bool offers(const char *word)
{
    for (uint32_t i = 0; i < found.count; i++)
        if (strcmp(found.word[i], word) == 0)
            return true;
    return false;
}

static void commands(void **state)
{
    (void)state;
    assert_string_equal(complete("tracer"), "traceroute");
    assert_true(found.whole);
    assert_int_equal(found.start, 0);
    (void)complete("");
    for (int kind = COMMAND_NONE + 1; kind < COMMAND_KINDS; kind++)
        assert_true(offers(tools[kind].name));
    assert_int_equal(found.total, found.count);
    assert_string_equal(complete("xyz"), "");
}

/* Every letter and long option of the table is offered, and no other word. */
static void options(void **state)
{
    (void)state;
    for (int kind = COMMAND_NONE + 1; kind < COMMAND_KINDS; kind++) {
        const struct tool *tool = &tools[kind];
        char line[64];
        (void)snprintf(line, sizeof line, "%s -", tool->name);
        (void)complete(line);
        for (uint32_t i = 0; i < found.count; i++) {
            const char *word = found.word[i];
            bool known = word[1] != '-' && word[2] == '\0' && strchr(tool->letters, word[1]);
            for (const struct long_option *o = tool->long_options; o != NULL && o->name != NULL;
                 o++)
                known = known || (word[1] == '-' && strcmp(word + 2, o->name) == 0);
            known = known || (tool->words != NULL && strstr(tool->words, word) != NULL);
            if (!known)
                fail_msg("%s is offered for %s", word, tool->name);
        }
        for (const char *l = tool->letters; *l != '\0'; l++) {
            char word[3] = {'-', *l, '\0'};
            if (*l != ':' && (*l < '0' || *l > '9') && !offers(word))
                fail_msg("%s is not offered for %s", word, tool->name);
        }
    }
    assert_string_equal(complete("curl --insec"), "--insecure");
    assert_string_equal(complete("dig +sho"), "+short");
}

/* The words that the table names are words that the tool takes. */
static void words(void **state)
{
    (void)state;
    for (int kind = COMMAND_NONE + 1; kind < COMMAND_KINDS; kind++) {
        const char *at = tools[kind].words != NULL ? tools[kind].words : "";
        while (*at != '\0') {
            static struct command command;
            char line[128], buffer[COMMAND_ERROR_MAX];
            size_t n = strcspn(at, " ");
            struct text error = text_over(buffer, sizeof buffer);
            (void)snprintf(line, sizeof line, "%s %.*s www.example.org", tools[kind].name,
                           (int)n, at);
            if (command_parse(line, strlen(line), &command, &error) != 0)
                fail_msg("%s: %s", line, buffer);
            at += n + strspn(at + n, " ");
        }
    }
}

static void hosts(void **state)
{
    (void)state;
    assert_string_equal(complete("ping www.ex"), "www.example.org");
    assert_string_equal(complete("ping 192.0.2."), "192.0.2.");
    assert_true(found.count == 3 && offers("192.0.2.53") && !found.whole);
    assert_string_equal(complete("ping lap"), "laptop");
    assert_string_equal(complete("ping laptop"), "192.0.2.10"); /* nobody knows that name */
    assert_int_equal(found.start, 5);
    assert_string_equal(complete("dig @192.0.2.5"), "@192.0.2.53");
    assert_string_equal(complete("dig @ns"), "@ns.example.org");
}

static void urls(void **state)
{
    (void)state;
    assert_string_equal(complete("curl -v http://w"), "http://www.example.org/");
    assert_false(found.whole); /* a path may follow */
    (void)complete("curl ht");
    assert_true(offers("http://www.example.org/") && offers("http://192.0.2.80/"));
    assert_false(offers("http://mail.example.org/")); /* no web server has that address */
    assert_string_equal(complete("curl http://192.0.2.80/"), "http://192.0.2.80/");
    assert_true(found.count == 2 && offers("http://192.0.2.80/b.html"));
    assert_string_equal(complete("curl http://www.example.org/a"),
                        "http://www.example.org/a.html");
    assert_true(found.whole);
}

static void files(void **state)
{
    (void)state;
    assert_string_equal(complete("cat no"), "notes.txt");
    assert_string_equal(complete("curl -d @n"), "@notes.txt");
    assert_string_equal(complete("ping > /etc/h"), "/etc/hosts");
    assert_string_equal(complete("curl -o n"), "notes.txt");
    assert_string_equal(complete("man tracer"), "traceroute");
    (void)complete("tail -");
    assert_true(offers("-n") && !offers("-4"));
    (void)complete("ping -");
    assert_true(offers("-4"));
}

static int open_lesson(void **state)
{
    struct diagnostics diagnostics;
    (void)state;
    diagnostics_init(&diagnostics, "lesson");
    scenario = scenario_load_text(lesson, strlen(lesson), "lesson", &diagnostics);
    if (scenario == NULL) {
        struct growing out = {0};
        diagnostics_put(&diagnostics, &out);
        print_error("%s\n", growing_text(&out));
        growing_release(&out);
    }
    diagnostics_release(&diagnostics);
    session = scenario != NULL ? session_open(scenario, 0) : NULL;
    return session != NULL ? 0 : -1;
}

static int close_lesson(void **state)
{
    (void)state;
    session_close(session);
    scenario_free(scenario);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands), cmocka_unit_test(options), cmocka_unit_test(words),
        cmocka_unit_test(hosts),    cmocka_unit_test(files),   cmocka_unit_test(urls),
    };
    return cmocka_run_group_tests(tests, open_lesson, close_lesson);
}
