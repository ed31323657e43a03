"""Identity numbers: the resident ID card (GB 11643) and the unified social credit code (GB 32100)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from saas.core.customers.names import Gender


class IdKind(StrEnum):
    """Which document a number belongs to."""

    RESIDENT = "resident"
    COMPANY = "company"
    OTHER = "other"


class IdProblem(StrEnum):
    """Why a number is not a valid one of its kind."""

    SHAPE = "shape"
    BIRTH_DATE = "birth_date"
    CHECK_DIGIT = "check_digit"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdDocument:
    """An identity number in its canonical form, with what the number itself says of its holder."""

    kind: IdKind
    number: str
    birth_date: date | None = None
    gender: Gender | None = None


_NOISE = re.compile(r"[\s\-–—·.]")
_RESIDENT = re.compile(r"[1-9]\d{16}[\dX]")
_RESIDENT_OLD = re.compile(r"[1-9]\d{14}")
_COMPANY = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_OTHER = re.compile(r"(?=.*\d)[A-Z0-9()]{6,18}")
_RESIDENT_WEIGHTS = tuple(pow(2, 17 - i, 11) for i in range(17))  # ISO 7064, MOD 11-2
_COMPANY_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_COMPANY_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))


def resident_check_digit(first17: str) -> str:
    """The eighteenth character of a resident ID number: ISO 7064 MOD 11-2 over the first seventeen digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, _RESIDENT_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def company_check_digit(first17: str) -> str:
    """The last character of a unified social credit code: MOD 31 over the first seventeen (GB 32100-2015)."""
    total = sum(
        _COMPANY_ALPHABET.index(sign) * weight for sign, weight in zip(first17, _COMPANY_WEIGHTS, strict=True)
    )
    return _COMPANY_ALPHABET[-total % 31]


@lru_cache(maxsize=8192)
def read_id_document(text: str) -> IdDocument | IdProblem:
    """The number normalised and checked; fifteen-digit cards are written in their eighteen-digit form.

    So one person's old and new card give the same number. A number of another shape (passport, permit)
    is kept as it is, for want of a rule to check it by.
    """
    number = _NOISE.sub("", unicodedata.normalize("NFKC", text).upper())
    if _RESIDENT.fullmatch(number):
        return _resident(number)
    if _RESIDENT_OLD.fullmatch(number):
        first17 = f"{number[:6]}19{number[6:]}"
        return _resident(first17 + resident_check_digit(first17))
    if _COMPANY.fullmatch(number):
        wrong = company_check_digit(number[:17]) != number[17]
        return IdProblem.CHECK_DIGIT if wrong else IdDocument(kind=IdKind.COMPANY, number=number)
    looks_resident = number[:-1].isdigit() and len(number) >= 13
    if _OTHER.fullmatch(number) and not looks_resident:
        return IdDocument(kind=IdKind.OTHER, number=number)
    return IdProblem.SHAPE


def id_tail(number: str) -> str:
    """The last four characters, which stay in clear beside the sealed number."""
    return number[-4:]


def _resident(number: str) -> IdDocument | IdProblem:
    if resident_check_digit(number[:17]) != number[17]:
        return IdProblem.CHECK_DIGIT
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return IdProblem.BIRTH_DATE
    gender = Gender.MALE if int(number[16]) % 2 else Gender.FEMALE
    return IdDocument(kind=IdKind.RESIDENT, number=number, birth_date=born, gender=gender)
