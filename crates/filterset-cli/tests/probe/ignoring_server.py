"""Serves a list whose filters are spelled like those of NetBox, and prints its URL.

    python ignoring_server.py

Like NetBox, it ignores the parameters and operators that it doesn't know, and empty values. It needs no packages.
"""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

STATUSES = ["active", "planned", "failed"]
RECORDS = [
    {"id": n, "name": ["edge 1", "Core", "spine"][n % 3], "rack": n * 7 % 30, "status": STATUSES[n // 2 % 3]}
    for n in range(1, 56)
]
OPERATORS = {
    "": lambda held, values: str(held) in values,
    "n": lambda held, values: str(held) not in values,
    "ic": lambda held, values: any(value.lower() in held.lower() for value in values),
    "nic": lambda held, values: not any(value.lower() in held.lower() for value in values),
    "gte": lambda held, values: all(held >= int(value) for value in values),
    "lte": lambda held, values: all(held <= int(value) for value in values),
}
FIELDS = {"name": ["", "n", "ic", "nic"], "rack": ["", "n", "gte", "lte"], "status": ["", "n"]}


def select(query):
    records = RECORDS
    for key, values in query.items():
        field, _, op = key.partition("__")
        if op not in FIELDS.get(field, []):
            continue
        if field == "rack":
            values = [str(int(value)) for value in values]
        if field == "status" and not set(values) <= set(STATUSES):
            raise ValueError(field)
        records = [record for record in records if OPERATORS[op](record[field], values)]
    return records


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        # Empty values are dropped.
        query = parse_qs(urlsplit(self.path).query)
        try:
            limit, offset = (int(query.pop(name, [default])[0]) for name, default in [("limit", 20), ("offset", 0)])
            records = select(query)
        except ValueError as error:
            return self.respond(400, {"detail": str(error)})
        following = urlencode(query | {"limit": limit, "offset": offset + limit}, doseq=True)
        link = f"{url}?{following}" if offset + limit < len(records) else None
        self.respond(200, {"count": len(records), "next": link, "results": records[offset : offset + limit]})

    def respond(self, status, body):
        body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
url = f"http://127.0.0.1:{server.server_port}/devices/"
print(url, flush=True)
server.serve_forever()
