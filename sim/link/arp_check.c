/* link/arp_check.c: does nobody else use this address? RFC 5227: probes before an address is
 * used, announcements when it is, and what happens when somebody else turns up with it.
 *
 *     address set, interface up
 *         | 0..1 s
 *       probe --1..2 s-- probe --1..2 s-- probe --2 s-- announce --2 s-- announce
 *       \_____________ tentative _________________/     \______ in use ______...
 *
 * Shape:  a row for each interface with habits of its own (arp_configure()); the others take
 *         part as RFC 826 wants it and only notice a conflict. While an address is tentative or
 *         another's, nothing is sent from it and no question for it is answered. */
#include "link/arp.h"

#include "base/hash.h"
#include "wire/arp.h"

/* RFC 5227 section 1.1. */
enum { PROBE_NUM = 3, ANNOUNCE_NUM = 2 };
#define PROBE_WAIT (1 * SIM_SECOND)
#define PROBE_MIN (1 * SIM_SECOND)
#define PROBE_MAX (2 * SIM_SECOND)
#define ANNOUNCE_WAIT (2 * SIM_SECOND)
#define ANNOUNCE_INTERVAL (2 * SIM_SECOND)
#define DEFEND_INTERVAL (10 * SIM_SECOND)

static struct arp_check *check_of(const struct link *link, uint32_t interface)
{
    uint32_t check = link->interfaces[interface].check;
    return check == 0 ? NULL : &link->checks[check - 1];
}

static void note(struct link *link, uint32_t interface, frame_id id, enum rule rule, uint64_t b)
{
    const struct interface *i = &link->interfaces[interface];
    const struct frame *frame = id == NONE ? NULL : frame_at(&link->sim->frames, id);
    (void)sim_note(link->sim, (struct record){.kind = RECORD_FINDING,
                                              .layer = LAYER_LINK,
                                              .rule = (uint16_t)rule,
                                              .node = i->node,
                                              .table = TABLE_INTERFACE,
                                              .place = interface,
                                              .packet = frame == NULL ? 0 : frame->packet,
                                              .hop = frame == NULL ? 0 : frame->hop,
                                              .a = i->address,
                                              .b = b});
}

static void set_state(struct link *link, uint32_t interface, enum address_state state)
{
    struct interface *i = &link->interfaces[interface];
    i->address_state = (uint8_t)state;
    sim_row(link->sim, i->node, TABLE_INTERFACE, interface, ROW_CHANGED, i->address);
}

/* A time between these two, by the seed. */
static sim_time some_time(struct link *link, struct arp_check *c, sim_time least, sim_time most)
{
    uint64_t drawn =
        draw(link->sim->clock->seed, c->interface, DRAW_ARP_PROBE, c->draws++);
    return least + (sim_time)(drawn % (uint64_t)(most - least + 1));
}

static void wake(struct link *link, const struct arp_check *c, sim_time after)
{
    uint32_t row = link->interfaces[c->interface].check - 1;
    timer_set(link->sim, &link->checks[row].timer, EVENT_ARP_CHECK, row,
              sim_now(link->sim) + after);
}

/* --- packets --- */

void arp_announce(struct link *link, uint32_t interface)
{
    const struct interface *i = &link->interfaces[interface];
    note(link, interface, NONE, RULE_ARP_ANNOUNCES, i->mac);
    arp_say(link, interface, MAC_BROADCAST, ARP_REQUEST, i->address, 0, i->address);
}

/* Section 2.1.1: the sender's address is zero, so that nobody learns anything from it. */
static void probe(struct link *link, struct arp_check *c)
{
    const struct interface *i = &link->interfaces[c->interface];
    c->said++;
    note(link, c->interface, NONE, RULE_ARP_PROBES, c->said);
    arp_say(link, c->interface, MAC_BROADCAST, ARP_REQUEST, 0, 0, i->address);
    wake(link, c,
         c->said < PROBE_NUM ? some_time(link, c, PROBE_MIN, PROBE_MAX) : ANNOUNCE_WAIT);
}

/* --- from a tentative address to one in use --- */

void link_check_address(struct link *link, uint32_t interface)
{
    struct arp_check *c = check_of(link, interface);
    const struct interface *i = &link->interfaces[interface];
    if (c == NULL)
        return;
    c->said = 0;
    c->defended = 0;
    timer_cancel(link->sim, &c->timer, EVENT_ARP_CHECK, i->check - 1);
    bool asks = c->habits.probe != 0 && i->address != 0;
    set_state(link, interface, asks ? ADDRESS_TENTATIVE : ADDRESS_IN_USE);
    if (asks && i->up != 0)
        wake(link, c, some_time(link, c, 0, PROBE_WAIT));
}

void arp_check_timeout(struct link *link, uint32_t row)
{
    struct arp_check *c = &link->checks[row];
    uint32_t interface = c->interface;
    bool tentative = link->interfaces[interface].address_state == ADDRESS_TENTATIVE;
    if (tentative && c->said < PROBE_NUM) {
        probe(link, c);
        return;
    }
    if (tentative) {
        note(link, interface, NONE, RULE_ARP_ADDRESS_FREE, c->said);
        set_state(link, interface, ADDRESS_IN_USE);
        c->said = 0;
    }
    c->said++;
    arp_announce(link, interface);
    if (c->said < ANNOUNCE_NUM)
        wake(link, c, ANNOUNCE_INTERVAL);
}

/* --- somebody else has it, too --- */

/* The address is given up; it takes a command to try again. */
static void give_up(struct link *link, uint32_t interface, frame_id id, enum rule rule,
                    mac_address other)
{
    struct arp_check *c = check_of(link, interface);
    timer_cancel(link->sim, &c->timer, EVENT_ARP_CHECK, link->interfaces[interface].check - 1);
    note(link, interface, id, rule, other);
    set_state(link, interface, ADDRESS_ANOTHERS);
}

/* Section 2.4: once in ten seconds an address is defended; after that (b) gives it up, (c) keeps
 * it in silence. */
static void defend(struct link *link, uint32_t interface, frame_id id, mac_address other)
{
    struct arp_check *c = check_of(link, interface);
    sim_time now = sim_now(link->sim);
    bool again = c->defended != 0 && now - (c->defended - 1) < DEFEND_INTERVAL;
    if (again && c->habits.defend == ARP_DEFENDS_ONCE) {
        give_up(link, interface, id, RULE_ARP_GIVES_UP_ADDRESS, other);
        return;
    }
    if (again) {
        note(link, interface, id, RULE_ARP_DEFENDED_JUST_NOW, other);
        return;
    }
    c->defended = now + 1;
    note(link, interface, id, RULE_ARP_DEFENDS, other);
    arp_announce(link, interface);
}

bool arp_notice_conflict(struct link *link, uint32_t interface, frame_id id,
                         const struct arp *arp)
{
    const struct interface *i = &link->interfaces[interface];
    const struct arp_check *c = check_of(link, interface);
    if (i->address == 0 || arp->sender_mac == i->mac)
        return false;
    bool tentative = i->address_state == ADDRESS_TENTATIVE;
    bool same_probe = tentative && arp->opcode == ARP_REQUEST && arp->sender_ip == 0 &&
                      arp->target_ip == i->address;
    if (arp->sender_ip != i->address && !same_probe)
        return false;
    if (tentative)
        give_up(link, interface, id, RULE_ARP_ADDRESS_TAKEN, arp->sender_mac);
    else
        note(link, interface, id, RULE_ARP_CONFLICT, arp->sender_mac);
    if (i->address_state == ADDRESS_IN_USE && c != NULL && c->habits.defend != ARP_DEFENDS_NOT)
        defend(link, interface, id, arp->sender_mac);
    return true;
}

bool link_configure_arp(struct link *link, uint32_t interface, struct arp_habits habits)
{
    struct interface *i = &link->interfaces[interface];
    if (i->check == 0) {
        uint32_t row = arena_take(&link->sim->arena, link->check_pool);
        if (row == NONE)
            return false;
        i->check = row + 1;
        link->checks[row] = (struct arp_check){.interface = interface};
        timer_clear(&link->checks[row].timer);
    }
    check_of(link, interface)->habits = habits;
    return true;
}

struct arp_habits link_arp_habits(const struct link *link, uint32_t interface)
{
    const struct arp_check *c = check_of(link, interface);
    return c != NULL ? c->habits : (struct arp_habits){.probe = 0};
}
