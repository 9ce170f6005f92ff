/* gui/plate_shapes.c: all nodes, frames, marks and arrows on one page. */
#include "gui/plate.h"

static void caption(const struct plate *plate, float x, float y, const char *text)
{
    struct text_style style = gui_style(plate->gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK);
    draw_text(gui_draw(plate->gui), x, y, text_anchored(style, ANCHOR_MIDDLE), text);
}

static void second(const struct plate *plate, float x, float y, enum text_anchor anchor,
                   const char *text)
{
    struct text_style style = gui_style(plate->gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
    draw_text(gui_draw(plate->gui), x, y, text_anchored(style, anchor), text);
}

static void rule(const struct plate *plate, float x, float y, float w)
{
    draw_rect(gui_draw(plate->gui), rect_make(x, y, w, 1), 0,
              paint_fill(gui_theme(plate->gui)->colour[TOKEN_RULE]));
}

static void draw_nodes(const struct plate *plate)
{
    static const char *const names[GLYPH_NODES][2] = {
        {"host", "호스트"},     {"laptop", "노트북"},   {"server", "서버"},
        {"switch", "스위치"},   {"router", "라우터"},   {"DNS server", "DNS 서버"},
        {"firewall", "방화벽"}, {"browser", "브라우저"}, {"outside", "바깥"}};
    static const char *const states[5][2] = {{"selected", "선택"},
                                             {"focus", "초점"},
                                             {"opened", "열림"},
                                             {"down", "꺼짐"},
                                             {"queue of 3", "대기 3"}};
    static const unsigned bits[5] = {GLYPH_STATE_SELECTED, GLYPH_STATE_FOCUS, GLYPH_STATE_OPENED, GLYPH_STATE_DOWN,
                                     GLYPH_STATE_PLAIN};
    struct draw_list *list = gui_draw(plate->gui);
    const struct theme *theme = gui_theme(plate->gui);
    struct rgba paper = theme->colour[TOKEN_PAPER];
    for (unsigned i = 0; i < GLYPH_NODES; i++) {
        float x = 62 + 90 * (float)i;
        glyph_node(list, theme, (enum node_glyph)i, GLYPH_STATE_PLAIN, x, 96, 1, paper);
        glyph_node(list, theme, (enum node_glyph)i, GLYPH_STATE_PLAIN, x + 36, 106, 0.5f, paper);
        caption(plate, x + 8, 142, plate_say(plate, names[i][0], names[i][1]));
    }
    for (unsigned i = 0; i < 5; i++) {
        float x = 880 + 82 * (float)i;
        glyph_node(list, theme, GLYPH_ROUTER, bits[i], x, 96, 1, paper);
        caption(plate, i == 4 ? x - 14 : x, 142, plate_say(plate, states[i][0], states[i][1]));
    }
    for (int i = 0; i < 3; i++) {
        struct frame_look look = {
            .glyph = SHAPE_TCP_DATA, .size = SHAPE_SIZE_QUEUED, .to_left = true};
        glyph_frame(list, theme, &look, 1172, 107 - 11 * (float)i);
    }
}

static const float columns[17] = {151.25f, 213.75f,  284.25f,  346.75f,  409.25f, 479.75f,
                                  542.25f, 612.75f,  690,      767.25f,  829.75f, 892.25f,
                                  954.75f, 1025.25f, 1087.75f, 1150.25f, 1212.75f};
static const enum frame_glyph kinds[13] = {
    SHAPE_ARP_REQUEST, SHAPE_ARP_REPLY,  SHAPE_ICMP_ECHO, SHAPE_ICMP_REPLY,  SHAPE_ICMP_ERROR,
    SHAPE_DNS_QUERY,   SHAPE_DNS_ANSWER, SHAPE_TCP_SYN,   SHAPE_TCP_SYN_ACK, SHAPE_TCP_ACK,
    SHAPE_TCP_DATA,    SHAPE_TCP_FIN,    SHAPE_TCP_RST};

static void frame_row(const struct plate *plate, float y, enum frame_size size, bool to_left,
                      struct rgba paper)
{
    const struct theme *theme = gui_theme(plate->gui);
    float wide = gui_text_width(plate->gui, FONT_BOLD, theme->type[TYPE_LABEL], "2921");
    for (int i = 0; i < 17; i++) {
        struct frame_look look = {.glyph = i < 13 ? kinds[i] : SHAPE_TCP_DATA,
                                  .fate = i < 13 ? FATE_LOOK_PLAIN : (enum frame_fate)(i - 12),
                                  .size = size,
                                  .to_left = to_left,
                                  .label = "2921",
                                  .label_width = wide,
                                  .paper = paper};
        glyph_frame(gui_draw(plate->gui), theme, &look, columns[i], y);
    }
}

static void draw_frames(const struct plate *plate)
{
    static const char *const heads[17][2] = {
        {"request", "요청"},    {"reply", "응답"},
        {"echo", "에코"},       {"echo reply", "에코 응답"},
        {"error", "오류"},      {"query", "질의"},
        {"answer", "응답"},     {"SYN", "SYN"},
        {"SYN+ACK", "SYN+ACK"}, {"bare ACK", "ACK만"},
        {"data", "데이터"},     {"FIN", "FIN"},
        {"RST", "RST"},         {"again", "재전송"},
        {"duplicate", "중복"},  {"dropped", "사라짐"},
        {"corrupt", "손상"}};
    static const char *const rows[3][2] = {{"stage, 20 high", "무대, 높이 20"},
                                           {"to the left", "왼쪽으로"},
                                           {"list, 12 high", "목록, 높이 12"}};
    const struct theme *theme = gui_theme(plate->gui);
    struct rgba paper = theme->colour[TOKEN_PAPER], ground = theme->colour[TOKEN_GROUND];
    for (int i = 0; i < 17; i++)
        second(plate, columns[i], 202, ANCHOR_MIDDLE,
               plate_say(plate, heads[i][0], heads[i][1]));
    for (int i = 0; i < 3; i++)
        second(plate, 32, text_baseline(i == 2 ? 296 : 230 + 36 * (float)i, 13), ANCHOR_START,
               plate_say(plate, rows[i][0], rows[i][1]));
    frame_row(plate, 230, SHAPE_SIZE_STAGE, false, paper);
    frame_row(plate, 266, SHAPE_SIZE_STAGE, true, paper);
    frame_row(plate, 296, SHAPE_SIZE_LIST, false, paper);
    draw_rect(gui_draw(plate->gui), rect_make(112, 314, 1136, 44), 4, paint_fill(ground));
    frame_row(plate, 336, SHAPE_SIZE_STAGE, false, ground);
}

static void draw_large_frames(const struct plate *plate)
{
    const struct theme *theme = gui_theme(plate->gui);
    struct draw_list *list = gui_draw(plate->gui);
    struct rgba paper = theme->colour[TOKEN_PAPER];
    float wide = gui_text_width(plate->gui, FONT_BOLD, theme->type[TYPE_LABEL], "2921");
    for (int i = 0; i < 4; i++) {
        struct frame_look look = {.glyph = i == 3 ? SHAPE_ARP_REQUEST : SHAPE_TCP_DATA,
                                  .fate = (enum frame_fate)(i == 3   ? 0
                                                            : i == 0 ? 0
                                                                     : i + 2),
                                  .zoom = 2,
                                  .label = "2921",
                                  .label_width = wide,
                                  .paper = paper};
        glyph_frame(list, theme, &look, 90 + 125 * (float)i, 430);
    }
}

static void draw_selected(const struct plate *plate)
{
    const struct theme *theme = gui_theme(plate->gui);
    struct draw_list *list = gui_draw(plate->gui);
    for (int i = 0; i < 5; i++) {
        struct frame_look look = {.glyph = i < 3    ? SHAPE_TCP_DATA
                                           : i == 3 ? SHAPE_UDP
                                                    : SHAPE_OTHER,
                                  .fate = i == 1   ? FATE_LOOK_DROPPED
                                          : i == 2 ? FATE_LOOK_AGAIN
                                                   : FATE_LOOK_PLAIN,
                                  .to_left = i == 1,
                                  .selected = i < 3,
                                  .label = i == 3   ? "RIP"
                                           : i == 4 ? "0x88cc"
                                                    : "2921",
                                  .label_width = i == 4 ? 42.0f : 28.0f,
                                  .paper = theme->colour[TOKEN_PAPER]};
        glyph_frame(list, theme, &look, 560 + 100 * (float)i, 430);
    }
}

static void draw_arrows(const struct plate *plate)
{
    static const char *const names[5][2] = {
        {"data: 2, full head", "데이터: 2, 꽉 찬 촉"},
        {"bare ACK: 1.25, open head", "ACK만: 1.25, 열린 촉"},
        {"sent again: a double line", "재전송: 두 줄"},
        {"lost: ends at a cross", "사라짐: 가위표에서 끝남"},
        {"selected: 2 in ink on 6 of mark", "선택: 형광 위의 선"}};
    const struct theme *theme = gui_theme(plate->gui);
    struct rgba inks[5] = {theme->protocol[PROTOCOL_HTTP].ink,
                           theme->protocol[PROTOCOL_TCP].ink, theme->colour[TOKEN_INK],
                           theme->protocol[PROTOCOL_HTTP].ink, theme->colour[TOKEN_INK]};
    for (unsigned i = 0; i < 5; i++) {
        float y = 500 + 28 * (float)i;
        struct point way[3] = {
            {32, y}, {90, y + 4}, {i == ARROW_LOST ? 100.0f : 152.0f, y + 8}};
        glyph_arrow(gui_draw(plate->gui), theme, (enum arrow_look)i, way, 3, inks[i], 1,
                    theme->colour[TOKEN_PAPER]);
        draw_text(gui_draw(plate->gui), 172, y + 8,
                  gui_style(plate->gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK),
                  plate_say(plate, names[i][0], names[i][1]));
    }
}

static void draw_icons(const struct plate *plate)
{
    const struct theme *theme = gui_theme(plate->gui);
    struct rgba ink = theme->colour[TOKEN_INK], paper = theme->colour[TOKEN_PAPER];
    for (unsigned i = 1; i < ICONS; i++) {
        float x = 500 + 48 * (float)((i - 1) % 16), y = 510 + 48 * (float)((i - 1) / 16);
        glyph_icon(gui_draw(plate->gui), theme, (enum icon)i, x, y, 1, ink, paper);
        glyph_icon(gui_draw(plate->gui), theme, (enum icon)i, x, y + 100, 2, ink, paper);
    }
}

void plate_shapes(const struct plate *plate, struct rect page)
{
    gui_panel_begin(plate->gui, page, "shapes", PANEL_PAPER);
    draw_text(gui_draw(plate->gui), 32, 46,
              gui_style(plate->gui, FONT_BOLD, TYPE_SHEET, TOKEN_INK),
              plate_say(plate, "Nodes and frames", "노드와 프레임"));
    draw_nodes(plate);
    rule(plate, 32, 164, 1216);
    draw_frames(plate);
    rule(plate, 32, 376, 1216);
    draw_large_frames(plate);
    draw_selected(plate);
    rule(plate, 32, 476, 1216);
    draw_arrows(plate);
    draw_icons(plate);
    gui_panel_end(plate->gui);
}
