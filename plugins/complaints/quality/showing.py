"""What the pages of complaints and early warnings show of quality issues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from plugins.complaints.models import Case
from plugins.complaints.quality.beginning import class_of_facts
from plugins.complaints.quality.models import QualityIssue
from plugins.complaints.quality.permissions import READ, WRITE
from plugins.complaints.quality.queries import issues_of_alert, issues_of_case
from plugins.complaints.quality.states import IssueState
from plugins.complaints.quality.words import ISSUE_STATES
from plugins.complaints.warning.models import Alert
from plugins.complaints.warning.states import PREVENTABLE
from saas.plugin_api import LazyStr, allowed, current_actor


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuesShown:
    """The issues within reach; begin: where another one is begun, empty where none can be."""

    issues: Sequence[QualityIssue]
    begin: str

    def state(self, issue: QualityIssue) -> tuple[LazyStr, str]:
        """What the state of one is called, and its tone."""
        return ISSUE_STATES[IssueState(issue.state)]

    def __bool__(self) -> bool:
        return bool(self.issues or self.begin)


def issues_shown_with_case(case: Case) -> IssuesShown:
    """The issues of a complaint; one may be begun once its facts name a class, by whomever it is not about."""
    found = issues_of_case(case.id) if allowed(READ) else []
    may = allowed(WRITE, store_id=case.store_id) and not _is_about(case)
    fitting = may and not _one_runs(found) and class_of_facts(case.id) is not None
    return IssuesShown(
        issues=found, begin=url_for("complaints.new_issue", case_id=case.id) if fitting else ""
    )


def issues_shown_with_alert(alert: Alert) -> IssuesShown:
    """The issues that were begun from a warning; one may be once it is confirmed."""
    found = issues_of_alert(alert.id) if allowed(READ) else []
    fitting = alert.state in PREVENTABLE and allowed(WRITE, store_id=alert.store_id) and not _one_runs(found)
    return IssuesShown(
        issues=found, begin=url_for("complaints.new_issue", alert_id=alert.id) if fitting else ""
    )


def _one_runs(issues: Sequence[QualityIssue]) -> bool:
    return any(one.is_running for one in issues)


def _is_about(case: Case) -> bool:
    member = current_actor().member_id
    return member is not None and member == case.concerned_id
