"""Pages through links with a client that openapi-python-client generates from the server's document:

    openapi-python-client generate --url URL/openapi.json
    mypy --strict client.py && python client.py URL ID PASSWORD

With `warn_unused_ignores`, a comment `type: ignore` is an error of mypy unless its line has one.
"""

import sys
from typing import Any

import httpx
from links_api_client import Client
from links_api_client.api.default import list_accounts, list_links
from links_api_client.models import ListLinksAccessMode, ListLinksResponse200, ListLinksStatusInItem
from links_api_client.types import UNSET

INSTITUTIONS = ["erebor_mx_retail", "gringotts_mx_retail"]


def join_lists(request: httpx.Request) -> None:
    """Joins the items of lists by commas. The library repeats the key for each item, whatever the document says."""
    values: dict[str, list[str]] = {}
    for key, value in request.url.params.multi_items():
        values.setdefault(key, []).append(value)
    request.url = request.url.copy_with(params={key: ",".join(items) for key, items in values.items()})


def list_all(client: Client, **query: Any) -> list[dict[str, Any]]:
    """Returns the links on all pages."""
    found: list[dict[str, Any]] = []
    page = 1
    while True:
        response = list_links.sync(client=client, page=page, page_size=100, **query)
        assert isinstance(response, ListLinksResponse200), response
        found.extend(link.to_dict() for link in response.results)
        if response.next_ is None:
            assert len(found) == response.count
            return found
        page += 1


def matches(link: dict[str, Any]) -> bool:
    return (
        link["institution"] in INSTITUTIONS and link["status"] in ("valid", "invalid") and link["access_mode"] == "recurrent"
    )


def main(url: str, name: str, password: str) -> None:
    hooks = {"request": [join_lists]}
    client = Client(base_url=url, httpx_args={"auth": (name, password), "event_hooks": hooks})
    found = list_all(
        client,
        institution_in=INSTITUTIONS,
        status_in=[ListLinksStatusInItem.VALID, ListLinksStatusInItem.INVALID],
        access_mode=ListLinksAccessMode.RECURRENT,
    )
    everything = list_all(client)
    assert 200 < len(found) < len(everything), len(found)
    assert {link["id"] for link in found} == {link["id"] for link in everything if matches(link)}
    print(f"{len(found)} of {len(everything)} links")


def rejected(client: Client) -> None:
    """Mypy rejects what the server would reject. This function isn't called."""
    list_links.sync(client=client, instituton="erebor_mx_retail")  # type: ignore[call-arg]
    list_links.sync(client=client, access_mode_in=[ListLinksAccessMode.SINGLE])  # type: ignore[call-arg]
    list_links.sync(client=client, access_mode="lost")  # type: ignore[arg-type]
    list_links.sync(client=client, status_in=["lost"])  # type: ignore[list-item]
    list_links.sync(client=client, institution_in="erebor_mx_retail")  # type: ignore[arg-type]
    list_accounts.sync(client=client, created_at_range="2022-05-04")  # type: ignore[arg-type]
    # This is valid.
    list_links.sync(client=client, institution="erebor_mx_retail", page=UNSET)


if __name__ == "__main__":
    main(*sys.argv[1:])
