/* app/capture_words.c: expressions of pcap-filter(7), which tcpdump has on real hosts, as
 * filters of our language: host, net and port with src, dst, tcp and udp before them. See
 * capture.h. */
#include <string.h>

#include "app/capture.h"

struct words {
    const char *at;
    char word[COMMAND_LINE_MAX];
    struct text *filter;
};

/* What stands before host, net or port. */
struct qualifiers {
    const char *protocol;  /* "tcp", "udp"; "": any */
    const char *direction; /* "src", "dst"; "": either */
};

/* The next word, or parenthesis; "" at the end. */
static bool next_word(struct words *w)
{
    w->at += strspn(w->at, " \t");
    size_t n = strcspn(w->at, " \t()!");
    if (n == 0 && *w->at != '\0')
        n = 1;
    if (n >= sizeof w->word)
        return false;
    memcpy(w->word, w->at, n);
    w->word[n] = '\0';
    w->at += n;
    return true;
}

static bool is_one_of(const char *word, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strcmp(word, *list) == 0)
            return true;
    }
    return false;
}

/* "ip.src == 10.0.0.1" */
static void put_test(struct words *w, const char *protocol, const char *field)
{
    text_put(w->filter, protocol);
    text_put_char(w->filter, '.');
    text_put(w->filter, field);
    text_put(w->filter, " == ");
    text_put(w->filter, w->word);
}

static void put_address(struct words *w, const struct qualifiers *q)
{
    bool source = strcmp(q->direction, "src") == 0;
    bool either = q->direction[0] == '\0';
    text_put_char(w->filter, '(');
    put_test(w, "ip", either ? "addr" : q->direction);
    if (source || either) {
        text_put(w->filter, " or ");
        put_test(w, "arp", "src.proto_ipv4");
    }
    if (!source) {
        text_put(w->filter, " or ");
        put_test(w, "arp", "dst.proto_ipv4");
    }
    text_put(w->filter, ") ");
}

/* The headers that an ICMP error quotes do not count to tcpdump. */
static void put_without_quotes(struct words *w, const char *test)
{
    text_put_char(w->filter, '(');
    text_put(w->filter, test);
    text_put(w->filter, " and not icmp) ");
}

static void put_port(struct words *w, const struct qualifiers *q)
{
    const char *field = q->direction[0] == '\0'            ? "port"
                        : strcmp(q->direction, "src") == 0 ? "srcport"
                                                           : "dstport";
    text_put(w->filter, "((");
    if (q->protocol[0] != '\0') {
        put_test(w, q->protocol, field);
    } else {
        put_test(w, "tcp", field);
        text_put(w->filter, " or ");
        put_test(w, "udp", field);
    }
    text_put(w->filter, ") and not icmp) ");
}

/* "[tcp|udp] [src|dst] host|net|port VALUE", from its first word on. */
static bool put_primitive(struct words *w)
{
    static const char *const directions[] = {"src", "dst", NULL};
    struct qualifiers q = {"", ""};
    if (strcmp(w->word, "tcp") == 0 || strcmp(w->word, "udp") == 0) {
        q.protocol = w->word[0] == 't' ? "tcp" : "udp";
        const char *behind = w->at;
        if (!next_word(w))
            return false;
        if (strcmp(w->word, "port") != 0 && !is_one_of(w->word, directions)) {
            w->at = behind; /* the protocol alone */
            put_without_quotes(w, q.protocol);
            return true;
        }
    }
    if (is_one_of(w->word, directions)) {
        q.direction = w->word[0] == 's' ? "src" : "dst";
        if (!next_word(w))
            return false;
    }
    bool port = strcmp(w->word, "port") == 0;
    bool named = port || strcmp(w->word, "host") == 0 || strcmp(w->word, "net") == 0;
    if (named && !next_word(w))
        return false;
    if ((!named && q.direction[0] == '\0') || w->word[0] == '\0')
        return false;
    if (port)
        put_port(w, &q);
    else
        put_address(w, &q);
    return true;
}

bool capture_translate(const char *expression, struct text *filter)
{
    static const char *const plain[] = {"and", "or", "not", "&&",   "||", "!",
                                        "(",   ")",  "arp", "icmp", "ip", NULL};
    struct words w = {.at = expression, .filter = filter};
    while (next_word(&w) && w.word[0] != '\0') {
        if (is_one_of(w.word, plain)) {
            text_put(filter, w.word);
            text_put_char(filter, ' ');
        } else if (!put_primitive(&w)) {
            return false;
        }
    }
    return w.word[0] == '\0' && filter->ok;
}
