"""Does conformance.py see what it is there for? The table is copied, spoilt in one way after the other, and must
be refused each time, with the words that name the fault; untouched it must pass.

usage: sabotage.py CONFORMANCE.PY"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(sys.argv[1]).resolve().parents[2]


def spoil(text, old, new):
    if old not in text:
        raise SystemExit(f"sabotage: {old!r} is not in the table any more")
    return text.replace(old, new, 1)


def drop_row(text, name):
    rows = text.split("\n\n")
    kept = [row for row in rows if not row.startswith(name + " ")]
    if len(kept) != len(rows) - 1:
        raise SystemExit(f"sabotage: no row {name}")
    return "\n\n".join(kept)


def without_tests(text, name):
    rows = text.split("\n\n")
    return "\n\n".join("\n".join(line for line in row.split("\n") if not line.startswith("  test:") and
                                 not line.startswith("  rule:"))
                       if row.startswith(name + " ") else row for row in rows)


SABOTAGES = (
    ("tcp.txt", lambda t: drop_row(t, "MUST-17"), "MUST-17 of RFC 9293 appendix B"),
    ("tcp.txt", lambda t: drop_row(t, "6298-3"), "this should be number"),
    ("tcp.txt", lambda t: spoil(t, "\nMUST-3 ", "\nMUST-70 "), "MUST-3 of RFC 9293"),
    ("tcp.txt", lambda t: without_tests(t, "MUST-10"), "MUST-10: no test fires it"),
    ("tcp.txt", lambda t: spoil(t, "checksum_fits", "checksum_fits_not"), "no function checksum_fits_not()"),
    ("tcp.txt", lambda t: spoil(t, "nagle/holds.pkt", "nagle/holds-not.pkt"), "no test nagle/holds-not.pkt"),
    ("tcp.txt", lambda t: spoil(t, "test_arrives.c:broken_segments", "test_arrives.c:expect"),
     "no test transport/test_arrives.c:expect"),
    ("tcp.txt", lambda t: spoil(t, "TCP_SYNS_CROSS", "TCP_SYNS_MEET"), "no rule TCP_SYNS_MEET"),
    ("tcp.txt", lambda t: spoil(t, "The sender MUST generate it", "The sender must generate it"), "out of date"),
    ("walk.txt", lambda t: spoil(t, "\nFIN-WAIT-2\n", "\nFIN-WAIT-9\n"), "each state once"),
)


def run(root):
    done = subprocess.run([sys.executable, "-B", str(root / "tests/conformance/conformance.py")],
                          capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def main():
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "tests/conformance").mkdir(parents=True)
        (root / "docs").mkdir()
        (root / "sim").symlink_to(SOURCE / "sim")
        for path in (SOURCE / "tests").iterdir():
            if path.name != "conformance":
                (root / "tests" / path.name).symlink_to(path)
        for path in (SOURCE / "tests/conformance").glob("*.*"):
            shutil.copy(path, root / "tests/conformance")
        shutil.copy(SOURCE / "docs/tcp-conformance.md", root / "docs")
        status, said = run(root)
        if status != 0:
            print("the table does not pass as it is:", said)
            wrong += 1
        for name, change, words in SABOTAGES:
            path = root / "tests/conformance" / name
            good = path.read_text(encoding="utf-8")
            path.write_text(change(good), encoding="utf-8")
            status, said = run(root)
            path.write_text(good, encoding="utf-8")
            if status == 0 or words not in said:
                print(f"not seen: {words!r}; it said: {said}")
                wrong += 1
    print(f"sabotage: {len(SABOTAGES)} faults, {wrong} not seen")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
