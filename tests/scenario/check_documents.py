"""Holds the loader, the schema and the document of the scenario format together.

    check_documents.py SOURCE_DIR CHECK

CHECK is the program tests/scenario/check_scenario: it prints what the loader has to say about the
files it is given, as JSON lines, and exits with 0 when all are good. Read are:
  - sim/scenario/keys.def, and sim/transport/tcp_knobs.def for `tcp`: every key is in the right place of docs/scenario.schema.json, with a
    description, and named in docs/scenario-format.md
  - good files, lessons, and the examples of the document: accepted by loader and schema
  - bad files whose fault is one of shape: refused by the schema as well
"""
import json
import pathlib
import re
import subprocess
import sys

import jsonschema
import yaml

SOURCE = pathlib.Path(sys.argv[1])
CHECK = sys.argv[2]
SCHEMA = json.loads((SOURCE / "docs/scenario.schema.json").read_text(encoding="utf-8"))
DOCUMENT = (SOURCE / "docs/scenario-format.md").read_text(encoding="utf-8")
TESTS = SOURCE / "tests/scenario"

# Where the keys of each map of keys.def are in the schema.
PLACES = {
    "TOP": SCHEMA,
    "NODE": SCHEMA["$defs"]["node-map"],
    "INTERFACE": SCHEMA["$defs"]["interface"]["oneOf"][1],
    "HTTP": SCHEMA["$defs"]["http"],
    "RESOURCE": SCHEMA["$defs"]["resource"]["oneOf"][1],
    "SESSION": SCHEMA["$defs"]["session"],
    "COLLECTION": SCHEMA["$defs"]["collection"],
    "USER": SCHEMA["$defs"]["user"]["oneOf"][1],
    "NEEDS": SCHEMA["$defs"]["needs"]["oneOf"][1],
    "MAINTENANCE": SCHEMA["$defs"]["maintenance"],
    "FAIL": SCHEMA["$defs"]["fail"]["oneOf"][1],
    "QUEUE": SCHEMA["$defs"]["queue"]["oneOf"][1],
    "VARIANT": SCHEMA["$defs"]["variant"],
    "PROXY": SCHEMA["$defs"]["proxy"],
    "RIP": SCHEMA["$defs"]["rip"],
    "DNS_SERVER": SCHEMA["$defs"]["dns-server"],
    "FILE": SCHEMA["$defs"]["file"]["oneOf"][1],
    "TCP": SCHEMA["$defs"]["tcp"],
    "ARP": SCHEMA["$defs"]["arp"],
    "IP": SCHEMA["$defs"]["ip"],
    "LINK": SCHEMA["$defs"]["link-entry"]["oneOf"][1],
    "WAY": SCHEMA["$defs"]["link-entry"]["oneOf"][1]["properties"]["towards"]["additionalProperties"],
    "TREE": SCHEMA["$defs"]["spanning-tree"]["oneOf"][1],
    "TREE_PORT": SCHEMA["$defs"]["link-entry"]["oneOf"][1]["properties"]["spanning-tree"]["additionalProperties"],
    "TIMELINE": SCHEMA["$defs"]["timeline-entry"],
    "FAULT": SCHEMA["$defs"]["fault"],
    "NARRATION": SCHEMA["$defs"]["narration-entry"],
    "EXPECT": SCHEMA["$defs"]["expectation"]["oneOf"][1],
}

# Bad files that only the loader can refuse: YAML as such, or the meaning of a value.
SHAPELY = re.compile(
    r"yaml-|address|mac|subnet|mask|gateway|resolver|switch-loop|nothing-broken|filters?\b|"
    r"bad-links|interface-used|no-free|unknown-interface|towards|bad-commands|highlights|"
    r"dns-records|filter-unquoted-(not|comment)|missing-translation|misspelt|no-address|towards")

failures = []


def fail(message):
    failures.append(message)


def check_keys():
    text = (SOURCE / "sim/scenario/keys.def").read_text(encoding="utf-8")
    keys = re.findall(r'^KEY\((\w+), \w+, "([^"]+)", ([01])\)', text, re.M)
    knobs = (SOURCE / "sim/transport/tcp_knobs.def").read_text(encoding="utf-8")
    keys += [("TCP", word, "0") for word in re.findall(r'^KNOB\(\w+, \w+, "([^"]+)"', knobs, re.M)]
    for place, word, needed in keys:
        properties = PLACES[place]["properties"]
        if word not in properties:
            fail(f"{word} of {place} is not in the schema")
        elif "description" not in properties[word] and "$ref" not in properties[word]:
            fail(f"{word} of {place} has no description in the schema")
        if (word in PLACES[place].get("required", [])) != (needed == "1"):
            fail(f"{word} of {place}: the loader and the schema disagree whether it is needed")
        if f"`{word}`" not in DOCUMENT:
            fail(f"{word} of {place} is not in the document")
    for place, schema in PLACES.items():
        known = {word for p, word, _ in keys if p == place}
        for word in set(schema["properties"]) - known:
            fail(f"{word} of {place} is in the schema, but not in the loader")


def loader_says(path):
    """Gives (accepted, list of problems)."""
    result = subprocess.run([CHECK, str(path)], capture_output=True, text=True, encoding="utf-8",
                            check=False)
    if result.returncode not in (0, 2):
        fail(f"{path}: the loader ended with {result.returncode}: {result.stderr}")
    return result.returncode == 0, [json.loads(line) for line in result.stdout.splitlines()]


def schema_says(text):
    """The errors of the schema, or None when PyYAML cannot read the text."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError:
        return None
    return list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(data))


def check_good():
    for path in sorted([*(TESTS / "good").glob("*.yaml"), *(SOURCE / "scenarios").glob("*.yaml")]):
        accepted, problems = loader_says(path)
        if not accepted:
            fail(f"{path.name}: the loader refuses it: {problems}")
        for error in schema_says(path.read_text(encoding="utf-8")) or []:
            fail(f"{path.name}: the schema refuses {list(error.absolute_path)}: {error.message}")


def check_bad():
    refused = 0
    for path in sorted((TESTS / "bad").glob("*.yaml")):
        accepted, problems = loader_says(path)
        if accepted or not problems:
            fail(f"{path.name}: the loader accepts it")
        if SHAPELY.search(path.stem):
            continue
        errors = schema_says(path.read_text(encoding="utf-8"))
        refused += 1
        if not errors:
            fail(f"{path.name}: the schema accepts it")
    if refused < 20:
        fail(f"only {refused} bad files were shown to the schema")


def check_examples(folder):
    examples = re.findall(r"^```yaml\n(.*?)^```$", DOCUMENT, re.M | re.S)
    whole = 0
    for number, text in enumerate(examples, 1):
        try:
            yaml.safe_load(text)
        except yaml.YAMLError as error:
            fail(f"example {number} of the document is not YAML: {error}")
        if not re.search(r"^netstage:", text, re.M):
            continue
        whole += 1
        path = folder / f"example-{number}.yaml"
        path.write_text(text, encoding="utf-8")
        accepted, problems = loader_says(path)
        if not accepted:
            fail(f"example {number} of the document: the loader refuses it: {problems}")
        for error in schema_says(text) or []:
            fail(f"example {number}: the schema refuses {list(error.absolute_path)}: {error.message}")
    if whole < 4:
        fail(f"the document has only {whole} whole examples")


def check_words():
    """Words that the loader lists in its messages are those of the schema."""
    waivers = re.search(r"waiver_words\[WAIVERS\] = \{(.*?)\}",
                        (SOURCE / "sim/scenario/check_network.c").read_text(encoding="utf-8"), re.S)
    words = re.findall(r'"([^"]+)"', waivers.group(1))
    if sorted(words) != sorted(SCHEMA["properties"]["broken"]["items"]["enum"]):
        fail("the words of broken: differ between loader and schema")
    for word in words:
        if f"`{word}`" not in DOCUMENT:
            fail(f"{word} of broken: is not in the document")


def main():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    folder = pathlib.Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    check_keys()
    check_words()
    check_good()
    check_bad()
    check_examples(folder)
    for message in failures:
        print(message)
    return 1 if failures else 0


sys.exit(main())
