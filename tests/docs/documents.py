"""The documents tell the truth: every `sh` block of README.md, README.ko.md and docs/*.md is run,
line by line, in an empty folder with the lessons beside it, and every command must end with 0;
links and pictures are there; the options in docs/using.md are those of the programs' own help.

usage: documents.py SOURCE_FOLDER NETSTAGE [NETSTAGE_GUI]"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

# What a reader types that is not for a test: it installs, builds, or needs a display.
SKIPPED = {"scripts/run", "scripts/test", "scripts/pictures", "scripts/setup", "scripts/determinism",
           "scripts/catalogue", "scripts/lint", ".ci/run", "apt", "apt-get", "sudo", "git", "cmake",
           "ninja", "ctest", "wireshark", "xdg-open"}
# Run where it is installed.
OPTIONAL = {"tshark"}
# netstage-gui needs no display with one of these.
WITHOUT_DISPLAY = {"--picture", "--script", "--lint", "--help", "--version"}
PICTURE_MAX = 400_000
PICTURES_MAX = 2_000_000
SECONDS_MAX = 120

FENCE = re.compile(r"^(```+)\s*(\w*)\s*$")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HERE_DOCUMENT = re.compile(r"<<-?\s*(['\"]?)(\w+)\1")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")

complaints = []
done = {"commands": 0, "links": 0, "options": 0}


def complain(where, what):
    complaints.append(f"{where}: {what}")


def blocks(path):
    """(language, first line's number, lines) of each fenced block, and the text around them."""
    found, prose, fence, language, start, lines = [], [], None, "", 0, []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        match = FENCE.match(line)
        if fence is None and match:
            fence, language, start, lines = match.group(1), match.group(2), number + 1, []
        elif fence is not None and line.strip() == fence:
            found.append((language, start, lines))
            fence = None
        elif fence is not None:
            lines.append(line)
        else:
            prose.append((number, line))
    if fence is not None:
        complain(f"{path.name}:{start}", "this block is never closed")
    return found, prose


def commands(start, lines):
    """(line number, command): lines that end with a backslash and here-documents are one."""
    i = 0
    while i < len(lines):
        number, command = start + i, lines[i]
        while command.endswith("\\") and i + 1 < len(lines):
            i += 1
            command += "\n" + lines[i]
        match = HERE_DOCUMENT.search(command)
        if match:
            while i + 1 < len(lines) and lines[i].strip() != match.group(2):
                i += 1
                command += "\n" + lines[i]
        i += 1
        if command.strip() and not command.lstrip().startswith("#"):
            yield number, command


def is_for_a_test(command, has_gui):
    words = shlex.split(command.split("<<")[0], comments=True)
    if words[0] in SKIPPED or words[:2] == ["netstage", "live"]: # that one goes on until Ctrl+C
        return False
    if words[0] in OPTIONAL:
        return shutil.which(words[0]) is not None
    if words[0] == "netstage-gui":
        return has_gui and any(word.split("=")[0] in WITHOUT_DISPLAY for word in words)
    return True


def run_blocks(path, found, folder, environment, has_gui):
    for language, start, lines in found:
        if language != "sh":
            continue
        for number, command in commands(start, lines):
            if not is_for_a_test(command, has_gui):
                continue
            done["commands"] += 1
            try:
                run = subprocess.run(["bash", "-eu", "-o", "pipefail", "-c", command], cwd=folder,
                                     env=environment, stdin=subprocess.DEVNULL, timeout=SECONDS_MAX,
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            except subprocess.TimeoutExpired:
                complain(f"{path.name}:{number}", f"does not end: {command}")
                continue
            if run.returncode != 0:
                said = run.stderr.decode("utf-8", "replace").strip().split("\n")
                complain(f"{path.name}:{number}",
                         f"exit status {run.returncode}: {command}\n    " + "\n    ".join(said[:6]))


def anchors(path):
    """The names of the headings, as they are made from their text."""
    names = set()
    for _, line in blocks(path)[1]:
        match = re.match(r"#+\s+(.*?)\s*$", line)
        if match:
            words = re.sub(r"[^\w\- ]", "", match.group(1).lower())
            names.add(words.replace(" ", "-"))
    return names


def check_links(path, prose, top):
    for number, line in prose:
        for target in LINK.findall(line):
            if re.match(r"[a-z]+:", target):
                continue
            done["links"] += 1
            file, _, anchor = target.partition("#")
            there = path if file == "" else (path.parent / file).resolve()
            if not there.exists():
                complain(f"{path.relative_to(top)}:{number}", f"there is no {target}")
            elif anchor and there.suffix == ".md" and anchor not in anchors(there):
                complain(f"{path.relative_to(top)}:{number}", f"there is no heading {target}")


def check_lessons(top):
    """The table of lessons has all of them."""
    for name in ("README.md", "README.ko.md"):
        text = (top / name).read_text(encoding="utf-8")
        for lesson in sorted((top / "scenarios").glob("*.yaml")):
            if f"| `{lesson.stem}` |" not in text:
                complain(name, f"the lesson {lesson.stem} is not in its table")


def check_pictures(top, documents):
    text = "".join(path.read_text(encoding="utf-8") for path in documents)
    pictures = sorted((top / "docs/pictures").glob("*"))
    for picture in pictures:
        size = picture.stat().st_size
        if size > PICTURE_MAX:
            complain(f"docs/pictures/{picture.name}", f"{size} octets, more than {PICTURE_MAX}")
        if f"pictures/{picture.name}" not in text:
            complain(f"docs/pictures/{picture.name}", "no document shows it")
    if sum(picture.stat().st_size for picture in pictures) > PICTURES_MAX:
        complain("docs/pictures", f"more than {PICTURES_MAX} octets together")


def check_options(top, environment, has_gui):
    """docs/using.md names every option that the programs have, and no other."""
    calls = [["netstage", "--help"]]
    calls += [["netstage", name, "--help"] for name in ("run", "shell", "check", "live", "decode", "judge", "script", "bench")]
    if has_gui:
        calls.append(["netstage-gui", "--help"])
    there = {"--help", "--version", "--lang"}
    with open(os.path.join(top, "sim/app/curl_options.def"), encoding="utf-8") as file:
        simulated = {"--" + name for name in re.findall(r'^OPTION\([^,]+, "([^"]+)"', file.read(), re.M)}
    for call in calls:
        run = subprocess.run(call + ["--lang", "en"] if call[0] == "netstage" else call,
                             env=environment, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            complain(" ".join(call), f"exit status {run.returncode}")
        there |= set(OPTION.findall(run.stdout))
    told = set()
    for number, line in enumerate((top / "docs/using.md").read_text(encoding="utf-8").split("\n"), 1):
        if re.match(r"\s*(cmake|scripts/|tshark)", line):
            continue
        for option in OPTION.findall(line):
            told.add(option)
            done["options"] += 1
            if has_gui and option not in there | simulated and "`" + option + "` of " not in line:
                complain(f"docs/using.md:{number}", f"no program has the option {option}")
    for option in sorted(there - told):
        complain("docs/using.md", f"the option {option} is not told")


def offered_by_bash(top, environment, words):
    """What bash completes behind these words."""
    script = ("source data/netstage.bash; COMP_WORDS=(" + " ".join(map(shlex.quote, words)) + " --); "
              f"COMP_CWORD={len(words)}; _netstage; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
    run = subprocess.run(["bash", "-c", script], cwd=top, env=environment, capture_output=True,
                         text=True, check=False)
    return set(run.stdout.split())


def check_pages(top, environment, has_gui):
    """The man pages and the completion of bash know every option of every command."""
    calls = [["netstage", name] for name in ("run", "shell", "check", "live", "decode", "judge", "script", "bench")]
    calls += [["netstage-gui"]] if has_gui else []
    for call in calls:
        page = f"data/{call[0]}.1"
        told = set(OPTION.findall((top / page).read_text(encoding="utf-8").replace("\\-", "-")))
        run = subprocess.run(call + ["--help"], env=environment, capture_output=True, text=True,
                             check=False)
        offered = offered_by_bash(top, environment, call)
        for option in sorted(set(OPTION.findall(run.stdout)) - {"--help"}):
            done["options"] += 1
            if option not in told:
                complain(page, f"{' '.join(call)} has the option {option}")
            if option not in offered:
                complain("data/netstage.bash", f"{' '.join(call)} has the option {option}")


def main():
    top = pathlib.Path(sys.argv[1]).resolve()
    programs = [pathlib.Path(p).resolve() for p in sys.argv[2:]]
    has_gui = len(programs) > 1
    documents = [top / "README.md", top / "README.ko.md"] + sorted((top / "docs").glob("*.md"))
    with tempfile.TemporaryDirectory() as folder:
        bin_folder = pathlib.Path(folder, "bin")
        bin_folder.mkdir()
        for program in programs:
            (bin_folder / program.name).symlink_to(program)
        environment = dict(os.environ, PATH=f"{bin_folder}:{os.environ['PATH']}", LC_ALL="C.UTF-8")
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "LANGUAGE"):
            environment.pop(name, None)
        for path in documents:
            found, prose = blocks(path)
            work = pathlib.Path(folder, path.name)
            work.mkdir()
            shutil.copytree(top / "scenarios", work / "scenarios")
            shutil.copytree(top / "tests/packets", work / "tests/packets")
            run_blocks(path, found, work, environment, has_gui)
            check_links(path, prose, top)
        check_options(top, environment, has_gui)
        check_pages(top, environment, has_gui)
    check_lessons(top)
    check_pictures(top, documents)
    for complaint in complaints:
        print(complaint)
    print(f"documents: {len(documents)} read, {done['commands']} commands run, {done['links']} links"
          f" and {done['options']} options looked at, {len(complaints)} complaints")
    sys.exit(1 if complaints or done["commands"] == 0 else 0)


if __name__ == "__main__":
    main()
