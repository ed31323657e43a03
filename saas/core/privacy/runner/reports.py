"""Reports of merges as text, by owner, for a column that seals them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from saas.core.contracts.duties import AlteredRow, FoldedRow, MergeReport, MovedRows


def reports_text(reports: Mapping[str, MergeReport]) -> str:
    """The reports as text."""
    return json.dumps({owner: asdict(report) for owner, report in reports.items()})


def reports_of(text: str | None) -> dict[str, MergeReport]:
    """What `reports_text` made; nothing of nothing."""
    raw: dict[str, Any] = json.loads(text) if text else {}
    return {owner: _report(one) for owner, one in raw.items()}


def _report(raw: Mapping[str, Any]) -> MergeReport:
    return MergeReport(
        moved=tuple(MovedRows(**{**one, "ids": tuple(one["ids"])}) for one in raw["moved"]),
        folded=tuple(FoldedRow(**one) for one in raw["folded"]),
        altered=tuple(AlteredRow(**one) for one in raw["altered"]),
    )
