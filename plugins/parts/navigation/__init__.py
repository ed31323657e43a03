"""Where parts are entered: in the menu."""

from plugins.parts.navigation.buying import BUYING_NAV
from plugins.parts.navigation.stock import STOCK_NAV

NAV = [*STOCK_NAV, *BUYING_NAV]

__all__ = ["NAV"]
