"""For every scenario: tshark finds nothing wrong in what `netstage run` captures, and the JSON lines
tell the same frames as the captures.

usage: written.py NETSTAGE        (77: there is no tshark)"""
import collections
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
# In one file of all cables each packet is there once for each hop: streams are not to be put together.
APART = ["-o", "tcp.desegment_tcp_streams:FALSE", "-o", "http.desegment_headers:FALSE",
         "-o", "http.desegment_body:FALSE"]
CHECKSUMS = ["-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE",
             "-o", "udp.check_checksum:TRUE"]

ICMP_ERRORS = {"3", "4", "5", "11", "12"}

complaints = []


def complain(where, text):
    complaints.append(f"{where}: {text}")


def run(*words, **more):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, **more)


def fields(capture, *names, options=()):
    """A row for each frame, with the first value of each field."""
    command = ["tshark", "-r", capture, "-T", "fields", "-E", "occurrence=f", *CHECKSUMS, *options]
    for name in names:
        command += ["-e", name]
    out = run(*command)
    if out.returncode != 0:
        complain(capture, out.stderr)
    return [line.split("\t") for line in out.stdout.splitlines()]


def check_capture(where, capture, merged=False):
    """Frames of a capture in which nothing is wrong."""
    options = APART if merged else ()
    names = ("frame.time_epoch", "frame.packet_id", "_ws.malformed", "ip.checksum.status",
             "tcp.checksum.status", "udp.checksum.status", "icmp.checksum.status", "frame.len",
             "icmp.type")
    rows = fields(capture, *names, options=options)
    times = [float(row[0]) for row in rows]
    if times != sorted(times):
        complain(where, "not in the order of time")
    for number, row in enumerate(rows, 1):
        if row[2]:
            complain(where, f"frame {number} is malformed")
        # What an ICMP error quotes is cut off: tshark adds up what is there, which proves nothing.
        own = row[3:4] if row[8] in ICMP_ERRORS else row[3:6]
        if any(status not in ("", "1", "2") for status in own) or row[6] not in ("", "1"):
            complain(where, f"frame {number} has a bad checksum: {row[3:7]}")
        if not row[1]:
            complain(where, f"frame {number} has no packet number")
        if int(row[7]) < 60:
            complain(where, f"frame {number} is shorter than a frame can be")
    expert = run("tshark", "-r", capture, "-q", "-z", "expert,warn", *CHECKSUMS, *options).stdout
    for line in expert.splitlines():
        words = line.split()
        # "Sequence": streams that really lose segments, or that are seen on several cables
        repeated = merged and "retransmission" in line
        if words and words[0].isdigit() and words[1] != "Sequence" and not repeated:
            complain(where, f"tshark: {line.strip()}")
    return rows


def check_json(where, path, everything):
    """Every line is an object, and the frames that were sent are those of the capture."""
    sent = []
    ids = set()
    states = []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["kind"] == "node-state":  # at the end, one a node
            states.append(entry["node"])
            continue
        if states:
            complain(where, f"behind the state: {line[:100]}")
        for key in ("event", "ordinal", "cause", "time_ns", "kind", "sentence"):
            if key not in entry:
                complain(where, f"no {key} in {line[:100]}")
        name = f"{entry['event']}.{entry['ordinal']}"
        if name in ids:
            complain(where, f"{name} is there twice")
        ids.add(name)
        if entry["cause"] is not None and entry["cause"] not in ids:
            event = entry["cause"].split(".")[0]
            if event != "0":
                complain(where, f"{name}: its cause {entry['cause']} does not come before it")
        if entry["kind"] == "sent":
            sent.append(entry)
    if not states or len(set(states)) != len(states):
        complain(where, f"states of {states}")
    names = ("eth.src", "arp.opcode", "ip.ttl", "ip.dst", "icmp.type", "tcp.dstport", "udp.length")
    mine = collections.Counter(
        (e["departs_ns"], e["packet"], e["length"], *(outermost(e["fields"], n) for n in names))
        for e in sent)
    theirs = collections.Counter(
        (int(row[0].replace(".", "")), int(row[1]), int(row[2]), *row[3:])
        for row in fields(everything, "frame.time_epoch", "frame.packet_id", "frame.len", *names))
    for key in list((mine - theirs).keys())[:3]:
        complain(where, f"in JSON, but not captured: {key}")
    for key in list((theirs - mine).keys())[:3]:
        complain(where, f"captured, but not in JSON: {key}")


def outermost(entry, name):
    """A field as tshark writes it; an ICMP error also has those of the header that it quotes."""
    value = entry.get(name, "")
    return str(value[0] if isinstance(value, list) else value)


def check_scenario(netstage, scenario, folder):
    where = scenario.name
    out = run(netstage, "run", scenario, "--quiet", "--pcap", folder / "host.pcapng", "--comments",
              "en", "--pcap-all", folder / "all.pcapng", "--pcap-dir", folder / "each", "--json",
              folder / "all.jsonl")
    if out.returncode != 0:
        complain(where, out.stdout + out.stderr)
        return
    frames = len(check_capture(where + " all", folder / "all.pcapng", merged=True))
    check_capture(where + " host", folder / "host.pcapng")
    single = 0
    for capture in sorted((folder / "each").iterdir()):
        single += len(check_capture(f"{where} {capture.name}", capture))
    if frames == 0 or single != frames:
        complain(where, f"{frames} frames on all cables, {single} on each")
    comments = [row[0] for row in fields(folder / "host.pcapng", "frame.comment")]
    if not any(comments):
        complain(where, "no frame at the host has an explanation")
    check_json(where, folder / "all.jsonl", folder / "all.pcapng")


def main():
    if shutil.which("tshark") is None:
        print("written: there is no tshark here")
        sys.exit(77)
    scenarios = sorted((TOP / "scenarios").glob("*.yaml")) + sorted(
        (HERE / "scenarios").glob("*.yaml"))
    for scenario in scenarios:
        with tempfile.TemporaryDirectory() as folder:
            check_scenario(sys.argv[1], scenario, pathlib.Path(folder))
    for text in complaints:
        print(text)
    print(f"written: {len(scenarios)} scenarios, {len(complaints)} complaints")
    sys.exit(1 if complaints or len(scenarios) < 2 else 0)


if __name__ == "__main__":
    main()
