/* gui/plate_controls.c: type and all widgets on one page. */
#include "gui/plate.h"

#include <string.h>

static struct text_style style_of(const struct plate *plate, enum font_face face,
                                  enum type_size size, enum token token)
{
    return gui_style(plate->gui, face, size, token);
}

static void draw_type(const struct plate *plate, float unit)
{
    struct gui *gui = plate->gui;
    static const char *const lines[TYPE_SIZES][2] = {
        {"ack 2921, labels, fields, tables", "확인 응답 2921, 이름표와 표"},
        {"Nobody is told.", "아무도 알려 주지 않아요."},
        {"Segment 3 is lost", "3번 세그먼트가 사라졌어요"},
        {"A lost segment", "사라진 세그먼트"}};
    float y = 64 * unit;
    for (int i = TYPE_SIZES - 1; i >= 0; i--) {
        enum font_face face = i >= TYPE_HEAD ? FONT_BOLD : FONT_REGULAR;
        struct rect box = {32 * unit, y, 368 * unit, 40 * unit};
        gui_label(gui, box, style_of(plate, face, (enum type_size)i, TOKEN_INK),
                  plate_say(plate, lines[i][0], lines[i][1]));
        y += (i >= TYPE_HEAD ? 40 : 28) * unit;
    }
    gui_label(gui, rect_make(32 * unit, y, 368 * unit, 24 * unit),
              style_of(plate, FONT_MONO, TYPE_LABEL, TOKEN_INK), "0050 c000 3e7a  0x1056");
    const char *text = plate_say(plate,
                                 "The cable to the home router lost segment 3. Nobody is told: "
                                 "a cable cannot report, and "
                                 "a router that never saw the frame has nothing to say.",
                                 "공유기로 가는 케이블에서 3번 세그먼트가 사라졌어요. 아무도 "
                                 "알려 주지 않아요. 케이블은 말을 "
                                 "하지 못하고, 프레임을 받지 못한 공유기는 알 길이 없어요.");
    const char *marked = strstr(text, plate_say(plate, "segment 3", "3번 세그먼트"));
    uint32_t from = (uint32_t)(marked - text);
    uint32_t to = from + (uint32_t)strlen(plate_say(plate, "segment 3", "3번 세그먼트"));
    struct rect box = {32 * unit, y + 32 * unit, 232 * unit, 200 * unit};
    (void)gui_paragraph_marked(gui, box, style_of(plate, FONT_REGULAR, TYPE_READING, TOKEN_INK),
                               text, from, to);
    gui_progress(gui, rect_make(32 * unit, y + 160 * unit, 96 * unit, 16 * unit), "progress",
                 plate_say(plate, "step 9 of 14", "14단계 중 9단계"), 9.0f / 14);
}

static void draw_gate(const struct plate *plate, float unit)
{
    struct gui *gui = plate->gui;
    static const char *const answers[2][4] = {
        {"2921", "4381", "5841", "none: it stays silent"},
        {"2921", "4381", "5841", "아무것도 보내지 않는다"}};
    uint32_t chosen = 2;
    struct rect card = {32 * unit, 456 * unit, 260 * unit, 232 * unit};
    gui_panel_begin(gui, card, "gate", PANEL_CARD);
    glyph_icon(gui_draw(gui), gui_theme(gui), ICON_GATE, card.x + 18 * unit, card.y + 20 * unit,
               unit, gui_theme(gui)->colour[TOKEN_INK], gui_theme(gui)->colour[TOKEN_RAISE]);
    gui_label(gui, rect_make(card.x + 32 * unit, card.y + 8 * unit, 200 * unit, 24 * unit),
              style_of(plate, FONT_BOLD, TYPE_LABEL, TOKEN_INK),
              plate_say(plate, "Predict", "예측해 보기"));
    (void)gui_radio(gui,
                    rect_make(card.x + 8 * unit, card.y + 40 * unit, card.w - 16 * unit, 0),
                    "answer", answers[plate->korean ? 1 : 0], 4, true, &chosen);
    (void)gui_button(gui,
                     rect_make(card.x + 12 * unit, card.y + 184 * unit, 96 * unit, 32 * unit),
                     "ok", plate_say(plate, "Answer", "답하기"), BUTTON_PRIMARY);
    (void)gui_button(gui,
                     rect_make(card.x + 116 * unit, card.y + 184 * unit, 88 * unit, 32 * unit),
                     "skip", plate_say(plate, "Skip", "건너뛰기"), BUTTON_QUIET);
    gui_panel_end(gui);
}

static void draw_buttons(const struct plate *plate, float unit)
{
    struct gui *gui = plate->gui;
    static const char *const names[4][2] = {
        {"Answer", "답하기"}, {"Hint", "힌트"}, {"Back", "뒤로"}, {"Skip", "건너뛰기"}};
    static const enum button_look looks[4] = {BUTTON_PRIMARY, BUTTON_PLAIN, BUTTON_PLAIN,
                                              BUTTON_QUIET};
    for (int i = 0; i < 4; i++) {
        char name[16];
        snprintf(name, sizeof name, "button%d", i);
        gui_disable(gui, i == 2);
        (void)gui_button(
            gui, rect_make((456 + 96 * (float)i) * unit, 72 * unit, 88 * unit, 32 * unit), name,
            plate_say(plate, names[i][0], names[i][1]), looks[i]);
        gui_disable(gui, false);
    }
    (void)gui_button(gui, rect_make(456 * unit, 116 * unit, 160 * unit, 24 * unit), "why",
                     plate_say(plate, "Why was it lost?", "왜 사라졌을까요?"), BUTTON_LINK);
    static const char *const languages[2] = {"EN", "KO"};
    uint32_t chosen = plate->korean ? 1 : 0;
    (void)gui_segmented(gui, rect_make(744 * unit, 112 * unit, 80 * unit, 32 * unit),
                        "language", languages, 2, &chosen);
}

static void draw_fields(const struct plate *plate, float unit)
{
    struct gui *gui = plate->gui;
    char filter[64] = "tcp.flags.syn == 1", wrong[64] = "tcp.flag == 1", empty[64] = "";
    struct field_look look = {.icon = ICON_SEARCH,
                              .face = FONT_MONO_BOLD,
                              .note = plate_say(plate, "9 frames", "프레임 9개")};
    (void)gui_field(gui, rect_make(456 * unit, 160 * unit, 368 * unit, 32 * unit), "filter",
                    filter, sizeof filter, &look);
    look = (struct field_look){.face = FONT_MONO_BOLD, .wrong = true, .wrong_to = 8};
    (void)gui_field(gui, rect_make(456 * unit, 204 * unit, 180 * unit, 32 * unit), "wrong",
                    wrong, sizeof wrong, &look);
    look = (struct field_look){.placeholder = plate_say(plate, "Search lessons", "수업 찾기"),
                               .icon = ICON_SEARCH};
    (void)gui_field(gui, rect_make(644 * unit, 204 * unit, 180 * unit, 32 * unit), "empty",
                    empty, sizeof empty, &look);
    bool off = false, on = true;
    (void)gui_checkbox(gui, rect_make(456 * unit, 248 * unit, 100 * unit, 24 * unit), "off",
                       plate_say(plate, "off", "끔"), &off);
    (void)gui_checkbox(gui, rect_make(560 * unit, 248 * unit, 100 * unit, 24 * unit), "on",
                       plate_say(plate, "on", "켬"), &on);
    double volume = 0.4;
    (void)gui_slider(gui, rect_make(664 * unit, 248 * unit, 160 * unit, 24 * unit), "speed",
                     plate_say(plate, "speed", "속도"), 0, 1, 0.1, &volume);
}

static void fill_cell(void *owner, uint32_t row, uint32_t column, struct table_cell *cell)
{
    static const char *const times[4] = {"25.088", "25.210", "25.331", "42.609"};
    static const int numbers[4] = {14, 15, 16, 27};
    static const int firsts[4] = {1461, 2921, 4381, 2921};
    const struct plate *plate = owner;
    uint32_t r = row % 4;
    if (column == 0)
        snprintf(cell->text, sizeof cell->text, "%d", numbers[r]);
    else if (column == 1)
        snprintf(cell->text, sizeof cell->text, "%s", times[r]);
    else if (column == 3)
        snprintf(cell->text, sizeof cell->text, "%s",
                 plate_say(plate, "web to laptop", "웹 서버에서 노트북으로"));
    else if (column == 4)
        snprintf(cell->text, sizeof cell->text, "%d, 1460", firsts[r]);
    cell->has_frame = column == 2;
    cell->frame = (struct frame_look){.glyph = SHAPE_TCP_DATA,
                                      .to_left = true,
                                      .fate = r == 1   ? FATE_LOOK_DROPPED
                                              : r == 3 ? FATE_LOOK_AGAIN
                                                       : FATE_LOOK_PLAIN};
}

static enum row_state row_state(void *owner, uint32_t row)
{
    (void)owner;
    return row == 3 ? ROW_BELONGS : ROW_PLAIN;
}

static void draw_rows(const struct plate *plate, float unit)
{
    struct gui *gui = plate->gui;
    static const char *const tabs[2][4] = {{"Ladder", "Frames", "Stream", "Plots"},
                                           {"사다리", "프레임", "스트림", "그래프"}};
    struct table_column columns[5] = {
        {"number", plate_say(plate, "No.", "번호"), 40 * unit, ANCHOR_END, FONT_REGULAR},
        {"time", "ms", 60 * unit, ANCHOR_END, FONT_REGULAR},
        {"shape", "", 48 * unit, ANCHOR_START, FONT_REGULAR},
        {"way", plate_say(plate, "way", "경로"), 0, ANCHOR_START, FONT_REGULAR},
        {"octets", plate_say(plate, "first, octets", "첫 번호, 바이트"), 104 * unit, ANCHOR_END,
         FONT_REGULAR}};
    struct plate owner = *plate;
    struct table_view table = {.columns = columns,
                          .column_count = 5,
                          .rows = 100000,
                          .head = true,
                          .owner = &owner,
                          .cell = fill_cell,
                          .state = row_state};
    uint32_t chosen = 1, row = 1;
    (void)gui_tabs(gui, rect_make(456 * unit, 292 * unit, 368 * unit, 32 * unit), "tabs",
                   tabs[plate->korean ? 1 : 0], 4, &chosen);
    (void)gui_table(gui, rect_make(456 * unit, 328 * unit, 368 * unit, 168 * unit), "frames",
                    &table, &row, false);
}

static void draw_transport(const struct plate *plate, float unit)
{
    struct gui *gui = plate->gui;
    static const enum icon icons[5] = {ICON_FIRST, ICON_BACK, ICON_PLAY, ICON_STEP, ICON_LAST};
    static const char *const names[5] = {"first", "back", "play", "step", "last"};
    static const char *const steps[2][4] = {{"layer", "event", "frame", "gate"},
                                            {"계층", "사건", "프레임", "질문"}};
    gui_panel_begin(gui, rect_make(424 * unit, 640 * unit, 824 * unit, 56 * unit), "transport",
                    PANEL_GROUND);
    for (int i = 0; i < 5; i++) {
        struct rect box = {(436 + 36 * (float)i) * unit, 652 * unit, 32 * unit, 32 * unit};
        if (i == 2)
            (void)gui_round_button(gui, rect_inset(box, -1), names[i], icons[i], names[i]);
        else
            (void)gui_icon_button(gui, box, names[i], icons[i], names[i]);
    }
    uint32_t chosen = 2;
    (void)gui_dropdown(gui, rect_make(632 * unit, 652 * unit, 132 * unit, 32 * unit), "step",
                       plate_say(plate, "step:", "단위:"), steps[plate->korean ? 1 : 0], 4,
                       &chosen);
    double now = 35.2;
    struct rect time = {784 * unit, 640 * unit, 440 * unit, 56 * unit};
    (void)gui_timeline(gui, time, "time", plate_say(plate, "time", "시간"), 0, 60, true, &now);
    struct timeline_axis axis = gui_timeline_axis(time);
    double step = axis_step(60, 6);
    for (int i = 0; (double)i * step <= 60; i++) {
        char text[16];
        snprintf(text, sizeof text, i == 0 ? "%d ms" : "%d", (int)((double)i * step));
        draw_text(
            gui_draw(gui), gui_timeline_x(axis, 0, 60, (double)i * step),
            axis.y + 7 + gui_theme(gui)->type[TYPE_LABEL] * 0.75f,
            text_anchored(style_of(plate, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), ANCHOR_MIDDLE),
            text);
    }
    gui_panel_end(gui);
}

static void draw_tree(const struct plate *plate, float unit)
{
    struct gui *gui = plate->gui;
    const struct theme *theme = gui_theme(gui);
    struct tree_row rows[7] = {
        {"eth", plate_say(plate, "Ethernet", "이더넷"), "02:00:00:00:03:01", 0, true, false,
         true, ROW_PLAIN, theme->protocol[PROTOCOL_ETHERNET].fill},
        {"ip", "IPv4", "203.0.113.80, TTL 62", 0, true, false, true, ROW_PLAIN,
         theme->protocol[PROTOCOL_IP].fill},
        {"tcp", "TCP", "80 \xe2\x86\x92 49152", 0, true, true, true, ROW_BELONGS,
         theme->protocol[PROTOCOL_TCP].fill},
        {"seq",
         plate_say(plate, "Sequence number", "순서 번호"),
         "2921",
         1,
         false,
         false,
         false,
         ROW_SELECTED,
         {0, 0, 0, 0}},
        {"ack",
         plate_say(plate, "Acknowledgment number", "확인 응답 번호"),
         "65",
         1,
         false,
         false,
         false,
         ROW_PLAIN,
         {0, 0, 0, 0}},
        {"flags",
         plate_say(plate, "Flags", "플래그"),
         "ACK",
         1,
         false,
         false,
         false,
         ROW_PLAIN,
         {0, 0, 0, 0}},
        {"data", plate_say(plate, "Data", "데이터"),
         plate_say(plate, "1460 bytes, HTTP, part 3 of 8", "1460 바이트, HTTP, 8개 중 3번째"),
         0, true, false, true, ROW_PLAIN, theme->protocol[PROTOCOL_HTTP].fill}};
    gui_panel_begin(gui, rect_make(880 * unit, 64 * unit, 368 * unit, 164 * unit), "inspector",
                    PANEL_GROUND);
    (void)gui_tree(gui, rect_make(896 * unit, 72 * unit, 336 * unit, 148 * unit), "fields",
                   rows, 7);
    gui_panel_end(gui);
}

static void draw_menu(const struct plate *plate, float unit)
{
    struct gui *gui = plate->gui;
    struct menu_item items[6] = {
        {"drop", plate_say(plate, "Drop this frame", "이 프레임 버리기"), "D", false, false},
        {"delay", plate_say(plate, "Delay it", "늦추기"), NULL, false, false},
        {"line", NULL, NULL, false, false},
        {"cut", plate_say(plate, "Cut the cable", "케이블 끊기"), NULL, true, false},
        {"sack", "SACK", NULL, false, true},
        {"undo", plate_say(plate, "Undo", "되돌리기"), "Ctrl+Z", false, false}};
    gui_menu_open(gui, "menu", 896 * unit, 260 * unit);
    (void)gui_menu(gui, "menu", items, 6);
}

void plate_controls(const struct plate *plate, struct rect page)
{
    float unit = gui_theme(plate->gui)->large ? 2.0f : 1.0f;
    gui_panel_begin(plate->gui, page, "controls", PANEL_PAPER);
    gui_label(plate->gui, rect_make(32 * unit, 12 * unit, 800 * unit, 44 * unit),
              style_of(plate, FONT_BOLD, TYPE_SHEET, TOKEN_INK),
              plate_say(plate, "Type, space, controls, time", "글자, 여백, 조작, 시간"));
    draw_type(plate, unit);
    draw_gate(plate, unit);
    draw_buttons(plate, unit);
    draw_fields(plate, unit);
    draw_rows(plate, unit);
    draw_tree(plate, unit);
    draw_transport(plate, unit);
    if (plate->menu)
        draw_menu(plate, unit);
    gui_panel_end(plate->gui);
}
