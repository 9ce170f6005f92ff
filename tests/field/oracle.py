#!/usr/bin/env python3
"""tests/field/oracle.py: the dissector and the filters, held against tshark.

    oracle.py NETSTAGE fields               the captures of captures.py
    oracle.py NETSTAGE fields CAPTURE...    these captures instead
    oracle.py NETSTAGE scenarios            what `netstage run` captures of every scenario
    oracle.py NETSTAGE filters              the filters of filters.txt
    oracle.py NETSTAGE coverage             is every field of tshark known here, or argued away?

For every frame, every field that `tshark -G fields` lists for our protocols must be there as often,
with the same values, at the same octets, less what tshark-exceptions.txt argues away; and every
filter must choose the same frames. Numbers of TCP are compared as tshark has them by default, from
the start of each connection, and as they are on the wire (--absolute). Exit code 77: tshark is not
installed. Standard library only.
"""
import argparse
import collections
import fnmatch
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
PROTOCOLS = ("eth", "llc", "stp", "bpdu", "arp", "ip", "icmp", "udp", "tcp", "dns", "rip", "http")
PREFERENCES = [
    "tcp.desegment_tcp_streams:FALSE",
    # what a repeated segment holds is shown once more, not only in the first one
    "tcp.no_subdissector_on_error:FALSE",
    "http.desegment_body:FALSE",
    "http.desegment_headers:FALSE",
    "ip.defragment:FALSE",
    "ip.check_checksum:TRUE",
    "tcp.check_checksum:TRUE",
    "udp.check_checksum:TRUE",
    "eth.fcs:Never",
    "rip.display_routing_domain:TRUE",
]
ERROR = str(0x800000)  # the severity of an expert remark
LOOP = "<Name contains a pointer that loops>"
BROKEN = ("_ws.malformed", "_ws.short", "_ws.unreassembled")

Field = collections.namedtuple("Field", "value offset length")


def tshark(*arguments, absolute=False):
    preferences = PREFERENCES + ["tcp.relative_sequence_numbers:FALSE"] * absolute
    options = [x for preference in preferences for x in ("-o", preference)]
    environment = dict(os.environ, TZ="UTC", LC_ALL="C.UTF-8", HOME=tempfile.gettempdir())
    done = subprocess.run(["tshark", *options, *arguments], capture_output=True, env=environment)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def known_fields():
    """The names that tshark registers for our protocols."""
    names = set()
    done = subprocess.run(["tshark", "-G", "fields"], capture_output=True)
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        parts = line.split("\t")
        if parts[0] in "FP" and "." in parts[2] and parts[2].split(".")[0] in PROTOCOLS:
            names.add(parts[2])
    return names


def read_exceptions():
    exceptions = []
    with open(os.path.join(HERE, "tshark-exceptions.txt"), encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            pattern, _, reason = line.partition(" ")
            if len(reason.strip()) < 10:
                sys.exit("tshark-exceptions.txt:%d: %s has no reason" % (number, pattern))
            exceptions.append(pattern)
    return exceptions


def normal(value):
    """White space and octets that are no text are written in several ways."""
    value = re.sub(r"\\x[0-9a-f]{2}|\\\d\d\d|[^\x20-\x7e·]", "?", value)
    value = value.replace("\\r", "?").replace("\\n", "?").replace("\\t", "?")
    return re.sub(r"[ ?]+", " ", value).strip()


def frames_of_tshark(path, absolute):
    code, output, errors = tshark("-r", path, "-T", "pdml", absolute=absolute)
    if code not in (0, 2):
        sys.exit("tshark cannot read %s: %s" % (path, errors))
    output = re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"?", output)
    output = output.decode("utf-8", "replace")
    frames = []
    for packet in ElementTree.fromstring(output):
        fields = collections.defaultdict(list)
        broken = False
        size = 0
        for field in packet.iter():
            name = field.get("name") or ""
            shown = field.get("show") or ""
            broken = broken or name in BROKEN or shown == LOOP
            broken = broken or (name == "_ws.expert.severity" and shown == ERROR)
            length = int(field.get("size") or 0)
            offset = int(field.get("pos") or 0) if length else 0
            if name == "geninfo":
                size = length
            # tcp.pdu.size reaches over the end of a frame in which the message does not end
            length = max(0, min(length, size - offset))
            fields[name].append(Field(normal(field.get("show") or ""), offset, length))
        frames.append((fields, broken))
    return frames


def frames_of_netstage(program, path, absolute):
    done = subprocess.run([program, "decode", "--json"] + ["--absolute"] * absolute + [path],
                          capture_output=True)
    frames = []
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        frame = json.loads(line)
        fields = collections.defaultdict(list)
        for field in frame["fields"]:
            length = field["length"]
            offset = field["offset"] if length else 0
            fields[field["name"]].append(Field(normal(field["value"]), offset, length))
        frames.append((fields, frame["malformed"] is not None))
    return frames


def agree_as_far_as_they_go(theirs, ours):
    """In a frame that is broken each reader stops at a place of its own: tshark often before the
    first field of a header that is cut, netstage behind the last field that is whole."""
    few, many = sorted([theirs, ours], key=len)
    rest = collections.Counter(many)
    rest.subtract(collections.Counter(few))
    return min(rest.values(), default=0) >= 0


class Comparison:
    def __init__(self, program):
        self.program = program
        self.known = known_fields()
        self.exceptions = read_exceptions()
        self.used = set()
        self.compared = collections.Counter()
        self.faults = []

    def excepted(self, name, fields):
        """A pattern, perhaps with a condition on tshark's fields: dns.qry.name.len[dns.qry.name=?]
        where a name has one letter, http.file_data[!http.chat] where there is no start line."""
        for exception in self.exceptions:
            pattern, _, condition = exception.rstrip("]").partition("[")
            field, _, value = condition.partition("=")
            if field.startswith("!"):
                holds = not fields.get(field[1:])
            else:
                holds = not condition or any(fnmatch.fnmatchcase(x.value, value)
                                             for x in fields.get(field, []))
            if holds and fnmatch.fnmatchcase(name, pattern):
                self.used.add(exception)
                return True
        return False

    def compare_field(self, where, name, theirs, ours, broken):
        # What is a remark and not a value has no place of its own in tshark's output.
        if all(field.value == "" for field in theirs + ours):
            theirs = [Field("", 0, 0) for _ in theirs]
            ours = [Field("", 0, 0) for _ in ours]
        if broken and agree_as_far_as_they_go(theirs, ours):
            return
        if sorted(theirs) != sorted(ours):
            self.faults.append("%s: %s\n    tshark   %s\n    netstage %s"
                               % (where, name, sorted(theirs), sorted(ours)))
        self.compared[name] += 1

    def compare(self, path, absolute=False):
        theirs = frames_of_tshark(path, absolute)
        ours = frames_of_netstage(self.program, path, absolute)
        label = os.path.basename(path) + " (absolute)" * absolute
        if len(theirs) != len(ours):
            self.faults.append("%s: tshark has %d frames, netstage %d"
                               % (label, len(theirs), len(ours)))
        for number, (their, our) in enumerate(zip(theirs, ours), 1):
            where = "%s frame %d" % (label, number)
            if our[1] and not their[1]:
                self.faults.append("%s: malformed for netstage alone" % where)
            for name in sorted(set(their[0]) | set(our[0])):
                if name in self.known and not self.excepted(name, their[0]):
                    self.compare_field(where, name, their[0].get(name, []),
                                       our[0].get(name, []), their[1])
        return len(theirs)


def read_filters():
    with open(os.path.join(HERE, "filters.txt"), encoding="utf-8") as lines:
        return [line.rstrip("\n") for line in lines
                if line.strip() and not line.startswith("#")]


def chosen_by_tshark(path, text):
    code, output, errors = tshark("-r", path, "-Y", text, "-T", "fields", "-e", "frame.number")
    if code not in (0, 2) or not all(x.isdigit() for x in output.split()):
        return errors
    if "tshark:" in errors:
        return errors
    return [int(x) for x in output.split()]


def chosen_by_netstage(program, path, text):
    done = subprocess.run([program, "decode", "--filter", text, path], capture_output=True)
    if done.returncode not in (0, 1):
        return done.stderr.decode("utf-8", "replace")
    return [int(line.split()[0]) for line in done.stdout.splitlines()]


# What `-z io,stat` takes for something else than a filter.
NOT_TOGETHER = re.compile(r",|^(frames|bytes|count|sum|min|max|avg|load)\(", re.IGNORECASE)


def chosen_together(path, filters):
    """All filters in one run of tshark: a table of a line per millisecond, in which write_pcap() has
    one frame, and of two columns per filter. None: one of the filters is not understood."""
    code, output, _ = tshark("-r", path, "-q", "-z", "io,stat,0.001," + ",".join(filters))
    if code != 0:
        return None
    chosen = [[] for _ in filters]
    number = 0
    for line in output.decode("utf-8", "replace").splitlines():
        cells = line.strip("|").split("|")
        if "<>" not in cells[0]:
            continue
        number += 1
        for frames, cell in zip(chosen, cells[1::2]):
            if int(cell) > 1:
                sys.exit("two frames in a millisecond of %s" % path)
            frames += [number] * int(cell)
    return chosen


def all_chosen_by_tshark(path, filters):
    chosen = {}
    together = [text for text in filters if not NOT_TOGETHER.search(text)]
    for start in range(0, len(together), 60):
        some = together[start:start + 60]
        chosen.update(zip(some, chosen_together(path, some) or []))
    for text in filters:
        if text not in chosen:
            chosen[text] = chosen_by_tshark(path, text)
    return chosen


def compare_filters(program, folder):
    import captures
    path = os.path.join(folder, "all.pcap")
    frames = captures.for_filters()
    captures.write_pcap(path, frames + frames[:1])  # the table of io,stat lacks the last one
    broken = {number for number, frame in enumerate(frames_of_tshark(path, False), 1) if frame[1]}
    broken.add(len(frames) + 1)
    faults = []
    matched = 0
    filters = read_filters()
    theirs = all_chosen_by_tshark(path, filters)
    for text in filters:
        their, our = (x if isinstance(x, str) else [n for n in x if n not in broken]
                      for x in (theirs[text], chosen_by_netstage(program, path, text)))
        matched += isinstance(their, list) and len(their) > 0
        if their != our:
            faults.append("filter %s\n    tshark   %s\n    netstage %s" % (text, their, our))
    print("%d filters, of which %d choose a frame" % (len(filters), matched))
    if len(filters) < 120 or matched < len(filters) * 3 // 4:
        faults.append("there are too few filters")
    return faults


def compare_captures(program, paths, absolute=()):
    comparison = Comparison(program)
    frames = sum(comparison.compare(path) for path in paths)
    frames += sum(comparison.compare(path, absolute=True) for path in absolute)
    print("%d frames of %d captures, %d different fields compared"
          % (frames, len(paths) + len(absolute), len(comparison.compared)))
    if len(comparison.compared) < 5:
        comparison.faults.append("hardly anything was compared")
    return comparison


def compare_made(program, folder):
    import captures
    paths = captures.write_all(folder)
    absolute = [x for x in paths if re.search("connections|segments|talk", x)]
    comparison = compare_captures(program, paths, absolute)
    for exception in comparison.exceptions:
        if "[" in exception and exception not in comparison.used:
            comparison.faults.append("tshark-exceptions.txt: %s is not needed" % exception)
    if len(comparison.compared) < 250:
        comparison.faults.append("too few fields were compared")
    return comparison.faults


def compare_scenarios(program, folder):
    """Each scenario as its first host sees it, and all cables in one, where a packet comes by once
    for each hop."""
    faults = []
    paths = []
    scenarios = sorted(pathlib.Path(TOP, "scenarios").glob("*.yaml"))
    scenarios += sorted(pathlib.Path(TOP, "tests", "watch", "scenarios").glob("*.yaml"))
    for scenario in scenarios:
        here, everywhere = (os.path.join(folder, scenario.stem + x) for x in (".pcapng", "-all.pcapng"))
        done = subprocess.run([program, "run", str(scenario), "--quiet", "--pcap", here, "--pcap-all",
                               everywhere], capture_output=True)
        if done.returncode != 0:
            faults.append("%s: %s" % (scenario.name, done.stderr.decode("utf-8", "replace")))
            continue
        paths += [here, everywhere]
    return faults + compare_captures(program, paths).faults


def known_here():
    with open(os.path.join(TOP, "sim", "field", "fields.def"), encoding="utf-8") as rows:
        return set(re.findall(r'^FIELD\(\w+, "([^"]+)"', rows.read(), re.MULTILINE))


def check_coverage():
    """Every field of tshark is known here or excepted, never both; every exception excepts some."""
    faults = []
    theirs = known_fields()
    ours = known_here()
    exceptions = read_exceptions()
    always = [x for x in exceptions if "[" not in x]
    for name in sorted(theirs - ours):
        if not any(fnmatch.fnmatchcase(name, x) for x in always):
            faults.append("%s is neither known nor excepted" % name)
    for pattern in always:
        both = [x for x in sorted(ours & theirs) if fnmatch.fnmatchcase(x, pattern)]
        if both:
            faults.append("tshark-exceptions.txt: %s hides %s" % (pattern, " ".join(both)))
        if not any(fnmatch.fnmatchcase(x, pattern) for x in theirs):
            faults.append("tshark-exceptions.txt: %s excepts nothing" % pattern)
    for name in sorted(ours - theirs):
        if "." in name and name.split(".")[0] in PROTOCOLS:
            faults.append("%s is a name that tshark does not have" % name)
    print("%d fields of tshark, %d known, %d exceptions"
          % (len(theirs), len(theirs & ours), len(exceptions)))
    return faults


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", help="path of netstage")
    parser.add_argument("what", choices=("fields", "scenarios", "filters", "coverage"))
    parser.add_argument("captures", nargs="*")
    options = parser.parse_args()
    if shutil.which("tshark") is None:
        print("skipped: tshark is not installed")
        return 77
    sys.path.insert(0, HERE)
    with tempfile.TemporaryDirectory() as folder:
        if options.captures:
            faults = compare_captures(options.program, options.captures, options.captures).faults
        elif options.what == "fields":
            faults = compare_made(options.program, folder)
        elif options.what == "scenarios":
            faults = compare_scenarios(options.program, folder)
        elif options.what == "filters":
            faults = compare_filters(options.program, folder)
        else:
            faults = check_coverage()
    for fault in faults[:400]:
        print(fault)
    print("%d differences" % len(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
