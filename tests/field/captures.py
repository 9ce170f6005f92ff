"""tests/field/captures.py: captures for the tests of the dissector, made octet by octet.

Every function gives a list of frames; ALL names them. Nothing is random but damaged(), whose seed
is an argument. Standard library only.
"""
import random
import struct


def checksum(octets):
    if len(octets) % 2:
        octets += b"\0"
    total = sum(struct.unpack("!%dH" % (len(octets) // 2), octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def ipa(text):
    return bytes(map(int, text.split(".")))


def octets(text):
    return bytes.fromhex(text)


def eth(payload, kind=0x800, s="02:00:00:00:00:01", d="02:00:00:00:00:02", pad=True):
    frame = mac(d) + mac(s) + struct.pack("!H", kind) + payload
    return frame.ljust(60, b"\0") if pad else frame


def ip(payload, protocol, s="10.0.0.1", d="10.0.0.2", ttl=64, fl=0x4000, opt=b"", tos=0):
    words = 5 + len(opt) // 4
    head = struct.pack("!BBHHHBBH", 0x40 | words, tos, words * 4 + len(payload), 1, fl, ttl,
                       protocol, 0) + ipa(s) + ipa(d) + opt
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload


def udp(payload, sp=1000, dp=2000, s="10.0.0.1", d="10.0.0.2"):
    head = struct.pack("!HHHH", sp, dp, 8 + len(payload), 0)
    pseudo = ipa(s) + ipa(d) + struct.pack("!BBH", 0, 17, 8 + len(payload))
    return head[:6] + struct.pack("!H", checksum(pseudo + head + payload) or 0xFFFF) + payload


def tcp(p=b"", sp=52000, dp=80, seq=1, ack=0, fl=2, win=65535, opt=b"", s="10.0.0.1",
        d="10.0.0.2", urg=0):
    head = struct.pack("!HHIIHHHH", sp, dp, seq, ack, (5 + len(opt) // 4) << 12 | fl, win, 0,
                       urg) + opt
    pseudo = ipa(s) + ipa(d) + struct.pack("!BBH", 0, 6, len(head) + len(p))
    return head[:16] + struct.pack("!H", checksum(pseudo + head + p)) + head[18:] + p


def icmp(message):
    return message[:2] + struct.pack("!H", checksum(message)) + message[4:]


def name(text):
    return b"".join(bytes([len(x)]) + x.encode("latin1") for x in text.split(".") if x) + b"\0"


def write_pcap(path, frames, keep=262144):
    """`keep`: how many octets of each frame, as `tcpdump -s` does."""
    with open(path, "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for i, frame in enumerate(frames):
            f.write(struct.pack("<IIII", 100, i * 1000, len(frame[:keep]), len(frame)) + frame[:keep])


def basics():
    """One frame of each common kind."""
    q = struct.pack('!HHHHHH', 1, 0x100, 1, 0, 0, 0) + name('www.example.com') + struct.pack('!HH', 1, 1)
    a = struct.pack('!HHHHHH', 1, 0x8180, 1, 2, 1, 1) + name('www.example.com') + struct.pack('!HH', 1, 1) + b'\xc0\x0c' + struct.pack('!HHIH', 5, 1, 300, 2) + b'\xc0\x10' + b'\xc0\x10' + struct.pack('!HHIH', 1, 1, 300, 4) + ipa('1.2.3.4') + b'\xc0\x10' + struct.pack('!HHIH', 6, 1, 300, 24) + b'\xc0\x10' + b'\xc0\x10' + struct.pack('!IIIII', 1, 2, 3, 4, 5) + b'\0' + struct.pack('!HHIH', 41, 1232, 0, 0)
    fr = [
        eth(struct.pack('!HHBBH', 1, 0x800, 6, 4, 1) + mac('02:00:00:00:00:01') + ipa('10.0.0.1') + bytes(6) + ipa('10.0.0.2'), 0x806, d='ff:ff:ff:ff:ff:ff'),
        eth(ip(icmp(struct.pack('!BBHHH', 8, 0, 0, 1, 1) + bytes(range(48))), 1)),
        eth(ip(udp(b'hello'), 17)),
        eth(ip(udp(q, 40000, 53), 17)),
        eth(ip(udp(a, 53, 40000), 17)),
        eth(ip(tcp(opt=octets('020405b40402080a000000010000000001030307')), 6)),
        eth(ip(tcp(b'GET /a?b=1&c=2 HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: curl/8\r\nX-Foo: bar\r\nCookie: a=1; b=2\r\n\r\n', fl=0x18, seq=2, ack=1), 6)),
        eth(ip(tcp(b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello', sp=80, dp=52000, fl=0x18, seq=2, ack=100), 6)),
        eth(ip(icmp(struct.pack('!BBHI', 3, 3, 0, 0) + ip(udp(b'hello'), 17)[:28]), 1)),
    ]
    return fr


def link_and_network():
    """ARP, IPv4 and UDP, with options, fragments, wrong lengths and checksums."""
    O = octets
    def arp(op=1, sm='02:00:00:00:00:01', si='10.0.0.1', tm='00:00:00:00:00:00', ti='10.0.0.2'):
        return struct.pack('!HHBBH', 1, 0x800, 6, 4, op) + mac(sm) + ipa(si) + mac(tm) + ipa(ti)
    fr = [
        eth(arp(2, tm='02:00:00:00:00:02'), 0x806),
        eth(arp(1, ti='10.0.0.1'), 0x806),            #2 grat
        eth(arp(1, si='0.0.0.0'), 0x806),             #3 probe
        eth(arp(2, ti='10.0.0.1'), 0x806),            #4 grat reply
        eth(struct.pack('!HHBBH', 6, 0x86dd, 8, 16, 1) + bytes(range(48)), 0x806), #5
        eth(arp()[:20], 0x806, pad=False),            #6 truncated
        eth(ip(b'abcd', 1)[:10], pad=False),          #7
        eth(ip(tcp(b'abc', sp=51999), 6, opt=O('94040000 01010101')),), #8
        eth(ip(udp(b'abc'), 17, opt=O('07 0b 08 0a000001 00000000 00')),), #9 record route
        eth(ip(udp(b'abc'), 17, opt=O('44 0c 0d 01 0a000001 00000010'))), #10
        eth(ip(udp(b'abc'), 17, opt=O('83 07 04 0a000009 00'))), #11
        eth(ip(udp(b'abc'), 17, opt=O('88 04 0001 99 00 0000'))), #12 bad len
        eth(ip(b'x'*40, 17, fl=0x2000)), #13 first frag
        eth(ip(b'x'*40, 17, fl=0x0005)), #14 later frag
        eth(ip(b'x'*40, 200)), #15 unknown proto
        eth(b'\x55' + ip(b'x'*40, 17)[1:]), #16 bad version
        eth(b'\x44' + ip(b'x'*40, 17)[1:]), #17 bad hlen
        eth(ip(b'x'*40, 17)[:2] + struct.pack('!H', 10) + ip(b'x'*40, 17)[4:]), #18 total len small
        eth(ip(b'x'*40, 17)[:2] + struct.pack('!H', 1000) + ip(b'x'*40, 17)[4:]), #19 total len big
        eth(ip(udp(b'abc'), 17) + b'\1\2\3\4'*20), #20 trailer
        eth(ip(udp(b'abc'*20), 17) + b'\1\2\3\4'), #21 fcs-like
        eth(b'payload'*10, 0x88b5), #22
        eth(b'\xaa\xaa\x03' + bytes(60), 60), #23 802.3
        eth(b'\xaa\xaa\x03' + bytes(60), 1510), #24 invalid
     b'\x01\x02\x03\x04', #25
        eth(b'', 0x800, pad=False), #26
        eth(ip(udp(b'abc'), 17)[:10] + b'\xff\xff' + ip(udp(b'abc'), 17)[12:]), #27 bad ip checksum
        eth(ip(udp(b'abc')[:6] + b'\x12\x34abc', 17)), #28 bad udp
        eth(ip(udp(b'abc')[:6] + b'\0\0abc', 17)), #29 no udp
        eth(ip(struct.pack('!HHHH', 1000, 2000, 4, 0) + b'abc', 17)), #30
        eth(ip(struct.pack('!HHHH', 1000, 2000, 400, 0) + b'abc', 17)), #31
        eth(ip(struct.pack('!HHHH', 1000, 2000, 0, 0) + b'abc', 17)), #32
        eth(ip(udp(b'')[:6], 17)), #33
        eth(ip(udp(b'', 33434, 33435), 17, ttl=1)), #34
        eth(ip(udp(b'abc'), 17, ttl=3, d='224.0.0.5')), #35
        eth(ip(udp(b'abc'), 17, fl=0x8000, tos=0xb9)), #36
        eth(ip(udp(b'abc'), 17, opt=O('89070400000009 00'))), #37
        eth(ip(udp(b'abc'), 17, opt=O('8907040a000009 00'))), #38
        eth(ip(udp(b'abc'), 17, opt=O('890b080a0000090a000008 00'))), #39
    ]
    return fr


def segments():
    """TCP flags, options and headers that cannot be."""
    O = octets
    T = lambda **k: eth(ip(tcp(**k), 6))
    tb = tcp(b'hello', opt=O('01010101'))
    fr = [
        T(fl=0x12, ack=5, opt=O('020405b4')), T(fl=0x10, ack=9), T(fl=0x11, ack=9), T(fl=0x14, ack=9), T(fl=4, ack=0), T(fl=0x1ff, ack=3, urg=7, opt=O('020405b4')), T(fl=0x10, ack=9, urg=7), T(fl=0, ack=9), #8
        T(fl=0x10, ack=100, opt=O('01 01 05 0a 00000010 00000020')), #9 dsack
        T(fl=0x10, ack=100, opt=O('01 01 05 12 00000110 00000120 00000210 00000220')), #10
        T(fl=2, opt=O('0303 0f 00')), #11
        T(fl=2, opt=O('02040102 00 010203')), #12 nonzero after eol
        T(fl=2, opt=O('0205010203000000')), #13 bad mss len
        T(fl=2, opt=O('02ff010203000000')), #14 past end
        T(fl=2, opt=O('0200010203000000')), #15 zero
        T(fl=2, opt=O('63040102 1c048005')), #16 unknown, user timeout
        T(fl=2, opt=O('2202 220a 0102030405060708')), #17
        T(fl=2, opt=O('1312 000102030405060708090a0b0c0d0e0f 0000')), #18
        T(fl=2, opt=O('fd08 1234 01020304')), #19
        T(fl=0x10, opt=O('020405b4 01010101')), #20
        eth(ip(tcp(b'hello', dp=9999, fl=0x18)[:12] + b'\x30' + tcp(b'hello', dp=9999, fl=0x18)[13:], 6)), #21 hdr len small
        eth(ip(tcp(b'hello', dp=9999, fl=0x18)[:12] + b'\xf0' + tcp(b'hello', dp=9999, fl=0x18)[13:], 6)), #22 hdr len big
        eth(ip(tcp(b'hello', dp=9999, fl=0x18)[:15], 6)), #23
        eth(ip(tcp(b'hello', dp=9999, fl=0x18)[:16] + b'\xaa\xbbabhello', 6)), #24 bad checksum
        eth(ip(tcp(b'hello', dp=9999, fl=0x18), 6)), #25
        eth(ip(tcp(b'hello world', sp=51998, dp=80, fl=0x18), 6)), #26 http non http
        eth(ip(tcp(b'GET / HTTP/1.0\r\n\r\n', dp=9999, fl=0x18), 6)), #27 heur
         T(fl=2, p=b'data', dp=9999, opt=O('0204 05b4')), #29
        T(fl=1, p=b'data', dp=9999), #30
        eth(ip(tcp(b'\x00', dp=9999, fl=0x10, opt=O('080a 00000001 00000002 0101')), 6)), #31
        eth(ip(tcp(b'hello', dp=9999, fl=0x18) + b'', 6, fl=0x2000)), #32 fragment
    ]
    return fr


def control():
    """Every kind of ICMP message that is known, and quotations cut short."""
    q = udp(b'hello'); inner=ip(q, 17); tin=ip(tcp(b'GET / HTTP/1.1\r\n', fl=0x18), 6)
    I = lambda b, **k: eth(ip(icmp(b), 1, **k))
    fr = [
        I(struct.pack('!BBHHH', 0, 0, 0, 1, 1) + b'abcdefgh'), I(struct.pack('!BBHI', 11, 0, 0, 0) + inner[:28]), I(struct.pack('!BBHHH', 3, 4, 0, 0, 576) + inner[:28]),
        I(struct.pack('!BBHI', 5, 1, 0, 0x0a000005) + inner[:28]), I(struct.pack('!BBHI', 12, 0, 0, 20<<24) + inner[:28]), I(struct.pack('!BBHHHIII', 13, 0, 0, 1, 1, 1000, 0, 0)),
        I(struct.pack('!BBHHHIII', 14, 0, 0, 1, 1, 1000, 2000, 86500000)), I(struct.pack('!BBHHHI', 17, 0, 0, 1, 1, 0)), I(struct.pack('!BBHHHI', 18, 0, 0, 1, 1, 0xffffff00)), #9
        I(struct.pack('!BBHI', 4, 0, 0, 0) + inner[:28]), I(struct.pack('!BBHI', 10, 0, 0, 0)), I(struct.pack('!BBHBBHIi', 9, 0, 0, 1, 2, 1800, 0x0a000001, -5)), #12
        I(struct.pack('!BBHI', 99, 0, 0, 0) + b'abcdef'), I(struct.pack('!BBHI', 3, 3, 0, 0) + tin), I(struct.pack('!BBHI', 3, 1, 0, 0) + tin[:28]), #15
        I(struct.pack('!BBHI', 3, 1, 0, 0) + tin[:24]), I(struct.pack('!BBHI', 3, 1, 0, 0) + inner[:15]), eth(ip(struct.pack('!BBHHH', 8, 0, 0x1234, 1, 1) + b'abc', 1)), #18
        eth(ip(struct.pack('!BB', 8, 0), 1)), eth(ip(struct.pack('!BBHH', 8, 0, 0, 0), 1)), #20
        I(struct.pack('!BBHHH', 8, 0, 0, 1, 1) + struct.pack('<QQ', 100, 5000) + bytes(range(40))), #21 timestamp
        I(struct.pack('!BBHHH', 8, 0, 0, 0, 0)), I(struct.pack('!BBHI', 3, 3, 0, 0) + ip(icmp(struct.pack('!BBHHH', 8, 0, 0, 1, 1) + b'abcdefgh'), 1)), #23
        I(struct.pack('!BBHI', 3, 3, 0, 0) + ip(icmp(struct.pack('!BBHI', 3, 3, 0, 0) + inner[:28]), 1)), I(struct.pack('!BBHI', 3, 20, 0, 0) + inner[:28]), I(struct.pack('!BBHI', 3, 9, 0, 0)),
    ]
    return fr


def web():
    """HTTP/1.x, whole and in part."""
    def H(t, **k):
        if isinstance(t, str): t=t.encode('latin1')
        k.setdefault('fl', 0x18); k.setdefault('seq', 1)
        return eth(ip(tcp(t, **k), 6))
    port = [40000]
    def R(t):
        port[0]+=1
        return H(t, sp=port[0], dp=80)
    def S(t):
        port[0]+=1
        return H(t, sp=80, dp=port[0])
    fr = [
        R('POST /form HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\na=1&b=2'),
        S('HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\nContent-Type: text/html\r\n\r\n<h1>cut'), #2
        S('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n5\r\nhello\r\n0\r\n\r\n'), #3
        S('HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nDate: Mon\r\n\r\n'), #4
        S('HTTP/1.1 200 OK\r\nContent-Le'), #5
        R('GET / HT'), #6
        R('GET /index.html\r\n'), #7 0.9
        R('BREW /pot HTTP/1.1\r\n\r\n'), #8
        S('HTTP/1.1 299\r\n\r\n'), #9
        S('HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\nServer: x\r\nLocation: /y\r\nConnection: close\r\n\r\nbody without length'), #10
        R('GET /a/b;c?x HTTP/1.1\r\nHost:h:8080\r\nAccept: */*\r\nAuthorization: Basic dXNlcjpwYXNz\r\nBad Header: x\r\n\r\n'), #11
        R('HEAD http://x.y/z HTTP/1.1\r\nHost: x.y\r\n\r\nGET /2 HTTP/1.1\r\nHost: b\r\n\r\n'), #12 pipelined
        S('continuation data here'), #13
        S('HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 4\r\n\r\n\x89PNG'), #14
        S('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcdEXTRA'), #15
        S('HTTP/1.1 100 Continue\r\n\r\n'), #16
        R('GET / HTTP/1.1\nHost: lf\n\n'), #17
        S('HTTP/1.1 200 OK\r\nContent-Length: abc\r\nTransfer-Encoding: gzip, chunked\r\nFolded: a\r\n b\r\n\r\n'), #18
        R('OPTIONS * HTTP/1.1\r\nHost: \r\nX-Forwarded-For: 1.2.3.4\r\nReferer: http://q/\r\nAccept-Language: ko\r\nAccept-Encoding: gzip\r\nUpgrade: h2c\r\nCache-Control: no-cache\r\nTE: trailers\r\n\r\n'), #19
        S('HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Encoding: identity\r\nLast-Modified: z\r\n\r\n'), #20
        S('HTTP/1.0 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 6\r\n\r\n\xed\x95\x9c\xea\xb8\x80'), #21
        R('\r\nGET / HTTP/1.1\r\n\r\n'), #22
        S('HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n'), #23
        H('GET / HTTP/1.1\r\n\r\n', sp=40500, dp=9999), #24
        H('hello', sp=40501, dp=9999), #25
        R('GET /%20a?q=a%26b&r=%41 HTTP/1.1\r\nHost: a\r\nCookie: one\r\n\r\n'), #26
    ]
    return fr


def names():
    """DNS over UDP and TCP, every kind of record that is known, and broken ones."""
    def RR(n, t, d, c=1, ttl=300): return n + struct.pack('!HHIH', t, c, ttl, len(d)) + d
    def hdr(f, *c, id=0x1234): return struct.pack('!HHHHHH', id, f, *c)
    Q = lambda n, t=1, c=1: name(n) + struct.pack('!HH', t, c)
    N = b'\xc0\x0c'
    pp = [41000]
    def U(p):
        pp[0]+=1
        return eth(ip(udp(p, 53, pp[0]), 17))
    one = lambda t, d, n='example.com': U(hdr(0x8580, 1, 1, 0, 0) + Q(n, t) + RR(N, t, d))
    tp = hdr(0x100, 1, 0, 0, 0) + Q('a.b')
    two = (struct.pack('!H', len(tp)) + tp) * 2
    long = struct.pack('!H', 250) + hdr(0x8180, 1, 1, 0, 0) + Q('a.b') + RR(N, 16, b'\xc8' + b'x' * 200) + bytes(40)
    fr = [
        one(15, struct.pack('!H', 10) + b'\x04mail' + N), one(16, b'\x05hello\x03abc'), one(28, bytes(range(16))), one(12, b'\x04host' + N, '1.0.0.10.in-addr.arpa'), one(33, struct.pack('!HHH', 1, 2, 80) + b'\x03srv' + N, '_http._tcp.example.com'), #5
        one(2, b'\x02ns' + N), one(13, b'\x03abc\x02os'), one(99, b'\x05v=spf'), one(39, b'\x01x' + N), one(65280, b'abcd'), #10
        U(hdr(0x8183, 1, 0, 0, 0) + Q('nx.example')), U(hdr(0x0120, 1, 0, 0, 1, id=7) + Q('.') + RR(b'\0', 41, struct.pack('!HH', 10, 8) + b'12345678' + struct.pack('!HH', 12, 4) + bytes(4), 1232, 0x8000)), #12
        U(hdr(0x8580, 1, 1, 0, 0) + Q('a') + RR(N, 1, b'\1\2\3')), U(hdr(0x8580, 1, 1, 0, 0) + Q('a') + RR(N, 1, b'\1\2\3\4')[:-2]), U(hdr(0x8580, 1, 1, 0, 0) + Q('a') + RR(b'\xc0\x30', 1, b'\1\2\3\4')), #15
        U(hdr(0x8580, 1, 1, 0, 0) + Q('a') + RR(b'\xc0\x13', 1, b'\1\2\3\4')), U(hdr(0x100, 1, 0, 0, 0) + b'\x80abc\0\0\1\0\1'), U(hdr(0x100, 1, 0, 0, 0) + Q('a') + b'extra'), U(b'abc'), U(hdr(0x2800, 1, 0, 1, 0) + Q('zone.example', 6) + RR(N, 1, b'\1\2\3\4')), #20
        U(hdr(0x100, 5, 0, 0, 0) + Q('a')), U(hdr(0x8580, 1, 1, 0, 0) + Q('A.eXample') + RR(N, 1, b'\1\2\3\4', ttl=0x80000001)), one(5, b'\xc0\x0c'), U(hdr(0x0900, 1, 0, 0, 0) + Q('x', 255, 255)), #24
        eth(ip(tcp(struct.pack('!H', len(tp)) + tp, sp=42000, dp=53, fl=0x18), 6)), eth(ip(tcp(struct.pack('!H', len(tp) + 9) + tp, sp=42001, dp=53, fl=0x18), 6)), eth(ip(tcp((struct.pack('!H', len(tp)) + tp)*2, sp=42002, dp=53, fl=0x18), 6)), eth(ip(tcp(b'\0', sp=42003, dp=53, fl=0x18), 6)), #28
        # a message in two segments, the second of which holds another one; and one in three
        *[eth(ip(tcp(part, sp=53, dp=42010, seq=100 + at, ack=1, fl=0x18), 6)) for at, part in ((0, two[:20]), (20, two[20:]))],
        *[eth(ip(tcp(long[at:at + 100], sp=53, dp=42011, seq=7 + at, ack=1, fl=0x18), 6)) for at in (0, 100, 200)],
        U(hdr(0x8182, 1, 0, 0, 1) + Q('a.b') + RR(b'\0', 41, struct.pack('!HHH', 15, 2 + 9, 22) + b'at a.com.' + struct.pack('!HHH', 15, 2, 0), 1232, 0)), 
        U(hdr(0x8580, 1, 1, 0, 0) + Q('a\x01b.c d') + RR(N, 16, b'\x04a\xffb"')), U(hdr(0x8580, 1, 1, 0, 0) + Q('a') + RR(b'\0', 1, b'\1\2\3\4')), one(16, b'\x20short'), one(6, b'\x02ns' + N + b'\x05admin' + N + struct.pack('!IIIII', 2024, 3600, 600, 86400, 60)), #32
        U(hdr(0x8400, 0, 1, 0, 0) + RR(name('x.y'), 1, b'\1\2\3\4', c=0x8001)), one(15, b'\0'), one(257, b'\x00\x05issueca.org'), #35
    ]
    return fr


def segment(forth, port=52000, broken=None, fragments=0x4000, **k):
    """A TCP segment between 10.0.0.1:port and 10.0.0.2:8181, as an IPv4 datagram."""
    s, d = ("10.0.0.1", "10.0.0.2") if forth else ("10.0.0.2", "10.0.0.1")
    sp, dp = (port, 8181) if forth else (8181, port)
    whole = tcp(sp=sp, dp=dp, s=s, d=d, **k)
    return ip(broken(whole) if broken else whole, 6, s=s, d=d, fl=fragments)


def message(forth, port=1000, data=b"abc", broken=None, to=2000, **k):
    """A UDP datagram between the same hosts."""
    s, d = ("10.0.0.1", "10.0.0.2") if forth else ("10.0.0.2", "10.0.0.1")
    sp, dp = (port, to) if forth else (to, port)
    whole = udp(data, sp, dp, s, d)
    return ip(broken(whole) if broken else whole, 17, s=s, d=d, **k)


def quoted(datagram):
    return ip(icmp(struct.pack("!BBHI", 3, 3, 0, 0) + datagram), 1, s="10.0.0.9", d="10.0.0.1")


FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
SCALE_7, SCALE_8, SCALE_15 = octets("03030700"), octets("03030800"), octets("03030f00")


def connections():
    """TCP connections: from the SYN on and joined in the middle, ports used again, answers of two
    kinds, scales of one side, closing, resets; segments cut or quoted count, too."""
    S = segment
    small = lambda t: t[:12] + b"\x30" + t[13:]
    large = lambda t: t[:12] + b"\xf0" + t[13:]
    out = [
        S(0, fl=FIN | ACK, seq=5000, ack=900),
        S(1, fl=SYN, seq=100, opt=SCALE_7), S(0, fl=SYN | ACK, seq=7000, ack=101, opt=SCALE_7),
        S(1, fl=ACK, seq=101, ack=7001, win=100), S(1, fl=ACK | PSH, seq=101, ack=7001, p=b"hello"),
        S(0, fl=ACK, seq=7001, ack=106, win=200), S(1, fl=FIN | ACK, seq=106, ack=7001),
        S(0, fl=FIN | ACK, seq=7001, ack=107), S(1, fl=ACK, seq=107, ack=7002),
        S(1, fl=SYN, seq=100, opt=SCALE_7), S(0, fl=RST | ACK, seq=0, ack=101),
        S(1, fl=SYN, seq=9000), S(0, fl=SYN | ACK, seq=17000, ack=9001, opt=SCALE_7),
        S(0, fl=SYN | ACK, seq=18000, ack=9001, opt=SCALE_7), S(1, fl=ACK, seq=9001, ack=17001),
        S(0, fl=ACK, seq=17001, ack=9001), S(0, fl=SYN, seq=17500),
        S(1, fl=SYN | ACK, seq=9500, ack=17501), S(0, fl=ACK, seq=17501, ack=9501),
        S(1, fl=RST, seq=9501), S(1, fl=SYN, seq=30000, ack=77),
        S(1, fl=ACK, seq=30001, ack=5001, win=9), S(0, fl=ACK, seq=5001, ack=30001, win=9),
        quoted(S(1, fl=SYN, seq=30000)[:28]), quoted(S(1, fl=SYN, seq=30000)),
        quoted(S(1, 52100, fl=SYN, seq=30000)), S(1, 52100, fl=ACK, seq=30009, ack=4),
        S(1, fl=ACK | PSH, seq=30001, ack=5001, p=b"x"),
        S(1, 52200, fl=FIN | ACK, seq=500, ack=900), S(1, 52200, fl=FIN | ACK, seq=500, ack=900),
        S(0, 52200, fl=FIN | ACK, seq=900, ack=501), S(1, 52200, fl=FIN, seq=500),
        S(1, 52201, fl=SYN, seq=5, opt=SCALE_15), S(0, 52201, fl=SYN | ACK, seq=50, ack=6, opt=SCALE_8),
        S(1, 52201, fl=ACK, seq=6, ack=51, win=3), S(0, 52201, fl=ACK, seq=51, ack=6, win=3),
        S(1, 52202, fl=ACK, seq=5, ack=9, opt=SCALE_8), S(0, 52202, fl=ACK, seq=9, ack=5, win=3),
        S(1, 52203, fl=SYN, seq=5, opt=SCALE_8), S(1, 52203, fl=ACK, seq=6, ack=100, win=3),
        S(0, 52203, fl=ACK, seq=100, ack=6, win=3), S(0, 52203, fl=SYN | ACK, seq=99, ack=6),
        S(1, 52203, fl=ACK, seq=6, ack=100, win=3), S(0, 52204, fl=SYN | ACK, seq=99, ack=6),
        S(1, 52204, fl=SYN, seq=5, opt=SCALE_8), S(1, 52204, fl=ACK, seq=6, ack=100, win=3),
        S(1, 52205, small, fl=ACK, seq=6, ack=100, p=b"hello"),
        S(1, 52205, large, fl=ACK, seq=6, ack=100, p=b"hello"),
        S(1, 52205, lambda t: t[:15], fl=ACK, seq=6, ack=100), S(1, 52205, fl=ACK, seq=60, ack=100),
        S(1, 52206, fragments=0x2000, fl=ACK, seq=6, ack=100, p=b"x" * 40),
        S(1, 52206, fl=ACK, seq=7, ack=100), S(1, 52207, fl=RST, seq=6),
        S(0, 52207, fl=RST | ACK, seq=6), S(0, 52207, fl=0, seq=16, ack=9),
        S(0, 52207, fl=SYN | FIN, seq=16, ack=9), S(0, 52207, fl=FIN | ACK, seq=16, ack=9),
        S(1, 52207, fl=FIN | ACK, seq=16, ack=9), S(0, 52207, fl=FIN | ACK, seq=16, ack=9),
        S(1, 52208, fl=ACK, seq=1000, ack=5, opt=octets("0101050a0000006400000068")),
        S(0, 52208, fl=ACK, seq=5, ack=999, opt=octets("0101050a000003ea000003eb")),
        S(0, 52208, fl=ACK, seq=5, ack=999, opt=octets("0101050a0000000a0000000b")),
        S(1, 52209, lambda t: t[:20] + b"y", fl=ACK, seq=1000, ack=5, p=b"x"),
        S(0, 52209, fl=ACK, seq=5, ack=1001), S(1, 52210, fl=SYN, seq=5, opt=SCALE_8),
        S(1, 52210, fl=SYN, seq=5), S(1, 52210, fl=ACK, seq=6, ack=1),
        S(1, 52210, fl=SYN, seq=15, opt=SCALE_8), S(1, 52210, fl=SYN, seq=15, opt=SCALE_7),
        S(1, 52210, fl=ACK, seq=6, ack=1), S(1, 52210, fl=RST | ACK, seq=16, p=b"because"),
        S(1, 52211, fl=SYN, seq=5, p=b"data"), S(0, 52211, fl=SYN | ACK, seq=5, ack=6, p=b"da"),
        S(0, 52211, fl=SYN | ACK, seq=5, ack=6, p=b"da"), S(1, 52211, fl=SYN, seq=9, p=b"data"),
        S(0, 52211, fl=ACK | FIN, seq=5, ack=6, p=b"da"), S(0, 52211, fl=ACK, seq=5, ack=6, p=b"da"),
    ]
    for port, cut in enumerate((8, 11, 12, 15, 16, 17, 18, 19, 20), 52300):
        out += [S(1, port, lambda t: t[:cut], fl=FIN | ACK, seq=100, ack=50),
                S(1, port, fl=ACK, seq=200, ack=60),
                quoted(S(1, port + 20, fl=FIN | ACK, seq=100, ack=50)[:20 + cut]),
                S(1, port + 20, fl=ACK, seq=200, ack=60)]
    out += [
        S(1, 52400, fl=SYN, seq=5, opt=SCALE_7), S(0, 52400, fl=SYN | ACK, seq=50, ack=6, opt=SCALE_7),
        S(1, 52400, fl=ACK, seq=6, ack=51, win=5),
        quoted(S(1, 52400, fl=ACK | PSH, seq=6, ack=51, p=b"abcd")),
        quoted(S(1, 52400, fl=ACK | FIN, seq=6, ack=51, win=5)), S(0, 52400, fl=FIN | ACK, seq=51, ack=6),
        quoted(S(1, 52400, fl=SYN, seq=77, opt=SCALE_7)), S(1, 52400, fl=ACK, seq=6, ack=51, win=5),
        quoted(S(0, 52400, fl=SYN | ACK, seq=99, ack=78, opt=SCALE_7)),
        S(0, 52400, fl=ACK, seq=51, ack=6), S(1, 52400, fl=SYN, seq=78, opt=SCALE_7),
    ]
    return [eth(x) for x in out]


def datagrams():
    """UDP conversations: their numbers and times; what is cut, wrong, quoted or empty."""
    M = message
    out = [M(1), M(0), M(1, to=2001), M(0), M(0, to=2001), quoted(M(1)[:28]), M(1)]
    out += [x for port, cut in ((1005, 31), (1006, 24), (1007, 26))
            for x in (quoted(M(1, port)[:cut]), M(1, port))]
    for port, cut in ((1008, lambda t: t[:4] + b"\0\0" + t[6:]), (1010, lambda t: t[:6]),
                      (1009, lambda t: t[:4] + b"\1\0" + t[6:]), (1013, lambda t: t[:2]),
                      (1011, lambda t: t[:6] + b"\0\0" + t[8:])):
        out += [M(1, port, broken=cut), M(1, port)]
    out += [M(1, 1012, b"x" * 40, fl=0x2000), M(1, 1012, fl=5), M(1, 1012), quoted(quoted(M(1, 1020))),
            M(1, 1020), M(1, 7, to=7), M(0, 7, to=7), M(1, 0), M(1, 0), M(1, 0, to=0), M(1, 1021, b""),
            M(1, 1021), M(0, 1021, b""), M(1, 1021), M(1, 1022, opt=octets("8307040a00000900")), M(1)]
    return [eth(x) for x in out]


def talk(seed=8, frames=400):
    """Few hosts that send each other segments without sense: every order of flags and numbers."""
    draw = random.Random(seed)
    out = []
    for _ in range(frames):
        forth, port = draw.random() < .5, draw.randrange(60000, 60006)
        if draw.random() < .1:
            datagram = message(forth, port, b"abc"[:draw.randrange(4)])
        else:
            flags = draw.choice((SYN, SYN | ACK, ACK, ACK, ACK, PSH | ACK, FIN | ACK, RST, RST | ACK,
                                 FIN, 0, SYN | FIN, draw.randrange(64)))
            option = draw.choice((b"", b"", SCALE_7, SCALE_8, octets("01030305")))
            datagram = segment(forth, port, fl=flags, opt=option, p=b"hello"[:draw.randrange(6)],
                               seq=draw.choice((100, 100, 101, 105, 200)) << 4 * forth,
                               ack=draw.choice((101, 101, 106, 201)) << 4 * (not forth),
                               win=draw.randrange(65536))
        if draw.random() < .1:
            datagram = quoted(datagram[:draw.choice((28, 31, 36, 40, 60))])
        out.append(eth(datagram))
    return out


def routing():
    """RIP: requests, responses, authentication, both versions, and what is none of it."""
    O = octets
    def message(b, sp=520, dp=520, d='224.0.0.9', m='01:00:5e:00:00:09'):
        return eth(ip(udp(b, sp, dp, d=d), 17, ttl=1, d=d), d=m)
    def head(command, version=2, zero=0):
        return struct.pack('!BBH', command, version, zero)
    def entry(net, mask, metric, hop='0.0.0.0', family=2, tag=0):
        return struct.pack('!HH', family, tag) + ipa(net) + ipa(mask) + ipa(hop) + struct.pack('!I', metric)
    net = entry('10.0.1.0', '255.255.255.0', 1)
    ones = dict(d='10.0.0.255', m='ff:ff:ff:ff:ff:ff')
    return [
        message(head(1) + entry('0.0.0.0', '0.0.0.0', 16, family=0)),
        message(head(2) + net + entry('10.0.2.0', '255.255.255.0', 16, tag=7, hop='10.0.0.9') + entry('0.0.0.0', '0.0.0.0', 3)),
        message(head(2, 1) + entry('10.0.0.0', '0.0.0.0', 1) + entry('11.0.0.0', '0.0.0.0', 16), **ones),
        message(head(1, 1) + entry('10.0.0.0', '0.0.0.0', 1, family=0), sp=40000),
        message(head(2) + O('ffff0002') + b'secret'.ljust(16, b'\0') + net),
        message(head(2) + O('ffff0003 002c 01 10 00000007 0000000000000000') + net + O('ffff0001') + bytes(range(16))),
        message(head(2) + O('ffff0003 0018 01 00 00000007 0000000000000000') + O('ffff0001')),
        message(head(2) + O('ffff0009') + b'0123456789abcdef' + net),
        message(head(2) + net[:11]),
        message(head(2) + net + net[:19]),
        message(head(2) + entry('10.0.1.0', '255.255.255.0', 1, family=10)),
        message(head(2, 3, 9) + entry('10.0.1.0', '255.255.255.0', 70000)),
        message(head(9, 0)), message(b'\2'), message(b'\2\2\0'), message(head(2, 2, 5)),
        message(head(2) + net + O('ffff0002') + b'secret'.ljust(16, b'\0')),
        message(head(2) + net, dp=40000),
        message(head(2) + net + entry('10.0.1.0', '255.255.255.0', 1, family=0)),
        message(head(1) + entry('10.0.1.0', '255.255.255.0', 16, family=0) + entry('10.0.1.0', '255.255.255.0', 1, family=0)),
        message(b''), message(head(3) + net), message(head(7) + b'x'), message(head(255)), message(head(6, 1)),
        message(head(2, 1) + entry('10.0.1.0', '255.255.255.0', 1, tag=3)),
        message(head(2) + net * 25),
    ]


def damaged(seed=20):
    """Frames of all kinds with a bit turned over or with their end cut off."""
    draw = random.Random(seed)
    frames = []
    for make in (basics, link_and_network, segments, control, names, routing):
        for frame in make():
            if len(frame) > 20:
                broken = bytearray(frame)
                broken[draw.randrange(14, len(frame))] ^= 1 << draw.randrange(8)
                frames.append(bytes(broken))
                frames.append(frame[:draw.randrange(1, len(frame))])
    return frames


def bpdu(version=2, kind=2, flags=0x7e, cost=20000, times=(1, 20, 2, 15), tail=b"\0"):
    """What a switch tells another; kind 0x80 is four octets long."""
    head = struct.pack("!HBB", 0, version, kind)
    if kind == 0x80:
        return head
    root = octets("8000020000000001")
    bridge = octets("9005020000000002")
    times = [round(256 * x) for x in times]
    return (head + bytes([flags]) + root + struct.pack("!I", cost) + bridge
            + struct.pack("!HHHHH", 0x8001, *times) + tail)


def llc(payload, saps="4242", control="03", length=None):
    """A frame that has a length instead of a type."""
    payload = octets(saps + control) + payload
    return eth(payload, len(payload) if length is None else length, d="01:80:c2:00:00:00")


def bridges():
    """Spanning tree, and other things in frames that have a length."""
    some = bytes(range(1, 11))
    return [
        llc(bpdu()), llc(bpdu(0, 0, 0x81, tail=b"")), llc(bpdu(0, 0x80)),
        llc(bpdu(flags=0x3d, times=(0, 6.5, 1.25, 4.00390625))), llc(bpdu(flags=0xff)[:20]),
        llc(bpdu(1)), llc(bpdu(3)), llc(bpdu(7)), llc(bpdu(2, 0)), llc(bpdu(0, 2)), llc(bpdu(2, 5)),
        llc(bpdu(2, 0x80)), llc(bpdu() + b"abc"), llc(bpdu(tail=b"\x05abcde")), llc(bpdu(tail=b"")),
        llc(b"\0\1" + bpdu()[2:]), llc(bpdu(), "4243"), llc(bpdu(), length=200),
        llc(some, control="0105"), llc(some, control="0506"), llc(some, control="7f"),
        llc(some, "4343", "f3"), llc(some, "f0f0", "f3"), llc(some, "4242", "bf"),
        llc(some, "4243", "bf"), llc(b"", "4242", "03"), llc(some, "0000"),
        llc(b"\0\0\0\x08\0" + ip(b"hello", 200), "aaaa"), llc(b"\0\0\0\x08", "aaaa"),
        llc(some, "aaaa"), llc(ip(b"hello", 200), "0606"), llc(some, "4343", "13"),
        eth(b"\x42", 1), eth(some, 0), eth(some, 1501),
    ]


ALL = {
    "basics": basics,
    "link-and-network": link_and_network,
    "segments": segments,
    "control": control,
    "web": web,
    "names": names,
    "connections": connections,
    "datagrams": datagrams,
    "routing": routing,
    "talk": talk,
    "bridges": bridges,
    "damaged": damaged,
}


def for_filters():
    """The frames that the filters choose from."""
    return [frame for make in (basics, link_and_network, segments, control, web, names, routing,
                                    bridges)
            for frame in make()]


def write_all(folder):
    paths = []
    for title, make in ALL.items():
        paths.append("%s/%s.pcap" % (folder, title))
        write_pcap(paths[-1], make())
    frames = [x for make in (basics, segments, web, names, control, connections) for x in make()]
    for keep in (40, 70, 96):
        paths.append("%s/kept-%d.pcap" % (folder, keep))
        write_pcap(paths[-1], frames, keep)
    return paths
