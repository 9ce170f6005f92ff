/* gui/question.h: what the card of a question and the lesson panel share with gui/question.c.
 */
#ifndef NETSTAGE_GUI_QUESTION_H
#define NETSTAGE_GUI_QUESTION_H

#include "gui/instruments.h"

/* The narration of question_say(), or NULL. */
const struct narration *question_narration(const struct window *window);
/* The author's words in the language of the window; "" when there are none. */
const char *question_text(const struct window *window, const struct lesson_text *text);
/* A question that has just come up begins without an answer. */
void question_settle(struct window *window);
/* The right answer as it is shown. */
void question_solution(struct window *window, char *out, size_t size);
/* Has something been chosen or typed? */
bool question_is_answered(const struct window *window);

#endif
