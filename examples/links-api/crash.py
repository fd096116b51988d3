"""Kills the server at random points while it refreshes links and sends webhooks: `crash.py COUNT PROGRAM [SEED]`.

At the end, every delivery must have been received, in order for each link, and the numbers of records that the webhooks have
announced must be the numbers of records in the lists, each with an id of its own.
"""

import base64
import collections
import http.server
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

COUNT, PROGRAM = int(sys.argv[1]), sys.argv[2]
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
KEY = "id:password"
LINK_COUNT = 20
KINDS = ["accounts", "owners", "transactions", "balances"]
# The time after which the test gives up.
PATIENCE = 120

received = []


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:
            return  # The server was killed while it sent this.
        received.append(json.loads(body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Server:
    """A process of the server on one database."""

    def __init__(self, database):
        self.process = subprocess.Popen(
            [PROGRAM, "--addr", "127.0.0.1:0", "--key", KEY, "--database", database],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        self.url = self.process.stdout.readline().strip().rstrip("/")
        assert self.url, "the server doesn't start"

    def send(self, method, path, body=None):
        headers = {"Authorization": "Basic " + base64.b64encode(KEY.encode()).decode()}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, method=method, data=data, headers=headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)

    def list(self, path):
        records, separator = [], "&" if "?" in path else "?"
        page = self.send("GET", f"{path}{separator}page_size=1000")
        records += page["results"]
        while page["next"]:
            page = self.send("GET", page["next"].removeprefix(self.url))
            records += page["results"]
        return records

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def wait_until(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it never ends"
        time.sleep(0.1)


def check(server, links):
    deliveries = server.list("/api/webhooks/deliveries/")
    assert {delivery["status"] for delivery in deliveries} == {"delivered"}
    positions = {}
    for position, payload in enumerate(received):
        positions.setdefault(payload["webhook_id"], position)
    announced = collections.Counter()
    for link in links:
        of_link = sorted((one for one in deliveries if one["link"] == link), key=lambda one: one["number"])
        assert [one["number"] for one in of_link] == list(range(1, len(of_link) + 1)), link
        order = [positions[one["payload"]["webhook_id"]] for one in of_link]
        assert order == sorted(order), f"the deliveries of {link} are out of order"
        for one in of_link:
            for kind in KINDS:
                data = one["payload"]["data"]
                announced[link, kind] += data.get(f"total_{kind}", 0) + data.get(f"new_{kind}", 0)
    for kind in KINDS:
        records = server.list(f"/api/{kind}/")
        assert len(records) == len({record["id"] for record in records}), kind
        counts = collections.Counter(record["link"] for record in records)
        for link in links:
            assert counts[link] == announced[link, kind], (kind, link, counts[link], announced[link, kind])
        print(f"{len(records):>7} {kind}, each announced once")
    repeated = len(received) - len(positions)
    print(f"{len(deliveries):>7} deliveries, each received in order, {repeated} of them more than once")


def main():
    randomness = random.Random(SEED)
    print(f"seed {SEED}")
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder) / "links.db")
        server = Server(database)
        server.send("POST", "/api/webhooks/", {"url": f"http://127.0.0.1:{receiver.server_port}/"})
        body = {"institution": "erebor_mx_retail", "username": "ana", "password": "secret", "refresh_rate": "6h"}
        links = [server.send("POST", "/api/links/", body)["id"] for _ in range(LINK_COUNT)]
        for _ in range(COUNT):
            server.send("POST", "/api/sandbox/clock/", {"advance_seconds": 6 * 3600 + 60})
            time.sleep(randomness.uniform(0, 0.5))
            server.kill()
            server = Server(database)
        wait_until(lambda: server.send("GET", "/api/webhooks/deliveries/?status=pending&page_size=1")["count"] == 0)
        time.sleep(2)
        wait_until(lambda: server.send("GET", "/api/webhooks/deliveries/?status=pending&page_size=1")["count"] == 0)
        check(server, links)
        server.kill()
    print(f"ok: {COUNT} kills")


main()
