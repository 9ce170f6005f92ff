/* gui/edit.h: editing one line of text: caret, selection, insertion. No drawing, no input.
 *
 * Units: octets; caret and anchor lie between characters; what is selected lies between them.
 */
#ifndef NETSTAGE_GUI_EDIT_H
#define NETSTAGE_GUI_EDIT_H

#include "base/types.h"

struct edit {
    char *text;    /* UTF-8, terminated */
    uint32_t room; /* octets with the terminator */
    uint32_t caret, anchor;
};

/* Puts caret and anchor on characters of the text, which may have changed meanwhile. */
void edit_settle(struct edit *edit);

/* Replaces the selection by text composed to NFC (utf8.h); a jamo that follows the caret's
 * syllable is joined to it. What does not fit is left out. True: the text changed. */
bool edit_insert(struct edit *edit, const char *text, size_t octets);

/* Deletes the selection, or a character (a word) before or behind the caret. */
bool edit_delete(struct edit *edit, bool forwards, bool word);

enum edit_move { MOVE_LEFT, MOVE_RIGHT, MOVE_WORD_LEFT, MOVE_WORD_RIGHT, MOVE_START, MOVE_END };
void edit_move(struct edit *edit, enum edit_move move, bool select);
void edit_select_all(struct edit *edit);

uint32_t edit_from(const struct edit *edit); /* of the selection */
uint32_t edit_to(const struct edit *edit);

#endif
