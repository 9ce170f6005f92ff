/* field/dns_labels.c: a domain name as text (RFC 1035 3.1; compression: 4.1.4). Octets that are
 * not printable ASCII appear as \DDD, as in master files (5.1); a dot inside a label is not
 * marked. */
#include "field/dns_layer.h"

enum {
    POINTER = 0xc0,
    POINTERS_MAX = 64,
    LABEL_TYPE = 0xc0,
    NAME_OCTETS_MAX = 255,
};

struct walk {
    uint32_t at;
    uint32_t length;   /* octets of the name so far */
    unsigned pointers; /* followed so far */
};

static void put_label(struct text *text, const uint8_t *octets, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++) {
        if (octets[i] < 0x20 || octets[i] > 0x7e) {
            text_put_char(text, '\\');
            text_put_digits(text, octets[i], 3);
        } else {
            text_put_char(text, (char)octets[i]);
        }
    }
}

/* Follows a pointer. False: it leads nowhere. */
static bool follow(struct dns_layer *m, struct walk *w)
{
    struct layer *l = &m->l;
    if (l->end - w->at < 2) {
        layer_fail(l, FAULT_CUT_SHORT);
        return false;
    }
    uint32_t to = m->message + ((uint32_t)number_at(l, w->at, 2) & 0x3fff);
    if (w->pointers == 0)
        l->at = w->at + 2;
    w->pointers++;
    if (w->pointers > POINTERS_MAX || to >= l->end) {
        layer_fail(l, FAULT_NAME_POINTER);
        return false;
    }
    w->at = to;
    return true;
}

/* One label, or a pointer. False: the name ends here, well or not. */
static bool walk_on(struct dns_layer *m, struct walk *w, struct text *text, unsigned *labels)
{
    struct layer *l = &m->l;
    if (w->at >= l->end) {
        layer_fail(l, FAULT_CUT_SHORT);
        return false;
    }
    uint32_t first = (uint32_t)number_at(l, w->at, 1);
    if (first == 0) {
        if (w->pointers == 0)
            l->at = w->at + 1;
        return false;
    }
    if ((first & LABEL_TYPE) == POINTER)
        return follow(m, w);
    w->length += first + 1;
    if ((first & LABEL_TYPE) != 0 || w->length > NAME_OCTETS_MAX) {
        layer_fail(l, FAULT_NAME_LABEL);
        return false;
    }
    if (l->end - w->at - 1 < first) {
        layer_fail(l, FAULT_CUT_SHORT);
        return false;
    }
    if (*labels > 0)
        text_put_char(text, '.');
    put_label(text, l->d->tree->bytes + w->at + 1, first);
    *labels += 1;
    w->at += first + 1;
    return true;
}

void dns_take_name(struct dns_layer *m, struct dns_label_text *name)
{
    struct text text = text_over(name->octets, sizeof name->octets);
    struct walk w = {.at = m->l.at};
    name->labels = 0;
    name->characters = 0;
    name->length = 0;
    if (!m->l.ok)
        return;
    while (walk_on(m, &w, &text, &name->labels))
        continue;
    if (m->l.ok && name->labels == 0)
        text_put(&text, "<Root>");
    name->length = text.length;
    name->characters = w.length > 0 ? w.length - 1 : 0;
}

void dns_take_name_field(struct dns_layer *m, uint16_t parent, enum field_id id)
{
    struct dns_label_text name;
    uint32_t at = m->l.at;
    dns_take_name(m, &name);
    if (m->l.ok)
        add_text(m->l.d->tree, parent, id, at, m->l.at - at, name.octets, name.length);
}
