"""Studies, and the factors that each asks about with its pair of questions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, Float, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from plugins.kano.categories import CategoryRule, CutLines
from plugins.kano.models.states import StudyState
from saas.plugin_api import (
    NOT_PERSONAL,
    TenantModel,
    Versioned,
    _l,
    choice,
    code_text,
    optional_ref,
    ref,
)


class Study(Versioned, TenantModel):
    """A round of asking customers what they want of the service.

    table_name, table_cells: the evaluation table, a copy of its own. category_rule, tolerance, radius, cut_lines,
    most_questionable, samples, seed: how it is analysed, as in plugins.kano.analysis; most_questionable is None where
    nobody is left out. by_link: whether the public questionnaire takes answers. link_token: of its address.
    named: whether answers by a personal link are kept with the customer who gave them.
    runs_asked: how many analyses were asked for, each of which makes one run.
    """

    __tablename__ = "kano_study"
    __title__ = _l("Kano studies")
    __table_args__ = (
        UniqueConstraint("tenant_id", "document_no"),
        UniqueConstraint("tenant_id", "link_token"),
        CheckConstraint("radius >= 0 AND tolerance >= 0", name="thresholds"),
        Index("ix_kano_study_created", "tenant_id", "created_at", "id"),
        Index("ix_kano_study_state", "tenant_id", "state", "created_at", "id"),
    )

    document_no: Mapped[str] = code_text()
    title: Mapped[str] = code_text()
    purpose: Mapped[str] = code_text(default="")
    state: Mapped[StudyState] = choice(StudyState, default=StudyState.DRAFT)
    table_name: Mapped[str] = code_text()
    table_cells: Mapped[list[list[str]]] = mapped_column(JSONB, info=NOT_PERSONAL)
    category_rule: Mapped[CategoryRule] = choice(CategoryRule, default=CategoryRule.MODAL)
    tolerance: Mapped[float] = mapped_column(Float)
    radius: Mapped[float] = mapped_column(Float)
    cut_lines: Mapped[CutLines] = choice(CutLines, default=CutLines.FIXED)
    most_questionable: Mapped[int | None] = mapped_column(Integer)
    samples: Mapped[int] = mapped_column(Integer)
    seed: Mapped[int] = mapped_column(Integer)
    by_link: Mapped[bool] = mapped_column(Boolean, default=True, server_default=text("true"))
    link_token: Mapped[str] = code_text()
    named: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    runs_asked: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    analysed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = optional_ref("member")
    archived_at: Mapped[datetime | None]


class StudyFactor(Versioned, TenantModel):
    """A factor of a study as it read when it was taken in, its pair of questions, and what was decided about it.

    functional, dysfunctional: the questions by locale, how it is if the factor is there and if it is not. kept: None
    until somebody decided; reason: why, in words of staff.
    """

    __tablename__ = "kano_study_factor"
    __title__ = _l("Factors of Kano studies")
    __table_args__ = (UniqueConstraint("tenant_id", "study_id", "factor_id"),)

    study_id: Mapped[int] = ref("kano_study", index=False)
    factor_id: Mapped[int] = ref("kano_factor")
    factor_version: Mapped[int] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer)
    names: Mapped[dict[str, str]] = mapped_column(JSONB, info=NOT_PERSONAL)
    functional: Mapped[dict[str, str]] = mapped_column(JSONB, info=NOT_PERSONAL)
    dysfunctional: Mapped[dict[str, str]] = mapped_column(JSONB, info=NOT_PERSONAL)
    kept: Mapped[bool | None] = mapped_column(Boolean)
    reason: Mapped[str] = code_text(default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = optional_ref("member")
