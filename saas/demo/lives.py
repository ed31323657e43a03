"""What happens to one car from its delivery on: visits, kilometres, a new plate of a new owner; pure and seeded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from saas.core.vehicles.models import Energy, ServiceKind
from saas.demo.calendar import next_open
from saas.demo.cars import Model

MAINTENANCE_MONTHS = 11.3  # people come a little before the year is over
_WARRANTY_YEARS = 3
_LEAVING_EACH_YEAR = 0.11  # of the cars out of warranty


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A day in the workshop. amount in fen; minute: when it was done, in minutes after midnight."""

    day: date
    minute: int
    kind: ServiceKind
    text: str
    km: int
    amount_fen: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    kind: ServiceKind
    texts: tuple[str, ...]
    yuan: tuple[int, int]
    weight: float
    from_years: float = 0.0
    until_years: float = 20.0
    electric: bool = True


_EXTRA = (
    _Work(kind=ServiceKind.BODY, texts=("事故维修", "钣金喷漆"), yuan=(900, 6800), weight=3),
    _Work(kind=ServiceKind.REPAIR, texts=("一般维修",), yuan=(180, 1500), weight=2.5, from_years=2),
    _Work(kind=ServiceKind.REPAIR, texts=("更换轮胎（维修）",), yuan=(620, 3200), weight=1.6, from_years=3),
    _Work(kind=ServiceKind.REPAIR, texts=("制动系统维修",), yuan=(560, 1900), weight=1.2, from_years=3),
    _Work(kind=ServiceKind.REPAIR, texts=("更换蓄电池（维修）",), yuan=(480, 980), weight=1, from_years=3, electric=False),
    _Work(kind=ServiceKind.WARRANTY, texts=("质保维修",), yuan=(0, 0), weight=2, until_years=_WARRANTY_YEARS),
    _Work(kind=ServiceKind.INSPECTION, texts=("季节检查", "空调检测"), yuan=(0, 280), weight=1.5),
)  # fmt: skip


def visits(rng: Random, model: Model, delivered: date, end: date) -> list[Visit]:
    """All visits of a car from its delivery to `end`, in their order; kilometres only grow."""
    rate = min(max(rng.gauss(38, 14), 12), 95)
    leaves = _leaving_day(rng, delivered, end)
    days = sorted(
        {*_maintenance_days(rng, model, rate, delivered, leaves), *_other_days(rng, delivered, leaves)}
    )
    made: list[Visit] = []
    km = rng.randrange(8, 40)
    before = delivered
    for day, maintenance in days:
        if day > end or (made and (day - made[-1].day).days < 4):
            continue
        km += max(int((day - before).days * rate * rng.uniform(0.82, 1.18)), 6)
        before = day
        made.append(_visit(rng, model, delivered, day, km, maintenance=maintenance))
    return made


def _leaving_day(rng: Random, delivered: date, end: date) -> date:
    """The day after which the car is seen no more: sold away, or looked after elsewhere."""
    day = delivered + timedelta(days=365 * _WARRANTY_YEARS)
    while day < end:
        if rng.random() < _LEAVING_EACH_YEAR:
            return day + timedelta(days=rng.randrange(365))
        day += timedelta(days=365)
    return end


def _maintenance_days(
    rng: Random, model: Model, rate: float, delivered: date, end: date
) -> Iterator[tuple[date, bool]]:
    interval_km = 12_000 if model.energy is Energy.ELECTRIC else 10_000
    first = min(5.7 * 30.4, 5000 / rate)
    day = delivered + timedelta(days=int(first * rng.uniform(0.85, 1.1)))
    while day <= end:
        yield next_open(day), True
        gap = min(MAINTENANCE_MONTHS * 30.4, interval_km / rate)
        late = rng.uniform(1.1, 1.6) if rng.random() < 0.15 else rng.uniform(0.88, 1.1)
        day += timedelta(days=max(int(gap * late), 40))


def _other_days(rng: Random, delivered: date, end: date) -> Iterator[tuple[date, bool]]:
    day = delivered + timedelta(days=rng.randrange(30, 900))
    while day <= end:
        yield next_open(day), False
        day += timedelta(days=rng.randrange(120, 1100))


def _visit(rng: Random, model: Model, delivered: date, day: date, km: int, *, maintenance: bool) -> Visit:
    years = (day - delivered).days / 365.25
    minute = rng.choice((rng.randrange(9 * 60 + 40, 12 * 60), rng.randrange(13 * 60 + 20, 18 * 60)))
    if maintenance:
        text, yuan = _maintenance(rng, model, years, km)
        kind = ServiceKind.MAINTENANCE
    else:
        work = _extra(rng, model, years)
        kind, text = work.kind, rng.choice(work.texts)
        yuan = rng.randint(*work.yuan) if work.yuan[1] else 0
    return Visit(day=day, minute=minute, kind=kind, text=text, km=km, amount_fen=yuan * 100)


def _maintenance(rng: Random, model: Model, years: float, km: int) -> tuple[str, int]:
    if km < 8000 and years < 1:
        return "首次保养", 0
    if km % 40_000 > 30_000:
        return "大保养", int(model.upkeep * rng.uniform(2.2, 3.1))
    return "常规保养", int(model.upkeep * rng.uniform(0.9, 1.25))


def _extra(rng: Random, model: Model, years: float) -> _Work:
    electric = model.energy is Energy.ELECTRIC
    fitting = [
        work
        for work in _EXTRA
        if work.from_years <= years < work.until_years and (work.electric or not electric)
    ]
    return rng.choices(fitting, weights=[work.weight for work in fitting])[0]
