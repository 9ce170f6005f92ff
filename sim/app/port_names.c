/* app/port_names.c: the names of well-known ports. See port_names.h. */
#include "app/port_names.h"

#include <string.h>

enum { OVER_TCP = 1, OVER_UDP = 2, OVER_BOTH = 3 };

struct port_row {
    uint16_t port;
    uint8_t over;
    const char *name;
};

/* Of several names of a port the first one is its name, the others are aliases. */
static const struct port_row rows[] = {
    {7, OVER_BOTH, "echo"},
    {9, OVER_BOTH, "discard"},
    {13, OVER_TCP, "daytime"},
    {20, OVER_TCP, "ftp-data"},
    {21, OVER_TCP, "ftp"},
    {22, OVER_TCP, "ssh"},
    {23, OVER_TCP, "telnet"},
    {25, OVER_TCP, "smtp"},
    {25, OVER_TCP, "mail"},
    {37, OVER_BOTH, "time"},
    {43, OVER_TCP, "whois"},
    {53, OVER_BOTH, "domain"},
    {67, OVER_UDP, "bootps"},
    {68, OVER_UDP, "bootpc"},
    {69, OVER_UDP, "tftp"},
    {70, OVER_TCP, "gopher"},
    {79, OVER_TCP, "finger"},
    {80, OVER_TCP, "http"},
    {80, OVER_TCP, "www"},
    {88, OVER_BOTH, "kerberos"},
    {110, OVER_TCP, "pop3"},
    {111, OVER_BOTH, "sunrpc"},
    {119, OVER_TCP, "nntp"},
    {123, OVER_UDP, "ntp"},
    {143, OVER_TCP, "imap2"},
    {143, OVER_TCP, "imap"},
    {161, OVER_BOTH, "snmp"},
    {162, OVER_BOTH, "snmp-trap"},
    {179, OVER_TCP, "bgp"},
    {389, OVER_BOTH, "ldap"},
    {443, OVER_BOTH, "https"},
    {465, OVER_TCP, "submissions"},
    {514, OVER_UDP, "syslog"},
    {515, OVER_TCP, "printer"},
    {520, OVER_UDP, "route"},
    {587, OVER_TCP, "submission"},
    {636, OVER_BOTH, "ldaps"},
    {853, OVER_BOTH, "domain-s"},
    {993, OVER_TCP, "imaps"},
    {995, OVER_TCP, "pop3s"},
    {1080, OVER_TCP, "socks"},
    {1900, OVER_UDP, "ssdp"},
    {2049, OVER_BOTH, "nfs"},
    {3306, OVER_TCP, "mysql"},
    {3389, OVER_TCP, "ms-wbt-server"},
    {5060, OVER_BOTH, "sip"},
    {5353, OVER_UDP, "mdns"},
    {5432, OVER_TCP, "postgresql"},
    {6379, OVER_TCP, "redis"},
    {8080, OVER_TCP, "http-alt"},
};

const char *port_name(uint16_t port, bool udp)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].port == port && (rows[i].over & (udp ? OVER_UDP : OVER_TCP)) != 0)
            return rows[i].name;
    }
    return NULL;
}

bool port_by_name(const char *name, bool udp, uint16_t *port)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].name, name) != 0 ||
            (rows[i].over & (udp ? OVER_UDP : OVER_TCP)) == 0)
            continue;
        *port = rows[i].port;
        return true;
    }
    return false;
}
