"""Gating of duties: none. What a plugin keeps of people is owed whether or not a group has it on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saas.core.contracts.duties import EraseMode, MergeReport, Subject, merge_customers, unmerge_customers
from saas.core.organisation.hooks import group_created
from saas.platform.clock import now
from saas.platform.plugins import Answer, perform
from saas.platform.plugins.markers import HookKind
from saas.platform.plugins.registry import Hook
from saas.testing.kit.calling import arguments_for
from saas.testing.kit.report import Family, Report, check
from saas.testing.kit.rows import core_rows
from saas.testing.kit.stage import Place, Stage
from saas.testing.kit.subject import SPECS

_MEND = "ask in a duty for nothing that is only there while it is on: no permission, no settings() but stored_settings()"


class _Undone(Exception):
    """Ends a duty whose work is not to stay."""


@check("GATE-15", Family.GATING, "Its duties are done where it is off as well")
def duties(stage: Stage, report: Report) -> None:
    """Each duty that it implements is performed in a group that has switched it off, and it answers; then all is undone."""
    mine = [hook for hook, _one in stage.subject.hooks(HookKind.DUTY)]
    # A group is made once, with nothing on: its starters cannot be asked for again.
    for hook in (one for one in mine if one.name != group_created.__name__):
        answers = _performed(stage, stage.was_on, hook)
        report.expect(bool(answers), hook.name, "is not asked", "implement it in the plugin's module")
        fine = not any(one.failed for one in answers)
        report.expect(fine, hook.name, "fails where it is off", _MEND)


def _performed(stage: Stage, place: Place, hook: Hook) -> list[Answer[Any]]:
    """The plugin's own answers to a duty."""
    loser = core_rows(place.group, place.person, word=place.word)["customer"][0]
    found: list[Answer[Any]] = []
    try:
        with place.acting():
            given = _given(stage, place, hook, loser)
            found += [one for one in perform(SPECS[hook.name], **given) if one.owner == stage.name]
            raise _Undone
    except _Undone:
        return found


def _given(stage: Stage, place: Place, hook: Hook, loser: int) -> Mapping[str, Any]:
    winner = place.ids["customer"][0]
    merge: dict[str, Any] = {"tenant_id": place.id, "merge_id": 1, "winner_id": winner, "loser_ids": (loser,)}
    given = {
        **arguments_for(stage, place, hook),
        **merge,
        "subject": Subject(customer_id=winner),
        "mode": EraseMode.ANONYMISE,
        "at": now(),
    }
    if hook.name == unmerge_customers.__name__:
        done = [one.value for one in perform(merge_customers, **merge) if one.owner == stage.name]
        given["report"] = next((one for one in done if one is not None), MergeReport())
    return {name: given[name] for name in hook.arguments}
