#!/usr/bin/env python3
"""Makes the core wrong in one place after another, and runs the tests: `mutants.py [FILE...]`, or `mutants.py --diff`.

Each mutant of the files, or of all of the core, is caught by a test, doesn't compile, or is named in mutants.toml with the
reason why no test catches it; else this fails. It fails, too, where a named one is caught: its name is to be struck out.
A mutant whose tests run out of time is run once more with five times as much; where that isn't enough it has to be named.
What was found of each file goes to mutants.csv, beside the hash of what the file was.

With `--diff` only what the last commit changed in src is asked, at most 100 mutants of it.
"""
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMED = ROOT / "proofs" / "mutants.toml"
RESULT = ROOT / "proofs" / "mutants.csv"
COLUMNS = ["file", "hash", "mutants", "caught", "unviable", "named"]
# How many mutants of a commit are asked at the most.
MOST = 100
# Fewer cases of the laws, and a case that fails isn't made small: it is only asked whether there is one.
SETTINGS = {
    "PROPTEST_CASES": "64",
    "PROPTEST_MAX_SHRINK_ITERS": "0",
    "NAIVE_QUERIES": "2000",
    "INSTA_UPDATE": "no",
}
# Of the exit codes of cargo-mutants: all caught, some missed, some out of time.
RAN = (0, 2, 3)


def output(*command):
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def listed(*options):
    """The mutants of the core, each by its place and name, as cargo-mutants says them."""
    text = output("cargo", "mutants", "--package", "filterset", "--list", "--json", *options)
    return json.loads(text) if text.strip() else []


def place_of(mutant):
    start = mutant["span"]["start"]
    return mutant["file"], start["line"], start["column"]


def short_names():
    """The file and the name of each mutant by its place and name; of equal names in a file the second has a (2)."""
    names, seen = {}, Counter()
    for mutant in sorted(listed(), key=place_of):
        file = mutant["file"]
        name = re.sub(r"^[^:]+:\d+:\d+: ", "", mutant["name"])
        seen[file, name] += 1
        number = seen[file, name]
        names[mutant["name"]] = file, name if number == 1 else f"{name} ({number})"
    return names


def outcomes(*options):
    """What became of each mutant: CaughtMutant, MissedMutant, Unviable or Timeout."""
    # The copy that is mutated shares what is built with the next one.
    target = ROOT / os.environ.get("CARGO_TARGET_DIR", "target")
    target.mkdir(parents=True, exist_ok=True)
    command = ["cargo", "mutants", "--package", "filterset", "--output", str(target), "--no-times", *options]
    ran = subprocess.run(command, cwd=ROOT, env={**os.environ, **SETTINGS, "CARGO_TARGET_DIR": str(target)})
    if ran.returncode not in RAN:
        sys.exit(f"error: cargo mutants ended with {ran.returncode}")
    found = json.loads((target / "mutants.out" / "outcomes.json").read_text())["outcomes"]
    return {each["scenario"]["Mutant"]["name"]: each for each in found if each["scenario"] != "Baseline"}


def run(*options):
    """What became of each mutant, those that ran out of time run again."""
    found = outcomes(*options)
    late = [name for name, each in found.items() if each["summary"] == "Timeout"]
    if late:
        print(f"-- out of time, once more: {len(late)}", flush=True)
        spent = max(sum(phase["duration"] for phase in found[name]["phase_results"]) for name in late)
        again = outcomes("--timeout", str(round(5 * spent)), *(f"--re=^{re.escape(name)}$" for name in late))
        found.update({name: again[name] for name in late})
    return {name: each["summary"] for name, each in found.items()}


def judge(found, names, whole):
    """Counts and faults by file: what is unnamed, what is named and caught, and of whole files what is named and isn't."""
    named = tomllib.loads(NAMED.read_text())
    counts, faults = {}, {}
    for place, summary in found.items():
        file, name = names[place]
        count = counts.setdefault(file, Counter())
        count["mutants"] += 1
        is_named = name in named.get(file, {})
        if summary in ("CaughtMutant", "Unviable"):
            count["caught" if summary == "CaughtMutant" else "unviable"] += 1
            if is_named:
                why = "is caught" if summary == "CaughtMutant" else "doesn't compile"
                faults.setdefault(file, []).append(f"named, but {why}: {place}")
        elif is_named:
            count["named"] += 1
        else:
            why = "out of time twice" if summary == "Timeout" else "missed"
            faults.setdefault(file, []).append(f"{why}, and unnamed: {place}")
    if whole:
        known = set(names.values())
        for file in counts:
            gone = [name for name in named.get(file, {}) if (file, name) not in known]
            if gone:
                faults.setdefault(file, []).extend(f"named, but no mutant: {file}: {name}" for name in gone)
    for file, count in sorted(counts.items()):
        print(f"{file}: {', '.join(f'{count[column]} {column}' for column in COLUMNS[2:])}")
    for fault in (fault for of_file in faults.values() for fault in of_file):
        print(f"error: {fault}")
    return counts, faults


def hash_of(file):
    return output("git", "hash-object", file).strip()[:12]


def record(counts, faults):
    """Writes what was found of files without a fault, beside what is known of others; tells the share of the core."""
    rows = {}
    if RESULT.exists():
        with RESULT.open(newline="") as lines:
            rows = {row["file"]: row for row in csv.DictReader(lines)}
    for file, count in counts.items():
        rows[file] = {"file": file, "hash": hash_of(file), **{column: count[column] for column in COLUMNS[2:]}}
    for file in faults:
        rows.pop(file, None)
    of_core = Counter(mutant["file"] for mutant in listed())
    rows = {file: row for file, row in rows.items() if file in of_core}
    with RESULT.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[file] for file in sorted(rows))
    share(rows, of_core)


def share(rows, of_core):
    total = Counter()
    for row in rows.values():
        total.update({column: int(row[column]) for column in COLUMNS[2:]})
    print(f"asked so far: {total['mutants']} of {sum(of_core.values())} mutants, in {len(rows)} of {len(of_core)} files: "
          + ", ".join(f"{total[column]} {column}" for column in COLUMNS[3:]))
    changed = [file for file, row in sorted(rows.items()) if hash_of(file) != row["hash"]]
    if changed:
        print(f"changed since: {', '.join(changed)}")


def of_diff():
    """The mutants of what the last commit, and what isn't committed yet, changed."""
    if subprocess.run(["git", "rev-parse", "--quiet", "--verify", "HEAD~1"], cwd=ROOT, stdout=subprocess.DEVNULL).returncode:
        sys.exit("error: the commit before the last isn't here: git fetch --deepen=1")
    with tempfile.NamedTemporaryFile("w", suffix=".diff") as diff:
        diff.write(output("git", "diff", "HEAD~1", "--", "src"))
        diff.flush()
        options = ["--in-diff", diff.name]
        count = len(listed(*options)) if os.path.getsize(diff.name) else 0
        if count == 0:
            print("no mutants: the last commit changed nothing in the core that can be mutated")
            return
        parts = -(-count // MOST)
        if parts > 1:
            print(f"every {parts}th of {count} mutants; `just mutants FILE...` asks all of a file", flush=True)
            options += ["--sharding", "round-robin", "--shard", f"0/{parts}"]
        _, faults = judge(run(*options), short_names(), whole=False)
    sys.exit(1 if faults else 0)


def of_files(files):
    options = [part for file in files for part in ("--file", file)]
    counts, faults = judge(run(*options), short_names(), whole=True)
    record(counts, faults)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    if sys.argv[1:] == ["--diff"]:
        of_diff()
    else:
        of_files(sys.argv[1:])
