#!/usr/bin/env python3
"""Runs the core's tests and tells which of its code they run: lines, regions and functions of each file of src.

The core is what is built without the command and SQL, less the modules of tests. A line that no test runs has its
reason in uncovered.toml. What fails: a line without a reason, a reason whose lines are run or gone, and a share that is
too low. Generated cases are the same on every run. The tools are those of rustc's LLVM, such as `llvm-cov-22` and
`llvm-profdata-22`, or what LLVM_COV and LLVM_PROFDATA name.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = str(ROOT / "src") + "/"
LEAST_LINES, LEAST_REGIONS = 99, 98
TESTS = "test --package filterset --features belvo,chrono-tz,derive,serde_json --lib --tests".split()
TESTS_BEGIN = "#[cfg(test)]"


def output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def tool(name, variable):
    version = re.search(r"LLVM version: (\d+)", output("rustc", "-vV"))[1]
    path = os.environ.get(variable) or shutil.which(f"{name}-{version}")
    return path or sys.exit(f"error: no {name}-{version}: it comes with Debian's llvm-{version}; or set {variable}")


def measured():
    """What the tools export after the tests have run: regions as JSON, and lines as lcov."""
    cov, profdata = tool("llvm-cov", "LLVM_COV"), tool("llvm-profdata", "LLVM_PROFDATA")
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "coverage"
    profiles = target / "profiles"
    shutil.rmtree(profiles, ignore_errors=True)
    os.environ |= {
        "CARGO_TARGET_DIR": str(target),
        "CARGO_INCREMENTAL": "0",
        "RUSTFLAGS": "-C instrument-coverage",
        "LLVM_PROFILE_FILE": str(profiles / "%p-%m.profraw"),
        "PROPTEST_CASES": "64",
        "PROPTEST_RNG_SEED": "1",
    }
    os.chdir(ROOT)
    subprocess.run(["cargo", *TESTS], check=True)
    messages = map(json.loads, output("cargo", *TESTS, "--no-run", "--quiet", "--message-format=json").splitlines())
    programs = [message["executable"] for message in messages if message.get("executable")]
    merged = target / "merged.profdata"
    subprocess.run([profdata, "merge", "--sparse", *profiles.glob("*.profraw"), "--output", merged], check=True)
    objects = [f"--object={program}" for program in programs]
    export = [cov, "export", f"--instr-profile={merged}", *objects, f"--sources={SOURCES}"]
    return json.loads(output(*export))["data"][0]["functions"], output(*export, "--format=lcov").splitlines()


def source(file):
    """The lines of a file, down to its module of tests."""
    lines = Path(SOURCES, file).read_text().splitlines()
    return lines[: lines.index(TESTS_BEGIN)] if TESTS_BEGIN in lines else lines


def counted(functions, lcov):
    """How often each line, region and function of each file ran: a generic function is one, however often compiled."""
    files = defaultdict(lambda: (Counter(), Counter(), Counter()))
    for function in functions:
        for number, (line, column, end, end_column, count, place, _, kind) in enumerate(function["regions"]):
            file = function["filenames"][place]
            if kind == 0 and file.startswith(SOURCES):
                _, regions, starts = files[file.removeprefix(SOURCES)]
                regions[line, column, end, end_column] += count
                if number == 0:
                    starts[line, column] += count
    for entry in lcov:
        name, _, value = entry.partition(":")
        if name == "SF":
            # Of macros of the standard library there are lines too.
            lines = files[value.removeprefix(SOURCES)][0] if value.startswith(SOURCES) else Counter()
        elif name == "DA":
            line, count = value.split(",")[:2]
            lines[int(line),] += int(count)
    lengths = {file: len(source(file)) for file in files}
    return {
        file: [{place: count for place, count in counter.items() if place[0] <= lengths[file]} for counter in counters]
        for file, counters in sorted(files.items())
    }


def gaps(file, lines):
    """The lines that didn't run: the first line's number and the text of each run of them."""
    missed = sorted(line for (line,), count in lines.items() if count == 0)
    texts = source(file)
    for first in (line for line in missed if line - 1 not in missed):
        last = next(line for line in range(first, len(texts) + 1) if line + 1 not in missed)
        yield first, textwrap.dedent("\n".join(texts[first - 1 : last])).strip()


def share(counts):
    return sum(count > 0 for count in counts), len(counts)


def percent(part, whole):
    return 100 * part / whole


def main():
    files = counted(*measured())
    reasons = defaultdict(list)
    for entry in tomllib.loads((ROOT / "proofs" / "uncovered.toml").read_text())["uncovered"]:
        reasons[entry["file"], entry["lines"].strip()].append(entry["reason"])
    columns = "{:20} {:>14} {:>14} {:>14}".format
    print(columns("file", "lines", "regions", "functions"))
    sums = [(0, 0)] * 3
    for file, counters in files.items():
        shares = [share(counter.values()) for counter in counters]
        sums = [(part + more, whole + others) for (part, whole), (more, others) in zip(sums, shares)]
        print(columns(file, *(f"{part} of {whole}" for part, whole in shares)))
    print(columns("in all", *(f"{part} of {whole}" for part, whole in sums)))
    print(columns("percent", *(f"{percent(*both):.2f}" for both in sums)))
    failed = False
    print("lines that no test runs:")
    for file, (lines, _, _) in files.items():
        for line, text in gaps(file, lines):
            known = reasons[file, text]
            failed |= not known
            print(f"  {file}:{line}: {known.pop(0) if known else 'NO REASON'}\n{textwrap.indent(text, '    | ')}")
    for (file, text), left in reasons.items():
        for reason in left:
            failed = True
            print(f"error: in uncovered.toml, and run or gone: {file}: {reason}\n{textwrap.indent(text, '    | ')}")
    for name, both, least in [("lines", sums[0], LEAST_LINES), ("regions", sums[1], LEAST_REGIONS)]:
        if percent(*both) < least:
            failed = True
            print(f"error: {percent(*both):.2f} % of the {name} are run, and at least {least} % are asked for")
    sys.exit(failed)


main()
