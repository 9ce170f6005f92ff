/* field/layer.h: what the dissectors of the layers share. Private to this room.
 *
 * Shape:  a layer is a cursor over its part of the frame. It has a sticky `ok`, as a reader
 * has: each take_…() adds one field to the tree and steps behind it; where the octets end it
 *         marks the place as malformed, and everything after it does nothing. So a dissector
 *         reads top to bottom like its header's diagram. */
#ifndef NETSTAGE_FIELD_LAYER_H
#define NETSTAGE_FIELD_LAYER_H

#include "field/dissect.h"

enum { PROTOCOLS_TEXT = 256, QUOTES_MAX = 3 };

/* One frame being taken apart. */
struct dissection {
    struct field_tree *tree;
    const struct field_context *context;
    enum field_depth depth;
    unsigned quotes;      /* how many ICMP errors around what is read now */
    bool fragment;        /* of a datagram: what follows is not whole */
    bool cut;             /* the datagram says that it is longer than what is there */
    bool malformed;       /* said already */
    uint32_t wire_end;    /* of what is read now, before the capture cut it */
    uint32_t payload_end; /* where the outermost protocol's payload ended */
    ipv4_address source;  /* for the pseudo-header of UDP and TCP */
    ipv4_address destination;
    char protocols[PROTOCOLS_TEXT]; /* "eth:ethertype:ip" */
    struct text protocols_text;
};

struct layer {
    struct dissection *d;
    uint32_t start;
    uint32_t at;
    uint32_t end;
    uint16_t node; /* the layer's own; its fields hang from it */
    bool ok;
};

static inline bool field_is_wanted(const struct field_tree *tree, enum field_id id)
{
    return tree->wanted == NULL || (tree->wanted[id / 64] >> (id % 64) & 1) != 0;
}

/* Each gives the node's index, or FIELD_NO_PARENT when it is not wanted or does not fit. */
uint16_t add_node(struct field_tree *tree, uint16_t parent, enum field_id id, uint32_t offset,
                  uint32_t length, uint64_t number);
uint16_t add_octets(struct field_tree *tree, uint16_t parent, enum field_id id, uint32_t offset,
                    uint32_t length);

/* A string of `size` octets in the frame at `at`, for a field at `offset`. */
uint16_t add_string(struct field_tree *tree, uint16_t parent, enum field_id id, uint32_t offset,
                    uint32_t length, uint32_t at, uint32_t size);

/* A string that is copied into the tree's text. */
uint16_t add_text(struct field_tree *tree, uint16_t parent, enum field_id id, uint32_t offset,
                  uint32_t length, const char *text, size_t size);
void add_flags(struct field_tree *tree, uint16_t node, unsigned flags);

/* Opens a layer over start .. end and notes its name for frame.protocols. */
struct layer layer_open(struct dissection *d, enum field_id id, const char *name,
                        uint32_t start, uint32_t end);

/* The layer ends where its cursor is: sets the length of its node. */
void layer_close(struct layer *l);

/* Marks the place as malformed; the layer reads nothing more. In a quoted datagram (ICMP),
 * which is cut on purpose, being cut short is no fault. */
void layer_fail(struct layer *l, enum field_fault fault);

static inline uint32_t layer_left(const struct layer *l)
{
    return l->ok ? l->end - l->at : 0;
}

/* Did the capture keep only the beginning of what is read now? */
static inline bool layer_is_snapped(const struct layer *l)
{
    return l->d->wire_end > l->d->tree->length;
}

/* True when n octets are left; else the layer fails with FAULT_CUT_SHORT. */
bool layer_need(struct layer *l, uint32_t n);

/* A big-endian number of `octets` at an offset of the frame that the caller has checked. */
uint64_t number_at(const struct layer *l, uint32_t offset, unsigned octets);

/* Adds the next `octets` as one number, address or flag, and gives it. */
uint64_t take_number(struct layer *l, enum field_id id, unsigned octets);

/* Adds the next octets as they are. */
void take_octets(struct layer *l, enum field_id id, uint32_t length);
void take_octets_under(struct layer *l, uint16_t parent, enum field_id id, uint32_t length);
uint64_t take_number_under(struct layer *l, uint16_t parent, enum field_id id, unsigned octets);

/* Adds `width` bits from bit `bit` of the `octets` at `offset`, without stepping. */
uint64_t add_bits(const struct layer *l, uint16_t parent, enum field_id id, uint32_t offset,
                  unsigned octets, unsigned bit, unsigned width);

/* The same, giving the node instead of the value. */
uint16_t add_bits_node(const struct layer *l, uint16_t parent, enum field_id id,
                       uint32_t offset, unsigned octets, unsigned bit, unsigned width);

/* The same for a field whose value is not its bits (a length in words). */
uint16_t add_scaled_bits(const struct layer *l, uint16_t parent, enum field_id id,
                         uint32_t offset, unsigned octets, unsigned bit, unsigned width,
                         uint64_t value);

/* A remark about the field that it hangs from. */
void add_expert(const struct layer *l, uint16_t parent, enum field_id id, uint32_t offset,
                uint32_t length);

/* A second name of something (ip.addr), and something computed. */
void add_hidden(const struct layer *l, uint16_t parent, enum field_id id, uint32_t offset,
                uint32_t length, uint64_t number);
uint16_t add_generated(const struct layer *l, uint16_t parent, enum field_id id,
                       uint32_t offset, uint32_t length, uint64_t number);

/* Checksum states, as Wireshark numbers them. */
enum checksum_status {
    CHECKSUM_BAD = 0,
    CHECKSUM_GOOD = 1,
    CHECKSUM_UNVERIFIED = 2,
    CHECKSUM_NOT_PRESENT = 3,
};

/* True when somebody asks for any of the three: then it is worth adding up. */
bool checksum_is_wanted(const struct layer *l, enum field_id status, enum field_id calculated,
                        enum field_id bad);

/* The sum over the pseudo-header (RFC 768, RFC 9293 3.1) and length octets at start. */
uint16_t transport_checksum(const struct layer *l, uint8_t protocol, uint32_t start,
                            uint32_t length);

/* What the checksum field of two octets at `field` should hold, when the sum over everything,
 * that field included, is `sum`. */
uint16_t checksum_expected(const struct layer *l, uint16_t sum, uint32_t field);

/* The layers. Each reads its part of the frame, start .. end, and what it carries. */
void dissect_ethertype(struct dissection *d, uint32_t type, uint32_t start, uint32_t end);
void dissect_llc(struct dissection *d, uint32_t start, uint32_t end);
void dissect_stp(struct dissection *d, uint32_t start, uint32_t end);
void dissect_arp(struct dissection *d, uint32_t start, uint32_t end);
void dissect_ipv4(struct dissection *d, uint32_t start, uint32_t end);
void dissect_ipv4_options(struct layer *l, uint32_t end);
void dissect_icmp(struct dissection *d, uint32_t start, uint32_t end);
void dissect_udp(struct dissection *d, uint32_t start, uint32_t end);
void dissect_tcp(struct dissection *d, uint32_t start, uint32_t end);
void dissect_tcp_options(struct layer *l, uint32_t end, unsigned flags, uint32_t ack);
void dissect_dns(struct dissection *d, uint32_t start, uint32_t end, bool over_tcp);
void dissect_rip(struct dissection *d, uint32_t start, uint32_t end);
void dissect_data(struct dissection *d, uint32_t start, uint32_t end);

/* Reads as many messages as the segment holds. */
void dissect_http(struct dissection *d, uint32_t start, uint32_t end);

#endif
