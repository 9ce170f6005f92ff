/* The truth of every lesson: the same run on every queue, from every saved state, with and
 * without observers; whatever the user did can be undone, and a log of inputs is the whole run.
 */
#include "lessons.h"
#include "wire/arp.h"
#include "wire/ethernet.h"
#include "world/small_worlds.h"

static struct world *world_of(unsigned lesson)
{
    struct world_def def;
    struct world *w = NULL;
    world_def_init(&def);
    assert_true(scenario_to_world(lessons[lesson].scenario, &def));
    assert_int_equal(world_build(&def, &w), WORLD_OK);
    world_def_release(&def);
    return w;
}

static void the_trace_is_that_of_a_plain_queue(void **state)
{
    (void)state;
    for (unsigned i = 0; i < lesson_count; i++) {
        struct world *w[2] = {world_of(i), world_of(i)};
        struct trace t[2] = {trace_new(), trace_new()};
        world_set_plain(w[1]);
        for (int k = 0; k < 2; k++) {
            w[k]->sim.observer = &t[k].observer;
            assert_int_equal(world_run(w[k], SIM_NEVER), WORLD_ENDED);
        }
        assert_true(t[0].records > 50);
        if (t[0].hash != t[1].hash || t[0].records != t[1].records)
            fail_msg("%s: another trace on a plain queue", lessons[i].path);
        assert_int_equal(world_events(w[0]), world_events(w[1]));
        world_free(w[0]);
        world_free(w[1]);
    }
}

/* At every event: a twin that gets the state takes the same next step. */
static void every_saved_state_goes_on_alike(void **state)
{
    (void)state;
    for (unsigned i = 0; i < lesson_count; i++) {
        struct world *w = world_of(i);
        struct world *twin = world_twin(w);
        struct snapshot copy = {0};
        struct trace t = trace_new();
        assert_non_null(twin);
        w->sim.observer = &t.observer; /* the twin is not watched: that must not matter */
        while (!world_ended(w)) {
            assert_true(world_save(w, &copy) && world_restore(twin, &copy));
            assert_int_equal(world_step(w), WORLD_STEPPED);
            assert_int_equal(world_step(twin), WORLD_STEPPED);
            if (world_hash(w) != world_hash(twin))
                fail_msg("%s: event %llu", lessons[i].path,
                         (unsigned long long)world_events(w));
        }
        assert_true(world_ended(twin));
        snapshot_release(&copy);
        world_free(w);
        world_free(twin);
    }
}

static void observers_change_nothing(void **state)
{
    (void)state;
    for (unsigned i = 0; i < lesson_count; i++) {
        struct world *watched = world_of(i);
        struct world *alone = world_of(i);
        struct trace t = trace_new();
        watched->sim.observer = &t.observer;
        assert_int_equal(world_run(watched, SIM_NEVER), WORLD_ENDED);
        assert_int_equal(world_run(alone, SIM_NEVER), WORLD_ENDED);
        assert_true(world_hash(watched) == world_hash(alone));
        world_free(watched);
        world_free(alone);
    }
}

/* --- interventions --- */

static bool is_about_a_flight(enum input_kind kind)
{
    return kind >= INPUT_DROP && kind <= INPUT_CORRUPT_HIDDEN;
}

/* An input of this kind that makes sense where the cursor is. False: none does. */
static bool some_input(const struct session *s, enum input_kind kind, uint64_t drawn,
                       struct input *input)
{
    uint32_t frames[64];
    uint32_t flying = session_in_flight(s, frames, 64);
    uint32_t cables = session_view(s)->phy.cables;
    *input = (struct input){.kind = kind,
                            .direction = (uint32_t)(drawn % (2 * cables)),
                            .row = (uint32_t)(drawn >> 8 & 255),
                            .loss = 300000000,
                            .time_value = (sim_time)(1 + (drawn >> 16 & 0xfffffff))};
    if (kind == INPUT_COMMAND) {
        input->text = "ping -c 2 192.0.2.254";
        input->length = strlen(input->text);
    }
    if (kind == INPUT_CANCEL)
        input->row = 0;
    if (!is_about_a_flight(kind))
        return kind != INPUT_FRAME;
    if (flying == 0)
        return false;
    const struct history_frame *f =
        &session_history(s)->frames[frames[drawn % (flying < 64 ? flying : 64)]];
    input->direction = f->direction;
    input->packet = f->packet;
    input->hop = f->hop;
    return true;
}

static void whatever_was_done_can_be_undone(void **state)
{
    (void)state;
    for (unsigned i = 0; i < lesson_count; i++) {
        unsigned done[INPUT_FRAME + 1] = {0};
        struct session *s = opened(i, 0);
        assert_true(session_seek_end(s));
        uint64_t end = session_hash(s), events = session_history(s)->event_count;
        uint32_t rows = session_history(s)->row_count, says = session_history(s)->say_count;
        for (uint64_t n = 0; n < 60; n++) {
            uint64_t drawn = draw(n, i, DRAW_TEST, 7);
            uint64_t event = 1 + drawn % (events - 1);
            enum input_kind kind = (enum input_kind)(n % (INPUT_FRAME + 1));
            struct input input;
            assert_true(session_seek_event(s, event));
            uint64_t here = session_hash(s);
            if (!some_input(s, kind, drawn >> 24, &input) || !session_intervene(s, &input))
                continue;
            done[kind]++;
            session_record_all(s, 3000); /* mended never, a cut may take long to be given up */
            assert_true(session_undo(s));
            assert_int_equal(session_event(s), event);
            assert_true(session_hash(s) == here);
            assert_true(session_seek_end(s));
            if (session_hash(s) != end || session_history(s)->row_count != rows ||
                session_history(s)->say_count != says)
                fail_msg("%s: input %d at event %llu is not undone", lessons[i].path, (int)kind,
                         (unsigned long long)event);
        }
        for (int kind = INPUT_COMMAND; kind < INPUT_FRAME; kind++)
            if (done[kind] == 0)
                fail_msg("%s: input %d was never done", lessons[i].path, kind);
        session_close(s);
    }
}

/* --- the log --- */

/* Plays a log in a fresh world for so many events; gives the hash after each when asked. */
static uint64_t play_log(unsigned lesson, const struct input *log, uint32_t count,
                         uint64_t events, uint64_t *hash)
{
    struct world *w = world_of(lesson);
    for (uint32_t next = 0; world_events(w) + 1 < events;) {
        if (hash != NULL)
            hash[world_events(w)] = world_hash(w);
        if (next < count && log[next].event == world_events(w) + 1) {
            struct input input = log[next++];
            assert_true(world_apply(w, &input));
        } else {
            assert_int_equal(world_step(w), WORLD_STEPPED);
        }
    }
    uint64_t last = world_hash(w);
    if (hash != NULL)
        hash[events - 1] = last;
    world_free(w);
    return last;
}

static void a_log_of_inputs_is_the_whole_run(void **state)
{
    (void)state;
    for (unsigned i = 0; i < lesson_count; i++) {
        struct session *s = opened(i, 0);
        uint32_t done = 0;
        for (uint64_t n = 0; n < 40; n++) { /* one after the other, ever further */
            uint64_t drawn = draw(n, i, DRAW_TEST, 8);
            struct input input;
            if (!session_seek_event(s, session_event(s) + 1 + drawn % 9))
                break;
            if (some_input(s, (enum input_kind)(drawn >> 16 & 7), drawn >> 24, &input))
                done += session_intervene(s, &input) ? 1U : 0U;
        }
        session_record_all(s, 2000);
        assert_true(session_seek(s, session_history(s)->row_count));
        uint32_t count;
        const struct input *log = session_inputs(s, &count);
        assert_int_equal(count, done);
        assert_true(count > 5);
        uint64_t events = session_history(s)->event_count;
        uint64_t alone = play_log(i, log, count, events, NULL);
        assert_true(alone == session_hash(s));

        struct session *fresh = opened(i, 0); /* and once more, fed into a fresh session */
        for (uint32_t k = 0; k < count; k++) {
            struct input input = log[k];
            while (session_history(fresh)->event_count < input.event)
                assert_true(session_work(fresh, 1));
            assert_true(session_feed(fresh, &input));
            assert_int_equal(input.event, log[k].event);
        }
        while (session_history(fresh)->event_count < events)
            assert_true(session_work(fresh, 1));
        assert_true(session_seek(fresh, session_history(fresh)->row_count));
        assert_true(session_hash(fresh) == alone);
        assert_int_equal(session_history(fresh)->row_count, session_history(s)->row_count);
        session_close(fresh);
        session_close(s);
    }
}

/* --- live: frames of the real world --- */

/* Somebody outside, 02:99:00:00:00:0n, asks who has the address of an interface. */
static void question_from_outside(const struct world *w, uint32_t interface, uint32_t n,
                                  uint8_t octets[ETHERNET_HEADER + ARP_LENGTH])
{
    const struct interface *to = &w->link.interfaces[interface];
    mac_address from = UINT64_C(0x029900000000) + n;
    struct writer out = writer_over(octets, ETHERNET_HEADER + ARP_LENGTH);
    ethernet_write(&out, &(struct ethernet){MAC_BROADCAST, from, ETHERTYPE_ARP});
    arp_write(&out, &(struct arp){.hardware = ARP_HARDWARE_ETHERNET,
                                  .protocol = ETHERTYPE_IPV4,
                                  .hardware_length = ARP_HLN,
                                  .protocol_length = ARP_PLN,
                                  .opcode = ARP_REQUEST,
                                  .sender_mac = from,
                                  .sender_ip = (to->address & 0xffffff00) | (200 + n % 50),
                                  .target_ip = to->address});
}

static void frames_come_in_while_the_view_rewinds(void **state)
{
    (void)state;
    enum { FRAMES = 60 };
    for (unsigned i = 0; i < lesson_count; i++) {
        struct session *s = opened(i, 300000);
        const struct world *w = session_view(s);
        uint32_t fed = 0;
        for (uint32_t n = 0; n < FRAMES; n++) {
            uint8_t octets[ETHERNET_HEADER + ARP_LENGTH];
            uint64_t drawn = draw(n, i, DRAW_TEST, 9);
            uint32_t interface = (uint32_t)(drawn % w->link.interface_count);
            (void)session_work(s, (uint32_t)(drawn >> 32 & 15));
            while (w->link.interfaces[interface].address == 0)
                interface = (interface + 1) % w->link.interface_count;
            question_from_outside(w, interface, n, octets);
            struct input input = {.kind = INPUT_FRAME,
                                  .time = session_end_time(s),
                                  .row = interface,
                                  .text = (const char *)octets,
                                  .length = sizeof octets};
            uint32_t position = session_position(s);
            uint64_t shown = session_hash(s);
            assert_true(session_feed(s, &input));
            assert_int_equal(input.event, session_history(s)->event_count - 1);
            assert_int_equal(session_position(s), position); /* the view stays where it is */
            assert_true(session_hash(s) == shown);
            fed++;
            assert_true(session_seek_event(s, (drawn >> 40) % session_history(s)->event_count));
        }
        session_record_all(s, 0);
        assert_int_equal(session_problem(s, &(uint32_t){0}, &(uint32_t){0}), SESSION_FINE);
        uint32_t count;
        const struct input *log = session_inputs(s, &count);
        assert_true(count == fed && fed > 10);
        uint64_t events = session_history(s)->event_count;
        uint64_t *hash = malloc((size_t)events * sizeof *hash);
        assert_non_null(hash);
        (void)play_log(i, log, count, events, hash);
        for (uint64_t n = 0; n < 200; n++) {
            uint64_t e = draw(n, i, DRAW_TEST, 10) % events;
            assert_true(session_seek_event(s, e));
            if (session_hash(s) != hash[e])
                fail_msg("%s: event %llu", lessons[i].path, (unsigned long long)e);
        }
        free(hash);
        session_close(s);
    }
}

/* What is said at the end is said once, at the end: also when a frame comes in after it. */
static void the_end_can_move(void **state)
{
    (void)state;
    for (unsigned i = 0; i < lesson_count; i++) {
        struct session *s = opened(i, 0);
        session_record_all(s, 0);
        uint32_t says = session_history(s)->say_count;
        struct input typed = {.kind = INPUT_COMMAND,
                              .time = session_end_time(s),
                              .text = "ping -c 1 127.0.0.1",
                              .length = 19};
        assert_true(session_is_recorded(s));
        assert_true(session_feed(s, &typed));
        assert_false(session_is_recorded(s));
        session_record_all(s, 0);
        const struct history *h = session_history(s);
        uint32_t at_end = 0;
        for (uint32_t k = 0; k < h->say_count; k++) {
            const struct narration *n = &lessons[i].scenario->narration[h->says[k].narration];
            assert_true(h->says[k].event <= h->event_count);
            if (n->trigger.at == TRIGGER_END) {
                at_end++;
                assert_int_equal(h->says[k].event, h->event_count);
            }
        }
        uint32_t wanted = 0;
        for (uint32_t k = 0; k < lessons[i].scenario->narration_count; k++)
            wanted += lessons[i].scenario->narration[k].trigger.at == TRIGGER_END ? 1U : 0U;
        assert_int_equal(at_end, wanted);
        assert_true(h->say_count >= says);
        session_close(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_trace_is_that_of_a_plain_queue),
        cmocka_unit_test(every_saved_state_goes_on_alike),
        cmocka_unit_test(observers_change_nothing),
        cmocka_unit_test(whatever_was_done_can_be_undone),
        cmocka_unit_test(a_log_of_inputs_is_the_whole_run),
        cmocka_unit_test(frames_come_in_while_the_view_rewinds),
        cmocka_unit_test(the_end_can_move),
    };
    return cmocka_run_group_tests(tests, load_lessons, free_lessons);
}
