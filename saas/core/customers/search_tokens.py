"""Tokens under which customers are found, and what a search term looks up; tokens are matched by prefix.

Every suffix of a name is a token, so that each piece of it, from one character on, is some token's prefix.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from saas.core.customers.names import pinyin
from saas.core.customers.phones import PhoneKind, normalise_phone

Key = TypeVar("Key")


class TokenKind(StrEnum):
    """What a token is a piece of; a search names the kinds it means."""

    NAME = "name"
    PINYIN = "pinyin"
    INITIALS = "initials"
    PLATE = "plate"
    VIN = "vin"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSubject:
    """What one customer can be found by, all normalised: name, plates, VINs, last four digits of phones."""

    name: str = ""
    plates: tuple[str, ...] = ()
    vins: tuple[str, ...] = ()
    phone_tails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class SearchToken:
    """One row of the token table."""

    kind: TokenKind
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTerm:
    """What a typed term looks up: any of the prefixes; or, for a whole number, its keyed hash."""

    prefixes: tuple[SearchToken, ...] = ()
    phone: str = ""


MAX_TOKEN = 32  # characters kept of a token, and of a prefix that is looked up
MAX_NAME_SUFFIXES = 40
MAX_PINYIN_SUFFIXES = 12  # a company's name has more syllables than anybody types
MAX_TOKENS = 200  # of one customer; a fleet's further vehicles are found through the vehicle list
MIN_PLATE_PIECE = 3
MIN_VIN_PIECE = 4
_VIN_TAIL = 8  # pieces of a VIN start in its last eight characters, or at its beginning

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿𠀀-𲎯〇]")
_NOT_SEARCHED = re.compile(r"[\W_]+")
_PLATE_PIECE = re.compile(rf"[{_PROVINCES}]?(?=[A-Z0-9]*)[A-Z0-9]{{1,8}}[警学挂领港澳使]?")
_VIN_PIECE = re.compile(r"[A-HJ-NPR-Z0-9]{4,17}")
_LATIN = re.compile(r"[a-z]+")


def tokens_of(subject: SearchSubject) -> tuple[SearchToken, ...]:
    """All tokens of one customer, without repeats, the name's first, at most MAX_TOKENS."""
    tokens = dict.fromkeys(_name_tokens(subject.name))
    tokens.update((SearchToken(TokenKind.PHONE, tail), None) for tail in subject.phone_tails)
    for plate in subject.plates:
        tokens.update(
            (SearchToken(TokenKind.PLATE, piece), None) for piece in _suffixes(plate, MIN_PLATE_PIECE)
        )
    for vin in subject.vins:
        tokens.update((SearchToken(TokenKind.VIN, piece), None) for piece in _vin_pieces(vin))
    return tuple(tokens)[:MAX_TOKENS]


def batch_tokens(subjects: Iterable[tuple[Key, SearchSubject]]) -> Iterator[tuple[Key, str, str]]:
    """(key, kind, token) for many customers, ready to be copied into the token table."""
    for key, subject in subjects:
        for token in tokens_of(subject):
            yield key, token.kind, token.token


def query_prefixes(text: str) -> SearchTerm:
    """What a typed term looks up; an empty term, or one of signs only, looks up nothing.

    Four digits are a phone's tail, a plate's piece or a VIN's; a whole phone number is found by its hash;
    Chinese is a name (or a plate when a province and a letter begin it); letters are pinyin, initials,
    a plate, a VIN or a Latin name.
    """
    folded = fold(text)
    if not folded:
        return SearchTerm()
    phone = normalise_phone(text) if sum(sign.isdigit() for sign in text) >= 7 else None
    kinds = [kind for kind, meant in _meanings(folded).items() if meant]
    if phone is not None and phone.kind is PhoneKind.MOBILE:
        kinds = []
    prefixes = tuple(SearchToken(kind, _in_case(kind, folded)) for kind in kinds)
    return SearchTerm(prefixes=prefixes, phone=phone.e164 if phone else "")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The text as tokens hold it: half width, lower case, only letters, digits and Chinese signs."""
    return _NOT_SEARCHED.sub("", unicodedata.normalize("NFKC", text).lower().replace("ü", "v"))


def _meanings(folded: str) -> dict[TokenKind, bool]:
    upper = folded.upper()
    han, digits = bool(_HAN.search(folded)), folded.isdigit()
    latin = bool(_LATIN.fullmatch(folded))
    return {
        TokenKind.NAME: True,
        TokenKind.PINYIN: latin,
        TokenKind.INITIALS: latin,
        TokenKind.PHONE: digits and len(folded) == 4,
        TokenKind.PLATE: len(folded) >= (2 if han else MIN_PLATE_PIECE)
        and bool(_PLATE_PIECE.fullmatch(upper)),
        TokenKind.VIN: not han and bool(_VIN_PIECE.fullmatch(upper)),
    }


def _in_case(kind: TokenKind, folded: str) -> str:
    upper = kind in (TokenKind.PLATE, TokenKind.VIN)
    return (folded.upper() if upper else folded)[:MAX_TOKEN]


def _suffixes(text: str, shortest: int, most: int = MAX_NAME_SUFFIXES) -> list[str]:
    return [text[i : i + MAX_TOKEN] for i in range(min(most, len(text) - shortest + 1))]


def _vin_pieces(vin: str) -> list[str]:
    return [vin[:MAX_TOKEN], *_suffixes(vin[-_VIN_TAIL:], MIN_VIN_PIECE)]


@lru_cache(maxsize=16384)
def _name_tokens(name: str) -> tuple[SearchToken, ...]:
    folded = fold(name)
    syllables = pinyin(name).syllables if _HAN.search(folded) else ()
    readings = [s for s in syllables if s.isalnum()]
    tokens = [SearchToken(TokenKind.NAME, piece) for piece in _suffixes(folded, 1)]
    for start in range(min(len(readings), MAX_PINYIN_SUFFIXES)):
        rest = readings[start:]
        tokens.append(SearchToken(TokenKind.PINYIN, "".join(rest)[:MAX_TOKEN]))
        tokens.append(SearchToken(TokenKind.INITIALS, "".join(s[0] for s in rest)[:MAX_TOKEN]))
    return tuple(tokens)
