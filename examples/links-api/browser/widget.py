"""Tests the widget and the page of webhooks in Chromium: `widget.py PROGRAM [DIRECTORY]`.

PROGRAM is the server, and DIRECTORY receives screenshots. Everything is done with the keyboard. A page of another origin
opens the widget and must receive its messages.
"""

import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from chromium import WAIT, Browser

PROGRAM = sys.argv[1]
PICTURES = Path(sys.argv[2]) if len(sys.argv) > 2 else None
KEY_ID, PASSWORD = "id", "a password"
SECRET = "s3cr3t-Passw0rd"
SIZES = [(400, "light"), (400, "dark"), (1200, "light"), (1200, "dark")]

chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
if not chromium:
    # In CI, nothing is skipped.
    if os.environ.get("CI") == "true":
        sys.exit("error: there is no chromium")
    print("skipped: there is no chromium (CHROMIUM names it)")
    sys.exit()


class Application(http.server.BaseHTTPRequestHandler):
    """The page of another origin, which also receives webhooks."""

    webhooks = []

    def do_GET(self):
        self.respond(b"<!doctype html><title>app</title><script>messages = []; onmessage = (e) => messages.push(e.data)</script>")

    def do_POST(self):
        Application.webhooks.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.respond(b"")

    def respond(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def assert_equal(found, expected):
    assert found == expected, f"{found!r} instead of {expected!r}"


def send(url, method, path, body=None):
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, url, KEY_ID, PASSWORD)
    opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(passwords))
    request = urllib.request.Request(url + path, method=method, data=body and json.dumps(body).encode())
    with opener.open(request) as response:
        return json.load(response)


def wait_for(condition):
    """Waits until a condition holds."""
    end = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < end, "it never holds"
        time.sleep(0.05)


def open_widget(browser, url, app, link=None, callback_urls=None):
    """Opens the widget from the page of the application, and attaches to its tab."""
    widget = {"origin": app, **({"callback_urls": callback_urls} if callback_urls else {})}
    token = {"id": KEY_ID, "password": PASSWORD, "scopes": "read_institutions,write_links", "widget": widget}
    access = send(url, "POST", "/api/token/", token | ({"link_id": link} if link else {}))["access"]
    browser.value("messages.length = 0")
    browser.call("Runtime.evaluate", expression=f"void open('{url}/widget/?access_token={access}')", userGesture=True)
    opener, browser.session = browser.session, None

    def find_tabs():
        return [tab["targetId"] for tab in browser.call("Target.getTargets")["targetInfos"] if "/widget/" in tab["url"]]

    wait_for(find_tabs)
    (target,) = find_tabs()
    browser.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Page", "Runtime", "Log", "Network"):
        browser.call(f"{domain}.enable")
    browser.until("document.readyState === 'complete' && document.activeElement !== document.body")
    assert access not in browser.value("location.href"), "the token stays in the address"
    return opener, target


def close_widget(browser, opened, count):
    """Closes the tab of the widget, and returns the messages of the application when there are `count`."""
    browser.session = opened[0]
    browser.until(f"messages.length >= {count}")
    browser.session = None
    browser.call("Target.closeTarget", targetId=opened[1])
    browser.session = opened[0]
    return browser.value("messages")


def wait_for_step(browser, step):
    browser.until(f"$('{step}').hidden === false")


def sign_in(browser, username, password):
    """Signs in with the keyboard, from the list of institutions on."""
    wait_for_step(browser, "choose")
    # The first institution, and the next one.
    browser.press("ArrowDown")
    assert_equal(browser.value("document.activeElement.value"), "erebor_mx_retail")
    browser.press("Enter")
    wait_for_step(browser, "consent")
    assert "Erebor" in browser.value("$('consent').textContent")
    browser.press("Enter")
    wait_for_step(browser, "credentials")
    assert_equal(browser.value("document.activeElement.id"), "username")
    browser.type(username)
    browser.press("Tab")
    browser.type(password)
    browser.press("Enter")


def check_success(browser, url, app):
    opened = open_widget(browser, url, app)
    sign_in(browser, "ana", SECRET)
    wait_for_step(browser, "success")
    link = browser.value("$('link').textContent")
    assert_equal(send(url, "GET", f"/api/links/{link}/")["status"], "valid")
    assert_equal(
        close_widget(browser, opened, 1),
        [{"source": "links-api", "event": "success", "link": link, "institution": "erebor_mx_retail"}],
    )
    print("ok: a link is registered with the keyboard, and the application is told")


def check_token(browser, url, app):
    opened = open_widget(browser, url, app)
    sign_in(browser, "mfa", SECRET)
    wait_for_step(browser, "token")
    assert_equal(browser.value("document.activeElement.id"), "code")
    browser.type("0000")
    browser.press("Enter")
    browser.until("!$('failure').hidden")
    assert "invalid token" in browser.value("$('failure').textContent")
    browser.value("$('code').focus()")
    browser.type("1234")
    browser.press("Enter")
    wait_for_step(browser, "success")
    events = [message["event"] for message in close_widget(browser, opened, 2)]
    assert_equal(events, ["error", "success"])
    print("ok: a wrong code is rejected, and the right one accepted")


def check_repair(browser, url, app):
    opened = open_widget(browser, url, app)
    sign_in(browser, "wrong-password", SECRET)
    browser.until("!$('failure').hidden")
    assert "Invalid credentials" in browser.value("$('failure').textContent")
    assert_equal([message["event"] for message in close_widget(browser, opened, 1)], ["error"])
    link = send(url, "GET", "/api/links/?status=invalid&institution=erebor_mx_retail&page_size=1")["results"][0]["id"]
    target = f"{app}/done"
    opened = open_widget(browser, url, app, link, {"success": target})
    wait_for_step(browser, "consent")
    assert_equal(browser.value("$('title').textContent"), "Reconnect your account")
    browser.press("Enter")
    wait_for_step(browser, "credentials")
    assert_equal(browser.value("[$('name').hidden, document.activeElement.id]"), [True, "password"])
    browser.type(SECRET)
    browser.press("Enter")
    browser.until(f"location.href === '{target}?link={link}&institution=erebor_mx_retail'")
    assert_equal([message["event"] for message in close_widget(browser, opened, 1)], ["success"])
    assert_equal(send(url, "GET", f"/api/links/{link}/")["status"], "valid")
    print("ok: a link is repaired, and the widget goes back to the application")


def check_exit(browser, url, app):
    opened = open_widget(browser, url, app)
    wait_for_step(browser, "choose")
    browser.value("document.querySelector('#choose .exit').focus()")
    browser.press("Enter")
    browser.until("$('title').textContent === 'Cancelled'")
    assert_equal([message["event"] for message in close_widget(browser, opened, 1)], ["exit"])
    browser.call("Page.navigate", url=f"{url}/widget/?access_token=other")
    browser.until("document.querySelector('#failure')?.hidden === false")
    assert "expired" in browser.value("$('failure').textContent")
    browser.call("Page.navigate", url=app)
    browser.until("document.title === 'app'")
    print("ok: it can be cancelled, and an invalid token is reported")


def check_layout(browser, url, app):
    for width, scheme in SIZES:
        opened = open_widget(browser, url, app)
        browser.look(width, 700, scheme)
        for step in ("choose", "consent", "credentials"):
            wait_for_step(browser, step)
            assert browser.value("document.documentElement.scrollWidth <= innerWidth"), (width, step)
            if PICTURES:
                browser.screenshot(PICTURES / f"widget-{step}-{width}-{scheme}.png")
            if step == "choose":
                browser.press("ArrowDown")
            browser.press("Enter")
        close_widget(browser, opened, 0)
    print("ok: it fits into 400 and 1200 pixels")


def check_webhooks(browser, url, app):
    send(url, "POST", "/api/webhooks/", {"url": f"{app}/hook"})
    body = {"institution": "erebor_mx_retail", "username": "ana", "password": SECRET}
    link = send(url, "POST", "/api/links/", body)["id"]
    # Links of the checks before can be refreshed now, too.
    wait_for(lambda: sum(webhook["link_id"] == link for webhook in Application.webhooks) == 4)
    wait_for(lambda: send(url, "GET", "/api/webhooks/deliveries/?status=pending")["count"] == 0)
    browser.call("Page.navigate", url=f"{url}/webhooks")
    browser.until("document.readyState === 'complete' && document.querySelector('#key')")
    browser.value("$('id').focus()")
    browser.type(KEY_ID)
    browser.press("Tab")
    browser.type(PASSWORD)
    browser.press("Enter")
    browser.until("!$('open').hidden")
    browser.until(f"$('deliveries').textContent.includes('{link}')")
    count = len(Application.webhooks)
    browser.value("document.querySelector('#deliveries button').focus()")
    browser.press("Enter")
    browser.until("$('deliveries').textContent.includes('Queued')")
    wait_for(lambda: len(Application.webhooks) > count)
    if PICTURES:
        for width, scheme in SIZES:
            browser.look(width, 700, scheme)
            browser.screenshot(PICTURES / f"webhooks-{width}-{scheme}.png")
    print("ok: deliveries are listed, and one is sent again")


def check_events(browser, url, app):
    """Checks that no page asked another server, and that none violated its content security policy."""
    asked = [event["params"]["request"]["url"] for event in browser.events if event["method"] == "Network.requestWillBeSent"]
    assert asked and all(target.startswith((url, app, "about:")) for target in asked), asked
    thrown = [event for event in browser.events if event["method"] == "Runtime.exceptionThrown"]
    logged = [event["params"]["entry"] for event in browser.events if event["method"] == "Log.entryAdded"]
    wrong = [entry for entry in logged if entry["level"] in ("warning", "error") and entry["source"] != "network"]
    assert_equal(thrown + wrong, [])
    print("ok: no other server was asked")


application = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Application)
threading.Thread(target=application.serve_forever, daemon=True).start()
app = f"http://127.0.0.1:{application.server_port}"
environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
with tempfile.TemporaryFile() as log:
    server = subprocess.Popen(
        [PROGRAM, "--addr", "127.0.0.1:0", "--key", f"{KEY_ID}:{PASSWORD}"],
        env=environment, stdout=subprocess.PIPE, stderr=log, text=True,
    )
    try:
        url = server.stdout.readline().strip().rstrip("/")
        assert url, "the server doesn't start"
        browser = Browser(chromium)
        try:
            browser.look(1200, 900, "light")
            browser.call("Page.navigate", url=app)
            browser.until("document.title === 'app'")
            for check in (check_success, check_token, check_repair, check_exit, check_layout, check_webhooks, check_events):
                check(browser, url, app)
        finally:
            browser.close()
        log.seek(0)
        assert SECRET.encode() not in log.read(), "the log has a password"
    finally:
        server.kill()
