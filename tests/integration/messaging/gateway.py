"""A provider of text messages as a process of its own: takes signed requests, once by their key, and tells what it got.

Written from the documentation alone; it imports nothing of ours.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import sys
import time
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from threading import Lock
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

_lock = Lock()
_secret = ""
_answers: list[int] = []
_taken: dict[str, dict[str, Any]] = {}
_calls: list[str] = []


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """POST /send takes a message; POST /setup gives the secret and the next answers; GET /taken tells all."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    with _lock:
        status, told = _ROUTES[environ["PATH_INFO"]](environ, body)
    start(f"{status} x", [("Content-Type", "application/json")])
    return [json.dumps(told).encode()]


def _setup(_environ: dict[str, Any], body: bytes) -> tuple[int, Any]:
    global _secret  # noqa: PLW0603  # the whole state of this small process
    told = json.loads(body)
    _secret = told["secret"]
    _answers[:] = told["answers"]
    _taken.clear()
    _calls.clear()
    return 200, {}


def _tell(_environ: dict[str, Any], _body: bytes) -> tuple[int, Any]:
    return 200, {"taken": list(_taken.values()), "calls": _calls}


def _send(environ: dict[str, Any], body: bytes) -> tuple[int, Any]:
    key = environ["HTTP_WEBHOOK_ID"]
    if not _is_signed(environ, body):
        return 401, {"error": "signature"}
    _calls.append(key)
    answer = _answers.pop(0) if _answers else 200
    if answer in (200, 502):
        # 502: it was taken, and whoever stood in between lost the answer.
        _taken.setdefault(environ.get("HTTP_IDEMPOTENCY_KEY", key), json.loads(body))
    return answer, {"ref": f"p-{key}"}


def _is_signed(environ: dict[str, Any], body: bytes) -> bool:
    moment = environ["HTTP_WEBHOOK_TIMESTAMP"]
    told = f"{environ['HTTP_WEBHOOK_ID']}.{moment}.".encode() + body
    secret = base64.b64decode(_secret.removeprefix("whsec_"))
    right = base64.b64encode(hmac.new(secret, told, hashlib.sha256).digest()).decode()
    given = [one.removeprefix("v1,") for one in environ["HTTP_WEBHOOK_SIGNATURE"].split(" ")]
    return right in given and abs(time.time() - int(moment)) < 300


_ROUTES = {"/send": _send, "/setup": _setup, "/taken": _tell}


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        pass


if __name__ == "__main__":
    with make_server("127.0.0.1", 0, app, _Server, _Quiet) as server:
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()
