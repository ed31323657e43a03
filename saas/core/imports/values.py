"""Cell values read into dates, fen, kilometres and codes; each reading gives the value or a Problem."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from saas.core.customers.names import Gender
from saas.core.imports.problems import Problem

CellValue = str | int | float | bool | date | datetime | time | timedelta | None

_DATE = re.compile(
    r"(\d{4})\s*(?:-|/|\.|年)\s*(\d{1,2})\s*(?:-|/|\.|月)\s*(\d{1,2})\s*日?"
    r"(?:[\sT]*(\d{1,2})(?::|时)(\d{1,2})(?:(?::|分)(\d{1,2})(?:\.\d+)?)?[分秒]?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\s*(\d{2}):?(\d{2}):?(\d{2})?)?")
_SERIAL = re.compile(r"\d{4,5}(?:\.\d+)?")
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+|(?=\.\d))(\.\d+)?")
_MONEY_NOISE = re.compile(r"^(?:RMB|CNY|人民币|[¥¥$])\s*|\s*(?:元整?|圆|RMB|CNY)$|\s+", re.IGNORECASE)
_KM_NOISE = re.compile(r"\s*(?:公里|千米|km|KM|里)$|\s+", re.IGNORECASE)
_TO_ISO = str.maketrans({"/": "-", ".": "-", "年": "-", "月": "-", "日": None})
_NOTHING = frozenset(
    {"", "-", "--", "/", "\\", "无", "暂无", "未知", "n/a", "na", "null", "none", "nan", "#n/a"}
)
_GENDERS = {
    **dict.fromkeys(("男", "男性", "先生", "m", "male", "1"), Gender.MALE),
    **dict.fromkeys(("女", "女性", "女士", "小姐", "f", "female", "2"), Gender.FEMALE),
}
_EARLIEST, _LATEST = 1900, 2100
_FORCED_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_MOST_FEN = 10**13
_MOST_KM = 3_000_000


def cell_text(value: CellValue) -> str:
    """The value as text without outer blanks; a whole number has no decimals; nothing is ""."""
    if isinstance(value, str):
        text = value.strip()
        if text[:1] in ("'", "="):  # ways to force text: '138… and ="138…"
            match = _FORCED_TEXT.fullmatch(text)
            return match[1].strip() if match else text.removeprefix("'")
        return text
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)


def is_nothing(text: str) -> bool:
    """Whether the text is one of the ways to write that there is nothing ("-", "无", "N/A")."""
    return len(text) < 5 and text.lower() in _NOTHING


@lru_cache(maxsize=8192)
def clean_text(text: str) -> str:
    """The text of a cell without outer blanks, half width; "" when it says that there is nothing."""
    tidy = cell_text(text)
    return "" if is_nothing(tidy) else half_width(tidy)


def half_width(text: str) -> str:
    """The text with full-width letters, digits and signs made half width."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def read_moment(value: CellValue, *, date1904: bool = False) -> datetime | Problem | None:
    """The local date and time of a cell (midnight when it has a date alone); None when empty.

    Reads 2026-11-21, 2026/11/21, 2026.11.21, 2026年11月21日 and 20261121, each with or without a time,
    and spreadsheet serial days (`date1904` for the old Macintosh epoch).
    """
    if isinstance(value, str):
        text = cell_text(value)
        # With its time a moment seldom comes again: not worth a place among the remembered.
        return (_iso(text) if len(text) > 11 else None) or _read_date_text(text, date1904)
    if isinstance(value, datetime):
        return _plausible(value.replace(tzinfo=None), value)
    if isinstance(value, date):
        return _plausible(datetime(value.year, value.month, value.day), value)  # noqa: DTZ001  # as the file writes it; the zone comes with the store
    if isinstance(value, (time, timedelta, bool)):
        return _bad_date(str(value))
    return _read_date_text(cell_text(value), date1904)


def read_day(value: CellValue, *, date1904: bool = False) -> date | Problem | None:
    """The day of a cell, without its time; None when empty."""
    moment = read_moment(value, date1904=date1904)
    return moment.date() if isinstance(moment, datetime) else moment


def read_instant(value: CellValue, tz: tzinfo, *, date1904: bool = False) -> datetime | Problem | None:
    """The moment of a cell, aware in the store's zone; None when empty."""
    moment = read_moment(value, date1904=date1904)
    return moment.replace(tzinfo=tz) if isinstance(moment, datetime) else moment


def read_fen(value: CellValue) -> int | Problem | None:
    """An amount in fen, half a fen rounded up: "¥1,234.50", "1.2万元", (1,234.50); None when empty."""
    return None if value is None else _read_fen_text(cell_text(value))


def read_km(value: CellValue) -> int | Problem | None:
    """Whole kilometres: 12345, "12,345公里", "1.2万公里", "12345km"; None when empty."""
    return None if value is None else _read_km_text(cell_text(value))


def read_integer(value: CellValue) -> int | Problem | None:
    """A whole number, also written "1,234" or "3.0"; None when empty."""
    text = half_width(cell_text(value))
    if is_nothing(text):
        return None
    number = _decimal(text)
    if number is None or number != number.to_integral_value():
        return Problem(code="integer.unreadable", message="import.integer.unreadable", raw=text)
    return int(number)


def read_gender(value: CellValue) -> Gender | Problem | None:
    """男 or 女 in the forms that files have; None when empty or "unknown"."""
    if value is None:
        return None
    text = half_width(cell_text(value))
    if is_nothing(text) or text in ("保密", "0", "不详", "其他"):
        return None
    return _GENDERS.get(text.lower()) or Problem(
        code="gender.unknown", message="import.gender.unknown", raw=text
    )


def read_code(value: CellValue) -> str:
    """A number of a document: half width, capitals, no blanks; "" when empty."""
    text = cell_text(value)
    if not (text.isascii() and text.isalnum()):
        text = "".join(half_width(text).split())
    return "" if is_nothing(text) else text.upper()


@lru_cache(maxsize=8192)
def _read_date_text(text: str, date1904: bool) -> datetime | Problem | None:
    if iso := _iso(text):
        return iso
    tidy = half_width(text)
    if is_nothing(tidy):
        return None
    match = _DATE.fullmatch(tidy) or _COMPACT.fullmatch(tidy)
    if match:
        try:
            return _plausible(datetime(*(int(part or 0) for part in match.groups())), text)  # type: ignore[arg-type]  # noqa: DTZ001  # as the file writes it; the zone comes with the store
        except ValueError:
            return Problem(code="date.impossible", message="import.date.impossible", raw=text)
    return _from_serial(Decimal(tidy), date1904) if _SERIAL.fullmatch(tidy) else _bad_date(text)


def _iso(text: str) -> datetime | None:
    """The commonest forms, with two-digit months and days, without a pattern: several times as fast."""
    iso = text.translate(_TO_ISO)
    if len(iso) not in (10, 16, 19) or not iso[4] == iso[7] == "-":
        return None
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return None  # the pattern will say what is wrong
    return moment if _EARLIEST <= moment.year <= _LATEST and moment.tzinfo is None else None


def _from_serial(days: Decimal, date1904: bool) -> datetime | Problem:
    """Serial days count from 1904-01-01, or from 1900 with a 29 February that never was."""
    epoch = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30)  # noqa: DTZ001  # as the file writes it; the zone comes with the store
    if days < 366:
        return _bad_date(str(days))
    seconds = int((days * 86400).to_integral_value(ROUND_HALF_UP))
    return _plausible(epoch + timedelta(seconds=seconds), days)


def _plausible(moment: datetime, raw: object) -> datetime | Problem:
    if _EARLIEST <= moment.year <= _LATEST:
        return moment
    return Problem(code="date.impossible", message="import.date.impossible", raw=str(raw))


def _bad_date(raw: str) -> Problem:
    return Problem(code="date.unreadable", message="import.date.unreadable", raw=raw)


@lru_cache(maxsize=8192)
def _read_fen_text(text: str) -> int | Problem | None:
    tidy = _MONEY_NOISE.sub("", half_width(text))
    if is_nothing(tidy):
        return None
    if tidy.startswith("(") and tidy.endswith(")"):  # how accountants write a minus
        tidy = "-" + tidy[1:-1]
    yuan = _decimal(tidy)
    if yuan is None or abs(yuan * 100) > _MOST_FEN:
        return Problem(code="money.unreadable", message="import.money.unreadable", raw=text)
    # Half a fen goes up, away from nothing, as invoices round.
    return int((yuan * 100).to_integral_value(ROUND_HALF_UP))


@lru_cache(maxsize=8192)
def _read_km_text(text: str) -> int | Problem | None:
    tidy = _KM_NOISE.sub("", half_width(text))
    if is_nothing(tidy):
        return None
    km = _decimal(tidy)
    if km is None:
        return Problem(code="odometer.unreadable", message="import.odometer.unreadable", raw=text)
    if not 0 <= km <= _MOST_KM:
        return Problem(code="odometer.impossible", message="import.odometer.impossible", raw=text)
    return int(km.to_integral_value(ROUND_HALF_UP))


def _decimal(text: str) -> Decimal | None:
    """The exact number, where "万" multiplies by ten thousand; None when it is none."""
    factor = 1
    if text.endswith(("万", "w", "W")):
        text, factor = text[:-1].rstrip(), 10_000
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    return Decimal(text.replace(",", "")) * factor
