"""Probes servers whose defects are known, and checks that `filterset probe` finds them.

    python probe.py FILTERSET LINKS_API

Needs the packages in requirements.txt and tests/django/requirements.txt. Every server listens on a port of the loopback
interface that it chooses.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import contextmanager
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
FILTERSET, LINKS_API = sys.argv[1:]

# The check that finds each difference of docs/migrate-from-django-filter.md for which django-filter returns every record.
DIFFERENCES = {
    "Ignores an unknown parameter": ("unknown_field", "misspelt_name", "letter_case"),
    "Ignores an unknown operator": ("unknown_operator",),
    "Ignores an operator that isn't listed": ("operator_not_allowed",),
    "Ignores the long spelling `field__exact`": ("long_name",),
    "Drops the filter of an empty value": ("empty_value",),
    "Can't filter by the empty string": ("condition",),
    "Ignores a NUL in an unused parameter": ("null_character",),
    "Drops the filter of an invalid boolean": ("wrong_type",),
}
# Queries that must be among the findings, because a check can also find something else.
QUERIES = {"condition": "note=", "null_character": "trace=%00"}


@contextmanager
def serve(*command, **options):
    """Starts a server, which prints its URL."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, **options) as server:
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def probe(url, schema, *options):
    """Returns the findings and the summary."""
    command = [FILTERSET, "probe", url, "--schema", schema, "--rate", "10000", "--max-requests", "500"]
    done = subprocess.run([*command, "--format", "json", *options], capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    *findings, last = map(json.loads, done.stdout.splitlines())
    print(f"   {last['summary']['requests']} requests, {len(findings)} findings")
    return findings, last["summary"]


def widened(findings):
    """Returns the checks that found records that a query doesn't ask for."""
    return {finding["check"] for finding in findings if finding["kind"] == "widens"}


def check_links_api():
    """The example server has no finding."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    with serve(LINKS_API, "--addr", "127.0.0.1:0", env=environment | {"LINKS_API_KEY": "id:password"}) as url:
        header = f"Authorization: Basic {base64.b64encode(b'id:password').decode()}"
        for name in ["links", "institutions"]:
            request = urllib.request.Request(f"{url}api/schemas/{name}/", headers=dict([header.split(": ")]))
            with urllib.request.urlopen(request) as response, tempfile.TemporaryDirectory() as folder:
                schema = Path(folder, f"{name}.json")
                schema.write_bytes(response.read())
                options = ["--header", header] + (["--id", "/name"] if name == "institutions" else [])
                findings, summary = probe(f"{url}api/{name}/", schema, *options)
            assert findings == [], findings
            assert summary["requests"] == 500, summary


def check_django():
    """Every difference for which django-filter returns every record is found."""
    page = (FOLDER.parents[3] / "docs" / "migrate-from-django-filter.md").read_text()
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ") and "**every record**" in line]
    reasons = {row[0].removeprefix("| ") for row in rows}
    assert reasons == set(DIFFERENCES), reasons ^ set(DIFFERENCES)
    with serve(sys.executable, "-B", FOLDER / "django_server.py", FOLDER / "accounts.toml") as url:
        findings, _ = probe(url, FOLDER / "accounts.toml")
    for reason, checks in DIFFERENCES.items():
        missing = set(checks) - widened(findings)
        assert not missing, f"{reason}: {missing}"
        print(f"   {reason}: {', '.join(checks)}")
    for check, query in QUERIES.items():
        assert any(f["check"] == check and query in f["queries"] for f in findings), query
    assert any(f["check"] == "whole_day" for f in findings), "a date means midnight"


def check_others():
    """A server like NetBox, and fastapi-filter."""
    with serve(sys.executable, "-B", FOLDER / "ignoring_server.py") as url:
        findings, _ = probe(url, FOLDER / "devices.toml")
    names = {"unknown_field", "unknown_operator", "operator_not_allowed", "misspelt_name", "letter_case", "empty_value"}
    assert names <= widened(findings), names - widened(findings)
    with serve(sys.executable, "-B", FOLDER / "fastapi_server.py") as url:
        findings, _ = probe(url, FOLDER / "users.toml")
    names = names - {"empty_value"} | {"repeated_key"}
    assert names <= widened(findings), names - widened(findings)
    # `team__neq` doesn't return the records without a team.
    assert any(f["check"] in ("condition", "complement") and "team__neq" in str(f["queries"]) for f in findings)


def check_client():
    """The client of the guide sends the requests of a plan."""
    page = (FOLDER.parents[3] / "docs" / "find-out-whether-your-api-widens.md").read_text()
    client = page.split("```python\n")[1].split("```")[0]
    with serve(sys.executable, "-B", FOLDER / "ignoring_server.py") as url, tempfile.TemporaryDirectory() as folder:
        client = client.replace("https://api.example.com/links/", url).replace("links.toml", str(FOLDER / "devices.toml"))
        Path(folder, "client.py").write_text(client)
        path = f"{Path(FILTERSET).resolve().parent}{os.pathsep}{os.environ['PATH']}"
        command = [sys.executable, "client.py"]
        done = subprocess.run(command, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True)
    assert done.returncode == 1 and "widens[misspelt_name]" in done.stdout, done


for check in [check_links_api, check_django, check_others, check_client]:
    print(f"-- {check.__doc__}")
    check()
