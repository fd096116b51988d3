#!/usr/bin/env python3
"""Measures how well `filterset import` interprets OpenAPI documents whose meaning is known.

    measure.py DIRECTORY [--command FILTERSET] [--list] [-- OPTION...]

DIRECTORY has documents (NAME.json or NAME.yaml), and for each of them readings/NAME.json with the meaning of its query
parameters:

    {"endpoints": {"/flaws": {"id__in": ["filter", "id", "in", []], "limit": ["non", []]}}}

A parameter is either "non", because it doesn't filter, or "filter" with its field, its operator and what is special about
it: REPEAT (the key is repeated for each item), COMMA (commas between the items), NEST and OBJ (structured values), BRK
(brackets in the name), REGEX, FUSED and OPNAME (the name isn't the field, `__` and a built-in operator). Operators are the
built-in ones, "empty", "regex", and "!" for a negation.

The script imports each path with the options after `--`, and prints for each document the number of

    parameters
    accepted    parameters that the schema has
    right       those with the right meaning, and regular expressions and lists of lists that are skipped
    wrong       those with another meaning
    skipped     those that a note names, with the reasons
    lost        those that neither the schema nor a note names

--list prints each parameter that isn't right.
"""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import tomllib

NOTE = re.compile(r"note\[(\w+)\]: (\S+): (.*)")
LIST_MARKS = {"REPEAT", "COMMA", "NEST", "OBJ", "BRK"}
COUNTS = ["parameters", "accepted", "right", "wrong", "skipped", "lost"]


def condition_keys(schema):
    """Maps the key of each condition that the schema has to its field and operator."""
    spelling = schema.get("spelling", {})
    own_names = {op: name for name, op in spelling.get("operators", {}).items()}
    keys = {}
    for name, field in schema.get("fields", {}).items():
        whole = {op: key for key, op in field.get("keys", {}).items()}
        bare = field.get("bare", spelling.get("bare", "exact"))
        for op in field["ops"]:
            default = name if op == bare else f"{name}__{own_names.get(op, op)}"
            keys[whole.get(op, default)] = (name, op)
    return keys


def list_parameters(schema):
    options = dict(schema.get("list", {}))
    paging = options.pop("paging", {})
    size = {"offset": ["limit"], None: []}.get(paging.get("by"), ["page_size"])
    return {*options, *size, *filter(None, [paging.get("by")])}


def is_reserved(name, schema):
    def fits(pattern):
        head, star, tail = pattern.partition("*")
        if not star:
            return name == pattern
        return len(name) >= len(pattern) and name.startswith(head) and name.endswith(tail)

    return name in list_parameters(schema) or any(map(fits, schema.get("reserved", [])))


def right_operators(op, marks):
    if op == "!" or op == "ne":
        return {"ne", "not_in"}
    if op.startswith("!"):
        return {f"not_{op[1:]}"}
    if op == "empty":
        return {"isempty", "isnull"}
    if marks & LIST_MARKS and op in ("exact", "contains", "icontains"):
        return {op, "in", "allin"}
    return {op}


def judge(name, reading, schema, keys, reason):
    """Returns whether a parameter is accepted, and the count that it belongs to."""
    kept, found = is_reserved(name, schema), keys.get(name)
    accepted = kept or found is not None
    if reading[0] == "non":
        right = kept
    else:
        _, field, op, marks = reading
        marks = set(marks)
        if marks & {"REGEX", "NEST"} and not accepted:
            return False, "right" if reason else "lost"
        right = found is not None and found[1] in right_operators(op, marks)
        right = right and (found[0] == field or bool(marks & {"FUSED", "OPNAME"}))
    if accepted:
        return True, "right" if right else "wrong"
    return False, "skipped" if reason else "lost"


def shorten_reason(message):
    """Replaces what differs between parameters."""
    message = re.sub(r'"[^"]*"', "…", message)
    return re.split(r"[:;,] ", message, maxsplit=1)[0]


def import_path(command, document, path, options):
    """Returns the schema of a path, and the reason for each skipped parameter."""
    run = subprocess.run([command, "import", document, "--path", path, *options], capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{document}: {path}: {run.stderr.splitlines()[-1]}")
    notes = filter(None, map(NOTE.fullmatch, run.stderr.splitlines()))
    reasons = {name: shorten_reason(message) for kind, name, message in map(re.Match.groups, notes) if kind == "skipped"}
    return tomllib.loads(run.stdout), reasons


def measure(document, endpoints, args, executor):
    counts, reasons, rest = collections.Counter(), collections.Counter(), []
    imports = executor.map(lambda path: import_path(args.command, document, path, args.options), endpoints)
    for (path, parameters), (schema, skipped) in zip(endpoints.items(), imports):
        keys = condition_keys(schema)
        for name, reading in parameters.items():
            # Notes shorten a name of more than 64 characters.
            reason = skipped.get(name) or next((why for noted, why in skipped.items() if noted == f"{name[:64]}…"), None)
            accepted, state = judge(name, reading, schema, keys, reason)
            counts.update({"parameters": 1, "accepted": accepted, state: 1})
            reasons.update([reason] if state == "skipped" else [])
            if state != "right":
                rest.append(f"  {path} {name}: {state}: is {reading[1:]}, imported as {keys.get(name)}, {reason}")
    return counts, reasons, rest


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--command", default="filterset", help="the command; by default that of PATH")
    parser.add_argument("--list", action="store_true", help="print each parameter that isn't right")
    parser.usage = "%(prog)s DIRECTORY [--command FILTERSET] [--list] [-- OPTION...]"
    split = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    args = parser.parse_args(sys.argv[1:split])
    args.options = sys.argv[split + 1 :]
    total, width = collections.Counter(), 34
    print(" " * width, *(f"{name:>10}" for name in COUNTS))
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        for file in sorted((args.directory / "readings").glob("*.json")):
            documents = [args.directory / f"{file.stem}{end}" for end in (".json", ".yaml")]
            document = next(filter(pathlib.Path.exists, documents))
            endpoints = json.loads(file.read_text())["endpoints"]
            counts, reasons, rest = measure(document, endpoints, args, executor)
            print(f"{document.name:{width}}", *(f"{counts[name]:10}" for name in COUNTS))
            for reason, count in reasons.most_common():
                print(f"{'':{width}} {count:10} {reason}")
            if args.list:
                print(*rest, sep="\n")
            total += counts
    print(f"{'total':{width}}", *(f"{total[name]:10}" for name in COUNTS))
    print(f"{'percent':{width}}", *(f"{100 * total[name] / max(total['parameters'], 1):10.1f}" for name in COUNTS))


main()
