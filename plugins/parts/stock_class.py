"""The classes of parts by how they are asked for; here, since pages know them and do not calculate."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class StockClass(StrEnum):
    """常用, 非常用 and 季节性 parts."""

    COMMON = "common"
    UNCOMMON = "uncommon"
    SEASONAL = "seasonal"


COMMON_INTERVAL: Final = 1.32
"""Up to how many periods between two demands a part is common: where smooth and erratic demand end."""

SEASON_STRENGTH: Final = 0.64
"""From which share of its variation that the season explains a part is seasonal."""
