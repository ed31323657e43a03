"""What a vehicle runs on, in one set of codes for the many ways it is written."""

import unicodedata
from enum import StrEnum


class EnergyKind(StrEnum):
    """Energy types that maintenance and plates tell apart."""

    PETROL = "petrol"
    DIESEL = "diesel"
    GAS = "gas"
    HYBRID = "hybrid"
    PLUG_IN_HYBRID = "plug_in_hybrid"
    RANGE_EXTENDED = "range_extended"
    ELECTRIC = "electric"
    FUEL_CELL = "fuel_cell"


_WRITTEN = {
    EnergyKind.PETROL: "汽油 燃油 汽油车 燃油车 油车 ICE PETROL GASOLINE",
    EnergyKind.DIESEL: "柴油 柴油车 DIESEL",
    EnergyKind.GAS: "天然气 CNG LNG LPG 双燃料",
    EnergyKind.HYBRID: "混动 油电混动 油电混合 混合动力 HEV HYBRID 轻混 MHEV",
    EnergyKind.PLUG_IN_HYBRID: "插电混动 插电式混动 插电混合动力 插电式混合动力 插混 PHEV DM-I",
    EnergyKind.RANGE_EXTENDED: "增程 增程式 增程式电动 EREV REEV",
    EnergyKind.ELECTRIC: "纯电 纯电动 电动 电动车 BEV EV ELECTRIC",
    EnergyKind.FUEL_CELL: "燃料电池 氢能 氢燃料电池 FCEV FCV",
}
_BY_WORD = {word: kind for kind, words in _WRITTEN.items() for word in words.split()}


def read_energy(text: str) -> EnergyKind | None:
    """The energy type that a text names; None when it names none that is known."""
    return _BY_WORD.get("".join(unicodedata.normalize("NFKC", text).upper().split()))
