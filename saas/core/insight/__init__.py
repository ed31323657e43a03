"""Insight: the figures that rooms and plugins declare, computed in one place from the rows they are made of."""
