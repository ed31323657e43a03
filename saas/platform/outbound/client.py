"""One call to another system."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import structlog
import urllib3
from flask import current_app

from saas.config import Settings
from saas.platform.outbound.addresses import Problem, Target, Unsent, find_target
from saas.platform.outbound.pinned import Watch, pinned_session, watched

log = structlog.get_logger(__name__)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 16_384
_OURS = {"User-Agent": "Aftercare", "Accept-Encoding": "identity"}
# Of one server's business only; not told to the next.
_SECRETS = frozenset({"authorization", "cookie"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a call may cost. connect_s, total_s: seconds. most_bytes: of the answer's body. redirects: followed at most."""

    connect_s: float = 5.0
    total_s: float = 15.0
    most_bytes: int = 1_000_000
    redirects: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the other system answered, of whatever status. headers: their names in lower case. url: who answered at last."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str = field(repr=False)

    def json(self) -> Any:
        """The body as JSON; raises ValueError when it is none."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


def call(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    limits: Limits | None = None,
) -> Answer:
    """Call an address that somebody typed in, and read the answer whole.

    The host is resolved once and that address is called; one of our own machine or network is refused, unless the operator
    allows the host (SAAS_OUTBOUND_ALLOW). A redirect is an answer like others; where the limits allow some, each is looked
    at in the same way, and only a GET follows them. Raises Unsent; ValueError for redirects of another method.
    """
    bounds = limits or Limits()
    if bounds.redirects and method != "GET":
        raise ValueError("only a GET follows redirects")
    settings: Settings = current_app.extensions["saas_settings"]
    started = monotonic()
    sent = {name.lower(): value for name, value in (headers or {}).items()}
    with watched(bounds.total_s) as watch:
        for _hop in range(bounds.redirects + 1):
            target = find_target(url, settings.outbound_allow)
            answer = _ask(_Request(method=method, url=url, headers=sent, body=body), target, bounds, watch)
            _tell(target, answer.status, started)
            if not bounds.redirects or answer.status not in _REDIRECTS:
                return answer
            url, sent = _next(url, answer, sent)
    raise Unsent(Problem.REDIRECTS)


def _ask(request: _Request, target: Target, bounds: Limits, watch: Watch) -> Answer:
    try:
        with (
            pinned_session(target) as made,
            made.request(
                request.method,
                request.url,
                headers={**_OURS, **request.headers, "Host": _host_header(request.url)},
                data=request.body or None,
                timeout=(bounds.connect_s, bounds.total_s),
                allow_redirects=False,
                stream=True,
            ) as answer,
        ):
            content = _read(answer, bounds.most_bytes)
            # A cut connection may look like the end of an answer without a length.
            if watch.over:
                raise Unsent(Problem.TIMEOUT)
            named = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(status=answer.status_code, headers=named, body=content, url=request.url)
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise Unsent(_problem_of(error, watch)) from error


def _read(answer: requests.Response, most: int) -> bytes:
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise Unsent(Problem.ENCODING)
    content = bytearray()
    while chunk := answer.raw.read(_CHUNK, decode_content=False):
        content += chunk
        if len(content) > most:
            raise Unsent(Problem.TOO_LARGE)
    return bytes(content)


def _problem_of(error: Exception, watch: Watch) -> Problem:
    if watch.over or isinstance(error, (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)):
        return Problem.TIMEOUT
    if isinstance(error, (requests.exceptions.SSLError, urllib3.exceptions.SSLError)):
        return Problem.TLS
    if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)):
        return Problem.ADDRESS
    return Problem.UNREACHABLE


def _host_header(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


def _next(url: str, answer: Answer, sent: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    location = answer.headers.get("location", "")
    if not location:
        raise Unsent(Problem.REDIRECTS)
    onward = urljoin(url, location)
    same = urlsplit(onward)[:2] == urlsplit(url)[:2]
    return onward, {name: value for name, value in sent.items() if same or name not in _SECRETS}


def _tell(target: Target, status: int, started: float) -> None:
    # The path may hold a token.
    log.info("outbound_call", host=target.host, status=status, ms=round((monotonic() - started) * 1000))
