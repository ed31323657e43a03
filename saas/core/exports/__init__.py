"""Exports: every table that rooms and plugins let people take out, with a reason, in one way."""
