/* field/value_names.c: the words for the values of fields: "request" for an ARP opcode of 1.
 * They are the assigned names of the protocols' registries (IANA), as far as lessons meet them.
 */
#include "field/field.h"

struct name_row {
    uint64_t value;
    const char *name;
};

struct name_table {
    enum field_id field;
    const struct name_row *rows;
    size_t count;
};

static const struct name_row eth_types[] = {
    {0x0800, N_("IPv4")},
    {0x0806, N_("ARP")},
    {0x8100, N_("802.1Q Virtual LAN")},
    {0x86dd, N_("IPv6")},
    {0x88b5, N_("Local Experimental Ethertype 1")},
};

static const struct name_row arp_opcodes[] = {
    {1, N_("request")},       {2, N_("reply")},           {3, N_("reverse request")},
    {4, N_("reverse reply")}, {8, N_("inverse request")}, {9, N_("inverse reply")},
};

static const struct name_row hardware[] = {
    {1, N_("Ethernet")},
    {6, N_("IEEE 802")},
};

static const struct name_row protocols[] = {
    {1, N_("ICMP")}, {2, N_("IGMP")}, {6, N_("TCP")},       {17, N_("UDP")},   {41, N_("IPv6")},
    {47, N_("GRE")}, {50, N_("ESP")}, {89, N_("OSPF IGP")}, {132, N_("SCTP")},
};

static const struct name_row dscp[] = {
    {0, N_("Default")},
    {1, N_("Lower Effort")},
    {8, N_("Class Selector 1")},
    {10, N_("Assured Forwarding 11")},
    {12, N_("Assured Forwarding 12")},
    {14, N_("Assured Forwarding 13")},
    {16, N_("Class Selector 2")},
    {24, N_("Class Selector 3")},
    {32, N_("Class Selector 4")},
    {40, N_("Class Selector 5")},
    {46, N_("Expedited Forwarding")},
    {48, N_("Class Selector 6")},
    {56, N_("Class Selector 7")},
};

static const struct name_row ecn[] = {
    {0, N_("Not ECN-Capable Transport")},
    {1, N_("ECN-Capable Transport codepoint '01'")},
    {2, N_("ECN-Capable Transport codepoint '10'")},
    {3, N_("Congestion Experienced")},
};

static const struct name_row checksums[] = {
    {0, N_("Bad")},
    {1, N_("Good")},
    {2, N_("Unverified")},
    {3, N_("Not present")},
};

static const struct name_row ip_options[] = {
    {0, N_("End of Option List")},  {1, N_("No-Operation")},  {3, N_("Loose source route")},
    {4, N_("Time stamp")},          {7, N_("Record route")},  {8, N_("Stream identifier")},
    {9, N_("Strict source route")}, {20, N_("Router Alert")},
};

static const struct name_row rip_commands[] = {
    {1, N_("Request")},  {2, N_("Response")},    {3, N_("Traceon")},
    {4, N_("Traceoff")}, {5, N_("Vendor specific (Sun)")},
};

static const struct name_row rip_versions[] = {
    {1, N_("RIPv1")},
    {2, N_("RIPv2")},
};

static const struct name_row rip_families[] = {
    {0, N_("Unspecified")},
    {2, N_("IP")},
};

static const struct name_row rip_authentications[] = {
    {2, N_("Simple Password")},
    {3, N_("Keyed Message Digest")},
};

static const struct name_row ip_classes[] = {
    {0, N_("Control")},
    {2, N_("Debugging and measurement")},
};

static const struct name_row icmp_types[] = {
    {0, N_("Echo (ping) reply")},
    {3, N_("Destination unreachable")},
    {4, N_("Source quench (flow control)")},
    {5, N_("Redirect")},
    {8, N_("Echo (ping) request")},
    {9, N_("Router advertisement")},
    {10, N_("Router solicitation")},
    {11, N_("Time-to-live exceeded")},
    {12, N_("Parameter problem")},
    {13, N_("Timestamp request")},
    {14, N_("Timestamp reply")},
    {15, N_("Information request")},
    {16, N_("Information reply")},
    {17, N_("Address mask request")},
    {18, N_("Address mask reply")},
};

static const struct name_row tcp_options[] = {
    {0, N_("End of Option List")},
    {1, N_("No-Operation")},
    {2, N_("Maximum Segment Size")},
    {3, N_("Window Scale")},
    {4, N_("SACK Permitted")},
    {5, N_("SACK")},
    {8, N_("Time Stamp Option")},
    {19, N_("MD5 Signature Option")},
    {28, N_("User Timeout Option")},
    {34, N_("TCP Fast Open Cookie")},
    {253, N_("RFC3692-style Experiment 1")},
    {254, N_("RFC3692-style Experiment 2")},
};

static const struct name_row dns_types[] = {
    {1, N_("A")},       {2, N_("NS")},     {5, N_("CNAME")},  {6, N_("SOA")},
    {12, N_("PTR")},    {13, N_("HINFO")}, {15, N_("MX")},    {16, N_("TXT")},
    {28, N_("AAAA")},   {33, N_("SRV")},   {35, N_("NAPTR")}, {39, N_("DNAME")},
    {41, N_("OPT")},    {43, N_("DS")},    {46, N_("RRSIG")}, {47, N_("NSEC")},
    {48, N_("DNSKEY")}, {65, N_("HTTPS")}, {99, N_("SPF")},   {252, N_("AXFR")},
    {255, N_("ANY")},   {257, N_("CAA")},
};

static const struct name_row dns_classes[] = {
    {1, N_("IN")}, {3, N_("CH")}, {4, N_("HS")}, {254, N_("NONE")}, {255, N_("ANY")},
};

static const struct name_row dns_opcodes[] = {
    {0, N_("Standard query")},        {1, N_("Inverse query")},
    {2, N_("Server status request")}, {4, N_("Zone change notification")},
    {5, N_("Dynamic update")},
};

static const struct name_row dns_rcodes[] = {
    {0, N_("No error")},          {1, N_("Format error")},      {2, N_("Server failure")},
    {3, N_("No such name")},      {4, N_("Not implemented")},   {5, N_("Refused")},
    {6, N_("Name exists")},       {7, N_("RRset exists")},      {8, N_("RRset does not exist")},
    {9, N_("Not authoritative")}, {10, N_("Name out of zone")},
};

static const struct name_row dns_options[] = {
    {3, N_("NSID - Name Server Identifier")},
    {8, N_("CSUBNET - Client subnet")},
    {10, N_("COOKIE")},
    {11, N_("EDNS TCP Keepalive")},
    {12, N_("PADDING")},
    {15, N_("Extended DNS Error")},
};

static const struct name_row scales[] = {
    {UINT64_MAX, N_("unknown")},
    {UINT64_MAX - 1, N_("no window scaling used")},
};

static const struct name_row dns_response[] = {
    {0, N_("Message is a query")},
    {1, N_("Message is a response")},
};

static const struct name_row lg[] = {
    {0, N_("Globally unique address (factory default)")},
    {1, N_("Locally administered address (this is NOT the factory default)")},
};

static const struct name_row ig[] = {
    {0, N_("Individual address (unicast)")},
    {1, N_("Group address (multicast/broadcast)")},
};

static const struct name_row truth[] = {
    {0, N_("False")},
    {1, N_("True")},
};

static const struct name_row granularity[] = {
    {0, N_("Seconds")},
    {1, N_("Minutes")},
};

static const struct name_row llc_saps[] = {
    {0x00, N_("NULL LSAP")},
    {0x06, N_("TCP/IP")},
    {0x42, N_("Spanning Tree BPDU")},
    {0xaa, N_("SNAP")},
    {0xe0, N_("NetWare")},
    {0xf0, N_("NetBIOS")},
    {0xfe, N_("ISO Network Layer")},
};

static const struct name_row llc_sap_numbers[] = {
    {0x00, N_("NULL LSAP")},
    {0x03, N_("TCP/IP")},
    {0x21, N_("Spanning Tree BPDU")},
    {0x55, N_("SNAP")},
    {0x70, N_("NetWare")},
    {0x78, N_("NetBIOS")},
    {0x7f, N_("ISO Network Layer")},
};

static const struct name_row llc_groups[] = {
    {0, N_("Individual")},
    {1, N_("Group")},
};

static const struct name_row llc_responses[] = {
    {0, N_("Command")},
    {1, N_("Response")},
};

static const struct name_row llc_frames[] = {
    {0, N_("Information frame")},
    {1, N_("Supervisory frame")},
    {3, N_("Unnumbered frame")},
};

static const struct name_row llc_commands[] = {
    {0x00, N_("Unnumbered Information")},
    {0x2b, N_("Exchange Identification")},
    {0x38, N_("Test")},
};

static const struct name_row stp_protocols[] = {
    {0, N_("Spanning Tree Protocol")},
};

static const struct name_row stp_versions[] = {
    {0, N_("Spanning Tree")},
    {2, N_("Rapid Spanning Tree")},
    {3, N_("Multiple Spanning Tree")},
    {4, N_("Shortest Path Tree")},
};

static const struct name_row stp_types[] = {
    {0x00, N_("Configuration")},
    {0x02, N_("Rapid/Multiple Spanning Tree")},
    {0x80, N_("Topology Change Notification")},
};

static const struct name_row stp_roles[] = {
    {0, N_("Unknown")},
    {1, N_("Alternate or Backup")},
    {2, N_("Root")},
    {3, N_("Designated")},
};

static const struct name_row yes_no[] = {
    {0, N_("No")},
    {1, N_("Yes")},
};

#define TABLE(field, rows)                                                                     \
    {                                                                                          \
        FIELD_##field, rows, sizeof(rows) / sizeof(rows)[0]                                    \
    }

static const struct name_table tables[] = {
    TABLE(ETH_TYPE, eth_types),
    TABLE(LLC_DSAP, llc_saps),
    TABLE(LLC_SSAP, llc_saps),
    TABLE(LLC_DSAP_SAP, llc_sap_numbers),
    TABLE(LLC_SSAP_SAP, llc_sap_numbers),
    TABLE(LLC_DSAP_IG, llc_groups),
    TABLE(LLC_SSAP_CR, llc_responses),
    TABLE(LLC_CONTROL_FTYPE, llc_frames),
    TABLE(LLC_CONTROL_U_MODIFIER_CMD, llc_commands),
    TABLE(LLC_CONTROL_U_MODIFIER_RESP, llc_commands),
    TABLE(LLC_TYPE, eth_types),
    TABLE(STP_PROTOCOL, stp_protocols),
    TABLE(STP_VERSION, stp_versions),
    TABLE(STP_TYPE, stp_types),
    TABLE(STP_FLAGS_PORT_ROLE, stp_roles),
    TABLE(STP_FLAGS_TCACK, yes_no),
    TABLE(STP_FLAGS_AGREEMENT, yes_no),
    TABLE(STP_FLAGS_FORWARDING, yes_no),
    TABLE(STP_FLAGS_LEARNING, yes_no),
    TABLE(STP_FLAGS_PROPOSAL, yes_no),
    TABLE(STP_FLAGS_TC, yes_no),
    TABLE(ARP_PROTO_TYPE, eth_types),
    TABLE(ARP_OPCODE, arp_opcodes),
    TABLE(ARP_HW_TYPE, hardware),
    TABLE(IP_PROTO, protocols),
    TABLE(IP_DSFIELD_DSCP, dscp),
    TABLE(IP_DSFIELD_ECN, ecn),
    TABLE(IP_CHECKSUM_STATUS, checksums),
    TABLE(ICMP_CHECKSUM_STATUS, checksums),
    TABLE(UDP_CHECKSUM_STATUS, checksums),
    TABLE(TCP_CHECKSUM_STATUS, checksums),
    TABLE(IP_OPT_TYPE_NUMBER, ip_options),
    TABLE(IP_OPT_TYPE_CLASS, ip_classes),
    TABLE(ICMP_TYPE, icmp_types),
    TABLE(TCP_OPTION_KIND, tcp_options),
    TABLE(DNS_QRY_TYPE, dns_types),
    TABLE(DNS_RESP_TYPE, dns_types),
    TABLE(DNS_QRY_CLASS, dns_classes),
    TABLE(DNS_RESP_CLASS, dns_classes),
    TABLE(DNS_FLAGS_OPCODE, dns_opcodes),
    TABLE(DNS_FLAGS_RCODE, dns_rcodes),
    TABLE(DNS_OPT_CODE, dns_options),
    TABLE(TCP_WINDOW_SIZE_SCALEFACTOR, scales),
    TABLE(DNS_FLAGS_RESPONSE, dns_response),
    TABLE(RIP_COMMAND, rip_commands),
    TABLE(RIP_VERSION, rip_versions),
    TABLE(RIP_FAMILY, rip_families),
    TABLE(RIP_AUTH_TYPE, rip_authentications),
    TABLE(ETH_LG, lg),
    TABLE(ETH_DST_LG, lg),
    TABLE(ETH_SRC_LG, lg),
    TABLE(ETH_IG, ig),
    TABLE(ETH_DST_IG, ig),
    TABLE(ETH_SRC_IG, ig),
    TABLE(ARP_ISGRATUITOUS, truth),
    TABLE(ARP_ISPROBE, truth),
    TABLE(ARP_ISANNOUNCEMENT, truth),
    TABLE(HTTP_REQUEST, truth),
    TABLE(HTTP_RESPONSE, truth),
    TABLE(TCP_OPTIONS_USER_TO_GRANULARITY, granularity),
};

const char *field_value_name(enum field_id id, uint64_t value)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if (tables[i].field != id)
            continue;
        for (size_t j = 0; j < tables[i].count; j++) {
            if (tables[i].rows[j].value == value)
                return tables[i].rows[j].name;
        }
        return NULL;
    }
    return NULL;
}
