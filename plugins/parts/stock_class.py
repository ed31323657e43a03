"""The classes of parts by how they are asked for; here, since pages know them and do not calculate."""

from __future__ import annotations

from enum import StrEnum


class StockClass(StrEnum):
    """常用, 非常用 and 季节性 parts."""

    COMMON = "common"
    UNCOMMON = "uncommon"
    SEASONAL = "seasonal"
