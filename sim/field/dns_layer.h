/* field/dns_layer.h: what the parts of the DNS dissector share. Private to this room. */
#ifndef NETSTAGE_FIELD_DNS_LAYER_H
#define NETSTAGE_FIELD_DNS_LAYER_H

#include "field/layer.h"

enum { DNS_TEXT_MAX = 1024 };

/* A DNS message being read. */
struct dns_layer {
    struct layer l;
    uint32_t message; /* where it begins: names point back to here */
    bool update;      /* RFC 2136 uses other names for the same four counts */
};

/* A name at the cursor: its text ("www.example.com", "<Root>") and its labels. */
struct dns_label_text {
    char octets[DNS_TEXT_MAX];
    size_t length;
    unsigned labels;
    uint32_t characters; /* of the name, dots included; length counts escapes too */
};

/* Reads a name and steps behind it. What does not fit in the text is left out. */
void dns_take_name(struct dns_layer *m, struct dns_label_text *name);

/* Reads a name and adds it as that field. */
void dns_take_name_field(struct dns_layer *m, uint16_t parent, enum field_id id);

/* Reads `length` octets of data of a record of that type. */
void dns_take_data(struct dns_layer *m, uint16_t parent, uint32_t type, uint32_t length);

/* Reads the options of an OPT record. */
void dns_take_options(struct dns_layer *m, uint16_t parent, uint32_t length);

#endif
