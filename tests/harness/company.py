"""A company's own sign-in: a real OpenID Connect provider as a process of its own, and somebody's way through its pages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from flask import Flask

from saas.config import Settings

_SCRIPT = Path(__file__).with_name("openid_provider.mjs")
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The provider at `issuer`."""

    issuer: str

    @property
    def host(self) -> str:
        return urlsplit(self.issuer).netloc

    def register(self, redirect_uri: str) -> dict[str, str]:
        """Make us known there; gives `client_id` and `client_secret`."""
        told = {"redirect_uris": [redirect_uri], "application_type": "web"}
        answer = requests.post(f"{self.issuer}/reg", json=told, timeout=10)
        assert answer.status_code == 201, answer.text
        return {name: answer.json()[name] for name in ("client_id", "client_secret")}

    def sign_in(self, address: str, name: str, *, leave: bool = False) -> str:
        """Go through the provider's pages as a person; gives the address that it sends the browser back to."""
        with requests.Session() as browser:
            page = _follow(browser, address)
            if not page.startswith(self.issuer):
                return page
            typed = {"login": name, **({"leave": "1"} if leave else {})}
            sent = browser.post(page, data=typed, allow_redirects=False, timeout=10)
            return _follow(browser, urljoin(page, sent.headers["Location"]))


def _follow(browser: requests.Session, address: str) -> str:
    """The page at the end of the redirects, or the first address at another host."""
    host = urlsplit(address).netloc
    while True:
        answer = browser.get(address, allow_redirects=False, timeout=10)
        if "Location" not in answer.headers:
            assert answer.status_code == 200, answer.text
            return address
        address = urljoin(address, answer.headers["Location"])
        if urlsplit(address).netloc != host:
            return address


@pytest.fixture(scope="session")
def company() -> Iterator[Company]:
    """The provider, started once for each worker that needs it."""
    path = f"{_ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"
    node = shutil.which("node", path=path)
    assert node, "the tests of single sign-on need Node: make setup"
    with subprocess.Popen(
        [node, str(_SCRIPT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        issuer = process.stdout.readline().strip()
        assert re.fullmatch(r"http://localhost:\d+", issuer), "the provider did not start: make setup"
        yield Company(issuer=issuer)
        process.stdin.close()


@pytest.fixture
def company_allowed(app: Flask, company: Company) -> Iterator[Company]:
    """The provider, which this worker's application may call although it is on this machine."""
    before: Settings = app.extensions["saas_settings"]
    app.extensions["saas_settings"] = replace(before, outbound_allow=frozenset({company.host}))
    yield company
    app.extensions["saas_settings"] = before
