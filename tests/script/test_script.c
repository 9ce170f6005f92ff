/* tests/script/test_script.c: the player of packet scripts: what it accepts, and that what is
 * not as written fails at the right line, for the right reason. That the stack is right is not
 * the matter here: see tests/packets. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "script/script.h"

#define LISTENER                                                                               \
    "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"                                            \
    "+0 bind(3, ..., ...) = 0\n"                                                               \
    "+0 listen(3, 5) = 0\n"
#define OPENED                                                                                 \
    LISTENER                                                                                   \
    "+.1 < S 0:0(0) win 1000 <mss 1000>\n"                                                     \
    "+0 > S. 0:0(0) ack 1 <mss 1460>\n"                                                        \
    "+.1 < . 1:1(0) ack 1 win 1000\n"                                                          \
    "+0 accept(3, ..., ...) = 4\n"

static struct script_result play(const char *text)
{
    struct script_trouble trouble;
    struct script_result result;
    struct script *script = script_read(text, strlen(text), &trouble);
    if (script == NULL)
        fail_msg("line %u: %s", (unsigned)trouble.line, trouble.sentence);
    script_play(script, NULL, &result);
    script_free(script);
    return result;
}

static void passes(const char *text)
{
    struct script_result result = play(text);
    if (!result.passed)
        fail_msg("line %u: %s\nexpected: %s\ncame: %s\n%s", (unsigned)result.line,
                 result.sentence, result.expected, result.came, growing_text(&result.ladder));
    script_result_release(&result);
}

/* Fails at this line; the sentence, what was expected and what came have these words. */
static void fails(const char *text, uint32_t line, const char *sentence, const char *expected,
                  const char *came)
{
    struct script_result result = play(text);
    assert_false(result.passed);
    if (result.line != line || strstr(result.sentence, sentence) == NULL ||
        strstr(result.expected, expected) == NULL || strstr(result.came, came) == NULL)
        fail_msg("line %u, not %u: %s\nexpected: %s\ncame: %s", (unsigned)result.line,
                 (unsigned)line, result.sentence, result.expected, result.came);
    script_result_release(&result);
}

static void unreadable(const char *text, uint32_t line, const char *sentence, const char *help)
{
    struct script_trouble trouble;
    struct script *script = script_read(text, strlen(text), &trouble);
    assert_null(script);
    if (trouble.line != line || strstr(trouble.sentence, sentence) == NULL ||
        strstr(trouble.help, help) == NULL)
        fail_msg("line %u, not %u: %s\n%s", (unsigned)trouble.line, (unsigned)line,
                 trouble.sentence, trouble.help);
}

static void what_is_as_written_passes(void **state)
{
    (void)state;
    passes(OPENED "+0 write(4, ..., 1500) = 1500\n"
                  "+0 > . 1:1001(1000) ack 1 win 65535\n"
                  "+.1 < . 1:1(0) ack 1001 win 1000\n"
                  "+0 > P. 1001:1501(500) ack 1\n"
                  "+.1 < P. 1:101(100) ack 1501 win 1000\n"
                  "+0 ioctl(4, SIOCINQ, [100]) = 0\n"
                  "+0 read(4, ..., 1000) = 100\n"
                  "+.2 > . 1501:1501(0) ack 101\n"
                  "+0 getsockopt(4, SOL_SOCKET, SO_ERROR, [0], [4]) = 0\n"
                  "+0 %{ assert tcpi_state == TCP_ESTABLISHED and tcpi_unacked == 0 }%\n"
                  "+0 fcntl(4, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
                  "+0 read(4, ..., 10) = -1 EAGAIN (Resource temporarily unavailable)\n"
                  "+0 poll([{fd=4, events=POLLIN|POLLOUT, revents=POLLOUT}], 1, 0) = 1\n");
}

static void comments_options_and_settings(void **state)
{
    (void)state;
    passes("--tolerance_usecs=5000 --mtu=1000\n--bind_port=80\n"
           "// one kind\n/* and\nanother */\n"
           "`sysctl -q net.ipv4.tcp_timestamps=0 net.netstage.rto_initial=2s;\n"
           " sysctl -q net.ipv4.tcp_rmem=\"4096 20000 60000\"`\n" LISTENER
           "+.1 < 5555 > 80: S 100:100(0) win 1000 <mss 1000,nop,wscale 2>\n"
           "+0 > 80 > 5555: S. 0:0(0) ack 101 win 20000 <mss 960>\n"
           "+2.004 > S. 0:0(0) ack 101 <...>\n");
}

static void another_packet_fails_at_its_line(void **state)
{
    (void)state;
    fails(LISTENER "+.1 < S 0:0(0) win 1000 <mss 1000>\n+0 > S. 0:0(0) ack 2 <mss 1460>\n", 5,
          "the acknowledgment number", "ack 2", "ack 1");
    fails(LISTENER "+.1 < S 0:0(0) win 1000 <mss 1000>\n+0 > S. 0:0(0) ack 1 <mss 1400>\n", 5,
          "the options", "mss 1400", "mss 1460");
    fails(LISTENER "+.1 < S 0:0(0) win 1000 <mss 1000>\n+0 > SP. 0:0(0) ack 1 <...>\n", 5,
          "the flags", "SP.", "S. 0:0(0)");
    fails(OPENED "+0 write(4, ..., 10) = 10\n+0 > P. 1:12(11) ack 1\n", 9, "the length",
          "1:12(11)", "1:11(10)");
    fails(OPENED "+0 write(4, ..., 10) = 10\n+0 > P. 1:11(10) ack 1 win 100\n", 9, "the window",
          "win 100", "win 65535");
    fails(OPENED "+0 write(4, ..., 10) = 10\n+0 > (ttl 1) P. 1:11(10) ack 1\n", 9,
          "the time to live", "ttl 1", "ttl 64");
}

static void a_packet_at_another_time_fails(void **state)
{
    (void)state;
    fails(OPENED "+0 write(4, ..., 10) = 10\n+0 > P. 1:11(10) ack 1\n+.9 > P. 1:11(10) ack 1\n",
          10, "sent nothing", "1.100000", "");
    fails(OPENED
          "+0 write(4, ..., 10) = 10\n+0 > P. 1:11(10) ack 1\n+1.1 > P. 1:11(10) ack 1\n",
          10, "too early", "1.300000", "1.200000");
    passes("--tolerance_usecs=100000\n" OPENED
           "+0 write(4, ..., 10) = 10\n+0 > P. 1:11(10) ack 1\n+1.1 > P. 1:11(10) ack 1\n");
    passes(OPENED "+0 write(4, ..., 10) = 10\n+0 > P. 1:11(10) ack 1\n"
                  "+.9~+1.1 > P. 1:11(10) ack 1\n* > P. 1:11(10) ack 1\n");
    fails(OPENED "+0 write(4, ..., 10) = 10\n+0 > P. 1:11(10) ack 1\n"
                 "+1.2~+1.4 > P. 1:11(10) ack 1\n",
          10, "too early", "", "");
}

static void what_nobody_expects_fails(void **state)
{
    (void)state;
    fails(OPENED "+0 write(4, ..., 10) = 10\n+.1 < . 1:1(0) ack 11 win 1000\n", 9, "unasked",
          "", "P. 1:11(10)");
    fails(OPENED "+0 write(4, ..., 10) = 10\n", 8, "has sent more", "", "P. 1:11(10)");
    fails(OPENED "+0 < P. 1:11(10) ack 1 win 1000\n+.1 read(4, ..., 10) = 10\n"
                 "+.5 write(4, ..., 1) = 1\n+0 > P. 1:2(1) ack 11\n",
          10, "unasked", "", "ack 11");
}

static void calls_must_give_what_is_written(void **state)
{
    (void)state;
    fails(LISTENER "+0 bind(3, ..., ...) = 0\n", 4, "something else", "= 0", "EINVAL");
    fails(OPENED "+0 close(7) = 0\n", 8, "something else", "= 0", "EBADF");
    fails(OPENED "+0 read(4, ..., 10) = 10\n", 8, "blocks", "read(4", "");
    fails(OPENED "+0 < P. 1:11(10) ack 1 win 1000\n+0 ioctl(4, SIOCINQ, [9]) = 0\n", 9,
          "something else", "= 9", "= 10");
    fails(OPENED "+0 %{ assert tcpi_snd_cwnd == 11 or cwnd < 5 }%\n", 8, "does not hold",
          "tcpi_snd_cwnd == 11 or cwnd < 5", "tcpi_snd_cwnd = 10, cwnd = 10000");
    fails(OPENED "+0 %{ assert tcpi_rto / 0 == 1 }%\n", 8, "does not hold", "tcpi_rto / 0", "");
    fails(LISTENER "0.5 close(3) = 0\n0.4 close(3) = 0\n", 5, "has passed", "", "");
}

static void calls_that_block(void **state)
{
    (void)state;
    passes(LISTENER "+0...0.2 accept(3, ..., ...) = 4\n"
                    "+.1 < S 0:0(0) win 1000 <mss 1000>\n"
                    "+0 > S. 0:0(0) ack 1 <...>\n"
                    "+.1 < . 1:1(0) ack 1 win 1000\n"
                    "+0...0.3 read(4, ..., 100) = 10\n"
                    "+.3 < P. 1:11(10) ack 1 win 1000\n"
                    "+.2 > . 1:1(0) ack 11\n");
    passes("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
           "+.1...0.2 connect(3, ..., ...) = 0\n"
           "+0 > S 0:0(0) <...>\n"
           "+.1 < S. 0:0(0) ack 1 win 1000 <mss 1000>\n"
           "+0 > . 1:1(0) ack 1\n"
           "+0...0.05 poll([{fd=3, events=POLLIN, revents=0}], 1, 50) = 0\n");
    fails(LISTENER "+0...0.2 accept(3, ..., ...) = 4\n"
                   "+.1 < S 0:0(0) win 1000 <mss 1000>\n"
                   "+0 > S. 0:0(0) ack 1 <...>\n"
                   "+.05 < . 1:1(0) ack 1 win 1000\n",
          4, "too early", "0.200000", "0.150000");
    fails(LISTENER "+0...0.2 accept(3, ..., ...) = 4\n+1 close(3) = 0\n", 4, "", "0.200000",
          "");
    fails(LISTENER "+0...0.2 accept(3, ..., ...) = 4\n", 4, "still blocks", "0.200000", "");
}

static void a_blocked_write_goes_on(void **state)
{
    (void)state;
    passes("`sysctl -q net.netstage.send_buffer=2000`\n" OPENED
           "+0...0.1 write(4, ..., 3000) = 3000\n"
           "+0 > . 1:1001(1000) ack 1\n"
           "+.1 < . 1:1(0) ack 1001 win 1000\n"
           "+0 > P. 1001:2001(1000) ack 1\n"
           "+.1 < . 1:1(0) ack 2001 win 1000\n"
           "+0 > P. 2001:3001(1000) ack 1\n");
}

static void datagrams_and_icmp(void **state)
{
    (void)state;
    passes("0 socket(..., SOCK_DGRAM, IPPROTO_UDP) = 3\n"
           "+0 bind(3, ..., ...) = 0\n"
           "+.1 < udp (100)\n"
           "+0 recvfrom(3, ..., 200, 0, ..., ...) = 100\n"
           "+0 sendto(3, ..., 50, 0, ..., ...) = 50\n"
           "+0 > udp (50)\n"
           "+.1 < icmp echo_request id 7 seq 1 (56)\n"
           "+0 > icmp echo_reply id 7 seq 1 (56)\n");
    fails("0 socket(..., SOCK_DGRAM, IPPROTO_UDP) = 3\n"
          "+0 sendto(3, ..., 50, 0, ..., ...) = 50\n+0 > udp (51)\n",
          3, "the length", "udp (51)", "udp (50)");
    passes("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
           "+0...0.1 connect(3, ..., ...) = -1 ECONNREFUSED (Connection refused)\n"
           "+0 > S 0:0(0) <...>\n"
           "+.1 < icmp unreachable port_unreachable [0:0(0)]\n");
}

static void unreadable_scripts_say_where(void **state)
{
    (void)state;
    unreadable("", 1, "nothing in this script", "an event a line");
    unreadable("0 sockett(..., SOCK_STREAM, IPPROTO_TCP) = 3\n", 1, "sockett", "socket?");
    unreadable(LISTENER "+0 < S 0:0(0 win 1\n", 4, "“)” is needed", "");
    unreadable(LISTENER "+0 < S 0:5(4)\n", 4, "not its start and its length", "1:1001(1000)");
    unreadable(LISTENER "+0 < SX 0:0(0)\n", 4, "SX", "S (SYN)");
    unreadable(LISTENER "+0 < . 0:0(0)\n", 4, "without a number", "");
    unreadable(LISTENER "+0 < S 0:0(0) <msss 1>\n", 4, "msss", "mss?");
    unreadable(LISTENER "+0 < S 0:0(0) <...>\n", 4, "needs its options", "");
    unreadable(LISTENER "+0~+1 < S 0:0(0)\n", 4, "one time", "");
    unreadable(LISTENER "+0 accept(3) = 4\n", 4, "arguments", "accept(3, ..., ...)");
    unreadable(LISTENER "+0 accept(3, ..., ...) = -1 EAGIN\n", 4, "EAGIN", "EAGAIN?");
    unreadable(LISTENER "+0 accept(3, ..., ...) = -1\n", 4, "needs its error", "EAGAIN");
    unreadable("`sysctl -q net.ipv4.tcp_sak=1`\n", 1, "tcp_sak", "tcp_sack?");
    unreadable("`sysctl -q net.ipv4.tcp_sack=7`\n", 1, "tcp_sack=7", "whole");
    unreadable("--tolerance_usec=3\n", 1, "tolerance_usec", "tolerance_usecs?");
    unreadable(LISTENER "+0 %{ import os }%\n", 4, "assert", "no Python");
    unreadable(LISTENER "+0 %{ assert tcpi_sndcwnd == 1 }%\n", 4, "tcpi_sndcwnd",
               "tcpi_snd_cwnd?");
    unreadable(LISTENER "/* no end\n", 4, "never closed", "*/");
    unreadable(LISTENER "+0 < icmp type_256\n", 4, "type_256", "unreachable");
    unreadable(LISTENER "+0 < icmp unreachable code_1x\n", 4, "code_1x", "");
    unreadable(LISTENER "+0 writev(3, [1, 2], ...) = 3\n", 4, "arguments", "writev(4, [{");
    unreadable(LISTENER "+0 sendmsg(3, [], 0) = 3\n", 4, "arguments", "msg_iov");
    unreadable(LISTENER "+never close(3) = 0\n", 4, "time in seconds", "* for any");
}

static void passes_over(const char *text, const char *first)
{
    struct script_trouble trouble;
    struct script *script = script_read(text, strlen(text), &trouble);
    assert_non_null(script);
    const struct script_note *note = script_notes(script);
    assert_non_null(note);
    assert_string_equal(note->passed_over, first);
    assert_null(note->next);
    script_free(script);
}

/* Scripts of other systems find that system's habits; what cannot be done is noted. */
static void scripts_of_other_systems(void **state)
{
    (void)state;
    passes("+0 `sysctl -w net.inet.tcp.rfc1323=1`\n"
           "+0 `sysctl -w net.inet.tcp.sack.enable=1 kern.ipc.maxsockbuf=2097152`\n" LISTENER
           "+.1 < S 0:0(0) win 1000 <mss 1000,sackOK,wscale 3,TS val 7 ecr 0>\n"
           "+0 > S. 0:0(0) ack 1 <mss 1460,nop,wscale 6,sackOK,TS val 100 ecr 7>\n");
    passes("+0 `sysctl net.inet.tcp.rfc1323=3 net.inet.tcp.sack.enable=0`\n" LISTENER
           "+.1 < S 0:0(0) win 1000 <mss 1000,sackOK,wscale 3,TS val 7 ecr 0>\n"
           "+0 > S. 0:0(0) ack 1 <mss 1460,nop,nop,TS val 100 ecr 7>\n");
    passes("`../common/defaults.sh`\n" LISTENER
           "+.1 < S 0:0(0) win 1000 <mss 1000,sackOK,nop,nop,nop,wscale 7>\n"
           "+0 > S. 0:0(0) ack 1 <mss 1460,nop,nop,sackOK,nop,wscale 8>\n");
    passes("--profile=linux\n" LISTENER "+.1 < S 0:0(0) win 1000 <mss 1000,nop,wscale 7>\n"
           "+0 > S. 0:0(0) ack 1 <mss 1460,nop,wscale 7>\n");
    passes_over("`ip route flush cache | cat`\n" LISTENER, "ip route flush cache | cat");
    passes_over("`sysctl -q net.ipv4.tcp_sack=1; sysctl kern.hz=1`\n" LISTENER, "kern.hz");
    passes_over(LISTENER "+0 %{ print \"{} {}\".format(tcpi_snd_cwnd, 1); assert 1 == 1 }%\n",
                "print \"{} {}\".format(tcpi_snd_cwnd, 1)");
    fails(OPENED "+0 %{ print(1)\n assert tcpi_snd_cwnd == 11 }%\n", 8, "does not hold",
          "tcpi_snd_cwnd == 11", "");
    unreadable("--profile=plan9\n" LISTENER, 1, "plan9", "");
    unreadable("`sysctl net.inet.tcp.rfc1323=4`\n" LISTENER, 1, "rfc1323=4", "");
    unreadable("`sysctl net.inet.tcp.msl=x`\n" LISTENER, 1, "msl=x", "");
}

/* What scripts of other systems say in other words, or leave out. */
static void other_ways_to_say_it(void **state)
{
    (void)state;
    passes_over("`x/defaults.sh`\n" LISTENER, "x/defaults.sh");
    passes("`x/defaults.sh\nsysctl -q net.ipv4.tcp_min_tso_segs=4`\n" LISTENER);
    unreadable("`sysctl -q net.ipv4.tcp_min_tso_segs=4`\n" LISTENER, 1, "tso_segs", "");
    passes_over("`sysctl -q net.ipv4.tcp_ecn=1 # on, says; this\nsync # now`\n" LISTENER,
                "sync # now");
    passes("`x/defaults.sh`\n" LISTENER "+.1 < S. 0:0(0) win 1000 <mss 1000>\n+0 > R 0:0(0)\n");
    passes("`sysctl net.inet.tcp.rexmit_min=500`\n"
           "+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 listen(4, 1) = -1\n");
    fails("`sysctl net.inet.tcp.rexmit_min=500`\n"
          "+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 bind(3, ..., ...) = -1\n",
          3, "something else", "", "bind() = 0");
    passes(OPENED "+0 %{ assert tcpi_snd_cwnd == 10; \\\n assert tcpi_unacked == 0 }%\n");
    passes(OPENED
           "+0 < R 1:1(0)\n+0 getsockopt(4, SOL_SOCKET, SO_ERROR, [ECONNRESET], [4]) = 0\n");
    passes("0.000 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
           "0.000 setsockopt(3, SOL_SOCKET, SO_DEBUG, [1], 4) = 0\n"
           "0.000 getsockopt(3, SOL_TCP, TCP_MAXSEG, [536], [4]) = 0\n"
           "0.000 setsockopt(7, SOL_SOCKET, SO_REUSEPORT, [1], 4) = -1 EBADF\n");
    passes("--tcp_ts_tick_usecs=1000\n`sysctl -q net.ipv4.tcp_timestamps=1`\n" LISTENER
           "+.1 < S 0:0(0) <mss 1000,TS val 5 ecr 0,nop,nop>\n"
           "+0 > S. 0:0(0) ack 1 <mss 1460,nop,nop,TS val ... ecr 5>\n");
    unreadable(LISTENER "+0 < S 0:0(0) <TS val ... ecr 0>\n", 4, "needs its options", "");
    passes(LISTENER "0.1 < icmp source_quench\n0.2 < icmp echo_reply code_0\n"
                    "0.3 < icmp unreachable frag_needed mtu 1200\n"
                    "0.4 < icmp type_3 code_255\n0.5 < icmp information_request\n");
    passes("0 socket(..., SOCK_STREAM | SOCK_NONBLOCK, IPPROTO_TCP) = 3\n"
           "+0 connect(3, ..., ...) = -1 EINPROGRESS\n+0 > S 0:0(0) <...>\n"
           "0.1 < icmp unreachable port_unreachable\n"
           "0.2 getsockopt(3, SOL_SOCKET, SO_ERROR, [ECONNREFUSED], [4]) = 0\n");
}

/* Octets in several pieces, and none. */
static void vectors_and_null(void **state)
{
    (void)state;
    passes(OPENED "+0 writev(4, [{..., 100}, {..., 0}, {..., 200}], 3) = 300\n"
                  "+0 > P. 1:301(300) ack 1\n+.1 < . 1:901(900) ack 301 win 9000\n"
                  "+0 readv(4, [{..., 400}, {..., 600}], 2) = 900\n"
                  "+0 sendmsg(4, {msg_name(...)=..., msg_iov(2)=[{..., 10}, {..., 20}], "
                  "msg_flags=0}, MSG_ZEROCOPY) = 30\n+0 > P. 301:331(30) ack 901\n"
                  "+.1 < . 901:1001(100) ack 331 win 9000\n"
                  "+0 recvmsg(4, {msg_iov(1)=[{..., 60}]}, 0) = 60\n"
                  "+0 read(4, NULL, 40) = -1 EFAULT (Bad address)\n"
                  "+0 read(4, ..., 40) = 40\n+0 write(4, NULL, 1) = -1 EFAULT\n"
                  "+0 write(4, NULL, 0) = 0\n+0 write(9, NULL, 1) = -1 EBADF\n"
                  "+0 sendmsg(4, {msg_name(...)=...}, 0) = -1 EINVAL\n"
                  "+0~+.3 > . 331:331(0) ack 1001\n");
    fails(OPENED "+0 writev(4, [{..., 100}, {..., 200}], 2) = 200\n", 8, "something else",
          "= 200", "= 300");
}

/* As a network card that cuts segments shows them; never the other way round. */
static void segments_that_were_not_cut_yet(void **state)
{
    (void)state;
    passes(OPENED "+0 write(4, ..., 1000) = 1000\n+0 > P. 1:1001(1000) ack 1\n");
    passes("`sysctl -q net.netstage.mss=536`\n" LISTENER
           "+.1 < S 0:0(0) win 5000 <mss 300>\n+0 > S. 0:0(0) ack 1 <mss 536>\n"
           "+.1 < . 1:1(0) ack 1 win 5000\n+0 accept(3, ..., ...) = 4\n"
           "+0 write(4, ..., 900) = 900\n+0 > P. 1:901(900) ack 1\n");
    fails("`sysctl -q net.netstage.mss=536`\n" LISTENER
          "+.1 < S 0:0(0) win 5000 <mss 300>\n+0 > S. 0:0(0) ack 1 <mss 536>\n"
          "+.1 < . 1:1(0) ack 1 win 5000\n+0 accept(3, ..., ...) = 4\n"
          "+0 write(4, ..., 900) = 900\n+0 > P. 1:902(901) ack 1\n",
          10, "the length", "1:902(901)", "1:901(900)");
    fails(OPENED "+0 write(4, ..., 1000) = 1000\n+0 > . 1:501(500) ack 1\n", 9, "the", "", "");
}

/* Same script, same result, to the letter. */
static void twice_is_the_same(void **state)
{
    (void)state;
    struct script_result one = play(OPENED "+0 close(4) = 0\n");
    struct script_result two = play(OPENED "+0 close(4) = 0\n");
    assert_false(one.passed);
    assert_string_equal(one.came, two.came);
    assert_string_equal(growing_text(&one.ladder), growing_text(&two.ladder));
    script_result_release(&one);
    script_result_release(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_as_written_passes),
        cmocka_unit_test(comments_options_and_settings),
        cmocka_unit_test(another_packet_fails_at_its_line),
        cmocka_unit_test(a_packet_at_another_time_fails),
        cmocka_unit_test(what_nobody_expects_fails),
        cmocka_unit_test(calls_must_give_what_is_written),
        cmocka_unit_test(calls_that_block),
        cmocka_unit_test(a_blocked_write_goes_on),
        cmocka_unit_test(datagrams_and_icmp),
        cmocka_unit_test(unreadable_scripts_say_where),
        cmocka_unit_test(scripts_of_other_systems),
        cmocka_unit_test(other_ways_to_say_it),
        cmocka_unit_test(vectors_and_null),
        cmocka_unit_test(segments_that_were_not_cut_yet),
        cmocka_unit_test(twice_is_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
