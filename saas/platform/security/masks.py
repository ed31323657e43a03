"""How personal identifiers look until they are revealed by a logged click."""

from __future__ import annotations


def mask_phone(tail: str) -> str:
    """A number of which only the last four digits are known to the page: `*******1234`."""
    return f"*******{tail}" if tail else ""


def mask_tail(tail: str) -> str:
    """Any sealed value of which only its tail is in clear."""
    return f"****{tail}" if tail else ""


def mask_name(name: str) -> str:
    """The first character and stars, for roles that see no names: `王**`."""
    return name[:1] + "*" * min(len(name) - 1, 2) if name else ""
