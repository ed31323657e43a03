"""Known weaknesses of what we depend on: `make audit`, and a part of `make test`."""
