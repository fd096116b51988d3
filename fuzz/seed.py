#!/usr/bin/env python3
"""Makes a seed corpus in fuzz/seeds/ of what is committed: the conformance cases' queries and tables, the catalogue and
the regressions. Then:
    python3 fuzz/campaign.py
"""
import json
import shutil
from pathlib import Path

FUZZ = Path(__file__).resolve().parent
SHAPES = 4  # tables of the target `parse`, which the first byte chooses


def seeds(target, texts):
    folder = FUZZ / "seeds" / target
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (FUZZ / "corpus" / target).mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts):
        (folder / str(number)).write_bytes(text.encode())
    for regression in (FUZZ / "regressions" / target).iterdir():
        shutil.copy(regression, folder)
    print(target, len(list(folder.iterdir())), "seeds")


cases = [json.loads(path.read_text()) for path in sorted((FUZZ.parent / "tests" / "cases").glob("*.json"))]
queries = sorted({case["query"] for file in cases for case in file["cases"]})
# The table's first byte says the format: even for TOML, odd for JSON.
tables = ["1" + json.dumps(table) for file in cases for table in file["schemas"].values()]
tables += ["0" + path.read_text() for path in sorted((FUZZ.parent / "schemas").rglob("*.toml"))]

seeds("parse", (f"{shape}{query}" for query in queries for shape in range(SHAPES)))
seeds("table", tables)
for target in ["builder", "naive", "render"]:
    seeds(target, [])
