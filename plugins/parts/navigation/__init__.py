"""Where parts are entered: in the menu."""

from plugins.parts.navigation.stock import STOCK_NAV

NAV = [*STOCK_NAV]

__all__ = ["NAV"]
