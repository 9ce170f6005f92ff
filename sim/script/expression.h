/* script/expression.h: questions about a connection: arithmetic and comparisons over what
 * TCP_INFO tells, as a Python expression would have it.
 *
 *     %{ assert tcpi_snd_cwnd == 10 and tcpi_unacked <= 4 }%
 *
 * Shape:  a tree in the script's memory. Operators by rank: or, and, not, comparisons (a chain
 *         1 < x < 5 holds when each does), + -, * // %, unary minus, brackets.
 * Units:  numbers are int64; tcpi_... are in the units of Linux (segments, us), the names
 * without it in octets and ns. */
#ifndef NETSTAGE_SCRIPT_EXPRESSION_H
#define NETSTAGE_SCRIPT_EXPRESSION_H

#include "base/text.h"
#include "script/cursor.h"

/* NULL: there is a mistake, which the cursor has. */
struct expression *expression_read(struct cursor *c);

/* False: it cannot be computed (a division by zero, a number too large). */
bool expression_value(const struct expression *e, const struct netstage_tcp_info *info,
                      int64_t *value);

/* "tcpi_snd_cwnd is 4, tcpi_unacked is 7": the names in it, in their order. */
void expression_put_names(const struct expression *e, const struct netstage_tcp_info *info,
                          struct text *text);

#endif
