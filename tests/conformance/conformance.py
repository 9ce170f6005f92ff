"""The table of what RFCs ask of TCP, tests/conformance/tcp.txt and walk.txt, held against the tree; and
docs/tcp-conformance.md, which is made of it. The build runs this and fails when

* a requirement of RFC 9293 appendix B is missing, doubled, or out of order, or one of another RFC
  is not numbered in its group; a call or an event of section 3.10 has no row for a state;
* a function that is named is not defined in sim/, or a test does not exist (a packet script, or a
  test function that its program runs);
* a requirement has neither a test nor a reason why it needs none;
* the document is not what the table says (--write makes it so).

With --fired NETSTAGE it plays the packet scripts instead: a rule of sim/core/rules.def that is named
with a requirement must decide something in one of its scripts, or these prove nothing.

usage: conformance.py [--write] [--stamp FILE] | --fired NETSTAGE"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "tests/conformance"
DOCUMENT = ROOT / "docs/tcp-conformance.md"
APPENDIX_B = [f"{kind}-{i}" for kind, last in (("MUST", 69), ("SHLD", 31), ("MAY", 18), ("REC", 1))
              for i in range(1, last + 1)]
STATES = ["CLOSED", "LISTEN", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2",
          "CLOSE-WAIT", "CLOSING", "LAST-ACK", "TIME-WAIT"]
EVENTS = ["OPEN", "SEND", "RECEIVE", "CLOSE", "ABORT", "STATUS", "sequence", "RST", "SYN", "ACK", "URG",
          "text", "FIN", "timeout"]
KEYS = ("code", "test", "rule", "why")

complaints = []


def complain(where, what):
    complaints.append(f"{where}: {what}")


# --- the table


class Row:
    def __init__(self, where, name, section):
        self.where, self.name, self.section = where, name, section
        self.sentence = ""
        self.words = {key: [] for key in KEYS}


def read_table(path):
    """Groups of rows: a title after ##, a row's name and section, and what is indented below it."""
    groups, row = [], None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path.name}:{number}"
        if line.startswith("## "):
            groups.append((line[3:], []))
        elif line == "" or line.startswith("#"):
            continue
        elif not line.startswith(" "):
            name, _, section = line.partition(" ")
            row = Row(where, name, section)
            groups[-1][1].append(row)
        else:
            key, colon, rest = line.strip().partition(": ")
            if colon and key in KEYS:
                row.words[key] = [rest] if key == "why" else rest.split()
            elif row.sentence:
                complain(where, "neither code:, test:, rule: nor why:")
            else:
                row.sentence = line.strip()
    return groups


# --- the tree


def defined_functions():
    found = set()
    start = re.compile(r"^(?:[A-Za-z_][\w ]*[ *]+)([a-z_][a-z0-9_]*)\(", re.M)
    for path in sorted((ROOT / "sim").rglob("*.[ch]")):
        text = path.read_text(encoding="utf-8")
        for match in start.finditer(text):
            end = text.find(")\n{", match.end())
            stop = text.find(";", match.end())
            if end >= 0 and (stop < 0 or end < stop):
                found.add(match.group(1))
    return found


def rule_names():
    text = (ROOT / "sim/core/rules.def").read_text(encoding="utf-8")
    return set(re.findall(r"^RULE\((\w+),", text, re.M))


def test_exists(test):
    path, colon, function = test.partition(":")
    if not colon:
        return path.endswith(".pkt") and (ROOT / "tests/packets" / path).is_file()
    file = ROOT / "tests" / path
    if not file.is_file():
        return False
    text = file.read_text(encoding="utf-8")
    return (re.search(rf"^static void {function}\(void \*\*state\)", text, re.M) is not None and
            re.search(rf"cmocka_unit_test\w*\(\s*{function}\b", text) is not None)


# --- what must hold


def check_row(row, functions, rules):
    words = row.words
    for function in words["code"]:
        if function not in functions:
            complain(row.where, f"{row.name}: no function {function}() is defined in sim/")
    for test in words["test"]:
        if not test_exists(test):
            complain(row.where, f"{row.name}: there is no test {test}")
    for rule in words["rule"]:
        if rule not in rules:
            complain(row.where, f"{row.name}: there is no rule {rule}")
    if words["rule"] and not any(test.endswith(".pkt") for test in words["test"]):
        complain(row.where, f"{row.name}: a rule is named, but no script in which it fires")
    if not words["test"] and not words["why"]:
        complain(row.where, f"{row.name}: no test fires it, and no reason says why it needs none")
    if not words["code"] and not words["why"]:
        complain(row.where, f"{row.name}: no function does it, and no reason says why")


def check_requirements(groups):
    first = [row.name for row in groups[0][1]]
    for name in APPENDIX_B:
        if first.count(name) != 1:
            complain("tcp.txt", f"{name} of RFC 9293 appendix B stands here {first.count(name)} times")
    if [name for name in first if name in APPENDIX_B] != APPENDIX_B or len(first) != len(APPENDIX_B):
        complain("tcp.txt", "the rows of appendix B are not in its order")
    for title, rows in groups[1:]:
        number = re.match(r"RFC (\d+)", title)
        for i, row in enumerate(rows, 1):
            if number is None or row.name != f"{number.group(1)}-{i}":
                complain(row.where, f"{row.name}: this should be number {i} of {title}")
    for _, rows in groups:
        for row in rows:
            if not re.fullmatch(r"\d+(\.\d+)*", row.section) or not row.sentence:
                complain(row.where, f"{row.name}: its section and its sentence are wanted")


def check_walk(groups):
    for title, rows in groups:
        names = [row.name for row in rows]
        if sorted(names) != sorted(STATES):
            complain("walk.txt", f"{title}: each state once, and no other: {set(names) ^ set(STATES)}")
    titles = [title.split(" ")[0] for title, _ in groups]
    if titles != EVENTS:
        complain("walk.txt", f"the events should be {EVENTS}, and are {titles}")


# --- the document


def link(test):
    path, colon, function = test.partition(":")
    if colon:
        return f"[{function}](../tests/{path})"
    return f"[{path[:-4]}](../tests/packets/{path})"


def kind_of(test):
    return "script" if test.endswith(".pkt") else "test"


def put_rows(out, rows):
    out.append("| | section | in the RFC's words | code | tests |")
    out.append("| --- | --- | --- | --- | --- |")
    for row in rows:
        tests = ", ".join(link(test) for test in row.words["test"])
        why = " ".join(row.words["why"])
        told = "<br>".join(part for part in (tests, f"*{why}*" if why else "") if part)
        code = ", ".join(f"`{function}`" for function in row.words["code"])
        sentence = row.sentence.replace("|", "\\|").replace("<", "&lt;").replace("_", "\\_")
        out.append(f"| {row.name} | {row.section} | {sentence} | {code} | {told} |")
    out.append("")


def put_walk(out, groups):
    for title, rows in groups:
        out.append(f"### {title}")
        out.append("")
        out.append("| state | tests |")
        out.append("| --- | --- |")
        for row in rows:
            tests = ", ".join(link(test) for test in row.words["test"])
            why = " ".join(row.words["why"])
            told = "; ".join(part for part in (tests, f"*{why}*" if why else "") if part)
            out.append(f"| {row.name} | {told} |")
        out.append("")


def document(groups, walk):
    rows = [row for _, group in groups for row in group]
    argued = [row for row in rows if not row.words["test"]]
    scripts = {test for row in rows + [r for _, g in walk for r in g] for test in row.words["test"]}
    out = ["# TCP, requirement by requirement", "",
           "<!-- Made by tests/conformance/conformance.py --write of tests/conformance/tcp.txt and walk.txt. The",
           "     build fails when it is out of date. -->", "",
           f"{len(rows)} requirements of {len(groups)} RFCs; {len(rows) - len(argued)} are fired by tests, "
           f"{len(argued)} are argued away, in italics. {len(scripts)} scripts and tests are named here.",
           "A name like `tcp_reopens` is a function of `sim/transport/` (or a room below or above it); its comment has",
           "the section. `tests/packets/` are packet scripts ([packet-scripts.md](packet-scripts.md)), the others are test",
           "functions. That a rule of `sim/core/rules.def` which belongs to a requirement really decides something in its",
           "scripts is a test of its own (`conformance.fired`).", ""]
    for title, group in groups:
        out += [f"## {title}", ""]
        put_rows(out, group)
    out += ["## RFC 9293 section 3.10: every call and every event in every state", ""]
    put_walk(out, walk)
    return "\n".join(out).rstrip("\n") + "\n"


# --- rules that fire


def check_fired(program, groups):
    rows = [row for _, group in groups for row in group if row.words["rule"]]
    scripts = sorted({test for row in rows for test in row.words["test"] if test.endswith(".pkt")})
    paths = [str(ROOT / "tests/packets" / script) for script in scripts]
    run = subprocess.run([program, "script", "--json", *paths], capture_output=True, text=True,
                         check=False)
    fired = {}
    for script, line in zip(scripts, run.stdout.splitlines()):
        told = json.loads(line)
        fired[script] = set(told.get("rules", [])) if told.get("passed") else set()
    for row in rows:
        there = set().union(*(fired.get(test, set()) for test in row.words["test"]))
        for rule in row.words["rule"]:
            if rule not in there:
                complain(row.where, f"{row.name}: {rule} decides nothing in {row.words['test']}")
    return len(rows)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--stamp", type=pathlib.Path)
    parser.add_argument("--fired")
    options = parser.parse_args()
    groups, walk = read_table(HERE / "tcp.txt"), read_table(HERE / "walk.txt")
    count = sum(len(rows) for _, rows in groups)
    if options.fired:
        count = check_fired(options.fired, groups)
    else:
        functions, rules = defined_functions(), rule_names()
        check_requirements(groups)
        check_walk(walk)
        for _, rows in groups:
            for row in rows:
                check_row(row, functions, rules)
        for _, rows in walk:
            for row in rows:
                row.words["code"] = row.words["code"] or ["tcp_segment_arrives"]
                check_row(row, functions, rules)
        text = document(groups, walk)
        if options.write:
            DOCUMENT.write_text(text, encoding="utf-8")
        elif not DOCUMENT.is_file() or DOCUMENT.read_text(encoding="utf-8") != text:
            complain(DOCUMENT.name, "is out of date: run tests/conformance/conformance.py --write")
    for complaint in complaints:
        print(f"conformance: {complaint}", file=sys.stderr)
    if options.stamp and not complaints:
        options.stamp.write_text("good\n", encoding="utf-8")
    print(f"conformance: {count} requirements, {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
