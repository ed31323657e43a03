"""Chinese number plates: normalised, judged and told apart by kind (GA 36)."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class PlateKind(StrEnum):
    """Which series a plate belongs to."""

    ORDINARY = "ordinary"
    NEW_ENERGY = "new_energy"
    POLICE = "police"
    TRAINING = "training"
    TRAILER = "trailer"
    CONSULATE = "consulate"
    EMBASSY = "embassy"
    HONG_KONG_MACAO = "hong_kong_macao"


class PlateProblem(StrEnum):
    """Why a text is no plate; `NONE_YET` is what people write for a car without one."""

    NONE_YET = "none_yet"
    PROVINCE = "province"
    SHAPE = "shape"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateReading:
    """The plate in capitals without dots; its kind or what is wrong; whether O or I were read as digits."""

    plate: str
    kind: PlateKind | None = None
    problem: PlateProblem | None = None
    corrected: bool = False


PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_NOISE = re.compile(r"[\s·•・‧∙⋅˙.\-–—_*'\"`()]+")
_SERIAL = "A-HJ-NP-Z0-9"
_SUFFIX_KINDS = {
    "警": PlateKind.POLICE,
    "学": PlateKind.TRAINING,
    "挂": PlateKind.TRAILER,
    "领": PlateKind.CONSULATE,
    "港": PlateKind.HONG_KONG_MACAO,
    "澳": PlateKind.HONG_KONG_MACAO,
}
_ORDINARY = re.compile(rf"[{PROVINCES}][A-HJ-Z][{_SERIAL}]{{5}}")
_SUFFIXED = re.compile(rf"[{PROVINCES}][A-HJ-Z][{_SERIAL}]{{4}}([警学挂领港澳])")
# D and A to E run on current alone, F and G to K not alone; large vehicles carry that letter last.
_NEW_ENERGY = re.compile(rf"[{PROVINCES}][A-HJ-Z](?:[A-HJK][{_SERIAL}]\d{{4}}|\d{{5}}[A-HJK])")
_EMBASSY = re.compile(r"使\d{6}|\d{6}使")
_CONSULATE = re.compile(rf"[{PROVINCES}][A-HJ-Z]?\d{{4,5}}领")
_NONE_YET = re.compile(r"[无没未暂新]|临时?牌?$|待上|/+$|0+$")
_LOOKALIKES = str.maketrans("OI", "01")


@lru_cache(maxsize=8192)
def read_plate(text: str) -> PlateReading:
    """The plate of a cell, normalised and judged.

    O and I do not occur in the serial, so there they are read as 0 and 1, and 0 in the place of the
    city's letter as O; `corrected` says so.
    """
    raw = _NOISE.sub("", unicodedata.normalize("NFKC", text).upper())
    plate = _resolve_lookalikes(raw)
    kind = _kind(plate)
    if kind is not None:
        return PlateReading(plate=plate, kind=kind, corrected=plate != raw)
    return PlateReading(plate=raw, problem=_problem(raw))


def _resolve_lookalikes(raw: str) -> str:
    if len(raw) < 7 or raw[0] not in PROVINCES:
        return raw
    city = "O" if raw[1] == "0" else raw[1]
    return raw[0] + city + raw[2:].translate(_LOOKALIKES)


def _kind(plate: str) -> PlateKind | None:
    if _ORDINARY.fullmatch(plate):
        return PlateKind.ORDINARY
    if _NEW_ENERGY.fullmatch(plate):
        return PlateKind.NEW_ENERGY
    if match := _SUFFIXED.fullmatch(plate):
        return _SUFFIX_KINDS[match[1]]
    if _EMBASSY.fullmatch(plate):
        return PlateKind.EMBASSY
    return PlateKind.CONSULATE if _CONSULATE.fullmatch(plate) else None


def _problem(raw: str) -> PlateProblem:
    if not raw or (_NONE_YET.match(raw) and not re.match(r"新[A-Z]", raw)):
        return PlateProblem.NONE_YET
    return PlateProblem.SHAPE if raw[0] in PROVINCES else PlateProblem.PROVINCE
