/* script/cursor.h: words of a script, one after the other, and the place of the first mistake.
 *
 * Shape:  one token is looked at (cursor->token), cursor_next() goes to the one behind it. The
 *         first mistake is kept, with its place; from then on every token is the end, so that
 *         what reads needs to look only once. Comments are blanks. */
#ifndef NETSTAGE_SCRIPT_CURSOR_H
#define NETSTAGE_SCRIPT_CURSOR_H

#include "script/parts.h"

enum token_kind {
    TOKEN_END,
    TOKEN_WORD,
    TOKEN_NUMBER, /* number: an integer; or, when it has a point, fraction is set */
    TOKEN_TEXT,   /* "text", without the marks */
    TOKEN_SHELL,  /* `text` */
    TOKEN_CODE,   /* %{ text }% */
    TOKEN_DOTS,   /* ... */
    TOKEN_OPTION, /* --name=value, whole */
    TOKEN_SIGN,   /* one character, in `sign` */
};

struct token {
    enum token_kind kind;
    char sign;
    bool fraction;
    bool hexadecimal;
    int64_t number;      /* of a fraction: what is before the point */
    int64_t nanoseconds; /* the number as seconds */
    size_t at;           /* in the text of the script */
    size_t length;
    const char *inside; /* of a text, what is between its marks */
    size_t inside_length;
};

struct cursor {
    const char *text;
    size_t length;
    size_t at;        /* behind the token */
    size_t token_end; /* of the token before this one */
    struct token token;
    struct script *script;
    struct script_trouble *trouble;
    uint32_t nodes; /* of the expression that is being read */
    bool failed;
};

void cursor_begin(struct cursor *c, const char *text, size_t length, struct script *script,
                  struct script_trouble *trouble);
void cursor_next(struct cursor *c);

/* Keeps a mistake at octet `at` of the text, if it is the first. `sentence` and `help` (NULL:
 * none) are English templates with {word} (`word`) and {near} (`near`, NULL: not used). */
void cursor_fail_at(struct cursor *c, size_t at, const char *sentence, const char *help,
                    const char *word, const char *near);
/* The same at the token, which is {word}. */
void cursor_fail(struct cursor *c, const char *sentence, const char *help);
void cursor_fail_near(struct cursor *c, const char *sentence, const char *help,
                      const char *near);
/* Memory ran out. */
void cursor_no_memory(struct cursor *c);

bool cursor_is_word(const struct cursor *c, const char *word);
bool cursor_is_sign(const struct cursor *c, char sign);
/* Whether the token is the first of its line. */
bool cursor_is_on_new_line(const struct cursor *c);
/* Goes over the sign if it is there. */
bool cursor_take_sign(struct cursor *c, char sign);
bool cursor_take_word(struct cursor *c, const char *word);
/* The sign must be there. */
void cursor_need_sign(struct cursor *c, char sign);
/* An integer of 0 to `most` must be there. */
int64_t cursor_need_number(struct cursor *c, int64_t most);

uint32_t cursor_line(const struct cursor *c, size_t at);

#endif
