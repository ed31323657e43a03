"""Makers of what tests need, with sensible defaults."""
