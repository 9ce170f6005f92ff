"""The catalogues are complete: every sentence of the program is translated, none is marked fuzzy,
and a translation fills the same holes as its source. A hole may carry a particle, {node|은는}, of
those that base/text_format.c knows.

usage: catalogue.py            (xgettext must be there)"""
import ast
import collections
import re
import subprocess
import tempfile

import house

HOLE = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}")
CONVERSION = re.compile(r"%(?:%|[-+ #0]*[\d*]*(?:\.[\d*]+)?(?:hh|h|ll|l|z|j|t)?[a-zA-Z])")
PAIR = re.compile(r'^\s*\{"([^"]+)", "[^"]*", "[^"]*", "[^"]*", "[^"]*"\}', re.M)

Entry = collections.namedtuple("Entry", "context english translation fuzzy where")


def read_po(path):
    """The entries of a .po file, without its header and without obsolete ones."""
    entries = []
    for block in re.split(r"\n[ \t]*\n", open(path, encoding="utf-8").read()):
        parts = {"msgctxt": None, "msgid": None, "msgstr": None}
        key, fuzzy, where = None, False, ""
        for line in block.split("\n"):
            if line.startswith("#,"):
                fuzzy = fuzzy or "fuzzy" in line
            elif line.startswith("#:"):
                where = where or line[2:].strip()
            match = re.match(r'(msgctxt|msgid|msgstr)\s+(".*)$', line)
            if match:
                key, line = match.groups()
                parts[key] = ""
            if key and line.startswith('"'):
                parts[key] += ast.literal_eval(line)
        if parts["msgid"]:
            entries.append(Entry(parts["msgctxt"], parts["msgid"], parts["msgstr"], fuzzy, where))
    return entries


def check_translation(report, where, entry, known_pairs):
    source = HOLE.findall(entry.english)
    target = HOLE.findall(entry.translation)
    if {n for n, _ in source} != {n for n, _ in target}:
        report.complain(where, f"other holes than its source: {entry.english!r}")
    for hole, pair in target:
        if pair and pair not in known_pairs:
            report.complain(where, f"{{{hole}|{pair}}}: no such particle")
    if any(pair for _, pair in source):
        report.complain(where, f"a particle in English: {entry.english!r}")
    if CONVERSION.findall(entry.english) != CONVERSION.findall(entry.translation):
        report.complain(where, f"other % conversions than its source: {entry.english!r}")
    for edge in (lambda s: s[:1] == "\n", lambda s: s[-1:] == "\n"):
        if edge(entry.english) != edge(entry.translation):
            report.complain(where, f"begins or ends a line otherwise: {entry.english!r}")


def main():
    report = house.Report("catalogue")
    known_pairs = set(PAIR.findall((house.SIM / "base/text_format.c").read_text(encoding="utf-8")))
    if len(known_pairs) < 10:
        report.complain("sim/base/text_format.c", "its table of particles was not found")
    with tempfile.NamedTemporaryFile(suffix=".pot") as pot:
        subprocess.run([str(house.TOP / "scripts/catalogue"), "--pot", pot.name], check=True)
        wanted = read_po(pot.name)
    for po in sorted((house.TOP / "po").glob("*.po")):
        there = {(e.context, e.english): e for e in read_po(po)}
        for sentence in wanted:
            report.looked_at += 1
            entry = there.get((sentence.context, sentence.english))
            if entry is None or not entry.translation:
                report.complain(house.name(po), f"lacks {sentence.english!r} ({sentence.where}); "
                                "run scripts/catalogue, then translate")
            elif entry.fuzzy:
                report.complain(house.name(po), f"fuzzy: {sentence.english!r}")
            else:
                check_translation(report, house.name(po), entry, known_pairs)
    report.end()


if __name__ == "__main__":
    main()
