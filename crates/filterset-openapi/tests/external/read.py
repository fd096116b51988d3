"""Checks exported documents with other software: an OpenAPI 3.1 validator, and the parser of a client generator.

    python3 crates/filterset-openapi/tests/external/read.py target/debug/filterset

The argument is the `filterset` command; requirements.txt lists the packages that this script imports. Each built-in
schema and each schema of this folder is exported, with the extension keys and without. Each document must be valid, and
the generator must find all of its parameters without an error.
"""

import json
import subprocess
import sys
from pathlib import Path

from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_spec_validator import OpenAPIV31SpecValidator

FOLDER = Path(__file__).parent


def run_command(*arguments):
    return subprocess.run(arguments, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout


def make_config():
    return Config.from_sources(ConfigFile(), MetaType.NONE, FOLDER, "utf-8", overwrite=False, output_path=None)


def find_errors(document):
    yield from (f"invalid: {error.message}" for error in OpenAPIV31SpecValidator(document).iter_errors())
    data = GeneratorData.from_dict(document, config=make_config())
    if isinstance(data, GeneratorError):
        yield f"not parsed: {data.header} {data.detail}"
        return
    yield from (f"not parsed: {error.header} {error.detail}" for error in data.errors)
    tags = data.endpoint_collections_by_tag.values()
    yield from (f"not parsed: {error.detail}" for tag in tags for error in tag.parse_errors)
    (path,) = document["paths"].values()
    exported = {parameter["name"] for parameter in path["get"]["parameters"]}
    endpoints = [endpoint for tag in tags for endpoint in tag.endpoints]
    parsed = {parameter.name for endpoint in endpoints for parameter in endpoint.query_parameters}
    if exported != parsed:
        yield f"other parameters were parsed: {sorted(exported ^ parsed)}"


def check_detection(document):
    """Checks that `find_errors` detects an error: documents with one error each."""
    (path,) = document["paths"]
    parameter = document["paths"][path]["get"]["parameters"][0]
    for parent, key in [(document, "info"), (parameter["schema"], "type")]:
        value, parent[key] = parent[key], "nothing"
        assert list(find_errors(document)), f"a document with an invalid {key} is accepted"
        parent[key] = value


def main():
    command = sys.argv[1]
    schemas = [line.split()[0] for line in run_command(command, "schemas").splitlines()]
    schemas += [str(schema) for schema in sorted(FOLDER.glob("*.toml"))]
    rejected = count = parameters = 0
    for schema in schemas:
        for plain in ([], ["--plain"]):
            document = json.loads(run_command(command, "export", "--schema", schema, "--path", "/records/", *plain))
            errors = list(find_errors(document))
            for error in errors:
                print(f"{schema} {' '.join(plain)}: {error}", file=sys.stderr)
            rejected += bool(errors)
            count += 1
            parameters += len(document["paths"]["/records/"]["get"]["parameters"])
    check_detection(document)
    print(f"{count} documents with {parameters} parameters, {rejected} of them rejected")
    return 1 if rejected else 0


if __name__ == "__main__":
    sys.exit(main())
