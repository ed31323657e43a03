"""The words of messages on plain values: variables, the frame of a text message, its parts, and words that say stop."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

_PLACE = re.compile(r"\{(\w*)\}")
_BRACES = re.compile(r"[{}]")


class Variable(StrEnum):
    """What a template may name, as `{customer}`."""

    CUSTOMER = "customer"
    SALUTATION = "salutation"
    STORE = "store"
    STORE_PHONE = "store_phone"
    GROUP = "group"
    PLATE = "plate"
    MODEL = "model"


STOP_WORDS = frozenset({"R", "T", "TD", "N", "退订"})
"""Answers that end messages, as carriers have made them known."""

# The alphabet of GSM 03.38; the second row takes two places.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_DOUBLE = frozenset("^{}\\[~]|€\f")


def faulty_places(text: str) -> list[str]:
    """What stands in braces and is no variable, in the order of the text; a brace alone counts too."""
    known = set(Variable)
    unknown = [f"{{{place[1]}}}" for place in _PLACE.finditer(text) if place[1] not in known]
    return unknown + _BRACES.findall(_PLACE.sub("", text))


def named_variables(text: str) -> set[str]:
    """The variables that a text names."""
    return {place[1] for place in _PLACE.finditer(text)}


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables replaced, in one pass: what a value looks like does not matter."""
    return _PLACE.sub(lambda place: values.get(place[1], ""), text)


def framed(text: str, *, signature: str, opt_out: str) -> str:
    """A text message with who it is from, and how to end them if that has to be said."""
    # Chinese sentences follow each other without a space.
    between = " " if opt_out and text[-1:].isascii() and opt_out[0].isascii() else ""
    return f"【{signature}】{text}{between}{opt_out}"


def sms_parts(text: str) -> int:
    """How many messages a text is charged as: 160 places of the GSM alphabet, else 70 UTF-16 units; less when joined."""
    if all(sign in _GSM or sign in _GSM_DOUBLE for sign in text):
        length, single, joined = sum(2 if sign in _GSM_DOUBLE else 1 for sign in text), 160, 153
    else:
        length, single, joined = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= single else -(-length // joined)


def says_stop(text: str) -> bool:
    """Whether a reply is one of the words that end messages, whatever its case, width, spaces and stops."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in plain if sign.isalnum()) in STOP_WORDS


def names_a_way_out(text: str) -> bool:
    """Whether a text tells one of the words that end messages."""
    words = re.findall(r"[A-Z]+", unicodedata.normalize("NFKC", text).upper())
    return "退订" in text or bool(STOP_WORDS & set(words))
