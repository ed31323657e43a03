"""E-mail addresses: normalised for storing and equality, and masked for screens."""

import re
import unicodedata

_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_SEPARATORS = re.compile(r"[\s,;、/]+")


def normalise_email(text: str) -> str | None:
    """The address in lower case and half width, or None when it is not one (RFC 5321 lengths)."""
    tidy = unicodedata.normalize("NFKC", text).strip().strip("<>").replace("。", ".").lower()
    tidy = tidy.removeprefix("mailto:")
    local, _, _ = tidy.partition("@")
    if len(tidy) > 254 or len(local) > 64 or not _ADDRESS.fullmatch(tidy):
        return None
    return tidy


def read_emails(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(addresses without repeats, pieces that are none) of a cell that may hold several."""
    found: dict[str, None] = {}
    rejected: list[str] = []
    for piece in filter(None, _SEPARATORS.split(unicodedata.normalize("NFKC", text).strip())):
        address = normalise_email(piece)
        if address is None:
            rejected.append(piece)
        else:
            found[address] = None
    return tuple(found), tuple(rejected)


def mask_email(address: str) -> str:
    """The address with its local part hidden but for the first character: "z***@example.com"."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}***@{domain}"
