"""What the work on a complaint leaves behind: what was found out, what was offered, agreed to and done, how it was closed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, Integer, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plugins.complaints.states import ResultKind
from saas.plugin_api import (
    DataCategory,
    TenantModel,
    Versioned,
    _l,
    choice,
    now,
    optional_ref,
    personal,
    ref,
)


class Finding(StrEnum):
    """What the facts say of a complaint."""

    VALID = "valid"
    PARTLY = "partly"
    UNFOUNDED = "unfounded"


class CauseClass(StrEnum):
    """Where the root cause lies."""

    PRODUCT = "product"
    """The product itself: manufacture or material."""
    INSTALLATION = "installation"
    """How something was fitted."""
    USAGE = "usage"
    """How it was used."""
    WORK = "work"
    """A mistake of ours: repair, transport, words."""
    PROCESS = "process"
    """Our way of working: waiting, prices, information."""
    OTHER = "other"
    """Something else: transport by others, damage from outside."""


def _said() -> Mapped[str]:
    return mapped_column(default="", info=personal(DataCategory.COMMUNICATION))


class Investigation(Versioned, TenantModel):
    """How the facts of a complaint were found out; one for each time it was taken up.

    facts: what happened, and how that is known. root_cause: why it could happen.
    """

    __tablename__ = "complaints_investigation"
    __title__ = _l("Investigations of complaints")
    __table_args__ = (UniqueConstraint("tenant_id", "case_id", "round"),)

    case_id: Mapped[int] = ref("complaints_case", index=False)
    round: Mapped[int] = mapped_column(Integer)
    investigator_id: Mapped[int | None] = optional_ref("member")
    started_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    facts: Mapped[str] = _said()
    finding: Mapped[Finding | None] = choice(Finding, nullable=True)
    cause: Mapped[CauseClass | None] = choice(CauseClass, nullable=True)
    root_cause: Mapped[str] = _said()


class ThirdParty(Versioned, TenantModel):
    """Somebody outside who was asked: an appraisal body, the manufacturer, a supplier."""

    __tablename__ = "complaints_third_party"
    __title__ = _l("Third parties asked about complaints")
    __table_args__ = (Index("ix_complaints_third_party_case", "tenant_id", "case_id", "id"),)

    case_id: Mapped[int] = ref("complaints_case", index=False)
    body: Mapped[str] = _said()
    question: Mapped[str] = _said()
    due_on: Mapped[date] = mapped_column(Date)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    answer: Mapped[str] = _said()
    answered_at: Mapped[datetime | None]


class OptionState(StrEnum):
    """What became of a solution."""

    WAITING = "waiting"
    """It costs so much that somebody else has to approve it."""
    READY = "ready"
    """It may be offered."""
    REFUSED = "refused"
    OFFERED = "offered"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    DONE = "done"


class AgreedHow(StrEnum):
    """How the customer agreed."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    SMS = "sms"
    WECHAT = "wechat"
    EMAIL = "email"
    LETTER = "letter"
    OWN_PAGE = "own_page"
    """By the customer themselves, on the page that their link opens."""


class SolutionOption(Versioned, TenantModel):
    """A solution that can be offered, with what it costs the group, in fen.

    legal_basis: the rule that entitles the customer to it. committed: whether money of a budget was set aside for it.
    agreed_with: who agreed, where it was not the complainant.
    """

    __tablename__ = "complaints_option"
    __title__ = _l("Solutions of complaints")
    __table_args__ = (
        CheckConstraint("cost_fen >= 0", name="cost"),
        Index("ix_complaints_option_case", "tenant_id", "case_id", "id"),
    )

    case_id: Mapped[int] = ref("complaints_case", index=False)
    kind: Mapped[ResultKind] = choice(ResultKind)
    text: Mapped[str] = _said()
    legal_basis: Mapped[str] = _said()
    cost_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    state: Mapped[OptionState] = choice(OptionState, default=OptionState.READY)
    proposed_by_id: Mapped[int | None] = optional_ref("member")
    decided_by_id: Mapped[int | None] = optional_ref("member")
    decided_at: Mapped[datetime | None]
    committed: Mapped[bool] = mapped_column(default=False)
    agreed_at: Mapped[datetime | None]
    agreed_how: Mapped[AgreedHow | None] = choice(AgreedHow, nullable=True)
    agreed_with: Mapped[str] = mapped_column(default="", info=personal(DataCategory.IDENTITY))


class CaseTask(Versioned, TenantModel):
    """Something that has to be done for a complaint until a day."""

    __tablename__ = "complaints_task"
    __title__ = _l("Tasks of complaints")
    __table_args__ = (Index("ix_complaints_task_case", "tenant_id", "case_id", "id"),)

    case_id: Mapped[int] = ref("complaints_case", index=False)
    what: Mapped[str] = _said()
    assignee_id: Mapped[int] = ref("member")
    due_on: Mapped[date] = mapped_column(Date)
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = optional_ref("member")


class ClosureOutcome(StrEnum):
    """What came of asking whether it is well."""

    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"
    UNREACHED = "unreached"


class Closure(TenantModel):
    """One time that somebody asked the customer whether it is well. mark: 1 to 10; round: how often it was reopened before."""

    __tablename__ = "complaints_closure"
    __title__ = _l("Closing calls of complaints")
    __table_args__ = (
        CheckConstraint("mark BETWEEN 1 AND 10", name="mark"),
        Index("ix_complaints_closure_case", "tenant_id", "case_id", "id"),
    )

    case_id: Mapped[int] = ref("complaints_case", index=False)
    round: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[ClosureOutcome] = choice(ClosureOutcome)
    mark: Mapped[int | None] = mapped_column(SmallInteger)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    asked_by_id: Mapped[int | None] = optional_ref("member")
    task_id: Mapped[int | None] = optional_ref("followup_task")


class RoutingRule(Versioned, TenantModel):
    """Who gets the complaints of a category, from a severity on, of a store; the more it says, the sooner it counts.

    handler_id: none for whoever has the fewest open ones. A rule without category or store counts for all.
    """

    __tablename__ = "complaints_rule"
    __title__ = _l("Rules for who gets complaints")
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "category_id", "least_severity", "store_id", postgresql_nulls_not_distinct=True
        ),
        CheckConstraint("least_severity BETWEEN 1 AND 4", name="least_severity"),
    )

    category_id: Mapped[int | None] = optional_ref("complaints_category", index=False)
    least_severity: Mapped[int] = mapped_column(SmallInteger, default=1)
    store_id: Mapped[int | None] = optional_ref("store")
    handler_id: Mapped[int | None] = optional_ref("member")
