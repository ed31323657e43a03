"""What an analysis found: one run with its settings, and one row for each factor; neither is ever changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Float, Integer, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from plugins.kano.categories import Category
from plugins.kano.kpi_kinds import KpiKind
from saas.plugin_api import NOT_PERSONAL, TenantModel, _l, choice, code_text, now, ref


class Run(TenantModel):
    """One analysis of a study.

    number: counts the study's runs. code_version: of this plugin. settings: all conventions, the evaluation table among
    them. respondents: whose answers were read; left_out: who answered too many questions against themselves.
    straight: who gave one answer to everything; they count. pairs: answered pairs that count. x_line, y_line: where the
    quadrants of the better-worse map part.
    """

    __tablename__ = "kano_run"
    __title__ = _l("Analyses of Kano studies")
    __table_args__ = (UniqueConstraint("tenant_id", "study_id", "number"),)
    append_only = True

    study_id: Mapped[int] = ref("kano_study", index=False)
    number: Mapped[int] = mapped_column(Integer)
    code_version: Mapped[str] = code_text()
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, info=NOT_PERSONAL)
    respondents: Mapped[int] = mapped_column(Integer)
    left_out: Mapped[int] = mapped_column(Integer)
    straight: Mapped[int] = mapped_column(Integer)
    pairs: Mapped[int] = mapped_column(Integer)
    x_line: Mapped[float | None] = mapped_column(Float)
    y_line: Mapped[float | None] = mapped_column(Float)
    finished_at: Mapped[datetime] = mapped_column(default=now)


class Result(TenantModel):
    """What a run found of one factor; None where there is no such figure.

    must_be … questionable: how many pairs meant what; missing: respondents without a pair. category: by the study's
    rule. better, worse, distance with their intervals. probability: how often another sample gives the same category.
    keep, kind: what the sensitivity proposes. figures: all else that was found, by name.
    """

    __tablename__ = "kano_result"
    __title__ = _l("Results of Kano studies")
    __table_args__ = (UniqueConstraint("tenant_id", "run_id", "study_factor_id"),)
    append_only = True

    run_id: Mapped[int] = ref("kano_run", index=False)
    study_factor_id: Mapped[int] = ref("kano_study_factor")
    must_be: Mapped[int] = mapped_column(Integer)
    one_dimensional: Mapped[int] = mapped_column(Integer)
    attractive: Mapped[int] = mapped_column(Integer)
    indifferent: Mapped[int] = mapped_column(Integer)
    reverse: Mapped[int] = mapped_column(Integer)
    questionable: Mapped[int] = mapped_column(Integer)
    missing: Mapped[int] = mapped_column(Integer)
    category: Mapped[Category | None] = choice(Category, nullable=True)
    better: Mapped[float | None] = mapped_column(Float)
    better_low: Mapped[float | None] = mapped_column(Float)
    better_high: Mapped[float | None] = mapped_column(Float)
    worse: Mapped[float | None] = mapped_column(Float)
    worse_low: Mapped[float | None] = mapped_column(Float)
    worse_high: Mapped[float | None] = mapped_column(Float)
    distance: Mapped[float | None] = mapped_column(Float)
    distance_low: Mapped[float | None] = mapped_column(Float)
    distance_high: Mapped[float | None] = mapped_column(Float)
    probability: Mapped[float | None] = mapped_column(Float)
    keep: Mapped[bool] = mapped_column(Boolean)
    kind: Mapped[KpiKind | None] = choice(KpiKind, nullable=True)
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB, info=NOT_PERSONAL)

    @property
    def n(self) -> int:
        """All pairs that were answered, questionable ones among them."""
        return sum(self.counts)

    @property
    def counts(self) -> tuple[int, ...]:
        """The counts in the order M, O, A, I, R, Q."""
        return (
            self.must_be,
            self.one_dimensional,
            self.attractive,
            self.indifferent,
            self.reverse,
            self.questionable,
        )
