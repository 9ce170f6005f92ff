#!/usr/bin/env python3
"""tests/field/mutated.py: `netstage decode` on capture files that are damaged on purpose.

    mutated.py NETSTAGE [SEED [ROUNDS]]

Whatever a file holds, decode ends with 0 or 1, says on standard error where a file breaks off, and
what it shows is whole: every line of --json is JSON, with the fields inside the frame. With a build
of the asan preset a reading behind the end of something ends the program in another way, and fails
here. Every fault is told with the seed that gives the same file again. Standard library only."""
import json
import os
import random
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import captures

ENVIRONMENT = dict(os.environ, ASAN_OPTIONS="exitcode=99:abort_on_error=0",
                   UBSAN_OPTIONS="halt_on_error=1:exitcode=99")


def block(kind, body):
    body += b"\0" * (-len(body) % 4)
    return struct.pack("<II", kind, 12 + len(body)) + body + struct.pack("<I", 12 + len(body))


def pcapng(frames):
    out = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    out += block(1, struct.pack("<HHI", 1, 0, 0) + struct.pack("<HHB3x", 9, 1, 9) + bytes(4))
    for i, frame in enumerate(frames):
        out += block(6, struct.pack("<IIIII", 0, 0, i * 1000, len(frame), len(frame)) + frame
                     + b"\0" * (-len(frame) % 4) + struct.pack("<HH4s", 1, 4, b"note") + bytes(4))
    return out


def pcap(frames, order, magic):
    out = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 262144, 1)
    for i, frame in enumerate(frames):
        out += struct.pack(order + "IIII", 100, i * 1000, len(frame), len(frame)) + frame
    return out


def damage(draw, octets):
    octets = bytearray(octets)
    way = draw.randrange(5)
    if way == 0:  # cut
        return bytes(octets[:draw.randrange(len(octets))])
    if way == 1:  # a piece is lost, or is there twice
        at, n = draw.randrange(len(octets)), draw.randrange(1, 40)
        return bytes(octets[:at] + (octets[at + n:] if draw.random() < .5 else octets[at - n:]))
    for _ in range(draw.choice((1, 3, 30, 300))):
        at = draw.randrange(len(octets) if way < 4 else min(len(octets), 120))
        octets[at] = draw.choice((octets[at] ^ 1 << draw.randrange(8), 0, 255, draw.randrange(256)))
    return bytes(octets)


def check_json(output):
    for line in output.decode("utf-8", "replace").splitlines():
        frame = json.loads(line)
        size = len(frame["octets"]) // 2
        if size != frame["captured"]:
            return "%d octets shown, %d captured" % (size, frame["captured"])
        for field in frame["fields"]:
            if field["offset"] + field["length"] > size:
                return "frame %d: %s is outside of it" % (frame["number"], field["name"])
    return None


def check(program, path, options):
    done = subprocess.run([program, "decode", *options, path], capture_output=True, env=ENVIRONMENT)
    if done.returncode not in (0, 1):
        return "exit code %d: %s" % (done.returncode, done.stderr.decode("utf-8", "replace")[-3000:])
    if (done.returncode == 1) != (b"octet" in done.stderr):
        return "exit code %d, but it says: %s" % (done.returncode, done.stderr[-300:])
    try:
        return check_json(done.stdout) if "--json" in options else None
    except ValueError as error:
        return "no JSON: %s" % error


def main():
    program = sys.argv[1]
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 150
    frames = [frame for make in captures.ALL.values() for frame in make()]
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "damaged")
        for seed in range(first, first + rounds):
            draw = random.Random(seed)
            some = [draw.choice(frames) for _ in range(draw.randrange(1, 60))]
            whole = draw.choice((pcapng(some), pcap(some, "<", 0xA1B2C3D4), pcap(some, ">", 0xA1B23C4D)))
            with open(path, "wb") as file:
                file.write(damage(draw, whole))
            options = draw.choice((["--json"], ["--json", "--absolute"], ["-v"], [],
                                   ["-Y", "tcp.stream == 0 && tcp.seq < 100 || dns || http"]))
            fault = check(program, path, options)
            if fault is not None:
                faults += 1
                print("seed %d, decode %s: %s" % (seed, " ".join(options), fault))
    print("%d damaged files, seeds %d to %d, %d faults" % (rounds, first, first + rounds - 1, faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
