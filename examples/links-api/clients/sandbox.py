"""Runs the whole life of links with Belvo's Python client: `sandbox.py URL ID PASSWORD`.

Links are registered, finished with a token, refreshed, repaired, changed and deleted. Each operator of each served schema
filters the lists, and must return what the same condition selects from the whole list. Needs the packages in
requirements.txt.
"""

import http.server
import json
import sys
import threading
import time
from datetime import datetime, timezone
from decimal import Decimal

import requests
from belvo.client import Client
from belvo.enums import AccessMode

url, key_id, password = sys.argv[1:]
client = Client(key_id, password, url)
session = requests.Session()
session.auth = (key_id, password)
# The time after which the test gives up.
PATIENCE = 30

received = []


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        assert self.headers["Authorization"] == "Bearer token", self.headers
        received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def wait_for_webhooks(link, *expected):
    """Waits until the last webhooks of a link have these types and codes."""
    end = time.monotonic() + PATIENCE
    while True:
        found = [(one["webhook_type"], one["webhook_code"]) for one in received if one["link_id"] == link]
        if len(found) >= len(expected) and all(one in found for one in expected):
            return found
        assert time.monotonic() < end, (expected, found)
        time.sleep(0.05)


def advance(seconds):
    assert session.post(f"{url}/api/sandbox/clock/", json={"advance_seconds": seconds}).ok


receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=receiver.serve_forever, daemon=True).start()
webhook = {"url": f"http://127.0.0.1:{receiver.server_port}/", "authorization": "Bearer token"}
assert session.post(f"{url}/api/webhooks/", json=webhook).status_code == 201

# A recurrent link: its data is empty until the webhook, and there after it.
link = client.Links.create("erebor_mx_retail", "ana", "secret", external_id="sandbox", raise_exception=True)
assert (link["status"], link["access_mode"], link["refresh_rate"]) == ("valid", "recurrent", "7d"), link
assert list(client.Accounts.list(link=link["id"])) == []
history = [(kind, "historical_update") for kind in ("ACCOUNTS", "OWNERS", "TRANSACTIONS", "BALANCES")]
assert wait_for_webhooks(link["id"], *history) == history
totals = {one["webhook_type"]: one["data"] for one in received}
assert len(list(client.Accounts.list(link=link["id"]))) == totals["ACCOUNTS"]["total_accounts"] > 0
assert len(list(client.Transactions.list(link=link["id"]))) == totals["TRANSACTIONS"]["total_transactions"] > 0
advance(8 * 86_400)
wait_for_webhooks(link["id"], ("TRANSACTIONS", "new_transactions_available"))
print("a recurrent link announces its history and what is new")

# A link that needs a token.
(error,) = client.Links.create("erebor_br_retail", "mfa", "secret", access_mode=AccessMode.SINGLE)
assert error["code"] == "token_required" and client.Links.get(error["link"])["status"] == "token_required", error
(wrong,) = client.Links.resume(error["session"], "0000", link=error["link"])
assert wrong["code"] == "invalid_token", wrong
single = client.Links.resume(error["session"], "1234", link=error["link"], raise_exception=True)
assert single["status"] == "valid", single
accounts = client.Accounts.create(single["id"], raise_exception=True)
assert {one["id"] for one in accounts} == {one["id"] for one in client.Accounts.list(link=single["id"])}
today = client.Accounts.get(accounts[0]["id"])["collected_at"][:10]
transactions = client.Transactions.create(single["id"], "2020-01-01", date_to=today, raise_exception=True)
assert {one["id"] for one in transactions} == {one["id"] for one in client.Transactions.list(single["id"])}
assert len(client.Owners.create(single["id"], raise_exception=True)) == 1
assert client.Balances.create(single["id"], "2020-01-01", date_to=today, raise_exception=True)
print("a single link is finished with a token, and fetched by requests")


def read(record, field):
    """Returns the value of a field in a record, whose objects may stand for their id or name."""
    value = record
    for name in {"account_type": "account__type"}.get(field, field).split("__"):
        value = value[name] if value is not None else None
    if isinstance(value, dict):
        value = value.get("id") or value["name"]
    return value


def parse(kind, text):
    """Returns a value that can be compared."""
    if kind == "decimal":
        return Decimal(str(text))
    if kind == "date-time":
        time = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return time if time.tzinfo else time.replace(tzinfo=timezone.utc)
    return text


def fold(text):
    """Folds A to Z, and no other letters, as the language does."""
    return "".join(character.lower() if character.isascii() else character for character in text)


CONDITIONS = {
    "exact": lambda value, operands: value == operands[0],
    "in": lambda value, operands: value in operands,
    "not_in": lambda value, operands: value not in operands,
    "gt": lambda value, operands: value is not None and value > operands[0],
    "gte": lambda value, operands: value is not None and value >= operands[0],
    "lt": lambda value, operands: value is not None and value < operands[0],
    "lte": lambda value, operands: value is not None and value <= operands[0],
    "range": lambda value, operands: value is not None and operands[0] <= value <= operands[1],
    "icontains": lambda value, operands: fold(operands[0]) in fold(value),
}


def check_list(name, resource, needs_link):
    """Compares each filter of a list with the same condition on its records."""
    schema = session.get(f"{url}/api/schemas/{name}/").json()
    lists = [{"link": link["id"]}, {"link": single["id"]}] if needs_link else [{}]
    count = 0
    for of_link in lists:
        records = list(resource.list(**of_link))
        assert len(records) == len({record["id"] for record in records}) > 0, name
        for field, declared in schema["fields"].items():
            values = sorted({str(read(record, field)) for record in records} - {"None"})
            if not values:
                continue
            for op in declared["ops"]:
                operands = values[:2] if op in ("in", "not_in") else [values[0], values[-1]] if op == "range" else values[len(values) // 2 :][:1]
                if op == "icontains":
                    operands = ["".join(one.upper() if one.isascii() else one for one in operands[0][1:4])]
                parsed = [parse(declared["type"], operand) for operand in operands]
                if op == "range":
                    operands, parsed = zip(*sorted(zip(operands, parsed), key=lambda pair: pair[1]))
                key = field if op == "exact" else f"{field}__{op}"
                if key == "link" and needs_link:
                    continue

                def holds(record):
                    value = read(record, field)
                    value = None if value is None else parse(declared["type"], str(value))
                    # A date of a date-time is its whole day.
                    if declared["type"] == "date-time" and len(operands[0]) == 10 and op in ("exact", "lte", "range"):
                        value = value.replace(hour=0, minute=0, second=0, microsecond=0)
                    return CONDITIONS[op](value, parsed)

                found = [record["id"] for record in resource.list(**of_link, **{key: ",".join(operands)})]
                expected = [record["id"] for record in records if holds(record)]
                assert found == expected, (name, key, operands, len(found), len(expected))
                count += 1
    print(f"{count:>4} filters of {name}")


check_list("links", client.Links, False)
check_list("accounts", client.Accounts, False)
check_list("owners", client.Owners, False)
check_list("transactions", client.Transactions, True)
check_list("balances", client.Balances, False)

# A typo is an error, instead of returning every record.
try:
    list(client.Accounts.list(balance_available__gte=100))
except requests.HTTPError as error:
    (item,) = error.response.json()
    assert item["code"] == "unknown_field" and "balance__available" in item["message"], item
else:
    sys.exit("a mistyped filter was taken")

# A link whose password stops being valid is repaired, changed and deleted.
later = client.Links.create("gringotts_mx_retail", "wrong-password-later", "secret", raise_exception=True)
wait_for_webhooks(later["id"], ("ACCOUNTS", "historical_update"))
advance(8 * 86_400)
wait_for_webhooks(later["id"], ("LINK", "invalid_credentials"))
assert client.Links.get(later["id"])["status"] == "invalid"
assert client.Links.update(later["id"], password="new", raise_exception=True)["status"] == "valid"
changed = client.Links.patch(later["id"], access_mode=AccessMode.SINGLE, raise_exception=True)
assert (changed["access_mode"], changed["refresh_rate"]) == ("single", None), changed
assert client.WidgetToken.create(link=later["id"], raise_exception=True)["access"]
for one in (later, link, single):
    assert client.Links.delete(one["id"]) and not client.Links.delete(one["id"])
    for resource in (client.Accounts, client.Owners, client.Balances):
        assert list(resource.list(link=one["id"])) == []
print("a link is repaired, changed and deleted")
