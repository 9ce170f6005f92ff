/* app/tc.c: the command tc (iproute2 6.1): the queueing discipline of an interface, which is a
 * plain FIFO, or netem, which spoils what is sent. What netem does is in phy/impair.h. */
#include "app/host_set.h"
#include "app/interfaces.h"
#include "app/tool.h"
#include "phy/impair.h"

enum { TC_LINE = 300, TC_FIRST_HANDLE = 0x8000 };

static const struct tc_options *options_of(const struct job *job)
{
    return &job->command.options.tc;
}

/* --- showing --- */

/* value/unit with three significant digits, as printf's %.3g has it below 1000. */
static void put_three(struct text *text, uint64_t value, uint64_t unit)
{
    unsigned digits = value >= 100 * unit ? 0 : value >= 10 * unit ? 1 : 2;
    uint64_t scale = digits == 0 ? 1 : digits == 1 ? 10 : 100;
    uint64_t rounded = (value * scale + unit / 2) / unit;
    while (digits > 0 && rounded % 10 == 0) {
        rounded /= 10;
        scale /= 10;
        digits--;
    }
    text_put_unsigned(text, rounded / scale);
    if (digits > 0) {
        text_put_char(text, '.');
        text_put_digits(text, rounded % scale, digits);
    }
}

static void put_time(struct text *text, sim_time time)
{
    static const struct {
        const char *name;
        sim_time unit;
    } units[] = {
        {"s", SIM_SECOND}, {"ms", SIM_MILLISECOND}, {"us", SIM_MICROSECOND}, {"ns", 1}};
    unsigned i = 0;
    while (i < 3 && time < units[i].unit)
        i++;
    put_three(text, (uint64_t)time, (uint64_t)units[i].unit);
    text_put(text, units[i].name);
}

/* " loss 10%": nothing when there is none. */
static void put_share(struct text *text, const char *name, uint32_t share)
{
    enum { PER_CENT = 10000000, DECIMALS = 7 };
    uint32_t rest = share % PER_CENT;
    unsigned digits = DECIMALS;
    if (share == 0)
        return;
    text_put(text, name);
    text_put_unsigned(text, share / PER_CENT);
    while (digits > 0 && rest % 10 == 0) {
        rest /= 10;
        digits--;
    }
    if (digits > 0) {
        text_put_char(text, '.');
        text_put_digits(text, rest, digits);
    }
    text_put_char(text, '%');
}

static void put_rate(struct text *text, uint64_t rate)
{
    static const char *const units[] = {"bit", "Kbit", "Mbit", "Gbit", "Tbit"};
    unsigned i = 0;
    if (rate == 0)
        return;
    while (i < 4 && rate >= 1000 && (rate % 1000 == 0 || rate >= 1000000)) {
        rate /= 1000;
        i++;
    }
    text_put(text, " rate ");
    text_put_unsigned(text, rate);
    text_put(text, units[i]);
}

static void put_netem(struct text *line, const struct cable_quality *n)
{
    text_put(line, "limit ");
    text_put_unsigned(line, n->queue_limit);
    if (n->delay > 0 || n->jitter > 0) {
        text_put(line, " delay ");
        put_time(line, n->delay);
    }
    if (n->jitter > 0) {
        text_put(line, "  ");
        put_time(line, n->jitter);
    }
    put_share(line, " loss ", n->loss);
    put_share(line, " duplicate ", n->duplicate);
    put_share(line, " corrupt ", n->corrupt);
    put_rate(line, n->rate_bps);
}

static void say_qdisc(struct app *app, const struct job *job, uint32_t interface, bool named)
{
    const struct phy *phy = app->transport->ip->link->phy;
    uint32_t direction = interface_at(app, interface)->direction;
    const struct impairment *netem = direction != NONE ? direction_netem(phy, direction) : NULL;
    char buffer[TC_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, netem != NULL ? "qdisc netem " : "qdisc pfifo ");
    if (netem != NULL)
        text_put_hex(&line, TC_FIRST_HANDLE + netem->handle, 4);
    else
        text_put_char(&line, '0');
    text_put(&line, ": ");
    if (named) {
        text_put(&line, "dev ");
        interface_put_name(&line, app, interface);
        text_put_char(&line, ' ');
    }
    text_put(&line, "root refcnt 2 ");
    if (netem != NULL) {
        put_netem(&line, &netem->netem);
    } else {
        text_put(&line, "limit ");
        text_put_unsigned(&line,
                          direction != NONE ? phy->directions[direction].queue_limit : 0);
        text_put_char(&line, 'p');
    }
    job_say(app, job, &line);
}

static uint8_t show(struct app *app, const struct job *job, uint32_t device)
{
    const struct node *n = &app->nodes->row[job->node];
    if (device == NONE)
        job_say_line(app, job, "qdisc noqueue 0: dev lo root refcnt 2 ");
    for (uint32_t i = n->first_interface; i < n->first_interface + n->interfaces; i++) {
        if (device == NONE || device == i)
            say_qdisc(app, job, i, device == NONE);
    }
    return 0;
}

/* --- changing --- */

static uint8_t answer(struct app *app, const struct job *job, const char *problem)
{
    job_complain_line(app, job, problem);
    return 2;
}

static uint8_t set(struct app *app, const struct job *job, uint32_t device, bool there)
{
    const struct tc_options *o = options_of(job);
    struct phy *phy = app->transport->ip->link->phy;
    uint32_t direction = interface_at(app, device)->direction;
    struct cable_quality netem = {.rate_bps = o->rate,
                                  .delay = o->delay_ns,
                                  .jitter = o->jitter_ns,
                                  .loss = o->loss,
                                  .duplicate = o->duplicate,
                                  .corrupt = o->corrupt,
                                  .queue_limit = o->limit};
    bool takes = o->verb == TC_DELETE;
    if (o->verb == TC_ADD && there)
        return answer(app, job, "Error: Exclusivity flag on, cannot modify.");
    if (o->verb == TC_CHANGE && !there)
        return answer(app, job, "Error: Qdisc not found. To create specify NLM_F_CREATE flag.");
    if (takes && !there)
        return answer(app, job, "Error: Cannot delete qdisc with handle of zero.");
    if (!takes && !o->netem)
        return answer(app, job, "Error: Specified qdisc kind is unknown.");
    if (!direction_set_netem(phy, direction, takes ? NULL : &netem))
        return answer(app, job, "RTNETLINK answers: Cannot allocate memory");
    app_note_rule(app, job->node, takes ? RULE_NETEM_TAKEN : RULE_NETEM_SET, TABLE_INTERFACE,
                  device, 0, 0);
    return 0;
}

static uint8_t change(struct app *app, const struct job *job, uint32_t device)
{
    const struct phy *phy = app->transport->ip->link->phy;
    if (device == NONE)
        return answer(app, job, "RTNETLINK answers: No such device");
    if (!options_of(job)->root)
        return answer(app, job, "Error: Handle cannot be zero.");
    uint32_t direction = interface_at(app, device)->direction;
    if (direction == NONE)
        return answer(app, job, "RTNETLINK answers: Network is down"); /* it has no cable */
    return set(app, job, device, direction_netem(phy, direction) != NULL);
}

void tc_begin(struct app *app, struct job *job)
{
    const struct tc_options *o = options_of(job);
    const char *name = command_word(&job->command, o->device);
    uint32_t device = o->device != 0 ? interface_find(app, job->node, name) : NONE;
    if (o->device != 0 && device == NONE) {
        interface_complain(app, job, name);
        job_end(app, job, 1);
        return;
    }
    job_end(app, job, o->verb == TC_SHOW ? show(app, job, device) : change(app, job, device));
}
