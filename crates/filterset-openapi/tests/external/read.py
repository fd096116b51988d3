"""Exported documents, read by others: a validator of OpenAPI 3.1, and the parser of a generator of clients.

    python read.py COMMAND

COMMAND is the `filterset` command. Each table of the catalogue and of this folder is exported, with the keys of the crate
and without; each document must be valid, and the generator must find every parameter of it, and complain of none.
"""

import json
import subprocess
import sys
from pathlib import Path

from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_spec_validator import OpenAPIV31SpecValidator

HERE = Path(__file__).parent


def output(*arguments):
    return subprocess.run(arguments, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout


def config():
    return Config.from_sources(ConfigFile(), MetaType.NONE, HERE, "utf-8", overwrite=False, output_path=None)


def faults(document):
    yield from (f"invalid: {error.message}" for error in OpenAPIV31SpecValidator(document).iter_errors())
    data = GeneratorData.from_dict(document, config=config())
    if isinstance(data, GeneratorError):
        yield f"unread: {data.header} {data.detail}"
        return
    yield from (f"unread: {error.header} {error.detail}" for error in data.errors)
    (path,) = document["paths"].values()
    written = {parameter["name"] for parameter in path["get"]["parameters"]}
    endpoints = [endpoint for tag in data.endpoint_collections_by_tag.values() for endpoint in tag.endpoints]
    yield from (f"unread: {error.detail}" for tag in data.endpoint_collections_by_tag.values() for error in tag.parse_errors)
    read = {parameter.name for endpoint in endpoints for parameter in endpoint.query_parameters}
    if written != read:
        yield f"other parameters were read: {sorted(written ^ read)}"


def self_check(document):
    """What is checked can fail: documents with a fault each."""
    (path,) = document["paths"]
    parameter = document["paths"][path]["get"]["parameters"][0]
    for place, key in [(document, "info"), (parameter["schema"], "type")]:
        value, place[key] = place[key], "nothing"
        assert list(faults(document)), f"a document with another {key} is taken"
        place[key] = value


def main():
    command = sys.argv[1]
    tables = [line.split()[0] for line in output(command, "schemas").splitlines()]
    tables += [str(table) for table in sorted(HERE.glob("*.toml"))]
    failed = count = parameters = 0
    for table in tables:
        for plain in ([], ["--plain"]):
            document = json.loads(output(command, "export", "--schema", table, "--path", "/records/", *plain))
            found = list(faults(document))
            for fault in found:
                print(f"{table} {' '.join(plain)}: {fault}", file=sys.stderr)
            failed += bool(found)
            count += 1
            parameters += len(document["paths"]["/records/"]["get"]["parameters"])
    self_check(document)
    print(f"{count} documents with {parameters} parameters, {failed} of them faulty")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
