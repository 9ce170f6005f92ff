/* lab/lab_errors.c: which errno an ICMP error is to a program: as Linux has them, for RFC 1122
 * (sections 4.1.3.3 and 4.2.3.9) leaves the names to systems. */
#include "lab/lab.h"

static int of_unreachable(uint8_t code)
{
    static const int errors[] = {
        [ICMP_NET_UNREACHABLE] = NETSTAGE_ENETUNREACH,
        [ICMP_HOST_UNREACHABLE] = NETSTAGE_EHOSTUNREACH,
        [ICMP_PROTOCOL_UNREACHABLE] = NETSTAGE_ENOPROTOOPT,
        [ICMP_PORT_UNREACHABLE] = NETSTAGE_ECONNREFUSED,
        [ICMP_FRAGMENTATION_NEEDED] = NETSTAGE_EMSGSIZE,
        [ICMP_SOURCE_ROUTE_FAILED] = NETSTAGE_EOPNOTSUPP,
        [ICMP_NET_UNKNOWN] = NETSTAGE_ENETUNREACH,
        [ICMP_HOST_UNKNOWN] = NETSTAGE_EHOSTDOWN,
        [ICMP_SOURCE_ISOLATED] = NETSTAGE_ENONET,
        [ICMP_NET_PROHIBITED] = NETSTAGE_ENETUNREACH,
        [ICMP_HOST_PROHIBITED] = NETSTAGE_EHOSTUNREACH,
        [ICMP_NET_NOT_FOR_TOS] = NETSTAGE_ENETUNREACH,
        [ICMP_HOST_NOT_FOR_TOS] = NETSTAGE_EHOSTUNREACH,
    };
    return code < sizeof errors / sizeof errors[0] ? errors[code] : NETSTAGE_EHOSTUNREACH;
}

int lab_error_of_icmp(uint8_t type, uint8_t code)
{
    if (type == ICMP_UNREACHABLE)
        return of_unreachable(code);
    return type == ICMP_PARAMETER_PROBLEM ? NETSTAGE_EPROTO : NETSTAGE_EHOSTUNREACH;
}
