"""Makers of what the tests of the core need: rows of rooms and plugins that no third party knows of."""
