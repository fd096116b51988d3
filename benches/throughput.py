"""Measures the seconds, the CPU seconds and the peak memory of the `filterset` command on large inputs, on one thread and on
all cores: `throughput.py COMMAND`."""

import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = sys.argv[1]
QUERY = "institution__in=erebor_mx_retail,gringotts_mx_retail&status=invalid"
SCHEMA = ["--schema", "belvo/links"]
LINK = '{{"id": "{:032x}", "institution": "erebor_mx_retail", "status": "{}", "fetch_resources": ["ACCOUNTS", "OWNERS"]}}\n'


def measure(name, path, *arguments):
    """Runs the command on a file, and prints its seconds, its CPU seconds and its peak memory (Linux)."""
    peak, before = 0, cpu_seconds()
    with path.open("rb") as stdin:
        start = time.monotonic()
        child = subprocess.Popen([COMMAND, *arguments], stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while child.poll() is None:
            found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{child.pid}/status").read_text())
            peak = int(found[1]) / 1024 if found else peak
            time.sleep(0.01)
        seconds = time.monotonic() - start
    if child.returncode:
        sys.exit(f"error: {name}: exit code {child.returncode}")
    megabytes, cpu = path.stat().st_size / 1e6, cpu_seconds() - before
    speed = megabytes / seconds
    print(f"{name:24} {megabytes:6.1f} MB  {seconds:6.2f} s  {cpu:6.2f} CPU s  {speed:7.1f} MB/s  {peak:7.1f} MiB")


def cpu_seconds():
    """Returns the CPU time of the commands that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def make_document(megabytes):
    """Returns an OpenAPI document of this size: copies of the path of an exported schema."""
    document = json.loads(subprocess.check_output([COMMAND, "export", *SCHEMA]))
    ((path, item),) = document["paths"].items()
    copies = int(megabytes * 1e6 / len(json.dumps(item)))
    return document | {"paths": {f"{path}{number}/": item for number in range(copies)}}


def write_yaml(value, indent, file):
    """Writes an object or an array in the block style of YAML. Its scalars are in JSON, a subset of YAML."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        file.write("  " * indent + (f"{json.dumps(key)}:" if isinstance(value, dict) else "-"))
        if isinstance(item, dict | list) and item:
            file.write("\n")
            write_yaml(item, indent + 1, file)
        else:
            file.write(f" {json.dumps(item)}\n")


with tempfile.TemporaryDirectory() as folder:
    queries, links = Path(folder, "queries"), Path(folder, "links.jsonl")
    queries.write_text(f"{QUERY}\n" * 1_000_000)
    links.write_text("".join(LINK.format(number, ["valid", "invalid"][number % 2]) for number in range(800_000)))
    for threads, options in [("1 thread", ["--threads", "1"]), ("all cores", [])]:
        measure(f"check, {threads}", queries, "check", *SCHEMA, *options)
        measure(f"check, JSON, {threads}", queries, "check", *SCHEMA, "--format", "json", *options)
        measure(f"grep, {threads}", links, "grep", "--count", *SCHEMA, QUERY, *options)
    document = make_document(30)
    for syntax in ["json", "yaml"]:
        path = Path(folder, f"large.{syntax}")
        with path.open("w") as file:
            json.dump(document, file) if syntax == "json" else write_yaml(document, 0, file)
        measure(f"import, {syntax}", path, "import", path, "--infer", "--all", Path(folder, syntax))
