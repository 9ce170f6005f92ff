/* scenario/load_habits.c: `arp:` and `ip:`: what a node does beyond RFC 826 and differently from
 * the usual host; at the top of the file for all nodes, in a node for this one. */
#include "scenario/load.h"

void load_arp(struct loader *l, const struct yaml_node *node, struct node_habits *habits)
{
    static const char *const defences[] = {"off", "once", "always"};
    struct map_values v;
    uint32_t defence = habits->arp.defend;
    if (!load_map(l, node, MAP_ARP, false, &v))
        return;
    if (v.value[KEY_ARP_PROBE] != NULL)
        (void)load_switch(l, v.value[KEY_ARP_PROBE], &habits->arp.probe);
    if (v.value[KEY_ARP_DEFEND] != NULL)
        (void)load_word(l, v.value[KEY_ARP_DEFEND], defences, 3, &defence);
    if (v.value[KEY_ARP_POLL] != NULL)
        (void)load_switch(l, v.value[KEY_ARP_POLL], &habits->arp.poll);
    habits->arp.defend = (uint8_t)defence;
}

void load_ip(struct loader *l, const struct yaml_node *node, struct node_habits *habits)
{
    static const char *const paths[] = {"off", "strict", "loose"};
    struct map_values v;
    uint32_t path = habits->reverse_path;
    if (!load_map(l, node, MAP_IP, false, &v))
        return;
    if (v.value[KEY_IP_REVERSE_PATH] != NULL)
        (void)load_word(l, v.value[KEY_IP_REVERSE_PATH], paths, 3, &path);
    if (v.value[KEY_IP_DIRECTED_BROADCASTS] != NULL)
        (void)load_switch(l, v.value[KEY_IP_DIRECTED_BROADCASTS], &habits->directed_broadcasts);
    if (v.value[KEY_IP_BROADCAST_ECHO] != NULL)
        (void)load_switch(l, v.value[KEY_IP_BROADCAST_ECHO], &habits->broadcast_echo);
    habits->reverse_path = (uint8_t)path;
}
