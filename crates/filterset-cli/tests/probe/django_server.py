"""Serves a list with Django REST framework and django-filter, and prints its URL.

    python django_server.py accounts.toml

The model and the filters are those with which tests/django compares the language.
"""

import sys
import tomllib
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "tests" / "django"))
from django_filter import SchemaModel, settings

settings.ROOT_URLCONF = __name__
settings.ALLOWED_HOSTS = ["127.0.0.1"]
settings.LOGGING_CONFIG = None
settings.REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}

from django.core.wsgi import get_wsgi_application
from django.urls import path
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import generics, pagination, serializers

schema = SchemaModel("accounts", tomllib.loads(Path(sys.argv[1]).read_text()))
names = {name: f"f{index}" for index, name in enumerate(schema.fields)}


class Record(serializers.BaseSerializer):
    def to_representation(self, instance):
        return {"id": instance.pk} | {name: getattr(instance, member) for name, member in names.items()}


class Pages(pagination.PageNumberPagination):
    page_size = 20


class Accounts(generics.ListAPIView):
    queryset = schema.model.objects.order_by("pk")
    serializer_class = Record
    pagination_class = Pages
    filter_backends = [DjangoFilterBackend]
    filterset_class = schema.filterset


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def values(number):
    return {
        "active": [True, False, None][number % 3],
        "amount": Decimal(number * 37 % 100) / 4,
        "at": datetime(2022, 3, 1 + number % 20, number % 24, 30, tzinfo=timezone.utc),
        "institution": ["erebor", "Iron Bank", "gringotts"][number % 3],
        "note": ["", "a", "b"][number % 3],
        "number": number * 7 % 30,
        "on": date(2022, 3, 1) + timedelta(days=number % 20),
        "status": ["valid", "invalid"][number % 2],
    }


urlpatterns = [path("accounts/", Accounts.as_view())]
for number in range(1, 56):
    schema.model.objects.create(**{names[name]: value for name, value in values(number).items()})
with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet) as server:
    print(f"http://127.0.0.1:{server.server_port}/accounts/", flush=True)
    server.serve_forever()
