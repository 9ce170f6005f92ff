"""Downloads over links that lose, delay, double and mark, with every profile and set of options: tshark
finds no malformed frame and no bad checksum, and where its analysis of TCP has a name for what we
call so too, both mean the same frames.

What they agree on, seen from the sender's interface:
* what was sent again: tshark calls it retransmission, fast or spurious retransmission or out-of-order,
  by times and ACKs; the union of these is exactly what we flag;
* a fast retransmission of tshark's (two duplicate ACKs or more just before) is one of ours;
And from the receiver's:
* a duplicate ACK that we flag is one of tshark's;
* what tshark calls spurious (it had been acknowledged) had come before: we say that it was dropped or
  came twice.
A cable that doubles frames does so behind the interface where they are captured: only the first of two
frames with one packet number is looked at.

usage: analysis.py NETSTAGE        (77: there is no tshark)"""
import itertools
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

OPTIONS = {
    "textbook": "{ profile: textbook }",
    "sack": "{ profile: textbook, sack: on }",
    "timestamps": "{ profile: textbook, timestamps: on, receive-buffer: 1 MiB }",
    "ecn": "{ profile: textbook, ecn: on, sack: on }",
    "tahoe": "{ profile: textbook, congestion: tahoe }",
    "linux": "{ profile: linux, ecn: on }",
    "freebsd": "{ profile: freebsd }",
}
LINKS = {
    "lossy": "loss: 3 %",
    "reordering": "jitter: 3 ms",
    "doubling": "duplicate: 3 %",
    "all": "loss: 1 %, jitter: 2 ms, duplicate: 1 %",
    "marking": "queue: 300 frames, ecn: 6 frames",
}
SCENARIO = """netstage: 1
title: {{ en: "Analysis", ko: "분석" }}
seed: {seed}
nodes:
  server:
    kind: host
    address: 10.0.0.1/24
    tcp: {tcp}
    http: {{ resources: {{ "/page.txt": {{ size: 300 kB, type: text/plain }} }} }}
  reader:
    kind: host
    address: 10.0.0.2/24
    tcp: {tcp}
links:
  - {{ between: [server, reader], rate: 20 Mbit/s, delay: 10 ms, {link} }}
timeline:
  - {{ at: 0 s, host: reader, run: "curl -s -o page.txt http://10.0.0.1/page.txt" }}
expect:
  - {{ host: reader, http.response.code: 200 }}
"""
ANALYSIS = ("retransmission", "fast_retransmission", "spurious_retransmission", "out_of_order",
            "duplicate_ack")
PLAIN = ("frame.packet_id", "ip.src", "tcp.len", "_ws.malformed", "ip.checksum.status", "tcp.checksum.status",
         "tcp.flags.syn", "tcp.options.wscale.shift", "tcp.options.sack_perm",
         "tcp.options.timestamp.tsval", "ip.dsfield.ecn", "tcp.flags.ece", "tcp.flags.cwr",
         "tcp.options.sack.dsack_le")

# Text is text: what HTTP makes of pieces that are missing or came twice is another matter.
APART = ["-o", "tcp.desegment_tcp_streams:FALSE", "-o", "http.desegment_headers:FALSE",
         "-o", "http.desegment_body:FALSE"]

complaints = []


def complain(where, text):
    complaints.append(f"{where}: {text}")


def run(*words):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, check=False)


def analysed(capture):
    """A dictionary of fields for each packet of a capture."""
    names = PLAIN + tuple("tcp.analysis." + name for name in ANALYSIS)
    command = ["tshark", "-r", capture, "-T", "fields", "-E", "occurrence=f", *APART, "-o",
               "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE"]
    for name in names:
        command += ["-e", name]
    out = run(*command)
    if out.returncode != 0:
        complain(capture, out.stderr)
    rows = {}
    for line in out.stdout.splitlines():
        row = dict(zip(names, line.split("\t")))
        rows.setdefault(row["frame.packet_id"], row)
    return list(rows.values())


def ours(path):
    """Flags by packet number of what was sent; packets that came to nothing or came twice."""
    flags, useless = {}, set()
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record.get("kind") == "sent":
            flags.setdefault(record["packet"], set()).update(record.get("flags", ()))
        elif record.get("rule") in ("TCP_UNACCEPTABLE", "TCP_DUPLICATE_TEXT"):
            useless.add(record["packet"])
    return flags, useless


def numbers(rows, source, *names):
    return {int(row["frame.packet_id"]) for row in rows
            if row["ip.src"] == source and any(row["tcp.analysis." + name] for name in names)}


def check_frames(where, rows):
    for number, row in enumerate(rows, 1):
        if row["_ws.malformed"]:
            complain(where, f"frame {number} is malformed")
        for status in ("ip.checksum.status", "tcp.checksum.status"):
            if row[status] not in ("", "1"):
                complain(where, f"frame {number}: {status} {row[status]}")


def check_sender(where, rows, flags):
    again = numbers(rows, "10.0.0.1", "retransmission", "fast_retransmission", "spurious_retransmission",
                    "out_of_order")
    mine = {int(row["frame.packet_id"]) for row in rows if row["ip.src"] == "10.0.0.1"
            and "retransmission" in flags[int(row["frame.packet_id"])]}
    if again != mine:
        complain(where, f"sent again: only tshark {sorted(again - mine)}, only we {sorted(mine - again)}")
    fast = numbers(rows, "10.0.0.1", "fast_retransmission")
    wrong = {n for n in fast if "retransmission" not in flags[n]}
    if wrong:
        complain(where, f"fast retransmissions of tshark's that are none: {sorted(wrong)}")
    return len(mine), len(fast)


def check_duplicates(where, rows, flags):
    tshark = numbers(rows, "10.0.0.2", "duplicate_ack")
    mine = {int(row["frame.packet_id"]) for row in rows if row["ip.src"] == "10.0.0.2"
            and "duplicate-ack" in flags[int(row["frame.packet_id"])]}
    if mine - tshark:
        complain(where, f"duplicate ACKs that are none for tshark: {sorted(mine - tshark)}")
    return len(mine), len(tshark)


def check_receiver(where, rows, useless):
    spurious = numbers(rows, "10.0.0.1", "spurious_retransmission")
    if spurious - useless:
        complain(where, f"spurious for tshark, but of use for us: {sorted(spurious - useless)}")
    return len(spurious)


def count(rows, **wanted):
    return sum(all(row[name.replace("__", ".")] == value for name, value in wanted.items()) for row in rows)


def check_options(where, tcp, rows):
    """The features that the scenario asks for are in the capture as tshark reads it."""
    syns = [row for row in rows if row["tcp.flags.syn"] in ("1", "True")]
    def in_all(name):
        return all(row[name] for row in syns)
    if in_all("tcp.options.sack_perm") != ("sack" in tcp or "linux" in tcp or "freebsd" in tcp):
        complain(where, "SACK permitted in the wrong SYNs")
    if in_all("tcp.options.timestamp.tsval") != ("timestamps" in tcp or "linux" in tcp or "freebsd" in tcp):
        complain(where, "timestamps in the wrong SYNs")
    if not in_all("tcp.options.wscale.shift"):
        complain(where, "no window scale")
    marked = count(rows, ip__dsfield__ecn="3")
    told = sum(row["tcp.flags.ece"] in ("1", "True") for row in rows if row not in syns)
    answered = sum(row["tcp.flags.cwr"] in ("1", "True") for row in rows if row not in syns)
    return marked, told, answered


def check(program, folder, name, link, totals):
    where = f"{name} over a {link} link"
    scenario, trace = folder / "s.yaml", folder / "s.json"
    scenario.write_text(SCENARIO.format(seed=len(name) + 10 * len(link), tcp=OPTIONS[name], link=LINKS[link]),
                        encoding="utf-8")
    rows = {}
    for node in ("server", "reader"):
        out = run(program, "run", scenario, "--quiet", "--pcap", folder / node, "--at", node, "--json", trace)
        if out.returncode != 0:
            complain(where, out.stderr + out.stdout)
            return
        rows[node] = analysed(folder / node)
        check_frames(f"{where}, {node}", rows[node])
    flags, useless = ours(trace)
    again, fast = check_sender(where, rows["server"], flags)
    mine, theirs = check_duplicates(where, rows["reader"], flags)
    spurious = check_receiver(where, rows["reader"], useless) if link in ("lossy", "marking") else 0
    marked, told, answered = check_options(where, OPTIONS[name], rows["reader"])
    if link == "marking" and ("ecn" in OPTIONS[name]) != (marked > 0 and told > 0 and answered > 0):
        complain(where, f"{marked} marks, {told} ECE, {answered} CWR")
    dsacks = sum(bool(row["tcp.options.sack.dsack_le"]) for row in rows["server"])
    for key, n in zip(("sent again", "fast", "duplicate ACKs", "of tshark's", "spurious", "marks", "ECE", "CWR",
                       "D-SACKs"), (again, fast, mine, theirs, spurious, marked, told, answered, dsacks)):
        totals[key] = totals.get(key, 0) + n


def main():
    if shutil.which("tshark") is None:
        print("there is no tshark")
        sys.exit(77)
    totals = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, link in itertools.product(OPTIONS, LINKS):
            check(sys.argv[1], pathlib.Path(folder), name, link, totals)
    for key, n in totals.items():
        if n == 0:
            complain(key, "there were none: nothing was compared")
    for complaint in complaints:
        print(complaint)
    print("analysis:", ", ".join(f"{n} {key}" for key, n in totals.items()), f"; {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
