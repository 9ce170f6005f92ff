/* scenario/lesson.h: what a lesson says, asks and expects, as plain data with compiled filters.
 * The narrator (watch/), the session and the window evaluate it; scenario/expect.h counts for
 * `expect:`.
 *
 * Shape:  constant after loading. Everything lives in the scenario's memory. Nodes are rows of
 * the scenario, which are the rows of the world. */
#ifndef NETSTAGE_SCENARIO_LESSON_H
#define NETSTAGE_SCENARIO_LESSON_H

#include "core/record.h"
#include "field/filter.h"

/* --- texts --- */

/* A text of the author in one or more languages; the first phrase is English. */
struct lesson_phrase {
    const char *language; /* "en", "ko" */
    const char *text;     /* UTF-8 */
};

struct lesson_text {
    const struct lesson_phrase *phrase;
    uint32_t phrases; /* 0: the author wrote none */
};

/* The text in a language; in English when it has not that one; NULL when there is none. */
const char *lesson_text_in(const struct lesson_text *text, const char *language);

/* --- triggers --- */

enum trigger_place {
    TRIGGER_SENT,    /* a RECORD_SENT: a frame is put on a cable */
    TRIGGER_ARRIVED, /* a RECORD_ARRIVED: a frame reaches an interface */
    TRIGGER_DROPPED, /* a RECORD_DROPPED: a frame ends without having arrived where it should */
    TRIGGER_START,   /* before the first event; has no filter */
    TRIGGER_END,     /* after the last event; has no filter */
};

/* A filter, a place and an occurrence. The default is "sent by the host that created the frame,
 * the first time": at = TRIGGER_SENT, node = NONE, first = last = 1. */
struct trigger {
    enum trigger_place at;
    uint32_t node; /* only what is sent, arrives or is dropped at this node. NONE: with
                    * TRIGGER_SENT the node that created the frame (its first cable),
                    * with the others any node */
    const struct filter *when; /* NULL with TRIGGER_START and TRIGGER_END */
    uint32_t first;            /* the first occurrence that counts, from 1 */
    uint32_t last;             /* the last one; UINT32_MAX: all further */
};

/* One frame at one moment, as triggers and expectations look at it. */
struct sighting {
    const struct field_tree *tree; /* the frame's fields with the netstage.* facts */
    enum trigger_place at;         /* TRIGGER_SENT, TRIGGER_ARRIVED or TRIGGER_DROPPED */
    uint32_t node; /* where: the sender; the receiver; who or what dropped it, for a
                    * loss on a cable the node that it was on its way to */
    uint32_t hop;  /* of the frame: 1 on its first cable */
    sim_time time;
};

/* Is this what the trigger waits for, occurrences apart? The caller counts matches from 1 and
 * acts when the number is within first .. last. */
bool trigger_matches(const struct trigger *trigger, const struct sighting *sighting);

/* --- narration --- */

enum highlight_kind {
    HIGHLIGHT_FIELD, /* a field of the trigger's frame */
    HIGHLIGHT_NODE,
    HIGHLIGHT_TABLE, /* a table of a node: "laptop.arp" */
    HIGHLIGHT_CABLE, /* "sw1 - home": both ends of a link */
};

struct highlight {
    enum highlight_kind kind;
    enum field_id field; /* HIGHLIGHT_FIELD */
    uint32_t node;       /* HIGHLIGHT_NODE, HIGHLIGHT_TABLE */
    enum table table;    /* HIGHLIGHT_TABLE */
    uint32_t link;       /* HIGHLIGHT_CABLE: row of the scenario's links */
};

enum question_kind {
    QUESTION_NONE,   /* the entry only says something */
    QUESTION_CHOICE, /* one of `choices`; `right` is the row of the right one */
    QUESTION_NUMBER, /* an integer; right when equal to `number` */
    QUESTION_TEXT, /* a text; right when equal to one of `accepted`, case and outer blanks apart
                    */
    QUESTION_FIELD, /* the header field `field` of the trigger's frame: the run itself knows the
                     * answer (compare with field_put_show(); addresses in their usual text) */
};

struct question {
    enum question_kind kind;
    struct lesson_text ask;
    struct lesson_text *choices;
    uint32_t choice_count;
    uint32_t right;
    int64_t number;
    struct lesson_text unit;     /* shown behind the answer ("ms"); may be empty */
    const char *const *accepted; /* QUESTION_TEXT: the answer and what else is right */
    uint32_t accepted_count;
    enum field_id field;        /* QUESTION_FIELD */
    const char *stated;         /* QUESTION_FIELD: the answer that the author wrote down, which
                                 * the run must show to be right; or NULL */
    struct lesson_text because; /* shown when the answer is revealed */
};

/* What the window shows below the stage from an entry on; the order of its tabs, plus one. */
enum lesson_view {
    VIEW_AS_IT_IS,
    VIEW_LADDER,
    VIEW_FRAMES,
    VIEW_STREAM,
    VIEW_PLOTS,
    VIEW_TABLES,
    VIEW_CONSOLE,
};

/* One entry of `narration:`, in the order of the file. When its trigger fires, the text is
 * said; a question stops the lesson before the event, and its answer is revealed after it. */
struct narration {
    struct trigger trigger;
    struct lesson_text title; /* a heading; may be empty */
    struct lesson_text say;   /* may be empty when there is a question */
    const struct highlight *highlights;
    uint32_t highlight_count;
    enum lesson_view show;
    struct question question;
    uint32_t line; /* in the file, for messages ("the trigger of line 40 never fired") */
};

/* Is an answer right? For QUESTION_CHOICE `answer` is the text of a choice in any language or
 * its number from 1. `shown` is the field's value as the frame has it (QUESTION_FIELD), else
 * unused. */
bool question_is_right(const struct question *question, const char *answer, const char *shown);

/* --- expectations --- */

enum comparison { IS_EQUAL, IS_NOT_EQUAL, IS_LESS, IS_AT_MOST, IS_MORE, IS_AT_LEAST };

enum expectation_kind {
    EXPECT_COUNT,    /* count(filter) OP n */
    EXPECT_ARRIVED,  /* a frame for which `trigger` holds reaches the host: at least one */
    EXPECT_RESPONSE, /* a whole HTTP response with this status and body reaches the host */
    EXPECT_OUTPUT,   /* the commands of the host print this text */
    EXPECT_WITHIN,   /* all is over by then */
};

struct expectation {
    enum expectation_kind kind;
    struct trigger trigger; /* EXPECT_COUNT, EXPECT_ARRIVED; occurrences are not looked at */
    enum comparison comparison; /* EXPECT_COUNT */
    uint64_t number;
    uint32_t node;   /* EXPECT_RESPONSE, EXPECT_OUTPUT */
    uint32_t status; /* EXPECT_RESPONSE; 0: any */
    bool has_body;
    uint8_t body_sha256[32];
    const char *output; /* EXPECT_OUTPUT: a part of what is printed */
    sim_time within;    /* EXPECT_WITHIN */
    uint32_t narration; /* row of the question whose `check:` this is; NONE: of `expect:` */
    uint32_t line;      /* in the file */
    const char *text;   /* as the author wrote it, on one line, for reports */
};

#endif
