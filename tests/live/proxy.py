"""netstage live --proxy with real clients: curl and Python's sockets. No rights are needed.

usage: proxy.py NETSTAGE"""
import hashlib
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
WORLD = HERE / "internet.yaml"
netstage = sys.argv[1]
complaints = []
folder = pathlib.Path(tempfile.mkdtemp(prefix="netstage-proxy-"))


def expect(truth, text):
    if not truth:
        complaints.append(text)


class Live:
    def __init__(self, name):
        self.name = name
        self.log = folder / f"{name}.log"
        self.pcap = folder / f"{name}.pcapng"
        self.out = open(folder / f"{name}.out", "w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [netstage, "live", WORLD, "--proxy", "127.0.0.1:0", "--from", "laptop", "--record",
             self.log, "--pcap-all", self.pcap, "--filter", "dns"], stdout=self.out,
            stderr=subprocess.STDOUT)
        self.port = 0
        for _ in range(500):
            found = re.search(r"http://127\.0\.0\.1:(\d+)", self.text())
            if found:
                self.port = int(found[1])
                break
            time.sleep(0.02)
        expect(self.port > 0, f"no proxy: {self.text()}")

    def text(self):
        return pathlib.Path(self.out.name).read_text(encoding="utf-8")

    def connect(self):
        s = socket.create_connection(("127.0.0.1", self.port), timeout=15)
        return s, s.makefile("rb")

    def end(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=10)
        text = self.text()
        self.out.close()
        expect(self.process.returncode == 0,
               f"exit status {self.process.returncode}: {text[-500:]}")
        again = folder / "again.pcapng"
        played = subprocess.run([netstage, "live", WORLD, "--replay", self.log, "--quiet",
                                 "--pcap-all", again], capture_output=True, timeout=60)
        expect(played.returncode == 0, f"--replay: {played.returncode} {played.stderr}")
        expect(again.exists() and again.read_bytes() == self.pcap.read_bytes(),
               f"{self.name}: the replay gives another capture")
        return text


def head_of(file):
    """The lines of a head, without their ends."""
    lines = []
    while True:
        line = file.readline()
        if line in (b"\r\n", b""):
            return lines
        lines.append(line.rstrip(b"\r\n"))


def ask(live, request, body=b""):
    """One request on a connection of its own: status, fields, body."""
    s, file = live.connect()
    with s, file:
        s.sendall(request + body)
        head = head_of(file)
        return (head[0] if head else b""), head[1:], file.read()


def plain_requests(live):
    s, file = live.connect()
    with s, file:
        # Two servers, one connection of the client's; the second by its address and port.
        for target, host, wanted in ((b"http://www.example.test/", b"www.example.test",
                                      b"<h1>Simulated</h1>\n"),
                                     (b"http://10.3.0.80:80/other", b"x", b"another page\n"),
                                     (b"http://www.example.test/other?a=b", b"www.example.test",
                                      b"another page\n")):
            s.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")
            head = head_of(file)
            expect(head[0] == b"HTTP/1.1 200 OK", f"{target}: {head}")
            expect(b"Via: 1.1 netstage" in head, f"RFC 9110 section 7.6.3: {head}")
            expect(file.read(len(wanted)) == wanted, f"{target}: another body")
    # What the server saw: origin-form, the Host of the target, nothing meant for the proxy.
    status, _, body = ask(live, b"GET http://web.example.test/echo HTTP/1.1\r\nHost: other\r\n"
                          b"Proxy-Connection: keep-alive\r\nProxy-Authorization: Basic eDp5\r\n"
                          b"Connection: close, X-Own\r\nX-Own: 1\r\nX-Kept: 2\r\n\r\n")
    expect(status == b"HTTP/1.1 200 OK", f"echo: {status}")
    expect(body == b"GET /echo HTTP/1.1\r\nHost: web.example.test\r\nX-Kept: 2\r\n"
           b"Via: 1.1 netstage\r\nConnection: close\r\n\r\n", f"the server saw {body}")
    status, fields, body = ask(live, b"HEAD http://web.example.test HTTP/1.1\r\nHost: a\r\n"
                               b"Connection: close\r\n\r\n")
    expect(status == b"HTTP/1.1 200 OK" and b"Content-Length: 19" in fields and body == b"",
           f"HEAD: {status} {fields} {body}")
    status, fields, _ = ask(live, b"POST http://web.example.test/orders HTTP/1.1\r\nHost: a\r\n"
                            b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n",
                            b"4\r\nitem\r\n4\r\n=pen\r\n0\r\n\r\n")
    expect(status == b"HTTP/1.1 201 Created", f"a POST in chunks: {status}")
    # Requests that do not wait for answers get them in order; an interim one does not count.
    s, file = live.connect()
    with s, file:
        s.sendall(b"HEAD http://www.example.test/ HTTP/1.1\r\nHost: a\r\n\r\n"
                  b"GET http://www.example.test/chunked HTTP/1.1\r\nHost: a\r\n\r\n"
                  b"POST http://www.example.test/sink HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                  b"Content-Length: 3\r\nConnection: close\r\n\r\nabc")
        answers = file.read()
    order = [answers.find(part) for part in (b"Content-Length: 19\r\n", b"Transfer-Encoding: chunked\r\n",
                                             b"HTTP/1.1 100 Continue\r\n", b"\r\n\r\n3 bytes\nsha256 ba7816bf")]
    expect(-1 not in order and order == sorted(order), f"pipelined: {order} {answers[-300:]}")
    expect(answers.count(b"Via: 1.1 netstage\r\n") == 4, "Via is in every head")


def tunnel(live):
    s, file = live.connect()
    with s, file:
        s.sendall(b"CONNECT web.example.test:80 HTTP/1.1\r\nHost: web.example.test:80\r\n\r\n"
                  b"GET / HTTP/1.0\r\n\r\n")  # it need not wait for the answer
        head = head_of(file)
        expect(head[0].startswith(b"HTTP/1.1 200"), f"CONNECT: {head}")
        answer = file.read()
        expect(answer.endswith(b"<h1>Simulated</h1>\n"), f"through the tunnel: {answer}")


def what_cannot_be_carried(live):
    for request, status, words in (
            (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"400", b"it wants http://name/path"),
            (b"GET https://a/ HTTP/1.1\r\nHost: a\r\n\r\n", b"400", b"it wants"),
            (b"GE\x00T / HTTP/1.1\r\n\r\n", b"400", b"no well-formed"),
            (b"GET http://a/ HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 40000 + b"\r\n\r\n", b"431", b"too large"),
            (b"\x16\x03\x01\x02\x00\x01\x00" + b"\x00" * 500 + b"\n", b"400", b"no well-formed"),
            (b"POST http://a/ HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
             b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400", b""),
            (b"GET http://none.example.test/ HTTP/1.1\r\nHost: a\r\n\r\n", b"504", b"by its DNS"),
            (b"GET http://web.example.test:81/ HTTP/1.1\r\nHost: a\r\n\r\n", b"502", b"refuses"),
            (b"CONNECT web.example.test:81 HTTP/1.1\r\nHost: a\r\n\r\n", b"502", b"refuses"),
            (b"GET http://10.77.0.1/ HTTP/1.1\r\nHost: a\r\n\r\n", b"502", b"no way")):
        line, _, body = ask(live, request)
        expect(line.split(b" ")[1:2] == [status] and words in body, f"{request}: {line} {body}")


def large(live):
    """Many at once, and one who does not read for a while: the others are not held up."""
    slow, slow_file = live.connect()
    slow.sendall(b"GET http://web.example.test/long HTTP/1.0\r\n\r\n")
    sums = []

    def fetch():
        status, _, body = ask(live, b"GET http://web.example.test/long HTTP/1.0\r\n\r\n")
        sums.append((status.split(b" ")[1:2], hashlib.sha256(body).hexdigest(), len(body)))

    threads = [threading.Thread(target=fetch) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join(timeout=30)
    with slow, slow_file:
        head_of(slow_file)
        body = slow_file.read()
    wanted = ([b"200"], hashlib.sha256(body).hexdigest(), 1000000)
    expect(len(body) == 1000000, f"the slow reader has {len(body)} octets")
    expect(sums == [wanted] * 4, f"1 MB, four times at once: {sums}")
    head = (b"POST http://web.example.test/orders HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
            b"Content-Length: 1000000\r\n\r\n")
    try:
        status, _, _ = ask(live, head, b"x" * 1000000)
    except OSError:
        status = b"HTTP/1.1 413"  # the server closes before it has read all, as a real one does
    expect(b" 413" in status, f"1 MB for a collection that takes 16 KiB: {status}")
    for size in (1000000, 10000000):
        octets = hashlib.sha256(str(size).encode()).digest() * (size // 32 + 1)
        status, _, body = ask(live, b"POST http://web.example.test/sink HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                              b"Content-Length: %d\r\n\r\n" % size, octets[:size])
        expect(body == f"{size} bytes\nsha256 {hashlib.sha256(octets[:size]).hexdigest()}\n".encode(),
               f"POST of {size}: {status} {body}")
    s, _ = live.connect()
    s.sendall(b"GET http://web.example.test/long HTTP/1.0\r\n\r\n")
    s.close()  # who leaves in the middle does no harm


def curl(live):
    if shutil.which("curl") is None:
        print("not tried, for it is not installed: curl")
        return
    proxy = f"http://127.0.0.1:{live.port}"
    out = subprocess.run(["curl", "-sSv", "-x", proxy, "http://www.example.test/",
                          "http://www.example.test/other"], capture_output=True, timeout=20)
    expect(out.stdout == b"<h1>Simulated</h1>\nanother page\n", f"curl -x: {out.stdout}")
    expect(b"Re-using existing connection" in out.stderr, "curl -x: the connection was not kept")
    out = subprocess.run(["curl", "-sS", "-p", "-x", proxy, "http://www.example.test/chunked"],
                         capture_output=True, timeout=20)
    expect(len(out.stdout) == 100000, f"curl -p: {len(out.stdout)} octets {out.stderr}")


def complaint(status, sentence, *words):
    out = subprocess.run([netstage, "live", WORLD, *words], capture_output=True, timeout=10)
    expect(out.returncode == status, f"{words}: exit status {out.returncode}, not {status}")
    expect(sentence in out.stderr.decode(), f"{words}: {sentence!r} not in {out.stderr.decode()}")


def what_is_wrong(live):
    port = f"127.0.0.1:{live.port}"
    complaint(1, "which host carries", "--proxy", "127.0.0.1:0")
    complaint(1, "did you mean laptop?", "--proxy", "127.0.0.1:0", "--from", "latop")
    complaint(1, "is no address", "--proxy", "8080", "--from", "laptop")
    complaint(1, "by anybody", "--proxy", "0.0.0.0:0", "--from", "laptop")
    complaint(1, "cannot listen", "--proxy", port, "--from", "laptop")
    complaint(2, "--from laptop says", "--from", "laptop")


try:
    first = Live("requests")
    plain_requests(first)
    tunnel(first)
    what_cannot_be_carried(first)
    curl(first)
    what_is_wrong(first)
    said = first.end()
    expect(re.search(r"laptop .*www\.example\.test", said), f"the host has not asked its DNS:\n{said}")
    expect(re.search(r"The proxy had \d+ connections and \d+ requests; 10 of", said), said[-300:])
    second = Live("large")
    large(second)
    second.end()
finally:
    shutil.rmtree(folder, ignore_errors=True)
for text in complaints:
    print(text)
print(f"{len(complaints)} complaints")
sys.exit(1 if complaints else 0)
