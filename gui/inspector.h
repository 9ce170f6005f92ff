/* gui/inspector.h: the parts of the inspector, from top to bottom: the tree of layers and
 * fields, what the selected field means, the header's diagram, the octets, and the text of a
 * message. All show one tree (field/field.h), and each can move the one selection.
 */
#ifndef NETSTAGE_GUI_INSPECTOR_H
#define NETSTAGE_GUI_INSPECTOR_H

#include "gui/instruments.h"

/* --- the selection, as a node of the tree --- */

/* The node that is selected, or NONE. */
uint32_t inspector_selected(const struct window *window);
/* The layer that the selected field is in, else the innermost header; NONE: there is none. */
uint32_t inspector_layer(const struct window *window);
/* Opens what a node lies in. */
void inspector_open(struct window *window, uint32_t node);
/* Selects a node's field. */
void inspector_select(struct window *window, uint32_t node);
/* The smallest field that an octet of the frame belongs to, or NONE. */
uint32_t inspector_node_at(const struct field_tree *tree, uint32_t octet);
/* A second name of what is shown already, or what only a list of all fields would show. */
bool inspector_passes_over(const struct field_node *node);

/* --- inspector_value.c: words about fields --- */

/* A layer's short name: "Ethernet", "IPv4". */
const char *inspector_layer_name(enum field_id layer);
/* What the tree shows at the right of a field or a layer. */
void inspector_put_value(const struct field_tree *tree, uint32_t node, struct text *text);

/* --- inspector_hidden.c: a field that a question asks for, until it is answered --- */

/* Does this node (this octet) of the tree give the answer away? */
bool inspector_hides(const struct window *window, uint32_t node);
bool inspector_hides_octet(const struct window *window, uint32_t octet);
/* inspector_put_value(), or "?". */
void inspector_put_shown(const struct window *window, uint32_t node, struct text *text);
/* Puts "?" for the value that a question asks for into words about a frame of that packet. Uses
 * the glance (instruments.h). */
void inspector_hide_answer(struct window *window, uint32_t frame, char *words);

/* --- the parts: each says how high it would like to be, and draws into what it gets --- */

/* Is this node a row of the tree now? */
bool inspector_is_shown(const struct window *window, uint32_t node);
float inspector_tree_height(const struct window *window);
void inspector_tree(struct window *window, struct rect box);

float header_diagram_height(const struct window *window, float width);
void header_diagram(struct window *window, struct rect box);

float hex_view_height(const struct window *window);
void hex_view(struct window *window, struct rect box);

/* The text that the frame carries, when it carries text. */
bool message_view_has(const struct window *window);
float message_view_height(const struct window *window, float width);
void message_view(struct window *window, struct rect box);

/* What is said when no frame is selected: about a node, a cable, a row; or what one can do. */
void inspector_object(struct window *window, struct rect box);

#endif
