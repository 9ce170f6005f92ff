"""What the tests of the house share: the rooms in their order, the source files, the report."""
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
SIM = TOP / "sim"

# The order of the rooms (docs/architecture.md): a file includes its own room and those before it.
ROOMS = ("base wire field core phy link ip transport app host world scenario watch lab script "
         "session live cli").split()

# Rooms whose code runs inside an event: no printing, no clock, no files, no allocation.
PURE = ROOMS[:ROOMS.index("world") + 1]


def sources(*folders, endings=(".c", ".h", ".def")):
    """All source files below the folders of the checkout, in a fixed order."""
    for folder in folders:
        for path in sorted((TOP / folder).rglob("*")):
            if path.suffix in endings and path.is_file():
                yield path


def name(path):
    return str(path.relative_to(TOP))


def without_comments(text):
    """The text with comments and the insides of strings blanked, lines kept."""
    pattern = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group(0)), text)


class Report:
    """Collects complaints and ends the program with 1 when there are any."""

    def __init__(self, what):
        self.what = what
        self.complaints = 0
        self.looked_at = 0

    def complain(self, where, text):
        self.complaints += 1
        print(f"{where}: {text}")

    def end(self, at_least=1):
        if self.looked_at < at_least:
            self.complain(self.what, f"looked at {self.looked_at} only: the test tests nothing")
        print(f"{self.what}: {self.looked_at} looked at, {self.complaints} complaints")
        sys.exit(1 if self.complaints else 0)
