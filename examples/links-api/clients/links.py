"""Tests the server with Belvo's Python client: `links.py URL ID PASSWORD`. Needs the packages in requirements.txt."""

import sys

import requests
from belvo.client import Client
from belvo.exceptions import BelvoAPIException

url, key_id, password = sys.argv[1:]
COUNT = 5000

# The constructor logs in, and fails if the password is wrong.
client = Client(key_id, password, url)
try:
    Client(key_id, password + "x", url)
except BelvoAPIException:
    pass
else:
    sys.exit("a wrong password was taken")

# Lists every link by following the pages.
links = list(client.Links.list())
assert len(links) == COUNT == len({link["id"] for link in links}), len(links)
assert client.Links.get(links[0]["id"]) == links[0]

# Compares each filter of the API's reference page with the same filter on the complete list.
first, maker = links[0]["id"], links[0]["created_by"]
FILTERS = [
    ({"access_mode": "single"}, lambda link: link["access_mode"] == "single"),
    ({"created_by__not_in": maker}, lambda link: link["created_by"] != maker),
    ({"external_id": "customer-5"}, lambda link: link["external_id"] == "customer-5"),
    ({"external_id__in": "customer-5,customer-10"}, lambda link: link["external_id"] in ("customer-5", "customer-10")),
    ({"id": first}, lambda link: link["id"] == first),
    ({"id__in": f"{first},{links[1]['id']}"}, lambda link: link["id"] in (first, links[1]["id"])),
    ({"institution": "erebor_mx_retail"}, lambda link: link["institution"] == "erebor_mx_retail"),
    (
        {"institution__in": "erebor_mx_retail,gringotts_mx_retail"},
        lambda link: link["institution"] in ("erebor_mx_retail", "gringotts_mx_retail"),
    ),
    ({"refresh_rate": "7d"}, lambda link: link["refresh_rate"] == "7d"),
    ({"status": "invalid"}, lambda link: link["status"] == "invalid"),
    ({"status__in": "valid,token_required"}, lambda link: link["status"] in ("valid", "token_required")),
    (
        {"institution__in": "erebor_mx_retail,erebor_br_retail", "status": "invalid", "page_size": 1000},
        lambda link: link["institution"] in ("erebor_mx_retail", "erebor_br_retail") and link["status"] == "invalid",
    ),
]
for filters, holds in FILTERS:
    found = list(client.Links.list(**filters))
    expected = [link for link in links if holds(link)]
    assert found == expected and 0 < len(found) < COUNT, (filters, len(found), len(expected))
    print(f"{len(found):>5} links  {filters}")

# A typo is an error, instead of returning every link.
try:
    list(client.Links.list(statos="invalid"))
except requests.HTTPError as error:
    (item,) = error.response.json()
    assert error.response.status_code == 400 and set(item) == {"code", "message", "field", "request_id"}, item
    print(f"  400: {item['message']}")
else:
    sys.exit("a mistyped filter was taken")

print(f"{len(list(client.Institutions.list(country_code='MX')))} institutions")
