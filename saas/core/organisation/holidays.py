"""China's public holidays and make-up workdays as shipped with the product."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "data" / "cn_holidays"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A day that differs from the plain week; `off` is false for a make-up workday (调休)."""

    day: date
    name: str
    off: bool


@lru_cache(maxsize=1)
def shipped_holidays() -> tuple[Holiday, ...]:
    """All days of the shipped years, by day."""
    return tuple(sorted(_read(), key=lambda holiday: holiday.day))


def shipped_years() -> tuple[int, ...]:
    """The years whose holidays are shipped."""
    return tuple(sorted({holiday.day.year for holiday in shipped_holidays()}))


def _read() -> Iterator[Holiday]:
    for path in sorted(_FOLDER.glob("*.json")):
        for entry in json.loads(path.read_text(encoding="utf-8"))["days"]:
            yield Holiday(day=date.fromisoformat(entry["date"]), name=entry["name"], off=entry["isOffDay"])
