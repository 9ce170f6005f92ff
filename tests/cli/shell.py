"""`netstage shell` as a person or a script uses it: a transcript over a pipe, exit statuses, travel
in time, and on a terminal Ctrl-C, history and completion.

usage: shell.py NETSTAGE GOLDEN_FOLDER ACTUAL_FOLDER [edited]"""
import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
netstage, golden, actual = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
edited = "edited" in sys.argv[4:]
complaints = []
checks = 0
ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in ("LANG", "LC_MESSAGES", "NETSTAGE_LANG")}
ENVIRONMENT |= {"LC_ALL": "C.UTF-8", "TERM": "xterm"}


def expect(truth, text):
    global checks
    checks += 1
    if not truth:
        complaints.append(text)


def piped(lines, *options, lesson="first-ping"):
    return subprocess.run([netstage, "shell", lesson, *options], input=lines, capture_output=True,
                          text=True, env=ENVIRONMENT, timeout=60, check=False)


def check_transcript():
    for script in sorted(HERE.glob("shell/*.txt")):
        text = script.read_text(encoding="utf-8")
        lesson = re.search(r"^# lesson: (\S+)", text).group(1)
        if lesson.endswith(".yaml"):
            lesson = str(HERE / "shell" / lesson)
        runs = [piped(text, lesson=lesson) for _ in range(2)]
        expect(runs[0].stdout == runs[1].stdout, f"{script.name}: two runs differ")
        out = runs[0].stdout + "--- complaints ---\n" + runs[0].stderr
        wanted = golden / (script.stem + ".out")
        if not wanted.exists() or wanted.read_text(encoding="utf-8") != out:
            there = actual / (script.stem + ".actual.out")
            there.write_text(out, encoding="utf-8")
            complaints.append(f"{script.name}: not as recorded; see {there}")


def check_statuses():
    expect(piped("ping -c 1 192.168.1.20\n").returncode == 0, "a ping that is answered is not 0")
    r = piped("ping -c 1 192.168.1.99\n")
    expect(r.returncode == 1, f"a ping that nobody answers gives {r.returncode}")
    r = piped("pnig\ntime\n")
    expect(r.returncode == 0 and "shell:1: there is no command pnig; did you mean ping?" in r.stderr,
           f"without --strict the shell does not go on: {r.stderr}")
    r = piped("# words\n\npnig\ntime\n", "--strict")
    expect(r.returncode == 127 and r.stdout == "" and "shell:3:" in r.stderr,
           f"--strict: {r.returncode} {r.stdout!r} {r.stderr!r}")
    r = piped("why 99.1\n")
    expect(r.returncode == 1 and "99.1" in r.stderr, f"why 99.1: {r.stderr!r}")
    r = piped("log arp &&\n")
    expect(r.returncode == 2 and "^" in r.stderr, f"a wrong filter: {r.stderr!r}")
    r = piped("", "--on", "labtop")
    expect(r.returncode == 2 and "did you mean laptop?" in r.stderr, f"--on labtop: {r.stderr!r}")
    r = piped("on sw1\n")
    expect(r.returncode == 1 and "sw1 is a switch" in r.stderr, f"on sw1: {r.stderr!r}")
    r = piped("x" * 3000 + "\ntime\n")
    expect(r.returncode == 0 and "too long" in r.stderr, "a line that is too long")


def check_endless():
    """A ping without an end is stopped after an hour of simulated time, not of ours."""
    r = piped("ping 192.168.1.20\ntime\n")
    expect("does not come to an end" in r.stderr, f"an endless ping: {r.stderr!r}")
    expect(re.search(r"^ *3600\.\d+ s", r.stdout, re.M), "the endless ping did not take an hour")


def check_travel():
    """What is typed after stepping back takes its own way, and the same again gives the same."""
    first = piped("ping -c 1 192.168.1.20\nshow arp\n").stdout
    again = piped("run\nback 99\nping -c 1 192.168.1.20\nshow arp\n")
    expect("this is the start" in again.stderr, "back past the start says nothing")
    expect(again.stdout.endswith(first), f"typed after going back:\n{again.stdout}\nnot:\n{first}")
    late = piped("ping -c 1 192.168.1.20\nrun 100 s\ntime\nping -c 1 192.168.1.20\n")
    expect("expired" not in late.stderr and late.returncode == 0, "a command after a long wait")
    expect(re.search(r"^10\d\.\d+ s", late.stdout, re.M), f"run 100 s: {late.stdout}")


def check_tables():
    """What a client and a server remember; the answers come from the run, not from a recording."""
    shop = str(HERE / "shell/shop.yaml")
    r = piped("run\nshow cookies laptop\nshow sessions web\nshow resources web\n"
              "curl -s -b jar http://192.168.1.80/visits\nshow sessions web\nlog http\n", lesson=shop)
    sid = re.search(r"^sid=(\w{16}) ", r.stdout, re.M)
    expect(sid, f"no cookie in the jar:\n{r.stdout}")
    counts = re.findall(r"^(\w{16}) +ada +(\d+)$", r.stdout, re.M)
    expect(sid and counts == [(sid.group(1), "2"), (sid.group(1), "3")], f"sessions: {counts}")
    expect(re.search(r"^/orders/1 +two pens +8", r.stdout, re.M), f"no order:\n{r.stdout}")
    expect(r.stdout.count("PUT /orders/1") == 1, "the log of HTTP has not its PUT")
    lines = re.findall(r"^ *(\d+)  .* GET /visits", r.stdout, re.M)
    why = piped(f"run\nwhy {lines[0]}\n", lesson=shop).stdout
    expect("is given the command curl" in why.split("\n")[0], f"why {lines[0]}:\n{why}")
    names = set(re.findall(r"^(\S+) +\d+  ", piped("show\n", lesson=shop).stdout, re.M))
    expect({"arp", "routes", "tcp", "cookies", "sessions", "resources"} <= names, f"show: {names}")
    for name in names:
        expect(piped(f"show {name}\n", lesson=shop).returncode == 0, f"show {name}")


def check_reading():
    """A command that reads gets the lines that follow; ^D ends them."""
    shop = str(HERE / "shell/shop.yaml")
    r = piped("on web nc -N -l 9000 &\nnc -N 192.168.1.80 9000\nhello there\n^D\njobs\ntime\n",
              lesson=shop)
    expect(re.search(r"^\[1\] hello there\n\[1\] Done  nc -N -l 9000\n.* event \d+  laptop\n\Z",
                     r.stdout, re.M) and r.stderr == "", f"nc:\n{r.stdout}{r.stderr}")
    r = piped("on web nc -l 9000 &\nnc 192.168.1.80 9000\nhello there\n^D\nfg 1\nand back\n"
              "^C\njobs\n", lesson=shop)
    expect("the command waits as [2]" in r.stderr, f"nc that waits: {r.stderr}")
    expect("[1] hello there" in r.stdout and "[2] and back" in r.stdout, f"nc:\n{r.stdout}")


def check_korean():
    r = piped("help\nhosts\nfoo\n", "--lang", "ko")
    expect(re.search("[가-힣]", r.stdout) and re.search("[가-힣]", r.stderr), "no Korean")


class Terminal:
    def __init__(self, lesson="first-ping"):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            # libedit never frees the names of its functions: no leak of ours.
            os.execve(netstage, [netstage, "shell", lesson],
                      ENVIRONMENT | {"LSAN_OPTIONS": "detect_leaks=0"})
        self.seen = ""

    def wait_for(self, text, seconds=20):
        end = time.time() + seconds
        while text not in self.seen and time.time() < end:
            if select.select([self.fd], [], [], 0.1)[0]:
                try:
                    self.seen += os.read(self.fd, 65536).decode("utf-8", "replace")
                except OSError:
                    break
        found = text in self.seen
        expect(found, f"on the terminal {text!r} does not come; there is {self.seen[-600:]!r}")
        self.seen = self.seen.split(text, 1)[1] if found else ""
        return found

    def type(self, keys):
        os.write(self.fd, keys.encode())

    def end(self):
        """Ctrl-D; gives the exit status."""
        self.type("\x04")
        end = time.time() + 20
        while time.time() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid != 0:
                os.close(self.fd)
                return os.waitstatus_to_exitcode(status)
            if select.select([self.fd], [], [], 0.05)[0]:
                try:
                    os.read(self.fd, 65536)
                except OSError:
                    pass
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        return None


def check_terminal():
    t = Terminal()
    t.wait_for("laptop:0.0000s$ ")
    t.type("ping -i 10 192.168.1.20\n")
    t.wait_for("icmp_seq=3")
    t.type("\x03")  # Ctrl-C is for the command …
    t.wait_for("ping statistics")
    t.wait_for("s$ ")  # … and not for the shell
    t.type("half a line\x03")
    t.wait_for("s$ ")
    t.type("on printer\n")
    t.wait_for("printer:")
    t.type("time\n")
    t.wait_for("printer\r\n")
    t.wait_for("s$ ")
    status = t.end()
    expect(status == 0, f"Ctrl-D ends the shell with {status}, not with the last status, 0")


def check_editing():
    t = Terminal("fetch-a-page")
    t.wait_for("s$ ")
    t.type("tra\t")
    t.wait_for("ceroute ")
    t.type("\x15")  # Ctrl-U
    t.type("curl http://\t\t")
    t.wait_for("http://www.")
    t.type("\x15")
    t.type("show d\t")
    t.wait_for("ns-cache")
    t.type("\x15")
    t.type("ti\t\n")
    t.wait_for("event 0")
    t.wait_for("s$ ")
    t.type("\x1b[A\n")  # the line before
    t.wait_for("event 0")
    t.wait_for("s$ ")
    expect(t.end() == 0, "Ctrl-D does not end the shell")


def main():
    check_transcript()
    check_statuses()
    check_endless()
    check_travel()
    check_tables()
    check_reading()
    check_korean()
    check_terminal()
    if edited:
        check_editing()
    for complaint in complaints:
        print(complaint)
    print(f"shell: {checks} checks, {len(complaints)} complaints")
    sys.exit(1 if complaints or checks < 20 else 0)


main()
