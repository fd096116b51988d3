"""Records how Django's QueryDict and django-filter process the cases of tests/cases.

    python tests/django/django_filter.py > tests/django/django.json

Needs the packages in requirements.txt. tests/django/main.rs compares the recording with the language.

Each schema of a case becomes a model. Its operators become the filters that `Meta.fields` of
`django_filters.rest_framework.FilterSet` would create: BaseInFilter for `in`, BaseRangeFilter for `range`, and so on.
`ne` and `not_in` are `exact` and `in` with `exclude=True`. A multi-valued field is a related model.

A line of `cases` has the member `pairs`, the pairs that QueryDict decoded, and

- `refused`, if the query is invalid: the codes of the form's errors by parameter, as an object; or
- `conditions`, the operand of each parameter that changed the queryset, as Django prepared it for the database, with
  `sql`, the WHERE clause and its parameters: null if there is no WHERE clause, so that every row matches, and "nothing"
  if Django knows that no row matches; or
- `raises`, the exception, to which a server responds with the status 500.
"""

import json
import sys
import zoneinfo
from collections import Counter
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from uuid import UUID

# Uses the time zones of the pinned package instead of those of the machine.
zoneinfo.reset_tzpath(to=[])

import django
from django.apps import AppConfig
from django.conf import settings


class Oracle(AppConfig):
    """The app of the models below. Django only resolves relations between models of installed apps."""

    name, label, path = __name__, "oracle", str(Path(__file__).parent)
    default_auto_field = "django.db.models.BigAutoField"


settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django_filters", f"{__name__}.Oracle"],
    TIME_ZONE="UTC",
    USE_TZ=True,
)
django.setup()

import django_filters
import tzdata
from django.core.exceptions import EmptyResultSet
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models
from django.http import QueryDict
from django.utils import timezone as django_timezone
from django_filters.rest_framework import FilterSet

CASES = Path(__file__).resolve().parent.parent / "cases"
# Operators of the language that are other lookups with `exclude=True`.
SEARCHES = ["iexact", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith"]
EXCLUDED = {"ne": "exact", "not_in": "in"} | {f"not_{op}": op for op in SEARCHES}


def model_field(field):
    """Returns the model field for a field of a schema."""
    options = {"null": field.get("nullable", False)}
    match field["type"]:
        case "text":
            return models.CharField(max_length=255, blank=field.get("allow_empty", False), **options)
        case "choice":
            return models.CharField(max_length=255, choices=[(c, c) for c in field["choices"]], **options)
        case "integer":
            bounds = [("minimum", MinValueValidator), ("maximum", MaxValueValidator)]
            validators = [validator(field[bound]) for bound, validator in bounds if bound in field]
            return models.BigIntegerField(validators=validators, **options)
        case "decimal":
            return models.DecimalField(max_digits=56, decimal_places=28, **options)
        case "boolean":
            return models.BooleanField(**options)
        case "uuid":
            return models.UUIDField(**options)
        case "date":
            return models.DateField(**options)
        case "date-time":
            return models.DateTimeField(**options)
    raise ValueError(field["type"])


def make_model(name, members):
    members |= {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "oracle"})}
    model = type(name, (models.Model,), members)
    return model


class SchemaModel:
    """A schema as a model and a FilterSet."""

    def __init__(self, name, schema):
        self.fields = schema["fields"]
        self.is_spelled = "spelling" in schema or any(
            part in field for field in self.fields.values() for part in ("bare", "lists", "keys")
        )
        self.has_patterns = any("*" in name for name in schema.get("reserved", []))
        single = {f"f{i}": model_field(f) for i, f in enumerate(self.fields.values()) if not f.get("many")}
        self.model = make_model(name, single)
        made = [self.model]
        filters = {}
        self.field_of = {}
        for i, (key, field) in enumerate(self.fields.items()):
            path = f"f{i}"
            if field.get("many"):
                parent = models.ForeignKey(self.model, models.CASCADE, related_name=path, related_query_name=path)
                related = make_model(f"{name}_{path}", {"parent": parent, "value": model_field(field)})
                made.append(related)
                held, path = related._meta.get_field("value"), f"{path}__value"
            else:
                held = self.model._meta.get_field(path)
            for op in field["ops"]:
                if op in ("allin", "isempty"):
                    continue
                found = FilterSet.filter_for_field(held, path, EXCLUDED.get(op, op))
                found.exclude = op in EXCLUDED
                parameter = key if op == "exact" else f"{key}__{op}"
                filters[parameter] = found
                self.field_of[parameter] = field
        meta = type("Meta", (), {"model": self.model, "fields": []})
        self.filterset = type(f"{name}_filters", (FilterSet,), {"Meta": meta})
        self.filterset.base_filters = filters
        with connection.schema_editor() as editor:
            for model in made:
                editor.create_model(model)

    def skip(self, case):
        """Returns the reason why a case has no equivalent in Django, or None."""
        if case.get("list"):
            return "a list query, whose parameters are none of the filter's"
        if case.get("policy", "django-filter") != "django-filter":
            return "a policy of some leniencies only"
        if self.is_spelled:
            return "a spelling: the keys and lists of other APIs"
        if self.has_patterns:
            return "reserved patterns"
        pairs = QueryDict(without_mark(case["query"]))
        if any(key == f"{name}__allin" and "allin" in f["ops"] for name, f in self.fields.items() for key in pairs):
            return "allin, which has no lookup"
        if any(key == f"{name}__isempty" and "isempty" in f["ops"] for name, f in self.fields.items() for key in pairs):
            return "isempty, which has no lookup"
        if len(self.zones(pairs)) > 1:
            return "two time zones in one query: Django has one for a request"
        return None

    def zones(self, pairs):
        asked = (self.field_of[key] for key in pairs if key in self.field_of)
        return {field.get("time_zone", "UTC") for field in asked if field["type"] == "date-time"}

    def answer(self, query):
        pairs = QueryDict(without_mark(query))
        answer = {"pairs": [[key, value] for key, values in pairs.lists() for value in values]}
        zones = self.zones(pairs)
        try:
            with django_timezone.override(zone(zones.pop()) if zones else timezone.utc):
                return answer | self.filtered(pairs)
        except Exception as error:
            return answer | {"raises": type(error).__name__}

    def filtered(self, pairs):
        filterset = self.filterset(pairs, queryset=self.model.objects.all())
        if not filterset.is_valid():
            errors = filterset.errors.get_json_data()
            return {"refused": {key: [fault["code"] for fault in errors[key]] for key in sorted(errors)}}
        conditions = {}
        for name, found in sorted(filterset.filters.items()):
            everything, value = self.model.objects.all(), filterset.form.cleaned_data[name]
            # Filtering exposes the operand, which excluding would nest in a subquery.
            found.exclude, exclude = False, found.exclude
            where = found.filter(everything, value).query.where
            found.exclude = exclude
            if where:
                conditions[name] = prepared(where.children[0].rhs)
        rows = filterset.qs
        try:
            sql, parameters = rows.query.sql_with_params()
            _, where, sql = sql.partition(" WHERE ")
            # Shorter names: the model's own table is omitted.
            sql = sql.replace(f'"{self.model._meta.db_table}".', "").replace('"oracle_', '"')
            asked = [sql, *map(prepared, parameters)] if where else None
        except EmptyResultSet:
            asked = "nothing"
        list(rows)
        return {"conditions": conditions, "sql": asked}


def without_mark(query):
    """Returns the query as a server receives it, without the leading question mark."""
    return query.removeprefix("?")


def zone(name):
    if name[0] in "+-":
        hours, minutes = int(name[1:3]), int(name[4:6])
        return timezone((1 if name[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
    return zoneinfo.ZoneInfo(name)


def prepared(value):
    """Converts an operand that Django prepared for the database to JSON: as text if JSON has no such type."""
    match value:
        case bool() | int() | str() | None:
            return value
        case Decimal():
            return format(value, "f") if value.is_finite() else str(value)
        case datetime():
            # Formats UTC without a conversion, which fails for instants near the first and the last year.
            if value.tzinfo is None:
                return value.isoformat()
            return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
        case date() | UUID():
            return str(value)
        case list() | tuple() | set():
            return [prepared(item) for item in value]
    raise TypeError(f"{type(value)}: {value!r}")


def main():
    skipped, lines, seen = Counter(), [], set()
    for path in sorted(CASES.glob("*.json")):
        file = json.loads(path.read_text())
        schemas = {}
        for case in file["cases"]:
            name, query = case["schema"], case["query"]
            asked = {"file": path.stem, "schema": name, "query": query}
            if "policy" in case:
                asked["policy"] = case["policy"]
            identity = json.dumps(asked)
            if name not in schemas:
                schemas[name] = SchemaModel(f"{path.stem}_{name}", file["schemas"][name])
            if (why := schemas[name].skip(case)) is not None:
                skipped[why] += 1
            elif identity not in seen:
                seen.add(identity)
                lines.append(json.dumps(asked | schemas[name].answer(query)))
    versions = {
        "python": ".".join(map(str, sys.version_info[:2])),
        "django": django.__version__,
        "django-filter": django_filters.__version__,
        "tzdata": tzdata.IANA_VERSION,
    }
    print("{")
    print(f'"versions": {json.dumps(versions)},')
    print(f'"skipped": {json.dumps(dict(sorted(skipped.items())))},')
    print('"cases": [')
    print(",\n".join(lines))
    print("]\n}")


if __name__ == "__main__":
    main()
