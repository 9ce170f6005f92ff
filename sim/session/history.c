/* session/history.c: see history.h. */
#include "session/history.h"

#include <stdlib.h>
#include <string.h>

enum vector {
    VECTOR_ROWS,
    VECTOR_EVENTS,
    VECTOR_FRAMES,
    VECTOR_SAYS,
    VECTOR_SAMPLES,
    VECTOR_WORDS,
    VECTOR_TEXT,
    VECTOR_OCTETS,
    VECTOR_MATCHES,
};

enum { VECTOR_FIRST = 256 };

void history_release(struct history *h)
{
    free(h->rows);
    free(h->events);
    free(h->frames);
    free(h->says);
    free(h->matches);
    free(h->samples);
    free(h->words);
    free(h->text);
    free(h->octets);
    memset(h, 0, sizeof *h);
}

/* Makes room for `more` elements. False: out of memory, which the history remembers. */
static bool reserve(struct history *h, enum vector vector, void **elements, uint32_t count,
                    uint32_t more, size_t size)
{
    uint64_t needed = (uint64_t)count + more;
    if (needed <= h->capacity[vector])
        return true;
    uint64_t capacity =
        h->capacity[vector] == 0 ? VECTOR_FIRST : (uint64_t)h->capacity[vector] * 2;
    if (capacity < needed)
        capacity = needed;
    void *grown = capacity < UINT32_MAX ? realloc(*elements, (size_t)capacity * size) : NULL;
    if (grown == NULL) {
        h->out_of_memory = true;
        return false;
    }
    *elements = grown;
    h->capacity[vector] = (uint32_t)capacity;
    return true;
}

void history_begin(struct history *h, sim_time time)
{
    if (reserve(h, VECTOR_EVENTS, (void **)&h->events, h->event_count, 1, sizeof *h->events))
        h->events[h->event_count++] = (struct history_event){
            .time = time, .first_row = h->row_count, .first_frame = h->frame_count};
}

static uint32_t marks_of(const struct record *r)
{
    switch ((enum record_kind)r->kind) {
    case RECORD_SENT:
        return MARK_FRAME | (r->hop == 1 ? MARK_PACKET : 0U);
    case RECORD_ARRIVED:
        return MARK_FRAME;
    case RECORD_DROPPED:
        return MARK_FRAME | (r->rule == RULE_NOT_FOR_ME || r->rule == RULE_SWITCH_FILTERS ||
                                     r->rule == RULE_STP_BLOCKED
                                 ? 0U
                                 : MARK_DROP);
    case RECORD_TIMER:
        return MARK_TIMER;
    case RECORD_STATE:
        return MARK_STATE;
    case RECORD_MESSAGE:
        return MARK_MESSAGE;
    case RECORD_COMMAND:
    case RECORD_DONE:
        return MARK_COMMAND;
    case RECORD_BOOT:
    case RECORD_UP:
    case RECORD_DOWN:
    case RECORD_ROW:
    case RECORD_FINDING:
    case RECORD_SAY:
    case RECORD_KINDS:
        break;
    }
    return 0;
}

static void append_words(struct history *h, uint32_t row, const char *text, uint32_t length)
{
    if (!reserve(h, VECTOR_WORDS, (void **)&h->words, h->word_count, 1, sizeof *h->words) ||
        !reserve(h, VECTOR_TEXT, (void **)&h->text, h->text_length, length, 1))
        return;
    memcpy(h->text + h->text_length, text, length);
    h->words[h->word_count++] =
        (struct words){.row = row, .start = h->text_length, .length = length};
    h->text_length += length;
}

uint32_t history_append(struct history *h, const struct record *record, const char *text,
                        size_t length)
{
    if (!reserve(h, VECTOR_ROWS, (void **)&h->rows, h->row_count, 1, sizeof *h->rows))
        return NONE;
    uint32_t row = h->row_count++;
    h->rows[row] = *record;
    h->events[h->event_count - 1].marks |= marks_of(record);
    if (length > 0)
        append_words(h, row, text, (uint32_t)length);
    return row;
}

uint32_t history_append_frame(struct history *h, const struct history_frame *frame,
                              const uint8_t *octets)
{
    if (!reserve(h, VECTOR_FRAMES, (void **)&h->frames, h->frame_count, 1, sizeof *h->frames))
        return NONE;
    struct history_frame *f = &h->frames[h->frame_count];
    *f = *frame;
    f->octets = NONE;
    if (h->frame_count == 0 && (h->before == 0 || !h->has_first)) {
        h->first_departs = frame->departs;
        h->has_first = true;
    }
    if (h->octet_count + (uint32_t)frame->length <= HISTORY_OCTETS_MAX &&
        reserve(h, VECTOR_OCTETS, (void **)&h->octets, h->octet_count, frame->length, 1)) {
        memcpy(h->octets + h->octet_count, octets, frame->length);
        f->octets = h->octet_count;
        h->octet_count += frame->length;
    }
    return h->frame_count++;
}

void history_append_say(struct history *h, const struct history_say *say)
{
    if (reserve(h, VECTOR_SAYS, (void **)&h->says, h->say_count, 1, sizeof *h->says))
        h->says[h->say_count++] = *say;
}

uint32_t history_append_match(struct history *h, uint64_t event, uint32_t narration)
{
    uint32_t before = 0;
    for (uint32_t i = 0; i < h->match_count; i++)
        before += h->matches[i].narration == narration ? h->matches[i].times : 0U;
    if (reserve(h, VECTOR_MATCHES, (void **)&h->matches, h->match_count, 1, sizeof *h->matches))
        h->matches[h->match_count++] =
            (struct history_match){.event = event, .narration = narration, .times = 1};
    return before + 1;
}

void history_append_sample(struct history *h, const struct history_sample *sample)
{
    if (reserve(h, VECTOR_SAMPLES, (void **)&h->samples, h->sample_count, 1,
                sizeof *h->samples))
        h->samples[h->sample_count++] = *sample;
}

/* --- forgetting and copying
 * ------------------------------------------------------------------------------ */

/* Rows, frames and words from this event on; frames before it that ended in it fly again. */
static void forget_rows(struct history *h, uint64_t event)
{
    const struct history_event *first = &h->events[event];
    h->row_count = first->first_row;
    for (uint32_t i = first->first_frame; i < h->frame_count; i++)
        if (h->frames[i].octets != NONE) {
            h->octet_count = h->frames[i].octets;
            break;
        }
    h->frame_count = first->first_frame;
    for (uint32_t i = 0; i < h->frame_count; i++)
        if (h->frames[i].end_row != NONE && h->frames[i].end_row >= h->row_count) {
            h->frames[i].end_row = NONE;
            h->frames[i].dropped = 0;
            h->frames[i].flags = h->frames[i].sent_flags;
            h->frames[i].rule = RULE_NONE;
        }
    while (h->word_count > 0 && h->words[h->word_count - 1].row >= h->row_count)
        h->text_length = h->words[--h->word_count].start;
    h->event_count = (uint32_t)event;
}

void history_truncate(struct history *h, uint64_t event)
{
    if (event < h->event_count)
        forget_rows(h, event);
    /* Also what was said behind the last event, at the end of the run. */
    while (h->say_count > 0 && h->says[h->say_count - 1].event >= event)
        h->say_count--;
    while (h->match_count > 0 && h->matches[h->match_count - 1].event >= event)
        h->match_count--;
    while (h->sample_count > 0 && h->samples[h->sample_count - 1].row >= h->row_count)
        h->sample_count--;
}

static void *copied(const void *elements, uint32_t count, size_t size, bool *ok)
{
    void *copy = malloc(count > 0 ? count * size : 1);
    if (copy == NULL)
        *ok = false;
    else if (count > 0)
        memcpy(copy, elements, count * size);
    return copy;
}

bool history_copy(struct history *to, const struct history *from, uint64_t event)
{
    bool ok = true;
    *to = *from;
    to->rows = copied(from->rows, from->row_count, sizeof *from->rows, &ok);
    to->events = copied(from->events, from->event_count, sizeof *from->events, &ok);
    to->frames = copied(from->frames, from->frame_count, sizeof *from->frames, &ok);
    to->says = copied(from->says, from->say_count, sizeof *from->says, &ok);
    to->matches = copied(from->matches, from->match_count, sizeof *from->matches, &ok);
    to->samples = copied(from->samples, from->sample_count, sizeof *from->samples, &ok);
    to->words = copied(from->words, from->word_count, sizeof *from->words, &ok);
    to->text = copied(from->text, from->text_length, 1, &ok);
    to->octets = copied(from->octets, from->octet_count, 1, &ok);
    const uint32_t counts[9] = {from->row_count,   from->event_count,  from->frame_count,
                                from->say_count,   from->sample_count, from->word_count,
                                from->text_length, from->octet_count,  from->match_count};
    memcpy(to->capacity, counts, sizeof counts);
    if (!ok) {
        history_release(to);
        return false;
    }
    history_truncate(to, event);
    return true;
}

/* --- finding
 * ------------------------------------------------------------------------------------------------
 */

uint64_t history_event_of(const struct history *h, uint32_t row)
{
    uint64_t low = 0, high = h->event_count;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (h->events[middle].first_row <= row)
            low = middle;
        else
            high = middle;
    }
    return low;
}

uint32_t history_find(const struct history *h, record_id id)
{
    uint64_t event = record_event(id);
    if (event >= h->event_count)
        return NONE;
    if (event == 0)
        return 0; /* of the boot, only one row is kept */
    uint32_t low = h->events[event].first_row, high = history_after(h, event);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (h->rows[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < h->row_count && h->rows[low].id == id ? low : NONE;
}

const char *history_words(const struct history *h, uint32_t row, size_t *length)
{
    uint32_t low = 0, high = h->word_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (h->words[middle].row < row)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == h->word_count || h->words[low].row != row) {
        *length = 0;
        return "";
    }
    *length = h->words[low].length;
    return h->text + h->words[low].start;
}

uint32_t history_frame_of(const struct history *h, uint32_t sent_row)
{
    uint32_t low = 0, high = h->frame_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (h->frames[middle].sent_row < sent_row)
            low = middle + 1;
        else
            high = middle;
    }
    return low < h->frame_count && h->frames[low].sent_row == sent_row ? low : NONE;
}
