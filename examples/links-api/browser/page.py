"""Tests the HTML page in Chromium: `page.py PROGRAM [DIRECTORY]`.

PROGRAM is the server, and DIRECTORY receives screenshots. The key and the queries are typed with the keyboard. The page
must show the same results as the server's responses to the same queries, and untrusted text must stay text.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from chromium import Browser

PROGRAM = sys.argv[1]
PICTURES = Path(sys.argv[2]) if len(sys.argv) > 2 else None
KEY = "id:a pässword"
# In CI, nothing is skipped.
IS_CI = os.environ.get("CI") == "true"
SIZES = [(400, "light"), (400, "dark"), (1200, "light"), (1200, "dark")]

chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
if not chromium:
    if IS_CI:
        sys.exit("error: there is no chromium")
    print("skipped: there is no chromium (CHROMIUM names it)")
    sys.exit()


def assert_equal(told, expected):
    assert told == expected, f"{told!r} instead of {expected!r}"


def fetch(url, target):
    key = base64.b64encode(KEY.encode()).decode()
    request = urllib.request.Request(url + target, headers={"Authorization": f"Basic {key}"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def read_texts(browser, selector):
    """Returns the texts of the elements that a selector finds."""
    return browser.value(f"Array.from(document.querySelectorAll({json.dumps(selector)}), (node) => node.textContent)")


def click(browser, selector):
    browser.value(f"document.querySelector({json.dumps(selector)}).click()")


def enter_query(browser, query, kind):
    """Replaces the query, and waits for the response."""
    browser.value("query.focus(); query.select(); $('state').textContent = ''")
    browser.type(query)
    browser.press("Escape")
    browser.until(f"$('state').className === '{kind}' && $('state').textContent !== ''")


def check_key(browser, url):
    browser.call("Page.navigate", url=f"{url}/")
    browser.until("document.readyState === 'complete' && document.activeElement.id === 'id'")
    browser.type("id")
    browser.press("Tab")
    browser.type("another")
    browser.press("Enter")
    browser.until("$('closed').textContent.includes('Missing or invalid key id or password')")
    browser.value("$('password').select()")
    browser.type(KEY.split(":")[1])
    browser.press("Enter")
    browser.until("document.activeElement === query && $('state').className === 'good'")
    assert_equal(browser.value("$('password').value"), "")
    print("ok: the key opens, another doesn't")


def check_schemas(browser, url):
    for name in ["institutions", "links"]:
        browser.value(f"$('resource').value = '{name}'; $('resource').dispatchEvent(new Event('change'))")
        schema = fetch(url, f"/api/schemas/{name}/")
        assert_equal(read_texts(browser, "#fields tbody th"), list(schema["fields"]))
        operators = [op for field in schema["fields"].values() for op in field["ops"]]
        assert_equal(read_texts(browser, "#fields button"), operators)
        choices = [choice for field in schema["fields"].values() for choice in field.get("choices", [])]
        assert_equal(read_texts(browser, "#fields td code"), choices)
    browser.until("$('state').textContent === '5,000 records, 100 of them on this page.'")
    print("ok: the schemas are the server's")


def check_rejections(browser):
    # Query, number of errors, the text under the first carets, and the suggestions.
    cases = [
        ("statos=invalid", 1, "statos", ["status"]),
        ("status=invald", 1, "invald", ["invalid"]),
        ("institution=é&status__inn=valid", 1, "status__inn", ["status__in"]),
        ("created_by=2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51", 1, "created_by", ["created_by__not_in"]),
        ("external_id__in=a,,b&statos=", 2, "", ["status"]),
        ("institution=é%zz", 1, "%zz", []),
        ("page=0", 1, None, []),
        ("?statos=invalid", 1, "statos", ["status"]),
        ("??status=invalid", 1, "?status", ["status"]),
    ]
    for query, count, at, instead in cases:
        enter_query(browser, query, "bad")
        assert_equal(browser.value("$('errors').children.length"), count)
        assert_equal(read_texts(browser, "#errors button"), instead)
        assert_equal(browser.value("[$('found').hidden, query.getAttribute('aria-invalid')]"), [True, "true"])
        if at is not None:
            assert_equal(read_texts(browser, "#errors mark")[0], at)
            assert_equal(read_texts(browser, "#errors .carets")[0], "^" * max(1, len(at)))
            left = "document.querySelector('#errors {}').getBoundingClientRect().left"
            assert abs(browser.value(f"{left.format('mark')} - {left.format('.carets')}")) < 1, query
    enter_query(browser, "page=52", "bad")
    assert_equal(browser.value("$('state').textContent"), "Rejected: 1 error.")
    enter_query(browser, "status=invald&institution=erebor_mx_retail", "bad")
    assert_equal(browser.value("$('state').textContent"), "Rejected: 1 error. No records were requested.")
    click(browser, "#errors button")
    browser.until("$('state').className === 'good'")
    assert_equal(browser.value("query.value"), "status=invalid&institution=erebor_mx_retail")
    print("ok: errors have carets and suggestions")


def check_results(browser, url):
    enter_query(browser, "status__in=token_required,invalid&institution=erebor_mx_retail&page_size=7", "good")
    expected = fetch(url, "/api/links/?institution=erebor_mx_retail&status__in=invalid,token_required&page_size=7")
    assert expected["count"] > 7
    assert_equal(browser.value("$('state').textContent"), f"{expected['count']:,} records, 7 of them on this page.")
    rows = "Array.from($('results').tBodies[0].rows, (row) => Array.from(row.cells, (cell) => cell.textContent))"
    assert_equal(read_texts(browser, "#results thead th"), list(expected["results"][0]))
    cells = [["null" if value is None else value for value in record.values()] for record in expected["results"]]
    assert_equal(browser.value(rows), cells)
    link = read_texts(browser, "#canonical code")[0]
    assert_equal(link, f"{url}/api/links/?institution=erebor_mx_retail&status__in=invalid,token_required&page_size=7")
    click(browser, "#next")
    browser.until(f"JSON.stringify({rows}[0]) !== JSON.stringify({json.dumps(cells[0])})")
    click(browser, "#previous")
    browser.until(f"JSON.stringify({rows}[0]) === JSON.stringify({json.dumps(cells[0])})")
    print("ok: a query's rows, pages and canonical link")
    return expected["count"]


def check_code_lines(browser, count):
    """Runs the code snippets that send the same request, if their program is installed."""
    assert_equal(read_texts(browser, "#lines h3"), ["curl", "Python", "Node", "Ruby", "Rust"])
    lines = dict(zip(read_texts(browser, "#lines h3"), read_texts(browser, "#lines code")))
    has_requests = subprocess.run([sys.executable, "-c", "import requests"], stderr=subprocess.DEVNULL).returncode == 0
    programs = {
        "curl": shutil.which("curl") and ["bash", "-c"],
        "Python": has_requests and [sys.executable, "-c"],
        "Node": shutil.which("node") and ["node", "--input-type=module", "-e"],
        "Ruby": shutil.which("ruby") and ["ruby", "-e"],
    }
    for name, program in programs.items():
        if not program:
            assert not IS_CI, f"{name} isn't here"
            print(f"skipped: the line of {name}, which isn't here")
            continue
        environment = os.environ | {"LINKS_KEY": KEY}
        told = subprocess.run([*program, lines[name]], env=environment, check=True, capture_output=True, text=True).stdout
        assert str(count) in told and "token_required" in told, told
        print(f"ok: the line of {name}")


def check_completion(browser):
    enter_query(browser, "", "good")
    browser.type("stat")
    browser.until("!$('offers').hidden")
    assert_equal(read_texts(browser, "#offers li"), ["status", "status__in"])
    browser.press("ArrowDown", "ArrowDown")
    assert_equal(browser.value("query.getAttribute('aria-activedescendant')"), "offer-1")
    browser.press("Enter")
    assert_equal(browser.value("query.value"), "status__in=")
    assert_equal(read_texts(browser, "#offers li"), ["valid", "invalid", "unconfirmed", "token_required"])
    browser.type("valid,tok")
    assert_equal(read_texts(browser, "#offers li"), ["token_required"])
    browser.press("ArrowDown", "Tab")
    assert_equal(browser.value("[query.value, $('offers').hidden]"), ["status__in=valid,token_required", True])
    browser.until("$('state').className === 'good'")
    browser.type("&")
    browser.until("!$('offers').hidden")
    browser.press("Escape")
    assert_equal(browser.value("$('offers').hidden"), True)
    enter_query(browser, "", "good")
    click(browser, "[aria-label='Add created_by__not_in']")
    assert_equal(browser.value("query.value"), "created_by__not_in=")
    print("ok: fields, operators and choices are completed")


def check_escaping(browser):
    hostile = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    before = browser.value("document.querySelectorAll('*').length") and browser.value(
        "document.querySelectorAll('img, script, iframe, svg').length"
    )
    for query, kind in [
        (f"status={hostile}", "bad"), (f"{hostile}=1", "bad"), (f"institution={hostile}", "good"),
        (f"institution='\"`${{1}}$(id)\\{hostile}#", "good"), ("institution=😀%F0%9F%98%80é", "good"),
    ]:
        enter_query(browser, query, kind)
        assert_equal(browser.value("document.querySelectorAll('img, script, iframe, svg').length"), before)
    enter_query(browser, f"institution='\"`${{1}}$(id)\\{hostile}#", "good")
    line = read_texts(browser, "#lines code")[0]
    quoted = line.split('"$LINKS_KEY" ')[1]
    assert quoted.count("'") == 2 and not set("\"`$<\\") & set(quoted), line
    print("ok: what a stranger writes stays text")


def check_layout(browser):
    """Checks that the page fits into the window, and saves screenshots."""
    for width, scheme in SIZES:
        browser.look(width, 900, scheme)
        for name, query, kind in [
            ("found", "institution__in=erebor_mx_retail,gringotts_mx_retail&status=invalid&page_size=4", "good"),
            ("rejected", "instituton__in=erebor_mx_retail&status=invald&created_by=x", "bad"),
        ]:
            enter_query(browser, query, kind)
            assert browser.value("document.documentElement.scrollWidth <= innerWidth"), (width, name)
            if PICTURES:
                height = browser.value("document.documentElement.scrollHeight")
                browser.look(width, height, scheme)
                browser.screenshot(PICTURES / f"{name}-{width}-{scheme}.png")
                browser.look(width, 900, scheme)
        if PICTURES:
            enter_query(browser, "", "good")
            browser.type("status=invalid&in")
            browser.until("!$('offers').hidden")
            browser.screenshot(PICTURES / f"completion-{width}-{scheme}.png")
    print("ok: it fits into 400 and 1200 pixels")


def check_forgotten_key(browser, url):
    click(browser, "#forget")
    assert_equal(browser.value("[$('open').hidden, authorization, localStorage.length, document.cookie]"), [True, "", 0, ""])
    # The page sent requests only to this server, and violated no content security policy.
    asked = [event["params"]["request"]["url"] for event in browser.events if event["method"] == "Network.requestWillBeSent"]
    assert len(asked) > 20 and all(target.startswith((f"{url}/", "about:")) for target in asked), asked
    thrown = [event for event in browser.events if event["method"] == "Runtime.exceptionThrown"]
    logged = [event["params"]["entry"] for event in browser.events if event["method"] == "Log.entryAdded"]
    wrong = [entry for entry in logged if entry["level"] in ("warning", "error") and entry["source"] != "network"]
    assert_equal(thrown + wrong, [])
    print("ok: the key is forgotten, and no other server was asked")


def check_page(browser, url):
    browser.look(1200, 900, "light")
    check_key(browser, url)
    check_schemas(browser, url)
    check_rejections(browser)
    check_code_lines(browser, check_results(browser, url))
    check_completion(browser)
    check_escaping(browser)
    check_layout(browser)
    check_forgotten_key(browser, url)


environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
with tempfile.TemporaryFile() as log:
    server = subprocess.Popen(
        [PROGRAM, "--addr", "127.0.0.1:0", "--key", KEY], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
    )
    try:
        url = server.stdout.readline().strip().rstrip("/")
        assert url, "the server doesn't start"
        browser = Browser(chromium)
        try:
            check_page(browser, url)
        finally:
            browser.close()
    finally:
        server.kill()
        server.wait()
