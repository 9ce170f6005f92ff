/* transport/tcp_parts.h: what the files of TCP offer each other. Nobody outside this room
 * includes it. Each group is one file, and each file is one subject of RFC 9293 or of an RFC
 * beside it. */
#ifndef NETSTAGE_TRANSPORT_TCP_PARTS_H
#define NETSTAGE_TRANSPORT_TCP_PARTS_H

#include "transport/tcp_sack.h"
#include "transport/tcp_segment.h"

enum { TOS_OF_PROGRAMS = 0xfc }; /* the other two bits are ECN's (RFC 3168 section 5) */

static inline uint32_t tcp_row(const struct transport *t, const struct tcp_conn *c)
{
    return (uint32_t)(c - t->conns);
}

static inline struct socket_id tcp_id(const struct transport *t, const struct tcp_conn *c)
{
    return (struct socket_id){tcp_row(t, c), c->serial};
}

static inline bool conn_has(const struct tcp_conn *c, enum tcp_conn_flag flag)
{
    return (c->flags & (unsigned)flag) != 0;
}

static inline void conn_set(struct tcp_conn *c, enum tcp_conn_flag flag)
{
    c->flags |= (uint32_t)flag;
}

static inline void conn_clear(struct tcp_conn *c, enum tcp_conn_flag flag)
{
    c->flags &= ~(uint32_t)flag;
}

static inline struct stream_place tcp_place(const struct transport *t)
{
    return (struct stream_place){&t->sim->arena, t->blocks, t->block_pool,
                                 (uint32_t)t->sim->clock->event};
}

/* The sequence number of the first octet of text; positions of the stream count from here. */
static inline seq32 tcp_stream_start(const struct tcp_conn *c)
{
    return seq_add(c->snd.iss, 1);
}

/* The sequence number after the last octet in the send buffer: where the FIN will be. */
static inline seq32 tcp_stream_end(const struct tcp_conn *c)
{
    return seq_add(tcp_stream_start(c), c->stream.end);
}

/* Our FIN has been sent at least once. */
static inline bool tcp_fin_sent(const struct tcp_conn *c)
{
    return seq_before(tcp_stream_end(c), c->snd.max);
}

static inline bool tcp_fin_acked(const struct tcp_conn *c)
{
    return seq_before(tcp_stream_end(c), c->snd.una);
}

/* Is this sequence number inside the receive window? */
static inline bool tcp_in_window(const struct tcp_conn *c, seq32 at)
{
    return seq_at_or_before(c->rcv.nxt, at) && seq_before(at, seq_add(c->rcv.nxt, c->rcv.wnd));
}

/* --- tcp_record.c: what is written down, and what the owner is told --- */

/* A decision about this connection (NULL: about none) that what follows is a consequence of. */
void tcp_note(struct transport *t, const struct tcp_conn *c, struct finding finding);
/* A decision that nothing follows from. */
void tcp_aside(struct transport *t, const struct tcp_conn *c, struct finding finding);
/* The same for a decision by the clock: times in ns do not fit into a finding. */
void tcp_note_time(struct transport *t, const struct tcp_conn *c, enum rule rule, sim_time a,
                   uint64_t b);
void tcp_aside_time(struct transport *t, const struct tcp_conn *c, enum rule rule, sim_time a,
                    uint64_t b);
/* The segment that has arrived ends here. */
void tcp_drop(struct transport *t, const struct tcp_conn *c, struct finding finding);
void tcp_tell(struct transport *t, const struct tcp_conn *c, unsigned events);

/* --- tcp_table.c: rows and look-up --- */
struct tcp_conn *tcp_find(struct transport *t, uint32_t node, ipv4_address local,
                          uint16_t local_port, struct endpoint remote);
struct tcp_listener *tcp_find_listener(struct transport *t, uint32_t node, uint16_t port);
struct tcp_listener *tcp_listener_at(const struct transport *t, struct socket_id id);
/* A new control block, in state CLOSED, in the hash table; takes over a reference of the
 * profile row. NULL: the pool is full. */
struct tcp_conn *tcp_create(struct transport *t, uint32_t node, struct endpoint local,
                            struct endpoint remote, uint32_t owner, uint32_t profile);
/* Frees everything; the state is CLOSED or LISTEN. */
void tcp_delete(struct transport *t, struct tcp_conn *c);
/* 0: all are in use. */
/* The connection between the same two ends that is in TIME-WAIT while a new one is being opened
 * (MAY-2), or NULL. */
struct tcp_conn *tcp_older(struct transport *t, const struct tcp_conn *c);
uint16_t tcp_choose_port(struct transport *t, uint32_t node, ipv4_address local,
                         struct endpoint remote);
/* Initial sequence number selection (section 3.4.1, RFC 6528). */
seq32 tcp_initial_sequence(const struct transport *t, const struct tcp_conn *c);

/* --- tcp_state.c --- */
void tcp_enter(struct transport *t, struct tcp_conn *c, enum tcp_state state);
/* Enters CLOSED, tells the owner `events`, and deletes the control block. */
void tcp_end(struct transport *t, struct tcp_conn *c, unsigned events);
/* RECEIVE could still be given something: the peer has not closed. */
bool tcp_can_receive(const struct tcp_conn *c);

/* --- tcp_emit.c: one segment out --- */
struct tcp_emission {
    seq32 seq;
    seq32 ack;
    uint32_t length;     /* of text, from the stream */
    uint8_t flags;       /* enum tcp_flag */
    uint8_t frame_flags; /* enum frame_flag */
};
/* Sends a segment of a connection. False: the simulator has no frame to spare now. */
bool tcp_emit(struct transport *t, struct tcp_conn *c, const struct tcp_emission *e);
/* Sends a segment that belongs to no connection: a reset. */
void tcp_emit_stray(struct transport *t, const struct tcp_segment *s, struct tcp header);

/* --- tcp_output.c --- */
/* Sends what may be sent now, and the ACK that is due if nothing has carried it. */
void tcp_output(struct transport *t, struct tcp_conn *c);
/* The event has done its share: go on in another one at the same time. */
void tcp_continue_later(struct transport *t, struct tcp_conn *c);
/* Sends one segment from SND.UNA again, whatever the windows say; gives its length with FIN. */
uint32_t tcp_resend_first(struct transport *t, struct tcp_conn *c, enum frame_flag why);
/* The same from the start of a part of what has been sent. 0: no frame was to spare. */
uint32_t tcp_resend(struct transport *t, struct tcp_conn *c, struct sack_block part,
                    enum frame_flag why);
/* Is there a segment never sent before that may go out now? And sends it. */
bool tcp_new_waits(struct transport *t, struct tcp_conn *c);
bool tcp_send_new(struct transport *t, struct tcp_conn *c);
/* Sends our SYN, or SYN and ACK, for the first time or again. */
void tcp_send_syn(struct transport *t, struct tcp_conn *c);

/* --- tcp_path.c: path MTU discovery (RFC 1191 section 6.4) --- */
/* The MSS that the peer and the first link allow is known: sets snd.mss. */
void tcp_path_start(struct transport *t, struct tcp_conn *c, uint16_t most);
/* Something has changed about some path, or this connection's may have grown old. */
void tcp_path_look(struct transport *t, struct tcp_conn *c);
/* "Fragmentation needed" about the segment with the number `at`, which is in flight. */
void tcp_path_too_big(struct transport *t, struct tcp_conn *c,
                      const struct icmp_message *message, seq32 at);
/* The retransmission timer has fired: is the size the reason? */
void tcp_path_timeout(struct transport *t, struct tcp_conn *c);

/* --- tcp_ack.c: when an ACK goes out, and with which window --- */
void tcp_send_ack(struct transport *t, struct tcp_conn *c);
void tcp_ack_now(struct tcp_conn *c);
/* Text arrived in order: now, or after a while? */
void tcp_ack_text(struct transport *t, struct tcp_conn *c);
/* The ACK that is due waits for tcp_settle(). */
void tcp_hold_ack(struct transport *t, struct tcp_conn *c);
/* RFC 5961: an ACK in answer to a segment that an attacker might have made; limited. */
void tcp_challenge_ack(struct transport *t, struct tcp_conn *c);
/* The receive window of a SYN. */
void tcp_first_window(const struct transport *t, struct tcp_conn *c);
/* Moves the right edge of the receive window when it pays (section 3.8.6.2.2). */
void tcp_open_window(const struct transport *t, struct tcp_conn *c);
/* The user has read: is it time for a window update? */
void tcp_window_update(struct transport *t, struct tcp_conn *c);

/* --- tcp_options.c --- */
void tcp_offer_options(const struct transport *t, const struct tcp_conn *c,
                       struct tcp_options *options);
void tcp_accept_options(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s);
/* Options of a segment without SYN. */
void tcp_usual_options(const struct transport *t, const struct tcp_conn *c,
                       struct tcp_options *options);
uint16_t tcp_own_mss(const struct transport *t, const struct tcp_conn *c);
uint32_t tcp_timestamp(const struct transport *t, const struct tcp_conn *c);

/* --- tcp_paws.c: timestamps that arrive (RFC 7323 section 5) --- */
/* R1: is the segment older than one that has arrived before? */
struct finding tcp_check_timestamp(struct transport *t, const struct tcp_conn *c,
                                   const struct tcp_segment *s);
/* R3: TS.Recent from an acceptable segment. */
void tcp_note_timestamp(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s);
void tcp_take_timestamp(const struct transport *t, struct tcp_conn *c,
                        const struct tcp_segment *s);

/* --- tcp_ecn.c: explicit congestion notification (RFC 3168) --- */
/* The flags of our SYN, or SYN and ACK. */
uint8_t tcp_ecn_syn_flags(const struct transport *t, const struct tcp_conn *c);
/* What a SYN agrees on. */
void tcp_ecn_accept(const struct transport *t, struct tcp_conn *c, const struct tcp_segment *s);
/* The rest is for connections with CONN_ECN. Text has come: was its packet marked, has the peer
 * reacted? */
void tcp_ecn_came(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s);
/* An ACK has come. True: the peer tells of congestion. */
bool tcp_ecn_echoed(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s);
/* ECE and CWR of a segment that goes out, and the ECN field of its packet. */
uint8_t tcp_ecn_flags(const struct tcp_conn *c, const struct tcp_emission *e);
uint8_t tcp_ecn_field(const struct tcp_conn *c, const struct tcp_emission *e);
/* cwnd became smaller: the peer is to be told. */
void tcp_ecn_reduced(struct tcp_conn *c);
/* cwnd was reduced for this window already because of a mark. */
bool tcp_ecn_has_reduced(const struct tcp_conn *c);

/* --- tcp_input_ack.c, tcp_input_text.c, tcp_close.c: the fifth to eighth check --- */
struct finding tcp_check_ack(struct transport *t, struct tcp_conn *c,
                             const struct tcp_segment *s);
/* SND.UNA moves to `ack`, which acknowledges something new. */
void tcp_acked(struct transport *t, struct tcp_conn *c, seq32 ack, const struct tcp_segment *s);
void tcp_update_window(struct tcp_conn *c, const struct tcp_segment *s);
struct finding tcp_check_text(struct transport *t, struct tcp_conn *c,
                              const struct tcp_segment *s);
/* Keeps the segment's text until RCV.NXT reaches it. */
void tcp_keep_text(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s);
/* RCV.NXT goes over all that is there without a gap; gives the octets. */
uint32_t tcp_advance(struct tcp_conn *c, struct transport *t);
struct finding tcp_check_fin(struct transport *t, struct tcp_conn *c,
                             const struct tcp_segment *s);
/* Gives all kept segments back. */
void tcp_release_text(struct transport *t, struct tcp_conn *c);
void tcp_start_time_wait(struct transport *t, struct tcp_conn *c);
/* Does this SYN reopen the connection from TIME-WAIT (section 3.6.1, MAY-2; RFC 6191)? */
bool tcp_reopens(struct transport *t, const struct tcp_conn *c, const struct tcp_segment *s);
/* The state after CLOSE has been called in a state that waited for something before. */
void tcp_continue_close(struct transport *t, struct tcp_conn *c);

/* --- tcp_urgent.c: urgent information (section 3.8.5) --- */
/* What is in the send buffer is urgent up to its end. */
void tcp_urge(struct transport *t, struct tcp_conn *c);
/* None of it could be sent: the peer is told all the same. */
void tcp_announce_urgent(struct transport *t, struct tcp_conn *c);
/* URG and the pointer of a segment; for connections with CONN_URGENT. */
void tcp_put_urgent(const struct tcp_conn *c, struct tcp *header);
void tcp_urgent_acked(struct tcp_conn *c);
/* The sixth check; of a SYN, for later. */
struct finding tcp_check_urg(struct transport *t, struct tcp_conn *c,
                             const struct tcp_segment *s);
void tcp_keep_urgent(struct tcp_conn *c, const struct tcp_segment *s);
void tcp_tell_urgent(struct transport *t, struct tcp_conn *c);
/* The peer's FIN has come: nothing after it can be urgent. */
void tcp_urgent_ends(struct tcp_conn *c);
/* How many octets up to RCV.UP have not been read; and they may have been. */
uint32_t tcp_urgent_left(const struct tcp_conn *c);
void tcp_urgent_read(struct transport *t, struct tcp_conn *c);

/* --- tcp_reset.c --- */
/* Answers a segment that no connection wants with RST (section 3.10.7.1). */
void tcp_reset_stray(struct transport *t, const struct tcp_segment *s);
/* <SEQ=SND.NXT><CTL=RST> */
void tcp_reset_conn(struct transport *t, struct tcp_conn *c);
/* The second check of section 3.10.7.4. */
struct finding tcp_check_rst(struct transport *t, struct tcp_conn *c,
                             const struct tcp_segment *s);

/* --- tcp_sack.c: the sender's scoreboard (RFC 6675 section 4) --- */
/* The connection's row; NULL: it has none. Own: takes one; NULL: the pool is full. */
struct tcp_sack *tcp_sack_of(const struct transport *t, const struct tcp_conn *c);
struct tcp_sack *tcp_sack_own(struct transport *t, struct tcp_conn *c);
void tcp_sack_release(struct transport *t, struct tcp_conn *c);
/* Update(): gives how many octets the segment's blocks acknowledge that were not before. */
uint32_t tcp_sack_update(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s);
bool tcp_sack_is_reneged(const struct transport *t, const struct tcp_conn *c, seq32 ack);
/* SND.UNA has moved. */
void tcp_sack_acked(struct transport *t, struct tcp_conn *c);
/* RFC 2018 section 5: after a time-out nothing is taken as SACKed any more. */
void tcp_sack_forget(struct transport *t, struct tcp_conn *c);
/* IsLost(SND.UNA) */
bool tcp_sack_first_is_lost(const struct transport *t, const struct tcp_conn *c);
/* Octets SACKed before `upto`. */
uint32_t tcp_sack_below(const struct transport *t, const struct tcp_conn *c, seq32 upto);
/* NextSeg() and by which of its rules: (1), (2), (3), (4), (5). */
enum sack_choice { SACK_LOST, SACK_NEW, SACK_DOUBTED, SACK_RESCUE, SACK_NOTHING };
enum sack_choice tcp_sack_next(struct transport *t, struct tcp_conn *c, bool new_fits,
                               struct sack_block *hole);
/* The first place at or behind `at` that is not SACKed, and where SACKed ones begin again. */
seq32 tcp_sack_skip(const struct transport *t, const struct tcp_conn *c, seq32 at, seq32 *end);

/* --- tcp_sack_blocks.c: what the receiver reports (RFC 2018, 2883) --- */
/* Octets came behind a gap; octets came twice. */
void tcp_sack_came(struct transport *t, struct tcp_conn *c, seq32 at);
void tcp_sack_came_twice(struct transport *t, struct tcp_conn *c, seq32 left, uint32_t length);
/* An arrived segment lies below RCV.NXT, or a part of it. */
void tcp_sack_old(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s);
/* The blocks that a segment carries now; and it has been sent. */
void tcp_sack_report(struct transport *t, struct tcp_conn *c, struct tcp_options *options);
void tcp_sack_reported(const struct transport *t, const struct tcp_conn *c);
/* How much text a segment can carry beside them. */
uint32_t tcp_text_beside_blocks(struct transport *t, struct tcp_conn *c);
static inline uint32_t tcp_text_most(struct transport *t, struct tcp_conn *c)
{
    return c->sack == 0 ? c->snd.mss : tcp_text_beside_blocks(t, c);
}

/* --- tcp_recovery.c: loss recovery (RFC 6675 section 5) --- */
bool tcp_recovers_by_sack(const struct tcp_conn *c);
/* `octets` have been SACKed that were not before. */
void tcp_sacked(struct transport *t, struct tcp_conn *c, uint32_t octets);
void tcp_sack_reneged(struct transport *t, struct tcp_conn *c, seq32 ack);
/* Step (C), at most so many segments. False: there are more to be sent. */
bool tcp_recover(struct transport *t, struct tcp_conn *c, uint32_t most);

/* --- tcp_rto.c: RFC 6298 and probes --- */
void tcp_rto_start(const struct transport *t, struct tcp_conn *c);
/* A round trip took `measured`. */
void tcp_rto_measured(struct transport *t, struct tcp_conn *c, sim_time measured);
/* The same by a timestamp, one of several in a round trip. */
void tcp_rto_measured_often(struct transport *t, struct tcp_conn *c, sim_time measured);
/* The SYN has been acknowledged: it may have been lost before (RFC 6298 section 5, (5.7)). */
void tcp_rto_after_syn(struct tcp_conn *c);
/* A segment has been sent: the timer must run. */
void tcp_rto_arm(struct transport *t, struct tcp_conn *c);
/* Something new was acknowledged: start again, or stop. */
void tcp_rto_restart(struct transport *t, struct tcp_conn *c);
/* Octets wait, nothing is in flight, and the window does not let them go: probe. */
void tcp_probe_later(struct transport *t, struct tcp_conn *c);
void tcp_retransmission_timeout(struct transport *t, struct tcp_conn *c);
/* R2 or the user time-out has passed: back to LISTEN, or the program is told and it is over. */
void tcp_give_up(struct transport *t, struct tcp_conn *c);
/* The other timers */
void tcp_time_wait_timeout(struct transport *t, struct tcp_conn *c);
void tcp_delayed_ack_timeout(struct transport *t, struct tcp_conn *c);

/* --- tcp_keep_alive.c: is the other side still there (section 3.8.4)? --- */
/* From now on, if the profile says so, or no longer. */
void tcp_keep_alive_choose(struct transport *t, struct tcp_conn *c);
/* With CONN_KEEP_ALIVE: something has come from the peer. */
void tcp_keep_alive_heard(struct transport *t, struct tcp_conn *c);
void tcp_keep_alive_stop(struct transport *t, struct tcp_conn *c);
void tcp_keep_alive_timeout(struct transport *t, struct tcp_conn *c);

/* --- tcp_user_timeout.c: how long the program wants to wait (section 3.8.3) --- */
/* Something waits for its acknowledgment from now on. */
void tcp_user_start(struct transport *t, struct tcp_conn *c);
static inline void tcp_user_waits(struct transport *t, struct tcp_conn *c)
{
    if (conn_has(c, CONN_USER_TIMEOUT) && !timer_is_set(&c->user))
        tcp_user_start(t, c);
}
/* With CONN_USER_TIMEOUT: SND.UNA has moved. */
void tcp_user_served(struct transport *t, struct tcp_conn *c);
/* The profile has another one than before. */
void tcp_user_choose(struct transport *t, struct tcp_conn *c);
void tcp_user_timeout(struct transport *t, struct tcp_conn *c);

/* --- tcp_fast.c: what congestion control is told (transport/tcp_congestion.h) --- */
/* The connection is ESTABLISHED, its MSS agreed on. */
void tcp_fast_start(struct transport *t, struct tcp_conn *c);
/* Before text goes out while nothing is on its way. True: cwnd is smaller now. */
bool tcp_fast_idle(struct transport *t, struct tcp_conn *c);
/* The program wants another algorithm, which goes on from where this one stands. */
void tcp_fast_choose(struct transport *t, struct tcp_conn *c,
                     enum congestion_control algorithm);
/* `octets` were newly acknowledged; SND.UNA has moved. */
void tcp_fast_acked(struct transport *t, struct tcp_conn *c, uint32_t octets);
void tcp_fast_duplicate(struct transport *t, struct tcp_conn *c);
void tcp_fast_timeout(struct transport *t, struct tcp_conn *c);
/* A loss was found: ssthresh, cwnd and RecoveryPoint. */
void tcp_fast_loss(struct transport *t, struct tcp_conn *c);
/* RFC 3168 section 6.1.2: the same for a mark. */
void tcp_fast_mark(struct transport *t, struct tcp_conn *c);
/* Tahoe: slow start from SND.UNA. */
void tcp_fast_restart(struct tcp_conn *c);
/* What may be in flight now: cwnd, and what limited transmit adds. */
uint32_t tcp_congestion_window(const struct transport *t, const struct tcp_conn *c);

#endif
