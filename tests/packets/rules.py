"""Each packet script says in its first line which rule it shows: // RFC 9293 section 3.5: ...; and it
waits for a packet, a result or an answer. The command's exit statuses and its JSON are looked at besides.

usage: rules.py NETSTAGE"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
FIRST = re.compile(r"// RFC \d+ (section|appendix) [A-Z]?[\d.]*\d(, [\w -]+)?: \S.{10,}")
EVENT = re.compile(r"^\s*(\*|\+?[\d.~+]+)\s*(>|%\{|poll\(|recvfrom\()", re.M)

complaints = []


def complain(where, what):
    complaints.append(f"{where}: {what}")


def script(program, *words):
    run = subprocess.run([program, "script", *map(str, words)], capture_output=True, text=True,
                         check=False)
    return run.returncode, run.stdout, run.stderr


def check_files(program):
    count = 0
    for path in sorted(FOLDER.glob("*/*.pkt")):
        count += 1
        name = path.relative_to(FOLDER)
        text = path.read_text(encoding="utf-8")
        if not FIRST.match(text.split("\n")[0]):
            complain(name, "the first line does not say which rule of which RFC it shows")
        if not EVENT.search(text):
            complain(name, "expects nothing")
    return count


def check_command(program):
    good = next(iter(sorted((FOLDER / "handshake").glob("*.pkt"))))
    with tempfile.TemporaryDirectory() as folder:
        broken = pathlib.Path(folder, "broken.pkt")
        wrong = pathlib.Path(folder, "wrong.pkt")
        broken.write_text("0 nonsense(3) = 0\n")
        wrong.write_text("0 close(3) = 0\n")
        for words, status in ((["--quiet", good], 0), (["--quiet", wrong, good], 1),
                              (["--quiet", broken, wrong], 2), ([], 2),
                              (["--pcap", folder + "/x.pcapng", good, good], 2)):
            code, out, _ = script(program, *words)
            if code != status or (out != "" and "--quiet" in words):
                complain(words, f"exit status {code}, not {status}; {out}")
        lines = [json.loads(line) for line in script(program, "--json", good, wrong,
                                                     broken)[1].splitlines()]
        if [line.get("passed") for line in lines] != [True, False, None]:
            complain("--json", lines)
        if lines[1]["line"] != 1 or "EBADF" not in lines[1]["came"] or lines[2]["column"] != 3:
            complain("--json", lines)
        code, _, _ = script(program, "--quiet", "--pcap", folder + "/x.pcapng", good)
        decoded = subprocess.run([program, "decode", folder + "/x.pcapng"], capture_output=True,
                                 text=True, check=False).stdout
        if code != 0 or "SYN" not in decoded:
            complain("--pcap", decoded)


def main():
    count = check_files(sys.argv[1])
    check_command(sys.argv[1])
    for complaint in complaints:
        print(complaint)
    print(f"rules: {count} scripts, {len(complaints)} complaints")
    sys.exit(1 if complaints or count == 0 else 0)


if __name__ == "__main__":
    main()
