/* app/manual.c: what `man` and `help TOOL` say, tool by tool. See manual.h. */
#include "app/manual.h"

#include "base/catalogue.h"

static const struct manual_option ping_options[] = {
    {"-c count", N_("sends so many requests, then ends")},
    {"-i interval", N_("seconds between two requests")},
    {"-s size", N_("octets of data in each request")},
    {"-t ttl", N_("how many routers a request may pass")},
    {"-W timeout", N_("seconds to wait for the last answer")},
    {"-w deadline", N_("ends after so many seconds")},
    {"-I interface", N_("sends from this interface, or from this own address")},
    {"-M do", N_("the request must not be cut into pieces")},
    {"-Q tos", N_("the type of service in the header")},
    {"-D", N_("the time before each line")},
    {"-n", N_("shows addresses, no names")},
    {"-q", N_("shows only the summary")},
    {NULL, NULL},
};
static const char *const ping_examples[] = {"ping -c 3 web", "ping -c 1 -s 1000 10.0.0.80",
                                            NULL};

static const struct manual_option traceroute_options[] = {
    {"-f first", N_("the TTL to begin with")},
    {"-m hops", N_("the largest TTL")},
    {"-q queries", N_("probes for each hop")},
    {"-p port", N_("the UDP port of the first probe")},
    {"-w wait", N_("seconds to wait for an answer")},
    {"-I", N_("sends ICMP echo requests instead of datagrams")},
    {"-n", N_("shows addresses, no names")},
    {NULL, NULL},
};
static const char *const traceroute_examples[] = {"traceroute web",
                                                  "traceroute -I -q 1 10.0.0.80", NULL};

static const struct manual_option arp_options[] = {
    {"-a", N_("in the style of BSD")},
    {"-n", N_("shows addresses, no names")},
    {"-d host", N_("forgets this neighbour")},
    {"-s host hw_addr", N_("the MAC address of a neighbour, until it is told otherwise")},
    {"-v", N_("also says how many there are")},
    {NULL, NULL},
};
static const char *const arp_examples[] = {"arp -n", "arp -d 10.0.0.80", NULL};

static const struct manual_option arping_options[] = {
    {"-c count", N_("how many packets")},
    {"-I device", N_("the interface from which it asks")},
    {"-D", N_("asks whether the address is free: exit status 0 when nobody has it")},
    {"-U", N_("announces its own address with requests")},
    {"-A", N_("announces its own address with replies")},
    {"-b", N_("asks everybody each time, not only the one that answered")},
    {"-f", N_("ends with the first answer")},
    {"-i interval", N_("seconds between two requests")},
    {"-s source", N_("the own address from which it asks")},
    {"-w timeout", N_("ends after so many seconds")},
    {"-q", N_("says nothing, only sets the exit status")},
    {NULL, NULL},
};
static const char *const arping_examples[] = {"arping -c 2 10.0.0.80",
                                              "arping -D -c 2 -I eth0 10.0.0.80",
                                              "arping -U -c 1 -I eth0 10.0.0.10", NULL};

static const struct manual_option dig_options[] = {
    {"@server", N_("asks this name server")},
    {"-x address", N_("asks for the name of an address")},
    {"-t type", N_("the type of record, also without -t")},
    {"-p port", N_("asks at this port")},
    {"+short", N_("prints only the data")},
    {"+trace", N_("walks down from the root servers")},
    {"+norecurse", N_("asks the server for what it knows itself")},
    {"+noall +answer", N_("prints only the answer section")},
    {"+tcp", N_("asks over TCP")},
    {"+ignore", N_("does not ask again over TCP when an answer was cut")},
    {"+bufsize=N", N_("how large a datagram may be that comes back")},
    {"+tries=N", N_("asks so often before it gives up")},
    {"+time=N", N_("waits so many seconds for each answer")},
    {NULL, NULL},
};
static const char *const dig_examples[] = {"dig www.example.com", "dig +short mx example.com",
                                           "dig @10.0.0.53 +norecurse example.com",
                                           "dig -x 10.0.0.80", NULL};

static const struct manual_option host_options[] = {
    {"-t type", N_("asks for this type only")},
    {"-r", N_("asks the server for what it knows itself")},
    {"-T", N_("asks over TCP")},
    {"-W seconds", N_("waits so long for each answer")},
    {"-R retries", N_("asks so often again")},
    {NULL, NULL},
};
static const char *const host_examples[] = {"host www.example.com", "host -t mx example.com",
                                            "host 10.0.0.80", NULL};

static const struct manual_option nslookup_options[] = {
    {"-type=TYPE", N_("asks for this type only")},
    {"-vc", N_("asks over TCP")},
    {"-norecurse", N_("asks the server for what it knows itself")},
    {NULL, NULL},
};
static const char *const nslookup_examples[] = {
    "nslookup www.example.com", "nslookup -type=ns example.com 10.0.0.53", NULL};

static const struct manual_option nc_options[] = {
    {"-l", N_("waits for a connection")},
    {"-k", N_("with -l: one connection after the other")},
    {"-u", N_("UDP instead of TCP")},
    {"-N", N_("sends a FIN at the end of the input")},
    {"-C", N_("ends lines with CR and LF")},
    {"-z", N_("only looks whether somebody listens")},
    {"-v", N_("says what it does")},
    {"-n", N_("looks no names up")},
    {"-p port", N_("the own port")},
    {"-w timeout", N_("seconds until it gives up")},
    {"-q seconds", N_("ends so long after the end of the input")},
    {NULL, NULL},
};
static const char *const nc_examples[] = {"nc -l 9000", "nc -N web 9000 < order.json",
                                          "nc -zv web 79-81", NULL};

static const char *const telnet_examples[] = {"telnet web 80", NULL};

static const struct manual_option curl_options[] = {
    {"-v", N_("shows what is sent and received")},
    {"-i", N_("prints the head of the response too")},
    {"-I", N_("asks with HEAD: only for the head")},
    {"-X method", N_("another method")},
    {"-d data", N_("sends data, by POST")},
    {"-H 'Name: value'", N_("sends this header too")},
    {"-L", N_("goes where Location leads")},
    {"-b jar", N_("sends the cookies of a jar, or 'name=value'")},
    {"-c jar", N_("keeps cookies in a jar")},
    {"-o file", N_("writes the body into a file")},
    {"-r from-to", N_("asks for a part of the body")},
    {"-f", N_("fails when the status is an error")},
    {"-s", N_("no progress meter and no errors")},
    {"-m seconds", N_("gives up after so long")},
    {NULL, NULL},
};
static const char *const curl_examples[] = {"curl http://web/",
                                            "curl -v -d item=pen http://web/orders",
                                            "curl -b jar -c jar http://web/account", NULL};

static const struct manual_option cat_options[] = {
    {"-n", N_("numbers the lines")},
    {"-E", N_("shows where lines end")},
    {NULL, NULL},
};
static const char *const cat_examples[] = {"cat page.html", "cat -n /etc/hosts", NULL};

static const struct manual_option echo_options[] = {
    {"-n", N_("no line feed at the end")},
    {"-e", N_("understands \\n, \\t and the like")},
    {NULL, NULL},
};
static const char *const echo_examples[] = {"echo '{\"item\": \"pen\"}' > order.json", NULL};

static const struct manual_option ls_options[] = {
    {"-l", N_("with size and time")},
    {"-1", N_("one name a line")},
    {NULL, NULL},
};
static const char *const ls_examples[] = {"ls -l", "ls /etc", NULL};

static const struct manual_option rm_options[] = {
    {"-f", N_("says nothing about files that are not there")},
    {"-v", N_("says what it removes")},
    {NULL, NULL},
};
static const char *const rm_examples[] = {"rm page.html", NULL};

static const struct manual_option head_options[] = {
    {"-n lines", N_("so many lines instead of ten")},
    {"-c octets", N_("so many octets instead of lines")},
    {NULL, NULL},
};
static const char *const head_examples[] = {"head -n 3 page.html", NULL};

static const struct manual_option tail_options[] = {
    {"-n lines", N_("so many lines instead of ten")},
    {"-c octets", N_("so many octets instead of lines")},
    {NULL, NULL},
};
static const char *const tail_examples[] = {"tail -n 3 page.html", NULL};

static const struct manual_option wc_options[] = {
    {"-l", N_("only the lines")},
    {"-w", N_("only the words")},
    {"-c", N_("only the octets")},
    {NULL, NULL},
};
static const char *const wc_examples[] = {"wc page.html", "wc -c < page.html", NULL};

static const struct manual_option grep_options[] = {
    {"-i", N_("capital and small letters are the same")},
    {"-v", N_("prints the lines that do not fit")},
    {"-n", N_("with the numbers of the lines")},
    {"-c", N_("only counts them")},
    {"-F", N_("takes the pattern as it is written")},
    {"-q", N_("prints nothing: only the exit status tells")},
    {NULL, NULL},
};
static const char *const grep_examples[] = {"grep -n h1 page.html", NULL};

static const char *const sha256sum_examples[] = {"sha256sum big.bin", NULL};

static const struct manual_option ip_options[] = {
    {"-br", N_("one short line each")},
    {"address", N_("interfaces with their addresses")},
    {"link [set NAME up|down]", N_("interfaces, and whether they work")},
    {"route [add|replace|del PREFIX via ADDRESS]", N_("where packets go")},
    {"route get ADDRESS", N_("the way to one address")},
    {"neigh [add|del|flush]", N_("the neighbours whose MAC addresses are known")},
    {NULL, NULL},
};
static const char *const ip_examples[] = {
    "ip addr",
    "ip -br a",
    "ip route get 10.0.0.80",
    "ip route add 10.9.0.0/16 via 10.0.0.1",
    "ip link set dev eth0 down",
    "ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev eth0",
    NULL};

static const char *const help_examples[] = {"help", "help ping", NULL};

static const char *const man_examples[] = {"man curl", NULL};

static const struct manual_option tcpdump_options[] = {
    {"-i interface", N_("captures there: eth0, eth1, or any")},
    {"-c count", N_("ends after so many frames")},
    {"-n", N_("shows ports as numbers")},
    {"-e", N_("shows the Ethernet header too")},
    {"-v", N_("shows more of each header")},
    {"-X", N_("shows the octets, as numbers and as characters")},
    {"-A", N_("shows the octets as characters")},
    {"-S", N_("shows sequence numbers as they are on the cable")},
    {"-t", N_("shows no time; -ttt the time since the frame before")},
    {"-w file", N_("writes a capture file instead of printing")},
    {NULL, NULL},
};
static const char *const tcpdump_examples[] = {"tcpdump -n icmp or arp", "tcpdump -n port 80",
                                               "tcpdump -i any 'tcp.flags.syn == 1'", NULL};
static const struct manual_option browse_options[] = {
    {"-r", N_("reload: asks the server whether what is stored is still good")},
    {"-d data", N_("sends a form with POST")},
    {"-H header", N_("adds a header to the request")},
    {"-x proxy", N_("asks a proxy")},
    {NULL, NULL}};
static const char *const browse_examples[] = {"browse http://www.example.com/",
                                              "browse -r http://www.example.com/", NULL};

static const struct manual_option ss_options[] = {
    {"-t", N_("only TCP")},
    {"-u", N_("only UDP")},
    {"-l", N_("ports at which somebody waits")},
    {"-a", N_("those and connections, in all states")},
    {"-n", N_("numbers of ports, no names")},
    {"-i", N_("what TCP knows of the way: time-out, round trip, congestion window")},
    {"-p", N_("which program has the socket")},
    {"-o", N_("what its timer waits for, and how often it has run out")},
    {NULL, NULL},
};
static const char *const ss_examples[] = {"ss -tan", "ss -tli", NULL};

static const char *const systemctl_examples[] = {"systemctl status httpd",
                                                 "systemctl restart named", NULL};

static const struct manual_option httpd_options[] = {
    {"-k command", N_("start, restart, graceful, graceful-stop or stop")},
    {NULL, NULL},
};
static const char *const httpd_examples[] = {"httpd -k stop", "httpd -k start", NULL};
static const struct manual_option sysctl_options[] = {
    {"-a", N_("shows all settings")},
    {"-n", N_("shows values without names")},
    {"-w name=value", N_("changes a setting; -w may be left out")},
    {"-q", N_("does not repeat what was changed")},
    {"-e", N_("says nothing about names that are not there")},
    {NULL, NULL},
};
static const char *const sysctl_examples[] = {
    "sysctl -a", "sysctl net.ipv4.tcp_congestion_control",
    "sysctl -w net.ipv4.tcp_congestion_control=cubic", NULL};

static const struct manual_option tc_options[] = {
    {"delay TIME [JITTER]", N_("each frame takes so much longer, give or take the jitter")},
    {"loss PERCENT", N_("so many frames are lost")},
    {"duplicate PERCENT", N_("so many frames are sent twice")},
    {"corrupt PERCENT", N_("in so many frames a bit flips, and only a checksum can tell")},
    {"rate RATE", N_("sends no faster than this: 1mbit")},
    {"limit PACKETS", N_("so many may wait; 1000 when nothing is said")},
    {NULL, NULL},
};
static const char *const tc_examples[] = {"tc qdisc add dev eth0 root netem delay 100ms 10ms",
                                          "tc qdisc change dev eth0 root netem loss 10%",
                                          "tc qdisc show dev eth0",
                                          "tc qdisc del dev eth0 root", NULL};

static const struct manual_option hostname_options[] = {
    {"-I", N_("all addresses")},
    {"-i", N_("the address of the name")},
    {"-f", N_("the name with its domain")},
    {"-d", N_("the domain")},
    {NULL, NULL},
};
static const char *const hostname_examples[] = {"hostname", "hostname -I", NULL};

static const struct manual_option date_options[] = {
    {"-R", N_("as in the header of an e-mail")},
    {"+format", N_("%F the day, %T the time, %s seconds since 1970, and others")},
    {NULL, NULL},
};
static const char *const date_examples[] = {"date", "date '+%F %T.%N'", NULL};

static const struct manual_option uptime_options[] = {
    {"-p", N_("in words")},
    {"-s", N_("since when")},
    {NULL, NULL},
};
static const char *const uptime_examples[] = {"uptime", NULL};

static const struct manual_option netstat_options[] = {
    {"-t", N_("only TCP")},
    {"-u", N_("only UDP")},
    {"-l", N_("ports at which somebody waits")},
    {"-a", N_("those and connections, in all states")},
    {"-n", N_("numbers of ports, no names")},
    {"-p", N_("which program has the socket")},
    {"-o", N_("what its timer waits for, and how often it has run out")},
    {"-r", N_("routes instead of sockets")},
    {NULL, NULL},
};
static const char *const netstat_examples[] = {"netstat -tan", "netstat -rn", NULL};

static const struct manual_option route_options[] = {
    {"-n", N_("shows addresses, no names")},
    {"-e", N_("in the columns of netstat -r")},
    {NULL, NULL},
};
static const char *const route_examples[] = {"route -n", NULL};

static const struct manual_option python_options[] = {
    {"-b address", N_("serves only at this address of the host")},
    {"-d directory", N_("serves the files of this directory")},
    {NULL, NULL},
};
static const char *const python_examples[] = {"python3 -m http.server",
                                              "python3 -m http.server -d pub 8080", NULL};

static const char *const vtysh_examples[] = {"vtysh -c \"show ip rip\"",
                                             "vtysh -c \"show ip rip status\"", NULL};

const struct manual manuals[COMMAND_KINDS] = {
    [COMMAND_VTYSH] = {N_("Shows the routes that the routing daemon knows, with the metric, "
                          "the router that told of each, and what is left of its time; or, "
                          "with status, its timers and its neighbours."),
                       NULL, vtysh_examples},
    [COMMAND_PYTHON] =
        {N_("Serves the files of this host over HTTP, at port 8000 or another one, "
            "and writes a line for every request. Ctrl+C ends it."),
         python_options, python_examples},
    [COMMAND_PING] = {N_("Sends an ICMP echo request every second and shows each reply with "
                         "its round-trip time. Ctrl+C ends it."),
                      ping_options, ping_examples},
    [COMMAND_TRACEROUTE] = {N_("Sends packets whose TTL is 1, 2, 3 and so on. Each router at "
                               "which a TTL runs out says so, and so shows itself."),
                            traceroute_options, traceroute_examples},
    [COMMAND_ARP] =
        {N_("Shows what this host has learnt about its neighbours, or forgets a neighbour."),
         arp_options, arp_examples},
    [COMMAND_ARPING] =
        {N_("Sends ARP requests for an address and shows who answers, with the MAC "
            "address: two answers mean two hosts with the same address. Ctrl+C "
            "ends it."),
         arping_options, arping_examples},
    [COMMAND_DIG] = {N_("Asks a name server and prints its answer section by section."),
                     dig_options, dig_examples},
    [COMMAND_HOST] = {N_("Looks a name up, with the search list, and prints its addresses and "
                         "mail servers; of an address the name."),
                      host_options, host_examples},
    [COMMAND_NSLOOKUP] = {N_("Looks a name up, with the search list; it says which server it "
                             "asked, and whether that is responsible."),
                          nslookup_options, nslookup_examples},
    [COMMAND_NC] = {N_("Without -l it connects to a port; with -l it waits there. What is "
                       "typed is sent, what comes in is printed. Ctrl+D ends the input."),
                    nc_options, nc_examples},
    [COMMAND_SYSTEMCTL] =
        {N_("Starts, stops and shows the services that this host has: httpd, a "
            "web server, named, a name server, and ripd, a routing daemon. A service that is stopped "
            "closes its ports and connections."),
         NULL, systemctl_examples},
    [COMMAND_HTTPD] = {N_("Starts and stops the web server of this host."), httpd_options,
                       httpd_examples},
    [COMMAND_TCPDUMP] =
        {N_("Shows every frame that this host sends and receives, or those that "
            "an expression chooses. Ctrl+C ends it."),
         tcpdump_options, tcpdump_examples},
    [COMMAND_TELNET] = {N_("Connects to a port and sends each line that is typed. A line that "
                           "is only ^] ends it."),
                        NULL, telnet_examples},
    [COMMAND_CURL] = {N_("Fetches a URL over HTTP and prints the body of the response."),
                      curl_options, curl_examples},
    [COMMAND_BROWSE] =
        {N_("Fetches a page as a browser does: it follows redirects, keeps cookies in the jar "
            "browser, and asks its cache before it asks a server."),
         browse_options, browse_examples},
    [COMMAND_CAT] = {N_("Prints files, or what < brings."), cat_options, cat_examples},
    [COMMAND_ECHO] = {N_("Prints its words with a line feed at the end."), echo_options,
                      echo_examples},
    [COMMAND_LS] = {N_("Lists files: all of them, or those that are named."), ls_options,
                    ls_examples},
    [COMMAND_RM] = {N_("Removes the files that are named."), rm_options, rm_examples},
    [COMMAND_HEAD] = {N_("Prints the first ten lines of each file."), head_options,
                      head_examples},
    [COMMAND_TAIL] = {N_("Prints the last ten lines of each file."), tail_options,
                      tail_examples},
    [COMMAND_WC] = {N_("Counts lines, words and octets of each file."), wc_options,
                    wc_examples},
    [COMMAND_GREP] = {N_("Prints the lines that fit a pattern: . is any character, * repeats "
                         "the one before it, ^ and $ are begin and end of a line."),
                      grep_options, grep_examples},
    [COMMAND_SHA256SUM] =
        {N_("Prints a sum by which two files can be compared without looking at them."), NULL,
         sha256sum_examples},
    [COMMAND_IP] = {N_("Shows interfaces and their addresses, routes and neighbours. Words may "
                       "be cut short: ip a, ip r. ip link set takes an interface out of "
                       "service; ip route and ip neigh change what this host knows."),
                    ip_options, ip_examples},
    [COMMAND_SS] =
        {N_("Shows connections and the ports at which this host waits: Recv-Q are octets "
            "that wait to be read, Send-Q those that are not acknowledged."),
         ss_options, ss_examples},
    [COMMAND_SYSCTL] =
        {N_("Shows the settings of TCP and IP under the names that Linux has for them, and "
            "changes them. Connections that are opened later follow."),
         sysctl_options, sysctl_examples},
    [COMMAND_TC] = {N_("Spoils what an interface sends, to see what the protocols make of it. "
                       "What comes in is not touched: for both ways do it at both ends."),
                    tc_options, tc_examples},
    [COMMAND_HOSTNAME] = {N_("Prints the name of this host."), hostname_options,
                          hostname_examples},
    [COMMAND_DATE] = {N_("Prints the simulated time: each run begins on 1 January 2026."),
                      date_options, date_examples},
    [COMMAND_UPTIME] = {N_("Prints the time and for how long this host has been running."),
                        uptime_options, uptime_examples},
    [COMMAND_NETSTAT] = {N_("Shows sockets, as ss does, or routes, as ip route does."),
                         netstat_options, netstat_examples},
    [COMMAND_ROUTE] = {N_("Shows routes; ip route changes them."), route_options,
                       route_examples},
    [COMMAND_HELP] = {N_("Lists all commands, or says how one is used."), NULL, help_examples},
    [COMMAND_MAN] = {N_("Shows the manual of a command."), NULL, man_examples},
};
