"""What the audit's actions are called for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from saas.platform.i18n import LazyStr


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLabel:
    """One action of the audit in words.

    key: the action as `record` was given it, `<room or plugin>.<resource>.<what happened>`. title: what happened, as a
    short sentence about the past. endpoint, argument: a page that shows the thing, and the part of its address that takes
    the thing's id; none when there is no such page.
    """

    key: str
    title: LazyStr
    endpoint: str = ""
    argument: str = ""


def audit_labels(
    titles: Mapping[str, LazyStr], *, endpoint: str = "", argument: str = ""
) -> tuple[AuditLabel, ...]:
    """Labels of actions on one kind of thing: titles by action, the page that shows the thing."""
    return tuple(
        AuditLabel(key=key, title=title, endpoint=endpoint, argument=argument)
        for key, title in titles.items()
    )
