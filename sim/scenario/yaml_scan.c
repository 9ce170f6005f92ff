/* scenario/yaml_scan.c: see yaml_scan.h. YAML 1.2.2 section 5.1 says which characters may be in
 * a file; tabs are allowed there and are refused here, since people cannot see them. */
#include "scenario/yaml_scan.h"

#include "base/catalogue.h"
#include "scenario/utf8.h"

#include <string.h>

enum { INDEX_STEP = 64 };

static bool refuse(struct diagnostics *d, uint32_t at, uint32_t length, const char *code,
                   const char *sentence, const char *help)
{
    struct span span = {at, length};
    struct diagnostic *p = diagnostics_add(d, SEVERITY_ERROR, span, code, sentence);
    diagnostic_help(p, help);
    return false;
}

static bool is_allowed(uint32_t c)
{
    if (c < 0x20)
        return c == '\n' || c == '\r';
    return c < 0x7f || c == 0x85 || (c >= 0xa0 && c <= 0xfffd && c != 0xfeff) || c > 0xffff;
}

/* Judges one character of the file. */
static bool judge(struct diagnostics *d, uint32_t at, size_t n, uint32_t code)
{
    if (n == 0) {
        return refuse(d, at, 1, "bad-utf8", N_("This octet is no part of a UTF-8 text."),
                      N_("Save the file as UTF-8 (in most editors: Save with encoding)."));
    }
    if (code == 0) {
        return refuse(d, at, 1, "control-character", N_("There is a NUL octet in the file."),
                      N_("A scenario is a text file in UTF-8. UTF-16 is not read: save it as "
                         "UTF-8."));
    }
    if (code == '\t') {
        return refuse(
            d, at, 1, "tab", N_("There is a tab here; YAML is indented with blanks."),
            N_("Replace the tab by blanks, and let the editor insert blanks. In a text, "
               "write it as \\t between double quotation marks."));
    }
    if (!is_allowed(code)) {
        return refuse(d, at, (uint32_t)n, "control-character",
                      N_("There is an invisible control character here."),
                      N_("Delete it; texts hold only what can be seen."));
    }
    return true;
}

bool yaml_scan(struct diagnostics *d, struct memory *memory, struct yaml_index *index)
{
    bool mark = d->source_length >= 3 && memcmp(d->source, "\xef\xbb\xbf", 3) == 0;
    *index = (struct yaml_index){.start = mark ? 3 : 0};
    index->text = d->source + index->start;
    index->length = d->source_length - index->start;
    index->octet = memory_take(memory, (index->length / INDEX_STEP + 1) * sizeof(uint32_t));
    if (index->octet == NULL)
        return refuse(d, 0, 0, "out-of-memory", N_("There is not enough memory."), NULL);
    for (uint32_t at = 0; at < index->length;) {
        uint32_t code = 0;
        size_t n = utf8_next(index->text + at, index->length - at, &code);
        if (!judge(d, at + index->start, n, code))
            return false;
        if (index->characters % INDEX_STEP == 0)
            index->octet[index->characters / INDEX_STEP] = at;
        index->characters++;
        at += (uint32_t)n;
    }
    return true;
}

uint32_t yaml_octet(const struct yaml_index *index, size_t character)
{
    if (character >= index->characters)
        return index->start + index->length;
    uint32_t at = index->octet[character / INDEX_STEP];
    for (size_t i = character % INDEX_STEP; i > 0; i--) {
        uint32_t code;
        at += (uint32_t)utf8_next(index->text + at, index->length - at, &code);
    }
    return index->start + at;
}
