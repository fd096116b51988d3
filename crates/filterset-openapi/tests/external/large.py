"""Writes an OpenAPI document of so many megabytes, in JSON or YAML, to standard output: lists of 40 parameters each, of
every shape, and the schemas of their records.

    python large.py MEGABYTES json|yaml
"""

import json
import sys

DESCRIPTION = "What it is, said at some length, as those who write documents for many readers do: "


def operation(number):
    def parameter(name, schema, **more):
        return {"name": name, "in": "query", "description": DESCRIPTION + name, "schema": schema, **more}

    def listed(item):
        return {"type": "array", "items": item}

    status = {"$ref": f"#/components/schemas/Status{number}"}
    time = {"type": "string", "format": "date-time"}
    text = {"type": "string"}
    parameters = [
        {"$ref": "#/components/parameters/page"},
        parameter("status", status),
        parameter("status__in", listed(status), explode=False),
        parameter("search", text),
    ]
    for field in range(4):
        parameters += [parameter(f"created_{field}__{op}", time) for op in ("gt", "gte", "lt", "lte")]
        parameters.append(parameter(f"created_{field}__range", listed(time), explode=False))
        parameters.append(parameter(f"amount_{field}__gte", text, example="12.50"))
        parameters.append(parameter(f"name_{field}", text))
        parameters.append(parameter(f"name_{field}__icontains", text))
        parameters.append(parameter(f"count_{field}", {"anyOf": [{"type": "integer"}, {"type": "null"}]}))
    record = {"$ref": f"#/components/schemas/Record{number}"}
    content = {"application/json": {"schema": {"type": "array", "items": record}}}
    return {"parameters": parameters, "responses": {"200": {"description": "The records.", "content": content}}}


def record(number):
    properties = {
        f"property_{place}": {"type": "string", "description": DESCRIPTION + str(place), "example": f"value {number} {place}"}
        for place in range(60)
    }
    return {"type": "object", "properties": properties}


def document(megabytes):
    schemas, paths = {}, {}
    page = {"name": "page", "in": "query", "schema": {"type": "integer"}}
    size = number = 0
    while size < megabytes * 1_000_000:
        part = operation(number)
        schemas[f"Record{number}"] = record(number)
        schemas[f"Status{number}"] = {"type": "string", "enum": [f"status_{place}" for place in range(20)]}
        paths[f"/api/v1/records-{number}/"] = {"get": part}
        size += len(json.dumps([part, schemas[f"Record{number}"], schemas[f"Status{number}"]]))
        number += 1
    info = {"title": "A large document", "version": "1"}
    components = {"parameters": {"page": page}, "schemas": schemas}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": components}


def yaml(value, indent, write):
    """A value in block style; texts in the quotes of JSON, which YAML has too."""
    pad = "  " * indent
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        write(pad + (f"{json.dumps(key)}:" if isinstance(value, dict) else "-"))
        if isinstance(item, (dict, list)):
            write("\n")
            yaml(item, indent + 1, write)
        else:
            write(f" {json.dumps(item)}\n")


def main():
    made = document(int(sys.argv[1]))
    if sys.argv[2] == "yaml":
        yaml(made, 0, sys.stdout.write)
    else:
        json.dump(made, sys.stdout)


if __name__ == "__main__":
    main()
