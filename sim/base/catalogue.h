/* base/catalogue.h: the program's sentences in other languages.
 *
 * The source is English; a sentence is its own key. A catalogue is a GNU .mo file (the format
 * of `msgfmt`, GNU gettext manual section 10.3) held in memory and searched where it lies:
 *
 *     0  magic 0x950412de, in the byte order of the machine that wrote it
 *     4  revision
 *     8  N, the number of strings      12 offset of the table of originals
 *    16 offset of the table of translations      20, 24 a hash table, not used here
 *
 *     each table: N pairs {length, offset of a NUL-terminated string}; originals are sorted
 *
 * Why not libintl: it keeps one language for the whole process, taken from its environment.
 * Here a window changes its language between two pictures while a capture is written in
 * another, so a language is an argument (tr_in) and several catalogues are loaded side by side.
 *
 * Shape:  at most CATALOGUES_MAX languages. The table of catalogues is filled at start-up and
 * then only read. No function here allocates, prints or reads a file; base/catalogue_load.h
 *         brings the bytes.
 * Rule:   what is simulated may not depend on a translation: rooms up to world/ only mark their
 *         sentences (N_), and those who show them translate (_). */
#ifndef NETSTAGE_BASE_CATALOGUE_H
#define NETSTAGE_BASE_CATALOGUE_H

#include "base/types.h"

enum { CATALOGUES_MAX = 8, LANGUAGE_SIZE = 16 };

enum catalogue_status {
    CATALOGUE_OK,
    CATALOGUE_NOT_FOUND, /* there is no such file, or it cannot be read */
    CATALOGUE_NOT_MO,    /* the magic number or the revision is another one */
    CATALOGUE_BROKEN,    /* an offset or a length leaves the file, or the table is not sorted */
    CATALOGUE_TOO_MANY,  /* CATALOGUES_MAX languages are there already */
    CATALOGUE_BAD_LANGUAGE /* the name is empty or does not fit LANGUAGE_SIZE */
};

/* Marks a sentence for translation and translates it into the selected language. */
#define _(english) tr(english)

/* Marks a sentence for translation, no more: for tables that are translated when shown. */
#define N_(english) english

/* Adds a language ("ko"). The bytes of its .mo file stay the caller's and must outlive their
 * use; they are checked whole, once, here. A language that is there already is replaced. */
enum catalogue_status catalogue_add(const char *language, const uint8_t *bytes,
                                    size_t length) MUST_CHECK;

/* The language of tr(). "en" and every language that has no catalogue mean the source's
 * English; false says that it is one without. */
bool catalogue_select(const char *language);

/* The selected language: "en", or one that was added. */
const char *catalogue_selected(void);

/* Which languages there are: number i from 0 on ("en" first), or NULL past the last. */
const char *catalogue_language(uint32_t i);

/* A sentence in the selected language; in English itself when there is no translation. The
 * result lives as long as the catalogue or the argument. */
const char *tr(const char *english);

/* The same for a word that needs its context to be translated ("Drop" on a button and in a
 * table's head). */
const char *trc(const char *context, const char *english);

/* The same in a language of one's own choice; "en" gives the argument back. */
const char *tr_in(const char *language, const char *english);
const char *trc_in(const char *language, const char *context, const char *english);

/* The name of what went wrong, in English, marked for translation. */
const char *catalogue_status_text(enum catalogue_status status);

#endif
