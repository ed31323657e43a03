"""The steps that may be taken with a quality issue: for each its form, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema

from plugins.complaints.quality import operations
from plugins.complaints.quality.models import QualityIssue
from plugins.complaints.quality.operations import Analysis, Watch
from plugins.complaints.quality.schemas import (
    IssueAnalyseSchema,
    IssueCloseSchema,
    IssueImplementSchema,
    IssueReopenSchema,
    IssueTrackSchema,
)
from plugins.complaints.quality.states import IssueState, IssueStep, state_after
from saas.plugin_api import LazyStr, _l

Typed = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueAct:
    """One step. summary: of its route. run: does it, with the version that was seen."""

    step: IssueStep
    title: LazyStr
    summary: str
    icon: str
    schema: type[Schema]
    run: Callable[[int, Typed, int | None], QualityIssue]

    @property
    def name(self) -> str:
        """Of its routes and its form."""
        return f"{self.step}_issue"


def _analyse(issue_id: int, typed: Typed, version: int | None) -> QualityIssue:
    return operations.analyse_issue(issue_id, Analysis(**typed), version=version)


def _track(issue_id: int, typed: Typed, version: int | None) -> QualityIssue:
    return operations.track_issue(issue_id, Watch(**typed), version=version)


def _plain(operation: Callable[..., QualityIssue]) -> Callable[[int, Typed, int | None], QualityIssue]:
    return lambda issue_id, typed, version: operation(issue_id, **typed, version=version)


ISSUE_ACTS: tuple[IssueAct, ...] = (
    IssueAct(
        step=IssueStep.CLOSE, title=_l("Close"), icon="check", schema=IssueCloseSchema,
        summary="Close a quality issue with whether it has helped.", run=_plain(operations.close_issue),
    ),
    IssueAct(
        step=IssueStep.TRACK, title=_l("Watch and improve"), icon="eye", schema=IssueTrackSchema,
        summary="Say what is watched until when, and what is improved.", run=_track,
    ),
    IssueAct(
        step=IssueStep.IMPLEMENT, title=_l("Write down what is done"), icon="tool", schema=IssueImplementSchema,
        summary="Write down what is done about a quality issue.", run=_plain(operations.implement_issue),
    ),
    IssueAct(
        step=IssueStep.ANALYSE, title=_l("Name the cause"), icon="search", schema=IssueAnalyseSchema,
        summary="Say what the cause of a quality issue is.", run=_analyse,
    ),
    IssueAct(
        step=IssueStep.REOPEN, title=_l("Open again"), icon="arrow-back-up", schema=IssueReopenSchema,
        summary="Open a closed quality issue again, to look for its cause.", run=_plain(operations.reopen_issue),
    ),
)  # fmt: skip
"""All steps, the later ones first: the first that is possible is shown as the next."""


def possible_acts(state: IssueState) -> list[IssueAct]:
    """What may be done with an issue in this state, what leads on first."""
    return [act for act in ISSUE_ACTS if state_after(state, act.step) is not None]
