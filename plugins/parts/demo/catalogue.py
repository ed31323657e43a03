"""The parts of the demo: what a 4S store has on its shelves, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from plugins.parts.models import Part, QualityClass, Unit
from plugins.parts.operations import PartDetails, add_part
from saas.plugin_api import current_tenant, session


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A part and how it is asked for.

    yuan: its purchase price. a_day: how likely it is asked for on a day; at_once: how many then. season: the months in
    which it is asked for more. spread: how many of the stores have it. keeps_days: how long it may lie, none without end.
    """

    number: str
    name: str
    yuan: str
    a_day: float
    at_once: int = 1
    season: tuple[int, ...] = ()
    spread: float = 1.0
    keeps_days: int = 0
    brand: str = ""
    quality: QualityClass = QualityClass.OEM
    unit: Unit = Unit.PIECE
    pack: int = 1
    wear: bool = False


_COLD, _HOT = (11, 12, 1, 2), (5, 6, 7, 8)

CATALOGUE = (
    Kind(number="04E115561H", name="机油滤清器", yuan="32", a_day=0.85, wear=True, pack=10),
    Kind(
        number="0W20SP-4L", name="全合成机油 0W-20 4升", yuan="168", a_day=0.9,
        brand="壳牌", unit=Unit.BOTTLE, keeps_days=700, pack=4,
    ),
    Kind(
        number="5W30C3-4L", name="全合成机油 5W-30 4升", yuan="152", a_day=0.7,
        brand="美孚", unit=Unit.BOTTLE, keeps_days=700, pack=4,
    ),
    Kind(number="5Q0129620D", name="空气滤清器", yuan="58", a_day=0.55, wear=True, pack=5),
    Kind(number="5Q0819653", name="空调滤清器", yuan="46", a_day=0.55, season=_HOT, wear=True, pack=5),
    Kind(number="04E905612C", name="火花塞", yuan="41", a_day=0.22, at_once=4, wear=True, pack=4),
    Kind(number="8V0698151", name="前制动片", yuan="268", a_day=0.3, unit=Unit.SET, wear=True),
    Kind(number="8V0698451", name="后制动片", yuan="236", a_day=0.22, unit=Unit.SET, wear=True),
    Kind(number="5Q0615301F", name="前制动盘", yuan="312", a_day=0.1, at_once=2, wear=True),
    Kind(
        number="DOT4-1L", name="制动液 DOT4 1升", yuan="38", a_day=0.3,
        brand="博世", unit=Unit.BOTTLE, keeps_days=500, pack=6,
    ),
    Kind(number="G13-1.5L", name="防冻冷却液", yuan="42", a_day=0.3, season=_COLD, unit=Unit.BOTTLE, keeps_days=600, pack=6),
    Kind(
        number="WW-WINTER-2L", name="冬季玻璃水 -30℃", yuan="9.5", a_day=0.5,
        at_once=2, season=_COLD, unit=Unit.BOTTLE, keeps_days=360, pack=12,
    ),
    Kind(
        number="WW-SUMMER-2L", name="夏季除虫胶玻璃水", yuan="7.8", a_day=0.4,
        at_once=2, season=_HOT, unit=Unit.BOTTLE, keeps_days=360, pack=12,
    ),
    Kind(number="5G1998002", name="雨刮片 前对", yuan="88", a_day=0.35, season=(6, 7, 8), unit=Unit.SET, wear=True),
    Kind(number="AGM-70AH", name="起停蓄电池 70Ah", yuan="640", a_day=0.16, season=_COLD, brand="瓦尔塔", keeps_days=240),
    Kind(
        number="EFB-60AH", name="蓄电池 60Ah", yuan="420", a_day=0.14,
        season=_COLD, brand="骆驼", quality=QualityClass.SAME_QUALITY, keeps_days=240,
    ),
    Kind(number="205-55R16", name="轮胎 205/55 R16", yuan="398", a_day=0.18, at_once=2, brand="米其林", wear=True),
    Kind(number="215-50R17", name="轮胎 215/50 R17", yuan="486", a_day=0.12, at_once=2, brand="马牌", spread=0.8, wear=True),
    Kind(number="1K0407151BC", name="下控制臂", yuan="366", a_day=0.05, spread=0.8),
    Kind(number="5Q0413031", name="前减震器", yuan="428", a_day=0.05, at_once=2, spread=0.8),
    Kind(number="06H121026", name="水泵总成", yuan="512", a_day=0.03, spread=0.6),
    Kind(number="06K109467", name="正时链条张紧器", yuan="284", a_day=0.02, spread=0.5),
    Kind(number="5GG941035", name="左前大灯总成 LED", yuan="2180", a_day=0.025, spread=0.6),
    Kind(number="5GG941036", name="右前大灯总成 LED", yuan="2180", a_day=0.025, spread=0.6),
    Kind(number="5GG807217", name="前保险杠皮", yuan="860", a_day=0.06, spread=0.8),
    Kind(number="5GG807421", name="后保险杠皮", yuan="820", a_day=0.05, spread=0.8),
    Kind(number="5GG837461", name="车窗升降器 左前", yuan="318", a_day=0.02, spread=0.5),
    Kind(number="5Q0959455", name="散热器风扇", yuan="980", a_day=0.015, season=_HOT, spread=0.5),
    Kind(number="5Q0816411", name="空调冷凝器", yuan="1120", a_day=0.012, season=_HOT, spread=0.5),
    Kind(
        number="0AM325066AE-R", name="双离合变速箱机电单元 再制造", yuan="6800", a_day=0.006,
        spread=0.3, quality=QualityClass.REMANUFACTURED,
    ),
    Kind(
        number="04L903023-R", name="发电机 再制造", yuan="980", a_day=0.01,
        spread=0.4, quality=QualityClass.REMANUFACTURED,
    ),
    Kind(number="SEAL-R134A", name="空调制冷剂 R134a", yuan="28", a_day=0.25, season=_HOT, unit=Unit.BOTTLE, pack=30),
    Kind(number="N91-164-401", name="放油螺塞垫片", yuan="2.2", a_day=0.85, pack=50, wear=True),
    Kind(number="CLIP-A16", name="内饰卡扣", yuan="1.2", a_day=0.5, at_once=4, pack=100),
    Kind(number="BULB-H7", name="远光灯泡 H7", yuan="24", a_day=0.15, brand="欧司朗", quality=QualityClass.SAME_QUALITY),
    Kind(number="1J0973722", name="线束插接器", yuan="36", a_day=0.01, spread=0.4),
)  # fmt: skip


def add_catalogue(count: int) -> list[tuple[Part, Kind]]:
    """The first parts of the demo, added where the group has none of this number yet."""
    mine = select(Part).where(Part.tenant_id == current_tenant())
    known = {part.number: part for part in session().scalars(mine)}
    return [(known.get(kind.number) or _add(kind), kind) for kind in CATALOGUE[:count]]


def _add(kind: Kind) -> Part:
    cost = Decimal(kind.yuan) * 100
    return add_part(
        PartDetails(
            number=kind.number,
            name=kind.name,
            brand=kind.brand,
            quality=kind.quality,
            unit=kind.unit,
            pack=Decimal(kind.pack),
            unit_cost=cost,
            list_price_fen=int(cost * Decimal("1.6")),
            wear=kind.wear,
        )
    )
