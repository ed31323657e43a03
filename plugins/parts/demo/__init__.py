"""A history to look at."""

from plugins.parts.demo.stock import seed

__all__ = ["seed"]
