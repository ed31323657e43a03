"""The data inventory: which data of people are kept, why, how long, who sees them, and which module keeps them."""

from saas.core.privacy.inventory.exporting import EXPORTER
from saas.core.privacy.inventory.lines import DataLine, HeldColumn, data_lines, undeclared_columns

__all__ = ["EXPORTER", "DataLine", "HeldColumn", "data_lines", "undeclared_columns"]
