"""Which addresses may be called: the rules on plain values, and one look-up of a name."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

_NAT64 = IPv6Network("64:ff9b::/96")
_DEFAULT_PORTS = {"https": 443, "http": 80}
# Below are the ports of other protocols, some of which take commands out of a request.
_FIRST_FREE_PORT = 1024


class Problem(StrEnum):
    """Why a call was not made, or came to nothing."""

    ADDRESS = "address"
    """Not an address of the web: no https, no host, a name and password in it."""
    PORT = "port"
    UNKNOWN_HOST = "unknown_host"
    INTERNAL_HOST = "internal_host"
    """The name leads to this machine, to a private network or to one for other uses."""
    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    ENCODING = "encoding"
    """The answer is compressed, although none was asked for."""
    REDIRECTS = "redirects"
    """More redirects than the caller allowed, or one that names no address."""


_FINAL = frozenset({Problem.ADDRESS, Problem.PORT, Problem.INTERNAL_HOST})


class Unsent(Exception):
    """A call came to no answer. problem: why, as a code; its text is the same code."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem

    @property
    def final(self) -> bool:
        """Whether the address itself is refused, so that another try is of no use."""
        return self.problem in _FINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a call goes. host: as written, without brackets. address: the one that the name was found to have."""

    scheme: str
    host: str
    port: int
    address: str


def find_target(url: str, allowed: Iterable[str]) -> Target:
    """Look at an address and resolve its host, once; raises Unsent.

    allowed: hosts, as `host` or `host:port`, that may be on our own network and be called without TLS.
    """
    parts = _split(url)
    host = (parts.hostname or "").rstrip(".")
    try:
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        raise Unsent(Problem.PORT) from None
    known = _is_allowed(host, port, allowed)
    if (
        not host
        or parts.username is not None
        or parts.scheme not in (("https", "http") if known else ("https",))
    ):
        raise Unsent(Problem.ADDRESS)
    if not known and port not in _DEFAULT_PORTS.values() and port < _FIRST_FREE_PORT:
        raise Unsent(Problem.PORT)
    addresses = _resolve(host, port)
    # A name with one address outside and one inside is a trap.
    if not known and not all(is_public(address) for address in addresses):
        raise Unsent(Problem.INTERNAL_HOST)
    return Target(scheme=parts.scheme, host=host, port=port, address=addresses[0])


def is_web_address(url: str) -> bool:
    """Whether a text is an address of the web at all; whether it may be called is looked at when it is called."""
    try:
        parts = urlsplit(url)
        return parts.scheme in _DEFAULT_PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open Internet, also by what it carries inside; raises ValueError for none."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address) and (inner := _inside(ip)) is not None:
        return is_public(str(inner))
    if ip.is_multicast or ip.is_reserved or (isinstance(ip, IPv6Address) and ip.is_site_local):
        return False
    return ip.is_global


def _inside(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a packet to this one may end at."""
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None


def _split(url: str) -> SplitResult:
    # urlsplit drops line breaks and tabs, which others may read otherwise; other names than ASCII are written in punycode.
    if not (url.isascii() and url.isprintable()) or any(sign in url for sign in " \\"):
        raise Unsent(Problem.ADDRESS)
    try:
        return urlsplit(url)
    except ValueError:
        raise Unsent(Problem.ADDRESS) from None


def _is_allowed(host: str, port: int, allowed: Iterable[str]) -> bool:
    return bool({host.lower(), f"{host.lower()}:{port}"} & set(allowed))


def _resolve(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unsent(Problem.UNKNOWN_HOST) from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses:
        raise Unsent(Problem.UNKNOWN_HOST)
    return addresses
