/* scenario/load_tcp.c: `tcp:`: how a host's TCP is set up, for lessons that compare. */
#include "scenario/load.h"

#include "base/catalogue.h"

enum {
    MSS_LEAST = 64,
    MSS_MOST = 1460,
    BUFFER_LEAST = 512,
    BUFFER_MOST = 16 * 1024 * 1024,
    WINDOW_MOST = 1000,
    RETRIES_MOST = 100,
    SHIFT_MOST = 14, /* RFC 7323 section 2.3 */
};

static void load_buffer(struct loader *l, const struct yaml_node *node, uint32_t *octets)
{
    uint64_t value;
    if (node != NULL &&
        load_quantity(l, node, QUANTITY_OCTETS, BUFFER_LEAST, BUFFER_MOST, &value))
        *octets = (uint32_t)value;
}

static void load_period(struct loader *l, const struct yaml_node *node, sim_time least,
                        sim_time *period)
{
    uint64_t value;
    const uint64_t most = UINT64_C(3600) * SIM_SECOND;
    if (node != NULL && load_quantity(l, node, QUANTITY_TIME, (uint64_t)least, most, &value))
        *period = (sim_time)value;
}

static void load_flag(struct loader *l, const struct yaml_node *node, uint8_t *flag)
{
    if (node != NULL)
        (void)load_switch(l, node, flag);
}

static void load_retries(struct loader *l, const struct yaml_node *node, uint8_t *retries)
{
    uint64_t value;
    if (node != NULL && load_integer(l, node, 0, RETRIES_MOST, &value))
        *retries = (uint8_t)value;
}

/* RFC 1122 section 4.2.3.2: the delay must be less than 0.5 seconds. */
static void load_delayed_ack(struct loader *l, const struct yaml_node *node, sim_time *delay)
{
    uint64_t value;
    if (node == NULL)
        return;
    if (yaml_is(node, "off") || yaml_is(node, "no") || yaml_is(node, "false")) {
        *delay = 0;
        return;
    }
    const uint64_t most = 499 * SIM_MILLISECOND;
    if (load_quantity(l, node, QUANTITY_TIME, SIM_MILLISECOND, most, &value))
        *delay = (sim_time)value;
}

static void load_sizes(struct loader *l, const struct map_values *v,
                       struct tcp_profile *profile)
{
    uint64_t value;
    const struct yaml_node *window = v->value[KEY_TCP_INITIAL_WINDOW];
    const struct yaml_node *mss = v->value[KEY_TCP_MSS];
    if (window != NULL && load_quantity(l, window, QUANTITY_SEGMENTS, 1, WINDOW_MOST, &value))
        profile->initial_window = (uint32_t)value;
    if (mss != NULL && load_quantity(l, mss, QUANTITY_OCTETS, MSS_LEAST, MSS_MOST, &value))
        profile->mss = (uint16_t)value;
    load_buffer(l, v->value[KEY_TCP_RECEIVE_BUFFER], &profile->receive_buffer);
    load_buffer(l, v->value[KEY_TCP_SEND_BUFFER], &profile->send_buffer);
}

/* profile: linux: what a system does, which the other keys then change. */
static void load_habits(struct loader *l, const struct map_values *v,
                        struct tcp_profile *profile)
{
    static const char *const systems[HABITS] = {"textbook", "linux", "freebsd"};
    const struct yaml_node *whose = v->value[KEY_TCP_PROFILE];
    const struct yaml_node *order = v->value[KEY_TCP_OPTION_ORDER];
    uint32_t habits = HABITS_TEXTBOOK;
    uint64_t value;
    if (whose != NULL && load_word(l, whose, systems, HABITS, &habits))
        *profile = tcp_profile_of((enum tcp_habits)habits);
    uint32_t options = profile->option_order;
    if (order != NULL && load_word(l, order, systems, HABITS, &options))
        profile->option_order = (uint8_t)options;
    if (v->value[KEY_TCP_WINDOW_SHIFT] != NULL &&
        load_integer(l, v->value[KEY_TCP_WINDOW_SHIFT], 0, SHIFT_MOST, &value))
        profile->window_shift = (uint8_t)value;
    if (v->value[KEY_TCP_QUICK_ACKS] != NULL &&
        load_integer(l, v->value[KEY_TCP_QUICK_ACKS], 0, UINT8_MAX, &value))
        profile->quick_acks = (uint8_t)value;
}

static void load_ecn(struct loader *l, const struct yaml_node *node, uint8_t *use)
{
    if (node != NULL && yaml_is(node, "when-asked"))
        *use = ECN_WHEN_ASKED;
    else
        load_flag(l, node, use);
}

void load_profile(struct loader *l, const struct yaml_node *node, struct tcp_profile *profile)
{
    static const char *const controls[] = {"none", "tahoe", "newreno", "cubic"};
    struct map_values v;
    if (!load_map(l, node, MAP_TCP, false, &v))
        return;
    load_habits(l, &v, profile);
    uint32_t control = profile->congestion;
    if (v.value[KEY_TCP_CONGESTION] != NULL)
        (void)load_word(l, v.value[KEY_TCP_CONGESTION], controls, 4, &control);
    profile->congestion = (uint8_t)control;
    load_sizes(l, &v, profile);
    load_delayed_ack(l, v.value[KEY_TCP_DELAYED_ACK], &profile->delayed_ack);
    load_flag(l, v.value[KEY_TCP_NAGLE], &profile->nagle);
    load_flag(l, v.value[KEY_TCP_WINDOW_SCALING], &profile->window_scaling);
    load_flag(l, v.value[KEY_TCP_TIMESTAMPS], &profile->timestamps);
    load_flag(l, v.value[KEY_TCP_SACK], &profile->sack);
    load_ecn(l, v.value[KEY_TCP_ECN], &profile->ecn);
    load_flag(l, v.value[KEY_TCP_LIMITED_TRANSMIT], &profile->limited_transmit);
    load_flag(l, v.value[KEY_TCP_FAST_RETRANSMIT], &profile->fast_retransmit);
    load_period(l, v.value[KEY_TCP_RTO_INITIAL], SIM_MILLISECOND, &profile->rto_initial);
    load_period(l, v.value[KEY_TCP_RTO_MINIMUM], 0, &profile->rto_minimum);
    load_period(l, v.value[KEY_TCP_RTO_MAXIMUM], SIM_MILLISECOND, &profile->rto_maximum);
    load_period(l, v.value[KEY_TCP_MSL], 0, &profile->msl);
    load_retries(l, v.value[KEY_TCP_SYN_RETRIES], &profile->syn_retries);
    load_retries(l, v.value[KEY_TCP_DATA_RETRIES], &profile->data_retries);
}
