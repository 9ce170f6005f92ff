/* script/packet.h: packets of a script: read from its text, written as text, put on the wire
 * and recognised there.
 *
 * Shape:  a flow is one pair of ports. It knows what the script cannot: the number that the
 * host chose for its SYN, its clock of timestamps, the ephemeral port. */
#ifndef NETSTAGE_SCRIPT_PACKET_H
#define NETSTAGE_SCRIPT_PACKET_H

#include "base/text.h"
#include "script/cursor.h"

enum { FLOW_STAMPS = 64 };

/* A timestamp of the host in the script and on the wire. */
struct flow_stamp {
    uint32_t script;
    uint32_t wire;
};

struct flow {
    uint8_t protocol;
    uint32_t remote;
    uint16_t local_port;
    uint16_t remote_port;
    bool opening;   /* a SYN of the host may have a new number */
    bool has_syn;   /* the host has sent one, */
    uint32_t iss;   /* with this number on the wire */
    uint32_t shift; /* wire less script */
    bool has_remote_syn;
    uint32_t irs;
    bool odd_text;   /* urgent octets, or text before a SYN: the pattern cannot be checked */
    uint32_t stamps; /* how many there have been */
    struct flow_stamp first_stamp;
    struct flow_stamp stamp[FLOW_STAMPS];
};

/* --- packet_read.c --- */

/* What stands behind `<` or `>`. */
void packet_read(struct cursor *c, struct script_packet *packet);

/* --- packet_options.c --- */

/* What stands behind the `<` of the options, up to and with their `>`. */
void packet_read_options(struct cursor *c, struct script_packet *packet);
void packet_put_options(const struct script_packet *packet, struct text *text);
/* Steps over one option at *at of `length` octets; false: there is none, or its length is not
 * possible, and the rest is no list of options. */
bool packet_option_next(const uint8_t *options, size_t length, size_t *at, size_t *size);

/* --- packet_text.c --- */

/* As a script would have it. */
void packet_put(const struct script_packet *packet, struct text *text);
/* The name of an ICMP type or of its code, or NULL. */
const char *packet_icmp_type(uint8_t type);
const char *packet_icmp_code(uint8_t type, uint8_t code);
/* The numbers of these names; -1: there are none such. Offers its names when `near` is not
 * NULL. */
int packet_icmp_type_number(const char *name, size_t length, const char **near);
int packet_icmp_code_number(uint8_t type, const char *name, size_t length, const char **near);

/* --- packet_wire.c --- */

/* The octet of a stream at this place: what scripts send and write, so that every octet that
 * comes can be checked. */
uint8_t packet_pattern(uint32_t place);

/* A packet to the host. Gives its length; 0: it is longer than `room`. */
size_t packet_write(const struct script_packet *packet, const struct script_options *options,
                    struct flow *flow, uint8_t *octets, size_t room);

/* One of the host's. `wanted` (may be NULL) is what the script expects: it gives the numbers
 * that the script cannot know. *complaint: an English sentence, a catalogue key, when the
 * packet is no proper one; else NULL. */
void packet_decode(const uint8_t *octets, size_t length, const struct script_packet *wanted,
                   struct flow *flow, struct script_packet *packet, const char **complaint);

/* Both ends of a packet, without more. False: it is neither TCP nor UDP. */
bool packet_ends(const uint8_t *octets, size_t length, struct flow *ends, uint8_t *flags);

/* NULL: what came is what was wanted; else the name of what differs, a catalogue key. */
const char *packet_difference(const struct script_packet *wanted,
                              const struct script_packet *came, const struct flow *flow,
                              const struct script_options *options);

#endif
