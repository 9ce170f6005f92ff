/* field/dissect.h: a frame taken apart into fields. Stateless, allocates nothing.
 *
 * Layers: Ethernet II and LLC (IEEE 802.3), spanning tree (IEEE 802.1D), ARP (RFC 826), IPv4
 * (RFC 791), ICMP (RFC 792, 1191, 4884), UDP (RFC 768), TCP (RFC 9293, 7323, 2018), DNS (RFC
 * 1035, 6891), HTTP/1.x heads (RFC 9112), and `data` for what remains. HTTP and DNS over TCP
 * are read per segment, as Wireshark has them with reassembly off. Bad input is an ordinary
 * result: the node FIELD_WS_MALFORMED says where reading had to end and why; everything before
 * it is in the tree. */
#ifndef NETSTAGE_FIELD_DISSECT_H
#define NETSTAGE_FIELD_DISSECT_H

#include "field/field.h"

enum { FIELD_WORDS = (FIELD_COUNT + 63) / 64 };

/* How far down to read: a filter on ip.ttl needs no HTTP. */
enum field_depth {
    FIELD_TO_LINK,
    FIELD_TO_NETWORK,
    FIELD_TO_TRANSPORT,
    FIELD_TO_APPLICATION,
};

/* Which fields somebody asks for. All zero asks for none. */
struct field_wanted {
    uint64_t bits[FIELD_WORDS];
    enum field_depth depth;
};

void field_want(struct field_wanted *wanted, enum field_id id);

/* Who closes a connection: the end whose FIN was seen first, or the other. */
enum field_fin_role {
    FIELD_FIN_UNKNOWN,
    FIELD_FIN_ACTIVE,
    FIELD_FIN_PASSIVE,
};

/* What a frame does not say of itself. field_context_default() is the context of a lone frame.
 */
struct field_context {
    const struct field_wanted *wanted; /* NULL: everything */
    uint64_t number;                   /* frame.number; 0: not known */
    bool timed;                        /* is `time` known? It is where frames are numbered */
    sim_time time;                     /* frame.time_relative */
    sim_time time_delta;               /* frame.time_delta */
    uint32_t wire_length;              /* frame.len; 0: as long as the octets given */
    bool relative_numbers; /* tcp.seq, tcp.ack and SACK edges count from these two: */
    uint32_t sender_isn;
    uint32_t receiver_isn;
    int window_shift; /* FIELD_SHIFT_UNKNOWN, FIELD_SHIFT_NONE, or 0 .. 14 */
    int64_t stream;   /* tcp.stream or udp.stream; -1: not known, and nothing of what follows */
    uint32_t continued;   /* octets in front of a segment's data that end an earlier message */
    uint8_t completeness; /* tcp.completeness */
    enum field_fin_role fin_role; /* of a FIN's sender */
    bool stream_times;            /* are the next two known? */
    sim_time stream_time;         /* tcp.time_relative, udp.time_relative */
    sim_time stream_delta;        /* tcp.time_delta, udp.time_delta */
};

enum {
    FIELD_SHIFT_UNKNOWN = -1, /* the handshake was not seen */
    FIELD_SHIFT_NONE = -2,    /* it was, without window scaling */
};

struct field_context field_context_default(void);

/* Why reading a layer ended early: the number of a FIELD_WS_MALFORMED node. */
enum field_fault {
    FAULT_NONE,
    FAULT_CUT_SHORT,       /* the header or the field is longer than what is there */
    FAULT_HEADER_LENGTH,   /* a header length that cannot be */
    FAULT_TOTAL_LENGTH,    /* a total length smaller than the header */
    FAULT_VERSION,         /* IP, but not version 4 */
    FAULT_DATAGRAM_LENGTH, /* a length of a UDP datagram that cannot be */
    FAULT_NAME_POINTER,    /* a compressed name that points forwards, or in a circle */
    FAULT_NAME_LABEL,      /* a label type that does not exist, or a name over 255 octets */
    FAULT_RECORD_LENGTH,   /* a resource record longer than the message, or than its data */
    FAULT_NESTED_TOO_DEEP  /* an ICMP error inside an ICMP error inside ... */
};

/* An English sentence; a catalogue key. */
const char *field_fault_text(enum field_fault fault);

/* Empties the tree and fills it from a frame that begins with an Ethernet header. `context` may
 * be NULL. Facts (netstage.*) are added by the caller afterwards. */
void field_dissect(struct field_tree *tree, const uint8_t *bytes, size_t length,
                   const struct field_context *context);

/* What a frame is, for pictures and lists: one word each. */
enum frame_kind {
    FRAME_ARP_REQUEST,
    FRAME_ARP_REPLY,
    FRAME_ICMP_ECHO,
    FRAME_ICMP_ECHO_REPLY,
    FRAME_ICMP_ERROR,
    FRAME_DNS_QUERY,
    FRAME_DNS_ANSWER,
    FRAME_RIP_REQUEST,
    FRAME_RIP_RESPONSE,
    FRAME_UDP_OTHER,
    FRAME_TCP_SYN,
    FRAME_TCP_SYN_ACK,
    FRAME_TCP_ACK,
    FRAME_TCP_DATA,
    FRAME_HTTP_REQUEST,  /* TCP data that begins a request */
    FRAME_HTTP_RESPONSE, /* TCP data that begins a response */
    FRAME_TCP_FIN,
    FRAME_TCP_RST,
    FRAME_BPDU, /* spanning tree */
    FRAME_OTHER,
    FRAME_KINDS
};

enum frame_kind field_frame_kind(const struct field_tree *tree);

/* "TCP SYN", "DNS query": a stable English word; a catalogue key. */
const char *frame_kind_name(enum frame_kind kind);

/* The highest protocol of the frame, in Wireshark's capitals: "ARP", "TCP", "DNS". */
const char *field_protocol(const struct field_tree *tree);

/* One line about the frame, after Wireshark's Info column: "Who has 10.0.0.2? Tell 10.0.0.1",
 * "52000 → 80 [SYN] Seq=0 Win=65535 Len=0 MSS=1460". Needs a tree of every field.
 * field_summary() writes it into a buffer, cut and terminated, and gives its length. */
void field_put_summary(const struct field_tree *tree, struct text *text);
size_t field_summary(const struct field_tree *tree, char *buffer, size_t size);

#endif
