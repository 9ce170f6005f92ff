/* app/tcpdump_file.c: a capture in a file. See tcpdump_file.h. */
#include "app/tcpdump_file.h"

#include "app/host_file.h"
#include "wire/ethernet.h"

#define PCAP_MAGIC UINT32_C(0xa1b2c3d4)

enum {
    SNAPLEN = 262144,
    LINK_ETHERNET = 1,
    LINK_SLL2 = 276,
    SLL2_HEADER = 20,
};

static void put16(struct writer *w, uint32_t value)
{
    write_u8(w, (uint8_t)value);
    write_u8(w, (uint8_t)(value >> 8));
}

static void put32(struct writer *w, uint32_t value)
{
    put16(w, value);
    put16(w, value >> 16);
}

static bool refuse(struct app *app, struct job *job, const char *what,
                   enum host_file_error error)
{
    char buffer[COMMAND_LINE_MAX + 100];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "tcpdump: ");
    text_put(&line, what);
    text_put(&line, ": ");
    text_put(&line, host_file_reason(error));
    job_complain(app, job, &line);
    job_end(app, job, 1);
    return false;
}

bool tcpdump_file_open(struct app *app, struct job *job)
{
    const struct tcpdump_options *o = &job->command.options.tcpdump;
    const char *name = command_word(&job->command, o->file);
    uint8_t head[24];
    struct writer w = writer_over(head, sizeof head);
    struct file_ref *file = &job->state.tcpdump.file;
    enum host_file_error error = host_file_open(app, job->node, name, HOST_FILE_REWRITE, file);
    if (error != HOST_FILE_FINE)
        return refuse(app, job, name, error);
    put32(&w, PCAP_MAGIC);
    put16(&w, 2);
    put16(&w, 4);
    put32(&w, 0);
    put32(&w, 0);
    put32(&w, SNAPLEN);
    put32(&w, o->any ? LINK_SLL2 : LINK_ETHERNET);
    error = host_file_append(app, *file, head, w.at);
    return error == HOST_FILE_FINE || refuse(app, job, "Unable to write output", error);
}

/* The header that -i any has instead of Ethernet's. */
static void put_sll2(struct writer *w, const struct tcpdump_packet *packet)
{
    enum { TO_US = 0, TO_ALL = 1, FROM_US = 4, ARPHRD_ETHER = 1 };
    struct reader r = reader_over(packet->octets, packet->length);
    struct ethernet header;
    ethernet_read(&r, &header);
    write_u16(w, header.type);
    write_u16(w, 0);
    write_u32(w, packet->interface + 2); /* 1 is the loopback */
    write_u16(w, ARPHRD_ETHER);
    write_u8(w, packet->way == TCPDUMP_OUT         ? FROM_US
                : mac_is_group(header.destination) ? TO_ALL
                                                   : TO_US);
    write_u8(w, 6);
    write_mac(w, header.source);
    write_u16(w, 0);
}

bool tcpdump_file_put(struct app *app, struct job *job, const struct tcpdump_packet *packet)
{
    bool any = packet->options->any;
    uint8_t head[16 + SLL2_HEADER];
    struct writer w = writer_over(head, sizeof head);
    size_t skip = any ? ETHERNET_HEADER : 0;
    uint32_t length = (uint32_t)(packet->length - skip + (any ? SLL2_HEADER : 0U));
    struct file_ref file = job->state.tcpdump.file;
    put32(&w, (uint32_t)app_date(app));
    put32(&w, (uint32_t)(sim_now(app->sim) % SIM_SECOND / SIM_MICROSECOND));
    put32(&w, length);
    put32(&w, length);
    if (any)
        put_sll2(&w, packet);
    enum host_file_error error = host_file_append(app, file, head, w.at);
    if (error == HOST_FILE_FINE)
        error = host_file_append(app, file, packet->octets + skip, packet->length - skip);
    return error == HOST_FILE_FINE || refuse(app, job, "Unable to write output", error);
}
