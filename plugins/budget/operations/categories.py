"""The group's own tree of cost categories."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from plugins.budget.models import CostCategory, CostKind, OverAction
from plugins.budget.permissions import CATEGORIES
from plugins.budget.queries.categories import all_categories
from saas.plugin_api import (
    Invalid,
    NotFound,
    _,
    changes_of,
    current_tenant,
    load,
    load_for_change,
    now,
    record,
    require,
    session,
)

STARTERS = (
    ("parts", "配件采购", "Parts purchases", CostKind.DIRECT, None),
    ("materials", "辅料耗材", "Consumables", CostKind.DIRECT, None),
    ("outsourced", "外协维修", "Work by others", CostKind.DIRECT, None),
    ("wages", "售后人工", "After-sales wages", CostKind.DIRECT, None),
    ("compensation", "客户补偿", "Compensation to customers", CostKind.DIRECT, None),
    ("care", "客户关怀", "Customer care", CostKind.INDIRECT, None),
    ("training", "培训", "Training", CostKind.INDIRECT, None),
    ("travel", "差旅", "Travel", CostKind.INDIRECT, None),
    ("lodging", "住宿", "Lodging", CostKind.INDIRECT, "travel"),
    ("premises", "场地与能源", "Premises and energy", CostKind.INDIRECT, None),
    ("energy", "水电", "Water and power", CostKind.INDIRECT, "premises"),
    ("rent", "租金", "Rent", CostKind.INDIRECT, "premises"),
    ("equipment", "设备维护", "Equipment", CostKind.INDIRECT, None),
    ("other", "其他", "Other", CostKind.INDIRECT, None),
)
"""What a group starts with: code, Chinese, English, kind and the code of what it belongs to."""

OTHER = "other"
"""The category of what nobody assigned to one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryDetails:
    """What a category is called, what it belongs to, and what happens beyond its budget."""

    name_zh: str
    name_en: str
    kind: CostKind
    parent_id: int | None = None
    over_action: OverAction | None = None
    position: int | None = None
    active: bool = True

    @property
    def names(self) -> dict[str, str]:
        """The names by locale, those that were given."""
        return {locale: name for locale, name in (("zh_CN", self.name_zh), ("en", self.name_en)) if name}


def add_category(details: CategoryDetails) -> CostCategory:
    """Add a category. Raises Forbidden without the right, Invalid for a name or parent that cannot be."""
    require(CATEGORIES)
    category = CostCategory(code=f"own_{secrets.token_hex(4)}", names={}, position=0)
    _write(category, details)
    session().add(category)
    session().flush()
    record("budget.category.added", "budget_cost_category", category.id, detail={"names": category.names})
    return category


def change_category(category_id: int, details: CategoryDetails, *, version: int) -> CostCategory:
    """Rename a category, move it in the tree, retire it; budgets and bookings that have it keep it.

    Raises as `add_category`, NotFound, and VersionConflict when it moved on.
    """
    require(CATEGORIES)
    category = load_for_change(CostCategory, category_id, version=version)
    _write(category, details)
    if changes := changes_of(category):
        record("budget.category.changed", "budget_cost_category", category.id, changes=changes)
    session().flush()
    return category


def seed_categories() -> None:
    """Give the group the categories to start with, each unless it is there."""
    _insert_starters(STARTERS)


def uncategorised() -> CostCategory:
    """The category of what nobody assigned to one, made where the group has none."""
    found = _by_code(OTHER)
    if found is None:
        _insert_starters([one for one in STARTERS if one[0] == OTHER])
        found = _by_code(OTHER)
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def check_category(category_id: int) -> CostCategory:
    """The category; raises Invalid for one that is not there or retired."""
    try:
        category = load(CostCategory, category_id)
    except NotFound:
        raise Invalid("category_id", _("This does not exist, or no longer.")) from None
    if not category.active:
        raise Invalid("category_id", _("This category is no longer in use. Choose another."))
    return category


def _insert_starters(starters: object) -> None:
    assert isinstance(starters, list | tuple)  # noqa: S101  both callers give one
    ids: dict[str, int] = {}
    for position, (code, name_zh, name_en, kind, parent) in enumerate(starters, start=1):
        row = {
            "tenant_id": current_tenant(),
            "code": code,
            "names": {"zh_CN": name_zh, "en": name_en},
            "kind": kind,
            "parent_id": ids.get(parent) if parent else None,
            "position": position,
            "created_at": now(),
            "updated_at": now(),
        }
        new = insert(CostCategory).values(row).on_conflict_do_nothing(index_elements=["tenant_id", "code"])
        made = session().scalar(new.returning(CostCategory.id))
        known = _by_code(code) if made is None else None
        ids[code] = made if made is not None else (known.id if known else 0)


def _by_code(code: str) -> CostCategory | None:
    mine = (CostCategory.tenant_id == current_tenant(), CostCategory.code == code)
    return session().scalar(select(CostCategory).where(*mine))


def _write(category: CostCategory, details: CategoryDetails) -> None:
    if not details.names:
        raise Invalid("name_zh", _("Enter a name in at least one language."))
    known = all_categories()
    others = [one for one in known if one.id != category.id]
    for field, locale in (("name_zh", "zh_CN"), ("name_en", "en")):
        if details.names.get(locale) in {one.names.get(locale, "") for one in others}:
            raise Invalid(field, _("There is a category of this name."))
    _check_parent(category.id, details.parent_id, {one.id: one for one in known})
    category.names, category.kind, category.active = details.names, details.kind, details.active
    category.parent_id, category.over_action = details.parent_id, details.over_action
    category.position = _last() + 1 if details.position is None else details.position


def _check_parent(own_id: int | None, parent_id: int | None, known: dict[int, CostCategory]) -> None:
    if parent_id is not None and parent_id not in known:
        raise Invalid("parent_id", _("This does not exist, or no longer."))
    above = parent_id
    while above is not None:
        if above == own_id:
            raise Invalid("parent_id", _("A category cannot belong to itself or to one of its own."))
        above = known[above].parent_id


def _last() -> int:
    highest = select(func.max(CostCategory.position)).where(CostCategory.tenant_id == current_tenant())
    return session().scalar(highest) or 0
