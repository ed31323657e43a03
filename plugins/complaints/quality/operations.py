"""The steps of a quality issue: analysed, acted on, watched, closed, opened again; and whom the house writes to about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plugins.complaints.quality.history import issue_for_change, write_down
from plugins.complaints.quality.models import IssueContact, QualityIssue
from plugins.complaints.quality.states import (
    SUBCAUSES,
    Department,
    IssueLine,
    IssueStep,
    Outcome,
    Subcause,
    fits,
    state_after,
)
from plugins.complaints.states import ResultKind
from plugins.complaints.work_models import CauseClass
from saas.plugin_api import (
    Conflict,
    Invalid,
    NotFound,
    _,
    current_actor,
    load_for_change,
    now,
    session,
    today,
    zone_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Why something is wrong, and how that was found. part_no, lot, supplier: empty leaves what is known."""

    cause: CauseClass
    how_found: str
    subcause: Subcause | None = None
    subcause_text: str = ""
    part_no: str = ""
    lot: str = ""
    supplier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What is looked at until when, and what is done so that it does not come again."""

    watched: str
    watched_until: date
    improved: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Whom the house wrote to, and what. written_on: none for today, by the store's clock."""

    department: Department
    who: str
    question: str
    written_on: date | None = None


def analyse_issue(issue_id: int, found: Analysis, *, version: int | None = None) -> QualityIssue:
    """Say what the cause is.

    Raises like `issue_for_change`, Invalid where the exact cause is missing or none of its class, Conflict in other states.
    """
    if found.cause not in SUBCAUSES:
        raise Invalid("cause", _("This is no cause of a quality issue."))
    if not fits(found.cause, found.subcause):
        raise Invalid("subcause", _("Choose an exact cause that belongs to where the cause lies."))
    if found.subcause is Subcause.ELSE and not found.subcause_text.strip():
        raise Invalid("subcause_text", _("Say what else it is."))
    issue = _take(issue_id, IssueStep.ANALYSE, version)
    issue.cause, issue.subcause = found.cause, found.subcause
    issue.subcause_text, issue.how_found = found.subcause_text.strip(), found.how_found.strip()
    issue.part_no = found.part_no.strip() or issue.part_no
    issue.lot = found.lot.strip() or issue.lot
    issue.supplier = found.supplier.strip() or issue.supplier
    write_down(issue, IssueLine.ANALYSE, text=_joined(issue.subcause_text, issue.how_found))
    return issue


def implement_issue(
    issue_id: int, *, measure: ResultKind, done: str, version: int | None = None
) -> QualityIssue:
    """Write down what is done about it; more than once where it takes several goes."""
    issue = _take(issue_id, IssueStep.IMPLEMENT, version)
    issue.measure, issue.done = measure, done.strip()
    write_down(issue, IssueLine.IMPLEMENT, text=issue.done)
    return issue


def track_issue(issue_id: int, watch: Watch, *, version: int | None = None) -> QualityIssue:
    """Say what is watched until when and what is improved; raises Invalid for a day that has passed."""
    issue = _take(issue_id, IssueStep.TRACK, version)
    if watch.watched_until < today(zone_of(issue.store_id)):
        raise Invalid("watched_until", _("This day has passed."))
    issue.watched, issue.improved = watch.watched.strip(), watch.improved.strip()
    issue.watched_until = watch.watched_until
    told = _joined(issue.watched, watch.watched_until.isoformat(), issue.improved)
    write_down(issue, IssueLine.TRACK, text=told)
    return issue


def close_issue(
    issue_id: int, *, outcome: Outcome, outcome_text: str, version: int | None = None
) -> QualityIssue:
    """Close it with whether what was done has helped."""
    issue = _take(issue_id, IssueStep.CLOSE, version)
    issue.outcome, issue.outcome_text = outcome, outcome_text.strip()
    issue.is_running, issue.closed_at = False, now()
    write_down(issue, IssueLine.CLOSE, text=issue.outcome_text)
    return issue


def reopen_issue(issue_id: int, *, reason: str, version: int | None = None) -> QualityIssue:
    """Take a closed issue back to where its cause is looked for; what was said of it before stays until it is said anew.

    Raises Conflict also where another one was begun from the same warning meanwhile.
    """
    issue = _take(issue_id, IssueStep.REOPEN, version)
    issue.is_running, issue.closed_at, issue.outcome = True, None, None
    issue.outcome_text = ""
    issue.reopen_count += 1
    write_down(issue, IssueLine.REOPEN, text=reason.strip())
    return issue


def write_to(issue_id: int, letter: Letter, *, version: int | None = None) -> IssueContact:
    """Keep who was written to about an issue, and when; raises Conflict for a closed one, Invalid for a day to come."""
    issue = issue_for_change(issue_id, version=version)
    if not issue.is_running:
        raise Conflict(_("This quality issue is closed. Open it again to change it."))
    contact = IssueContact(
        issue_id=issue.id,
        department=letter.department,
        who=letter.who.strip(),
        written_on=_day(issue, letter.written_on, "written_on"),
        written_by_id=current_actor().member_id,
        question=letter.question.strip(),
    )
    session().add(contact)
    # Who it was is a name: it stands in the log, which is forgotten in time, and not under the issue's key as well.
    write_down(issue, IssueLine.ASKED, text=contact.question)
    return contact


def answer_of(
    issue_id: int,
    contact_id: int,
    *,
    answer: str,
    answered_on: date | None = None,
    version: int | None = None,
) -> IssueContact:
    """Keep what they answered; raises Conflict where they have answered already, Invalid for a day before the letter."""
    issue = issue_for_change(issue_id, version=version)
    contact = load_for_change(IssueContact, contact_id)
    if contact.issue_id != issue.id:
        raise NotFound(_("This does not exist, or no longer."))
    if contact.answered_on is not None:
        raise Conflict(_("The answer is written down already."))
    day = _day(issue, answered_on, "answered_on")
    if day < contact.written_on:
        raise Invalid("answered_on", _("That is before they were written to."))
    contact.answer, contact.answered_on = answer.strip(), day
    write_down(issue, IssueLine.ANSWERED, text=contact.answer)
    return contact


def _take(issue_id: int, step: IssueStep, version: int | None) -> QualityIssue:
    issue = issue_for_change(issue_id, version=version)
    after = state_after(issue.state, step)
    if after is None:
        raise Conflict(_("This cannot be done with the quality issue as it stands now."))
    issue.state = after
    return issue


def _day(issue: QualityIssue, given: date | None, field: str) -> date:
    current = today(zone_of(issue.store_id))
    if given is not None and given > current:
        raise Invalid(field, _("This day is yet to come."))
    return given or current


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
