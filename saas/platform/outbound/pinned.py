"""The connection of one call: to the address that was looked at, cut when its time is over."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from threading import Lock, Timer
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from saas.platform.outbound.addresses import Target


class Watch:
    """Cuts the connection at the end of the call's time, however slowly its answer drips."""

    def __init__(self) -> None:
        self.over = False
        self._lock = Lock()
        self._socket: socket.socket | None = None

    def hold(self, connected: socket.socket | None) -> None:
        """Take the socket to cut; one that comes too late is cut at once."""
        with self._lock:
            self._socket = connected
            if self.over:
                self._cut()

    def end(self) -> None:
        """The time is over."""
        with self._lock:
            self.over = True
            self._cut()

    def _cut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


_watch: ContextVar[Watch] = ContextVar("outbound_watch")


@contextmanager
def watched(seconds: float) -> Iterator[Watch]:
    """Cut what is called inside after so many seconds."""
    watch = Watch()
    timer = Timer(seconds, watch.end)
    timer.daemon = True
    token = _watch.set(watch)
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()
        _watch.reset(token)


class _Plain(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _watch.get().hold(self.sock)


class _Secure(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _watch.get().hold(self.sock)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Pinned(HTTPAdapter):
    """Connects to the target's address; its name goes into the Host header and is what the certificate must be of."""

    def __init__(self, target: Target) -> None:
        super().__init__()
        self._target = target
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: bool | str, cert: Any = None
    ) -> tuple[Any, Any]:
        """As the library's, with the address in the place of the name."""
        host: Any
        kwargs: Any
        host, kwargs = super().build_connection_pool_key_attributes(request, verify, cert)
        # The library reads the address by itself; where it and we differ, what was looked at counts.
        host |= {"scheme": self._target.scheme, "host": self._target.address, "port": self._target.port}
        if self._target.scheme == "https":
            kwargs |= {"server_hostname": self._target.host, "assert_hostname": self._target.host}
        return host, kwargs


def pinned_session(target: Target) -> requests.Session:
    """A session whose connections go to this target's address only; the environment's proxies and passwords do not count."""
    made = requests.Session()
    made.trust_env = False
    made.mount(f"{target.scheme}://", _Pinned(target))
    return made
