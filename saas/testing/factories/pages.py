"""What a browser finds on a page."""

import re

from flask.testing import FlaskClient


def csrf_token(client: FlaskClient, address: str = "/sign-in") -> str:
    """The token against forged requests that a page of this browser carries."""
    page = client.get(address).text
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found, f"no token on {address}, which shows {page[:500]!r}"
    return found.group(1)


def field(page: str, name: str) -> str:
    """The value of a hidden field on a page, or an empty text where there is none."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found.group(1) if found else ""
