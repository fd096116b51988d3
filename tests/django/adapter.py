"""Answers the cases of `filterset conformance` with Django and django-filter.

    filterset conformance --command 'python tests/django/adapter.py' --ignore-errors \\
        --differences tests/django/conformance.json

Needs the packages in requirements.txt. The canonical string is written from the operands that Django passes to the
database. Django's errors have other codes and no positions, so a rejection has no errors.
"""

import json
import sys
from decimal import Decimal
from urllib.parse import quote

from django_filter import EXCLUDED, SEARCHES, SchemaModel

OPERATORS = {"ne", "in", "not_in", "gt", "gte", "lt", "lte", "range", "isnull", *SEARCHES, *EXCLUDED}
# A filter returns the parameters of lists like reserved names.
LISTS = ["cursor", "fields", "limit", "offset", "omit", "ordering", "page", "page_size", "search"]
POLICIES = {(False, False, False): None, (True, True, True): "django-filter"}


def canonical(fields, conditions):
    """Writes the conditions of a filter as the language does."""
    pairs = []
    for key in sorted(conditions):
        name, _, op = key.rpartition("__")
        name, op = (name, op) if op in OPERATORS and key not in fields else (key, "exact")
        kind, operand = fields[name]["type"], conditions[key]
        if op == "range":
            text = ",".join(spell(kind, item) for item in operand)
        elif op in ("in", "not_in"):
            items = sorted(operand, key=lambda item: order(kind, item))
            text = ",".join(dict.fromkeys(spell(kind, item) for item in items))
        else:
            text = spell("boolean" if op == "isnull" else kind, operand)
        pairs.append(f"{key}={text}")
    return "&".join(pairs)


def order(kind, item):
    """Returns the sort key of an item. A blank item of a list can be None."""
    is_number = kind in ("integer", "decimal") and item is not None
    return (item is None, Decimal(item) if is_number else 0, "" if is_number else str(item))


def spell(kind, value):
    """Writes a value as the language does."""
    match kind:
        case _ if value is None:
            text = ""
        case "boolean":
            text = "true" if value else "false"
        case "integer" | "decimal":
            text = str(value)
            text = text.rstrip("0").rstrip(".") if "." in text else text
            text = "0" if text == "-0" else text
        case "date-time":
            time = value.removesuffix("Z")
            text = (time.rstrip("0").rstrip(".") if "." in time else time) + "Z"
        case _:
            text = str(value)
    return quote(text, safe="-._~:/@,")


def answer(model, case):
    policy = tuple(case["policy"].values())
    if policy in POLICIES:
        case = {key: value for key, value in case.items() if key != "policy"}
        case |= {"policy": POLICIES[policy]} if POLICIES[policy] else {}
    if (why := model.skip(case)) is not None:
        return {"skipped": why}
    found = model.answer(case["query"])
    if "raises" in found:
        return {"failed": found["raises"]}
    if "refused" in found:
        return {"rejected": True}
    # Django ignores the parameters that no filter has. With the policy, the unknown ones are returned too.
    ignored = [(key, value) for key, value in found["pairs"] if key not in model.filterset.base_filters]
    names = [*case["schema"].get("reserved", []), *(LISTS if "list" in case["schema"] else [])]
    reserved = [pair for pair in ignored if any(policy) or pair[0] in names]
    return {"canonical": canonical(model.fields, found["conditions"]), "reserved": reserved}


def main():
    models = {}
    for line in sys.stdin:
        case = json.loads(line)
        schema = json.dumps(case["schema"])
        if schema not in models:
            models[schema] = SchemaModel(f"schema_{len(models)}", case["schema"])
        print(json.dumps({"id": case["id"]} | answer(models[schema], case)), flush=True)


if __name__ == "__main__":
    main()
