"""Sends valid and hostile requests to the server: `load.py SECONDS PROGRAM [LINKS]`.

Starts the server in a process of its own. Fails on a 5xx, on an unexpected response, or if the median of the server's
memory in the last quarter exceeds that of the second quarter by more than 4 MiB; the first quarter is a warm-up. Prints
the requests per second and their latency. With LINKS, that many links are refreshed again and again meanwhile, and memory
may grow by their data.
"""

import base64
import http.client
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter

SECONDS, PROGRAM = float(sys.argv[1]), sys.argv[2]
LINKS = int(sys.argv[3]) if len(sys.argv) > 3 else 0
CLIENTS = 8
# The maximum growth of the memory from the second quarter to the last, which the allocator may cause.
GROWTH_KIB = 4096
# The allocator of glibc has an arena for each thread, and returns little memory to the system. It takes minutes until all
# arenas are full. With one arena, memory grows only if the server leaks it.
ALLOCATOR = {"MALLOC_ARENA_MAX": "1"}
AUTH = {"Authorization": "Basic " + base64.b64encode(b"id:password").decode()}
NOISE = "abz019%&=?,;+._-~/:@!'\"<>[]{}|\\^`$*()"

# Paths, with their expected status.
KNOWN = [
    ("/api/", 200),
    ("/health", 200),
    ("/api/links/", 200),
    ("/api/links/?status=invalid&institution__in=erebor_mx_retail,gringotts_mx_retail", 200),
    ("/api/links/by-cursor/?page_size=1000&ordering=-external_id", 200),
    ("/api/links/by-cursor/?cursor=" + "A" * 4000, 400),
    ("/api/links/?page=50&ordering=institution,-created_at&fields=id,status", 200),
    ("/api/links/?created_by__not_in=2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51&page_size=1000", 200),
    ("/api/links/?external_id__in=" + ",".join(f"customer-{n}" for n in range(500)), 200),
    ("/api/institutions/?resources__allin=OWNERS,BALANCES", 200),
    ("/api/links/?external_id__in=" + ",".join(f"c{n}" for n in range(501)), 400),
    ("/api/links/?statos=invalid", 400),
    ("/api/links/?status=", 400),
    ("/api/links/?" + "&".join(f"x{n}=1" for n in range(1000)), 400),
    ("/api/links/?" + "%zz" * 5000, 400),
    ("/api/links/?institution=" + "%" * 20000, 400),
    ("/api/links/?id__in=" + "," * 30000, 400),
    ("/api/links/?page=99999999999999999999", 400),
    ("/api/links/?page=4294967295", 404),
    ("/api/links/x/", 404),
    ("/api/links", 404),
    ("/api/links/?institution=" + "x" * 70000, 431),
]


# The same for the data of links.
DATA = [
    ("/api/accounts/?balance__current__gte=1000&currency=MXN", 200),
    ("/api/owners/?display_name__icontains=ana", 200),
    ("/api/transactions/?amount__range=100,2000&type=INFLOW&page_size=100", 200),
    ("/api/transactions/?value_date__gte=2020-01-01&status__in=PENDING&fields=id,amount", 200),
    ("/api/balances/?balance__lt=0", 200),
    ("/api/transactions/?amont=1", 400),
]


def request(dice):
    """Returns a path and its expected status: a known path or a random one."""
    if dice.random() < 0.7:
        return dice.choice(KNOWN + DATA)
    noise = "".join(dice.choice(NOISE) for _ in range(dice.randrange(1, 200)))
    return "/api/links/?" + dice.choice(["", "status=", "id__in=", "page="]) + noise, (200, 400)


def client(address, number, end, answers, times):
    dice = random.Random(number)
    connection = http.client.HTTPConnection(*address, timeout=10)
    while time.monotonic() < end:
        path, deserved = request(dice)
        start = time.perf_counter()
        try:
            connection.request("GET", path, headers=AUTH)
            response = connection.getresponse()
            body = response.read()
        except (http.client.HTTPException, OSError) as error:
            # The server may close the connection only if the request isn't valid HTTP.
            answers[("cut off", type(error).__name__)] += 1
            connection.close()
            continue
        times.append(time.perf_counter() - start)
        is_deserved = response.status in (deserved if isinstance(deserved, tuple) else (deserved,))
        answers[(response.status, "" if is_deserved else f"UNDESERVED {path[:100]}")] += 1
        if body:
            try:
                json.loads(body)
            except ValueError:
                answers[(response.status, f"NO JSON {path[:100]}")] += 1


def rude(address, end):
    """Opens connections with invalid or incomplete requests, and closes them early."""
    pieces = [b"\x00" * 100, b"GET /\r\n", b"GET /api/links/ HTTP/1.1\r\n", b"POST /api/links/ HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999\r\n\r\n"]
    while time.monotonic() < end:
        for piece in pieces:
            with socket.create_connection(address) as connection:
                connection.sendall(piece)
        time.sleep(0.05)


def send(address, path, body):
    connection = http.client.HTTPConnection(*address, timeout=30)
    connection.request("POST", path, json.dumps(body), headers=AUTH)
    response = connection.getresponse()
    return response.status, json.load(response)


def refresh(address, end, refreshed):
    """Registers links, and moves the clock so that all of them are refreshed, until the end."""
    body = {"institution": "erebor_mx_retail", "username": "ana", "password": "secret", "refresh_rate": "6h"}
    for _ in range(LINKS):
        status, link = send(address, "/api/links/", body)
        assert status == 201, link
    while time.monotonic() < end:
        time.sleep(20)
        status, _ = send(address, "/api/sandbox/clock/", {"advance_seconds": 6 * 3600 + 60})
        refreshed.append(status)


def memory(pid):
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1])


server = subprocess.Popen(
    [PROGRAM, "--addr", "127.0.0.1:0"],
    env={**os.environ, **ALLOCATOR, "LINKS_API_KEY": "id:password"},
    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
)
try:
    host, port = server.stdout.readline().strip().removeprefix("http://").rstrip("/").split(":")
    address = (host, int(port))
    end = time.monotonic() + SECONDS
    answers, times = Counter(), []
    threads = [threading.Thread(target=client, args=(address, n, end, answers, times)) for n in range(CLIENTS)]
    threads.append(threading.Thread(target=rude, args=(address, end)))
    refreshed = []
    if LINKS:
        threads.append(threading.Thread(target=refresh, args=(address, end, refreshed)))
    for thread in threads:
        thread.start()
    held = []
    while time.monotonic() < end:
        time.sleep(min(1, SECONDS / 40))
        held.append(memory(server.pid))
    for thread in threads:
        thread.join()
    alive = server.poll() is None
finally:
    server.terminate()
    server.wait()

for (status, what), count in sorted(answers.items(), key=str):
    print(f"{status} {what}: {count}")
times.sort()
p50, p99 = (1000 * times[int(len(times) * part)] for part in (0.5, 0.99))
print(f"{len(times)} requests in {SECONDS:.0f} s, {len(times) / SECONDS:.0f} a second; p50 {p50:.1f} ms, p99 {p99:.1f} ms")
parts = [round(statistics.median(held[len(held) * part // 4 : len(held) * (part + 1) // 4] or held)) for part in range(4)]
print("memory in each quarter: " + ", ".join(f"{part} KiB" for part in parts) + f"; at most {max(held)} KiB")

if LINKS:
    print(f"{LINKS} links were refreshed {refreshed.count(200)} times")

errors = [f"{key}" for key in answers if key[1] or (isinstance(key[0], int) and key[0] >= 500)]
if not alive:
    errors.append("the server is gone")
if not LINKS and parts[3] > parts[1] + GROWTH_KIB:
    errors.append("memory grows")
if errors:
    sys.exit("error: " + "; ".join(errors))
