"""The indicators of a draft: adding, changing, taking out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.models import Dimension, Indicator, Judgement, Tree
from plugins.kano.models.trees import SourceKind
from plugins.kano.operations.trees import draft_for_change
from plugins.kano.permissions import TREE_WRITE
from saas.plugin_api import (
    Invalid,
    MetricSubject,
    MetricUnit,
    _,
    changes_of,
    current_tenant,
    load,
    load_for_change,
    metric,
    record,
    require,
    session,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorDetails:
    """What an indicator is; what each field means, `Indicator` says."""

    dimension_id: int
    name_zh: str
    name_en: str
    source_kind: SourceKind
    kind: KpiKind
    target: Decimal
    definition_zh: str = ""
    definition_en: str = ""
    metric_key: str = ""
    unit: str = ""
    direction: str = "higher"
    worst: Decimal | None = None
    points: Decimal | None = None
    ceiling: str = ""
    weight: Decimal = Decimal(1)


def add_indicator(tree_id: int, details: IndicatorDetails) -> Indicator:
    """Add an indicator at the end of a draft.

    Raises Forbidden without the right, Conflict for a tree that is no draft, Invalid for an indicator without a source,
    without a scale, without a name, or of another tree's dimension.
    """
    require(TREE_WRITE)
    tree = draft_for_change(tree_id)
    last = select(func.max(Indicator.position)).where(
        Indicator.tenant_id == current_tenant(), Indicator.tree_id == tree.id
    )
    indicator = Indicator(tree_id=tree.id, position=(session().scalar(last) or 0) + 1)
    _write(indicator, tree, details)
    session().add(indicator)
    session().flush()
    record("kano.indicator.added", "kano_tree", tree.id, detail={"indicator_id": indicator.id})
    return indicator


def change_indicator(
    indicator_id: int, details: IndicatorDetails, *, version: int | None = None
) -> Indicator:
    """Change an indicator of a draft; raises as `add_indicator`, NotFound, and VersionConflict when it moved on."""
    require(TREE_WRITE)
    tree = draft_for_change(load(Indicator, indicator_id).tree_id)
    indicator = load_for_change(Indicator, indicator_id, version=version)
    _write(indicator, tree, details)
    changes = changes_of(indicator)
    if changes:
        record("kano.indicator.changed", "kano_tree", tree.id, changes=changes)
    session().flush()
    return indicator


def remove_indicator(indicator_id: int, *, version: int | None = None) -> None:
    """Take an indicator out of a draft, with what experts said about it. Raises NotFound, Conflict."""
    require(TREE_WRITE)
    tree = draft_for_change(load(Indicator, indicator_id).tree_id)
    indicator = load_for_change(Indicator, indicator_id, version=version)
    said = select(Judgement).where(
        Judgement.tenant_id == current_tenant(),
        (Judgement.indicator_id == indicator.id) | (Judgement.other_id == indicator.id),
    )
    for judgement in session().scalars(said):
        session().delete(judgement)
    session().flush()
    session().delete(indicator)
    session().flush()
    record("kano.indicator.removed", "kano_tree", tree.id, detail={"names": indicator.names})


def _write(indicator: Indicator, tree: Tree, details: IndicatorDetails) -> None:
    names = {"zh_CN": details.name_zh, "en": details.name_en}
    indicator.names = {locale: name for locale, name in names.items() if name}
    if not indicator.names:
        raise Invalid("name_zh", _("Enter a name in at least one language."))
    meanings = {"zh_CN": details.definition_zh, "en": details.definition_en}
    indicator.definitions = {locale: meaning for locale, meaning in meanings.items() if meaning}
    _check_dimension(tree, details.dimension_id)
    _check_source(details)
    _check_scale(details)
    if details.kind is KpiKind.GATE and details.ceiling not in {band["code"] for band in tree.bands}:
        raise Invalid("ceiling", _("Choose the best grade that is possible without it."))
    for field in ("dimension_id", "source_kind", "kind", "direction", "target", "unit"):
        setattr(indicator, field, getattr(details, field))
    _write_scale(indicator, details)


def _write_scale(indicator: Indicator, details: IndicatorDetails) -> None:
    gate, bonus = details.kind is KpiKind.GATE, details.kind is KpiKind.BONUS
    indicator.metric_key = "" if details.source_kind is SourceKind.RATING else details.metric_key
    indicator.worst = None if gate else details.worst
    indicator.points = details.points if bonus else None
    indicator.ceiling = details.ceiling if gate else ""
    indicator.weight = Decimal(0) if gate or bonus else details.weight


def _check_dimension(tree: Tree, dimension_id: int) -> None:
    mine = select(Dimension.id).where(
        Dimension.tenant_id == current_tenant(), Dimension.tree_id == tree.id, Dimension.id == dimension_id
    )
    if session().scalar(mine) is None:
        raise Invalid("dimension_id", _("Choose a dimension of this tree."))


def _check_source(details: IndicatorDetails) -> None:
    if details.source_kind is SourceKind.RATING:
        return
    found = metric(details.metric_key) if details.metric_key else None
    if found is None or MetricSubject.MEMBER not in found.subjects:
        raise Invalid(
            "metric_key",
            _("No indicator without a source. Choose the figure that it is measured by."),
        )
    if details.source_kind is SourceKind.SURVEY and found.unit is not MetricUnit.SCORE:
        raise Invalid("metric_key", _("Customers give no marks there. Choose a figure of marks."))


def _check_scale(details: IndicatorDetails) -> None:
    if details.kind is KpiKind.GATE:
        return
    if details.worst is None or details.worst == details.target:
        raise Invalid("worst", _("Enter the value for no points; it differs from the target."))
    if details.kind is KpiKind.BONUS and (details.points is None or details.points <= 0):
        raise Invalid("points", _("Enter how many points it can add."))
    if details.kind is KpiKind.LINEAR and details.weight < 0:
        raise Invalid("weight", _("A weight is 0 or more."))
