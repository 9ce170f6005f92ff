/* gui/edit.c: editing one line of text. */
#include "gui/edit.h"

#include <string.h>

#include "gui/utf8.h"

static bool inside_character(const char *text, uint32_t at)
{
    return ((uint8_t)text[at] & 0xc0) == 0x80;
}

void edit_settle(struct edit *edit)
{
    uint32_t length = (uint32_t)strlen(edit->text);
    if (edit->caret > length)
        edit->caret = length;
    if (edit->anchor > length)
        edit->anchor = length;
    while (edit->caret > 0 && inside_character(edit->text, edit->caret))
        edit->caret--;
    while (edit->anchor > 0 && inside_character(edit->text, edit->anchor))
        edit->anchor--;
}

uint32_t edit_from(const struct edit *edit)
{
    return edit->caret < edit->anchor ? edit->caret : edit->anchor;
}

uint32_t edit_to(const struct edit *edit)
{
    return edit->caret > edit->anchor ? edit->caret : edit->anchor;
}

static void remove_range(struct edit *edit, uint32_t from, uint32_t to)
{
    memmove(edit->text + from, edit->text + to, strlen(edit->text + to) + 1);
    edit->caret = edit->anchor = from;
}

enum { INSERT_MAX = 4096 };

bool edit_insert(struct edit *edit, const char *text, size_t octets)
{
    char joined[INSERT_MAX], composed[INSERT_MAX];
    if (octets == 0 || octets > INSERT_MAX - 8)
        return false;
    bool selected = edit->caret != edit->anchor;
    if (selected)
        remove_range(edit, edit_from(edit), edit_to(edit));
    /* The character before the caret may take a jamo or an accent that comes now. */
    uint32_t start = (uint32_t)utf8_before(edit->text, edit->caret);
    size_t before = edit->caret - start;
    memcpy(joined, edit->text + start, before);
    memcpy(joined + before, text, octets);
    size_t room = edit->room - 1 - (strlen(edit->text) - before);
    size_t length = utf8_compose(joined, before + octets, composed,
                                 room + 1 < sizeof composed ? room + 1 : sizeof composed);
    if (length < before)
        return selected;
    bool changed = length != before || memcmp(composed, edit->text + start, length) != 0;
    memmove(edit->text + start + length, edit->text + edit->caret,
            strlen(edit->text + edit->caret) + 1);
    memcpy(edit->text + start, composed, length);
    edit->caret = edit->anchor = start + (uint32_t)length;
    return changed || selected;
}

static bool is_word(const char *text, uint32_t at)
{
    unsigned char c = (unsigned char)text[at];
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || c == '_';
}

static uint32_t left_of(const struct edit *edit, uint32_t at, bool word)
{
    if (!word)
        return (uint32_t)utf8_before(edit->text, at);
    while (at > 0 && !is_word(edit->text, at - 1))
        at--;
    while (at > 0 && is_word(edit->text, at - 1))
        at--;
    return at;
}

static uint32_t right_of(const struct edit *edit, uint32_t at, bool word)
{
    size_t length = strlen(edit->text), next;
    if (!word) {
        (void)utf8_at(edit->text, length, at, &next);
        return (uint32_t)next;
    }
    while (at < length && !is_word(edit->text, at))
        at++;
    while (at < length && is_word(edit->text, at))
        at++;
    return at;
}

bool edit_delete(struct edit *edit, bool forwards, bool word)
{
    uint32_t from = edit_from(edit), to = edit_to(edit);
    if (from == to) {
        if (forwards)
            to = right_of(edit, to, word);
        else
            from = left_of(edit, from, word);
    }
    if (from == to)
        return false;
    remove_range(edit, from, to);
    return true;
}

void edit_move(struct edit *edit, enum edit_move move, bool select)
{
    uint32_t from = edit_from(edit), to = edit_to(edit), at = edit->caret;
    bool collapse = from != to && !select;
    switch (move) {
    case MOVE_LEFT:
        at = collapse ? from : left_of(edit, at, false);
        break;
    case MOVE_RIGHT:
        at = collapse ? to : right_of(edit, at, false);
        break;
    case MOVE_WORD_LEFT:
        at = left_of(edit, at, true);
        break;
    case MOVE_WORD_RIGHT:
        at = right_of(edit, at, true);
        break;
    case MOVE_START:
        at = 0;
        break;
    case MOVE_END:
        at = (uint32_t)strlen(edit->text);
        break;
    }
    edit->caret = at;
    if (!select)
        edit->anchor = at;
}

void edit_select_all(struct edit *edit)
{
    edit->anchor = 0;
    edit->caret = (uint32_t)strlen(edit->text);
}
