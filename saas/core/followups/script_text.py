"""What the specialist reads out: the script's blocks whose conditions hold, with the task's own words filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_PLACE = re.compile(r"\{(\w+)\}")
UNKNOWN = "…"


def script_lines(
    blocks: Sequence[Mapping[str, Any]], facts: Mapping[str, object], words: Mapping[str, str], locale: str
) -> list[str]:
    """The paragraphs to say.

    blocks: of a `Script`. facts: what conditions compare (`{"field": …, "at_least": …}`, `"at_most"` or `"equals"`).
    words: what stands for `{name}` in a text; an unknown one is shown as …, never as its name.
    """
    return [
        _filled(_in(block["text"], locale), words) for block in blocks if _holds(block.get("when"), facts)
    ]


def _holds(when: Mapping[str, Any] | None, facts: Mapping[str, object]) -> bool:
    if not when:
        return True
    value: Any = facts.get(when["field"])
    if value is None:
        return False
    return (
        ("at_least" not in when or value >= when["at_least"])
        and ("at_most" not in when or value <= when["at_most"])
        and ("equals" not in when or value == when["equals"])
    )


def _in(text: Mapping[str, str], locale: str) -> str:
    return text.get(locale) or next(iter(text.values()), "")


def _filled(text: str, words: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: words.get(place[1]) or UNKNOWN, text)
