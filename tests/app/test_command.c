/* tests/app/test_command.c: command lines, good and bad, with the words of the refusal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "app/manual.h"
#include "app/tool.h"
#include "base/hash.h"
#include "wire/dns.h"

static char error_octets[COMMAND_ERROR_MAX];

static int parse(const char *line, struct command *command)
{
    struct text error = text_over(error_octets, sizeof error_octets);
    return command_parse(line, strlen(line), command, &error);
}

struct refused {
    const char *line;
    int status;
    const char *error;
};

static const struct refused refused[] = {
    {"", 2, "sh: the line holds no command"},
    {"  \t ", 2, "sh: the line holds no command"},
    {"ping 'x", 2, "sh: unexpected end of line while looking for the closing '"},
    {"pong x", 127, "pong: command not found; did you mean `ping`?"},
    {"frobnicate", 127, "frobnicate: command not found"},
    {"ping", 1, "ping: usage error: Destination address required"},
    {"ping -c abc x", 1, "ping: invalid argument: 'abc'"},
    {"ping -c 0 x", 1, "ping: invalid argument: '0': out of range: 1 <= value <= 4294967295"},
    {"ping -s 65508 x", 1,
     "ping: invalid argument: '65508': out of range: 0 <= value <= 65507"},
    {"ping -t 256 x", 1, "ping: invalid argument: '256': out of range: 1 <= value <= 255"},
    {"ping -i 0 x", 2,
     "ping: cannot flood, minimal interval for user must be >= 2 ms, use -i 0.002 (or higher)"},
    {"ping -M never x", 2, "ping: invalid -M argument: never"},
    {"ping -i 1x x", 1, "ping: invalid argument: '1x'"},
    {"ping -z x", 2,
     "ping: invalid option -- 'z'\nUsage: ping [-Dnqv] [-c count] [-i interval] "
     "[-I interface] [-M hint] [-Q tos] [-s size] [-t ttl] [-W timeout] [-w deadline] "
     "destination"},
    {"ping x -c", 2,
     "ping: option requires an argument -- 'c'\nUsage: ping [-Dnqv] [-c count] [-i interval] "
     "[-I interface] [-M hint] [-Q tos] [-s size] [-t ttl] [-W timeout] [-w deadline] "
     "destination"},
    {"tc -s qdisc", 255, "Option \"-s\" is unknown, try \"tc -help\"."},
    {"tc qdisc add dev eth0 root netem delay abc", 1, "Illegal \"latency\""},
    {"tc qdisc add dev eth0 root netem delay 601s", 1, "Illegal \"latency\""},
    {"tc qdisc add dev eth0 root netem delay 1ms 1x", 1, "Illegal \"latency\""},
    {"tc qdisc add dev eth0 root netem delay", 255,
     "Command line is not complete. Try option \"help\""},
    {"tc qdisc add dev eth0 root netem loss 110%", 1, "Illegal \"loss percent\""},
    {"tc qdisc add dev eth0 root netem loss x", 1, "Unknown loss parameter: x"},
    {"tc qdisc add dev eth0 root netem loss 1% 25%", 1,
     "netem: draws do not depend on each other here: no correlation \"25%\""},
    {"tc qdisc add dev eth0 root netem corrupt", 255,
     "Command line is not complete. Try option \"help\""},
    {"tc qdisc add dev eth0 root netem rate x", 1, "Illegal \"rate\""},
    {"tc qdisc add dev eth0 root netem rate 0", 1, "Illegal \"rate\""},
    {"tc qdisc add dev eth0 root netem limit x", 1, "Illegal \"limit\""},
    {"tc qdisc add dev", 255, "Command line is not complete. Try option \"help\""},
    {"sysctl", 1, "sysctl: no variables specified\nTry `sysctl --help' for more information."},
    {"hostname x", 1, "hostname: you must be root to change the host name"},
    {"date -x", 1, "date: invalid option -- 'x'\nTry 'man date' for more information."},
    {"traceroute", 2, "Specify \"host\" missing argument."},
    {"traceroute -z x", 2, "Bad option `-z'"},
    {"traceroute -m 0 x", 2, "Cannot handle the argument of an option: `0'"},
    {"traceroute -q 11 x", 2, "Cannot handle the argument of an option: `11'"},
    {"traceroute -f 9 -m 5 x", 2, "first hop out of range"},
    {"arp -d", 255, "arp: need host name"},
    {"arp -s 10.0.0.1", 255, "arp: need hardware address"},
    {"arp -x", 3,
     "arp: invalid option -- 'x'\nUsage: arp [-aenv] [host] or arp -d host or arp -s host "
     "hw_addr"},
    {"arp a b", 3, "arp: too many hosts"},
    {"dig a..b", 1, "dig: 'a..b' is not a legal name (the name has an empty label)"},
    {"dig +shrot x", 1, "Invalid option: +shrot; did you mean `+short`?"},
    {"dig +notrase x", 1, "Invalid option: +notrase; did you mean `+trace`?"},
    {"dig -x 1.2.3", 1, "Invalid IP address 1.2.3"},
    {"dig -t FOO x", 1, ";; Warning, ignoring invalid type FOO"},
    {"dig -p 0 x", 1, "Couldn't parse port number '0'"},
    {"dig -t", 1, "dig: option -t needs a value"},
    {"host", 1, "Usage: host [-Tr] [-t type] [-R retries] [-W seconds] name [server]"},
    {"host -t FOO x", 1, "host: invalid type: FOO"},
    {"host -z x", 1, "host: illegal option -- -z"},
    {"host -W", 1, "host: option requires an argument -- -W"},
    {"host -W 0 x", 1, "bad number '0'"},
    {"host a..b", 1, "host: 'a..b' is not a legal name"},
    {"nslookup", 1, "Usage: nslookup [-type=TYPE] [-vc] name [server]"},
    {"nslookup -type=FOO x", 1, "unknown query type: FOO"},
    {"nslookup -foo x", 1, "*** Invalid option: foo"},
    {"dig +dnssec x", 1, "dig: +dnssec: there is no DNSSEC here, zones are not signed"},
    {"dig +tries=0 x", 1, "Couldn't parse +tries=0"},
    {"dig -6 x", 1, "can't find IPv6 networking"},
    {"dig b c d e f g h j i", 1, "dig: too many names: 'i'"},
    {"curl", 2,
     "curl: no URL specified!\n"
     "curl: try 'curl --help' or 'curl --manual' for more information"},
    {"curl -Q x", 2,
     "curl: option -Q: is unknown\n"
     "curl: try 'curl --help' or 'curl --manual' for more information"},
    {"curl --heder x", 2,
     "curl: option --heder: is unknown; did you mean `--header`?\n"
     "curl: try 'curl --help' or 'curl --manual' for more information"},
    {"curl x -H", 2,
     "curl: option -H: requires parameter\n"
     "curl: try 'curl --help' or 'curl --manual' for more information"},
    {"curl -I -d a x", 2,
     "Warning: You can only select one HTTP request method! You asked for both POST \n"
     "Warning: (-d, --data) and HEAD (-I, --head)."},
    {"curl -H 'no colon' x", 2, "curl: a header is written as 'Name: value'"},
    {"cat x | wc", 2, "sh: `|' is not understood here: > FILE keeps what a command prints"},
    {"cat x; cat y", 2, "sh: `;' is not understood here: one command a line"},
    {"cat x && cat y", 2, "sh: `&&' is not understood here: one command a line"},
    {"cat x || cat y", 2, "sh: `||' is not understood here: one command a line"},
    {"curl http://x/?a=1&b=2", 2,
     "sh: `&' within a line: put a URL that has one in quotation marks"},
    {"(cat x)", 2, "sh: `(' is not understood here: one command a line"},
    {"cat x >", 2, "sh: syntax error: the name of a file is missing"},
    {"cat < > y", 2, "sh: syntax error: the name of a file is missing"},
    {"cat x > 'y", 2, "sh: unexpected end of line while looking for the closing '"},
    {"cat x 2> y", 2, "sh: `2>' is not understood here, only 2>&1"},
    {"cat x >&2", 2, "sh: `>&' is not understood here, only 2>&1"},
    {"cat << x", 2, "sh: `<<' is not understood here"},
    {"cat", 1, "cat: a file is needed here: nothing can be typed into a command that runs"},
    {"cat -z x", 1, "cat: invalid option -- 'z'\nTry 'man cat' for more information."},
    {"cat --z x", 1, "cat: unrecognized option '--z'\nTry 'man cat' for more information."},
    {"ls -z", 2, "ls: invalid option -- 'z'\nTry 'man ls' for more information."},
    {"rm", 1, "rm: missing operand"},
    {"head -n x y", 1, "head: invalid number of lines: 'x'"},
    {"head -n +3 y", 1, "head: invalid number of lines: '+3'"},
    {"tail -c -1 y", 1, "tail: invalid number of bytes: '-1'"},
    {"tail y -n", 1,
     "tail: option requires an argument -- 'n'\nTry 'man tail' for more information."},
    {"grep", 2, "Usage: grep [-ivncFq] pattern [file...]"},
    {"ip foo", 1, "Object \"foo\" is unknown, try \"ip help\"."},
    {"ip a foo", 255, "Command \"foo\" is unknown, try \"ip address help\"."},
    {"ip -z a", 255, "Option \"-z\" is unknown, try \"ip -help\"."},
    {"ip addr add 10.0.0.9/24", 255, "Not enough information: \"dev\" argument is required."},
    {"ip addr del dev eth0", 255, "Error: argument \"local\" is required."},
    {"ip addr flush", 1, "Flush requires arguments."},
    {"ip addr replace 10.0.0.9/24 dev eth0", 2, "ip: this host cannot do that (replace)"},
    {"ip r get nix", 1, "Error: any valid prefix is expected rather than \"nix\"."},
    {"ip r get 10.0.0.1/33", 1,
     "Error: any valid prefix is expected rather than \"10.0.0.1/33\"."},
    {"ip r add 1.2.3.0/24 via 1.1.1.1 foo", 255,
     "Error: either \"to\" is duplicate, or \"foo\" is a garbage."},
    {"ip neigh del 1.2.3.4", 255, "Device and destination are required arguments."},
    {"ip link set up", 255, "Not enough of information: \"dev\" argument is required."},
    {"ss -z", 255, "ss: invalid option -- 'z'\nUsage: ss [-tulanipo]"},
    {"ss state established", 255, "ss: filters are not understood here"},
    {"help pong", 1, "help: no help topics match `pong'"},
    {"man", 1, "What manual page do you want?\nFor example, try 'man man'."},
    {"man pong", 16, "No manual entry for pong"},
    {"man ls rm", 1, "man: one command at a time"},
    {"curl -m x y", 2,
     "curl: option -m: expected a proper numerical parameter\n"
     "curl: try 'curl --help' or 'curl --manual' for more information"},
};

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct command command;
        int status = parse(refused[i].line, &command);
        if (status != refused[i].status || strcmp(error_octets, refused[i].error) != 0)
            fail_msg("%s: %d %s", refused[i].line, status, error_octets);
    }
}

static void options_of_ping(void **state)
{
    (void)state;
    struct command command;
    assert_int_equal(parse("ping 10.0.0.2", &command), 0);
    const struct ping_options *o = &command.options.ping;
    assert_int_equal(command.kind, COMMAND_PING);
    assert_int_equal(o->count, 0);
    assert_int_equal(o->size, 56);
    assert_true(o->interval_ns == SIM_SECOND && o->wait_ns == 10 * SIM_SECOND);
    assert_int_equal(parse("ping -nqc3 -i 0.25 -s0 www -W 2.5 -t 7 -w9", &command), 0);
    assert_string_equal(command_word(&command, o->destination), "www");
    assert_int_equal(o->count, 3);
    assert_int_equal(o->size, 0);
    assert_int_equal(o->ttl, 7);
    assert_true(o->numeric && o->quiet);
    assert_true(o->interval_ns == SIM_SECOND / 4);
    assert_true(o->wait_ns == 5 * SIM_SECOND / 2);
    assert_true(o->deadline_ns == 9 * SIM_SECOND);
    assert_int_equal(parse("ping -- -c", &command), 0);
    assert_string_equal(command_word(&command, o->destination), "-c");
}

static void what_the_shell_reads(void **state)
{
    (void)state;
    struct command command;
    const struct file_options *o = &command.options.file;
    assert_int_equal(parse("echo a  'b > c' >> out 2>&1 d", &command), 0);
    assert_int_equal(command.flags, COMMAND_APPEND | COMMAND_ERRORS_TOO);
    assert_string_equal(command_word(&command, command.output), "out");
    assert_int_equal(command.input, 0);
    assert_string_equal(command_word(&command, o->names[0]), "a b > c d");
    assert_int_equal(parse(">\"a file\" cat<in -n>out 1>last &", &command), 0);
    assert_int_equal(command.kind, COMMAND_CAT);
    assert_int_equal(command.flags, COMMAND_BACKGROUND);
    assert_string_equal(command_word(&command, command.output), "last");
    assert_string_equal(command_word(&command, command.input), "in");
    assert_int_equal(o->count, 0);
    assert_int_equal(parse("echo -n 12 '&' a\\>b \"|\"", &command), 0);
    assert_string_equal(command_word(&command, o->names[0]), "12 & a>b |");
    assert_int_equal(command.output, 0);
    assert_int_equal(parse("head -25 x y", &command), 0);
    assert_int_equal(o->number, 25);
    assert_int_equal(o->count, 2);
    assert_int_equal(parse("tail -n +3 x", &command), 0);
    assert_true(o->from && o->number == 3);
}

/* Each tool has a manual whose examples can be typed, and whose options are those that it
 * reads. */
static void manuals_are_right(void **state)
{
    (void)state;
    for (int kind = COMMAND_NONE + 1; kind < COMMAND_KINDS; kind++) {
        const struct tool *tool = &tools[kind];
        const struct manual *manual = &manuals[kind];
        if (manual->text == NULL || manual->examples == NULL || manual->examples[0] == NULL)
            fail_msg("%s has no manual", tool->name);
        for (const char *const *example = manual->examples; *example != NULL; example++) {
            struct command command;
            if (parse(*example, &command) != 0 || command.kind != kind)
                fail_msg("%s: %s", *example, error_octets);
        }
        const struct manual_option *option = manual->options;
        for (; option != NULL && option->form != NULL; option++) {
            const char *form = option->form;
            bool letter = form[0] == '-' && tool->letters[0] != '\0';
            if (letter && strchr(tool->letters, form[1]) == NULL)
                fail_msg("%s does not know %s", tool->name, form);
        }
    }
}

static void options_of_dig(void **state)
{
    (void)state;
    struct command command;
    const struct dig_query *q = command.options.dig.query;
    assert_int_equal(parse("dig", &command), 0);
    assert_int_equal(q->type, DNS_NS);
    assert_int_equal(q->name, 0);
    assert_int_equal(
        parse("dig @10.0.0.53 www.example.com MX +noall +answer +norecurse", &command), 0);
    assert_string_equal(command_word(&command, q->server), "10.0.0.53");
    assert_string_equal(command_word(&command, q->name), "www.example.com");
    assert_int_equal(q->type, DNS_MX);
    assert_int_equal(q->print, DIG_ANSWER);
    assert_int_equal(q->recurse, 0);
    assert_int_equal(parse("dig ch txt version.bind +short +time=2 +tries=1 -p 5353", &command),
                     0);
    assert_int_equal(q->klass, DNS_CH);
    assert_int_equal(q->type, DNS_TXT);
    assert_true(q->terse && q->wait_s == 2);
    assert_int_equal(q->tries, 1);
    assert_int_equal(q->port, 5353);
    assert_int_equal(parse("dig -x 10.0.0.80 +trace +noedns", &command), 0);
    assert_true(q->reverse && q->trace && !q->edns);
    assert_int_equal(q->type, DNS_PTR);
    assert_int_equal(
        parse("dig x +tcp +ignore +retry=4 +bufsize=600 +edns=1 +noednsneg", &command), 0);
    assert_true(q->tcp && q->ignore && !q->negotiate);
    assert_true(q->tries == 5 && q->size == 600 && q->edns == 2);
    assert_int_equal(parse("dig x ANY +opcode=4 +header-only", &command), 0);
    assert_true(q->tcp && q->opcode == 4 && q->empty); /* dig asks for ANY over TCP */
}

/* What stands before the first name is for all, what follows a name for that one. */
static void questions_of_dig(void **state)
{
    (void)state;
    struct command command;
    const struct dig_options *o = &command.options.dig;
    assert_int_equal(
        parse("dig @10.0.0.53 +short mx a.b c.d @10.0.0.1 txt +norec -x 1.2.3.4", &command), 0);
    assert_int_equal(o->count, 3);
    assert_string_equal(command_word(&command, o->query[0].server), "10.0.0.53");
    assert_string_equal(command_word(&command, o->query[1].server), "10.0.0.1");
    assert_string_equal(command_word(&command, o->query[2].server), "10.0.0.53");
    assert_string_equal(command_word(&command, o->query[2].name), "1.2.3.4");
    assert_true(o->query[0].type == DNS_MX && o->query[1].type == DNS_TXT);
    assert_true(o->query[0].recurse && !o->query[1].recurse && o->query[2].recurse);
    assert_true(o->query[0].terse && o->query[1].terse && o->query[2].terse);
}

static void options_of_curl(void **state)
{
    (void)state;
    struct command command;
    const struct curl_options *o = &command.options.curl;
    assert_int_equal(
        parse("curl -vs -XPUT -d 'a=1 2' --data b=3 -H \"A: \\\"b\\\"\" --header=C: "
              "http://x/ -o f y --http1.0",
              &command),
        0);
    assert_true(o->verbose && o->silent && !o->include);
    assert_int_equal(o->minor, 0);
    assert_string_equal(command_word(&command, o->method), "PUT");
    assert_int_equal(o->data_count, 2);
    assert_string_equal(command_word(&command, o->data[0].word), "a=1 2");
    assert_string_equal(command_word(&command, o->data[1].word), "b=3");
    assert_int_equal(o->header_count, 2);
    assert_string_equal(command_word(&command, o->headers[0]), "A: \"b\"");
    assert_string_equal(command_word(&command, o->headers[1]), "C:");
    assert_string_equal(command_word(&command, o->outputs[0]), "f");
    assert_int_equal(o->url_count, 2);
    assert_string_equal(command_word(&command, o->urls[0]), "http://x/");
    assert_string_equal(command_word(&command, o->urls[1]), "y");
}

/* How long, how often, how fast: with the units and the defaults of the real one. */
static void curl_has_patience(void **state)
{
    (void)state;
    struct command command;
    const struct curl_options *o = &command.options.curl;
    assert_int_equal(parse("curl x", &command), 0);
    assert_true(o->max_time_ns == 0 && o->connect_ns == 0 && o->rate == 0 && o->retries == 0);
    assert_true(o->expect_ns == SIM_SECOND && o->redirects == 50 && o->minor == 1);
    assert_int_equal(parse("curl -m 1.5 --connect-timeout 2 --expect100-timeout 0.25 --retry 3 "
                           "--retry-delay 4 --retry-max-time 60 --retry-connrefused "
                           "--retry-all-errors --max-redirs 7 x",
                           &command),
                     0);
    assert_true(o->max_time_ns == SIM_SECOND * 3 / 2 && o->connect_ns == 2 * SIM_SECOND &&
                o->expect_ns == SIM_SECOND / 4);
    assert_true(o->retries == 3 && o->retry_delay_ns == 4 * SIM_SECOND &&
                o->retry_max_ns == 60 * SIM_SECOND && o->retry_refused && o->retry_all);
    assert_int_equal(o->redirects, 7);
    static const struct {
        const char *line;
        uint64_t rate;
    } rates[] = {{"curl --limit-rate 500 x", 500},
                 {"curl --limit-rate 20k x", 20480},
                 {"curl --limit-rate 20K x", 20480},
                 {"curl --limit-rate 3m x", 3 * 1048576},
                 {"curl --limit-rate 1G x", 1073741824}};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        assert_int_equal(parse(rates[i].line, &command), 0);
        assert_int_equal(o->rate, rates[i].rate);
    }
}

/* Who asks, through whom, and what is kept. */
static void curl_has_manners(void **state)
{
    (void)state;
    struct command command;
    const struct curl_options *o = &command.options.curl;
    assert_int_equal(parse("curl -sSfLkgj -u amy:secret -x 10.0.0.3:3128 -U bob:word "
                           "--noproxy '*' -A me -e back -r 0-9 -b a=b -b jar -c jar -D heads "
                           "-w '%{http_code}' -C 12 -G x",
                           &command),
                     0);
    assert_true(o->silent && o->show_error && o->fails != 0 && o->location && o->insecure &&
                o->glob_off && o->junk_sessions && o->get && !o->trusted);
    assert_string_equal(command_word(&command, o->user), "amy:secret");
    assert_string_equal(command_word(&command, o->proxy), "10.0.0.3:3128");
    assert_string_equal(command_word(&command, o->proxy_user), "bob:word");
    assert_string_equal(command_word(&command, o->no_proxy), "*");
    assert_string_equal(command_word(&command, o->agent), "me");
    assert_string_equal(command_word(&command, o->referer), "back");
    assert_string_equal(command_word(&command, o->range), "0-9");
    assert_int_equal(o->cookie_count, 2);
    assert_string_equal(command_word(&command, o->cookies[1]), "jar");
    assert_string_equal(command_word(&command, o->jar), "jar");
    assert_string_equal(command_word(&command, o->dump), "heads");
    assert_string_equal(command_word(&command, o->write_out), "%{http_code}");
    assert_true(o->resume != 0 && o->resume_at == 12);
    assert_int_equal(
        parse("curl -T f --location-trusted --oauth2-bearer t http://x/d/", &command), 0);
    assert_string_equal(command_word(&command, o->uploads[0]), "f");
    assert_string_equal(command_word(&command, o->bearer), "t");
    assert_true(o->location && o->trusted && o->upload_count == 1);
}

static void options_of_traceroute_and_arp(void **state)
{
    (void)state;
    struct command command;
    assert_int_equal(parse("traceroute -nI -m 5 -q1 -w 0.5 -p 40000 web", &command), 0);
    const struct traceroute_options *t = &command.options.traceroute;
    assert_true(t->numeric && t->icmp && t->wait_ns == SIM_SECOND / 2);
    assert_int_equal(t->max_hops, 5);
    assert_int_equal(t->queries, 1);
    assert_int_equal(t->port, 40000);
    assert_int_equal(parse("arp -n -d 10.0.0.2", &command), 0);
    assert_true(command.options.arp.remove && command.options.arp.numeric);
    assert_string_equal(command_word(&command, command.options.arp.host), "10.0.0.2");
}

/* Any line, also the longest, is read without overrun and gives a status and, if bad, words. */
static void random_lines_are_survived(void **state)
{
    (void)state;
    static const char *const pieces[] = {"ping ",
                                         "curl ",
                                         "dig ",
                                         "arp ",
                                         "traceroute ",
                                         "-c ",
                                         "-d ",
                                         "-H ",
                                         "a:b ",
                                         "'",
                                         "\"",
                                         "\\",
                                         "@",
                                         "+",
                                         "--",
                                         "=",
                                         "10.0.0.1 ",
                                         "-x ",
                                         "+short ",
                                         "-nqc",
                                         "www.",
                                         "xxxxxxxxxxxxxxxxxxxxxxxx",
                                         " "};
    enum { PIECES = sizeof pieces / sizeof pieces[0] };
    const uint64_t seed = 77;
    print_message("seed %d\n", 77);
    for (uint32_t round = 0; round < 20000; round++) {
        char line[COMMAND_LINE_MAX * 2];
        struct text text = text_over(line, sizeof line);
        uint32_t n = draw_below(draw(seed, round, DRAW_TEST, 0), round % 50 == 0 ? 300 : 12);
        text_put(&text, pieces[round % 5]);
        for (uint32_t i = 0; i < n; i++)
            text_put(&text, pieces[draw_below(draw(seed, round, DRAW_TEST, i + 1), PIECES)]);
        struct command command;
        int status = parse(line, &command);
        assert_true(status >= 0 && status <= 255);
        assert_int_equal(status == 0, error_octets[0] == '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(options_of_ping),
        cmocka_unit_test(what_the_shell_reads),
        cmocka_unit_test(manuals_are_right),
        cmocka_unit_test(options_of_dig),
        cmocka_unit_test(questions_of_dig),
        cmocka_unit_test(options_of_curl),
        cmocka_unit_test(curl_has_patience),
        cmocka_unit_test(curl_has_manners),
        cmocka_unit_test(options_of_traceroute_and_arp),
        cmocka_unit_test(random_lines_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
