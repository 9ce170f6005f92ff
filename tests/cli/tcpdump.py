"""The simulated tcpdump beside the real one: both are given the same frames, the simulated one as they
pass, the real one from the capture that netstage writes of them; what both print is compared, line by
line, for many sets of options. Skipped (77) where tcpdump is missing or is not 4.99.

Usage: tcpdump.py NETSTAGE SCENARIO FOLDER    (SCENARIO: whose nodes and links are used)"""

import json
import os
import re
import shutil
import struct
import subprocess
import sys

HOST = "laptop"

# What the host does while everything is captured.
DEEDS = [
    "ping -c 2 10.0.53.53",
    "dig www.example.com",
    "dig +noedns nothing.example.com",
    "dig mx example.com",
    "dig +tcp ns example.com",
    "dig -x 10.0.53.53",
    "dig @10.0.1.1 example.com",
    "curl -s http://www.example.com/",
    "curl -s -d item=pen http://www.example.com/nothing",
    "curl -s -I http://www.example.com/",
    "nc www.example.com 81",
    "nc -u -w 1 10.0.53.53 99 < hello.txt",
    "nc -u -w 1 10.0.53.53 7777 < /etc/resolv.conf",
    "traceroute -n -q 1 10.0.53.53",
    "traceroute -I -n -q 1 -m 2 10.0.53.53",
    "ping -c 1 -s 1472 -t 1 10.0.53.53",
    "ping -c 1 10.99.0.1",
    "ping -c 1 -W 1 192.168.1.77",
]

OPTIONS = ["-n", "-n -t", "-n -e", "-n -v", "-n -vv", "-n -vvv", "-n -S", "-n -x", "-n -xx", "-n -X",
           "-n -XX", "-n -A", "-n -tt", "-n -ttt", "-n -tttt", "-n -ttttt", "-n -e -v -X", "-n -#",
           "-n -t icmp", "-n -t tcp port 80", "-n -t udp and not port 53", "-n -t arp",
           "-n -t tcp", "-n -c 3 ip or arp", "-t", "-e", "-v"]


def skip(reason):
    print("skipped:", reason)
    sys.exit(77)


def scenario(given, folder):
    with open(given, encoding="utf-8") as f:
        stage = f.read().split("\ntimeline:")[0]
    stage = stage.replace("    dns: 10.0.53.53\n",
                          "    dns: 10.0.53.53\n    files: { hello.txt: 'hello' }\n", 1)
    # its switches speak, too: what they say is no frame of a type, and all hosts hear it
    lines = [stage, "spanning-tree: rapid", "timeline:"]
    for options in OPTIONS:
        lines.append(f"  - {{ at: 0 s, host: {HOST}, run: \"tcpdump {options}\" }}")
    for i, deed in enumerate(DEEDS):
        lines.append(f"  - {{ at: {5 + 8 * i} s, host: {HOST}, run: \"{deed}\" }}")
    path = os.path.join(folder, "tcpdump.yaml")
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")
    return path


def simulated(netstage, given, folder, capture):
    told = os.path.join(folder, "tcpdump.json")
    done = subprocess.run(
        [netstage, "run", scenario(given, folder), "--quiet", "--pcap", capture, "--at", HOST,
         "--comments", "none", "--json", told, "--until", f"{len(DEEDS) * 8 + 60} s"],
        capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        print(done.stdout + done.stderr)
        sys.exit(1)
    printed = {}
    with open(told, encoding="utf-8") as f:
        for event in map(json.loads, f):
            if event["kind"] == "output":
                printed.setdefault(event["row"], []).append(event["text"])
    # The tcpdumps began first, one row after the other.
    return {options: printed.get(i, []) for i, options in enumerate(OPTIONS)}


def as_seen_on_host(capture, to):
    """The capture is of the cable, where short frames are padded; a host sees those that it sends
    before that. Writes a file of libpcap's, with microseconds."""
    with open(capture, "rb") as f:
        octets = f.read()
    out = [struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1)]
    own_address = None
    at = 0
    while at < len(octets):
        kind, length = struct.unpack_from("<II", octets, at)
        if kind == 6:
            high, low, captured = struct.unpack_from("<III", octets, at + 12)
            frame = octets[at + 28:at + 28 + captured]
            if frame[12] >= 6:  # a type, and no length
                own_address = own_address or frame[6:12]  # the first one is the host's
            if frame[6:12] == own_address:
                frame = frame[:42] if frame[12:14] == b"\x08\x06" else \
                    frame[:14 + struct.unpack_from(">H", frame, 16)[0]]
            microseconds = (high << 32 | low) // 1000
            out.append(struct.pack("<IIII", microseconds // 10**6, microseconds % 10**6,
                                   len(frame), len(frame)) + frame)
        at += length
    with open(to, "wb") as f:
        f.write(b"".join(out))


TIME = re.compile(r"^( *\d+ +| +)?((?:\d{4}-\d\d-\d\d )?[\d:]+\.\d{6}) ")


def same(a, b):
    """But for the time: the capture has that of a frame's departure, which may have waited for the
    one before, 100 us at most."""
    if a is None or b is None:
        return False
    times = TIME.match(a), TIME.match(b)
    if times[0] is None or times[1] is None:
        return a == b
    fractions = [int(t[2][-6:]) for t in times]
    apart = (fractions[0] - fractions[1]) % 10**6
    return a[times[0].end():] == b[times[1].end():] and min(apart, 10**6 - apart) < 100


def real(options, capture):
    done = subprocess.run(["tcpdump", "-r", capture] + options.split(), capture_output=True,
                          env=dict(os.environ, TZ="UTC"), check=False)
    return done.stdout.decode("utf-8", "replace").splitlines()


def own(lines):
    """Without the lines about the capture itself."""
    return [line for line in lines if not re.match(
        r"tcpdump: |listening on |\d+ packets? (captured|received|dropped)|\^C", line)]


def main():
    if shutil.which("tcpdump") is None:
        skip("tcpdump is not installed")
    version = subprocess.run(["tcpdump", "--version"], capture_output=True, text=True, check=False)
    if "version 4.99" not in version.stdout + version.stderr:
        skip("this tcpdump is not 4.99")
    netstage, given, folder = sys.argv[1:4]
    capture = os.path.join(folder, "tcpdump.pcapng")
    seen = os.path.join(folder, "tcpdump.pcap")
    wrong = 0
    compared = 0
    printed = simulated(netstage, given, folder, capture)
    as_seen_on_host(capture, seen)
    for options, lines in printed.items():
        expected, got = real(options, seen), own(lines)
        compared += len(expected)
        shown = 0
        for i in range(max(len(expected), len(got))):
            a = expected[i] if i < len(expected) else None
            b = got[i] if i < len(got) else None
            if not same(a, b) and shown < 6:
                shown += 1
                print(f"tcpdump {options}, line {i + 1}:\n  real      {a!r}\n  simulated {b!r}")
        wrong += shown > 0
    if wrong:
        print(f"{wrong} of {len(OPTIONS)} sets of options differ")
        sys.exit(1)
    print(f"{compared} lines as the real tcpdump prints them")


if __name__ == "__main__":
    main()
