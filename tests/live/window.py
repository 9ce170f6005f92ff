"""The window, live: real programs talk to simulated hosts while it is looked at, stepped back and typed into. It is
played without a display (--script -), so that only the clock, the proxy and the device are real.

usage: window.py NETSTAGE NETSTAGE-GUI [--tap]
--tap: with a device, in a network namespace of its own; exit status 77: it cannot be tried here, and why is printed."""
import hashlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
INSIDE = "NETSTAGE_LIVE_NAMESPACE"
DEVICE = "ns0"
WORLD = HERE / "internet.yaml"
netstage, gui = sys.argv[1:3]
with_tap = "--tap" in sys.argv[3:]
complaints = []


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def enter_namespace():
    """Starts this program again where it may do as it likes with the network."""
    if not os.path.exists("/dev/net/tun") or shutil.which("unshare") is None or shutil.which("ip") is None:
        skip("/dev/net/tun, unshare and ip are needed")
    for words in (["unshare", "-n"], ["unshare", "-r", "-n"]):
        trial = subprocess.run([*words, "ip", "tuntap", "add", "dev", DEVICE, "mode", "tap"],
                               capture_output=True, text=True)
        if trial.returncode == 0:
            out = subprocess.run([*words, sys.executable, "-B", *sys.argv], env=os.environ | {INSIDE: "1"})
            sys.exit(out.returncode)
    skip(f"no network namespace with a TAP device may be made here: {trial.stderr.strip()}")


if with_tap and INSIDE not in os.environ:
    enter_namespace()
folder = pathlib.Path(tempfile.mkdtemp(prefix="netstage-window-"))
folder.chmod(0o777)  # who was root is nobody as soon as the device is open


def expect(truth, text):
    if not truth:
        complaints.append(text)


class Window:
    """netstage-gui, told what to do a line at a time."""

    def __init__(self, *words, log=None):
        self.said = []
        record = ["--record", log] if log else []
        self.err = open(folder / "err", "w+", encoding="utf-8")
        self.process = subprocess.Popen([gui, WORLD, *words, *record, "--script", "-"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=self.err, text=True, bufsize=1)

    def tell(self, *lines):
        for line in lines:
            self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def dump(self):
        """All widgets: path -> label."""
        self.tell("dump", "print == end ==")
        rows = {}
        for line in self.process.stdout:
            if line == "== end ==\n":
                break
            self.said.append(line)
            found = re.match(r"\s*(\S+) \S+ \"(.*?)\"", line)
            if found:
                rows[found[1]] = found[2]
        return rows

    def until(self, path, pattern, tries=60):
        """Lets time pass until a widget's label is so."""
        rows = {}
        for _ in range(tries):
            self.tell("wait 64")
            rows = self.dump()
            if re.search(pattern, rows.get(path, "")):
                return rows
        complaints.append(f"{path} is {rows.get(path)!r}, not {pattern!r}")
        return rows

    def end(self, status=0):
        self.process.stdin.close()
        out = "".join(self.said) + self.process.stdout.read()
        found = [line for line in out.splitlines()
                 if re.match(r"(clipped|overlap|contrast|covered|small|no glyph|out of memory) ", line)]
        self.process.wait(timeout=20)
        self.err.seek(0)
        err = self.err.read()
        expect(self.process.returncode == status, f"exit status {self.process.returncode}: {found} {err[-800:]}")
        return out, err


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def fetch(port, path, timeout=60):
    """A GET through the proxy; its content."""
    for _ in range(100):
        try:
            s = socket.create_connection(("127.0.0.1", port), timeout=timeout)
            break
        except ConnectionRefusedError:
            time.sleep(0.02)
    with s:
        s.sendall(f"GET http://www.example.test{path} HTTP/1.0\r\n\r\n".encode())
        octets = b""
        while more := s.recv(65536):
            octets += more
    return octets.partition(b"\r\n\r\n")[2]


def frames(rows):
    """The numbers of frames that stand in the list."""
    return [path for path in rows if re.match(r"bottom\.frames\.list\.rows?\.", path)]


# --- with the proxy ---------------------------------------------------------------------------------


def pictures_of(window):
    for size in ("1280x720", "1920x1080"):
        for language in ("ko", "en"):
            window.tell(f"size {size}", f"language {language}", "wait 64", "lint")


def behind_and_back():
    """The head goes on while the view stands still and goes back; then the way to the edge."""
    port = free_port()
    log = folder / "proxy.log"
    window = Window("--live", "--proxy", f"127.0.0.1:{port}", "--from", "laptop", log=log)
    window.until("top.live", "^LIVE$")
    expect(fetch(port, "/") == b"<h1>Simulated</h1>\n", "the page is another")
    window.tell("wait 200")
    pictures_of(window)
    window.tell("key Space")
    window.until("top.live", "^LIVE, [1-9][0-9]* s behind$")
    pictures_of(window)
    expect(fetch(port, "/other") == b"another page\n", "the head stands still with the view")
    window.tell("key Left", "key Left", "key Left", "wait 700", "key Home", "key Right", "wait 900")
    window.until("top.live", "^LIVE, [0-9]+ s behind$")
    window.tell("click top.live")
    window.until("top.live", "^LIVE$")
    window.tell("key Left")
    window.until("top.live", "behind")
    window.tell("key End")
    window.until("top.live", "^LIVE$")
    # What is typed at the edge happens there, and is recorded like what comes in.
    window.tell("select node:laptop", "key 6", "click bottom.console.line", "type ping -c 1 10.3.0.80", "key Enter",
                "wait 400", "key Escape")
    window.until("top.live", "^LIVE$")
    window.tell("select node:laptop", "key P", "wait 200", "lint", "key Escape", "key F5", "wait 100", "lint")
    for tab in "123456":
        window.tell(f"key {tab}", "wait 64", "lint")
    window.end()
    check_recording(log, "ping -c 1 10.3.0.80")


def check_recording(log, command):
    """It is the same run, on the command line and in the window, where it is a lesson like any other."""
    played = subprocess.run([netstage, "live", WORLD, "--replay", log], capture_output=True, timeout=60, text=True)
    expect(played.returncode == 0, f"--replay: {played.returncode} {played.stderr}")
    expect(command in played.stdout, f"what was typed was not recorded: {played.stdout[-500:]}")
    window = Window("--replay", log)
    window.tell("expect-not top.live", "at end", "lint", "key Left", "key Left", "key Right", "wait 700", "at 1ms", "key End",
                "wait 200", "lint", "expect-not wrong.close", "select frame:1", "key Home", "wait 100", "lint")
    # An intervention leaves the recording, and can be taken back.
    window.tell("at 20", "select cable:0", "right-click stage.cable.0", "click cable-menu.cut", "wait 300", "key Ctrl+Z",
                "wait 300", "at end", "expect-not wrong.close")
    _, err = window.end()
    expect(err == "", f"--replay: {err}")


def other_recording():
    """Of another scenario: it is said, in the window and on standard error."""
    log = folder / "other.log"
    octets = (folder / "proxy.log").read_bytes()
    log.write_bytes(octets.replace(b"GET / HTTP", b"GET /x HTT"))
    window = Window("--replay", log)
    window.tell("at end", "wait 100", "expect wrong.close", "lint", "language ko", "wait 64", "lint")
    _, err = window.end()
    expect("is not what was recorded" in err, f"another run: {err}")
    log.write_bytes(octets[:-20])
    window = Window("--replay", log)
    window.tell("at end", "wait 100", "expect wrong.close")
    _, err = window.end()
    expect("has no end" in err, f"a recording that was cut short: {err}")


def long_run():
    """So much comes through that the oldest is let go of; who looks at it is told, and the rest stays what it was."""
    port = free_port()
    window = Window("--live", "--proxy", f"127.0.0.1:{port}", "--from", "laptop", "--speed", "5")
    window.until("top.live", "^LIVE$")
    first = fetch(port, "/longer")
    window.tell("key Home", "select frame:7", "wait 100", "key 2", "wait 100")
    for _ in range(2):
        expect(hashlib.sha256(fetch(port, "/longer")).digest() == hashlib.sha256(first).digest(), "10 MB: other octets")
    window.tell("wait 100", "key Right", "wait 100", "key Right", "wait 100", "key Home", "wait 100")
    for tab in "123456":
        window.tell(f"key {tab}", "wait 64")
    window.tell("key End", "wait 300")
    window.until("top.live", "^LIVE$")
    window.end()


def what_is_wrong():
    """What cannot be is said in the window as well, which goes on with the lesson."""
    port = free_port()
    with socket.socket() as s:
        s.bind(("127.0.0.1", port))
        s.listen(1)
        window = Window("--live", "--proxy", f"127.0.0.1:{port}", "--from", "laptop")
        window.tell("wait 64", "expect wrong.close", "lint", "language ko", "size 960x600", "wait 64", "lint", "key Right",
                    "wait 700", "click wrong.close", "wait 64", "expect-not wrong.close", "expect-not top.live")
        _, err = window.end()
        expect("cannot listen" in err, f"a port that is taken: {err}")
    for words, sentence in ((["--live"], "which way in?"), (["--tap", "x", "--speed", "2"], "--speed"),
                            (["--proxy", "127.0.0.1:0", "--speed", "0"], "cannot be used"),
                            (["--record", "x"], "by --tap or --proxy"), (["--attach", "sw1"], "which one?"),
                            (["--replay", "x", "--proxy", "127.0.0.1:0"], "without --tap")):
        out = subprocess.run([gui, WORLD, *words], capture_output=True, timeout=20, text=True)
        expect(out.returncode == 2 and sentence in out.stderr, f"{words}: {out.returncode} {out.stderr}")


# --- with a device ----------------------------------------------------------------------------------


def call(*words, within=20, **more):
    try:
        return subprocess.run(words, capture_output=True, timeout=within, **more)
    except subprocess.TimeoutExpired:
        complaints.append(f"{' '.join(map(str, words))}: no end after {within} s")
        return subprocess.CompletedProcess(words, -1, b"", b"")


def set_address():
    for _ in range(200):
        if call("ip", "address", "add", "10.0.0.99/24", "dev", DEVICE).returncode == 0:
            break
        time.sleep(0.02)
    call("ip", "link", "set", DEVICE, "up")
    call("ip", "route", "add", "10.0.0.0/8", "via", "10.0.0.1")


def device():
    """Real tools, while the window is drawn without a pause; then the device goes away."""
    log = folder / "tap.log"
    window = Window("--live", "--tap", DEVICE, "--attach", "sw1", log=log)
    window.until("top.live", "^LIVE$")
    set_address()
    window.tell("wait 3000")
    out = call("ping", "-n", "-c", "3", "-i", "0.2", "-W", "2", "10.3.0.80").stdout.decode()
    expect("3 received" in out, f"ping: {out}")
    expect(call("curl", "-sS", "--max-time", "15", "http://10.3.0.80/long").stdout.count(b"\n") > 10000, "curl of 1 MB")
    window.tell("expect stage.node.ns0", "select node:ns0", "lint", "wait 100", "key Space", "wait 200", "key Left", "wait 700")
    pictures_of(window)
    call("ip", "link", "delete", DEVICE)
    window.until("top.live", "^no longer live$", tries=40)
    window.tell("expect wrong.close", "lint", "key Home", "wait 100", "key Right", "wait 700", "key End", "wait 200",
                "select node:laptop", "key 6", "click bottom.console.line", "type ping -c 1 10.3.0.80", "key Enter", "wait 100")
    _, err = window.end()
    expect("is gone" in err, f"the device was taken away: {err}")
    played = call(netstage, "live", WORLD, "--replay", log, "--quiet")
    expect(played.returncode == 0, f"--replay: {played.returncode} {played.stderr}")


def no_rights():
    if os.stat("/dev/net/tun").st_mode & 0o002 != 0 and \
            pathlib.Path("/proc/self/uid_map").read_text(encoding="ascii").split()[2] == "1":
        print("not tried, for there is nobody without rights here: a device without them")
        return
    out = call(gui, WORLD, "--live", "--tap", "ns7", "--attach", "sw1", "--script", "-", user=65534, group=65534,
               input=b"wait 64\nexpect wrong.close\nlint\nlanguage ko\nwait 64\nlint\nexpect-not top.live\n")
    expect(out.returncode == 0 and b"the rights are missing" in out.stderr, f"no rights: {out}")


def on_a_display():
    """SIGTERM ends a window on a display as closing it does: the recording has its end."""
    if shutil.which("Xvfb") is None:
        print("not tried, for it is not installed: Xvfb")
        return
    read, write = os.pipe()
    display = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
                               pass_fds=[write], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    os.close(write)
    number = os.read(read, 16).decode().strip()
    log = folder / "display.log"
    port = free_port()
    try:
        window = subprocess.Popen([gui, WORLD, "--live", "--tap", DEVICE, "--attach", "sw1", "--proxy", f"127.0.0.1:{port}",
                                   "--from", "laptop", "--record", log], stderr=subprocess.PIPE,
                                  env=os.environ | {"DISPLAY": f":{number}"})
        set_address()
        expect(fetch(port, "/") == b"<h1>Simulated</h1>\n", "the page is another, on a display")
        time.sleep(1)
        before = sum(os.times()[2:4])
        spent = cpu_of(window.pid)
        time.sleep(2)
        spent = cpu_of(window.pid) - spent
        expect(spent < 1.0, f"an idle live window takes {spent} s of processor in 2 s (children before: {before})")
        window.send_signal(signal.SIGTERM)
        window.wait(timeout=15)
        expect(window.returncode == 0, f"SIGTERM: {window.returncode} {window.stderr.read()}")
    finally:
        display.terminate()
        display.wait(timeout=10)
    played = call(netstage, "live", WORLD, "--replay", log, "--quiet")
    expect(played.returncode == 0, f"--replay: {played.returncode} {played.stderr}")


def cpu_of(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


try:
    if with_tap:
        call("ip", "link", "set", "lo", "up")
        device()
        no_rights()
        on_a_display()
    else:
        behind_and_back()
        other_recording()
        long_run()
        what_is_wrong()
finally:
    shutil.rmtree(folder, ignore_errors=True)
for text in complaints:
    print(text)
print(f"{len(complaints)} complaints")
sys.exit(1 if complaints else 0)
