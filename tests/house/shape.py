"""The shape of the code: functions of at most 60 lines, files of at most 800, every file opens by
saying what it is; nothing left to do, nothing switched off, no path of one machine."""
import re

import house

FUNCTION_LINES = 60
FILE_LINES = 800
LEFTOVER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
MACHINE_PATH = re.compile(r"(?<![\w./])/(work|home|root|Users|mnt)/\w")
CONDITIONAL = re.compile(r"^[ \t]*#[ \t]*(if|ifdef|ifndef|elif)\b(.*)$", re.M)
OPENING = re.compile(r"\s*/\*.{20,}?\*/", re.S)
TABLE = (".def",)


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def check_functions(report, path, lines):
    """In this house's style a function's braces, and no others, stand alone in the first column."""
    start = None
    for i, line in enumerate(lines):
        if line == "{":
            start = i
        elif line == "}" and start is not None:
            length = i - start - 1
            if length > FUNCTION_LINES:
                report.complain(f"{house.name(path)}:{start + 1}",
                                f"a function of {length} lines (at most {FUNCTION_LINES})")
            start = None


def check_conditionals(report, path, code):
    """Only a header's own include guard; what differs between machines is chosen by CMake."""
    for match in CONDITIONAL.finditer(code):
        guard = "NETSTAGE_" + re.sub(r"\W", "_", str(path.relative_to(house.SIM)).upper())
        if path.suffix == ".h" and match.group(1) == "ifndef" and match.group(2).strip() == guard:
            continue
        if path.name == "netstage.h" and match.group(2).strip() == "__cplusplus":
            continue  # the header of the shared library: other languages read it too
        report.complain(f"{house.name(path)}:{line_of(code, match.start())}",
                        f"#{match.group(1)}{match.group(2)}: no conditional code in sim/")


def check(report, path):
    text = path.read_text(encoding="utf-8")
    code = house.without_comments(text)
    lines = code.split("\n")
    if len(lines) > FILE_LINES and path.suffix not in TABLE:
        report.complain(house.name(path), f"{len(lines)} lines (at most {FILE_LINES})")
    if not OPENING.match(text):
        report.complain(house.name(path), "does not open by saying what it is")
    for pattern, what in ((LEFTOVER, "left to do"), (MACHINE_PATH, "a path of one machine")):
        for match in pattern.finditer(text):
            report.complain(f"{house.name(path)}:{line_of(text, match.start())}",
                            f"{what}: {match.group(0)}")
    if "\t" in text or any(line != line.rstrip() for line in text.split("\n")):
        report.complain(house.name(path), "tabs or blanks at the end of a line")
    check_functions(report, path, lines)
    if house.SIM in path.parents:
        check_conditionals(report, path, code)


def main():
    report = house.Report("shape")
    for path in house.sources("sim", "gui"):
        report.looked_at += 1
        check(report, path)
    report.end(at_least=20)


if __name__ == "__main__":
    main()
