"""The program `netstage` from outside: exit statuses, suggestions, help, languages, and that the same
call gives the same output.

usage: program.py NETSTAGE VERSION"""
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
OWN = HERE / "scenarios"
PING = TOP / "scenarios/first-ping.yaml"
SVG = "{http://www.w3.org/2000/svg}"
HANGUL = re.compile("[가-힣]")

netstage, version = sys.argv[1:3]
complaints = []
checks = 0


class Result:
    def __init__(self, words, environment):
        clean = {k: v for k, v in os.environ.items()
                 if k not in ("LANG", "LC_ALL", "LC_MESSAGES", "NETSTAGE_LANG")}
        out = subprocess.run([netstage, *map(str, words)], capture_output=True,
                             env=clean | environment, stdin=subprocess.DEVNULL)
        self.call = "netstage " + " ".join(map(str, words))
        self.status = out.returncode
        self.out = out.stdout.decode("utf-8")
        self.err = out.stderr.decode("utf-8")


def call(*words, status=0, out=None, err=None, env=None):
    """Runs the program; checks its exit status, and that a text is in its output."""
    global checks
    checks += 1
    r = Result(words, env or {})
    if r.status != status:
        complaints.append(f"{r.call}: exit status {r.status}, not {status}\n{r.out[-500:]}{r.err}")
    for name, wanted, there in (("output", out, r.out), ("errors", err, r.err)):
        if wanted is not None and wanted not in there:
            complaints.append(f"{r.call}: {wanted!r} is not in its {name}:\n{there[:1000]}")
    if status == 0 and r.err:
        complaints.append(f"{r.call}: complains although all is well: {r.err}")
    return r


def expect(truth, text):
    global checks
    checks += 1
    if not truth:
        complaints.append(text)


def check_help():
    call("--version", out=f"netstage {version}\n")
    call("--help", out="netstage run")
    call("help", out="netstage check")
    call(status=2, out="Usage: netstage COMMAND")
    for command in ("run", "shell", "check", "decode", "judge", "bench"):
        call(command, "--version", out=version)
        call(command, "--help", out="sage: ")
    help_of_run = call("run", "--help").out
    for option in ("--until", "--seed", "--filter", "--pcap", "--at", "--pcap-dir", "--pcap-all",
                   "--comments", "--json", "--transcript", "--hash", "--why", "--quiet", "--svg"):
        expect(option in help_of_run, f"{option} is not in the help of run")
    expect(HANGUL.search(call("--help", "--lang", "ko").out), "--help --lang ko is not Korean")
    expect(HANGUL.search(call("run", "--help", "--lang=ko").out), "run --help is not Korean")


def check_usage():
    call("rnu", status=2, err="did you mean run?")
    call("zzzzzz", status=2, err="there is no command zzzzzz")
    call("run", status=2, err="which scenario?")
    call("run", PING, "--fitler", "tcp", status=2, err="did you mean --filter?")
    call("run", PING, "--transcript=yes", status=2, err="--transcript takes no value")
    call("run", PING, "--until", status=2, err="--until needs a value")
    call("run", PING, "--until", "2", status=2, err="2 is no time")
    call("run", PING, "--until", "2 parsecs", status=2, err="is no time")
    call("run", PING, "--seed", "x", status=2, err="x is no seed")
    call("run", PING, "--seed", "99999999999999999999", status=2, err="no seed")
    call("run", PING, "--why", "0", status=2, err="is no packet")
    call("run", PING, "--filter", "tcp.flag.syn", status=2, err="tcp.flags.syn")
    call("run", PING, "--filter", "arp &&", status=2, err="^")
    call("run", PING, "--at", "laptop", status=2, err="no --pcap FILE")
    call("run", PING, "--comments", "xx", status=2, err="write en, ko or none")
    call("run", PING, PING, status=2, err="one too many")
    call("run", "first-pin", status=2, err="did you mean first-ping?")
    call("run", "/nowhere/x.yaml", status=2, err="/nowhere/x.yaml")
    call("run", PING, "--json", "/nowhere/x", status=2, err="cannot be written")
    call("run", PING, "--pcap", "/nowhere/x", status=2, err="cannot be written")
    call("run", PING, "--pcap", "/dev/null", "--at", "labtop", status=2, err="did you mean laptop?")


def check_scenarios():
    call("run", PING, out="expectations hold")
    call("run", "first-ping", "--hash", out="hash=")
    r = call("run", OWN / "failing.yaml", "--quiet", status=1, err="failing.yaml:14:")
    expect("expected: exactly 2 frames" in r.err and "came:     1 frame" in r.err,
           f"failing.yaml: what was expected and what came is not said:\n{r.err}")
    expect("failing.yaml:12: this trigger never fired: dns" in r.err,
           f"failing.yaml: the silent trigger is not named:\n{r.err}")
    expect(r.out == "", "--quiet prints something")
    r = call("run", OWN / "storm.yaml", "--quiet", status=1, err="loop of switches")
    expect(re.search(r"packet \d+ .* sw[123] is one", r.err), f"the loop is not named: {r.err}")
    call("run", OWN / "endless.yaml", "--quiet", status=1, err="does not come to an end")
    call("run", OWN / "statuses.yaml", out="expectations hold")
    call("run", OWN / "gateways.yaml", out="expectations hold")
    call("run", OWN / "endless.yaml", "--quiet", "--until", "3 s")
    r = call("run", OWN / "broken.yaml", status=2, err="broken.yaml:8:6")
    expect("did you mean laptop?" in r.err, f"no suggestion: {r.err}")


def check_output():
    lines = call("run", PING).out
    expect("Who has 192.168.1.20? Tell 192.168.1.10" in lines, "no summary of the question")
    expect("| 64 bytes from 192.168.1.20: icmp_seq=1" in lines, "no output of ping")
    expect(len(call("run", PING, "--filter", "arp.opcode == 2").out.splitlines()) == 3,
           "--filter shows other frames than the two and the summary")
    early = Result(["run", PING, "--until", "2 ms"], {})
    expect(early.status == 1 and early.out.count("Who has") == 3, "--until stops elsewhere")
    why = call("run", PING, "--why", "1").out
    expect(why.index("ping -c 2 192.168.1.20") < why.index("puts packet 1 on the cable"),
           f"--why does not begin with the command:\n{why}")
    call("run", PING, "--why", "99", status=1, err="never sent")
    for line in call("run", PING, "--json", "-").out.splitlines():
        json.loads(line)


def check_languages():
    english = call("run", PING, "--transcript").out
    expect(not HANGUL.search(english), "Korean in the English transcript")
    korean = call("run", PING, "--transcript", "--lang", "ko").out
    expect(HANGUL.search(korean), "no Korean in the Korean transcript")
    expect("Question:" not in korean and "Goal:" not in korean, "English words of ours in Korean")
    for env in ({"NETSTAGE_LANG": "ko"}, {"LC_ALL": "ko_KR.UTF-8"}, {"LANG": "ko_KR.UTF-8"}):
        expect(call("run", PING, "--transcript", env=env).out == korean, f"{env} is not obeyed")
    expect(call("run", PING, "--transcript", "--lang", "en", env={"LANG": "ko_KR.UTF-8"}).out ==
           english, "--lang is weaker than LANG")
    r = Result(["run", OWN / "failing.yaml", "--quiet", "--lang", "ko"], {})
    expect(HANGUL.search(r.err), f"failures are not told in Korean: {r.err}")


def check_determinism():
    for options in ([], ["--transcript"], ["--json", "-"], ["--hash"], ["--why", "3"]):
        expect(call("run", PING, *options).out == call("run", PING, *options).out,
               f"two runs with {options} differ")
    plain = call("run", PING, "--hash").out
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        writing = ["--pcap", folder / "a", "--pcap-all", folder / "b", "--pcap-dir", folder / "c",
                   "--json", folder / "d", "--comments", "ko"]
        expect(call("run", PING, "--hash", *writing).out == plain, "the hash depends on observers")
        first = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        expect(len(first) == 6, f"other files than asked for: {sorted(first)}")
        call("run", PING, "--hash", *writing)
        expect(all(p.read_bytes() == octets for p, octets in first.items()),
               "two runs write different files")
    tcp = TOP / "tests/watch/scenarios/page-over-loss.yaml"
    expect(call("run", tcp, "--hash").out != Result(["run", tcp, "--hash", "--seed", "8"], {}).out,
           "--seed changes nothing")


def check_pipe():
    """A capture on standard output is the one that a file gets, and nothing else comes with it."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "a.pcapng"
        call("run", PING, "--quiet", "--pcap", path)
        out = subprocess.run([netstage, "run", str(PING), "--pcap", "-"], capture_output=True)
        expect(out.returncode == 0 and out.stdout == path.read_bytes(), "--pcap - writes otherwise")


def check_ladder():
    """A picture with one arrow for each frame, well-formed, in both languages."""
    def drawn(*words):
        root = xml.etree.ElementTree.fromstring(call("run", *words, "--svg", "-").out)
        return root, [g for g in root.iter(SVG + "g")]
    root, arrows = drawn(PING)
    expect(len(arrows) == 13, f"{len(arrows)} arrows of 13")
    expect(root.find(SVG + "title").text == "The first ping", "the picture has another title")
    expect("Who has 192.168.1.20?" in arrows[0].find(SVG + "title").text, "no summary")
    nodes = [t.text for t in root.iter(SVG + "text") if t.get("class") == "node"]
    expect(nodes == ["laptop", "sw1", "desktop", "printer"], f"columns: {nodes}")
    expect(len(drawn(PING, "--filter", "icmp")[1]) == 8, "--filter does not choose the arrows")
    words = " ".join(t.text for t in drawn(PING, "--lang", "ko")[0].iter(SVG + "text"))
    expect(HANGUL.search(words), "no Korean in the picture")
    root, arrows = drawn(TOP / "tests/watch/scenarios/page-over-loss.yaml")
    crosses = [p for p in root.iter(SVG + "path") if "16m0 -16" in p.get("d")]
    expect(len(crosses) == 1, f"{len(crosses)} frames are drawn as lost, not 1")


MESSAGES = (  # octets, options, exit status, verdicts
    (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", [], 0, ["accepted"]),
    (b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n\r\n", [], 1, ["accepted", "refused"]),
    (b"GET / HTTP/1.1\r\nHost: a\r\n", [], 1, ["incomplete"]),
    (b"", [], 1, ["incomplete"]),
    (b"GET / HTTP/1.1\nHost: a\n\n", [], 1, ["refused"]),
    (b"GET / HTTP/1.1\nHost: a\n\n", ["--lenient"], 0, ["accepted"]),
    (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     [], 1, ["refused"]),
    (b"HTTP/1.1 200 OK\r\n\r\nhello", ["--response", "GET"], 0, ["accepted"]),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", ["--response", "HEAD"], 0, ["accepted"]),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", ["--response", "GET"], 1, ["incomplete"]),
    (b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01a\x00\x00\x01\x00\x01", ["--dns"], 0, ["accepted"]),
    (b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\xc0\x0c\x00\x01\x00\x01", ["--dns"], 1, ["refused"]),
)


def check_judge():
    """Verdicts, the same in whatever pieces."""
    with tempfile.TemporaryDirectory() as folder:
        for number, (octets, options, status, verdicts) in enumerate(MESSAGES):
            path = pathlib.Path(folder) / f"{number}.bin"
            path.write_bytes(octets)
            whole = call("judge", "--json", *options, path, status=status).out
            there = [json.loads(line)["verdict"] for line in whole.splitlines()]
            expect(there == verdicts, f"judge {octets!r}: {there}, not {verdicts}")
            for pieces in ("1", "2", "7"):
                said = call("judge", "--json", "--pieces", pieces, *options, path, status=status).out
                expect(said == whole, f"judge {octets!r} in pieces of {pieces}: another verdict")
        path = pathlib.Path(folder) / "chunked.bin"
        path.write_bytes(b"PUT /a?b HTTP/1.1\r\nHost: a\r\nX: \xff\r\nTransfer-Encoding: chunked\r\n\r\n"
                         b"3;x=y\r\nabc\r\n0\r\nT: v\r\n\r\n")
        said = json.loads(call("judge", "--json", path).out)
        expect(said["method"] == "PUT" and said["target"] == "/a?b" and said["framing"] == "chunked"
               and said["body_length"] == 3 and said["trailers"] == [["T", "v"]]
               and ["X", "\u00ff"] in said["fields"]
               and said["body_sha256"] == hashlib.sha256(b"abc").hexdigest(), f"judge: {said}")
        call("judge", path, pathlib.Path(folder) / "nowhere", status=1, err="cannot be opened")
    call("judge", status=2, err="which files?")
    call("judge", "--pieces", "0", "x", status=2, err="no number of octets")


STATE = """netstage: 1
nodes:
  pc: { kind: host, address: 10.0.0.1/24 }
  web:
    kind: host
    address: 10.0.0.80/24
    http:
      users: { ada: secret }
      resources:
        "/": { body: "x", limit: 1 per 1 min }
        "/login": { login: / }
        "/all": { counter: server }
        "/orders": { collection: { members: { "7": "pen" } } }
links: [ [pc, web] ]
timeline:
  - { at: 0 s, host: pc, run: "curl -s http://10.0.0.80/ http://10.0.0.80/ http://10.0.0.80/all" }
  - { at: 1 s, host: pc, run: "curl -s -c jar -d 'user=ada&password=secret' http://10.0.0.80/login" }
  - { at: 2 s, host: pc, run: "curl -s -H 'Host: a b' http://10.0.0.80/" }
  - { at: 3 s, host: pc, run: "curl -s -d ink http://10.0.0.80/orders" }
"""


def check_state():
    """The last lines of --json: what each node remembers."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "state.yaml"
        path.write_text(STATE)
        lines = [json.loads(line) for line in call("run", path, "--json", "-").out.splitlines()]
        filtered = call("run", path, "--json", "-", "--filter", "arp").out
        expect('"kind":"node-state"' not in filtered, "a state among frames that were asked for")
    pc, web = lines[-2:]
    expect([pc["kind"], pc["node"], web["kind"], web["node"]] == ["node-state", "pc", "node-state", "web"],
           f"the last lines: {lines[-2:]}")
    http = web["http"]
    by_path = {row["path"]: row for row in http["resources"]}
    expect((http["requests"], http["refused"], http["working"]) == (5, 1, 0), f"requests: {http}")
    expect(by_path["/"]["requests"] == 2 and by_path["/all"]["count"] == 1, f"hits: {by_path}")
    expect(by_path["/orders"]["members"] == 2 and by_path["/orders/7"]["content"] == "pen"
           and by_path["/orders/1"]["content"] == "ink", f"orders: {by_path}")
    expect([(r["client"], r["path"], r["requests"], r["refused"]) for r in http["limits"]]
           == [("10.0.0.1", "/", 2, 1)], f"limits: {http['limits']}")
    expect([s["user"] for s in http["sessions"]] == ["ada"], f"sessions: {http['sessions']}")
    expect([(c["jar"], c["name"], c["value"]) for c in pc["cookies"]]
           == [("jar", "sid", http["sessions"][0]["id"])], f"cookies: {pc['cookies']}")


def check_explanations():
    """help and man: English in the records, the reader's language where they are shown."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "help.yaml"
        path.write_text("netstage: 1\nnodes: { a: { address: 10.0.0.1/24 }, b: { address: 10.0.0.2/24 } }\n"
                        "links: [ [a, b] ]\ntimeline:\n"
                        '  - { at: 0 s, host: a, run: "help echo" }\n'
                        'expect:\n  - { host: a, output: "no line feed at the end" }\n', encoding="utf-8")
        english = call("run", path, out="| echo [-ne] [word...]\n").out
        korean = call("run", path, "--lang", "ko", out="| echo [-ne] [word...]\n").out
        expect("no line feed at the end" in english and not HANGUL.search(english),
               "help is not English")
        expect("|   -n            끝에" in korean and "no line feed" not in korean,
               f"help is not Korean: {korean}")
        call("run", path, "--transcript", "--lang", "ko", out="-n            끝에")
        hashes = {call("run", path, "--hash", "--lang", language).out for language in ("en", "ko")}
        expect(len(hashes) == 1, "a run depends on the language")


def check_full_disk():
    if not pathlib.Path("/dev/full").exists():
        return
    with open("/dev/full", "w") as full:
        out = subprocess.run([netstage, "run", str(PING)], stdout=full, stderr=subprocess.DEVNULL)
    expect(out.returncode == 1, f"a full disk: exit status {out.returncode}")
    call("run", PING, "--quiet", "--json", "/dev/full", status=1, err="could not be written")
    call("run", PING, "--quiet", "--pcap", "/dev/full", status=1, err="could not be written")


def main():
    for check in (check_help, check_usage, check_scenarios, check_output, check_languages,
                  check_determinism, check_pipe, check_ladder, check_judge, check_state,
                  check_explanations,
                  check_full_disk):
        check()
    for text in complaints:
        print(text)
    print(f"program: {checks} checks, {len(complaints)} complaints")
    sys.exit(1 if complaints or checks < 50 else 0)


if __name__ == "__main__":
    main()
