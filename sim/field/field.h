/* field/field.h: the fields that netstage knows by name. Names are Wireshark's (4.0), so that
 * what a learner types here works there, and tshark can be the oracle of the tests; the family
 * netstage.* is what no capture can know and the simulator does.
 *
 * Shape:  one const row per field, from fields.def. FIELD_TCP_FLAGS_SYN is "tcp.flags.syn".
 * Units:  bit offsets count from the first bit of the protocol's header, as in the RFC's
 * diagram.
 *
 * Label and explanation are catalogue keys: show them through tr(). */
#ifndef NETSTAGE_FIELD_FIELD_H
#define NETSTAGE_FIELD_FIELD_H

#include "base/catalogue.h"
#include "base/text.h"
#include "base/types.h"

enum field_id {
#define FIELD(id, name, label, type, base, bit, width, source, explanation) FIELD_##id,
#include "field/fields.def"
#undef FIELD
    FIELD_COUNT
};

enum field_type {
    FIELD_TYPE_NONE,     /* there or not there */
    FIELD_TYPE_PROTOCOL, /* a whole layer: compares as the bytes of it */
    FIELD_TYPE_BOOL,
    FIELD_TYPE_UINT8,
    FIELD_TYPE_UINT16,
    FIELD_TYPE_UINT24,
    FIELD_TYPE_UINT32,
    FIELD_TYPE_UINT64,
    FIELD_TYPE_INT32,
    FIELD_TYPE_BYTES,
    FIELD_TYPE_ETHER,
    FIELD_TYPE_IPV4,
    FIELD_TYPE_IPV6,
    FIELD_TYPE_STRING,
    FIELD_TYPE_TIME,   /* a duration in nanoseconds */
    FIELD_TYPE_DOUBLE, /* a number with a fraction, of which there are 10^9 parts: seconds */
};

enum field_base {
    FIELD_BASE_DEC,
    FIELD_BASE_HEX,
};

enum { FIELD_BIT_NOT_FIXED = -1 };

struct field_info {
    const char *name;        /* "tcp.flags.syn" */
    const char *label;       /* English; a catalogue key */
    const char *source;      /* "RFC 9293 3.1"; empty for what netstage derives */
    const char *explanation; /* one English sentence; a catalogue key */
    enum field_type type;
    enum field_base base;
    int bit;   /* of the first bit in the header, or FIELD_BIT_NOT_FIXED */
    int width; /* in bits; 0 when not fixed */
};

const struct field_info *field_info(enum field_id id);

/* The field of that name (`length` octets), or FIELD_COUNT. */
enum field_id field_find(const char *name, size_t length);

/* The nearest name to one that does not exist, or NULL. */
const char *field_nearest(const char *name, size_t length);

/* True for netstage.*: facts that only the simulator supplies. */
bool field_is_fact(enum field_id id);

bool field_type_is_number(enum field_type type); /* bool, uint*, int32 */

/* The protocol's word for a value ("SYN" options, "request", "No such name"), or NULL. */
const char *field_value_name(enum field_id id, uint64_t value);

/* --- The tree ------------------------------------------------------------------------------
 */

enum { FIELD_NO_PARENT = 0xffff };

enum field_node_flags {
    FIELD_HIDDEN = 1,    /* a second name of a field that is there already (ip.addr) */
    FIELD_GENERATED = 2, /* not in the bytes: computed from them, or supplied */
    FIELD_IN_TEXT = 4,   /* the string lies in the tree's text, else in the frame */
    FIELD_EXPERT = 8,    /* a remark about the field it hangs from */
};

struct field_node {
    uint16_t id;     /* enum field_id */
    uint16_t parent; /* index of a node, or FIELD_NO_PARENT */
    uint8_t flags;   /* enum field_node_flags */
    uint8_t bits;    /* width of a field inside octets; 0: whole octets */
    uint8_t bit;     /* of its first bit, from the first bit of the octet at `offset` */
    uint8_t octets;  /* how many octets these bits are shown in */
    uint32_t offset; /* in the frame */
    uint32_t length; /* octets; 0: nothing in the frame */
    uint32_t size;   /* octets of a string, or of a protocol with all that it carries */
    uint32_t reserved;
    uint64_t
        number; /* numbers, booleans, addresses, time in ns; of octets and strings: where */
};

/* A tree over one frame. The caller owns the memory: a tree is ready after field_tree_init()
 * and can be used again and again. Nodes are in the order of the frame, parents before
 * children. */
struct field_tree {
    struct field_node *nodes;
    uint32_t capacity;
    uint32_t count;
    char *text; /* decompressed names and other strings that are not in the frame as they are */
    uint32_t text_capacity;
    uint32_t text_used;
    const uint8_t *bytes; /* the frame; must live as long as the tree is read */
    uint32_t length;
    bool truncated;         /* nodes or text did not fit: some fields are missing */
    const uint64_t *wanted; /* bits by field id; NULL: every field is kept */
};

enum { FIELD_STORAGE_NODES = 2048, FIELD_STORAGE_TEXT = 32768 };

/* Memory enough for every ordinary frame. */
struct field_storage {
    struct field_node nodes[FIELD_STORAGE_NODES];
    char text[FIELD_STORAGE_TEXT];
};

void field_tree_init(struct field_tree *tree, struct field_storage *storage);

/* Empties the tree and points it at a frame (which may be of no octets). */
void field_tree_begin(struct field_tree *tree, const uint8_t *bytes, size_t length);

/* Adds facts that the bytes do not show. A fact that does not hold (netstage.drop,
 * netstage.tcp.retransmission ...) is not added at all, so that its bare name asks whether it
 * holds. Gives: the node's index, or FIELD_NO_PARENT when it is not wanted or does not fit. */
uint16_t field_tree_add_none(struct field_tree *tree, enum field_id id);
uint16_t field_tree_add_uint(struct field_tree *tree, enum field_id id, uint64_t value);
uint16_t field_tree_add_time(struct field_tree *tree, enum field_id id, sim_time value);
uint16_t field_tree_add_text(struct field_tree *tree, enum field_id id, const char *value);

/* The first node of that field at or after node `from`; NULL: there is none. */
const struct field_node *field_tree_find(const struct field_tree *tree, enum field_id id,
                                         uint32_t from);

/* The value of a string node; *size gets its length. Not terminated. */
const char *field_string(const struct field_tree *tree, const struct field_node *node,
                         size_t *size);

/* The octets of an octets, address or protocol node, as they are in the frame; of a protocol
 * with its payload. */
const uint8_t *field_octets(const struct field_tree *tree, const struct field_node *node,
                            size_t *size);

/* --- Words ----------------------------------------------------------------------- */
/* Written to the end of a text (base/text.h). Octets that are no printable text appear as
 * \xNN. */

/* The value as Wireshark shows it: "IPv4 (0x0800)", "64", "10.0.0.1", "Set". */
void field_put_value(const struct field_tree *tree, const struct field_node *node,
                     struct text *text);

/* The bare value, as `tshark -T pdml` has it in `show`: "0x0800", "64", "1". */
void field_put_show(const struct field_tree *tree, const struct field_node *node,
                    struct text *text);

/* The bits of a field narrower than its octets: ".... 0101"; nothing for others. */
void field_put_bits(const struct field_tree *tree, const struct field_node *node,
                    struct text *text);

/* field_put_value() into a buffer, terminated. Gives the length of what is there. */
size_t field_format(const struct field_tree *tree, const struct field_node *node, char *buffer,
                    size_t size);

#endif
