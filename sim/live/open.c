/* live/open.c: see open.h. */
#define _POSIX_C_SOURCE 200809L
#include "live/open.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/catalogue.h"
#include "base/suggest.h"
#include "base/text.h"
#include "live/tap.h"

/* --- complaints --- */

static bool complain(struct live_complaint *c, const char *sentence, const char *word)
{
    *c = (struct live_complaint){.sentence = sentence};
    (void)snprintf(c->word, sizeof c->word, "%s", word != NULL ? word : "");
    return false;
}

/* The same for what should have been asked otherwise. */
static bool refuse(struct live_complaint *c, const char *sentence, const char *word,
                   const char *near)
{
    (void)complain(c, sentence, word);
    (void)snprintf(c->near, sizeof c->near, "%s", near != NULL ? near : "");
    c->usage = true;
    return false;
}

void live_complaint_put(const struct live_complaint *c, char *out, size_t size)
{
    struct text_value values[] = {{"word", c->word}, {"near", c->near}};
    (void)text_format(out, size, tr(c->sentence), values, 2);
    size_t length = strlen(out);
    if (c->near[0] == '\0' || length + 3 >= size)
        return;
    memcpy(out + length, "; ", 3);
    (void)text_format(out + length + 2, size - length - 2, _("did you mean {near}?"), values,
                      2);
}

/* --- the place --- */

/* The node that was named, or a complaint. */
static uint32_t named_place(const struct scenario *s, const char *at,
                            struct live_complaint *complaint)
{
    struct suggestion suggestion = suggest_begin(at, strlen(at));
    uint32_t node = scenario_find_node(s, at, strlen(at));
    for (uint32_t i = 0; i < s->node_count; i++)
        if (s->nodes[i].kind == NODE_SWITCH)
            suggest_offer(&suggestion, s->nodes[i].name);
    if (node == NONE)
        (void)refuse(complaint, N_("there is no switch {word}"), at, suggestion.best);
    else if (s->nodes[node].kind != NODE_SWITCH)
        (void)refuse(complaint,
                     N_("{word} is no switch; put one in front of it for the device"), at,
                     suggestion.best);
    else
        return node;
    return NONE;
}

static bool plug(struct scenario *s, uint32_t at, const char *name,
                 struct attachment *attachment, struct live_complaint *complaint)
{
    if (at >= s->node_count || s->nodes[at].kind != NODE_SWITCH)
        return refuse(complaint, N_("this recording is of another scenario"), "", NULL);
    if (s->nodes[at].outside && s->nodes[at].interfaces == 0)
        return refuse(complaint, N_("no cable leads to {word}"), s->nodes[at].name, NULL);
    return attach_network(s, at, name, attachment) ||
           complain(complaint, N_("out of memory"), "");
}

static bool find_place(const struct scenario *s, const struct live_wish *wish,
                       struct live_setup *setup, struct live_complaint *complaint)
{
    setup->attach =
        wish->attach != NULL ? named_place(s, wish->attach, complaint) : attach_only_place(s);
    if (setup->attach == NONE && wish->attach == NULL)
        return refuse(complaint, N_("at which switch does {word} end? --attach NODE"),
                      wish->tap, NULL);
    if (strlen(wish->tap) < LIVE_NAME_SIZE)
        memcpy(setup->name, wish->tap, strlen(wish->tap));
    return setup->attach != NONE;
}

bool live_place(struct scenario *s, const struct live_wish *wish, struct live_setup *setup,
                struct attachment *attachment, struct live_complaint *complaint)
{
    *attachment = (struct attachment){.node = NONE, .interface = NONE, .towards = NONE};
    setup->attach = NONE;
    memset(setup->name, 0, sizeof setup->name);
    s->seed = setup->seed;
    s->until = SIM_NEVER;
    return wish->tap == NULL || (find_place(s, wish, setup, complaint) &&
                                 plug(s, setup->attach, setup->name, attachment, complaint));
}

bool live_place_again(struct scenario *s, const struct live_setup *setup,
                      struct attachment *attachment, struct live_complaint *complaint)
{
    *attachment = (struct attachment){.node = NONE, .interface = NONE, .towards = NONE};
    s->seed = setup->seed;
    s->until = SIM_NEVER;
    return setup->attach == NONE || plug(s, setup->attach, setup->name, attachment, complaint);
}

/* --- the proxy --- */

/* The host that carries for the proxy, or a complaint. */
static uint32_t find_carrier(const struct scenario *s, const struct live_wish *wish,
                             struct live_complaint *complaint)
{
    const char *from = wish->from != NULL ? wish->from : "";
    struct suggestion suggestion = suggest_begin(from, strlen(from));
    uint32_t found = NONE, hosts = 0;
    for (uint32_t i = 0; i < s->node_count; i++) {
        if (s->nodes[i].kind != NODE_HOST)
            continue;
        hosts++;
        suggest_offer(&suggestion, s->nodes[i].name);
        if (wish->from == NULL || strcmp(s->nodes[i].name, from) == 0)
            found = i;
    }
    if (wish->from == NULL && hosts != 1) {
        (void)complain(complaint, N_("which host carries for {word}? --from HOST"),
                       wish->proxy);
        return NONE;
    }
    if (found == NONE) {
        (void)refuse(complaint, N_("there is no host {word}"), from, suggestion.best);
        complaint->usage = false;
    }
    return found;
}

static bool complain_of_proxy(enum proxy_error error, const char *address,
                              struct live_complaint *complaint)
{
    switch (error) {
    case PROXY_OK:
        return true;
    case PROXY_BAD_ADDRESS:
        return complain(complaint,
                        N_("{word} is no address to listen at; write 127.0.0.1:8080"), address);
    case PROXY_NOT_LOOPBACK:
        return complain(complaint,
                        N_("{word} could be reached by anybody; a proxy listens at 127.0.0.1"),
                        address);
    case PROXY_NO_MEMORY:
        return complain(complaint, N_("out of memory"), "");
    case PROXY_CANNOT_LISTEN:
        break;
    }
    return complain(complaint, N_("the proxy cannot listen there: {word}"), strerror(errno));
}

static bool open_proxy(const struct scenario *s, const struct live_wish *wish,
                       struct live_ports *ports, struct live_complaint *complaint)
{
    if (wish->proxy == NULL)
        return true;
    uint32_t node = find_carrier(s, wish, complaint);
    return node != NONE && complain_of_proxy(proxy_listen(wish->proxy, node, &ports->proxy),
                                             wish->proxy, complaint);
}

/* --- the device --- */

static bool complain_of_device(enum tap_error error, const char *name,
                               struct live_complaint *complaint)
{
    switch (error) {
    case TAP_OK:
        return true;
    case TAP_NOT_HERE:
        return complain(complaint,
                        N_("devices like {word} are Linux's; --proxy works everywhere"), name);
    case TAP_NO_TUN:
        return complain(complaint,
                        N_("{word} cannot be made: there is no /dev/net/tun. Load it: "
                           "sudo modprobe tun"),
                        name);
    case TAP_DENIED:
        return complain(complaint,
                        N_("{word} cannot be opened: the rights are missing. Begin with sudo, "
                           "or make the device yours first: sudo ip tuntap add dev {word} mode "
                           "tap user $USER"),
                        name);
    case TAP_BUSY:
        return complain(complaint, N_("{word} is in use by another program"), name);
    case TAP_BAD_NAME:
        return complain(complaint,
                        N_("{word} cannot be the name of a TAP device (15 characters at most; "
                           "no device of another kind)"),
                        name);
    case TAP_FAILED:
        break;
    }
    return complain(complaint, N_("the device cannot be opened: {word}"), strerror(errno));
}

static bool open_device(const struct live_wish *wish, struct live_ports *ports,
                        struct live_complaint *complaint)
{
    if (wish->tap == NULL)
        return true;
    rights_take_back();
    return complain_of_device(tap_open(wish->tap, &ports->tap), wish->tap, complaint);
}

bool live_open(const struct scenario *s, const struct live_wish *wish, struct live_ports *ports,
               struct live_complaint *complaint)
{
    bool open = open_proxy(s, wish, ports, complaint) && open_device(wish, ports, complaint);
    if (rights_drop())
        return open;
    return complain(complaint, N_("the administrator's rights could not be given up: {word}"),
                    strerror(errno));
}

void live_close(struct live_ports *ports)
{
    proxy_free(ports->proxy);
    if (ports->tap >= 0)
        (void)close(ports->tap);
    ports->proxy = NULL;
    ports->tap = -1;
}

/* --- the end --- */

bool live_ended_badly(const struct live *live, enum live_end end, const char *tap,
                      struct live_complaint *complaint)
{
    if (end == LIVE_DEVICE_GONE)
        return !complain(complaint, N_("the device {word} is gone"), tap);
    if (live->log_failed)
        return !complain(complaint, N_("the recording could not be written whole"), "");
    if (end == LIVE_STOPPED && world_stopped(live->world) == WORLD_STORM)
        return !complain(
            complaint, N_("stopped: a packet goes round and round in a loop of switches"), "");
    if (end == LIVE_STOPPED)
        return !complain(complaint, N_("stopped: the simulator has no more room"), "");
    return false;
}
