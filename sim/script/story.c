/* script/story.c: see story.h. */
#include <string.h>

#include "script/names.h"
#include "script/story.h"

enum { TIME_WIDTH = 14, ARROW_WIDTH = 60, LINE_MAX_OCTETS = 1200 };

void story_put_time(struct text *text, int64_t time)
{
    uint64_t below = (uint64_t)(time % SIM_SECOND);
    text_put_unsigned(text, (uint64_t)(time / SIM_SECOND));
    text_put_char(text, '.');
    text_put_digits(text, below / 1000, 6);
    if (below % 1000 != 0)
        text_put_digits(text, below % 1000, 3);
}

static void put_line(struct player *p, const char *line)
{
    growing_put(&p->result->ladder, line);
    growing_put(&p->result->ladder, "\n");
}

static struct text begin_line(char *octets, int64_t time)
{
    char number[32];
    struct text t = text_over(number, sizeof number);
    struct text line = text_over(octets, LINE_MAX_OCTETS);
    story_put_time(&t, time);
    text_pad_to(&line, TIME_WIDTH > t.length ? TIME_WIDTH - t.length : 0);
    text_put(&line, number);
    text_put(&line, "  ");
    return line;
}

void story_tell_packet(struct player *p, int64_t time, bool to_host,
                       const struct script_packet *packet)
{
    char octets[LINE_MAX_OCTETS];
    char words[512];
    struct text line = begin_line(octets, time);
    struct text text = text_over(words, sizeof words);
    packet_put(packet, &text);
    size_t dashes = text.length + 6 < ARROW_WIDTH ? ARROW_WIDTH - text.length - 6 : 0;
    text_put(&line, to_host ? "--" : "<-");
    for (size_t i = 0; i < dashes / 2; i++)
        text_put_char(&line, '-');
    text_put_char(&line, ' ');
    text_put(&line, words);
    text_put_char(&line, ' ');
    for (size_t i = 0; i < dashes - dashes / 2; i++)
        text_put_char(&line, '-');
    text_put(&line, to_host ? "->" : "--");
    put_line(p, octets);
}

void story_tell(struct player *p, int64_t time, enum story_mark mark, const char *words)
{
    char octets[LINE_MAX_OCTETS];
    struct text line = begin_line(octets, time);
    text_pad_to(&line, TIME_WIDTH + 2 + ARROW_WIDTH);
    switch (mark) {
    case STORY_CALL:
        text_put(&line, "| ");
        break;
    case STORY_BEGINS:
        text_put(&line, "| ... ");
        break;
    case STORY_ENDS:
        text_put(&line, "| ... ");
        break;
    }
    text_put(&line, words);
    put_line(p, octets);
}

/* The call as it is written up to its result, and the result that came. */
void story_tell_call(struct player *p, const struct running *r, int64_t result)
{
    char words[512];
    struct text text = text_over(words, sizeof words);
    const char *written = r->event->text;
    const char *behind = strrchr(written, ')');
    const char *equals = strstr(written, ") =");
    for (const char *next = equals; next != NULL; next = strstr(next + 1, ") ="))
        equals = next;
    if (equals == NULL)
        equals = behind;
    text_put_octets(&text, written,
                    equals != NULL ? (size_t)(equals - written) + 1 : strlen(written));
    text_put(&text, " = ");
    text_put_signed(&text, result < 0 ? -1 : result);
    const char *name = result < 0 ? error_name(-result) : NULL;
    text_put(&text, name != NULL ? " " : "");
    text_put(&text, name != NULL ? name : "");
    story_tell(p, netstage_now(p->host), r->end >= 0 ? STORY_ENDS : STORY_CALL, words);
}
