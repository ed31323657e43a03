"""How a file's columns are called when they are remembered, shown and written again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from saas.core.imports.headers import Column, is_neutral_group

RESULT: Final = "导入结果"
REASON: Final = "导入说明"
OURS: Final = frozenset({RESULT, REASON})
"""Columns that the list of faulty rows adds; a file that comes back with them is the same kind of file."""


def labels_of(columns: Sequence[Column]) -> list[str]:
    """A name of its own for each column: its header, with the group above where that says whose column it is.

    A header that stands twice is numbered, one that is empty is called by its position.
    """
    seen: Counter[str] = Counter()
    found = []
    for at, column in enumerate(columns, start=1):
        name = _label(column) or f"#{at}"
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return found


def fingerprint(labels: Sequence[str]) -> str:
    """What files of one kind have in common: their headers in order, but for the columns that we added."""
    text = "\n".join(label for label in labels if label not in OURS)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def propose(columns: Sequence[Column], remembered: Mapping[str, str]) -> list[str]:
    """The field of each column, `""` for none: what was settled for this kind of file before, else what is recognised.

    remembered: label to field.
    """
    labels = labels_of(columns)
    settled = {remembered[label] for label in labels if remembered.get(label)}
    found = []
    for label, column in zip(labels, columns, strict=True):
        seen = str(column.field or "")
        found.append(remembered.get(label, "" if seen in settled or label in OURS else seen))
    return found


def _label(column: Column) -> str:
    foreign = column.group and not is_neutral_group(column.group)
    return f"{column.group}·{column.name}" if foreign and column.group != column.name else column.name
