"""netstage's routing daemon against a real one: BIRD, in a network namespace that is there for this test
only, is the neighbour of a simulated router (netstage live --tap). Each learns the other's networks by
RIP version 2, and a real ping goes the way that they have found out.

usage: rip.py NETSTAGE
Exit status 77: it cannot be tried here, and why is printed."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

INSIDE = "NETSTAGE_RIP_NAMESPACE"
DEVICE = "ns0"
netstage = sys.argv[1]
complaints = []

LESSON = """\
netstage: 1
title: A real neighbour
routes: rip
rip: { update: 2 s, split-horizon: simple }
nodes:
  r1: { kind: router, interfaces: { lan: 10.0.1.1/24, east: 10.0.12.1/24 } }
  r2: { kind: router, interfaces: { west: 10.0.12.2/24, lan: 10.0.2.1/24 } }
  sw: { kind: switch }
  b: { kind: host, address: 10.0.2.10/24 }
links: [["r1:lan", sw], ["r1:east", "r2:west"], ["r2:lan", b]]
timeline:
  - { at: 10 s, host: r2, run: ip route }
"""

BIRD = """\
log "{folder}/bird.log" all;
router id 10.0.1.99;
protocol device {{ scan time 2; }}
protocol static {{ ipv4; route 172.31.5.0/24 blackhole; }}
protocol kernel {{ ipv4 {{ export all; import none; }}; }}
protocol rip {{
  ipv4 {{ import all; export all; }};
  interface "{device}" {{ update time 2; timeout time 12; garbage time 8; mode multicast; version 2; }};
}}
"""


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def expect(truth, text):
    if not truth:
        complaints.append(text)


def find_bird():
    """BIRD is for administrators, so it is not on everybody's path."""
    for folder in (os.environ.get("BIRD_FOLDER", ""), "/usr/sbin", "/usr/local/sbin"):
        if folder and os.path.exists(f"{folder}/bird") and os.path.exists(f"{folder}/birdc"):
            return folder
    return skip("BIRD is not installed (bird2)")


def enter_namespace():
    if not os.path.exists("/dev/net/tun"):
        skip("there is no /dev/net/tun")
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        skip("unshare and ip are needed (util-linux, iproute2)")
    words = ["unshare", "-n"]
    trial = subprocess.run([*words, "ip", "tuntap", "add", "dev", DEVICE, "mode", "tap"],
                           capture_output=True, text=True, check=False)
    if trial.returncode != 0:
        skip(f"no network namespace with a TAP device may be made here: {trial.stderr.strip()}")
    out = subprocess.run([*words, sys.executable, "-B", *sys.argv],
                         env=os.environ | {INSIDE: "1"}, check=False)
    sys.exit(out.returncode)


def call(*words):
    return subprocess.run(words, capture_output=True, text=True, timeout=30, check=False)


def main():
    bird = find_bird()
    if INSIDE not in os.environ:
        enter_namespace()
    with tempfile.TemporaryDirectory(prefix="netstage-rip-") as name:
        folder = pathlib.Path(name)
        (folder / "lesson.yaml").write_text(LESSON, encoding="utf-8")
        (folder / "bird.conf").write_text(BIRD.format(folder=folder, device=DEVICE), encoding="utf-8")
        for words in (f"tuntap add dev {DEVICE} mode tap", f"link set {DEVICE} up",
                      f"addr add 10.0.1.99/24 dev {DEVICE}", "link set lo up"):
            call("ip", *words.split())
        with open(folder / "out", "w", encoding="utf-8") as out:
            live = subprocess.Popen([netstage, "live", str(folder / "lesson.yaml"), "--tap", DEVICE,
                                     "--attach", "sw", "--until", "14 s"], stdout=out, stderr=out)
        time.sleep(0.5)
        call(f"{bird}/bird", "-c", str(folder / "bird.conf"), "-s", str(folder / "ctl"),
             "-P", str(folder / "pid"))
        time.sleep(9)
        routes = call("ip", "route").stdout
        expect("10.0.2.0/24 via 10.0.1.1" in routes, f"BIRD has not learnt 10.0.2.0/24: {routes}")
        expect("10.0.12.0/24 via 10.0.1.1" in routes, f"BIRD has not learnt 10.0.12.0/24: {routes}")
        ping = call("ping", "-c", "2", "-W", "2", "10.0.2.10").stdout
        expect(" 0% packet loss" in ping, f"ping: {ping}")
        shown = call(f"{bird}/birdc", "-s", str(folder / "ctl"), "show", "route").stdout
        expect(re.search(r"10\.0\.2\.0/24 .*\(120/3\)", shown), f"BIRD's metric is not 3: {shown}")
        live.wait(timeout=30)
        call(f"{bird}/birdc", "-s", str(folder / "ctl"), "down")
        printed = (folder / "out").read_text(encoding="utf-8")
        expect("172.31.5.0/24 via 10.0.12.1 dev west proto rip metric 3" in printed,
               f"r2 has not learnt BIRD's network:\n{printed[-3000:]}")
    for text in complaints:
        print(text)
    print(f"rip: {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
