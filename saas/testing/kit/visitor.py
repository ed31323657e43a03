"""Somebody who calls addresses: a person with a browser, or a program with a token."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from saas.testing.factories.groups import Person
from saas.testing.factories.members import signed_in
from saas.testing.factories.pages import csrf_token

_addresses = itertools.count(1)


class Visitor:
    """Calls addresses of an application, signed in as a person or with a token, else as nobody."""

    def __init__(self, app: Flask, person: Person | None = None, *, token: str = "") -> None:
        self._client = app.test_client()
        self._token = token
        self._home = f"/t/{person.group}/" if person else "/sign-in"
        self._forgery_token = ""
        if person is not None:
            signed_in(self._client, person)

    def call(
        self,
        method: str,
        path: str,
        *,
        forge: bool = False,
        locale: str = "en",
        data: Mapping[str, Any] | None = None,
        fragment: bool = False,
        version: str = '"1"',
        source: str = "",
    ) -> TestResponse:
        """Call an address as a browser or a program would.

        forge: without the token against forged requests. version: which one of a row a program means to change.
        source: the network's address of who calls, another one each time where none is given.
        """
        headers = {"Accept-Language": locale}
        more: dict[str, Any] = {}
        if path.startswith("/api/"):
            headers.update({"Authorization": f"Bearer {self._token}"} if self._token else {})
            if method != "GET":
                more["json"] = dict(data or {})
                headers.update({"If-Match": version} if method in ("PUT", "PATCH", "DELETE") else {})
        elif method != "GET":
            more["data"] = {"_version": "1", **(data or {})}
            headers.update({} if forge else {"X-CSRF-Token": self._csrf()})
        if fragment:
            headers["HX-Request"] = "true"
        # The limits for one address are no matter of most checks.
        number = next(_addresses)
        caller = source or f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}"
        base = {"REMOTE_ADDR": caller}
        return self._client.open(path, method=method, headers=headers, environ_base=base, **more)

    def get(self, path: str, *, locale: str = "en") -> TestResponse:
        """Read an address."""
        return self.call("GET", path, locale=locale)

    def version(self, path: str) -> str:
        """The version that an address of the API tells of its row, as `If-Match` wants it."""
        return self.get(path).headers.get("ETag", '"1"')

    def _csrf(self) -> str:
        self._forgery_token = self._forgery_token or csrf_token(self._client, self._home)
        return self._forgery_token
