"""A program that knows nothing but libnetstage.so and lab/netstage.h drives a host: a handshake by
hand, octets both ways, and the same octets again in a second run.

usage: outside.py LIBRARY"""
import ctypes
import struct
import sys

HOST, PEER = 0xC0A80001, 0xC0000201
SYN, ACK, PSH = 2, 16, 8
MS = 1_000_000


def checksum(octets):
    if len(octets) % 2:
        octets += b"\0"
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def segment(seq, ack, flags, text=b""):
    tcp = struct.pack("!HHIIBBHHH", 40000, 80, seq, ack, 0x50, flags, 65535, 0, 0) + text
    pseudo = struct.pack("!IIBBH", PEER, HOST, 0, 6, len(tcp))
    tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
    ip = struct.pack("!BBHHHBBHII", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0, PEER, HOST)
    return ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:] + tcp


class Setup(ctypes.Structure):
    _fields_ = [("seed", ctypes.c_uint64), ("address", ctypes.c_uint32),
                ("gateway", ctypes.c_uint32), ("prefix_length", ctypes.c_uint8),
                ("mtu", ctypes.c_uint16), ("records", ctypes.c_bool)]


def play(library):
    """Gives all that the host has sent, with times."""
    sent = []
    library.netstage_default_setup.restype = Setup
    library.netstage_open.restype = ctypes.c_void_p
    library.netstage_take.restype = ctypes.c_size_t
    for name in ("netstage_now", "netstage_read", "netstage_write"):
        getattr(library, name).restype = ctypes.c_int64
    setup = library.netstage_default_setup()
    host = ctypes.c_void_p(library.netstage_open(ctypes.byref(setup)))
    assert host

    def inject(octets):
        assert library.netstage_inject(host, octets, ctypes.c_size_t(len(octets))) == 0

    def take():
        room, time = ctypes.create_string_buffer(1500), ctypes.c_int64()
        length = library.netstage_take(host, room, ctypes.c_size_t(1500), ctypes.byref(time))
        if length:
            sent.append((time.value, room.raw[:length]))
        return room.raw[:length]

    listener = library.netstage_socket(host, 1)
    assert library.netstage_bind(host, listener, 0, 80) == 0
    assert library.netstage_listen(host, listener, 5) == 0
    inject(segment(1000, 0, SYN))
    answer = take()
    flags, = struct.unpack_from("!B", answer, 33)
    iss, ack = struct.unpack_from("!II", answer, 24)
    assert flags == SYN | ACK and ack == 1001, (flags, ack)
    inject(segment(1001, iss + 1, ACK))
    fd = library.netstage_accept(host, listener, None, None)
    assert fd == listener + 1, fd
    inject(segment(1001, iss + 1, ACK | PSH, b"ping"))
    room = ctypes.create_string_buffer(100)
    assert library.netstage_read(host, fd, room, ctypes.c_size_t(100)) == 4 and room.raw[:4] == b"ping"
    assert library.netstage_write(host, fd, b"pong", ctypes.c_size_t(4)) == 4
    answer = take()
    assert answer[-4:] == b"pong" and struct.unpack_from("!I", answer, 28)[0] == 1005
    assert library.netstage_advance(host, ctypes.c_int64(5000 * MS)) == 0  # nobody acknowledges
    while take():
        pass
    assert library.netstage_now(host) == 5000 * MS
    library.netstage_close(host)
    return sent


def main():
    library = ctypes.CDLL(sys.argv[1])
    first = play(library)
    times = [time // MS for time, _ in first]
    assert times == [0, 0, 1000, 3000], times  # SYN ACK, pong, and pong twice more (RFC 6298)
    assert play(library) == first, "two runs differ"
    print(f"outside: {len(first)} packets, twice the same")


if __name__ == "__main__":
    main()
