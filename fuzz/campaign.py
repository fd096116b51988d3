#!/usr/bin/env python3
"""Runs the fuzz targets in slices, in turn, until each has its executions, and writes each slice into fuzz/ledger.csv:

    python3 fuzz/campaign.py                           # 20 million of each target, counting what the ledger has
    python3 fuzz/campaign.py --executions 100000000    # goes on to 100 million
    python3 fuzz/campaign.py --sums                    # what there is

It can be interrupted at any time: the next call goes on from the ledger and from fuzz/corpus. An execution is an input
of the fuzzer's own making; the corpus that a slice reads first isn't counted. Of what is killed nothing is counted.

An input that fails is made smaller, kept in fuzz/regressions/TARGET by a name that says how it failed, and counted as a
finding; the exit status is 1 then.
"""
import argparse
import csv
import datetime
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FUZZ = Path(__file__).resolve().parent
LEDGER = FUZZ / "ledger.csv"
COLUMNS = ["date", "commit", "target", "mode", "executions", "seconds", "findings"]
TARGETS = ["parse", "builder", "table", "naive", "render"]
GOALS = [20_000_000, 100_000_000]

# Counting how often each branch runs, and choosing what to try next by its rarity, takes half of the time and reaches no
# more branches in as many executions. Each eighth slice does it all the same, with long inputs.
MODES = {
    "short": ["-max_len=256", "-use_counters=0", "-entropic=0"],
    "thorough": ["-max_len=4096"],
}
THOROUGH = 8
# A slice of a target after which its corpus is made smaller.
MERGE = 16

# No sanitizer: there is no unsafe code. Comparisons aren't traced, which takes as long as all else: the dictionary and
# the generators have the words that they would find.
BUILD = ["cargo", "+nightly", "fuzz", "build", "-s", "none", "--no-trace-compares"]
CHECKS = ["-timeout=10", "-rss_limit_mb=2048"]


class Interrupted(Exception):
    """SIGINT or SIGTERM came."""


def interrupt(*_):
    # Once is enough: what is under way is noted before the end.
    for number in [signal.SIGINT, signal.SIGTERM]:
        signal.signal(number, signal.SIG_IGN)
    raise Interrupted


def run(command, grace=15):
    """The exit status and what was printed; where a signal comes, the child ends first and says what it did."""
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        is_interrupted = False
        try:
            status = child.wait()
        except Interrupted:
            is_interrupted = True
            child.send_signal(signal.SIGINT)
            try:
                status = child.wait(grace)
            except subprocess.TimeoutExpired:
                child.kill()
                status = child.wait()
        log.seek(0)
        return status, log.read().decode(errors="replace"), is_interrupted


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=FUZZ.parent, check=True, capture_output=True, text=True).stdout.strip()


def built_commit():
    """The commit, and a mark where something else than the ledger and the findings differs from it."""
    changed = git("status", "--porcelain", "--", ".", ":!fuzz/ledger.csv", ":!fuzz/regressions")
    return git("rev-parse", "--short=12", "HEAD") + ("+dirty" if changed else "")


def build(folder):
    """The targets, copied: what is built meanwhile doesn't change a campaign."""
    if subprocess.run(["rustup", "run", "nightly", "cargo", "--version"], stdout=subprocess.DEVNULL).returncode:
        sys.exit("error: fuzzing needs a nightly toolchain: rustup toolchain install nightly --profile minimal")
    subprocess.run(BUILD, cwd=FUZZ.parent, check=True)
    version = subprocess.run(["rustc", "+nightly", "-vV"], check=True, capture_output=True, text=True).stdout
    triple = re.search(r"^host: (.*)$", version, re.MULTILINE)[1]
    base = FUZZ.parent / os.environ.get("CARGO_TARGET_DIR", "fuzz/target")
    for target in TARGETS:
        shutil.copy(base / triple / "release" / target, folder)


def rows():
    if not LEDGER.exists():
        return []
    with LEDGER.open(newline="") as file:
        return list(csv.DictReader(file))


def append(row):
    is_new = not LEDGER.exists()
    with LEDGER.open("a", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        if is_new:
            writer.writeheader()
        writer.writerow(row)


def sums():
    done = dict.fromkeys(TARGETS, 0)
    for row in rows():
        done[row["target"]] += int(row["executions"])
    return done


def show(done):
    for target, executions in done.items():
        shares = ", ".join(f"{executions / goal:.1%} of {goal // 1_000_000} million" for goal in GOALS)
        print(f"{target:8} {executions:>12,}  {shares}", flush=True)


def executions_of(log):
    """What was executed after the corpus had been read."""
    read = re.search(r"^#(\d+)\s+INITED", log, re.MULTILINE)
    total = re.search(r"^stat::number_of_executed_units:\s*(\d+)", log, re.MULTILINE)
    return int(total[1]) - int(read[1]) if read and total else 0


def name_of(log, artifact):
    """How it failed, in a few words: `law-1-is-refused`; or what libFuzzer calls it."""
    panic = re.search(r"panicked at [^\n]*\n([^\n]*)", log)
    # What is quoted is the input's.
    said = re.sub(r'"(\\.|[^"\\])*"', " ", panic[1]) if panic else artifact.name.split("-")[0]
    words = re.findall(r"[a-z0-9]+", said.lower())[:7]
    return "-".join(words)[:60] or "panic"


def keep(binary, target, artifact, log):
    """A finding, made smaller, in the regressions."""
    small = artifact.with_name("small")
    small.unlink(missing_ok=True)
    if artifact.name.startswith("crash-"):
        run([binary, "-minimize_crash=1", "-max_total_time=60", f"-exact_artifact_path={small}", *CHECKS, str(artifact)])
    folder = FUZZ / "regressions" / target
    name = name_of(log, artifact)
    place, number = folder / name, 2
    while place.exists():
        place, number = folder / f"{name}-{number}", number + 1
    shutil.copy(small if small.exists() else artifact, place)
    return place


def merge(binary, target):
    """Leaves in the corpus what adds something. Files are named by their content, so nothing is lost half-way."""
    corpus = FUZZ / "corpus" / target
    with tempfile.TemporaryDirectory() as folder:
        status, _, is_interrupted = run([binary, "-merge=1", *MODES["thorough"], *CHECKS, folder, str(corpus)], grace=1)
        kept = set(os.listdir(folder))
        if status == 0 and kept and not is_interrupted:
            for file in corpus.iterdir():
                if file.name not in kept:
                    file.unlink()
    if is_interrupted:
        raise Interrupted


def slice_of(binary, target, mode, seconds, commit, is_noted):
    """Runs a target once and notes it. What it found."""
    artifacts = FUZZ / "artifacts" / target
    artifacts.mkdir(parents=True, exist_ok=True)
    before = set(artifacts.iterdir())
    start = time.monotonic()
    status, log, is_interrupted = run([
        binary, str(FUZZ / "corpus" / target), str(FUZZ / "seeds" / target),
        f"-dict={FUZZ / 'filterset.dict'}", f"-artifact_prefix={artifacts}/", f"-max_total_time={seconds}",
        "-print_final_stats=1", *CHECKS, *MODES[mode],
    ])
    took = time.monotonic() - start
    new = [file for file in sorted(set(artifacts.iterdir()) - before)
           if file.name.startswith(("crash-", "timeout-", "oom-", "leak-"))]
    found = [keep(binary, target, artifact, log) for artifact in new]
    executions = executions_of(log)
    if is_noted:
        append({
            "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%MZ"), "commit": commit,
            "target": target, "mode": mode, "executions": executions, "seconds": round(took), "findings": len(found),
        })
    print(f"{target:8} {mode}: {executions:,} executions in {took:.0f} s, {executions / max(took, 1):,.0f} a second",
          flush=True)
    if found or (status and not is_interrupted):
        print(log[-6000:])
        for place in found:
            print(f"finding: {place}")
        sys.exit(1)
    if is_interrupted:
        raise Interrupted


def campaign(options, folder, commit):
    if not options.no_seeds:
        subprocess.run([sys.executable, FUZZ / "seed.py"], check=True, stdout=subprocess.DEVNULL)
    rounds = 0
    while options.rounds is None or rounds < options.rounds:
        done = sums()
        left = [target for target in options.targets if options.rounds or done[target] < options.executions]
        if not left:
            break
        for target in left:
            binary = str(folder / target)
            number = rounds if options.no_ledger else sum(row["target"] == target for row in rows())
            mode = "thorough" if number % THOROUGH == THOROUGH - 1 else "short"
            slice_of(binary, target, mode, options.slice, commit, not options.no_ledger)
            if number % MERGE == MERGE - 1:
                merge(binary, target)
        rounds += 1
        if not options.no_ledger:
            show(sums())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", metavar="target", help=f"of {', '.join(TARGETS)}; all of them")
    parser.add_argument("--executions", type=int, default=GOALS[0], help="of each target, the ledger's included")
    parser.add_argument("--slice", type=int, default=300, metavar="SECONDS", help="of a target before the next one")
    parser.add_argument("--rounds", type=int, help="so many slices of each, whatever the ledger has")
    parser.add_argument("--no-ledger", action="store_true", help="notes nothing")
    parser.add_argument("--no-seeds", action="store_true", help="takes fuzz/seeds as they are")
    parser.add_argument("--built", type=Path, metavar="FOLDER", help="takes the targets from there and builds none")
    parser.add_argument("--commit", help="what they were built from")
    parser.add_argument("--sums", action="store_true", help="prints what the ledger has, and ends")
    options = parser.parse_args()
    if unknown := set(options.targets) - set(TARGETS):
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    if (options.built is None) != (options.commit is None):
        parser.error("--built and --commit go together")
    options.targets = options.targets or TARGETS
    if options.sums:
        show(sums())
        return
    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    try:
        if options.built:
            campaign(options, options.built.resolve(), options.commit)
            return
        with tempfile.TemporaryDirectory() as folder:
            commit = "" if options.no_ledger else built_commit()
            build(folder)
            campaign(options, Path(folder), commit)
    except Interrupted:
        print("interrupted; call it again to go on", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
