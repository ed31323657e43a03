"""Ratios measured side by side in one run: our figure beside its yardstick. `python -m benchmarks --help`."""
