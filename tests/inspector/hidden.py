"""A question that asks for a header field is not answered by the inspector: in every lesson, at
every such question about a frame that can be seen, the picture of the window holds "?" where the
value is, and the value only when the answer has been given.

usage: hidden.py NETSTAGE_GUI SCENARIO_FOLDER"""
import pathlib
import re
import subprocess
import sys
import tempfile

# scenario, question, the value in the tree, its octets in the view of octets
SECRETS = [("hierarchical-routing", 3, "59", "3b")]


def texts(path):
    """The words of the inspector: all texts of the picture that stand at the right."""
    words = []
    for match in re.finditer(r"<text([^>]*)>([^<]*)</text>", path.read_text(encoding="utf-8")):
        x = re.search(r'\bx="([-\d.]+)"', match.group(1))
        if x is None:
            sys.exit(f"{path.name}: a text without a place: {match.group(0)}")
        if float(x.group(1)) > 960:
            words.append(match.group(2))
    return words


def main():
    gui, scenarios = sys.argv[1], pathlib.Path(sys.argv[2])
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        asked, told = pathlib.Path(folder, "asked.svg"), pathlib.Path(folder, "told.svg")
        for name, gate, value, octets in SECRETS:
            script = f"at gate:{gate}\npicture {asked}\nclick lesson.gate.skip\npicture {told}\n"
            subprocess.run([gui, "--lang", "en", "--script", "-", str(scenarios / f"{name}.yaml")],
                           input=script.encode(), check=True)
            before, after = texts(asked), texts(told)
            for secret in (value, octets):
                if secret in before:
                    print(f"{name}, question {gate}: {secret} is shown before it is asked")
                    failed += 1
                if secret not in after:
                    print(f"{name}, question {gate}: {secret} is not shown afterwards")
                    failed += 1
            if before.count("?") < 2 or "??" not in before:
                print(f"{name}, question {gate}: nothing says that something is hidden")
                failed += 1
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
