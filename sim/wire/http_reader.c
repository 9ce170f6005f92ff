/* wire/http_reader.c: see http_reader.h. One machine, octet by octet; in the body, part by
 * part.
 *
 *     START --> LINES --> (HEAD) --> LENGTH / CLOSE / SIZE ... TRAILERS --> ENDED
 *
 *     one chunk:   SIZE [ SPACE_OR_EXTENSION | NAME ... QUOTED ] SIZE_LF DATA DATA_CR DATA_LF
 */
#include "wire/http_reader.h"

enum http_phase {
    PHASE_START,    /* before the start-line: empty lines are skipped */
    PHASE_START_LF, /* the LF of such a line */
    PHASE_LINE,     /* inside a line of the head or the trailers */
    PHASE_LINE_LF,  /* its CR has come */
    PHASE_FOLD,     /* a response's field line has ended; is the next one folded into it? */
    PHASE_HEAD,     /* the head is complete: judge the framing, then report */
    PHASE_LENGTH,
    PHASE_CLOSE,
    PHASE_TUNNEL,
    PHASE_SIZE_FIRST, /* the first digit of a chunk size */
    PHASE_SIZE,
    PHASE_GAP,        /* white space before ";" */
    PHASE_NAME_FIRST, /* white space, then a name */
    PHASE_NAME,
    PHASE_NAME_GAP,    /* white space after a name */
    PHASE_VALUE_FIRST, /* white space, then a value */
    PHASE_VALUE,
    PHASE_QUOTED,
    PHASE_QUOTED_PAIR, /* after a backslash */
    PHASE_VALUE_END,   /* after a closing quote */
    PHASE_SIZE_LF,
    PHASE_DATA,
    PHASE_DATA_CR,
    PHASE_DATA_LF,
    PHASE_ENDED,
    PHASE_REFUSED,
};

void http_reader_begin(struct http_reader *reader, enum http_kind kind, enum http_policy policy,
                       enum http_method request)
{
    memset(reader, 0, sizeof *reader);
    reader->kind = (uint8_t)kind;
    reader->policy = (uint8_t)policy;
    reader->request = (uint8_t)request;
    reader->phase = PHASE_START;
}

void http_reader_next(struct http_reader *reader, enum http_method request)
{
    http_reader_begin(reader, (enum http_kind)reader->kind, (enum http_policy)reader->policy,
                      request);
}

static void enter(struct http_reader *reader, enum http_phase phase)
{
    reader->phase = (uint8_t)phase;
}

static void refuse(struct http_reader *reader, enum http_refusal refusal)
{
    reader->refusal = (uint8_t)refusal;
    enter(reader, PHASE_REFUSED);
}

static bool in_trailers(const struct http_reader *reader)
{
    return reader->head_length > 0;
}

static bool in_start_line(const struct http_reader *reader)
{
    return reader->line == 0 && !in_trailers(reader);
}

/* No room, or a start-line beyond its bound. */
static enum http_refusal too_long(const struct http_reader *reader, const uint8_t *buffer)
{
    if (!in_start_line(reader) || reader->kind != HTTP_REQUEST)
        return HTTP_HEAD_TOO_LARGE;
    return memchr(buffer, ' ', reader->used) == NULL ? HTTP_METHOD_TOO_LONG
                                                     : HTTP_TARGET_TOO_LONG;
}

/* The line [reader->line, reader->used) is complete, its CRLF included. */
static enum http_refusal line_judge(struct http_reader *reader, const uint8_t *buffer)
{
    struct http_span line = {(uint16_t)reader->line,
                             (uint16_t)(reader->used - reader->line - 2)};
    struct http_field field;
    if (in_start_line(reader)) {
        struct http_head head;
        return reader->kind == HTTP_REQUEST ? http_request_line_read(buffer, line, &head)
                                            : http_status_line_read(buffer, line, &head);
    }
    enum http_refusal refusal = http_field_line_read(buffer, line, &field);
    if (refusal == HTTP_FOLDED_LINE && reader->field_lines == 0)
        return HTTP_SPACE_BEFORE_FIELDS;
    if (refusal == HTTP_FINE && reader->field_lines == HTTP_FIELDS_MAX)
        return HTTP_TOO_MANY_FIELDS;
    return refusal;
}

static void line_ended(struct http_reader *reader, const uint8_t *buffer)
{
    if (reader->used - reader->line == 2 && !in_start_line(reader)) {
        enter(reader, in_trailers(reader) ? PHASE_ENDED : PHASE_HEAD);
        return;
    }
    enum http_refusal refusal = line_judge(reader, buffer);
    if (refusal != HTTP_FINE) {
        refuse(reader, refusal);
        return;
    }
    bool field = !in_start_line(reader);
    reader->field_lines = (uint16_t)(reader->field_lines + (field ? 1 : 0));
    if (field && reader->kind == HTTP_RESPONSE) {
        enter(reader, PHASE_FOLD);
        return;
    }
    reader->line = reader->used;
    enter(reader, PHASE_LINE);
}

/* Puts an octet behind the line. False: refused. */
static bool gather(struct http_reader *reader, uint8_t *buffer, size_t capacity, uint8_t octet)
{
    size_t bound = capacity < HTTP_HEAD_MAX ? capacity : HTTP_HEAD_MAX;
    bool line_too_long = in_start_line(reader) && reader->used >= HTTP_REQUEST_LINE_MAX;
    if (reader->used >= bound || line_too_long) {
        refuse(reader, too_long(reader, buffer));
        return false;
    }
    buffer[reader->used] = octet;
    reader->used++;
    return true;
}

static void line_octet(struct http_reader *reader, uint8_t *buffer, size_t capacity,
                       uint8_t octet)
{
    if (octet == '\n' && reader->phase == PHASE_LINE) {
        if ((reader->policy & HTTP_TAKE_BARE_LF) == 0)
            refuse(reader, HTTP_BARE_LF);
        else if (gather(reader, buffer, capacity, '\r') &&
                 gather(reader, buffer, capacity, '\n'))
            line_ended(reader, buffer);
        return;
    }
    if (reader->phase == PHASE_LINE_LF && octet != '\n') {
        refuse(reader, HTTP_BARE_CR);
        return;
    }
    if (!gather(reader, buffer, capacity, octet))
        return;
    if (octet == '\r')
        enter(reader, PHASE_LINE_LF);
    else if (octet == '\n')
        line_ended(reader, buffer);
}

/* A user agent replaces obs-fold by spaces (section 5.2); a server refuses it (line_judge). */
static void fold_octet(struct http_reader *reader, uint8_t *buffer, size_t capacity,
                       uint8_t octet)
{
    if (octet == ' ' || octet == '\t') {
        buffer[reader->used - 2] = ' ';
        buffer[reader->used - 1] = ' ';
        reader->field_lines--;
    } else {
        reader->line = reader->used;
    }
    enter(reader, PHASE_LINE);
    line_octet(reader, buffer, capacity, octet);
}

static void start_octet(struct http_reader *reader, uint8_t *buffer, size_t capacity,
                        uint8_t octet)
{
    bool empty =
        reader->kind == HTTP_REQUEST &&
        (octet == '\r' || (octet == '\n' && (reader->policy & HTTP_TAKE_BARE_LF) != 0));
    if (reader->phase == PHASE_START && !empty) {
        enter(reader, PHASE_LINE);
        line_octet(reader, buffer, capacity, octet);
        return;
    }
    if (reader->phase == PHASE_START && octet == '\r') {
        enter(reader, PHASE_START_LF);
        return;
    }
    if (octet != '\n') {
        refuse(reader, HTTP_BARE_CR);
        return;
    }
    reader->empty_lines++;
    enter(reader, PHASE_START);
    if (reader->empty_lines > HTTP_EMPTY_LINES_MAX)
        refuse(reader, HTTP_TOO_MANY_EMPTY_LINES);
}

/* The head is there: where does the body end? */
static enum http_step head_step(struct http_reader *reader, const uint8_t *buffer)
{
    struct http_head head;
    enum http_refusal refusal =
        http_head_read(buffer, reader->used, (enum http_kind)reader->kind,
                       (enum http_method)reader->request, &head);
    if (refusal != HTTP_FINE) {
        refuse(reader, refusal);
        return HTTP_STEP_REFUSED;
    }
    reader->head_length = reader->used;
    reader->line = reader->used;
    reader->field_lines = 0;
    reader->framing = (uint8_t)head.framing;
    reader->keep_alive = head.keep_alive;
    switch (head.framing) {
    case HTTP_NO_BODY:
        enter(reader, PHASE_ENDED);
        break;
    case HTTP_BY_LENGTH:
        reader->left = head.content_length;
        enter(reader, PHASE_LENGTH);
        break;
    case HTTP_CHUNKED:
        enter(reader, PHASE_SIZE_FIRST);
        break;
    case HTTP_UNTIL_CLOSE:
        enter(reader, PHASE_CLOSE);
        break;
    case HTTP_TUNNEL:
        enter(reader, PHASE_TUNNEL);
        break;
    }
    return HTTP_STEP_HEAD;
}

/* 0 to 15; 16: not a hexadecimal digit. */
static unsigned hex_value(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10U;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10U;
    return 16;
}

/* Needless zeros and extensions are bounded together (section 7.1.1). */
static bool extension_octet(struct http_reader *reader)
{
    reader->extension_octets++;
    if (reader->extension_octets <= HTTP_CHUNK_EXTENSIONS_MAX)
        return true;
    refuse(reader, HTTP_CHUNK_EXTENSION_TOO_LONG);
    return false;
}

static void size_digit(struct http_reader *reader, unsigned digit)
{
    bool needless = reader->phase == PHASE_SIZE && reader->left == 0;
    if (needless && !extension_octet(reader))
        return;
    if (reader->left > (uint64_t)INT64_MAX >> 4) {
        refuse(reader, HTTP_CHUNK_SIZE_OVERFLOW);
        return;
    }
    reader->left = reader->left << 4 | digit;
    enter(reader, PHASE_SIZE);
}

/* What may follow a size, a name or a value: white space, ";" or CR. False: none of them. */
static bool chunk_line_goes_on(struct http_reader *reader, uint8_t octet, enum http_phase gap)
{
    if (octet == ' ' || octet == '\t')
        enter(reader, gap);
    else if (octet == ';')
        enter(reader, PHASE_NAME_FIRST);
    else if (octet == '\r')
        enter(reader, PHASE_SIZE_LF);
    else
        return false;
    return true;
}

static bool quoted_octet(struct http_reader *reader, uint8_t octet)
{
    if (reader->phase == PHASE_QUOTED_PAIR)
        enter(reader, PHASE_QUOTED);
    else if (octet == '"')
        enter(reader, PHASE_VALUE_END);
    else if (octet == '\\')
        enter(reader, PHASE_QUOTED_PAIR);
    return http_is_field_octet(octet);
}

/* One octet of chunk-ext = *( BWS ";" BWS name [ BWS "=" BWS value ] ). False: no such thing.
 */
static bool extension_step(struct http_reader *reader, enum http_phase phase, uint8_t octet)
{
    bool space = octet == ' ' || octet == '\t';
    if (phase == PHASE_QUOTED || phase == PHASE_QUOTED_PAIR)
        return quoted_octet(reader, octet);
    if (phase == PHASE_VALUE_END)
        return chunk_line_goes_on(reader, octet, PHASE_GAP);
    if (phase == PHASE_NAME || phase == PHASE_VALUE) {
        if (http_is_tchar(octet))
            return true;
        if (phase == PHASE_VALUE)
            return chunk_line_goes_on(reader, octet, PHASE_GAP);
        if (octet == '=')
            enter(reader, PHASE_VALUE_FIRST);
        return octet == '=' || chunk_line_goes_on(reader, octet, PHASE_NAME_GAP);
    }
    if (space)
        return true;
    if (phase == PHASE_NAME_FIRST || phase == PHASE_VALUE_FIRST) {
        if (phase == PHASE_VALUE_FIRST && octet == '"')
            enter(reader, PHASE_QUOTED);
        else
            enter(reader, phase == PHASE_NAME_FIRST ? PHASE_NAME : PHASE_VALUE);
        return http_is_tchar(octet) || reader->phase == PHASE_QUOTED;
    }
    if (phase == PHASE_NAME_GAP && octet == '=') {
        enter(reader, PHASE_VALUE_FIRST);
        return true;
    }
    enter(reader, PHASE_NAME_FIRST); /* PHASE_GAP and PHASE_NAME_GAP: ";" must come */
    return octet == ';';
}

/* The size line is complete: data follow, or the trailers. */
static void size_ended(struct http_reader *reader)
{
    if (reader->left > 0) {
        enter(reader, PHASE_DATA);
        return;
    }
    reader->line = reader->used;
    enter(reader, PHASE_LINE);
}

/* One octet between the data of chunks. */
static void chunk_octet(struct http_reader *reader, uint8_t octet)
{
    enum http_phase phase = (enum http_phase)reader->phase;
    bool size = phase == PHASE_SIZE_FIRST || phase == PHASE_SIZE;
    if (size && hex_value(octet) < 16) {
        size_digit(reader, hex_value(octet));
    } else if (size) {
        if (phase == PHASE_SIZE_FIRST || !chunk_line_goes_on(reader, octet, PHASE_GAP))
            refuse(reader, HTTP_BAD_CHUNK_SIZE);
    } else if (phase == PHASE_SIZE_LF) {
        if (octet == '\n')
            size_ended(reader);
        else
            refuse(reader, HTTP_BAD_CHUNK_SIZE);
    } else if (phase == PHASE_DATA_CR || phase == PHASE_DATA_LF) {
        if (octet != (phase == PHASE_DATA_CR ? '\r' : '\n'))
            refuse(reader, HTTP_BAD_CHUNK_END);
        else
            enter(reader, phase == PHASE_DATA_CR ? PHASE_DATA_LF : PHASE_SIZE_FIRST);
    } else if (extension_octet(reader) && !extension_step(reader, phase, octet)) {
        refuse(reader, HTTP_BAD_CHUNK_EXTENSION);
    }
}

/* A part of the body from what is there. */
static size_t body_part(struct http_reader *reader, const uint8_t *octets, size_t length,
                        struct http_part *part)
{
    size_t n = length;
    if (reader->phase != PHASE_CLOSE) {
        n = reader->left < length ? (size_t)reader->left : length;
        reader->left -= n;
        if (reader->left == 0)
            enter(reader, reader->phase == PHASE_DATA ? PHASE_DATA_CR : PHASE_ENDED);
    }
    *part = (struct http_part){octets, n};
    return n;
}

static void one_octet(struct http_reader *reader, uint8_t *buffer, size_t capacity,
                      uint8_t octet)
{
    if (reader->phase == PHASE_LINE || reader->phase == PHASE_LINE_LF)
        line_octet(reader, buffer, capacity, octet);
    else if (reader->phase == PHASE_START || reader->phase == PHASE_START_LF)
        start_octet(reader, buffer, capacity, octet);
    else if (reader->phase == PHASE_FOLD)
        fold_octet(reader, buffer, capacity, octet);
    else
        chunk_octet(reader, octet);
}

enum http_step http_reader_feed(struct http_reader *reader, uint8_t *buffer, size_t capacity,
                                const uint8_t *octets, size_t length, size_t *taken,
                                struct http_part *part)
{
    size_t at = 0;
    *taken = 0;
    for (;;) {
        if (reader->phase == PHASE_HEAD)
            return head_step(reader, buffer);
        if (reader->phase == PHASE_ENDED)
            return HTTP_STEP_END;
        if (reader->phase == PHASE_REFUSED)
            return HTTP_STEP_REFUSED;
        if (reader->phase == PHASE_TUNNEL)
            return HTTP_STEP_TUNNEL;
        if (at == length)
            return HTTP_STEP_MORE;
        if (reader->phase == PHASE_LENGTH || reader->phase == PHASE_CLOSE ||
            reader->phase == PHASE_DATA) {
            *taken = at + body_part(reader, octets + at, length - at, part);
            return HTTP_STEP_BODY;
        }
        one_octet(reader, buffer, capacity, octets[at]);
        at++;
        *taken = at;
    }
}

uint64_t http_reader_wants(const struct http_reader *reader)
{
    if (reader->phase == PHASE_LENGTH || reader->phase == PHASE_DATA)
        return reader->left;
    if (reader->phase == PHASE_CLOSE)
        return UINT64_MAX;
    bool over = reader->phase == PHASE_HEAD || reader->phase == PHASE_TUNNEL ||
                reader->phase == PHASE_ENDED || reader->phase == PHASE_REFUSED;
    return over ? 0 : 1;
}

enum http_step http_reader_close(struct http_reader *reader)
{
    if (reader->phase == PHASE_REFUSED)
        return HTTP_STEP_REFUSED;
    if (reader->phase == PHASE_CLOSE || reader->phase == PHASE_ENDED) {
        enter(reader, PHASE_ENDED);
        return HTTP_STEP_END;
    }
    if (reader->phase == PHASE_START || reader->phase == PHASE_TUNNEL)
        return HTTP_STEP_MORE;
    refuse(reader, HTTP_INCOMPLETE);
    return HTTP_STEP_REFUSED;
}

enum http_refusal http_reader_trailers(const struct http_reader *reader, const uint8_t *buffer,
                                       struct http_fields *trailers)
{
    trailers->count = 0;
    if (reader->framing != HTTP_CHUNKED || reader->phase != PHASE_ENDED)
        return HTTP_FINE;
    return http_fields_read(buffer, reader->head_length, reader->used, trailers);
}
