/* scenario/memory.c: blocks from which pieces are cut, and texts that grow at their end. Pieces
 * are aligned to 16 octets; a piece larger than half a block gets a block of its own, put
 * behind the newest one so that the newest stays open. */
#include "scenario/memory.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_OCTETS = 32768, PIECE_ALIGNMENT = 16, TABLE_FIRST = 4, TEXT_FIRST = 256 };

struct memory_block {
    struct memory_block *next;
    uint64_t reserved;
    _Alignas(16) unsigned char octets[];
};

static struct memory_block *new_block(struct memory *memory, size_t size)
{
    struct memory_block *block = calloc(1, sizeof *block + size);
    if (block == NULL)
        memory->failed = true;
    return block;
}

static void *take_alone(struct memory *memory, size_t size)
{
    struct memory_block *block = new_block(memory, size);
    if (block == NULL)
        return NULL;
    if (memory->blocks == NULL) {
        memory->blocks = block;
        memory->used = BLOCK_OCTETS; /* nothing more is cut from it */
    } else {
        block->next = memory->blocks->next;
        memory->blocks->next = block;
    }
    return block->octets;
}

void *memory_take(struct memory *memory, size_t size)
{
    if (size > SIZE_MAX / 2) {
        memory->failed = true;
        return NULL;
    }
    size_t piece = (size + PIECE_ALIGNMENT - 1) / PIECE_ALIGNMENT * PIECE_ALIGNMENT;
    if (piece == 0)
        piece = PIECE_ALIGNMENT;
    if (piece > BLOCK_OCTETS / 2)
        return take_alone(memory, piece);
    if (memory->blocks == NULL || piece > BLOCK_OCTETS - memory->used) {
        struct memory_block *block = new_block(memory, BLOCK_OCTETS);
        if (block == NULL)
            return NULL;
        block->next = memory->blocks;
        memory->blocks = block;
        memory->used = 0;
    }
    void *at = memory->blocks->octets + memory->used;
    memory->used += piece;
    return at;
}

char *memory_text(struct memory *memory, const char *text, size_t length)
{
    char *copy = memory_take(memory, length + 1);
    if (copy != NULL && length > 0)
        memcpy(copy, text, length);
    return copy;
}

void *memory_grow(struct memory *memory, void *table, uint32_t count, size_t row_size)
{
    bool full = count == 0 || (count >= TABLE_FIRST && (count & (count - 1)) == 0);
    if (!full)
        return table;
    size_t rows = count == 0 ? TABLE_FIRST : 2 * (size_t)count;
    if (rows > SIZE_MAX / 2 / row_size) {
        memory->failed = true;
        return NULL;
    }
    void *larger = memory_take(memory, rows * row_size);
    if (larger != NULL && count > 0)
        memcpy(larger, table, count * row_size);
    return larger;
}

void memory_release(struct memory *memory)
{
    struct memory_block *block = memory->blocks;
    while (block != NULL) {
        struct memory_block *next = block->next;
        free(block);
        block = next;
    }
    *memory = (struct memory){0};
}

void growing_put_octets(struct growing *text, const char *octets, size_t n)
{
    if (text->failed || n > SIZE_MAX / 4 - text->length) {
        text->failed = true;
        return;
    }
    if (text->length + n + 1 > text->capacity) {
        size_t capacity = 2 * (text->length + n) + TEXT_FIRST;
        char *larger = realloc(text->octets, capacity);
        if (larger == NULL) {
            text->failed = true;
            return;
        }
        text->octets = larger;
        text->capacity = capacity;
    }
    if (n > 0)
        memcpy(text->octets + text->length, octets, n);
    text->length += n;
    text->octets[text->length] = '\0';
}

void growing_put(struct growing *text, const char *string)
{
    growing_put_octets(text, string, strlen(string));
}

void growing_put_unsigned(struct growing *text, uint64_t v)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + v % 10);
        v /= 10;
    } while (v > 0);
    growing_put_octets(text, digits + at, sizeof digits - at);
}

static void put_json_control(struct growing *text, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    char escape[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
    growing_put_octets(text, escape, sizeof escape);
}

void growing_put_json(struct growing *text, const char *octets, size_t n)
{
    growing_put(text, "\"");
    for (size_t i = 0; i < n; i++) {
        char c = octets[i];
        if (c == '"' || c == '\\')
            growing_put_octets(text, "\\", 1);
        if ((unsigned char)c < 0x20 || c == 0x7f)
            put_json_control(text, (unsigned char)c);
        else
            growing_put_octets(text, &c, 1);
    }
    growing_put(text, "\"");
}

const char *growing_text(const struct growing *text)
{
    return text->octets == NULL ? "" : text->octets;
}

void growing_release(struct growing *text)
{
    free(text->octets);
    *text = (struct growing){0};
}
