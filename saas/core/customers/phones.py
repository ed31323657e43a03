"""Chinese telephone numbers as people write them, read into E.164."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class PhoneKind(StrEnum):
    """What a number reaches; only a mobile takes text messages."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One number: E.164, what it is, its extension and the remark written beside it ("太太")."""

    e164: str
    kind: PhoneKind
    extension: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneReading:
    """What one cell held: the numbers in their order, without repeats, and the pieces that are none."""

    phones: tuple[Phone, ...] = ()
    rejected: tuple[str, ...] = ()


_PLAIN_MOBILE = re.compile(r"1[3-9]\d{9}")
_CHINA = r"(?:(?:\+|00)\s?86|86|0(?=1[3-9]))?[-\s.]*"
# Numbers stand free of other digits, so that a piece of an ID or VIN is never taken for a telephone.
_MOBILE = re.compile(rf"(?<!\d){_CHINA}(1[3-9]\d(?:[-\s.]?\d){{8}})(?!\d)")
_SIMPLE = re.compile(
    r"(?:(?:\+|00)?86[-\s]*)?(1[3-9]\d)[-\s]?(\d{4})[-\s]?(\d{4})\s*(?:\(([^\d()\[\]【】]{1,20})\))?"
)
_SERVICE = re.compile(r"(?<!\d)([48]00(?:[-\s]?\d){7})(?!\d)")
_LANDLINE = re.compile(
    r"(?<!\d)(?:(?:(?:\+|00)86|86)[-\s]*\(?0?|\(?0)(10|2\d|[3-9]\d{2})[)\s-]*"
    r"([2-9]\d{2,3}[-\s]?\d{4})(?:\s*(?:-|#|转|分机|ext\.?)\s*(\d{1,6}))?(?!\d)"
)
_FOREIGN = re.compile(r"\+(?!86)([1-9](?:[-\s()]{0,2}\d){6,14})(?!\d)")
_DASHES = str.maketrans("—–‐−", "----")
_SEPARATORS = re.compile(r"[/、,;|\n\r\t]+|(?<=\d)\s*(?:或|和|及|&)\s*(?=[+\d(])")
_FLOAT = re.compile(r"1[3-9]\d{9}\.0+|1\.[3-9]\d{9}[eE]\+?10")
_BRACKETS = re.compile(r"\(([^()]*)\)|【([^】]*)】|\[([^\]]*)\]")
_NOT_NOTE = re.compile(r"[\d\s()\-+.:*#=\"'`]|手机|电话|号码|联系|tel|mobile|phone", re.IGNORECASE)


@lru_cache(maxsize=8192)
def read_phones(text: str) -> PhoneReading:
    """All numbers of a cell; a piece with four or more digits that is no number comes back as rejected."""
    if _PLAIN_MOBILE.fullmatch(text):
        return PhoneReading(phones=(Phone(e164="+86" + text, kind=PhoneKind.MOBILE),))
    tidy = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    if simple := _SIMPLE.fullmatch(tidy):  # one number, as most cells have it
        number, note = "+86" + simple[1] + simple[2] + simple[3], _NOT_NOTE.sub("", simple[4] or "")
        return PhoneReading(phones=(Phone(e164=number, kind=PhoneKind.MOBILE, note=note),))
    if _FLOAT.fullmatch(tidy):  # a spreadsheet took the number for a quantity
        tidy = str(int(float(tidy)))
    found: dict[str, Phone] = {}
    rejected: list[str] = []
    for piece in _SEPARATORS.split(tidy):
        phones, rest = _read_piece(piece)
        for phone in phones:
            found.setdefault(phone.e164, phone)
        if sum(letter.isdigit() for letter in rest) >= 4:
            rejected.append(piece.strip())
    return PhoneReading(phones=tuple(found.values()), rejected=tuple(rejected))


def normalise_phone(text: str) -> Phone | None:
    """The one number that the text holds; None when there is none, several, or anything unreadable."""
    reading = read_phones(text)
    return reading.phones[0] if len(reading.phones) == 1 and not reading.rejected else None


def tail4(e164: str) -> str:
    """The last four digits, which stay in clear beside the sealed number."""
    return e164[-4:]


def display(e164: str) -> str:
    """The number as it is read aloud in China: "138 1234 5678", "010-12345678"."""
    area, subscriber = _split(e164)
    if not area:
        return subscriber
    if area == "mobile":
        return f"{subscriber[:3]} {subscriber[3:7]} {subscriber[7:]}"
    return f"{area}-{subscriber}"


def mask(e164: str) -> str:
    """The number with its middle hidden, for screens before a logged look: "138****5678"."""
    area, subscriber = _split(e164)
    if area == "mobile":
        return f"{subscriber[:3]}****{subscriber[7:]}"
    shown = subscriber[-4:]
    return f"{area}-****{shown}" if area else f"{subscriber[:3]}****{shown}"


def _split(e164: str) -> tuple[str, str]:
    """("mobile", eleven digits), (area code with its zero, subscriber), or ("", the rest as it is)."""
    if not e164.startswith("+86"):
        return "", e164
    number = e164[3:]
    if _PLAIN_MOBILE.fullmatch(number):
        return "mobile", number
    if number.startswith(("400", "800")):
        return number[:3], number[3:]
    length = 2 if number.startswith(("10", "2")) else 3
    return "0" + number[:length], number[length:]


def _read_piece(piece: str) -> tuple[list[Phone], str]:
    """The numbers of one piece and what is left of it."""
    hits: list[tuple[int, str, PhoneKind, str]] = []
    rest = piece

    def take(pattern: re.Pattern[str], kind: PhoneKind) -> None:
        nonlocal rest
        for match in pattern.finditer(rest):
            digits = "".join(letter for letter in "".join(match.groups("")[:2]) if letter.isdigit())
            if kind is PhoneKind.LANDLINE and not _landline_fits(digits):
                continue
            prefix = "+" if kind is PhoneKind.FOREIGN else "+86"
            extension = (*match.groups(""), "", "")[2]
            hits.append((match.start(), prefix + digits, kind, extension))
            rest = rest[: match.start()] + " " * len(match.group()) + rest[match.end() :]

    take(_MOBILE, PhoneKind.MOBILE)
    take(_LANDLINE, PhoneKind.LANDLINE)
    take(_SERVICE, PhoneKind.LANDLINE)
    take(_FOREIGN, PhoneKind.FOREIGN)
    note = _note(rest)
    ordered = sorted(hits)
    return [Phone(e164=e, kind=k, extension=x, note=note) for _, e, k, x in ordered], rest


def _landline_fits(digits: str) -> bool:
    """Two-digit areas (10, 2x) have eight digits behind them, three-digit areas seven or eight."""
    return len(digits) == 10 if digits.startswith(("10", "2")) else len(digits) in (10, 11)


def _note(rest: str) -> str:
    bracketed = " ".join(part for match in _BRACKETS.findall(rest) for part in match if part)
    return _NOT_NOTE.sub("", bracketed or rest)[:40]
