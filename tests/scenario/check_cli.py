"""The command `netstage check`: exit status, text, JSON lines, usage.   check_cli.py NETSTAGE TESTS"""
import json
import pathlib
import subprocess
import sys

NETSTAGE = sys.argv[1]
TESTS = pathlib.Path(sys.argv[2])


def run(*words):
    return subprocess.run([NETSTAGE, "check", "--lang", "en", *map(str, words)], check=False,
                          capture_output=True, text=True, encoding="utf-8")


def expect(condition, what, result):
    if not condition:
        sys.exit(f"{what}\n{result.stdout}{result.stderr}")


good = sorted((TESTS / "good").glob("*.yaml"))
bad = sorted((TESTS / "bad").glob("*.yaml"))

result = run(*good)
expect(result.returncode == 0, "good files are refused", result)
expect(f"Files checked: {len(good)}, all good" in result.stdout, "no summary", result)

result = run(good[0], *bad)
expect(result.returncode == 2, "exit status of bad files", result)
for path in bad:
    expect(str(path) in result.stdout, f"nothing about {path.name}", result)

result = run("--json", *bad)
problems = [json.loads(line) for line in result.stdout.splitlines()]
expect(result.returncode == 2, "exit status with --json", result)
expect({p["file"] for p in problems} == {str(p) for p in bad}, "files in JSON", result)
for problem in problems:
    expect(problem["line"] >= 1 and problem["column"] >= 1 and problem["message"], "JSON", result)
    expect(problem["severity"] in ("error", "warning"), "severity", result)
    expect((problem["end_line"], problem["end_column"]) >= (problem["line"], problem["column"]),
           "a place ends before it begins", result)

result = run("--quiet", *bad)
expect(result.returncode == 2 and result.stdout == "", "--quiet", result)
result = run("--jsno", good[0])
expect(result.returncode == 2 and "--json" in result.stderr, "a misspelt option", result)
result = run()
expect(result.returncode == 2 and "FILE" in result.stderr, "no file", result)
result = run("--help")
expect(result.returncode == 0 and "Exit status" in result.stdout, "--help", result)
result = run("/nowhere.yaml")
expect(result.returncode == 2 and "/nowhere.yaml: error: " in result.stdout, "no such file", result)
result = run("--", "--help")
expect(result.returncode == 2 and "--help: error: " in result.stdout, "files after --", result)
