"""Addresses that a browser hands in as where to go on to: only those of our own are taken."""

from __future__ import annotations

import re

_OWN = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f]*")


def own_address(wanted: str | None) -> str:
    """The wanted address if it is one of ours (a path, not a host), else an empty text."""
    return wanted if wanted and _OWN.fullmatch(wanted) else ""
