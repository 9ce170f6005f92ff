/* app/arp.c: the command arp, as net-tools write it: what the link has learnt (RFC 826). */
#include <string.h>

#include "app/command_scan.h"
#include "app/interfaces.h"

static const struct link *link_of(const struct app *app)
{
    return app->transport->ip->link;
}

/* "? (10.0.0.2) at 02:00:00:00:00:02 [ether] on eth0" */
static void put_in_bsd_style(struct text *line, const struct app *app,
                             const struct arp_entry *entry)
{
    text_put(line, "? (");
    text_put_ipv4(line, entry->address);
    text_put(line, ") at ");
    if (entry->state == ARP_REACHABLE || entry->state == ARP_PROBE) {
        text_put_mac(line, entry->mac);
        text_put(line, entry->expires == SIM_NEVER ? " [ether] PERM" : " [ether]");
    } else {
        text_put(line, "<incomplete>");
    }
    text_put(line, " on ");
    interface_put_name(line, app, entry->interface);
}

static void put_in_columns(struct text *line, const struct app *app,
                           const struct arp_entry *entry)
{
    text_put_ipv4(line, entry->address);
    text_pad_to(line, 25);
    if (entry->state == ARP_REACHABLE || entry->state == ARP_PROBE) {
        text_put(line, "ether   ");
        text_put_mac(line, entry->mac);
        text_put(line, entry->expires == SIM_NEVER ? "   CM" : "   C");
    } else {
        text_pad_to(line, 33);
        text_put(line, "(incomplete)");
    }
    text_pad_to(line, 75);
    interface_put_name(line, app, entry->interface);
}

/* The next row of this node after the address `above`, in order of interface and address, so
 * that the list does not depend on where rows lie. NULL: there is none. */
const struct arp_entry *arp_row_after(const struct app *app, uint32_t node, uint64_t above)
{
    const struct link *link = link_of(app);
    const struct node *n = &app->nodes->row[node];
    const struct arp_entry *best = NULL;
    uint64_t best_key = UINT64_MAX;
    uint32_t rows = arena_marks(&app->sim->arena, link->arp_pool)->high;
    for (uint32_t i = 0; i < rows; i++) {
        const struct arp_entry *e = &link->arp[i];
        bool mine = e->interface >= n->first_interface &&
                    e->interface < n->first_interface + n->interfaces;
        uint64_t key = ((uint64_t)e->interface << 32 | e->address) + 1;
        if (mine && e->state != 0 && key > above && key < best_key) {
            best = e;
            best_key = key;
        }
    }
    return best;
}

static void say_no_entry(struct app *app, struct job *job, ipv4_address address)
{
    char buffer[100];
    struct text line = text_over(buffer, sizeof buffer);
    text_put_ipv4(&line, address);
    text_put(&line, " (");
    text_put_ipv4(&line, address);
    text_put(&line, ") -- no entry");
    job_say(app, job, &line);
}

static void say_count(struct app *app, struct job *job, const char *before, uint32_t count,
                      const char *after)
{
    char buffer[100];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, before);
    text_put_unsigned(&line, count);
    text_put(&line, after);
    job_say(app, job, &line);
}

/* -v: "Entries: 2 Skipped: 1 Found: 1", with tabs. */
static void say_totals(struct app *app, struct job *job, uint32_t all, uint32_t shown)
{
    char buffer[60];
    struct text rest = text_over(buffer, sizeof buffer);
    text_put(&rest, "\tSkipped: ");
    text_put_unsigned(&rest, all - shown);
    text_put(&rest, "\tFound: ");
    text_put_unsigned(&rest, shown);
    say_count(app, job, "Entries: ", all, buffer);
}

static uint8_t list(struct app *app, struct job *job, ipv4_address only)
{
    const struct arp_options *o = &job->command.options.arp;
    uint64_t above = 0;
    uint32_t shown = 0;
    uint32_t all = 0;
    const struct arp_entry *entry;
    while ((entry = arp_row_after(app, job->node, above)) != NULL) {
        char buffer[160];
        struct text line = text_over(buffer, sizeof buffer);
        above = ((uint64_t)entry->interface << 32 | entry->address) + 1;
        all++;
        if (only != 0 && entry->address != only)
            continue;
        if (shown == 0 && !o->all)
            job_say_line(app, job,
                         "Address                  HWtype  HWaddress           Flags Mask"
                         "            Iface");
        if (o->all)
            put_in_bsd_style(&line, app, entry);
        else
            put_in_columns(&line, app, entry);
        job_say(app, job, &line);
        shown++;
    }
    if (shown == 0 && only != 0 && o->all)
        say_count(app, job, "arp: in ", all, " entries no match found.");
    else if (shown == 0 && only != 0)
        say_no_entry(app, job, only);
    if (o->verbose)
        say_totals(app, job, all, shown);
    return 0;
}

/* A row that stays until it is removed. */
static uint8_t set_row(struct app *app, struct job *job, ipv4_address address)
{
    const struct node *n = &app->nodes->row[job->node];
    const char *word = command_word(&job->command, job->command.options.arp.set);
    mac_address mac;
    if (!command_mac(word, &mac)) {
        job_complain_line(app, job, "arp: invalid hardware address");
        return 255;
    }
    for (uint32_t i = n->first_interface; i < n->first_interface + n->interfaces; i++) {
        const struct interface *row = interface_at(app, i);
        if (row->address == 0 || !ipv4_in_prefix(address, row->address, row->prefix_length))
            continue;
        if (!arp_set(app->transport->ip->link, i, address, mac))
            return 255;
        app_note_rule(app, job->node, RULE_NEIGHBOUR_BY_HAND, TABLE_NONE, 0, address, mac);
        return 0;
    }
    job_complain_line(app, job, "SIOCSARP: Network is unreachable");
    return 255;
}

static uint8_t remove_row(struct app *app, struct job *job, ipv4_address address)
{
    const struct node *n = &app->nodes->row[job->node];
    for (uint32_t i = 0; i < n->interfaces; i++) {
        if (arp_delete(app->transport->ip->link, n->first_interface + i, address)) {
            app_note_rule(app, job->node, RULE_NEIGHBOUR_TAKEN, TABLE_NONE, 0, address, 0);
            return 0;
        }
    }
    char buffer[100];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "No ARP entry for ");
    text_put_ipv4(&line, address);
    job_complain(app, job, &line);
    return 255;
}

void arp_begin(struct app *app, struct job *job)
{
    const struct arp_options *o = &job->command.options.arp;
    const char *host = command_word(&job->command, o->host);
    ipv4_address address = 0;
    if (o->host != 0 && !command_ipv4(host, &address)) {
        char buffer[COMMAND_LINE_MAX + 40];
        struct text line = text_over(buffer, sizeof buffer);
        text_put(&line, host);
        text_put(&line, ": Unknown host");
        job_say(app, job, &line);
        job_end(app, job, 255);
        return;
    }
    if (o->set != 0) {
        job_end(app, job, set_row(app, job, address));
        return;
    }
    job_end(app, job, o->remove ? remove_row(app, job, address) : list(app, job, address));
}
