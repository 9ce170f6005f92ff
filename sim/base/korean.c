/* base/korean.c: the last sound of a text. Rules and source: base/korean.h. */
#include "base/korean.h"

#include <assert.h>
#include <string.h>

/* ---- Hangul: the last consonant is in the number of the syllable (Unicode 3.12) ---- */

enum { SYLLABLE_FIRST = 0xac00, SYLLABLE_LAST = 0xd7a3, FINALS = 28, FINAL_RIEUL = 8 };

static enum last_sound sound_of_syllable(uint32_t code_point)
{
    uint32_t final = (code_point - SYLLABLE_FIRST) % FINALS;
    if (final == 0)
        return SOUND_VOWEL;
    return final == FINAL_RIEUL ? SOUND_RIEUL : SOUND_CONSONANT;
}

/* ---- digits: 영 일 이 삼 사 오 육 칠 팔 구; round numbers end in 십 백 천 만 억 조 경 ---- */

static enum last_sound sound_of_number(const char *text, size_t end)
{
    static const enum last_sound digits[10] = {
        SOUND_CONSONANT, SOUND_RIEUL,     SOUND_VOWEL, SOUND_CONSONANT, SOUND_VOWEL,
        SOUND_VOWEL,     SOUND_CONSONANT, SOUND_RIEUL, SOUND_RIEUL,     SOUND_VOWEL};
    assert(end > 0);
    unsigned last = (unsigned)(text[end - 1] - '0');
    assert(last <= 9);
    unsigned zeros = 0;
    size_t at = end;
    while (at > 0 && (text[at - 1] == '0' || (text[at - 1] == ',' && at < end))) {
        zeros += text[at - 1] == '0';
        at--;
    }
    bool round = at > 0 && text[at - 1] >= '1' && text[at - 1] <= '9';
    if (round && zeros >= 12 && zeros < 16)
        return SOUND_VOWEL; /* 조; all other powers end in a consonant */
    return digits[last];
}

/* ---- Latin letters ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_letter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_vowel(char c)
{
    return c != '\0' && strchr("aeiouy", lower(c)) != NULL;
}

/* A word of the text: n letters from `letters` on. */
struct word {
    const char *letters;
    size_t n;
};

static char from_end(struct word w, size_t i)
{
    return i < w.n ? lower(w.letters[w.n - 1 - i]) : '\0';
}

static bool ends_with(struct word w, const char *ending)
{
    size_t n = strlen(ending);
    if (n > w.n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (from_end(w, i) != ending[n - 1 - i])
            return false;
    return true;
}

/* The name of a letter: 에이 비 씨 ... only 엘, 알 (ㄹ), 엠, 엔 (consonant) do not end open. */
static enum last_sound sound_of_letter(char c)
{
    switch (lower(c)) {
    case 'l':
    case 'r':
        return SOUND_RIEUL;
    case 'm':
    case 'n':
        return SOUND_CONSONANT;
    default:
        return SOUND_VOWEL;
    }
}

/* Words that are not read as their last letters say; compared whole, without case. */
static const struct {
    const char *word;
    enum last_sound sound;
} exceptions[] = {
    {"mac", SOUND_CONSONANT},                          /* 맥 */
    {"tap", SOUND_CONSONANT},                          /* 탭 */
    {"sack", SOUND_CONSONANT},                         /* 색 */
    {"get", SOUND_CONSONANT},                          /* 겟 */
    {"put", SOUND_CONSONANT},                          /* 풋 */
    {"reset", SOUND_CONSONANT}, {"cidr", SOUND_VOWEL}, /* 사이더 */
    {"ack", SOUND_VOWEL},                              /* 에이시케이 */
    {"ip", SOUND_VOWEL},        {"voip", SOUND_VOWEL},     {"check", SOUND_VOWEL}, /* 체크 */
    {"hub", SOUND_VOWEL},                                                          /* 허브 */
    {"club", SOUND_VOWEL},      {"type", SOUND_CONSONANT},                         /* 타입 */
    {"id", SOUND_VOWEL},
};

static bool word_is(struct word w, const char *whole)
{
    return strlen(whole) == w.n && ends_with(w, whole);
}

static bool find_exception(struct word w, enum last_sound *sound)
{
    for (size_t i = 0; i < sizeof exceptions / sizeof exceptions[0]; i++) {
        if (word_is(w, exceptions[i].word)) {
            *sound = exceptions[i].sound;
            return true;
        }
    }
    return false;
}

/* Is a word spelt out (TCP, dns, sw), not spoken (router, CLOSED)? */
static bool is_spelt(struct word w)
{
    bool vowel = false;
    bool upper = true;
    for (size_t i = 0; i < w.n; i++) {
        vowel = vowel || is_vowel(w.letters[i]);
        upper = upper && is_upper(w.letters[i]);
    }
    return !vowel || (upper && w.n <= 4) || w.n == 1;
}

/* A word that ends in a silent e takes the sound before it: home 홈, cable 케이블, page 페이지.
 */
static enum last_sound sound_of_silent_e(struct word w)
{
    if (w.n <= 2)
        return SOUND_VOWEL; /* me, be */
    switch (from_end(w, 1)) {
    case 'l':
        return SOUND_RIEUL;
    case 'm':
    case 'n':
        return SOUND_CONSONANT;
    default:
        return SOUND_VOWEL;
    }
}

/* p, t and k close a syllable after a short vowel (laptop 랩톱, packet 패킷, stack 스택) and
 * open one of their own otherwise (host 호스트, root 루트, link 링크). */
static enum last_sound sound_of_stop(struct word w)
{
    char last = from_end(w, 0);
    char before = from_end(w, 1);
    bool two_vowels = is_vowel(before) && is_vowel(from_end(w, 2));
    if (last == 'k')
        return before == 'c' || ends_with(w, "ook") ? SOUND_CONSONANT : SOUND_VOWEL;
    if (last == 't' && (ends_with(w, "bit") || ends_with(w, "bot")))
        return ends_with(w, "bit") ? SOUND_VOWEL : SOUND_CONSONANT; /* 비트, 봇 */
    if (before == last)
        return last == 'p' ? SOUND_CONSONANT : SOUND_VOWEL; /* app 앱 */
    if (last == 't' && two_vowels && !ends_with(w, "put"))
        return SOUND_VOWEL; /* root 루트, wait 웨이트 */
    return is_vowel(before) ? SOUND_CONSONANT : SOUND_VOWEL;
}

/* A spoken word by its last letters, as Korean loanwords are spelt (외래어 표기법). */
static enum last_sound sound_of_spoken(struct word w)
{
    switch (from_end(w, 0)) {
    case 'e':
        return sound_of_silent_e(w);
    case 'l':
        return SOUND_RIEUL;
    case 'm':
    case 'n':
    case 'b': /* web 웹 */
    case 'c': /* public 퍼블릭 */
        return SOUND_CONSONANT;
    case 'g': /* ping 핑, but log 로그 */
        return from_end(w, 1) == 'n' ? SOUND_CONSONANT : SOUND_VOWEL;
    case 'k':
    case 'p':
    case 't':
        return sound_of_stop(w);
    default:
        return SOUND_VOWEL;
    }
}

/* Units that are read in full after a number: 5 km is 킬로미터, not 케이엠. */
static bool is_metre_or_byte(struct word w)
{
    return word_is(w, "m") || word_is(w, "km") || word_is(w, "cm") || word_is(w, "mm") ||
           word_is(w, "kib") || word_is(w, "mib") || word_is(w, "gib");
}

static enum last_sound sound_of_latin(const char *text, size_t end)
{
    size_t start = end;
    while (start > 0 && is_letter(text[start - 1]))
        start--;
    struct word w = {.letters = text + start, .n = end - start};
    size_t number = start;
    while (number > 0 && text[number - 1] == ' ')
        number--;
    if (number > 0 && is_digit(text[number - 1]) && is_metre_or_byte(w))
        return SOUND_VOWEL;
    enum last_sound sound;
    if (find_exception(w, &sound))
        return sound;
    return is_spelt(w) ? sound_of_letter(from_end(w, 0)) : sound_of_spoken(w);
}

/* ---- the end of the text ---- */

/* The start of the character that ends before `end`. */
static size_t character_start(const char *text, size_t end)
{
    size_t at = end - 1;
    while (at > 0 && end - at < 4 && ((unsigned char)text[at] & 0xc0) == 0x80)
        at--;
    return at;
}

static uint32_t code_point_at(const char *text, size_t at, size_t end)
{
    unsigned char first = (unsigned char)text[at];
    uint32_t code_point = first < 0x80 ? first : first & (0xffu >> (end - at + 1));
    for (size_t i = at + 1; i < end; i++)
        code_point = code_point << 6 | ((unsigned char)text[i] & 0x3f);
    return code_point;
}

/* Where the bracket that ends before `end` was opened, when something stands before it. */
static size_t skip_bracket(const char *text, size_t end)
{
    char close = text[end - 1];
    char open = close == ')' ? '(' : close == ']' ? '[' : close == '}' ? '{' : '<';
    for (size_t at = end - 1; at > 0; at--)
        if (text[at] == open)
            return at;
    return end - 1; /* nothing before: its inside is read */
}

/* Punctuation that is silent at the end of a value: spaces, quotes, full stops, a closing
 * slash. */
static bool is_silent(uint32_t c, bool first_of_text)
{
    if (c == '/' || c == '.' || c == '-' || c == ':' || c == '_')
        return !first_of_text;
    if (c < 0x80)
        return c != 0 && strchr(" \t\"'`!?,;", (int)c) != NULL;
    return (c >= 0x2018 && c <= 0x201f) || (c >= 0x3008 && c <= 0x3011) || c == 0x2026 ||
           c == 0xbb || c == 0xab;
}

/* Signs that are read: % 퍼센트, + 플러스, / 슬래시, . 점, # 샵. */
static enum last_sound sound_of_sign(uint32_t c)
{
    if (c == '#' || c == '.' || c == ':')
        return SOUND_CONSONANT; /* 샵, 점, 콜론 */
    if (c < 0x80 && c > ' ' && strchr("%+/*&$~-@", (int)c) != NULL)
        return SOUND_VOWEL;
    return SOUND_UNKNOWN;
}

enum last_sound korean_last_sound(const char *text)
{
    size_t end = strlen(text);
    while (end > 0) {
        char last = text[end - 1];
        if (last == ')' || last == ']' || last == '}' || last == '>') {
            end = skip_bracket(text, end);
            continue;
        }
        size_t at = character_start(text, end);
        uint32_t c = code_point_at(text, at, end);
        if (c >= SYLLABLE_FIRST && c <= SYLLABLE_LAST)
            return sound_of_syllable(c);
        if (is_digit(last))
            return sound_of_number(text, end);
        if (is_letter(last))
            return sound_of_latin(text, end);
        if (!is_silent(c, at == 0))
            return sound_of_sign(c);
        end = at;
    }
    return SOUND_UNKNOWN;
}
