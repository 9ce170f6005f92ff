/* gui/widget_field.c: a text field of one line. */
#include "gui/widget_core.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gui/edit.h"
#include "gui/utf8.h"

static void copy_selection(struct gui *gui, const struct edit *edit)
{
    uint32_t from = edit_from(edit), to = edit_to(edit);
    if (from == to)
        return;
    free(gui->copied);
    gui->copied = malloc(to - from + 1);
    if (gui->copied == NULL)
        return;
    memcpy(gui->copied, edit->text + from, to - from);
    gui->copied[to - from] = '\0';
}

/* Control keys: true when the text changed. */
static bool control_key(struct gui *gui, struct edit *edit, uint32_t character)
{
    switch (character) {
    case 'a':
        edit_select_all(edit);
        return false;
    case 'c':
        copy_selection(gui, edit);
        return false;
    case 'x':
        copy_selection(gui, edit);
        return edit_from(edit) != edit_to(edit) && edit_delete(edit, false, false);
    case 'v':
        return gui->input->clipboard != NULL &&
               edit_insert(edit, gui->input->clipboard, strlen(gui->input->clipboard));
    default: /* any other character: not ours */
        return false;
    }
}

/* One key of a field that has the focus; gives whether it was taken. */
static bool field_key(struct gui *gui, struct edit *edit, const struct gui_key_event *event,
                      enum field_event *result)
{
    bool shift = (event->modifiers & MODIFIER_SHIFT) != 0;
    bool control = (event->modifiers & MODIFIER_CONTROL) != 0;
    bool changed = false;
    if (event->modifiers & MODIFIER_ALT)
        return false;
    if (event->key == KEY_LEFT)
        edit_move(edit, control ? MOVE_WORD_LEFT : MOVE_LEFT, shift);
    else if (event->key == KEY_RIGHT)
        edit_move(edit, control ? MOVE_WORD_RIGHT : MOVE_RIGHT, shift);
    else if (event->key == KEY_HOME)
        edit_move(edit, MOVE_START, shift);
    else if (event->key == KEY_END)
        edit_move(edit, MOVE_END, shift);
    else if (event->key == KEY_BACKSPACE || event->key == KEY_DELETE)
        changed = edit_delete(edit, event->key == KEY_DELETE, control);
    else if (event->key == KEY_ENTER)
        *result = FIELD_SUBMITTED;
    else if (event->key == KEY_ESCAPE)
        *result = FIELD_CANCELLED;
    else if (event->key == KEY_CHARACTER && control && event->character < 0x80 &&
             event->character != 0 && strchr("acxv", (int)event->character) != NULL)
        changed = control_key(gui, edit, event->character);
    else
        return (event->key == KEY_CHARACTER || event->key == KEY_SPACE) && !control;
    if (changed && *result == FIELD_NOTHING)
        *result = FIELD_CHANGED;
    return true;
}

static enum field_event field_input(struct gui *gui, struct edit *edit)
{
    enum field_event result = FIELD_NOTHING;
    struct gui_input *in = gui->input;
    if (in->text[0] != '\0' && edit_insert(edit, in->text, strlen(in->text)))
        result = FIELD_CHANGED;
    for (uint32_t i = 0; i < in->key_count; i++)
        if (!in->keys[i].used && in->preedit[0] == '\0')
            in->keys[i].used = field_key(gui, edit, &in->keys[i], &result);
    return result;
}

/* The character boundary nearest to x. */
static uint32_t octet_at(struct gui *gui, struct text_style style, const char *text, float x)
{
    float scale = gui->theme.scale, left = 0;
    size_t length = strlen(text), at = 0, next;
    while (at < length) {
        (void)utf8_at(text, length, at, &next);
        float right =
            fonts_width(gui->fonts, style.face, style.size * scale, text, next) / scale;
        if (x < (left + right) / 2)
            break;
        left = right;
        at = next;
    }
    return (uint32_t)at;
}

static float width_to(struct gui *gui, struct text_style style, const char *text, uint32_t at)
{
    float scale = gui->theme.scale;
    return fonts_width(gui->fonts, style.face, style.size * scale, text, at) / scale;
}

static void draw_frame(struct gui *gui, struct rect box, const struct field_look *look,
                       bool focused)
{
    struct rgba edge = core_ink(gui, TOKEN_RULE);
    if (look->wrong)
        edge = gui->theme.protocol[PROTOCOL_LOSS].fill;
    else if (focused)
        edge = core_ink(gui, TOKEN_INK);
    draw_rect(gui_draw(gui), box, core_radius(gui),
              paint_both(core_ink(gui, TOKEN_RAISE), edge,
                         (focused || look->wrong ? 2 : 1) * core_unit(gui)));
    if (look->wrong && focused)
        gui_focus_ring(gui, box, core_radius(gui));
}

/* The text with its selection, what is being composed, the caret and the wrong part. */
static void draw_content(struct gui *gui, struct rect inside, const struct edit *edit,
                         struct text_style style, const struct field_look *look, bool focused,
                         float shift)
{
    struct draw_list *list = gui_draw(gui);
    float x = inside.x - shift, middle = inside.y + inside.h / 2;
    float caret = width_to(gui, style, edit->text, edit->caret);
    float base = text_baseline(middle, style.size);
    uint32_t from = edit_from(edit), to = edit_to(edit);
    const char *preedit = focused ? gui->input->preedit : "";
    if (focused && from != to) {
        float a = width_to(gui, style, edit->text, from),
              b = width_to(gui, style, edit->text, to);
        draw_rect(
            list, rect_make(x + a, middle - style.size * 0.75f, b - a, style.size * 1.5f), 0,
            paint_fill(rgba_mix(core_ink(gui, TOKEN_RAISE), core_ink(gui, TOKEN_INK), 0.18f)));
    }
    if (preedit[0] != '\0') {
        float wide = width_to(gui, style, preedit, (uint32_t)strlen(preedit));
        draw_text_octets(list, x, base, style, edit->text, edit->caret);
        draw_text(list, x + caret, base, style, preedit);
        draw_text(list, x + caret + wide, base, style, edit->text + edit->caret);
        draw_rect(list, rect_make(x + caret, base + 4, wide, 1.5f), 0,
                  paint_fill(style.colour));
        caret += width_to(gui, style, preedit, gui->input->preedit_caret);
    } else {
        draw_text(list, x, base, style, edit->text);
    }
    if (look->wrong && look->wrong_to > look->wrong_from) {
        float a = width_to(gui, style, edit->text, look->wrong_from);
        float b = width_to(gui, style, edit->text, look->wrong_to);
        draw_rect(list, rect_make(x + a, base + 3.5f, b - a, 2), 0,
                  paint_fill(gui->theme.protocol[PROTOCOL_LOSS].fill));
    }
    struct rect bar = {x + caret, middle - style.size * 0.62f, 1.5f * core_unit(gui),
                       style.size * 1.24f};
    if (focused) {
        draw_rect(list, bar, 0, paint_fill(core_ink(gui, TOKEN_INK)));
        gui->output.wants_text = true;
        gui->output.caret = bar;
    }
}

/* The icon and the note; gives the room between them. */
static struct rect draw_sides(struct gui *gui, struct rect box, const struct field_look *look)
{
    float unit = core_unit(gui);
    struct rect inside = {box.x + 12 * unit, box.y, box.w - 24 * unit, box.h};
    if (look->icon != ICON_NONE) {
        glyph_icon(gui_draw(gui), &gui->theme, look->icon, box.x + 17 * unit, box.y + box.h / 2,
                   unit, core_ink(gui, TOKEN_INK2), core_ink(gui, TOKEN_RAISE));
        (void)rect_cut_left(&inside, 22 * unit);
    }
    if (look->note != NULL && look->note[0] != '\0') {
        struct text_style style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
        float wide = gui_text_width(gui, style.face, style.size, look->note) + 2;
        struct rect note = rect_cut_right(&inside, fminf(wide, inside.w / 2));
        style.anchor = ANCHOR_END;
        core_text(gui, note, style, look->note);
        (void)rect_cut_right(&inside, 8 * unit);
    }
    return inside;
}

static void field_mouse(struct gui *gui, const struct gui_signal *signal, struct edit *edit,
                        struct text_style style, float x)
{
    if (signal->hovered)
        gui->output.pointer = POINTER_TEXT;
    if (!signal->held && !(gui->active == signal->id && gui->input->released[MOUSE_LEFT]))
        return;
    edit->caret = octet_at(gui, style, edit->text, gui->input->mouse_x - x);
    if (gui->input->pressed[MOUSE_LEFT])
        edit->anchor = edit->caret;
    if (signal->double_clicked) {
        edit_move(edit, MOVE_WORD_LEFT, false);
        edit_move(edit, MOVE_WORD_RIGHT, true);
    }
}

enum field_event gui_field(struct gui *gui, struct rect box, const char *name, char *text,
                           uint32_t room, const struct field_look *look)
{
    struct gui_signal signal = core_hit(gui, WIDGET_FIELD, box, name, text, true);
    struct memory *memory = core_memory(gui, core_id(gui, name));
    struct edit edit = {text, room, memory->caret, memory->anchor};
    struct text_style style =
        gui_style(gui, look->face, TYPE_LABEL, gui->disabled ? TOKEN_INK2 : TOKEN_INK);
    enum field_event event = FIELD_NOTHING;
    draw_frame(gui, box, look, signal.focused);
    struct rect inside = draw_sides(gui, box, look);
    if (signal.focused && !memory->open && !gui->input->pressed[MOUSE_LEFT])
        edit_select_all(&edit); /* came by key: typing replaces */
    memory->open = signal.focused;
    edit_settle(&edit);
    field_mouse(gui, &signal, &edit, style, inside.x - memory->scroll_x);
    if (core_keys_for(gui, signal.id))
        event = field_input(gui, &edit);
    edit_settle(&edit);
    float caret = width_to(gui, style, text, edit.caret);
    float all = width_to(gui, style, text, (uint32_t)strlen(text));
    if (caret - memory->scroll_x > inside.w - 4)
        memory->scroll_x = caret - inside.w + 4;
    memory->scroll_x = fmaxf(0, fminf(memory->scroll_x, fminf(caret, all)));
    if (all <= inside.w - 4)
        memory->scroll_x = 0;
    memory->caret = edit.caret;
    memory->anchor = edit.anchor;
    core_clip(gui, inside, SCROLL_SIDEWAYS);
    bool empty = text[0] == '\0' && !(signal.focused && gui->input->preedit[0] != '\0');
    if (empty && look->placeholder != NULL) {
        struct text_style faint = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
        core_text(gui, inside, faint, look->placeholder);
    }
    draw_content(gui, inside, &edit, style, look, signal.focused, memory->scroll_x);
    core_unclip(gui);
    gui->output.again |= event != FIELD_NOTHING;
    return event;
}
