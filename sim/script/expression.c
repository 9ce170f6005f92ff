/* script/expression.c: see expression.h. */
#include <string.h>

#include "base/catalogue.h"
#include "base/suggest.h"
#include "script/expression.h"
#include "script/read.h"

enum { DEPTH_MOST = 32, NODES_MOST = 200, LARGEST = INT32_MAX };

enum operator{
    OP_NUMBER,
    OP_NAME,
    OP_OR,
    OP_AND,
    OP_NOT,
    OP_MINUS,
    OP_EQUAL,
    OP_DIFFERENT,
    OP_LESS,
    OP_AT_MOST,
    OP_MORE,
    OP_AT_LEAST,
    OP_PLUS,
    OP_LESS_BY,
    OP_TIMES,
    OP_OVER,
    OP_MODULO,
};

struct expression {
    enum operator op;
    int64_t number; /* or the row of the name */
    struct expression *left;
    struct expression *right;
};

/* --- names --- */

enum fact {
    FACT_STATE, /* numbers of Linux */
    FACT_CA_STATE,
    FACT_RETRANSMITS,
    FACT_PROBES,
    FACT_STALLED,
    FACT_RTO_US,
    FACT_RTT_US,
    FACT_RTTVAR_US,
    FACT_CWND_SEGMENTS,
    FACT_SSTHRESH_SEGMENTS,
    FACT_UNACKED_SEGMENTS,
    FACT_MSS,
    FACT_CWND,
    FACT_SSTHRESH,
    FACT_FLIGHT,
    FACT_SEND_WINDOW,
    FACT_RECEIVE_WINDOW,
    FACT_URGENT,
    FACT_RTO,
    FACT_PIPE,
    FACT_SACKED,
    FACT_SACKED_SEGMENTS,
    FACT_TOTAL_RESENT,
    FACT_W_MAX,
    FACT_K_US,
    FACT_CONSTANT,
};

struct fact_name {
    const char *word;
    enum fact fact;
    int64_t constant;
};

static const struct fact_name names[] = {
    {"tcpi_state", FACT_STATE, 0},
    {"tcpi_ca_state", FACT_CA_STATE, 0},
    {"tcpi_retransmits", FACT_RETRANSMITS, 0},
    {"tcpi_probes", FACT_PROBES, 0},
    {"stalled", FACT_STALLED, 0},
    {"tcpi_rto", FACT_RTO_US, 0},
    {"tcpi_rtt", FACT_RTT_US, 0},
    {"tcpi_rttvar", FACT_RTTVAR_US, 0},
    {"tcpi_snd_cwnd", FACT_CWND_SEGMENTS, 0},
    {"tcpi_snd_ssthresh", FACT_SSTHRESH_SEGMENTS, 0},
    {"tcpi_unacked", FACT_UNACKED_SEGMENTS, 0},
    {"tcpi_snd_mss", FACT_MSS, 0},
    {"tcpi_snd_wnd", FACT_SEND_WINDOW, 0},
    {"tcpi_rcv_wnd", FACT_RECEIVE_WINDOW, 0},
    {"urgent", FACT_URGENT, 0},
    {"cwnd", FACT_CWND, 0},
    {"ssthresh", FACT_SSTHRESH, 0},
    {"flight", FACT_FLIGHT, 0},
    {"rto", FACT_RTO, 0},
    {"tcpi_total_retrans", FACT_TOTAL_RESENT, 0},
    {"tcpi_sacked", FACT_SACKED_SEGMENTS, 0},
    {"pipe", FACT_PIPE, 0},
    {"sacked", FACT_SACKED, 0},
    {"w_max", FACT_W_MAX, 0},
    {"cubic_k", FACT_K_US, 0},
    {"True", FACT_CONSTANT, 1},
    {"False", FACT_CONSTANT, 0},
    {"TCP_ESTABLISHED", FACT_CONSTANT, 1},
    {"TCP_SYN_SENT", FACT_CONSTANT, 2},
    {"TCP_SYN_RECV", FACT_CONSTANT, 3},
    {"TCP_FIN_WAIT1", FACT_CONSTANT, 4},
    {"TCP_FIN_WAIT2", FACT_CONSTANT, 5},
    {"TCP_TIME_WAIT", FACT_CONSTANT, 6},
    {"TCP_CLOSE", FACT_CONSTANT, 7},
    {"TCP_CLOSE_WAIT", FACT_CONSTANT, 8},
    {"TCP_LAST_ACK", FACT_CONSTANT, 9},
    {"TCP_LISTEN", FACT_CONSTANT, 10},
    {"TCP_CLOSING", FACT_CONSTANT, 11},
    {"TCP_CA_Open", FACT_CONSTANT, 0},
    {"TCP_CA_Recovery", FACT_CONSTANT, 3},
    {"TCP_CA_Loss", FACT_CONSTANT, 4},
};

enum { NAMES = sizeof names / sizeof names[0] };

static int64_t linux_state(enum netstage_state state)
{
    static const uint8_t numbers[] = {
        [NETSTAGE_CLOSED] = 7,       [NETSTAGE_LISTEN] = 10,     [NETSTAGE_SYN_SENT] = 2,
        [NETSTAGE_SYN_RECEIVED] = 3, [NETSTAGE_ESTABLISHED] = 1, [NETSTAGE_FIN_WAIT_1] = 4,
        [NETSTAGE_FIN_WAIT_2] = 5,   [NETSTAGE_CLOSE_WAIT] = 8,  [NETSTAGE_CLOSING] = 11,
        [NETSTAGE_LAST_ACK] = 9,     [NETSTAGE_TIME_WAIT] = 6,
    };
    return numbers[state];
}

static int64_t segments(uint32_t octets, uint32_t mss)
{
    return mss > 0 ? (octets + mss - 1) / mss : 0;
}

static int64_t fact(const struct fact_name *name, const struct netstage_tcp_info *i)
{
    switch (name->fact) {
    case FACT_STATE:
        return linux_state(i->state);
    case FACT_CA_STATE:
        if (i->in_recovery)
            return 3;
        return i->retransmits > 0 ? 4 : 0;
    case FACT_RETRANSMITS:
        return i->retransmits;
    case FACT_PROBES:
        return i->probes;
    case FACT_STALLED:
        return i->stalled;
    case FACT_RTO_US:
        return i->rto / SIM_MICROSECOND;
    case FACT_RTT_US:
        return i->srtt / SIM_MICROSECOND;
    case FACT_RTTVAR_US:
        return i->rttvar / SIM_MICROSECOND;
    case FACT_CWND_SEGMENTS:
        return i->mss > 0 ? i->cwnd / i->mss : 0;
    case FACT_SSTHRESH_SEGMENTS:
        return i->mss > 0 ? i->ssthresh / i->mss : 0;
    case FACT_UNACKED_SEGMENTS:
        return segments(i->flight, i->mss);
    case FACT_MSS:
        return i->mss;
    case FACT_CWND:
        return i->cwnd;
    case FACT_SSTHRESH:
        return i->ssthresh;
    case FACT_FLIGHT:
        return i->flight;
    case FACT_SEND_WINDOW:
        return i->send_window;
    case FACT_RECEIVE_WINDOW:
        return i->receive_window;
    case FACT_URGENT:
        return i->urgent;
    case FACT_RTO:
        return i->rto;
    case FACT_PIPE:
        return i->pipe;
    case FACT_SACKED:
        return i->sacked;
    case FACT_SACKED_SEGMENTS:
        return segments(i->sacked, i->mss);
    case FACT_TOTAL_RESENT:
        return i->total_resent;
    case FACT_W_MAX:
        return i->w_max;
    case FACT_K_US:
        return i->k / SIM_MICROSECOND;
    case FACT_CONSTANT:
        return name->constant;
    }
    return 0;
}

/* --- reading --- */

static struct expression *read_or(struct cursor *c, int depth);

static struct expression *node(struct cursor *c, enum operator op, struct expression *left,
                               struct expression *right)
{
    struct expression *e = memory_take(&c->script->memory, sizeof *e);
    if (++c->nodes > NODES_MOST)
        cursor_fail(c, N_("This question is too long."), NULL);
    if (e == NULL)
        cursor_no_memory(c);
    else
        *e = (struct expression){.op = op, .left = left, .right = right};
    return e;
}

static struct expression *read_name(struct cursor *c)
{
    struct expression *e = node(c, OP_NAME, NULL, NULL);
    struct suggestion suggestion = suggest_begin(c->text + c->token.at, c->token.length);
    for (size_t i = 0; i < NAMES; i++) {
        if (cursor_is_word(c, names[i].word)) {
            if (e != NULL)
                e->number = (int64_t)i;
            cursor_next(c);
            return e;
        }
        suggest_offer(&suggestion, names[i].word);
    }
    cursor_fail_near(c, N_("Nothing that a connection tells is called “{word}”."),
                     suggestion.best != NULL ? N_("Did you mean {near}?") : NULL,
                     suggestion.best);
    return NULL;
}

static struct expression *read_one(struct cursor *c, int depth)
{
    if (depth > DEPTH_MOST) {
        cursor_fail(c, N_("These brackets are nested too deeply."), NULL);
        return NULL;
    }
    if (cursor_take_sign(c, '(')) {
        struct expression *inner = read_or(c, depth + 1);
        cursor_need_sign(c, ')');
        return inner;
    }
    if (cursor_take_sign(c, '-'))
        return node(c, OP_MINUS, read_one(c, depth + 1), NULL);
    if (c->token.kind == TOKEN_WORD)
        return read_name(c);
    struct expression *e = node(c, OP_NUMBER, NULL, NULL);
    int64_t number = cursor_need_number(c, UINT32_MAX);
    if (e != NULL)
        e->number = number;
    return e;
}

static struct expression *read_product(struct cursor *c, int depth)
{
    struct expression *left = read_one(c, depth);
    for (;;) {
        if (cursor_take_sign(c, '*')) {
            left = node(c, OP_TIMES, left, read_one(c, depth));
        } else if (cursor_take_sign(c, '/')) {
            left = node(c, OP_OVER, left, read_one(c, depth));
        } else if (cursor_take_sign(c, '%')) {
            left = node(c, OP_MODULO, left, read_one(c, depth));
        } else {
            return left;
        }
    }
}

static struct expression *read_sum(struct cursor *c, int depth)
{
    struct expression *left = read_product(c, depth);
    for (;;) {
        if (cursor_take_sign(c, '+'))
            left = node(c, OP_PLUS, left, read_product(c, depth));
        else if (cursor_take_sign(c, '-'))
            left = node(c, OP_LESS_BY, left, read_product(c, depth));
        else
            return left;
    }
}

/* == != < <= > >=; OP_NUMBER: none of them. */
static enum operator take_comparison(struct cursor *c)
{
    if (cursor_take_sign(c, '=')) {
        cursor_need_sign(c, '=');
        return OP_EQUAL;
    }
    if (cursor_take_sign(c, '!')) {
        cursor_need_sign(c, '=');
        return OP_DIFFERENT;
    }
    if (cursor_take_sign(c, '<'))
        return cursor_take_sign(c, '=') ? OP_AT_MOST : OP_LESS;
    if (cursor_take_sign(c, '>'))
        return cursor_take_sign(c, '=') ? OP_AT_LEAST : OP_MORE;
    return OP_NUMBER;
}

static struct expression *read_comparison(struct cursor *c, int depth)
{
    struct expression *left = read_sum(c, depth);
    struct expression *all = NULL;
    enum operator op;
    while ((op = take_comparison(c)) != OP_NUMBER) {
        struct expression *right = read_sum(c, depth);
        struct expression *one = node(c, op, left, right);
        all = all == NULL ? one : node(c, OP_AND, all, one);
        left = right;
    }
    return all != NULL ? all : left;
}

static struct expression *read_not(struct cursor *c, int depth)
{
    if (depth <= DEPTH_MOST && cursor_take_word(c, "not"))
        return node(c, OP_NOT, read_not(c, depth + 1), NULL);
    return read_comparison(c, depth);
}

static struct expression *read_and(struct cursor *c, int depth)
{
    struct expression *left = read_not(c, depth);
    while (cursor_take_word(c, "and"))
        left = node(c, OP_AND, left, read_not(c, depth));
    return left;
}

static struct expression *read_or(struct cursor *c, int depth)
{
    struct expression *left = read_and(c, depth);
    while (cursor_take_word(c, "or"))
        left = node(c, OP_OR, left, read_and(c, depth));
    return left;
}

struct expression *expression_read(struct cursor *c)
{
    struct expression *e = read_or(c, 0);
    return c->failed ? NULL : e;
}

/* What a script prints tells its author something, and the host nothing. */
static void pass_over_statement(struct cursor *c)
{
    size_t begin = c->token.at;
    size_t end = begin;
    while (end < c->length && c->text[end] != '\n' && c->text[end] != ';')
        end++;
    read_pass_over(c, c->text + begin, end - begin);
    c->at = end;
    cursor_next(c);
    (void)cursor_take_sign(c, ';');
}

/* assert EXPRESSION [, EXPRESSION to be shown] */
struct assertion *read_assertions(struct cursor *c)
{
    struct assertion *first = NULL;
    struct assertion **last = &first;
    struct cursor inner;
    size_t begin = (size_t)(c->token.inside - c->text);
    inner = *c;
    inner.at = begin;
    inner.length = begin + c->token.inside_length;
    cursor_next(&inner);
    while (!inner.failed && inner.token.kind != TOKEN_END) {
        if (cursor_is_word(&inner, "print")) {
            pass_over_statement(&inner);
            continue;
        }
        struct assertion *a = memory_take(&c->script->memory, sizeof *a);
        if (a == NULL) {
            cursor_no_memory(&inner);
            break;
        }
        if (!cursor_take_word(&inner, "assert"))
            cursor_fail(&inner, N_("Here stands “{word}”, but a question begins with assert."),
                        N_("There is no Python here: what TCP_INFO tells is compared with "
                           "numbers, as in "
                           "assert tcpi_snd_cwnd == 10"));
        size_t at = inner.token.at;
        inner.nodes = 0;
        a->expression = expression_read(&inner);
        a->text = memory_text(&c->script->memory, c->text + at,
                              inner.token_end > at ? inner.token_end - at : 0);
        if (cursor_take_sign(&inner, ','))
            (void)expression_read(&inner);
        (void)cursor_take_sign(&inner, ';');
        *last = a;
        last = &a->next;
    }
    c->failed = inner.failed;
    if (!c->failed)
        cursor_next(c);
    else
        c->token.kind = TOKEN_END;
    return first;
}

/* --- computing --- */

static bool in_bounds(int64_t v)
{
    return v >= -((int64_t)LARGEST * LARGEST) && v <= (int64_t)LARGEST * LARGEST;
}

static bool compute(enum operator op, int64_t a, int64_t b, int64_t *value)
{
    switch (op) {
    case OP_EQUAL:
        *value = a == b;
        return true;
    case OP_DIFFERENT:
        *value = a != b;
        return true;
    case OP_LESS:
        *value = a < b;
        return true;
    case OP_AT_MOST:
        *value = a <= b;
        return true;
    case OP_MORE:
        *value = a > b;
        return true;
    case OP_AT_LEAST:
        *value = a >= b;
        return true;
    case OP_PLUS:
        *value = a + b;
        return in_bounds(*value);
    case OP_LESS_BY:
        *value = a - b;
        return in_bounds(*value);
    case OP_TIMES:
        *value = 0;
        if (a > LARGEST || a < -LARGEST || b > LARGEST || b < -LARGEST)
            return false;
        *value = a * b;
        return true;
    case OP_OVER:
        *value = b != 0 ? a / b : 0;
        return b != 0;
    case OP_MODULO:
        *value = b != 0 ? a % b : 0;
        return b != 0;
    case OP_NUMBER:
    case OP_NAME:
    case OP_OR:
    case OP_AND:
    case OP_NOT:
    case OP_MINUS:
        break;
    }
    return false;
}

bool expression_value(const struct expression *e, const struct netstage_tcp_info *info,
                      int64_t *value)
{
    int64_t left = 0;
    int64_t right = 0;
    *value = e->number;
    if (e->op == OP_NUMBER)
        return true;
    if (e->op == OP_NAME) {
        *value = fact(&names[e->number], info);
        return true;
    }
    if (!expression_value(e->left, info, &left))
        return false;
    if (e->op == OP_NOT || e->op == OP_MINUS) {
        *value = e->op == OP_NOT ? left == 0 : -left;
        return true;
    }
    if ((e->op == OP_AND && left == 0) || (e->op == OP_OR && left != 0)) {
        *value = left;
        return true;
    }
    if (!expression_value(e->right, info, &right))
        return false;
    if (e->op == OP_AND || e->op == OP_OR) {
        *value = right;
        return true;
    }
    return compute(e->op, left, right, value);
}

void expression_put_names(const struct expression *e, const struct netstage_tcp_info *info,
                          struct text *text)
{
    if (e == NULL)
        return;
    if (e->op == OP_NAME && names[e->number].fact != FACT_CONSTANT) {
        if (text->length > 0)
            text_put(text, ", ");
        text_put(text, names[e->number].word);
        text_put(text, " = ");
        text_put_signed(text, fact(&names[e->number], info));
    }
    expression_put_names(e->left, info, text);
    expression_put_names(e->right, info, text);
}
