"""What duties of the engine itself report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeReport:
    """What `purge_tenant` removed, or would remove."""

    removed: Mapping[str, int] = field(default_factory=dict)
    """How many of each thing outside the tables, by a word of the plugin's: `{"files at the archive": 12}`."""
