/* Reassembly against a slow and obvious model of it: random datagrams are cut at random, and
 * the pieces are shuffled, doubled, lost, shifted, made longer and shorter, and given the wrong
 * flag; several datagrams at once. After every piece the host must have done what the model
 * says. RFC 791 section 3.2, RFC 815, RFC 1122 section 3.3.2, RFC 5722.
 *
 * Prints its seeds on failure; NETSTAGE_SEED plays a single one. */
#include "base/hash.h"
#include "ip_desk.h"

#include <stdlib.h>

#define ME desk_address(0, 1)
#define PEER desk_address(0, 2)

enum { CASES = 1500, DATAGRAMS = 3, LONGEST = 4000, PIECES = 64, UNIT = 8 };

struct piece {
    uint16_t id;
    uint32_t from;
    uint32_t length;
    bool more;
    uint8_t salt; /* of its octets: a copy may differ from the first one */
};

/* --- the model: a map of octets for each datagram, and the list of what was taken --- */

struct model {
    uint8_t octets[LONGEST + 3000];
    bool here[LONGEST + 3000];
    struct piece taken[PIECES];
    uint32_t count;
    bool ruined;
};

static struct model models[DATAGRAMS];

static uint8_t octet_of(const struct piece *p, uint32_t place)
{
    return (uint8_t)(place * 31 + p->salt * 17U + p->id);
}

/* Do the piece and what was taken contradict each other? */
static bool contradicts(const struct model *m, const struct piece *p)
{
    uint32_t end = p->from + p->length;
    for (uint32_t i = 0; i < m->count; i++) {
        const struct piece *t = &m->taken[i];
        uint32_t t_end = t->from + t->length;
        if (!t->more && (p->more ? end >= t_end : end != t_end))
            return true;
        if (!p->more && t_end > end)
            return true;
    }
    for (uint32_t i = p->from; i < end; i++)
        if (m->here[i])
            return true;
    return false;
}

static bool is_there(const struct model *m, const struct piece *p)
{
    for (uint32_t i = 0; i < m->count; i++) {
        const struct piece *t = &m->taken[i];
        if (t->from == p->from && t->length == p->length && t->more == p->more)
            return true;
    }
    return false;
}

/* Octets of the whole datagram, when nothing is missing; else 0. */
static uint32_t whole(const struct model *m)
{
    for (uint32_t i = 0; i < m->count; i++) {
        uint32_t end = m->taken[i].from + m->taken[i].length;
        if (m->taken[i].more)
            continue;
        for (uint32_t k = 0; k < end; k++)
            if (!m->here[k])
                return 0;
        return end;
    }
    return 0;
}

/* What must come of the piece: the length of a datagram that goes up, or 0. */
static uint32_t model_takes(struct model *m, const struct piece *p)
{
    if (p->length == 0 || (p->more && p->length % UNIT != 0) || m->ruined || is_there(m, p))
        return 0;
    if (contradicts(m, p)) {
        *m = (struct model){.ruined = true};
        return 0;
    }
    m->taken[m->count++] = *p;
    for (uint32_t i = 0; i < p->length; i++) {
        m->octets[p->from + i] = octet_of(p, p->from + i);
        m->here[p->from + i] = true;
    }
    return whole(m);
}

/* --- the pieces of one case --- */

static struct piece pieces[PIECES];
static uint32_t piece_count;
static uint64_t seed, drawn;

static uint32_t below(uint32_t bound)
{
    return draw_below(draw(seed, 0, DRAW_TEST, drawn++), bound);
}

static void add_piece(struct piece p)
{
    if (piece_count < PIECES)
        pieces[piece_count++] = p;
}

/* An honest sender's pieces of one datagram. */
static void cut(uint16_t id)
{
    uint32_t length = 1 + below(LONGEST);
    for (uint32_t from = 0; from < length;) {
        uint32_t n = UNIT * (1 + below(170));
        bool more = from + n < length;
        add_piece((struct piece){id, from, more ? n : length - from, more, 0});
        from += n;
    }
}

/* What may have happened to one of them. */
static void spoil(struct piece *p)
{
    switch (below(7)) {
    case 0:
        p->from += UNIT * (1 + below(3));
        return;
    case 1:
        p->from -= p->from >= UNIT ? UNIT : 0;
        return;
    case 2:
        p->length += 1 + below(2 * UNIT);
        return;
    case 3:
        p->length -= p->length > UNIT ? UNIT : p->length / 2;
        return;
    case 4:
        p->more = !p->more;
        return;
    case 5:
        p->length = below(2);
        return;
    default:
        p->salt = 1;
        return;
    }
}

static void make_case(void)
{
    uint32_t count = 1 + below(DATAGRAMS);
    bool honest = below(3) == 0;
    piece_count = 0;
    for (uint32_t id = 0; id < count; id++)
        cut((uint16_t)id);
    for (uint32_t i = piece_count; i-- > 0;) {
        if (below(4) == 0) { /* a copy, as it is or spoilt */
            struct piece copy = pieces[i];
            if (!honest && below(2) == 0)
                spoil(&copy);
            add_piece(copy);
        }
        if (!honest && below(10) == 0)
            spoil(&pieces[i]);
        if (!honest && below(12) == 0)
            pieces[i] = pieces[--piece_count];
    }
    for (uint32_t i = piece_count; i-- > 1 && below(8) != 0;) { /* mostly in disorder */
        uint32_t other = below(i + 1);
        struct piece p = pieces[i];
        pieces[i] = pieces[other];
        pieces[other] = p;
    }
}

/* --- the host --- */

static void send_piece(const struct piece *p)
{
    struct packet packet = packet_of(0, PEER, ME, IPV4_UDP, 64, (uint16_t)p->length);
    uint8_t *h = packet.octets + ETHERNET_HEADER;
    uint32_t units = p->from / UNIT;
    h[4] = 0x55;
    h[5] = (uint8_t)p->id;
    h[6] = (uint8_t)((p->more ? 0x20 : 0) | units >> 8);
    h[7] = (uint8_t)units;
    for (uint32_t i = 0; i < p->length; i++)
        packet.octets[IP_PAYLOAD + i] = octet_of(p, p->from + i);
    resum(&packet);
    send_packet(0, &packet);
}

static void play(uint64_t number)
{
    seed = number;
    drawn = 0;
    memset(models, 0, sizeof models);
    make_case();
    ip_desk_open(NODE_HOST, 1);
    for (uint32_t i = 0; i < piece_count; i++) {
        const struct piece *p = &pieces[i];
        bool fragment = p->more || p->from > 0;
        struct model *m = &models[p->id];
        uint32_t before = table.delivered;
        uint32_t expected = fragment ? model_takes(m, p) : p->length;
        send_piece(p);
        bool up = !fragment || expected > 0;
        if (table.delivered != before + (up ? 1U : 0U))
            fail_msg("seed %llu, piece %u: %s", (unsigned long long)number, (unsigned)i,
                     up ? "it did not go up" : "it went up");
        if (!up)
            continue;
        assert_int_equal(table.payload_length, expected);
        for (uint32_t k = 0; fragment && k < expected; k++)
            if (table.payload[k] != m->octets[k])
                fail_msg("seed %llu, octet %u", (unsigned long long)number, (unsigned)k);
        if (fragment)
            *m = (struct model){.ruined = false}; /* the next of its number begins anew */
    }
    desk_run(desk, 40 * SIM_SECOND);
    ip_desk_close(); /* nothing is left of any */
}

static void the_host_does_what_the_model_does(void **state)
{
    (void)state;
    const char *one = getenv("NETSTAGE_SEED");
    if (one != NULL) {
        play(strtoull(one, NULL, 10));
        return;
    }
    for (uint64_t number = 1; number <= CASES; number++)
        play(number);
}

/* Internet headers with a few bits turned: whatever comes, nothing is read beyond the frame,
 * and the pools are empty in the end. (The sanitizers look on.) */
static void any_header_is_survived(void **state)
{
    (void)state;
    for (uint64_t number = 1; number <= 200; number++) {
        seed = number;
        drawn = 0;
        ip_desk_open(number % 2 == 0 ? NODE_HOST : NODE_ROUTER, 2);
        for (int i = 0; i < 20; i++) {
            struct packet p = packet_of(0, PEER, below(2) == 0 ? ME : UINT32_C(0x0a080001),
                                        (uint8_t)below(20), 9, (uint16_t)below(200));
            for (uint32_t n = 1 + below(4); n > 0; n--)
                p.octets[ETHERNET_HEADER + below(28)] ^= (uint8_t)(1U << below(8));
            if (below(4) != 0 && (p.octets[ETHERNET_HEADER] & 15) <= 15)
                resum(&p);
            send_packet(0, &p);
            desk->caught_count = 0;
        }
        desk_run(desk, 60 * SIM_SECOND);
        ip_desk_close();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_host_does_what_the_model_does),
        cmocka_unit_test(any_header_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
