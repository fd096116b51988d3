"""Measures the seconds and the peak memory of the `filterset` command on large inputs: `throughput.py COMMAND`."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = sys.argv[1]
LARGE = Path(__file__).parent.parent / "crates/filterset-openapi/tests/external/large.py"
QUERY = "institution__in=erebor_mx_retail,gringotts_mx_retail&status=invalid"
SCHEMA = ("--schema", "belvo/links")


def measure(name, path, *arguments):
    """Runs the command on a file, and prints its seconds and its peak memory."""
    with path.open("rb") as stdin:
        start = time.monotonic()
        child = subprocess.Popen([COMMAND, *arguments], stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - start
    if status:
        sys.exit(f"error: {name}: exit status {status}")
    megabytes = path.stat().st_size / 1e6
    print(f"{name:14} {megabytes:6.1f} MB  {seconds:6.2f} s  {megabytes / seconds:7.1f} MB/s  {usage.ru_maxrss / 1024:7.1f} MiB")


def link(number):
    status = ["valid", "invalid", "unconfirmed", "token_required"][number // 3 % 4]
    institution = ["erebor_mx_retail", "gringotts_mx_retail", "ironbank_br_retail"][number % 3]
    return {"id": f"{number:08x}-9b2a-4e4a-8f5c-000000000000", "institution": institution, "status": status,
            "created_at": "2022-02-09T08:45:50.406032Z", "fetch_resources": ["ACCOUNTS", "OWNERS"]}


with tempfile.TemporaryDirectory() as folder:
    queries, links = Path(folder, "queries"), Path(folder, "links.jsonl")
    queries.write_text(f"{QUERY}\n" * 1_000_000)
    links.write_text("".join(json.dumps(link(number)) + "\n" for number in range(400_000)))
    measure("check", queries, "check", *SCHEMA)
    measure("check, JSON", queries, "check", *SCHEMA, "--format", "json")
    measure("grep", links, "grep", "--count", *SCHEMA, QUERY)
    for syntax in ["json", "yaml"]:
        document = Path(folder, f"large.{syntax}")
        document.write_bytes(subprocess.check_output([sys.executable, LARGE, "30", syntax]))
        measure(f"import, {syntax}", document, "import", document, "--infer", "--all", Path(folder, syntax))
