"""The nightly planning: what was asked for becomes classes, forecasts, ordering numbers, alerts and proposals."""
