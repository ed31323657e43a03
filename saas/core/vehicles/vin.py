"""Vehicle identification numbers: shape, check digit, year, maker (GB 16735, ISO 3779, 49 CFR 565)."""

import csv
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from operator import mul


class VinProblem(StrEnum):
    """What is wrong with a VIN; only the check digit leaves it usable (imports and old stock have such)."""

    LENGTH = "length"
    CHARACTERS = "characters"
    LOOKALIKE = "lookalike"
    CHECK_DIGIT = "check_digit"

    @property
    def is_warning(self) -> bool:
        """Whether the VIN is kept all the same."""
        return self is VinProblem.CHECK_DIGIT


@dataclass(frozen=True, slots=True, kw_only=True)
class VinReading:
    """The VIN as read, what is wrong with it, and what it may have meant (never applied unasked)."""

    vin: str
    problem: VinProblem | None = None
    suggestion: str = ""

    @property
    def usable(self) -> bool:
        """Whether the VIN may identify a vehicle."""
        return self.problem is None or self.problem.is_warning


_NOISE = re.compile(r"[\s\-–—_.*'\"`]+")
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_LETTERS = re.compile(r"[A-Z0-9]{17}")
_LOOKALIKES = str.maketrans("IOQ", "100")
_VALUES = {
    sign: value
    for signs, values in (
        ("0123456789", range(10)),
        ("ABCDEFGH", range(1, 9)),
        ("JKLMN", range(1, 6)),
        ("PR", (7, 9)),
        ("STUVWXYZ", range(2, 10)),
    )
    for sign, value in zip(signs, values, strict=True)
}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_YEAR_CODES = "ABCDEFGHJKLMNPRSTVWXY123456789"  # thirty years, beginning with 1980 and 2010


@lru_cache(maxsize=8192)
def read_vin(text: str) -> VinReading:
    """The VIN in capitals without blanks, judged; I, O and Q are reported with a suggestion, not replaced."""
    vin = text.upper()
    if not (vin.isascii() and vin.isalnum()):
        vin = _NOISE.sub("", unicodedata.normalize("NFKC", text).upper())
        vin = unicodedata.normalize("NFKC", vin)
    if len(vin) != 17:
        return VinReading(vin=vin, problem=VinProblem.LENGTH)
    if not _VIN.fullmatch(vin):
        if not _LETTERS.fullmatch(vin):
            return VinReading(vin=vin, problem=VinProblem.CHARACTERS)
        return VinReading(vin=vin, problem=VinProblem.LOOKALIKE, suggestion=vin.translate(_LOOKALIKES))
    if check_digit(vin) != vin[8]:
        return VinReading(vin=vin, problem=VinProblem.CHECK_DIGIT)
    return VinReading(vin=vin)


def check_digit(vin: str) -> str:
    """The ninth character that the other sixteen ask for (weighted sum modulo 11, ten written X).

    Raises KeyError for a character that no VIN has.
    """
    return "0123456789X"[sum(map(mul, map(_VALUES.__getitem__, vin), _WEIGHTS)) % 11]


def with_check_digit(vin: str) -> str:
    """The VIN with its ninth character set right."""
    return vin[:8] + check_digit(vin) + vin[9:]


def model_year(vin: str, *, latest: int) -> int | None:
    """The model year that the tenth character says, the newest not after `latest`; None when it says none.

    The code returns every thirty years; `latest` is as a rule next year, since model years run ahead.
    """
    if len(vin) != 17 or vin[9] not in _YEAR_CODES:
        return None
    year = 1980 + _YEAR_CODES.index(vin[9])
    return year + (latest - year) // 30 * 30 if latest >= year else None


def maker(vin: str) -> str | None:
    """The manufacturer's English name by the first three, else two, characters; None when unknown."""
    table = _makers()
    return table.get(vin[:3]) or table.get(vin[:2])


@cache
def _makers() -> dict[str, str]:
    text = files("saas.core.vehicles").joinpath("data/wmi.csv").read_text(encoding="utf-8")
    return {row["wmi"]: row["manufacturer"] for row in csv.DictReader(text.splitlines())}
