"""netstage live --tap against the kernel and the real tools: ping, arping, traceroute, dig, curl, and a
simulated curl that fetches from a real server; all of it in a network namespace that is there for
this test only. What was recorded is played again and must give the same capture.

usage: tap.py NETSTAGE [--long]        (--long: 10 MB each way over a cable with loss)
Exit status 77: it cannot be tried here, and why is printed."""
import hashlib
import http.server
import os
import pathlib
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
INSIDE = "NETSTAGE_LIVE_NAMESPACE"
DEVICE = "ns0"
OWN = "10.0.0.99"
netstage = sys.argv[1]
long = "--long" in sys.argv[2:]
complaints = []


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def enter_namespace():
    """Starts this program again where it may do as it likes with the network."""
    if not os.path.exists("/dev/net/tun"):
        skip("there is no /dev/net/tun")
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        skip("unshare and ip are needed (util-linux, iproute2)")
    for words in (["unshare", "-n"], ["unshare", "-r", "-n"]):
        trial = subprocess.run([*words, "ip", "tuntap", "add", "dev", DEVICE, "mode", "tap"],
                               capture_output=True, text=True)
        if trial.returncode == 0:
            out = subprocess.run([*words, sys.executable, "-B", *sys.argv],
                                 env=os.environ | {INSIDE: "1"})
            sys.exit(out.returncode)
    skip(f"no network namespace with a TAP device may be made here: {trial.stderr.strip()}")


if INSIDE not in os.environ:
    enter_namespace()
folder = pathlib.Path(tempfile.mkdtemp(prefix="netstage-live-"))


def expect(truth, text):
    if not truth:
        complaints.append(text)


def call(*words, within=20, **more):
    try:
        return subprocess.run(words, capture_output=True, timeout=within, **more)
    except subprocess.TimeoutExpired:
        complaints.append(f"{' '.join(words)}: no end after {within} s")
        return subprocess.CompletedProcess(words, -1, b"", b"")


def tool(name):
    """A tool of this machine; its part is left out, and said so, when it is not installed."""
    there = shutil.which(name) is not None
    if not there:
        print(f"not tried, for it is not installed: {name}")
    return there


class Live:
    """A netstage at the device, with the addresses of this machine set."""

    def __init__(self, name, scenario, *words, attach="sw1"):
        self.log = folder / f"{name}.log"
        self.pcap = folder / f"{name}.pcapng"
        self.scenario = folder / f"{name}.yaml"
        self.scenario.write_text(scenario, encoding="utf-8")
        self.out = open(folder / f"{name}.out", "w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [netstage, "live", self.scenario, "--tap", DEVICE, "--attach", attach, "--record",
             self.log, "--pcap-all", self.pcap, *words], stdout=self.out, stderr=subprocess.STDOUT)
        for _ in range(200):
            if call("ip", "address", "add", f"{OWN}/24", "dev", DEVICE).returncode == 0:
                break
            time.sleep(0.02)
        call("ip", "link", "set", DEVICE, "up")
        call("ip", "route", "add", "10.0.0.0/8", "via", "10.0.0.1")

    def end(self, by=signal.SIGINT, status=0):
        """Ctrl+C, or another end; what it printed. The recording is played and must be the same run."""
        if by is not None:
            self.process.send_signal(by)
        self.process.wait(timeout=10)
        self.out.seek(0)
        out = self.out.read()
        self.out.close()
        expect(self.process.returncode == status,
               f"netstage live: exit status {self.process.returncode}: {out[-500:]}")
        again = folder / "again.pcapng"
        played = call(netstage, "live", self.scenario, "--replay", self.log, "--quiet",
                      "--pcap-all", again)
        expect(played.returncode == 0, f"--replay: {played.returncode} {played.stderr}")
        expect(again.read_bytes() == self.pcap.read_bytes(), "--replay: another capture")
        return out


# --- what crosses the device, as the kernel sees it -----------------------------------------------


class Sniffer(threading.Thread):
    """Writes what crosses the device into a file, until it is asked to stop."""

    def __init__(self):
        super().__init__(daemon=True)
        self.path = folder / "device.pcap"
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.socket.bind((DEVICE, 0))
        self.socket.settimeout(0.1)
        self.over = False
        self.start()

    def run(self):
        with open(self.path, "wb") as file:
            file.write(struct.pack("=IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
            while not self.over:
                try:
                    octets = self.socket.recv(65535)
                except OSError:
                    continue
                file.write(struct.pack("=IIII", 0, 0, len(octets), len(octets)) + octets)

    def stop(self):
        self.over = True
        self.join()
        self.socket.close()


def no_bad_checksum(path):
    if not tool("tshark"):
        return
    options = []
    for name in ("ip", "tcp", "udp"):
        options += ["-o", f"{name}.check_checksum:TRUE"]
    bad = "||".join(f"{name}.checksum.status == 0" for name in ("ip", "tcp", "udp", "icmp"))
    out = call("tshark", "-n", *options, "-r", path, "-Y", bad, within=60)
    expect(out.returncode == 0 and out.stdout == b"", f"bad checksums: {out.stdout[:500]}")
    seen = call("tshark", "-n", "-r", path, "-Y", "tcp && ip.src == 10.3.0.80", within=60)
    expect(seen.stdout.count(b"\n") > 10, "the device has carried hardly any TCP")


# --- the tools -----------------------------------------------------------------------------------


def ping():
    if not tool("ping"):
        return
    out = call("ping", "-n", "-c", "3", "-i", "0.2", "-W", "2", "10.3.0.80").stdout.decode()
    expect("3 received" in out and "ttl=61" in out, f"ping: {out}")
    for size in ("3000", "20000"):
        out = call("ping", "-n", "-c", "1", "-W", "2", "-s", size, "10.3.0.80").stdout.decode()
        expect("1 received" in out, f"ping -s {size}, in fragments: {out}")
    out = call("ping", "-n", "-c", "1", "-t", "2", "-W", "2", "10.3.0.80").stdout.decode()
    expect("From 10.1.0.2" in out and "Time to live exceeded" in out, f"ping -t 2: {out}")
    out = call("ping", "-n", "-c", "1", "-W", "2", "10.77.0.1").stdout.decode()
    expect("From 10.0.0.1" in out and "Net Unreachable" in out, f"ping nowhere: {out}")


def arping():
    if not tool("arping"):
        return
    out = call("arping", "-I", DEVICE, "-c", "1", "10.0.0.10").stdout.decode().lower()
    expect("02:00:00:" in out, f"arping: {out}")


def traceroute():
    if not tool("traceroute"):
        return
    out = call("traceroute", "-n", "-q", "1", "-w", "2", "10.3.0.80").stdout.decode()
    hops = re.findall(r"^ *\d+  (\S+)", out, re.M)
    expect(hops == ["10.0.0.1", "10.1.0.2", "10.2.0.2", "10.3.0.80"], f"traceroute: {out}")


def dig():
    if not tool("dig"):
        return

    def ask(*words):
        return call("dig", "@10.3.0.53", "+tries=1", "+time=3", *words).stdout.decode()

    expect(ask("+short", "web.example.test") == "10.3.0.80\n", "dig A")
    expect(ask("+short", "pictures.example.test") == "cdn.example.test.\n10.3.0.81\n", "dig CNAME")
    expect("status: NXDOMAIN" in ask("none.example.test"), "dig NXDOMAIN")
    out = ask("+tcp", "web.example.test")
    expect("10.3.0.80" in out and "(TCP)" in out, f"dig +tcp: {out}")


def curl():
    if not tool("curl"):
        return
    web = "http://10.3.0.80"

    def get(*words, **more):
        return call("curl", "-sS", "--max-time", "15", *words, **more)

    expect(get(web + "/").stdout == b"<h1>Simulated</h1>\n", "curl GET")
    out = get("-v", web + "/", web + "/other")
    expect(out.stdout == b"<h1>Simulated</h1>\nanother page\n", "curl, two pages")
    expect(b"Re-using existing connection" in out.stderr, "curl: the connection was not kept")
    head = get("-I", web + "/").stdout
    expect(head.startswith(b"HTTP/1.1 200 ") and b"Content-Length: 19\r\n" in head, f"HEAD {head}")
    out = get("-D", "-", "--raw", web + "/chunked").stdout
    expect(b"Transfer-Encoding: chunked\r\n" in out and out.endswith(b"0\r\n\r\n"), "chunked")
    chunked, plain = get(web + "/chunked").stdout, get(web + "/long").stdout
    expect(len(chunked) == 100000 and len(plain) == 1000000, "curl: lengths")
    expect(plain[:100000] == chunked, "curl: the made-up octets are the same in chunks")
    octets = bytes(range(250)) * 4000
    said = f"1000000 bytes\nsha256 {hashlib.sha256(octets).hexdigest()}\n".encode()
    expect(get("--data-binary", "@-", web + "/sink", input=octets).stdout == said, "curl POST of 1 MB")
    expect(get("-T", "-", web + "/sink", input=octets).stdout == said, "curl -T of 1 MB, in chunks")
    # A body that the server does not want is read to its end all the same, and then refused.
    out = get("-o", "/dev/null", "-w", "%{http_code} %{size_upload}", "-H", "Expect:",
              "--data-binary", "@-", web + "/orders", input=bytes(range(250)) * 4000)
    expect(out.stdout == b"413 1000000", f"curl POST of 1 MB: {out.stdout} {out.stderr}")
    out = get("-i", "-d", "item=pen", web + "/orders").stdout
    expect(out.startswith(b"HTTP/1.1 201 ") and b"/orders/1" in out, f"curl POST: {out[:200]}")
    expect(b"pen" in get(web + "/orders/1").stdout, "curl: what was posted is there")
    closed = get("http://10.3.0.80:81/")
    expect(closed.returncode == 7, f"curl to a closed port: {closed.returncode}, not 7")


def rights(process):
    """Once the device is open the process may do nothing special any more."""
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    expect(re.search(r"^CapEff:\s*0+$", status, re.M), "it keeps capabilities")
    expect(re.search(r"^NoNewPrivs:\s*1$", status, re.M), "it could gain rights again")
    inside = pathlib.Path("/proc/self/uid_map").read_text(encoding="ascii").split()[2]
    if int(inside) > 65534:
        expect(re.search(r"^Uid:\s*65534\s+65534\s+65534", status, re.M), "it is still root")


def everything_at_once():
    live = Live("tools", (HERE / "internet.yaml").read_text(encoding="utf-8"), "--quiet")
    sniffer = Sniffer()
    rights(live.process)
    ping()
    arping()
    traceroute()
    dig()
    curl()
    sniffer.stop()
    live.end()
    no_bad_checksum(sniffer.path)


# --- a narrow link on the way --------------------------------------------------------------------


def narrow_path():
    """Path MTU discovery of both sides: the kernel believes a simulated router, a simulated server too."""
    wide = '  - ["r2:up", "r3:down"]\n'
    narrow = '  - { between: ["r2:up", "r3:down"], mtu: 1400 bytes }\n'
    text = (HERE / "internet.yaml").read_text(encoding="utf-8")
    expect(wide in text, "internet.yaml has another link between r2 and r3")
    live = Live("narrow", text.replace(wide, narrow), "--quiet")
    if tool("ping"):
        last = out = None
        for _ in range(2):
            last = out
            out = call("ping", "-n", "-c", "1", "-W", "2", "-M", "do", "-s", "1472", "10.3.0.80")
        expect(b"From 10.1.0.2 icmp_seq=1 Frag needed and DF set (mtu = 1400)" in last.stdout,
               f"ping -M do: {last.stdout}")
        expect(b"local error: message too long, mtu=1400" in out.stderr, f"ping -M do again: {out.stderr}")
        out = call("ping", "-n", "-c", "1", "-W", "2", "-M", "do", "-s", "1372", "10.3.0.80")
        expect(b"1 received" in out.stdout, f"ping -M do -s 1372: {out.stdout}")
        out = call("ip", "route", "get", "10.3.0.80").stdout
        expect(b"mtu 1400" in out, f"ip route get: {out}")
    if tool("traceroute"):
        out = call("traceroute", "-n", "--mtu", "-q", "1", "-w", "2", "10.3.0.80").stdout
        expect(b"F=1400" in out, f"traceroute --mtu: {out}")
    if tool("curl"):
        page = call("curl", "-s", "-m", "20", "http://10.3.0.80/long").stdout
        expect(len(page) == 1000000, f"curl over a narrow link: {len(page)} octets")
        octets = bytes(range(250)) * 4000
        out = call("curl", "-s", "-m", "20", "--data-binary", "@-", "http://10.3.0.80/sink", input=octets).stdout
        expect(out.startswith(b"1000000 bytes"), f"curl POST over a narrow link: {out}")
    live.end()


# --- the other way round -------------------------------------------------------------------------

PAGE = bytes(i * 7 % 251 for i in range(300000))


class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_):
        pass


def simulated_curl():
    """The host web, behind three routers, fetches from a real server."""
    text = (HERE / "internet.yaml").read_text(encoding="utf-8")
    text += f"""timeline:
  - {{ at: 1 s, host: web, run: "curl -s -o got http://{OWN}:8000/page" }}
  - {{ at: 2 s, host: web, run: "sha256sum got" }}
"""
    live = Live("outward", text)
    server = http.server.ThreadingHTTPServer((OWN, 8000), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    time.sleep(2.3)
    server.shutdown()
    out = live.end()
    expect(hashlib.sha256(PAGE).hexdigest() in out, f"what web fetched is not the page:\n{out[-800:]}")
    expect(re.search(r"\d+ frames came in, \d+ went out\.", out), "no summary")


# --- a cable with loss -----------------------------------------------------------------------------


def with_loss(size):
    text = (HERE / "internet.yaml").read_text(encoding="utf-8")
    cable = '["r2:up", "r3:down"]'
    expect(cable in text, "the scenario has another cable between r2 and r3")
    text = text.replace(cable, f"{{ between: {cable}, loss: 2 %, delay: 200 us }}")
    live = Live("loss", text, "--quiet")
    if tool("curl"):
        out = call("curl", "-sS", f"http://10.3.0.80/{size}", within=100)
        lines = call("curl", "-sS", "-r", "0-63", f"http://10.3.0.80/{size}").stdout
        expect(len(out.stdout) == {"long": 1000000, "longer": 10000000}[size], "lost octets")
        expect(out.stdout.startswith(lines) and len(lines) == 64, "the first line is another")
        most = len(out.stdout)
        up = call("curl", "-sS", "--data-binary", "@-", "http://10.3.0.80/sink", input=out.stdout, within=100)
        expect(up.stdout.decode() == f"{most} bytes\nsha256 {hashlib.sha256(out.stdout).hexdigest()}\n",
               f"upload with loss: {up.stdout} {up.stderr}")
        numbers = [int(n) for n in re.findall(rb"(\d+)", out.stdout[:6400:64] or b"")]
        expect(numbers == sorted(numbers), "the lines are out of order")
    live.end()


# --- other ends ----------------------------------------------------------------------------------


def other_ends():
    """Somebody removes the device; the machine is shut down: the recording has its end."""
    live = Live("gone", (HERE / "internet.yaml").read_text(encoding="utf-8"), "--quiet")
    call("ping", "-n", "-c", "1", "-W", "2", "10.3.0.80")
    call("ip", "link", "delete", DEVICE)
    out = live.end(by=None, status=1)
    expect("the device ns0 is gone" in out, f"the device was removed: {out}")
    # The socket in the wall that the scenario has itself; SIGTERM.
    text = (HERE / "internet.yaml").read_text(encoding="utf-8")
    text = text.replace("nodes:", "nodes:\n  sw1b: { kind: switch }\n  room: { kind: outside }", 1)
    text = text.replace("links:", "links:\n  - [sw1, sw1b]\n  - { between: [room, sw1b], delay: 20 ms }", 1)
    live = Live("room", text, attach="room")
    out = call("ping", "-n", "-c", "1", "-W", "2", "10.3.0.80").stdout.decode()
    expect(re.search(r"time=(4\d|5\d|6\d|7\d|8\d|9\d|1\d\d)", out), f"through a cable of 20 ms: {out}")
    out = live.end(by=signal.SIGTERM)
    expect("room" in out and "sudo ip route add 10.3.0.0/24 via 10.0.0.1" in out, f"no advice: {out[:500]}")


# --- what is wrong -------------------------------------------------------------------------------


def complaint(status, sentence, *words, **more):
    out = call(netstage, "live", *words, **more)
    expect(out.returncode == status, f"{words}: exit status {out.returncode}, not {status}")
    expect(sentence in out.stderr.decode(), f"{words}: {sentence!r} not in {out.stderr.decode()}")


def what_is_wrong():
    world = HERE / "internet.yaml"
    complaint(2, "at which switch", world, "--tap", DEVICE)
    complaint(2, "did you mean sw1?", world, "--tap", DEVICE, "--attach", "sw11")
    complaint(2, "r1 is no switch", world, "--tap", DEVICE, "--attach", "r1")
    complaint(2, "--attach sw1 says where", world, "--attach", "sw1")
    complaint(1, "cannot be the name of a TAP", world, "--tap", "lo", "--attach", "sw1")
    complaint(2, "is no recording", world, "--replay", world)
    complaint(2, "cannot be read", world, "--replay", folder / "none")
    if os.access("/dev/net/tun", os.W_OK) and os.stat("/dev/net/tun").st_mode & 0o002 == 0 and \
            pathlib.Path("/proc/self/uid_map").read_text(encoding="ascii").split()[2] != "1":
        complaint(1, "the rights are missing", world, "--tap", DEVICE, "--attach", "sw1",
                  user=65534, group=65534)


try:
    call("ip", "link", "set", "lo", "up")
    if long:
        with_loss("longer")
    else:
        everything_at_once()
        narrow_path()
        simulated_curl()
        with_loss("long")
        other_ends()
        what_is_wrong()
finally:
    shutil.rmtree(folder, ignore_errors=True)
for text in complaints:
    print(text)
print(f"{len(complaints)} complaints")
sys.exit(1 if complaints else 0)
