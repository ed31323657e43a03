"""Invented customers, vehicles and visits for the sample file; plausible, and nobody's."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from saas.core.vehicles.vin import with_check_digit

STORES: Final = ("浦东店", "虹桥店", "松江店")
ADVISERS: Final = ("陈立", "周敏", "吴海", "郑洁", "孙涛", "何静")
KINDS: Final = ("常规保养", "一般维修", "事故维修", "保修", "首保")
_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕单仇解查"
_GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文斌鑫宇浩然子轩欣怡梓涵雨晨思远嘉"
_MODELS: Final = (
    ("LSVAM4187", "上汽大众", "朗逸 1.5L"),
    ("LFV2A21K0", "一汽大众", "速腾 280TSI"),
    ("LSGBL5430", "上汽通用", "英朗 1.5T"),
    ("LGXC16AF0", "比亚迪", "秦PLUS DM-i"),
    ("LVHRU1890", "东风本田", "CR-V 240T"),
)
_YEAR_LETTERS: Final = "LMNPRST"  # model years 2020 to 2026
_PLATE_SIGNS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One visit with its vehicle and customer; `alone` when no other visit has this vehicle or phone."""

    store: str
    name: str
    phone: str
    plate: str
    vin: str
    brand: str
    model: str
    invoice_date: date
    delivery_date: date
    odometer: int
    adviser: str
    ro_number: str
    opened: datetime
    completed: datetime
    settled: date
    kind: str
    fen: int
    alone: bool = True


def sample_records(rng: Random, count: int, today: date) -> list[Record]:
    """`count` visits: half by vehicles seen once, some families with one phone, the rest return visits."""
    records: list[Record] = []
    returning: list[Record] = []
    for number in range(count):
        if returning and rng.random() < 0.3:
            record = _next_visit(rng, rng.choice(returning), number, today)
        else:
            record = _first_visit(rng, number, today)
            if rng.random() < 0.35:
                record = replace(record, alone=False)
                if returning and rng.random() < 0.15:  # a family's second car, its own name, the same phone
                    record = replace(record, phone=rng.choice(returning).phone)
                returning.append(record)
        records.append(record)
    return records


def _first_visit(rng: Random, number: int, today: date) -> Record:
    vin_head, brand, model = rng.choice(_MODELS)
    bought = today - timedelta(days=rng.randint(400, 2200))
    visit = _visit(rng, number, today)
    vin = f"{vin_head[:8]}0{rng.choice(_YEAR_LETTERS)}{rng.choice('ABCDEFG')}{number:06d}"
    return Record(
        store=rng.choice(STORES),
        name=_name(rng),
        phone=f"1{rng.choice('3589')}{rng.randint(0, 9)}{number * 7919 % 10**8:08d}",
        plate=_plate(rng, number),
        vin=with_check_digit(vin),
        brand=brand,
        model=model,
        invoice_date=bought,
        delivery_date=bought + timedelta(days=rng.randint(0, 9)),
        odometer=rng.randint(300, 120_000),
        adviser=rng.choice(ADVISERS),
        ro_number=f"RO{number:07d}",
        opened=visit,
        completed=visit + timedelta(hours=rng.randint(1, 30)),
        settled=(visit + timedelta(hours=31)).date(),
        kind=rng.choice(KINDS),
        fen=rng.randint(9_900, 890_000),
    )


def _next_visit(rng: Random, before: Record, number: int, today: date) -> Record:
    visit = _visit(rng, number, today)
    return replace(
        before,
        ro_number=f"RO{number:07d}",
        opened=visit,
        completed=visit + timedelta(hours=rng.randint(1, 30)),
        settled=(visit + timedelta(hours=31)).date(),
        odometer=before.odometer + rng.randint(500, 20_000),
        kind=rng.choice(KINDS),
        fen=rng.randint(9_900, 890_000),
    )


def _visit(rng: Random, number: int, today: date) -> datetime:
    day = today - timedelta(days=rng.randint(3, 380))
    return datetime(day.year, day.month, day.day, 8 + number % 10, rng.randint(0, 59))  # noqa: DTZ001 - as written


def _name(rng: Random) -> str:
    return rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, rng.choice((1, 2, 2))))


def _plate(rng: Random, number: int) -> str:
    """Unique by its last four digits and two signs before them; no new-energy series."""
    block, rest = divmod(number, 10_000)
    return f"沪{'ABCEGHJKLM'[block % 10]}{rng.choice(_PLATE_SIGNS[:24])}{rest:04d}"
