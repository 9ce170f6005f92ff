/* watch/diary.c: see diary.h. */
#include "watch/diary.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROWS = 1024, FIRST_TEXT = 4096 };

/* Room for `more` elements behind `count`; gives the table, perhaps at a new place, or NULL. */
static void *with_room(struct diary *diary, void *table, size_t count, size_t more,
                       size_t *capacity, size_t first, size_t size)
{
    if (count + more <= *capacity)
        return table;
    size_t wanted = *capacity == 0 ? first : *capacity * 2;
    while (wanted < count + more)
        wanted *= 2;
    void *grown = wanted < UINT32_MAX ? realloc(table, wanted * size) : NULL;
    if (grown == NULL)
        diary->out_of_memory = true;
    else
        *capacity = wanted;
    return grown;
}

static void keep_words(struct diary *diary, const char *text, size_t length)
{
    size_t rows = diary->word_capacity;
    void *words = with_room(diary, diary->words, diary->word_count, 1, &rows, FIRST_ROWS,
                            sizeof *diary->words);
    if (words == NULL)
        return;
    diary->words = words;
    diary->word_capacity = (uint32_t)rows;
    char *octets = with_room(diary, diary->text, diary->text_length, length,
                             &diary->text_capacity, FIRST_TEXT, 1);
    if (octets == NULL)
        return;
    diary->text = octets;
    memcpy(octets + diary->text_length, text, length);
    diary->words[diary->word_count++] = (struct diary_words){
        .row = diary->count - 1, .start = diary->text_length, .length = (uint32_t)length};
    diary->text_length += length;
}

static void keep(struct observer *self, const struct sim *sim, const struct record *record,
                 const char *text, size_t length)
{
    struct diary *diary = (struct diary *)(void *)self;
    (void)sim;
    size_t rows = diary->capacity;
    if (diary->out_of_memory)
        return;
    void *records = with_room(diary, diary->records, diary->count, 1, &rows, FIRST_ROWS,
                              sizeof *diary->records);
    if (records == NULL)
        return;
    diary->records = records;
    diary->capacity = (uint32_t)rows;
    diary->records[diary->count++] = *record;
    if (length > 0)
        keep_words(diary, text, length);
}

void diary_init(struct diary *diary)
{
    *diary = (struct diary){.observer = {.record = keep}};
}

void diary_release(struct diary *diary)
{
    free(diary->records);
    free(diary->words);
    free(diary->text);
    diary_init(diary);
}

const struct record *diary_find(const struct diary *diary, record_id id)
{
    uint32_t low = 0, high = diary->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (diary->records[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < diary->count && diary->records[low].id == id ? &diary->records[low] : NULL;
}

const char *diary_words(const struct diary *diary, const struct record *record, size_t *length)
{
    uint32_t row = (uint32_t)(record - diary->records);
    uint32_t low = 0, high = diary->word_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (diary->words[middle].row < row)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == diary->word_count || diary->words[low].row != row)
        return NULL;
    *length = diary->words[low].length;
    return diary->text + diary->words[low].start;
}
